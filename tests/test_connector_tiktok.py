"""TikTok: comments under one's own videos, late answers and ends, an order that is not obeyed, tokens of a day."""

import json
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import time_machine
from contract import check_contract
from our_tiktok import (
    ACCOUNT,
    APP,
    BUSINESS,
    REFRESH,
    SECRET,
    VIDEO,
    Clip,
    Said,
    Tok,
    failure,
)
from polls import by_id, ids, polled_at, said, shown
from pydantic import ValidationError

from connectors.kit.about import About
from connectors.kit.contract import Mention, Page
from connectors.kit.errors import (
    SourceBusyError,
    SourceChangedError,
    SourceError,
    SourceRefusedError,
)
from connectors.kit.grants import FOLDER, Grant, keep
from connectors.kit.walk.paging import DAY
from connectors.tiktok.asking import REQUESTS, LoginError, PlaceError
from connectors.tiktok.source import Tiktok
from listener.words.spoken import spoken

PAGE = "tiktok/comments.json"
NOW = 1_795_212_000  # 2026-11-20 22:00
HOUR = 3_600


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "data"


def source(place: Path, **options: Any) -> Tiktok:
    known: dict[str, Any] = {
        "name": "tiktok", "account": ACCOUNT, "business_id": BUSINESS, "client_id": APP,
        "client_secret": SECRET, "refresh_token": REFRESH,
    }  # fmt: skip
    return Tiktok.model_validate(known | options).placed_in(place)


def poll(
    tok: Tok, made: Tiktok, cursor: str | None = None, *, at: float = NOW
) -> tuple[list[Page], str | None]:
    tok.asked.clear()
    return polled_at(made, tok, cursor, at)


def talk(n: int, hours: float, **more: Any) -> Said:
    return Said(f"72{n:08}", NOW - hours * HOUR, **more)


def clip(*comments: Said, n: int = 1, days: float = 3) -> Clip:
    return Clip(f"73{n:017}", NOW - days * DAY, list(comments))


def gone(pages: list[Page]) -> set[str]:
    return {m.external_id for m in shown(pages) if m.deleted}


# The contract, and what a comment comes to.


def test_it_keeps_the_contract(place: Path) -> None:
    made = source(place, videos=[VIDEO])
    login = made._login
    keep(login, Grant(login.client_id, REFRESH, "act.known", NOW + 80_000))
    with time_machine.travel(datetime.fromtimestamp(NOW, UTC), tick=False):
        check_contract(made, PAGE)


def test_a_comment_stands_under_its_video_with_its_answers_and_ours_are_known(place: Path) -> None:
    first = talk(1, 5)
    first.answers = [talk(2, 4, by=ACCOUNT, owner=True, text="Désolés !"), talk(3, 3, by="lou")]
    found = by_id(poll(Tok(clip(first)), source(place))[0])
    asked, ours, theirs = (found[i] for i in (first.id, *(a.id for a in first.answers)))
    page = f"https://www.tiktok.com/@acme/video/{clip().id}"
    assert (asked.url, asked.parent_url) == (f"{page}#comment-{first.id}", page)
    assert asked.parent_text == "Notre nouveau vélo.\n#acme"
    assert (asked.venue, asked.genre, asked.replies, asked.likes) == ("own", "social_comment", 2, 2)
    assert asked.thread_title == "Notre nouveau vélo."
    assert asked.author is not None
    assert (asked.author.id, asked.author.name) == ("+zoe.r/==", "Zoe.R")
    assert asked.author.url == "https://www.tiktok.com/@zoe.r"
    assert (ours.by_owner, theirs.by_owner, asked.by_owner) == (True, False, False)
    assert {ours.parent_url, theirs.parent_url} == {asked.url}
    assert {ours.parent_text, theirs.parent_text} == {asked.text}
    assert {m.thread_key for m in found.values()} == {first.id}


