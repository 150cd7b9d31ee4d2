"""Several processes with parts of the work, over one PostgreSQL database: spacing, stale visits, roles."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest
import time_machine
from acme import Clock, CueTagger, Kept, Listed, config, mention, pipeline
from pydantic import Field
from rigs.forks import script
from rigs.ports import free_port
from rigs.shared_turns import CHANNEL, Part, box
from rigs.slack_outbox import KEY, add
from sqlalchemy import event
from sqlmodel import select
from typer.testing import CliRunner

from connectors.inbound.source import Inbound
from connectors.kit.contract import Page
from connectors.kit.errors import SourceBusyError, SourceError
from connectors.kit.http.state import HttpState
from listener.app import App, utcnow
from listener.channels.slack.door.times import Times
from listener.cli import app as cli
from listener.guard import secret
from listener.guard.secret import KeyFileError
from listener.stages.expire import period
from listener.store.clocks import ClockError
from listener.store.store import Store
from listener.store.tables import HostRow
from listener.store.taking import Kind
from listener.work.chain import Tally
from listener.work.jobs import ALL, Role, collect, due
from listener.work.local import Local
from listener.work.worker import Worker

HOUR = 3_600.0


class Interrupted(Listed):
    """A source during whose visit something happens."""

    meanwhile: Any = Field(exclude=True)

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:  # noqa: ARG002
        self.meanwhile()
        yield Page(self.mentions, cursor="read")


def visited(store: Store, folder: Path, meanwhile: Callable[[], object]) -> Tally:
    """What came of a visit that began while the source was free."""
    came = (mention(1, "I love my @acme bike"),)
    source = Interrupted(name="list", mentions=came, meanwhile=meanwhile)
    made = pipeline(config(folder, source), store, Kept(), Clock())
    made.poll(local := Local(1), ["list"], tally := Tally())
    local.wait()
    return tally


def freed(store: Store) -> None:
    """As by a server that was restarted: nobody's session is there any more."""
    with store.writing() as session:
        session.connection().exec_driver_sql("UPDATE leases SET session = 0")


def test_what_a_stale_visit_read_is_not_stored(one: Store, other: Store, tmp_path: Path) -> None:
    def meanwhile() -> None:
        freed(other)
        assert other.hold(Kind.SOURCE, "list")

    tally = visited(one, tmp_path, meanwhile)
    assert tally.visits == []
    row = one.source("list")
    assert (one.counts()["mentions"], row.cursor, row.polled_at) == (0, None, None)
    assert not one.hold(Kind.SOURCE, "list"), "it is still the other's"


def test_nor_is_it_once_the_other_is_through(one: Store, other: Store, tmp_path: Path) -> None:
    def meanwhile() -> None:
        freed(other)
        other.hold(Kind.SOURCE, "list")
        other.release(Kind.SOURCE, "list")

    assert visited(one, tmp_path, meanwhile).visits == []
    assert one.counts()["mentions"] == 0


def test_a_visit_that_nobody_took_over_is_stored_though_the_server_was_restarted(
    one: Store, other: Store, tmp_path: Path
) -> None:
    tally = visited(one, tmp_path, lambda: freed(other))
    assert [visit.new for visit in tally.visits] == [1]
    assert one.source("list").cursor == "read"


def test_a_host_is_asked_in_turns_by_all_together(one: Store, other: Store) -> None:
    assert one.book("a.example", HOUR, 0.0) == 0
    assert 0 < other.book("a.example", HOUR, HOUR) <= HOUR
    assert HOUR < one.book("a.example", HOUR, 3 * HOUR) <= 2 * HOUR
    assert other.book("b.example", HOUR, 0.0) == 0


def test_a_turn_that_would_come_too_late_is_not_taken(one: Store, other: Store) -> None:
    one.book("a.example", HOUR, 0.0)
    for _ in "ab":
        assert 1.0 < other.book("a.example", HOUR, 1.0) <= HOUR
    assert 0 < one.book("a.example", HOUR, HOUR) <= HOUR


def test_a_turn_that_was_not_taken_is_told_as_such_though_its_time_came(
    one: Store, other: Store
) -> None:
    one.book("a.example", HOUR, 0.0)

    def passed(connection: Any, _: Any, statement: str, *__: Any) -> None:
        if statement.startswith("SELECT") and "hosts" in statement:
            connection.exec_driver_sql("UPDATE hosts SET next_at = clock_timestamp()")

    event.listen(other.engine, "before_cursor_execute", passed)
    assert other.book("a.example", HOUR, 0.0) > 0
    event.remove(other.engine, "before_cursor_execute", passed)
    assert other.book("a.example", HOUR, 0.0) == 0, "nobody had it"


