"""What Google's services say where they do not answer, in the words of who has to do something about it.

All of them wrap it alike: {"error": {"code", "message", "status", "details"}}; older ones have
`errors` with a reason each. A limit of 0 is a project that Google has not approved yet: it looks
like a flood, but waiting does not help.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

from connectors.kit.errors import (
    SourceBusyError,
    SourceChangedError,
    SourceError,
    SourceRefusedError,
)
from connectors.kit.http.addresses import shown_url
from connectors.kit.http.fetch import failed_body
from connectors.kit.http.waits import retry_after
from connectors.kit.reading.text import clean

_LONGEST = 200  # characters of what a service says
_SPENT = frozenset(
    [
        *("RATE_LIMIT_EXCEEDED", "RESOURCE_EXHAUSTED", "rateLimitExceeded"),
        *("userRateLimitExceeded", "quotaExceeded", "dailyLimitExceeded"),
    ]
)
_OFF = frozenset(["SERVICE_DISABLED", "accessNotConfigured"])
_NARROW = frozenset(["ACCESS_TOKEN_SCOPE_INSUFFICIENT", "insufficientPermissions"])


@dataclass(frozen=True, slots=True)
class Words:
    """What a kind says of a service's refusals."""

    unapproved: str  # the limit is 0
    off: str  # the service is not switched on in the project
    narrow: str  # the token may not do this
    closed: str  # whoever asks may not see this


@dataclass(frozen=True, slots=True)
class Problem:
    """One error as Google wraps it."""

    code: int | None
    said: str  # one line
    reasons: frozenset[str]  # its status among them
    limit: str | None  # the quota's size, where it says

    def as_changed(self) -> SourceChangedError:
        """Of a saved reply: what was answered instead of what was asked for."""
        return SourceChangedError(f"Google answered with an error: {self.said}")


def problem_in(found: Any) -> Problem | None:
    """The error that a decoded reply is; None where it is none."""
    if isinstance(found, list) and len(found) == 1:  # some wrap it once more
        found = found[0]
    error = found.get("error") if isinstance(found, Mapping) else None
    if isinstance(error, str):  # of the address that hands out tokens
        more = found.get("error_description")
        return Problem(
            None, _line(more if isinstance(more, str) else error), frozenset([error]), None
        )
    if not isinstance(error, Mapping):
        return None
    reasons = {each for part in _parts(error) if isinstance(each := part.get("reason"), str)}
    if isinstance(status := error.get("status"), str):
        reasons.add(status)
    limits = (part.get("metadata") for part in _parts(error))
    sizes = [each.get("quota_limit_value") for each in limits if isinstance(each, Mapping)]
    sizes += [part.get("quota_limit_value") for part in _parts(error)]
    limit = next((str(size) for size in sizes if size is not None), None)
    code, said = error.get("code"), error.get("message")
    return Problem(
        code if isinstance(code, int) and not isinstance(code, bool) else None,
        _line(said if isinstance(said, str) and said.strip() else "it does not say which"),
        frozenset(reasons),
        limit,
    )


def explaining(words: Words) -> Callable[[httpx.Response], SourceError | None]:
    """How replies that failed are named; None for what the status alone says, such as a 401."""

    def explain(reply: httpx.Response) -> SourceError | None:
        problem = problem_in(failed_body(reply))
        status = reply.status_code
        if problem is None or status >= 500 or (status == 401 and not _is_told(problem)):
            return None
        if problem.limit == "0":
            return SourceRefusedError(words.unapproved, status=status)
        if problem.reasons & _OFF or "has not been used in project" in problem.said:
            return SourceRefusedError(words.off, status=status)
        shown = shown_url(reply.url)
        if status == 429 or problem.reasons & _SPENT:
            wait = retry_after(reply.headers, datetime.now(UTC))
            told = f"{shown}: Google asks for patience, the quota is used up: {problem.said}"
            return SourceBusyError(told, retry_after=wait, status=status)
        if problem.reasons & _NARROW:
            return SourceRefusedError(words.narrow, status=status)
        if status in (401, 403):
            return SourceRefusedError(
                f"{words.closed} (Google says: {problem.said})", status=status
            )
        return SourceChangedError(f"{shown}: {status}, Google says: {problem.said}", status=status)

    return explain


def _is_told(problem: Problem) -> bool:
    """Is it more than a token that is not good any more?"""
    return "permissionDenied" in problem.reasons or bool(problem.reasons & _OFF)


def _parts(error: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for key in ("details", "errors"):
        listed = error.get(key)
        yield from (
            (one for one in listed if isinstance(one, Mapping)) if isinstance(listed, list) else ()
        )


def _line(said: str) -> str:
    return " ".join(clean(said[: 2 * _LONGEST]).split())[:_LONGEST]
