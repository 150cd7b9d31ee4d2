"""The shipped weights as a run begins with them, against themselves in 8 bits; run where torch is.

python thawed.py       prints the facts as JSON
"""

import json

import numpy as np
import torch

from models.base import TASKS
from models.heads import load_heads, logits
from models.pieces import Pieces, load_tokenizer
from models.tagger import WEIGHTS
from models.training.base import Base
from models.training.data import fully_tagged
from models.training.mix import Reader
from models.training.narrow import State, widths_of
from models.training.net import Net
from models.training.thaw import thawed
from models.training.tune import predict
from models.training.vectors import Vectors
from models.training.written import written_rows
from models.words import WordTable

HEADS = 12


def empty(state: State) -> Base:
    """A base model of that shape with nothing in it, for a net to be loaded into."""
    size, layers = len(state["encoder.embeddings.LayerNorm.weight"]), len(widths_of(state))
    config: dict[str, float] = {
        "hidden_size": size,
        "intermediate_size": max(widths_of(state)),
        "num_hidden_layers": layers,
        "num_attention_heads": HEADS,
        "layer_norm_eps": 1e-12,
        "max_position_embeddings": 512,
        "type_vocab_size": 2,
    }
    wide = int(config["intermediate_size"])
    shapes = {"intermediate.dense.weight": (wide, size), "output.dense.weight": (size, wide)}
    weights = {}
    for name, value in state.items():
        shape = tuple(value.shape)
        if "attention" not in name:
            ending = ".".join(name.split(".")[-3:])
            shape = shapes.get(ending, (wide,) if ending == "intermediate.dense.bias" else shape)
        if name.startswith("encoder."):
            weights[name.removeprefix("encoder.")] = np.zeros(shape, np.float32)
    nothing = np.zeros((0, 0), np.uint8)
    return Base(config, weights, nothing, nothing.astype(np.float16), WEIGHTS / "tokenizer.json")


def main() -> None:
    """Tag every 120th of our own posts both ways."""
    state = thawed(WEIGHTS)
    net = Net(empty(state), range(len(widths_of(state))), widths=widths_of(state), dropout=0.0)
    told = net.load_state_dict(state, strict=False)
    pieces = Pieces(load_tokenizer(WEIGHTS / "tokenizer.json"))
    reader = Reader(pieces, WordTable(WEIGHTS / "words.safetensors"))
    rows = fully_tagged(written_rows())[::120]
    wide = predict(net, reader, rows, torch.device("cpu"))
    heads, posts = load_heads(WEIGHTS), [one.post for one in rows]
    seen = heads.features(Vectors(WEIGHTS).encode(posts, "ours"), posts)
    same = {}
    for task in TASKS:
        ours = logits(heads.by_task[task], seen).argmax(axis=1)
        same[task] = float((ours == wide[task].argmax(axis=1)).mean())
    facts = {"same": same, "unknown": told.unexpected_keys, "rows": len(rows)}
    print(json.dumps(facts))


if __name__ == "__main__":
    main()
