"""What a colleague reports is told at once to one person, and nothing says who wrote it."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from acme import BRAND, Clock, Kept, Listed, config, mention, ops_words, pipeline
from rich.console import Console
from test_digest import made

from connectors.kit.contract import Author
from listener.advice.reading.workplace import _names_employer
from listener.app import App
from listener.channels.slack.look.parts import message
from listener.channels.terminal import framed
from listener.commands import looks
from listener.digest import table
from listener.digest.markdown import markdown
from listener.digest.page import page
from listener.notices.cards import Card
from listener.notices.parts import Content, Story
from listener.settings.brand import Brand, People
from listener.store.store import Store

REPORT = "@acme I work at your depot: my manager gropes the trainees, and nobody listens"
NAMED = BRAND.model_copy(update={"people": People(referent="Camille Roy")})
WHO = ("Jo Whistle", "jo_whistle")


def alerts(folder: Path, store: Store, brand: Brand) -> list[Card]:
    show, clock = Kept(), Clock()
    pipeline(config(folder, Listed(name="list"), brand=brand), store, show, clock).once()
    told = mention(
        1,
        REPORT,
        author=Author(id="jo_whistle", name="Jo Whistle"),
        url="https://social.example/jo_whistle/1",
        parent_url="https://social.example/jo_whistle/0",
    )
    listed = Listed(name="list", mentions=(told,))
    pipeline(config(folder, listed, brand=brand), store, show, clock).once()
    return show.alerts


def test_it_is_told_at_once_to_the_referent_without_a_draft(tmp_path: Path, store: Store) -> None:
    [card] = alerts(tmp_path, store, NAMED)
    assert card.advice == "Pass to the named referent"
    assert card.level == "urgent"
    assert "For Camille Roy, and nobody else." in card.next
    assert not card.wants_reply
    assert not card.drafts
    record = store.record(1)
    assert record is not None
    assert record.decision is not None
    assert (record.decision.alert, record.decision.rule) == ("instant", "workplace")
    assert not record.decision.wants_draft


@pytest.mark.parametrize("brand", [NAMED, BRAND], ids=["named", "nobody"])
def test_nothing_shows_who_wrote_it(
    tmp_path: Path, store: Store, brand: Brand, capsys: pytest.CaptureFixture[str]
) -> None:
    [card] = alerts(tmp_path, store, brand)
    other = replace(card, others=())
    story = Content((Story(other),))
    screen = Console(file=io.StringIO(), width=200)
    screen.print(*framed(story, brand))
    app = App.over(config(tmp_path, brand=brand), Clock(), store=store, key=b"k" * 32)
    looks.why(app, 1)
    week = made(store, brand, week=app.clock().strftime("%G-W%V"), now=app.clock())
    assert [entry.leaf for entry in (*week.entries, *week.rest)] == ["WORKPLACE"]
    ways = {
        "card": repr(card),
        "terminal": screen.file.getvalue(),  # type: ignore[attr-defined]
        "slack": repr(message(story, brand)),
        "why": capsys.readouterr().out,
        "page": page(week),
        "markdown": markdown(week),
        "mentions.csv": table.mentions(week),
        "data.csv": table.figures(week),
    }
    assert "gropes" in ways["mentions.csv"]
    shown = {way for way, text in ways.items() for name in WHO if name in text}
    assert not shown


def test_where_nobody_is_named_the_operators_are_told_to_name_one(
    tmp_path: Path, store: Store
) -> None:
    [card] = alerts(tmp_path, store, BRAND)
    assert "[brand.people] referent" in card.next
    title, lines = ops_words(store.notice_of("ops:no-referent:Acme:2026-11-10"))  # type: ignore[arg-type]
    assert "Who is to be told?" in title
    assert "referent" in lines[0]


@pytest.mark.parametrize(
    ("name", "said", "is_named"),
    [
        ("Le Pétrin", "je bosse au petrin", True),
        ("Le Pétrin", "une collegue du petrin", True),
        ("Les Halles", "je bosse aux halles", True),
        ("Les Halles", "je bosse au halles", False),
        ("La Ruche", "je bosse a la ruche", True),
        ("La Ruche", "le patron du ruche", False),
        ("Lavande", "je bosse au vande", False),
        ("Lavande", "je bosse chez lavande", True),
        ("Legrand", "le patron du grand magasin", False),
        ("Lesieur", "je parle aux ieur", False),
        ("Larkin", "les clients du rkin", False),
        ("Le", "je bosse au bureau", False),
    ],
)
def test_an_article_is_drawn_together_and_a_name_that_begins_so_is_whole(
    name: str, said: str, *, is_named: bool
) -> None:
    assert _names_employer(said, Brand(name=name)) is is_named
