"""X: mentions, answers and a search by the paid API; what is edited or gone within a day; dollars that are never passed."""

import json
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import time_machine
from acme import BRAND, Clock
from contract import check_contract
from our_x import KEYS, OURS, Network, Said, failure
from polls import ids, polled_at, said, shown
from pydantic import ValidationError
from rigs.effort import PATIENCE
from rigs.forks import forks
from visiting import KILLS, Visiting

from connectors.kit.contract import Mention, Page
from connectors.kit.errors import (
    SourceBusyError,
    SourceChangedError,
    SourceError,
    SourceRefusedError,
)
from connectors.kit.walk.paging import DAY
from connectors.x.memory import Memory
from connectors.x.prices import PARTS
from connectors.x.queries import queries as queries_of
from connectors.x.signing import Keys
from connectors.x.source import X
from listener.settings.config import Source
from listener.stages.collect import Collector
from listener.stages.purse import left
from listener.store.store import Store
from listener.store.syncing import SourceSpec
from listener.words.spoken import spoken

PAGE = "x/mentions.json"
NOW = 1_795_212_000  # 2026-11-20 22:00 UTC
HOUR = 3_600
DUTY_TOLD = "within 24 hours"


def source(**options: Any) -> X:
    return X.model_validate({"name": "x", "dollars_a_day": 50, **KEYS, **options})


def poll(
    net: Network, cursor: str | None = None, *, at: float = NOW, made: X | None = None
) -> tuple[list[Page], str | None]:
    return polled_at(made or source(), net, cursor, at)


def number(n: int) -> str:
    return f"{1_990_000_000_000_000_000 + n}"


def post(n: int, hours: float = 1, **more: Any) -> Said:
    """The nth by its id, so many hours ago."""
    return Said(number(n), NOW - hours * HOUR, **more)


# The contract, and what a post comes to.


def test_it_keeps_the_contract() -> None:
    with time_machine.travel(datetime.fromtimestamp(NOW, UTC), tick=False):
        check_contract(source(), PAGE)


def test_a_post_is_its_whole_words_with_who_wrote_it_and_what_it_answers() -> None:
    page = X.mentions_in((Path(__file__).parent / "pages" / PAGE).read_bytes())
    asked, paid, answer, bag = page.mentions
    assert asked.text == (
        "@acme le SAV ne répond plus, ça fait 3 semaines & toujours rien"
        " https://forum.example/t/sav-acme?page=2&sort=new"
    )
    assert asked.author
    assert (asked.author.id, asked.author.name, asked.author.followers) == ("501", "Lou", 120)
    assert asked.author.url == "https://x.com/lou_example"
    assert (asked.likes, asked.shares, asked.replies, asked.views) == (5, 1, 2, 140)
    assert asked.url == "https://x.com/i/status/1991500000000000005"
    assert paid.text.endswith("très bon, mais cher.")
    assert [m.disclosed for m in page.mentions] == [False, True, False, False]
    assert answer.parent_url == "https://x.com/i/status/1991499999999999991"
    assert answer.thread_key == "1991499999999999990"
    assert (asked.lang, bag.lang) == ("fr", "en")
    assert all(m.genre == "tweet" and not m.by_owner for m in page.mentions)


def test_a_share_without_a_word_of_its_own_is_no_post() -> None:
    page = X.mentions_in((Path(__file__).parent / "pages" / PAGE).read_bytes())
    assert "1991500000000000002" not in ids([page])


@pytest.mark.parametrize(("told", "lang"), [("in", "id"), ("iw", "he"), ("und", None), ("qme", None), (7, None)])  # fmt: skip
def test_languages_are_those_of_iso(told: object, lang: str | None) -> None:
    one = post(1, more={"lang": told}).post()
    assert X.mentions_in(json.dumps([one]).encode()).mentions[0].lang == lang


