"""Risk: must somebody on duty see this now? By the word lists, which print their reason, and by the model.

Two tiers. What is likely rings the duty. What is possible is shown at once, whatever else is
advised: a needless look costs a minute, and a danger that nobody saw may cost more than that.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from listener.advice.evidence import GOOD_STARS, Evidence
from listener.advice.reading import beliefs
from listener.advice.reading.beliefs import Signs, held
from listener.advice.reading.danger import LIVED, extorts
from listener.advice.reading.lexicon import found
from listener.advice.reading.text import folded_sentences
from listener.advice.verdict import Tier
from listener.settings.brand import Brand

_BY_WORDS = 0.95  # how likely words of a list are meant, where no model read the text
_THANKS = 0.8  # from which its tone and its intent are surely thanks
_LAUGHING = re.compile("[\U0001f602\U0001f923\U0001f480\U0001f61c\U0001f605\U0001f92a]")
# From which the model agrees with words that name a thing and what became of it: then it is sure.
_AGREES = 0.4
# A share of danger that who asks "why" is told of, though it is too faint to be shown.
_DOUBTED = 0.3
# Who says in so many words that they would die is looked at, however calm the model is.
SPOKEN = frozenset({"self_harm"})
# Said of a group, or published about somebody, these are the page's matter, where it is ours.
ON_OUR_PAGE = frozenset({"hate", "private_data"})
# From which what the model holds for a matter of the hour surely is one.
_SURELY_NOW = 0.8
# A sentence with one of these says of nothing that it is solved.
_DENIES = re.compile(
    r"\b(?:pas|jamais|rien|ni|aucune?|personne|toujours|not|never|nobody|no one|nothing|neither|yet|still)\b|n't\b"
)
_OF_DATA = frozenset({"leak", "private_data"})


@dataclass(frozen=True, slots=True)
class Risk:
    """How likely it is that somebody has to see a post now, and of what kind."""

    tier: Tier = "none"
    kind: str = ""  # a risk of LABELS.md, or a list's: child
    words: str | None = None  # of the author, where a list found them
    probability: float = 0.0  # of any risk, as the model reads it
    by_person: bool = False


def risk(
    evidence: Evidence,
    brand: Brand,
    folded: str,
    *,
    hit: tuple[str, str] | None,
    is_plain: bool,
    is_passed_on: bool,
) -> Risk:
    """The tier of a post; `hit` is what the lists found: a kind and the author's words.

    `is_plain`: they are no way of speaking, so that it is looked at whatever the model reads.
    """
    if evidence.by_owner:
        return Risk()
    if evidence.risk_by_person:
        return _said(evidence)
    others = counted(evidence)
    kind, words = hit if hit and not (hit[0] in LIVED and is_passed_on) else ("", None)
    whole = _BY_WORDS if words else 0.0
    if others:
        kind = kind or likeliest(others)
        told = signs(evidence, folded, others, words=words)
        whole = held("danger", told, evidence.vector).probability
    if words and (kind in SPOKEN or (is_plain and not _is_light(evidence, folded))):
        is_sure = sum(others.values()) >= _AGREES or (kind == "threat" and extorts(evidence.text))
        agrees = is_plain and is_sure
        whole = max(whole, brand.costs.rings_from if agrees else brand.costs.shown_from)
    if whole < brand.costs.shown_from:
        return _half_seen(evidence, brand, others)
    # What is only passed on is somebody else's: it is looked at, and rings nobody.
    likely = whole >= brand.costs.rings_from and (words is not None or not is_passed_on)
    return Risk("likely" if likely else "possible", kind, words, whole)


def _half_seen(evidence: Evidence, brand: Brand, others: Mapping[str, float]) -> Risk:
    """Possible where the model half sees a danger, and somebody surely has to know of the post now; else none."""
    is_surely_now = evidence.answers.get("know_now", 0.0) >= _SURELY_NOW
    if not is_surely_now or sum(others.values()) < _AGREES:
        return Risk()
    return Risk("possible", likeliest(others), None, brand.costs.shown_from)


def _said(evidence: Evidence) -> Risk:
    """A person's word needs no other sign."""
    said = max(evidence.risk, key=evidence.risk.__getitem__, default="none")
    return Risk() if said == "none" else Risk("likely", said, None, 1.0, by_person=True)


def counted(evidence: Evidence) -> Mapping[str, float]:
    """The kinds of risk that are ours to see where the post stands, with their probabilities."""
    return {
        kind: p
        for kind, p in evidence.risk.items()
        if kind != "none" and (kind not in ON_OUR_PAGE or evidence.venue == "own")
    }


def likeliest(others: Mapping[str, float]) -> str:
    """Of the kinds that count, of which there is one, the likeliest."""
    return max(others, key=others.__getitem__)


def doubted(evidence: Evidence) -> str | None:
    """The kind of danger that the model holds a little likely, shown or not; None where it hardly does."""
    others = counted(evidence)
    return likeliest(others) if sum(others.values()) >= _DOUBTED else None


def signs(
    evidence: Evidence, folded: str, others: Mapping[str, float], *, words: str | None
) -> Signs:
    """For the weights of `danger`; `others` are the kinds of risk that count here."""
    return beliefs.danger(
        evidence,
        min(1.0, sum(others.values())),
        words=bool(words),
        laughs=_laughs(evidence, folded),
        solved=_is_over(evidence),
    )


def _laughs(evidence: Evidence, folded: str) -> bool:
    return bool(found("talk.joke", folded) or _LAUGHING.search(evidence.text))


def _is_light(evidence: Evidence, folded: str) -> bool:
    """Whether it is told laughing, or is long over."""
    return _laughs(evidence, folded) or _is_over(evidence)


def _is_over(evidence: Evidence) -> bool:
    """Whether it is said to be solved, and in that sentence nothing denies it: "never resolved"."""
    told = "\n".join(part for part in (evidence.title, evidence.text) if part)
    solved = ((part, found("talk.solved", part)) for part in folded_sentences(told))
    return any(words and not _DENIES.search(part.replace(words, " ")) for part, words in solved)


def is_only_told(evidence: Evidence, folded: str, read: Risk, *, right: bool = False) -> bool:
    """Whether a danger that the model alone reads is a death that thanks speak of, a trouble that ended well, or
    one's own data that are claimed by right: nobody else sees them.
    """
    if read.tier == "none" or read.words or read.by_person:
        return False
    if right and read.tier == "possible" and read.kind in _OF_DATA:
        return True
    thanks = min(evidence.tone.share("positive"), evidence.intent.share("praise"))
    if read.kind == "self_harm" and thanks >= _THANKS and found("talk.mourning", folded):
        return True
    return (evidence.rating or 0) >= GOOD_STARS and found("talk.turned", folded) is not None
