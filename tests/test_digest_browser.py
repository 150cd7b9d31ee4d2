"""The digest's page in a real Chromium: clicked, measured, and attacked.

The browser is driven over its own debugging pipe, so that no library stands between.
DIGEST_PICTURES=docs/pictures .venv/bin/pytest tests/test_digest_browser.py -k pictures
makes the pictures of the documentation: a quiet week, a usual one and a crisis of the demo.
"""

import base64
import fcntl
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

import pytest
from acme import BRAND, Kept
from rigs import team_week
from rigs.effort import PATIENCE
from test_digest import DUE, HOSTILE, answer, complaints, listen, made, post, praises

from connectors.kit.contract import Author, Mention
from listener.commands import demos
from listener.digest.build import build
from listener.digest.files import write
from listener.digest.values import Digest
from listener.settings.brand import Brand
from listener.store.figures import Figures
from listener.store.store import Store
from listener.words import say
from listener.work.worker import Worker

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--remote-debugging-pipe",
    # Whatever the page might ask for leads nowhere.
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
START = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); os.dup2(int(sys.argv[2]), 4);"
    "os.execv(sys.argv[3], sys.argv[3:])"
)


class Browser:
    """One page of a headless Chromium, spoken to over its debugging pipe."""

    def __init__(self, profile: Path) -> None:
        # Chromium listens on 3 and speaks on 4: ours are numbered out of their way.
        to_us, self._write = (_high(fd) for fd in os.pipe())
        self._read, from_us = (_high(fd) for fd in os.pipe())
        os.set_blocking(self._read, False)
        assert CHROMIUM
        self._process = subprocess.Popen(
            [sys.executable, "-c", START, str(to_us), str(from_us), CHROMIUM, *FLAGS,
             f"--user-data-dir={profile}", "about:blank"],
            pass_fds=(to_us, from_us),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(to_us)
        os.close(from_us)
        self._rest, self._number, self._session = b"", 0, ""
        self.events: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        attached = self.ask("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.ask(f"{domain}.enable")
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(BrokenPipeError):
            self._session = ""
            self._send("Browser.close", {})
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(PATIENCE)
        self._process.kill()
        self._process.wait()
        os.close(self._read)
        os.close(self._write)

    def open(self, page: Path, *, width: int = 1280, height: int = 900, dark: bool = False) -> None:
        """Show a file at a width, and wait until it stands."""
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1, mobile=width < 500,
        )  # fmt: skip
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        still = {"name": "prefers-reduced-motion", "value": "reduce"}
        self.ask("Emulation.setEmulatedMedia", features=[scheme, still])
        self.events.clear()
        self.ask("Page.navigate", url=page.as_uri())
        while not any(e["method"] == "Page.loadEventFired" for e in self.events):
            self._message()

    def evaluate(self, script: str) -> Any:
        """A value computed in the page; the page's own policy does not bind the debugger."""
        reply = self.ask("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in reply, reply
        return reply["result"].get("value")

    def click(self, selector: str) -> None:
        """Press and release the mouse in the middle of an element, as a person does."""
        box = self.evaluate(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)});"
            "e.scrollIntoView({block: 'center', behavior: 'instant'});"
            "const r = e.getClientRects()[0]; return [r.x + r.width / 2, r.y + r.height / 2]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.ask("Input.dispatchMouseEvent", type=kind, x=box[0], y=box[1], button="left",
                     clickCount=1)  # fmt: skip

    def settle(self) -> None:
        """Wait for what was under way when the page had loaded."""
        for _ in range(5):
            self.evaluate("document.readyState")
            time.sleep(0.05)

    def requests(self) -> set[str]:
        """Addresses that the page asked for since it was opened."""
        sent = [e for e in self.events if e["method"] == "Network.requestWillBeSent"]
        return {e["params"]["request"]["url"] for e in sent}

    def picture(self, to: Path, *, height: int | None = None) -> None:
        """The page as it is, or its first `height` pixels."""
        size = self.ask("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "scale": 1, "width": size["width"]}
        clip["height"] = height or size["height"]
        shot = self.ask("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)
        to.write_bytes(base64.b64decode(shot["data"]))

    def view(self, to: Path) -> None:
        """What the window shows."""
        to.write_bytes(base64.b64decode(self.ask("Page.captureScreenshot")["data"]))

    def paper(self, to: Path) -> None:
        """The page as an A4 document."""
        made = self.ask("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
        to.write_bytes(base64.b64decode(made["data"]))

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """One command and its result."""
        number = self._send(method, params)
        while True:
            reply = self._message()
            if reply.get("id") == number:
                assert "error" not in reply, reply
                result: dict[str, Any] = reply["result"]
                return result

    def _send(self, method: str, params: dict[str, Any]) -> int:
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        return self._number

    def _message(self) -> dict[str, Any]:
        """The next message; events are kept."""
        until = time.monotonic() + PATIENCE
        while b"\0" not in self._rest:
            assert time.monotonic() < until, "the browser says nothing"
            assert self._process.poll() is None, "the browser went away"
            try:
                self._rest += os.read(self._read, 1 << 20)
            except BlockingIOError:
                time.sleep(0.01)
        raw, _, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(raw)
        if "method" in message:
            self.events.append(message)
        return message


def _high(fd: int) -> int:
    high = fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 20)
    os.close(fd)
    return high


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    with Browser(tmp_path_factory.mktemp("chromium")) as started:
        yield started


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("digest")


@pytest.fixture(scope="module")
def crisis(folder: Path) -> Digest:
    """Three usual weeks, then a burst with hostile words in it."""
    usual = [
        m
        for back in (1, 2, 3)
        for m in (
            *complaints(8, day=1.5 - 7 * back, first=1000 * back),
            *praises(14, day=2.5 - 7 * back, first=1000 * back + 500),
        )
    ]
    evil = Author(id="x", name="<script>document.title='owned'</script>")
    links = ("javascript:document.title='owned'", 'https://a.example/" onclick="x')
    hostile = [post(900 + n, HOSTILE, author=evil, url=url) for n, url in enumerate(links)]
    copies = [post(600 + n, "@acme the app is broken since seven", day=3.2) for n in range(12)]
    talk = [
        post(700 + n, f"they say acme range {n * 7919} fell", venue="public", genre="forum_comment")
        for n in range(5)
    ]
    answers = [answer(300 + n, n, hours=3) for n in range(4)]
    week = [*complaints(14), *praises(6), *hostile, *copies, *talk, *answers]
    return _listened(folder / "crisis", [*usual, *week])


def _listened(place: Path, mentions: list[Mention], brand: Brand = BRAND) -> Digest:
    place.mkdir()
    store = Store.open(f"sqlite:///{place / 'listener.db'}")
    listen(store, place, at=DUE - timedelta(days=14))  # the week was heard from its first day
    listen(store, place, *mentions)
    found = made(store, brand)
    store.close()
    return found


@pytest.fixture(scope="module")
def shown(crisis: Digest, folder: Path) -> Path:
    return write(crisis, folder / "shown")


def visible(browser: Browser) -> list[int]:
    """Ids of the listed mentions that a reader sees."""
    script = (
        "[...document.querySelectorAll('#mentions ol > li')]"
        ".filter(li => getComputedStyle(li).display !== 'none').map(li => +li.id.slice(8))"
    )
    return sorted(browser.evaluate(script))


@pytest.mark.parametrize("key", ["critique", "tone-negative", "open", "balance", "response"])
def test_a_click_on_a_figure_shows_its_mentions_and_no_others(
    browser: Browser, shown: Path, crisis: Digest, key: str
) -> None:
    browser.open(shown)
    assert visible(browser) == sorted(e.mention for e in crisis.entries)
    browser.click(f'main a[href="#m-{key}"]')
    assert browser.evaluate("location.hash") == f"#m-{key}"
    assert visible(browser) == list(crisis.figure(key).mentions)
    told = browser.evaluate("document.querySelector('.shown').innerText")
    assert say("en", f"figure.{key}") in told
    top = browser.evaluate("document.querySelector('#mentions h2').getBoundingClientRect().top")
    assert -200 < top < 900
    browser.click(".shown span.s-" + key + " a")
    assert len(visible(browser)) == len(crisis.entries)


@pytest.mark.parametrize("width", [1280, 390])
def test_every_figure_that_has_mentions_links_to_them(
    browser: Browser, shown: Path, crisis: Digest, width: int
) -> None:
    browser.open(shown, width=width)
    script = "[...new Set([...document.querySelectorAll('main a')].map(a => a.hash.slice(1)))]"
    linked = browser.evaluate(script)
    ids = set(browser.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)"))
    further = {"first-response-90", "first-response-open", "first-response-open-90"}
    for figure in crisis.figures:
        if figure.mentions and figure.key not in further:
            assert f"m-{figure.key}" in linked, figure.key
    assert {name for name in linked if name} <= ids


def test_the_page_asks_for_nothing_and_runs_nothing(browser: Browser, shown: Path) -> None:
    browser.open(shown)
    browser.click('main a[href="#m-critique"]')
    assert browser.requests() <= {shown.as_uri(), f"{shown.as_uri()}#m-critique"}
    assert "owned" not in browser.evaluate("document.title")
    assert browser.evaluate("document.querySelectorAll('script, img, iframe, object').length") == 0
    hrefs = browser.evaluate("[...document.links].map(a => a.getAttribute('href'))")
    assert all(
        href.startswith(("#", "https://acme.example/")) for href in hrefs if "a.example" not in href
    )
    events = browser.evaluate(
        "[...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames())"
        ".filter(name => name.startsWith('on'))"
    )
    assert events == []


def test_its_own_policy_stops_what_would_get_in(
    browser: Browser, shown: Path, folder: Path
) -> None:
    # Had a hole been left, the browser itself would refuse script, picture, style and frame.
    evil = (
        "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
        '<img src="https://tracker.example/p.png"><link rel=stylesheet href="https://a.example/x.css">'
    )
    broken = folder / "broken.html"
    broken.write_text(shown.read_text("utf-8").replace("<main>", f"<main>{evil}"), "utf-8")
    browser.open(broken)
    assert "owned" not in browser.evaluate("document.title")
    browser.settle()
    asked = [e["params"] for e in browser.events if e["method"] == "Network.requestWillBeSent"]
    failed = [e["params"] for e in browser.events if e["method"] == "Network.loadingFailed"]
    outside = {p["requestId"] for p in asked if p["request"]["url"].startswith("http")}
    assert len(outside) == 2
    assert outside <= {p["requestId"] for p in failed if p.get("blockedReason") == "csp"}


@pytest.mark.parametrize("width", [1280, 768, 390, 320])
def test_nothing_is_wider_than_the_screen(browser: Browser, shown: Path, width: int) -> None:
    browser.open(shown, width=width)
    assert browser.evaluate("document.documentElement.scrollWidth") <= width
    small = browser.evaluate(
        "Math.min(...[...document.querySelectorAll('main *')].filter(e => e.innerText && "
        "!e.children.length).map(e => parseFloat(getComputedStyle(e).fontSize)))"
    )
    assert small >= 12


def test_every_drawing_says_what_it_shows(browser: Browser, shown: Path) -> None:
    browser.open(shown)
    for name in ("days", "balance"):
        label = f"document.getElementById('{name}-title').textContent"
        assert browser.evaluate(label)
        assert browser.evaluate(f"document.getElementById('{name}-desc').textContent")
    assert browser.evaluate("document.querySelectorAll('h1').length") == 1


@pytest.mark.parametrize("dark", [False, True])
def test_every_word_stands_out_from_its_ground(browser: Browser, shown: Path, dark: bool) -> None:
    browser.open(shown, dark=dark)
    colours = browser.evaluate(
        "['--paper', '--ink', '--mute', '--accent'].map("
        "n => getComputedStyle(document.documentElement).getPropertyValue(n).trim())"
    )
    paper, *inks = (_luminance(c) for c in colours)
    for ink in inks:
        high, low = max(ink, paper), min(ink, paper)
        assert (high + 0.05) / (low + 0.05) >= 4.5  # WCAG 2.2, level AA


def _luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = "".join(d * 2 for d in digits) if len(digits) == 3 else digits
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_it_prints_on_a_few_pages(browser: Browser, shown: Path, folder: Path) -> None:
    browser.open(shown)
    browser.paper(folder / "digest.pdf")
    pages = (folder / "digest.pdf").read_bytes().count(b"/Type /Page\n")
    assert 2 <= pages <= 10


def test_a_quiet_week_is_a_whole_page_too(browser: Browser, folder: Path) -> None:
    quiet = _listened(folder / "quiet", [*complaints(1), *praises(2)])
    browser.open(write(quiet, folder / "quiet-page"))
    assert "3 mentions this week" in browser.evaluate("document.querySelector('.lead').innerText")
    assert (
        browser.evaluate("document.querySelector('.tile:nth-child(2) .big').innerText") == "too few"
    )
    assert len(visible(browser)) == 3


@pytest.mark.skipif("DIGEST_PICTURES" not in os.environ, reason="DIGEST_PICTURES names no folder")
def test_pictures_of_the_documentation(browser: Browser, folder: Path) -> None:
    to = Path(os.environ["DIGEST_PICTURES"])
    quiet = _listened(folder / "calm", [*complaints(1), *praises(2)])
    (folder / "played").mkdir()
    played = team_week.play(folder / "played", until=team_week.USUAL)
    pages = {
        "quiet": write(quiet, folder / "quiet-shown"),
        "usual": write(played.digest, folder / "usual"),
    }
    session, clock = demos.open_session(folder, "en")
    drawn = Worker.of(session, Kept())
    drawn.prepare()
    for moment, mentions in demos.visits():
        clock.now = moment
        demos.drop(folder / "data" / "inbox", moment, mentions)
        drawn.once()
    found = build(Figures(session.store.engine), session.brand, "2026-W46", clock.now)
    pages["crisis"] = write(found, folder / "crisis")
    session.store.close()
    for name, page in pages.items():
        browser.open(page)
        browser.picture(to / f"digest-{name}.png", height=1560)
        browser.open(page, width=390)
        browser.picture(to / f"digest-{name}-phone.png", height=1560)
        browser.open(page)
        browser.paper(folder / f"{name}.pdf")
        _first_page(folder / f"{name}.pdf", to / f"digest-{name}-paper")
    browser.open(pages["crisis"], dark=True)
    browser.picture(to / "digest-crisis-dark.png", height=1560)
    browser.open(pages["crisis"])
    browser.click('main a[href="#m-critique"]')
    browser.view(to / "digest-crisis-mentions.png")
    made_ = sorted(to.glob("digest-*.png"))
    subprocess.run(["pngquant", "--force", "--ext=.png", "64", *made_], check=True)
    assert all(picture.stat().st_size < 150_000 for picture in made_)


def _first_page(paper: Path, to: Path) -> None:
    subprocess.run(["pdftoppm", "-singlefile", "-r", "90", "-png", paper, to], check=True)
