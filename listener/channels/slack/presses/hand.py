"""Handing in: a post that somebody found elsewhere is stored like one that a source brought."""

import hashlib
from functools import partial

import structlog

from connectors.kit.contract import Author, Mention
from connectors.kit.reading.text import canonical_url
from listener.channels.slack.look import handed
from listener.channels.slack.look.message import Block
from listener.channels.slack.look.windows import NOWHERE
from listener.channels.slack.presses.admit import Presser
from listener.channels.slack.presses.answer import back_of
from listener.channels.slack.presses.doing import applied
from listener.channels.slack.presses.heard import Heard
from listener.channels.slack.presses.reply import Reply
from listener.channels.slack.presses.wrote import Wrote
from listener.desk.acts.file import File
from listener.guard.links import safe
from listener.settings.brand import Brand
from listener.store.errors import StoreError
from listener.words import say

log = structlog.get_logger()

_GENRE = "social_post"


def ask(presser: Presser, found: Wrote, which: str) -> None:
    """Open the window; `which` is the message it comes from, "" for none. Raises SlackError."""
    is_ours = presser.place.of(presser.told.channel)
    carried = f"{presser.told.channel if is_ours else NOWHERE} - {which or '-'}"
    view = handed.window(
        presser.brands, carried, text=found.text, url=found.url, author=found.author
    )
    presser.place.workspace.open(presser.told.trigger, view)


def take(ack: Reply, presser: Presser) -> None:
    """Store what was filled in, and say in its window what became of it; what does not fit is given back."""
    fields, lang = presser.told.fields, presser.brand.language
    url, brand = fields.get("url", ""), _brand(presser)
    if url and safe(url) is None:
        ack.give_back(presser, {"url": say(lang, "press.wrong.url")})
        return
    if not fields.get("text", "").strip() or brand is None:
        ack.give_back(presser, {"text": say(lang, "press.wrong.rest")})
        return
    ack.waits(presser, partial(handed.told, lang), say(lang, "file.coming"))
    ack.show(_filed(presser, brand, lang))


def _filed(presser: Presser, brand: Brand, lang: str) -> Block:
    """The window that says what became of it."""
    told = presser.told
    try:
        mention, is_new = presser.place.errands.file(brand, _post(told))
    except StoreError as error:
        log.warning("a post was not filed", error=type(error).__name__)
        return handed.told(lang, say(lang, "press.refused.busy"))
    log.info("filed", brand=brand.name, new=is_new)
    # Also where it is known: whoever was killed in between left no act.
    done = applied(presser, File(mention=mention, event=told.event)) if mention else None
    if done is None or done.outcome != "done":
        presser.place.pressed()
    back = back_of(done) if done else None
    said = say(lang, "file.done" if is_new or back else "file.known")
    place = f"{told.channel or NOWHERE} - -"
    return handed.told(lang, said, place=place, back=back)


def _brand(presser: Presser) -> Brand | None:
    """Whose post it is: of several one is chosen in the window."""
    if len(presser.brands) == 1:
        return presser.brand
    return presser.brands.get(presser.told.fields.get("brand", ""))


def _post(told: Heard) -> Mention:
    """The mention; the same address, or the same message, is the same one again."""
    fields, which = told.fields, told.carried.rpartition(" ")[2]
    url = safe(fields.get("url"))
    key = canonical_url(url) if url else f"{told.team}:{which if which != '-' else told.view}"
    name = fields.get("author", "")
    genre = fields.get("genre", _GENRE)
    return Mention(
        external_id=f"hand:{hashlib.sha256(key.encode()).hexdigest()[:32]}",
        text=fields["text"],
        genre=genre if genre in handed.GENRES else _GENRE,
        url=url,
        author=Author(id=name, name=name) if name else None,
        place=fields.get("place"),
    )
