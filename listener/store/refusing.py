"""Refusals by Slack, as the outbox asks of them: kept, told, tried again."""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlmodel import case, col, func, select, update

from listener.advice.leaves import rank
from listener.store.base import chunks
from listener.store.inserting import Inserting
from listener.store.outgoing import payload_of
from listener.store.tables import ActRow, DecisionRow, NoticeRow
from listener.store.unsent import MOVED, is_unsent

DIRECT = "direct:"  # how the key of what a lead alone is told begins
ALONE = "alone"  # the error of a notice that is not to be told with others again


class Refusing(Inserting):
    """Notices that wait because Slack does not take them."""

    def reopen_refused(
        self, target: str, *, besides: Iterable[str], since: datetime, now: datetime
    ) -> int:
        """Let failed notices wait again whose cause a person may have mended; how many."""
        with self.writing() as session:
            taken = session.exec(
                update(NoticeRow)
                .where(
                    col(NoticeRow.target) == target,
                    col(NoticeRow.state) == "failed",
                    col(NoticeRow.error).not_in(list(besides)),
                    ~col(NoticeRow.error).contains(" "),  # those are given up by this release
                    col(NoticeRow.class_) != "ops",
                    col(NoticeRow.made_at) >= since,
                )
                .values(state="pending", next_at=now)
            )
            return int(taken.rowcount)

    def newest_waiting(self, target: str, brand: str) -> datetime | None:
        """When the newest of a brand's notices that wait for a target was made."""
        query = select(func.max(NoticeRow.made_at)).where(
            col(NoticeRow.target) == target,
            col(NoticeRow.brand) == brand,
            col(NoticeRow.state) == "pending",
        )
        with self.reader() as session:
            return session.exec(query).one()

    def was_sent_since(self, target: str, brand: str, since: datetime) -> bool:
        """Did a target take anything of a brand since a time?"""
        query = select(NoticeRow.id).where(
            col(NoticeRow.target) == target,
            col(NoticeRow.brand) == brand,
            col(NoticeRow.state) == "sent",
            col(NoticeRow.sent_at) > since,
            col(NoticeRow.error).is_(None),
        )
        with self.reader() as session:
            return session.exec(query.limit(1)).first() is not None

    def owed(self, now: datetime) -> list[NoticeRow]:
        """What is due for Slack and not known to be there, in the order of its making."""
        query = select(NoticeRow).where(col(NoticeRow.target).startswith("slack:"), is_unsent(now))
        with self.reading() as session:
            return list(session.exec(query.order_by(col(NoticeRow.made_at), col(NoticeRow.id))))

    def merged_in(self, notice_ids: Collection[int]) -> list[NoticeRow]:
        """The notices that these are to tell together."""
        query = select(NoticeRow).where(col(NoticeRow.state) == "merged")
        with self.reader() as session:
            return [
                row
                for some in chunks(notice_ids)
                for row in session.exec(query.where(col(NoticeRow.into_id).in_(some)))
            ]

    def unmerge(self, notice_id: int, error: str, now: datetime) -> int:
        """Let each of the notices that one was to tell together wait for itself; how many."""
        with self.writing() as session:
            taken = session.exec(
                update(NoticeRow)
                .where(col(NoticeRow.into_id) == notice_id, col(NoticeRow.state) == "merged")
                .values(state="pending", into_id=None, next_at=now, error=ALONE)
            )
            if taken.rowcount:
                session.exec(
                    update(NoticeRow)
                    .where(col(NoticeRow.id) == notice_id)
                    .values(state="merged", error=error)
                )
            return int(taken.rowcount)

    def waiting_for(self, target: str, brand: str) -> list[NoticeRow]:
        """All of a brand that waits for a target, due or not, in the order of its making."""
        query = select(NoticeRow).where(
            col(NoticeRow.target) == target,
            col(NoticeRow.brand) == brand,
            col(NoticeRow.state) == "pending",
        )
        with self.reader() as session:
            return list(session.exec(query.order_by(col(NoticeRow.made_at), col(NoticeRow.id))))

    def lanes(self, keys: Collection[str]) -> dict[str, str]:
        """The desk that each of these notices was for, by key, if it was for one: that of the gravest
        thing it tells, or the one that a person sent it to.
        """
        passed = {int(key.removeprefix(MOVED)): key for key in keys if key.startswith(MOVED)}
        told = select(DecisionRow.told_by, DecisionRow.lane, DecisionRow.leaf)
        found, sent = list[tuple[int, str, str]](), dict[str, str]()
        with self.reader() as session:
            for some in chunks(keys):
                of = told.where(
                    col(DecisionRow.told_by).in_(some), col(DecisionRow.ended_at).is_(None)
                )
                found += [(rank(leaf), key or "", lane) for key, lane, leaf in session.exec(of)]
            for acts in chunks(passed):
                for row in session.exec(select(ActRow).where(col(ActRow.id).in_(acts))):
                    sent[passed[row.id or 0]] = str(json.loads(row.said).get("lane") or "")
        return {key: lane for _, key, lane in sorted(found, reverse=True)} | sent

    def send_elsewhere(self, targets: Mapping[int, str], now: datetime) -> int:
        """Bind notices that wait, by id, to other targets, with what they are to tell together; how many.

        What was refused is tried there at once; what waits for its hour goes on waiting.
        """
        moved = 0
        with self.writing() as session:
            for id_, target in targets.items():
                tried = col(NoticeRow.attempts) > 0
                taken = session.exec(
                    update(NoticeRow)
                    .where(col(NoticeRow.id) == id_, col(NoticeRow.state) == "pending")
                    .values(
                        target=target,
                        thread_ts=None,
                        error=case((col(NoticeRow.error) == ALONE, ALONE), else_=None),
                        next_at=case((tried, now), else_=col(NoticeRow.next_at)),
                    )
                )
                moved += int(taken.rowcount)
                told = (col(NoticeRow.into_id) == id_) & (col(NoticeRow.state) == "merged")
                session.exec(update(NoticeRow).where(told).values(target=target))
        return moved

    def last_told(self, target: str, brand: str) -> tuple[str, str] | None:
        """The cause that the operators were last told of, for messages kept back from a target, and
        where they were told.
        """
        query = (
            select(NoticeRow)
            .where(
                col(NoticeRow.brand) == brand,
                col(NoticeRow.class_) == "ops",
                col(NoticeRow.key).startswith(f"ops:{target}:", autoescape=True),
            )
            .order_by(col(NoticeRow.id).desc())
            .limit(50)
        )
        with self.reader() as session:
            for row in session.exec(query):
                told = payload_of(row)
                if told.is_kept:
                    return told.cause or "", row.target
        return None

    def told_directly(self, target: str, brand: str, *, besides: Collection[str]) -> list[str]:
        """Where leads read in a message of their own that a target takes nothing from us, and did not read
        since that it is over: one of the causes `besides`.
        """
        query = (
            select(NoticeRow)
            .where(
                col(NoticeRow.brand) == brand,
                col(NoticeRow.key).startswith(f"{DIRECT}{target}:", autoescape=True),
                col(NoticeRow.ts).is_not(None),
            )
            .order_by(col(NoticeRow.id))
        )
        with self.reader() as session:
            last = {row.target: payload_of(row).cause for row in session.exec(query)}
        return [to for to, cause in last.items() if cause not in besides]
