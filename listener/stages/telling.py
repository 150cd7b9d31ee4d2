"""Telling: which message tells of a mention. What is new is always in a message of its own words:
the one that still waits, a reply under the one that was sent, or a new one.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from itertools import chain, count

from connectors.kit.reading.folding import fold
from listener.advice.leaves import DANGER
from listener.advice.reading.kept import kept
from listener.advice.verdict import Verdict
from listener.notices import outbox, targets
from listener.notices.alert import Alert
from listener.notices.news import News
from listener.settings.brand import Brand
from listener.store.deciding import Undecided
from listener.store.delivering import NOTHING_TO_SAY
from listener.store.healing import SLEW
from listener.store.outgoing import Envelope, row_of
from listener.store.store import Store
from listener.store.tables import MentionRow, NoticeRow
from listener.store.telling import BURST, FOLDED, HEAD, Told
from listener.store.turns import SILENT

ROOM = 8  # mentions to tell at once that one message quotes; the next ones get another


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mention is told."""

    row: NoticeRow | None  # one that waits, or that follows by itself; None: a new one is made
    is_news: bool = False  # the new one hangs under the message that was sent
    is_told: bool = False  # nothing is to be made or brought forward


class Messages:
    """The messages of the stories of a batch, and what the batch adds to them."""

    def __init__(self, store: Store, undecided: Sequence[Undecided]) -> None:
        self._store = store
        ids = [one.mention.id or 0 for one in undecided]
        self._before = store.told_before(ids)
        keys = {told.by for told in self._before.values() if told.by}
        rows = store.messages_of({one.mention.story_id or 0 for one in undecided}, keys)
        self._rows = {row.key: row for row in rows}
        self._of: dict[int, list[NoticeRow]] = defaultdict(list)
        for row in rows:
            if not row.key.startswith(BURST):  # it belongs to no story
                self._of[row.story_id or 0].append(row)
        usual = {key for one in undecided for key in _first_keys(one.mention)} - self._rows.keys()
        self._taken = store.notices_of(usual).keys()
        self._free = usual - self._taken
        waiting = [row.key for row in rows if row.state == "pending"]
        members = store.members(waiting)
        self._quoted = Counter(
            {k: sum(m.is_instant and not m.copy_of for m in of) for k, of in members.items()}
        )

    def place(
        self,
        m: MentionRow,
        class_: str,
        leaf: str,
        now: datetime,
        *,
        quiet: timedelta,
        followed: timedelta,
    ) -> Place:
        """Where this mention is told, as its story's messages stand.

        After `quiet` a new one opens; for `followed` one in Slack is kept up to date.
        """
        is_loud = class_ == "instant" and self._has_own_words(m)
        known = self._before.get(m.id or 0)
        row = self._rows.get(known.by or "") if known else None
        # What left its burst is told by itself.
        if known and row and not row.key.startswith(BURST) and row.state != FOLDED:
            if row.state == "pending":
                return Place(row)
            if _says_all(row, known, m, class_, leaf, now, followed=followed):
                return Place(row, is_told=True)
        for row in self._of[m.story_id or 0]:
            if row.state == "pending" and (not is_loud or self._has_room(row)):
                return Place(row)
        head = self.head(m)
        if head is None or self._is_quiet(m, now, quiet):
            return Place(None)
        if is_loud:
            return Place(None, is_news=True)
        return Place(head, is_told=True)

    def head(self, m: MentionRow) -> NoticeRow | None:
        """The message that opened the mention's story last, that a burst does not tell instead, and
        that had something to tell.
        """
        heads = [
            row
            for row in self._of[m.story_id or 0]
            if row.key.startswith(HEAD) and row.state != FOLDED and row.error != NOTHING_TO_SAY
        ]
        return heads[-1] if heads else None

    def new_key(self, m: MentionRow, *, is_news: bool) -> str:
        """A key that no notice has."""
        news, opening, later = _first_keys(m)
        first = news if is_news else opening
        if not is_news and self.head(m) is not None:
            first = later
        known = self._before.get(m.id or 0)
        keys = chain([first], (f"{first}:{m.revision}:{n}" for n in count(1)))
        return next(k for k in keys if not (known and known.by == k) and not self._is_taken(k))

    def _is_taken(self, key: str) -> bool:
        """Not all of a story's old messages were read: of a key that is not the usual one the store is asked."""
        if key in self._rows or key in self._taken:
            return True
        return key not in self._free and self._store.notice_of(key) is not None

    def add(self, notice: Alert) -> None:
        """A notice is made: later mentions of the batch find it."""
        row = row_of(notice)
        self._rows[row.key] = row
        self._of[row.story_id or 0].append(row)

    def joined(self, key: str, m: MentionRow, class_: str) -> None:
        """A mention is told by this notice."""
        if class_ in ("instant", "news") and self._has_own_words(m):
            self._quoted[key] += 1

    def told_by(self, m: MentionRow) -> str | None:
        """The message that told of a mention before."""
        known = self._before.get(m.id or 0)
        return known.by if known else None

    def burst(self, m: MentionRow) -> str | None:
        """The burst that a mention was part of."""
        known = self._before.get(m.id or 0)
        return known.burst if known else None

    def fold(self, keys: Collection[str]) -> None:
        """A burst tells what these were to tell, as far as they waited."""
        for row in (self._rows[key] for key in keys if key in self._rows):
            if row.state == "pending":
                row.state = FOLDED

    def became(self, m: MentionRow, verdict: Verdict) -> bool:
        """Was a post that was there before we listened, or old, edited to what asks for more now?

        Danger is told whatever stood there; under the leaf that it had, what says anything else
        than figures, is louder, or is for a further desk. What a file or an import brings is no
        edit of today.
        """
        known = self._before.get(m.id or 0)
        if known is None or known.revision == m.revision or m.urgency == SILENT:
            return False
        if verdict.leaf in DANGER or verdict.leaf != known.leaf or known.alert == "none":
            return True
        if known.words and known.words != said(m):
            return True
        is_louder = verdict.alert == "instant" and known.alert != "instant"
        return is_louder or not known.copied.issuperset(verdict.copied)

    def _has_own_words(self, m: MentionRow) -> bool:
        """A near-copy is counted; one that was edited since may be none any more."""
        known = self._before.get(m.id or 0)
        return not m.copy_of or (known is not None and known.revision != m.revision)

    def _has_room(self, row: NoticeRow) -> bool:
        return self._quoted[row.key] < ROOM

    def _is_quiet(self, m: MentionRow, now: datetime, quiet: timedelta) -> bool:
        last = max(row.sent_at or row.made_at for row in self._of[m.story_id or 0])
        return not -SLEW <= now - last < quiet  # a clock ahead may have sent it


