"""Where a run begins: with an earlier run's layers, and with the least needed middles taken out.

A layer's middle is the wide part of its feed-forward half: each of its cells is a row of
`intermediate.dense` and a column of `output.dense`. How much a cell is needed is how far the loss would
move without it, to first order (Molchanov et al. 2019): its value times the loss's slope there.
"""

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import torch
from torch import Tensor, nn

from models.training.base import Base
from models.training.mix import UNKNOWN, Batch
from models.training.net import Net

State = dict[str, Tensor]

FEWEST = 256  # cells a layer keeps at least
STEP = 64  # widths are its multiples: what a processor multiplies at once


def carry(net: Net, layers: tuple[int, ...], start: Path) -> None:
    """Load what an earlier run in `start` learnt into the layers that both have, and the heads.

    Raises OSError where there is no such run, ValueError where its layers were narrowed.
    """
    earlier = json.loads((start / "plan.json").read_text(encoding="utf-8"))["layers"]
    learnt: State = torch.load(start / "best.pt", weights_only=True)
    state = net.state_dict()
    for name, value in learnt.items():
        place = name
        if name.startswith("encoder.encoder.layer."):
            number = int(name.split(".")[3])
            if earlier[number] not in layers:
                continue
            mine = layers.index(earlier[number])
            place = name.replace(f"layer.{number}.", f"layer.{mine}.", 1)
        elif name.startswith("vector."):
            continue  # it led from another layer
        if state[place].shape != value.shape:
            raise ValueError(
                f"{start}: {name} is {list(value.shape)}, not {list(state[place].shape)}:"
                " begin with a run that was not narrowed"
            )
        state[place] = value
    net.load_state_dict(state)


def narrowed(
    net: Net, base: Base, layers: tuple[int, ...], share: float, seen: list[Tensor]
) -> Net:
    """The net with `share` of all middles kept, the most needed; `seen`: how much each is, by layer."""
    widths = _widths(seen, share)
    print(f"widths of the layers' middles: {widths}", file=sys.stderr)
    found = Net(base, layers, inner=net.inner, widths=widths)
    state = net.state_dict()
    for number, (needed, wide) in enumerate(zip(seen, widths, strict=True)):
        kept = needed.topk(wide).indices.sort().values
        stem = f"encoder.encoder.layer.{number}."
        for name, axis in (
            ("intermediate.dense.weight", 0),
            ("intermediate.dense.bias", 0),
            ("output.dense.weight", 1),
        ):
            state[stem + name] = state[stem + name].index_select(axis, kept)
    found.load_state_dict(state)
    return found


def needed(net: Net, batches: Iterable[Batch]) -> list[Tensor]:
    """How much the loss hangs on each cell of each layer's middle, [cells] a layer."""
    net.eval()
    values: list[Tensor] = []

    def keep(_: nn.Module, __: object, value: Tensor) -> None:
        value.retain_grad()
        values.append(value)

    layers = net.encoder.encoder.layer
    hooks = [layer.intermediate.register_forward_hook(keep) for layer in layers]
    found = [torch.zeros(layer.output.dense.in_features) for layer in layers]
    for batch in batches:
        values.clear()
        with torch.autocast("cpu", torch.bfloat16):
            logits, _ = net(batch.words, batch.segments, batch.marks)
        losses = [
            nn.functional.cross_entropy(scores.float(), batch.labels[task], ignore_index=UNKNOWN)
            for task, scores in logits.items()
            if (batch.labels[task] != UNKNOWN).any()
        ]
        torch.stack(losses).sum().backward()
        for total, value in zip(found, values, strict=True):
            slope: Tensor = value.grad  # kept by retain_grad above
            total += (value.float() * slope.float()).sum(1).abs().sum(0).detach()
        net.zero_grad(set_to_none=True)
    for hook in hooks:
        hook.remove()
    return found


def widths_of(state: Mapping[str, Tensor]) -> list[int]:
    """The widths of a net's middles, from its weights."""
    ending = "intermediate.dense.bias"
    return [len(value) for name, value in state.items() if name.endswith(ending)]


def _widths(seen: list[Tensor], share: float) -> list[int]:
    everywhere = torch.cat(seen)
    kept = max(1, round(share * len(everywhere)))
    bar = everywhere.sort(descending=True).values[kept - 1]
    found = []
    for one in seen:
        wanted = int((one >= bar).sum())
        rounded = round(wanted / STEP) * STEP
        found.append(min(len(one), max(FEWEST, rounded)))
    return found
