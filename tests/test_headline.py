"""An alert's headline is one sentence: what to do, on what, who, until when; others' words stay apart."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from acme import BRAND
from hypothesis import HealthCheck, given, settings
from test_card_words import shown
from test_slack_blocks import HOSTILE

from connectors.kit.contract import Author
from listener.channels.slack.look.limits import HEADER, size
from listener.channels.slack.look.mrkdwn import escape, line
from listener.notices.headline import Headline, headline
from listener.notices.said import context, words_of
from listener.notices.severity import SIGNS
from listener.settings.brand import Brand
from listener.settings.place import Place
from listener.store.looking import Record
from listener.store.store import Store
from listener.words import say
from listener.words.whose import NOTHING, Ours

NOW = datetime(2026, 11, 10, 12, 5, tzinfo=UTC)
FR = BRAND.model_copy(update={"language": "fr"})


@pytest.fixture
def record(tmp_path: Path, sqlite: Store) -> Record:
    """One post that is decided, to be changed."""
    shown(tmp_path, sqlite, {"author": Author(id="vic", name="Vic")})
    found = sqlite.record(1)
    assert found is not None
    return found


def said(
    record: Record,
    brand: Brand = BRAND,
    level: str = "high",
    done: Ours = NOTHING,
    **fields: object,
) -> Headline:
    """Its headline, with fields of its mention (`m_`) and of its decision (`d_`) changed."""
    assert record.decision is not None
    record.decision.due_at = NOW + timedelta(hours=2)  # 15:05 in Paris
    record.decision.history = ""
    record.mention.venue, record.mention.rating = "public", None
    for name, value in fields.items():
        setattr(record.mention if name[0] == "m" else record.decision, name[2:], value)
    return headline(record, brand, NOW, level=level, done=done)


DONE = say("en", "slack.answered")


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_what_a_list_names_is_said_in_the_teams_words(record: Record) -> None:
    told: dict[str, Any] = dict(
        m_text="I was charged twice for this. I have been a customer for three years.",
        d_leaf="REPAIR", d_tone="negative", d_taken_tone="negative",
    )  # fmt: skip
    hour = (NOW + timedelta(hours=2)).astimezone(BRAND.tz).strftime("%-H:%M")
    assert said(record, **told).whole == (
        f"● Put right: charged twice, customer of 3 years, before {hour}"
    )
    french = plain(said(record, FR, **told).whole)
    assert french.startswith("● À réparer : double débit, chez nous depuis 3 ans, avant ")
    assert str(said(record, **told).ours) == said(record, **told).whole


def test_what_no_list_names_is_said_in_the_authors_words_and_between_marks(record: Record) -> None:
    told = said(
        record, m_text="The bell is broken", d_leaf="REPAIR", d_taken_tone="negative",
        d_history="3rd message since Mon 2 Nov, no answer seen",
    )  # fmt: skip
    assert told.whole.startswith("● Put right: “The bell is broken”, third message, before ")
    assert told.ours.startswith("● Put right: third message, before ")


def test_where_no_matter_is_known_none_is_made_up(record: Record) -> None:
    told = said(record, m_text="Lovely bell", d_leaf="THANK", d_taken_tone="positive")
    assert told.whole.startswith("● Thank before ")
    here = said(record, m_text="Lovely bell", d_leaf="THANK", m_venue="own")
    assert here.whole.startswith("● Thank on our page before ")


def test_what_is_to_be_looked_at_stands_where_it_is(record: Record) -> None:
    here = said(record, m_text="Lovely bell", d_leaf="ASK_TRIAGE", m_venue="own", d_tone="positive")
    assert here.whole.startswith("● Have a look on our page before ")


def test_stars_alone_are_the_words_and_no_context_too(record: Record) -> None:
    record.mention.rating, record.mention.text, record.mention.title = 1, "", None
    record.mention.replies = record.mention.parent_text = record.mention.thread_title = None
    assert words_of(record.mention, record.decision, BRAND) == "★☆☆☆☆"
    assert "★" not in (context(record, BRAND) or "")
    record.mention.text = "Broken after a week"
    assert "★☆☆☆☆" in (context(record, BRAND) or "")


def test_a_press_piece_is_its_paper_and_its_title(record: Record) -> None:
    told = said(
        record, level="urgent", d_leaf="CORRECT_PRESS", d_lane="press", m_genre="news",
        m_author_name="La Voix du Nord", m_title="Des vélos rappelés",
    )  # fmt: skip
    assert told.whole.startswith(
        "▲ Write to the newsroom: La Voix du Nord, “Des vélos rappelés”, before "
    )
    assert told.ours.startswith("▲ Write to the newsroom before ")


def test_a_danger_says_what_it_may_be_and_now(record: Record) -> None:
    told = said(record, level="danger", d_leaf="ESCALATE_NOW", d_risk_kind="health")
    assert told.whole.startswith(
        "▲▲ DANGER, now: somebody may be ill or hurt. Call the person on duty before "
    )
    assert str(told.whole) == told.ours
    after = said(record, level="danger", done=DONE, d_leaf="ESCALATE_NOW", d_risk_kind="health")
    assert after.whole == "▲▲ DANGER · ✔ Answered: somebody may be ill or hurt"


def test_what_may_be_a_danger_is_to_be_looked_at_first(record: Record) -> None:
    told = said(record, level="first", d_leaf="REPAIR", d_risk="possible", d_risk_kind="safety")
    assert told.whole.startswith("▲▲ Look at this first: perhaps somebody's safety")


def test_of_a_colleague_no_word_is_in_it(record: Record) -> None:
    told = said(record, level="urgent", d_leaf="WORKPLACE", m_text="My boss harasses me, broken")
    assert told.whole.startswith(
        "▲ Pass to the named referent: a colleague reports something grave, before "
    )


def test_the_gravest_two_marks_of_an_author_are_said(record: Record) -> None:
    brand = BRAND.model_copy(update={"place": (Place(name="Acme Lille"),)})
    told = said(
        record, brand, m_text="It is broken", d_leaf="REPAIR", d_taken_tone="negative",
        m_author_followers=42_000, m_place="Acme Lille", m_rating=1, m_venue="own",
    )  # fmt: skip
    assert ", 42,000 followers, Acme Lille, before " in told.whole
    few = said(record, brand, m_author_followers=40, m_place=None, m_rating=1)
    assert "followers" not in few.whole
    assert ", 1 star, on our page, before " in said(record, m_rating=1, m_venue="own").whole


def test_what_is_late_and_what_is_answered_say_so(record: Record) -> None:
    said(record, d_leaf="REPAIR", d_taken_tone="negative", m_text="It is broken")
    assert record.decision is not None
    record.decision.due_at = NOW - timedelta(hours=1)
    late = headline(record, BRAND, NOW, level="high")
    assert ", late since " in late.whole
    told = headline(record, BRAND, NOW, level="high", done=DONE)
    assert told.whole.startswith("✔ Answered: “It is broken”")
    assert "since" not in told.whole


def test_what_is_late_without_a_matter_is_no_late_deed(record: Record) -> None:
    said(record, d_leaf="REPAIR", m_text="", m_title=None)
    assert record.decision is not None
    record.decision.due_at = NOW - timedelta(hours=1)
    assert headline(record, BRAND, NOW, level="high").ours == "● Put right, late since 12:05"
    told = plain(headline(record, FR, NOW, level="high").ours)
    assert told == "● À réparer, en retard depuis 12 h 05"
    danger = headline(record, BRAND, NOW, level="danger").whole
    assert danger.endswith(". Put right, late since 12:05")


def test_where_the_press_asked_is_no_matter(record: Record) -> None:
    told = said(record, d_leaf="ANSWER_PRESS", m_text="", m_venue="own").ours
    assert told == "● Answer the press before 15:05"


def test_words_that_run_from_right_to_left_are_left_to_the_quote(record: Record) -> None:
    told = said(record, m_text="האפליקציה broken 12", d_leaf="REPAIR", d_taken_tone="negative")
    assert told.whole.startswith("● Put right before ")


def test_of_a_post_that_is_gone_nothing_is_said(record: Record) -> None:
    told = said(record, m_text="It is broken", d_leaf="REPAIR", m_deleted_at=NOW)
    assert "broken" not in told.whole


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(text=HOSTILE, name=HOSTILE)
def test_whatever_others_write_it_fits_a_title_with_its_due_time(
    record: Record, text: str, name: str
) -> None:
    for leaf, lane, level in (
        ("REPAIR", "customers", "high"), ("ANSWER_PRESS", "press", "urgent"),
    ):  # fmt: skip
        for brand in (BRAND, FR):
            told = said(
                record, brand, level=level, d_leaf=leaf, d_lane=lane, d_taken_tone="negative",
                m_text=f"{text} is broken?", m_author_name=name, m_author_followers=20_000,
            )  # fmt: skip
            assert size(escape(line(told.whole))) <= HEADER
            assert told.whole.startswith(SIGNS[level])
            assert told.whole.endswith(told.ours.rpartition(" ")[2])
            assert name not in told.ours or len(name) < 3
