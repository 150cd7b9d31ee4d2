"""Threads: what is said to the account, under its posts and by its name, its end, and the token's sixty days."""

import json
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import time_machine
from contract import check_contract
from our_threads import OURS, TOKEN, Said, Town, failure
from polls import by_id, ids, ids_of_several, polled_at, said, shown
from pydantic import ValidationError
from visiting import KILLS, Visiting

from connectors.kit.about import About
from connectors.kit.contract import Page
from connectors.kit.errors import (
    SourceBusyError,
    SourceChangedError,
    SourceError,
    SourceRefusedError,
)
from connectors.kit.grants import FOLDER
from connectors.kit.metagraph import TokenError
from connectors.kit.walk.paging import DAY
from connectors.threads.asking import REQUESTS
from connectors.threads.source import Threads
from listener.store.store import Store
from listener.words.spoken import spoken

PAGE = "threads/mentions.json"
NOW = 1_795_212_000  # 2026-11-20 22:00
HOUR = 3_600


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "data"


def source(place: Path, **options: Any) -> Threads:
    known: dict[str, Any] = {"name": "threads", "account": OURS, "token": TOKEN}
    return Threads.model_validate(known | options).placed_in(place)


def poll(
    town: Town, made: Threads, cursor: str | None = None, *, at: float = NOW
) -> tuple[list[Page], str | None]:
    town.asked.clear()
    town.queries.clear()
    return polled_at(made, town, cursor, at)


def talk(n: int, hours: float, **more: Any) -> Said:
    return Said(f"180{n:05}", NOW - hours * HOUR, **more)


# The contract, and what a post comes to.


def test_it_keeps_the_contract(place: Path) -> None:
    with time_machine.travel(datetime.fromtimestamp(NOW, UTC), tick=False):
        check_contract(source(place, leave_out=["posts", "answers"]), PAGE, empty=b'{"data":[]}')


def test_a_post_that_tags_us_speaks_to_us_and_its_answer_from_the_account_is_ours(
    place: Path,
) -> None:
    post = talk(1, 5)
    answer = talk(2, 4, by=OURS, root=post.id, text="Bonjour, écrivez-nous.", tags_us=False)
    found = by_id(poll(Town(post, answer), source(place))[0])
    theirs, ours = found[post.id], found[answer.id]
    assert (theirs.genre, theirs.venue, theirs.addressed) == ("social_post", "public", True)
    assert theirs.url == f"https://www.threads.com/@zoe.r/post/C{post.id}"
    assert theirs.author is not None
    assert (theirs.author.id, theirs.author.name) == ("zoe.r", "@zoe.r")
    assert theirs.author.url == "https://www.threads.com/@zoe.r"
    assert (theirs.by_owner, theirs.thread_key) == (False, post.id)
    assert (ours.by_owner, ours.parent_url, ours.thread_key) == (True, theirs.url, post.id)
    assert ours.addressed is None


def test_what_is_said_under_our_post_stands_in_its_thread_at_any_depth(place: Path) -> None:
    top = talk(1, 9, by=OURS, text="Nos batteries sont garanties.\nDeux ans.", tags_us=False)
    first = talk(2, 8, root=top.id, text="La mienne est morte.", tags_us=False)
    answer = talk(3, 7, by=OURS, root=top.id, above=first.id, text="Désolés.", tags_us=False)
    below = talk(4, 6, root=top.id, above=answer.id, by="lou", text="Pareil.", tags_us=False)
    town = Town(top, first, answer, below)
    found = by_id(poll(town, source(place))[0])
    assert found.keys() == {top.id, first.id, answer.id, below.id}
    assert {m.venue for m in found.values()} == {"own"}
    assert {m.thread_key for m in found.values()} == {top.id}
    assert {i for i, m in found.items() if m.by_owner} == {top.id, answer.id}
    assert (found[first.id].parent_url, found[first.id].parent_text) == (
        found[top.id].url,
        top.text,
    )
    assert found[first.id].thread_title == "Nos batteries sont garanties."
    assert found[answer.id].parent_url == found[first.id].url
    assert found[below.id].parent_url == found[answer.id].url
    assert found[below.id].parent_text is None
    assert town.asked["me/threads"] == 1


