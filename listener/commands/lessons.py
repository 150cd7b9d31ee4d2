"""lessons: what the team's own answers taught, to be kept as a setting or left; the same that App Home proposes."""

from collections.abc import Iterator

from rich.text import Text

from listener.advice.drafts.lessons import Lesson
from listener.app import App
from listener.commands.acting import who_at_shell
from listener.commands.console import console
from listener.commands.named import brand_named
from listener.desk.acts.decline import Decline
from listener.desk.acts.setting import Setting
from listener.desk.contract import Desk
from listener.desk.lessons import proposed
from listener.guard.plain import one_line
from listener.settings.brand import Brand
from listener.words import say

FAILED = 1
_QUOTE = 160  # characters of the words that show one


def lessons(app: App, *, brand: str | None = None) -> int:
    """Print what is proposed, the newest first."""
    app.ready()
    screen, found = console(), False
    for of in _brands(app, brand):
        for one in proposed(app.store, of, app.clock()):
            found = True
            for line in _lines(one, of):
                screen.print(line, soft_wrap=True)
    if not found:
        screen.print(Text(say(app.brand.language, "lesson.none")))
    return 0


def answer(app: App, key: str, *, keep: bool, who: str | None) -> int:
    """Keep one, or leave it: an act, told in the channel where it becomes a setting."""
    app.ready()
    lang = app.brand.language
    for of in _brands(app, None):
        for one in proposed(app.store, of, app.clock()):
            if one.key == key.casefold():
                return _answer(app, one, of, keep=keep, who=who)
    console(stderr=True).print(Text(say(lang, "lesson.gone")))
    return FAILED


def _answer(app: App, one: Lesson, of: Brand, *, keep: bool, who: str | None) -> int:
    words = ", ".join(one.keywords)
    model = (
        Setting(brand=of.name, kind=one.kind, text=one.text, keywords=words)
        if keep
        else Decline(brand=of.name, lesson=one.key, kind=one.kind, text=one.text)
    )
    done = model.apply(Desk(app.store, app.config.brands), who_at_shell(who), app.clock())
    told = done.said(of.language, of.tz, app.store.called(done.leads))
    console(stderr=not done.is_ok).print(Text(one_line(told)))
    if done.outcome == "done":
        undo = say(of.language, "act.undo_with", act=str(done.act))
        console().print(Text(undo, style="dim"))
    return 0 if done.is_ok else FAILED


def _brands(app: App, brand: str | None) -> list[Brand]:
    """With what leads added, which is proposed no more."""
    brands = app.with_added().brands
    named = brand_named(brands, brand)
    return [named] if named else [*brands.values()]


def _lines(one: Lesson, of: Brand) -> Iterator[Text]:
    lang = of.language
    said = one_line(one.said)
    quote = said if len(said) <= _QUOTE else said[: _QUOTE - 1] + "…"
    kind = say(lang, f"lesson.kind.{one.kind}")
    why = say(lang, f"lesson.why.{one.kind}", n=one.mentions, mention=str(one.mention), quote=say(lang, "slack.quote", text=quote))  # fmt: skip
    yield Text.assemble((f"{one.key}  ", "dim"), (kind, "bold"))
    yield Text(f"      {one_line(one.text)}")
    yield Text(f"      {why}", style="dim italic")
