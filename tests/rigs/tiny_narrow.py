"""What a tiny run begins with, and a net of unequal layers beside its graphs; run where torch is.

python tiny_narrow.py FOLDER        prints the facts as JSON
"""

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray
from rigs.tiny_run import CONFIG, MIDDLE, PLAN, SIZE, Bench, Facts, apart, refusal

from models.encoder import OUTPUTS, unit
from models.training.graph import build
from models.training.mix import Batch
from models.training.narrow import STEP, carry, narrowed, needed
from models.training.net import LOUD, Net
from models.training.tune import Plan, Run

# Of the cells of the second layer's middle, in `_net`: what they hold is multiplied by 0.
UNUSED = torch.arange(MIDDLE) % 8 == 3


def begun(bench: Bench) -> Facts:
    """An earlier run's layers in another net, and middles with the least needed cells taken out."""
    bench.run("earlier", replace(PLAN, epochs=2))
    start = bench.folder / "earlier"
    plan = Plan(layers=(0, 1), epochs=2, rate=3e-3, inner=1, width=0.7, start=str(start))
    whole, _ = bench.run("whole", plan)
    parts, stops = bench.stopped_run("parts", plan)
    state = torch.load(bench.folder / "whole" / "begun.pt", weights_only=True)
    fresh = Run(plan, bench.base, bench.reader, bench.folder / "fresh", begun=state)
    after = Plan(layers=(1,), epochs=1, width=0.9, start=str(bench.folder / "whole"))
    (bench.folder / "empty").mkdir()
    return {
        "carried": carried(bench, start),
        "needed": importance(bench),
        "narrowed": narrower(bench),
        "widths": _widths(whole.net),
        "moved at first": apart(fresh.average, state),
        "moved at last": apart(whole.average, state),
        "stops": stops,
        "apart": apart(whole.average, parts.average),
        "from a narrowed run": refusal(lambda: bench.run("after", after)),
        "from no run": refusal(lambda: carry(_net(bench), (0,), bench.folder / "empty")),
        "by another plan": refusal(lambda: bench.run("whole", replace(plan, layers=(0, 1, 2)))),
        "from nothing": refusal(lambda: bench.run("blind", replace(after, start=None))),
    }


def carried(bench: Bench, start: Path) -> Facts:
    """Whose each part of a net is that took over what a run of the layers 0 and 2 learnt."""
    layers, places = (0, 1, 2), {0: 0, 2: 1}  # places: of a layer in the earlier run
    net, fresh = Net(bench.base, layers), Net(bench.base, layers).state_dict()
    carry(net, layers, start)
    learnt = torch.load(start / "best.pt", weights_only=True)
    whose: dict[str, set[str]] = {}
    for name, value in net.state_dict().items():
        words = name.split(".")
        part, there = words[1] if words[0] == "encoder" else words[0], name
        if "layer" in words:
            number = int(words[3])
            part = f"layer {number}"
            there = name.replace(f"layer.{number}.", f"layer.{places.get(number)}.")
        was = learnt.get(there, torch.empty(0))
        if torch.equal(was, fresh[name]):
            continue  # it did not move in the earlier run: whose it is now cannot be seen
        owner = "base" if torch.equal(value, fresh[name]) else "neither"
        whose.setdefault(part, set()).add("earlier" if torch.equal(value, was) else owner)
    return {part: sorted(owners) for part, owners in whose.items()}


def importance(bench: Bench) -> Facts:
    """`needed` beside the slope of the loss by a gate on each cell, in 32 bits and post by post."""
    net = _net(bench)
    rows = bench.rows[:12]
    batches = [bench.reader.batch([one], bench.reader.rows([one]), {}) for one in rows]
    found = needed(net, batches)
    middles = [layer.output.dense.weight for layer in net.encoder.encoder.layer]
    expected = [torch.zeros(MIDDLE) for _ in middles]
    for one, batch in zip(rows, batches, strict=True):
        scores, _ = net(batch.words, batch.segments, batch.marks)
        sum(
            torch.nn.functional.cross_entropy(scores[task], batch.labels[task])
            for task in one.labels
        ).backward()
        for total, weight in zip(expected, middles, strict=True):
            total += (weight.grad * weight).sum(0).detach().abs()
        net.zero_grad()
    together = needed(net, [bench.reader.batch(rows, bench.reader.rows(rows), {})])
    return {
        "alike": [_alike(a, b) for a, b in zip(found, expected, strict=True)],
        "sizes": [float(a.sum() / b.sum()) for a, b in zip(found, expected, strict=True)],
        "unused": float(found[1][UNUSED].max()),
        "used": float(found[1][~UNUSED].min()),
        "slopes left": sum(value.grad is not None for value in net.parameters()),
        "in one batch": [_alike(a, b) for a, b in zip(together, found, strict=True)],
    }