def test_a_name_that_only_looks_like_ours_makes_nothing_ours(place: Path) -> None:
    fake = talk(1, 1, by="acme.help", more={"is_reply_owned_by_me": True})
    [mention] = shown(poll(Town(fake), source(place))[0])
    assert not mention.by_owner
    loud = talk(2, 1, by="Acme", root="1", tags_us=True)
    assert by_id(poll(Town(loud), source(place))[0])[loud.id].by_owner  # names know no capitals


@pytest.mark.parametrize("way", ["HIDDEN", "BLOCKED", "RESTRICTED"])
def test_a_reply_that_is_hidden_is_not_read_and_is_taken_out(place: Path, way: str) -> None:
    top, reply = talk(1, 9, by=OURS), talk(2, 8, root=talk(1, 9).id)
    town = Town(top, reply)
    made = source(place)
    pages, cursor = poll(town, made)
    assert reply.id in ids(pages)
    reply.hidden = way
    assert reply.id not in ids(poll(town, made)[0])
    pages, _ = poll(town, made, cursor, at=NOW + 25 * HOUR)
    assert [m.external_id for m in shown(pages) if m.deleted] == [reply.id]


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({"text": None, "alt_text": "Une roue voilée"}, "Une roue voilée"),
        ({"text_attachment": {"plaintext": "Toute l'histoire."}}, "Court.\nToute l'histoire."),
        ({"text_attachment": "no object"}, "Court."),
        ({"text": " 2 < 3 & 4 "}, "2 < 3 & 4"),
        ({"text": ""}, None),
    ],
)
def test_the_words_of_a_post(more: dict[str, Any], text: str | None) -> None:
    one = talk(1, 1, text="Court.", more=more).shown(False)
    page = Threads.mentions_in(json.dumps({"data": [one]}).encode())
    assert [m.text for m in page.mentions] == ([] if text is None else [text])


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"id": None}, "no id"),
        ({"username": 7}, "no user name, or no time"),
        ({"timestamp": "yesterday"}, "no user name, or no time"),
    ],
)
def test_odd_posts_are_refused_one_by_one(place: Path, more: dict[str, Any], why: str) -> None:
    good, odd = talk(1, 1), talk(2, 2, more=more)
    pages, cursor = poll(Town(good, odd), source(place, leave_out=["posts", "answers"]))
    assert ids(pages) == [good.id]
    assert pages[0].refused == (f"post 2: {why}",)
    assert cursor is not None
    town = Town(odd)
    pages, cursor = poll(town, source(place, leave_out=["posts", "answers"]))
    assert [line for page in pages for line in page.refused] == [f"post 1: {why}"]
    town.said[odd.id].more.clear()
    assert ids(poll(town, source(place), cursor)[0]) == [odd.id]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (talk(1, 1).shown(False), [talk(1, 1).id]),
        ([talk(1, 1).shown(False), talk(2, 1).shown(False)], [talk(1, 1).id, talk(2, 1).id]),
        ({"data": talk(1, 1).shown(False)}, [talk(1, 1).id]),
        ({"data": None}, []),
        ({"values": {"value": talk(1, 1).shown(False), "field": "mentions"}}, [talk(1, 1).id]),
    ],
    ids=["one", "a list", "one for a list", "null for a list", "a webhook's"],
)
def test_what_people_save_is_read(found: Any, expected: list[str]) -> None:
    assert ids([Threads.mentions_in(json.dumps(found).encode())]) == expected


@pytest.mark.parametrize("found", [{"success": True}, {"id": "1"}, {"error": {"code": 190}}, 7])
def test_what_is_no_reply_of_threads_is_refused(found: Any) -> None:
    with pytest.raises(SourceChangedError):
        Threads.mentions_in(json.dumps(found).encode())


# Paging, what is late, changed or gone.


