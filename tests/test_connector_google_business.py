import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import time_machine
from acme import NOON
from contract import check_contract
from loopback import serving
from our_google import CLIENT, SECRET, Google, problem, unapproved
from polls import ids, last_cursor, said
from pydantic import ValidationError
from replay import PAGES, Replay
from test_pipeline import Scene

from connectors.google_business.reviews import comment
from connectors.google_business.source import AGAIN, OVERLAP, GoogleBusiness
from connectors.google_business.violations import _REASONS
from connectors.kit.contract import Author, Mention, Page
from connectors.kit.errors import (
    SourceBusyError,
    SourceChangedError,
    SourceError,
    SourceRefusedError,
)
from connectors.kit.grants import Grant, keep
from connectors.kit.http.guard import guarded_client
from connectors.kit.http.state import HttpState
from connectors.kit.walk.paging import DAY
from listener.store.store import Store
from listener.store.tables import AnswerRow, DecisionRow, MentionRow
from listener.words.spoken import spoken

PAGE = "google_business/reviews.json"
LYON, NICE = "accounts/1001/locations/2001", "accounts/1001/locations/2002"
AT = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)
NOW = int(AT.timestamp())
SHOWN: dict[str, Any] = json.loads((PAGES / PAGE).read_bytes())


@pytest.fixture(autouse=True)
def _in_november() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "data"


def source(place: Path, **options: Any) -> GoogleBusiness:
    known = {"name": "avis", "client_id": CLIENT, "client_secret": SECRET}
    return GoogleBusiness.model_validate(known | options).placed_in(place)


def logged_in(made: GoogleBusiness, **more: Any) -> GoogleBusiness:
    grant = Grant(CLIENT, "1//refresh-canary", "ya29.canary-0", NOW + 3_000)
    keep(made.login, replace(grant, **more))
    return made


def review(number: int, **more: Any) -> dict[str, Any]:
    """A review that is `number` hours old."""
    at = (AT - timedelta(hours=number)).isoformat().replace("+00:00", "Z")
    return {
        "reviewId": f"r{number}",
        "reviewer": {"displayName": f"Client {number}"},
        "starRating": "FOUR",
        "comment": f"Visite {number}.",
        "createTime": at,
        "updateTime": at,
        **more,
    }


def parsed(*found: Any) -> Page:
    return GoogleBusiness.mentions_in(json.dumps(*found).encode())


def poll(
    google: Google, made: GoogleBusiness, cursor: str | None = None
) -> tuple[list[Page], str | None]:
    """One visit, with our Google on loopback behind the guard."""
    with (
        serving(google) as url,
        guarded_client(allow_private=True, state=HttpState(), spacing=None) as http,
    ):
        there = made.model_copy(update={"url": f"{url}/{{service}}", "allow_private": True})
        pages = list(there.pages(http, cursor))
    return pages, last_cursor(pages, cursor)


def test_keeps_the_contract(place: Path) -> None:
    shop = logged_in(source(place, locations={LYON: "Lyon"}))
    check_contract(shop, PAGE, empty=b"{}", tells_gone=True)


def test_a_review_becomes_a_mention_in_its_own_words(place: Path) -> None:
    made = logged_in(source(place, locations={LYON: "Lyon Part-Dieu"}))
    first = next(iter(made.pages(Replay(PAGE), None))).mentions[0]
    assert first == Mention(
        external_id="AbFvOqk_1",
        url="https://business.google.com/n/2001/reviews/AbFvOqk_1/reply",
        author=Author(id="Odile Marchand", name="Odile Marchand"),
        text="La tarte était froide & le serveur impoli.",
        posted_at=datetime(2026, 11, 20, 9, 15, 2, 123456, tzinfo=UTC),
        genre="review",
        venue="review",
        rating=2,
        thread_key="AbFvOqk_1",
        place="Lyon Part-Dieu",
    )


def test_a_saved_reply_is_read_as_a_poll_reads_it(place: Path) -> None:
    page = GoogleBusiness.mentions_in((PAGES / PAGE).read_bytes())
    made = logged_in(source(place, locations={LYON: "2001"}, days_back=3_000))
    polled = [m for p in made.pages(Replay(PAGE), None) for m in p.mentions]
    assert list(page.mentions) == [m for m in polled if not m.deleted]
    assert len(page.said) == 2


