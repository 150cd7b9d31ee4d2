"""Tiny BERT classifiers with random weights, and what our tagger makes of them; run where torch is.

python hub_models.py make FOLDER      writes one model a folder
python hub_models.py tag FOLDER       loads each, tags, and prints the facts as JSON
"""

import json
import sys
from pathlib import Path
from typing import Any

import torch
import transformers

from models.base import Post, Tag
from models.hub import ToneModel, load_hub_tagger
from models.tagger import WeightsError, load_tagger

WORDS = [
    "the",
    "a",
    "le",
    "la",
    "un",
    "une",
    "is",
    "est",
    "was",
    "not",
    "pas",
    "bad",
    "good",
    "bon",
    "bonne",
    "mauvais",
    "slow",
    "lent",
    "fast",
    "rapide",
    "love",
    "hate",
]
LETTERS = "abcdefghijklmnopqrstuvwxyzéèàùç0123456789.,!?'"
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]

LABELS = {
    "tone": ["negative", "neutral", "positive"],
    "numbered": ["LABEL_0", "LABEL_1", "LABEL_2"],
    "numbered-five": [f"LABEL_{n}" for n in range(5)],
    "stars": ["1 star", "2 stars", "3 stars", "4 stars", "5 stars"],
    "odd": ["BAD", "Good"],
    "number": ["score"],
    "short": ["NEG", "POS"],
    "pickled": ["negative", "positive"],
    "headless": ["negative", "positive"],
    "own-code": ["negative", "positive"],
    "torn": ["negative", "positive"],
}

TEXTS = [
    "good",
    "the delivery was slow and bad. " * 80,
    "le vélo est bon",
    "a" * 100_000,
    "\ud800 \0 [SEP] [PAD] 🔥",
    "🔥",
    "la batterie est mauvaise, je hate",
    "   ",
]


def make(folder: Path) -> None:
    """Write every model."""
    vocabulary = [*SPECIAL, *LETTERS, *(f"##{one}" for one in LETTERS), *WORDS]
    for name, labels in LABELS.items():
        place = folder / name
        torch.manual_seed(3)
        config = transformers.BertConfig(
            vocab_size=len(vocabulary),
            hidden_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=32,
            max_position_embeddings=64,
            initializer_range=1.0,  # else every text scores the same
            id2label=dict(enumerate(labels)),
            label2id={label: n for n, label in enumerate(labels)},
        )
        kind = "BertModel" if name == "headless" else "BertForSequenceClassification"
        model = getattr(transformers, kind)(config)
        model.save_pretrained(place)
        (place / "vocab.txt").write_text("\n".join(vocabulary) + "\n", encoding="utf-8")
        tokenizer = transformers.BertTokenizerFast(vocab=str(place / "vocab.txt"))
        tokenizer.save_pretrained(place)
        _spoil(name, place, model)


def _spoil(name: str, place: Path, model: Any) -> None:
    weights = place / "model.safetensors"
    if name == "pickled":
        weights.unlink()
        torch.save(model.state_dict(), place / "pytorch_model.bin")
    if name == "torn":
        weights.write_bytes(weights.read_bytes()[:1000])
    if name == "own-code":
        told = json.loads((place / "config.json").read_text())
        told |= {"model_type": "acme", "auto_map": {"AutoConfig": "acme.AcmeConfig"}}
        (place / "config.json").write_text(json.dumps(told))
        # Had it been run, it would have left this file.
        (place / "acme.py").write_text(f"open({str(place / 'ran')!r}, 'w')")


def tag(folder: Path) -> dict[str, Any]:
    """Load each model and say what came of it."""
    shipped = load_tagger()
    facts: dict[str, Any] = {"shipped": shipped.name, "models": {}}
    for name in LABELS:
        wanted = ToneModel(model=str(folder / name), threshold=0.0)
        try:
            facts["models"][name] = {"name": load_hub_tagger(shipped, wanted, threads=1).name}
        except WeightsError as error:
            facts["models"][name] = {"error": str(error)}
    told = ToneModel(model=str(folder / "odd"), labels={"bad": "negative", "GOOD": "positive"})
    facts["odd, mapped"] = load_hub_tagger(shipped, told, threads=1).name
    facts["ran"] = (folder / "own-code" / "ran").exists()

    posts = [Post(text=text, brand="Acme") for text in TEXTS]
    tagger = load_hub_tagger(shipped, ToneModel(model=str(folder / "tone")), threads=1)
    together, before = tagger.tag(posts), shipped.tag(posts)
    facts["tone"] = [_tone(one) for one in together]
    facts["alone"] = [_tone(tagger.tag([post])[0]) for post in posts]
    facts["shuffled"] = [_tone(one) for one in reversed(tagger.tag(posts[::-1]))]
    facts["shipped tone"] = [_tone(one) for one in before]
    facts["plain"] = [_plain(folder / "tone", text) for text in TEXTS[:3]]
    spelt = "good [SEP] [PAD] bad"
    facts["spelt"] = _tone(tagger.tag([Post(text=spelt)])[0])
    facts["spelt, read as pieces"] = _plain(folder / "tone", spelt)
    facts["rest is the same"] = all(
        getattr(a, task) == getattr(b, task)
        for a, b in zip(together, before, strict=True)
        for task in ("form", "intent", "irony", "sponsorship", "lang")
    )
    facts["none"] = tagger.tag([])
    return facts


def _tone(one: Tag) -> dict[str, Any]:
    return {"label": one.tone.label, "scores": dict(one.tone.scores)}


def _plain(folder: Path, text: str) -> list[float]:
    """The same model by transformers' own plain calls."""
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    model = transformers.AutoModelForSequenceClassification.from_pretrained(folder).eval()
    pieces = tokenizer(text.strip()[:2000], return_tensors="pt", truncation=True, max_length=62)
    with torch.no_grad():
        scores: list[float] = model(**pieces).logits.softmax(-1)[0].tolist()
    return scores


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(Path(sys.argv[2]))
    else:
        print(json.dumps(tag(Path(sys.argv[2]))))
