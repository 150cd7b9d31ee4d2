"""Whether a query of the settings hides a mention: all but what somebody has to see."""

from collections.abc import Collection, Sequence

from connectors.kit.asking.words import Words
from connectors.kit.query.setting import any_of
from listener.advice.leaves import Leaf
from listener.advice.verdict import is_urgent

_RIGHTS = frozenset({"legal", "dpo"})  # desks that read along where a right is claimed


def hidden_by(words: Words, queries: Sequence[str]) -> str | None:
    """The first of the queries that finds it; None for none. What nobody can know, such as a language, hides nothing."""
    return next((query for query in queries if any_of((query,)).holds(words)), None)


def may_hide(
    leaf: str, risk: str, desks: Collection[str], rule: str = "", *, is_piece: bool
) -> bool:
    """Is it none of what no query hides: danger, or what may be one, what somebody must know now, a claimed right,
    the press, a colleague's report?

    A piece of the press (`is_piece`) that only counts asks nothing of anybody, and may be hidden.
    """
    if is_urgent(leaf, risk, rule) or not _RIGHTS.isdisjoint(desks):
        return False
    return "press" not in desks or (is_piece and leaf == Leaf.COUNT)