def test_a_comment_with_more_answers_than_come_along_is_asked_for_them_once(place: Path) -> None:
    long, short = talk(1, 5), talk(2, 6)
    long.answers = [talk(100 + n, 4 - n / 100) for n in range(70)]
    short.answers = [talk(200, 5)]
    tok, made = Tok(clip(long, short)), source(place)
    pages, cursor = poll(tok, made)
    assert len(ids(pages)) == 2 + 70 + 1
    assert tok.asked["business/comment/reply/list/"] == 3
    _, cursor = poll(tok, made, cursor, at=NOW + HOUR)
    assert tok.asked["business/comment/reply/list/"] == 0
    long.answers.append(talk(999, -1))
    pages, _ = poll(tok, made, cursor, at=NOW + 25 * HOUR)
    assert by_id(pages)[talk(999, 0).id].parent_text == long.text


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"comment_id": None}, "no number of a comment"),
        ({"create_time": "yesterday"}, "no time"),
        ({"create_time": True}, "no time"),
    ],
)
def test_odd_comments_are_refused_one_by_one(place: Path, more: dict[str, Any], why: str) -> None:
    pages, cursor = poll(Tok(clip(talk(1, 1), talk(2, 2, more=more))), source(place))
    assert ids(pages) == [talk(1, 1).id]
    assert [line for page in pages for line in page.refused] == [f"comment 2: {why}"]
    assert cursor is not None
    pages, cursor = poll(Tok(clip(talk(2, 2, more=more))), source(place))
    assert [line for page in pages for line in page.refused] == [f"comment 1: {why}"]
    assert ids(poll(Tok(clip(talk(2, 2))), source(place), cursor)[0]) == [talk(2, 2).id]


@pytest.mark.parametrize(
    "more",
    [
        {"create_time": int(NOW - HOUR)},
        {"create_time": str(int(NOW - HOUR) * 1_000)},
        {"comment_id": int(talk(1, 1).id)},
        {"parent_comment_id": "0"},
        {"reply_list": None},
        {"reply_list": {}},
    ],
    ids=["a number", "milliseconds", "an id in figures", "no parent", "null", "one for a list"],
)
def test_what_tiktok_writes_in_several_ways_is_read_alike(more: dict[str, Any]) -> None:
    plain = talk(1, 1).shown(VIDEO, replies=3)
    [mention] = Tiktok.mentions_in(json.dumps([plain | more]).encode()).mentions[:1]
    [same] = Tiktok.mentions_in(json.dumps([plain]).encode()).mentions
    assert mention == same


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (talk(1, 1).shown(VIDEO), 1),
        ([talk(1, 1).shown(VIDEO), talk(2, 1).shown(VIDEO)], 2),
        ({"comments": [talk(1, 1).shown(VIDEO)]}, 1),
        ({"code": 0, "data": {"comments": talk(1, 1).shown(VIDEO)}}, 1),
        ({"code": 0, "data": {"comments": None}}, 0),
        ([talk(1, 1, hidden=True).shown(VIDEO)], 0),
    ],
    ids=["one", "a list", "data alone", "one for a list", "null", "hidden"],
)
def test_what_people_save_is_read(found: Any, expected: int) -> None:
    assert len(Tiktok.mentions_in(json.dumps(found).encode()).mentions) == expected


@pytest.mark.parametrize("found", [{"code": 40105, "message": "x", "data": {}}, {"id": 1}, 7])
def test_what_is_no_reply_of_tiktok_is_refused(found: Any) -> None:
    with pytest.raises(SourceChangedError):
        Tiktok.mentions_in(json.dumps(found).encode())


# Paging, an order that is not obeyed, what is late or gone.


def test_pages_are_read_to_the_end_and_pinned_comments_stand_in_no_ones_way(place: Path) -> None:
    many = [talk(n, n) for n in range(1, 101)]
    tok, made = Tok(clip(*many, talk(500, 60, pinned=True), days=9)), source(place)
    pages, cursor = poll(tok, made)
    assert set(ids(pages)) == {one.id for one in tok.clips[0].comments}
    poll(tok, made, cursor, at=NOW + HOUR)
    assert tok.asked["business/comment/list/"] == 1


