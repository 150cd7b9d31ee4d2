"""The slash command: what somebody asks of the listener in one line, answered to them alone.

What they type is read as words of either language. What changes anything is an act, as a press is.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from pydantic import ValidationError

from connectors.kit.query.parse import parse
from connectors.kit.query.terms import Phrase
from connectors.kit.reading.folding import fold
from listener.channels.slack.look import blocks
from listener.channels.slack.look.buttons import Pressed, number
from listener.channels.slack.look.limits import Sheet
from listener.channels.slack.look.message import Block, Message
from listener.channels.slack.look.parts import message
from listener.channels.slack.look.why import why
from listener.channels.slack.presses.admit import Presser
from listener.channels.slack.presses.doing import do, window_for
from listener.channels.slack.presses.hand import ask
from listener.channels.slack.presses.rows import is_shown, rows
from listener.channels.slack.presses.standing import heard, standing
from listener.channels.slack.presses.wrote import Wrote
from listener.desk.found import act
from listener.desk.times import until
from listener.guard.links import safe
from listener.settings.added import fault_of
from listener.settings.brand import Brand
from listener.words import LANGUAGES, say
from listener.words.spoken import spoken
from listener.words.whose import Ours

FOUND = 5  # posts that an answer shows
_LONGEST = 300  # characters that are read of what was typed
_UNKNOWN = 40  # and shown again
_NAME = re.compile(r"/[\w-]{1,32}")  # of a command
_QUOTED = re.compile(r"[\"“”„«»]")

Answer = Message | None  # None: a window or an act has answered


def answer(presser: Presser, said: str) -> Answer:
    """What is told to whoever typed this behind the command's name. Raises SlackError, StoreError."""
    first, *rest = said[:_LONGEST].split() or [""]
    if not first:
        return _help(presser, rest)
    for name, verb in _VERBS.items():
        if _is(first, f"ask.verb.{name}"):
            return verb(presser, rest)
    lang = presser.brand.language
    unknown = say(lang, "ask.unknown", said=first[:_UNKNOWN])
    return _help(presser, rest, head=unknown)


def _status(presser: Presser, _: Sequence[str]) -> Message:
    sheet = Sheet()
    for brand in presser.brands.values():
        lines = standing(presser.place, brand, presser.who.by)
        _headed(sheet, presser, brand, [[blocks.quoted("\n".join(lines))]])
    return blocks.message(sheet)


def _sources(presser: Presser, _: Sequence[str]) -> Message:
    sheet = Sheet()
    for brand in presser.brands.values():
        told = heard(presser.place, brand) or [say(brand.language, "ask.no_source")]
        _headed(sheet, presser, brand, [[blocks.quoted(line)] for line in told])
    return blocks.message(sheet)


def _search(presser: Presser, rest: Sequence[str]) -> Message:
    if not rest:
        return _usage(presser, "search")
    store = presser.place.store
    found = store.search(presser.brands, " ".join(rest), limit=FOUND + 1)
    return _listed(presser, found, "found", is_more=len(found) > FOUND)


def _mine(presser: Presser, _: Sequence[str]) -> Message:
    found = presser.place.store.mine(list(presser.brands), presser.who.by, presser.place.clock())
    return _listed(presser, found, "mine", is_more=len(found) > FOUND)


def _why(presser: Presser, rest: Sequence[str]) -> Answer:
    mention = _number(rest)
    if mention is None:
        return _usage(presser, "why", key="ask.no_alert")
    record = presser.place.store.record(mention)
    brand = presser.brands.get(record.mention.brand) if record else None
    if record is None or brand is None or not is_shown(record, presser.who.by):
        return _said(say(presser.brand.language, "act.missing"))
    presser.place.workspace.open(presser.told.trigger, why(record, brand, presser.place.clock()))
    return None


def _mute(presser: Presser, rest: Sequence[str]) -> Answer:
    """A snooze; without a time its window asks. Of words, for good: a setting."""
    mention = _number(rest)
    if mention is None:
        return _mute_words(presser, rest)
    record = presser.place.store.record(mention)
    state = record.state if record and is_shown(record, presser.who.by) else None
    brand = presser.brands.get(state.brand) if state else None
    if state is None or brand is None:
        return _said(say(presser.brand.language, "act.missing"))
    what, *span = rest[1:] or [""]
    whats = [name for name in ("story", "author", "source") if _is(what, f"ask.what.{name}")]
    typed = " ".join(span if whats else rest[1:])
    if not typed:
        asked = Pressed("snooze", mention, state.version)
        view = window_for(presser, asked, brand)
        presser.place.workspace.open(presser.told.trigger, view)
        return None
    ends = until(typed, presser.place.clock(), brand.tz)
    if ends is None:
        return _usage(presser, "mute")
    return _do(presser, "snooze", mention=mention, what=(whats or ["story"])[0], ends=ends)


def _mute_words(presser: Presser, rest: Sequence[str]) -> Answer:
    """A query, a phrase in quotation marks as a rule; bare words may be anything."""
    brand, said = _only(presser), " ".join(rest)
    for n in range(1, len(rest)) if not brand else ():
        if name := _brand(presser, " ".join(rest[n:])):
            brand, said = name, " ".join(rest[:n])
            break
    fault = fault_of(said)
    if not said or (not _QUOTED.search(said) and (fault or isinstance(parse(said), Phrase))):
        lang = presser.brand.language
        words = _command(presser, say(lang, "ask.form.mute_words"))
        return _usage(presser, "mute", key="ask.mute_what", words=words)
    if fault:
        return _said(spoken(presser.brand.language, fault))
    if not brand:
        return _which_brand(presser, "mute_words")
    return _do(presser, "setting", brand=brand, kind="mute", text=said)


