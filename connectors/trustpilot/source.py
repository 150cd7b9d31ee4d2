"""Trustpilot: what people write of a company there, with its answers, by Trustpilot's own API.

A review keeps its date when it is edited or answered, so once a day a poll reads the last thirty days
again. The company goes by its domain; its number on Trustpilot is asked for once and remembered.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, ClassVar

import httpx
from pydantic import ConfigDict, Field, SecretStr, field_validator, model_validator

from connectors.kit.about import About, Settings
from connectors.kit.contract import Connector, Page
from connectors.kit.errors import SourceChangedError, SourceError, SourceRefusedError, naming
from connectors.kit.guide import Guides
from connectors.kit.http.addresses import shown_url
from connectors.kit.http.fetch import Params, failed_body, get_json
from connectors.kit.reading.folding import same
from connectors.kit.saved import each_of
from connectors.kit.walk.paging import DAY, Listed, Listing, Reach, newest_first
from connectors.trustpilot.guide import GUIDES
from connectors.trustpilot.reviews import error_in, in_reply, read_review, reviews_of

LIMIT = 100  # reviews a request, the most that it gives
PAGES = 10  # requests of one poll, at most
OVERLAP = 3_600  # seconds read again at each poll,
DEEP = 30 * DAY  # and once a day: answers and edits come without a new date
_UNIT = re.compile(r"[0-9a-f]{24}")


class Trustpilot(Connector):
    """Reviews of a company on Trustpilot, with its answers."""

    model_config = ConfigDict(hide_input_in_errors=True)

    realm: ClassVar[str | None] = "trustpilot"
    guides: ClassVar[Guides] = GUIDES
    about_brand: bool = True
    unit: str = Field(min_length=2, max_length=200)
    """The company there: its domain (acme.example), the address of its page, or its name."""
    key: SecretStr
    """The API key of an application of yours on Trustpilot."""
    days_back: int = Field(default=365, ge=1, le=3_650)
    """Days that the first poll reads back."""
    url: str = Field(default="https://api.trustpilot.com", pattern=r"^https?://[^/\s]+")
    """The API's address."""

    @field_validator("unit")
    @classmethod
    def _as_it_goes(cls, unit: str) -> str:
        told = unit.strip()
        page = re.match(r"https?://[^/]*trustpilot\.com/review/([^/?#\s]+)", told)
        site = re.match(r"https?://([^/?#\s]+)", told)
        found = page or site
        return found[1].lower() if found else told

    @field_validator("key")
    @classmethod
    def _is_there(cls, key: SecretStr) -> SecretStr:
        told = key.get_secret_value().strip()
        if not re.fullmatch(r"[\x21-\x7e]+", told):
            raise ValueError("expected the API key, without blanks")
        return SecretStr(told)

    @model_validator(mode="after")
    def _is_not_sent_in_the_clear(self) -> "Trustpilot":
        if not self.allow_private and self.url.startswith("http:"):
            raise ValueError("key: it would be sent in the clear: write https://")
        return self

    @classmethod
    def proposed(cls, about: About, http: httpx.Client) -> Iterator[Settings]:  # noqa: ARG003
        """The company's page there, where its site leads to it."""
        for link in about.links_to("trustpilot.com"):
            if "/review/" in link:
                yield {"unit": link, "key": "${TRUSTPILOT_KEY}"}
                return

    @classmethod
    def mentions_in(cls, reply: bytes) -> Page:
        """The reviews of a saved reply: a list of the API, public or private, one review, an event."""
        return in_reply(reply)

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:
        """Yield the reviews, newest first, each with its answer."""
        now = int(datetime.now(UTC).timestamp())
        state = _state(cursor, self.unit)
        known = state.pop("id", None) if state else None
        unit = known or self._found(http)
        floor = now - self.days_back * DAY
        reach = Reach(
            max_pages=PAGES, overlap=OVERLAP, floor=floor, ceiling=now + DAY, deep=DEEP, now=now
        )

        def fetch(at: str | None, fresh: bool) -> Listing | None:
            nonlocal unit
            try:
                return self._listing(http, unit, floor, at, fresh)
            except SourceChangedError as error:
                if error.status != 404 or unit != known or at:
                    raise
                unit = self._found(http)  # the number that was remembered is over
                return self._listing(http, unit, floor, at, True)

        for page in newest_first(fetch, json.dumps(state) if state else None, reach):
            cursor = None
            if page.cursor:
                kept = json.loads(page.cursor) | {"unit": self.unit, "id": unit}
                cursor = json.dumps(kept, ensure_ascii=False)
            yield replace(page, cursor=cursor)

    def _listing(
        self, http: httpx.Client, unit: str, floor: int, at: str | None, fresh: bool
    ) -> Listing | None:
        number = int(at or 1)
        asked: Params = {"orderBy": "createdat.desc", "perPage": LIMIT, "page": number}
        path = f"business-units/{unit}/reviews"
        found = self._get(http, path, asked, fresh=fresh)
        if found is None:
            return None
        with naming(shown_url(self._at(path))):
            shown = reviews_of(found)
        told = each_of(shown, read_review, "review")
        items, second = [], int(datetime.now(UTC).timestamp())
        for mention in told.mentions:
            # An answer stands with its review, whatever its own date is.
            if mention.posted_at and not mention.by_owner:
                second = int(mention.posted_at.timestamp())
            items.append(Listed(second, mention.external_id, mention if second >= floor else None))
        is_end = len(shown) < LIMIT
        return Listing(tuple(items), None if is_end else str(number + 1), told.refused)

    def _found(self, http: httpx.Client) -> str:
        """The company's number on Trustpilot."""
        if _UNIT.fullmatch(self.unit):
            return self.unit
        if "." in self.unit and " " not in self.unit:
            bare = self.unit.removeprefix("www.")
            for name in dict.fromkeys((self.unit, bare, f"www.{bare}")):
                try:
                    found = self._get(http, "business-units/find", {"name": name}, fresh=True)
                except SourceChangedError as error:
                    if error.status != 404:
                        raise
                    continue
                return self._id_of(found)
        else:
            return self._searched(http)
        raise SourceRefusedError(
            f"Trustpilot knows no company under {self.unit}: open its page there and copy its address"
        )

    def _searched(self, http: httpx.Client) -> str:
        found = self._get(http, "business-units/search", {"query": self.unit}, fresh=True)
        listed = found.get("businessUnits") if isinstance(found, Mapping) else None
        if not isinstance(listed, list):
            raise SourceChangedError("no list of companies: is this Trustpilot's?")
        units = [one for one in listed if isinstance(one, Mapping)]
        named = [u for u in units if same(str(u.get("displayName") or ""), self.unit)]
        if len(named) == 1:
            return self._id_of(named[0])
        domains = [str(n.get("identifying")) for u in units if isinstance(n := u.get("name"), dict)]
        told = ", ".join(domains[:5]) or "nobody"
        raise SourceRefusedError(
            f"{self.unit} is no company's alone on Trustpilot: write its domain there as unit; the"
            f" search shows {told}"
        )

    def _id_of(self, found: Any) -> str:
        id_ = found.get("id") if isinstance(found, Mapping) else None
        if not isinstance(id_, str) or not _UNIT.fullmatch(id_):
            raise SourceChangedError("no company's number: is this Trustpilot's?")
        return id_

    def _at(self, path: str) -> str:
        return f"{self.url.rstrip('/')}/v1/{path}"

    def _get(self, http: httpx.Client, path: str, asked: Params, *, fresh: bool) -> Any:
        headers = {"apikey": self.key.get_secret_value(), "Accept": "application/json"}
        url = self._at(path)
        return get_json(http, url, asked, headers=headers, fresh=fresh, explain=_explained)