def test_where_the_order_is_not_obeyed_all_pages_are_read(place: Path) -> None:
    many = [talk(n, (n * 37) % 200) for n in range(1, 121)]
    tok, made = Tok(clip(*many, days=9)), source(place)
    tok.sorts = False
    pages, cursor = poll(tok, made)
    assert set(ids(pages)) == {one.id for one in many}
    late = talk(999, -0.5)
    tok.clips[0].comments.insert(110, late)
    pages, _ = poll(tok, made, cursor, at=NOW + HOUR)
    assert late.id in ids(pages)


def test_a_comment_that_was_held_and_is_shown_days_later_is_found(place: Path) -> None:
    late = talk(1, 60, hidden=True)
    tok, made = Tok(clip(late, *(talk(n, n) for n in range(2, 90)), days=9)), source(place)
    _, cursor = poll(tok, made)
    late.hidden = False
    found: list[str] = []
    for hours in (1, 12, 25):
        pages, cursor = poll(tok, made, cursor, at=NOW + hours * HOUR)
        found += ids(pages)
    assert late.id in found


def test_late_answers_and_ends_are_seen_within_a_day(place: Path) -> None:
    old, away, bare = talk(1, 120), talk(2, 121), talk(3, 122)
    bare.answers, away.answers = [talk(130, 100), talk(131, 100)], [talk(140, 99)]
    tok = Tok(clip(old, away, bare, *(talk(10 + n, n) for n in range(40)), days=9))
    made = source(place)
    _, cursor = poll(tok, made)
    old.answers = [talk(150, -1, by=ACCOUNT, owner=True)]
    tok.clips[0].comments.remove(away)
    removed = bare.answers.pop()
    ends: list[set[str]] = []
    found: dict[str, Mention] = {}
    for hours in (6, 25, 25.5, 27, 51):
        pages, cursor = poll(tok, made, cursor, at=NOW + hours * HOUR)
        found |= by_id(pages)
        ends.append(gone(pages))
    assert found[talk(150, 0).id].by_owner
    assert ends == [set(), {removed.id}, set(), {away.id, talk(140, 0).id}, set()]


def test_one_that_was_hidden_is_taken_out_and_one_that_is_ill_for_a_while_is_not(
    place: Path,
) -> None:
    first, second = talk(1, 120), talk(2, 121)
    tok, made = (
        Tok(clip(first, second, *(talk(9 + n, n) for n in range(60)), days=9)),
        source(place),
    )
    _, cursor = poll(tok, made)
    first.hidden = second.hidden = True
    _, cursor = poll(tok, made, cursor, at=NOW + 25 * HOUR)
    second.hidden = False
    ends: set[str] = set()
    for hours in (27, 50, 75):
        pages, cursor = poll(tok, made, cursor, at=NOW + hours * HOUR)
        ends |= gone(pages)
    assert ends == {first.id}


def test_of_a_video_that_is_gone_the_comments_go_and_of_one_that_is_closed_they_stay(
    place: Path,
) -> None:
    away, closed = clip(talk(1, 20), n=1), clip(talk(2, 20), n=2)
    tok, made = Tok(away, closed, clip(n=3)), source(place)
    _, cursor = poll(tok, made)
    tok.clips.remove(away)
    tok.instead[closed.id] = lambda: failure(40002, "comments are off")
    ends: set[str] = set()
    for hours in range(6, 80, 6):
        pages, cursor = poll(tok, made, cursor, at=NOW + hours * HOUR)
        ends |= gone(pages)
    assert ends == {talk(1, 0).id}
    [line] = said(pages)
    assert line.startswith(f"video {closed.id} is not read, the rest is: TikTok refuses what is")
    assert spoken("fr", line).startswith(f"la vidéo {closed.id} n'est pas lue, le reste l'est")


def test_a_comment_that_is_there_and_cannot_be_read_is_not_gone(place: Path) -> None:
    old = talk(1, 120)
    tok, made = Tok(clip(old, *(talk(10 + n, n) for n in range(55)), days=9)), source(place)
    _, cursor = poll(tok, made)
    old.more = {"create_time": "yesterday"}
    for hours in (25, 27, 29):
        pages, cursor = poll(tok, made, cursor, at=NOW + hours * HOUR)
        assert gone(pages) == set()


