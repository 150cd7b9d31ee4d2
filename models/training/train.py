"""Train: from the base model and the data to everything in models/weights/.

python -m models.training.train --data DIR --base DIR [--out DIR] [--run DIR] [--tier A]

Fine-tunes the layers on every task at once, writes them in 8 bits, and calibrates on real_dev what the
8-bit encoder says. A run that was stopped goes on where its folder left off; progress is shown. One that
is over is exported and calibrated once more, and nothing else.
"""

import argparse
import math
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch

from models.base import LEARNT, TASKS
from models.encoder import unit
from models.heads import Head, Heads, means, save_heads
from models.pieces import Pieces, load_tokenizer
from models.tagger import WEIGHTS
from models.training.base import QUERY, Base, read_base
from models.training.data import (
    THEIR_GUIDE,
    Example,
    alone,
    by_their_guide,
    engagement,
    fully_tagged,
    one_task,
)
from models.training.export import export
from models.training.fit import calibrate, warmed
from models.training.judged import kept_answers, kept_risks, own_test
from models.training.mix import Reader, Teachers
from models.training.narrow import State, carry, narrowed, needed, widths_of
from models.training.net import Net
from models.training.pool import FOLDERS, UMSAB, Pool, read_pool
from models.training.pressing import pressing
from models.training.refit import refitted, stacked
from models.training.sentence import Floats, fitted
from models.training.spans import spans
from models.training.thaw import thawed
from models.training.tune import Plan, Run
from models.training.vectors import Vectors
from models.training.written import written_rows
from models.words import WordTable

NAME = "e5s-tuned-3"
LAYERS = "0,1,2,3,4,5,6,7,8,9,10,11"
LOOKED = 900  # rows of each development set of one task that a run looks at after an epoch
LOOKED_AT = 4_000  # rows of each, and
BATCHES = 100  # of their batches, that tell which cells a narrower layer keeps
REACHING = 1_500  # of our own posts, which tell how far each channel reaches
INNER = (2,)  # layers whose means go into the sentence vector, beside `inner` and the last
ANOTHERS = "risk, another hand's"
TAUGHT = 4_000  # rows of each folder of one task whose sentence vectors are kept


def development(data: Path) -> dict[str, list[Example]]:
    """What a run is judged by after each epoch; no row of a test file."""
    real = engagement(data / "engagement" / "real_dev.jsonl")
    found = {"real": real, "text alone": [alone(one) for one in real]}
    for name in FOLDERS:
        rows = one_task(data / name / "dev.jsonl", name)
        tweets = [one for one in rows if one.origin == UMSAB]
        found[name] = [by_their_guide(one) for one in _some(tweets or rows, LOOKED)]
    folder = data / "engagement"
    rows = [*engagement(folder / "real_train.jsonl"), *engagement(folder / "synthetic_train.jsonl")]
    found["questions"] = kept_answers(rows)
    found["risk"] = kept_risks()
    if (ours := data / "decisions" / "risk.jsonl").exists():
        found[ANOTHERS] = own_test(ours)
    return found


def teachers(pool: Pool, frozen: Path, kept: Path) -> tuple[list[Example], Floats]:
    """Posts of every kind, bare, and the base model's sentence vectors of them."""
    rows = [alone(one) for one in pool.whole]
    for some in pool.single.values():
        rows += [alone(one) for one in _some(some, TAUGHT)]
    vectors = Vectors(frozen, kept=kept, prefix=QUERY)
    text = vectors.encode([one.post for one in rows], "base model").text
    # All of them point one way: without it their differences stand out, which is what they are for.
    return rows, unit(text - text.mean(axis=0))


