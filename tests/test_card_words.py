"""A card's words agree with each other: its heading with its advice, its counts with what is known."""

import io
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import contents
import pytest
from acme import BRAND, Clock, Kept, Listed, config, mention, pipeline
from rich.console import Console
from test_strategy_kit import NOW, belief, contact
from test_strategy_kit import mention as evidence

from connectors.kit.contract import Author
from listener.advice.evidence import Evidence
from listener.advice.tree import decide
from listener.channels.terminal import framed
from listener.figures.metrics import net_sentiment
from listener.notices.bundle import bundle_content
from listener.notices.cards import Card, card
from listener.notices.look import Look
from listener.notices.parts import Content, Story
from listener.stages.decided import Told, decision
from listener.store.base import columns_of
from listener.store.deciding import Undecided
from listener.store.store import Store
from listener.store.tables import DecisionRow, SuggestionRow
from listener.words import say

FIRST = "@acme I hate that the pedal of my new bike is broken, please give me my money back"


def shown(folder: Path, store: Store, *posts: dict[str, object]) -> list[Card]:
    """The alerts of posts of the same words but one, as fields beyond those words."""
    show, clock = Kept(), Clock()
    pipeline(config(folder, Listed(name="list")), store, show, clock).once()
    texts = [FIRST.replace("pedal", noun) for noun in ("pedal", "bell", "lamp")]
    made = [
        mention(n, text, **({"author": None} | fields))
        for n, (text, fields) in enumerate(zip(texts, posts, strict=False))
    ]
    pipeline(config(folder, Listed(name="list", mentions=tuple(made))), store, show, clock).once()
    return show.alerts


def test_what_asks_nothing_of_us_is_not_headed_to_answer(tmp_path: Path, store: Store) -> None:
    [card] = shown(tmp_path, store, {"genre": "news"})
    assert card.advice == say("en", "leaf.COUNT")
    assert say("en", "severity.high") not in card.severity


def test_what_asks_for_an_answer_is_headed_so(tmp_path: Path, store: Store) -> None:
    [card] = shown(tmp_path, store, {})
    assert say("en", "severity.high") in card.severity


def test_where_no_author_is_named_no_number_of_them_is_told(tmp_path: Path, store: Store) -> None:
    [card] = shown(tmp_path, store, {}, {}, {})
    assert card.copies == "+2 near-identical, unknown authors, on 1 site"


def test_authors_that_are_named_are_counted(tmp_path: Path, store: Store) -> None:
    people: list[dict[str, object]] = [
        {"author": Author(id=n, name=n)} for n in ("ann", "bob", "cy")
    ]
    [card] = shown(tmp_path, store, *people)
    assert card.copies == "+2 near-identical, 3 authors in all, on 1 site"
    assert "near-identical texts beside it" in card.why


def test_copies_without_an_address_are_on_no_number_of_sites(tmp_path: Path, store: Store) -> None:
    [card] = shown(tmp_path, store, {"url": None}, {"url": None})
    assert card.copies == "+1 near-identical, unknown authors"


def test_sites_are_hosts_and_one_bare_name_on_several_feeds_is_one_author(
    tmp_path: Path, store: Store
) -> None:
    """Copies are counted in one place only, so that a card cannot disagree with itself."""
    urls = ("https://a.example/1", "https://www.a.example/2", "https://b.example/1")
    sites = [{"url": url, "author": Author(id="", name="Copy Cat")} for url in urls]
    [card] = shown(tmp_path, store, *sites)
    assert card.copies == "+2 near-identical, 1 author in all, on 2 sites"
    assert not re.search(r"\d", card.why)


def test_what_tells_only_its_day_is_shown_without_hour_and_delay(
    tmp_path: Path, store: Store
) -> None:
    day = datetime(2026, 11, 10, tzinfo=BRAND.tz)
    [card] = shown(tmp_path, store, {"posted_at": day.astimezone(UTC)})
    assert "published Tue 10 Nov, collected Tue 10 Nov 13:" in card.times
    assert "later" not in card.times


def test_nobody_known_is_said_in_words() -> None:
    assert say("en", "count.authors", n=0) == "unknown authors"
    assert say("fr", "count.authors", n=0) == "auteurs inconnus"
    assert say("fr", "count.authors", n=1) == "1 auteur"


def told_of(
    folder: Path,
    sqlite: Store,
    said: Evidence,
    lang: str | None = "en",
    author: Author | None = None,
) -> Card:
    """What the tree says of a mention, by way of its row, as a card."""
    shown(folder, sqlite, {"author": author})
    record = sqlite.record(1)
    assert record is not None
    assert record.tag is not None
    record.tag.lang = lang
    one = Undecided(record.mention, record.tag)
    made = decision(BRAND, one, said, decide(said, BRAND), Told())
    row = DecisionRow(**columns_of(made))
    draft = SuggestionRow(decision_id=1, n=1, lang="en", text="Sorry.", parts="[]", checks="[]")
    return card(replace(record, decision=row, suggestions=(draft,)), BRAND, said.now)


