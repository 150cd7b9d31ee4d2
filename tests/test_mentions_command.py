"""`listener mentions`: whatever was read has a number that act and why take."""

from datetime import timedelta
from pathlib import Path

import pytest
from acme import NOON, Clock, Kept, Listed, config, mention, pipeline

from listener.app import App
from listener.commands.mentions import mentions
from listener.settings.config import ConfigError
from listener.store import listing
from listener.store.store import Store

POSTS = (
    mention(1, "I hate it, my battery is broken", posted_at=NOON - timedelta(days=2)),
    mention(2, "Élégant café http", posted_at=NOON - timedelta(hours=3)),
    mention(3, "Old [bold]words[/bold]\x1b[31m", posted_at=NOON - timedelta(days=40)),
)


@pytest.fixture
def app(tmp_path: Path, store: Store) -> App:
    """A complaint, what is only counted, and an old post."""
    settings = config(tmp_path, Listed(name="forum", mentions=POSTS))
    pipeline(settings, store, Kept(), Clock()).once()
    return App.over(settings, Clock(), store=store, key=b"k" * 32)


def numbers(capsys: pytest.CaptureFixture[str]) -> list[str]:
    lines = capsys.readouterr().out.splitlines()
    return [line.split()[0] for line in lines if line.startswith("#")]


def number(app: App, words: str) -> str:
    found = app.store.listed([app.brand.name], NOON - timedelta(days=99))
    return next(f"#{one.id}" for one in found if words in one.text)


def test_what_is_only_counted_is_listed_newest_first(
    app: App, capsys: pytest.CaptureFixture[str]
) -> None:
    assert mentions(app) == 0
    assert numbers(capsys) == [number(app, "café"), number(app, "battery")]
    mentions(app, leaf="count")
    assert numbers(capsys) == [number(app, "café")]
    mentions(app, search="ELEGANT cafe")
    assert numbers(capsys) == [number(app, "café")]
    mentions(app, search="Author 1")
    assert numbers(capsys) == [number(app, "battery")]


def test_how_far_back_is_said_and_no_text_styles_the_screen(
    app: App, capsys: pytest.CaptureFixture[str]
) -> None:
    mentions(app, since="1d")
    assert len(numbers(capsys)) == 1
    mentions(app, since="2026-09-01", search="old")
    told = capsys.readouterr().out
    assert "[bold]words[/bold]" in told
    assert "\x1b" not in told


def test_what_has_no_room_is_said_and_what_is_not_there(
    app: App, capsys: pytest.CaptureFixture[str]
) -> None:
    mentions(app, most=1)
    told = capsys.readouterr().out
    assert "and 1 more: -n shows it" in told
    assert "There are older ones, from before" in told
    assert "COUNT" not in told
    mentions(app, since="90d")
    told = capsys.readouterr().out
    assert "older ones" not in told
    assert "more:" not in told
    mentions(app, search="nobody said this")
    assert capsys.readouterr().out.startswith("Nothing since")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"since": "soon"}, "--since"),
        ({"leaf": "REPAIRR"}, "did you mean 'REPAIR'"),
        ({"brand": "Acmee"}, "--brand"),
    ],
)
def test_what_is_no_time_or_name_is_told(app: App, given: dict[str, str], told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        mentions(app, **given)  # type: ignore[arg-type]


def test_more_than_a_page_is_read_in_its_order(
    tmp_path: Path, sqlite: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the same second the later one comes first, over the edge of a page as well."""
    monkeypatch.setattr(listing, "BATCH", 3)
    posts = tuple(mention(n, f"they ride number {n}", posted_at=NOON) for n in range(1, 9))
    settings = config(tmp_path, Listed(name="forum", mentions=posts))
    pipeline(settings, sqlite, Kept(), Clock()).once()
    ids = [one.id for one in sqlite.listed(["Acme"], NOON - timedelta(days=1))]
    assert ids == sorted(ids, reverse=True)
    assert len(set(ids)) == len(ids) == 8
