"""A digest as notices: one parent, at most four for its thread, and the page.

Bound to their target when made, like every notice; without Slack it is one, for the terminal.
"""

from collections.abc import Sequence
from datetime import datetime

from listener.advice.time import periods
from listener.digest import files, sections
from listener.digest.content import thread, week
from listener.digest.make import Made
from listener.notices import targets
from listener.notices.contract import Notice
from listener.notices.digest import Digest
from listener.notices.digest_page import DigestPage, Page
from listener.notices.digest_part import DigestPart
from listener.settings.brand import Brand
from listener.store.outgoing import Envelope
from listener.words import say


def notices(made: Made, brand: Brand, brands: Sequence[Brand], now: datetime) -> list[Notice]:
    """For the outbox, the parent first: its key is the period's, theirs begin with it.

    They are in the order of posting.
    """
    to = targets.target(brand, "digest")

    def envelope(class_: str, end: str = "") -> Envelope:
        key = f"{periods.period_key(made.digest.week, brand)}{end}"
        return Envelope(
            brand=brand.name, key=key, target=to, class_=class_, made_at=now, due_at=now
        )

    if to == targets.TERMINAL:
        return [Digest(envelope=envelope("digest"), said=week(made.digest, made.page))]
    is_hook = to.startswith(targets.HOOK)  # it takes no file
    parent, *parts = thread(made.digest, brand, place=made.place if is_hook else None)
    told: list[Notice] = [Digest(envelope=envelope("digest"), said=parent)]
    for n, part in enumerate(parts, 1):
        told.append(DigestPart(envelope=envelope("digest_part", f":{n}"), said=part))
    if not is_hook:
        page = _page(made, brand, brands)
        told.append(DigestPage(envelope=envelope("digest_page", ":page"), page=page))
    return told


def _page(made: Made, brand: Brand, brands: Sequence[Brand]) -> Page:
    week, lang = made.digest.week, brand.language
    return Page(
        name=f"{files.slug(brand, brands)}-{week}.html",
        title=f"{sections.title(made.digest)} · {brand.name}",
        comment=say(lang, "digest.attached"),
        content=made.page.read_bytes(),
    )
