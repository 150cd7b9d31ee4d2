"""One poll of a page and an account: where each list stood, what is asked for, where it stands now."""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from connectors.kit.contract import Mention, Page
from connectors.kit.errors import SourceError
from connectors.kit.http.fetch import Params
from connectors.kit.metagraph import EnoughError, NothingThereError
from connectors.kit.walk.paging import DAY, DEEP, Fetch, Listed, Listing, Reach, newest_first
from connectors.meta.graph import Graph, TooMuchAtOnceError
from connectors.meta.items import Around, Sort
from connectors.meta.replies import Item, listed

OVERLAP = 3_600  # seconds read again: a comment may be held back and shown later
POSTS = (25, 10, 3)  # of one request: fewer where Graph finds them too much at once
COMMENTS = 50  # of one request
PAGES = 10  # requests of one poll for one list, at most
LOOKED_FOR = 5  # missing comments asked for one by one, of one post in one poll
_WATCHED = 2 * POSTS[0]  # posts of whose newest comments the ids are remembered
_KEPT = 400  # lists whose place is remembered, the last read

_NOTHING = Page()
_FROM = "id,created_time,message,from,permalink_url"
_ATTACHED = "{title,description}"
_COMMENT = ",".join(
    (
        *(_FROM, "like_count", "comment_count", "admin_creator", "is_private"),
        *(f"attachment{_ATTACHED}", "parent{id,message,permalink_url}"),
    )
)
_STREAM = "filter(stream).order(reverse_chronological)"
_POST = f"{_FROM},shares,attachments{_ATTACHED},reactions.limit(0).summary(total_count)"
_ANSWER = "id,text,timestamp,username,from,user,like_count,parent_id"
_REMARK = f"{_ANSWER},replies.limit({COMMENTS}){{{_ANSWER}}}"
_MEDIA = "id,caption,permalink,timestamp,username,media_type,like_count,comments_count"
# By list: what its items are, and what is asked of each.
_LISTS: dict[str, tuple[Sort, str]] = {
    "feed": (
        "post",
        f"{_POST},comments.{_STREAM}.limit({COMMENTS}).summary(total_count){{{_COMMENT}}}",
    ),
    "tagged": ("tagged", _POST),
    "ratings": (
        "rating",
        "created_time,has_rating,has_review,rating,recommendation_type,review_text,reviewer,"
        "open_graph_story{id}",
    ),
    "media": ("media", f"{_MEDIA},owner,comments.limit({COMMENTS}){{{_REMARK}}}"),
    "tags": ("media_tagged", _MEDIA),
}


