"""What Meta's interfaces (Facebook, Instagram, Threads) say where they do not answer, and of their limits.

All wrap it alike: {"error": {"code", "error_subcode", "message", "fbtrace_id"}}. Retry-After they never
send: how much of an app's hour is used stands in headers.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from connectors.kit.reading.text import clean

HOUR = 3_600  # seconds of rest where the hour's share is used up and Meta says no more of it
LIMITS = frozenset([4, 17, 32, 341, 613, *range(80_000, 80_015)])
AGAIN = frozenset([1, 2])  # a fault of theirs that passes
TOKENS = frozenset([102, 190])
_SECRET = re.compile(r"[A-Za-z0-9_|-]{20,}+")  # Meta repeats a broken token in its message
_LONGEST = 200  # characters of what Meta says


@dataclass(frozen=True, slots=True)
class Failure:
    """One error as Meta wraps it."""

    code: int
    sub: int
    message: str  # one line of Meta's
    passes: bool  # it says itself that it passes
    what: str  # what people are told of it: Meta's words, without a secret

    @property
    def is_for_permission(self) -> bool:
        """Is a permission missing?"""
        return self.code in (3, 10) or 200 <= self.code <= 299


def failure_in(found: object) -> Failure | None:
    """The error that a body is; None where it is none."""
    told = found.get("error") if isinstance(found, Mapping) else None
    if not isinstance(told, Mapping):
        return None
    code, sub = _number(told.get("code")), _number(told.get("error_subcode"))
    message = " ".join(clean(str(told.get("message") or "")).split())
    said = _SECRET.sub(_masked, message)[:_LONGEST]
    trace = _SECRET.sub(lambda key: key[0][:20], str(told.get("fbtrace_id") or ""))[:20]
    what = f"Meta says: {said or 'nothing'}; code {code}, subcode {sub}, fbtrace {trace or 'none'}"
    return Failure(code, sub, message, told.get("is_transient") is True, what)


def share(headers: Mapping[str, str]) -> float:
    """The highest share of a limit that is used, in per cent."""
    return max(
        (
            float(value)
            for use in _uses(headers)
            for key, value in use.items()
            if key in ("call_count", "total_time", "total_cputime")
            and isinstance(value, int | float)
        ),
        default=0.0,
    )


def minutes(headers: Mapping[str, str]) -> int:
    """Minutes until Meta answers this app again; 0 while it does."""
    waits = (use.get("estimated_time_to_regain_access") for use in _uses(headers))
    return max((wait for wait in waits if isinstance(wait, int) and 0 < wait <= 1_440), default=0)


def _masked(word: re.Match[str]) -> str:
    """A permission's name is letters alone, and is wanted."""
    return "…" if any(map(str.isdigit, word[0])) else word[0]


def _uses(headers: Mapping[str, str]) -> list[Mapping[str, Any]]:
    """What the usage headers say: one for the app and the page, a list for each business."""
    found: list[Mapping[str, Any]] = []
    for name in ("x-app-usage", "x-page-usage", "x-business-use-case-usage"):
        try:
            told = json.loads(headers.get(name, "{}"))
        except (ValueError, RecursionError):
            continue
        parts = [told, *told.values()] if isinstance(told, dict) else []
        for part in parts:
            found += part if isinstance(part, list) else [part]
    return [use for use in found if isinstance(use, dict)]


def _number(value: object) -> int:
    try:
        return int(str(value))
    except ValueError:
        return 0
