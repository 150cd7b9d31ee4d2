"""Presses from several processes at once, and a process that is killed in the middle of one."""

import sys
from pathlib import Path

import pytest
from acme import BRAND, Clock, Kept, Listed, config, mention, pipeline
from rigs.forks import script

from listener.store.store import Store

DESK = """
import sys
from datetime import UTC, datetime
from listener.desk.contract import Desk, Who
from listener.desk.found import act
from listener.settings.brand import Brand
from listener.store.store import Store

NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)

def desk():
    return Desk(Store.open(sys.argv[1]), {"Acme": Brand(name="Acme")})
"""
PRESS = f"""{DESK}
who, mine = sys.argv[2], desk()
mine.store.revision()
meet()
done = act("take")(mention=1, event=sys.argv[3] or None).apply(mine, Who(who, who, "slack"), NOW)
print(done.outcome, done.who, done.act)
"""
# Answers a mention in a child that kills itself before its n-th statement, for every n there is.
DIE = f"""{DESK}
import os, signal
from sqlalchemy import event

def work(n):
    mine, left = desk(), n
    def step(*_):
        nonlocal left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
    event.listen(mine.store.engine, "before_cursor_execute", step)
    event.listen(mine.store.engine, "commit", step)
    press(mine)
    os._exit(0)

def press(mine):
    made = act("answered")(mention=1, url="https://acme.example/r", event="Ev1")
    return made.apply(mine, Who("lea", "Lea", "slack"), NOW)

for n in range(100):
    child = os.fork() or work(n)
    status = os.waitpid(child, 0)[1]
    mine = desk()
    acts = mine.store.acts(["Acme"])
    state = mine.store.state(1)
    whole = (len(acts), len(mine.store.answered([1])), int(state.closed == "answered"))
    assert len(set(whole)) == 1, whole
    print(n, os.WIFSIGNALED(status), whole[0], state.version[-1], flush=True)
    if os.WIFEXITED(status):
        assert press(mine).outcome == "already"
        mine.store.close()
        sys.exit(os.WEXITSTATUS(status))
    mine.store.close()
"""


@pytest.fixture
def url(tmp_path: Path, store: Store, store_url: str) -> str:
    """A database with a complaint that is decided."""
    for posts in ((), (mention(1, "I hate it, it is broken"),)):
        settings = config(tmp_path, Listed(name="forum", mentions=posts))
        pipeline(settings, store, Kept(), Clock()).once()
    return store_url


def together(url: str, *presses: tuple[str, str]) -> list[list[str]]:
    done = script(PRESS, *((url, *press) for press in presses))
    assert [(one.returncode, one.stderr) for one in done] == [(0, "")] * len(presses)
    return [one.stdout.split() for one in done]


def test_of_three_processes_that_press_at_once_one_has_it(url: str, store: Store) -> None:
    told = together(url, ("lea", ""), ("paul", ""), ("zoe", ""))
    assert sorted(one[0] for one in told) == ["done", "taken", "taken"]
    state = store.state(1)
    assert state is not None
    assert {one[1] for one in told if one[0] == "taken"} == {state.owner}
    assert len(store.acts([BRAND.name])) == 1


def test_one_event_that_three_processes_get_is_one_act(url: str, store: Store) -> None:
    told = together(url, *[("lea", "Ev1")] * 3)
    assert sorted(one[0] for one in told) == ["already", "already", "done"]
    assert len(store.acts([BRAND.name])) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork and no SIGKILL")
@pytest.mark.long
def test_a_process_killed_at_any_point_leaves_the_whole_act_or_none(url: str) -> None:
    (done,) = script(DIE, [url])
    assert (done.returncode, done.stderr) == (0, "")
    lines = [line.split() for line in done.stdout.splitlines()]
    assert sum(killed == "True" for _, killed, *_ in lines) >= 10
    assert lines[-1][1:] == ["False", "1", "1"]
