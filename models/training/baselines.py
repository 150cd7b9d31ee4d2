"""Baselines: what can be told of a post without any encoder."""

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from models.base import GUIDES, TASKS
from models.training.data import Example
from models.training.figures import Answer, Sets, guide, truth
from models.training.metrics import Labels
from models.training.pool import Pool

RARE = 5  # posts a word must stand in to be counted
STEPS = 300
WORDS = re.compile(r"\w+|[^\w\s]")  # signs count as words: a question mark, a smile


def baselines(pool: Pool, sets: Sets) -> dict[str, Answer]:
    """Answerers by name; `pool` is what they may learn from."""
    return {
        "words alone": words_alone(pool, sets),
        "commonest of the source kind": source_kind_alone(pool, sets),
        "always the commonest": commonest(sets),
    }


def commonest(sets: Sets) -> Answer:
    """The commonest true label of the set itself, whatever the row."""

    def answer(task: str, name: str) -> Labels:
        true = truth(sets[name], task)
        return np.full(len(true), Counter(true.tolist()).most_common(1)[0][0])

    return answer


def source_kind_alone(pool: Pool, sets: Sets) -> Answer:
    """Form: the commonest of the row's source kind in training, else the commonest of all."""
    forms = [(one.post.source_kind, one.labels["form"]) for one in pool.whole]
    counts: dict[str | None, Counter[str]] = {}
    for kind, form in forms:
        counts.setdefault(kind, Counter())[form] += 1
    best = {kind: count.most_common(1)[0][0] for kind, count in counts.items()}
    most = Counter(form for _, form in forms).most_common(1)[0][0]

    def answer(task: str, name: str) -> Labels | None:
        kinds = [one.post.source_kind for one in sets[name]]
        if task != "form" or not any(kinds):
            return None
        return np.array([best.get(kind, most) for kind in kinds])

    return answer


def words_alone(pool: Pool, sets: Sets) -> Answer:
    """A word list with a weight for each word and task, learnt from all rows that know the task."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    known: list[Example] = [*pool.whole, *(one for some in pool.single.values() for one in some)]
    fitted = {}
    for task in TASKS | GUIDES:
        mine = [one for one in known if task in one.labels]
        if task == "sponsorship" or not mine:
            continue  # in no row of the table
        model = make_pipeline(
            TfidfVectorizer(
                tokenizer=WORDS.findall, token_pattern=None, min_df=RARE, sublinear_tf=True
            ),
            LogisticRegression(max_iter=STEPS),
        )
        weights = [one.weight for one in mine]
        model.fit(_texts(mine), truth(mine, task), logisticregression__sample_weight=weights)
        fitted[task] = model

    def answer(task: str, name: str) -> Labels:
        return np.asarray(fitted[guide(task, name, fitted)].predict(_texts(sets[name])))

    return answer


def _texts(examples: Sequence[Example]) -> list[str]:
    return [one.post.text for one in examples]
