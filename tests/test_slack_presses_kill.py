"""kill -9 around a press, then a process that goes on: the act is once, the card is right, nobody is told twice."""

import signal
import time
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest
from rigs import desk_killed
from rigs.desk_killed import POINTS
from rigs.effort import PATIENCE
from rigs.forks import forks
from rigs.local_slack import LEA, LocalSlack, offers, wait

from listener.store.store import Store

LOST = ("before acting",)  # nothing was written, and Slack was not told that the press came


class Desk:
    """One installation, in processes one after the other."""

    def __init__(self, folder: Path, slack: LocalSlack) -> None:
        self.folder, self.slack = folder, slack
        self.url = f"sqlite:///{folder / 'listener.db'}"
        self.lives = 0

    def live(self, point: str = "") -> BaseProcess:
        """A process that hears presses, and dies at that point."""
        for name in ("open", "stop"):
            (self.folder / name).unlink(missing_ok=True)
        process = forks().Process(target=desk_killed.run, args=(self.url, self.folder, self.slack.api, self.lives, point))  # fmt: skip
        self.lives += 1
        process.start()
        wait((self.folder / "open").exists, seconds=PATIENCE)
        return process

    def end(self, process: BaseProcess) -> None:
        (self.folder / "stop").touch()
        process.join(PATIENCE)
        assert process.exitcode == 0


def acts(url: str) -> list[tuple[str, str]]:
    store = Store.open(url)
    found = [(row.who, row.name) for row in store.acts(["Acme"])]
    store.close()
    return found


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.long
def test_a_press_that_a_kill_interrupts_is_one_act_told_once(
    tmp_path: Path, local_slack: LocalSlack, point: str
) -> None:
    desk = Desk(tmp_path, local_slack)
    desk.end(desk.live())  # it listens from now on
    dying = desk.live(point)
    [card] = wait(lambda: [m for m in local_slack.cards() if "Author" in m["text"]])
    local_slack.press(LEA, card, "take")
    dying.join(PATIENCE)
    assert dying.exitcode == -signal.SIGKILL

    again = desk.live()
    if point in LOST and not acts(desk.url):
        assert local_slack.told(LEA) == []
        assert "I’ll take it" in offers(_card(local_slack)), "whoever pressed can see that it is not theirs"  # fmt: skip
        local_slack.press(LEA, _card(local_slack), "take")
    wait(lambda: "lea has it" in _card(local_slack)["text"])
    wait(lambda: "lea takes it." in local_slack.thread(_card(local_slack)))
    time.sleep(0.5)  # for what might come twice
    desk.end(again)

    assert acts(desk.url) == [("lea", "take")]
    assert local_slack.thread(_card(local_slack)).count("lea takes it.") == 1
    assert len(local_slack.told(LEA)) <= 1
    assert "I’ll take it" not in offers(_card(local_slack))


def _card(slack: LocalSlack) -> dict[str, Any]:
    return next(m for m in slack.cards() if "Author" in m["text"])
