"""A tiny fine-tuning run, whole, and stopped and taken up again; run where torch is.

python tiny_run.py FOLDER       prints the facts as JSON
"""

import json
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save_file

from models.base import Post
from models.context import context_words
from models.encoder import Encoder, unit
from models.heads import logits
from models.pieces import Pieces, load_tokenizer
from models.tagger import WEIGHTS
from models.training.base import Base, narrow
from models.training.data import Example
from models.training.graph import build
from models.training.mix import Batch, Reader
from models.training.net import Net
from models.training.pool import FOLDERS, Pool
from models.training.train import begin
from models.training.tune import Plan, Run, predict
from models.words import WordTable

Facts = dict[str, Any]

SIZE = 32
MIDDLE = 512
CONFIG: dict[str, Any] = {
    "hidden_size": SIZE,
    "intermediate_size": MIDDLE,
    "num_hidden_layers": 3,
    "num_attention_heads": 2,
    "layer_norm_eps": 1e-12,
    "max_position_embeddings": 512,
    "type_vocab_size": 2,
    "hidden_act": "gelu",
}
PLAN = Plan(layers=(0, 2), epochs=30, rate=3e-3, inner=1, pool=(0, 0, 0))


def base(tokenizer: Any) -> Base:
    """A base model of three narrow layers with random weights, over our own tokenizer."""
    chance = np.random.default_rng(5)

    def some(*shape: int, scale: float = 0.2) -> NDArray[np.float32]:
        return chance.normal(scale=scale, size=shape).astype(np.float32)

    weights = {
        "embeddings.position_embeddings.weight": some(512, SIZE, scale=0.02),
        "embeddings.token_type_embeddings.weight": some(2, SIZE, scale=0.02),
    }
    norms = ["embeddings.LayerNorm"]
    for layer in (f"encoder.layer.{n}." for n in range(3)):
        norms += [f"{layer}attention.output.LayerNorm", f"{layer}output.LayerNorm"]
        for part in ("attention.self.query", "attention.self.key", "attention.self.value"):
            weights[f"{layer}{part}.weight"] = some(SIZE, SIZE)
            weights[f"{layer}{part}.bias"] = some(SIZE)
        for part, shape in (
            ("attention.output.dense", (SIZE, SIZE)),
            ("intermediate.dense", (MIDDLE, SIZE)),
            ("output.dense", (SIZE, MIDDLE)),
        ):
            weights[f"{layer}{part}.weight"] = some(*shape)
            weights[f"{layer}{part}.bias"] = some(shape[0])
    for name in norms:
        weights[f"{name}.weight"], weights[f"{name}.bias"] = np.ones(SIZE, np.float32), some(SIZE)
    codes, scales = narrow(some(tokenizer.get_vocab_size(), SIZE, scale=1.0))
    return Base(CONFIG, weights, codes, scales, WEIGHTS / "tokenizer.json")


def examples() -> list[Example]:
    """Posts whose tone and form a child could learn, some of which know one task only."""
    found = []
    for n in range(160):
        bad = n % 2 == 0
        who = "you must repair yours" if n % 4 < 2 else "they always say theirs"
        text = f"{who} {'broken awful' if bad else 'lovely thanks'} {n}"
        labels = {
            "form": "critique" if n % 4 < 2 else "discussion",
            "tone": "negative" if bad else "positive",
            "intent": "complaint" if bad else "praise",
            "irony": "none",
            "sponsorship": "organic",
        }
        if n % 3 == 0:
            labels = {"tone": labels["tone"]}
        post = Post(text=text, addressed=n % 4 < 2, venue="own" if n % 4 < 2 else "public")
        found.append(Example(post, labels, 1.0, "ours", f"k{n}"))
    return found


