"""One poll of YouTube: the lists of channels and videos, the search for videos, and what is known once more."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from connectors.kit.budget import Budget
from connectors.kit.contract import Author, Mention, Page
from connectors.kit.errors import UNREADABLE, why_unread
from connectors.kit.reading.bodies import words
from connectors.kit.reading.entries import as_date, as_line, as_text
from connectors.kit.reading.folding import names_one
from connectors.kit.recheck import Again
from connectors.kit.walk.lists import read_on
from connectors.kit.walk.paging import DAY, DEEP, Listed, Listing, Reach
from connectors.youtube.asking import IDS, LIMIT, Asking
from connectors.youtube.comments import WATCH, Thread, read_comment, read_thread, under
from connectors.youtube.memory import Memory

PAGES = 10  # requests of one poll for one list, at most
OVERLAP = 3_600  # seconds read again
ROUNDS = 10  # requests of one poll for threads that are looked at again
HITS = 50  # videos a search, the most that YouTube gives


@dataclass(frozen=True, slots=True)
class Place:
    """One list of comments."""

    key: str  # video:ID or channel:ID
    names: tuple[str, ...] = ()  # only threads that name one of these; empty: all

    @property
    def asked(self) -> dict[str, str]:
        """The list's filter, as the API wants it."""
        kind, _, id_ = self.key.partition(":")
        return {"videoId" if kind == "video" else "allThreadsRelatedToChannelId": id_}


class Poll:
    """Requests and readings of one visit."""

    def __init__(
        self, asking: Asking, memory: Memory, units: Budget, own: frozenset[str], days_back: int
    ) -> None:
        self._asking, self._memory, self._units, self._own = asking, memory, units, own
        self._days_back = days_back

    def list_of(self, place: Place, seen: set[str], *, is_behind: bool) -> Iterator[Page]:
        """What is new in one list, newest first."""
        memory, now = self._memory, self._memory.now
        reach = Reach(max_pages=PAGES, overlap=OVERLAP, ceiling=now + DAY, deep=DEEP, now=now)
        since = now - self._days_back * DAY
        for page in read_on(
            memory.lists,
            place.key,
            lambda floor: partial(self._listing, place, floor),
            since,
            reach,
        ):
            new = {m.external_id: m for m in page.mentions if m.external_id not in seen}
            seen |= new.keys()
            behind = is_behind or page.behind
            yield replace(page, mentions=tuple(new.values()), cursor=memory.text(), behind=behind)

    def _listing(self, place: Place, floor: int, at: str | None, fresh: bool) -> Listing | None:
        asked: dict[str, str | int] = {
            "part": "snippet,replies",
            **place.asked,
            "maxResults": LIMIT,
            "order": "time",
            "textFormat": "plainText",
        }
        if at:
            asked["pageToken"] = at
        found = self._asking.items(self._units, "commentThreads", asked, fresh=fresh)
        if found is None:
            return None
        shown, older = found
        items: list[Listed] = []
        refused: list[str] = []
        for n, one in enumerate(shown, start=1):
            try:
                thread = read_thread(one, self._own)
            except UNREADABLE as error:
                refused.append(f"comment {n}: {why_unread(error)}")
                continue
            if thread is None:
                continue
            is_ours = thread.second >= floor and _names(thread, place.names)
            mentions = self._read(thread) if is_ours else []
            items += [Listed(thread.second, m.external_id, m) for m in mentions]
            if not mentions:
                items.append(Listed(thread.second, thread.id, None))
        return Listing(tuple(items), older, tuple(refused))

    def _read(self, thread: Thread) -> list[Mention]:
        """A thread with its answers, asked for where the list does not show those that are new."""
        if thread.is_whole or self._memory.count_of(thread.id) == thread.count:
            gone = self._memory.seen(thread, is_whole=thread.is_whole)
            return [*thread.mentions, *gone]
        return self._whole(thread)

    def _whole(self, thread: Thread) -> list[Mention]:
        mentions, is_whole = self._answers(thread, anew=True)
        whole = replace(thread, mentions=tuple(mentions))
        return [*mentions, *self._memory.seen(whole, is_whole=is_whole)]

    def _answers(self, thread: Thread, *, anew: bool = False) -> tuple[list[Mention], bool]:
        """A thread with all its answers, and whether these are all; asked for where not all are shown."""
        first, *shown = thread.mentions
        if thread.is_whole and not anew:
            return [first, *shown], True
        found, is_whole = self._asking.replies(self._units, thread.id)
        answers = {m.external_id: m for m in shown}
        for one in found:
            try:
                if answer := read_comment(one, self._own):
                    answers[answer.external_id] = under(first, replace(answer, venue=first.venue))
            except UNREADABLE:
                continue  # as in any list; what is told of it is told of the thread's own list
        return [first, *answers.values()], is_whole

    def again(self) -> Iterator[Page]:
        """Threads that are due as they are now; tombstones of those that are gone."""
        due = self._memory.due(ROUNDS * IDS)
        for start in range(0, len(due), IDS):
            ids = due[start : start + IDS]
            there, unread = self._there(ids)
            mentions: list[Mention] = []
            for thread in there.values():
                is_whole = thread.is_whole
                mentions += self._read(thread) if is_whole else self._whole(thread)
            known = there.keys() | unread
            mentions += self._memory.missing(id_ for id_ in ids if id_ not in known)
            yield Page(tuple(mentions), self._memory.text())

    def _there(self, ids: Sequence[str]) -> tuple[dict[str, Thread], set[str]]:
        """The threads of these that are there, and the ids of those that are but cannot be read."""
        there: dict[str, Thread] = {}
        unread: set[str] = set()
        for one in self._asking.threads(self._units, ids):
            try:
                thread = read_thread(one, self._own)
            except UNREADABLE:
                unread.add(as_line(one.get("id")) if isinstance(one, Mapping) else "")
                continue
            if thread and thread.id in ids:
                there[thread.id] = thread
        return there, unread

    def asked_again(self, ids: Sequence[str]) -> Iterator[Again]:
        """Stored comments by their ids, as they are now with all of their threads."""
        tops = list(dict.fromkeys(id_.partition(".")[0] for id_ in ids if not _is_video(id_)))
        if videos := tuple(filter(_is_video, ids)):
            yield Again(Page(), videos)  # what was found by its title: nobody asks for that again
        for start in range(0, len(tops), IDS):
            some = tops[start : start + IDS]
            asked = tuple(id_ for id_ in ids if id_.partition(".")[0] in some)
            there, unread = self._there(some)
            mentions: list[Mention] = []
            hidden: set[str] = set()  # threads of which not all answers are shown
            for thread in there.values():
                shown, is_whole = self._answers(thread)
                mentions += shown
                hidden |= set() if is_whole else {thread.id}
            known = {m.external_id for m in mentions}
            missing = (
                id_
                for id_ in asked
                if id_ not in known and id_.partition(".")[0] not in unread | hidden
            )
            yield Again(Page(tuple(mentions)), asked, tuple(missing))

    def search(self, searches: Budget, phrase: str, names: tuple[str, ...]) -> Page:
        """Videos that name the brand, the newest first; their comments are read from then on."""
        since = self._memory.now - self._days_back * DAY
        asked: dict[str, str | int] = {
            "part": "snippet", "q": f'"{phrase}"', "type": "video", "order": "date",
            "maxResults": HITS, "publishedAfter": f"{_utc(since)}",
        }  # fmt: skip
        found = self._asking.items(searches, "search", asked, fresh=True)
        self._memory.searched[phrase] = self._memory.now
        mentions = []
        for one in reversed(found[0] if found else []):
            video = _video(one)
            if video is None or not names_one(f"{video.title}\n{video.text}", names):
                continue
            if video.author and video.author.id in self._own:
                continue  # its comments are in the channel's own list
            mentions.append(video)
            self._memory.found.setdefault(video.external_id.partition("/")[2], 0)
        return Page(tuple(mentions), self._memory.text())