def test_more_than_a_poll_reads_is_read_by_the_next(place: Path) -> None:
    town = Town(*(talk(n, 5 * n) for n in range(1, 41)))
    town.page = 3
    made = source(place, leave_out=["posts", "answers"])
    at = iter(range(NOW, NOW + 10 * HOUR, HOUR))
    found = ids_of_several(lambda cursor: poll(town, made, cursor, at=next(at)))
    assert set(found) == set(town.said)


def test_a_post_that_is_listed_late_is_found_within_a_day(place: Path) -> None:
    town = Town(*(talk(n, 4 * n) for n in range(1, 29)))
    town.page, made = 3, source(place)
    _, cursor = poll(town, made)
    late = talk(99, 50)
    town.said[late.id] = late
    found: list[str] = []
    for hours in (1, 12, 25):
        pages, cursor = poll(town, made, cursor, at=NOW + hours * HOUR)
        found += ids(pages)
    assert late.id in found


def test_what_was_edited_in_its_quarter_of_an_hour_comes_anew(place: Path) -> None:
    post = talk(1, 0.2)
    town, made = Town(talk(2, 0.05), talk(3, 0.1), post, talk(4, 9), talk(5, 10)), source(place)
    town.page = 2
    _, cursor = poll(town, made)
    post.text = "Finalement @acme, elle tient."
    pages, _ = poll(town, made, cursor, at=NOW + HOUR / 4)
    assert by_id(pages)[post.id].text == post.text


def test_replies_under_an_old_post_are_seen_within_a_day(place: Path) -> None:
    old = talk(1, 400, by=OURS, tags_us=False)
    town = Town(old, *(talk(n, n, by=OURS, tags_us=False) for n in range(10, 50)))
    town.page, made = 10, source(place)
    _, cursor = poll(town, made)
    late = talk(99, -2, root=old.id, tags_us=False)
    town.said[late.id] = late
    pages, cursor = poll(town, made, cursor, at=NOW + 3 * HOUR)
    assert late.id not in ids(pages)  # below the newest own posts
    pages, cursor = poll(town, made, cursor, at=NOW + 25 * HOUR)
    assert by_id(pages)[late.id].thread_key == old.id
    too_old = talk(98, 24 * 31, by=OURS, tags_us=False)
    assert too_old.id not in ids(poll(Town(too_old), source(place / "other"))[0])