def test_our_own_answers_are_known_by_the_account_alone() -> None:
    answer = {"referenced_tweets": [{"type": "replied_to", "id": number(1)}]}
    net = Network(
        [post(1), post(2, by=OURS, lists=("tweets",), more=answer), post(3, by=OURS, lists=("tweets",))]
    )  # fmt: skip
    pages, _ = poll(net)
    found = {m.external_id: m for m in shown(pages)}
    assert found.keys() == {number(1), number(2)}, "what opens a thread answers nobody"
    assert found[number(2)].by_owner
    assert found[number(2)].parent_url == found[number(1)].url
    assert not found[number(1)].by_owner


def test_who_wrote_a_new_post_is_asked_for_unless_the_settings_say_not_to() -> None:
    for authors in (True, False):
        net = Network([post(1)])
        pages, _ = poll(net, made=source(authors=authors))
        [found] = shown(pages)
        assert found.author
        assert found.author.id == "777"
        told = (found.author.name, found.author.followers, found.author.url)
        assert told == (("Zoé 777", 12, "https://x.com/zoe_777") if authors else (None, None, None))
        assert all(("expansions" in asked) <= authors for _, asked in net.asked)


def test_a_mark_of_paid_partnership_outweighs_the_words(store: Store) -> None:
    words = "Ce n'est pas sponsorisé du tout : mon avis sur le vélo @acme."
    made = Networking(store, Network([post(1, text=words, more={"paid_partnership": True})]))
    made.at_once()
    with store.reading() as session:
        kept = session.connection().exec_driver_sql("SELECT disclosed FROM mentions").scalars()
        assert [bool(one) for one in kept] == [True]


def test_the_keys_are_in_nothing_that_is_told() -> None:
    told = repr(source()) + repr(source()._keys)
    net = Network(instead=[failure(401, "Unauthorized", f"Bad {KEYS['api_secret']}")])
    with pytest.raises(SourceRefusedError) as caught:
        poll(net)
    told += str(caught.value)
    for options in ({"api_secret": "two words"}, {"url": "http://proxy.example"}):
        with pytest.raises(ValidationError) as wrong:
            source(**options)
        told += str(wrong.value)
    for name in ("api_secret", "access_secret", "api_key", "access_token"):
        assert KEYS[name] not in told or name in ("api_key", "access_token")
    assert KEYS["api_secret"] not in told
    assert KEYS["access_secret"] not in told
    assert "two words" not in told


def test_a_signature_is_that_of_the_standard() -> None:
    """The example of RFC 5849, 1.2."""
    keys = Keys("dpf43f3p2l4k5l03", "kd94hf93k423kf44", "nnch734d00sl2jdk", "pfkkdhi9sl3r4s00")
    told = {
        "file": "vacation.jpg",
        "size": "original",
        "oauth_consumer_key": "dpf43f3p2l4k3l03",
        "oauth_token": "nnch734d00sl2jdk",
        "oauth_signature_method": "HMAC-SHA1",
        "oauth_timestamp": "137131202",
        "oauth_nonce": "chapoH",
    }
    assert (
        keys.signature("http://photos.example.net/photos", told) == "MdpQcU8iPSUjWoN/UDMsK2sui9I="
    )


# Each list, from where it stands.


def test_what_came_between_two_visits_is_read_page_by_page_to_its_end() -> None:
    """By since_id the newest page comes first, and the middle is behind its token."""
    net = Network([post(1)])
    _, cursor = poll(net)
    net.posts += [post(10 + n, -n / 60) for n in range(230)]
    found: list[str] = []
    for visit in range(1, 4):
        pages, cursor = poll(net, cursor, at=NOW + (4 + visit) * HOUR)
        found += ids(pages)
    assert sorted(found) == sorted(one.id for one in net.posts if one.id != number(1))
    assert net.asked[2][1]["since_id"] == number(1)


def test_a_visit_that_finds_nothing_is_one_request_that_costs_nothing(store: Store) -> None:
    made = Networking(store, Network([post(1)]))
    made.at_once()
    spent, asked = made.spent(), len(made.net.asked)
    for _ in range(3):
        made.clock.pass_(minutes=15)
        made.at_once()
    assert len(made.net.asked) == asked + 3
    assert made.spent() == spent
    assert sum(made.net.billed.values()) <= spent


