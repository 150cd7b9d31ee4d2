"""Training rows: four folders of JSON Lines become posts with the labels that each row knows."""

import json
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from models.addressed import fill_addressed
from models.base import LEARNT, Post
from models.pieces import clean

WITHHELD = 0.3  # of rows lack each field of context, beside those that lack all
ALL_WITHHELD = 0.2
# Where a post stands says much about its form, and sources are not those that labels come from.
ASTRAY = {"source_kind": 0.08, "venue": 0.08}  # of rows that tell it are given another row's
WEAK = 0.5  # weight of a label derived from stars or emotions
# Rows of one task were labelled by other guides than ours; there are many of them. The best on real_dev
# of 0.15, 0.4 and 1; irony has hardly any row of ours.
OUTSIDE = {"polarity": 0.4, "intent": 0.2, "irony": 1.0}
UNSURE = 0.7  # of a label its own labeller doubted

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Example:
    """A post and what it is known to be; a task that is absent is masked in training."""

    post: Post
    labels: Mapping[str, str]
    weight: float
    origin: str  # dataset, or synthetic
    key: str = field(default="", compare=False)
    lighter: Mapping[str, float] = field(
        default_factory=dict
    )  # by task, where a label is less sure

    def weight_of(self, task: str) -> float:
        """Of one of its labels."""
        return self.weight * self.lighter.get(task, 1.0)


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines file; raises ValueError naming the line that is not one."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield json.loads(line)
            except ValueError as error:
                raise ValueError(f"{path}: line {number} is not JSON: {error}") from error


def venue_of(row: Row) -> str | None:
    """Review for the two review genres, else by whose page the post stands on."""
    if row.get("source_kind") in ("review", "app_review"):
        return "review"
    if row.get("source_kind") == "support_tweet":
        return None  # a tweet stands on nobody's page, whoever is told
    return {"brand": "own", "third_party": "public"}.get(row.get("channel_owner") or "")


def post_of(row: Row) -> Post:
    """A row with all that is known of it, `addressed` worked out as at run time."""
    stars = row.get("stars")
    post = Post(
        text=clean(row["text"]),
        source_kind=row.get("source_kind"),
        venue=venue_of(row),
        thread=row.get("thread") or None,
        brand=row.get("brand") or None,
        lang=row.get("lang"),
        rating=round(stars) if stars is not None else None,
    )
    return fill_addressed(post)


def engagement(path: Path) -> list[Example]:
    """Rows of a file with every tag of LABELS.md."""
    return fully_tagged(read_rows(path))


def fully_tagged(rows: Iterable[Row]) -> list[Example]:
    """Rows with every tag of LABELS.md."""
    found = []
    for row in rows:
        labels = {task: row[task] for task in ("form", "tone", "intent")}
        labels["irony"] = "irony" if row["irony"] else "none"
        labels["sponsorship"] = row["sponsored"]
        weight = UNSURE if row.get("sure") == 0 else 1.0
        origin = row.get("origin") or "synthetic"
        found.append(Example(post_of(row), labels, weight, origin, row["id"]))
    return found


_ONE_TASK = {
    "polarity": ("tone", {}),
    # To be about to buy is none of our intents.
    "intent": ("intent", {"purchase": "none"}),
    "irony": ("irony", {"non_irony": "none"}),
}


def one_task(path: Path, folder: str, *, weight: float = 1.0) -> list[Example]:
    """Rows of `polarity`, `intent` or `irony`, which know one task each."""
    task, renamed = _ONE_TASK[folder]
    found = []
    for row in read_rows(path):
        label = renamed.get(row["label"], row["label"])
        if label not in LEARNT[task]:
            raise ValueError(
                f"{path}: {row['id']} has the label {label!r}, not one of {LEARNT[task]}"
            )
        sure = weight * (WEAK if row["weak"] else 1.0)
        found.append(Example(post_of(row), {task: label}, sure, row["dataset"], row["id"]))
    return found


# Where our guide and that of other collections part, the head that learns theirs, see models.base.GUIDES.
THEIR_GUIDE = {"tone": "polarity", "intent": "request"}


def by_their_guide(one: Example) -> Example:
    """A row of one task under the head that learns its collection's guide."""
    labels = {THEIR_GUIDE.get(task, task): told for task, told in one.labels.items()}
    return replace(one, labels=labels)


def training_examples(data: Path, *, most: Mapping[str, int], seed: int = 0) -> list[Example]:
    """Everything that may be trained on; no row of a dev or test file.

    Each folder of one task gives at most `most[folder]` rows, drawn at random.
    """
    found = [
        *engagement(data / "engagement" / "synthetic_train.jsonl"),
        *engagement(data / "engagement" / "real_train.jsonl"),
    ]
    chance = random.Random(seed)  # noqa: S311 (no secret hangs on it)
    for folder, limit in most.items():
        rows = one_task(data / folder / "train.jsonl", folder, weight=OUTSIDE[folder])
        found += chance.sample(rows, min(limit, len(rows)))
    return found


def withhold(examples: Iterable[Example], *, seed: int) -> list[Example]:
    """Copies that lack context at random, as most sources do, or have some that is not theirs."""
    chance = random.Random(seed)  # noqa: S311 (no secret hangs on it)
    some = list(examples)
    return [
        replace(one, post=_without(_astray(one.post, chance.choice(some).post, chance), chance))
        for one in some
    ]


def _astray(post: Post, other: Post, chance: random.Random) -> Post:
    lost: dict[str, Any] = {
        name: getattr(other, name)
        for name, share in ASTRAY.items()
        if getattr(post, name) and getattr(other, name) and chance.random() < share
    }
    return replace(post, **lost) if lost else post


def alone(one: Example) -> Example:
    """The example without any context."""
    return replace(one, post=Post(text=one.post.text, lang=one.post.lang))


def _without(post: Post, chance: random.Random) -> Post:
    if chance.random() < ALL_WITHHELD:
        return Post(text=post.text, lang=post.lang)
    fields = ("source_kind", "venue", "addressed", "thread", "brand", "rating")
    lost = {name: None for name in fields if chance.random() < WITHHELD}
    return replace(post, **lost)  # type: ignore[arg-type]