def test_comments_of_an_older_video_that_is_closed_stay_between_two_looks_at_all(
    place: Path,
) -> None:
    closed = clip(talk(1, 20), n=1, days=20)
    tok, made = Tok(closed, *(clip(n=n) for n in range(2, 30))), source(place)
    _, cursor = poll(tok, made)
    tok.instead[closed.id] = lambda: failure(40002, "comments are off")
    for hours in (25, 26, 28, 30):
        pages, cursor = poll(tok, made, cursor, at=NOW + hours * HOUR)
        assert gone(pages) == set()


def test_comments_under_older_videos_are_seen_within_a_day_however_many_there_are(
    place: Path,
) -> None:
    clips = [clip(talk(n, 1), n=n, days=n / 12) for n in range(1, 301)]
    tok, made = Tok(*clips), source(place)
    found: set[str] = set()
    cursor = None
    for hour in range(12):
        pages, cursor = poll(tok, made, cursor, at=NOW + hour * HOUR)
        found |= set(ids(pages))
        assert sum(tok.asked.values()) <= REQUESTS + 2  # with its tokens
        if not pages[-1].behind:
            break
    assert found == {c.comments[0].id for c in clips}
    tok.clips = [clip(talk(1, 1), n=1, days=31)]
    assert ids(poll(tok, source(place))[0]) == []


def test_only_the_videos_that_are_named_are_read(place: Path) -> None:
    one, other = clip(talk(1, 1), n=1), clip(talk(2, 1), n=2)
    tok = Tok(one, other)
    address = f"https://www.tiktok.com/@acme/video/{other.id}?lang=fr"
    pages, _ = poll(tok, source(place, videos=[address]))
    assert ids(pages) == [talk(2, 1).id]
    assert tok.asked["business/video/list/"] == 0
    tok.clips[1] = other = clip(talk(3, 40), talk(4, 50), n=2)
    pages, _ = poll(tok, source(place, videos=[address], days_back=2))
    assert ids(pages) == [talk(3, 0).id]
    tok.clips.remove(other)
    with pytest.raises(PlaceError, match="video_id: invalid"):
        poll(tok, source(place, videos=[address]))


# Tokens.


def test_a_token_is_made_each_day_and_kept_for_this_user_alone(place: Path) -> None:
    tok, made = Tok(clip(talk(1, 1))), source(place)
    tok.rotates = True
    _, cursor = poll(tok, made)
    file = place / FOLDER / "tiktok.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    for hours in (1, 5, 23.8):
        _, cursor = poll(tok, made, cursor, at=NOW + hours * HOUR)
    assert tok.made == 1
    for day in range(1, 6):
        _, cursor = poll(tok, source(place), cursor, at=NOW + day * DAY)
    assert tok.made == 6
    assert tok.refresh in file.read_text()


def test_a_token_that_ends_before_its_time_is_made_anew_once(place: Path) -> None:
    tok, made = Tok(clip(talk(1, 1))), source(place)
    _, cursor = poll(tok, made)
    tok.access = "act.another"
    _, cursor = poll(tok, made, cursor, at=NOW + HOUR)
    assert tok.made == 2
    assert tok.asked["business/video/list/"] == 2
    tok.instead["business/video/list/"] = lambda: failure(40105, "Access token is incorrect")
    with pytest.raises(SourceRefusedError, match="TikTok does not accept the token"):
        poll(tok, made, cursor, at=NOW + 2 * HOUR)
    assert tok.asked["business/video/list/"] == 2


@pytest.mark.parametrize(
    "options", [{"client_secret": "another"}, {"refresh_token": "rft.another"}], ids=str
)
def test_a_login_that_is_no_good_is_told_and_asked_for_once(
    place: Path, options: dict[str, Any]
) -> None:
    tok = Tok(clip(talk(1, 1)))
    with pytest.raises(LoginError, match="TikTok gives no token any more") as caught:
        poll(tok, source(place, **options))
    assert sum(tok.asked.values()) == 1
    assert "listener kinds tiktok" in str(caught.value)
    assert spoken("fr", str(caught.value)) != str(caught.value)