def test_a_post_that_the_index_learns_of_late_is_found_within_a_day() -> None:
    late, twin = post(2, 3, seen_from=NOW + 2 * HOUR), post(4, 1, seen_from=NOW + HOUR)
    net = Network([post(1, 4), late, post(3, 2), post(5, 1), twin])
    _, cursor = poll(net)
    found: list[str] = []
    for hours in (1, 3, 12, 23, 25, 48):
        net.posts.append(post(100 + hours, -hours))
        pages, cursor = poll(net, cursor, at=NOW + hours * HOUR)
        found += ids(pages)
        if hours == 25:
            assert {late.id, twin.id} <= set(found)
    deep = [asked for _, asked in net.asked[2:] if "start_time" in asked and "exclude" not in asked]
    assert len(deep) == 2
    assert not any("expansions" in asked for asked in deep), "who wrote what is known is known"


@pytest.mark.parametrize("same", [True, False])
def test_a_token_that_never_ends_ends_the_reading(same: bool) -> None:
    net = Network([post(n, n / 10) for n in range(1, 40)], same_token=same, page=10)
    pages, _ = poll(net)
    assert len(net.asked) <= 2 * 10 + 2
    assert set(ids(pages)) <= {one.id for one in net.posts}


def test_a_token_of_the_last_visit_that_x_forgot_is_begun_anew() -> None:
    net = Network([post(n, n / 10) for n in range(1, 41)], page=10)
    made = source(dollars_a_day=0.5)  # too little for all at once
    first, cursor = poll(net, made=made)
    net.instead = [failure(400, "Invalid Request", "Invalid pagination token")]
    found = ids(first)
    for day in range(1, 9):
        pages, cursor = poll(net, cursor, at=NOW + day * DAY, made=source(dollars_a_day=5))
        found += ids(pages)
    assert {one.id for one in net.posts} == set(found)


def test_the_search_is_one_question_for_all_names_and_its_filters_are_looked_for_again() -> None:
    found = ("recent",)
    net = Network(
        [
            post(1, text="Mon vélo Acme grince", lists=found),
            post(2, text="Recette de cuisine", lists=found),
            post(3, text="Acme bikes rock", lists=found, more={"lang": "en"}),
            post(4, text="Acme", lists=found, more={"lang": "und"}),
        ]
    )
    made = source(phrases=["Acme", "L'Œuf d'Acme"], langs=["fr"], mentions=False)
    pages, _ = poll(net, made=made)
    assert ids(pages) == [number(4), number(1)]
    [(path, asked)] = net.asked
    assert path == "tweets/search/recent"
    assert asked["query"].startswith('("Acme" OR ')
    assert asked["query"].endswith(f" -is:retweet -from:{OURS} (lang:fr OR lang:und)")


def test_many_names_are_as_many_searches_as_hold_them() -> None:
    made = source(phrases=[f"Marque numéro {n} " + "x" * 80 for n in range(12)])
    queries = list(queries_of(made.phrases, made.langs, OURS))
    assert 1 < len(queries) < 6
    assert all(len(query) <= 512 for query in queries)
    assert all(f"Marque numéro {n} " in "".join(queries) for n in range(12))


# What is edited or gone, within 24 hours.


@pytest.mark.parametrize("fate", ["not-found", "not-authorized"])
def test_what_is_deleted_or_closed_there_is_so_here_within_24_hours(fate: str) -> None:
    net = Network([post(1), post(2)])
    _, cursor = poll(net)
    net.posts[0].fate = fate
    gone: dict[str, float] = {}
    for half in range(1, 49):
        pages, cursor = poll(net, cursor, at=NOW + half * HOUR / 2)
        gone |= {m.external_id: half / 2 for m in shown(pages) if m.deleted}
    assert gone.keys() == {number(1)}
    assert gone[number(1)] <= 24