def test_the_lists_that_were_read_last_are_remembered(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.threads.memory._LISTS", 3)
    top = talk(1, 9, by=OURS, tags_us=False)
    town, made = Town(top, talk(2, 8, root=top.id, tags_us=False), talk(3, 7)), source(place)
    _, cursor = poll(town, made)
    for n in range(4, 8):
        new = talk(n, 9 - n, by=OURS, tags_us=False)
        town.said |= {new.id: new, f"{n}": Said(f"{n}", new.at, root=new.id, tags_us=False)}
        _, cursor = poll(town, made, cursor, at=NOW + n * HOUR)
        assert cursor is not None
        assert list(json.loads(cursor)["lists"])[-1] == "mentions"


def test_a_post_that_is_gone_is_taken_out_the_second_time_it_is_missing(place: Path) -> None:
    town = Town(talk(1, 5), talk(2, 6), talk(3, 7, by=OURS, tags_us=False))
    made = source(place)
    _, cursor = poll(town, made)
    del town.said[talk(1, 5).id]
    gone: list[list[str]] = []
    for hours in (2, 25, 25.5, 27, 50):
        pages, cursor = poll(town, made, cursor, at=NOW + hours * HOUR)
        gone.append([m.external_id for m in shown(pages) if m.deleted])
    assert gone == [[], [], [], [talk(1, 5).id], []]


def test_where_threads_never_shows_others_by_number_nothing_is_taken_out(place: Path) -> None:
    """That the token may not see a post and that it is gone read the same."""
    town = Town(*(talk(n, n) for n in (5, 6, 110, 111, 120, 130)), talk(3, 7, by=OURS))
    town.sees_others, town.page, made = False, 2, source(place)
    _, cursor = poll(town, made)
    assert len(town.said) == 7
    for hours in range(24, 24 * 9, 2):
        pages, cursor = poll(town, made, cursor, at=NOW + hours * HOUR)
        assert not [m for m in shown(pages) if m.deleted]


def test_a_service_that_is_ill_for_a_while_deletes_nothing(place: Path) -> None:
    town, made = Town(*(talk(n, n) for n in range(1, 5))), source(place)
    _, cursor = poll(town, made)
    town.sees_others = False
    _, cursor = poll(town, made, cursor, at=NOW + 25 * HOUR)
    town.sees_others = True
    for hours in (26.5, 50, 75):
        pages, cursor = poll(town, made, cursor, at=NOW + hours * HOUR)
        assert not [m for m in shown(pages) if m.deleted]


# The search.


def test_the_search_is_asked_for_each_name_and_looked_through_again(place: Path) -> None:
    town = Town(
        talk(1, 5, text="Mon vélo Acme grince.", tags_us=False),
        talk(2, 6, text="Un Acmeline ?", tags_us=False),
    )
    pages, _ = poll(town, source(place, phrases=["Acme"]))
    assert ids(pages) == [talk(1, 5).id]
    assert town.asked["keyword_search"] == 2  # to its end
    assert by_id(pages)[talk(1, 5).id].addressed is None
    poll(town, source(place))
    assert town.asked["keyword_search"] == 0


def test_several_pages_of_the_search_are_read_by_time_and_no_twin_is_lost(place: Path) -> None:
    same = NOW - 5 * HOUR
    many = [talk(n, n / 20, text="Acme !", tags_us=False) for n in range(1, 99)]
    twins = [Said(f"19{n}", same, text="Acme ?", tags_us=False) for n in range(5)]
    town = Town(*many, *twins, talk(500, 300, text="Acme 2", tags_us=False))
    made = source(place, phrases=["Acme"], leave_out=["mentions", "posts", "answers"])
    pages, cursor = poll(town, made)
    assert set(ids(pages)) == set(town.said)
    assert town.asked["keyword_search"] == 4  # 50 a request, and one that shows the oldest again
    poll(town, made, cursor, at=NOW + HOUR)
    assert town.asked["keyword_search"] == 1


def test_searches_stay_within_a_days_number_and_the_rest_goes_on(place: Path) -> None:
    town = Town(talk(1, 30))
    made = source(place, phrases=["Acme"], searches_a_day=2)
    cursor = None
    for hour in range(4):
        pages, cursor = poll(town, made, cursor, at=NOW - 21 * HOUR + hour * HOUR)
    assert town.asked["me/mentions"] > 0
    assert town.asked["keyword_search"] == 0
    assert said(pages)[0].startswith("the day's budget is used up (2 searches on Threads)")


def test_no_request_is_made_once_the_days_requests_are_spent(place: Path) -> None:
    town = Town(talk(1, 5, by=OURS), talk(2, 4, root=talk(1, 5).id))
    pages, cursor = poll(town, source(place, requests_a_day=2))
    assert sum(town.asked.values()) == 2
    assert pages[-1].behind
    assert pages[-1].rests > 0
    assert cursor is not None


def test_days_of_kills_at_each_step_pass_no_days_numbers_and_lose_no_post(
    place: Path, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'listener.db'}"
    store = Store.open(url)
    store.upgrade()
    town = Town(*(talk(n, n) for n in range(40)), talk(90, 90, by=OURS, tags_us=False))
    town.page = 7
    options = {"phrases": ["batterie"], "requests_a_day": 20, "searches_a_day": 3}
    made = Visiting(store, source(place, **options), "threads", NOW, town)
    for n in range(4 * len(KILLS)):
        if n % 2:
            made.clock.pass_(hours=3)
            late = talk(200 + n, -3 * n / 2)
            town.said[late.id] = late
        if n % 2:
            step, after = KILLS[n // 2 % len(KILLS)]
            made.killed_at(step, url, after=after)
        else:
            made.at_once()
    for _ in range(12):
        made.pass_wait()
        made.at_once()
    days = {day for _, day in town.spent}
    assert max(town.spent["requests", day] for day in days) == 20
    assert max(town.spent["searches", day] for day in days) == 3
    assert made.stored() == town.said.keys()
    made.store.close()


# The token.


def test_the_token_is_made_anew_each_week_and_kept_for_this_user_alone(place: Path) -> None:
    town, made = Town(talk(1, 5)), source(place)
    _, cursor = poll(town, made)
    file = place / FOLDER / "threads.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    for day in range(1, 200):
        _, cursor = poll(town, made, cursor, at=NOW + day * DAY)
    assert town.made == 1 + 198 // 7
    assert town.token in file.read_text()
    again = source(place)  # a listener that was started anew, with the first token in its settings
    poll(town, again, cursor, at=NOW + 200 * DAY)


def test_a_token_that_cannot_be_made_anew_now_is_used_and_asked_for_again_tomorrow(
    place: Path,
) -> None:
    town, made = Town(talk(1, 5)), source(place)
    poll(town, made)
    town.instead["refresh_access_token"] = lambda: httpx.Response(503)
    assert len(shown(poll(town, made, at=NOW + 2 * DAY)[0])) == 1
    poll(town, made, at=NOW + 2 * DAY + HOUR)
    assert town.asked["refresh_access_token"] == 0
    town.instead.clear()
    poll(town, made, at=NOW + 3 * DAY + HOUR)
    assert town.made == 1


def test_a_token_that_has_ended_is_told_and_another_one_in_the_settings_helps(place: Path) -> None:
    town, made = Town(talk(1, 5)), source(place)
    poll(town, made)
    town.token = "another"
    with pytest.raises(TokenError, match="the token is not valid any more") as caught:
        poll(town, made, at=NOW + 61 * DAY)
    assert "listener kinds threads" in str(caught.value)
    assert len(shown(poll(town, source(place, token="another"))[0])) == 1


def test_the_token_is_in_no_address_and_in_nothing_that_is_told(place: Path) -> None:
    town = Town(talk(1, 5))
    told = f"Invalid OAuth access token - Cannot parse {TOKEN}"
    town.instead["me/threads"] = lambda: failure(400, 190, told)
    with pytest.raises(SourceRefusedError) as caught:
        poll(town, source(place))
    assert TOKEN not in str(caught.value)
    assert TOKEN not in repr(source(place))
    assert all(TOKEN not in value for query in town.queries for value in query.values())
    with pytest.raises(ValidationError) as wrong:
        source(place, token="two words of it")
    assert "two words" not in str(wrong.value)
    with pytest.raises(ValidationError, match="in the clear"):
        source(place, url="http://proxy.example")


# What Threads refuses.


@pytest.mark.parametrize(
    ("status", "code", "kind", "told"),
    [
        (400, 190, TokenError, "the token is not valid any more"),
        (400, 4, SourceBusyError, "the requests that Threads gives your app are used up"),
        (403, 80_000, SourceBusyError, "are used up"),
        (500, 2, SourceBusyError, "Threads cannot answer now"),
        (200, 190, TokenError, "the token is not valid any more"),
        (400, 10, SourceRefusedError, "a permission is missing"),
        (403, 200, SourceRefusedError, "a permission is missing"),
        (400, 100, SourceChangedError, "Threads refuses what is asked"),
    ],
)
def test_what_threads_refuses_is_told_by_what_to_do(
    place: Path, status: int, code: int, kind: type[SourceError], told: str
) -> None:
    town = Town()
    for name in ("me/threads", "me/mentions", "me/replies"):
        town.instead[name] = lambda: failure(status, code, "(#1) because")
    with pytest.raises(SourceError, match=told) as caught:
        poll(town, source(place))
    assert type(caught.value) is kind
    assert "because" in str(caught.value)
    if isinstance(caught.value, SourceBusyError) and code != 2:
        assert caught.value.retry_after == HOUR
    assert spoken("fr", str(caught.value)) != str(caught.value)


def test_one_list_that_is_refused_does_not_stop_the_others(place: Path) -> None:
    town = Town(talk(1, 5, by=OURS))
    town.instead["me/mentions"] = lambda: failure(403, 10, "threads_manage_mentions is missing")
    pages, _ = poll(town, source(place))
    assert ids(pages) == [talk(1, 5).id]
    [line] = said(pages)
    assert line.startswith("posts that tag the account are not read, the rest is: a permission")
    assert line.endswith('to do without, write leave_out = ["mentions"]')
    assert spoken("fr", line).startswith("les messages qui identifient le compte ne sont pas lus")
    town.instead.clear()
    assert said(poll(town, source(place))[0]) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"x-app-usage": '{"call_count":91}'},
        {"x-business-use-case-usage": '{"1":[{"estimated_time_to_regain_access":5}]}'},
    ],
)
def test_where_the_share_is_nearly_used_no_more_is_asked(
    place: Path, headers: dict[str, str]
) -> None:
    town = Town(talk(1, 5, by=OURS), talk(2, 6))
    town.headers = headers
    pages, _ = poll(town, source(place))
    assert sum(town.asked.values()) == 1
    assert pages[-1].behind


