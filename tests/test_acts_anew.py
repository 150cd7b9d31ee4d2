"""A correction at the shell is decided at once: here, or by the listener that is at work."""

import threading
from pathlib import Path

import pytest
from acme import Clock, Kept, Listed, config, mention, pipeline

from listener.app import App
from listener.commands import acting, anew
from listener.commands.acting import Given
from listener.guard import lock
from listener.store.store import Store

LEA = Given(who="Léa")


@pytest.fixture
def app(tmp_path: Path, store: Store) -> App:
    """Two complaints that were told."""
    clock, settings = Clock(), config(tmp_path)
    for posts in ((), (mention(1, "I hate it, it is broken"), mention(2, "My bell is broken"))):
        settings = config(tmp_path, Listed(name="forum", mentions=posts))
        pipeline(settings, store, Kept(), clock).once()
    return App.over(settings, clock, store=store, key=b"k" * 32)


def leaf(app: App) -> str:
    found = app.store.state(1)
    assert found is not None
    return found.leaf


def test_it_is_decided_before_the_command_ends(
    app: App, capsys: pytest.CaptureFixture[str]
) -> None:
    before = leaf(app)
    assert acting.act(app, "correct", ["1", "not_us"], LEA) == 0
    assert (before, leaf(app)) == ("REPAIR", "NOT_US")
    told = capsys.readouterr().out
    assert "#1  Not about us" in told
    assert "undo 1" in told
    assert acting.act(app, "undo", ["1"], LEA) == 0
    assert leaf(app) == before
    assert "#1  Put right" in capsys.readouterr().out


def test_who_an_author_is_counts_at_once_too(app: App) -> None:
    assert acting.act(app, "who_is", ["1", "staff"], LEA) == 0
    assert leaf(app) != "REPAIR"


def test_a_listener_at_work_is_left_to_do_it(
    app: App, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if not app.store.is_sqlite:
        pytest.skip("on PostgreSQL several work side by side")
    monkeypatch.setattr(anew, "PATIENCE", 0.3)
    with lock.held(app.config.storage.dir):
        acting.act(app, "correct", ["1", "not_us"], LEA)
    assert leaf(app) == "REPAIR"
    assert "listener why 1" in capsys.readouterr().out
    settings, clock = app.config, Clock()
    monkeypatch.setattr(anew, "PATIENCE", 120.0)
    with lock.held(app.config.storage.dir):
        at_work = threading.Timer(0.5, pipeline(settings, app.store, Kept(), clock).after_collect)
        at_work.start()
        acting.act(app, "correct", ["2", "not_us"], LEA)
        at_work.join()
    assert "#2  Not about us" in capsys.readouterr().out


def test_what_changes_no_advice_waits_for_nothing(
    app: App, capsys: pytest.CaptureFixture[str]
) -> None:
    acting.act(app, "take", ["1"], LEA)
    assert "#1" not in capsys.readouterr().out
