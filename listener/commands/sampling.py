"""sample: some of what is stored, one key a question, and how often the bot was right."""

import random
import sys
from collections.abc import Iterator, Mapping, Sequence

from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from listener import words
from listener.app import App
from listener.commands.console import console
from listener.commands.keys import keys
from listener.commands.named import brand_named
from listener.guard.plain import one_line, plain
from listener.store.looking import Record
from listener.store.sampling import Decided
from listener.words import say
from listener.work.sampled import Answer, Kept, asked_of, drawn, every_answer, lines

WRONG = 2
_SPACE = " "
_FORMS = ("critique", "discussion", "share", "creation", "own", "off")
_TONES = ("negative", "neutral", "positive", "mixed")
_QUESTIONS = ("form", "tone", "advice")


def sample(app: App, n: int, *, brand: str | None) -> int:
    """Ask about n mentions and print the figures of all answers; 2 where nobody can answer."""
    lang, brands = app.brand.language, app.config.brands
    brand_named(brands, brand)
    if not sys.stdin.isatty():
        console(stderr=True).print(say(lang, "sample.no_terminal"))
        return WRONG
    app.ready()
    kept = Kept(app.config.storage.dir)
    pool = app.store.decided([brand] if brand else list(brands))
    posts = drawn(pool, n, asked_of(app, list(brands)), random.SystemRandom())
    screen = console()
    if posts:
        screen.print(say(lang, "sample.intro"))
        screen.print(say(lang, "sample.keys", undo=_key(lang, "undo"), quit=_key(lang, "quit")))
        with keys() as pressed:
            _Asking(app, kept, screen, pressed).ask(posts)
        screen.print()
        screen.print(say(lang, "sample.kept", file=str(kept.file)))
    else:
        screen.print(say(lang, "sample.nothing"))
    for line in lines(lang, every_answer(app, [brand] if brand else list(brands))):
        screen.print(Text(line))
    return 0


def _key(lang: str, name: str) -> str:
    return say(lang, f"sample.key.{name}")


class _Asking:
    """A talk with one person at a terminal."""

    def __init__(self, app: App, kept: Kept, screen: Console, pressed: Iterator[str]) -> None:
        self._app, self._kept, self._screen, self._pressed = app, kept, screen, pressed
        self._lang = app.brand.language
        self._given: dict[str, str | None] = {}  # of the post that is asked about now

    def ask(self, posts: Sequence[Decided]) -> None:
        """Ask about each; what is answered in full is kept at once."""
        at = 0
        while at < len(posts):
            record = self._app.store.record(posts[at].mention)
            if record is None or record.decision is None:  # edited or forgotten meanwhile
                at += 1
                continue
            self._show(record, at + 1, len(posts))
            match self._about(record, can_go_back=at > 0):
                case "answered":
                    self._kept.add(_answer(record, posts[at], self._given, self._app))
                    self._given = {}
                    at += 1
                case "back":
                    at -= 1
                    last = self._kept.undo()
                    self._given = {"form": last.form, "tone": last.tone}
                case _:
                    return

    def _about(self, record: Record, *, can_go_back: bool) -> str:
        while len(self._given) < len(_QUESTIONS):
            task = _QUESTIONS[len(self._given)]
            if task == "advice":
                self._reveal(record)
            choices = _choices(self._lang, task)
            self._question(task, choices)
            key = self._one_of(
                {*choices, _SPACE, _key(self._lang, "undo"), _key(self._lang, "quit")}
            )
            if key is None or key == _key(self._lang, "quit"):
                return "quit"
            if key == _key(self._lang, "undo"):
                if not self._given:
                    if can_go_back:
                        return "back"
                    continue
                self._given.popitem()
                continue
            self._given[task] = None if key == _SPACE else choices[key]
            self._screen.print(Text(f"  {self._named(task, self._given[task])}", style="bold"))
        return "answered"

    def _show(self, record: Record, n: int, of: int) -> None:
        m = record.mention
        place = words.named(self._lang, "genre", m.genre)
        told = say(self._lang, "sample.place", n=n, of=of, source=record.source.name, place=place)
        self._screen.print()
        self._screen.print(Rule(Text(told), align="left", style="dim"))
        for key, text in (("thread", m.thread_title), ("reply_to", m.parent_text)):
            if text:
                shown = say(self._lang, f"card.{key}", title=one_line(text), text=one_line(text))
                self._screen.print(Text(shown, style="dim"))
        if m.rating:
            self._screen.print(Text("★" * m.rating + "☆" * (5 - m.rating)))
        for text in (m.title, m.text):
            if text:
                self._screen.print(Text(plain(text)))

    def _reveal(self, record: Record) -> None:
        decision = record.decision
        assert decision is not None  # noqa: S101 (asked before)
        said = {task: words.named(self._lang, task, getattr(decision, task)) for task in _SAID}
        advice, meaning = words.leaf_words(self._lang, decision.leaf)
        self._screen.print(Text(say(self._lang, "sample.bot", **said), style="dim"))
        self._screen.print(say(self._lang, "sample.advice", advice=advice, meaning=meaning))
        self._screen.print(Text(one_line(decision.reason), style="dim"))

    def _question(self, task: str, choices: Mapping[str, str]) -> None:
        asked = Text(say(self._lang, f"sample.ask_{task}"))
        for key, label in choices.items():
            asked.append(f"   {key} ", style="bold").append(self._named(task, label))
        self._screen.print(asked)

    def _one_of(self, wanted: set[str]) -> str | None:
        for key in self._pressed:
            if key in wanted:
                return key
            told = " ".join(sorted(wanted - {_SPACE}))
            self._screen.print(Text(say(self._lang, "sample.no_key", keys=told), style="yellow"))
        return None

    def _named(self, task: str, label: str | None) -> str:
        if label is None:
            return say(self._lang, "sample.passed")
        known = "sample" if task == "advice" else task
        return say(self._lang, f"{known}.{label}")


_SAID = ("form", "tone", "intent")


def _choices(lang: str, task: str) -> dict[str, str]:
    """Key -> label."""
    if task == "advice":
        return {_key(lang, "yes"): "yes", _key(lang, "no"): "no"}
    labels = _FORMS if task == "form" else _TONES
    return {_key(lang, f"{task}.{label}"): label for label in labels}


def _answer(record: Record, of: Decided, given: Mapping[str, str | None], app: App) -> Answer:
    decision = record.decision
    assert decision is not None  # noqa: S101 (asked before)
    return Answer(
        source=of.source,
        external_id=of.external_id,
        brand=decision.brand,
        tagger=decision.tagger,
        at=app.clock().isoformat(timespec="seconds"),
        said_form=decision.form,
        said_tone=decision.tone,
        said_leaf=decision.leaf,
        form=given["form"],
        tone=given["tone"],
        is_advice_right=None if given["advice"] is None else given["advice"] == "yes",
    )
