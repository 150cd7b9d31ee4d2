"""One visit to a WordPress site: its newest comments, and those of ours that it does not show any more."""

import json
from typing import Any

import httpx

from connectors.kit.contract import Mention
from connectors.kit.errors import UNREADABLE, SourceChangedError, SourceError, SourceRefusedError
from connectors.kit.http.addresses import shown_url
from connectors.kit.http.fetch import Params, decoded, failed_body, get, is_rate_limit
from connectors.kit.saved import each_of
from connectors.kit.walk.paging import DAY, Listed, Listing
from connectors.wordpress.comments import (
    GENRE,
    NOT_OURS,
    code_in,
    items_of,
    known_in,
    number_of,
    read_comment,
)

LIMIT = 100  # comments a request, the most that WordPress gives
EMPTY = 10  # pages in a row on which a visitor may see nothing, that are passed over
WATCHED = 300  # the newest comments that are looked for in what the site shows
LOOKED_FOR = 20  # missing ones that are asked for in one poll
_ASKED: Params = {
    "per_page": LIMIT,
    "orderby": "date_gmt",
    "order": "desc",
    "_embed": "up,in-reply-to",
}
# WordPress' words for a comment that is deleted, held, in the trash, or under a post that is.
_GONE = (
    "rest_comment_invalid_id",
    "rest_post_invalid_id",
    "rest_cannot_read",
    "rest_cannot_read_post",
)
_ELSEWHERE = "if its API is elsewhere, write the address in api"


class GoneError(SourceChangedError):
    """The site does not show this comment."""


class Site:
    """Requests to one site's API, and its errors in its own words."""

    def __init__(self, http: httpx.Client, api: str, home: str) -> None:
        self._http, self._api = http, api.rstrip("/")
        self._feed = (
            'its feed of comments is read by kind = "rss", preset = "wordpress_comments",'
            f' of = "{home}"'
        )

    def ask(self, path: str, asked: Params, *, fresh: bool) -> tuple[Any, int | None]:
        """A reply and how many pages there are, where the site says so; None for 304.

        Raises the SourceErrors.
        """
        url = f"{self._api}/wp/v2/{path}"
        reply = get(
            self._http,
            url,
            asked,
            headers={"Accept": "application/json"},
            fresh=fresh,
            explain=self._explained,
        )
        if reply is None:
            return None, None
        try:
            found = decoded(reply)
        except SourceChangedError as error:
            raise self._elsewhere(str(error)) from error
        pages = number_of(reply.headers.get("x-wp-totalpages"))
        return found, pages

    def comments(self, asked: Params, *, fresh: bool) -> tuple[list[Any] | None, int | None]:
        """The comments of a page, and how many pages there are; None for 304."""
        found, pages = self.ask("comments", asked, fresh=fresh)
        if found is None:
            return None, None
        place = shown_url(self._api)
        try:
            return items_of(found), pages
        except SourceChangedError as error:
            if str(error) == NOT_OURS:
                raise self._elsewhere(f"{place}: {error}") from error
            raise SourceChangedError(f"{place}: {error}") from error

    def alone(self, id_: int) -> list[Mention]:
        """A comment by its number; GoneError where it is not shown, UNREADABLE where it is otherwise."""
        found, _ = self.ask(f"comments/{id_}", _ASKED, fresh=True)
        return list(read_comment(found, {}))

    def _elsewhere(self, told: str, status: int | None = None) -> SourceChangedError:
        return SourceChangedError(f"{told}; {_ELSEWHERE}; {self._feed}", status=status)

    def _explained(self, reply: httpx.Response) -> SourceError | None:
        """What a refusal comes to, and the way around it."""
        status, place = reply.status_code, shown_url(reply.url.copy_with(query=None))
        if status not in (401, 403, 404) or (status == 403 and is_rate_limit(reply)):
            return None
        code = code_in(failed_body(reply))
        if code in _GONE:
            return GoneError(f"{place}: {status}, the comment is not shown", status=status)
        if status == 404 and code != "rest_no_route":
            return self._elsewhere(f"{place}: 404, no WordPress answers there", status)
        told = f"{place}: {status}, its API shows no comments to visitors; {self._feed}"
        return SourceRefusedError(told, status=status)


class Poll:
    """One visit, and what the cursor keeps of it."""

    def __init__(self, site: Site, days: int, cursor: str | None, now: int) -> None:
        self._site = site
        self.state, self._watched, self.floor = _read(cursor)
        if self.state is None:
            self.floor = now - days * DAY
        self._missing: dict[int, None] = {}

    def cursor(self) -> str | None:
        """All that a later poll needs."""
        if self.state is None:
            return None
        newest = sorted(self._watched.items(), key=lambda one: one[::-1], reverse=True)
        return json.dumps(self.state | {"watched": newest[:WATCHED], "from": self.floor})

    def listing(self, at: str | None, fresh: bool) -> Listing | None:
        """A page of the comments, newest first; a number of pages that a site does not tell is unknown."""
        page = int(at or 1)
        shown, pages = self._site.comments({**_ASKED, "page": page}, fresh=fresh)
        if shown is None:
            return None
        for _ in range(EMPTY):  # under posts that a visitor may not see
            if shown or pages is None or page >= pages:
                break
            page += 1
            shown, pages = self._site.comments({**_ASKED, "page": page}, fresh=True)
            shown = shown or []
        is_more = len(shown) >= LIMIT if pages is None else page < pages
        return self._listed(shown, at, str(page + 1) if is_more else None)

    def _listed(self, shown: list[Any], at: str | None, older: str | None) -> Listing:
        known = known_in(shown)
        told = each_of(shown, lambda item: read_comment(item, known), "comment")
        items: list[Listed] = []
        for mention in told.mentions:
            time = mention.posted_at
            second = int(time.timestamp()) if time else self.floor
            is_wanted = not mention.deleted and second >= self.floor
            if is_wanted:
                self._watched[int(mention.external_id)] = second
            items.append(Listed(second, mention.external_id, mention if is_wanted else None))
        if items or not told.refused:
            self._look(items, is_first=at is None, is_last=older is None)
        return Listing(tuple(items), older, told.refused)

    def _look(self, items: list[Listed], *, is_first: bool, is_last: bool) -> None:
        """Note which comments of ours this page should show and does not."""
        there = {item.id for item in items}
        seconds = [item.position for item in items]
        high = None if is_first else max(seconds, default=0)
        low = self.floor - 1 if is_last else min(seconds, default=0)
        if not items and not (is_first and is_last):
            return
        for id_, second in self._watched.items():
            if second > low and (high is None or second < high) and str(id_) not in there:
                self._missing[id_] = None

    def looked_for(self) -> list[Mention]:
        """Tombstones of the comments of ours that are not shown any more; those that are, as they are."""
        made: list[Mention] = []
        for id_ in list(self._missing)[:LOOKED_FOR]:
            try:
                made += self._site.alone(id_)
            except GoneError:
                made.append(Mention(external_id=str(id_), text="", genre=GENRE, deleted=True))
            except (*UNREADABLE, SourceError):
                break
            # One that is there and not listed is not asked for again and again.
            self._watched.pop(id_, None)
        return made


def _read(cursor: str | None) -> tuple[dict[str, Any] | None, dict[int, int], int]:
    """Where the list stands, what is watched, and the second that the first visit began at."""
    try:
        found: dict[str, Any] = json.loads(cursor or "null")
        watched = {int(id_): int(second) for id_, second in found.pop("watched")}
        since = int(found.pop("from"))
        int(found["upto"])
    except (ValueError, TypeError, KeyError, AttributeError):
        return None, {}, 0
    return found, watched, since
