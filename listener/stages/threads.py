"""Threads: is what a mention replies to about us, and whom does an answer of ours answer?

A reply seldom repeats the name, and feeds seldom say what an answer answers.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from connectors.kit.genres import genre_facts
from connectors.kit.reading.identity import REPLY, place
from listener.advice.evidence import Belief, Evidence
from listener.advice.leaves import facts_of
from listener.advice.reading.relevance import relevance
from listener.settings.brand import Brand
from listener.stages.arrive import url_key
from listener.stages.called import whom, whom_of_all
from listener.store.ingest_row import stored_key
from listener.store.outcomes import Outcome
from listener.store.store import Store
from listener.store.tables import MentionRow

RECENT = timedelta(days=14)  # how far back an answer without a thread looks for whom it names
_NOBODY = Belief("unsure", 0.0)


def is_comment(m: MentionRow) -> bool:
    """Does it stand under something else by its very kind?"""
    return genre_facts(m.genre).is_comment or m.parent_url is not None or m.parent_text is not None


def opens(m: MentionRow, thread: Sequence[MentionRow]) -> bool:
    """Is it the post that opened its thread, and no comment on something else?"""
    return not is_comment(m) and not any(row.at < m.at and row.id != m.id for row in thread)


class Threads:
    """What the mentions of one batch reply to."""

    def __init__(self, store: Store, batch: Sequence[MentionRow]) -> None:
        self._store = store
        links = {m.parent_url for m in batch if m.parent_url}
        asked = {link: key for link in links if (key := url_key(link))}
        self._parents = store.at_urls(asked)
        self._rows = store.under_ids({at for m in batch if (at := _in_row_of(m))})
        others = {(m.source_id, _answer_to(m)) for m in batch if not m.by_owner}
        self._beside = store.under_ids(others).keys()
        above = [row.id or 0 for rows in self._parents.values() for row in rows]
        self._leaves = {i: leaf for i, (_, _, leaf) in store.labels_in_force(above).items()}
        self._made: list[Outcome] = []

    def read(self, threads: Iterable[Sequence[MentionRow]]) -> None:
        """Read what was decided of the posts that opened these threads."""
        first = [thread[0].id or 0 for thread in threads if thread]
        known = self._store.labels_in_force(first)
        self._leaves = {i: leaf for i, (_, _, leaf) in known.items()} | self._leaves

    def note(self, outcome: Outcome) -> None:
        """Remember a decision of this batch: the rows may not have it yet."""
        self._leaves[outcome.mention.id or 0] = outcome.decision.leaf
        self._made.append(outcome)

    def parent(self, m: MentionRow) -> MentionRow | None:
        """The mention that this one replies to, by its address; a page's comments have its address too."""
        if not m.parent_url:
            return None
        rows = self._parents.get((m.brand, url_key(m.parent_url) or ""), ())
        others = [row for row in rows if row.id != m.id]
        same = [row for row in others if place(row.url) == place(m.parent_url)]
        return next(iter(same), None)

    def is_about_us(self, m: MentionRow, thread: Sequence[MentionRow], brand: Brand) -> bool:
        """Whether it replies to something about us, or stands in a thread that a post about us opened."""
        parent = self.parent(m)
        if parent and self._is_ours(parent, brand):
            return True
        # The first comment on a page opens nothing: the page does.
        opener = next(iter(thread), None)
        if opener is None or opener.id == m.id or opener.at > m.at or is_comment(opener):
            return False
        return self._is_ours(opener, brand)

    def _is_ours(self, row: MentionRow, brand: Brand) -> bool:
        leaf = self._leaves.get(row.id or 0)
        is_about = facts_of(leaf).about if leaf else None
        if is_about is not None:
            return is_about
        return relevance(_bare(row), brand)[0] >= brand.thresholds.ours_from

    def answered(self, m: MentionRow, thread: Sequence[MentionRow]) -> MentionRow | None:
        """What a post of ours answers: its parent, else whom its words tell; None where that is unsure."""
        if not m.by_owner:
            return None
        # An earlier file may have brought the review, which then stands in no thread.
        if (at := _in_row_of(m)) and (row := self._rows.get(at)):
            return None if row.by_owner else row
        if m.parent_url and ((parent := self.parent(m)) or not m.thread_key):
            return None if parent is None or parent.by_owner else parent
        if not m.parent_url and not m.thread_key:
            recent = self._store.recent_on(m.source_id, m.at - RECENT, m.at)
            return whom_of_all(m, self._open_before(m), recent) if recent else None
        if m.parent_url or opens(m, thread):
            return None
        return whom(m, self._open_before(m), thread)

    def has_answer(self, m: MentionRow, thread: Sequence[MentionRow]) -> bool:
        """Does an answer of ours stand in its row, or right under it? Decided or not."""
        if m.by_owner:
            return False
        if self._beside and (m.source_id, _answer_to(m)) in self._beside:
            return True
        later = [t for t in thread if t.by_owner and t.at >= m.at]
        if not later:  # most threads, and addresses take their time
            return False
        here = place(m.url)
        if here is None or sum(place(t.url) == here for t in thread if not t.by_owner) > 1:
            return False
        return any(place(t.parent_url) == here for t in later)

    def _open_before(self, m: MentionRow) -> list[MentionRow]:
        """The thread's critiques and questions before an answer that nobody answered, the last first."""
        known = self._store.open_in_thread(m.source_id, m.thread_key, m.at)
        found = {row.id: row for row in known}
        for made in self._made:
            row = made.mention
            if _is_open(made, m):
                found[row.id] = row
        answered = {made.answer.mention_id for made in self._made if made.answer}
        left = [row for id_, row in found.items() if id_ not in answered and id_ != m.id]
        return sorted(left, key=_when, reverse=True)


def _in_row_of(m: MentionRow) -> tuple[int, str] | None:
    """The source and the id of what an answer stood beside in an export."""
    is_answer = m.by_owner and m.external_id.endswith(REPLY)
    return (m.source_id, m.external_id.removesuffix(REPLY)) if is_answer else None


def _answer_to(m: MentionRow) -> str:
    """The id of our answer that stood in the row of an export."""
    return stored_key(f"{m.external_id}{REPLY}")


def _is_open(made: Outcome, m: MentionRow) -> bool:
    row, decision = made.mention, made.decision
    is_there = (row.source_id, row.thread_key) == (m.source_id, m.thread_key) and row.at <= m.at
    waits = decision.form == "critique" or decision.intent == "question"
    return is_there and waits and facts_of(decision.leaf).is_counted and not row.by_owner


def _when(row: MentionRow) -> tuple[datetime, int]:
    return row.at, row.id or 0


def _bare(row: MentionRow) -> Evidence:
    """What its own row tells of where it stands and what it says."""
    return Evidence(
        text=row.text,
        title=row.title,
        genre=row.genre,
        venue=row.venue,
        addressed=row.addressed,
        about_brand=row.about_brand,
        by_owner=row.by_owner,
        at=row.at,
        collected_at=row.collected_at,
        parent_text=row.parent_text,
        thread_title=row.thread_title,
        form=_NOBODY,
        tone=_NOBODY,
        intent=_NOBODY,
        irony=_NOBODY,
        sponsorship=_NOBODY,
        now=row.at,
    )
