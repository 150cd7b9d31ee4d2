"""What the heads beside the tags are worth: `risk`, and the four questions.

A row is as risky as all kinds together are likely; that is what the listener cuts (its settings
those that follow from `[brand.costs]`). How many rows a cut flags in ordinary posts stands beside how many
risks it finds: a set that is half risks says nothing of false alarms.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.base import LEARNT
from models.training.data import Example, engagement
from models.training.figures import REAL, Sets, Tagged
from models.training.judged import (
    HANDS,
    MEASURED,
    PUBLIC,
    QUESTIONS,
    answers,
    kept_answers,
    kept_risks,
    own_test,
    public_risks,
    with_answers,
)
from models.training.metrics import (
    Floats,
    area_figure,
    calibration_figure,
    kappa,
    macro_figure,
    share_figure,
    with_interval,
)
from models.training.pool import TIER_A, Pool

HELD = Path(__file__).with_name("held") / "judgement" / "risk.jsonl"
# The defaults of the listener's settings, which models may not import; a test holds them together.
CUTS = {"possible": 0.398, "likely": 0.94}
ONE_IN = 100  # of ordinary posts are flagged at the strictest comparison
RARE = "1 in 100"
FEWEST = 5  # risks of a kind, or rows of either sort in a language; under it a figure says nothing

WRITTEN, ANOTHERS, UNSEEN = "written, kept", "another hand", "another hand, never looked at"
ASKED, ANSWERED = "written for it, kept", "answered by two hands, kept"

Truths = NDArray[np.bool_]


def risk_sets(data: Path) -> dict[str, list[Example]]:
    """Everything `risk` is measured on, by name; a set that `data` lacks is left out."""
    found = {WRITTEN: kept_risks(), UNSEEN: own_test(HELD)}
    if (ours := data / "decisions" / "risk.jsonl").exists():
        found[ANOTHERS] = own_test(ours)
    for name in (*MEASURED, *PUBLIC):
        if (data / "risk" / f"{name}.jsonl").exists():
            found[name] = public_risks(data, name)
    return found


def question_sets(data: Path, real: Sequence[Example]) -> dict[str, list[Example]]:
    """Everything the four questions are measured on: what was kept, and real_dev where it is answered."""
    folder = data / "engagement"
    rows = [*engagement(folder / "real_train.jsonl"), *engagement(folder / "synthetic_train.jsonl")]
    kept = kept_answers(rows)
    found = {
        ASKED: [one for one in kept if one.origin == "written"],
        ANSWERED: [one for one in kept if one.origin != "written"],
        REAL: [one for one in with_answers(real) if QUESTIONS[0] in one.labels],
    }
    return {name: rows for name, rows in found.items() if rows}


def risk_figures(
    folder: Path, data: Path, real: Sequence[Example], cuts: Mapping[str, float] = CUTS
) -> dict[str, Any]:
    """Every set's figures, and how much of real_dev each cut flags; `cuts` are probabilities by name."""
    sets = risk_sets(data)
    unread = not_learnt(real, sets)
    tagged = Tagged(folder, {REAL: unread, **sets})
    ordinary = _risky(tagged, REAL)
    rare = float(np.sort(ordinary)[-max(1, len(ordinary) // ONE_IN)])
    bars = {RARE: rare, **cuts}
    return {
        "cuts": {name: round(bar, 4) for name, bar in bars.items()},
        "real_dev left out": len(real) - len(unread),
        "real_dev flagged": _at(bars, ordinary),
        "sets": {name: _risk(tagged, name, bars) for name in sets},
    }


def not_learnt(real: Sequence[Example], sets: Sets) -> list[Example]:
    """Those whose text stands in no public set: a few of real_dev do, and are learnt from for risk."""
    known = {_words(one) for name in PUBLIC for one in sets.get(name, ())}
    return [one for one in real if _words(one) not in known]


def _words(one: Example) -> str:
    return " ".join(one.post.text.split())  # a set may have lost its line breaks


def _risky(tagged: Tagged, name: str) -> Floats:
    scores = tagged.heads.scores(tagged.rows[name])["risk"]
    return np.asarray(1 - scores[:, LEARNT["risk"].index("none")])


def _at(bars: Mapping[str, float], scores: Floats) -> dict[str, Any]:
    """The share of rows that each cut flags."""
    return {name: share_figure(scores >= bar).as_json() for name, bar in bars.items()}


def _risk(tagged: Tagged, name: str, bars: Mapping[str, float]) -> dict[str, Any]:
    kinds, scores = tagged.truth("risk", name), _risky(tagged, name)
    langs = np.array([str(one.post.lang) for one in tagged.sets[name]])
    shown = _cut(scores, kinds != "none", bars)
    if name in PUBLIC:
        shown["trained on"] = True
    if name == ANOTHERS:  # its kinds are not told
        return shown | {"language": _languages(scores, kinds, langs, bars)}
    said = tagged.heads.scores(tagged.rows[name])["risk"].copy()
    said[:, LEARNT["risk"].index("none")] = 0
    named = np.array(LEARNT["risk"])[said.argmax(axis=1)]
    by_kind = {}
    for kind in LEARNT["risk"]:
        mine = kinds == kind
        if kind != "none" and mine.sum() >= FEWEST:
            right = share_figure(named[mine] == kind).as_json()
            by_kind[kind] = {"found": _at(bars, scores[mine]), "named right": right}
    return shown | {"kind": by_kind, "language": _languages(scores, kinds, langs, bars)}


def _languages(
    scores: Floats, kinds: NDArray[np.str_], langs: NDArray[np.str_], bars: Mapping[str, float]
) -> dict[str, Any]:
    """The same by language, where a set has more than one."""
    found = {}
    for lang in sorted(set(langs.tolist())):
        mine = langs == lang
        risks = int((kinds[mine] != "none").sum())
        if not mine.all() and min(risks, int(mine.sum()) - risks) >= FEWEST:
            found[lang] = _cut(scores[mine], kinds[mine] != "none", bars)
    return found


def _cut(scores: Floats, risky: Truths, bars: Mapping[str, float]) -> dict[str, Any]:
    shown: dict[str, Any] = {"n": len(risky), "risks": int(risky.sum())}
    if 0 < risky.sum() < len(risky):
        shown["area under the curve"] = area_figure(scores, risky).as_json()
    shown["calibration error"] = _calibration(scores, risky)
    if risky.any():
        shown["found"] = _at(bars, scores[risky])
    if not risky.all():
        shown["flagged for nothing"] = _at(bars, scores[~risky])
    return shown


def _calibration(yes: Floats, true: Truths) -> dict[str, float]:
    said = yes >= 0.5
    return calibration_figure(said == true, np.maximum(yes, 1 - yes)).as_json()


def question_figures(folder: Path, data: Path, real: Sequence[Example]) -> dict[str, Any]:
    """The four questions on every set and, of all that was kept, by language."""
    sets = question_sets(data, real)
    tagged = Tagged(folder, sets)
    shown = {name: _questions(tagged, [name]) for name in sets}
    kept = [name for name in sets if name != REAL]
    for lang in sorted({str(one.post.lang) for name in kept for one in sets[name]}):
        shown[f"kept, {lang}"] = _questions(tagged, kept, lang=lang)
    return {name: told for name, told in shown.items() if told}


def _questions(
    tagged: Tagged, names: Sequence[str], *, lang: str | None = None
) -> dict[str, dict[str, Any]]:
    """Every question that both answers of occur in the sets."""
    rows = [one.post.lang for name in names for one in tagged.sets[name]]
    mine = np.array([lang in (None, one) for one in rows])
    shown = {}
    for task in QUESTIONS:
        true = np.concatenate([tagged.truth(task, name) for name in names])[mine] == "yes"
        scores = [tagged.heads.scores(tagged.rows[name])[task] for name in names]
        yes = np.concatenate(scores)[mine, LEARNT[task].index("yes")]
        if min(true.sum(), (~true).sum()) >= FEWEST:
            shown[task] = _question(true, yes)
    return shown


def _question(true: Truths, yes: Floats) -> dict[str, Any]:
    said = yes >= 0.5
    words = np.where(true, "yes", "no"), np.where(said, "yes", "no")
    return {
        "n": len(true),
        "yes": int(true.sum()),
        "F1 of yes": macro_figure(words[0], words[1], ["yes"], among=["yes", "no"]).as_json(),
        "kappa": with_interval(lambda rows: kappa(true[rows], said[rows]), len(true)).as_json(),
        "area under the curve": area_figure(yes, true).as_json(),
        "calibration error": _calibration(yes, true),
    }


def _agreement() -> dict[str, Any]:
    """How far the two hands agree who answered the same rows, by question."""
    one, other = (answers(path) for path in sorted(HANDS.glob("*.tsv")))
    keys = sorted(one.keys() & other.keys())
    found = {}
    for place, task in enumerate(QUESTIONS):
        first, second = (
            np.array([hand[key][place] == "y" for key in keys]) for hand in (one, other)
        )
        agreed = share_figure(first == second).as_json()
        found[task] = {"agreed": agreed, "kappa": round(kappa(first, second), 2)}
    return found


def rows_beside(pool: Pool) -> dict[str, Any]:
    """The rows behind these heads: written, answered, and of public sets with what they weigh."""
    risk = [one for one in pool.judged if "risk" in one.labels]
    n = max(1, len(risk))
    return {
        "risk written": len(risk),
        "of these French": round(sum(one.post.lang == "fr" for one in risk) / n, 2),
        "of these none": round(sum(one.labels["risk"] == "none" for one in risk) / n, 2),
        "questions written": len(pool.judged) - len(risk),
        "hands agree": _agreement(),
        "questions answered": sum(QUESTIONS[0] in one.labels for one in pool.whole),
        "public": {
            name: {
                "rows": len(rows),
                "an epoch": min(PUBLIC[name][1], len(rows)),
                "weight": PUBLIC[name][0],
                "tier": "A" if name in TIER_A else "B",
            }
            for name, rows in pool.public.items()
        },
    }
