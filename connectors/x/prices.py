"""What X asks for what it shows, in US dollars, as its page of prices says it (docs.x.com, August 2026).

Each thing in a reply is charged, those beside the posts too. What X does not charge a second time on one
day is counted here all the same: it calls that "a soft guarantee".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from math import isfinite
from typing import Any

PARTS = 1_000_000  # of a dollar
PRICES: Mapping[str, float] = {"post": 0.005, "owned": 0.001, "user": 0.01, "count": 0.005}
_MOST = 100.0  # dollars for one thing: more is a slip


@dataclass(frozen=True, slots=True)
class Prices:
    """Parts of a dollar for each."""

    post: int
    owned: int  # a post in a list of the account that owns the app
    user: int
    count: int  # a request that counts, whatever it counts
    dearest: int  # for what nobody asked for


def with_defaults(told: Mapping[str, float]) -> dict[str, float]:
    """The whole table; raises ValueError for what is no price."""
    for name, dollars in told.items():
        if name not in PRICES:
            raise ValueError(f"prices: {name!r:.40}? the prices are {', '.join(PRICES)}")
        least = 0 if name == "user" else 1 / PARTS
        if not (isfinite(dollars) and least <= dollars <= _MOST):
            raise ValueError(f"prices.{name}: expected dollars, such as {PRICES[name]:g}")
    return {**PRICES, **told}


def in_parts(table: Mapping[str, float]) -> Prices:
    """The table to count by, never too low."""
    found = {name: int(_parts(dollars, ROUND_CEILING)) for name, dollars in table.items()}
    return Prices(**found, dearest=max(found.values()))


def limit_of(dollars: float) -> int:
    """Parts that a day's dollars are, never too many."""
    return int(_parts(dollars, ROUND_FLOOR))


def cost_of(found: Mapping[str, Any], prices: Prices, post: int) -> int:
    """What a reply costs: its posts, their authors, and whatever else stands in it."""
    shown = found.get("data")
    cost = post * (len(shown) if isinstance(shown, list) else shown is not None)
    beside = found.get("includes")
    for name, things in beside.items() if isinstance(beside, Mapping) else ():
        each = prices.user if name == "users" else prices.dearest
        cost += each * (len(things) if isinstance(things, list | Mapping) else 1)
    return cost


def _parts(dollars: float, rounding: str) -> Decimal:
    return (Decimal(str(dollars)) * PARTS).to_integral_value(rounding)
