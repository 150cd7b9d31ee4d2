"""Bursts: of posts written within an hour, which are told in one message, and which must not be.

python benchmarks/bursts.py [--nearness 0.4] [--only hours]

`bursts.json` has invented posts. `hours` are what one brand hears at once: of most two bursts, each told in
words of their own, and several strangers, in turns; some are strangers alone who share the words of a trade.
A burst is found where one message takes in at least four of it; a wrong merge is one message that holds
posts of two bursts, or any stranger beside another post. The groups of `developed` and `fresh` come one at a
time: `same` are of several people who say that the same is wrong, `apart` of simultaneous complaints about
different things, where any message is wrong. Each goes through the real model and stages, a post every four
minutes (every minute of an hour of many), of which one look at the source finds four. What is kept is of the setting as it comes, by
which words in common are not looked for. No group was left unseen while this was made.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
from datetime import timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from acme import BRAND, NOON, Clock, Kept, Listed, config, mention, pipeline  # noqa: E402
from sqlmodel import col, select  # noqa: E402

from listener.guard import log  # noqa: E402
from listener.settings.numbers import Thresholds  # noqa: E402
from listener.store.store import Store  # noqa: E402
from listener.store.tables import DecisionRow, MentionRow  # noqa: E402
from listener.work.chain import Tally  # noqa: E402
from listener.work.local import Local  # noqa: E402
from models.base import Tagger  # noqa: E402
from models.tagger import load_tagger  # noqa: E402

ROWS = ROOT / "benchmarks" / "bursts.json"
RESULT = ROOT / "benchmarks" / "results" / "bursts.json"
EVERY = 4  # minutes
MANY = 13  # posts of an hour, from which they come every minute
LEAST = 4  # of one burst
ROUND = 4  # posts that one look at the source finds
STRANGERS = "strangers"
Counts = dict[str, Any]


def bursts_of(
    texts: list[str], folder: Path, tagger: Tagger, limits: Thresholds
) -> list[list[int]]:
    """Which of these posts, by their places, are told in one message."""
    store, clock, show = Store.open(f"sqlite:///{folder / 'listener.db'}"), Clock(), Kept()
    brand = BRAND.model_copy(update={"thresholds": limits})
    every = timedelta(minutes=EVERY if len(texts) < MANY else 1)
    posts = [
        mention(n, text, thread_key=f"t{n}", posted_at=NOON + n * every)
        for n, text in enumerate(texts)
    ]
    for until in range(0, len(posts) + ROUND, ROUND):
        clock.now = NOON + until * every + timedelta(seconds=30)
        source = Listed(name="list", mentions=tuple(posts[:until]))
        made, local = pipeline(config(folder, source, brand=brand), store, show, clock, tagger), Local(1)  # type: ignore[arg-type]  # fmt: skip
        made.poll(local, ["list"], Tally())
        local.wait(60)
        local.stop(1)
        made.after_collect()
    query = (
        select(DecisionRow.burst, MentionRow.text)
        .join(MentionRow, col(MentionRow.id) == col(DecisionRow.mention_id))
        .where(col(DecisionRow.ended_at).is_(None), col(DecisionRow.burst).is_not(None))
    )
    of: dict[str, list[int]] = {}
    with store.reading() as session:
        for key, text in session.exec(query):
            of.setdefault(key or "", []).append(texts.index(text))
    store.close()
    return list(of.values())


def turns(hour: dict[str, list[str]]) -> list[tuple[str, str]]:
    """An hour's posts in turns, each with the burst that it is of; a stranger's is its own words."""
    rounds = zip_longest(*([(name, text) for text in texts] for name, texts in hour.items()))
    posts = [post for one in rounds for post in one if post]
    return [(text if name == STRANGERS else name, text) for name, text in posts]


def of_hour(posts: list[tuple[str, str]], told: list[list[int]]) -> Counts:
    """How many bursts of an hour were found, and which messages are wrong."""
    held = [[posts[i][0] for i in message] for message in told]
    found = {names[0] for names in held if len(set(names)) == 1 and len(names) >= LEAST}
    wrong = [
        [posts[i][1] for i in m] for m, names in zip(told, held, strict=True) if len(set(names)) > 1
    ]
    return {"found": len(found), "wrong": wrong}


def measure(tagger: Tagger, limits: Thresholds, only: str | None) -> dict[str, Counts]:
    """What became of each group, by its name."""
    found: dict[str, Counts] = {}

    def go(name: str, posts: list[tuple[str, str]]) -> None:
        with tempfile.TemporaryDirectory(prefix="bursts-") as folder:
            told = bursts_of([text for _, text in posts], Path(folder), tagger, limits)
        found[name] = of_hour(posts, told)
        print(f"{limits.burst_nearness:<6}{name:<34}{found[name]}", flush=True)

    for of, kinds in json.loads(ROWS.read_text("utf-8")).items():
        for kind, groups in kinds.items() if only in (None, of) else ():
            if of == "hours":
                go(f"hours/{kind}", turns(groups))
                continue
            for name, texts in groups.items():
                go(f"{of}/{kind}/{name}", turns({name if kind == "same" else STRANGERS: texts}))
    return found


def summed(found: dict[str, Counts]) -> dict[str, str]:
    """Of each kind how many bursts were found, and in how many groups posts were wrongly merged."""
    kinds: dict[str, list[Counts]] = {}
    for name, counts in found.items():
        kinds.setdefault(name.rpartition("/")[0], []).append(counts)
    return {
        kind: f"{sum(c['found'] for c in of)} bursts found and {sum(bool(c['wrong']) for c in of)} wrongly merged, of {len(of)}"
        for kind, of in kinds.items()
    }


def main() -> None:
    """Run every group, print and keep what became of it."""
    parser = argparse.ArgumentParser(description="Which groups of posts are one burst.")
    parser.add_argument("--nearness", type=float, help="another than the usual; nothing is kept")
    parser.add_argument("--only", choices=("hours", "fresh", "developed"), help="these groups")
    asked = parser.parse_args()
    log.start(level=50)
    tagger = load_tagger(threads=1)
    usual = Thresholds().burst_nearness
    nearness = usual if asked.nearness is None else asked.nearness
    found = measure(tagger, Thresholds(burst_nearness=nearness), asked.only)
    print(json.dumps(summed(found), indent=1))
    if nearness == usual:
        told = {
            "command": "python benchmarks/" + " ".join([Path(sys.argv[0]).name, *sys.argv[1:]]),
            "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
            "burst_nearness": nearness,
            "of": summed(found),
            "groups": found,
        }
        RESULT.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
