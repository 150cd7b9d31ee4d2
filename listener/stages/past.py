"""Author history: what authors wrote before, with what this batch decided and has not written yet."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from listener.advice.evidence import Contact
from listener.store.deciding import Undecided
from listener.store.outcomes import Outcome
from listener.store.store import Store
from listener.store.tables import MentionRow, TagRow

MOST = 20  # earlier mentions of one author


class Pasts:
    """The earlier mentions of a batch's authors, as if each decision were written at once."""

    def __init__(self, store: Store, batch: Sequence[Undecided]) -> None:
        self._store = store
        self._tags = {one.mention.id: one.tag for one in batch}
        self._first = store.first_by({a for one in batch if (a := one.mention.author_id)})
        self._answered = store.answered([one.mention.id or 0 for one in batch])
        self._made: dict[int, list[Contact]] = defaultdict(list)

    def note(self, outcome: Outcome) -> None:
        """Remember a decision of this batch."""
        m = outcome.mention
        if outcome.answer:
            self._answered.add(outcome.answer.mention_id)
        tag = self._tags.get(m.id)
        if m.author_id is not None and m.deleted_at is None and tag is not None:
            self._made[m.author_id].append(_contact(m, tag, outcome.decision.leaf))

    def of(self, m: MentionRow) -> tuple[Contact, ...]:
        """What the author of a mention wrote before it, newest first."""
        if m.author_id is None or self._first.get(m.author_id, m.at) >= m.at:
            return ()
        past = self._store.past(m.author_id, m.at, limit=MOST)
        found = {c.mention_id: c for c in past}
        found |= {c.mention_id: c for c in self._made[m.author_id] if c.at < m.at}
        latest = sorted(found.values(), key=_newest)[:MOST]
        return tuple(
            replace(c, answered=c.answered or c.mention_id in self._answered) for c in latest
        )


def _contact(m: MentionRow, tag: TagRow, leaf: str) -> Contact:
    return Contact(
        mention_id=m.id or 0,
        at=m.at,
        form=tag.form,
        tone=tag.tone,
        intent=tag.intent,
        leaf=leaf,
        answered=False,
        thread_key=m.thread_key,
        url=m.url,
    )


def _newest(contact: Contact) -> tuple[float, int]:
    return -contact.at.timestamp(), -contact.mention_id
