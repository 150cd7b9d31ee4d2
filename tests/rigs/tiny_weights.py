"""Weights of one random layer over our own word table, and rows of every kind to measure them on."""

import json
from collections.abc import Iterator, Mapping
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.base import TASKS
from models.heads import Head, Heads, save_heads
from models.marks import NAMES
from models.tagger import WEIGHTS

SIZE, MIDDLE, LAYERS, INNER = 384, 768, 2, 1
CONFIG = {
    "hidden_size": SIZE,
    "num_hidden_layers": LAYERS,
    "num_attention_heads": 4,
    "layer_norm_eps": 1e-12,
    "inner_layers": (INNER,),
}

SUBJECTS = ("The lamp", "La lampe", "Die Lampe", "La lampada", "La lámpara", "A lâmpada")
LANGS = ("en", "fr", "de", "it", "es", "pt")
ENDS = (
    "is broken again, nobody answers me",
    "marche très bien, merci à vous",
    "kommt am Montag in den Laden ?",
    "funziona quando piove, dicono",
)
ONE_TASK = {
    "polarity": ("positive", "neutral", "negative"),
    "intent": ("complaint", "idea", "praise", "question", "none"),
    "irony": ("irony", "non_irony"),
}


def write_base(folder: Path) -> None:
    """A base model for a run: the layers of `write_weights`, over our own word table."""
    from safetensors.numpy import load_file, save_file

    folder.mkdir(parents=True)
    (folder / "tokenizer.json").symlink_to(WEIGHTS / "tokenizer.json")
    words = load_file(WEIGHTS / "words.safetensors")
    table = "embeddings.word_embeddings.weight"
    told = {f"{table}.{part}": value for part, value in words.items()}
    save_file({**_layers(), **told}, folder / "blocks.safetensors")
    shape = {
        "intermediate_size": MIDDLE,
        "max_position_embeddings": 512,
        "type_vocab_size": 2,
        "hidden_act": "gelu",
    }
    (folder / "config.json").write_text(json.dumps(CONFIG | shape), encoding="utf-8")


def write_weights(
    folder: Path, *, bits: int = 8, tasks: Mapping[str, tuple[str, ...]] = TASKS
) -> None:
    """The five files; the same random numbers each time. `tasks` of LEARNT have a head."""
    from models.training.graph import build

    folder.mkdir(parents=True)
    for name in ("words.safetensors", "tokenizer.json"):
        (folder / name).symlink_to(WEIGHTS / name)
    build(_layers(), CONFIG, folder / "encoder.onnx", bits=bits)
    chance = np.random.default_rng(9)

    def some(*shape: int) -> NDArray[np.float32]:
        return chance.normal(size=shape).astype(np.float32)

    vector = some(SIZE, 2 * SIZE), some(SIZE)
    by_task = {
        task: Head(some(len(classes), 2 * SIZE + len(NAMES)), some(len(classes)))
        for task, classes in tasks.items()
    }
    heads = Heads(("text", "context", "marks"), NAMES, by_task, vector)
    save_heads(heads, folder, name="tiny-1")


def write_data(folder: Path) -> None:
    """The data sets in little; `real_dev` has two ironic posts and one that is suspected."""
    for name, n in (("synthetic_train", 40), ("real_train", 20), ("real_dev", 60)):
        _write(folder / "engagement" / f"{name}.jsonl", _whole(name, n))
    for task, labels in ONE_TASK.items():
        for part in ("train", "dev", "test"):
            _write(folder / task / f"{part}.jsonl", _single(task, part, labels))
    for name, kind, lang in (("words_fr", "health", "fr"), ("hatecheck_en", "hate", "en")):
        _write(folder / "risk" / f"{name}.jsonl", _risks(name, kind, lang))
    _write(folder / "decisions" / "risk.jsonl", _risks("another", "risk", "en"))


def _whole(name: str, n: int) -> Iterator[dict[str, Any]]:
    forms, tones, intents = (cycle(TASKS[task]) for task in ("form", "tone", "intent"))
    for i, text in enumerate(islice(_texts(name), n)):
        yield {
            "id": f"own:{name}:{i}",
            "text": text,
            "lang": ("en", "fr")[i % 2],
            "source_kind": ("tweet", "review")[i // 2 % 2],
            "origin": "minibar" if i % 5 else "apple_dfe",
            "form": next(forms),
            "tone": next(tones),
            "intent": next(intents),
            "sponsored": "suspected" if i == 7 else "organic",
            "irony": int(i in (3, 4)),
        }


def _single(task: str, part: str, labels: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    langs = LANGS if task == "polarity" else ("en",)
    for i, text in enumerate(islice(_texts(f"{task} {part}"), 90)):
        yield {
            "id": f"banking77:{part}-{i}" if task == "intent" else f"own:{task}:{part}:{i}",
            "text": text,
            "lang": langs[i // len(labels) % len(langs)],
            "label": labels[i % len(labels)],
            "dataset": "umsab_xlmt" if task == "polarity" else "banking77",
            "weak": False,
            "source_kind": "tweet",
        }


def _risks(name: str, kind: str, lang: str) -> Iterator[dict[str, Any]]:
    for i, text in enumerate(islice(_texts(name), 30)):
        risk = ("none", "none", kind)[i % 3]
        yield {"id": f"{name}:{i}", "text": text, "lang": lang, "risk": risk}


def _texts(name: str) -> Iterator[str]:
    for i in range(1000):
        yield f"{SUBJECTS[i % 6]} {name} {ENDS[i // 6 % 4]} {i}."


def _write(path: Path, rows: Iterator[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def _layers() -> dict[str, NDArray[np.float32]]:
    chance = np.random.default_rng(8)

    def some(*shape: int, scale: float = 0.05) -> NDArray[np.float32]:
        return chance.normal(scale=scale, size=shape).astype(np.float32)

    weights = {
        "embeddings.position_embeddings.weight": some(512, SIZE),
        "embeddings.token_type_embeddings.weight": some(2, SIZE),
    }
    norms = ["embeddings.LayerNorm"]
    for number in range(LAYERS):
        stem = f"encoder.layer.{number}."
        norms += [f"{stem}attention.output.LayerNorm", f"{stem}output.LayerNorm"]
        parts = {
            **{f"attention.self.{part}": (SIZE, SIZE) for part in ("query", "key", "value")},
            "attention.output.dense": (SIZE, SIZE),
            "intermediate.dense": (MIDDLE, SIZE),
            "output.dense": (SIZE, MIDDLE),
        }
        for name, shape in parts.items():
            weights[f"{stem}{name}.weight"], weights[f"{stem}{name}.bias"] = (
                some(*shape),
                some(shape[0]),
            )
    for name in norms:
        weights[f"{name}.weight"], weights[f"{name}.bias"] = 1 + some(SIZE), some(SIZE)
    return weights
