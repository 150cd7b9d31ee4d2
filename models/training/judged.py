"""What a decision asks beside the tags: rows for `risk`, and for the four questions of LABELS.md.

`written/risk/` holds lines written for it by several hands, all invented; `written/asks/` likewise, with
their context. `labels/asks/` holds the answers of two hands to the same rows, who did not see each
other's: `id TAB answers`, y or n for each question, then a letter for the risk. Public sets of risk lie
in the data's folder `risk`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from zlib import crc32

from models.base import JUDGED, LEARNT
from models.training.data import Example, post_of, read_rows

LINES = Path(__file__).with_name("written") / "risk"
ASKED = Path(__file__).with_name("written") / "asks"
NOW = Path(__file__).with_name("written") / "now"
HANDS = Path(__file__).with_name("labels") / "asks"
QUESTIONS = ("needs_answer", "asks_us", "outside_hands", "from_press")
_RISKS = dict(zip("-shmtldxp", LEARNT["risk"], strict=True))  # as labels/asks/ writes them
DOUBTFUL = 0.4  # weight of an answer on which the two hands differ: the second's is taken
PRESUMED = 0.3  # of "no risk" where nobody was asked: about one such row in a hundred is one

# Public sets that may be trained on: weight, and rows in an epoch. See the data's risk/README.md.
PUBLIC: Mapping[str, tuple[float, int]] = {
    "product_incidents": (0.7, 700),
    "medicine_reviews": (0.3, 300),
    "discrimination_reviews": (0.6, 530),
    "privacy_reviews": (0.7, 117),
    "signalconso_texts": (0.3, 167),
    "words_fr": (1.0, 80),
    "words_en": (1.0, 117),
    "toxifrench": (0.7, 500),
    "disaster_words": (0.5, 500),
    "figurative_illness": (0.3, 300),
    "hyperbole": (0.3, 300),
    "self_harm_written": (1.0, 6),
}
MEASURED = ("hatecheck_en", "xstest", "fine_food")  # never trained on
_GENRES = {"video_comment": "youtube_comment", "mail": None}


def risk_lines(folder: Path = LINES) -> Iterator[Example]:
    """Lines written for `risk`; ValueError names a label that is none."""
    for path in sorted(folder.glob("*.jsonl")):
        for number, row in enumerate(read_rows(path)):
            yield _risk(row, f"{path.stem}:{number}", "written", 1.0, str(path))


def public_risks(data: Path, name: str) -> list[Example]:
    """One public set, as much as there is."""
    path = data / "risk" / f"{name}.jsonl"
    weight = PUBLIC[name][0] if name in PUBLIC else 1.0
    return [_risk(row, row["id"], name, weight, str(path)) for row in read_rows(path)]


def _risk(row: Mapping[str, object], key: str, origin: str, weight: float, path: str) -> Example:
    if row["risk"] not in LEARNT["risk"]:
        raise ValueError(f"{path}: {key} has the risk {row['risk']!r}, not one of {LEARNT['risk']}")
    genre = row.get("genre")
    kind = _GENRES.get(str(genre), genre) if genre else None
    told = {"text": row["text"], "lang": row["lang"], "source_kind": kind}
    return Example(post_of(told), {"risk": str(row["risk"])}, weight, origin, key)


def asked_lines(folder: Path = ASKED) -> Iterator[Example]:
    """Posts written for the four questions, with their context."""
    pages = {"own": "brand", "public": "third_party"}
    for path in sorted(folder.glob("*.jsonl")):
        for number, row in enumerate(read_rows(path)):
            kind = _GENRES.get(row["genre"], row["genre"])
            told = {
                "text": row["text"],
                "lang": row["lang"],
                "source_kind": kind,
                "brand": row.get("brand"),
                "thread": row.get("thread"),
                "channel_owner": pages.get(row.get("venue", "")),
            }
            short = ("needs", "asks", "outside", "press")
            labels = {
                task: "yes" if row[name] else "no"
                for task, name in zip(QUESTIONS, short, strict=True)
            }
            yield Example(post_of(told), labels, 1.0, "written", f"{path.stem}:{number}")


def now_lines(folder: Path = NOW) -> Iterator[Example]:
    """Lines written for `know_now`: must somebody know of it within the hour?"""
    for path in sorted(folder.glob("*.jsonl")):
        for number, row in enumerate(read_rows(path)):
            told = {"text": row["text"], "lang": row["lang"], "brand": row["brand"].split(",")[0]}
            label = {"know_now": "yes" if row["now"] else "no"}
            yield Example(post_of(told), label, 1.0, "written", f"{path.stem}:{number}")


def answers(path: Path) -> dict[str, str]:
    """One hand's answers by the row's id; ValueError names a line that is none."""
    found = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        key, _, told = line.partition("\t")
        if len(told) != 5 or set(told[:4]) - set("yn") or told[4] not in _RISKS:
            raise ValueError(f"{path.name}:{number}: not `id TAB yynn-`: {line[:60]!r}")
        found[key] = told
    return found


def with_answers(examples: Iterable[Example], folder: Path = HANDS) -> Iterator[Example]:
    """The same rows with what both hands say; of others it is presumed that they are no risk."""
    hands: Sequence[dict[str, str]] = [answers(path) for path in sorted(folder.glob("*.tsv"))]
    for one in examples:
        told = [hand[one.key] for hand in hands if one.key in hand]
        if not told:
            lighter = {**one.lighter, "risk": PRESUMED}
            yield replace(one, labels={**one.labels, "risk": "none"}, lighter=lighter)
            continue
        labels, lighter = dict(one.labels), dict(one.lighter)
        for place, task in enumerate((*QUESTIONS, "risk")):
            said = {hand[place] for hand in told}
            last = told[-1][place]
            labels[task] = _RISKS[last] if task == "risk" else {"y": "yes", "n": "no"}[last]
            if len(said) > 1:
                lighter[task] = DOUBTFUL
        yield replace(one, labels=labels, lighter=lighter)


def is_kept(one: Example) -> bool:
    """Is it one of the eighth that a run is judged by?"""
    return crc32(one.key.encode()) % 8 == 0


def without_answers(one: Example) -> Example:
    """The row without what was answered to it."""
    return replace(one, labels={k: v for k, v in one.labels.items() if k not in JUDGED})


def kept_answers(examples: Iterable[Example]) -> list[Example]:
    """The eighth that was kept, with nothing but the answers to the four questions."""
    rows = (one for one in (*with_answers(examples), *asked_lines()) if is_kept(one))
    return [
        replace(one, labels={task: one.labels[task] for task in QUESTIONS})
        for one in rows
        if QUESTIONS[0] in one.labels
    ]


def kept_risks() -> list[Example]:
    """The eighth of the written lines that was kept."""
    return [one for one in risk_lines() if is_kept(one)]


def own_test(path: Path) -> list[Example]:
    """Lines of another hand; where they only say whether there is a risk, any kind will do."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        label = "none" if row["risk"] == "none" else row.get("kind", "safety")
        told = {"text": row["text"], "lang": row["lang"], "source_kind": "social_comment"}
        found.append(Example(post_of(told), {"risk": label}, 1.0, "decisions", row["id"]))
    return found
