"""A tiny run from weights without the heads beside the tags to weights with them; run where torch is.

python finish_run.py FOLDER     prints the facts as JSON
"""

import hashlib
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from rigs.tiny_weights import write_base, write_data, write_weights

from models.base import Post
from models.heads import load_heads
from models.tagger import load_tagger
from models.training import train
from models.training.judged import kept_risks
from models.training.pool import Pool, read_pool

FEWER = 40  # of our own rows and lines one in so many is read
POST = Post(text="Ma fille est à l'hôpital depuis ce midi", venue="own")


def few(data: Path, *, tier: str = "B") -> Pool:
    """What a run reads, less of it."""
    pool = read_pool(data, tier=tier)
    return replace(pool, whole=pool.whole[::FEWER], judged=pool.judged[::FEWER])


def run(folder: Path, name: str, *more: str) -> None:
    """The command, as it is given after an interruption too."""
    told = [part for one in ("data", "base", "start") for part in (f"--{one}", str(folder / one))]
    told += ["--out", str(folder / f"{name} out"), "--run", str(folder / name), *more]
    plan = ["--layers", "0,1", "--inner", "1", "--epochs", "1", "--rate", "1e-4"]
    sizes = [part for one in ("polarity", "intent", "irony") for part in (f"--{one}", "20")]
    sys.argv = ["train", *told, *plan, *sizes]
    train.main()


def facts(folder: Path, name: str) -> dict[str, Any]:
    """What lies in a run and in what it wrote, and what a tagger says with it."""
    out, kept = folder / f"{name} out", folder / name
    heads = load_heads(out)
    (tag,) = load_tagger(out).tag([POST])
    return {
        "temperatures": {task: head.temperature for task, head in heads.by_task.items()},
        "judged": {task: list(told) for task, told in tag.judged.items()},
        "sums": [sum(told.values()) for told in tag.judged.values()],
        "step": torch.load(kept / "last.pt", weights_only=True)["step"],
        "learnt": {path.name: path.stat().st_mtime_ns for path in kept.glob("*.pt")},
        "exact": (kept / "exact" / "encoder.onnx").exists(),
        "files": {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in out.iterdir()
        },
    }


def refusal(folder: Path, name: str) -> str:
    """What is said where there is nothing to finish."""
    try:
        run(folder, name, "--finish")
    except ValueError as error:
        return str(error)
    return ""


def main() -> None:
    torch.set_num_threads(1)
    folder = Path(sys.argv[1])
    for told in (
        ("read_pool", few),
        ("kept_risks", lambda: kept_risks()[::FEWER]),
        ("REACHING", 40),
    ):
        setattr(train, *told)
    write_base(folder / "base")
    write_data(folder / "data")
    write_weights(folder / "start")  # with the heads of TASKS alone, as older ones are
    found: dict[str, Any] = {"older": dict(load_tagger(folder / "start").tag([POST])[0].judged)}
    run(folder, "whole")
    found["first"] = facts(folder, "whole")
    run(folder, "whole")
    found["again"] = facts(folder, "whole")
    found["nothing"] = refusal(folder, "stopped")
    run(folder, "stopped", "--minutes", "0")
    found["unfinished"] = (folder / "stopped out").exists()
    run(folder, "stopped", "--finish")
    found["stopped"] = facts(folder, "stopped")
    print(json.dumps(found))


if __name__ == "__main__":
    main()