def begin(plan: Plan, base: Base, reader: Reader, pool: Pool, folder: Path) -> State | None:
    """The weights a run begins with, where they are not the base model's; worked out once.

    Raises OSError or ValueError where the earlier run, or the shipped weights, cannot be begun with.
    """
    if plan.start and (Path(plan.start) / "encoder.onnx").exists():
        return _thawed(plan, base, Path(plan.start))
    if plan.start is None and plan.width == 1:
        return None
    if plan.start is None:
        # Heads that have learnt nothing need no cell more than another.
        raise ValueError("width: what can be left out is told by an earlier run: name it as start")
    kept = folder / "begun.pt"
    if not kept.exists():
        net = Net(base, plan.layers, inner=plan.inner, dropout=0.0)
        carry(net, plan.layers, Path(plan.start))
        if plan.width < 1:
            rows = pool.epoch(0, dict.fromkeys(FOLDERS, LOOKED_AT), seed=plan.seed)
            parts = reader.parts(rows, seed=plan.seed)[:BATCHES]
            seen = needed(net, (reader.batch(*part, {}) for part in parts))
            net = narrowed(net, base, plan.layers, plan.width, seen)
        folder.mkdir(parents=True, exist_ok=True)
        torch.save(net.state_dict(), kept.with_suffix(".part"))
        kept.with_suffix(".part").replace(kept)
    state: State = torch.load(kept, weights_only=True)
    return state


def _thawed(plan: Plan, base: Base, start: Path) -> State:
    found = thawed(start)
    net = Net(base, plan.layers, inner=plan.inner, widths=widths_of(found))
    state: State = net.state_dict()
    # A guide of others begins where ours stood, which had learnt both.
    for ours, theirs in THEIR_GUIDE.items():
        for part in ("weight", "bias"):
            name = f"heads.{theirs}.{part}"
            if name not in found:
                found[name] = found[f"heads.{ours}.{part}"][: len(state[name])]
    return {**state, **found}


def _some(rows: Sequence[Example], most: int) -> list[Example]:
    step = max(1, math.ceil(len(rows) / most))
    return list(rows[::step])


def train(
    data: Path,
    base: Path,
    out: Path,
    folder: Path,
    plan: Plan,
    *,
    tier: str,
    minutes: float,
    is_over: bool = False,
) -> bool:
    """Tune, export and calibrate into `out`; False when the time was over before the run was.

    A run that is over, or `is_over` though epochs are missing, is only exported and calibrated.
    """
    frozen = folder / "base"
    if not (frozen / "tokenizer.json").exists():
        export(base, frozen)
    read = read_base(base)
    table = WordTable(frozen / "words.safetensors")
    reader = Reader(Pieces(load_tokenizer(frozen / "tokenizer.json")), table)
    pool = read_pool(data, tier=tier)
    begun = begin(plan, read, reader, pool, folder)
    run = Run(plan, read, reader, folder, begun=begun)
    sizes = dict(zip(FOLDERS, plan.pool, strict=True))

    def rows(epoch: int) -> list[Example]:
        return pool.epoch(epoch, sizes, seed=plan.seed)

    posts, vectors = teachers(pool, frozen, folder / "vectors")
    known: Teachers = {one.key: vector for one, vector in zip(posts, vectors, strict=True)}
    until = time.monotonic() + minutes * 60
    if not is_over and not run.train(rows, development(data), known, until=until):
        print(f"\nstopped; the same command goes on from {folder}", file=sys.stderr)
        return False
    finish(run, base, out, data, posts, vectors)
    return True


