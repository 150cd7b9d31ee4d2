"""act, acts, mine: the first door to what people do; whoever has the shell is at it."""

import getpass
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from pydantic import ValidationError
from rich.text import Text

from listener import words
from listener.app import App
from listener.commands import anew
from listener.commands.console import console
from listener.commands.drafting import read_answer, show_approved, show_drafts
from listener.desk.acts.correct import OFF, TAGS, labels
from listener.desk.acts.snooze import What
from listener.desk.acts.undo import goes_back
from listener.desk.acts.who_is import Kind
from listener.desk.contract import Act, Desk, Done, Who
from listener.desk.found import act as act_named
from listener.desk.found import acts as every_act
from listener.desk.found import called
from listener.desk.times import until
from listener.guard.plain import one_line
from listener.notices.acted import act_line
from listener.notices.cards import card
from listener.settings.added import KINDS
from listener.settings.brand import LANES, Brand
from listener.settings.config import ConfigError
from listener.settings.over import WHAT
from listener.settings.problems import choose
from listener.store.tables import ActRow
from listener.words import say

FAILED = 1


@dataclass(frozen=True, slots=True)
class Given:
    """What stood on the line, beside the act's name and its words."""

    who: str | None = None
    text: str | None = None
    author: bool = False
    phrase: str | None = None
    what: str | None = None
    brand: str | None = None
    seen: str | None = None
    event: str | None = None
    anyway: bool = False

    def values(self) -> dict[str, str | bool]:
        """The options that are fields of an act."""
        told = {name: getattr(self, name) for name in ("text", "phrase", "what", "brand")}
        said: dict[str, str | bool] = {name: value for name, value in told.items() if value}
        flags = {"author": self.author, "anyway": self.anyway}
        return said | {name: True for name, is_set in flags.items() if is_set}


# The words after an act's name, in their order; the first is its number, but of hold.
_WORDS: Mapping[str, tuple[str, ...]] = {
    "approve_draft": ("mention", "draft"),
    "answered": ("mention", "url"),
    "ask_colleague": ("mention", "to"),
    "correct": ("mention", "tag", "label"),
    "escalate": ("mention", "lane"),
    "hand_over": ("mention", "to"),
    "hold": ("on",),
    "setting": ("kind", "text"),
    "propose": ("url",),
    "describe": ("what", "text"),
    "label": ("post", "form", "tone", "right"),
    "reject_draft": ("mention", "reason"),
    "decline": ("lesson", "kind", "text"),
    "forget": ("precedent",),
    "vouch": ("fact", "last"),
    "snooze": ("mention", "ends"),
    "undo": ("act",),
    "who_is": ("mention", "kind"),
}


def act(app: App, name: str, said: Sequence[str], given: Given) -> int:
    """Do one thing; 1 where it was not done, with the reason in words."""
    known = called(name)
    if known not in every_act():
        raise ConfigError(f"act: {_choose(name, app.brand.language)}")
    app.ready()
    model = _model(app, known, said, given)
    done = model.apply(Desk(app.store, app.config.brands), who_at_shell(given.who), app.clock())
    lang, brand = app.brand.language, _brand(app, done)
    if not done.is_ok:
        told = done.said(lang, brand.tz, app.store.called(done.leads))
        console(stderr=True).print(Text(one_line(told)))
        if done.outcome == "warned":
            console(stderr=True).print(Text(say(lang, "act.anyway"), style="dim"))
        return FAILED
    screen = console()
    screen.print(Text(one_line(done.said(lang, brand.tz))))
    for mention in done.mentions:
        screen.print(_short(app, mention))
    if known == "draft":
        show_drafts(screen, app, model.mention)
        return 0
    if known == "approve_draft":
        show_approved(screen, app, model.mention)
    if done.outcome == "done":
        _decided_anew(app, done, lang)
    if done.outcome == "done" and goes_back(known):
        screen.print(Text(say(lang, "act.undo_with", act=str(done.act)), style="dim"))
    return 0


def _choose(name: str, lang: str) -> str:
    """What may have been meant; else every act by its name, with what it says of itself."""
    near = choose(name, list(every_act()), "")
    if "did you mean" in near:
        return near
    acts = [f"{one} ({say(lang, f'act.name.{one}')})" for one in every_act()]
    return f"{name!r}? the names are {', '.join(acts)}"


def _decided_anew(app: App, done: Done, lang: str) -> None:
    """What is advised now, where what was said changes that."""
    mention = done.state.mention if done.state else 0
    if not mention or not anew.waits(app, mention):
        return
    if anew.is_decided(app, mention):
        console().print(_short(app, mention))
    else:
        console().print(say(lang, "act.later", mention=str(mention)))


def acts(app: App, mention: int | None) -> int:
    """What was done, newest first: to one mention, or at all."""
    app.ready()
    lang, screen = app.brand.language, console()
    rows = app.store.acts(list(app.config.brands), mention_id=mention)
    for row in rows:
        told = _audit(row, app.config.brands.get(row.brand, app.brand), lang)
        screen.print(told, soft_wrap=True)  # one line an act, for whoever searches in them
    if not rows:
        screen.print(say(lang, "act.none"))
    if mention is not None and (state := app.store.state(mention)):
        screen.print(Text(say(lang, "act.version", version=state.version), style="dim"))
    return 0


