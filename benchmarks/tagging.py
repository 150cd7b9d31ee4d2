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
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Round:
    """Texts a second, by the clock and by the processor: the second hardly minds a busy machine."""

    clock: float
    processor: float


def timed(work: Callable[[], object], count: int) -> Round:
    """One round."""
    started, used = time.perf_counter(), time.process_time()
    work()
    return Round(count / (time.perf_counter() - started), count / (time.process_time() - used))


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


# VmHWM, not getrusage: that one starts from the size of the process that forked.
PEAK = """
import re
from pathlib import Path
def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1000
"""
COLD = """
import time
started = time.perf_counter()
from models.base import Post
from models.tagger import load_tagger
load_tagger().tag([Post(text="Bonjour, ma lampe ne marche plus")])
print(time.perf_counter() - started, peak())
"""
MEMORY = """
import sys
sys.path.insert(0, "benchmarks")
from tagging import with_context, load_tagger
load_tagger().tag(with_context(2000))
print(peak())
"""


def in_new_process(code: str) -> list[float]:
    """The figures that a fresh interpreter prints."""
    root = Path(__file__).parent.parent
    told = subprocess.run(
        [sys.executable, "-c", PEAK + code], cwd=root, capture_output=True, text=True, check=True
    )
    return [float(word) for word in told.stdout.split()]


def measure() -> dict[str, Any]:
    """Every figure, with how busy the machine was before and after."""
    before = os.getloadavg()
    result: dict[str, Any] = {
        "command": "python benchmarks/tagging.py",
        "machine": {"processor": platform.machine(), "cores": os.cpu_count()},
        "threads": THREADS,
        **speeds(),
        **new_processes(),
    }
    for when, load in (("before", before), ("after", os.getloadavg())):
        result[f"load average {when}"] = [round(one, 2) for one in load]
    return result


def speeds() -> dict[str, Any]:
    """Ours and the pipeline's in turns, so that a busy machine hits both."""
    tagger, pipe = load_tagger(threads=THREADS), pipeline_of_base_size()
    short, full, compared = bare(TEXTS), with_context(TEXTS), texts(COMPARED)
    tagger.tag(short[:64])
    ours: list[Round] = []
    ours_full: list[Round] = []
    theirs: list[Round] = []
    for number in range(ROUNDS):
        print(f"round {number + 1} of {ROUNDS}", file=sys.stderr)
        ours.append(timed(lambda: tagger.tag(short), TEXTS))
        if pipe:
            theirs.append(timed(lambda: pipe(compared), COMPARED))
        ours_full.append(timed(lambda: tagger.tag(full), TEXTS))
    return {
        "tagger": tagger.name,
        "text alone": _speed(ours, short),
        "full context": _speed(ours_full, full),
        "transformers pipeline, XLM-R base size": _comparison(ours, theirs),
    }


def new_processes() -> dict[str, Any]:
    """What a process that starts from nothing needs."""
    cold = [in_new_process(COLD) for _ in range(3)]
    return {
        "cold start to first tag, seconds": round(statistics.median(one[0] for one in cold), 2),
        "memory after one tag, MB": round(statistics.median(one[1] for one in cold)),
        "peak memory while tagging 2,000 posts, MB": round(in_new_process(MEMORY)[0]),
    }


def _speed(rounds: list[Round], posts: list[Post]) -> dict[str, float]:
    return _medians(rounds) | {"mean pieces": mean_pieces(posts[:216])}


def _medians(rounds: list[Round]) -> dict[str, float]:
    clock = [one.clock for one in rounds]
    return {
        "texts per second, median": round(statistics.median(clock), 1),
        "lowest": round(min(clock), 1),
        "highest": round(max(clock), 1),
        "texts per processor second, median": round(
            statistics.median(one.processor for one in rounds), 1
        ),
    }


def _comparison(ours: list[Round], theirs: list[Round]) -> dict[str, Any]:
    if not theirs:
        return {
            "skipped": "torch is not installed here: make train-env, then .venv-train/bin/python"
        }
    pairs = list(zip(ours, theirs, strict=True))
    by_clock = [mine.clock / other.clock for mine, other in pairs]
    by_processor = [mine.processor / other.processor for mine, other in pairs]
    return _medians(theirs) | {
        "batch": 32,
        "ratio of ours by the clock, median of rounds": round(statistics.median(by_clock), 1),
        "lowest ratio": round(min(by_clock), 1),
        "highest ratio": round(max(by_clock), 1),
        "ratio of ours by processor time, median of rounds": round(
            statistics.median(by_processor), 1
        ),
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
