"""What can be counted of drafts: sentences that come again, likeness of A and B, numbers taken up, gaps.

    python benchmarks/drafts.py FOLDER… [--show N] [--json FILE]

Each folder is one that `listener judge` reads (brands.json, rows.jsonl). For every row whose right leaf has a
reply two drafts are made by the shipped tagger and playbook, one after the other as a day would bring
them, and counted by language. --show prints N of them, evenly taken, for a reader.
"""

import argparse
import json
import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from statistics import mean
from time import process_time
from typing import NamedTuple

from listener.advice.brief import Brief
from listener.advice.drafts.draft import Draft
from listener.advice.drafts.ethics import alike, check
from listener.advice.drafts.greeting import is_given, is_greeted
from listener.advice.drafts.playbook import drafts
from listener.advice.drafts.slots import known_slots
from listener.advice.drafts.unfinished import gap
from listener.advice.leaves import Leaf, facts_of
from listener.advice.reading.text import fold, sentences, tokens
from listener.judge.brands import read_brands
from listener.settings.brand import Brand
from listener.stages.suggest import LATELY
from models.base import Post
from models.tagger import load_tagger

# Of the author's: numbers, in digits or words, days and sums; and in what no reply says again of them: it corrects,
# answers a newsroom, or speaks of a partnership.
_NUMBER = re.compile(
    r"\b\d{1,4}(?:[.,]\d+)?(?:st|nd|rd|th|e|h\d{0,2}|am|pm)?\b|\b(?:twice|third|fourth|fifth|sixth|deuxieme|troisieme|quatrieme|cinquieme|sixieme|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|quinze|vingt|two|three|four|five|six|seven"
    r"|eight|nine|ten|twelve|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|monday|tuesday|wednesday|thursday|friday"
    r"|saturday|sunday)\b"
)


_NAME = re.compile(r"(?<=[a-zà-ÿ,;:] )[A-ZÉÈÀÂÎÔÇ][a-zà-ÿ]{2,14}\b")
_SAID = ("ANSWER_PRESS", "CORRECT", "CORRECT_PEERS", "CORRECT_PRESS", "ETHICS")


class Made(NamedTuple):
    """The drafts of one row."""

    row: dict[str, str]
    brand: Brand
    brief: Brief
    pair: tuple[Draft, Draft]
    seconds: float


def made(folders: Sequence[Path]) -> Iterator[Made]:
    """Two drafts for each row, in the order of the files."""
    tagger = load_tagger()
    for folder in folders:
        brands, _ = read_brands(folder, None)
        rows = [
            json.loads(line) for line in (folder / "rows.jsonl").read_text("utf-8").splitlines()
        ]
        rows = [row for row in rows if facts_of(row["expected_leaf"]).reply]
        tags = tagger.tag([Post(text=row["text"], lang=row.get("lang")) for row in rows])
        lately: dict[str, deque[str]] = {}
        for row, tag in zip(rows, tags, strict=True):
            brand = brands[row["brand"]]
            brief = brief_of(row, tag.vector.tobytes())
            before = lately.setdefault(brand.name, deque(maxlen=LATELY))
            began = process_time()
            pair = drafts(Leaf(row["expected_leaf"]), brief, brand, before=list(before))
            took = process_time() - began
            assert pair
            before.extendleft(draft.text for draft in pair)
            yield Made(row, brand, brief, pair, took)


def brief_of(row: dict[str, str], vector: bytes | None = None) -> Brief:
    """What a draft for a row rests on."""
    genre = row.get("source_kind", "social_comment")
    author: object = row.get("author")
    name = author.get("name", "") if isinstance(author, dict) else ""
    return Brief(
        text=row["text"],
        title=row.get("title"),
        genre=genre,
        rating=row.get("rating"),  # type: ignore[arg-type]
        lang=row.get("lang"),
        form=row.get("expected_form") or "critique",
        tone=row.get("expected_tone") or "negative",
        intent=row.get("expected_intent") or "complaint",
        author=name if is_greeted(genre) else "",
        follow_up=date(2026, 12, 1) + timedelta(days=3),
        vector=vector,
    )


