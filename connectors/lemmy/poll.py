"""One visit to a Lemmy server: its searches, and whether what is known still stands."""

import json
import re
from collections.abc import Iterable
from typing import Any

import httpx

from connectors.kit.contract import Mention
from connectors.kit.errors import (
    UNREADABLE,
    SourceBusyError,
    SourceChangedError,
    SourceError,
    SourceRefusedError,
    doubting,
    why_unread,
)
from connectors.kit.http.addresses import shown_url
from connectors.kit.http.fetch import Params, failed_body, get_json
from connectors.kit.reading.folding import names_one
from connectors.kit.walk.paging import Listed, Listing
from connectors.lemmy.posts import error_in, items_of, links_in, read_item

LIMIT = 50  # items of a sort a request, the most that servers give
WATCHED = 20  # the newest of ours that are asked for once a day
SORTS = {"Posts": "post", "Comments": "comment"}
_GONE = ("couldnt_find_post", "couldnt_find_comment", "couldnt_find_object", "not_found")
_CLOSED = ("instance_is_private", "not_logged_in", "incorrect_login")
_NO_SUCH_PATH = 404
_NUMBERED = re.compile(r"(post|comment)/([1-9]\d{0,17})", re.ASCII)


class GoneError(SourceChangedError):
    """The server does not show this post or comment."""


class Memory:
    """What the cursor keeps: where each search stands, and which of ours are looked at again."""

    def __init__(self, cursor: str | None, now: int, floor: int) -> None:
        self.states: dict[str, dict[str, Any]] = {}
        self.watched: list[tuple[str, int, str]] = []
        self.looked, self.floor = now, floor
        self._met = 0  # in this visit, newest first: before all that were known
        try:
            found = json.loads(cursor or "{}")
            states = {str(k): dict(v) for k, v in found["searches"].items()}
            watched = [(str(k), int(i), str(uri)) for k, i, uri in found["watched"]]
            self.looked, self.floor = int(found["looked"]), int(found["from"])
        except (ValueError, TypeError, KeyError, AttributeError):
            return
        self.states, self.watched = states, watched

    def text(self, keys: Iterable[str]) -> str:
        """For the cursor; nothing of a phrase that was since removed."""
        kept = {key: self.states[key] for key in keys if key in self.states}
        told = {"searches": kept, "watched": self.watched, "looked": self.looked}
        return json.dumps({**told, "from": self.floor}, ensure_ascii=False)

    def watch(self, kind: str, number: object, uri: str) -> None:
        """Ask for this one again once a day, as long as it is among the newest."""
        if isinstance(number, int) and uri not in {known for _, _, known in self.watched}:
            self.watched.insert(self._met, (kind, number, uri))
            del self.watched[WATCHED:]
            self._met += 1


