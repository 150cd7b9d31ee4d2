"""`once` is run by a person: it asks every source, or says which it did not ask, and why."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from acme import BRAND, Clock, CueTagger, Listed, config, mention

from connectors.inbound.source import Inbound
from connectors.kit.contract import Page
from connectors.kit.errors import SourceBusyError, SourceChangedError, SourceRefusedError
from listener.app import App
from listener.commands.looks import status
from listener.commands.runs import once
from listener.settings.brand import Brand
from listener.stages.collect import Collector


def moody(asked: list[int], *fails: Exception) -> Listed:
    """A source that fails as it is told to, and counts who asks."""

    class Moody(Listed):
        def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:
            asked.append(1)
            for error in fails:
                raise error
            yield from super().pages(http, cursor)

    return Moody(name="moody", mentions=(mention(1, "fine"),))


class Place:
    def __init__(self, folder: Path) -> None:
        self.folder, self.clock, self.asked = folder, Clock(), list[int]()

    def app(self, *fails: Exception, brand: Brand = BRAND) -> App:
        source = moody(self.asked, *fails)
        made = App(config(self.folder, source, brand=brand), self.clock)
        made.tagger = CueTagger()
        return made


@pytest.mark.parametrize(
    "error",
    [
        SourceBusyError("http://f: 503 Service Unavailable", status=503),
        SourceChangedError("http://f: 404, nothing is there: check the address", status=404),
    ],
)
def test_a_source_that_failed_is_asked_again(
    tmp_path: Path, error: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    place = Place(tmp_path)
    assert once(place.app(error), dry_run=False) == 1
    assert once(place.app(), dry_run=False) == 0
    assert "1 new mention" in capsys.readouterr().out
    assert len(place.asked) == 2


@pytest.mark.parametrize(
    ("language", "fault", "nothing", "last", "several"),
    [
        ("en", "config.toml: source (mail).password: X is not set",
         "Nothing new in what could be read", "The source “mail” was not read: X is not set",
         "2 sources were not read: mail, moody."),
        ("fr", "config.toml : source (mail).password : X n'est pas définie",
         "Rien de nouveau dans ce qui a pu être lu", "La source « mail » n'a pas été lue : X n'est pas définie",
         "2 sources n'ont pas été lues : mail, moody."),
    ],
)  # fmt: skip
def test_the_last_line_names_what_was_not_read(
    tmp_path: Path,
    language: str,
    fault: str,
    nothing: str,
    last: str,
    several: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    place = Place(tmp_path)
    brand = BRAND.model_copy(update={"language": language})

    def said(*fails: Exception) -> str:
        made = place.app(*fails, brand=brand)
        made.config = made.config.with_faults((fault,), sources={"mail": "Acme"})
        assert once(made, dry_run=False) == 1
        return capsys.readouterr().out.replace("\u00a0", " ").replace("\u202f", " ")

    assert last in said().splitlines()[-1]
    again = said()
    assert nothing in again
    assert last in again.splitlines()[-1]
    assert several in said(SourceBusyError("http://f: 503", status=503)).splitlines()[-1]


REFUSED = SourceRefusedError("http://f: 403, the site refuses us", status=403)
ASKED = SourceBusyError("http://f: 429 Too Many Requests", retry_after=7200, status=429)


@pytest.mark.parametrize(
    ("error", "words", "french"),
    [
        (ASKED, "it asked to be left alone until Tue 10 Nov 15:00", "jusqu'au mar. 10 nov. 15:00"),
        (REFUSED, "it refuses us (http://f: 403", "elle nous refuse (http://f : 403"),
    ],
)
def test_a_source_that_forbids_it_is_named_with_its_reason_and_the_way_to_ask(
    tmp_path: Path,
    error: Exception,
    words: str,
    french: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    place = Place(tmp_path)
    once(place.app(error), dry_run=False)
    assert once(place.app(), dry_run=False) == 1
    told = " ".join(capsys.readouterr().out.split())
    assert f"moody: not asked: {words}" in told
    assert "listener sources --retry moody" in told
    fr = BRAND.model_copy(update={"language": "fr"})
    assert once(place.app(brand=fr), dry_run=False) == 1
    assert french in " ".join(capsys.readouterr().out.split())
    assert len(place.asked) == 1
    place.app().store.retry("moody")
    assert once(place.app(), dry_run=False) == 0
    assert len(place.asked) == 2


def test_the_word_of_a_source_ends_at_its_hour_though_our_own_wait_is_longer(
    tmp_path: Path,
) -> None:
    place = Place(tmp_path)
    error = SourceBusyError("http://f: 429 Too Many Requests", retry_after=60, status=429)
    for n in range(6):  # the wait that a daemon would keep grows
        once(place.app(error), dry_run=False)
        place.clock.pass_(seconds=61)
        assert len(place.asked) == n + 1
    assert place.app().store.due_sources(["moody"], place.clock()) == []


def test_what_lies_in_the_inbox_unread_is_said_once_in_each_state(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clock, inbox = Clock(), tmp_path / "inbox"
    (inbox / "photos").mkdir(parents=True)
    for name in (".avis.csv", "film1.mov", "film2.mov", "notes.txt"):
        (inbox / name).write_text("text\nfine\n" if name.endswith("csv") else "x")

    def said(command: Callable[[App], int]) -> list[str]:
        made = App(config(tmp_path, Inbound(name="inbox", folder=inbox)), clock)
        made.tagger = CueTagger()
        clock.pass_(minutes=1)
        assert command(made) == 0
        lines = [line.partition(": ") for line in capsys.readouterr().out.splitlines()]
        names = [rest.partition(":")[0] for source, _, rest in lines if source == "inbox"]
        return sorted(name for name in names if name)

    def poll(app: App) -> int:
        return once(app, dry_run=False)

    everything = [".avis.csv", "film1.mov", "film2.mov", "notes.txt", "photos"]
    assert said(poll) == everything
    assert said(poll) == []
    assert said(status) == everything  # it still lies there
    (inbox / "film1.mov").write_text("longer")
    (inbox / "notes.txt").unlink()
    (inbox / "late.mov").write_text("x")
    assert said(poll) == ["film1.mov", "late.mov"]
    assert said(status) == [".avis.csv", "film1.mov", "film2.mov", "late.mov", "photos"]
    before = (inbox / "film1.mov").stat()
    os.utime(inbox / "film1.mov", ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    assert said(poll) == ["film1.mov"]


def test_what_run_told_already_is_not_said_by_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clock, key = Clock(), b"k" * 32
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "film.mov").write_text("x")
    (tmp_path / "secret.key").write_text(key.hex())
    settings = config(tmp_path, Inbound(name="inbox", folder=tmp_path / "inbox"))
    made = App(settings, clock)
    made.tagger = CueTagger()
    made.ready()
    Collector(made.store, made.client, key, clock).collect(settings.source[0], BRAND)
    assert once(made, dry_run=False) == 0
    assert "inbox: film.mov" not in capsys.readouterr().out
