"""The tables of the model card, from scores.json."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Told = Mapping[str, Any]

SHIPPED, EXACT = "shipped", "in 32 bits"
PERMISSIVE, FROZEN = "trained on tier A only", "linear heads on the frozen encoder"
GAIN = "gain over the frozen encoder"
OUR_TONE = "tone on UMSAB dev, by the tag itself"
BY_GUIDE = "heads of others' guides"
COLUMNS = {
    SHIPPED: "Shipped",
    EXACT: "In 32 bits",
    PERMISSIVE: "Tier A only",
    FROZEN: "Frozen encoder",
    "words alone": "Words alone",
    "commonest of the source kind": "Source kind alone",
    "always the commonest": "Always the commonest",
}
GUIDES_SURE = " `polarity` and `request` are heads of those sets' guide: without `unsure`, their temperature from `dev`."
SECTIONS = (
    "form",
    "tone",
    "tone on polarity dev",
    "tone on polarity test",
    "tone on UMSAB dev",
    OUR_TONE,
    "intent",
    "intent on its own dev",
    "intent on its own test",
    "irony on its own dev",
    "irony on its own test",
)


def figure(told: Told) -> str:
    """`0.672 (0.62 to 0.71, n 816)`, as the card and the README print it."""
    return f"{short(told)[:-1]}, n {told['n']})"


def short(told: Told) -> str:
    """The same without its n."""
    return f"{told['value']:.3f} ({told['low']:.2f} to {told['high']:.2f})"


def grid(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table's lines, and an empty one."""
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(line) + " |" for line in lines] + [""]


def scores_of(table: Told, gains: Told, guides: Told) -> str:
    """Every answerer side by side; `guides`: by its name, its heads of others' guides."""
    shown = {name: title for name, title in COLUMNS.items() if name in table}
    lines = [
        "## Scores",
        "",
        "Macro-F1 on `real_dev` unless said otherwise, with the 95 % interval of 1,000 resamples. Form is"
        " measured on posts whose true label is share, discussion, critique or creation, while the"
        " tagger chooses among all six.",
        "",
    ]
    rows = [
        [what, str(ours["n"]), *(short(table[c][what]) if what in table[c] else "" for c in shown)]
        for what, ours in table[SHIPPED].items()
    ]
    lines += grid(["What", "n", *shown.values()], rows)
    if gains:
        lines += ["What tuning gained over the frozen encoder, post by post:", ""]
        lines += grid(["What", "Gain"], [[what, figure(one)] for what, one in gains.items()])
    return "\n".join(lines + _legend(table, guides))


def _legend(table: Told, guides: Told) -> list[str]:
    apart = [COLUMNS[name] for name, heads in guides.items() if heads and name in table]
    told = {
        EXACT: "In 32 bits: the same layers before they were brought to 8 bits.",
        PERMISSIVE: "Tier A only: layers tuned on permissive sources and our own posts alone.",
        FROZEN: "Frozen encoder: logistic regressions on the base model as it is"
        " (12 layers, its prefix), from the synthetic and real rows and samples of the sets of one task.",
        "words alone": "Words alone: a list of words and signs with a weight for each, learnt from all training rows.",
        "commonest of the source kind": "Source kind alone: the form most frequent there in training.",
    }
    lines = [line for name, line in told.items() if name in table]
    if apart:
        lines.append(
            "Tone on the sets of polarity and intent on its own sets follow the guides of those collections, and"
            f" heads that learnt these tell them (`polarity`, `request`): {', '.join(apart)}. In the other"
            " columns with weights the tag's own head does, which learnt both guides at once. What a person is"
            " shown is the tag's own (in detail: by the tag itself)."
        )
    return [*(f"* {line}" for line in lines), ""]


def details(scores: Told) -> str:
    """Every section in full: by class, language and source kind."""
    rows = []
    for what in (name for name in SECTIONS if name in scores):
        for name, told in scores[what].items():
            if "value" in told:
                rows.append([f"{what}, {name}", figure(told)])
            else:
                rows += [
                    [f"{what}, {_by(name)}: {_over(key, one)}", figure(one)]
                    for key, one in told.items()
                ]
    lines = [
        "## In detail",
        "",
        "A class's own F1 counts the rows of all classes; its n is how often it is true. A slice with fewer than"
        " 25 posts, or fewer than two classes, is not shown; classes with fewer than 5 in it are left out and the others"
        " named.",
        "",
    ]  # fmt: skip
    return "\n".join([*lines, *grid(["What", "Macro-F1"], rows)])


def _by(name: str) -> str:
    return {"classes": "F1", "lang": "language", "source_kind": "source"}.get(name, name)


def _over(key: str, told: Told) -> str:
    return f"{key} ({', '.join(told['over'])})" if "over" in told else key


def confusions(told: Told) -> str:
    """What each true label was called."""
    lines = ["## What was called what", ""]
    for what, counts in told.items():
        classes = list(next(iter(counts.values())))
        rows = [[label, *map(str, row.values())] for label, row in counts.items()]
        lines += grid([f"{what}: true \\ said", *classes], rows)
    return "\n".join(lines)