def test_a_poll_asks_a_bounded_number_of_times_and_the_next_goes_on_from_there(
    place: Path,
) -> None:
    tops = [talk(n, n, by=OURS, tags_us=False) for n in range(1, 240)]
    replies = [talk(1000 + n, n / 2, root=top.id, tags_us=False) for n, top in enumerate(tops)]
    town, made = Town(*tops, *replies, talk(5000, 5)), source(place)
    found: set[str] = set()
    cursor = None
    for hour in range(12):
        pages, cursor = poll(town, made, cursor, at=NOW + hour * HOUR)
        found |= set(ids(pages))
        assert sum(town.asked.values()) <= REQUESTS
        assert talk(5000, 5).id in found  # a tag does not wait for it
        if not pages[-1].behind:
            break
    else:
        pytest.fail("it never comes to its end")
    assert hour > 1
    assert found == town.said.keys()


def test_no_request_is_made_beyond_a_polls_number(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.threads.asking.REQUESTS", 3)
    town = Town(*(talk(n, n) for n in range(1, 41)))
    town.page = 3
    pages, _ = poll(town, source(place, leave_out=["posts", "answers"]))
    assert sum(town.asked.values()) == 3
    assert pages[-1].behind


def test_a_list_that_goes_round_in_a_circle_ends(place: Path) -> None:
    post = talk(1, 5).shown(False)
    told = {"data": [post], "paging": {"cursors": {"after": "same"}, "next": "https://…"}}
    town = Town()
    town.instead["me/mentions"] = lambda: httpx.Response(200, json=told)
    pages, _ = poll(town, source(place, leave_out=["posts", "answers"]))
    assert ids(pages) == [talk(1, 5).id]
    assert town.asked["me/mentions"] <= 3


# Settings.


@pytest.mark.parametrize(
    "options",
    [
        {"account": "https://www.threads.com/@acme"},
        {"leave_out": ["all"]},
        {"leave_out": ["mentions", "posts", "answers"]},
        {"searches_a_day": 1_101},
        {"requests_a_day": 24_001},
    ],
)
def test_settings_that_cannot_be_meant_are_refused(place: Path, options: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        source(place, **options)


def test_the_account_that_the_site_leads_to_is_proposed() -> None:
    links = ("https://www.threads.net/@Acme.Cycles?hl=fr", "https://www.threads.com/search")
    about = About(name="Acme", links=links)
    with httpx.Client() as http:
        assert list(Threads.proposed(about, http)) == [
            {"account": "acme.cycles", "token": "${THREADS_TOKEN}"}
        ]
        assert list(Threads.proposed(About(name="Acme", links=links[1:]), http)) == []
