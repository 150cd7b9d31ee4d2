"""The manual's pictures of App Home and of windows: the demo's, shown by local-slack, photographed.

    make rigs
    python benchmarks/pictures_home.py

Needs a Chromium, and pngquant to make them small. The page is local-slack's, with Home and windows at the
width of a desktop and of a phone; dates are in words, as in pictures.py.
"""

import base64
import itertools
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
from pictures import CHOSEN, PORT, Kept, arguments, in_words, local_slack, play
from pydantic import SecretStr

from listener.channels.slack.look import about, draft_window, setting, windows
from listener.channels.slack.look.buttons import ELSE, Pressed, kept_back
from listener.channels.slack.look.why import why
from listener.channels.slack.presses.admit import Place
from listener.channels.slack.presses.home import home
from listener.channels.slack.presses.people import Workspace
from listener.commands.demos import open_session
from listener.desk.contract import Desk, Who
from listener.desk.found import act
from listener.notices.cards import Card, card
from listener.settings.brand import Brand
from listener.stages.learn import learn
from listener.store.states import State
from listener.work.errands import Tasks
from listener.work.worker import Worker

WIDTHS = {"desktop": 760, "phone": 390}
LEA = "U01"
# What the team put into a draft of the demo: what Home then proposes.
ADDED = {
    "fr": "La batterie se recharge en quatre heures sur une prise ordinaire.",
    "en": "The battery charges in four hours from any ordinary socket.",
}
WAIT = 30.0  # seconds
TALL = 2600
SCREENS = 1500  # of a phone: what is below is seen at a desktop's width


class Played:
    """The demo in one language, and what stands in App Home and in windows at its end."""

    def __init__(self, folder: Path, language: str) -> None:
        app, clock = open_session(folder, language)
        kept = Kept()
        play(Worker.of(app, kept), clock, folder)
        self.app, self.language = app, language
        heard = {"token": SecretStr("xoxb-test-token"), "app_token": SecretStr("xapp-test-token")}
        slack = app.brand.slack.model_copy(update=heard)
        people = app.brand.people.model_copy(update={"leads": (LEA,)})
        self.brand: Brand = app.brand.model_copy(update={"slack": slack, "people": people})
        self.chosen = next(c for c in kept.alerts if c.author.startswith(CHOSEN[language]))
        self._work(kept)

    def views(self) -> dict[str, dict[str, Any]]:
        """Each picture's view; home has the type of its own."""
        shown, state = self._card(self.chosen.mention)
        pressed = Pressed("correct", state.mention, state.version)
        record = self.app.store.record(state.mention)
        assert record
        place = f"{windows.NOWHERE} -"
        draft = draft_window.Shown(card=shown, state=state, place=place)
        return {
            "home": home(self._place(), LEA, {self.brand.name: self.brand}),
            "window-draft": draft_window.draft_window(draft, self.brand),
            "window-why": why(record, self.brand, self.app.clock()),
            "window-more": windows.more(pressed, self.brand, place, kept_back(state, ELSE)),
            "window-correct": windows.window(pressed, self.brand, place, is_lead=True),
            "window-snooze": windows.window(replace(pressed, name="snooze"), self.brand, place, is_lead=True),
            "window-fact": setting.window(self.brand, "fact"),
            "window-event": setting.window(self.brand, "event"),
            "window-not-us": about.window(self.brand, "not_us", ""),
            "window-channel": about.window(self.brand, about.CHANNEL, ""),
        }  # fmt: skip

    def _place(self) -> Place:
        workspace = Workspace(
            "xoxb-test-token", self.app.clock, api=f"http://127.0.0.1:{PORT}/api/"
        )
        return Place(workspace, {self.brand.name: self.brand}, self.app.store, self.app.clock, lambda: None, Tasks(self.app))  # fmt: skip

    def _card(self, mention: int) -> tuple[Card, State]:
        record, state = self.app.store.record(mention), self.app.store.state(mention)
        assert record
        assert state
        return card(record, self.brand, self.app.clock()), state

    def _work(self, kept: Kept) -> None:
        """A morning of Léa's: she takes one, corrects one, and answers two with a sentence of her own."""
        desk = Desk(self.app.store, {self.brand.name: self.brand})
        lea = Who(LEA, "Léa", "slack")

        def do(name: str, mention: int, **values: Any) -> None:
            done = act(name)(mention=mention, **values).apply(desk, lea, self.app.clock())
            assert done.is_ok, done

        open_ = [c for c in kept.alerts if (s := self.app.store.state(c.mention)) and s.is_open]
        others = [c for c in open_ if c.mention != self.chosen.mention and c.drafts]
        do("take", others[0].mention)
        do("correct", others[1].mention, tag="tone", label="mixed")
        text = others[2].drafts[0].text
        first, _, rest = text.rpartition("\n")
        do("approve_draft", others[2].mention, text=f"{first} {ADDED[self.language]}\n{rest}", draft="A", anyway=True)  # fmt: skip
        learn(self.app.store, {self.brand.name: self.brand})


