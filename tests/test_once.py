"""`once` is run by a person: it asks every source, or says which it did not ask, and why."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from acme import BRAND, Clock, CueTagger, Listed, config, mention

from connectors.kit.contract import Page
from connectors.kit.errors import SourceBusyError, SourceChangedError, SourceRefusedError
from listener.app import App
from listener.brand import Brand
from listener.commands.runs import once


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


REFUSED = SourceRefusedError("http://f: 403, the site refuses us", status=403)
ASKED = SourceBusyError("http://f: 429 Too Many Requests", retry_after=7200, status=429)


@pytest.mark.parametrize(
    ("error", "words", "french"),
    [
        (ASKED, "it asked to be left alone until Tue 10 Nov 15:00", "jusqu'au mar. 10 nov. 15:00"),
        (REFUSED, "it refuses us (http://f: 403", "elle nous refuse (http://f: 403"),
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
