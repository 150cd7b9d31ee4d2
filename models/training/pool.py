"""The pool: every row that may be trained on, and the part of it that an epoch reads."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from models.training.data import (
    Example,
    by_their_guide,
    engagement,
    fully_tagged,
    one_task,
    read_rows,
)
from models.training.judged import (
    PUBLIC,
    asked_lines,
    is_kept,
    now_lines,
    public_risks,
    risk_lines,
    with_answers,
    without_answers,
)
from models.training.written import read_labels, written_rows

LABELS = Path(__file__).with_name("labels")

# Weight of a row whose guide was not ours, against one of ours.
WEIGHTS = {"polarity": 0.7, "intent": 0.5, "irony": 0.7}
TWEETS = 1.0  # of UMSAB, whose labels people gave to tweets, each in its own language
UMSAB = "umsab_xlmt"
ALWAYS = (UMSAB,)  # small, of six languages: read in every epoch

# Permissive licences. What we wrote is ours.
TIER_A = frozenset(
    [
        "synthetic",
        "written",
        "senti4sd",
        "smile_museums",
        "goemotions",
        "xed_emotions",
        "minibar",
        "purchase_intent_tweets",
        "banking77",
        "clinc150",
        "isarcasm_eval",
        # Of risk: see the data's risk/README.md.
        "product_incidents",
        "medicine_reviews",
        "privacy_reviews",
        "toxifrench",
        "self_harm_written",
    ]
)
FOLDERS = ("polarity", "intent", "irony")


@dataclass(frozen=True)
class Pool:
    """Rows with every tag, rows of one task by folder, and what a decision asks beside the tags."""

    whole: tuple[Example, ...]
    single: Mapping[str, tuple[Example, ...]]
    judged: tuple[Example, ...] = ()  # lines written for risk and for the four questions
    public: Mapping[str, tuple[Example, ...]] = field(default_factory=dict)  # risk, by set

    def epoch(self, number: int, sizes: Mapping[str, int], *, seed: int) -> list[Example]:
        """All rows with every tag, and of each folder as many as `sizes` says, others every time."""
        chance = random.Random(f"{seed} {number}")  # noqa: S311 (no secret hangs on it)
        found = list(self.whole)
        for folder, size in sizes.items():
            always = [one for one in self.single[folder] if one.origin in ALWAYS]
            rest = [one for one in self.single[folder] if one.origin not in ALWAYS]
            always = chance.sample(always, min(size, len(always)))
            found += always + chance.sample(rest, min(size - len(always), len(rest)))
        for name, rows in self.public.items():
            found += chance.sample(rows, min(PUBLIC[name][1], len(rows)))
        return [*found, *self.judged]


def read_pool(data: Path, *, tier: str = "B") -> Pool:
    """Everything in `data` that may be trained on, with our own posts and labels; tier A or both."""
    folder = data / "engagement"
    whole = [
        *engagement(folder / "synthetic_train.jsonl"),
        *engagement(folder / "real_train.jsonl"),
        *fully_tagged(written_rows()),
    ]
    whole += _labelled(data)
    single = {
        name: tuple(
            by_their_guide(_weighed(one))
            for one in one_task(data / name / "train.jsonl", name, weight=WEIGHTS[name])
        )
        for name in FOLDERS
    }
    asked = [without_answers(one) if is_kept(one) else one for one in with_answers(whole)]
    judged = [one for one in (*risk_lines(), *asked_lines(), *now_lines()) if not is_kept(one)]
    public = {
        name: tuple(public_risks(data, name))
        for name in PUBLIC
        if (data / "risk" / f"{name}.jsonl").exists()
    }
    pool = Pool(tuple(asked), single, tuple(judged), public)
    return pool if tier == "B" else _permissive(pool)


def _weighed(one: Example) -> Example:
    return replace(one, weight=TWEETS) if one.origin in ALWAYS else one


def _permissive(pool: Pool) -> Pool:
    def kept(rows: Sequence[Example]) -> tuple[Example, ...]:
        return tuple(one for one in rows if one.origin in TIER_A)

    return replace(
        pool,
        whole=kept(pool.whole),
        single={name: kept(rows) for name, rows in pool.single.items()},
        public={name: rows for name, rows in pool.public.items() if name in TIER_A},
    )


def _labelled(data: Path) -> Iterator[Example]:
    """Rows of the one-task folders to which we gave every label."""
    labels = {key: told for path in sorted(LABELS.glob("*.tsv")) for key, told in read_labels(path)}
    seen: set[str] = set()
    for name in FOLDERS:
        for row in read_rows(data / name / "train.jsonl"):
            if row["id"] in labels and row["id"] not in seen:
                seen.add(row["id"])
                whole: dict[str, Any] = row | labels[row["id"]] | {"origin": row["dataset"]}
                yield from fully_tagged([whole])
