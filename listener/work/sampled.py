"""Sampling: which stored mentions a person is asked about, what was answered, how often the bot was right."""

import json
import random
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from listener import words
from listener.app import App
from listener.desk.acts.label import labels
from listener.figures.metrics import Share, share
from listener.guard.modes import FILE
from listener.settings.config import ConfigError
from listener.store.sampling import Decided
from listener.words import say

NAME = "sample.jsonl"
FEW = 30  # answers: below, the interval says little
_SIDES = ("critique", "discussion")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person said of one mention, and what the bot had said; no words of the mention."""

    source: str
    external_id: str
    brand: str
    tagger: str
    at: str  # ISO 8601
    said_form: str  # by the bot
    said_tone: str
    said_leaf: str
    form: str | None  # by the person; None: can't say
    tone: str | None
    is_advice_right: bool | None


@dataclass(frozen=True, slots=True)
class Measured:
    """How often the bot was right, each with its 95 % interval."""

    form: Share  # where both of them said one
    tone: Share
    sides: Share  # critique or discussion, where each of them said one of the two
    advice: Share
    open_forms: int  # that the bot left open
    open_tones: int


def drawn(
    pool: Sequence[Decided], n: int, asked: Collection[tuple[str, str]], chance: random.Random
) -> list[Decided]:
    """At most n that were not asked about, in any order: one of each source first, the rest from all."""
    left = [one for one in pool if (one.source, one.external_id) not in asked]
    chance.shuffle(left)
    of_source = defaultdict[str, list[Decided]](list)
    for one in left:
        of_source[one.source].append(one)
    first = [found[0] for found in of_source.values()]
    chosen = (first + [one for one in left if one not in first])[:n]
    chance.shuffle(chosen)
    return chosen


def measured(answers: Sequence[Answer]) -> Measured:
    """The figures of these answers."""
    sides = [(a.form, a.said_form) for a in answers if {a.form, a.said_form} <= set(_SIDES)]
    advice = [a.is_advice_right for a in answers if a.is_advice_right is not None]
    return Measured(
        form=_right([(a.form, a.said_form) for a in answers]),
        tone=_right([(a.tone, a.said_tone) for a in answers]),
        sides=_right(sides),
        advice=share(sum(advice), len(advice), few=1),
        open_forms=sum(a.said_form == "unsure" for a in answers),
        open_tones=sum(a.said_tone == "unsure" for a in answers),
    )


def _right(pairs: Sequence[tuple[str | None, str]]) -> Share:
    known = [wanted == got for wanted, got in pairs if wanted is not None and got != "unsure"]
    return share(sum(known), len(known), few=1)


class Kept:
    """The answers in the data folder, for its owner alone."""

    def __init__(self, folder: Path) -> None:
        """Raises ConfigError where the file cannot be read."""
        self.file = folder / NAME
        self.answers = list[Answer]()
        if self.file.is_file():
            for number, line in enumerate(self.file.read_text("utf-8").split("\n"), 1):
                try:
                    self.answers += [Answer(**json.loads(line))] if line.strip() else []
                except (ValueError, TypeError):
                    raise ConfigError(
                        f"{self.file}: line {number}: this is no answer of `listener sample`: take"
                        " the line out"
                    ) from None

    @property
    def asked(self) -> set[tuple[str, str]]:
        """Source and id of what was answered."""
        return {(a.source, a.external_id) for a in self.answers}

    def add(self, answer: Answer) -> None:
        """Keep one more."""
        self.answers.append(answer)
        self._write()

    def undo(self) -> Answer:
        """Take the last one back."""
        last = self.answers.pop()
        self._write()
        return last

    def _write(self) -> None:
        half = self.file.with_suffix(".part")
        half.unlink(missing_ok=True)
        half.touch(mode=FILE)
        half.write_text("".join(json.dumps(asdict(one)) + "\n" for one in self.answers), "utf-8")
        half.replace(self.file)


def every_answer(app: App, brands: Collection[str]) -> list[Answer]:
    """What people said of these brands' mentions, at the shell or in Slack, the oldest first."""
    kept = [one for one in Kept(app.config.storage.dir).answers if one.brand in brands]
    told = labels(app.store.orders(brands, app.clock()))
    return sorted([*kept, *map(_answer, told)], key=lambda one: one.at)


def asked_of(app: App, brands: Collection[str]) -> set[tuple[str, str]]:
    """Source and id of what was answered, wherever."""
    return {(one.source, one.external_id) for one in every_answer(app, brands)}


def lines(lang: str, answers: Sequence[Answer]) -> Iterator[str]:
    """The figures; those of another model are another bot's."""
    answers = [one for one in answers if one.tagger == answers[-1].tagger]
    if not answers:
        yield say(lang, "sample.no_answers")
        return
    found = measured(answers)
    for key, right in (
        ("form", found.form),
        ("tone", found.tone),
        ("sides", found.sides),
        ("advised", found.advice),
    ):
        yield _figure(lang, say(lang, f"sample.{key}"), right)
    if found.open_forms or found.open_tones:
        yield say(lang, "sample.unsure", form=found.open_forms, tone=found.open_tones)
    if len(answers) < FEW:
        yield say(lang, "sample.few")


def _figure(lang: str, what: str, share: Share) -> str:
    if share.value is None or share.low is None or share.high is None:
        return say(lang, "sample.too_few", what=what)
    percents = {"share": share.value, "low": share.low, "high": share.high}
    told = {name: words.percent(lang, value) for name, value in percents.items()}
    return say(lang, "sample.right", what=what, hits=share.hits, of=share.n, **told)


def _answer(told: Mapping[str, str]) -> Answer:
    return Answer(
        source=told["source"],
        external_id=told["external_id"],
        brand=told["brand"],
        tagger=told["tagger"],
        at=told["at"],
        said_form=told["said_form"],
        said_tone=told["said_tone"],
        said_leaf=told["said_leaf"],
        form=told["form"] or None,
        tone=told["tone"] or None,
        is_advice_right=told["right"] == "yes" if told["right"] else None,
    )
