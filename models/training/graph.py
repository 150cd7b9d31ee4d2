"""The encoder as an ONNX graph that takes word vectors, multiplying in 8 bits.

The graph is written node by node rather than traced: it then needs no torch, fuses what the runtime
fuses best, and holds the one thing that no stock encoder has, the mask of `_attention_bias`.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Weights = Mapping[str, NDArray[np.float32]]

LEVELS = 127
MIDDLE = np.array(128, np.uint8)  # the level that stands for 0
TINY = 1e-9  # a row of zeros still has a scale
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

    def linear(self, x: str, weight: NDArray[np.float32], bias: NDArray[np.float32]) -> str:
        """`x @ weight.T + bias`, weight [out, in], in 8 bits or plain."""
        if self.bits == 32:
            product = self.add("MatMul", x, self.constant(weight.T))
            return self.add("Add", product, self.constant(bias))
        codes, scales = to_codes(weight)
        levels, sizes = self._levels(x)
        product = self.add(
            "MatMulIntegerToFloat",
            *(levels, self.constant(codes.T), self.constant(np.array(1, np.float32))),
            *(self.constant(scales), self.constant(MIDDLE)),
            domain=CONTRIB,
        )
        return self.add("Add", self.add("Mul", product, sizes), self.constant(bias))

    def _levels(self, x: str) -> tuple[str, str]:
        """Every row of x in 8 bits, by its own largest magnitude: levels around 128, and that scale.

        The runtime's own dynamic quantisation takes one scale for a whole batch: a text's tag would
        then hang on its neighbours. Here no row sees another, and sums of integers are exact.
        """
        if x not in self._known:
            axis = self.integers(-1)
            high = self.add("ReduceMax", x, axis, keepdims=1)
            low = self.add("Neg", self.add("ReduceMin", x, axis, keepdims=1))
            peak = self.add("Max", high, low, self.constant(np.array(TINY, np.float32)))
            size = self.add("Mul", peak, self.constant(np.array(1 / LEVELS, np.float32)))
            scaled = self.add("Mul", x, self.add("Reciprocal", size))
            one = self.constant(np.array(1, np.float32))
            levels = self.add("QuantizeLinear", scaled, one, self.constant(MIDDLE))
            self._known[x] = levels, size
        return self._known[x]

    def norm(self, x: str, weights: Weights, name: str, *, epsilon: float) -> str:
        """Layer normalisation over the last axis."""
        scale = self.constant(weights[f"{name}.weight"])
        shift = self.constant(weights[f"{name}.bias"])
        return self.add("LayerNormalization", x, scale, shift, axis=-1, epsilon=epsilon)


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


def _layer(graph: Graph, x: str, weights: Weights, *, bias: str, heads: int, epsilon: float) -> str:
    """One transformer layer; `weights` holds its tensors by their names within the layer."""
    parts = [f"attention.self.{part}" for part in ("query", "key", "value")]
    query, key, value = (
        graph.linear(x, weights[f"{part}.weight"], weights[f"{part}.bias"]) for part in parts
    )
    mixed = graph.add(
        "MultiHeadAttention",
        *(query, key, value, "", "", bias),
        domain=CONTRIB,
        num_heads=heads,
    )
    name = "attention.output"
    out = graph.linear(mixed, weights[f"{name}.dense.weight"], weights[f"{name}.dense.bias"])
    x = graph.norm(graph.add("Add", out, x), weights, f"{name}.LayerNorm", epsilon=epsilon)
    wide = graph.linear(x, weights["intermediate.dense.weight"], weights["intermediate.dense.bias"])
    bent = graph.add("Gelu", wide)
    out = graph.linear(bent, weights["output.dense.weight"], weights["output.dense.bias"])
    return graph.norm(graph.add("Add", out, x), weights, "output.LayerNorm", epsilon=epsilon)


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


def build(weights: Weights, config: Mapping[str, float], path: Path, *, bits: int = 8) -> None:
    """Write a BertModel's encoder to `path`: inputs_embeds and segments in, two means out.

    `segments` is 0 for padding, 1 for text, 2 for context, in that order in a row. `weights` has the
    names of a Hugging Face BertModel, `config` its config.json. Raises KeyError on another kind.
    """
    graph = Graph(bits=bits)
    epsilon, size = float(config["layer_norm_eps"]), int(config["hidden_size"])
    name = "embeddings"
    types = weights[f"{name}.token_type_embeddings.weight"][0]
    places = graph.constant(weights[f"{name}.position_embeddings.weight"] + types)
    length = graph.add("Shape", "segments", start=1, end=2)
    used = graph.add("Slice", places, graph.integers(0), length, graph.integers(0))
    x = graph.add("Add", "inputs_embeds", used)
    x = graph.norm(x, weights, f"{name}.LayerNorm", epsilon=epsilon)
    bias = _attention_bias(graph)
    for number in range(int(config["num_hidden_layers"])):
        prefix = f"encoder.layer.{number}."
        layer = {k[len(prefix) :]: v for k, v in weights.items() if k.startswith(prefix)}
        heads = int(config["num_attention_heads"])
        x = _layer(graph, x, layer, bias=bias, heads=heads, epsilon=epsilon)
    means = _means(graph, x)
    graph.nodes.append(helper.make_node("Split", [means], ["t", "c"], axis=1, num_outputs=2))
    for part, output in (("t", "text"), ("c", "context")):
        graph.nodes.append(helper.make_node("Squeeze", [part, graph.integers(1)], [output]))
    _write(graph, path, size)


def _write(graph: Graph, path: Path, size: int) -> None:
    def value(name: str, kind: int, shape: list[str | int]) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(name, kind, shape)

    inputs = [
        value("inputs_embeds", TensorProto.FLOAT, ["batch", "pieces", size]),
        value("segments", TensorProto.INT64, ["batch", "pieces"]),
    ]
    outputs = [value(name, TensorProto.FLOAT, ["batch", size]) for name in ("text", "context")]
    model = helper.make_model(
        helper.make_graph(graph.nodes, "encoder", inputs, outputs, graph.constants),
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)],
        ir_version=10,
        producer_name="brand-listener",
    )
    onnx.save(model, str(path))
