"""Macro-F1 of any answerer on the development and test sets: in all, by class, language and source.

An answerer is anything that gives a label to each row of a set: a folder of weights, or a baseline.
So all of them are measured on the same rows by the same code.
"""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.base import LEARNT, TASKS
from models.heads import Heads, load_heads, logits
from models.training.data import THEIR_GUIDE, Example, alone, engagement, one_task
from models.training.metrics import (
    Labels,
    area_figure,
    gain_figure,
    macro_figure,
    mean_figure,
)
from models.training.pool import FOLDERS, UMSAB
from models.training.tables import OUR_TONE
from models.training.vectors import Vectors

FORMS = ("share", "discussion", "critique", "creation")
PAIR = ("critique", "discussion")
TONES = ("negative", "neutral", "positive")
SIX = ("en", "fr", "de", "it", "es", "pt")
FEWEST = 25  # rows of a slice; under it a figure says nothing
RAREST = 5  # rows of a class in a slice; a rarer one is left out of its mean

REAL, BARE = "real_dev", "real_dev, text alone"

Sets = Mapping[str, Sequence[Example]]
# A label for each row of the named set, by task; None where it cannot tell.
Answer = Callable[[str, str], Labels | None]


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line of the table in which answerers stand side by side."""

    name: str
    task: str
    rows: str = REAL  # name of a set
    labels: tuple[str, ...]
    among: tuple[str, ...] | None = None  # true labels of the rows that count; `labels` if None
    langs: tuple[str, ...] = ()  # the mean over these; empty: all rows at once
    origin: str | None = None


def _pair(lang: str, named: str) -> Row:
    return Row(
        name=f"critique against discussion, {named}",
        task="form", labels=PAIR, among=FORMS, langs=(lang,),
    )  # fmt: skip


def _polarity(lang: str, named: str) -> Row:
    return Row(
        name=f"tone on polarity test, {named}",
        task="tone", rows="polarity test", labels=TONES, langs=(lang,),
    )  # fmt: skip


TABLE = (
    Row(name="form", task="form", labels=FORMS),
    Row(name="form, text alone", task="form", rows=BARE, labels=FORMS),
    _pair("en", "English"),
    _pair("fr", "French"),
    Row(name="tone", task="tone", labels=TONES),
    Row(name="tone, text alone", task="tone", rows=BARE, labels=TONES),
    _polarity("en", "English"),
    _polarity("fr", "French"),
    Row(
        name="tone on UMSAB dev, mean of six languages",
        task="tone", rows="polarity dev", labels=TONES, langs=SIX, origin=UMSAB,
    ),
    Row(name="intent", task="intent", labels=TASKS["intent"]),
    Row(name="intent, text alone", task="intent", rows=BARE, labels=TASKS["intent"]),
    Row(name="intent on its own test", task="intent", rows="intent test", labels=TASKS["intent"]),
    Row(name="irony on its own test", task="irony", rows="irony test", labels=TASKS["irony"]),
)  # fmt: skip


def read_sets(data: Path) -> dict[str, list[Example]]:
    """Everything that is measured on, by name."""
    real = engagement(data / "engagement" / "real_dev.jsonl")
    return {REAL: real, BARE: [alone(one) for one in real]} | {
        f"{folder} {part}": one_task(data / folder / f"{part}.jsonl", folder)
        for folder in FOLDERS
        for part in ("dev", "test")
    }


def guide(task: str, name: str, known: Container[str]) -> str:
    """The task as a set's own guide has it, where one of the `known` heads learnt that; else the task."""
    theirs = THEIR_GUIDE.get(task, task)
    return theirs if name.partition(" ")[0] in FOLDERS and theirs in known else task


