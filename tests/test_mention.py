"""A mention is read and written by its types, and nothing of it is lost on the way."""

import json
from dataclasses import MISSING, fields
from datetime import UTC, datetime
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.kit.contract import FIELDS, VENUES, Author, Mention
from connectors.kit.genres import GENRES, Genre
from listener import words
from models.marks import KINDS

_texts = st.text(max_size=30)
_said = _texts.filter(str.strip)
_counts = st.none() | st.integers(0, 2**40)
_any = st.none() | _texts
MENTIONS = st.builds(
    Mention,
    external_id=_said,
    text=_texts,
    genre=st.sampled_from([*GENRES]),
    url=_any,
    author=st.none() | st.builds(Author, _said, _any, _counts, _any),
    title=_any,
    lang=_any,
    posted_at=st.none() | st.datetimes(timezones=st.just(UTC)),
    venue=st.sampled_from((None, *VENUES)),
    addressed=st.sampled_from((None, True, False)),
    rating=st.none() | st.integers(1, 5),
    likes=_counts,
    shares=_counts,
    replies=_counts,
    views=_counts,
    parent_url=_any,
    parent_text=_any,
    thread_key=_any,
    thread_title=_any,
    place=_any,
    product_version=_any,
    country=st.sampled_from((None, "FR", "BE")),
    by_owner=st.booleans(),
    disclosed=st.booleans(),
    deleted=st.booleans(),
)


@given(MENTIONS)
def test_what_is_written_is_read_again(mention: Mention) -> None:
    line = mention.to_json()
    assert Mention.from_json(json.loads(json.dumps(line))) == mention
    assert None not in line.values()
    assert list(line) == [name for name in FIELDS if name in line], "in the order of the contract"


def test_every_field_is_met_by_the_test_above() -> None:
    whole = Mention(
        **{f.name: f.name for f in fields(Mention) if f.default is MISSING}  # type: ignore[arg-type]
    )
    built = MENTIONS.wrapped_strategy.kwargs  # type: ignore[attr-defined]
    assert set(built) == set(FIELDS)
    assert whole.to_json() == {"external_id": "external_id", "text": "text", "genre": "genre"}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ({"text": "x", "genre": "news"}, "external_id: missing"),
        ({"external_id": " "}, "external_id: expected a text that is not empty"),
        ({"text": 3}, "text: expected text, got int"),
        ({"genre": "rumour"}, "genre: expected 'tweet', .* got 'rumour'"),
        ({"mood": 1}, "mood: unknown field"),
        ({"rating": 6}, "rating: .*less than or equal to 5, got 6"),
        ({"rating": True}, "rating: .*got True"),
        ({"likes": "3"}, "likes: .*got '3'"),
        ({"by_owner": 1}, "by_owner: .*got 1"),
        ({"posted_at": "2026-11-03T14:05:00"}, "posted_at: .* has no time zone"),
        ({"posted_at": 3}, "posted_at: expected an ISO 8601 time, got 3"),
        ({"country": "France"}, "country: .*got 'France'"),
        ({"author": {"id": "a", "mood": 1}}, "author.mood: unknown field"),
    ],
)
def test_a_line_that_is_none_says_where_and_what(line: dict[str, object], told: str) -> None:
    whole: dict[str, object] = {"external_id": "1", "text": "x", "genre": "news"}
    whole = line if "text" in line and "genre" in line else whole | line
    with pytest.raises(ValueError, match=told):
        Mention.from_json(whole)


def test_null_is_absent() -> None:
    line = {"external_id": "1", "text": "x", "genre": "news", "by_owner": None, "likes": None}
    assert Mention.from_json(line) == Mention(external_id="1", text="x", genre="news")


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_every_genre_has_its_words_and_nothing_else_has(lang: str) -> None:
    keys = {key.removeprefix("genre.") for key in words.catalogue(lang) if key.startswith("genre.")}
    lacking, strange = sorted(GENRES.keys() - keys), sorted(keys - GENRES.keys())
    assert not lacking, f"no words in {lang}: genre.{', genre.'.join(lacking)}"
    assert not strange, f"words in {lang} of no genre: genre.{', genre.'.join(strange)}"


def test_settings_take_every_genre_and_the_model_was_trained_with_no_other() -> None:
    assert get_args(Genre) == tuple(GENRES), (
        "in genres.py: Genre names the lines of GENRES, in their order"
    )
    assert set(KINDS) <= set(GENRES)


def test_a_time_elsewhere_is_kept_as_utc() -> None:
    line = {"external_id": "1", "text": "x", "genre": "news", "posted_at": "2026-11-03T14:05+01:00"}
    assert Mention.from_json(line).posted_at == datetime(2026, 11, 3, 13, 5, tzinfo=UTC)
