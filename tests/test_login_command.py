"""`listener login`, as a person uses it: the browser is one of ours, Google too, on loopback."""

import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from acme import BRAND, config
from loopback import serving
from our_google import CLIENT, SECRET, Google
from rigs.effort import PATIENCE
from typer.testing import CliRunner

from connectors.google_business.source import GoogleBusiness
from connectors.kit.grants import kept
from listener.app import App
from listener.cli import app as cli
from listener.commands import login as command
from listener.settings.config import Config

LYON = "accounts/1001/locations/2001"


@dataclass
class Browser:
    """What a person sees, and where their browser ends."""

    changed: Callable[[str], str] = lambda url: url  # the address it comes back to
    pages: list[httpx.Response] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)

    def __call__(self, address: str) -> bool:
        self.opened.append(address)
        threading.Thread(target=self._goes, args=(address,), daemon=True).start()
        return True

    def _goes(self, address: str) -> None:
        with httpx.Client(trust_env=False, timeout=PATIENCE) as http:
            consented = http.get(address)
            back = self.changed(consented.headers["location"])
            root = httpx.URL(back).copy_with(raw_path=b"/favicon.ico")
            self.pages += [http.get(root), http.get(back)]


@contextmanager
def installed(folder: Path, google: Google, *, language: str = "en") -> Iterator[App]:
    with serving(google) as url:
        source = GoogleBusiness.model_validate(
            {
                "name": "avis",
                "client_id": CLIENT,
                "client_secret": SECRET,
                "url": f"{url}/{{service}}",
                "allow_private": True,
            }
        )
        made: Config = config(folder, source.placed_in(folder))
        brand = BRAND.model_copy(update={"language": language})
        yield App(made.model_copy(update={"brand": (brand,)}))


def google(**more: object) -> Google:
    at = datetime(2026, 11, 20, tzinfo=UTC).isoformat()
    shown = {
        "reviewId": "r1",
        "starRating": "ONE",
        "createTime": at,
        "updateTime": datetime.now(UTC).isoformat(),
    }
    return Google({LYON: [shown]}, {LYON: "Lyon"}, **more)  # type: ignore[arg-type]


def run(app: App, browser: Browser, **more: object) -> int:
    options = {"no_browser": False, "opens": browser, "patience": PATIENCE}
    return command.login(app, "avis", **(options | more))  # type: ignore[arg-type]


def test_a_login_asks_keeps_and_tries(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    browser, there = Browser(), google()
    with installed(tmp_path, there) as app:
        assert run(app, browser) == 0
        [source] = app.config.source
        assert source.connector.login is not None
        grant = kept(source.connector.login)
    assert grant.refresh_token == "1//refresh-canary"
    file = tmp_path / "logins" / "avis.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    missing, done = browser.pages
    assert (missing.status_code, done.status_code) == (404, 200)
    assert "You can close this page" in done.text
    assert done.headers["cache-control"] == "no-store"
    told, wrong = capsys.readouterr()
    assert browser.opened[0] in told
    assert "Logged in: avis is read by this account now" in " ".join(told.split())
    assert "✓ avis" in told
    assert "canary" not in told + wrong


def test_a_login_of_an_app_in_testing_says_when_it_ends(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with installed(tmp_path, google(testing=True)) as app:
        assert run(app, Browser()) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "This login ends on " in told
    assert "after 7 days. Publish the app" in told


def test_a_login_that_cannot_be_kept_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with installed(tmp_path, google()) as app:
        (tmp_path / "logins").write_bytes(b"no folder")
        assert run(app, Browser()) == 1
    told = " ".join(capsys.readouterr().err.split())
    assert told.startswith("avis: ")
    assert told.endswith("let this user write there")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        (lambda url: url.replace("state=", "state=x"), "did not ask for"),
        (lambda url: f"{url}&state=again", "did not ask for"),
        (lambda url: url.replace("code=", "error=access_denied&was="), "consent was refused"),
    ],
    ids=["forged", "twice", "denied"],
)
def test_a_login_that_goes_wrong_is_one_line_and_keeps_nothing(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    changed: Callable[[str], str],
    why: str,
) -> None:
    browser, there = Browser(changed), google()
    with installed(tmp_path, there) as app:
        assert run(app, browser) == 1
    assert "POST oauth2/token" not in there.asked
    assert not (tmp_path / "logins").exists()
    told = " ".join(capsys.readouterr().err.split())
    assert why in told
    assert told.startswith("avis: ")
    assert browser.pages[1].status_code == 400
    assert why in browser.pages[1].text


def test_an_answer_under_another_name_of_this_machine_is_none(tmp_path: Path) -> None:
    """A page elsewhere can lead a name of its own here: the browser then says that name."""
    browser, there = Browser(lambda url: url.replace("127.0.0.1", "localhost")), google()
    with installed(tmp_path, there) as app:
        assert run(app, browser) == 1
    assert "POST oauth2/token" not in there.asked


def test_where_nobody_answers_the_login_ends_by_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with installed(tmp_path, google()) as app:
        assert run(app, Browser(), opens=lambda _: True, patience=0.05) == 1
    assert "nobody answered in the browser" in capsys.readouterr().err


def test_without_a_browser_the_address_is_shown_and_its_end_is_pasted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there = google()

    def pasted() -> Iterator[str]:
        """What a person pastes once they have seen the address."""
        told = capsys.readouterr().out
        shown.append(told)
        [address] = [line for line in told.splitlines() if line.startswith("http")]
        yield "\n"
        with httpx.Client(trust_env=False, timeout=PATIENCE) as http:
            yield http.get(address).headers["location"] + "\n"

    shown: list[str] = []
    with installed(tmp_path, there) as app:
        code = command.login(app, "avis", no_browser=True, lines=pasted(), patience=PATIENCE)
    assert code == 0
    assert "paste it here" in " ".join(shown[0].split())
    asked = parse_qs(urlsplit(shown[0].split("http", 1)[1].split()[0]).query)
    assert asked["redirect_uri"][0].split(":")[2].rstrip("/") in shown[0].split("paste")[0]


def test_a_consent_that_the_service_does_not_take_is_told_in_french(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with installed(tmp_path, google(granted="openid"), language="fr") as app:
        assert run(app, Browser()) == 1
    told = " ".join(capsys.readouterr().err.split())
    assert told == (
        "avis : la case de ce qu'il doit lire n'a pas été cochée sur la page d'accord : listener login avis"
    )


def test_a_login_is_used_at_once_by_a_source_that_waited(tmp_path: Path) -> None:
    with installed(tmp_path, google()) as app:
        app.ready()
        row = app.store.source("avis")
        now = app.clock()
        app.store.fail_poll(
            row.id or 0, error="x", next_poll_at=now.replace(year=now.year + 1), now=now,
            code="refused", refused=True, asked_until=None, http_state=None, notices=[],
        )  # fmt: skip
        assert run(app, Browser()) == 0
        assert app.store.source("avis").next_poll_at is None


def test_a_source_that_needs_no_login_says_so(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[[brand]]\nname = "Acme"\n[[source]]\nkind = "inbound"\nname = "box"\n')
    done = CliRunner().invoke(cli, ["--config", str(file), "login", "box"])
    assert done.exit_code != 0
    assert "box needs no login" in str(done.exception)
