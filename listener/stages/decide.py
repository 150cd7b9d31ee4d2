"""Decide: what to do with each grouped mention, and which story deserves a person's attention.

It takes brands: what was decided just before is evidence, and a day's alerts are counted.
"""

from collections.abc import Callable, Collection, Hashable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from listener.advice.leaves import DANGER, URGENT, Leaf, rank, those
from listener.advice.time import bundles
from listener.advice.tree import decide as walk
from listener.advice.verdict import KNOW_NOW, Verdict, is_urgent
from listener.notices import outbox, targets
from listener.notices.alert import Alert
from listener.notices.no_referent import no_referent
from listener.settings.brand import Brand
from listener.stages.bursts import Bursts
from listener.stages.decided import Told, decision, solved_by
from listener.stages.gather import Around, gather, midnight
from listener.stages.mute import muted_by
from listener.stages.orders import Orders
from listener.stages.queue import Stumbles, Taken, as_it_stands, work_off
from listener.stages.telling import Messages, notice
from listener.store.deciding import Undecided
from listener.store.outcomes import Answer, Outcome
from listener.store.store import Store
from listener.store.tables import MentionRow, NoticeRow
from listener.store.taking import Kind, OutdatedError

BATCH = 300  # more than one round of tagging brings: two batches would read all around it twice


def decide(
    store: Store,
    brands: dict[str, Brand],
    *,
    clock: Callable[[], datetime],
    reopen: bool = True,
    together: int = BATCH,
    until: Callable[[], bool] = lambda: False,
) -> int:
    """Decide every mention that lacks a decision, oldest first, `until` it says so; return how many.

    Those of a brand that the settings no longer have wait until it is back. With `reopen`, what
    was to be looked at again later is, if its time has come.
    """
    copies: dict[int, tuple[int, int]] = {}  # grouping is over: they stay what they are
    if reopen:
        _reopen(store, clock())

    def read(limit: int, others: Collection[str]) -> list[Undecided]:
        return store.undecided(brands.keys() - others, limit=limit)

    def work(undecided: Sequence[Undecided]) -> int:
        with queue.reading():
            batch = _Batch(store, undecided, copies)
            held = batch.read(brands, clock())
        # Where something changed under us, what is left of the batch is read again.
        with suppress(OutdatedError):
            batch.decide(held, clock)
        return batch.done

    stumbles = Stumbles(store, brands, clock)

    def stumbled(one: Undecided, error: Exception) -> None:
        stumbles(one.mention, error)

    def as_is(one: Undecided) -> Hashable:
        return as_it_stands(one.mention)

    queue = Taken(store, Kind.BRAND, read, lambda one: one.mention.brand, reads_on=True)
    return work_off(queue, work, stumbled, size=together, as_is=as_is, until=until)


def _reopen(store: Store, now: datetime) -> None:
    """Queue again what was to wait until now; in brands that we take, so that nobody has just decided it."""

    def waited(others: Collection[str]) -> list[tuple[int, str]]:
        return store.waited(those(again=True), now, without=others)

    found = store.take(Kind.BRAND, waited, lambda one: one[1])
    with suppress(OutdatedError):
        store.reopen([id_ for id_, _ in found])


