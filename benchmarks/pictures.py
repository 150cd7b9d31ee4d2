"""The manual's pictures of our Slack messages: cards of the demo, shown by local-slack, photographed.

    make rigs
    pip install pillow
    python benchmarks/pictures.py

Needs a Chromium. local-slack is another's page over another's server: it shows our blocks about
as Slack does, but writes `<!date>` raw, so dates are posted in words here. It has no phone layout:
the phone pictures are its message column at a phone's width.
"""

import argparse
import json
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr

from listener.advice.time import periods
from listener.channels.slack.look.message import Message
from listener.channels.slack.look.parts import message
from listener.commands.demos import Clock, drop, open_session, visits
from listener.digest.build import build
from listener.digest.content import thread
from listener.guard.links import Address
from listener.notices.bundle import Bundle, bundle_content
from listener.notices.burst import Burst
from listener.notices.cards import Card
from listener.notices.contract import Notice
from listener.notices.drafts import drafts_content
from listener.notices.first_look import FirstLook
from listener.notices.held import remedy
from listener.notices.outage import outage_content
from listener.notices.parts import Alone, Content, Lines, Link, Stories, Story
from listener.settings.brand import Brand
from listener.words import say
from listener.words.whose import Ours
from listener.work.worker import Worker

ROOT = Path(__file__).parent.parent
BINARY = ROOT / ".rigs/localslack/node_modules/local-slack-linux-x64/bin/local-slack"
PORT = 3199
CHOSEN = {"fr": "Inès Carvalho", "en": "Vic"}  # whose post is the alert
WIDTHS = {"desktop": 700, "phone": 390}
# local-slack's frame around its messages: bar and channel's name above, channels left, box below.
TOP, LEFT, BOTTOM = 92, 220, 110
TALL = 3000


@dataclass
class Kept:
    """What a demo showed."""

    alerts: list[Card] = field(default_factory=list)
    bundles: list[tuple[str, list[Card], int]] = field(default_factory=list)
    looks: list[Message] = field(default_factory=list)
    burst: Message | None = None
    week: tuple[Message, ...] = ()

    def show(self, notice: Notice, content: Content, brand: Brand) -> None:
        """Keep alerts, bundles, first looks and the last burst; the rest is made for its picture."""
        match notice, content.parts:
            case FirstLook(), _:
                self.looks.append(message(content, brand))
            case Burst(), _:
                self.burst = message(content, brand)
            case Bundle(), (Stories(cards=cards, more=more),):
                self.bundles.append((notice.of, list(cards), more))
            case _, (Story(card=card, is_reply=False),):
                self.alerts.append(card)


def played(language: str) -> tuple[Kept, Brand]:
    """The demo in one language."""
    folder, kept = Path(tempfile.mkdtemp(prefix="listener-pictures-")), Kept()
    session, clock = open_session(folder, language)
    with session.alone():
        play(Worker.of(session, kept), clock, folder)
        brand, now = session.brand, clock()
        week = build(session.store, brand, periods.last_finished(now, brand), now)
        kept.week = tuple(message(told, brand) for told in thread(week, brand))
    session.store.close()
    shutil.rmtree(folder)
    heard = {"token": SecretStr("xoxb-test-token"), "app_token": SecretStr("xapp-test-token")}
    slack = session.brand.slack.model_copy(
        update=heard
    )  # where presses are heard, cards have buttons
    return kept, session.brand.model_copy(update={"slack": slack})


def play(worker: Worker, clock: Clock, folder: Path) -> None:
    """All visits of the demo, one after another."""
    worker.prepare()
    for moment, mentions in visits():
        clock.now = moment
        drop(folder / "data" / "inbox", moment, mentions)
        worker.once()


def messages(kept: Kept, brand: Brand) -> dict[str, tuple[Message, ...]]:
    """Each picture's messages: a parent, and what stands in its thread."""
    lang = brand.language

    def of(*contents: Content) -> tuple[Message, ...]:
        return tuple(message(content, brand) for content in contents)

    card = next(c for c in kept.alerts if c.author.startswith(CHOSEN[lang]))
    copies = Ours(f"{say(lang, 'count.copies', n=2)} {say(lang, 'card.sites', n=3)}")
    answered = replace(
        card,
        headline=_ended(card.headline, lang),
        short=_ended(card.short, lang),
        answered=True,
        answered_at=card.due_at and card.due_at - timedelta(minutes=25),
        answer_url="https://reseau.example/velorine/posts/886830/325190",
        copies=copies,
    )
    class_, cards, more = max(kept.bundles, key=lambda b: (b[0] == "grouped", len(b[1])))
    late = kept.alerts[3:6]
    since = min(c.collected_at for c in late if c.collected_at)
    return {
        "alert": of(Content((Story(card),))),
        "update": of(Content((Story(answered),))),
        "thread": of(drafts_content(card, lang), Content((Story(card, is_reply=True),))),
        "approved": of(*_approved(card, lang)),
        "bundle": of(bundle_content(class_, cards[:4], lang, more=max(0, len(cards) - 4) + more)),
        "burst": (kept.burst,) if kept.burst else (),
        "first-look": (kept.looks[0],),
        "operator": of(Content((Lines(_refused(lang)),), say(lang, "outbox.title"), "ops")),
        "slack-digest": kept.week[:1],
        "slack-digest-thread": kept.week[1:],
        "outage": of(outage_content(late, since, since + timedelta(minutes=47), lang)),
    }


