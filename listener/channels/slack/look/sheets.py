"""What is said in the thread of a file that somebody dropped: what it holds, and two buttons."""

from collections.abc import Iterator, Mapping

from listener.channels.slack.look import blocks
from listener.channels.slack.look.limits import Sheet
from listener.channels.slack.look.message import Block, Message
from listener.guard.plain import shortened
from listener.settings.brand import Brand
from listener.words import say
from listener.words.whose import Ours

IMPORT, LEAVE = "file:import", "file:leave"  # ids of the buttons; the first has a brand's number
_SHOWN = 5  # reasons
_QUOTE = 200  # characters of a post
_LABEL = 75  # and of what a button says


def preview(
    name: str,
    counts: tuple[int, tuple[tuple[str, str], ...], tuple[str, ...]],
    file: str,
    brands: Mapping[str, Brand],
) -> Message:
    """What a file holds: how many posts, the first with their authors, what cannot be read."""
    n, first, refused = counts
    lang, sheet = next(iter(brands.values())).language, Sheet()
    sheet.add(blocks.quoted(say(lang, "drop.holds", n=n, name=name)))
    for author, text in first:
        sheet.add(
            blocks.quoted(
                f"{author or say(lang, 'card.author_unknown')}\n{shortened(text, _QUOTE)}"
            )
        )
    for block in _refused(refused, lang):
        sheet.add(block)
    if n:
        sheet.add(blocks.small(say(lang, "drop.quiet")), _buttons(file, brands))
    return blocks.message(sheet)


def imported(
    name: str, new: int, known: int, refused: tuple[str, ...], *, by: str, lang: str
) -> Message:
    """What became of it."""
    sheet = Sheet()
    told = say(lang, "drop.imported", who=by, name=name, n=new)
    sheet.add(blocks.quoted(told))
    if known:
        sheet.add(blocks.small(say(lang, "drop.known", n=known)))
    for block in _refused(refused, lang):
        sheet.add(block)
    return blocks.message(sheet)


def said(key: str, lang: str, **values: str) -> Message:
    """One sentence in its place."""
    sheet = Sheet()
    sheet.add(blocks.quoted(say(lang, f"drop.{key}", **values)))
    return blocks.message(sheet)


def read(value: str) -> tuple[str, str]:
    """What a button says: the file's id, and the brand's name."""
    file, _, brand = value.partition(":")
    return file, brand


def _refused(refused: tuple[str, ...], lang: str) -> Iterator[Block | None]:
    for line in refused[:_SHOWN]:
        yield blocks.small(line)
    if len(refused) > _SHOWN:
        yield blocks.small(say(lang, "slack.lines_left", n=len(refused) - _SHOWN))


def _buttons(file: str, brands: Mapping[str, Brand]) -> Block:
    lang = next(iter(brands.values())).language
    many = len(brands) > 1
    row: list[Block] = []
    for n, name in enumerate(brands):
        said = say(lang, "drop.import_for", brand=Ours(name)) if many else say(lang, "drop.import")
        row.append(_button(f"{IMPORT}:{n}", f"{file}:{name}", said))
    row[0]["style"] = "primary"
    leave = _button(LEAVE, f"{file}:", say(lang, "drop.leave"))
    return {"type": "actions", "block_id": f"file:{file}", "elements": [*row, leave]}


def _button(name: str, value: str, said: str) -> Block:
    return blocks.button(name, value, said[:_LABEL])
