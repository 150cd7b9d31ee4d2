"""The model card, written from scores.json so that no figure in it is typed by hand."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Told = Mapping[str, Any]

HEAD = """\
# Model card: {tagger}

Tags one public post about a brand: form of engagement, tone, intent, irony, sponsorship, and a
sentence vector. It ships with brand-listener and runs offline on a processor (ONNX Runtime).
This card is written by `python -m models.training.evaluate` from `scores.json`.

## What it is

* Base: `intfloat/multilingual-e5-small` (MIT licence; 12 layers, 384 dimensions, 250,037 word pieces),
  frozen. Its word table is kept in 4-bit blocks, its matrices in 8 bits.
* One pass over `query: text` and, after it, the known context in words (source kind, venue, rating,
  whether it speaks to the brand, brand, what it answers). The text does not see the context, the context
  sees the text: the sentence vector is the text's own, and a mean over each goes to the heads.
* Heads: one multinomial logistic regression a task, over the two means and named marks (`heads.json`).
* Sponsorship: words of disclosure decide first (`models/disclosures.json`), the head second. It is
  never an accusation.
* Under a task's threshold the label is `unsure`. An empty text is `off`.
* The same post gets the same tag bit for bit, alone or in a batch (measured below).

## What it is for, and what not

For sorting public mentions of a brand for people who then read them. Not for deciding anything about a
person, not for private messages, not for inferring health, politics, religion or orientation, and not
for proving that a post is sponsored.

## Data

| Data | Used for | Licence tier |
|---|---|---|
| engagement, synthetic (3,858 rows, 7 languages, written for this with their labels) | all tasks | own |
| engagement, real (830 rows to train, 874 to measure; labelled once by a language model with a guide) | all tasks | A and B |
| polarity (a sample of 9,000 of 50,364): goemotions, xed, senti4sd, smile_museums, minibar | tone | A |
| polarity: umsab, crowdflower_brand_emotions, apple_dfe, m_absa (machine-translated), cr_huliu | tone | B |
| intent (a sample of 6,000 of 22,813): minibar, goemotions, banking77, purchase_intent | intent | A |
| intent: complaints_acl19, gplay_4label, artc_maalej, nlbse24, crowdflower_brand_emotions | intent | B |
| irony (a sample of 5,000 of 15,124, English): isarcasm | irony | A |
| irony: tweeteval_irony, figlang | irony | B |

Tier A: permissive licence. Tier B: public research data without a clear licence. No row of either is in
this repository; the weights are what was learned from them. Rows of one task weigh less than ours (0.2 to 1), and half of that where the label was derived
from stars or emotions. Each field of context is withheld at random in training, since most sources lack some.
"""

LIMITS = """\
## Limits

* Languages measured: English and French for form and intent; English, French, German, Spanish, Italian
  and Portuguese for tone. Dutch was trained on and hardly measured. Every other language is not evaluated:
  the base model knows about 100, the heads were never checked on them.
* French peer discussion, sponsored posts, creations, and irony outside English were learned from
  synthetic rows only. Sponsorship and irony are too rare in the measuring set (2 and 14 rows) to give a
  figure for real posts.
* The measuring labels come from one kind of labeller, a language model with a guide: the figures say how
  well the tagger follows the guide, not how people would agree. Temperature, thresholds and the strength of
  the penalty were set on `real_dev`; calibration and `unsure` are measured crosswise on its halves.
* `own` and `off` are learned from few rows. Text beyond 2,000 characters or 414 word pieces is not read.
"""


def write_card(folder: Path) -> None:
    """Write CARD.md from scores.json, both in `folder`."""
    scores = json.loads((folder / "scores.json").read_text(encoding="utf-8"))
    (folder / "CARD.md").write_text(card(scores), encoding="utf-8")


def card(scores: Told) -> str:
    """The whole card."""
    parts = [HEAD.format(tagger=scores["tagger"]), _figures(scores), _sureness(scores), LIMITS]
    return "\n".join(parts)


def figure(told: Told) -> str:
    """`0.672 (0.62 to 0.71, n 816)`, as the card and the README print it."""
    return f"{told['value']:.3f} ({told['low']:.2f} to {told['high']:.2f}, n {told['n']})"


def _figures(scores: Told) -> str:
    lines = [
        "## Scores",
        "",
        "Macro-F1 on `real_dev` unless said otherwise, with the 95 % interval of 1,000 resamples and n.",
        "",
        "| What | Score |",
        "|---|---|",
    ]
    lines += _rows("form", {k: v for k, v in scores["form"].items() if "value" in v})
    for key, value in scores["form"].items():
        if key.startswith("critique"):
            lines += _rows(f"form, {key}", value)
    for task in ("tone", "intent"):
        lines += _task_rows(task, scores)
    lines += _rows("tone on UMSAB dev", scores["tone on UMSAB dev"])
    lines += _rows("intent on its own dev", scores["intent on its own dev"])
    lines += [_row("irony, area under the curve (English)", scores["irony, area under the curve"])]
    classes = scores["form"]["classes"]
    lines += ["", "F1 of each form, all six: " + _named(classes) + ".", ""]
    return "\n".join(lines)


def _task_rows(task: str, scores: Told) -> list[str]:
    told = scores[task]
    lines = [_row(f"{task}, with context", told["all"])]
    lines += [_row(f"{task}, text alone", scores[f"{task}, text alone"])]
    lines += [_row(f"{task}, always the commonest", told["baseline: always the commonest"])]
    return lines + _rows(task, told["lang"]) + _rows(task, told["source_kind"])


def _rows(what: str, told: Told) -> list[str]:
    return [_row(f"{what}: {name}", value) for name, value in told.items()]


def _row(what: str, told: Told) -> str:
    return f"| {what} | {figure(told)} |"


def _named(told: Told) -> str:
    return ", ".join(f"{name} {one['value']:.2f} (n {one['n']})" for name, one in told.items())


def _sureness(scores: Told) -> str:
    lines = [
        "## How sure, and how steady",
        "",
        "| Task | Accuracy | where sure | Share sure | Threshold | Calibration error |",
        "|---|---|---|---|---|---|",
    ]
    for task, told in scores["sureness"].items():
        cells = ("accuracy", "accuracy where sure", "share that is sure")
        shown = " | ".join(f"{told[cell]:.3f}" for cell in cells)
        error = told["calibration error"]
        lines.append(f"| {task} | {shown} | {told['threshold']:.2f} | {error:.3f} |")
    alone = scores["one by one"]
    lines += [
        "",
        f"{alone['n']} posts tagged one by one and in one list: {alone['equal labels']:.1%} equal labels,"
        f" largest difference of a score {alone['largest difference']:.1e}.",
    ]
    if same := scores.get("as in 32 bits"):
        shown = ", ".join(f"{task} {value:.1%}" for task, value in same.items())
        lines.append(f"Labels equal to those of the 32-bit encoder: {shown}.")
    return "\n".join([*lines, ""])