def test_no_secret_is_told(place: Path) -> None:
    tok, made = Tok(clip(talk(1, 1))), source(place)
    told = f"bad {SECRET} {REFRESH}"
    tok.instead["tt_user/oauth2/refresh_token/"] = lambda: failure(40107, "Invalid refresh token")
    with pytest.raises(SourceRefusedError) as caught:
        poll(tok, made)
    for secret in (SECRET, REFRESH):
        assert secret not in str(caught.value)
        assert secret not in repr(made)
    with pytest.raises(ValidationError) as wrong:
        source(place, client_secret=told)
    assert SECRET not in str(wrong.value)
    with pytest.raises(ValidationError, match="in the clear"):
        source(place, url="http://proxy.example")


# What TikTok refuses.


@pytest.mark.parametrize(
    ("status", "code", "kind", "told"),
    [
        (200, 40100, SourceBusyError, "the requests that TikTok gives your app are used up"),
        (200, 50002, SourceBusyError, "TikTok cannot answer now"),
        (500, 50000, SourceBusyError, "TikTok cannot answer now"),
        (200, 40001, SourceRefusedError, "a permission is missing"),
        (403, 40001, SourceRefusedError, "a permission is missing"),
        (200, 40002, PlaceError, "TikTok refuses what is asked"),
    ],
)
def test_what_tiktok_refuses_is_told_by_what_to_do(
    place: Path, status: int, code: int, kind: type[SourceError], told: str
) -> None:
    tok = Tok(clip(talk(1, 1)))
    tok.instead["business/video/list/"] = lambda: failure(code, "because of it", status)
    with pytest.raises(SourceError, match=told) as caught:
        poll(tok, source(place))
    assert type(caught.value) is kind
    assert f"because of it; code {code}" in str(caught.value)
    assert spoken("fr", str(caught.value)) != str(caught.value)


def test_one_video_that_shows_nothing_does_not_stop_the_others_and_all_of_them_do(
    place: Path,
) -> None:
    tok = Tok(clip(talk(1, 1), n=1), clip(talk(2, 1), n=2))
    tok.instead[clip(n=1).id] = lambda: failure(40002, "no")
    pages, _ = poll(tok, source(place))
    assert ids(pages) == [talk(2, 1).id]
    assert len(said(pages)) == 1
    tok.instead[clip(n=2).id] = lambda: failure(40002, "no")
    with pytest.raises(PlaceError):
        poll(tok, source(place))


def test_answers_that_do_not_end_are_left(place: Path) -> None:
    long = talk(1, 5)
    long.answers = [talk(100 + n, 4) for n in range(9)]
    tok = Tok(clip(long))
    row = long.answers[0].shown(VIDEO, parent=long.id)
    told = {"code": 0, "data": {"comments": [row], "cursor": 5, "has_more": True}}
    tok.instead["business/comment/reply/list/"] = lambda: httpx.Response(200, json=told)
    pages, _ = poll(tok, source(place))
    assert tok.asked["business/comment/reply/list/"] == 2
    assert len(ids(pages)) == 4


# Settings.


@pytest.mark.parametrize(
    "options",
    [
        {"account": "https://www.tiktok.com/@acme"},
        {"videos": ["https://vm.tiktok.com/ZM123/"]},
        {"client_id": "an id"},
        {"refresh_token": ""},
        {"business_id": ""},
    ],
)
def test_settings_that_cannot_be_meant_are_refused(place: Path, options: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        source(place, **options)


def test_the_account_that_the_site_leads_to_is_proposed() -> None:
    about = About(name="Acme", links=("https://www.tiktok.com/@Acme.Cycles?lang=fr",))
    with httpx.Client() as http:
        [told] = Tiktok.proposed(about, http)
        assert told["account"] == "acme.cycles"
        assert list(Tiktok.proposed(About(name="Acme"), http)) == []
