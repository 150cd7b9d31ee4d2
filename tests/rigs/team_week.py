"""Weeks of the demo's brand in which a team of three does its work by acts alone, and what it did."""

import statistics
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from listener.advice.leaves import those
from listener.advice.time import periods
from listener.app import App
from listener.commands import demos
from listener.demo import sample
from listener.desk.contract import Desk, Who
from listener.desk.found import act
from listener.digest.make import make
from listener.digest.values import Digest
from listener.notices.contract import Notice
from listener.notices.parts import Content
from listener.settings.brand import Brand
from listener.store.states import State
from listener.store.store import Store
from listener.store.tables import AnswerRow, DecisionRow, MentionRow, StateRow
from listener.work.worker import Worker
from models.base import Tagger

TEAM = tuple(Who(f"U{n}", name, "slack") for n, name in enumerate(("Léa", "Paul", "Zoé"), 1))
OWED = those(digest="owed")
GRAVE = (*those(digest="danger"), *those(digest="press"))
WHILE = timedelta(minutes=40)  # from taking it until the answer stands
APPROVED = timedelta(minutes=20)  # from taking it until its words are approved
OWN = "Bonjour, merci de nous avoir écrit : nous regardons votre cas et revenons vers vous. {who}, de Vélorine"
USUAL = datetime(2026, 11, 9, 8, 30, tzinfo=sample.ZONE)  # when the week before is told of


class Unseen:
    """Nobody looks at the screen."""

    def show(self, notice: Notice, content: Content, brand: Brand) -> None:
        pass


@dataclass
class Ledger:
    """What the team did, as it would write it down itself."""

    answered: dict[int, datetime] = field(default_factory=dict)
    no_reply: set[int] = field(default_factory=set)
    approved: dict[int, str] = field(default_factory=dict)
    sent: dict[int, str] = field(default_factory=dict)  # the words of what was approved before


@dataclass
class Played:
    """The end of it."""

    app: App
    digest: Digest
    ledger: Ledger


def play(
    folder: Path,
    *,
    language: str = "en",
    tagger: Tagger | None = None,
    until: datetime | None = None,
) -> Played:
    """Three weeks, or up to a moment, visit by visit; at each the team works on what waits."""
    app, clock = demos.open_session(folder, language)
    if tagger:
        app.__dict__["tagger"] = tagger
    ledger = Ledger()
    worker = Worker.of(app, Unseen())
    worker.prepare()
    for moment, mentions in demos.visits():
        if until and moment >= until:
            break
        clock.now = moment
        demos.drop(folder / "data" / "inbox", moment, mentions)
        worker.once()
        for at, who, name, mention, values in _work(app, moment, ledger):
            if name == "answered" and mention in ledger.approved:
                values |= {"text": _sent(mention, ledger)}
            _do(app, at, who, name, mention, values)
            if name == "take":
                _approve(app, at + APPROVED, mention, ledger)
        # The grave is nobody's draft: it is taken, seen to in person, and so written down.
        for state in _waiting(app, GRAVE):
            who = TEAM[state.mention % len(TEAM)]
            _do(app, moment + timedelta(minutes=1), who, "take", state.mention, {})
            _do(app, moment + WHILE, who, "answered", state.mention, {})
        worker.after_collect()
    clock.now = until or clock.now
    week = periods.last_finished(clock(), app.brand)
    config = app.config
    made = make(app.store, app.brand, week, brands=config.brand, storage=config.storage.dir, now=clock())  # fmt: skip
    return Played(app, made.digest, ledger)


Step = tuple[datetime, Who, str, int, dict[str, Any]]


def _work(app: App, moment: datetime, ledger: Ledger) -> Iterator[Step]:
    """What they do at a visit: most of it is answered, some needs none, some is passed on or left."""
    for state in _waiting(app):
        n, who = state.mention, TEAM[state.mention % len(TEAM)]
        at = moment + timedelta(minutes=1 + n % 7)
        match n % 10:
            case 6:
                ledger.no_reply.add(n)
                yield at, who, "no_reply", n, {}
            case 7 if state.lane != "press":
                yield at, who, "escalate", n, {"lane": "press"}
            case 8 if state.snoozed_until is None:
                yield at, who, "snooze", n, {"ends": moment + timedelta(hours=20)}
            case 8 if state.snoozed_until and state.snoozed_until > moment:
                continue
            case 4 | 9:
                continue  # left waiting
            case _:
                ledger.answered[n] = at + WHILE
                yield at, who, "take", n, {}
                yield at + WHILE, who, "answered", n, {"url": f"https://velorine.example/r/{n}"}


