"""Evaluate: what the shipped weights score on posts they were not trained on, and against what.

python -m models.training.evaluate --data DIR [--out DIR] [--exact DIR] [--frozen DIR] [--tier-a DIR]

Writes scores.json and CARD.md beside the weights. --exact is a folder with the same encoder in 32 bits
(train writes one into its run), --frozen one of linear heads on the base model (see linear.py), --tier-a
one of weights trained on permissive sources only (train --tier A); what is not named is not compared.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from models.base import GUIDES, JUDGED, TASKS
from models.manifest import write_manifest
from models.tagger import FILES, WEIGHTS, tagger_name
from models.training.asked import CUTS, question_figures, risk_figures, rows_beside
from models.training.base import QUERY
from models.training.baselines import baselines
from models.training.card import write_card
from models.training.data import Example, read_rows
from models.training.figures import (
    BARE,
    REAL,
    Sets,
    Tagged,
    column,
    confusion,
    details,
    gains,
    read_sets,
)
from models.training.language import language_figures
from models.training.likeness import likeness
from models.training.pool import FOLDERS, LABELS, TIER_A, Pool, read_pool
from models.training.pressing import now_figures
from models.training.sureness import as_it_runs, as_it_stands, crosswise, curve, same_labels
from models.training.tables import BY_GUIDE, EXACT, FROZEN, GAIN, PERMISSIVE, SHIPPED
from models.training.written import read_labels, written_rows

ALONE = 200  # posts tagged one by one, to compare with the same posts among others
WIDE = 4  # a layer's middle in the base model, by the width of the rest


def evaluate(
    data: Path,
    out: Path,
    *,
    exact: Path | None = None,
    frozen: Path | None = None,
    tier_a: Path | None = None,
    cuts: Mapping[str, float] = CUTS,
) -> dict[str, Any]:
    """Measure everything and write scores.json and CARD.md into `out`; `cuts` of risk are probabilities."""
    sets, pool = read_sets(data), read_pool(data)
    ours = Tagged(out, sets)
    scores: dict[str, Any] = {
        "tagger": tagger_name(out),
        "made of": shape(out) | rows_of(data, pool, sets[REAL]),
        **details(ours),
        "sureness": crosswise(ours),
        "sureness on sets of one task": as_it_stands(ours),
        "precision and coverage": {task: curve(ours, task) for task in TASKS},
        "confusion": _confusions(ours),
        "language, where none is given": language_figures(data),
        **as_it_runs(out, sets[REAL], ALONE),
    }
    scores |= _compared(ours, exact=exact, frozen=frozen)
    scores |= _beside(ours, data, pool, cuts)
    if frozen:
        scores["sentence vectors"] = likeness(data, out, frozen)
    if tier_a:
        theirs = Tagged(tier_a, sets)
        scores["table"][PERMISSIVE] = column(sets, theirs.said)
        scores[BY_GUIDE] |= _guided(PERMISSIVE, theirs)
    for name, answer in baselines(pool, sets).items():
        scores["table"][name] = column(sets, answer)
    text = json.dumps(scores, indent=1, ensure_ascii=False) + "\n"
    (out / "scores.json").write_text(text, encoding="utf-8")
    write_card(out)
    write_manifest(out, FILES)
    return scores


def _compared(ours: Tagged, *, exact: Path | None, frozen: Path | None) -> dict[str, Any]:
    """The table of the shipped weights, of the same ones in 32 bits, and of the frozen encoder."""
    sets = ours.sets
    scores: dict[str, Any] = {"table": {SHIPPED: column(sets, ours.said)}}
    scores[BY_GUIDE] = _guided(SHIPPED, ours)
    if exact:
        real: Sets = {name: sets[name] for name in (REAL, BARE)}
        # The heads are those that are shipped: calibrated for 8 bits.
        wide = Tagged(exact, real, heads=ours.heads)
        scores["table"][EXACT] = column(real, wide.said)
        scores["as in 32 bits"] = same_labels(ours, wide)
    if frozen:
        theirs = Tagged(frozen, sets, prefix=QUERY)
        scores["table"][FROZEN] = column(sets, theirs.said)
        scores[BY_GUIDE] |= _guided(FROZEN, theirs)
        scores[GAIN] = gains(sets, ours.said, theirs.said)
    return scores


def _guided(name: str, tagged: Tagged) -> dict[str, list[str]]:
    """A column's heads that learnt the guides of other collections."""
    return {name: [head for head in GUIDES if head in tagged.heads.by_task]}


