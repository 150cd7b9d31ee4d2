"""Figures over judged rows: pure. What is right, who was told in time, what is taken for what."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from listener.judge.bench import Got
from listener.judge.rows import Row

_SURE = ("sure", "fairly sure", "please check")
_NOT_NOW = ("in the digest", "nobody", "none")


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled row and what the pipeline made of it."""

    row: Row
    got: Got

    @property
    def lang(self) -> str:
        """As the line says, else as the tagger heard it."""
        return self.row.lang or self.got.lang or "?"

    @property
    def is_exact(self) -> bool:
        """Is it the leaf that is wanted?"""
        return self.got.leaf == self.row.leaf

    @property
    def is_acceptable(self) -> bool:
        """Is it that leaf, or one that the labeller would also accept?"""
        return self.is_exact or self.got.leaf in self.row.leaf_ok

    @property
    def is_told_late(self) -> bool:
        """Somebody had to know now and was not told at once."""
        return self.row.due == "now" and self.got.alert != "instant"

    @property
    def is_false_alert(self) -> bool:
        """Nobody had to know before the digest, and somebody was told at once."""
        return self.row.due in _NOT_NOW and self.got.alert == "instant"


@dataclass(frozen=True, slots=True)
class Right:
    """How many of some rows are right."""

    n: int
    exact: int
    acceptable: int


@dataclass(frozen=True, slots=True)
class Hits:
    """How many of how many."""

    hits: int
    n: int


@dataclass(frozen=True, slots=True)
class Risks:
    """Risks and harmless lines, by what the decision held them to be."""

    likely: Hits  # of the risks
    seen: Hits  # likely or possible
    at_once: Hits  # told at once, whatever the reason
    false_likely: Hits  # of the harmless lines
    false_possible: Hits  # possible, and no more


@dataclass(frozen=True, slots=True)
class Report:
    """What is known after all rows."""

    all: Right
    languages: dict[str, Right]
    confidence: dict[str, Right]  # by its word: is it right as often as it says?
    labels: dict[str, Hits]  # form, tone, intent: of the rows whose label is given
    late: Hits  # of those that somebody must know now
    false_alerts: Hits  # of those that nobody must know before the digest
    confusions: tuple[tuple[str, str, int], ...]  # wanted, got, how often; the commonest first


def report(judged: Sequence[Judged]) -> Report:
    """All figures of the rows with a wanted leaf."""
    taken = Counter((j.row.leaf, j.got.leaf) for j in judged if not j.is_acceptable)
    return Report(
        all=_share(judged),
        languages=_by(judged, lambda j: j.lang),
        confidence=_by(judged, lambda j: j.got.confidence, first=_SURE),
        labels={task: _label(judged, task) for task in ("form", "tone", "intent")},
        late=_hits(j.is_told_late for j in judged if j.row.due == "now"),
        false_alerts=_hits(j.is_false_alert for j in judged if j.row.due in _NOT_NOW),
        confusions=tuple((want, got, n) for (want, got), n in taken.most_common()),
    )


def risks(judged: Sequence[Judged]) -> Risks:
    """Recall and false alarms of the rows that say whether they are a risk."""
    bad = [j.got for j in judged if j.row.risk != "none"]
    harmless = [j.got for j in judged if j.row.risk == "none"]
    return Risks(
        likely=_hits(got.risk == "likely" for got in bad),
        seen=_hits(got.risk != "none" for got in bad),
        at_once=_hits(got.alert == "instant" for got in bad),
        false_likely=_hits(got.risk == "likely" for got in harmless),
        false_possible=_hits(got.risk == "possible" for got in harmless),
    )


def _share(judged: Sequence[Judged]) -> Right:
    exact, acceptable = (j.is_exact for j in judged), (j.is_acceptable for j in judged)
    return Right(len(judged), sum(exact), sum(acceptable))


def _by(
    judged: Sequence[Judged], key: Callable[[Judged], str], *, first: Sequence[str] = ()
) -> dict[str, Right]:
    found = set(map(key, judged))
    order = [of for of in first if of in found] + sorted(found.difference(first))
    return {of: _share([j for j in judged if key(j) == of]) for of in order}


def _label(judged: Sequence[Judged], task: str) -> Hits:
    known = [(j.got.labels.get(task), right) for j in judged if (right := j.row.labels.get(task))]
    return _hits(got in right for got, right in known)


def _hits(found: Iterable[bool]) -> Hits:
    every = list(found)
    return Hits(sum(every), len(every))