def mine(app: App, who: str | None) -> int:
    """What somebody has and did not close, what is due first, what sleeps last."""
    app.ready()
    me = who_at_shell(who)
    found = app.store.mine(list(app.config.brands), me.by, app.clock())
    screen = console()
    for mention in found:
        screen.print(_short(app, mention))
    if not found:
        screen.print(Text(say(app.brand.language, "act.none_mine", who=one_line(me.name))))
    return 0


def _model(app: App, name: str, said: Sequence[str], given: Given) -> Act:
    """The act that these words mean; raises ConfigError for what is none, with its usage."""
    kind, fields = act_named(name), _WORDS.get(name, ("mention",))
    if len(said) > len(fields):
        raise ConfigError(_usage(name))
    values: dict[str, object] = dict(given.values())
    values |= {field: _READ.get(field, _as_said)(word, app) for field, word in zip(fields, said, strict=False)}  # fmt: skip
    if name == "approve_draft" and given.text:
        values["text"] = read_answer(given.text)
    values |= {key: value for key in ("seen", "event") if (value := getattr(given, key))}
    if "brand" in kind.model_fields:
        values.setdefault("brand", app.brand.name)
        if values["brand"] not in app.config.brands:
            told = choose(str(values["brand"]), list(app.config.brands), "the brands are")
            raise ConfigError(f"--brand: {told}")
    if fields[0] not in values:
        raise ConfigError(_usage(name))
    try:
        return kind(**values)  # type: ignore[arg-type]
    except ValidationError:
        raise ConfigError(_usage(name)) from None


def _usage(name: str) -> str:
    """How an act is written; its words are the code's own."""
    return f"write it as: listener act {USAGE.get(name, f'{name} NUMBER')}"


_TAGS = " | ".join(
    [*(f"{tag} {'|'.join(labels(tag))}" for tag in TAGS), *OFF]
)  # fmt: skip
USAGE: Mapping[str, str] = {
    "approve_draft": "approve NUMBER [A|B] [--text FILE|-] [--anyway]",
    "answered": "answered NUMBER [https://…] [--text WORDS]",
    "ask_colleague": "ask_colleague NUMBER NAME",
    "correct": f"correct NUMBER TAG [LABEL] [--author] [--phrase WORDS], TAG LABEL being: {_TAGS}",
    "escalate": f"escalate NUMBER {'|'.join(LANES)}",
    "hand_over": "hand_over NUMBER NAME",
    "hold": "hold on|off [--brand NAME]",
    "setting": f"setting {'|'.join(KINDS)} WORDS [--brand NAME]",
    "propose": "propose https://… [--brand NAME]",
    "describe": f"describe {'|'.join(WHAT)} [WORDS] [--brand NAME]",
    "decline": f"decline KEY {'|'.join(KINDS)} [WORDS] [--brand NAME]",
    "forget": "forget NUMBER [--brand NAME]",
    "vouch": "vouch FACT [2027-06-30|no] [--brand NAME]",
    "label": "label NUMBER FORM [TONE [yes|no]] [--brand NAME]",
    "reject_draft": "reject NUMBER REASON",
    "snooze": f"snooze NUMBER 2h|3d|tomorrow|2026-12-24T09:00 [--what {'|'.join(get_args(What))}]",
    "undo": "undo ACT",
    "who_is": f"who_is NUMBER {'|'.join(get_args(Kind))}",
}


def _number(word: str, app: App) -> object:  # noqa: ARG001
    return int(word) if word.isdecimal() and len(word) < 12 else word


def _on(word: str, app: App) -> object:  # noqa: ARG001
    return {"on": True, "off": False}.get(word.casefold(), word)


def _as_said(word: str, app: App) -> object:  # noqa: ARG001
    return word


def _until(word: str, app: App) -> object:
    return until(word, app.clock(), app.brand.tz) or word


_READ: Mapping[str, Callable[[str, App], object]] = {
    "mention": _number,
    "act": _number,
    "post": _number,
    "precedent": _number,
    "on": _on,
    "ends": _until,
}


def who_at_shell(name: str | None) -> Who:
    """Whoever is said, else this user."""
    try:
        said = name or getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        said = "shell"
    return Who(by=said, name=said, door="shell")


def _brand(app: App, done: Done) -> Brand:
    return app.config.brands.get(done.state.brand if done.state else "", app.brand)


def _audit(row: ActRow, brand: Brand, lang: str) -> Text:
    when = words.date_time(lang, row.at, brand.tz)
    told = Text.assemble((f"{row.id:>5}  ", "dim"), f"{when}  {one_line(act_line(row, brand))}")
    if row.mention_id:
        told.append(f"  #{row.mention_id}", style="dim")
    told.append(f"  {say(lang, f'act.door.{row.door}')}", style="dim")
    if row.undone_at:
        told.append(f"  {say(lang, 'act.undone')}", style="yellow")
    return told


def _short(app: App, mention: int) -> Text:
    """A mention in a line: its number, what to do, until when, its words."""
    record = app.store.record(mention)
    if record is None or record.decision is None:
        return Text(f"#{mention}")
    brand = app.config.brands.get(record.mention.brand, app.brand)
    shown = card(record, brand, app.clock())
    when = shown.quiet or shown.due
    parts = [shown.advice, *([when] if when else []), one_line(shown.author_name)]
    told = Text.assemble((f"#{mention}  ", "dim"), (" · ".join(parts), "bold"))
    quote = one_line(shown.quote)
    return told.append(f"\n      {quote if len(quote) < 90 else quote[:89] + '…'}", style="italic")
