"""Many processes on one database, and processes that die in the middle."""

import sys

import pytest
from rigs.forks import script

from listener.store.store import Store
from listener.store.syncing import SourceSpec
from listener.store.tables import MentionRow

FORUM = SourceSpec(brand="Acme", name="forum", kind="rss", settings_hash="1")

UPGRADE = """
import sys
from listener.store.store import Store
meet()
store = Store.open(sys.argv[1])
store.upgrade()
store.close()
"""

COUNT = """
import sys
from datetime import UTC, datetime
from listener.store.store import Store
store = Store.open(sys.argv[1])
store.revision()
meet()
now = datetime(2026, 11, 21, 12, tzinfo=UTC)
for _ in range(150):  # each reads the row, then writes it
    store.fail_poll(1, error="503", next_poll_at=now, now=now)
store.close()
"""

# Stores two pages in a child that kills itself before its n-th statement, for every n there is.
DIE = """
import os, signal, sys
from datetime import UTC, datetime
from sqlalchemy import event
from connectors.kit.contract import Mention
from listener.store.ingest_row import Arrival, mention_values
from listener.store.store import Store

arrival = Arrival(source_id=1, brand="Acme", now=datetime(2026, 11, 21, 12, tzinfo=UTC))

def page(number):
    mentions = [Mention(external_id=f"{number}-{n}", text="x", genre="review") for n in range(50)]
    return [mention_values(m, arrival, author_key=None, addressed=None, url_key=None)
            for m in mentions]

def work(n):
    store = Store.open(sys.argv[1])
    left = n
    def step(*_):
        nonlocal left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
    event.listen(store.engine, "before_cursor_execute", step)
    event.listen(store.engine, "commit", step)
    for number in range(2):
        store.add_page(1, page(f"{n}-{number}"), f"{n}-{number}")
    os._exit(0)

for n in range(100):
    child = os.fork() or work(n)
    status = os.waitpid(child, 0)[1]
    check = Store.open(sys.argv[1])
    row, rows = check.source("forum"), check.counts()["mentions"]
    check.close()
    print(n, os.WIFSIGNALED(status), row.cursor, rows, flush=True)
    if os.WIFEXITED(status):
        sys.exit(os.WEXITSTATUS(status))
"""


def _together(code: str, url: str, processes: int) -> list[str]:
    """Run a script in several processes at once; return what each one wrote on stderr."""
    return [one.stderr for one in script(code, *[[url]] * processes)]


@pytest.mark.long
def test_four_processes_write_600_times_and_none_is_locked_out(store: Store) -> None:
    store.sync_sources([FORUM])
    assert _together(COUNT, store.engine.url.render_as_string(hide_password=False), 4) == [""] * 4
    assert store.source("forum").failures == 600


def test_processes_that_start_at_once_make_the_tables_once(empty_url: str) -> None:
    assert _together(UPGRADE, empty_url, 4) == [""] * 4
    store = Store.open(empty_url)
    assert store.revision() == store.head()
    assert store.counts()[str(MentionRow.__tablename__)] == 0
    store.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork and no SIGKILL")
def test_a_process_killed_at_any_point_leaves_whole_pages_and_no_cursor_ahead(
    store: Store, store_url: str
) -> None:
    store.sync_sources([FORUM])
    (done,) = script(DIE, [store_url])
    assert (done.returncode, done.stderr) == (0, "")
    lines = [line.split() for line in done.stdout.splitlines()]
    before, kills = 0, 0
    for n, killed, cursor, count in lines:
        stored = (int(count) - before) / 50  # pages of this child
        assert stored in (0, 1, 2)
        if stored:
            assert cursor == f"{n}-{int(stored) - 1}"
        else:
            assert not cursor.startswith(f"{n}-")
        before, kills = int(count), kills + (killed == "True")
    assert kills >= 10
    assert lines[-1][1] == "False"
