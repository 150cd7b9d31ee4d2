"""Dead letters: rows that break a stage, set aside."""

from datetime import datetime
from functools import cache
from importlib.metadata import version
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import and_, col, select, update

from listener.store.inserting import Inserting
from listener.store.tables import AsideRow, DecisionRow, MentionRow

DRAFTS = "suggest"  # its rows are decisions
ASIDE = "aside"  # the stage of a mention that waits for another try, or for a person


class Asides(Inserting):
    """Mentions that broke a stage, and how often."""

    TRIES = 3  # of one revision by one release

    def stumbled(
        self, mention: MentionRow, stage: str, error: str, now: datetime, *, decision: int = 0
    ) -> int:
        """Count one try that broke, and take the row off its queue; return how many there were.

        With `decision` it is the drafts of that decision which cannot be made.
        """
        row: dict[str, Any] = {
            "stage": stage,
            "row_id": decision or mention.id,
            "revision": mention.revision,
        }
        where = [col(getattr(AsideRow, name)) == value for name, value in row.items()]
        with self.writing() as session:
            start = {"brand": mention.brand, "tries": 0, "error": "", "at": now, "release": ""}
            self.insert_new(session, AsideRow, [row | start])
            session.exec(
                update(AsideRow)
                .where(*where)
                .values(tries=AsideRow.tries + 1, error=error, at=now, release=_release())
            )
            tries = session.exec(select(AsideRow.tries).where(*where)).one()
            if not decision:
                session.exec(
                    update(MentionRow)
                    .where(
                        col(MentionRow.id) == mention.id,
                        col(MentionRow.revision) == mention.revision,
                        col(MentionRow.stage) == stage,
                    )
                    .values(stage=ASIDE)
                )
            elif tries >= self.TRIES:
                session.exec(
                    update(DecisionRow)
                    .where(col(DecisionRow.id) == decision)
                    .values(wants_draft=False)
                )
        return tries

    def try_again(self) -> None:
        """Queue again what its stage was not tried with often enough, or by another release."""
        waiting = select(MentionRow.id, AsideRow.stage).join(AsideRow, _its())
        with self.reader() as session:
            found = session.exec(waiting.where(*self._to_try())).all()
        for stage in sorted({stage for _, stage in found}):
            ids = [i for i, its in found if its == stage]
            mine = (col(MentionRow.id).in_(ids), col(MentionRow.stage) == ASIDE)
            with self.writing() as session:
                session.exec(update(MentionRow).where(*mine).values(stage=stage))

    def is_to_try(self) -> bool:
        """Does anything set aside wait for another try?"""
        query = select(MentionRow.id).join(AsideRow, _its()).where(*self._to_try()).limit(1)
        with self.reader() as session:
            return session.exec(query).first() is not None

    def _to_try(self) -> tuple[ColumnElement[bool], ...]:
        return (
            col(MentionRow.stage) == ASIDE,
            col(AsideRow.stage) != DRAFTS,
            (col(AsideRow.tries) < self.TRIES) | (col(AsideRow.release) != _release()),
        )

    def set_aside(self) -> list[tuple[int, str, str]]:
        """Mentions that wait for a person: id, stage and error."""
        return self._aside(col(AsideRow.tries) >= self.TRIES)

    def stumbling(self) -> list[tuple[int, str, str]]:
        """Mentions that broke a stage and are tried again: id, stage and error."""
        return self._aside(col(AsideRow.tries) < self.TRIES)

    def _aside(self, which: ColumnElement[bool]) -> list[tuple[int, str, str]]:
        query = (
            select(MentionRow.id, AsideRow.stage, AsideRow.error)
            .join(AsideRow, _its())
            .where(col(MentionRow.stage) == ASIDE, col(AsideRow.stage) != DRAFTS, which)
            .order_by(col(MentionRow.id))
        )
        with self.reader() as session:
            return [(i or 0, stage, error) for i, stage, error in session.exec(query)]


def _its() -> ColumnElement[bool]:
    """The row of a mention as it stands."""
    return and_(
        col(AsideRow.row_id) == col(MentionRow.id),
        col(AsideRow.revision) == col(MentionRow.revision),
    )


@cache
def _release() -> str:
    return version("brand-listener")
