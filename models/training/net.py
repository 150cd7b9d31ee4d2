"""The network in training: the base model's layers over frozen word vectors, a head a task, one reading.

It computes what training/graph.py writes to ONNX: text sees text, context sees both, and a post is the
mean of each. Needs torch, which the listener never imports.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from models.base import LEARNT
from models.heads import Head, Heads
from models.marks import NAMES
from models.pieces import CONTEXT_SEGMENT, TEXT_SEGMENT
from models.training.base import Base

# Unit vectors have parts of about 1/20: heads learn as fast as the layers when they see them larger.
LOUD = 12.0
DROPOUT = 0.1


class Net(nn.Module):  # type: ignore[misc]  # torch is not in the default environment
    """Layers and heads; the word table stays outside, in the batch."""

    def __init__(
        self,
        base: Base,
        layers: Sequence[int],
        *,
        inner: int | None = None,
        widths: Sequence[int] | None = None,
        dropout: float = DROPOUT,
    ) -> None:
        """`inner`: how many layers the sentence vector is made by; `widths`: of each layer's middle.

        With `widths` the middles are random until weights are loaded. Raises ValueError where the base
        model lacks a layer, or `inner` is not one of these.
        """
        super().__init__()
        size = int(base.config["hidden_size"])
        self.inner = len(layers) if inner is None else inner
        # Else the graph would lack an output, which nobody sees before the run is over.
        if not 1 <= self.inner <= len(layers):
            raise ValueError(f"inner is {inner}, not one of 1 to {len(layers)} layers")
        self.encoder = _encoder(base, layers, dropout)
        for layer, wide in zip(self.encoder.encoder.layer, widths or [], strict=bool(widths)):
            layer.intermediate.dense = nn.Linear(size, wide)
            layer.output.dense = nn.Linear(wide, size)
        self.drop = nn.Dropout(dropout)
        width = 2 * size + len(NAMES)
        self.heads = nn.ModuleDict({t: nn.Linear(width, len(c)) for t, c in LEARNT.items()})
        # A task at the side: to the base model's sentence vector. The shipped one is fitted afterwards.
        self.vector = nn.Linear(size, size)
        nn.init.eye_(self.vector.weight)
        nn.init.zeros_(self.vector.bias)
        for head in self.heads.values():
            nn.init.zeros_(head.weight)
            nn.init.zeros_(head.bias)

    def forward(
        self, words: Tensor, segments: Tensor, marks: Tensor
    ) -> tuple[dict[str, Tensor], Tensor]:
        """Logits by task [rows, classes], and the sentence vector [rows, size], unit length."""
        keys, queries = segments[:, None, None, :], segments[:, None, :, None]
        seen = (keys > 0) & (keys <= queries)
        # A row of padding that sees nothing would be no number.
        seen = seen | (queries == 0)
        found = self.encoder(inputs_embeds=words, attention_mask=seen, output_hidden_states=True)
        states, inner = found.last_hidden_state.float(), found.hidden_states[self.inner].float()
        text, context = (
            _mean(states, segments == kind) for kind in (TEXT_SEGMENT, CONTEXT_SEGMENT)
        )
        said = self.vector(_mean(inner, segments == TEXT_SEGMENT))
        features = torch.cat([_unit(text) * LOUD, _unit(context) * LOUD, marks], 1)
        dropped = self.drop(features)
        return {task: head(dropped) for task, head in self.heads.items()}, _unit(said)

    def to_heads(self) -> Heads:
        """The heads as the listener computes them, not calibrated yet."""
        size = self.vector.weight.shape[0]
        by_task = {}
        for task, head in self.heads.items():
            weight = _array(head.weight)
            weight[:, : 2 * size] *= LOUD
            by_task[task] = Head(weight, _array(head.bias))
        return Heads(("text", "context", "marks"), NAMES, by_task)

    def to_weights(self) -> dict[str, NDArray[np.float32]]:
        """The layers under the names of a Hugging Face BertModel, without the word table."""
        state: Mapping[str, Tensor] = self.encoder.state_dict()
        return {name: _array(value) for name, value in state.items() if value.is_floating_point()}


def _encoder(base: Base, layers: Sequence[int], dropout: float) -> Any:
    config = BertConfig(
        **{
            **base.config,
            "num_hidden_layers": len(layers),
            "vocab_size": 2,  # the batch brings its words as vectors
            "hidden_dropout_prob": dropout,
            "attention_probs_dropout_prob": 0.0,  # the fast kernel of a processor knows none
        }
    )
    model = BertModel(config, add_pooling_layer=False)
    weights = {name: value for name, value in base.weights.items() if "pooler" not in name}
    places = {f"encoder.layer.{old}.": f"encoder.layer.{new}." for new, old in enumerate(layers)}
    kept = {}
    for name, value in weights.items():
        prefix = name[: name.find(".", len("encoder.layer.")) + 1]
        if not name.startswith("encoder.layer."):
            kept[name] = value
        elif prefix in places:
            kept[places[prefix] + name[len(prefix) :]] = value
    found = {name: torch.from_numpy(np.array(value)) for name, value in kept.items()}
    told = model.load_state_dict(found, strict=False)
    missing = [name for name in told.missing_keys if "word_embeddings" not in name]
    if missing or told.unexpected_keys:
        raise ValueError(f"the base model lacks {missing}, and has {told.unexpected_keys} beside")
    del model.embeddings.word_embeddings
    return model


def _mean(states: Tensor, mask: Tensor) -> Tensor:
    weights = mask.to(states.dtype).unsqueeze(1)
    return (weights @ states).squeeze(1) / mask.sum(1, keepdim=True).clamp(min=1)


def _unit(vectors: Tensor) -> Tensor:
    return nn.functional.normalize(vectors, dim=1, eps=1e-9)


def _array(value: Tensor) -> NDArray[np.float32]:
    return np.array(value.detach().float().cpu().numpy(), np.float32)
