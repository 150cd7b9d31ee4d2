"""What a text was read as is kept, and what is asked for each mention is made once."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from acme import BRAND, Clock, Kept, Listed, config, mention, pipeline
from sqlalchemy import event
from sqlmodel import Session, col, select
from test_strategy_kit import mention as evidence

from connectors.kit.contract import Author
from connectors.kit.reading.dates import day_first_vote, read_date
from listener.advice import signals, tree
from listener.advice.reading import lexicon
from listener.advice.reading.case import Case
from listener.advice.reading.kept import LONGEST, kept
from listener.desk.writing import Wanted, written
from listener.stages import suggest, threads
from listener.stages.queue import Taken, work_off
from listener.store.drafting import Suggestion
from listener.store.store import Store
from listener.store.tables import SuggestionRow
from listener.store.taking import Kind


def test_a_text_that_comes_again_is_read_once_and_a_long_one_each_time() -> None:
    read: list[tuple[str, int]] = []

    @kept(2)
    def length(text: str, times: int = 1) -> int:
        """How long."""
        read.append((text, times))
        return len(text) * times

    assert [length("one"), length("one"), length("one", 2), length("one", times=2)] == [3, 3, 6, 6]
    assert read[:2] == [("one", 1), ("one", 2)]
    read.clear()
    assert length("x" * LONGEST) == length("x" * LONGEST)
    assert length("x" * (LONGEST + 1)) == length("x" * (LONGEST + 1))
    assert len(read) == 3
    assert length.__doc__ == "How long."


def test_what_raises_is_not_kept() -> None:
    tries = []

    @kept(2)
    def fails(text: str) -> str:
        tries.append(text)
        raise ValueError(text)

    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            fails("no")
    assert tries == ["no", "no"]


def test_a_list_is_looked_for_once_in_the_copies_of_a_text() -> None:
    before = lexicon._kept.cache_info().misses
    for _ in range(100):
        assert lexicon.found("danger.safety", "it caught fire in my hands, really") == "caught fire"
    assert lexicon._kept.cache_info().misses - before <= 1


def test_a_time_as_programs_write_it_is_what_the_whole_grammar_reads_in_it() -> None:
    chance, zone, read = Random(3), ZoneInfo("Europe/Paris"), 0
    for _ in range(2_000):
        day = (chance.choice((1960, 2026, 2199, 2200)), chance.randrange(14), chance.randrange(33))
        text = "{:04}-{:02}-{:02}".format(*day) + chance.choice("Tt ")
        text += f"{chance.randrange(26):02}:{chance.randrange(62):02}"
        if chance.random() < 0.7:
            text += f":{chance.randrange(62):02}" + chance.choice(("", ".5", ".123456", ".1234567"))
        text += chance.choice(("", "Z", "z", "+02:00", "-11:30", "+14:00", "+15:00", "+1400"))
        found = read_date(text, zone=zone)
        # A blank more, and it goes by the grammar.
        assert found == read_date(f"{text} ", zone=zone), text
        assert day_first_vote(text) == day_first_vote(f"{text} "), text
        read += found is not None
    assert read > 300


@contextmanager
def statements(store: Store, word: str) -> Iterator[list[str]]:
    """Those with this word that reach the database."""
    seen: list[str] = []

    def note(*asked: object) -> None:
        if word in str(asked[2]):
            seen.append(str(asked[2]))

    event.listen(store.engine, "before_cursor_execute", note)
    yield seen
    event.remove(store.engine, "before_cursor_execute", note)


def test_no_address_is_compared_where_no_answer_of_ours_stands(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str | None] = []
    monkeypatch.setattr(threads, "place", lambda link: compared.append(link))
    made = pipeline(config(tmp_path, Listed(name="list")), store, Kept(), Clock())
    made.once()
    posts = [mention(n, "I hate it", thread_key="t", url=f"https://a.example/{n}") for n in (1, 2)]
    pipeline(config(tmp_path, Listed(name="list", mentions=posts)), store, Kept(), Clock()).once()
    assert compared == []


def test_an_authors_history_is_read_without_whole_rows(tmp_path: Path, store: Store) -> None:
    lea = Author(id="lea")
    pipeline(config(tmp_path, Listed(name="list")), store, Kept(), Clock()).once()
    posts = [mention(n, f"I hate it: {n}", author=lea) for n in (1, 2, 3)]
    made = pipeline(config(tmp_path, Listed(name="list", mentions=posts)), store, Kept(), Clock())
    with statements(store, "answers.mention_id = mentions.id") as seen:
        made.once()
    history = [one for one in seen if "mentions.author_id = " in one]
    assert history
    assert not [one for one in history if "mentions.text" in one]


def test_the_drafts_of_the_same_text_are_worked_out_once(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def counted(wanted: Wanted, *rest: Any) -> list[Suggestion]:
        asked.append(wanted.brief.text)
        return worked_out(wanted, *rest)

    worked_out = written
    monkeypatch.setattr(suggest, "written", counted)
    pipeline(config(tmp_path, Listed(name="list")), store, Kept(), Clock()).once()
    texts = ["I hate it: broken, answer me", "I hate it all", "I hate it: broken, answer me"]
    posts = [mention(n, text, author=Author(id=f"a{n}")) for n, text in enumerate(texts)]
    pipeline(config(tmp_path, Listed(name="list", mentions=posts)), store, Kept(), Clock()).once()
    assert sorted(asked) == sorted(set(texts))
    with store.reading() as session:
        rows = session.exec(select(SuggestionRow).order_by(col(SuggestionRow.id))).all()
    of = {d: [r.text for r in rows if r.decision_id == d] for d in {r.decision_id for r in rows}}
    assert sorted(len(drafts) for drafts in of.values()) == [2, 2, 2]
    assert len({tuple(drafts) for drafts in of.values()}) == 2


@pytest.mark.parametrize(("text", "looks"), [("I hate it", 0), ("Do you answer?", 1)])
def test_questions_are_looked_for_where_one_is_asked(
    tmp_path: Path, store: Store, text: str, looks: int
) -> None:
    pipeline(config(tmp_path, Listed(name="list")), store, Kept(), Clock()).once()
    source = Listed(name="list", mentions=[mention(1, text)])
    made = pipeline(config(tmp_path, source), store, Kept(), Clock())
    with statements(store, "tags.intent = ") as seen:
        made.once()
    assert len(seen) == looks


def test_signals_that_would_not_be_shown_are_not_looked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def counted(case: Case) -> Iterator[str]:
        asked.append(case.evidence.text)
        yield from manner(case)

    manner = signals._manner
    monkeypatch.setattr(signals, "_manner", counted)
    full = "@acme my battery caught fire, it is a scandal, I will sue you, why?"
    for text in (full, "@acme nice"):
        assert len(tree.decide(evidence(text, "critique negative complaint"), BRAND).signals) >= 2
    assert asked == ["@acme nice"]


@pytest.mark.parametrize(
    ("size", "told", "looks"),
    [
        (16, 10, 1),
        (10, 10, 2),  # as many as were asked for: there may be more
        (16, 9, 2),  # one may still be there
    ],
)
def test_what_emptied_its_queue_is_not_asked_for_more(
    store: Store, size: int, told: int, looks: int
) -> None:
    asked: list[int] = []
    queue = list(range(10))

    def read(limit: int, _: object) -> list[int]:
        asked.append(limit)
        return queue[:limit]

    def work(rows: Sequence[int]) -> int:
        del queue[: len(rows)]
        return told

    taken = Taken(store, Kind.BRAND, read, key=int)
    assert work_off(taken, work, lambda *_: None, size=size, as_is=int) == told
    assert queue == []
    # Over a server others bring rows meanwhile, and leave them to who holds their brand.
    assert len(asked) == (looks if store.is_sqlite else 3)


def is_asking(store: Store) -> bool:
    """Is this thread inside a `reading`?"""
    return store._asking is not None


def test_a_stage_reads_on_where_it_took_its_rows_and_writes_when_that_is_over(
    store: Store,
) -> None:
    seen: list[bool] = []
    queue = [1, 2, 3]

    def work(rows: Sequence[int]) -> int:
        seen.append(is_asking(store))
        if 2 in rows:
            raise ValueError(rows)
        with taken.reading(), taken.reading():
            assert is_asking(store)
        with store.writing():
            queue.remove(rows[0])
        return len(rows)

    def stumbled(row: int, _: Exception) -> None:
        with store.writing():
            queue.remove(row)

    taken = Taken(store, Kind.BRAND, lambda n, _: queue[:n], key=int, reads_on=True)
    work_off(taken, work, stumbled, size=1, as_is=int)
    assert (queue, set(seen), is_asking(store)) == ([], {store.is_sqlite}, False)


@contextmanager
def sessions() -> Iterator[list[Session]]:
    """Those that any thread opens."""
    seen: list[Session] = []
    begin = Session.__enter__

    def counted(session: Session) -> Session:
        seen.append(session)
        return begin(session)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Session, "__enter__", counted)
        yield seen


def test_the_way_of_one_mention_to_its_alert_takes_few_sessions(
    tmp_path: Path, sqlite: Store
) -> None:
    pipeline(config(tmp_path, Listed(name="list")), sqlite, Kept(), Clock()).once()
    post = mention(1, "I hate that it is broken, when do you answer me?")
    show = Kept()
    made = pipeline(config(tmp_path, Listed(name="list", mentions=[post])), sqlite, show, Clock())
    with sessions() as opened:
        made.once()
    assert len(show.alerts) == 1
    # Settings that leads added, and what a raised limit releases, are asked for once a turn each,
    # and what is muted by which queries at the first turn of a process.
    assert len(opened) <= 25


class Unstarted:
    """A dispatcher that is only told."""

    def __init__(self) -> None:
        self.slots: list[str] = []

    def submit(
        self, slot: str, work: Callable[[], object], *, shared: bool = False, again: bool = False
    ) -> bool:
        del work, shared, again
        self.slots.append(slot)
        return True


def test_a_tick_asks_what_is_due_in_one_session_and_a_weeks_digest_is_made_in_three(
    tmp_path: Path, sqlite: Store
) -> None:
    clock = Clock()
    source = Listed(name="list", mentions=(mention(1, "I hate it: broken, answer me"),))
    made = pipeline(config(tmp_path, source), sqlite, Kept(), clock)
    made.once()
    clock.pass_(days=6)
    told = Unstarted()
    with sessions() as opened:
        made.tick(told)
    assert "digest" in told.slots
    assert len(opened) == 1
    with sessions() as opened:  # what the week is, its figures, its messages
        assert made.digest(once=True) == 1
    assert len(opened) == 3