class Page:
    """A page of Chromium, by its own protocol, over a pair of pipes."""

    def __init__(self, binary: str, folder: str) -> None:
        self._numbers, self._session, self._stands = itertools.count(1), "", ""
        read, theirs = os.pipe()
        mine, write = os.pipe()
        flags = ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-pipe", f"--user-data-dir={folder}")  # fmt: skip
        command = f'exec "$0" "$@" 3<&{mine} 4>&{theirs}'
        self.browser = subprocess.Popen(["bash", "-c", command, binary, *flags], pass_fds=(mine, theirs), stderr=subprocess.DEVNULL)  # fmt: skip
        os.close(mine)
        os.close(theirs)
        self._told, self._said = os.fdopen(read, "rb"), os.fdopen(write, "wb")
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        told = self.ask("Target.attachToTarget", targetId=target, flatten=True)
        self._session = told["sessionId"]
        self.ask("Page.enable")

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """One question, and its answer."""
        n = next(self._numbers)
        session = {"sessionId": self._session} if self._session else {}
        self._said.write(json.dumps({"id": n, "method": method, "params": params} | session).encode() + b"\0")  # fmt: skip
        self._said.flush()
        while True:
            told = json.loads(self._message())
            if told.get("id") == n:
                return dict(told["result"])

    def _message(self) -> bytes:
        whole = bytearray()
        while (sign := self._told.read(1)) != b"\0":
            if not sign:
                raise SystemExit("the browser is gone")
            whole += sign
        return bytes(whole)

    def open(self, url: str, *, told: Mapping[str, Any] | None) -> None:
        """Another page in its place, with this window on it: none opens without somebody's press."""
        if self._stands:
            self.ask("Page.removeScriptToEvaluateOnNewDocument", identifier=self._stands)
        script = OPENS.replace("WINDOW", json.dumps(told))
        made = self.ask("Page.addScriptToEvaluateOnNewDocument", source=script)
        self._stands = made["identifier"]
        self.ask("Page.navigate", url=url)

    def run(self, script: str) -> Any:
        """What a script on the page says."""
        told = self.ask("Runtime.evaluate", expression=script, returnByValue=True)
        return told["result"].get("value")

    def wait(self, script: str) -> None:
        """Until it is so."""
        end = time.monotonic() + WAIT
        while not self.run(script):
            if time.monotonic() > end:
                raise SystemExit(f"the page never came to {script}")
            time.sleep(0.1)


def photograph(page: Page, selector: str, width: int, path: Path) -> None:
    """One element of the page, at this width, as tall as it is."""
    page.ask("Emulation.setDeviceMetricsOverride", width=width, height=TALL, deviceScaleFactor=1, mobile=False)  # fmt: skip
    page.run(f"document.querySelector('#ours')?.remove(); document.head.insertAdjacentHTML('beforeend', `<style id=ours>{STYLE}</style>`)")  # fmt: skip
    time.sleep(0.3)
    page.run(FIELDS)  # once the page has its new width
    time.sleep(0.2)
    box = json.loads(page.run(f"(b => JSON.stringify([b.x, b.y, b.width, b.height]))(document.querySelector('{selector}').getBoundingClientRect())"))  # fmt: skip
    clip = dict(zip(("x", "y", "width", "height"), box, strict=True)) | {"scale": 1}
    if width < WIDTHS["desktop"]:
        clip["height"] = min(clip["height"], SCREENS)
    shot = page.ask("Page.captureScreenshot", format="png", clip=clip, captureBeyondViewport=True)
    path.write_bytes(base64.b64decode(shot["data"]))
    if quant := shutil.which("pngquant"):
        subprocess.run([quant, "--force", "--ext", ".png", "32", str(path)], check=True)


