import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl

import httpx
import jwt
import pytest
import time_machine
from acme import NOON
from contract import check_contract
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from loopback import serving
from our_google import problem
from polls import ids, last_cursor, said
from pydantic import ValidationError
from replay import PAGES, Replay
from test_pipeline import Scene

from connectors.google_play.source import LIMIT, OVERLAP, SCOPE, SHOWN, GooglePlay
from connectors.kit.contract import Author, Mention, Page
from connectors.kit.errors import (
    SourceBusyError,
    SourceChangedError,
    SourceError,
    SourceRefusedError,
)
from connectors.kit.http.guard import guarded_client
from connectors.kit.http.state import HttpState
from connectors.kit.walk.paging import DAY
from listener.store.store import Store
from listener.store.tables import AnswerRow, DecisionRow, MentionRow
from listener.words.spoken import spoken

PAGE = "google_play/reviews.json"
APP, BOT = "com.acme.shop", "listener@acme-1.iam.gserviceaccount.com"
NOW = 1_795_212_000  # 2026-11-20 22:00
AT = datetime.fromtimestamp(NOW, UTC)
HOUR = 3_600


@pytest.fixture(autouse=True)
def _in_november() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@cache
def private() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65_537, key_size=2_048)


def key(**more: Any) -> dict[str, Any]:
    """A service account's key, as Google gives it."""
    pem = private().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return {
        "type": "service_account",
        "project_id": "acme-1",
        "private_key_id": "canary-key-id",
        "private_key": pem,
        "client_email": BOT,
        "client_id": "1",
        "auth_uri": "https://accounts.google.com/o/oauth2/auth",
        "token_uri": "https://oauth2.googleapis.com/token",
        **more,
    }


def source(**options: Any) -> GooglePlay:
    known: dict[str, Any] = {"name": "play", "app": APP, "key": json.dumps(key())}
    return GooglePlay.model_validate(known | options)


def signed_in(made: GooglePlay) -> GooglePlay:
    """With a token that is good, as after any poll."""
    made._held.token, made._held.until, made._held.of = "canary-token", NOW + HOUR, "canary-key-id"
    return made


def review(hours: float, text: str = "Elle plante.", **more: Any) -> dict[str, Any]:
    """A review that was changed `hours` ago."""
    second = NOW - int(hours * HOUR)
    said = {"text": text, "starRating": 2, "lastModified": {"seconds": str(second), "nanos": 1}}
    return {
        "reviewId": f"r{hours}",
        "authorName": f"Cliente {hours}",
        "comments": [{"userComment": said | more}],
    }


def answered(of: dict[str, Any], hours: float, text: str = "Pardon.") -> dict[str, Any]:
    said = {"text": text, "lastModified": {"seconds": str(NOW - int(hours * HOUR)), "nanos": 0}}
    return of | {"comments": [*of["comments"], {"developerComment": said}]}


@dataclass
class Play:
    """Google Play's API and the address of its tokens, as documented: checks what it is asked."""

    reviews: list[dict[str, Any]] = field(default_factory=list)
    instead: httpx.Response | None = None  # for the reviews
    of_tokens: httpx.Response | None = None
    page: int = LIMIT
    asked: list[str] = field(default_factory=list)
    good: set[str] = field(default_factory=set)
    age: int = 0  # page tokens of another age are not good any more
    address: str = ""

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(f"{request.method} {request.url.path}")
        if request.url.path == "/token":
            return self.of_tokens or self._token(request)
        assert request.method == "GET"
        assert request.url.path == f"/androidpublisher/v3/applications/{APP}/reviews"
        query = dict(parse_qsl(request.url.query.decode(), strict_parsing=True))
        assert query.keys() <= {"maxResults", "startIndex", "token", "translationLanguage"}
        assert 1 <= int(query["maxResults"]) <= 100
        scheme, _, token = request.headers["authorization"].partition(" ")
        assert scheme == "Bearer"
        if token not in self.good:
            return problem(
                401, "UNAUTHENTICATED", "Request had invalid authentication credentials."
            )
        if self.instead:
            return self.instead
        at, _, age = query.get("token", f"0.{self.age}").partition(".")
        if int(age) != self.age:
            return problem(400, "INVALID_ARGUMENT", "Invalid token.")
        return self._reviews(int(at))

    def _token(self, request: httpx.Request) -> httpx.Response:
        assert request.method == "POST"
        assert not request.url.query
        form = {k: v for k, [v] in parse_qs(request.content.decode()).items()}
        assert form.keys() == {"grant_type", "assertion"}
        assert form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
        assert jwt.get_unverified_header(form["assertion"]) == {
            "alg": "RS256",
            "typ": "JWT",
            "kid": "canary-key-id",
        }
        told = jwt.decode(
            form["assertion"], private().public_key(), algorithms=["RS256"],
            audience=f"{self.address}/token", issuer=BOT,
        )  # fmt: skip
        assert told.keys() == {"iss", "scope", "aud", "iat", "exp"}
        assert told["scope"] == "https://www.googleapis.com/auth/androidpublisher" == SCOPE
        assert 0 < told["exp"] - told["iat"] <= HOUR
        assert told["iat"] <= datetime.now(UTC).timestamp()
        token = f"canary-token-{len(self.asked)}"
        self.good = {token}
        body = {"access_token": token, "expires_in": 3_599, "token_type": "Bearer"}
        return httpx.Response(200, json=body)

    def _reviews(self, at: int) -> httpx.Response:
        by_time = sorted(self.reviews, key=_second, reverse=True)
        since = datetime.now(UTC).timestamp() - SHOWN
        week = [one for one in by_time if _second(one) > since]
        shown = week[at : at + self.page]
        if not shown:
            return httpx.Response(200, json={})
        told: dict[str, Any] = {"reviews": shown}
        if at + self.page < len(week):
            told["tokenPagination"] = {"nextPageToken": f"{at + self.page}.{self.age}"}
        return httpx.Response(200, json=told)


