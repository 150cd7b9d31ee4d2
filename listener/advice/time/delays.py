"""Due times: how long until an advice is due, by the leaf's own hours or those that the brand sets."""

from datetime import timedelta

from listener.advice.leaves import Leaf, facts_of
from listener.settings.brand import Brand


def delay_of(leaf: Leaf, brand: Brand, *, is_review: bool) -> timedelta | None:
    """Time until it is due, a review's where it has its own; None where nothing is."""
    facts = facts_of(leaf)
    has_its_own = is_review and facts.review_due is not None
    told: float | None = getattr(brand.due.review if has_its_own else brand.due, leaf.lower(), None)
    if told is not None:
        return timedelta(hours=told)
    return facts.review_delay if is_review else facts.delay


def peers_first(brand: Brand) -> timedelta:
    """For how long the other customers may help first on the brand's own page."""
    return timedelta(hours=brand.thresholds.peers_first_hours)