# What the server says at first, with a window that stands open.
OPENS = """
const parse = JSON.parse, told = WINDOW;
JSON.parse = (...said) => {
  const found = parse(...said);
  if (told && found && found.t === "init") found.state.modalStack = [told];
  return found;
};
"""
# Fields as Slack shows them: many lines where a text has many, and what is chosen already.
FIELDS = """
document.querySelectorAll('.modal input, .modal textarea').forEach(one => {
  if (one.type === 'radio' || one.type === 'checkbox' || one.value.length < 50) return;
  const box = document.createElement('textarea');
  box.value = one.value.replaceAll('\\u2028', String.fromCharCode(10)); box.className = one.className;
  box.style = 'width: 100%; box-sizing: border-box; font: inherit; padding: 8px; border-radius: 6px; resize: none; overflow: hidden';
  one.replaceWith(box);
});
document.querySelectorAll('.modal textarea').forEach(box => {
  box.style.height = 'auto'; box.style.height = box.scrollHeight + 4 + 'px';
});
const first = document.querySelector('.modal input[type=radio]'); if (first) first.checked = true;
"""
# Without local-slack's frame, and a window as wide as a phone's.
STYLE = """
.topbar, .sidebar, .channel-header { display: none !important }
.modal { max-height: none !important; max-width: 100vw !important }
.home *, .modal-body * { white-space: pre-line }
.home { overflow: visible !important; padding: 16px !important; height: max-content }
"""


@contextmanager
def chromium(binary: str) -> Iterator[Page]:
    """A browser with one page."""
    with tempfile.TemporaryDirectory() as folder:
        page = Page(binary, folder)
        try:
            yield page
        finally:
            page.browser.terminate()
            page.browser.wait(10)


def worded(view: Mapping[str, Any]) -> dict[str, Any]:
    """With its dates in words."""
    words = json.dumps(view)
    words = re.sub(r'("initial_value": ")((?:[^"\\]|\\.)*)', lambda m: m[1] + m[2].replace("\\n", "\\u2028"), words)  # fmt: skip
    told: dict[str, Any] = json.loads(in_words(words))  # signs are shown as they are there
    return told


def show(client: httpx.Client, page: Page, view: Mapping[str, Any]) -> str:
    """Let it stand on the page; what to photograph."""
    told = worded(view)
    is_home = view["type"] == "home"
    if is_home:
        client.post("views.publish", json={"user_id": LEA, "view": told}).raise_for_status()
    page.open(f"http://127.0.0.1:{PORT}/", told=None if is_home else told | {"id": "V1"})
    page.wait("!!document.querySelector('.sidebar-item')")
    if not is_home:
        page.wait("!!document.querySelector('.modal')")
        return ".modal"
    page.run("[...document.querySelectorAll('.sidebar-item')].at(-1).click()")
    page.wait("!!document.querySelector('.home-inner') && !document.querySelector('.home .empty')")
    return ".home"


def main() -> None:
    """Make every picture, or those of one name."""
    asked = arguments(__doc__ or "")
    for language in ("fr", "en"):
        folder = Path(tempfile.mkdtemp(prefix="listener-pictures-"))
        with (
            local_slack(asked.local_slack, ["C0ALERTS"]) as client,
            chromium(asked.chromium) as page,
        ):
            for name, view in Played(folder, language).views().items():
                if name.startswith(asked.only or ""):
                    selector = show(client, page, view)
                    for size, width in WIDTHS.items():
                        photograph(
                            page, selector, width, asked.to / f"{name}-{language}-{size}.png"
                        )
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
