"""The model card's part on the heads beside the tags: what they are, their rows, figures and limits."""

from collections.abc import Iterable, Iterator

from models.training.asked import ANOTHERS, ANSWERED, ASKED, RARE, UNSEEN, WRITTEN
from models.training.tables import Told, grid, short

NAMES = {
    WRITTEN: "lines written for it, the eighth kept from training",
    ANOTHERS: "lines by another hand, looked at during the run",
    UNSEEN: "lines by another hand, never looked at",
    ASKED: "posts written for it, the eighth kept from training",
    ANSWERED: "posts that two hands answered, the eighth kept from training",
}
TITLES = {
    "needs_answer": "needs an answer",
    "asks_us": "asks us",
    "outside_hands": "outside our hands",
    "from_press": "from the press",
}

RISK = """\
## Risk

A head beside the tags, `risk`: must somebody on duty see this now, and for which of eight reasons (safety,
health, self_harm, threat, leak, discrimination, hate, private_data)? It gives probabilities and no label. A
post is as risky as all kinds together are likely. From {possible:g} on the listener shows it at once, from
{likely:g} on it rings the duty (they follow from `[brand.costs]`; these are their defaults). Hate and private data
count there on an own page only, so it flags no more than is said here. The listener's lists of words speak besides,
and are not measured here.

It learned from {written:,} lines that several hands invented for it ({french:.0%} French, {none:.0%} no risk;
`models/training/written/risk/`), from {answered:,} posts that two hands answered, from all other posts with tags,
taken for no risk at a low weight, and from public sets:
"""

RISK_FIGURES = """\
Of {n} posts of `real_dev` are flagged: {shares}. Nobody answered these; about one in a hundred is a risk. ({out} more
stand in the public sets, and are left out here: for `risk`, and for it alone, they were learned from.) "{rare}" is the cut
that flags one in a hundred of them.

Found: of the risks, the share that a cut flags; for nothing: of what is no risk, the share that it flags. AUC: how
often a risk scores above what is none. Sets marked as trained on prove nothing: they show where the head contradicts
its own rows; no row of the other sets was trained on. On the lines written for it the temperature was set, and they and
those looked at during the run helped to say which epoch to keep. Risks are far rarer than in these sets, so the
error of calibration on posts as they come is another one.
"""

QUESTIONS = """\
## Four questions

Four heads more, of yes and no: does a post need an answer, does it ask us for something, does its cause lie outside
our hands, is it from the press? They, too, give probabilities and no label. They learned from {asked:,} posts written
for them by one hand and {answered:,} that two hands answered, who agreed: {agreed}. Where they did not, the
second's answer is taken at less weight.

Measured on the eighth that was kept, with a yes from 0.5 on; it set the temperature, and helped to say which epoch to
keep. A question is left out of a set where its yes or its no is rarer than five.
"""

NOW = """\
## To be known now

One head more, `know_now`, of yes and no: must somebody at the brand know of a post within the hour, danger or not (blackmail, staff
who report, a headline against a fact, a leak, a lawyer's letter, a deadline of the press)? It learned from lines that two
hands wrote for it, half of them near misses, each given the place of a row by chance, and from the labelled rows of
`benchmarks/rows`. From {cut:g} on the listener tells it at once (it follows from `[brand.costs]`; this is the default).
"""

LIMITS = """\
What these six heads do not say:

* Risk was taught and measured in French and English alone. Elsewhere nothing is known of it; for the
  questions, nothing beyond the languages in the table.
* Most rows are invented. The hands knew the guide and wrote risks as they imagine them: real ones are rarer, longer
  and less plain. No sector was held out: the kept lines are of the same hands and trades as those learned from.
  The lines by another hand are the better test, and a small one.
* What is not flagged is not proven harmless. The plainest dangers are told by lists of words, which print their reason.
* They judge a post and not a person, and are no ground for anything that is done to one.
"""


def beside(scores: Told) -> str:
    """The whole part; empty for weights without these heads."""
    if "risk" not in scores:
        return ""
    parts = [_risk(scores["risk"], scores["rows beside"]), _questions(scores)]
    return "\n".join([*parts, _now(scores["know now"]), LIMITS])