def _second(one: dict[str, Any]) -> int:
    return int(one["comments"][0]["userComment"]["lastModified"]["seconds"])


def poll(
    play: Play, cursor: str | None = None, made: GooglePlay | None = None, **options: Any
) -> tuple[list[Page], str | None]:
    """One visit, with the stand-in on loopback behind the guard."""
    with (
        serving(play) as url,
        guarded_client(allow_private=True, state=HttpState(), spacing=None) as http,
    ):
        play.address = url
        there = {
            "url": url,
            "allow_private": True,
            "key": json.dumps(key(token_uri=f"{url}/token")),
        }
        known = made or source(**(there | options))
        pages = list(known.pages(http, cursor))
    return pages, last_cursor(pages, cursor)


def parsed(found: Any) -> Page:
    return GooglePlay.mentions_in(json.dumps(found).encode())


def test_keeps_the_contract() -> None:
    check_contract(signed_in(source()), PAGE, empty=b"{}")


def test_a_review_and_its_answer_become_mentions() -> None:
    review, answer, short = next(iter(signed_in(source()).pages(Replay(PAGE), None))).mentions
    url = f"https://play.google.com/store/apps/details?id={APP}&reviewId=4d3c2b1a-0001"
    assert review == Mention(
        external_id="4d3c2b1a-0001",
        url=url,
        author=Author(id="Solène D.", name="Solène D."),
        title="Ne s'ouvre plus",
        text="Depuis la mise à jour l'appli se ferme & je perds mes listes.",
        posted_at=datetime(2026, 11, 20, 11, 15, 2, tzinfo=UTC),
        genre="app_review",
        venue="review",
        rating=1,
        likes=12,
        thread_key="4d3c2b1a-0001",
        product_version="5.2.1",
    )
    assert answer == Mention(
        external_id="4d3c2b1a-0001#reply",
        text="Bonjour, la version 5.2.2 corrige cela.",
        posted_at=datetime(2026, 11, 20, 17, 0, tzinfo=UTC),
        genre="app_review",
        venue="review",
        parent_url=url,
        parent_text=review.text,
        thread_key="4d3c2b1a-0001",
        by_owner=True,
    )
    assert (short.title, short.text, short.author) == (None, "Great for shopping lists.", None)


def test_a_saved_reply_is_read_as_a_poll_reads_it() -> None:
    """But for the address, which only the settings know."""
    page = GooglePlay.mentions_in((PAGES / PAGE).read_bytes())
    polled = next(iter(signed_in(source()).pages(Replay(PAGE), None)))
    for one, other in zip(page.mentions, polled.mentions, strict=True):
        assert one.to_json() | {"url": 1, "parent_url": 1} == other.to_json() | {
            "url": 1,
            "parent_url": 1,
        }
    # Google tells of a review only when it was last changed, and of an answer, too: but it is ours.
    assert page.changed == polled.changed == {"4d3c2b1a-0001", "4d3c2b1a-0002"}