def _approved(card: Card, lang: str) -> Iterator[Content]:
    """An approved answer in its thread, and the line below it."""
    who, how = {"fr": "Camille", "en": "Sam"}[lang], say(lang, "act.how.same", draft="A")
    line = say(lang, "act.line.approve_draft", who=who, how=how)
    yield Content((Alone(card.drafts[0].text),))
    if card.url:
        yield Content((Link(Address(card.url), say(lang, "slack.answer_here"), before=line),))


def _ended(said: str, lang: str) -> Any:
    """A headline as it reads once the post is answered: that it is, on what and who, and no hour."""
    _, colon, told = said.partition(
        say(lang, "headline.whole", verb=Ours("|"), told="").strip("| ")
    )
    return f"{say(lang, 'slack.answered')}{colon} {told.strip().rpartition(', ')[0]}"


def _refused(lang: str) -> tuple[str, ...]:
    """What the operators read when the bot was not invited."""
    cause = "not_in_channel"
    where = say(lang, "outbox.where", channel="C08PRESSE", cause=cause)
    return where, remedy(cause, "C08PRESSE", lang), say(lang, "outbox.kept")


@contextmanager
def local_slack(binary: Path, channels: Sequence[str]) -> Iterator[httpx.Client]:
    """local-slack with these channels, and a client of its API."""
    settings = {
        "workspace": {"name": "Vélorine", "domain": "velorine"},
        "apps": [{"botName": "listening"}],
        "users": [{"id": "U01", "name": "camille"}],
        "channels": [{"id": c, "name": c.lower(), "members": ["U01", "U0BOT"]} for c in channels],
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.json"
        path.write_text(json.dumps(settings), "utf-8")
        command = [str(binary), "--config", str(path), "--port", str(PORT)]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            time.sleep(3)
            token = {"authorization": "Bearer xoxb-test-token"}
            with httpx.Client(base_url=f"http://127.0.0.1:{PORT}/api/", headers=token) as client:
                yield client
        finally:
            server.terminate()
            server.wait(10)


def in_words(blocks: str) -> str:
    """JSON of blocks with each date, and each escaped sign, as it reads."""
    for sign, escaped in (("<", "&lt;"), (">", "&gt;"), ("&", "&amp;")):
        blocks = blocks.replace(escaped, sign)
    return re.sub(r"<!date\^\d+\^[^|]*\|([^>]*)>", r"\1", blocks)


def post(client: httpx.Client, channel: str, shown: Sequence[Message]) -> None:
    """Post messages, with their dates in words."""
    for one in shown:
        blocks = one.plainer or one.blocks  # it draws no tables
        worded = json.loads(in_words(json.dumps(blocks)))
        for block in worded:
            if "\n" in block.get("text", {}).get("text", ""):
                block["text"]["type"] = (
                    "mrkdwn"  # of plain text the page leaves out where a line ends
                )
        body = {"channel": channel, "text": one.text, "blocks": worded}
        reply = client.post("chat.postMessage", json=body).json()
        if not reply["ok"]:
            raise SystemExit(f"local-slack: {reply['error']}")


def photograph(chromium: str, channel: str, width: int, path: Path) -> None:
    """A channel's messages in a column of this width, cut to what is written on it."""
    with tempfile.TemporaryDirectory() as folder:
        shot = Path(folder) / "shot.png"
        flags = (
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
            "--hide-scrollbars", "--virtual-time-budget=5000", f"--user-data-dir={folder}/profile",
            f"--window-size={LEFT + width},{TALL}", f"--screenshot={shot}",
        )  # fmt: skip
        page = f"http://localhost:{PORT}/archives/{channel}"
        subprocess.run([chromium, *flags, page], check=True, timeout=90, capture_output=True)
        _cut(shot, width, path)


def _cut(shot: Path, width: int, path: Path) -> None:
    """Only the written part, in at most 48 colours."""
    image: Any = import_module("PIL.Image").open(shot).convert("RGB")
    image = image.crop((LEFT, TOP, LEFT + width, TALL - BOTTOM))
    blank = import_module("PIL.Image").new("RGB", image.size, "white")
    box = import_module("PIL.ImageChops").difference(image, blank).getbbox()
    if box is None:
        raise SystemExit(f"{path.name}: nothing on the page")
    image.crop((0, 0, width, box[3] + 12)).quantize(48).save(path, optimize=True)


def arguments(about: str) -> argparse.Namespace:
    """What a script of pictures was asked for; the folder is made."""
    parser = argparse.ArgumentParser(description=about.partition("\n")[0])
    parser.add_argument("--local-slack", type=Path, default=BINARY)
    parser.add_argument("--chromium", default=shutil.which("chromium") or "chromium")
    parser.add_argument("--to", type=Path, default=ROOT / "docs/pictures")
    parser.add_argument("--only", help="the pictures whose names begin so")
    asked = parser.parse_args()
    asked.to.mkdir(parents=True, exist_ok=True)
    return asked


def main() -> None:
    """Make every picture, or those of one name."""
    asked = arguments(__doc__ or "")
    shown = {
        (lang, name): posts
        for lang in ("fr", "en")
        for name, posts in messages(*played(lang)).items()
        if name.startswith(asked.only or "")
    }
    channels = {key: f"C{n:02}" for n, key in enumerate(shown)}
    with local_slack(asked.local_slack, list(channels.values())) as client:
        for (lang, name), channel in channels.items():
            post(client, channel, shown[lang, name])
            for size, width in WIDTHS.items():
                photograph(asked.chromium, channel, width, asked.to / f"{name}-{lang}-{size}.png")


if __name__ == "__main__":
    main()
