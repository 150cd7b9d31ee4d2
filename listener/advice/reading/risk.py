"""Risk: must somebody on duty see this now? By the word lists, which print their reason, and by the model.

Two tiers. What is likely rings the duty. What is possible is shown at once, whatever else is
advised: a needless look costs a minute, and a danger that nobody saw may cost more than that.
"""

from dataclasses import dataclass

from listener.advice.evidence import Evidence
from listener.advice.reading.danger import LIVED
from listener.advice.verdict import Tier
from listener.settings.brand import Brand

# Said of a group, or published about somebody, these are the page's matter, where it is ours.
ON_OUR_PAGE = frozenset({"hate", "private_data"})


@dataclass(frozen=True, slots=True)
class Risk:
    """How likely it is that somebody has to see a post now, and of what kind."""

    tier: Tier = "none"
    kind: str = ""  # a risk of LABELS.md, or a list's: child
    words: str | None = None  # of the author, where a list found them
    probability: float = 0.0  # of any risk, as the model reads it


def risk(
    evidence: Evidence, brand: Brand, *, hit: tuple[str, str] | None, is_passed_on: bool
) -> Risk:
    """The tier of a post; `hit` is what the lists found: a kind and the author's words."""
    if evidence.by_owner:
        return Risk()
    if hit and not (hit[0] in LIVED and is_passed_on):
        return Risk("likely", *hit)
    others = {
        kind: p
        for kind, p in evidence.risk.items()
        if kind != "none" and (kind not in ON_OUR_PAGE or evidence.venue == "own")
    }
    whole = sum(others.values())
    if whole < brand.thresholds.risk_possible:
        return Risk()
    kind = max(others, key=others.__getitem__)
    # What is only passed on is somebody else's: it is looked at, and rings nobody.
    likely = whole >= brand.thresholds.risk_likely and not is_passed_on
    return Risk("likely" if likely else "possible", kind, probability=whole)