def _first_keys(m: MentionRow) -> tuple[str, str, str]:
    """The keys of its news, of its story's first message, and of a later one that it opens."""
    return f"news:{m.id}", f"{HEAD}{m.story_id}", f"{HEAD}{m.story_id}@{m.id}"


def notice(
    brand: Brand,
    m: MentionRow,
    *,
    key: str,
    class_: str,
    target: str,
    under: NoticeRow | None,
    now: datetime,
    due_at: datetime,
) -> Alert:
    """The notice that tells of a mention, under a message that was sent or alone."""
    envelope = Envelope(
        brand=brand.name,
        key=key,
        target=target,
        class_=class_,
        made_at=now,
        due_at=due_at,
        story=m.story_id,
    )
    kind = News if class_ == "news" else Alert
    hangs_under = under.key if under else None
    return kind(envelope=envelope, mention=m.id, words=_words(m), hangs_under=hangs_under)


_NUMBERS = re.compile(r"\d+(?:[\s.,:/]\d+)*(?:\s?[kKmM]\b)?")
_PLURAL = re.compile(r"0(\W?\w+?)s?\b")
_WORD = re.compile(r"[^\W_]+")


def said(m: MentionRow) -> str:
    """A short hash of a post's words alone, whatever their case, their signs and their figures."""
    return _hash_of_words(_shown(m))


def _words(m: MentionRow) -> str:
    """A short hash of what a post says apart from its figures: counters run, and ages grow."""
    return _hash(_bare(_shown(m)))


def _shown(m: MentionRow) -> str:
    return f"{m.title or ''}\n{m.text}"


@kept(1_024)
def _hash_of_words(shown: str) -> str:
    return _hash(" ".join(_WORD.findall(fold(_bare(shown)))))


@kept(1_024)
def _bare(shown: str) -> str:
    numbered = _NUMBERS.sub("0", shown)
    return " ".join(_PLURAL.sub(r"0\1", numbered).split())


def _hash(text: str) -> str:
    return blake2b(text.encode(), digest_size=6).hexdigest()


def _said_by(row: NoticeRow) -> str:
    """The hash of the words that a message was made for; "" where it is not known."""
    told = outbox.read(row)
    return told.words if isinstance(told, Alert) else ""


def _says_all(
    row: NoticeRow,
    known: Told,
    m: MentionRow,
    class_: str,
    leaf: str,
    now: datetime,
    *,
    followed: timedelta,
) -> bool:
    """Does the message that told of a mention tell what it is now, too?"""
    if class_ != "instant":
        return True  # a change that asks for nothing at once needs no second message
    if known.alert != "instant" or row.class_ == "look":
        return False
    if leaf in DANGER:
        if known.leaf not in DANGER:
            return False
    elif known.leaf == leaf and _said_by(row) == _words(m):
        return True
    if (known.revision, known.leaf) == (m.revision, leaf):
        return True
    in_slack = row.target != targets.TERMINAL and row.state in ("sending", "sent")
    age = now - (row.sent_at or row.made_at)
    return in_slack and row.ts is not None and -SLEW <= age < followed
