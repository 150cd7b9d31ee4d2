"""A tiny fine-tuning run, whole, and stopped and taken up again; run where torch is.

python tiny_run.py FOLDER       prints the facts as JSON
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.numpy import save_file

from models.base import TASKS, Post
from models.encoder import Encoder
from models.pieces import Pieces, load_tokenizer
from models.tagger import WEIGHTS
from models.training.base import Base, narrow
from models.training.data import Example
from models.training.graph import build
from models.training.mix import Reader
from models.training.tune import Plan, Run, predict
from models.words import WordTable

SIZE = 32
CONFIG: dict[str, Any] = {
    "hidden_size": SIZE,
    "intermediate_size": 64,
    "num_hidden_layers": 3,
    "num_attention_heads": 2,
    "layer_norm_eps": 1e-12,
    "max_position_embeddings": 512,
    "type_vocab_size": 2,
    "hidden_act": "gelu",
}
PLAN = Plan(layers=(0, 2), epochs=30, rate=3e-3, pool=(0, 0, 0))


def base(tokenizer: Any) -> Base:
    """A base model of three narrow layers with random weights, over our own tokenizer."""
    chance = np.random.default_rng(5)

    def some(*shape: int, scale: float = 0.2) -> Any:
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
            ("intermediate.dense", (64, SIZE)),
            ("output.dense", (SIZE, 64)),
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


def main() -> None:
    folder = Path(sys.argv[1])
    tokenizer = load_tokenizer(WEIGHTS / "tokenizer.json")
    model = base(tokenizer)
    folder.mkdir(parents=True, exist_ok=True)
    save_file({"codes": model.codes, "scales": model.scales}, folder / "words.safetensors")
    (folder / "tokenizer.json").symlink_to(model.tokenizer)
    reader = Reader(Pieces(tokenizer), WordTable(folder / "words.safetensors"))
    rows = examples()
    teachers = {one.key: np.eye(SIZE, dtype=np.float32)[n % SIZE] for n, one in enumerate(rows)}
    torch.set_num_threads(1)

    whole = Run(PLAN, model, reader, folder / "whole")
    before = whole.score(rows)
    whole.train(lambda _: rows, {"rows": rows}, teachers)

    stops = 0
    while True:  # a moment that has passed stops it after every step
        parts = Run(PLAN, model, reader, folder / "parts")
        if parts.train(lambda _: rows, {"rows": rows}, teachers, until=time.monotonic()):
            break
        stops += 1
    apart = max(
        float((a - b).abs().max())
        for a, b in zip(whole.average.parameters(), parts.average.parameters(), strict=True)
    )
    try:
        Run(Plan(layers=(0,), epochs=2), model, reader, folder / "whole")
        other = ""
    except ValueError as error:
        other = str(error)

    net = whole.average
    build(
        net.to_weights(), {**CONFIG, "num_hidden_layers": 2}, folder / "encoder.onnx", bits=32
    )  # fmt: skip
    heads = net.to_heads()
    posts = [one.post for one in rows]
    from models.context import context_words

    encoded = Encoder(folder).encode([p.text for p in posts], [context_words(p) for p in posts])
    features = heads.features(encoded, posts)
    logits = predict(net, reader, rows, torch.device("cpu"))
    from models.heads import logits as of

    same = {
        task: float(np.mean(of(heads.by_task[task], features).argmax(1) == logits[task].argmax(1)))
        for task in TASKS
    }
    print(
        json.dumps(
            {
                "before": before,
                "after": whole.score(rows),
                "log": [
                    json.loads(line)
                    for line in (folder / "whole" / "log.jsonl").read_text().splitlines()
                ],
                "stops": stops,
                "apart": apart,
                "other": other,
                "same": same,
                "vectors": list(heads.vectors(encoded).shape),
            }
        )
    )


if __name__ == "__main__":
    main()