def test_an_answer_is_ours_only_once_everybody_sees_it() -> None:
    """One that is looked at or refused is told, with why and where."""
    page = GoogleBusiness.mentions_in((PAGES / PAGE).read_bytes())
    [answer] = [m for m in page.mentions if m.by_owner]
    assert answer == Mention(
        external_id="AbFvOqk_2#reply",
        text="Merci de votre visite !",
        genre="review",
        posted_at=datetime(2026, 11, 20, 8, tzinfo=UTC),
        venue="review",
        parent_url="https://business.google.com/n/2001/reviews/AbFvOqk_2/reply",
        thread_key="AbFvOqk_2",
        place="2001",
        by_owner=True,
    )
    assert page.said == (
        "Google refused your answer (2001), nobody sees it: it has personal data, such as a number, an"
        " address or a name: https://business.google.com/n/2001/reviews/AbFvOqk_3/reply",
        "your answer (2001) waits for Google to look at it, nobody sees it yet: the review AbFvOqk_4",
    )
    assert spoken("fr", page.said[0]).startswith(
        "Google a refusé votre réponse (2001), personne ne la voit : elle contient des données"
        " personnelles, comme un numéro, une adresse ou un nom : https://"
    )


@pytest.mark.parametrize("violation", [*_REASONS, "", "GENERIC_VIOLATION", "NEW_IN_2027", "a\nb c"])
def test_every_reason_of_a_refusal_is_said_in_both_languages(violation: str) -> None:
    answer = {"comment": "Oui.", "reviewReplyState": "REJECTED", "policyViolation": violation}
    [line] = parsed(review(1, reviewReply=answer)).said
    assert "\n" not in line
    assert not any(word in line for word in ("_VIOLATION", "a b"))
    assert "nobody sees it" in line
    assert "personne ne la voit" in spoken("fr", line)
    assert not {"profile", "reads", "rules"} & set(spoken("fr", line).split())


@pytest.mark.parametrize(
    ("shown", "kept"),
    [
        ("(Translated by Google) Cold.\n\n(Original)\nFroid.", "Froid."),
        ("Froid.\n\n(Translated by Google)\nCold.", "Froid."),
        ("(Translated by Google) Cold. (Original) Froid.", "Froid."),
        (
            "(Translated by Google) The (Original) one.\n\n(Original)\nLa (Original).",
            "La (Original).",
        ),
        ("(Translated by Google) Cold.", "Cold."),
        ("The (Original) burger.", "The (Original) burger."),
        ("  Froid &amp; cher <br>fin ", "Froid & cher\nfin"),
        (None, ""),
        (7, ""),
    ],
)
def test_a_translation_gives_way_to_what_was_written(shown: object, kept: str) -> None:
    assert comment(shown) == kept


@pytest.mark.parametrize(
    ("stars", "rating"),
    [("ONE", 1), ("FIVE", 5), ("five", 5), (4, 4), ("3", 3), ("STAR_RATING_UNSPECIFIED", None),
     (None, None), (6, None), (True, None), (["FIVE"], None)],
)  # fmt: skip
def test_stars_are_words(stars: object, rating: int | None) -> None:
    [found] = parsed(review(1, starRating=stars)).mentions
    assert found.rating == rating


@pytest.mark.parametrize(
    ("found", "count"),
    [
        ({}, 0),
        ({"reviews": []}, 0),
        ({"reviews": None}, 0),
        ({"averageRating": 4.5, "totalReviewCount": 0}, 0),
        ([], 0),
        (review(1), 1),
        ([review(1), review(2)], 2),
        ({"reviews": review(1)}, 1),
        ({"reviews": [review(1), review(1)]}, 1),
        ({"locationReviews": [{"name": LYON, "review": review(1)}], "nextPageToken": "x"}, 1),
        ({"reviews": [review(1, comment=None, reviewer=None, createTime=None)]}, 1),
        ({"reviews": [review(1, extra={"new": [1]}, reviewReply=None, updateTime="soon")]}, 1),
    ],
)
def test_what_people_save_is_read_whatever_its_shape(found: Any, count: int) -> None:
    page = parsed(found)
    assert len(page.mentions) == count
    assert not page.refused


