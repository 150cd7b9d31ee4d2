"""Stored comments asked for again: a comment by its number under its video, an answer with the comment above it."""

import re
from collections.abc import Iterator, Sequence

from connectors.kit.contract import Mention, Page
from connectors.kit.recheck import Again, Stored
from connectors.tiktok.asking import LIMIT, PlaceError
from connectors.tiktok.comments import Video
from connectors.tiktok.poll import SWEEP, Poll

_VIDEO = re.compile(r"/(?:video|photo)/([0-9]{5,25})(?:[?#]|$)")


def asked_again(poll: Poll, known: Sequence[Stored]) -> Iterator[Again]:
    """What is there of these, video by video. Raises EnoughError and the SourceErrors.

    One that lies nowhere is left as it is. Of a video that shows no comments they are there, unless it
    is in the account's list no more.
    """
    videos: dict[str, dict[str, list[str]]] = {}
    nowhere: list[str] = []
    for one in known:
        if found := _VIDEO.search(one.url):
            tops = videos.setdefault(found[1], {})
            tops.setdefault(one.thread or one.id, []).append(one.id)
        else:
            nowhere.append(one.id)
    if nowhere:
        yield Again(Page(), tuple(nowhere))
    for id_, tops in videos.items():
        for start in range(0, len(tops), LIMIT):
            some = list(tops)[start : start + LIMIT]
            yield _asked(poll, poll.known(id_), {top: tops[top] for top in some})


def _asked(poll: Poll, video: Video, tops: dict[str, list[str]]) -> Again:
    ids = tuple(id_ for below in tops.values() for id_ in below)
    try:
        there, unread = poll.shown(video, list(tops))
    except PlaceError:
        return Again(Page(), ids, ids if _is_gone(poll, video.id) else ())
    mentions: list[Mention] = []
    missing: list[str] = []
    for top, asked in tops.items():
        thread = there.get(top)
        read = poll.read(video, thread) if thread else []
        mentions += read
        shown = {mention.external_id for mention in read}
        is_whole = thread is None or len(read) > thread.count
        if is_whole and not (thread is None and unread):
            missing += (id_ for id_ in asked if id_ not in shown)
    return Again(Page(tuple(mentions)), ids, tuple(missing))


def _is_gone(poll: Poll, video: str) -> bool:
    """Is a video in the account's list no more?"""
    at = None
    for _ in range(SWEEP):
        found = poll.page_of_videos(at)
        if found is None or any(one.id == video for one in found[0]):
            return False
        if found[1] in (None, at):
            return True
        at = found[1]
    return False