def test_an_edit_is_a_new_version_under_the_same_id() -> None:
    net = Network([post(1, text="Acme, c'est nul")])
    _, cursor = poll(net)
    net.edit(number(1), "Acme : réglé, merci.", number(5))
    found: list[Mention] = []
    for hours in (1, 12, 23, 24):
        pages, cursor = poll(net, cursor, at=NOW + hours * HOUR)
        found += shown(pages)
    assert {m.external_id for m in found} == {number(1)}
    assert found[-1].text == "Acme : réglé, merci."
    assert not any("Avant" in m.text for m in found), "an old version is never taken for news"


def test_an_old_version_that_never_ends_is_asked_for_twice_a_visit_at_most() -> None:
    class Endless(Network):
        def _by_ids(self, query: dict[str, str]) -> httpx.Response:
            id_ = query["ids"]
            told = self.posts[0].post() | {"id": id_}
            history = [number(1), id_, f"{int(id_) + 1}"]
            return httpx.Response(200, json={"data": [told | {"edit_history_tweet_ids": history}]})

    net = Endless([post(1)])
    _, cursor = poll(net)
    net.posts[0].lists = ()
    for hours in (23, 46, 69):
        asked = len(net.asked)
        pages, cursor = poll(net, cursor, at=NOW + hours * HOUR)
        assert [path for path, _ in net.asked[asked:]].count("tweets") == 2
        assert shown(pages) == []


def test_one_that_is_missing_without_a_word_is_gone_the_second_time() -> None:
    net = Network([post(1, 100), post(2, 100)])
    made = source(days_back=10)
    _, cursor = poll(net, made=made)
    net.posts[0].fate = "silent"
    first, cursor = poll(net, cursor, at=NOW + 23 * HOUR, made=made)
    second, _ = poll(net, cursor, at=NOW + 24.5 * HOUR, made=made)
    assert not any(m.deleted for m in shown(first))
    assert [m.external_id for m in shown(second) if m.deleted] == [number(1)]
    net.posts[0].fate = ""
    third, _ = poll(net, cursor, at=NOW + 24.5 * HOUR, made=made)
    assert not any(m.deleted for m in shown(third))


def test_a_list_that_fails_does_not_keep_what_is_due_from_being_asked_for() -> None:
    net = Network([post(1, 100)])
    made = source(days_back=10)
    _, cursor = poll(net, made=made)
    net.posts[0].fate = "not-found"
    net.instead = [failure(400, "Invalid Request")]
    found: list[Mention] = []

    def read() -> None:
        with httpx.Client(transport=httpx.MockTransport(net)) as http:
            for page in made.pages(http, cursor):
                found.extend(page.mentions)

    with (
        time_machine.travel(datetime.fromtimestamp(NOW + 23 * HOUR, UTC), tick=False),
        pytest.raises(SourceChangedError, match="X says"),
    ):
        read()
    assert [m.external_id for m in found if m.deleted] == [number(1)]


@pytest.mark.parametrize(
    "reply",
    [
        httpx.Response(200, json={"errors": [{"message": "Internal error"}]}),
        httpx.Response(200, json={"moved": True}),
        httpx.Response(503, text="down"),
        httpx.Response(200, html="<html>Wait</html>"),
        httpx.Response(304),
        httpx.Response(200, json={"errors": [
            {"resource_id": number(77), "type": "https://api.twitter.com/2/problems/resource-not-found"}]}),
    ],
)  # fmt: skip
def test_a_service_that_is_ill_buries_nobody(reply: httpx.Response) -> None:
    class Ill(Network):
        """Its lists are answered as ever, what is asked for by its id is not."""

        def _by_ids(self, query: dict[str, str]) -> httpx.Response:  # noqa: ARG002
            return httpx.Response(reply.status_code, headers=reply.headers, content=reply.content)

    net, made = Ill([post(1, 100)]), source(days_back=10)
    _, cursor = poll(net, made=made)
    net.posts[0].lists = ()
    for hours in (23, 25, 27, 29):
        pages: list[Page] = []
        with suppress(SourceError):
            pages, cursor = poll(net, cursor, at=NOW + hours * HOUR, made=made)
        assert not any(m.deleted for m in shown(pages))
    assert [path for path, _ in net.asked].count("tweets") >= 4


