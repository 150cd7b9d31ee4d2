"""The model card, written from scores.json so that no figure in it is typed by hand."""

import json
from collections.abc import Collection
from pathlib import Path

from models.pieces import TEXT_CHARACTERS, TEXT_PIECES
from models.training import tables
from models.training.asked_tables import beside
from models.training.tables import Told

HEAD = """\
# Model card: {tagger}

Tags one public post about a brand: form of engagement, tone, intent, irony, sponsorship, and a
sentence vector. It ships with brand-listener and runs offline on a processor (ONNX Runtime).
This card is written by `python -m models.training.evaluate` from `scores.json`.

## What it is

* Base: `intfloat/multilingual-e5-small` (MIT licence; 12 layers of 384 dimensions, 250,037 word pieces).
  {layers} of the 12 layers are left, their middles narrowed to {share:.0%} of their cells (the cells that
  the loss hung on least were taken out), fine-tuned on every task at once.
* Its word table stays as it was, in 4-bit blocks. The layers multiply in 8 bits, each row of numbers
  with a scale of its own, so no text sees its neighbours.
* One pass over the text, without the base model's prefix, and after it the known context in words
  (source kind, venue, rating, whether it speaks to the brand, brand, what it answers). The text does not
  see the context, the context sees the text. The means of both come out, and that of the text
  after layer {inner} of {layers}.
* Heads: one linear layer a task, over the first two means and named marks, two of them over the lower means, too (`heads.json`).
* Sentence vector: one linear layer over all means of the text, fitted to the base model's vectors, less
  their mean: for near-duplicates and like questions. It is weaker than the base model's own (below).
* Sponsorship: words of disclosure decide first (`models/disclosures.json`), the head second. It is
  never an accusation.
* Under a task's threshold the label is `unsure`, and so it is in a language in which the task was not
  measured (Limits). An empty text is `off`.
* The same post gets the same tag bit for bit, alone or in a batch (measured below).

## What it is for, and what not

For sorting public mentions of a brand for people who then read them. Not for deciding anything about a
person, not for private messages, not for inferring health, politics, religion or orientation, and not
for proving that a post is sponsored.
"""

DATA = """\
| Data | Rows | Used for | Licence tier |
|---|---|---|---|
| written by us for this, in the repository (`models/training/written/`; French: {written_in_french:.0%}) | {written:,} | all tasks | own |
| engagement, synthetic: 7 languages, written for this with their labels | {synthetic:,} | all tasks | own |
| engagement, real, to train (labelled once by a language model with a guide) | {real_rows:,} | all tasks | A {real_a:,}, B or unknown {real_b:,} |
| rows of the sets below that we labelled once more, by the same guide, with a language model (`models/training/labels/`: ids and labels, no texts) | {labelled:,} | all tasks | A and B |
"""

DATA_END = """\

Tier A: permissive licence. Tier B: public research data without a clear licence. No row of either is in
this repository; the weights are what was learned from them. Of tier B, m_absa is machine-translated.

An epoch reads all rows with every tag, all tweets of UMSAB, and other rows of the rest every time. Rows of
one task weigh less than ours (UMSAB's as much), and half of that where the label was derived from stars or
emotions. Each field of context is withheld at random, since most sources lack some; texts are damaged at
random as real ones are. Measured on `real_dev`, {real_to_measure:,} real posts labelled like those above,
and on the development and test files of the sets of one task; no row of these is trained on.
"""