def test_of_several_shops_at_once_each_review_has_its_own() -> None:
    both = [{"name": LYON, "review": review(1)}, {"name": NICE, "review": review(2)}]
    assert [m.place for m in parsed({"locationReviews": both}).mentions] == ["2001", "2002"]


@pytest.mark.parametrize(
    ("found", "why"),
    [
        ({"error": {"code": 403, "message": "The caller\ndoes not have permission", "status": "PERMISSION_DENIED"}},
         "Google answered with an error: The caller does not have permission"),
        ([{"error": {"code": 429, "status": "RESOURCE_EXHAUSTED"}}], "it does not say which"),
        ({"error": "invalid_grant", "error_description": "Bad Request"}, "Bad Request"),
        ({"locations": [{"name": "locations/1"}]}, "this lists locations"),
        ({"accounts": []}, "this lists accounts"),
        ({"comment": "Merci", "updateTime": "2026-11-20T08:00:00Z"}, "an answer alone"),
        ({"unknown": 1}, "no reviews"),
        ({"reviews": ["x", {"reviewId": ""}]}, "nothing in it could be read: review 1: not an object"),
    ],
)  # fmt: skip
def test_what_is_no_list_of_reviews_says_what_it_is(found: Any, why: str) -> None:
    with pytest.raises(SourceChangedError) as caught:
        parsed(found)
    assert why in str(caught.value)
    assert "\n" not in str(caught.value)


def test_one_unreadable_review_is_told_and_the_rest_is_read(place: Path) -> None:
    google = Google(
        {LYON: [review(1), review(2, starRating=None, comment="")]}, tokens={"ya29.canary-0"}
    )
    pages, _ = poll(google, logged_in(source(place, locations=[LYON])))
    assert ids(pages) == ["r1"]
    [line] = [line for page in pages for line in page.refused]
    assert line == "2001: review 2: neither stars nor words"


def test_all_shops_of_the_account_are_found_with_their_names(place: Path) -> None:
    """And looked for again a day later, not at each visit."""
    google = Google(
        {LYON: [review(1)], NICE: [review(2)]},
        {LYON: "Maison Orée – Lyon", NICE: ""},
        tokens={"ya29.canary-0"},
    )
    made = logged_in(source(place))
    pages, cursor = poll(google, made)
    assert {(m.external_id, m.place) for p in pages for m in p.mentions} == {
        ("r1", "Maison Orée – Lyon"),
        ("r2", "2002"),
    }
    google.asked.clear()
    poll(google, made, cursor)
    assert len(google.asked) == 2
    with time_machine.travel(AT + timedelta(hours=25), tick=False):
        google.asked.clear()
        poll(google, made, cursor)
    assert "GET mybusinessaccountmanagement/v1/accounts" in google.asked


def test_an_account_without_a_shop_is_told(place: Path) -> None:
    with pytest.raises(SourceRefusedError, match=r"manages no shop: .*listener login avis"):
        poll(Google(tokens={"ya29.canary-0"}), logged_in(source(place)))


def test_every_review_of_many_pages_comes_once(place: Path) -> None:
    google = Google({LYON: [review(n) for n in range(1, 24)]}, tokens={"ya29.canary-0"}, page=5)
    made = logged_in(source(place, locations=[LYON]))
    pages, cursor = poll(google, made)
    assert sorted(ids(pages)) == sorted(f"r{n}" for n in range(1, 24))
    google.shops[LYON].insert(0, review(0))
    pages, _ = poll(google, made, cursor)
    assert "r0" in ids(pages)