def counted(some: Sequence[Made]) -> dict[str, float]:
    """The figures of some rows."""
    texts = [draft for one in some for draft in one.pair]
    said = Counter(
        sentence
        for draft in texts
        for sentence in {fold(s) for s in sentences(_body(draft)) if len(s.split()) > 2}
    )
    total = sum(said.values())
    often = sum(n for n in said.values() if n > len(texts) / 10)
    numbered = [one for one in some if _NUMBER.search(fold(one.row["text"]))]
    taken = [one for one in numbered if any(_takes_up(one, draft) for draft in one.pair)]
    may = [one for one in numbered if one.row["expected_leaf"] not in _SAID]
    with_names = [one for one in some if _own(one)]
    named = [one for one in with_names if any(_takes_up(one, draft) for draft in one.pair)]
    return {
        "rows": len(some),
        "sentences in more than one draft in ten": often / max(1, total),
        "sentences that stand in another draft": sum(n for n in said.values() if n > 1)
        / max(1, total),
        "likeness of A and B": mean(alike(_body(a), _body(b)) for a, b in (o.pair for o in some)),
        "posts with a number or day": len(numbered),
        "of them taken up": len(taken) / max(1, len(numbered)),
        "of those that a reply may take up": sum(one in taken for one in may) / max(1, len(may)),
        "posts with a number, a day or a first name": len(with_names),
        "of these taken up": len(named) / max(1, len(with_names)),
        "drafts that ask in private where one cannot": sum(
            not of.passed
            for one in some
            for draft in one.pair
            for of in check(draft.text, one.brief, one.brand)
            if of.id == "private_where_none"
        ),
        "drafts with a gap": sum(bool(gap(draft.text)) for draft in texts) / len(texts),
        "milliseconds a pair": 1000 * mean(one.seconds for one in some),
    }


def _body(draft: Draft) -> str:
    return " ".join(sentence.text for sentence in draft.sentences)


def _takes_up(one: Made, draft: Draft) -> bool:
    own = _own(one)
    facts = {n[0] for s in draft.sentences if s.fact_id for n in _NUMBER.finditer(fold(s.text))}
    said = fold(" ".join(s.text for s in draft.sentences if not s.fact_id))
    day = fold(
        known_slots(one.brief, one.brand, Leaf(one.row["expected_leaf"]), draft.language)["day"]
    )
    words = said.replace(day, " ")  # "by Friday" is ours
    return bool(own & (set(_NUMBER.findall(words)) | set(tokens(words)) | facts))


def _own(one: Made) -> frozenset[str]:
    """The author's numbers and days, and the first names that stand in the post, but theirs and the brand's."""
    text = one.row["text"]
    others = fold(" ".join((one.brief.author, one.brand.speaker, *one.brand.all_names))).split()
    names = {fold(n) for n in _NAME.findall(text) if is_given(n) and fold(n) not in others}
    return frozenset(hit[0] for hit in _NUMBER.finditer(fold(text))) | names


def main() -> None:
    """Print the figures by language."""
    parser = argparse.ArgumentParser(prog="python benchmarks/drafts.py", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--json", type=Path)
    told = parser.parse_args()
    some = list(made(told.folders))
    for language in ("fr", "en"):
        mine = [one for one in some if one.pair[0].language == language]
        for name, value in counted(mine).items():
            print(f"{language}  {name}: {value:.3g}")
    for n, one in enumerate(some[:: max(1, len(some) // told.show)] if told.show else ()):
        print(f"\n{n} {one.row['expected_leaf']} {one.row.get('source_kind')}: {one.row['text']}")
        for letter, draft in zip("AB", one.pair, strict=True):
            print(f"  {letter}: {draft.text}")
    if told.json:
        told.json.write_text(
            "".join(
                json.dumps(
                    {"id": f"{n}", "leaf": one.row["expected_leaf"], "genre": one.row.get("source_kind"),
                     "brand": one.brand.name, "post": one.row["text"], "A": one.pair[0].text, "B": one.pair[1].text,
                     "facts": [fact.text for fact in one.brand.fact]},
                    ensure_ascii=False,
                )
                + "\n"
                for n, one in enumerate(some)
            ),
            encoding="utf-8",
        )  # fmt: skip


if __name__ == "__main__":
    main()