class _Batch:
    """Mentions that are read together and, as far as can be, written together.

    What was decided just before is evidence for the next mention: what it needs of that is
    counted here.
    """

    def __init__(
        self,
        store: Store,
        undecided: Sequence[Undecided],
        copies: dict[int, tuple[int, int]],
    ) -> None:
        self.done = 0
        self._store, self._undecided = store, undecided
        self._around = Around(store, undecided, copies)
        self._messages = Messages(store, undecided)
        self._bursts = Bursts(store, undecided)
        self._instant: dict[tuple[str, datetime], set[int]] = {}
        self._made: list[Outcome] = []  # not written yet
        self._found: dict[str, str | None] = {}  # the state of their stories' notices in the rows

    def read(self, brands: dict[str, Brand], now: datetime) -> dict[str, Brand]:
        """Read ahead what each of them will ask for, in the session that is open; the brands as
        people hold them now.
        """
        self._around.read(brands)
        self._orders = Orders(self._store, brands, now)
        for name in {one.mention.brand for one in self._undecided}:
            self._instant_today(brands[name], now)
        return {name: self._orders.brand(brand) for name, brand in brands.items()}

    def decide(self, brands: dict[str, Brand], clock: Callable[[], datetime]) -> None:
        """Decide them in their order; raises OutdatedError where another writer was faster."""
        try:
            for one in self._undecided:
                self._one(brands[one.mention.brand], one, clock())
        finally:
            self._write()

    def _one(self, brand: Brand, one: Undecided, now: datetime) -> None:
        m = one.mention
        evidence = gather(brand, one, now, self._around, self._orders)
        verdict = walk(evidence, brand)
        became = evidence.is_look and self._messages.became(m, verdict)
        if became:  # what stood there says something else now: that is news, and is asked of us now
            evidence = replace(evidence, is_look=False, at=now, collected_at=now)
            verdict = walk(evidence, brand)
        again = one.tag.quiet and not self._is_danger_anew(brand, m, verdict, now)
        muted = muted_by(
            brand, m, one.tag.lang, verdict.leaf, verdict.risk, verdict.copied, verdict.rule
        )
        quiet = (m.silent and not became) or again or m.by_owner or muted is not None
        told = Told(by=self._messages.told_by(m), burst=self._messages.burst(m))
        if verdict.leaf is Leaf.WORKPLACE and not brand.people.referent and not quiet:
            outbox.add(self._store, no_referent(brand, now))
        if not quiet:
            is_look = bool(m.look) and not became
            is_danger = verdict.leaf in DANGER or verdict.risk != "none"
            until = None if is_danger or verdict.rule == KNOW_NOW else self._orders.quiet_until(m)
            told = (
                None if is_look or until else self._together(brand, one, verdict, now)
            ) or self._told(brand, m, verdict, now, is_look=is_look, until=until)
        parent = self._around.answered(m)
        answer = None if parent is None else _answer(m, parent)
        made = decision(brand, one, evidence, verdict, told, is_muted=muted is not None)
        solved = solved_by(m, evidence, verdict)
        outcome = Outcome(m, made, told.notice, answer, told.gathered, solved, muted)
        self._around.note(outcome, brand)
        self._bursts.note(brand, one, verdict, outcome)
        self._spare(outcome)
        self._made.append(outcome)
        if told.gathered:
            self._write()
            self._messages.fold(told.gathered.folds)
            self._instant.clear()

    def _together(
        self, brand: Brand, one: Undecided, verdict: Verdict, now: datetime
    ) -> Told | None:
        """Told in one message with others who say the same; None where it is told alone."""
        before = self._messages.burst(one.mention)
        joined = self._bursts.of(brand, one, verdict, now, before)
        if joined is None:
            return None
        if joined.made:  # what it takes in is looked for in the rows
            self._write()
            joined = self._bursts.gathered(joined)
        # What was told by a card of its own keeps it, and is counted.
        return Told(
            by=self._messages.told_by(one.mention) or joined.key,
            burst=joined.key,
            notice=joined.made or joined.again,
            gathered=joined.gathered,
        )

    def _is_danger_anew(self, brand: Brand, m: MentionRow, verdict: Verdict, now: datetime) -> bool:
        """Does other weights' reading find a likely danger in what is fresh, which nobody was shown?"""
        fresh = now - m.at <= brand.thresholds.news_for
        return verdict.risk == "likely" and fresh and self._around.leaf_before(m) not in DANGER

    def _write(self) -> None:
        made, found = self._made, self._found
        self._made, self._found = [], {}
        if made:
            self.done += self._store.add_decisions(made, told=found, rank=rank)

    def _told(
        self,
        brand: Brand,
        m: MentionRow,
        verdict: Verdict,
        now: datetime,
        *,
        is_look: bool,
        until: datetime | None,
    ) -> Told:
        """The message that tells of a mention alone; the notice where it makes one or brings it forward.

        `until` is when its snooze is over.
        """
        if verdict.alert == "none":
            return Told()
        is_fresh = now - m.at <= brand.thresholds.news_for
        only_danger = m.look == "old"
        is_look = is_look and not verdict.rings_in_a_look(
            is_fresh=is_fresh, only_danger=only_danger
        )
        class_: str = "look" if is_look else verdict.alert
        place = self._messages.place(
            m,
            class_,
            verdict.leaf,
            now,
            quiet=timedelta(hours=brand.thresholds.quiet_hours),
            followed=brand.thresholds.followed_for,
        )
        row, head = place.row, self._messages.head(m)
        if row is not None and place.is_told:
            return Told(by=row.key)
        class_ = "news" if place.is_news else class_
        counted = row is None or row.class_ not in ("instant", "news")
        if class_ == "instant" and counted and not verdict.is_urgent:
            made = self._instant_today(brand, now)
            class_ = "instant" if len(made) < brand.thresholds.alerts_a_day else "grouped"
        key = row.key if row else self._messages.new_key(m, is_news=place.is_news)
        under = head if place.is_news else None
        to = _target(brand, class_, verdict.lane, under)
        # Who dropped a file waits to see it; what is old can wait.
        due_class = "grouped" if is_look and m.look == "old" else class_
        made_now = notice(
            brand,
            m,
            key=key,
            class_=class_,
            target=to,
            under=under,
            now=now,
            due_at=bundles.next_at(due_class, max(now, until or now), brand),
        )
        self._found.setdefault(key, "pending" if row else None)
        self._messages.joined(key, m, class_)
        return Told(by=key, notice=made_now if self._put(made_now, row, verdict) else None)

    def _put(self, notice: Alert, row: NoticeRow | None, verdict: Verdict) -> bool:
        """Does it make a notice, or bring one forward? Then that is how it is told."""
        envelope = notice.envelope
        if row and row.next_at <= envelope.due_at:
            return False
        if not verdict.is_urgent and "instant" in (envelope.class_, row and row.class_):
            self._instant.clear()
        if row is None:
            self._messages.add(notice)
        else:
            row.class_, row.next_at = envelope.class_, envelope.due_at
            row.target = envelope.target
        return True

    def _instant_today(self, brand: Brand, now: datetime) -> set[int]:
        """Stories told at once today that count against the brand's budget."""
        since = midnight(now, brand)
        if (brand.name, since) not in self._instant:
            self._write()
            found = self._store.instant_since(brand.name, since, outside=URGENT)
            self._instant[brand.name, since] = found
        return self._instant[brand.name, since]

    def _spare(self, outcome: Outcome) -> None:
        """A story with a leaf that is always told does not count against the budget."""
        m = outcome.mention
        if is_urgent(outcome.decision.leaf, outcome.decision.risk, outcome.decision.rule):
            for stories in self._instant.values():
                stories.discard(m.story_id or 0)
        elif self._around.leaf_before(m) in URGENT:
            self._instant.clear()


def _target(brand: Brand, class_: str, lane: str, told: NoticeRow | None) -> str:
    """Where the brand's settings send it; news follow the message they belong to."""
    if class_ == "news" and told and told.target in targets.targets(brand):
        return told.target
    return targets.target(brand, class_, lane)


def _answer(m: MentionRow, parent: MentionRow) -> Answer:
    return Answer(
        mention_id=parent.id or 0,
        url=m.url or f"mention:{m.id}",
        text=m.text,
        who=m.author_name or "",
        at=m.at,
        is_dated=m.posted_at is not None,
    )