def test_a_page_token_that_is_too_old_costs_no_review(place: Path) -> None:
    """A poll that was cut goes on where it stopped: by then Google may not know that place."""
    google = Google({LYON: [review(n) for n in range(1, 150)]}, tokens={"ya29.canary-0"}, page=5)
    made = logged_in(source(place, locations=[LYON]))
    pages, cursor = poll(google, made)
    assert pages[-1].behind
    found = set(ids(pages))
    for _ in range(5):
        google.age += 1
        pages, cursor = poll(google, made, cursor)
        found |= set(ids(pages))
    assert found == {f"r{n}" for n in range(1, 150)}


def test_an_edited_review_keeps_its_id_and_its_first_date(place: Path) -> None:
    edited = review(1, createTime="2024-01-02T03:04:05Z", comment="En fait, parfait.")
    google = Google({LYON: [edited]}, tokens={"ya29.canary-0"})
    pages, _ = poll(google, logged_in(source(place, locations=[LYON])))
    [found] = [m for p in pages for m in p.mentions]
    assert (found.external_id, found.text) == ("r1", "En fait, parfait.")
    assert found.posted_at == datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert not any(page.changed for page in pages)


def test_without_a_first_date_the_last_change_is_known_as_one(place: Path) -> None:
    google = Google({LYON: [review(1, createTime=None)]}, tokens={"ya29.canary-0"})
    pages, _ = poll(google, logged_in(source(place, locations=[LYON])))
    assert pages[0].changed == {"r1"}
    assert parsed(review(1, createTime=None)).changed == {"r1"}


def test_an_answer_to_an_older_review_is_found_within_a_day(place: Path) -> None:
    """It changes nothing of the order in which reviews come."""
    hours = OVERLAP // 3_600
    old = [review(n) for n in range(hours + 2, hours + 60)]
    google = Google({LYON: [review(1), *old]}, tokens={"ya29.canary-0"}, page=10)
    made = logged_in(source(place, locations=[LYON]))
    _, cursor = poll(google, made)
    old[-1]["reviewReply"] = {"comment": "Pardon.", "updateTime": "2026-11-20T21:00:00Z"}
    with time_machine.travel(AT + timedelta(hours=25), tick=False):
        google.tokens = {"ya29.canary-0"}
        logged_in(made, fresh_until=NOW + 10 * DAY)
        pages, _ = poll(google, made, cursor)
    assert f"r{hours + 59}#reply" in ids(pages)
    assert AGAIN > 2 * OVERLAP


def test_an_answer_that_waits_is_told_by_every_poll_until_it_is_seen(place: Path) -> None:
    waits = {"comment": "Oui.", "updateTime": "2026-11-20T21:00:00Z", "reviewReplyState": "PENDING"}
    google = Google({LYON: [review(1, reviewReply=waits)]}, tokens={"ya29.canary-0"})
    made = logged_in(source(place, locations={LYON: "Lyon"}))
    pages, cursor = poll(google, made)
    assert ids(pages) == ["r1"]
    assert said(pages) == [
        "your answer (Lyon) waits for Google to look at it, nobody sees it yet: the review r1"
    ]
    quiet = list(made.pages(Replay(httpx.Response(304)), cursor))
    assert said(quiet) == said(pages)
    google.shops[LYON][0]["reviewReply"]["reviewReplyState"] = "APPROVED"
    pages, _ = poll(google, made, cursor)
    assert ids(pages) == ["r1", "r1#reply"]
    assert said(pages) == []


def test_an_answer_that_google_takes_away_is_gone(place: Path) -> None:
    """And one that was refused at once was never there."""
    answer = {
        "comment": "Oui.",
        "updateTime": "2026-11-20T21:00:00Z",
        "reviewReplyState": "APPROVED",
    }
    shown = {"reviewReply": answer}
    google = Google({LYON: [review(1, **shown)]}, tokens={"ya29.canary-0"})
    made = logged_in(source(place, locations=[LYON]))
    pages, cursor = poll(google, made)
    assert ids(pages) == ["r1", "r1#reply"]
    answer["reviewReplyState"] = "REJECTED"
    pages, _ = poll(google, made, cursor)
    assert [m.external_id for p in pages for m in p.mentions if m.deleted] == ["r1#reply"]
    pages, _ = poll(google, made)
    assert ids(pages) == ["r1"]