def _approve(app: App, at: datetime, mention: int, ledger: Ledger) -> None:
    """The first draft, or words of their own where none does; a second colleague where two are asked for.

    What is for leads stays unapproved: the team has none.
    """
    first, second = TEAM[mention % len(TEAM)], TEAM[(mention + 1) % len(TEAM)]
    desk = Desk(app.store, app.config.brands)
    for text in ("", OWN.format(who=first.name)):
        made = act("approve_draft")(mention=mention, text=text, anyway=True)  # type: ignore[call-arg]
        if made.apply(desk, first, at).outcome == "done":
            break
    known = app.store.approved(mention)
    if known and not known.is_last:
        again = act("approve_draft")(mention=mention, text=known.text, anyway=True)  # type: ignore[call-arg]
        again.apply(desk, second, at + timedelta(minutes=5))
        known = app.store.approved(mention)
    if known and known.is_last:
        ledger.approved[mention] = known.text


def _sent(mention: int, ledger: Ledger) -> str:
    """Half of them are sent word for word, the others with a word more."""
    said = ledger.approved[mention]
    ledger.sent[mention] = said if mention % 2 else f"{said} Bonne route !"
    return ledger.sent[mention]


def _waiting(app: App, leaves: Iterable[str] = OWED) -> list[State]:
    """All of these leaves that is open, by its number; without others, all that is owed an answer."""
    with app.store.reading() as session:
        query = select(DecisionRow.mention_id).where(
            col(DecisionRow.ended_at).is_(None), col(DecisionRow.leaf).in_(list(leaves))
        )
        ids = session.exec(query.order_by(col(DecisionRow.mention_id))).all()
    states = [app.store.state(one) for one in ids]
    return [one for one in states if one and one.is_open and one.owner is None]


def _do(app: App, at: datetime, who: Who, name: str, mention: int, values: dict[str, Any]) -> None:
    done = act(name)(mention=mention, **values).apply(Desk(app.store, app.config.brands), who, at)
    if name == "answered":
        assert done.outcome == "done", done
    else:  # a colleague may have the story already
        assert done.outcome in ("done", "taken", "already", "leads"), done


@dataclass(frozen=True)
class Expected:
    """What the week's figures must be, from what was done and from the rows alone."""

    response: float
    first_response: float  # median, seconds
    waiting: set[int]
    verbatim: float
    sent: int  # approved answers that were sent


def expected(store: Store, digest: Digest, ledger: Ledger, brand: Brand) -> Expected:
    """By another way than the digest's."""
    since = digest.as_of - timedelta(days=brand.digest.open_days)
    with store.reading() as session:
        rows = session.exec(
            select(MentionRow, DecisionRow)
            .join(DecisionRow, col(DecisionRow.mention_id) == col(MentionRow.id))
            .where(col(DecisionRow.ended_at).is_(None), col(DecisionRow.leaf).in_(list(OWED)))
        ).all()
        given = session.exec(select(AnswerRow.mention_id, AnswerRow.at)).all()
        solved = set(session.exec(select(StateRow.mention_id).where(col(StateRow.closed) == "solved")))  # fmt: skip
    assert set(ledger.answered.items()) <= {(n, at) for n, at in given}, (
        "each stands as it was given"
    )
    first: dict[int, datetime] = {}  # some were answered at the source, too, which was read later
    for mention, at in sorted(given, key=lambda one: one[1]):
        first.setdefault(mention, at)
    owed = {
        m.id or 0: m
        for m, d in rows
        if m.deleted_at is None
        and not m.by_owner
        and d.sponsorship != "disclosed"
        and m.id not in ledger.no_reply
    }
    of_week = {n: m for n, m in owed.items() if digest.start <= m.at < digest.end}
    took = [(first[n] - m.at).total_seconds() for n, m in of_week.items() if n in first and first[n] < digest.as_of]  # fmt: skip
    open_ = {
        n
        for n, m in owed.items()
        if since <= m.at < digest.end and n not in first and n not in solved
    }
    words = [
        ledger.sent[n] == ledger.approved[n]
        for n, at in ledger.answered.items()
        if n in ledger.sent and digest.start <= at < min(digest.end, digest.as_of)
    ]
    return Expected(len(took) / len(of_week), statistics.median(took), open_, sum(words) / len(words), len(words))  # fmt: skip
