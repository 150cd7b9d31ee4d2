"""The window in which somebody hands in a post that they found; each field is a block of its name."""

from collections.abc import Iterable, Iterator, Mapping

from listener import words
from listener.channels.slack.look.blocks import quoted, words_of
from listener.channels.slack.look.buttons import undo_row
from listener.channels.slack.look.message import Block
from listener.channels.slack.look.mrkdwn import clean
from listener.channels.slack.look.windows import labelled
from listener.settings.brand import Brand
from listener.words import say

CALL = "file"  # the id of the shortcut, and of its window
GENRES = ("social_post", "review", "app_review", "forum_post", "blog_comment", "news", "mail")
_TEXT = 3000  # characters of a field
_OPTION, _OPTIONS = 75, 100  # characters of a choice, and how many


def window(brands: Mapping[str, Brand], carried: str, *, text: str, url: str, author: str) -> Block:
    """What was found, as far as the message told, for a person to put right; `carried` comes back."""
    first = next(iter(brands.values()))
    blocks = list(_fields(brands, first, text=text, url=url, author=author))
    return _frame(first.language, blocks) | {
        "private_metadata": carried,
        "submit": words_of(say(first.language, "file.submit")),
    }


def told(lang: str, said: str, *, place: str = "", back: int | None = None) -> Block:
    """What came of it, in the same window; `back` is the act that can be undone, `place` where it was done."""
    said_block = [block for block in [quoted(said)] if block]
    view = _frame(lang, [*said_block, *undo_row(back, lang)])
    return view | ({"private_metadata": place} if place else {})


def _frame(lang: str, blocks: list[Block]) -> Block:
    return {
        "type": "modal",
        "callback_id": CALL,
        "title": words_of(say(lang, "file.title")),
        "close": words_of(say(lang, "press.close")),
        "blocks": blocks,
    }


def _fields(
    brands: Mapping[str, Brand], first: Brand, *, text: str, url: str, author: str
) -> Iterator[Block]:
    lang = first.language
    if len(brands) > 1:
        yield _choice(lang, "brand", [(name, name) for name in brands], optional=False)
    written = {"type": "plain_text_input", "multiline": True, "max_length": _TEXT}
    yield _input(lang, "text", written | _filled(text, _TEXT))
    yield _input(lang, "url", {"type": "url_text_input"} | _filled(url, _TEXT), optional=True)
    yield _input(lang, "author", {"type": "plain_text_input", "max_length": 80} | _filled(author, 80), optional=True)  # fmt: skip
    yield _choice(lang, "genre", [(genre, words.named(lang, "genre", genre)) for genre in GENRES])
    if places := [place.name for brand in brands.values() for place in brand.place]:
        yield _choice(lang, "place", [(name, name) for name in dict.fromkeys(places)])


def _filled(text: str, limit: int) -> Block:
    """What stands in a field at first: nothing where there is none, for Slack takes no empty text."""
    shown = clean(text).strip()[:limit]
    return {"initial_value": shown} if shown else {}


def _choice(
    lang: str, name: str, pairs: Iterable[tuple[str, str]], *, optional: bool = True
) -> Block:
    options = [
        {"text": words_of(said[:_OPTION]), "value": value[:_OPTION]} for value, said in pairs
    ]
    element = {"type": "static_select", "options": options[:_OPTIONS]}
    return _input(lang, name, element, optional=optional)


def _input(lang: str, name: str, element: Block, *, optional: bool = False) -> Block:
    return labelled(say(lang, f"file.field.{name}"), name, element, optional=optional)