def test_posts_are_asked_for_again_as_many_days_as_the_settings_say() -> None:
    net = Network([post(1, 150)])
    made = source(days_back=10, recheck_days=3)
    _, cursor = poll(net, made=made)
    for half in range(1, 2 * 24 * 6):
        _, cursor = poll(net, cursor, at=NOW + half * HOUR / 2, made=made)
    assert len([path for path, _ in net.asked if path == "tweets"]) == 3
    net = Network([post(1, 150)])
    _, cursor = poll(net, made=source(days_back=10, recheck_days=0))
    poll(net, cursor, at=NOW + 30 * HOUR, made=source(days_back=10, recheck_days=0))
    assert not [path for path, _ in net.asked if path == "tweets"]


# What X refuses.


@pytest.mark.parametrize(
    ("reply", "error", "words"),
    [
        (failure(401, "Unauthorized"), SourceRefusedError, "all four of one app"),
        (failure(402, "CreditsDepleted", "no credits"), SourceRefusedError, "no credits left"),
        (failure(403, "SpendCapReached", "cap"), SourceRefusedError, "spending limit"),
        (failure(403, "Client Forbidden", "no project"), SourceRefusedError, "X says: no project"),
        (failure(400, "Invalid Request", errors=[{"message": "bad since_id"}]), SourceChangedError, "X says: bad since_id"),
        (failure(429, "Too Many Requests"), SourceBusyError, "patience"),
        (failure(503, "Service Unavailable"), SourceBusyError, "503"),
        (httpx.Response(200, json={"errors": [{"detail": "User is suspended"}]}), SourceChangedError, "User is suspended"),
    ],
)  # fmt: skip
def test_what_x_refuses_is_named_by_what_is_to_be_done(
    reply: httpx.Response, error: type[SourceError], words: str
) -> None:
    with pytest.raises(SourceError, match=words) as caught:
        poll(Network(instead=[reply]))
    assert caught.type is error
    if error is SourceRefusedError:
        assert spoken("fr", str(caught.value)) != str(caught.value)


def test_a_limit_that_is_reached_says_in_epoch_seconds_when_it_begins_anew() -> None:
    headers = {"x-rate-limit-remaining": "0", "x-rate-limit-reset": str(NOW + 540)}
    reply = httpx.Response(429, headers=headers, json={"title": "Too Many Requests"})
    with pytest.raises(SourceBusyError) as caught:
        poll(Network(instead=[reply]))
    assert caught.value.retry_after == 540


def test_the_cap_of_the_service_is_a_state_until_its_next_day(store: Store) -> None:
    made = Networking(store, Network([post(n, n / 10) for n in range(1, 9)]))
    made.at_once()
    made.clock.pass_(hours=22)  # some of them are due again today, and set aside
    made.net.instead = [failure(429, "UsageCapExceeded", "Usage cap exceeded")]
    assert made.at_once().error is None
    assert [n for _, n in left(made.source.connector, store, made.clock())] == [0]
    asked = len(made.net.asked)
    made.clock.pass_(minutes=90)
    made.at_once()
    assert len(made.net.asked) == asked


# The day's dollars.


class Networking(Visiting):
    """A source of X in an installation, on a simulated clock."""

    def __init__(self, store: Store, net: Network, **options: Any) -> None:
        super().__init__(store, source(**options), "x", NOW, net)
        self.net, net.clock = net, self.clock

    def spent(self) -> int:
        """Parts of the present day that are written down."""
        [budget] = self.source.connector.budgets  # type: ignore[attr-defined]
        return self.store.spent(budget.purse, budget.day(self.clock()))


def test_what_is_written_down_is_what_was_billed_once_all_is_stored(store: Store) -> None:
    made = Networking(store, Network([post(n, n / 10) for n in range(1, 30)]), phrases=["Acme"])
    made.at_once()
    assert made.spent() == sum(made.net.billed.values()) > 0
    made.clock.pass_(hours=1)
    made.net.posts.append(post(99, -1))
    made.at_once()
    assert made.spent() == sum(made.net.billed.values())


