"""The bench: each labelled row alone through the real pipeline, in a scratch database.

Every row begins with its brand's database as it was before any row, so none touches another. One
database serves them all: making its tables, and compiling each query anew, would take longer than
the work itself. Nothing is asked of the network.
"""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

import httpx
from pydantic import PrivateAttr
from rich.console import Console

from connectors.inbound.source import Inbound
from connectors.kit.contract import Mention, Page
from listener.advice.leaves import Leaf
from listener.app import App
from listener.channels.terminal import Terminal
from listener.judge.rows import Row
from listener.settings.brand import Brand
from listener.settings.config import Config, Source, Storage
from listener.store.looking import Record
from listener.store.store import Store
from listener.work.chain import Tally
from listener.work.local import Local
from listener.work.worker import Worker
from models.base import Tagger

_SETTLED = timedelta(days=400)  # before a row: its source had its first look long ago
_READ = timedelta(minutes=1)  # from a post of its past to its visit
_KEY = b"judge" * 8  # names no person outside the scratch database
_NAME = "rows"
_TIERS = ("none", "possible", "likely")


@dataclass(frozen=True, slots=True)
class Got:
    """What the pipeline made of a row."""

    leaf: str
    alert: str
    confidence: str
    reason: str
    labels: dict[str, str]  # task -> the most probable label
    lang: str
    risk: str  # none, possible or likely
    drafts: tuple[str, ...]


class _Handed(Inbound):
    """An inbox that is handed its mentions: the rows are read already."""

    _waiting: list[Mention] = PrivateAttr(default_factory=list)

    def hand(self, *mentions: Mention) -> Self:
        """What the next visit finds."""
        self._waiting[:] = mentions
        return self

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:  # noqa: ARG002
        """Yield what was handed over, as one file."""
        if self._waiting:
            yield Page(tuple(self._waiting), starts=True)


class _Clock:
    """A clock that is set by hand."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


class Bench:
    """Rows of any brand, one after the other, over one scratch database in a folder."""

    def __init__(self, folder: Path, tagger: Tagger) -> None:
        self._folder, self._tagger = folder, tagger
        self._store = Store.open(f"sqlite:///{folder / 'listener.db'}")
        self._store.upgrade()
        self._blank = folder / "blank.db"
        self._store.backup(self._blank)
        self._begun: dict[tuple[str, datetime], Path] = {}

    def close(self) -> None:
        """Let go of the database; the folder is the caller's."""
        self._store.close()

    def judge(self, row: Row, brand: Brand) -> Got | str:
        """What becomes of the row, or why nothing did."""
        self._store.put_back(self._before(row, brand))
        worker, inbox, clock = self._installation(brand)
        for at, mention in row.history:
            clock.now = min(row.now, at + _READ)
            self._visit(worker, inbox.hand(mention))
        clock.now = row.now
        tally = self._visit(worker, inbox.hand(row.mention, *row.beside))
        mention_id = self._store.mention_of(_NAME, row.mention.external_id)
        record = self._store.record(mention_id) if mention_id else None
        if record is None or record.decision is None:
            visits = [why for v in tally.visits for why in (v.error, *v.refused) if why]
            return "; ".join(map(str, visits)) or "no decision was made"
        return _got(record)

    def _before(self, row: Row, brand: Brand) -> Path:
        """The database of a brand that listens since long ago and has heard nothing."""
        of = (f"{row.brand}\n{brand.model_dump_json()}", row.now)
        if of not in self._begun:
            self._store.put_back(self._blank)
            worker, inbox, clock = self._installation(brand)
            clock.now = row.now - _SETTLED
            worker.prepare()
            self._visit(worker, inbox)
            self._begun[of] = self._folder / f"begun-{len(self._begun)}.db"
            self._store.backup(self._begun[of])
        return self._begun[of]

    def _installation(self, brand: Brand) -> tuple[Worker, _Handed, _Clock]:
        clock = _Clock()
        inbox = _Handed(name=_NAME, about_brand=False, folder=self._folder)
        inbox = inbox.timed_in(brand.zone, brand.country)
        source = Source(brand=brand.name, kind="inbound", connector=inbox)
        config = Config(brand=(brand,), source=(source,), storage=Storage(dir=self._folder))
        app = App.over(config, clock, store=self._store, key=_KEY, tagger=self._tagger)
        unread = Terminal(Console(file=io.StringIO(), width=100))
        return Worker(app, unread), inbox, clock

    def _visit(self, worker: Worker, inbox: _Handed) -> Tally:
        """As `listener once` does it, without the week's digest."""
        tally, local = Tally(), Local(1)
        worker.poll(local, [inbox.name], tally, once=True)
        local.wait()
        local.stop(0)
        return worker.after_collect(tally, once=True)


def _got(record: Record) -> Got:
    decision, tag = record.decision, record.tag
    assert decision is not None  # noqa: S101 (asked before)
    scores: dict[str, dict[str, float]] = json.loads(tag.scores) if tag else {}
    return Got(
        leaf=decision.leaf,
        alert=decision.alert,
        confidence=decision.confidence,
        reason=decision.reason,
        labels={task: max(of, key=of.__getitem__) for task, of in scores.items() if of},
        lang=(tag.lang if tag else None) or "",
        risk=_risk(decision),
        drafts=tuple(one.text for one in record.suggestions),
    )


def _risk(decision: object) -> str:
    """How likely a danger was held to be; where a decision does not say, its leaf does."""
    told = getattr(decision, "risk", None)
    if told in _TIERS:
        return str(told)
    urgent = (Leaf.ESCALATE_NOW, Leaf.MODERATE)
    return "likely" if getattr(decision, "leaf", "") in urgent else "none"
