"""Collect against servers on loopback that misbehave: what is stored, and when it asks again."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from acme import BRAND, NOON, Clock
from rigs.bad_source import BadSource, bad_source
from rigs.effort import PATIENCE
from sqlmodel import select
from structlog.testing import capture_logs

from connectors.hackernews.source import Hackernews
from connectors.inbound.source import Inbound
from connectors.kit.contract import Connector, Page
from connectors.kit.errors import SourceBusyError, SourceChangedError
from connectors.kit.http.guard import Limits, guarded_client
from connectors.kit.http.state import HttpState
from connectors.kit.said import Said
from connectors.mastodon.source import Mastodon
from connectors.rss.source import Rss
from listener.settings.config import Source
from listener.stages.collect import Collector
from listener.stages.visit import Visit
from listener.store.errors import StoreFullError
from listener.store.pages import Added
from listener.store.store import Store
from listener.store.syncing import SourceSpec
from listener.store.tables import MentionRow, SourceRow

__all__ = ["bad_source"]

QUICK = Limits(connect=1, read=0.3, total=0.3)
ENDLESS_WAITS = ("/drip-body", "/drip-headers", "/silent")  # they end at a limit only
PATIENT = Limits(connect=PATIENCE, read=PATIENCE, total=PATIENCE)
KINDS: dict[str, Callable[[str], Connector]] = {
    "rss": lambda url: Rss(name="s", url=f"{url}/feed", allow_private=True),
    "hackernews": lambda url: Hackernews(
        name="s", url=f"{url}/", query=("acme",), allow_private=True
    ),
    "mastodon": lambda url: Mastodon(
        name="s", instances=(url,), tags=("acme",), allow_private=True
    ),
}


class Visits:
    """One source, visited as often as a test wants, at the times it wants."""

    def __init__(
        self, store: Store, connector: Connector, kind: str = "rss", limits: Limits = PATIENT
    ) -> None:
        self.store, self.clock, self.chance, self.limits = store, Clock(), 0.5, limits
        self.source = Source(brand=BRAND.name, kind=kind, connector=connector)
        store.sync_sources([SourceSpec(BRAND.name, self.source.name, kind, "1")])

    def visit(self) -> Visit:
        collector = Collector(
            self.store, self._client, b"k" * 32, self.clock, chance=lambda: self.chance
        )
        return collector.collect(self.source, BRAND)

    def _client(self, source: Source, state: HttpState) -> httpx.Client:
        return guarded_client(
            allow_private=source.connector.allow_private,
            state=state,
            spacing=None,
            limits=self.limits,
        )

    @property
    def row(self) -> SourceRow:
        return self.store.source(self.source.name)

    @property
    def wait(self) -> float:
        """Seconds until it is asked again."""
        assert self.row.next_poll_at
        return (self.row.next_poll_at - self.clock()).total_seconds()

    def pass_wait(self) -> None:
        """Go to the moment at which it may be asked again."""
        self.clock.pass_(seconds=self.wait)


class Says(Connector):
    """Fails as it is told."""

    error: Any = None

    @classmethod
    def mentions_in(cls, reply: bytes) -> Page:  # noqa: ARG003
        return Page()

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:  # noqa: ARG002
        if self.error:
            raise self.error
        yield Page()


def failing(store: Store, error: Exception | None) -> Visits:
    return Visits(store, Says(name="s", poll_minutes=15, error=error))


# When a source that failed is asked again.


def test_a_short_wait_is_kept_as_asked_and_grows_when_it_was_in_vain(store: Store) -> None:
    made = failing(store, SourceBusyError("429", retry_after=5))
    waits = []
    for chance in (0.0, 1.0, 0.5, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0):
        made.chance = chance
        made.visit()
        waits.append(made.wait)
        made.pass_wait()
    assert waits == [5.0 * 2**n for n in range(10)]  # exactly as asked: never before
    made.source = failing(store, None).source
    made.visit()
    made.source = failing(store, SourceBusyError("429", retry_after=5)).source
    made.visit()
    assert made.wait == 5.0  # one success ends the growth


def test_a_wait_of_nothing_leaves_the_source_its_own_rhythm(store: Store) -> None:
    """As a date that is over: it was asked again after a second, more often than one in health."""
    made = failing(store, SourceBusyError("429", retry_after=0))
    waits = []
    for _ in range(5):
        made.visit()
        waits.append(made.wait)
        made.pass_wait()
    assert waits == [900 * 2**n for n in range(5)]


@pytest.mark.parametrize(
    ("asked", "failures", "seconds"),
    [
        (7_200, 0, 7_200),  # longer than our own wait
        (7_200, 3, 7_200),  # and than our own after four failures
        (3_600, 6, 15 * 60 * 2**6),  # long asked, long refused: as any failure
        (80_000, 3, 80_000),
        (86_400, 9, 86_400),
    ],
)
def test_a_long_wait_is_kept(store: Store, asked: float, failures: int, seconds: float) -> None:
    made = failing(store, SourceBusyError("503", retry_after=asked))
    for _ in range(failures):
        store.fail_poll(made.row.id or 0, error="x", next_poll_at=NOON, now=NOON)
    made.visit()
    assert made.wait == seconds


@pytest.mark.parametrize("chance", [0.0, 1.0])
def test_failures_wait_twice_as_long_each_time_and_a_day_at_most(
    store: Store, chance: float
) -> None:
    made = failing(store, SourceChangedError("other"))
    made.chance = chance
    waits = []
    for _ in range(12):
        made.visit()
        waits.append(made.wait)
        made.pass_wait()
    factor = 1.1 if chance else 0.9
    assert waits[:6] == pytest.approx([900 * 2**n * factor for n in range(6)])
    assert max(waits) == 86_400


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("5", 5),
        ("1000000000", 86_400),  # absurd: a day
        ("Tue, 10 Nov 2026 12:10:00 GMT", 600),
        ("0", "rhythm"),
        ("Wed, 21 Oct 1970 07:28:00 GMT", "rhythm"),
        ("Tue, 10 Nov 2099 12:10:00 GMT", 86_400),
    ],
)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("status", [429, 503])
def test_a_servers_word_is_kept_over_http(
    sqlite: Store, bad_source: BadSource, kind: str, status: int, header: str, seconds: int | str
) -> None:
    bad_source.always, bad_source.status = "/status", status
    # Its own clock counts, for a date.
    bad_source.headers = f"Date: Tue, 10 Nov 2026 12:00:00 GMT\r\nRetry-After: {header}\r\n"
    made = Visits(sqlite, KINDS[kind](bad_source.url), kind)
    visit = made.visit()
    assert visit.error
    assert str(status) in visit.error
    rhythm = made.source.connector.poll_minutes * 60
    assert made.wait == (rhythm if seconds == "rhythm" else seconds)
    assert len(bad_source.asked) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_ten_times_500_is_one_request_each_and_one_success_ends_it(
    sqlite: Store, bad_source: BadSource, kind: str
) -> None:
    bad_source.always, bad_source.status = "/status", 500
    made = Visits(sqlite, KINDS[kind](bad_source.url), kind)
    with capture_logs() as logs:
        for n in range(10):
            made.visit()
            assert made.row.failures == n + 1
            assert len(bad_source.asked) == n + 1
            made.pass_wait()
        assert "500" in (made.row.last_error or "")
        made.source = Source(brand=BRAND.name, kind="says", connector=Says(name="s"))
        made.visit()
        made.visit()
    assert (made.row.failures, made.row.last_error) == (0, None)
    told = [log["event"] for log in logs if log["event"] != "collected"]
    assert told == ["source is down", "source is back"]  # each once


# What the replies of a bad server cost, for each kind that reads over HTTP.


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("fault", "status", "is_off"),
    [
        ("/status", 401, True),
        ("/status", 403, True),
        ("/status", 410, True),
        ("/status", 404, False),
        ("/status", 500, False),
        ("/html", 200, False),
        ("/drip-body", 200, False),
        ("/drip-headers", 200, False),
        ("/silent", 200, False),
        ("/endless", 200, False),
        ("/bomb", 200, False),
        ("/cut", 200, False),
        ("/cut-gzip", 200, False),
        ("/not-gzip", 200, False),
        ("/brotli", 200, False),
        ("/laughs", 200, False),
        ("/loop", 200, False),
    ],
)
def test_a_fault_costs_one_failure_and_no_cursor(
    sqlite: Store, bad_source: BadSource, kind: str, fault: str, status: int, is_off: bool
) -> None:
    bad_source.always, bad_source.status = fault, status
    limits = QUICK if fault in ENDLESS_WAITS else PATIENT
    made = Visits(sqlite, KINDS[kind](bad_source.url), kind, limits)
    before = (made.row.cursor, made.row.http_state, made.row.first_look_at)
    with capture_logs() as logs:
        first, second = made.visit(), made.visit()
    assert first.error
    assert second.error
    assert "connector broke" not in [log["event"] for log in logs]
    assert (first.new, first.refused) == (0, ())
    assert sqlite.counts()["mentions"] == 0
    assert (made.row.cursor, made.row.http_state, made.row.first_look_at) == before
    assert bool(made.row.off_reason) == is_off
    assert made.row.failures == 2
    assert sqlite.due_sources(["s"], made.clock() + timedelta(minutes=31)) == ["s"]


def test_a_second_visit_asks_whether_anything_changed_and_adds_nothing(
    store: Store, bad_source: BadSource
) -> None:
    made = Visits(store, KINDS["rss"](bad_source.url))
    first = made.visit()
    assert made.wait == 1_800  # the feed says so
    second = made.visit()
    assert (first.new, second.new, second.revised) == (1, 0, 0)
    assert (first.is_news, second.is_news) == (True, False)
    assert bad_source.paths() == ["/feed", "/feed"]
    assert "if-none-match" in bad_source.asked[1][1]


def test_a_feed_that_moved_is_asked_at_its_new_address_by_the_next_visit(
    store: Store, bad_source: BadSource
) -> None:
    source = Rss(name="s", url=f"{bad_source.url}/moved", allow_private=True)
    made = Visits(store, source)
    made.visit()
    made.visit()
    assert bad_source.paths() == ["/moved", "/feed"] * 2  # until it has stood for a day
    [matter] = store.matters()
    assert json.loads(matter.said)["values"] == {"url": f"{bad_source.url}/feed"}


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_that_was_set_wrong_loses_and_doubles_nothing(
    store: Store, bad_source: BadSource, hours: int
) -> None:
    made = Visits(store, KINDS["rss"](bad_source.url))
    made.visit()
    made.clock.pass_(hours=hours)
    visit = made.visit()
    assert (visit.error, visit.new, visit.revised) == (None, 0, 0)
    assert store.counts()["mentions"] == 1
    assert made.wait == 15 * 60


# Faults that are not the source's.


class Wanting(ValueError):
    """An error that cannot be made without what it is about, as UnicodeDecodeError."""

    def __init__(self, text: str, at: int) -> None:
        super().__init__(text, at)


def test_a_connector_that_breaks_is_told_once_with_its_place_and_without_a_text(
    store: Store,
) -> None:
    made = failing(store, Wanting("canary text", 3))
    with capture_logs() as logs:
        first, second = made.visit(), made.visit()
    assert made.row.failures == 2
    assert "(Wanting); please report it" in (first.error or "")
    assert second.error == first.error
    told = [log for log in logs if log["event"] == "connector broke"]
    assert len(told) == 1
    assert told[0]["error"] == "Wanting"
    assert told[0]["at"][-1].startswith("test_collect.py:")
    assert "canary" not in str(logs)


def test_a_database_that_is_away_is_no_fault_of_the_source(
    store: Store, bad_source: BadSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Visits(store, KINDS["rss"](bad_source.url))

    def away(*_: object, **__: object) -> Added:
        raise StoreFullError("listener.db: the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(store, "add_page", away)
        with capture_logs() as logs, pytest.raises(StoreFullError):
            made.visit()
    assert logs == []
    assert (made.row.failures, made.row.http_state) == (0, None)  # else a 304 would hide the item
    assert made.visit().new == 1


def test_an_export_beside_an_older_one_brings_what_both_have_once(
    sqlite: Store, tmp_path: Path
) -> None:
    first = "Date;Auteur;Note;Avis\n" + "".join(
        f"03/01/2026 14:0{n};Nora;1;Pain {n}\n" for n in range(1, 4)
    )
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.csv").write_text(first)
    lines = first.splitlines()[1:]
    linked = [f"{line};https://g.example/r/{n}" for n, line in enumerate(lines)]
    (inbox / "b.csv").write_text("\n".join(["Date;Auteur;Note;Avis;Lien", *linked, ""]))
    made = Visits(sqlite, Inbound(name="s", folder=inbox), kind="inbound")
    assert made.visit().new == 3
    with sqlite.reading() as session:
        links = {m.url for m in session.exec(select(MentionRow))}
    assert links == {f"https://g.example/r/{n}" for n in range(3)}


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ((), ["maybe_ours"]),
        (("Acme Service",), []),  # the settings say who we are there
    ],
)
def test_rows_signed_with_our_name_of_one_word_are_asked_about_once(
    sqlite: Store, tmp_path: Path, own: tuple[str, ...], told: list[str]
) -> None:
    rows = "".join(
        f"Merci pour votre avis numéro {n},ACME,2026-11-09 10:{n % 60:02}\n" for n in range(1_200)
    )
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.csv").write_text(f"texte,auteur,date\nNul,Nora,2026-11-09 09:00\n{rows}")
    inbox = Inbound(name="drop", folder=tmp_path / "in", own_authors=own).for_one_visit()
    visit = Visits(sqlite, inbox, kind="inbound").visit()
    assert (visit.new, visit.refused) == (1_201, ())
    assert [line.code for line in visit.told if isinstance(line, Said)] == told
    assert all('own_authors = ["Acme"]' in line for line in visit.told)


def test_a_reviewer_of_another_name_is_not_asked_about(sqlite: Store, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.csv").write_text("texte,auteur,date\nNul,Acmeline,2026-11-09 09:00\n")
    inbox = Inbound(name="drop", folder=tmp_path / "in").for_one_visit()
    assert Visits(sqlite, inbox, kind="inbound").visit().told == ()