class Poll:
    """Reads lists, newest first, and keeps their places in the cursor."""

    def __init__(
        self, graph: Graph, cursor: str | None, now: datetime, *, days: int, around: Around
    ) -> None:
        self._graph, self._around = graph, around
        self._now, self._floor = int(now.timestamp()), int(now.timestamp()) - days * DAY
        self._at: dict[str, dict[str, Any]] = {}
        self._swept: dict[str, int] = {}  # by list: when all its posts were last gone through
        self._seen: dict[
            str, dict[str, int]
        ] = {}  # by post: its newest comments, with their seconds
        self._cut: set[str] = set()
        self._met: set[str] = set()
        self.behind = False  # what was not asked for is left to the next poll
        with suppress(ValueError, TypeError, KeyError, AttributeError):  # else a first poll
            found = json.loads(cursor or "{}")
            at = {str(key): dict(state) for key, state in found["at"].items()}
            seen = {str(key): dict(ids) for key, ids in found.get("seen", {}).items()}
            self._seen = {
                key: {str(i): int(s) for i, s in ids.items()} for key, ids in seen.items()
            }
            self._swept = {str(key): int(second) for key, second in found["swept"].items()}
            self._at = at

    def read(self, account: str, name: str) -> Iterator[Page]:
        """What is new in one list; with the comments under each post of it, where it has them."""
        if name in ("feed", "media"):
            yield from self._posts(account, name)
        else:
            yield from self._walk(name, partial(self._plain, f"{account}/{name}", name))

    def page(self, page: Page = _NOTHING) -> Page:
        """What this poll has not met yet, with where all lists stand."""
        new = {m.external_id: m for m in page.mentions if m.external_id not in self._met}
        self._met |= new.keys()
        behind = self.behind or bool(self._cut)
        return replace(page, mentions=tuple(new.values()), cursor=self._text(), behind=behind)

    def _posts(self, account: str, name: str) -> Iterator[Page]:
        """The newest posts with their comments; once a day all that are not too old."""
        sort, at = _LISTS[name][0], None
        is_due = not 0 <= self._now - self._swept.get(name, -DAY) < DAY
        while (found := self._ask(f"{account}/{name}", name, at)) is not None:
            items, older = listed(found, self._around, sort)
            tops = [each[0] for each in items if each]
            yield self.page(_of(tops))
            for top in tops:
                yield from self._under(top, name, is_new=at is None)
            newest = max((second for top in tops if (second := _second(top))), default=self._floor)
            if not is_due or older in (None, at) or newest < self._floor:
                break
            at = older
        if found is not None:
            self._swept |= {name: self._now} if is_due else {}
            yield self.page()  # with the places that the last post's comments left

    def _under(self, top: Item, name: str, *, is_new: bool) -> Iterator[Page]:
        """The comments under one post: those that came with it, those behind them, and what is gone."""
        edge = top.found.get("comments")
        if top.mention is None or not isinstance(edge, Mapping):
            return
        around = self._around.under(top.sort, top.mention)
        sort: Sort = "comment" if name == "feed" else "ig_comment"
        fields = _COMMENT if name == "feed" else _REMARK
        key = top.mention.external_id
        first = self._listing(*listed({**edge, "data": edge.get("data") or []}, around, sort))

        def comments(at: str | None, fresh: bool) -> Listing | None:  # noqa: ARG001
            if at is None:
                return first
            more = {"filter": "stream", "order": "reverse_chronological"} if name == "feed" else {}
            asked = {**_asked(fields, COMMENTS, at), **more}
            found = self._graph.ask(f"{key}/comments", asked, fresh=True)
            return self._listing(*listed(found, around, sort))

        if first.items or first.refused:
            yield from self._walk(key, comments)
        if is_new:
            yield from self._gone(key, first)

    def _gone(self, key: str, first: Listing) -> Iterator[Page]:
        """What stood among the newest comments at the last poll, and stands nowhere now."""
        here = {item.id: item.position for item in first.items}
        lowest = min(here.values(), default=0) if first.older else 0
        known = self._seen.pop(key, {})
        missing = [id_ for id_, at in known.items() if at > lowest and id_ not in here]
        if here or missing:
            self._seen[key] = here | {id_: known[id_] for id_ in missing}
        gone = []
        for id_ in missing[:LOOKED_FOR]:
            if (is_gone := self._is_gone(id_)) is None:
                break
            del self._seen[key][id_]  # settled: hidden from the list, where it is not gone
            if is_gone:
                gone.append(Mention(external_id=id_, text="", genre="social_comment", deleted=True))
        if len(gone) < len(missing) and not self._seen[key].keys().isdisjoint(missing):
            self._cut |= {f"gone {key}"}  # the next poll asks on, though nothing changed
        if gone:
            yield self.page(Page(tuple(gone)))

    def _is_gone(self, id_: str) -> bool | None:
        """Is there no such comment any more? None where Graph does not say now."""
        try:
            self._graph.ask(id_, {"fields": "id"}, fresh=True)
        except NothingThereError:
            return True
        except (SourceError, EnoughError):
            return None
        return False

    def _walk(self, key: str, fetch: Fetch) -> Iterator[Page]:
        """What is new in a list, newest first, from where it stood."""
        reach = Reach(
            max_pages=PAGES,
            overlap=OVERLAP,
            floor=self._floor,
            ceiling=self._now + DAY,
            deep=DEEP,
            now=self._now,
        )
        state = self._at.get(key)
        for page in newest_first(fetch, json.dumps(state), reach):
            if page.cursor:
                self._at.pop(key, None)
                self._at[key] = json.loads(page.cursor)
            self._cut = self._cut | {key} if page.behind else self._cut - {key}
            yield self.page(page)

    def _plain(self, path: str, name: str, at: str | None, fresh: bool) -> Listing | None:
        found = self._ask(path, name, at, fresh=fresh)
        return (
            None if found is None else self._listing(*listed(found, self._around, _LISTS[name][0]))
        )

    def _listing(self, items: list[list[Item]], older: str | None) -> Listing:
        """A page of a list; what stands inside an item stands at its place."""
        places = [next((s for item in each if (s := _second(item))), 0) for each in items]
        known = [place for place in places if place]
        last, found = known[0] if known else self._now, []
        for each, place in zip(items, places, strict=True):
            last = place or last  # one without a time stands beside its neighbour
            found += [Listed(last, i.mention.external_id, i.mention) for i in each if i.mention]
        refused = tuple(item.refused for each in items for item in each if item.refused)
        return Listing(tuple(found), older, refused)

    def _ask(self, path: str, name: str, at: str | None, *, fresh: bool = False) -> Any:
        for number in POSTS[:-1]:
            with suppress(TooMuchAtOnceError):
                asked = _asked(_LISTS[name][1], number, at)
                return self._graph.ask(path, asked, fresh=fresh or at is not None)
        return self._graph.ask(path, _asked(_LISTS[name][1], POSTS[-1], at), fresh=True)

    def _text(self) -> str | None:
        kept = dict(list(self._at.items())[-_KEPT:])
        if not (kept or self._swept):
            return None
        seen = dict(list(self._seen.items())[-_WATCHED:])
        return json.dumps({"at": kept, "swept": self._swept, "seen": seen})


def _of(items: list[Item]) -> Page:
    mentions = tuple(item.mention for item in items if item.mention)
    return Page(mentions, refused=tuple(item.refused for item in items if item.refused))


def _second(item: Item) -> int | None:
    at = item.mention.posted_at if item.mention else None
    return int(at.timestamp()) if at else None


def _asked(fields: str, number: int, at: str | None) -> Params:
    return {"fields": fields, "limit": number, **({"after": at} if at else {})}