def test_the_clients_of_two_processes_share_a_hosts_turns(
    one: Store, other: Store, tmp_path: Path
) -> None:
    settings = config(tmp_path, Listed(name="list", allow_private=True))
    http = settings.http.model_copy(update={"host_spacing": HOUR})
    settings = settings.model_copy(update={"http": http})
    apps = [App.over(settings, Clock(), store=store, key=KEY) for store in (one, other)]
    for app in apps:
        app.ready()
    address = f"http://127.0.0.1:{free_port()}/"  # where nobody answers
    clients = [app.client(app.config.source[0], HttpState()) for app in apps]
    with clients[0] as client, pytest.raises(SourceError, match="refused"):
        client.get(address)
    with clients[1] as client, pytest.raises(SourceBusyError, match="are waiting for") as told:
        client.get(address)
    assert told.value.retry_after
    assert told.value.retry_after > 1
    with one.reading() as session:
        assert session.exec(select(HostRow.host)).all() == ["127.0.0.1"]


def test_a_host_that_nobody_asks_is_forgotten_after_a_day(one: Store, tmp_path: Path) -> None:
    made = pipeline(config(tmp_path, Listed(name="list")), one, Kept(), Clock())
    for host in ("old.example", "new.example"):
        one.book(host, 1.0, 0.0)
    with one.writing() as session:
        old = "UPDATE hosts SET next_at = now() - interval '25 h' WHERE host = 'old.example'"
        session.connection().exec_driver_sql(old)
    made.expire()
    with one.reading() as session:
        assert session.exec(select(HostRow.host)).all() == ["new.example"]


def test_two_processes_write_to_a_channel_no_faster_than_one(one: Store, other: Store) -> None:
    clock, told, target = Clock(), list[tuple[str, datetime]](), f"slack:{CHANNEL}"

    class Told:
        def put(self, text: str) -> None:
            told.append((text, clock()))

    part = Part("x", Told())  # type: ignore[arg-type]
    boxes = [box(store, part, clock) for store in (one, other)]
    for made in boxes:
        made.deliver(target)  # it knows of no write
    for n in range(4):
        add(one, target, n, now=clock())
        boxes[n % 2].deliver(target)
    assert [text for text, _ in told] == [f"x: alert {n}" for n in range(4)]
    moments = [at for _, at in told]
    gaps = [later - at for at, later in pairwise(moments)]
    assert min(gaps) >= Times().spacing - timedelta(milliseconds=1)


class Unread(CueTagger):
    """A model that this process has no use for."""

    def tag(self, posts: object) -> Any:
        raise AssertionError(f"read here: {posts}")


def part(store: Store, folder: Path, show: Kept, clock: Clock, *roles: Role) -> Worker:
    """A process with a part of the work."""
    tagger = CueTagger() if "tag" in roles else Unread()
    source = Listed(name="list", mentions=(mention(1, "I hate that my @acme battery is broken"),))
    made = pipeline(config(folder, source), store, show, clock, tagger)
    return Worker(made.app, show, roles=roles)


def test_each_role_does_its_part_and_no_other(one: Store, tmp_path: Path) -> None:
    show, clock = Kept(), Clock()
    pipeline(config(tmp_path, Listed(name="list")), one, Kept(), clock).once()
    clock.pass_(minutes=20)

    def turn(*roles: Role) -> list[str]:
        made, local = part(one, tmp_path, show, clock, *roles), Local(2)
        made.tick(local)
        local.wait()
        return sorted(one.queue())

    assert turn("tag", "decide", "deliver", "digest") == [], "nobody visits"
    assert turn("collect") == ["tag"]
    assert turn("collect", "decide", "deliver") == ["tag"]
    assert turn("tag") == ["group"]
    assert turn("tag", "collect", "deliver") == ["group"]
    assert (turn("decide"), show.alerts) == ([], [])
    assert turn("deliver") == []
    assert len(show.alerts) == 1


def test_what_others_left_is_begun_between_two_ticks(one: Store, tmp_path: Path) -> None:
    show, clock = Kept(), Clock()
    pipeline(config(tmp_path, Listed(name="list")), one, Kept(), clock).once()
    clock.pass_(minutes=20)
    names: tuple[Role, ...] = ("collect", "tag", "decide", "deliver")
    parts = {role: part(one, tmp_path, show, clock, role) for role in names}
    for made in parts.values():
        made.app.ready()
    parts["collect"].tick(local := Local(2))
    local.wait()
    for role in names[1:]:
        parts[role].look(local)
        local.wait()
    assert len(show.alerts) == 1


def test_the_files_of_each_machine_are_forgotten(one: Store, other: Store, tmp_path: Path) -> None:
    clock, kept = Clock(), list[Path]()
    for store, name in ((one, "a"), (other, "b")):
        folder = tmp_path / name
        done = folder / "inbox" / "done" / "old.jsonl"
        done.parent.mkdir(parents=True)
        done.touch()
        kept.append(done)
        made = pipeline(config(folder, Listed(name="list")), store, Kept(), clock)
        clock.pass_(days=4_000)  # the file has the real time
        made.app.store.set_happened(period(clock() - timedelta(days=1)), clock())
        clock.pass_(days=-4_000)
    clock.pass_(days=4_000)
    for store, name in ((one, "a"), (other, "b"), (other, "b")):
        made = pipeline(config(tmp_path / name, Listed(name="list")), store, Kept(), clock)
        made.tick(local := Local(1))
        local.wait()
    assert [path.exists() for path in kept] == [False, False]


