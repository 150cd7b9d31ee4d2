"""Two brands in one database, by noun: no search, precedent, lesson, order or correction of one shows in the other."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from acme import NOON, Clock, Kept, mention, pipeline
from sqlmodel import col, update
from test_two_brands import BRANDS, LEA, ids, settings

from connectors.kit.contract import Author
from listener.advice.leaves import PRESS
from listener.desk.acts.decline import OF as DECLINED
from listener.desk.contract import Desk, Done
from listener.desk.found import act
from listener.desk.lessons import proposed
from listener.stages.learn import learn
from listener.stages.orders import Orders
from listener.store.store import Store
from listener.store.tables import MentionRow, StateRow

OURS, THEIRS = "Acme", "Other"
FACT = "The battery of every bike is covered for 2 winters."
SENT = f"Please bring the bike to any of our shops, we look at it. {FACT}\nCamille, from Acme"
POSTS = (
    mention(1, "I hate it, the battery of my bike is broken", author=Author(id="ruth", name="Ruth Okafor")),
    mention(2, "Request for comment: I am a journalist at a paper, may I ask Acme?", author=Author(id="jo", name="Jo Lemaire")),
    mention(3, "The bell of my tandem is broken, I hate that", author=Author(id="sam", name="Sam Brook")),
    mention(4, "I hate it, the saddle of my bike is broken", author=Author(id="ben", name="Ben Marsh"), thread_key="t4"),
)  # fmt: skip


@dataclass
class Pair:
    """Both brands read the same posts; all that people did, they did at ours."""

    store: Store
    clock: Clock

    @property
    def since(self) -> Any:
        return NOON - timedelta(days=9)

    def post(self, brand: str, number: int) -> int:
        """The mention of one of these posts at a brand."""
        return next(n for n in ids(self.store, brand) if self.row(n).external_id == f"m{number}")

    def row(self, number: int) -> MentionRow:
        record = self.store.record(number)
        assert record
        return record.mention

    def do(self, name: str, **values: Any) -> Done:
        done = act(name)(**values).apply(Desk(self.store, BRANDS), LEA, self.clock())
        assert done.is_ok, (name, done)
        return done


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    folder: Path = tmp_path_factory.mktemp("apart")
    made = Pair(Store.open(f"sqlite:///{folder / 'two.db'}"), Clock())
    for posts in ((), POSTS):
        pipeline(settings(folder, *posts), made.store, Kept(), made.clock).once()
    solved, press = made.post(OURS, 4), made.post(OURS, 2)
    made.do("approve_draft", mention=made.post(OURS, 1), text=SENT, draft="A", anyway=True)
    made.do("answered", mention=solved, url="https://forum.example/t4/9", text=SENT)
    with made.store.writing() as session:
        session.exec(update(StateRow).where(col(StateRow.mention_id) == solved).values(closed="solved"))  # fmt: skip
    made.do("correct", mention=made.post(OURS, 3), tag="not_us", author=False, phrase="bell of my tandem")  # fmt: skip
    made.do("correct", mention=made.post(OURS, 3), tag="tone", label="positive")
    made.do("who_is", mention=press, kind="nobody")
    yield made
    made.store.close()


Asks = Callable[[Store, str, Pair], Any]
ASKED: dict[str, Asks] = {
    "a search": lambda s, b, _: s.search([b], "saddle", limit=9),
    "who wrote as the press": lambda s, b, p: [m.id for m in s.wrote_as_press(b, p.since)],
    "a figure of the week": lambda s, b, p: [line.mention for line in s.lines(b, p.since, p.clock())],
    "a draft that an endpoint may say again": lambda s, b, p: [m.id for (m, *_), _ in s.unreworded([b], p.since, besides=PRESS, limit=99)],
}  # fmt: skip
TAUGHT: dict[str, Asks] = {
    "an answer that waits to be learnt from": lambda s, b, _: s.unlearned([b], limit=9),
    "a lesson of an approved answer": lambda s, b, p: [t for t in s.given(b, p.since) if t.mention.external_id == "m1"],
    "a lesson of an answer that solved it": lambda s, b, p: [t for t in s.given(b, p.since) if t.mention.external_id == "m4"],
    "what is proposed": lambda s, b, p: [one for one in proposed(s, BRANDS[b], p.clock()) if one.kind == "fact"],
    "an order": lambda s, b, p: s.orders([b], p.clock()),
    "what people taught": lambda s, b, _: s.taught([b], limit=9),
    "a correction, counted": lambda s, b, p: s.corrections_between(b, p.since, p.clock() + timedelta(1)),
}  # fmt: skip


@pytest.mark.parametrize("noun", ASKED)
def test_each_is_shown_its_own_alone(pair: Pair, noun: str) -> None:
    for brand in BRANDS:
        found = ASKED[noun](pair.store, brand, pair)
        mine = set(ids(pair.store, brand))
        assert set(found) <= mine
        assert found or (brand, noun) == (OURS, "who wrote as the press")


@pytest.mark.parametrize("noun", TAUGHT)
def test_what_was_done_at_one_is_nothing_at_the_other(pair: Pair, noun: str) -> None:
    assert TAUGHT[noun](pair.store, OURS, pair)
    assert not TAUGHT[noun](pair.store, THEIRS, pair)


def test_who_was_said_to_be_no_journalist_at_one_is_asked_about_at_the_other(pair: Pair) -> None:
    assert ASKED["who wrote as the press"](pair.store, OURS, pair) == []
    assert ASKED["who wrote as the press"](pair.store, THEIRS, pair) == [pair.post(THEIRS, 2)]


def test_a_phrase_that_is_not_one_brand_may_be_the_other(pair: Pair) -> None:
    orders = Orders(pair.store, BRANDS, pair.clock())
    assert orders.told_off(pair.row(pair.post(OURS, 3)), {}) == ("phrase", "bell of my tandem")
    assert orders.told_off(pair.row(pair.post(THEIRS, 3)), {}) == (None, "")


def test_what_one_declines_is_still_proposed_to_the_other_who_may_decline_it_too(
    pair: Pair,
) -> None:
    [one, *_] = TAUGHT["what is proposed"](pair.store, OURS, pair)
    values = {"lesson": one.key, "kind": one.kind, "text": one.text}
    assert pair.do("decline", brand=THEIRS, **values).outcome == "done"
    assert one in proposed(pair.store, BRANDS[OURS], pair.clock())
    mine = pair.do("decline", brand=OURS, **values)
    assert mine.outcome == "done"
    pair.do("undo", act=mine.act)
    assert {o.brand for o in pair.store.orders([*BRANDS], pair.clock()) if o.what == DECLINED} == {THEIRS}  # fmt: skip


def test_a_precedent_is_told_again_by_its_own_brand_alone(pair: Pair) -> None:
    learn(pair.store, {OURS: BRANDS[OURS]})
    [first, *_] = pair.store.precedents(OURS)
    assert pair.store.precedents(THEIRS) == []
    assert not pair.store.drop_precedent(first.id, [THEIRS])
    lost = act("forget")(brand=THEIRS, precedent=first.id)  # type: ignore[call-arg]
    assert lost.apply(Desk(pair.store, BRANDS), LEA, pair.clock()).outcome == "missing"
    assert first in pair.store.precedents(OURS)
