"""The tone from another model: any text classifier of the Hugging Face hub, or of a folder.

Everything else stays with the shipped tagger. The classifier reads the text alone; what is known about
where it stands (stars, thread, venue) it does not see. It is somebody else's file, so it is pinned to
a revision, its weights are read as safetensors only, and no code that comes with it is run.

A batch is padded to its longest text and multiplied as one, so a score may differ in its last digits
with the texts beside it: it is rounded before it is compared with the threshold.
"""

import hashlib
import importlib.util
import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from models.base import TASKS, UNSURE, Post, Score, Tag, Tagger
from models.pieces import clean
from models.tagger import WeightsError

TONES = TASKS["tone"]
BATCH = 16
LONGEST = 512  # pieces; less where the model has fewer places
DECIMALS = 4  # of a score: far above what the company of other texts changes
NAME_CHARACTERS = 40

# What publishers call the tones, folded.
USUAL = {
    "negative": "negative",
    "neg": "negative",
    "very negative": "negative",
    "neutral": "neutral",
    "neu": "neutral",
    "positive": "positive",
    "pos": "positive",
    "very positive": "positive",
    "mixed": "mixed",
    "1 star": "negative",
    "2 stars": "negative",
    "3 stars": "neutral",
    "4 stars": "positive",
    "5 stars": "positive",
}
# Labels without names: by convention these three, in this order. Of two or five they say nothing.
NUMBERED = {"label_0": "negative", "label_1": "neutral", "label_2": "positive"}

# What a text classifier is made of; no code, no pickles, none of the same weights in other formats.
_WANTED = ["*.json", "*.txt", "*.model", "*.safetensors"]
_TOKENIZERS = ("tokenizer.json", "vocab.txt", "vocab.json", "*.model")
_PICKLES = ("*.bin", "*.pt", "*.pth", "*.ckpt", "*.pkl", "*.h5", "*.msgpack")

