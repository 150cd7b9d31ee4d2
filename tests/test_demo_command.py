"""The demo shows a screen and a half: the week, and the alerts worth reading first."""

import io
from pathlib import Path

import pytest
from acme import NOON
from contents import CardOf, DraftOf, changed
from rich.console import Console

from listener.commands.demos import Gathered, chosen, tell
from listener.notices.bundle import bundle_content
from listener.notices.cards import Card
from listener.notices.contract import to_ops
from listener.notices.missed import Missed
from listener.notices.parts import Content, Place, Story, Text
from listener.settings.brand import Brand

LINES = 70
LONG = "The battery of our Cargo caught fire last night while it was charging in the hall. " * 4


def card(mention: int, level: str, advice: str, *drafts: str) -> Card:
    made: Card = CardOf(
        mention=mention, story=mention, level=level, severity=level.upper(), headline="● Put right: “charged twice”, before 18:05", short="● Put right before 18:05", labels="To us",
        quote=LONG[:240], url="https://forum.example/1", parent_url=None, context="a thread",
        author="Aurélie V. · tweet · 264 followers · first time we see them", times="today",
        why="danger", confidence="fairly sure", about="complaint", organic="Organic", copies=None,
        advice=advice, meaning="A person takes it now, and nothing is promised in public.",
        reason="Somebody's safety may be at stake: the person on duty takes it now.",
        due="Tue 3 Nov 09:45", overdue=False, answered=False,
        drafts=tuple(
            DraftOf(name, text, (("names us", True, ""),))
            for name, text in zip("AB", drafts, strict=False)
        ),
    )  # fmt: skip
    return made


SENTENCES = ("94 mentions this week, above the usual 72.", "Thursday brought 57.", "Settle one.")
PAGE = "/tmp/demo/digests/index.html"
WEEK = Content((*map(Text, SENTENCES), Place(PAGE)), "E-reputation, week 46", "week")
ALERTS = [
    card(1, "high", "Put right", "Sorry about [to fill in]."),
    card(2, "high", "Put right", LONG[:300]),
    card(3, "danger", "Call"),
    card(4, "urgent", "Answer the press", LONG[:300]),
    card(5, "danger", "Hide it"),
    card(6, "normal", "Thank", "Thanks."),
    card(7, "quiet", "Count"),
]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_demo_ends_within_a_screen_and_a_half(language: str) -> None:
    screen = Console(file=io.StringIO(), width=80)
    brand = Brand(name="Vélorine", language=language)
    show = Gathered(screen)
    notice = Missed(envelope=to_ops(brand, "x", NOON), weeks=())  # what is said is all that counts
    for shown in ALERTS:
        show.show(notice, Content((Story(shown),)), brand)
    show.show(notice, bundle_content("wins", ALERTS[:3], language, more=4), brand)
    counts = {"mentions": 278, "stories": 205}
    tell(screen, brand, show, WEEK, counts=counts, config=Path("/tmp/demo/c.toml"), seconds=41)
    told = screen.file.getvalue()  # type: ignore[attr-defined]
    assert len(told.splitlines()) <= LINES
    for part in ("278", "205", "7", "41 s", *SENTENCES[::2], "listener demo --all"):
        assert part in told
    assert "listener --config /tmp/demo/c.toml why 3\n" in told
    assert f"{PAGE}\n" in told
    assert told.count("╭") == 3


def test_the_alerts_shown_are_the_gravest_and_of_three_kinds() -> None:
    assert [shown.mention for shown in chosen(ALERTS)] == [3, 4, 2]


def test_where_there_is_one_severity_only_the_advice_differs() -> None:
    alike = [changed(one, level="high") for one in ALERTS[:4]]
    assert [shown.advice for shown in chosen(alike)] == ["Put right", "Answer the press", "Call"]
    assert chosen([ALERTS[-1]]) == []
