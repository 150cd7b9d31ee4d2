"""What `act draft` and `act approve` read and show at the shell: an answer from a file, drafts, the text alone."""

import sys
from contextlib import nullcontext
from pathlib import Path

from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from listener.app import App
from listener.desk.acts.approve_draft import MOST
from listener.digest.notes import sent_words
from listener.guard.plain import plain
from listener.notices.answer_box import answer_box
from listener.notices.cards import card
from listener.settings.config import ConfigError
from listener.words import say

STDIN = "-"


def read_answer(named: str) -> str:
    """The answer in a file, or on standard input; ConfigError where there is none that can be one."""
    try:
        with nullcontext(sys.stdin.buffer) if named == STDIN else Path(named).open("rb") as file:
            told = file.read(8 * MOST)
        said = told.decode("utf-8-sig", "strict" if len(told) < 8 * MOST else "ignore").strip()
    except OSError as error:
        raise ConfigError(f"--text {named}: {error.strerror or error}: give a file, or - for standard input") from None  # fmt: skip
    except UnicodeDecodeError:
        raise ConfigError(f"--text {named}: it is not written in UTF-8: save it so") from None
    if not said:
        raise ConfigError(f"--text {named}: it is empty: write the answer in it")
    if len(said) > MOST:
        raise ConfigError(f"--text {named}: {len(said)} characters, and an answer has {MOST} at most: shorten it")  # fmt: skip
    return said


def show_drafts(screen: Console, app: App, mention: int) -> None:
    """The drafts of a mention, each with what its checks say against it."""
    record = app.store.record(mention)
    if record is None or record.decision is None:
        return
    brand = app.config.brands.get(record.mention.brand, app.brand)
    shown = card(record, brand, app.clock())
    if not shown.drafts:
        screen.print(Text(say(brand.language, "slack.no_drafts")))
    for draft in shown.drafts:
        title = say(brand.language, "card.draft", name=draft.name)
        screen.print(Rule(title, align="left", style="dim"))
        screen.print(Text(plain(draft.text)))
        if draft.whence:
            screen.print(Text(draft.whence, style="dim"))
        for told, passed, why in draft.checks:
            if not passed:
                screen.print(Text(f"✗ {told}: {plain(why)}", style="yellow"))


def show_approved(screen: Console, app: App, mention: int) -> None:
    """The approved text, and where it is to be sent."""
    found, m = app.store.approved(mention), app.store.mentions([mention]).get(mention)
    if found is None or m is None or not found.is_last:
        return
    brand = app.config.brands.get(m.brand, app.brand)
    screen.print(Text())
    screen.print(Text(plain(found.text)), soft_wrap=True)  # whoever copies it copies no line's end
    screen.print(Text())
    if box := answer_box(m.url or m.parent_url, m.genre, brand):
        screen.print(Text(f"{say(brand.language, 'slack.answer_here')}: {box}"), soft_wrap=True)


def show_sent(screen: Console, app: App) -> None:
    """How approved answers were sent, by what the tree said."""
    now = app.clock()
    for brand in app.config.brand:
        for told in sent_words(app.store, brand, now, now, with_few=True):
            screen.print(Text(told))