def test_the_most_that_a_reply_may_cost_is_written_down_before_it_is_asked_for(
    store: Store,
) -> None:
    made = Networking(store, Network([post(n, n / 9) for n in range(1, 90)]), phrases=["Acme"])
    asked: list[tuple[int, int]] = []

    def watched(request: httpx.Request) -> httpx.Response:
        query = request.url.params
        each = 15_000 if "expansions" in query else 5_000
        most = each * int(query.get("max_results", query.get("ids", "").count(",") + 1))
        asked.append((made.spent() - made.net.billed[f"{made.clock():%Y-%m-%d}"], most))
        return made.net(request)

    made.answer = watched
    made.at_once()
    made.net.posts += [post(100 + n, -23) for n in range(12)]
    made.clock.pass_(hours=23.5)
    made.at_once()
    made.clock.pass_(hours=23.5)
    made.at_once()
    assert len(asked) > 6
    assert [before for before, _ in asked] == [most for _, most in asked]


def test_mentions_of_who_owns_the_app_are_counted_at_a_fifth(store: Store) -> None:
    net = Network([post(n, n / 10) for n in range(1, 9)], owns_app=True)
    made = Networking(store, net, owns_app=True, authors=False)
    made.at_once()
    assert made.spent() == sum(net.billed.values()) == 8 * 1_000


def test_of_a_reply_that_holds_more_than_was_asked_for_all_is_counted(store: Store) -> None:
    users = [{"id": str(n), "name": "x", "username": f"u{n}"} for n in range(400)]
    tweets = [post(n).post() for n in range(500, 900)]
    told = {
        "data": [post(1).post()],
        "includes": {"users": users, "tweets": tweets},
        "meta": {"result_count": 1},
    }
    made = Networking(store, Network(instead=[httpx.Response(200, json=told)]), dollars_a_day=2)
    made.at_once()
    assert made.spent() >= 5_000 + 400 * 10_000 + 400 * 5_000
    asked = len(made.net.asked)
    made.clock.pass_(minutes=30)
    made.at_once()
    assert len(made.net.asked) == asked, "the day is spent, by their fault"


def test_a_reply_that_cannot_be_read_costs_what_was_taken(store: Store) -> None:
    made = Networking(store, Network(instead=[httpx.Response(200, content=b'{"data": [{"id"')]))
    assert made.at_once().error
    assert made.spent() >= 10 * 15_000


def test_when_the_dollars_are_spent_reading_goes_on_the_next_day(store: Store) -> None:
    net = Network([post(n, n / 10) for n in range(1, 41)])
    made = Networking(store, net, dollars_a_day=0.3, recheck_days=0)
    assert made.at_once().error is None
    assert 0 < len(made.stored()) < 40
    [matter] = store.matters()
    assert "budget is used up (0.3 US dollars)" in matter.said
    for _ in range(200):
        made.pass_wait()
        made.at_once()
        if len(made.stored()) == 40:
            break
    assert len(made.stored()) == 40
    assert max(net.billed.values()) <= 0.3 * PARTS


def test_a_flood_leaves_enough_for_what_has_to_be_asked_for_again(store: Store) -> None:
    """Of a day's dollars what is due again today is set aside, so that the duty is kept while all is heard that may be."""
    net = Network([post(n, n / 4) for n in range(1, 61)])
    made = Networking(store, net, dollars_a_day=2.5)
    made.at_once()
    known = made.stored()
    assert len(known) == 60
    net.posts[55].fate = "not-found"  # behind what is left by chance
    n = 1_000
    for half in range(49):
        made.clock.pass_(minutes=30)
        net.posts += [post(n + k, -half / 2) for k in range(40)]
        n += 40
        made.at_once()
    with store.reading() as session:
        gone = session.connection().exec_driver_sql(
            "SELECT external_id FROM mentions WHERE deleted_at IS NOT NULL"
        )
        assert gone.scalars().all() == [net.posts[55].id]
    assert max(net.billed.values()) <= 2.5 * PARTS


