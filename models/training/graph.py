"""The encoder as an ONNX graph that takes word vectors, multiplying in 8 bits.

The graph is written node by node rather than traced: it then needs no torch, fuses what the runtime
fuses best, and holds the one thing that no stock encoder has, the mask of `_attention_bias`.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from models.encoder import OUTPUTS
from models.training.eases import PARTS, TINY, Ease, Spans, Weights, eases_of

LEVELS = 127
TOP = 255
MIDDLE = 128  # the level that stands for 0
# A Gelu's values are never under -0.17: its level for 0 stands low, and what is above has the finer steps.
GELU_LEAST, GELU_ZERO = 0.17, 32
OPSET = 20
CONTRIB = "com.microsoft"
NEVER = -1e9  # finite: a row of padding that sees nothing must stay a number


class Graph:
    """Nodes and constants in the making; every method returns the name of what it made."""

    def __init__(self, *, bits: int) -> None:
        self.bits = bits  # 8, or 32 for the reference
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self._known: dict[str, tuple[str, str]] = {}  # what was brought to 8 bits already

    def add(self, op: str, *inputs: str, domain: str = "", **attributes: object) -> str:
        """Append one node with one output."""
        name = f"{op}_{len(self.nodes)}"
        self.nodes.append(
            helper.make_node(op, list(inputs), [name], name=name, domain=domain, **attributes)
        )
        return name

    def constant(self, value: NDArray[np.generic]) -> str:
        """Store an array in the file."""
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def integers(self, *values: int) -> str:
        """Store a shape or a list of axes."""
        return self.constant(np.array(values, np.int64))

    def linear(
        self, x: str, weight: NDArray[np.float32], bias: NDArray[np.float32], *, bent: bool = False
    ) -> str:
        """`x @ weight.T + bias`, weight [out, in], in 8 bits or plain; `bent`: x comes from a Gelu."""
        if self.bits == 32:
            product = self.add("MatMul", x, self.constant(weight.T))
            return self.add("Add", product, self.constant(bias))
        codes, scales = to_codes(weight)
        zero = GELU_ZERO if bent else MIDDLE
        levels, sizes = self._levels(x, zero, bent=bent)
        product = self.add(
            "MatMulIntegerToFloat",
            *(levels, self.constant(codes.T), self.constant(np.array(1, np.float32))),
            *(self.constant(scales), self.constant(np.array(zero, np.uint8))),
            domain=CONTRIB,
        )
        return self.add("Add", self.add("Mul", product, sizes), self.constant(bias))

    def _levels(self, x: str, zero: int, *, bent: bool) -> tuple[str, str]:
        """Every row of x in 8 bits by its own largest value: levels around `zero`, and their size.

        The runtime's own dynamic quantisation takes one scale for a whole batch: a text's tag would
        then hang on its neighbours. Here no row sees another, and sums of integers are exact.
        """
        if x not in self._known:
            size = self._sizes(x, bent=bent)
            scaled = self.add("Mul", x, self.add("Reciprocal", size))
            one = self.constant(np.array(1, np.float32))
            middle = self.constant(np.array(zero, np.uint8))
            levels = self.add("QuantizeLinear", scaled, one, middle)
            self._known[x] = levels, size
        return self._known[x]

    def _sizes(self, x: str, *, bent: bool) -> str:
        axis = self.integers(-1)
        high = self.add("ReduceMax", x, axis, keepdims=1)
        if bent:
            least = self.constant(np.array(GELU_LEAST / GELU_ZERO, np.float32))
            step = self.constant(np.array(1 / (TOP - GELU_ZERO), np.float32))
            return self.add("Max", self.add("Mul", high, step), least)
        low = self.add("Neg", self.add("ReduceMin", x, axis, keepdims=1))
        peak = self.add("Max", high, low, self.constant(np.array(TINY, np.float32)))
        return self.add("Mul", peak, self.constant(np.array(1 / LEVELS, np.float32)))

    def norm(
        self, x: str, weights: Weights, name: str, *, epsilon: float, ease: Ease | None = None
    ) -> str:
        """Layer normalisation over the last axis, eased for a product in 8 bits or as it is."""
        scale, shift = weights[f"{name}.weight"], weights[f"{name}.bias"]
        if ease:
            scale, shift = scale / ease.size, (shift - ease.middle) / ease.size
        parts = (self.constant(scale), self.constant(shift))
        return self.add("LayerNormalization", x, *parts, axis=-1, epsilon=epsilon)


def to_codes(weight: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """8-bit codes [out, in] and a scale for each output [out]: its largest magnitude / 127."""
    scales = np.maximum(np.abs(weight).max(axis=1), TINY) / LEVELS
    codes = np.clip(np.rint(weight / scales[:, None]), -LEVELS, LEVELS)
    return codes.astype(np.int8), scales.astype(np.float32)


def _attention_bias(graph: Graph) -> str:
    """Text sees text; context sees text and context; nothing sees padding: 0 or NEVER, [B, 1, T, T].

    So one pass gives a sentence vector that no context has touched, which near-duplicates and
    precedents need, and a reading of the context in the light of the text, which the heads need.
    """
    keys = graph.add("Unsqueeze", "segments", graph.integers(1, 2))
    queries = graph.add("Unsqueeze", "segments", graph.integers(1, 3))
    real = graph.add("Greater", keys, graph.integers(0))
    seen = graph.add("And", real, graph.add("LessOrEqual", keys, queries))
    zero, never = (graph.constant(np.array(v, np.float32)) for v in (0, NEVER))
    return graph.add("Where", seen, zero, never)


def _linear(graph: Graph, x: str, weights: Weights, name: str, ease: Ease | None = None) -> str:
    weight, bias = weights[f"{name}.weight"], weights[f"{name}.bias"]
    return graph.linear(x, *(ease.back(weight, bias) if ease else (weight, bias)))


def _layer(
    graph: Graph, x: str, read: str, weights: Weights, *, bias: str, heads: int, epsilon: float,
    eases: tuple[Ease | None, Ease | None],
) -> str:  # fmt: skip
    """One transformer layer, but for its last normalisation; `weights` has names within the layer.

    `read` is x, eased by the first of `eases`; the second is for the middle.
    """
    mixed = graph.add(
        "MultiHeadAttention",
        *(_linear(graph, read, weights, f"attention.self.{part}", eases[0]) for part in PARTS),
        *("", "", bias),
        domain=CONTRIB,
        num_heads=heads,
    )
    out = _linear(graph, mixed, weights, "attention.output.dense")
    total, name = graph.add("Add", out, x), "attention.output.LayerNorm"
    x = graph.norm(total, weights, name, epsilon=epsilon)
    read = graph.norm(total, weights, name, epsilon=epsilon, ease=eases[1]) if eases[1] else x
    bent = graph.add("Gelu", _linear(graph, read, weights, "intermediate.dense", eases[1]))
    name = "output.dense"
    out = graph.linear(bent, weights[f"{name}.weight"], weights[f"{name}.bias"], bent=True)
    return graph.add("Add", out, x)


def _means(graph: Graph, x: str) -> str:
    """The mean of each segment's pieces, [B, 2, n]: text, context; zeros where it has none.

    As a product of matrices, and not as a reduction: the runtime reduces one row in another order
    than many, and a text's vector would then move in its last bit with its neighbours.
    """
    column = graph.add("Unsqueeze", "segments", graph.integers(1))
    kinds = graph.constant(np.array([[[1], [2]]], np.int64))
    mask = graph.add("Cast", graph.add("Equal", column, kinds), to=TensorProto.FLOAT)
    total = graph.add("MatMul", mask, x)
    count = graph.add("ReduceSum", mask, graph.integers(2), keepdims=1)
    return graph.add("Div", total, graph.add("Max", count, graph.constant(np.array(1, np.float32))))


def _named_means(graph: Graph, x: str, outputs: list[str]) -> None:
    means = _means(graph, x)
    parts = [f"{name} row" for name in outputs]
    graph.nodes.append(helper.make_node("Split", [means], parts, axis=1, num_outputs=2))
    for part, output in zip(parts, outputs, strict=True):
        graph.nodes.append(helper.make_node("Squeeze", [part, graph.integers(1)], [output]))


def _inner(graph: Graph, x: str, number: int) -> str:
    name = f"inner {number}"
    _named_means(graph, x, [name, f"unused {number}"])
    return name


def build(
    weights: Weights,
    config: Mapping[str, Any],
    path: Path,
    *,
    bits: int = 8,
    spans: Spans | None = None,
) -> None:
    """Write a BertModel's encoder to `path`: inputs_embeds and segments in, three means out.

    `segments` is 0 for padding, 1 for text, 2 for context, in that order in a row. `weights` has the
    names of a Hugging Face BertModel, `config` its config.json; layers may differ in width. `inner` is
    the text's mean after each number of layers in `inner_layers`, side by side, else after the last.
    `spans` are those of `embeddings.LayerNorm` and of each layer's two: with them 8 bits lose less.
    Raises KeyError on another kind of model.
    """
    graph = Graph(bits=bits)
    epsilon, size = float(config["layer_norm_eps"]), int(config["hidden_size"])
    name = "embeddings"
    types = weights[f"{name}.token_type_embeddings.weight"][0]
    places = graph.constant(weights[f"{name}.position_embeddings.weight"] + types)
    length = graph.add("Shape", "segments", start=1, end=2)
    used = graph.add("Slice", places, graph.integers(0), length, graph.integers(0))
    total, last = graph.add("Add", "inputs_embeds", used), f"{name}.LayerNorm"
    bias = _attention_bias(graph)
    layers = int(config["num_hidden_layers"])
    wanted, inner = config.get("inner_layers", (layers,)), []
    for number in range(layers):
        prefix = f"encoder.layer.{number}."
        layer = {k[len(prefix) :]: v for k, v in weights.items() if k.startswith(prefix)}
        eases = eases_of(layer, spans, last, f"{prefix}attention.output.LayerNorm")
        x = graph.norm(total, weights, last, epsilon=epsilon)
        read = graph.norm(total, weights, last, epsilon=epsilon, ease=eases[0]) if eases[0] else x
        if number in wanted:
            inner.append(_inner(graph, x, number))
        heads = int(config["num_attention_heads"])
        total = _layer(graph, x, read, layer, bias=bias, heads=heads, epsilon=epsilon, eases=eases)
        last = f"{prefix}output.LayerNorm"
    x = graph.norm(total, weights, last, epsilon=epsilon)
    if layers in wanted:
        inner.append(_inner(graph, x, layers))
    _named_means(graph, x, ["text", "context"])
    graph.nodes.append(helper.make_node("Concat", inner, ["inner"], axis=1))
    _write(graph, path, size, size * len(inner))


def _write(graph: Graph, path: Path, size: int, inner: int) -> None:
    def value(name: str, kind: int, shape: list[str | int]) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(name, kind, shape)

    inputs = [
        value("inputs_embeds", TensorProto.FLOAT, ["batch", "pieces", size]),
        value("segments", TensorProto.INT64, ["batch", "pieces"]),
    ]
    outputs = [
        value(name, TensorProto.FLOAT, ["batch", inner if name == "inner" else size])
        for name in OUTPUTS
    ]
    model = helper.make_model(
        helper.make_graph(graph.nodes, "encoder", inputs, outputs, graph.constants),
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)],
        ir_version=10,
        producer_name="brand-listener",
    )
    onnx.save(model, str(path))
