"""One poll of TikTok: the account's videos, the comments under each, and what is known once more."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from connectors.kit.contract import Mention, Page
from connectors.kit.errors import UNREADABLE, why_unread
from connectors.kit.walk.lists import read_on
from connectors.kit.walk.paging import DAY, DEEP, Listed, Listing, Reach
from connectors.tiktok.asking import LIMIT, VIDEOS, Asking, EnoughError, PlaceError
from connectors.tiktok.comments import (
    Thread,
    Video,
    address,
    read_comment,
    read_thread,
    read_video,
)
from connectors.tiktok.memory import Memory

PAGES = 10  # requests of one poll for one list of comments, at most
SWEEP = 50  # and for the account's videos
OVERLAP = 3_600  # seconds read again
ROUNDS = 300  # comments asked for again by one poll
_ANSWERS = 10  # requests for the answers to one comment
_FIELDS = ["item_id", "create_time", "share_url", "caption"]
# Sorted by time. The page of the interface says sort_order, TikTok's own programs sort_type.
_NEWEST = {"sort_field": "create_time", "sort_order": "desc", "sort_type": "desc"}
_NOTHING = Page()


class Poll:
    """Requests and readings of one visit."""

    def __init__(self, asking: Asking, memory: Memory, account: str, days_back: int) -> None:
        self._asking, self._memory, self._account = asking, memory, account
        self._floor = memory.now - days_back * DAY
        self._met: set[str] = set()
        self._cut: set[str] = set()
        self._videos: dict[str, Video] = {}
        self._is_swept = False  # were all videos gone through by this poll?
        self.unread: list[str] = []  # videos of the list that could not be read
        self.behind = False  # what was not asked for is left to the next poll

    def page(self, page: Page = _NOTHING) -> Page:
        """What this poll has not met yet, with where all lists stand."""
        new = {m.external_id: m for m in page.mentions if m.external_id not in self._met}
        self._met |= new.keys()
        behind = self.behind or bool(self._cut)
        return replace(
            page, mentions=tuple(new.values()), cursor=self._memory.text(), behind=behind
        )

    def named(self, ids: tuple[str, ...]) -> Iterator[Video]:
        """The videos that the settings name."""
        for id_ in ids:
            yield self.known(id_)

    def videos(self) -> Iterator[Video]:
        """The newest videos; once a day all that are not too old."""
        memory, at = self._memory, None
        is_due = not 0 <= memory.now - memory.swept < DAY
        for _ in range(SWEEP):
            found = self.page_of_videos(at)
            if found is None:
                return
            read, older = found
            for video in read:
                self._videos[video.id] = video
                if 0 < video.second < self._floor:
                    continue
                if at and 0 <= memory.now - memory.looked.get(video.id, -DAY) < DAY:
                    continue  # this day's, by a poll that was cut
                yield video
                memory.looked[video.id] = memory.now
            newest = max((video.second for video in read), default=0)
            if not is_due or older in (None, at) or 0 < newest < self._floor:
                break
            at = older
        memory.swept = memory.now if is_due else memory.swept
        self._is_swept = is_due

    def page_of_videos(self, at: str | None) -> tuple[list[Video], str | None] | None:
        """A page of the account's videos, and the mark of the next."""
        asked: dict[str, Any] = {"fields": _FIELDS, "max_count": VIDEOS}
        if at:
            asked["cursor"] = at
        found = self._asking.items("business/video/list/", asked, "videos", fresh=True)
        if found is None:
            return None
        read: list[Video] = []
        refused: list[str] = []
        for n, one in enumerate(found[0], start=1):
            try:
                read.append(read_video(one, self._account))
            except UNREADABLE as error:
                refused.append(f"video {n}: {why_unread(error)}")
        self.unread += refused
        return read, found[1]

    def under(self, video: Video) -> Iterator[Page]:
        """What is new under one video, newest first."""
        now, key = self._memory.now, f"video:{video.id}"
        reach = Reach(max_pages=PAGES, overlap=OVERLAP, ceiling=now + DAY, deep=DEEP, now=now)
        fetch = partial(self._listing, video)
        for page in read_on(self._memory.lists, key, lambda _: fetch, self._floor, reach):
            self._cut = self._cut | {key} if page.behind else self._cut - {key}
            yield self.page(page)

    def again(self) -> Iterator[Page]:
        """Comments of the last week as they are now; tombstones of those that are gone."""
        for id_, ids in self._memory.due(ROUNDS).items():
            video = self.known(id_)
            for start in range(0, len(ids), LIMIT):
                asked_for = ids[start : start + LIMIT]
                try:
                    found = self._asked_again(video, asked_for)
                except PlaceError:
                    # Closed comments stay; of a video that is in no list any more they are gone.
                    is_gone = self._is_swept and id_ not in self._videos
                    found = self._memory.missing(asked_for) if is_gone else []
                except EnoughError:
                    return
                yield self.page(Page(tuple(found)))

    def shown(self, video: Video, ids: list[str]) -> tuple[dict[str, Thread], bool]:
        """Those of these comments that are there, and whether there is one that cannot be read.

        That may be one of those that would be missing. Raises PlaceError, EnoughError.
        """
        asked = {
            "video_id": video.id, "comment_ids": ids, "include_replies": "true",
            "status": "PUBLIC", "max_count": LIMIT,
        }  # fmt: skip
        found = self._asking.items("business/comment/list/", asked, "comments", fresh=True)
        there: dict[str, Thread] = {}
        unread = not found
        for one in found[0] if found else []:
            try:
                thread = read_thread(one, video)
            except UNREADABLE:
                unread = True
                continue
            if thread and thread.id in ids:
                there[thread.id] = thread
        return there, unread

    def _asked_again(self, video: Video, ids: list[str]) -> list[Mention]:
        there, unread = self.shown(video, ids)
        mentions = [m for thread in there.values() for m in self.read(video, thread)]
        if not unread:
            mentions += self._memory.missing(id_ for id_ in ids if id_ not in there)
        return mentions

    def _listing(self, video: Video, at: str | None, fresh: bool) -> Listing | None:
        asked: dict[str, Any] = {
            "video_id": video.id, "include_replies": "true", "status": "PUBLIC",
            "max_count": LIMIT, **_NEWEST,
        }  # fmt: skip
        if at:
            asked["cursor"] = at
        found = self._asking.items("business/comment/list/", asked, "comments", fresh=fresh)
        if found is None:
            return None
        shown, older = found
        threads: list[Thread | None] = []
        refused: list[str] = []
        for n, one in enumerate(shown, start=1):
            try:
                threads.append(read_thread(one, video))
            except UNREADABLE as error:
                refused.append(f"comment {n}: {why_unread(error)}")
        read = [thread for thread in threads if thread]
        is_sorted = _are_sorted(read)
        items: list[Listed] = []
        for thread in read:
            # In no order, a page says nothing of what lies behind it: all of it is read.
            place = thread.second if is_sorted else self._memory.now
            mentions = self.read(video, thread) if thread.second >= self._floor else []
            items += [Listed(place, m.external_id, m) for m in mentions]
            if not mentions:
                items.append(Listed(place, thread.id, None))
        return Listing(tuple(items), older, tuple(refused))

    def read(self, video: Video, thread: Thread) -> list[Mention]:
        """A comment with its answers, asked for where the list does not show those that are new."""
        if not thread.is_whole and self._memory.count_of(thread.id) != thread.count:
            return self._whole(video, thread)
        gone = self._memory.seen(video.id, thread, is_whole=thread.is_whole)
        return [*thread.mentions, *gone]

    def _whole(self, video: Video, thread: Thread) -> list[Mention]:
        first, *shown = thread.mentions
        answers = {m.external_id: m for m in shown}
        at, is_whole = None, False
        for _ in range(_ANSWERS):
            asked: dict[str, Any] = {
                "video_id": video.id, "comment_id": thread.id, "status": "PUBLIC",
                "max_count": LIMIT, **_NEWEST,
            }  # fmt: skip
            if at:
                asked["cursor"] = at
            found = self._asking.items(
                "business/comment/reply/list/", asked, "comments", fresh=True
            )
            items, older = found or ([], None)
            for one in items:
                try:
                    if answer := read_comment(one, video, first):
                        answers[answer.external_id] = answer
                except UNREADABLE:
                    continue  # what is told of it is told of the video's own list
            is_whole = older is None
            if older in (None, at) or not items:
                break
            at = older
        whole = replace(thread, mentions=(first, *answers.values()))
        return [*whole.mentions, *self._memory.seen(video.id, whole, is_whole=is_whole)]

    def known(self, id_: str) -> Video:
        """A video by its number, as far as it is known."""
        return self._videos.get(id_) or Video(id_, address(self._account, id_))


def _are_sorted(threads: list[Thread]) -> bool:
    """Does the newest come first, beside what is pinned to the top?"""
    seconds = [thread.second for thread in threads if not thread.is_pinned]
    return seconds == sorted(seconds, reverse=True)