class Tagged:
    """A folder of weights on some sets: every row is encoded once for all figures."""

    def __init__(self, folder: Path, sets: Sets, *, heads: Heads | None = None, prefix: str = ""):
        """`heads` in place of the folder's own; `prefix` as in models/encoder.py."""
        self.folder, self.sets = folder, sets
        self.heads = heads or load_heads(folder)
        vectors = Vectors(folder, prefix=prefix)
        self.rows: dict[str, NDArray[np.float32]] = {}
        for name, examples in sets.items():
            posts = [one.post for one in examples]
            self.rows[name] = self.heads.features(vectors.encode(posts, name), posts)

    def head(self, task: str, name: str) -> str:
        """The head that tells a task of a set."""
        return guide(task, name, self.heads.by_task)

    def said(self, task: str, name: str, *, ours: bool = False) -> Labels:
        """The likeliest class of each row, `unsure` or not; `ours`: by our guide, whatever the set's."""
        head = task if ours else self.head(task, name)
        found = logits(self.heads.by_task[head], self.rows[name]).argmax(axis=1)
        return np.asarray(np.array(LEARNT[head])[found])

    def truth(self, task: str, name: str) -> Labels:
        """The true labels of a set."""
        return truth(self.sets[name], task)


def truth(examples: Sequence[Example], task: str) -> Labels:
    """The true labels of rows that know the task."""
    return np.array([one.labels[task] for one in examples])


def column(sets: Sets, answer: Answer) -> dict[str, Any]:
    """One answerer's figures in the table, by the row's name; rows that it cannot tell are absent."""
    found = {}
    for row, places in _filled(sets):
        said = answer(row.task, row.rows)
        if said is not None:
            true = truth(sets[row.rows], row.task)
            parts = [(true[some], said[some]) for some in places]
            found[row.name] = mean_figure(parts, row.labels, among=row.among).as_json()
    return found


def gains(sets: Sets, ours: Answer, theirs: Answer) -> dict[str, Any]:
    """How much higher the first answerer's figures are, by the row's name; intervals are of pairs."""
    found = {}
    for row, places in _filled(sets):
        one, other = ours(row.task, row.rows), theirs(row.task, row.rows)
        if one is not None and other is not None:
            true = truth(sets[row.rows], row.task)
            parts = [(true[some], one[some], other[some]) for some in places]
            found[row.name] = gain_figure(parts, row.labels, among=row.among).as_json()
    return found


def _filled(sets: Sets) -> Iterator[tuple[Row, list[NDArray[np.bool_]]]]:
    """Rows of the table for which there are posts, with where those are: one place for each language."""
    for row in TABLE:
        examples = sets.get(row.rows, ())
        ours = np.array([row.origin in (None, one.origin) for one in examples], bool)
        counts = np.array(
            [one.labels.get(row.task) in (row.among or row.labels) for one in examples]
        )
        langs = np.array([one.post.lang for one in examples])
        places = [ours & (langs == lang) for lang in row.langs] or [ours]
        if len(examples) and all((some & counts).any() for some in places):
            yield row, places


def details(tagged: Tagged) -> dict[str, Any]:
    """Every task of a folder of weights, cut by class, language, source and set."""
    langs, true, said = _umsab(tagged)
    form, heads = _cut(tagged, "form", REAL, FORMS), tagged.heads.by_task
    return {
        "form": {
            "with context": form.pop("all"),
            "text alone": macro_figure(*_both(tagged, "form", BARE), FORMS).as_json(),
            **form,
            **_critique_and_discussion(tagged),
        },
        "tone": _cut(tagged, "tone", REAL, TONES),
        "tone on polarity dev": _cut(tagged, "tone", "polarity dev", TONES),
        "tone on polarity test": _cut(tagged, "tone", "polarity test", TONES),
        "tone on UMSAB dev": {"lang": _slices(langs.tolist(), true, said, TONES)},
        # What a person is shown is the tag, of our guide.
        **({OUR_TONE: _by_the_tag(tagged)} if "polarity" in heads else {}),
        "intent": _cut(tagged, "intent", REAL, TASKS["intent"]),
        "intent on its own dev": _cut(tagged, "intent", "intent dev", TASKS["intent"]),
        "intent on its own test": _cut(tagged, "intent", "intent test", TASKS["intent"]),
        "irony on its own dev": _cut(tagged, "irony", "irony dev", TASKS["irony"])
        | {"area under the curve": _ranked(tagged, "irony dev")},
        "irony on its own test": _cut(tagged, "irony", "irony test", TASKS["irony"])
        | {"area under the curve": _ranked(tagged, "irony test")},
    }