@pytest.mark.parametrize(
    ("found", "count"),
    [
        ({}, 0),
        ({"reviews": []}, 0),
        ({"reviews": None}, 0),
        ({"pageInfo": {"totalResults": 0}}, 0),
        ([], 0),
        (review(1), 1),
        ([review(1), review(2)], 2),
        ({"reviews": review(1)}, 1),
        (answered(review(1), 0), 2),
        (answered(review(1), 0, text=" "), 1),
        ({"reviewId": "x", "comments": answered(review(1), 0)["comments"][0]}, 1),
        ({"reviewId": "x", "comments": answered(review(1), 0)["comments"][1:]}, 1),
        (review(1, starRating="4", lastModified={"seconds": 1_795_000_000}), 1),
        (review(1, starRating=9, lastModified=None, thumbsUpCount=-1), 1),
        (review(1, lastModified={"seconds": "soon"}, extra=[1]), 1),
        (review(1, lastModified="2026-11-20T10:00:00Z", appVersionName=7), 1),
    ],
)
def test_what_people_save_is_read_whatever_its_shape(found: Any, count: int) -> None:
    page = parsed(found)
    assert len(page.mentions) == count
    assert not page.refused


def test_times_are_read_as_numbers_or_in_quotes() -> None:
    for told in ({"seconds": "1795000000"}, {"seconds": 1_795_000_000, "nanos": 7}):
        [found] = parsed(review(1, lastModified=told)).mentions
        assert found.posted_at == datetime.fromtimestamp(1_795_000_000, UTC)


def test_a_translation_gives_way_to_what_was_written() -> None:
    [found] = parsed(review(1, text="It crashes.", originalText="Elle plante.")).mentions
    assert found.text == "Elle plante."


def test_of_a_longer_talk_the_last_word_of_each_counts() -> None:
    talk = answered(answered(review(9, text="neuf"), 3, text="après"), 5, text="avant")
    talk["comments"].append({"userComment": {"text": "dix", "lastModified": {"seconds": "1"}}})
    assert [m.text for m in parsed(talk).mentions] == ["neuf", "après"]


@pytest.mark.parametrize(
    ("found", "why"),
    [
        ({"error": {"code": 401, "message": "The current user has\ninsufficient permissions"}},
         "Google answered with an error: The current user has insufficient permissions"),
        ({"result": {"replyText": "Merci", "lastEdited": {"seconds": "1"}}}, "does not name the review"),
        ({"kind": "androidpublisher#inappproduct"}, "no reviews: is this a reply of Google Play?"),
        ({"reviews": ["x", {"reviewId": "a", "comments": []}]}, "nothing in it could be read"),
    ],
)  # fmt: skip
def test_what_is_no_list_of_reviews_says_what_it_is(found: Any, why: str) -> None:
    with pytest.raises(SourceChangedError) as caught:
        parsed(found)
    assert why in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_token_is_signed_for_once_and_kept_while_it_is_good() -> None:
    play = Play([review(1)])
    with (
        serving(play) as url,
        guarded_client(allow_private=True, state=HttpState(), spacing=None) as http,
    ):
        play.address = url
        made = source(url=url, allow_private=True, key=json.dumps(key(token_uri=f"{url}/token")))
        placed = made.placed_in(Path("/nowhere")).for_one_visit()
        [first] = made.pages(http, None)
        list(placed.pages(http, first.cursor))
        assert [line.partition(" ")[0] for line in play.asked] == ["POST", "GET", "GET"]
        play.good = {"another"}  # it ended before its time
        list(made.pages(http, first.cursor))
        assert [line.partition(" ")[0] for line in play.asked[3:]] == ["GET", "POST", "GET"]


def test_every_review_of_a_busy_week_comes_once() -> None:
    play = Play([review(n) for n in range(1, 24)], page=5)
    pages, cursor = poll(play)
    assert sorted(ids(pages)) == sorted(f"r{n}" for n in range(1, 24))
    assert all(m.external_id in page.changed for page in pages for m in page.mentions)
    play.reviews.append(review(0.5))
    pages, _ = poll(play, cursor)
    assert "r0.5" in ids(pages)


def test_an_answer_to_a_review_of_the_week_is_found_within_a_day() -> None:
    """It changes nothing of the order in which reviews come."""
    hours = OVERLAP // HOUR
    play = Play([review(1), *(review(n) for n in range(hours + 2, hours + 60))], page=10)
    _, cursor = poll(play)
    play.reviews[-1] = answered(play.reviews[-1], 1)
    with time_machine.travel(AT + timedelta(hours=25), tick=False):
        pages, _ = poll(play, cursor)
    assert f"r{hours + 59}#reply" in ids(pages)


