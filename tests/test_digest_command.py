"""`listener digest`: what it writes, where, and what it says."""

from datetime import timedelta
from pathlib import Path

import pytest
from acme import BRAND, Clock, Kept, Listed
from acme import config as settings
from test_digest import DUE, WEEK, complaints, post, praises

from listener.app import App
from listener.commands.digests import digest
from listener.settings.config import Source
from listener.work.worker import Worker


def session_of(folder: Path, clock: Clock, *sources: Listed) -> App:
    return App(settings(folder, *sources), clock)


@pytest.fixture
def clock() -> Clock:
    return Clock(DUE + timedelta(minutes=5))


def read(session: App, clock: Clock, source: Listed) -> None:
    """One visit of the source, with a tagger that reads cue words."""
    from acme import CueTagger

    config = session.config.model_copy(
        update={"source": (Source(brand=BRAND.name, kind="listed", connector=source),)}
    )
    app = App.over(config, clock, store=session.store, key=session.key, tagger=CueTagger())
    made = Worker(app, Kept())
    made.prepare()
    made.once()


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*.*") if p.is_file()
    }


def test_it_writes_the_last_finished_week_and_tells_it_in_short(
    tmp_path: Path, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    session = session_of(tmp_path, clock)
    read(session, clock, Listed(name="wall", mentions=(*complaints(15), *praises(6))))
    capsys.readouterr()
    assert digest(session) == 0
    told = capsys.readouterr().out
    assert "week 46" in told
    assert "−43%" in told
    assert set(files_in(tmp_path / "digests")) == {
        f"{WEEK}/{name}" for name in ("index.html", "digest.md", "data.csv", "mentions.csv")
    }
    session.store.close()


def test_a_second_run_writes_the_same_bytes(tmp_path: Path, clock: Clock) -> None:
    session = session_of(tmp_path, clock)
    read(session, clock, Listed(name="wall", mentions=tuple(complaints(3))))
    assert digest(session) == 0
    first = files_in(tmp_path / "digests")
    clock.pass_(days=3)
    assert digest(session) == 0
    assert files_in(tmp_path / "digests") == first
    session.store.close()


def test_a_dry_run_writes_nothing(
    tmp_path: Path, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    session = session_of(tmp_path, clock)
    assert digest(session, dry_run=True) == 0
    assert not (tmp_path / "digests").exists()
    assert "dry run" in capsys.readouterr().out
    session.store.close()


@pytest.mark.parametrize("week", ["2026-46", "2026-W60", "2027-W40"])
def test_a_week_that_cannot_be_is_wrong_usage(
    tmp_path: Path, clock: Clock, week: str, capsys: pytest.CaptureFixture[str]
) -> None:
    session = session_of(tmp_path, clock)
    assert digest(session, week) == 2
    assert week in capsys.readouterr().err
    assert not (tmp_path / "digests").exists()
    session.store.close()


def test_late_mentions_make_last_weeks_page_again(
    tmp_path: Path, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    session = session_of(tmp_path, clock)
    read(session, clock, Listed(name="wall", mentions=tuple(complaints(3))))
    digest(session)
    before = (tmp_path / "digests" / WEEK / "data.csv").read_text()
    clock.pass_(days=2)
    late = post(60, "@acme this one came late and is broken")
    read(session, clock, Listed(name="wall", mentions=(*complaints(3), late)))
    clock.pass_(days=5)
    capsys.readouterr()
    assert digest(session) == 0
    assert f"The digest of {WEEK} was made again" in capsys.readouterr().out
    after = (tmp_path / "digests" / WEEK / "data.csv").read_text()
    assert f"{WEEK},mentions,Mentions,count,3," in before
    assert f"{WEEK},mentions,Mentions,count,4," in after
    assert (
        "read after this digest was due" in (tmp_path / "digests" / WEEK / "digest.md").read_text()
    )
    session.store.close()


def test_several_brands_have_a_folder_each(tmp_path: Path, clock: Clock) -> None:
    config = settings(tmp_path)
    two = (BRAND, BRAND.model_copy(update={"name": "Other", "language": "fr"}))
    session = App(config.model_copy(update={"brand": two}), clock)
    assert digest(session) == 0
    for name, lang in (("acme", "en"), ("other", "fr")):
        page = (tmp_path / "digests" / WEEK / name / "index.html").read_text("utf-8")
        assert f'<html lang="{lang}">' in page
    session.store.close()
