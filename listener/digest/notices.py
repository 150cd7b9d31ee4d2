"""A digest as notices: one parent, at most four for its thread, and the page.

Bound to their target when made, like every notice; without Slack it is one, for the terminal.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from listener.brand import Brand
from listener.digest import files
from listener.digest.make import Made
from listener.digest.short import short
from listener.digest.slack import lies_at, slack_message
from listener.slack import targets
from listener.slack.told import Page, message_payload, page_payload
from listener.strategy import periods
from listener.strategy.words import say


def notices(
    made: Made, brand: Brand, brands: Sequence[Brand], now: datetime
) -> list[dict[str, Any]]:
    """Rows for the outbox, the parent first: its key is the period's, theirs begin with it."""
    to = targets.target(brand, "digest")
    key = periods.period_key(made.digest.week, brand)
    return [
        {
            "brand": brand.name,
            "key": f"{key}{end}",
            "target": to,
            "class_": class_,
            "payload": payload,
            "state": "pending",
            "attempts": 0,
            "made_at": now,
            "next_at": now,
        }
        for class_, end, payload in _told(made, brand, brands, to)
    ]


def _told(
    made: Made, brand: Brand, brands: Sequence[Brand], to: str
) -> Iterator[tuple[str, str, str]]:
    """Class, end of the key, payload. The ends are in the order of posting, the parent's first."""
    if to == targets.TERMINAL:
        yield "digest", "", json.dumps(short(made.digest, made.page).to_json(), ensure_ascii=False)
        return
    messages = slack_message(made.digest, brand)
    is_hook = to.startswith(targets.HOOK)
    if is_hook:  # it takes no file
        messages = (*messages[:-1], lies_at(messages[-1], made.place, brand.language))
    for n, message in enumerate(messages):
        yield ("digest_part", f":{n}", message_payload(message)) if n else (
            "digest", "", message_payload(message)
        )  # fmt: skip
    if not is_hook:
        yield "digest_page", ":page", page_payload(_page(made, brand, brands))


def _page(made: Made, brand: Brand, brands: Sequence[Brand]) -> Page:
    week, lang = made.digest.week, brand.language
    return Page(
        name=f"{files.slug(brand, brands)}-{week}.html",
        title=f"{say(lang, 'digest.title', week=week[6:])} · {brand.name}",
        comment=say(lang, "digest.attached"),
        content=made.page.read_bytes(),
    )
