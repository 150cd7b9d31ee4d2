"""Thaw: the weights of a shipped encoder in 8 bits as a run begins with them.

A run's own weights are hundreds of megabytes and are kept by nobody; what was shipped holds them to one
part in 250. So a further run needs no earlier one: it goes on from the files in models/weights/.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper

from models.heads import load_heads
from models.training.eases import PARTS
from models.training.narrow import State
from models.training.net import LOUD

Array = NDArray[np.float32]


def thawed(folder: Path) -> State:
    """The layers and heads of a folder's weights, by the names of a Net; its `vector` is left out.

    Raises OSError where a file is missing, ValueError where the graph is not one of graph.py in 8 bits.
    """
    graph = onnx.load(str(folder / "encoder.onnx")).graph
    found = {f"encoder.{name}": value for name, value in _layers(_Read(graph))}
    heads = load_heads(folder)
    size = len(found["encoder.embeddings.LayerNorm.weight"])
    for task, head in heads.by_task.items():
        # What was fitted over lower layers afterwards is no part of a Net.
        weight = head.weight[:, : 2 * size + len(heads.marks)].copy()
        weight[:, : 2 * size] /= LOUD
        found[f"heads.{task}.weight"], found[f"heads.{task}.bias"] = weight, head.bias
    return {name: torch.from_numpy(np.array(value, np.float32)) for name, value in found.items()}


class _Read:
    """A graph's nodes by kind, in the order in which graph.py wrote them."""

    def __init__(self, graph: onnx.GraphProto) -> None:
        self.constants = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
        self.nodes = list(graph.node)
        self.after = {name: node for node in graph.node for name in node.input}
        self.norms = [one for one in self.nodes if one.op_type == "LayerNormalization"]
        self.products = [one for one in self.nodes if one.op_type == "MatMulIntegerToFloat"]

    def norm(self, node: onnx.NodeProto) -> tuple[Array, Array]:
        """Scale and shift."""
        return self.constants[node.input[1]], self.constants[node.input[2]]

    def product(self, node: onnx.NodeProto) -> tuple[Array, Array]:
        """Weight [out, in] and bias, wide."""
        codes, scales = self.constants[node.input[1]], self.constants[node.input[3]]
        added = self.after[self.after[node.output[0]].output[0]]
        bias = next(self.constants[name] for name in added.input if name in self.constants)
        return codes.T.astype(np.float32) * scales[:, None], bias


def _layers(read: _Read) -> Iterator[tuple[str, Array]]:
    norms, products = iter(_pairs(read)), iter(read.products)
    places = next(one for one in read.nodes if one.op_type == "Slice")
    yield "embeddings.position_embeddings.weight", read.constants[places.input[0]]
    # graph.py added the first row to the places.
    yield (
        "embeddings.token_type_embeddings.weight",
        np.zeros_like(read.constants[places.input[0]][:2]),
    )
    last = "embeddings.LayerNorm"
    for number in range(sum(one.op_type == "MultiHeadAttention" for one in read.nodes)):
        prefix = f"encoder.layer.{number}."
        plain, eased = next(norms)
        yield from _named(last, *plain)
        for part in PARTS:
            yield from _named(
                f"{prefix}attention.self.{part}",
                *_hard(plain, eased, *read.product(next(products))),
            )
        yield from _named(f"{prefix}attention.output.dense", *read.product(next(products)))
        plain, eased = next(norms)
        yield from _named(f"{prefix}attention.output.LayerNorm", *plain)
        wide = read.product(next(products))
        yield from _named(f"{prefix}intermediate.dense", *_hard(plain, eased, *wide))
        yield from _named(f"{prefix}output.dense", *read.product(next(products)))
        last = f"{prefix}output.LayerNorm"
    yield from _named(last, *next(norms)[0])


def _pairs(read: _Read) -> Iterator[tuple[tuple[Array, Array], tuple[Array, Array]]]:
    """Each normalisation as it is, and as it was eased; of the same input, the plain one first."""
    by_input: dict[str, list[tuple[Array, Array]]] = {}
    for node in read.norms:
        by_input.setdefault(node.input[0], []).append(read.norm(node))
    if not by_input or not read.products:
        raise ValueError("not an encoder in 8 bits")
    return ((some[0], some[-1]) for some in by_input.values())


def _hard(
    plain: tuple[Array, Array], eased: tuple[Array, Array], weight: Array, bias: Array
) -> tuple[Array, Array]:
    """The weights that x asks for when it is not eased; undoes graph.Ease.back."""
    size = plain[0] / eased[0]
    middle = plain[1] - eased[1] * size
    hard = weight / size
    return hard, (bias - hard @ middle).astype(np.float32)


def _named(name: str, weight: Array, bias: Array) -> Iterator[tuple[str, Array]]:
    yield f"{name}.weight", weight
    yield f"{name}.bias", bias
