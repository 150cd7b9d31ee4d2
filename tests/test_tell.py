"""What operators are told of a source: once each, folded, and when it is over."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import httpx
import pytest
from acme import BRAND, Clock, mention, ops_words
from sqlmodel import select

from connectors.kit.contract import Author, Connector, Mention, Page
from connectors.kit.errors import SourceBusyError, SourceRefusedError
from connectors.kit.said import Said
from listener.settings.config import Source
from listener.stages.collect import Collector
from listener.stages.visit import Visit
from listener.store.store import Store
from listener.store.syncing import SourceSpec
from listener.store.tables import NoticeRow

FRENCH = BRAND.model_copy(update={"language": "fr"})


class Speaking(Connector):
    """Yields and raises what it is told."""

    pages_now: tuple[Page, ...] = ()
    error: Any = None

    @classmethod
    def mentions_in(cls, reply: bytes) -> Page:  # noqa: ARG003
        return Page()

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:  # noqa: ARG002
        yield from self.pages_now
        if self.error:
            raise self.error


class Files(Speaking):
    keeps_all: ClassVar[bool] = True


class Polls:
    """One source, polled with other answers each time."""

    def __init__(self, store: Store, kind: type[Speaking] = Speaking) -> None:
        self.store, self.kind, self.clock = store, kind, Clock()
        store.sync_sources([SourceSpec(BRAND.name, "s", "speaking", "1")])

    def __call__(self, *pages: Page, error: Any = None, aloud: bool = True) -> Visit:
        self.clock.pass_(minutes=1)
        connector = self.kind(name="s", pages_now=pages, error=error)
        collector = Collector(
            self.store, lambda *_: httpx.Client(), b"k" * 32, self.clock, aloud=aloud
        )
        source = Source(brand=BRAND.name, kind="speaking", connector=connector)
        return collector.collect(source, BRAND)

    def told(self, brand: Any = BRAND) -> list[tuple[str, list[str]]]:
        """The notices that wait, which are then told."""
        due = self.store.due_notices("terminal", self.clock())
        found = [ops_words(notice, brand) for notice in due]
        self.store.sent([notice.id or 0 for notice in due], self.clock())
        return found


@pytest.fixture
def polls(store: Store) -> Polls:
    return Polls(store)


@pytest.mark.parametrize(
    "error", [SourceRefusedError("s: 403, the site", status=403), SourceBusyError("s: 503")]
)
def test_the_third_failure_in_a_row_is_told_once_and_so_is_its_end(
    polls: Polls, error: Exception
) -> None:
    polls(Page())
    counts = []
    for _ in range(5):
        polls(error=error)
        counts.append(len(polls.told()))
    assert counts == [0, 0, 1, 0, 0]
    polls(Page())
    [(title, _)] = polls.told()
    assert title == "Source s answers again"
    polls(Page())
    polls(error=error)
    assert polls.told() == []


def test_a_notice_says_what_where_since_when_and_that_it_goes_on_by_itself(polls: Polls) -> None:
    polls(Page())
    for _ in range(3):
        polls(error=SourceRefusedError("s: 403, the site does not let us read this", status=403))
    [(title, lines)] = polls.told(FRENCH)
    assert title == "La source s n’a pas pu être lue 3 fois de suite".replace("’", "'")
    assert lines[0] == "s: 403, the site does not let us read this"
    assert "Dernière lecture réussie" in lines[1]
    assert "au moins une fois par jour" in lines[2]


def test_two_outages_are_told_each(polls: Polls) -> None:
    titles = []
    for _ in range(2):
        polls(Page())
        for _ in range(3):
            polls(error=SourceBusyError("x"))
        titles += [title for title, _ in polls.told()]
    assert [title for title in titles if "3 times" in title] == titles[::2]
    assert len(titles) == 3


@pytest.mark.parametrize("status", [401, 402, 403, 410, 451])
def test_no_refusal_stops_a_source_and_none_waits_more_than_a_day(
    polls: Polls, status: int
) -> None:
    waits = []
    for _ in range(12):
        polls(error=SourceRefusedError("refused", status=status))
        row = polls.store.source("s")
        assert row.next_poll_at
        waits.append(row.next_poll_at - polls.clock())
        polls.clock.pass_(seconds=waits[-1].total_seconds())
        assert polls.store.due_sources(["s"], polls.clock()) == ["s"]
    assert waits[0] < timedelta(minutes=20)
    assert max(waits) <= timedelta(days=1)
    polls(Page())
    assert polls.store.source("s").failures == 0


def refused(*lines: str) -> Page:
    return Page(refused=lines)


def test_rows_of_a_file_are_told_once_a_file_equal_ones_folded(store: Store) -> None:
    polls = Polls(store, Files)
    polls(refused(*(f"a.csv line {n}: no text" for n in range(9)), "a.csv line 4: no date"))
    [(title, lines)] = polls.told()
    assert title == "Source s"
    assert lines == ["a.csv line 0: no text (9 times)", "a.csv line 4: no date"]
    polls(Page())
    assert polls.told() == []
    polls(refused("a.csv line 7: no text"))  # the same file, mended and dropped again
    assert polls.told()[0][1] == ["a.csv line 7: no text"]


def test_items_of_a_feed_that_stay_bad_are_told_once_whatever_their_place(polls: Polls) -> None:
    for place in (3, 4, 9):
        polls(refused(f"item {place}: it has neither a title nor a text"))
    assert [lines for _, lines in polls.told()] == [["item 3: it has neither a title nor a text"]]
    polls.clock.pass_(days=2)
    polls(Page())
    polls(refused("item 1: it has neither a title nor a text"))
    assert len(polls.told()) == 1  # it was gone, and came back


def test_a_notice_shows_twenty_lines_and_counts_the_rest(store: Store) -> None:
    polls = Polls(store, Files)
    words = [chr(97 + n) * 3 for n in range(26)]
    polls(refused(*(f"{word}: no text" for word in words)))
    [(_, lines)] = polls.told()
    assert len(lines) == 21
    assert lines[-1] == "and 6 more"


def stalled(hours: int) -> Page:
    line = Said(
        f"nothing new for {hours} h", "moved", ends=True, url=f"https://search.example/{hours}"
    )
    return Page(said=(line,))


def test_a_state_is_told_when_it_begins_and_when_it_ends(polls: Polls) -> None:
    for hours in (18, 19, 20):
        polls(stalled(hours))
    [(_, lines)] = polls.told()
    assert "https://search.example/18" in lines[0]
    [matter] = polls.store.matters()
    assert json.loads(matter.said)["values"]["url"].endswith("/20")  # status shows the newest
    polls()  # a 304 tells nothing
    polls(error=SourceBusyError("x"))
    assert polls.told() == []
    polls(Page())
    [(_, lines)] = polls.told(FRENCH)
    assert lines[0].startswith("Elle est lue de nouveau à son adresse d'origine")
    assert polls.store.matters() == []
    polls(stalled(21))
    assert len(polls.told()) == 1


def long_and_dated(polls: Polls, n: int) -> Page:
    def post(i: int, **fields: Any) -> Mention:
        return mention(i, "ok", **fields)

    late, early = polls.clock() + timedelta(days=20_000), datetime(1970, 1, 1, tzinfo=UTC)
    return Page(
        tuple(
            one
            for i in range(0, 6 * n, 6)
            for one in (
                post(i, posted_at=late),
                post(i + 1, posted_at=early),
                mention(i + 2, "x" * 100_001),
                post(i + 3, title="x" * 2_001),
                post(i + 4, author=Author(id="a", name="x" * 501)),
                post(i + 5, url="https://acme.example/" + "x" * 2_000),
            )
        )
    )


@pytest.mark.parametrize("n", [1, 2])
def test_what_is_cut_or_cannot_be_a_date_is_counted_and_told_once(polls: Polls, n: int) -> None:
    page = long_and_dated(polls, n)
    assert len(polls(page).told) == 6
    polls(page)
    [(_, lines)] = polls.told()
    assert len(lines) == 6
    for words in ("ahead", "before the web", "100,000", "2,000", "500", "left out"):
        assert any(words in line for line in lines), words
    assert sum(line.startswith(f"{n} " if n > 1 else "One ") for line in lines) == 4
    polls(Page((mention(1, "ok"),)))
    assert polls.told() == []


def test_a_wait_of_many_hours_is_told_at_the_first_refusal_and_so_is_its_end(polls: Polls) -> None:
    """The third failure, at which operators are told of others, came on the third day."""
    polls(Page())
    polls(error=SourceBusyError("s: 429", retry_after=6 * 3_600))
    assert polls.told() == []
    for _ in range(2):
        polls(error=SourceBusyError("s: 429", retry_after=86_400))
    notices = polls.told()
    assert "24 hours" in notices[0][1][0]
    assert sum("24 hours" in line for _, lines in notices for line in lines) == 1
    polls(Page())
    assert "It answers again" in polls.told()[-1][1][0]
    assert polls.store.matters() == []


def test_a_code_that_the_catalogue_does_not_know_is_said_in_its_own_words(polls: Polls) -> None:
    polls(Page(said=(Said("a wall of 1,000 hits", "no_such_code", ends=True, n=5),)))
    assert polls.told()[0][1] == ["a wall of 1,000 hits"]
    polls(Page())
    assert polls.told()[0][1] == ["No longer so: a wall of 1,000 hits"]


def test_what_was_heard_before_a_crash_is_told_by_the_next_poll(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    polls = Polls(store, Files)

    def die(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(store, "untold", die)
        with pytest.raises(KeyboardInterrupt):
            polls(refused("a.csv line 2: no text"))
    assert polls.told() == []
    polls()
    assert polls.told()[0][1] == ["a.csv line 2: no text"]


def test_who_reads_each_poll_on_the_screen_is_not_told_twice(polls: Polls) -> None:
    polls(refused("item 1: bad"), aloud=False)
    polls(refused("item 1: bad"))
    assert polls.told() == []


def test_the_words_of_a_notice_are_forgotten_once_it_is_told(polls: Polls, store: Store) -> None:
    polls(refused("item 1: someone's words"))
    polls.told()
    with store.reading() as session:
        [notice] = session.exec(select(NoticeRow))
    assert notice.payload == "{}"


def test_one_source_says_no_more_than_can_be_read(polls: Polls) -> None:
    spell: Callable[[int], str] = lambda n: "".join("abcdefghij"[int(d)] for d in str(n))  # noqa: E731
    polls(refused(*(f"item {spell(n)}: bad" for n in range(5_000))))
    assert len(polls.store.matters()) == 200