def _explained(reply: httpx.Response) -> SourceError | None:
    """What Trustpilot says of a request that it refused."""
    found = failed_body(reply)
    told = error_in(found) if isinstance(found, Mapping) else None
    status, shown = reply.status_code, shown_url(reply.url.copy_with(query=None))
    if told is None or status in (404, 410) or status == 429 or status >= 500:
        return None
    if status == 401 or (status == 400 and "key" in told.lower()):
        return SourceRefusedError(
            f"{shown}: {status}, the key is not accepted ({told}): copy it again from your application"
            " on Trustpilot",
            status=status,
        )
    if status == 403:
        return SourceRefusedError(
            f"{shown}: {status}, the key may not read this ({told}): ask Trustpilot whether your plan"
            " includes the API",
            status=status,
        )
    return SourceChangedError(f"{shown}: {status}, Trustpilot says: {told}", status=status)


def _state(cursor: str | None, unit: str) -> dict[str, Any] | None:
    """Where the company's list stands; what cannot be read, or is another's, is a first poll."""
    try:
        found = json.loads(cursor or "null")
        is_ours = found["unit"] == unit and _UNIT.fullmatch(found["id"])
        return {k: v for k, v in found.items() if k != "unit"} if is_ours else None
    except (ValueError, TypeError, KeyError):
        return None
