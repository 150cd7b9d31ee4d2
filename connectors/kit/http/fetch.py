"""One GET or POST, with every way it can fail turned into the error that says what happens next.

None stands for 304: nothing has changed since the last poll that was stored, so the connector
just returns.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import httpx

from connectors.kit.errors import (
    SourceBusyError,
    SourceChangedError,
    SourceError,
    SourceRefusedError,
    naming,
)
from connectors.kit.http.addresses import shown_url
from connectors.kit.http.broken import broken
from connectors.kit.http.guard import ASIDE, FRESH, MAX_BYTES, STATE
from connectors.kit.http.state import HttpState
from connectors.kit.http.waits import retry_after
from connectors.kit.saved import json_in

Params = Mapping[str, str | int | float | bool | None]
Explain = Callable[[httpx.Response], SourceError | None]
"""What a reply that failed says by its body; None: what its status says."""

_REFUSALS = {
    401: "wants a login or another key: check the source's settings",
    402: "wants to be paid: check the plan of your account there",
    403: "does not let us read this: check the source's settings, or remove it",
    410: "is gone for good: remove the source or give its new address",
    451: "is closed for legal reasons: remove the source",
}
# What is to be done, of one that is busy and of one that is broken.
_ASIDE = (
    "asks for patience: it is asked again later, ever more seldom",
    "is out of order: it is asked again later; look there if it lasts",
)
_BUSY = (408, 421, 425, 429)


def get(
    http: httpx.Client,
    url: str,
    params: Params | None = None,
    *,
    headers: Mapping[str, str] | None = None,
    fresh: bool = False,
    max_bytes: int | None = None,
    explain: Explain | None = None,
    aside: bool = False,
) -> httpx.Response | None:
    """The whole successful reply; None where the server says that nothing has changed (304).

    `fresh` asks for the body even if it has not changed. `params` are added to those in `url`.
    `explain` reads the service's own error out of a reply that failed. What is read `aside` is not
    the source itself: nothing of it is remembered, nor what it says of when to come again.
    Raises SourceBusyError, SourceRefusedError or SourceChangedError.
    """
    reply = _asked(
        lambda more: http.get(
            httpx.URL(url).copy_merge_params(params or {}),  # httpx's own `params` replace
            headers=headers,
            extensions={FRESH: fresh, ASIDE: aside, **more},
        ),
        url,
        max_bytes,
    )
    if reply.status_code == 304:
        return None
    _check(reply, max_bytes, explain)
    state = reply.extensions.get(STATE)
    if isinstance(state, HttpState) and not aside:
        state.holds(str(reply.request.url), reply.content)
    return reply


def post(
    http: httpx.Client,
    url: str,
    form: Mapping[str, str],
    *,
    headers: Mapping[str, str] | None = None,
    max_bytes: int | None = None,
    explain: Explain | None = None,
) -> httpx.Response:
    """The whole successful reply to a form, within the same deadline and limits as `get`.

    A form may hold secrets: it goes to that address alone, and a redirect is a SourceChangedError.
    Raises SourceBusyError, SourceRefusedError or SourceChangedError.
    """
    return _posted(http, url, {"data": dict(form)}, headers, max_bytes, explain)


def post_json(
    http: httpx.Client,
    url: str,
    told: Mapping[str, Any] | None,
    *,
    headers: Mapping[str, str] | None = None,
    max_bytes: int | None = None,
    explain: Explain | None = None,
) -> httpx.Response:
    """As `post`, with one JSON object for a form; None: nothing but the headers."""
    return _posted(
        http, url, {} if told is None else {"json": dict(told)}, headers, max_bytes, explain
    )


def _posted(
    http: httpx.Client,
    url: str,
    told: Mapping[str, Any],
    headers: Mapping[str, str] | None,
    max_bytes: int | None,
    explain: Explain | None,
) -> httpx.Response:
    reply = _asked(
        lambda more: http.post(
            url, headers=headers, follow_redirects=False, extensions=more, **told
        ),
        url,
        max_bytes,
    )
    if reply.has_redirect_location:
        raise SourceChangedError(
            f"{shown_url(url)}: it sends elsewhere, where nothing secret is sent: check the address",
            status=reply.status_code,
        )
    _check(reply, max_bytes, explain)
    return reply


def _asked(
    ask: Callable[[dict[str, Any]], httpx.Response], url: str, max_bytes: int | None
) -> httpx.Response:
    """The reply, whatever its status; what kept it from coming, as the error that says what is next."""
    try:
        return ask({} if max_bytes is None else {MAX_BYTES: max_bytes})
    except (httpx.InvalidURL, UnicodeError) as error:
        raise SourceRefusedError(
            f"{shown_url(url)}: not an address: write it like https://site.example/feed"
        ) from error
    except httpx.TooManyRedirects as error:
        raise SourceChangedError(f"{shown_url(url)}: its redirects do not end") from error
    except httpx.UnsupportedProtocol as error:
        raise SourceRefusedError(f"{shown_url(url)}: only http and https are read") from error
    except httpx.RequestError as error:
        raise SourceBusyError(f"{shown_url(url)}: {broken(error)}") from error


def _check(reply: httpx.Response, max_bytes: int | None, explain: Explain | None) -> None:
    """Raise what a reply is, where it is no good one or too large."""
    if reply.status_code != 200 and explain and (told := explain(reply)):
        raise told
    _check_status(reply)
    if max_bytes is not None and len(reply.content) > max_bytes:
        raise SourceChangedError(
            f"{shown_url(reply.url)}: the reply is larger than {max_bytes / 1_000_000:g} MB"
        )


def get_json(
    http: httpx.Client,
    url: str,
    params: Params | None = None,
    *,
    headers: Mapping[str, str] | None = None,
    fresh: bool = False,
    explain: Explain | None = None,
) -> Any:
    """The decoded JSON of a successful reply; None for 304. Raises as `get` does.

    A body of `null` is a SourceChangedError, so None has one meaning.
    """
    reply = get(http, url, params, headers=headers, fresh=fresh, explain=explain)
    return None if reply is None else decoded(reply)


def decoded(reply: httpx.Response) -> Any:
    """The JSON of a successful reply, never None; SourceChangedError where it is none."""
    kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
    start = reply.content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    with naming(shown_url(reply.url)):
        if kind == "text/html" and start not in (b"{", b"["):
            raise SourceChangedError("a web page where JSON was asked")
        return json_in(reply.content)


def failed_body(reply: httpx.Response) -> Any:
    """The JSON of a reply that failed, as an `explain` reads it; None where it is none, or too deep to be one."""
    try:
        return json_in(reply.content)
    except SourceChangedError:
        return None


def stays_fresh(reply: httpx.Response, seconds: float) -> None:
    """Note that the body of this reply says it stays the same for that long."""
    state = reply.extensions.get(STATE)
    if isinstance(state, HttpState):
        state.wait(seconds)


def _check_status(reply: httpx.Response) -> None:
    status = reply.status_code
    if status == 200:
        return
    shown = shown_url(reply.url)
    wait = retry_after(reply.headers, datetime.now(UTC))
    if status in _BUSY or status >= 500 or (status == 403 and is_rate_limit(reply)):
        told = f"{shown}: {status}, the site {_ASIDE[status >= 500]}"
        raise SourceBusyError(told, retry_after=wait, status=status)
    if status in _REFUSALS:
        raise SourceRefusedError(f"{shown}: {status}, the site {_REFUSALS[status]}", status=status)
    if status == 404:
        told = f"{shown}: 404, nothing is there: check the address"
        raise SourceChangedError(told, status=status)
    told = f"{shown}: {status} {reply.reason_phrase} where 200 was expected"
    raise SourceChangedError(told, status=status)


def is_rate_limit(reply: httpx.Response) -> bool:
    """GitHub and others say 403 for too many requests, and mark it in the headers."""
    if "retry-after" in reply.headers:
        return True
    left = reply.headers.get("x-ratelimit-remaining", reply.headers.get("ratelimit-remaining"))
    return left is not None and left.split(".")[0] == "0"