# Texts in, in order; out comes for each what every label of the model scores.
Classify = Callable[[Sequence[str]], list[dict[str, float]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToneModel:
    """Which model gives the tone, as the settings say it."""

    model: str  # a hub id, or the absolute path of a folder
    revision: str | None = None  # the commit of a hub id; a folder has none
    labels: Mapping[str, str] = field(default_factory=dict)  # the model's label to one of TONES
    threshold: float = 0.5  # a likeliest tone below it is `unsure`

    @property
    def folder(self) -> Path | None:
        """The folder of a local model; None for one of the hub."""
        path = Path(self.model)
        return path if path.is_absolute() else None


class HubTagger:
    """The tags of another tagger, their tone replaced by a classifier's."""

    def __init__(
        self,
        inner: Tagger,
        classify: Classify,
        tones: Mapping[str, str],
        threshold: float,
        name: str,
    ) -> None:
        """Use `load_hub_tagger` instead, which loads the classifier."""
        self.name = name
        self._inner = inner
        self._classify = classify
        self._tones = tones  # every label of the model to its tone
        self._threshold = threshold

    def tag(self, posts: Sequence[Post]) -> list[Tag]:
        """One tag for each post, in order."""
        tags = self._inner.tag(posts)
        texts = [clean(post.text) for post in posts]
        # Nothing to read: the shipped tagger has said so already. Sorted: a batch has little padding.
        order = sorted((i for i, text in enumerate(texts) if text), key=lambda i: len(texts[i]))
        for place, found in zip(order, self._classify([texts[i] for i in order]), strict=True):
            tags[place] = replace(tags[place], tone=self._score(found))
        return tags

    def _score(self, found: Mapping[str, float]) -> Score:
        scores = dict.fromkeys(TONES, 0.0)
        for label, value in found.items():
            scores[self._tones[label]] += value
        scores = {tone: round(value, DECIMALS) for tone, value in scores.items()}
        best = max(scores, key=scores.__getitem__)
        # What rounding took.
        scores[best] = round(scores[best] + 1 - sum(scores.values()), DECIMALS)
        return Score(best if scores[best] >= self._threshold else UNSURE, scores)


def load_hub_tagger(inner: Tagger, wanted: ToneModel, *, threads: int) -> Tagger:
    """Load the classifier, downloading it once; raises WeightsError saying what is missing."""
    if importlib.util.find_spec("torch") is None:
        raise WeightsError(
            f'tagger.tone_model {wanted.model}: needs torch: pip install "brand-listener[hub]"'
        )
    folder = wanted.folder or _downloaded(wanted)
    if missing := lacking(folder):
        raise WeightsError(f"tagger.tone_model {wanted.model}: {missing}")
    model, tokenizer = _read(folder, wanted, threads)
    tones = tones_of([str(label) for label in model.config.id2label.values()], wanted)
    name = f"{inner.name}+{tone_name(wanted, folder, tones)}"
    return HubTagger(inner, _classifier(model, tokenizer), tones, wanted.threshold, name)


def tones_of(labels: Sequence[str], wanted: ToneModel) -> dict[str, str]:
    """Every label of a model with its tone; raises WeightsError naming those that have none."""
    where = f"tagger.tone_model {wanted.model}"
    told = {label.casefold(): tone for label, tone in wanted.labels.items()}
    known = USUAL | (NUMBERED if len(labels) == 3 else {}) | told
    shown = ", ".join(labels)
    if len(labels) < 2:
        raise WeightsError(f"{where}: gives one number ({shown}) and no classes: choose another")
    if strange := [
        label for label in wanted.labels if label.casefold() not in map(str.casefold, labels)
    ]:
        raise WeightsError(
            f"tagger.tone_labels: {', '.join(strange)}: no label of {wanted.model}; it has {shown}"
        )
    if unmapped := [label for label in labels if label.casefold() not in known]:
        raise WeightsError(
            f"{where}: its labels are {shown}: say in tagger.tone_labels which of {', '.join(TONES)}"
            f" stands for {', '.join(unmapped)}"
        )
    return {label: known[label.casefold()] for label in labels}


def tone_name(wanted: ToneModel, folder: Path, tones: Mapping[str, str]) -> str:
    """The model's own name and eight characters that change with anything that changes its tags."""
    digest = hashlib.sha256()
    digest.update(json.dumps([sorted(tones.items()), wanted.threshold]).encode())
    if wanted.folder is None:
        digest.update(f"{wanted.model}@{wanted.revision}".encode())
    else:
        # A folder has no revision: its files are what it is, wherever it is moved.
        for file in sorted(one for pattern in _WANTED for one in folder.glob(pattern)):
            with file.open("rb") as read:
                digest.update(hashlib.file_digest(read, "sha256").digest())
    own = re.sub(r"[^\w.-]+", "-", Path(wanted.model).name)[:NAME_CHARACTERS]
    return f"{own}-{digest.hexdigest()[:8]}"


def lacking(folder: Path) -> str | None:
    """What keeps a folder from being a classifier that we would load, in words; None if nothing."""
    if not folder.is_dir():
        return "there is no such folder"
    if not (folder / "config.json").is_file():
        return "no config.json: this is no transformers model"
    if not any(folder.glob("*.safetensors")):
        if any(any(folder.glob(pattern)) for pattern in _PICKLES):
            return (
                "its weights are not safetensors, and reading the other formats can run code:"
                " save it again with save_pretrained, or choose another model"
            )
        return "no weights (model.safetensors)"
    if not any(any(folder.glob(pattern)) for pattern in _TOKENIZERS):
        return "no tokenizer (tokenizer.json)"
    return None


def _downloaded(wanted: ToneModel) -> Path:
    """The folder of a hub model: from the cache where it is whole there, so that a restart needs no network."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import (
        LocalEntryNotFoundError,
        RepositoryNotFoundError,
        RevisionNotFoundError,
    )
    from huggingface_hub.utils.tqdm import disable_progress_bars

    disable_progress_bars()

    def fetch(*, local: bool) -> Path:
        # Weights of the same model in other formats lie in folders below.
        return Path(
            snapshot_download(
                wanted.model,
                revision=wanted.revision,
                allow_patterns=_WANTED,
                ignore_patterns=["*/*"],
                local_files_only=local,
            )
        )

    where = f"tagger.tone_model {wanted.model}"
    try:
        folder = fetch(local=True)
        if lacking(folder) is None:
            return folder
    except LocalEntryNotFoundError:
        pass  # never downloaded
    try:
        return fetch(local=False)
    except RevisionNotFoundError as error:
        raise WeightsError(f"{where}: the hub has no revision {wanted.revision} of it") from error
    except RepositoryNotFoundError as error:
        raise WeightsError(
            f"{where}: the hub has no such model, or it is private: set HF_TOKEN"
        ) from error
    # The hub's client raises its transport's own classes too.
    except Exception as error:
        raise WeightsError(
            f"{where}: not downloaded yet, and the hub does not give it ({type(error).__name__}): is the"
            " network there? Or download it elsewhere and name its folder"
        ) from error


def _read(folder: Path, wanted: ToneModel, threads: int) -> tuple[Any, Any]:
    """The model and its tokenizer, from files of ours."""
    # Advice and progress that a reader of the log can do nothing with.
    os.environ.setdefault("TRANSFORMERS_NO_ADVISORY_WARNINGS", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    import torch
    import transformers

    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    torch.set_num_threads(threads)
    safe: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    where = f"tagger.tone_model {wanted.model}"
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(folder, **safe)
        model, told = transformers.AutoModelForSequenceClassification.from_pretrained(
            folder, use_safetensors=True, dtype=torch.float32, output_loading_info=True, **safe
        )
    # transformers raises whatever the files made it stumble over.
    except Exception as error:
        raise WeightsError(f"{where}: {_why(folder, error)}") from error
    # transformers would fill them at random and say nothing.
    if missing := sorted(told["missing_keys"]):
        raise WeightsError(
            f"{where}: was not trained to classify: its weights lack {', '.join(missing[:3])}"
        )
    # A post that spells a special piece says those characters.
    tokenizer.split_special_tokens = True
    return model.eval(), tokenizer


def _why(folder: Path, error: Exception) -> str:
    try:
        has_code = "auto_map" in json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return "its config.json cannot be read"
    if has_code:
        return "needs code of its own, which is never run: choose another model"
    first = (str(error).strip().splitlines() or [""])[0][:200]
    return f"cannot be loaded ({type(error).__name__}: {first})"


def _classifier(model: Any, tokenizer: Any) -> Classify:
    import transformers

    places = getattr(model.config, "max_position_embeddings", None) or LONGEST
    # Two places less: the RoBERTa family counts from there.
    longest = min(LONGEST, tokenizer.model_max_length, places - 2 if places > 2 else LONGEST)
    pipe = transformers.TextClassificationPipeline(model=model, tokenizer=tokenizer, device="cpu")
    # Without a padding piece no two texts fit into a batch.
    padded = tokenizer.pad_token_id is not None and model.config.pad_token_id is not None

    def classify(texts: Sequence[str]) -> list[dict[str, float]]:
        if not texts:
            return []
        found = pipe(
            list(texts),
            top_k=None,
            function_to_apply="softmax",
            batch_size=BATCH if padded else 1,
            truncation=True,
            max_length=longest,
        )
        return [{str(one["label"]): float(one["score"]) for one in row} for row in found]

    return classify