def test_an_answer_of_today_is_found_by_the_next_poll() -> None:
    play = Play([review(1), review(20), review(30), review(40)], page=1)
    _, cursor = poll(play)
    play.reviews[1] = answered(review(20), 0)
    pages, _ = poll(play, cursor)
    assert "r20#reply" in ids(pages)


def test_a_page_token_that_is_too_old_costs_no_review() -> None:
    """A poll that was cut goes on where it stopped: a day later Google does not know that place."""
    play = Play([review(n / 10) for n in range(1, 500)], page=10)
    pages, cursor = poll(play)
    assert pages[-1].behind
    found = set(ids(pages))
    for _ in range(9):
        play.age += 1
        pages, cursor = poll(play, cursor)
        found |= set(ids(pages))
    assert found == {f"r{n / 10}" for n in range(1, 500)}


def test_a_week_without_a_poll_is_told_once() -> None:
    play = Play([review(1)])
    _, cursor = poll(play)
    later = AT + timedelta(days=9)
    with time_machine.travel(later, tick=False):
        pages, cursor = poll(play, cursor)
        [line] = said(pages)
        assert "from 2026-11-20 22:00 UTC to 2026-11-22 22:00 UTC cannot be read" in line
        assert "ne se lisent plus ici" in spoken("fr", line)
        pages, _ = poll(play, cursor)
        assert said(pages) == []


def test_a_poll_must_come_once_a_day() -> None:
    assert source(poll_minutes=1_440).poll_minutes == 1_440
    with pytest.raises(ValidationError, match="the last week alone: write 1440 or less"):
        source(poll_minutes=1_441)


def test_a_review_counts_as_answered(tmp_path: Path, store: Store) -> None:
    """Through the store: nobody is asked to answer it again."""
    scene = Scene(tmp_path, store)
    hurt = "I hate it: broken."
    at = {"lastModified": {"seconds": str(int(NOON.timestamp()))}}
    with time_machine.travel(NOON, tick=False):
        one, other = review(1, hurt, **at), review(2, hurt, **at)
        scene.run(*parsed([answered(one, -24 * 30), other]).mentions)
    by_id = {row.external_id: row.id or 0 for row in scene.rows(MentionRow)}
    rules = {row.mention_id: row.rule for row in scene.rows(DecisionRow)}
    assert [row.mention_id for row in scene.rows(AnswerRow)] == [by_id["r1"]]
    assert rules[by_id["r1"]] == "answered"
    assert rules[by_id["r2"]] != "answered"


@pytest.mark.parametrize(
    ("reply", "kind", "why"),
    [
        (problem(401, "UNAUTHENTICATED", "The current user has insufficient permissions",
                 errors=[{"domain": "androidpublisher", "reason": "permissionDenied"}]),
         SourceRefusedError, f"invite {BOT} and allow it"),
        (problem(403, "PERMISSION_DENIED", "The caller does not have permission"),
         SourceRefusedError, f"invite {BOT} and allow it"),
        (problem(403, "PERMISSION_DENIED", "x", errors=[{"reason": "accessNotConfigured"}]),
         SourceRefusedError, "not switched on"),
        (problem(403, "PERMISSION_DENIED", "x", errors=[{"reason": "quotaExceeded"}]),
         SourceBusyError, "asks for patience"),
        (problem(404, "NOT_FOUND", "Package not found: com.acme.shop."),
         SourceChangedError, "Package not found"),
        (problem(400, "INVALID_ARGUMENT", "Bad"), SourceChangedError, "Google says: Bad"),
        (problem(503, "UNAVAILABLE", "later"), SourceBusyError, "out of order"),
    ],
)  # fmt: skip
def test_what_google_refuses_is_said_in_words(
    reply: httpx.Response, kind: type[SourceError], why: str
) -> None:
    play = Play(instead=reply)
    with pytest.raises(SourceError, match=why) as caught:
        poll(play)
    assert caught.type is kind
    assert len(play.asked) == 2
    assert spoken("fr", str(caught.value)) != str(caught.value)


@pytest.mark.parametrize(
    ("reply", "kind", "why"),
    [
        (httpx.Response(400, json={"error": "invalid_grant", "error_description": "Invalid JWT Signature."}),
         SourceRefusedError, "does not know the key"),
        (httpx.Response(400, json={"error": "invalid_grant", "error_description":
         "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe."}),
         SourceRefusedError, "clock is wrong"),
        (httpx.Response(401, json={"error": "deleted_client"}), SourceChangedError, "it says deleted_client"),
        (httpx.Response(503), SourceBusyError, "out of order"),
        (httpx.Response(200, json={"id_token": "x"}), SourceChangedError, "no access token"),
        (httpx.Response(302, headers={"location": "https://evil.example/"}), SourceChangedError, "elsewhere"),
    ],
)  # fmt: skip
def test_a_key_that_gives_no_token_says_why(
    reply: httpx.Response, kind: type[SourceError], why: str
) -> None:
    play = Play(of_tokens=reply)
    with pytest.raises(SourceError, match=why) as caught:
        poll(play)
    assert caught.type is kind
    assert "canary" not in str(caught.value)
    assert spoken("fr", str(caught.value)) != str(caught.value)


