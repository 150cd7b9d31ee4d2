"""Slack hears that a press came once it is written; what it delivers again is no second act."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from acme import Clock, Kept, Listed, config, mention, pipeline
from rigs.desk_scene import HATE, at_slack
from rigs.effort import PATIENCE
from rigs.local_slack import ALERTS, wait
from rigs.press_line import Press, PressLine, press_line

from listener.app import App
from listener.store.store import Store
from listener.work.presses import Presses


class Scene:
    """A complaint told in Slack, and a line that remembers what it was not told of."""

    def __init__(self, folder: Path, store: Store, line: PressLine) -> None:
        self.store, self.line = store, line
        for posts in ((), (mention(1, HATE),)):
            self.settings = config(folder, Listed(name="forum", mentions=posts), brand=at_slack())
            pipeline(self.settings, store, Kept(), Clock()).once()
        self.presses = self.open()

    def open(self) -> Presses:
        app = App.over(self.settings, Clock(), store=self.store, key=b"k" * 32)
        made = Presses(lambda: None, api=self.line.api)
        made.follow(app)
        wait(lambda: made.are_open)
        return made

    def press(self, user: str = "U0LEA") -> Press:
        state = self.store.state(1)
        assert state is not None
        action = {"type": "button", "action_id": "press:take", "value": f"take:1:{state.version}"}
        return self.line.press(user, ALERTS, {"ts": "1.1"}, action)

    def acts(self) -> list[str]:
        return [row.name for row in self.store.acts(["Acme"])]


@pytest.fixture
def scene(tmp_path: Path, sqlite: Store) -> Iterator[Scene]:
    with press_line() as line:
        made = Scene(tmp_path, sqlite, line)
        yield made
        assert made.presses.stop(PATIENCE)


def test_slack_hears_of_a_press_once_it_is_written(scene: Scene) -> None:
    plain, heard = scene.store.acting, list[bool]()

    def acting(*args: Any) -> Any:
        [press] = scene.line.presses.values()
        heard.append(press.acknowledged.wait(0.5))
        return plain(*args)

    scene.store.acting = acting  # type: ignore[assignment, method-assign]
    press = scene.press()
    assert press.acknowledged.wait(PATIENCE)
    assert heard == [False]
    assert scene.acts() == ["take"]


def test_what_was_not_acknowledged_comes_again_and_is_one_act(scene: Scene) -> None:
    assert scene.presses.stop(PATIENCE)
    press = scene.press()
    assert scene.acts() == []
    scene.presses = scene.open()
    assert press.acknowledged.wait(PATIENCE)
    wait(lambda: scene.acts() == ["take"])
    wait(lambda: scene.line.told)
    scene.line.again(press)
    wait(lambda: len(scene.line.told) == 2)
    assert scene.acts() == ["take"]
    assert [told.text for told in scene.line.told] == [
        "It is yours.",
        "You have done that already (Tue 10 Nov 13:00).",
    ]