def test_what_lies_in_a_folder_of_this_machine_is_read_though_another_visits(
    one: Store, other: Store, tmp_path: Path
) -> None:
    clock = Clock()
    apps = []
    for store, name in ((one, "a"), (other, "b")):
        (tmp_path / name).mkdir()
        settings = config(tmp_path / name, Inbound(name="inbox", folder=tmp_path / name))
        apps.append(pipeline(settings, store, Kept(), clock))
    apps[1].poll(local := Local(1), ["inbox"], Tally())
    local.wait()
    row = '{"external_id": "1", "text": "I love my @acme bike", "url": "https://a.example/1"}\n'
    (tmp_path / "a" / "one.jsonl").write_text(row)
    found = [list(due(made.app.store, made.app.config, made._digests, clock())) for made in apps]
    assert [collect("inbox") in jobs for jobs in found] == [True, False]
    apps[0].tick(local)
    local.wait()
    assert one.counts()["mentions"] == 1


def test_on_sqlite_a_part_of_the_work_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[[brand]]\nname = "Acme"\ncountry = "FR"\nlanguage = "en"\n')
    told = CliRunner().invoke(cli, ["--config", str(file), "run", "--roles", "collect"])
    assert told.exit_code == 1
    assert "PostgreSQL" in str(told.exception or told.output)


def test_an_unknown_role_is_refused() -> None:
    told = CliRunner().invoke(cli, ["run", "--roles", "collect,cook"])
    assert told.exit_code == 2
    assert "cook?" in told.output


def test_all_roles_are_a_processs_that_names_none(one: Store, tmp_path: Path) -> None:
    made = pipeline(config(tmp_path, Listed(name="list")), one, Kept(), Clock())
    assert set(made.roles) == ALL


SYNC = """
import sys
from listener.store.clocks import ClockError
from listener.store.store import Store
from listener.store.syncing import SourceSpec
store = Store.open(sys.argv[1])
store.revision()
specs = [SourceSpec("Acme", f"s{n}", "rss", "1") for n in range(50)]
meet()
store.sync_sources(specs)
store.close()
"""


def test_processes_that_start_at_once_on_a_new_database_make_its_sources_once(url: str) -> None:
    assert [one.stderr for one in script(SYNC, *[[url]] * 4)] == [""] * 4


def test_of_two_machines_that_start_at_once_the_first_ones_key_holds(
    one: Store, other: Store, tmp_path: Path
) -> None:
    made = [
        App(config(tmp_path / name, Listed(name="list")), Clock()) for name in ("first", "second")
    ]
    for app, store in zip(made, (one, other), strict=True):
        app.__dict__["store"] = store
        assert app.key, "each finds a database without a key, and makes one"
    made[0].ready()
    with pytest.raises(
        KeyFileError, match=r"second/secret\.key: it is not the key .* copy it from"
    ):
        made[1].ready()
    assert one.key_fingerprint() == secret.fingerprint(made[0].key)


def test_a_machine_without_the_key_is_told_where_it_is(
    one: Store, other: Store, tmp_path: Path
) -> None:
    pipeline(config(tmp_path / "a", Listed(name="list")), one, Kept(), Clock())
    app = App(config(tmp_path / "b", Listed(name="list")), Clock())
    app.__dict__["store"] = other
    with pytest.raises(KeyFileError, match="there is none here: copy it from a machine"):
        app.ready()
    assert not (tmp_path / "b" / "secret.key").exists()


def on_its_own_clock(store: Store, folder: Path) -> Worker:
    """A process that reads the machine's clock."""
    settings = config(folder, Listed(name="list"))
    app = App.over(settings, utcnow, store=store, key=KEY, tagger=CueTagger())
    return Worker(app, Kept())


@pytest.mark.parametrize(("seconds", "where"), [(300, "ahead of"), (-300, "behind")])
def test_a_machine_whose_clock_is_off_does_nothing_and_says_so(
    one: Store, tmp_path: Path, seconds: int, where: str
) -> None:
    made = on_its_own_clock(one, tmp_path)
    made.prepare()
    off = datetime.now(UTC) + timedelta(seconds=seconds)
    with time_machine.travel(off):
        with pytest.raises(ClockError, match=rf"is \d+ s {where} the database's: set it right"):
            on_its_own_clock(one, tmp_path).prepare()
        local = Local(1)
        assert not made.tick(local)
        local.wait()
    assert one.source("list").polled_at is None
    assert made.tick(local) or made.tick(local), "once it is right again"
    local.wait()
    assert one.source("list").polled_at