def _risk(told: Told, rows: Told) -> str:
    flagged, cuts = told["real_dev flagged"], list(told["cuts"])
    shares = ", ".join(f"{name} {short(flagged[name])}" for name in cuts if name != RARE)
    lines = [
        RISK.format(
            **{name: bar for name, bar in told["cuts"].items() if name != RARE},
            written=rows["risk written"],
            french=rows["of these French"],
            none=rows["of these none"],
            answered=rows["questions answered"],
        ),
        *_public(rows["public"]),
        RISK_FIGURES.format(
            n=flagged[RARE]["n"], out=told["real_dev left out"], shares=shares, rare=RARE
        ),
        *grid(
            ["Set", "n", "Risks", "AUC", *_twice(cuts), "Error"],
            [_set(name, one, cuts) for name, one in _slices(told["sets"])],
        ),
        *grid(
            ["Kind", "n", *(f"Found, {cut}" for cut in cuts), "Named right"],
            [_kind(name, one, cuts) for name, one in _kinds(told["sets"])],
        ),
    ]
    return "\n".join(lines)


def _now(told: Told) -> str:
    figures = ("area under the curve", "found", "flagged for nothing", "calibration error")
    rows = [
        [name, str(one["n"]), str(one["yes"]), *(short(one[what]) for what in figures)]
        for name, one in told["sets"].items()
    ]
    head = ["Posts", "n", "Yes", "AUC", "Found", "For nothing", "Calibration error"]
    return "\n".join([NOW.format(cut=told["cut"]), *grid(head, rows)])


def _twice(cuts: Iterable[str]) -> list[str]:
    return [f"{what}, {cut}" for what in ("Found", "For nothing") for cut in cuts]


def _slices(sets: Told) -> Iterator[tuple[str, Told]]:
    """Every set, and after it its languages."""
    for name, told in sets.items():
        title = NAMES.get(name, name) + (", **trained on**" if "trained on" in told else "")
        yield title, told
        for lang, one in told["language"].items():
            yield f"{title}: {lang}", one


def _set(name: str, told: Told, cuts: Iterable[str]) -> list[str]:
    shares = [told.get(what, {}) for what in ("found", "flagged for nothing")]
    return [
        name,
        str(told["n"]),
        str(told["risks"]),
        _or_none(told, "area under the curve"),
        *(_or_none(some, cut) for some in shares for cut in cuts),
        short(told["calibration error"]),
    ]


def _kinds(sets: Told) -> Iterator[tuple[str, Told]]:
    for name, told in sets.items():
        for kind, one in told.get("kind", {}).items():
            yield f"{NAMES.get(name, name)}: {kind}", one


def _kind(name: str, told: Told, cuts: Iterable[str]) -> list[str]:
    n = str(told["named right"]["n"])
    return [name, n, *(short(told["found"][cut]) for cut in cuts), short(told["named right"])]


def _or_none(told: Told, name: str) -> str:
    return short(told[name]) if name in told else ""


def _public(sets: Told) -> list[str]:
    rows = [
        [name, f"{one['rows']:,}", f"{one['an epoch']:,}", f"{one['weight']:g}", one["tier"]]
        for name, one in sets.items()
    ]
    return grid(["Public set", "Rows", "In an epoch", "Weight", "Licence tier"], rows)


def _questions(scores: Told) -> str:
    rows = scores["rows beside"]
    figures = ("F1 of yes", "kappa", "area under the curve", "calibration error")
    lines = [
        [
            f"{title}, {NAMES.get(name, name)}",
            str(one["n"]),
            str(one["yes"]),
            *(short(one[what]) for what in figures),
        ]
        for task, title in TITLES.items()
        for name, told in scores["questions"].items()
        if (one := told.get(task))
    ]
    head = ["Question, posts", "n", "Yes", "F1 of yes", "Kappa", "AUC", "Calibration error"]
    told = QUESTIONS.format(
        asked=rows["questions written"],
        answered=rows["questions answered"],
        agreed=", ".join(
            f"{title} {100 * one['agreed']['value']:.1f} % (kappa {one['kappa']:.2f})"
            for task, title in TITLES.items()
            if (one := rows["hands agree"][task])
        ),
    )
    return "\n".join([told, *grid(head, lines)])