def channel_of(asking: Asking, memory: Memory, units: Budget, handle: str) -> str:
    """The id of a channel that is named by its handle, kept; "" where there is none."""
    if handle not in memory.handles:
        found = asking.items(units, "channels", {"part": "id", "forHandle": handle}, fresh=True)
        shown = [one for one in (found[0] if found else []) if isinstance(one, Mapping)]
        if id_ := next((as_line(one.get("id")) for one in shown), ""):
            memory.handles[handle] = id_
    return memory.handles.get(handle, "")


def _is_video(id_: str) -> bool:
    return id_.startswith("video/")


def _names(thread: Thread, names: tuple[str, ...]) -> bool:
    return not names or any(names_one(m.text, names) for m in thread.mentions)


def _video(found: Any) -> Mention | None:
    """A video that the search found; None for what is none."""
    try:
        id_, told = as_line(found["id"].get("videoId")), found["snippet"]
        title = words(as_text(told.get("title")), is_markup=False).strip()
        text = words(as_text(told.get("description")), is_markup=False).strip()
        channel = as_line(told.get("channelId"))
        at = as_date(told.get("publishedAt"))
    except UNREADABLE:
        return None
    if not (id_ and title):
        return None
    name = as_line(told.get("channelTitle")) or None
    url = f"https://www.youtube.com/channel/{channel}"
    return Mention(
        external_id=f"video/{id_}",
        url=f"{WATCH}{id_}",
        author=Author(id=channel, name=name, url=url) if channel else None,
        title=" ".join(title.split()) if text else None,
        text=text or title,
        posted_at=at,
        genre="social_post",
        venue="public",
        thread_key=f"video/{id_}",
    )


def _utc(second: int) -> str:
    return f"{datetime.fromtimestamp(second, UTC):%Y-%m-%dT%H:%M:%SZ}"