def _hold(presser: Presser, rest: Sequence[str]) -> Answer:
    word, *named = rest or [""]
    states = [on for on in ("on", "off") if _is(word, f"ask.on.{on}")]
    if not states:
        return _usage(presser, "hold")
    brand = _brand(presser, " ".join(named) or _only(presser))
    if brand is None:
        return _which_brand(presser, "hold")
    return _do(presser, "hold", brand=brand, on=states[0] == "on")


def _digest(presser: Presser, _: Sequence[str]) -> Message:
    sheet = Sheet()
    for brand in presser.brands.values():
        week = message(presser.place.errands.week(brand), brand).blocks
        if rest := sheet.fill([[block] for block in week]):
            sheet.add(blocks.small(say(brand.language, "slack.lines_left", n=rest)))
    return blocks.message(sheet)


def _add(presser: Presser, rest: Sequence[str]) -> Answer:
    """A source that they propose: the settings are the operator's."""
    brand = _brand(presser, _only(presser) or " ".join(rest[1:]))
    if rest and brand is None:
        return _which_brand(presser, "add")
    if safe(rest[0] if rest else None) is None:
        return _usage(presser, "add")
    return _do(presser, "propose", brand=brand, url=rest[0])


def _file(presser: Presser, rest: Sequence[str]) -> None:
    """The window of a post that they found, with the address if they typed it."""
    ask(presser, Wrote(text="", url=" ".join(rest)), "")


def _help(presser: Presser, _: Sequence[str], *, head: str = "") -> Message:
    lang, sheet = presser.brand.language, Sheet()
    sheet.add(blocks.quoted(head or say(lang, "ask.help")))
    lines = [
        blocks.joined(
            (
                blocks.bold(Ours(_command(presser, say(lang, f"ask.form.{name}")))),
                blocks.ours(say(lang, f"ask.does.{name}")),
            ),
            "\u2003",
        )
        for verb in _VERBS
        for name in ((verb, "mute_words") if verb == "mute" else (verb,))
    ]
    sheet.add(blocks.section(blocks.joined(lines, "\n")))
    return blocks.message(sheet)


_VERBS: Mapping[str, Callable[[Presser, Sequence[str]], Answer]] = {
    "status": _status,
    "mine": _mine,
    "search": _search,
    "why": _why,
    "mute": _mute,
    "hold": _hold,
    "digest": _digest,
    "file": _file,
    "add": _add,
    "sources": _sources,
    "help": _help,
}


def _listed(presser: Presser, mentions: Sequence[int], key: str, *, is_more: bool) -> Message:
    """Posts, each with its buttons; what has no room is said to be there."""
    lang, sheet = presser.brand.language, Sheet()
    if not mentions:
        return _said(say(lang, "ask.nothing_found" if key == "found" else "ask.nothing_mine"))
    sheet.add(blocks.small(say(lang, f"ask.{key}")))
    groups: list[list[Block | None]] = rows(
        presser.place, presser.brands, mentions[:FOUND], presser.who.by
    )
    if sheet.fill(groups, spare=1, more=is_more):
        sheet.add(blocks.small(say(lang, "ask.left")))
    return blocks.message(sheet)


def _headed(
    sheet: Sheet, presser: Presser, brand: Brand, groups: Sequence[Sequence[Block | None]]
) -> None:
    """What is said of one brand, under its name where there are several."""
    if len(presser.brands) > 1:
        sheet.add(blocks.section(blocks.bold(Ours(brand.name))))
    if rest := sheet.fill(groups):
        sheet.add(blocks.small(say(brand.language, "slack.lines_left", n=rest)))


def _do(presser: Presser, name: str, **values: object) -> Answer:
    try:
        model = act(name)(event=presser.told.event, **values)  # type: ignore[arg-type]
    except ValidationError:
        return _usage(presser, {"snooze": "mute", "propose": "add"}.get(name, name))
    do(presser, model)
    return None


def _only(presser: Presser) -> str:
    """The name of the one brand there is; "" where there are several."""
    return presser.brand.name if len(presser.brands) == 1 else ""


def _brand(presser: Presser, name: str) -> str | None:
    """The brand of this name, however it was typed."""
    return next((brand for brand in presser.brands if fold(brand) == fold(name)), None)


def _which_brand(presser: Presser, name: str) -> Message:
    lang = presser.brand.language
    form = say(lang, f"ask.form.{name}_brand", brand=Ours(presser.brand.name))
    return _said(say(lang, "ask.which_brand", command=_command(presser, form)))


def _usage(presser: Presser, name: str, key: str = "ask.usage", **more: str) -> Message:
    lang = presser.brand.language
    command = _command(presser, say(lang, f"ask.form.{name}"))
    return _said(say(lang, key, command=command, **more))


def _command(presser: Presser, form: str) -> str:
    name = presser.told.command
    return f"{name if _NAME.fullmatch(name) else '/listener'} {form}"


def _said(said: str) -> Message:
    sheet = Sheet()
    sheet.add(blocks.quoted(said))
    return blocks.message(sheet)


def _number(rest: Sequence[str]) -> int | None:
    return number(rest[0].lstrip("#")) if rest else None


def _is(said: str, key: str) -> bool:
    """Is it one of a key's words, in any language?"""
    known = (word for lang in LANGUAGES for word in say(lang, key).split(","))
    return fold(said) in map(fold, known)  # French sets a narrow space before a question mark
