"""From a mention to the columns of its row."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from connectors.kit.contract import Author, Mention
from listener.store.base import table_of
from listener.store.ingest_row import (
    KEY,
    LINK,
    PARENT,
    TEXT,
    TITLE,
    Arrival,
    clean,
    mention_values,
    stored_key,
)
from listener.store.tables import MentionRow

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ARRIVAL = Arrival(source_id=1, brand="Acme", now=NOW)
ASKED = Mention(external_id="a1", text="Where is my order?", genre="forum_post")


def _values(mention: Mention, **known: Any) -> dict[str, Any]:
    keys: dict[str, Any] = {"author_key": None, "addressed": None, "url_key": None}
    return dict(mention_values(mention, ARRIVAL, **(keys | known)))


def _hash(**changed: Any) -> str:
    return str(_values(replace(ASKED, **changed))["content_hash"])


def test_every_column_is_filled_but_those_of_other_stages() -> None:
    left_out = {"id", "author_id", "story_id", "copy_of", "muted", "looked_at", "missed_at"}
    assert set(table_of(MentionRow).c.keys()) - set(_values(ASKED)) == left_out


def test_what_the_source_does_not_say_stays_unknown() -> None:
    values = _values(ASKED)
    assert [values[k] for k in ("likes", "views", "rating", "author_name", "lang", "url")] == [
        None
    ] * 6


@pytest.mark.parametrize(
    "changed",
    [
        {"text": "Where is my second order?"},
        {"title": "Help"},
        {"rating": 1},
        {"by_owner": True},
        {"venue": "own"},
        {"genre": "review"},
        {"addressed": True},
    ],
)
def test_what_the_tags_depend_on_changes_the_hash(changed: dict[str, Any]) -> None:
    assert _hash(**changed) != _hash()


@pytest.mark.parametrize(
    "changed",
    [
        {"likes": 5, "shares": 1, "replies": 2, "views": 900},
        {"posted_at": NOW},
        {"author": Author(id="ada", name="Ada", followers=7)},
        {"url": "https://forum.example/1?utm_source=x"},
        # Some sources give these on one poll and not on the next.
        {"parent_text": "Has it arrived?", "thread_title": "Orders", "lang": "en"},
    ],
)
def test_what_moves_without_an_edit_leaves_the_hash(changed: dict[str, Any]) -> None:
    assert _hash(**changed) == _hash()


def test_the_hash_tells_a_title_from_a_text() -> None:
    assert _hash(title="a", text="b") != _hash(title="ab", text="")


def test_the_hash_is_the_same_in_every_release() -> None:
    # Another hash makes a new revision of everything that is stored.
    assert _hash(text="Où est ma commande \U0001f600?") == "2afc209869b3fcb079a5881235c54a03"


@pytest.mark.parametrize(
    ("posted_at", "stored"),
    [
        (NOW - timedelta(days=3), NOW - timedelta(days=3)),  # late: counted in its own day
        (datetime(2099, 1, 1, tzinfo=UTC), NOW),
        (datetime.max.replace(tzinfo=timezone(-timedelta(hours=12))), NOW),  # no UTC for it
        (datetime.min.replace(tzinfo=timezone(timedelta(hours=12))), None),
        (datetime(1970, 1, 1, tzinfo=UTC), None),  # a zero in the source's own clock
        (None, None),
    ],
)
def test_a_time_is_never_in_the_future(posted_at: datetime | None, stored: datetime | None) -> None:
    values = _values(replace(ASKED, posted_at=posted_at))
    assert values["posted_at"] == stored
    assert values["at"] == (stored or NOW)
    assert values["collected_at"] == NOW


@pytest.mark.parametrize(
    ("dirty", "cleaned"),
    [
        ("plain", "plain"),
        ("a\0b", "ab"),
        ("é\0\0", "é"),
        ("lone \ud83d half", "lone  half"),
        ("other \ude00 half", "other  half"),
        ("wrong order \ude00\ud83d!", "wrong order !"),
        ("a pair \ud83d\ude00 in two halves", "a pair \U0001f600 in two halves"),
        (
            "right \U0001f600, left\u202e and zero\u200bwidth stay",
            "right \U0001f600, left\u202e and zero\u200bwidth stay",
        ),
        ("", ""),
    ],
)
def test_a_text_keeps_all_that_both_databases_can_hold(dirty: str, cleaned: str) -> None:
    assert clean(dirty, 1000) == cleaned


def test_every_text_is_cleaned_and_cut() -> None:
    bad = "\ud83dx\0" * 200_000
    mention = Mention(
        external_id=bad,
        text=bad,
        title=bad,
        genre="review",
        author=Author(id=bad, name=bad),
        lang=bad,
        parent_text=bad,
        thread_key=bad,
        thread_title=bad,
    )
    values = _values(mention, url_key=bad)
    for name in ("external_id", "text", "title", "author_name", "author_handle", "lang"):
        assert "\0" not in values[name]
        values[name].encode()
    assert len(values["text"]) <= TEXT
    assert len(values["title"]) <= TITLE
    assert len(values["thread_title"]) <= TITLE
    assert len(values["parent_text"]) <= PARENT
    assert all(len(values[k]) <= KEY for k in ("external_id", "thread_key", "url_key"))


def test_a_link_too_long_is_dropped_for_a_cut_one_leads_elsewhere() -> None:
    link = "https://forum.example/" + "x" * LINK
    assert _values(replace(ASKED, url=link, parent_url=link))["url"] is None
    assert _values(replace(ASKED, url=link[:LINK]))["url"] == link[:LINK]


def test_keys_that_differ_stay_different_however_they_are_cut() -> None:
    long = "x" * 600
    keys = ["x", long, long + "y", "", "\0", "\ud83d", "\ude00", "x\0"]
    stored = {stored_key(key) for key in keys}
    assert len(stored) == len(keys)
    assert all(0 < len(key) <= KEY for key in stored)
    assert stored_key("t3_abc") == "t3_abc"


def test_counts_fit_the_columns() -> None:
    values = _values(replace(ASKED, views=12_000_000_000, likes=-3, rating=9))
    assert (values["views"], values["likes"], values["rating"]) == (2**31 - 1, -3, None)


def test_a_tombstone_carries_no_text_and_nobody() -> None:
    gone = replace(
        ASKED,
        deleted=True,
        title="Help",
        parent_text="hm",
        thread_title="Help",
        author=Author(id="ada", name="Ada"),
    )
    values = _values(gone)
    assert values["deleted_at"] == NOW
    assert "Ada" not in str(values)
    assert "Help" not in str(values)
    assert "order" not in str(values)