def _beside(ours: Tagged, data: Path, pool: Pool, cuts: Mapping[str, float]) -> dict[str, Any]:
    """What the heads beside the tags are worth; nothing of weights that have none."""
    if not ours.heads.by_task.keys() >= JUDGED.keys():
        return {}
    real = ours.sets[REAL]
    return {
        "rows beside": rows_beside(pool),
        "risk": risk_figures(ours.folder, data, real, cuts),
        "questions": question_figures(ours.folder, data, real),
        "know now": now_figures(ours.folder),
    }


def _confusions(tagged: Tagged) -> dict[str, Any]:
    asked = [
        ("form", REAL),
        ("form", BARE),
        ("tone", REAL),
        ("tone", "polarity test"),
        ("intent", REAL),
        ("intent", "intent test"),
        ("irony", "irony test"),
    ]
    return {f"{task} on {name}": confusion(tagged, task, name) for task, name in asked}


def shape(out: Path) -> dict[str, Any]:
    """Layers of the encoder, the lower ones its sentence vector needs, what is left of their middles."""
    import onnx

    graph = onnx.load(str(out / "encoder.onnx"), load_external_data=False).graph
    sizes = {one.name: list(one.dims) for one in graph.initializer}
    made_by = {name: node for node in graph.node for name in node.output}
    layers = 0
    inner: list[int] = []
    widths: list[int] = []
    for node in graph.node:
        layers += node.op_type == "MultiHeadAttention"
        if node.op_type == "Gelu":
            widths += sizes[made_by[node.input[0]].input[1]]  # of the bias that is added before
        if node.op_type == "Split" and node.output[0].startswith("inner"):
            inner.append(layers)
    size = graph.input[0].type.tensor_type.shape.dim[-1].dim_value
    return {
        "layers": layers,
        "inner": inner,
        "middles": widths,
        "share": round(sum(widths) / (layers * WIDE * size), 3),
    }


def rows_of(data: Path, pool: Pool, real_dev: Sequence[Example]) -> dict[str, Any]:
    """The rows behind the weights, by where they come from."""
    written = [str(row["lang"]) for row in written_rows()]
    real = Counter(_origin(one) for one in _real_train(data, pool))
    by_set = {name: Counter(one.origin for one in pool.single[name]) for name in FOLDERS}
    return {
        "written": len(written),
        "written in French": round(written.count("fr") / len(written), 2),
        "labelled": sum(1 for path in sorted(LABELS.glob("*.tsv")) for _ in read_labels(path)),
        "synthetic": sum(one.origin == "synthetic" for one in pool.whole),
        "real": dict(real.most_common()),
        "real to measure": {
            "posts": len(real_dev),
            "lang": dict(Counter(str(one.post.lang) for one in real_dev).most_common()),
            "ironic": sum(one.labels["irony"] == "irony" for one in real_dev),
            "sponsored": sum(one.labels["sponsorship"] != "organic" for one in real_dev),
        },
        "forms": dict(Counter(one.labels["form"] for one in pool.whole).most_common()),
        "sets": {
            name: {tier: _of_tier(counts, tier) for tier in ("A", "B")}
            for name, counts in by_set.items()
        },
    }


def _real_train(data: Path, pool: Pool) -> Sequence[Example]:
    keys = {row["id"] for row in read_rows(data / "engagement" / "real_train.jsonl")}
    found = {one.key: one for one in pool.whole if one.key in keys}
    return list(found.values())


def _origin(one: Example) -> str:
    return "A" if one.origin in TIER_A else "B"


def _of_tier(counts: Counter[str], tier: str) -> dict[str, int]:
    return {
        name: count for name, count in counts.most_common() if (name in TIER_A) == (tier == "A")
    }


def main() -> None:
    """Parse the command line, measure, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m models.training.evaluate", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--exact", type=Path, help="folder of the same encoder in 32 bits")
    parser.add_argument("--frozen", type=Path, help="folder of the baseline's weights")
    parser.add_argument("--tier-a", type=Path, help="folder of weights from permissive sources")
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="folder of the weights")
    for name, bar in CUTS.items():
        parser.add_argument(
            f"--{name}", type=float, default=bar, help=f"probability from which a risk is {name}"
        )
    told = parser.parse_args()
    scores = evaluate(
        told.data, told.out, exact=told.exact, frozen=told.frozen, tier_a=told.tier_a,
        cuts={name: getattr(told, name) for name in CUTS},
    )  # fmt: skip
    json.dump(scores["table"], sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
