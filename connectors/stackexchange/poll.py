"""One visit to a site: what its search shows is read whole, and once a day what is known again."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from connectors.kit.contract import Mention
from connectors.kit.errors import UNREADABLE, why_unread
from connectors.kit.http.fetch import Params
from connectors.kit.reading.folding import names_one, same
from connectors.kit.reading.text import plain_text
from connectors.kit.walk.paging import Listed, Listing
from connectors.stackexchange.api import Api
from connectors.stackexchange.posts import id_of, items_of, read_post

LIMIT = 100  # items a request, and ids in one
KNOWN = 300  # the newest hits a phrase that were read whole, and are not read again
WATCHED = 100  # the newest posts of ours that are looked at again once a day
_BODY: Params = {"filter": "withbody", "pagesize": LIMIT}


class Memory:
    """What the cursor keeps: where each phrase stands, what was read, what is watched, who rests."""

    def __init__(self, cursor: str | None, phrases: tuple[str, ...], now: int, floor: int) -> None:
        self.phrases = phrases
        try:
            found = json.loads(cursor or "{}")
            states = {p: dict(found["phrases"][p]) for p in phrases if p in found["phrases"]}
            self.states: dict[str, dict[str, Any]] = states
            self.known = [int(i) for i in found["known"]]
            self.watched = {int(i): int(q) for i, q in found["watched"]}
            self.rests = {str(k): int(v) for k, v in found["rests"].items()}
            self.looked, self.floor = int(found["looked"]), int(found["from"])
        except (ValueError, TypeError, KeyError, AttributeError):
            self.states, self.known, self.watched, self.rests = {}, [], {}, {}
            self.looked, self.floor = now, floor

    def text(self) -> str:
        """For the cursor."""
        known = sorted(set(self.known), reverse=True)[: KNOWN * len(self.phrases)]
        watched = sorted(self.watched.items(), reverse=True)[:WATCHED]
        return json.dumps(
            {
                "phrases": self.states,
                "known": known,
                "watched": watched,
                "rests": self.rests,
                "looked": self.looked,
                "from": self.floor,
            },
            ensure_ascii=False,
        )

    def watch(self, mentions: Iterable[Mention]) -> None:
        """Look at these again once a day; an answer goes with its question."""
        for mention in mentions:
            if mention.deleted:
                self.watched.pop(int(mention.external_id), None)
            else:
                self.watched[int(mention.external_id)] = int(mention.thread_key or 0)


class Poll:
    """Requests and readings of one visit."""

    def __init__(
        self, api: Api, memory: Memory, names: tuple[str, ...], own: tuple[str, ...], host: str
    ) -> None:
        self._api, self._memory = api, memory
        self._names, self._own, self._host = names, own, host

    def listing(self, phrase: str, at: str | None, fresh: bool) -> Listing | None:
        """A page of what the search shows for a phrase, newest first, each post whole."""
        page = int(at or 1)
        asked: dict[str, str | int] = {
            "q": f'"{phrase}"',
            "sort": "creation",
            "order": "desc",
            "fromdate": self._memory.floor,
            "pagesize": LIMIT,
            "page": page,
        }
        found = self._api.ask("search/excerpts", asked, fresh=fresh)
        if found is None:
            return None
        hits: dict[int, Mapping[str, Any]] = {}
        refused = []
        for place, hit in enumerate(items_of(found), start=1):
            id_ = id_of(hit, "answer_id", "question_id")
            if id_ is None or id_of(hit, "creation_date") is None:
                refused.append(f"hit {place}: no id or date")
            else:
                hits[id_] = hit
        new = {i: hit for i, hit in hits.items() if i not in self._memory.known}
        whole = self._whole(new, refused)
        items = [Listed(int(h["creation_date"]), str(i), whole.get(i)) for i, h in hits.items()]
        self._memory.known += list(new)
        self._memory.watch(whole.values())
        older = str(page + 1) if found.get("has_more") is True and hits else None
        return Listing(tuple(items), older, tuple(refused))

    def _whole(self, hits: Mapping[int, Any], refused: list[str]) -> dict[int, Mention]:
        """Those hits, whole, that are asked for."""
        titles = {i: plain_text(str(hit.get("title") or "")) for i, hit in hits.items()}
        answers = [i for i, hit in hits.items() if id_of(hit, "answer_id")]
        questions = [i for i in hits if i not in answers]
        found = [*self._asked("questions", questions), *self._asked("answers", answers)]
        made: dict[int, Mention] = {}
        for item in found:
            id_ = id_of(item, "answer_id", "question_id") or 0
            try:
                mention = read_post(item, self._host, titles.get(id_, ""))
            except UNREADABLE as error:
                refused.append(f"post {id_}: {why_unread(error)}")
                continue
            at = mention.posted_at
            is_new = at is None or at.timestamp() >= self._memory.floor
            if id_ in hits and is_new and self._keeps(mention, item):
                made[id_] = mention
        return made

    def _asked(self, method: str, ids: Iterable[int]) -> list[Any]:
        joined = ";".join(map(str, ids))
        if not joined:
            return []
        return items_of(self._api.ask(method, _BODY, joined, fresh=True))

    def _keeps(self, mention: Mention, item: Mapping[str, Any]) -> bool:
        author = mention.author
        said = [s for s in (author.id, author.name) if s] if author else []
        if any(same(own, name) for own in self._own for name in said):
            return True
        tags = item.get("tags")
        more = " ".join(map(str, tags)) if isinstance(tags, list) else ""
        return names_one(f"{mention.thread_title or ''}\n{mention.text}\n{more}", self._names)

    def again(self) -> list[Mention]:
        """The watched posts as they are now, tombstones of those that are gone, answers since."""
        watched = dict(sorted(self._memory.watched.items(), reverse=True)[:WATCHED])
        questions, answers = _sorted_out(watched)
        found = [*self._asked("questions", questions), *self._asked("answers", answers)]
        there = {id_of(item, "answer_id", "question_id") for item in found}
        under = self._asked("questions/answers", questions)
        found += [item for item in under if id_of(item, "answer_id") not in there]
        made = [
            mention
            for mention, item in self._read(found)
            if int(mention.external_id) in watched or self._keeps(_bare(mention), item)
        ]
        gone = [i for i in watched if i not in there]
        made += [
            Mention(external_id=str(i), text="", genre=_genre(watched, i), deleted=True)
            for i in gone
        ]
        self._memory.watch(made)
        return made

    def stored(self, known: Mapping[int, int]) -> tuple[list[Mention], set[int]]:
        """Stored posts, each with its question, as they are now; and which of them are there."""
        questions, answers = _sorted_out(known)
        found = [*self._asked("questions", questions), *self._asked("answers", answers)]
        there = {id_of(item, "answer_id", "question_id") or 0 for item in found}
        return [m for m, _ in self._read(found) if int(m.external_id) in known], there

    def _read(self, found: list[Any]) -> Iterator[tuple[Mention, Any]]:
        """Those that can be read."""
        titles = {id_of(q, "question_id"): plain_text(str(q.get("title") or "")) for q in found}
        for item in found:
            with suppress(*UNREADABLE):
                title = titles.get(id_of(item, "question_id"), "")
                yield read_post(item, self._host, title), item


def _sorted_out(known: Mapping[int, int]) -> tuple[list[int], list[int]]:
    """Questions and answers, of posts with the question that each belongs to."""
    answers = [i for i, question in known.items() if question not in (0, i)]
    return [i for i in known if i not in answers], answers


def _bare(mention: Mention) -> Mention:
    """An answer by its own words: not all under a question about us are."""
    return replace(mention, thread_title=None)


def _genre(watched: Mapping[int, int], id_: int) -> str:
    return "forum_post" if watched[id_] == id_ else "forum_comment"