def test_a_review_counts_as_answered_once_its_answer_is_seen(tmp_path: Path, store: Store) -> None:
    """Through the store: nobody is asked to answer it again; what waits at Google is no answer."""
    waits = {"comment": "Sorry!", "updateTime": NOON.isoformat(), "reviewReplyState": "PENDING"}
    seen = waits | {"reviewReplyState": "APPROVED"}
    hurt = {"comment": "I hate it: broken.", "starRating": "ONE"}
    at = {"createTime": NOON.isoformat(), "updateTime": NOON.isoformat()}
    scene = Scene(tmp_path, store)
    with time_machine.travel(NOON, tick=False):
        shown = [
            review(1, reviewReply=seen, **hurt, **at),
            review(2, reviewReply=waits, **hurt, **at),
        ]
        scene.run(*parsed({"reviews": shown}).mentions)
    told = {row.mention_id: row.rule for row in scene.rows(DecisionRow)}
    ids_of = {row.external_id: row.id for row in scene.rows(MentionRow)}
    assert ids_of.keys() == {"r1", "r1#reply", "r2"}
    assert [row.mention_id for row in scene.rows(AnswerRow)] == [ids_of["r1"]]
    assert told[ids_of["r1"] or 0] == "answered"
    assert told[ids_of["r2"] or 0] != "answered"


def test_a_shop_that_cannot_be_read_does_not_stop_the_others(place: Path) -> None:
    google = Google({NICE: [review(2)]}, tokens={"ya29.canary-0"})
    made = logged_in(source(place, locations={LYON: "Lyon", NICE: "Nice"}))
    pages, _ = poll(google, made)
    assert ids(pages) == ["r2"]
    [line] = said(pages)
    assert line.startswith("the shop Lyon could not be read, the others were: ")
    assert "Requested entity was not found" in line
    with pytest.raises(SourceChangedError, match="not found"):
        poll(google, logged_in(source(place, locations={LYON: "Lyon"})))


@pytest.mark.parametrize("code", [403, 429])
def test_a_quota_of_nothing_is_an_approval_that_is_missing(place: Path, code: int) -> None:
    """It looks like a flood, but waiting does not help: said once, and no shop after it is asked."""
    google = Google({LYON: [review(1)], NICE: []}, tokens={"ya29.canary-0"})
    google.answers = {f"v4/{shop}/reviews": unapproved(code) for shop in (LYON, NICE)}
    made = logged_in(source(place, locations=[LYON, NICE]))
    with pytest.raises(SourceRefusedError, match="has not approved your project") as caught:
        poll(google, made)
    assert len(google.asked) == 1
    assert "comptez de quelques jours à quelques semaines" in spoken("fr", str(caught.value))


@pytest.mark.parametrize(
    ("reply", "kind", "why"),
    [
        (problem(429, "RESOURCE_EXHAUSTED", "Quota exceeded"), SourceBusyError, "asks for patience"),
        (problem(403, "PERMISSION_DENIED", "off", details=[{"reason": "SERVICE_DISABLED"}]),
         SourceRefusedError, "not switched on"),
        (problem(403, "PERMISSION_DENIED", "My API has not been used in project 1 before or it is disabled."),
         SourceRefusedError, "not switched on"),
        (problem(403, "PERMISSION_DENIED", "s", details=[{"reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT"}]),
         SourceRefusedError, "tick its box: listener login avis"),
        (problem(403, "PERMISSION_DENIED", "The caller does not have permission"),
         SourceRefusedError, "must manage the shop"),
        (problem(400, "INVALID_ARGUMENT", "Request contains an invalid argument."),
         SourceChangedError, "Google says: Request contains"),
        (problem(503, "UNAVAILABLE", "later"), SourceBusyError, "out of order"),
        (httpx.Response(403, text="<html>no</html>"), SourceRefusedError, "does not let us read"),
    ],
)  # fmt: skip
def test_what_google_refuses_is_said_in_words(
    place: Path, reply: httpx.Response, kind: type[SourceError], why: str
) -> None:
    google = Google(tokens={"ya29.canary-0"}, answers={f"v4/{LYON}/reviews": reply})
    with pytest.raises(SourceError, match=why) as caught:
        poll(google, logged_in(source(place, locations=[LYON])))
    assert caught.type is kind
    assert spoken("fr", str(caught.value)) != str(caught.value)


