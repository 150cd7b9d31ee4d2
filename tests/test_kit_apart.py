import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from rigs import apart_slow
from rigs import apart_work as work
from rigs.effort import PATIENCE

from connectors.kit import apart
from connectors.kit.apart.child import Child
from connectors.kit.apart.errors import CutOffError, NoChildError
from connectors.kit.apart.values import NotPlainError, plain_values
from connectors.kit.contract import Author, Mention

ROOT = Path(__file__).parent.parent


def test_what_is_done_apart_comes_back() -> None:
    assert apart.run(work.double, 21) == 42


def test_a_child_is_used_again() -> None:
    assert apart.run(work.pid) == apart.run(work.pid) != os.getpid()


def test_a_child_is_used_again_though_its_first_work_had_much_to_import() -> None:
    apart._pool.end()
    first = apart.run(apart_slow.pid)
    assert apart.run(apart_slow.pid) == first


def test_the_works_own_error_is_raised_here() -> None:
    with pytest.raises(ValueError, match="its own words"):
        apart.run(work.raise_own)


def test_a_foreign_error_tells_its_name_and_place_and_no_words() -> None:
    with pytest.raises(CutOffError) as told:
        apart.run(work.raise_odd)
    assert str(told.value).startswith("its reader broke (OddError at apart_work.py:")
    assert "others" not in str(told.value)


@pytest.mark.parametrize("busy", [work.spin, work.sleep])
def test_what_takes_too_long_is_cut_off_and_the_next_is_done(busy: Callable[[], None]) -> None:
    with pytest.raises(CutOffError, match=r"^reading it took longer than 0\.2 s: refused$"):
        apart.run(busy, seconds=0.2)
    assert apart.run(work.double, 1) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="macOS limits no memory")
def test_what_takes_too_much_memory_is_cut_off_and_the_next_is_done() -> None:
    with pytest.raises(CutOffError, match=r"^reading it took more than 300 MB of memory"):
        apart.run(work.grow, megabytes=300)
    assert apart.run(work.double, 1) == 2


def test_a_child_that_dies_is_told_and_the_next_is_done() -> None:
    with pytest.raises(CutOffError, match=r"ended in the middle \(status 3\)"):
        apart.run(work.die)
    assert apart.run(work.double, 1) == 2


def test_what_a_library_prints_is_neither_shown_nor_taken_for_an_answer(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert apart.run(work.shout) == "done"
    assert capfd.readouterr() == ("", "")


def test_a_stream_brings_its_items_in_order() -> None:
    assert list(apart.stream(work.count, 1_000)) == list(range(1_000))


def test_a_stream_waits_for_its_reader(tmp_path: Path) -> None:
    # The child is at most a pipe's content ahead: what it needs can be taken away behind that.
    needed = tmp_path / "needed"
    needed.touch()
    items = apart.stream(work.count, 1_000_000, needed)
    assert [next(items) for _ in range(10)] == list(range(10))
    needed.unlink()
    with pytest.raises(FileNotFoundError):
        list(items)


def test_a_stream_may_be_left_in_the_middle() -> None:
    items = apart.stream(work.big_items)
    assert next(items)[0] == 0
    items.close()  # type: ignore[attr-defined]
    assert apart.run(work.double, 1) == 2


def test_a_stream_that_gets_stuck_keeps_what_came_before() -> None:
    items = apart.stream(work.count_then_spin, 3, seconds=0.2)
    assert [next(items) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(CutOffError, match="longer than"):
        next(items)


def test_a_child_has_no_secrets_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-secret")
    apart._pool.end()
    assert "SLACK_BOT_TOKEN" not in apart.run(work.environment)


def test_a_child_reaches_no_network() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, pytest.raises(PermissionError):
        apart.run(work.dial, server.getsockname()[1])


def test_a_child_starts_no_program() -> None:
    with pytest.raises(PermissionError):
        apart.run(work.start_program)


def test_a_child_writes_no_file_and_may_read_one(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("kept")
    with pytest.raises(PermissionError):
        apart.run(work.write, str(path))
    assert apart.run(work.read, str(path)) == "kept"


def test_a_child_loads_no_model_and_no_http_client() -> None:
    apart._pool.end()
    assert not {"onnxruntime", "transformers", "numpy", "httpx", "pydantic", "sqlalchemy"} & set(
        apart.run(work.heavy)
    )


def test_those_that_take_long_hold_up_nobody(tmp_path: Path) -> None:
    (there := tmp_path / "there").touch()
    ask = partial(apart.run, work.stay, str(there), seconds=PATIENCE)
    stuck = [threading.Thread(target=ask) for _ in range(apart.FEWEST - 1)]
    for thread in stuck:
        thread.start()
    assert apart.run(work.double, 1) == 2
    assert all(thread.is_alive() for thread in stuck)
    there.unlink()
    for thread in stuck:
        thread.join()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the clock counts")
def test_what_works_long_is_put_behind_the_others_and_not_used_again() -> None:
    apart._pool.end()
    _, nice = apart.run(work.nice_after, 0.0)
    pid, same = apart.run(work.nice_after, 0.0)
    assert same == nice < 19
    assert apart.run(work.nice_after, 1.0, PATIENCE) == (pid, 19)
    other, fresh = apart.run(work.nice_after, 0.0)
    assert other != pid
    assert fresh == nice


def test_as_many_as_half_of_the_memory_holds() -> None:
    assert apart.most(0) == apart.FEWEST
    assert apart.most(1 << 60) == apart.MOST
    assert apart.most(20 * 1_000_000 * apart.MEGABYTES) == 10


def _cut_off(busy: Callable[[], None]) -> None:
    with pytest.raises(CutOffError):
        apart.run(busy, seconds=2)


PARENT = """
import threading, sys
from connectors.kit import apart
from rigs import apart_slow
from rigs import apart_work as work
items = apart.stream(work.pid_then_spin)
print(next(items), flush=True)
{then}
"""


@pytest.mark.parametrize("then", ["next(items)", "sys.stdin.read()"])
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it ends by its own clock")
def test_a_child_dies_with_a_killed_parent(then: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT.format(then=then)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"},
    ) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + PATIENCE
    while _lives(child):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_a_machine_that_starts_no_process_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    apart._pool.end()
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(NoChildError, match=r"no process can be started to read in \(.*nowhere"):
        apart.run(work.double, 1)


def test_a_program_that_is_not_ours_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/true")
    with pytest.raises(NoChildError, match="it ended before it began"):
        Child()


def test_our_own_values_may_come_back() -> None:
    said = Mention(external_id="1", text="x", genre="news", author=Author(id="a"))
    assert plain_values(pickle.dumps(said), "") == said


class Trap:
    def __reduce__(self) -> tuple[object, ...]:
        return os.system, ("true",)


class Inner:
    def __reduce__(self) -> tuple[object, ...]:
        return eval, ("1",)


@pytest.mark.parametrize("trap", [Trap(), [Inner()], os.getcwd, subprocess.Popen])
def test_an_answer_that_would_act_is_refused(trap: object) -> None:
    with pytest.raises(NotPlainError):
        plain_values(pickle.dumps(trap), __name__ if isinstance(trap, type) else "")


def test_an_answer_that_is_none_is_refused() -> None:
    with pytest.raises(NotPlainError):
        plain_values(b"\x80\x05garbage", "")
