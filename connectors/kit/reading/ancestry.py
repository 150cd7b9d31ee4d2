"""What the items of a feed answer, and the replies that belong to items picked before.

A reply seldom repeats the name that its parent was picked for, and may come long after it.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from urllib.parse import parse_qs, urlsplit

from w3lib.url import url_query_cleaner

from connectors.kit.reading.entries import Entry
from connectors.kit.reading.identity import place
from connectors.kit.reading.text import canonical_url

_DEEPEST = 100  # answers to answers
_OF_A_COMMENT = ("showComment", "replytocom", "comment_id", "commentId", "cid", "lc", "cpage")
_KEPT = 1_000  # hashes of items picked lately; an item has one or two


class Ancestry:
    """Parents among the items of one reply."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._by_id = {entry.id: entry for entry in entries if entry.id}
        self._by_place = {at: entry for entry in entries if (at := place(entry.link))}

    def parent(self, entry: Entry) -> Entry | None:
        """The item that this one answers, if the reply shows it."""
        by_id = self._by_id.get(entry.parent_id or "")
        found = by_id or self._by_place.get(place(entry.parent_url) or "")
        return None if found is entry else found

    def line(self, entry: Entry) -> Iterator[Entry]:
        """The item, its parent, and so on; as far as it goes and no circle."""
        here: Entry | None = entry
        for _ in range(_DEEPEST):
            if here is None:
                return
            yield here
            here = self.parent(here)

    def thread(self, entry: Entry, id_: str) -> str:
        """The page that a comment stands on, else the oldest ancestor that is told of."""
        page, _, anchor = (entry.link or "").partition("#")
        if found := topic(page):
            return found
        if anchor:
            return canonical_url(url_query_cleaner(page, _OF_A_COMMENT, remove=True))
        *_, oldest = self.line(entry)
        return oldest.parent_id or (id_ if oldest is entry else oldest.id or id_)


def topic(link: str) -> str | None:
    """The topic that a forum's post stands in, where its address tells: Discourse, phpBB."""
    try:
        parts = urlsplit(canonical_url(link))
        asked = parse_qs(parts.query)
    except ValueError:
        return None
    folders = parts.path.split("/")
    if folders[-1] == "viewtopic.php" and "t" in asked:
        return f"{parts.scheme}://{parts.netloc}{parts.path}?t={asked['t'][0]}"
    if "t" not in folders:
        return None
    at = folders.index("t") + 1
    # /t/name/12/3 or /t/12/3: the third post of topic 12.
    number = next((n for n in (at, at + 1) if n < len(folders) and folders[n].isdecimal()), None)
    if number is None or len(folders) > number + 2:
        return None
    return f"{parts.scheme}://{parts.netloc}{'/'.join(folders[: number + 1])}"


class Picked:
    """Which items are wanted: those with the words, and the replies to what was picked.

    Its memory is the cursor, which promises nothing.
    """

    def __init__(
        self, cursor: str | None, ancestry: Ancestry, has_words: Callable[[Entry], bool]
    ) -> None:
        self._kept = dict.fromkeys(_read(cursor))
        self._ancestry, self._has_words = ancestry, has_words
        self._known: dict[int, bool] = {}

    def wants(self, entry: Entry) -> bool:
        """Whether it has the words, or anything above it had."""
        wanted = any(self._is_picked(above) for above in self._ancestry.line(entry))
        if wanted:
            for hashed in _hashes(entry.id, entry.link):
                self._kept.pop(hashed, None)
                self._kept[hashed] = None
        return wanted

    def _is_picked(self, entry: Entry) -> bool:
        if (key := id(entry)) not in self._known:
            answers = _hashes(entry.parent_id, entry.parent_url)
            self._known[key] = self._has_words(entry) or any(
                hashed in self._kept for hashed in answers
            )
        return self._known[key]

    def cursor(self) -> str:
        """What to remember."""
        return json.dumps({"picked": list(self._kept)[-_KEPT:]})


def _hashes(id_: str | None, link: str | None) -> list[str]:
    told = filter(None, (id_, place(link)))
    return [
        blake2b(one.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest() for one in told
    ]


def _read(cursor: str | None) -> list[str]:
    try:
        return [str(hashed) for hashed in json.loads(cursor or "{}")["picked"]]
    except (ValueError, TypeError, KeyError):
        return []
