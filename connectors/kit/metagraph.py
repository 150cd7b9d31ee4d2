"""Meta's interfaces (Facebook, Instagram, Threads) as one poll asks them: their errors, their quotas kept.

All wrap an error alike: {"error": {"code", "error_subcode", "message", "fbtrace_id"}}. Retry-After they
never send: how much of an app's hour is used stands in headers. The token goes in a header, never in an
address. `paging.next` is not followed, for it holds the token: pages are asked for by their cursor.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from connectors.kit.errors import SourceError, SourceRefusedError
from connectors.kit.http.addresses import shown_url
from connectors.kit.http.fetch import Explain, Params, decoded, failed_body, get, stays_fresh
from connectors.kit.reading.text import clean

HOUR = 3_600  # seconds of rest where the hour's share is used up and Meta says no more of it
LIMITS = frozenset([4, 17, 32, 341, 613, *range(80_000, 80_015)])
AGAIN = frozenset([1, 2])  # a fault of theirs that passes
TOKENS = frozenset([102, 190])
_SECRET = re.compile(r"[A-Za-z0-9_|-]{20,}+")  # Meta repeats a broken token in its message
_LONGEST = 200  # characters of what Meta says
_FULL = 90  # per cent of a limit from which no more is asked in this poll
_REST = 1_200  # seconds of rest then: the limits are of the last hour


class EnoughError(Exception):
    """No more is asked in this poll: its requests are used up, or the app's share nearly is."""


class TokenError(SourceRefusedError):
    """The token is no good: nothing else can be read with it either."""


class NothingThereError(SourceRefusedError):
    """Nothing has this number, or nothing that the token may see."""


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


Named = Callable[[Failure, str, float | None, int | None], SourceError]
"""The error that a failure is; before its text what stands there, then seconds to wait and the reply's status."""


def explaining(named: Named) -> Explain:
    """How a reply that failed is told: by the error in its body, where there is one."""

    def explain(reply: httpx.Response) -> SourceError | None:
        if (failure := failure_in(failed_body(reply))) is None:
            return None
        wait = 60.0 * _minutes(reply.headers) or None
        place = f"{shown_url(reply.url.copy_with(query=None))}: "
        return named(failure, place, wait, reply.status_code)

    return explain


class Requests:
    """Requests of one poll, with one token: so many, and none once the app's share is nearly used."""

    def __init__(
        self, http: httpx.Client, root: str, token: str, *, most: int, named: Named
    ) -> None:
        self._http, self._root, self._named = http, root, named
        self._headers = {"Authorization": f"Bearer {token}"}
        self._is_full = False
        self.left = most  # requests that this poll may still make

    def ask(
        self, path: str, params: Params, *, fresh: bool, pay: Callable[[], object] | None = None
    ) -> Any:
        """An object, or a list with its paging; None for 304. `pay` is called before it is asked for.

        Raises EnoughError before it asks for more than it may, what `pay` raises, and the SourceErrors.
        """
        if self._is_full or self.left <= 0:
            raise EnoughError
        self.left -= 1  # before the call: one that fails counts too
        if pay:
            pay()
        url = f"{self._root}/{path}"
        explain = explaining(self._named)
        reply = get(self._http, url, params, headers=self._headers, fresh=fresh, explain=explain)
        if reply is None:
            return None
        minutes = _minutes(reply.headers)
        if _share(reply.headers) >= _FULL or minutes:
            self._is_full = True
            stays_fresh(reply, 60.0 * minutes or _REST)
        found = decoded(reply)
        if failure := failure_in(found):
            raise self._named(failure, f"{shown_url(url)}: ", None, None)
        return found


def _share(headers: Mapping[str, str]) -> float:
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


def _minutes(headers: Mapping[str, str]) -> int:
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
