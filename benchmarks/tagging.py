"""How fast the shipped tagger is, and how it compares with an ordinary transformers pipeline.

python benchmarks/tagging.py        writes benchmarks/results/tagging.json

The comparison needs torch (make train-env, then .venv-train/bin/python); without it the ratio is
skipped and the result says so. Texts are made from sentences written for this.
"""

import argparse
import itertools
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from models.base import Post
from models.context import context_words
from models.pieces import Pieces, load_tokenizer
from models.tagger import WEIGHTS, load_tagger, ready

RESULT = Path(__file__).parent / "results" / "tagging.json"
THREADS = 2
TEXTS = 384  # a round of ours
COMPARED = 64  # a round of the pipeline, which is slower
ROUNDS = 5

OPENINGS = (
    "I have used this lamp every evening for a month",
    "We ordered two chairs for the kitchen last week",
    "J'ai reçu la bouilloire hier matin avec trois jours de retard",
    "Ma sœur utilise leur application pour ses trajets",
    "The new update moved the search button again",
    "Après deux appels le service client a fini par répondre",
)
MIDDLES = (
    "and the switch already feels loose",
    "and honestly I would buy it again",
    "mais la notice n'explique rien du montage",
    "and nobody answers the phone on Mondays",
    "et le prix a encore augmenté sans prévenir",
    "but the colour is nothing like the picture",
)
ENDINGS = (
    "so does anyone know a better one?",
    "donc je cherche encore une solution simple.",
    "thank you for the quick help!",
    "franchement je suis déçu du résultat.",
    "please bring the old version back.",
    "bref, à refaire.",
)
THREAD = "What do you think of the new range, and is it worth the price this year?"


def texts(count: int) -> list[str]:
    """Sentences in every combination, in one fixed order."""
    made = (", ".join(parts) for parts in itertools.product(OPENINGS, MIDDLES, ENDINGS))
    return list(itertools.islice(itertools.cycle(made), count))


def bare(count: int) -> list[Post]:
    """Posts of which nothing but the text is known."""
    return [Post(text=text, lang="en") for text in texts(count)]


def with_context(count: int) -> list[Post]:
    """Posts of which everything is known."""
    return [
        Post(
            text=text,
            source_kind="forum_comment",
            venue="public",
            addressed=False,
            thread=THREAD,
            brand="Acme",
            lang="en",
            rating=3,
        )
        for text in texts(count)
    ]


def mean_pieces(posts: list[Post]) -> float:
    """Word pieces of a post with its context, as the encoder gets them."""
    pieces = Pieces(load_tokenizer(WEIGHTS / "tokenizer.json"))
    known = [ready(post) for post in posts]
    rows = pieces.rows([one.text for one in known], [context_words(one) for one in known])
    return round(statistics.mean(len(row.ids) for row in rows), 1)


def per_second(work: Callable[[], object], count: int) -> float:
    """Texts a second of one round."""
    started = time.perf_counter()
    work()
    return count / (time.perf_counter() - started)


def pipeline_of_base_size() -> Callable[[list[str]], object] | None:
    """A text-classification pipeline over a model of XLM-R base's size with random weights."""
    try:
        import torch
    except ImportError:
        return None
    import transformers

    torch.set_num_threads(THREADS)
    config = transformers.XLMRobertaConfig(
        vocab_size=250_002, hidden_size=768, num_hidden_layers=12, num_labels=3,
        max_position_embeddings=514, type_vocab_size=1,
    )  # fmt: skip
    model = transformers.XLMRobertaForSequenceClassification(config).eval()
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_file=str(WEIGHTS / "tokenizer.json"), pad_token="<pad>", model_max_length=512
    )
    pipe = transformers.pipeline(
        "text-classification", model=model, tokenizer=tokenizer, batch_size=32, device="cpu"
    )
    return lambda some: pipe(some)


COLD = """
import resource, time
started = time.perf_counter()
from models.base import Post
from models.tagger import load_tagger
load_tagger().tag([Post(text="Bonjour, ma lampe ne marche plus")])
print(time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""
MEMORY = """
import resource, sys
sys.path.insert(0, "benchmarks")
from tagging import with_context, load_tagger
load_tagger().tag(with_context(2000))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def in_new_process(code: str) -> list[float]:
    """The figures that a fresh interpreter prints."""
    root = Path(__file__).parent.parent
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    return [float(word) for word in told.stdout.split()]


def measure() -> dict[str, Any]:
    """Every figure; ours and the pipeline's in turns, so that a busy machine hits both."""
    load_before = os.getloadavg()
    tagger, pipe = load_tagger(threads=THREADS), pipeline_of_base_size()
    short, full, compared = bare(TEXTS), with_context(TEXTS), texts(COMPARED)
    tagger.tag(short[:64])
    ours, ours_full, theirs = [], [], []
    for number in range(ROUNDS):
        print(f"round {number + 1} of {ROUNDS}", file=sys.stderr)
        ours.append(per_second(lambda: tagger.tag(short), TEXTS))
        ours_full.append(per_second(lambda: tagger.tag(full), TEXTS))
        if pipe:
            theirs.append(per_second(lambda: pipe(compared), COMPARED))
    cold = [in_new_process(COLD) for _ in range(3)]
    result: dict[str, Any] = {
        "command": "python benchmarks/tagging.py",
        "tagger": tagger.name,
        "machine": {
            "processor": platform.processor() or platform.machine(),
            "cores": os.cpu_count(),
        },
        "threads": THREADS,
        "load average before": [round(one, 2) for one in load_before],
        "load average after": [round(one, 2) for one in os.getloadavg()],
        "text alone": _speed(ours, short),
        "full context": _speed(ours_full, full),
        "cold start to first tag, seconds": round(statistics.median(one[0] for one in cold), 2),
        "memory after one tag, MB": round(statistics.median(one[1] for one in cold)),
        "peak memory while tagging 2,000 posts, MB": round(in_new_process(MEMORY)[0]),
    }
    return result | {"transformers pipeline, XLM-R base size": _comparison(ours, theirs)}


def _speed(rounds: list[float], posts: list[Post]) -> dict[str, float]:
    return {
        "texts per second, median": round(statistics.median(rounds), 1),
        "lowest": round(min(rounds), 1),
        "highest": round(max(rounds), 1),
        "mean pieces": mean_pieces(posts[:216]),
    }


def _comparison(ours: list[float], theirs: list[float]) -> dict[str, Any]:
    if not theirs:
        return {
            "skipped": "torch is not installed here: make train-env, then .venv-train/bin/python"
        }
    ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
    return {
        "texts per second, batch 32, median": round(statistics.median(theirs), 1),
        "ratio of ours, text alone, median of rounds": round(statistics.median(ratios), 1),
        "lowest ratio": round(min(ratios), 1),
        "highest ratio": round(max(ratios), 1),
    }


def main() -> None:
    """Measure, write the result file and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=RESULT)
    told = parser.parse_args()
    result = json.dumps(measure(), indent=1) + "\n"
    told.out.parent.mkdir(parents=True, exist_ok=True)
    told.out.write_text(result, encoding="utf-8")
    print(result, end="")


if __name__ == "__main__":
    main()
