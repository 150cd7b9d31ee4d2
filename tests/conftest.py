"""Fixtures that start real servers live in tests/rigs/; what a test needs becomes its mark here."""

import gc
import importlib.util
import socketserver
import threading
from collections.abc import Generator, Iterator

import pytest
import structlog
from rigs.effort import profiles
from rigs.memory import in_memory

pytest_plugins = [
    "rigs.bad_source",
    "rigs.bluesky",
    "rigs.isso",
    "rigs.local_slack",
    "rigs.mailserver",
    "rigs.mastodon",
    "rigs.octokit",
    "rigs.postgres",
    "rigs.ready",
    "rigs.shop",
    "rigs.slack_server",
    "rigs.desk_scene",
    "rigs.wordpress",
]
profiles()
in_memory()

SERVERS = {
    "certificates",
    "guarded_isso",
    "isso",
    "local_slack",
    "team",
    "teams",
    "mastodon_servers",
    "octokit",
    "postgres",
    "slack",
}
SLOW_SERVERS = {"bluesky", "wordpress"}  # for `make rigs-slow`
STARTERS = {"forks", "multiprocessing", "subprocess"}  # a module that imports one starts programs
OPENERS = {"App", "Store", "pipeline"}  # and one that imports one of these opens databases
# `make test-train` runs them in .venv-train: here is no scikit-learn, on purpose.
TRAINING = "test_training_*.py"
collect_ignore_glob = [] if importlib.util.find_spec("sklearn") else [TRAINING]


@pytest.fixture(autouse=True)
def logs_end_with_their_test() -> Iterator[None]:
    """A command that a test runs sends the log to that test's own stderr, which is closed after it."""
    yield
    structlog.reset_defaults()


@pytest.fixture(autouse=True)
def no_server_outlives_its_socket() -> Iterator[None]:
    """One that is closed and not shut down asks its socket for ever, with all of a processor."""
    yield
    for thread in threading.enumerate():
        target = getattr(thread, "_target", None)
        server = getattr(target, "__self__", None)
        if not isinstance(server, socketserver.TCPServer) or target != server.serve_forever:
            continue
        if server.socket.fileno() < 0:
            server.shutdown()
            pytest.fail(f"a server was closed and not shut down: {server}")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Nothing of what is collected is garbage: looked through again and again, it took 6 s of 15."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a server, a process of its own, a database, or the training's environment."""
    for item in items:
        if isinstance(item, pytest.Function) and STARTERS & set(vars(item.module)):
            item.add_marker(pytest.mark.process)
        if isinstance(item, pytest.Function) and OPENERS & set(vars(item.module)):
            item.add_marker(pytest.mark.database)
        if item.path.match(TRAINING):
            item.add_marker(pytest.mark.train)
        if SLOW_SERVERS & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.rig_slow)
        if _is_on_postgresql(item):
            item.add_marker(pytest.mark.postgresql)
        if _needs_a_server(item):
            item.add_marker(pytest.mark.rig)


def _needs_a_server(item: pytest.Item) -> bool:
    return _is_on_postgresql(item) or bool(SERVERS & set(getattr(item, "fixturenames", ())))


def _is_on_postgresql(item: pytest.Item) -> bool:
    call = getattr(item, "callspec", None)
    chosen = call is not None and "postgresql" in call.params.values()
    return chosen or "postgres" in getattr(item, "fixturenames", ())