def test_that_the_dollars_do_not_suffice_for_the_duty_is_told_and_ends() -> None:
    net = Network([post(n, n / 10) for n in range(1, 101)])
    pages, cursor = poll(net, made=source(dollars_a_day=5))
    assert DUTY_TOLD not in "".join(said(pages))
    net.posts.clear()
    poor = source(dollars_a_day=0.16)
    told = []
    for hours in (23, 23.5, 24):
        pages, cursor = poll(net, cursor, at=NOW + hours * HOUR, made=poor)
        told += said(pages)
    assert any(DUTY_TOLD in line for line in told)
    assert all(spoken("fr", line) != line for line in told if DUTY_TOLD in line)


@pytest.mark.parametrize("ahead", [0.0, 240.0, -240.0])
@pytest.mark.long
def test_days_of_kills_at_each_step_pass_no_days_dollars_and_lose_no_post(
    tmp_path: Path, ahead: float
) -> None:
    """Over X's midnight, by a clock that is some minutes off."""
    url = f"sqlite:///{tmp_path / 'listener.db'}"
    store = Store.open(url)
    store.upgrade()
    net = Network([post(n, n / 20, by=f"{n}") for n in range(1, 61)], ahead=ahead, page=10)
    made = Networking(
        store, net, dollars_a_day=0.8, phrases=["Acme"], counts=["Acme"], count_hours=1
    )
    for n, now in enumerate(_visits()):
        made.clock.now = now
        if n % 3 == 0:
            at = now.timestamp() - 60
            lists = ("mentions", "recent")
            net.posts.append(Said(number(1_000 + n), at, by=f"{1_000 + n}", lists=lists))
        if n % 2:
            step, after = KILLS[n // 2 % len(KILLS)]
            made.killed_at(step, url, after=after)
        else:
            made.at_once()
        assert max(net.billed.values()) <= 0.8 * PARTS
    for _ in range(60):
        made.pass_wait()
        made.at_once()
    assert made.stored() == {one.id for one in net.posts}
    assert max(net.billed.values()) <= 0.8 * PARTS
    assert max(net.billed.values()) > 0.5 * PARTS, "a day that tries nothing"
    now = made.clock()
    hours = made.store.counted_between(BRAND.name, now - timedelta(days=30), now)
    first, last = hours[0].at, hours[-1].at
    assert len(hours) == (last - first) / timedelta(hours=1) + 1
    assert now - last < timedelta(hours=4)
    made.store.close()


def _visits() -> Iterator[datetime]:
    """Every four minutes around midnight, and every three hours between."""
    first = datetime.fromtimestamp(NOW, UTC).replace(hour=0) + timedelta(days=1)
    for day in range(4):
        midnight = first + timedelta(days=day)
        yield from (midnight - timedelta(hours=hours) for hours in (21, 18, 15, 12, 9, 6, 3))
        yield from (midnight + timedelta(minutes=minutes) for minutes in range(-12, 21, 4))


def run(url: str, file: Path, now: datetime, kill: tuple[str, bool, int]) -> None:
    """One visit, which may kill its process at a call; what X billed is a line of a file, before its reply is sent."""
    store, clock = Store.open(url), Clock(now)
    net = Network([Said(number(n), now.timestamp() - n * 60) for n in range(1, 60)], clock=clock)

    def answer(request: httpx.Request) -> httpx.Response:
        before = sum(net.billed.values())
        reply = net(request)
        with file.open("a") as kept:
            kept.write(f"{now:%Y-%m-%d} {sum(net.billed.values()) - before}\n")
        return reply

    def deadly(call: Callable[..., Any]) -> Callable[..., Any]:
        calls = iter(range(1, 1_000))

        def dies(*args: Any, **named: Any) -> Any:
            if next(calls) < kill[2]:
                return call(*args, **named)
            if kill[1]:
                call(*args, **named)
            os.kill(os.getpid(), signal.SIGKILL)

        return dies

    asked = deadly(answer) if kill[0] == "answer" else answer
    if kill[0] in ("spend", "add_page", "finish_poll"):
        setattr(store, kill[0], deadly(getattr(store, kill[0])))
    made = Source(brand=BRAND.name, kind="x", connector=source(**KILLED))
    store.sync_sources([SourceSpec(BRAND.name, "x", "x", "1")])
    with time_machine.travel(now, tick=False):
        client = httpx.Client(transport=httpx.MockTransport(asked))
        Collector(store, lambda *_: client, b"k" * 32, clock).collect(made, BRAND)
    store.close()


KILLED: dict[str, Any] = {"dollars_a_day": 3, "counts": ["Acme"], "count_hours": 1}
# A visit asks for the app's token, for counts, and for posts.
AT = {"spend": (1, 2), "answer": (1, 2, 3), "add_page": (1, 2), "finish_poll": (1,)}


@pytest.mark.long
def test_kill_9_at_each_step_passes_no_days_dollars(tmp_path: Path) -> None:
    url, file = f"sqlite:///{tmp_path / 'listener.db'}", tmp_path / "billed"
    store = Store.open(url)
    store.upgrade()
    [budget] = source(**KILLED).budgets
    morning = datetime.fromtimestamp(NOW, UTC).replace(hour=6)
    kills = [(step, after, nth) for step, after in KILLS for nth in AT[step]]
    for n, kill in enumerate([*kills, ("", False, 0)]):
        now = morning + timedelta(days=n // 6, hours=n % 6 * 2)
        process = forks().Process(target=run, args=(url, file, now, kill))
        process.start()
        process.join(PATIENCE)
        assert process.exitcode == (-9 if kill[0] else 0)
        day = f"{now:%Y-%m-%d}"
        lines = [line.split() for line in file.read_text().splitlines()] if file.exists() else []
        billed = sum(int(parts) for of_day, parts in lines if of_day == day)
        assert billed <= store.spent(budget.purse, day) <= budget.limit == 3 * PARTS
    assert len({of_day for of_day, _ in lines}) == 3
    store.close()


# Settings.


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"mentions": False}, "name a phrase"),
        ({"access_token": "abc-defghijklmnop"}, "the account's number"),
        ({"dollars_a_day": 0.1}, "one request may cost 0.15 dollars"),
        ({"dollars_a_day": 0}, "greater than 0"),
        ({"prices": {"tweet": 1}}, "the prices are post, owned, user, count"),
        ({"prices": {"post": 0}}, "expected dollars, such as 0.005"),
        ({"prices": {"post": float("nan")}}, "expected dollars"),
        ({"langs": ["french"]}, "two letters"),
        ({"phrases": ["x" * 300]}, "at most 200"),
        ({"url": "http://proxy.example"}, "in the clear"),
    ],
)
def test_settings_that_cannot_be_are_refused_with_what_to_write(
    options: dict[str, Any], told: str
) -> None:
    with pytest.raises(ValidationError, match=told):
        source(**options)


def test_prices_are_a_setting_and_what_is_not_said_stays() -> None:
    assert source(prices={"post": 0.02}).prices == {
        "post": 0.02,
        "owned": 0.001,
        "user": 0.01,
        "count": 0.005,
    }


def test_one_that_is_missing_as_its_days_end_is_asked_for_once_more() -> None:
    first = Memory(None, NOW, keep=7 * DAY)
    first.lists = {"mentions": {"from": NOW, "id": 1}}
    first.seen("5", version="5", newest="5")
    last = Memory(first.text(), NOW + 7 * DAY - 60, keep=7 * DAY)
    assert last.missing(["5"]) == []
    after = Memory(last.text(), NOW + 7 * DAY + HOUR, keep=7 * DAY)
    assert after.due(10) == {"5": "5"}
    assert after.missing(["5"]) == ["5"]
    assert Memory(after.text(), NOW + 8 * DAY, keep=7 * DAY).due(10) == {}