class Server:
    """Requests of one visit to one server."""

    def __init__(
        self, http: httpx.Client, url: str, names: tuple[str, ...], memory: Memory
    ) -> None:
        self._http, self._url, self._names, self._memory = http, url, names, memory
        self._first: dict[str, Any] = {}  # the newest page of a phrase serves both sorts

    def listing(self, phrase: str, sort: str, at: str | None, fresh: bool) -> Listing | None:
        """A page of the posts or the comments that a search shows, newest first."""
        page = int(at or 1)
        if at is None:
            found = self._first.get(phrase)
            if found is None:
                found = self._first[phrase] = self._search(phrase, "All", 1, fresh)
        else:
            found = self._search(phrase, sort, page, True)
        if found is None:
            return None
        shown = items_of(found)
        links, part = links_in(shown), SORTS[sort]
        mine = [v for v in shown if isinstance(v, dict) and ("comment" in v) == (part == "comment")]
        items, refused = [], []
        for place, view in enumerate(mine, start=1):
            try:
                made = list(read_item(view, self._url, links))
            except UNREADABLE as error:
                refused.append(f"{part} {place}: {why_unread(error)}")
                continue
            items += [self._listed(mention, view[part]) for mention in made]
        older = str(page + 1) if len(mine) >= LIMIT else None
        return Listing(tuple(items), older, tuple(refused))

    def _listed(self, mention: Mention, own: dict[str, Any]) -> Listed:
        second = int(mention.posted_at.timestamp()) if mention.posted_at else self._memory.floor
        said = f"{mention.thread_title or ''}\n{mention.text}\n{own.get('url') or ''}"
        is_ours = names_one(said, self._names) and second >= self._memory.floor
        if mention.deleted:  # of what was never stored there is nothing to take away
            is_ours = mention.external_id in {uri for _, _, uri in self._memory.watched}
        elif is_ours:
            kind = "comment" if mention.genre == "forum_comment" else "post"
            self._memory.watch(kind, own.get("id"), mention.external_id)
        return Listed(second, mention.external_id, mention if is_ours else None)

    def again(self) -> list[Mention]:
        """The newest of ours as they are now; tombstones of those that are gone."""
        made: list[Mention] = []
        for kind, number, uri in list(self._memory.watched):
            genre = "forum_comment" if kind == "comment" else "forum_post"
            try:
                made += self._shown(kind, {"id": number}, f"{kind}_view")
            except UNREADABLE:
                continue
            except SourceRefusedError as error:
                if error.status != _NO_SUCH_PATH:
                    raise
            except GoneError:
                made.append(Mention(external_id=uri, text="", genre=genre, deleted=True))
        gone = {mention.external_id for mention in made if mention.deleted}
        self._memory.watched = [one for one in self._memory.watched if one[2] not in gone]
        return made

    def now(self, id_: str) -> list[Mention]:
        """A stored post or comment as it is now; GoneError where the server does not show it.

        What is at home elsewhere goes by its address: its number here is not known. SourceRefusedError
        where the server looks addresses up for its own people alone. Raises UNREADABLE too.
        """
        if at := _NUMBERED.fullmatch(id_.removeprefix(f"{self._url}/")):
            return self._shown(at[1], {"id": int(at[2])}, f"{at[1]}_view")
        return self._shown("resolve_object", {"q": id_}, "post", "comment")

    def _shown(self, path: str, asked: Params, *views: str) -> list[Mention]:
        try:
            found = self._ask(path, asked, fresh=True)
        except SourceError as error:
            if str(error).endswith(_GONE):
                raise GoneError(str(error), status=error.status) from error
            if error.status == _NO_SUCH_PATH:  # an API that was changed has taken nothing down
                raise SourceRefusedError(str(error), status=error.status) from error
            raise
        view = next((found[v] for v in views if found.get(v)), None)
        return list(read_item(view, self._url, links_in([view])))

    def _search(self, phrase: str, sort: str, page: int, fresh: bool) -> Any:
        asked: dict[str, str | int] = {
            "q": phrase,
            "type_": sort,
            "sort": "New",
            "listing_type": "All",
            "limit": LIMIT,
            "page": page,
        }
        with doubting("is this Lemmy?"):
            found = self._ask("search", asked, fresh=fresh)
        if found is None:
            return None
        try:
            items_of(found)
        except SourceChangedError as error:
            place = shown_url(f"{self._url}/api/v3/search")
            raise SourceChangedError(f"{place}: {error}") from error
        return found

    def _ask(self, path: str, asked: Params, *, fresh: bool) -> Any:
        url = f"{self._url}/api/v3/{path}"
        return get_json(self._http, url, asked, fresh=fresh, explain=_explained)


def _explained(reply: httpx.Response) -> SourceError | None:
    """What the server says of a request that it refused."""
    found = failed_body(reply)
    told = error_in(found) if isinstance(found, dict) else None
    status, place = reply.status_code, shown_url(reply.url.copy_with(query=None))
    if not told or status == 429 or status >= 500:
        return None
    if "rate_limit" in told:
        text = f"{place}: {status}, the server asks for patience: {told}"
        return SourceBusyError(text, status=status)
    if told in _CLOSED:
        text = f"{place}: {status}, the server shows nothing to visitors: {told}"
        return SourceRefusedError(text, status=status)
    if told in _GONE:
        return SourceChangedError(f"{place}: {status}, the server says: {told}", status=404)
    return None