def finish(
    run: Run, base: Path, out: Path, data: Path, posts: Sequence[Example], vectors: Floats
) -> Heads:
    """Write the best weights of a run in 8 bits with calibrated heads.

    `vectors` are the base model's of `posts`, which the sentence vector is fitted to. Before the first
    epoch is over, the best are those of the last step that was kept; ValueError where there is none.
    """
    if (best := run.folder / "best.pt").exists():
        run.average.load_state_dict(torch.load(best, weights_only=True))
    elif not run.step:
        raise ValueError(f"{run.folder}: no step was kept yet, so there is nothing to finish")
    weights = run.average.to_weights()
    heads: Heads = run.average.to_heads()
    inner = [one for one in INNER if one < run.average.inner] + [run.average.inner]
    config = {"num_hidden_layers": len(run.plan.layers), "inner_layers": inner}
    some = _some(fully_tagged(written_rows()), REACHING)
    reach = spans(run.average.cpu(), (batch for _, batch in run.reader.plain(some)))
    export(base, out, weights=weights, config=config, spans=reach)
    export(base, run.folder / "exact", bits=32, weights=weights, config=config)
    shipped = Vectors(out, kept=run.folder / "vectors")
    said = shipped.encode([one.post for one in posts], "sentence vectors")
    dev = engagement(data / "engagement" / "real_dev.jsonl")
    real = [one.post for one in dev]
    rows = heads.features(shipped.encode(real, "real_dev"), real)
    by_task = {
        task: calibrate(heads.by_task[task], rows, [one.labels[task] for one in dev], task)
        for task in TASKS
    }
    by_task = {**heads.by_task, **by_task, **_beside(heads, shipped, data)}
    calibrated = replace(heads, by_task=by_task, vector=fitted(means(said), vectors))
    calibrated = stacked(refitted(calibrated, shipped, data), shipped, data)
    calibrated = pressing(calibrated, shipped)
    save_heads(calibrated, out, name=NAME)
    return calibrated


def _beside(heads: Heads, shipped: Vectors, data: Path) -> dict[str, Head]:
    """The heads beside the tags, calibrated on the rows that were kept from the run."""
    found = {}
    for name, examples in development(data).items():
        posts = [one.post for one in examples]
        rows = heads.features(shipped.encode(posts, name), posts)
        for task in LEARNT.keys() - TASKS.keys():
            known = [i for i, one in enumerate(examples) if task in one.labels]
            # Another hand's lines only say whether there is a risk, and not which.
            if known and task not in found and name != ANOTHERS:
                labels = [examples[i].labels[task] for i in known]
                found[task] = warmed(heads.by_task[task], rows[known], labels, task)
    return found


def main() -> None:
    """Parse the command line and do it all."""
    parser = argparse.ArgumentParser(prog="python -m models.training.train", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the four data sets")
    parser.add_argument("--base", type=Path, required=True, help="blocks or a Hugging Face folder")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--run", type=Path, default=Path(".training/run"), help="kept between runs")
    parser.add_argument("--tier", choices=("A", "B"), default="B", help="A: permissive data only")
    parser.add_argument("--layers", default=LAYERS, help="of the base model, from 0")
    parser.add_argument("--epochs", type=int, default=Plan.epochs)
    parser.add_argument("--rate", type=float, default=Plan.rate, help="of the highest layer")
    parser.add_argument("--inner", type=int, help="layers below the sentence vector; default all")
    parser.add_argument("--polarity", type=int, default=Plan.pool[0], help="its rows in an epoch")
    parser.add_argument("--intent", type=int, default=Plan.pool[1], help="likewise")
    parser.add_argument("--irony", type=int, default=Plan.pool[2], help="likewise")
    parser.add_argument(
        "--width", type=float, default=1.0, help="share of middles kept, with --start"
    )
    parser.add_argument("--start", type=Path, help="folder of a run to begin with")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--finish", action="store_true", help="export the best so far, though epochs are missing"
    )
    parser.add_argument("--minutes", type=float, default=math.inf, help="stop after so long")
    told = parser.parse_args()
    layers = tuple(int(one) for one in told.layers.split(","))
    start = str(told.start) if told.start else None
    plan = Plan(
        layers=layers, epochs=told.epochs, seed=told.seed, rate=told.rate,
        inner=told.inner, width=told.width, start=start, pool=(told.polarity, told.intent, told.irony),
    )  # fmt: skip
    if train(
        told.data, told.base, told.out, told.run, plan,
        tier=told.tier, minutes=told.minutes, is_over=told.finish,
    ):  # fmt: skip
        exact = told.run / "exact"
        print(f"measure it: python -m models.training.evaluate --out {told.out} --exact {exact}")


if __name__ == "__main__":
    main()