def confusion(tagged: Tagged, task: str, name: str) -> dict[str, dict[str, int]]:
    """How often each true label was called what."""
    true, said = _both(tagged, task, name)
    return {
        label: {other: int(np.sum((true == label) & (said == other))) for other in TASKS[task]}
        for label in TASKS[task]
        if (true == label).any()
    }


def _both(tagged: Tagged, task: str, name: str) -> tuple[Labels, Labels]:
    return tagged.truth(task, name), tagged.said(task, name)


def _cut(tagged: Tagged, task: str, name: str, labels: Sequence[str]) -> dict[str, Any]:
    """All rows of a set, and its slices; F1 of a class is over the rows of every class."""
    true, said = _both(tagged, task, name)
    every = sorted(set(true.tolist()))
    shown: dict[str, Any] = {
        "all": macro_figure(true, said, labels).as_json(),
        "classes": {
            label: macro_figure(true, said, [label], among=every).as_json()
            | {"n": int((true == label).sum())}
            for label in TASKS[task]
            if label in every
        },
    }
    examples = tagged.sets[name]
    shown["lang"] = _slices([str(one.post.lang) for one in examples], true, said, labels)
    kinds = [str(one.post.source_kind) for one in examples]
    return shown | {"source_kind": _slices(kinds, true, said, labels)}


def _slices(
    values: Sequence[str], true: Labels, said: Labels, labels: Sequence[str]
) -> dict[str, Any]:
    """macro_figure by value, largest slice first, with `over` where not all classes occur in it."""
    places = np.array(values)
    found: dict[str, dict[str, Any]] = {}
    for value in sorted(set(values)):
        mine = places == value
        often = [label for label in labels if (true[mine] == label).sum() >= RAREST]
        if len(often) < 2 or np.isin(true[mine], often).sum() < FEWEST:
            continue
        found[value] = macro_figure(true[mine], said[mine], often).as_json()
        if len(often) < len(labels):
            found[value] |= {"over": often}
    return dict(sorted(found.items(), key=lambda one: -one[1]["n"]))


def _critique_and_discussion(tagged: Tagged) -> dict[str, Any]:
    """The mean F1 of the two, on all rows of the four forms."""
    true, said = _both(tagged, "form", REAL)
    examples = tagged.sets[REAL]
    shown = {}
    for what, values in (
        ("language", [str(one.post.lang) for one in examples]),
        ("source kind", [str(one.post.source_kind) for one in examples]),
    ):
        places = np.array(values)
        shown[f"critique and discussion by {what}"] = {
            value: macro_figure(true[mine], said[mine], PAIR, among=FORMS).as_json()
            for value in sorted(set(values))
            if all((true[mine := places == value] == label).sum() >= RAREST for label in PAIR)
        }
    return shown


def _umsab(tagged: Tagged, *, ours: bool = False) -> tuple[Labels, Labels, Labels]:
    """The languages of UMSAB's tweets, their true tones and those that the head tells."""
    examples = tagged.sets["polarity dev"]
    mine = np.array([one.origin == UMSAB for one in examples])
    langs = np.array([str(one.post.lang) for one in examples])
    true = tagged.truth("tone", "polarity dev")
    said = tagged.said("tone", "polarity dev", ours=ours)
    return langs[mine], true[mine], said[mine]


def _by_the_tag(tagged: Tagged) -> dict[str, Any]:
    """The tag's own tone of UMSAB's tweets: the mean of its languages, and each."""
    langs, true, said = _umsab(tagged, ours=True)
    parts = [(true[some], said[some]) for lang in SIX if (some := langs == lang).any()]
    mean = mean_figure(parts, TONES).as_json()
    return {"mean of its languages": mean, "lang": _slices(langs.tolist(), true, said, TONES)}


def _ranked(tagged: Tagged, name: str) -> dict[str, float]:
    """How often an ironic text scores above one that is not (area under the ROC curve)."""
    place = TASKS["irony"].index("irony")
    scores = tagged.heads.scores(tagged.rows[name])["irony"][:, place]
    return area_figure(scores, tagged.truth("irony", name) == "irony").as_json()