@pytest.mark.parametrize(
    "told",
    [
        "", "x", "[]", "{}", "null",
        json.dumps({"type": "authorized_user", "client_email": BOT, "private_key": "canary"}),
        json.dumps({"client_email": BOT, "private_key": "canary"}),
        json.dumps({"client_email": BOT, "private_key": 7}),
        json.dumps({"client_email": BOT, "private_key": "-----BEGIN PRIVATE KEY-----\ncanary\n"}),
    ],
)  # fmt: skip
def test_a_key_that_is_none_is_refused_without_a_word_of_it(tmp_path: Path, told: str) -> None:
    (tmp_path / "play.json").write_text(told)
    made = source(key=None, key_file="play.json").placed_in(tmp_path)
    with pytest.raises(SourceRefusedError, match="none of a service account") as caught:
        list(made.pages(Replay(PAGE), None))
    assert "canary" not in str(caught.value)
    assert "compte de service" in spoken("fr", str(caught.value))


def test_a_key_may_stand_in_a_variable_with_its_lines(tmp_path: Path) -> None:
    for told in (
        json.dumps(key()),
        json.dumps(key()).replace("\\n", "\n"),
        json.dumps(key()).replace("\\n", "\\\\n"),
    ):
        made = source(key=told)
        with pytest.raises(SourceBusyError):  # it was signed, and asked
            list(made.pages(Replay(httpx.Response(503)), None))
    (tmp_path / "play.json").write_text(json.dumps(key()))
    made = source(key=None, key_file="play.json").placed_in(tmp_path)
    with pytest.raises(SourceBusyError):
        list(made.pages(Replay(httpx.Response(503)), None))


def test_a_key_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    made = source(key=None, key_file="play.json").placed_in(tmp_path)
    with pytest.raises(SourceRefusedError, match=r"^play\.json: cannot read it"):
        list(made.pages(Replay(PAGE), None))


def test_a_key_whose_tokens_would_go_in_the_clear_is_refused() -> None:
    made = source(key=json.dumps(key(token_uri="http://127.0.0.1:1/token")))
    with pytest.raises(SourceRefusedError, match="no https"):
        list(made.pages(Replay(PAGE), None))


@pytest.mark.parametrize(
    ("app", "package"),
    [
        ("com.acme.shop", "com.acme.shop"),
        (" com.acme.Shop_2 ", "com.acme.Shop_2"),
        (
            "https://play.google.com/store/apps/details?hl=fr&id=com.acme.shop&gl=FR",
            "com.acme.shop",
        ),
    ],
)
def test_an_app_goes_by_its_package_or_its_page(app: str, package: str) -> None:
    assert source(app=app).app == package


@pytest.mark.parametrize(
    "wrong",
    [
        {"app": "acme"},
        {"app": "com.acme/../x"},
        {"key": None},
        {"key": " "},
        {"key_file": "play.json"},
        {"url": "http://127.0.0.1:1"},
        {"poll_minutes": 0},
    ],
)
def test_settings_that_cannot_work_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as caught:
        source(**wrong)
    assert "canary" not in str(caught.value)


def test_secrets_are_in_no_repr_cursor_or_settings() -> None:
    made = signed_in(source())
    pages = list(made.pages(Replay(PAGE), None))
    for told in (
        repr(made),
        str(made),
        made.model_dump_json(),
        str(pages[-1].cursor),
        repr(made._held),
    ):
        assert "canary-token" not in told
        assert "PRIVATE" not in told


def test_one_unreadable_review_is_told_and_the_rest_is_read() -> None:
    pages, _ = poll(Play([review(1), review(2, text="", starRating=None)]))
    assert ids(pages) == ["r1"]
    assert [line for p in pages for line in p.refused] == ["review 2: neither stars nor words"]


def test_a_strange_cursor_is_a_first_poll() -> None:
    for cursor in ("", "null", "[]", '{"upto": 1}', '{"read": "x"}'):
        pages, _ = poll(Play([review(1)]), cursor)
        assert ids(pages) == ["r1"], cursor
    assert DAY < SHOWN