class Bench:
    """The base model with its word table on disk, and what every run needs of it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        tokenizer = load_tokenizer(WEIGHTS / "tokenizer.json")
        self.folder, self.base = folder, base(tokenizer)
        words: dict[str, Any] = {"codes": self.base.codes, "scales": self.base.scales}
        save_file(words, folder / "words.safetensors")
        (folder / "tokenizer.json").symlink_to(self.base.tokenizer)
        self.reader = Reader(Pieces(tokenizer), WordTable(folder / "words.safetensors"))
        self.rows = examples()
        self.teachers = {
            one.key: np.eye(SIZE, dtype=np.float32)[n % SIZE] for n, one in enumerate(self.rows)
        }

    def run(self, name: str, plan: Plan, *, until: float | None = None) -> tuple[Run, bool]:
        """Go on with the run of a name; whether it is done."""
        pool = Pool(tuple(self.rows), dict.fromkeys(FOLDERS, ()))
        folder = self.folder / name
        begun = begin(plan, self.base, self.reader, pool, folder)
        run = Run(plan, self.base, self.reader, folder, begun=begun)
        told = {} if until is None else {"until": until}
        done = run.train(lambda _: self.rows, {"rows": self.rows}, self.teachers, **told)
        return run, done

    def stopped_run(self, name: str, plan: Plan) -> tuple[Run, int]:
        """A run that is stopped after every step and taken up again, and how often it was."""
        stops = 0
        while True:
            run, done = self.run(name, plan, until=time.monotonic())  # a moment that has passed
            if done:
                return run, stops
            stops += 1

    def batch(self) -> Batch:
        """Some posts of unequal length, in no order, with and without context."""
        some = [self.rows[n] for n in (5, 0, 2, 9, 1)]
        some[1] = replace(some[1], post=Post(text=some[1].post.text * 3))
        some[3] = replace(some[3], post=Post(text="hm"))
        return self.reader.batch(some, self.reader.rows(some), {})


def learn(bench: Bench) -> Facts:
    """One run whole, one in as many parts as it has steps."""
    before = Run(PLAN, bench.base, bench.reader, bench.folder / "whole").score(bench.rows)
    whole, _ = bench.run("whole", PLAN)
    parts, stops = bench.stopped_run("parts", PLAN)
    net, posts = whole.average, [one.post for one in bench.rows]
    config = {**CONFIG, "num_hidden_layers": 2, "inner_layers": (net.inner,)}
    build(net.to_weights(), config, bench.folder / "encoder.onnx", bits=32)
    heads = net.to_heads()
    encoded = Encoder(bench.folder).encode(
        [post.text for post in posts], [context_words(post) for post in posts]
    )
    features = heads.features(encoded, posts)
    theirs = predict(net, bench.reader, bench.rows, torch.device("cpu"))
    same = {
        task: float(np.mean(logits(head, features).argmax(1) == theirs[task].argmax(1)))
        for task, head in heads.by_task.items()
    }
    lines = (bench.folder / "whole" / "log.jsonl").read_text().splitlines()
    return {
        "before": before,
        "after": whole.score(bench.rows),
        "log": [json.loads(line) for line in lines],
        "stops": stops,
        "apart": apart(whole.average, parts.average),
        "other": refusal(lambda: bench.run("whole", Plan(layers=(0,), epochs=2))),
        "same": same,
        "vectors apart": float(np.abs(_turned(net, encoded.inner) - _said(net, bench)).max()),
        "no inner": refusal(lambda: Net(bench.base, (0, 2), inner=0)),
        "mixed": mixed(bench),
    }


def mixed(bench: Bench) -> Facts:
    """What becomes of a post in 300 epochs: how often it has no handle, and the `addressed` then."""
    speaking = "@acme you must repair it"
    posts = {
        "spoken to": (
            "critique",
            Post(text=speaking, addressed=True, brand="Acme", venue="public"),
        ),
        "own page": ("critique", Post(text=speaking, addressed=False, brand="Acme", venue="own")),
        "nobody said": ("critique", Post(text=speaking, venue="own")),
        "spoken of": ("critique", Post(text="@acme is broken", addressed=True)),
        "discussion": ("discussion", Post(text=speaking, addressed=True)),
        "handle alone": ("critique", Post(text="@you", addressed=True)),
        "no form known": (None, Post(text=speaking, addressed=True)),
    }
    found = {}
    for name, (form, post) in posts.items():
        labels = {"form": form} if form else {"tone": "negative"}
        one = Example(post, labels, 1.0, "ours")
        read = [
            seen.post
            for seed in range(300)
            for some, _ in bench.reader.parts([one], seed=seed)
            for seen in some
        ]
        bare = [seen for seen in read if "@" not in seen.text]
        found[name] = {
            "read": len(read),
            "bare": len(bare) / len(read),
            "addressed": sorted({str(seen.addressed) for seen in read if "@" in seen.text}),
            "addressed when bare": sorted({str(seen.addressed) for seen in bare}),
        }
    return found


def _turned(net: Net, inner: Any) -> Any:
    """What the side task makes of the graph's lower layer."""
    weight, bias = (one.detach().numpy() for one in (net.vector.weight, net.vector.bias))
    return unit(inner @ weight.T + bias)


def _said(net: Net, bench: Bench) -> NDArray[np.float32]:
    """The sentence vectors by torch, in 32 bits."""
    found = np.zeros((len(bench.rows), SIZE), np.float32)
    with torch.inference_mode():
        for places, batch in bench.reader.plain(bench.rows):
            found[places] = net(batch.words, batch.segments, batch.marks)[1].numpy()
    return found


def apart(one: Net, other: "Net | Mapping[str, torch.Tensor]") -> float:
    """The farthest that two nets' weights are apart."""
    theirs = other.state_dict() if isinstance(other, Net) else other
    return max(
        float((value - theirs[name]).abs().max()) for name, value in one.state_dict().items()
    )


def refusal(tried: Callable[[], object]) -> str:
    try:
        tried()
    except (OSError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    return ""


def main() -> None:
    torch.set_num_threads(1)
    print(json.dumps(learn(Bench(Path(sys.argv[1])))))


if __name__ == "__main__":
    main()
