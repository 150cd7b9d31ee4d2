"""Fine-tuning: every task at once, with what a row does not know left out of its loss.

A run is a folder: `plan.json` says what it is, `last.pt` lets it go on after an interruption,
`best.pt` holds the averaged weights that did best on the development sets, `log.jsonl` what
was seen on the way.
"""

import json
import math
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.base import JUDGED, LEARNT
from models.training.base import Base
from models.training.data import Example
from models.training.metrics import area, macro_f1
from models.training.mix import UNKNOWN, Batch, Reader, Teachers
from models.training.narrow import State, widths_of
from models.training.net import Net

SAVE_EVERY = 600.0  # seconds
WARM_UP = 0.06  # of all steps
SMOOTHING = 0.05
BALANCE = 0.3  # 0 counts every label alike, 1 every class alike
CLIP = 1.0
AVERAGED = 0.998  # how much of the running average each step keeps
HEAD_RATE = 1e-3
DECAY = 0.01
TEACHER = 1.0  # weight of staying near the base model's sentence vectors


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a run is; a run that is taken up again must have the same."""

    layers: tuple[int, ...]  # of the base model's, from 0
    epochs: int = 3
    rate: float = 1.2e-4  # of the highest layer
    fall: float = 0.9  # a layer's rate by that of the one above
    seed: int = 0
    inner: int | None = None  # layers below the sentence vector; all where not told
    width: float = 1.0  # share of the middles of all layers that is kept, see narrow.py
    start: str | None = None  # folder of an earlier run whose weights it begins with
    pool: tuple[int, int, int] = (18_000, 5_000, 6_000)  # polarity, intent, irony an epoch


class Run:
    """One run in its folder."""

    def __init__(
        self, plan: Plan, base: Base, reader: Reader, folder: Path, *, begun: State | None = None
    ) -> None:
        """Begin, or go on with, the run of a folder; `begun` are weights in place of the base's.

        Raises ValueError where the folder holds a run of another plan.
        """
        torch.manual_seed(plan.seed)
        self.plan, self.reader, self.folder = plan, reader, folder
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        folder.mkdir(parents=True, exist_ok=True)
        told, kept = json.dumps(asdict(plan)), folder / "plan.json"
        # First: another run's weights would not even load.
        if kept.exists() and json.loads(kept.read_text()) != json.loads(told):
            raise ValueError(f"{folder} holds another run: {kept.read_text()}; name another folder")
        widths = widths_of(begun) if begun else None
        self.net = Net(base, plan.layers, inner=plan.inner, widths=widths)
        if begun:
            self.net.load_state_dict(begun)
        self.net.to(self.device)
        self.average = Net(base, plan.layers, inner=plan.inner, widths=widths, dropout=0.0)
        self.average.load_state_dict(self.net.state_dict())
        self.average.to(self.device)
        self.optimizer = torch.optim.AdamW(self._groups(), weight_decay=DECAY, fused=True)
        self.rates = [group["lr"] for group in self.optimizer.param_groups]
        self.epoch, self.step, self.skip, self.best = 0, 0, 0, -1.0
        kept.write_text(told)
        if (folder / "last.pt").exists():
            self._take_up()

    def _groups(self) -> list[dict[str, Any]]:
        plan, top = self.plan, len(self.plan.layers)
        groups = []
        for name, value in self.net.named_parameters():
            layer = 0 if "embeddings" in name else top + 1
            if name.startswith("encoder.encoder.layer."):
                layer = 1 + int(name.split(".")[3])
            rate = HEAD_RATE if layer > top else plan.rate * plan.fall ** (top - layer)
            plain = value.ndim < 2
            groups.append(
                {"params": [value], "lr": rate, **({"weight_decay": 0.0} if plain else {})}
            )
        return groups

    def train(
        self,
        examples: Callable[[int], list[Example]],
        dev: Mapping[str, Sequence[Example]],
        teachers: Teachers,
        *,
        until: float = math.inf,
    ) -> bool:
        """Run to the plan's end, or to a moment of time.monotonic(); True when it is done.

        `examples(epoch)` gives an epoch's rows.
        """
        saved = time.monotonic()
        for epoch in range(self.epoch, self.plan.epochs):
            rows = examples(epoch)
            weights = class_weights(rows, self.device)
            parts = self.reader.parts(rows, seed=self.plan.seed * 1000 + epoch)
            total = len(parts) * self.plan.epochs
            began, done = time.monotonic(), self.skip
            losses: list[float] = []
            for part in parts[self.skip :]:
                batch = self.reader.batch(*part, teachers)
                losses.append(self._learn(batch, weights, total))
                self.step, self.skip = self.step + 1, self.skip + 1
                now = time.monotonic()
                if self.skip % 25 == 0:
                    left = (now - began) / (self.skip - done) * (len(parts) - self.skip)
                    print(
                        f"\repoch {epoch + 1}/{self.plan.epochs} step {self.skip}/{len(parts)}"
                        f" loss {np.mean(losses[-100:]):.3f}, {left / 60:.0f} min left  ",
                        end="", file=sys.stderr, flush=True,
                    )  # fmt: skip
                if now - saved > SAVE_EVERY or now > until:
                    self._save()
                    saved = now
                if now > until:
                    return False
            self.epoch, self.skip = epoch + 1, 0
            self._judge(dev, float(np.mean(losses)) if losses else math.nan)
            self._save()
        return True

    def _learn(self, batch: Batch, weights: Mapping[str, Tensor], total: int) -> float:
        self.net.train()
        factor = _schedule(self.step, total)
        for group, rate in zip(self.optimizer.param_groups, self.rates, strict=True):
            group["lr"] = rate * factor
        loss = self._loss(batch, weights)
        loss.backward()
        nn.utils.clip_grad_norm_(self.net.parameters(), CLIP)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        kept = min(AVERAGED, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            ours, theirs = self.average.parameters(), self.net.parameters()
            torch._foreach_lerp_(list(ours), list(theirs), 1 - kept)
        return float(loss.item())

    def _loss(self, batch: Batch, weights: Mapping[str, Tensor]) -> Tensor:
        device = self.device
        with torch.autocast(device.type, torch.bfloat16):
            logits, vector = self.net(
                batch.words.to(device), batch.segments.to(device), batch.marks.to(device)
            )
        loss = torch.zeros((), device=device)
        for task, scores in logits.items():
            labels, rows = batch.labels[task].to(device), batch.weights[task].to(device)
            each = nn.functional.cross_entropy(
                scores.float(), labels, weights[task], ignore_index=UNKNOWN,
                label_smoothing=SMOOTHING, reduction="none",
            )  # fmt: skip
            loss = loss + (each * rows).sum() / len(rows)
        teachers = batch.teachers.to(device)
        known = teachers.abs().sum(1) > 0
        apart = 1 - (vector.float() * teachers).sum(1)
        return loss + TEACHER * (apart * known).sum() / len(known)

    def _judge(self, dev: Mapping[str, Sequence[Example]], loss: float) -> None:
        found = {name: self.score(rows) for name, rows in dev.items()}
        mean = float(np.mean([value for scores in found.values() for value in scores.values()]))
        line = {
            "epoch": self.epoch,
            "step": self.step,
            "loss": round(loss, 4),
            "mean": round(mean, 4),
        }
        with (self.folder / "log.jsonl").open("a") as log:
            log.write(json.dumps(line | found) + "\n")
        print(f"\n{json.dumps(line | found)}", file=sys.stderr)
        if mean > self.best:
            self.best = mean
            torch.save(self.average.state_dict(), self.folder / "best.part")
            (self.folder / "best.part").replace(self.folder / "best.pt")

    def score(self, rows: Sequence[Example]) -> dict[str, float]:
        """Macro-F1 of the averaged weights by task, over the classes that occur."""
        found = predict(self.average, self.reader, rows, self.device)
        shown = {}
        for task, classes in LEARNT.items():
            known = [i for i, one in enumerate(rows) if task in one.labels]
            if task == "sponsorship" or not known:
                continue
            truth = np.array([rows[i].labels[task] for i in known])
            if task in JUDGED:
                area = ranked(found[task][known], truth, LEARNT[task])
                if not math.isnan(
                    area
                ):  # else the mean of all would be no number, and no epoch the best
                    shown[task] = round(area, 4)
                continue
            said = np.array(classes)[found[task][known].argmax(1)]
            shown[task] = round(macro_f1(truth, said, judged(task, truth)), 4)
        return shown

    def _save(self) -> None:
        state = {
            "net": self.net.state_dict(),
            "average": self.average.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "epoch": self.epoch,
            "step": self.step,
            "skip": self.skip,
            "best": self.best,
            "random": torch.get_rng_state(),
        }
        torch.save(state, self.folder / "last.part")
        (self.folder / "last.part").replace(self.folder / "last.pt")

    def _take_up(self) -> None:
        state = torch.load(self.folder / "last.pt", weights_only=True, map_location=self.device)
        self.net.load_state_dict(state["net"])
        self.average.load_state_dict(state["average"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.epoch, self.step, self.skip = state["epoch"], state["step"], state["skip"]
        self.best = state["best"]
        torch.set_rng_state(state["random"].cpu())
        print(f"going on after step {self.step}", file=sys.stderr)


def ranked(scores: NDArray[np.float32], truth: NDArray[np.str_], classes: Sequence[str]) -> float:
    """How often a row that is `yes`, or any risk, scores above one that is not (area under the ROC).

    NaN where all rows are the one or all are the other.
    """
    no = classes.index("no") if "no" in classes else classes.index("none")
    others = np.delete(scores, no, axis=1)
    value = np.logaddexp.reduce(others.astype(np.float64), axis=1) - scores[:, no]
    return area(value, truth != classes[no])


def judged(task: str, truth: NDArray[np.str_]) -> list[str]:
    """The classes a macro-F1 is over: named forms, three tones, else all that occur."""
    known = {"form": LEARNT["form"][:4], "tone": LEARNT["tone"][:3]}.get(task, LEARNT[task])
    return [name for name in known if (truth == name).any()]


def predict(
    net: Net, reader: Reader, rows: Sequence[Example], device: torch.device
) -> dict[str, NDArray[np.float32]]:
    """Logits of examples as they are, by task, [rows, classes]."""
    net.eval()
    found = {
        task: np.zeros((len(rows), len(classes)), np.float32) for task, classes in LEARNT.items()
    }
    with torch.inference_mode(), torch.autocast(device.type, torch.bfloat16):
        for places, batch in reader.plain(rows):
            logits, _ = net(
                batch.words.to(device), batch.segments.to(device), batch.marks.to(device)
            )
            for task, scores in logits.items():
                found[task][places] = scores.float().cpu().numpy()
    return found


def class_weights(rows: Sequence[Example], device: torch.device) -> dict[str, Tensor]:
    """How much each class counts: rare ones more, within bounds."""
    found = {}
    for task, classes in LEARNT.items():
        counts = np.array(
            [
                sum(one.weight_of(task) for one in rows if one.labels.get(task) == name)
                for name in classes
            ]
        )
        wanted = (counts.sum() / len(classes) / np.maximum(counts, 1)) ** BALANCE
        found[task] = torch.tensor(np.clip(wanted, 0.5, 2.5), dtype=torch.float32, device=device)
    return found


def _schedule(step: int, total: int) -> float:
    warm = max(1, int(total * WARM_UP))
    if step < warm:
        return (step + 1) / warm
    return 0.5 * (1 + math.cos(math.pi * min(1.0, (step - warm) / max(1, total - warm))))
