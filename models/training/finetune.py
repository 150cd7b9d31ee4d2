"""Fine-tune: from the base model and the data to an encoder and heads in a folder of their own.

python -m models.training.finetune --data DIR --base DIR --out DIR [--run DIR] [--tier A]

Tunes the layers on every task at once, writes them in 8 bits, and calibrates on real_dev what the 8-bit
encoder says. A run that was stopped goes on where its folder left off; progress is shown. What it
makes is not shipped yet: see TRIED.md.
"""

import argparse
import math
import sys
import time
from dataclasses import replace
from pathlib import Path

import torch

from models.base import TASKS
from models.heads import Heads, save_heads
from models.pieces import Pieces, load_tokenizer
from models.training.base import read_base
from models.training.data import Example, alone, engagement, one_task
from models.training.export import export
from models.training.fit import calibrate
from models.training.mix import Reader, Teachers
from models.training.pool import FOLDERS, Pool, read_pool
from models.training.tune import Plan, Run
from models.training.vectors import Vectors
from models.words import WordTable

NAME = "e5s-tuned-1"
LAYERS = "0,1,2,3,4,5,6,7,8,9,10,11"
JUDGED = 900  # rows of each development set of one task that a run looks at after an epoch
TAUGHT = 4_000  # rows of each folder of one task whose sentence vectors are kept


def development(data: Path) -> dict[str, list[Example]]:
    """What a run is judged by after each epoch; no row of a test file."""
    real = engagement(data / "engagement" / "real_dev.jsonl")
    found = {"real": real, "text alone": [alone(one) for one in real]}
    for name in FOLDERS:
        rows = one_task(data / name / "dev.jsonl", name)
        tweets = [one for one in rows if one.origin == "umsab_xlmt"]
        found[name] = _some(tweets or rows, JUDGED)
    return found


def teachers(pool: Pool, frozen: Path, kept: Path) -> Teachers:
    """The base model's sentence vector of posts of every kind, by the key of their row."""
    rows = list(pool.whole)
    for some in pool.single.values():
        rows += _some(some, TAUGHT)
    encoded = Vectors(frozen, kept=kept).encode([alone(one).post for one in rows], "base model")
    return {one.key: vector for one, vector in zip(rows, encoded.text, strict=True)}


def _some(rows: "list[Example] | tuple[Example, ...]", most: int) -> list[Example]:
    step = max(1, math.ceil(len(rows) / most))
    return list(rows[::step])


def train(
    data: Path, base: Path, out: Path, folder: Path, plan: Plan, *, tier: str, minutes: float
) -> bool:
    """Tune, export and calibrate into `out`; False when the time was over before the run was."""
    frozen = folder / "base"
    if not (frozen / "tokenizer.json").exists():
        export(base, frozen)
    read = read_base(base)
    table = WordTable(frozen / "words.safetensors")
    reader = Reader(Pieces(load_tokenizer(frozen / "tokenizer.json")), table)
    pool = read_pool(data, tier=tier)
    run = Run(plan, read, reader, folder)
    sizes = dict(zip(FOLDERS, plan.pool, strict=True))

    def rows(epoch: int) -> list[Example]:
        return pool.epoch(epoch, sizes, seed=plan.seed)

    known = teachers(pool, frozen, folder / "vectors")
    until = time.monotonic() + minutes * 60
    if not run.train(rows, development(data), known, until=until):
        print(f"\nstopped; the same command goes on from {folder}", file=sys.stderr)
        return False
    finish(run, base, out, data)
    return True


def finish(run: Run, base: Path, out: Path, data: Path) -> Heads:
    """Write the best weights of a run in 8 bits with calibrated heads."""
    run.average.load_state_dict(torch.load(run.folder / "best.pt", weights_only=True))
    weights = run.average.to_weights()
    heads: Heads = run.average.to_heads()
    config = {"num_hidden_layers": len(run.plan.layers)}
    export(base, out, weights=weights, config=config)
    export(base, run.folder / "exact", bits=32, weights=weights, config=config)
    save_heads(heads, out, name=NAME)
    dev = engagement(data / "engagement" / "real_dev.jsonl")
    # Half of them bare: thresholds hold for sources that tell little, too.
    dev += [alone(one) for one in dev]
    posts = [one.post for one in dev]
    rows = heads.features(Vectors(out).encode(posts, "real_dev"), posts)
    by_task = {
        task: calibrate(heads.by_task[task], rows, [one.labels[task] for one in dev], task)
        for task in TASKS
    }
    calibrated = replace(heads, by_task=by_task)
    save_heads(calibrated, out, name=NAME)
    return calibrated


def main() -> None:
    """Parse the command line and do it all."""
    parser = argparse.ArgumentParser(prog="python -m models.training.finetune", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the four data sets")
    parser.add_argument("--base", type=Path, required=True, help="blocks or a Hugging Face folder")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--run", type=Path, default=Path(".training/run"), help="kept between runs")
    parser.add_argument("--tier", choices=("A", "B"), default="B", help="A: permissive data only")
    parser.add_argument("--layers", default=LAYERS, help="of the base model, from 0")
    parser.add_argument("--epochs", type=int, default=Plan.epochs)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=math.inf, help="stop after so long")
    told = parser.parse_args()
    layers = tuple(int(one) for one in told.layers.split(","))
    plan = Plan(layers=layers, epochs=told.epochs, seed=told.seed)
    done = train(
        told.data, told.base, told.out, told.run, plan, tier=told.tier, minutes=told.minutes
    )
    if done:
        print(f"written to {told.out}; what it scored after each epoch: {told.run / 'log.jsonl'}")


if __name__ == "__main__":
    main()