def test_a_token_that_is_over_is_made_anew_and_kept(place: Path) -> None:
    google = Google({LYON: [review(1)]})
    made = logged_in(source(place, locations=[LYON]), fresh_until=NOW + 30)
    pages, _ = poll(google, made)
    assert ids(pages) == ["r1"]
    assert google.asked == ["POST oauth2/token", f"GET mybusiness/v4/{LYON}/reviews"]
    google.asked.clear()
    poll(google, made)
    assert google.asked == [f"GET mybusiness/v4/{LYON}/reviews"]


def test_a_token_that_ends_before_its_time_is_made_anew_once(place: Path) -> None:
    google = Google({LYON: [review(1)]}, tokens={"another"})
    made = logged_in(source(place, locations=[LYON]))
    pages, _ = poll(google, made)
    assert ids(pages) == ["r1"]
    assert len(google.asked) == 3
    google.answers = {f"v4/{LYON}/reviews": problem(401, "UNAUTHENTICATED", "no")}
    google.asked.clear()
    with pytest.raises(SourceRefusedError, match="401"):
        poll(google, made)
    assert len(google.asked) == 3


def test_a_login_that_was_taken_back_is_one_refusal_that_says_what_to_do(place: Path) -> None:
    google = Google({LYON: [], NICE: []}, revoked=True)
    made = logged_in(source(place, locations=[LYON, NICE]), fresh_until=0)
    with pytest.raises(SourceRefusedError, match=r"after 7 days: listener login avis$") as caught:
        poll(google, made)
    assert google.asked == ["POST oauth2/token"]
    assert "canary" not in str(caught.value)
    assert "listener login avis" in spoken("fr", str(caught.value))


def test_nobody_logged_in_is_told_before_anything_is_asked(place: Path) -> None:
    google = Google({LYON: []})
    with pytest.raises(
        SourceRefusedError, match=r"^nobody has logged in yet: listener login avis$"
    ):
        poll(google, source(place, locations=[LYON]))
    assert google.asked == []


def test_a_login_that_ends_soon_is_told_in_time(place: Path) -> None:
    google = Google({LYON: [review(1)]}, tokens={"ya29.canary-0"})
    made = source(place, locations=[LYON])
    pages, _ = poll(google, logged_in(made, ends_at=NOW + 3 * DAY))
    assert said(pages) == []
    pages, _ = poll(google, logged_in(made, ends_at=NOW + DAY))
    [line] = said(pages)
    assert "the login ends at 2026-11-21 22:00 UTC" in line
    assert line.endswith("listener login avis")
    assert "est en test" in spoken("fr", line)


@pytest.mark.parametrize(
    "wrong",
    [
        {"client_id": ""},
        {"client_secret": " "},
        {"locations": ["locations/1"]},
        {"locations": {"accounts/1/locations/../2": "x"}},
        {"url": "http://127.0.0.1:1/{service}"},
        {"days_back": 0},
    ],
)
def test_settings_that_cannot_work_are_refused(place: Path, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as caught:
        source(place, **wrong)
    assert SECRET not in str(caught.value)


def test_secrets_are_in_no_repr_cursor_or_state(place: Path) -> None:
    google = Google({LYON: [review(1)]}, tokens={"ya29.canary-0"})
    made = logged_in(source(place, locations=[LYON]))
    _, cursor = poll(google, made)
    for told in (repr(made), str(made), repr(made.login), str(cursor), made.model_dump_json()):
        assert "canary" not in told


def test_a_strange_cursor_is_a_first_poll(place: Path) -> None:
    made = logged_in(source(place, locations=[LYON]))
    for cursor in ("", "null", "[]", '{"shops": 1}', '{"shops": {}, "places": [[1]], "at": 0}'):
        google = Google({LYON: [review(1)]}, tokens={"ya29.canary-0"})
        pages, _ = poll(google, made, cursor)
        assert ids(pages) == ["r1"], cursor
