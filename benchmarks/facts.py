"""Which fact answers a post: fit the line of `listener/advice/drafts/answering.py`, and say how often it is right.

    python benchmarks/facts.py [--write] [--show]

The posts are those of `benchmarks/rows`; `answers.jsonl` there says which facts of the brand answer each, if any, as
somebody read them. A brand is judged by a line that was fitted without it. --write keeps the line
fitted on all; --show tells the posts that the kept one gets wrong.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import beliefs
import numpy as np
from drafts import brief_of

from listener.advice.brief import Brief
from listener.advice.drafts import answering
from listener.advice.drafts.grounding import best_fact, said_of
from listener.advice.reading.contradictions import doubted
from listener.judge.brands import read_brands
from listener.settings.brand import Brand

_ROWS = Path(__file__).parent / "rows"
_KEPT = Path(answering.__file__).parent / "answering.toml"
_FROM = 0.4  # the share from which a fact is believed
_HELD = 0.3  # how loosely weights are held near none, in deviations of a sign


class Told(NamedTuple):
    """A post of which somebody read which facts answer."""

    folder: str
    id: str
    brand: Brand
    brief: Brief
    answers: frozenset[str]
    signs: list[answering.Signs]  # of each fact


def told() -> Iterator[Told]:
    """Every post of which the answers are known."""
    kept = [json.loads(line) for line in (_ROWS / "answers.jsonl").read_text("utf-8").splitlines()]
    for folder in dict.fromkeys(one["folder"] for one in kept):
        brands, _ = read_brands(_ROWS / folder, None)
        lines = (_ROWS / folder / "rows.jsonl").read_text("utf-8").splitlines()
        rows = {row["id"]: row for row in map(json.loads, lines)}
        for one in kept:
            if one["folder"] == folder:
                row = rows[one["id"]]
                brand, brief = brands[row["brand"]], brief_of(row)
                doubt = doubted(brief.shown, brand, to_us=True)
                signs = answering.signs_of(
                    brand.fact, brief, said_of(brief, brand), doubted=doubt.fact if doubt else None
                )
                yield Told(folder, one["id"], brand, brief, frozenset(one["answers"]), signs)


def fit(some: list[Told]) -> dict[str, float]:
    """The weights of a line, by sign."""
    signs = [one for post in some for one in post.signs]
    names = list(signs[0])
    x = np.array([[one[name] for name in names] for one in signs])
    y = np.array([fact.id in post.answers for post in some for fact in post.brand.fact], float)
    spread, middle = x.std(0) + 1e-6, x.mean(0)
    x = np.hstack([(x - middle) / spread, np.ones((len(x), 1))])
    hold = np.full(x.shape[1], 1 / _HELD)
    hold[-1] = 1e-6  # of `always`
    w = beliefs.fit(x, y, np.zeros(x.shape[1]), hold)
    line = w[:-1] / spread
    always = float(w[-1] - line @ middle)
    weights = {name: round(float(value), 4) for name, value in zip(names, line, strict=True)}
    return {"always": round(always, 4), "from": _FROM} | weights


def _how(post: Told, found: str | None) -> str:
    if found is None:
        return "missed" if post.answers else "rightly none"
    return "right" if found in post.answers else "wrong"


def crosswise(some: list[Told]) -> Counter[str]:
    """How often a line is right, each brand by one that has not seen it."""
    found = Counter[str]()
    for brand in dict.fromkeys(post.brand.name for post in some):
        line = fit([post for post in some if post.brand.name != brand])
        for post in some:
            if post.brand.name == brand:
                at = answering.likeliest(post.signs, line)
                found[_how(post, None if at is None else post.brand.fact[at].id)] += 1
    return found


def main() -> None:
    """Fit, judge, and keep."""
    parser = argparse.ArgumentParser(prog="python benchmarks/facts.py", description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--show", action="store_true")
    asked = parser.parse_args()
    posts = list(told())
    if asked.write:
        line = "".join(f"{sign} = {value}\n" for sign, value in fit(posts).items())
        head = "# The line of answering.py, fitted by benchmarks/facts.py. `from`: the share from which one is believed.\n\n"
        _KEPT.write_text(head + line, encoding="utf-8")
        answering.weights.cache_clear()
    print("crosswise:", dict(crosswise(posts)))
    for post in posts if asked.show else ():
        fact = best_fact(post.brief, post.brand, is_asked=True)
        if (how := _how(post, fact.id if fact else None)) in ("wrong", "missed"):
            print(how, post.id, fact and fact.id, sorted(post.answers), post.brief.shown[:120])


if __name__ == "__main__":
    main()