def narrower(bench: Bench) -> Facts:
    """Widths by share, and how far the outputs move."""
    net, batch = _net(bench), bench.batch()
    seen = needed(net, [batch])
    share = 1 - int(UNUSED.sum()) / (2 * MIDDLE)
    some = narrowed(net, bench.base, (0, 2), share, seen)
    wrong = narrowed(net, bench.base, (0, 2), share, [one.max() - one for one in seen])
    all_of_it = narrowed(net, bench.base, (0, 2), 1.0, seen)
    one = torch.arange(MIDDLE, 0, -1)
    slopes = [one * 1.0, one * 0.5]  # 0 has twice as many of the most needed cells as 1
    shares = (0.0, 0.2, 0.65, 0.85, 0.99, 1.0)
    return {
        "whole": _widths(all_of_it),
        "whole moved": _moved(net, all_of_it, batch),
        "without unused": _widths(some),
        "without unused moved": _moved(net, some, batch),
        "without the most needed moved": _moved(net, wrong, batch),
        "by share": {
            str(share): _widths(narrowed(net, bench.base, (0, 2), share, slopes))
            for share in shares
        },
    }


def ship(bench: Bench) -> Facts:
    """The three means by torch's net and by the graphs of 32 and 8 bits."""
    torch.manual_seed(3)
    layers, widths, inner = (0, 1, 2), [STEP * 4, MIDDLE, STEP * 5], 2
    net = Net(bench.base, layers, inner=inner, widths=widths).eval()
    batch = bench.batch()
    kept: list[torch.Tensor] = []
    for module in (net.heads["form"], net.vector):
        module.register_forward_pre_hook(lambda _, given: kept.append(given[0]))
    with torch.inference_mode():
        net(batch.words, batch.segments, batch.marks)
    read, features = kept  # the vector is computed before the heads
    theirs = {
        "text": features[:, :SIZE] / LOUD,
        "context": features[:, SIZE : 2 * SIZE] / LOUD,
        "inner": read,
    }
    feed = {"inputs_embeds": batch.words.numpy(), "segments": batch.segments.numpy()}
    found: Facts = {"no context": int((batch.segments != 2).all(1).sum())}
    for bits in (32, 8):
        path = bench.folder / f"{bits}.onnx"
        config = {**CONFIG, "num_hidden_layers": len(layers), "inner_layers": (inner,)}
        build(net.to_weights(), config, path, bits=bits)
        session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        means = dict(zip(OUTPUTS, session.run(OUTPUTS, feed), strict=True))
        means |= {name: unit(means[name]) for name in ("text", "context")}
        found[str(bits)] = {name: _off(means[name], theirs[name].numpy()) for name in OUTPUTS}
    found["inner from text"] = _off(unit(read.numpy()), theirs["text"].numpy())
    return found


def _net(bench: Bench) -> Net:
    """A net whose heads have learnt something, with cells that nothing hangs on."""
    torch.manual_seed(1)
    net = Net(bench.base, (0, 2), inner=1, dropout=0.0)
    net.eval()
    with torch.no_grad():
        for head in net.heads.values():
            torch.nn.init.normal_(head.weight, std=0.3)
        net.encoder.encoder.layer[1].output.dense.weight[:, UNUSED] = 0
    return net


def _off(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """The farthest that two rows are apart, by the longest of the second."""
    lengths = np.linalg.norm(other, axis=1)
    return float(np.linalg.norm(one - other, axis=1).max() / lengths.max())


def _moved(one: Net, other: Net, batch: Batch) -> float:
    """How far two nets are apart in what they say of a batch."""
    said = []
    with torch.inference_mode():
        for net in (one.eval(), other.eval()):
            scores, vector = net(batch.words, batch.segments, batch.marks)
            said.append(torch.cat([*scores.values(), vector], 1))
    return float((said[0] - said[1]).abs().max())


def _alike(one: torch.Tensor, other: torch.Tensor) -> float:
    return float(torch.corrcoef(torch.stack([one, other]))[0, 1])


def _widths(net: Net) -> list[int]:
    return [layer.output.dense.in_features for layer in net.encoder.encoder.layer]


def main() -> None:
    torch.set_num_threads(1)
    bench = Bench(Path(sys.argv[1]))
    print(json.dumps({"begun": begun(bench), "shipped": ship(bench)}))


if __name__ == "__main__":
    main()