def sureness(scores: Told) -> str:
    """Calibration, and what `unsure` buys."""
    cells = ("accuracy", "accuracy where sure", "share that is sure", "calibration error")
    told = scores["sureness"] | scores["sureness on sets of one task"]
    rows = [
        [what, str(one["n"]), *(short(one[cell]) for cell in cells)] for what, one in told.items()
    ]
    lines = [
        "## How sure",
        "",
        "`real_dev` with context, each half with temperature and threshold from the other; the sets of one task as"
        " they stand, with what is shipped. Where sure: where the label is not `unsure`. Accuracy is that of"
        " all classes. The error is the expected one over ten bins; its interval leans upwards."
        + (GUIDES_SURE if "polarity on polarity dev" in told else ""),
        "",
        *grid(["What", "n", "Accuracy", "where sure", "Share sure", "Calibration error"], rows),
        "Form on `real_dev`, were the threshold another one:",
        "",
    ]  # fmt: skip
    curve = [
        [f"{one['threshold']:.2f}", short(one["precision"]), short(one["coverage"])]
        for one in scores["precision and coverage"]["form"]
    ]
    shipped = ", ".join(f"{task} {one['threshold']:.2f}" for task, one in scores["sureness"].items() if "," not in task)  # fmt: skip
    lines += grid(["Threshold", "Precision", "Coverage"], curve)
    return "\n".join([*lines, f"Thresholds as shipped: {shipped}.", ""])


def steadiness(scores: Told) -> str:
    """Neighbours, ordinary posts, 8 bits against 32."""
    alone, sponsored = scores["one by one"], scores["sponsorship on real_dev"]
    lines = [
        "## How steady",
        "",
        f"* {alone['n']} posts tagged one by one and {alone['at once']} at a time:"
        f" {alone['equal labels']:.1%} equal labels, {alone['equal vectors']:.1%} equal vectors,"
        f" largest difference of a score {alone['largest difference']:.1e}.",
        "* Ordinary posts of `real_dev` called disclosed or suspected adverts: "
        + figure(sponsored["ordinary posts called sponsored"])
        + ".",
    ]
    for what in ("likeliest class", "label") if "as in 32 bits" in scores else ():
        same = scores["as in 32 bits"]
        shown = ", ".join(f"{task} {figure(one[what])}" for task, one in same.items())
        also = ", `unsure` counted as one" if what == "label" else ""
        lines.append(f"* The same {what} as in 32 bits{also}: {shown}.")
    return "\n".join([*lines, ""])


def sponsorship(told: Told) -> str:
    """What is found of adverts, on posts that were written to measure it."""
    called = told["called"]
    counted = ", ".join(f"{sum(row.values())} {label}" for label, row in called.items())
    lines = [
        "## Sponsored or not",
        "",
        f"On posts that we invented for this, people and brands too ({counted}; `models/training/held/`),"
        " since `real_dev` has too few. They were written after the rows of training, without the rules' list of"
        " words in view, and training never reads them. Posts of real people may be harder.",
        "",
        *grid(
            ["Macro-F1, n " + str(told["head alone"]["label"]["n"]), "Likeliest class", "Label, `unsure` never right"],
            [
                [name, short(told[name]["likeliest class"]), short(told[name]["label"])]
                for name in ("head alone", "rules and head")
            ],
        ),
        *grid(
            ["Rules and head, as shipped", "Precision", "Recall"],
            [
                [label, figure(one["precision"]), figure(one["recall"])]
                for label, one in told["classes"].items()
            ],
        ),
        *grid(
            ["true \\ said", *called["organic"]],
            [[label, *map(str, row.values())] for label, row in called.items()],
        ),
    ]  # fmt: skip
    return "\n".join(lines)


def vectors(told: Told | None) -> str:
    """What the sentence vector finds; empty where it was not measured."""
    if not told:
        return ""
    bars = {name: one for name, one in told.items() if name.startswith("at ")}
    lines = [
        "## Sentence vectors",
        "",
        f"Of {told['posts']} posts of `real_dev` ({told['pairs']:,} pairs), beside the base model's: at the cosine"
        " where as many pairs of different posts pass. Questions: the share of passing pairs of"
        f" {told['questions']['posts']} questions to one bank (banking77) that ask the same, and the share of"
        f" the {told['questions']['like pairs']:,} pairs that ask the same and pass.",
        "",
    ]  # fmt: skip
    rows = []
    for name, one in bars.items():
        bar = float(name.removeprefix("at "))
        rows.append([f"pairs that pass at {bar:g}", "", str(one["pairs that pass"])])
        rows.append(["cosine", f"{one['threshold']:.3f}", f"{bar:g}"])
        rows.append(["the base model's pairs found", figure(one["the base model's pairs that pass ours"]), ""])  # fmt: skip
        edited = one["edited posts found by the base model"]
        rows += [[f"found: {edit}", figure(ours), figure(edited[edit])] for edit, ours in one["edited posts found"].items()]  # fmt: skip
        more = one["questions, as many pairs"]
        for kind, ours in (
            ("", one["questions"]),
            (f", at {more['threshold']:.3f}, where as many questions pass", more),
        ):
            for what in ("right", "found"):
                theirs = one["questions, base model"][what]
                rows.append([f"questions {what}{kind}", figure(ours[what]), figure(theirs)])
    return "\n".join([*lines, *grid(["What", "Shipped", "Base model"], rows)])