def test_a_card_shows_what_was_decided_and_not_the_bare_tag(tmp_path: Path, sqlite: Store) -> None:
    said = evidence(
        "@acme bought with my own money, nobody paid me: that cost three days, thanks a lot",
        "discussion positive complaint",
        addressed=True,
        sponsorship="disclosed",
        irony="irony",
        form=belief("unsure", 0.5, best="critique", second="discussion"),
    )
    card = told_of(tmp_path, sqlite, said)
    assert card.organic == say("en", "sponsorship.organic")
    assert say("en", "form.critique") in card.labels
    assert say("en", "tone.negative") in card.labels


def test_a_tone_that_a_person_is_asked_for_stays_unsure(tmp_path: Path, sqlite: Store) -> None:
    said = evidence("@acme well well", tags="critique unsure none", venue="own")
    card = told_of(tmp_path, sqlite, said)
    assert say("en", "tone.unsure") in card.labels


def test_messages_that_nobody_answered_are_said_and_not_counted_as_seen(
    tmp_path: Path, sqlite: Store
) -> None:
    before = tuple(contact(mention_id=n, at=NOW - timedelta(days=30 * n)) for n in (2, 3, 4))
    said = evidence("@acme still nothing", "critique negative complaint", contacts=before)
    ann = Author(id="ann", name="Ann")
    card = told_of(tmp_path, sqlite, said, author=ann)
    assert card.history == "Their 4th message since Mon 13 Jul, no answer seen."
    assert "fourth message, " in card.headline
    answered = replace(said, contacts=tuple(replace(c, answered=True) for c in before))
    calm = told_of(tmp_path, sqlite, answered, author=ann)
    assert "no answer" not in calm.history
    assert "message" not in calm.headline


def everywhere(shown: Card) -> dict[str, str]:
    """The texts of every message and panel in which a card stands whole or in a list."""
    look = Look(
        sources=("list",), mentions=1, to_us=1, among_peers=0, sentiment=net_sentiment(0, 0),
        unanswered=1, oldest=(shown,), sample=None, undated=0, unsure=0, failing=(),
    )  # fmt: skip
    return {
        "alert": contents.alert(shown, BRAND).text,
        "news": contents.news(shown, BRAND).text,
        "bundle": contents.bundle("grouped", [shown], BRAND).text,
        "first look": contents.first_look(look, BRAND).text,
        "panel": on_terminal(Content((Story(shown),))),
        "panel of news": on_terminal(Content((Story(shown, is_reply=True),))),
        "panel of a bundle": on_terminal(bundle_content("grouped", [shown], "en")),
    }


def on_terminal(told: Content) -> str:
    """What a terminal shows, without its frames."""
    page = io.StringIO()
    screen = Console(file=page, width=300)
    for one in framed(told, BRAND):
        screen.print(one)
    return " ".join(page.getvalue().replace("│", " ").split())


def test_who_reads_along_and_approves_is_told_wherever_a_card_stands(
    tmp_path: Path, sqlite: Store
) -> None:
    said = evidence(
        "@acme my lawyer will hear of it, and delete my data: GDPR", "critique negative complaint"
    )
    card = told_of(tmp_path, sqlite, said)
    for name, text in everywhere(card).items():
        assert "Reads along" in text, name
        assert "legal, data protection officer" in text, name
        assert "2 people must approve" in text, name


def test_what_is_advised_beside_is_told_wherever_a_card_stands(
    tmp_path: Path, sqlite: Store
) -> None:
    asked = evidence("Acme: which pressure?", "discussion neutral question", same_question=4)
    card = told_of(tmp_path, sqlite, asked)
    for name, text in everywhere(card).items():
        assert (
            f"{say('en', 'leaf.PUBLISH_ANSWER')}. {say('en', 'meaning.PUBLISH_ANSWER')}" in text
        ), name


def test_where_no_reply_is_wanted_what_to_do_next_is_told_with_the_alert(
    tmp_path: Path, sqlite: Store
) -> None:
    danger = told_of(
        tmp_path, sqlite, evidence("@acme the battery caught fire", "critique negative complaint")
    )
    found = everywhere(danger)
    for name in ("alert", "news", "panel"):
        assert say("en", "next_step.duty") in found[name], name


def test_what_comes_after_a_reply_is_told_with_its_drafts(tmp_path: Path, sqlite: Store) -> None:
    sorry = told_of(tmp_path, sqlite, evidence("@acme it is broken", "critique negative complaint"))
    assert say("en", "next_step.private") in contents.drafts(sorry, BRAND).text
    assert say("en", "next_step.private") not in contents.alert(sorry, BRAND).text


@pytest.mark.parametrize(("lang", "is_told"), [("de", True), ("en", False), (None, False)])
def test_a_draft_that_is_not_in_the_authors_language_says_so(
    tmp_path: Path, sqlite: Store, lang: str | None, is_told: bool
) -> None:
    sorry = told_of(
        tmp_path, sqlite, evidence("@acme it is broken", "critique negative complaint"), lang
    )
    note = say("en", "label.language_note", tongue="English")
    assert (note in contents.drafts(sorry, BRAND).text) is is_told
    assert (note in everywhere(sorry)["panel"]) is is_told