LIMITS = """\
## Limits

* Languages measured: English and French for form and intent; English, French, German, Spanish, Italian
  and Portuguese for tone; English for irony. Dutch was measured for tone alone, on machine-translated
  reviews. Every other language is not evaluated: the base model knows about 100, the heads were never
  checked on them. Where the language is told or found, form, intent and irony outside English and French and
  tone outside the six are `unsure`. `real_dev` has {arabic} posts in Arabic or Darija, too few for a figure.
* French peer discussion, sponsored posts, creations, and irony outside English were learned mostly from
  posts written for training.
* Sponsorship and irony are too rare in `real_dev` ({sponsored} and {ironic} posts) to give a figure of
  what is found there. What is found of sponsorship was measured on invented posts alone, by the same hand
  as most of the sponsored posts that were learned from: that says less than real posts would.
* The labels of `real_dev` come from one kind of labeller, a language model with a guide: the figures say how
  well the tagger follows the guide, not how people would agree. Many of the rest are open: see MISTAKES.md.
* `real_dev` is no clean test: temperature and thresholds were set on it (calibration and `unsure` are measured
  crosswise on its halves), it helped to say which epoch to keep, and mistakes that an earlier run made
  on it were read and posts of like kinds written. So a rise on it is weak evidence. The test files (polarity,
  intent, irony) decided nothing about tags; which layers the sentence vector is made from, and how near
  like questions are, was set on banking77's questions in one of them. The sets of one task follow guides of their own: tone there is often
  mood in general, not tone toward a brand.
* A good part of its French posts are tweets whose handles the data set had taken out: whether they speak
  to the brand can often not be told.
* `own` ({own:,} rows) and `creation` ({creation:,}) are learned from few rows. Text beyond {characters:,}
  characters or {pieces} word pieces is not read.
"""


def write_card(folder: Path) -> None:
    """Write CARD.md from scores.json, both in `folder`."""
    scores = json.loads((folder / "scores.json").read_text(encoding="utf-8"))
    (folder / "CARD.md").write_text(card(scores), encoding="utf-8")


def card(scores: Told) -> str:
    """The whole card."""
    made = scores["made of"]
    parts = [
        HEAD.format(
            tagger=scores["tagger"], **made | {"inner": " and ".join(map(str, made["inner"]))}
        ),
        _data(made, scores.get(tables.BY_GUIDE, {}).get(tables.SHIPPED, [])),
        tables.scores_of(
            scores["table"], scores.get(tables.GAIN, {}), scores.get(tables.BY_GUIDE, {})
        ),
        tables.details(scores),
        tables.confusions(scores["confusion"]),
        tables.sureness(scores),
        tables.steadiness(scores),
        tables.sponsorship(scores["sponsorship on posts held out"]),
        beside(scores),
        tables.vectors(scores.get("sentence vectors")),
        _limits(made),
    ]
    return "\n".join(part for part in parts if part)


def _data(made: Told, guides: Collection[str]) -> str:
    real = made["real"]
    counted = {
        "real_rows": sum(real.values()),
        "real_a": real.get("A", 0),
        "real_b": real.get("B", 0),
        "written_in_french": made["written in French"],
    }
    lines = ["## Data", "", DATA.format(**counted, **made).rstrip()]
    tasks = {"polarity": "tone", "intent": "intent", "irony": "irony"}
    if guides:
        tasks |= {
            "polarity": "`polarity`: tone, by their guide",
            "intent": "`request`: intent, by theirs",
        }
    for folder, tiers in made["sets"].items():
        for tier, counts in tiers.items():
            names = ", ".join(f"{name} {count:,}" for name, count in counts.items())
            total = sum(counts.values())
            lines.append(f"| {folder}: {names} | {total:,} | {tasks[folder]} | {tier} |")
    return (
        "\n".join(lines) + "\n" + DATA_END.format(real_to_measure=made["real to measure"]["posts"])
    )


def _limits(made: Told) -> str:
    measured, forms = made["real to measure"], made["forms"]
    return LIMITS.format(
        arabic=measured["lang"].get("ar", 0),
        sponsored=measured["sponsored"],
        ironic=measured["ironic"],
        own=forms["own"],
        creation=forms["creation"],
        characters=TEXT_CHARACTERS,
        pieces=TEXT_PIECES - 2,  # two of them say where it begins and ends
    )
