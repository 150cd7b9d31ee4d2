"""Processes that need not import what we need: forks of one that has done so, one for a test run.

It is begun with the folder of the tests in its path; what it cannot import, a fork imports itself.
"""

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier
from pathlib import Path

from rigs.effort import PATIENCE

_TESTS = Path(__file__).parents[1]
_IMPORTED = (
    "listener.cli",
    "listener.commands.checks",
    "listener.commands.digests",
    "listener.commands.lines",
    "listener.commands.looks",
    "listener.commands.runs",
    "listener.channels.slack.look.render",
    "alembic.command",
    "psycopg",
    "tokenizers",
    "onnxruntime",
    "rigs.warm",
    "rigs.slack_killed",
    "rigs.slack_weekly",
    "pytest",
)


def forks() -> ForkServerContext:
    """As `multiprocessing.get_context`."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(_IMPORTED))
    _begin()
    return context


def script(code: str, *each: Sequence[str]) -> list[subprocess.CompletedProcess[str]]:
    """What a script answers in several processes at once, each with its arguments.

    In it `meet()` waits until all of them have come there.
    """
    barrier = forks().Barrier(len(each))
    with tempfile.TemporaryDirectory() as folder:
        running = []
        for number, args in enumerate(each):
            streams = [Path(folder, f"{number}-{name}") for name in ("in", "out", "err")]
            process = forks().Process(target=_script, args=(code, args, barrier, streams))
            process.start()
            running.append((args, process, streams))
        return [_ended(*one) for one in running]


def command(
    place: Path, *args: str, environ: dict[str, str], stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """What `listener ARGS` answers in a folder, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        streams = [Path(folder, name) for name in ("in", "out", "err")]
        streams[0].write_text(stdin, "utf-8")
        process = forks().Process(target=_run, args=(place, args, environ, streams))
        process.start()
        return _ended(args, process, streams)


def _ended(
    args: Sequence[str], process: BaseProcess, streams: list[Path]
) -> subprocess.CompletedProcess[str]:
    process.join(PATIENCE)
    if process.exitcode is None:
        process.kill()
        raise subprocess.TimeoutExpired(args, PATIENCE)
    out, err = (stream.read_text("utf-8") for stream in streams[1:])
    return subprocess.CompletedProcess(args, process.exitcode, out, err)


def _redirect(streams: list[Path]) -> None:
    for number, stream in enumerate(streams):
        file = os.open(stream, os.O_RDWR | os.O_CREAT)
        os.dup2(file, number)
        os.close(file)
    sys.stdin, sys.stdout, sys.stderr = (
        open(number, "w" if number else "r", encoding="utf-8", closefd=False)  # noqa: SIM115
        for number in range(len(streams))
    )


def _script(code: str, args: Sequence[str], barrier: Barrier, streams: list[Path]) -> None:
    _redirect(streams)
    sys.argv = ["-c", *args]
    exec(code, {"__name__": "__main__", "meet": partial(barrier.wait, PATIENCE)})


def _run(place: Path, args: Sequence[str], environ: dict[str, str], streams: list[Path]) -> None:
    """As a shell would begin it: its folder, its surroundings, and three files for its streams."""
    _redirect(streams)
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(place)
    sys.argv = ["listener", *args]
    from listener.cli import main

    main()


def _begin() -> None:
    """Begin the one that the others are forks of, where it has not begun."""
    from multiprocessing.forkserver import ensure_running

    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(_TESTS), *sys.path])
    try:
        ensure_running()
    finally:
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before
