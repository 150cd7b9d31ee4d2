import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
import time_machine
from contract import check_contract
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from loopback import serving
from polls import ids, polled
from pydantic import ValidationError
from replay import PAGES, Replay
from sqlmodel import select
from test_collect import Visits
from test_pipeline import Scene

from connectors.appstore.source import Appstore
from connectors.appstore_connect.source import AppstoreConnect
from connectors.appstore_connect.territories import country_of
from connectors.kit.contract import Author, Mention, Page
from connectors.kit.errors import SourceChangedError, SourceError, SourceRefusedError
from connectors.kit.http.guard import guarded_client
from connectors.kit.http.state import HttpState
from listener.settings.sources import read_sources
from listener.store.store import Store
from listener.store.tables import AnswerRow, MentionRow
from listener.words.spoken import spoken

PAGE = "appstore_connect/reviews.json"
APP, KEY_ID = "1404176564", "2X9R4HXF34"
ISSUER = "57246542-96fe-1a63-e053-0824d011072a"
AT = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)
LIST: dict[str, Any] = json.loads((PAGES / PAGE).read_bytes())
ANSWERED, PLAIN, WAITING = LIST["data"]
ANSWER, PENDING = LIST["included"]
KEY = ec.generate_private_key(ec.SECP256R1())
PEM = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
INNER = "".join(PEM.split("-----")[2].split())
# As Apple's OpenAPI document of the API lists them for this address; `cursor` stands in links.next.
PARAMETERS = {
    *(
        "filter[territory]",
        "filter[rating]",
        "exists[publishedResponse]",
        "sort",
        "limit",
        "include",
    ),
    *("fields[customerReviews]", "fields[customerReviewResponses]", "cursor"),
}
FIELDS = {"rating", "title", "body", "reviewerNickname", "createdDate", "territory", "response"}
ANSWER_FIELDS = {"responseBody", "lastModifiedDate", "state", "review"}


@pytest.fixture(autouse=True)
def _in_november() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def source(**options: Any) -> AppstoreConnect:
    known = {"name": "asc", "app": APP, "key_id": KEY_ID, "issuer": ISSUER, "key": PEM}
    given = {k: v for k, v in (known | options).items() if v is not None}
    return AppstoreConnect.model_validate(given)


def review(number: int, text: str = "Elle plante.", **more: Any) -> dict[str, Any]:
    """A review that is `number` hours old."""
    made: dict[str, Any] = copy.deepcopy(PLAIN)
    made["id"] = f"00000028-b1f0-4e33-9c1f-{number:012x}"
    at = (AT - timedelta(hours=number)).isoformat()
    made["attributes"] |= {
        "body": text,
        "createdDate": at,
        "reviewerNickname": f"n{number}",
        **more,
    }
    return made


def answer(of: dict[str, Any], text: str = "Merci.", **more: Any) -> dict[str, Any]:
    """Our answer to a review, which from then on names it."""
    made: dict[str, Any] = copy.deepcopy(ANSWER)
    made["id"] = f"r-{of['id']}"
    made["attributes"] |= {"responseBody": text, **more}
    made["relationships"]["review"]["data"]["id"] = of["id"]
    of["relationships"]["response"]["data"] = {"type": made["type"], "id": made["id"]}
    return made


@dataclass
class Api:
    """App Store Connect as its OpenAPI document has it; checks what it is asked, and the signature."""

    reviews: list[dict[str, Any]] = field(default_factory=list)  # newest first
    answers: list[dict[str, Any]] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    last: str = ""  # the mark under which it shows its last page, again and again

    def __call__(self, request: httpx.Request) -> httpx.Response:
        query = dict(request.url.params)
        self.asked.append(query)
        assert (request.method, request.url.path) == ("GET", f"/v1/apps/{APP}/customerReviews")
        assert query.keys() <= PARAMETERS
        assert query["sort"] == "-createdDate"
        assert query["include"] == "response"
        assert 0 < int(query["limit"]) <= 200
        assert set(query["fields[customerReviews]"].split(",")) <= FIELDS
        assert set(query["fields[customerReviewResponses]"].split(",")) <= ANSWER_FIELDS
        scheme, _, token = request.headers["authorization"].partition(" ")
        assert scheme == "Bearer"
        self.tokens.append(token)
        checked(token)
        start, size = int(query.get("cursor") or 0), int(query["limit"])
        shown = self.reviews[start : start + size]
        named = {r["relationships"]["response"].get("data", {}).get("id") for r in shown}
        more = self.last or (str(start + size) if start + size < len(self.reviews) else "")
        at = f"https://api.appstoreconnect.apple.com{request.url.path}?limit={size}"
        links = {"self": at} | ({"next": f"{at}&cursor={more}"} if more else {})
        beside = [a for a in self.answers if a["id"] in named]
        return httpx.Response(200, json={"data": shown, "included": beside, "links": links})


def checked(token: str) -> dict[str, Any]:
    """What a token says, where Apple would take it: signed, for this service, for minutes."""
    header = jwt.get_unverified_header(token)
    assert header == {"alg": "ES256", "kid": KEY_ID, "typ": "JWT"}
    said: dict[str, Any] = jwt.decode(
        token, KEY.public_key(), algorithms=["ES256"], audience="appstoreconnect-v1",
        options={"verify_exp": False, "verify_iat": False},
    )  # fmt: skip
    assert 0 < said["exp"] - said["iat"] <= 1_200
    return said


def poll(
    api: Callable[[httpx.Request], httpx.Response], cursor: str | None = None, **options: Any
) -> tuple[list[Page], str | None]:
    return polled(source(**options), api, cursor)


def parsed(found: Any) -> Page:
    return AppstoreConnect.mentions_in(json.dumps(found).encode())


def test_keeps_the_contract() -> None:
    check_contract(source(), PAGE)


def test_a_review_and_our_answer_become_two_mentions() -> None:
    one, reply, *others = parsed(LIST).mentions
    assert one == Mention(
        external_id=ANSWERED["id"],
        url=f"https://apps.apple.com/fr/app/id{APP}?see-all=reviews#{ANSWERED['id']}",
        author=Author(id="lou_b", name="lou_b"),
        title="Ne s'ouvre plus",
        text="Elle se ferme au démarrage depuis hier.",
        posted_at=datetime(2026, 11, 20, 12, 24, 23, tzinfo=UTC),
        genre="app_review",
        venue="review",
        rating=1,
        thread_key=ANSWERED["id"],
        country="FR",
    )
    assert reply == Mention(
        external_id=f"{ANSWERED['id']}#reply",
        text="Bonjour, la version 5.2.2 corrige ce démarrage.",
        posted_at=datetime(2026, 11, 20, 17, 10, tzinfo=UTC),
        genre="app_review",
        venue="review",
        parent_url=one.url,
        parent_text=one.text,
        thread_key=one.external_id,
        country="FR",
        by_owner=True,
    )
    assert [m.country for m in others] == ["DE", "CH"]


def test_a_saved_reply_says_by_itself_what_a_poll_knows() -> None:
    polled = [m for page in source().pages(Replay(PAGE), None) for m in page.mentions]
    assert polled == list(parsed(LIST).mentions)


def test_an_answer_that_is_not_public_is_none_yet_and_is_told() -> None:
    page = parsed(LIST)
    assert f"{WAITING['id']}#reply" not in [m.external_id for m in page.mentions]
    [said] = page.said
    assert said == (
        "answers of yours that are not public yet: 1, the oldest since 2026-11-20 18:00 UTC; Apple"
        " takes up to a day, after that look under Ratings and Reviews at"
        f" https://appstoreconnect.apple.com/apps/{APP}"
    )
    [polled] = source().pages(Replay(PAGE), None)
    assert polled.said == page.said


def test_an_answer_of_ours_is_kept_as_the_answer_to_its_review(
    tmp_path: Path, store: Store
) -> None:
    first, second = review(1, "I hate it, it is broken."), review(2, "I hate it, it is broken!")
    replies = [answer(second, lastModifiedDate=AT.isoformat())]
    scene = Scene(tmp_path, store)
    scene.run(*parsed({"data": [first, second], "included": replies}).mentions)
    texts = {m.id: m.external_id for m in scene.rows(MentionRow)}
    [row] = scene.rows(AnswerRow)
    assert texts[row.mention_id] == second["id"]


def test_a_review_that_the_public_feed_shows_too_is_told_once(tmp_path: Path, store: Store) -> None:
    """Under another id, and with the version: one address and the same words tell."""
    text = "I hate that it is broken: it closes itself at every start since yesterday."
    [ours] = parsed({"data": [review(1, text, territory="FRA")], "links": LIST["links"]}).mentions
    feed = json.loads((PAGES / "appstore/feed.json").read_bytes())
    shown = feed["feed"]["entry"][1]
    shown["content"]["label"], shown["author"]["name"]["label"] = text, "n1"
    [public] = Appstore.mentions_in(json.dumps({"feed": {"entry": shown}}).encode()).mentions
    scene = Scene(tmp_path, store)
    scene.run(ours, public)
    first, second = scene.rows(MentionRow)
    assert (first.copy_of, second.copy_of) == (None, first.id)
    assert len(scene.show.alerts) == 1


def test_edits_and_answers_are_seen_by_their_words(store: Store) -> None:
    """Of a review far down, whose date stays: once a day."""
    api = Api([review(n) for n in range(0, 500, 2)])
    with serving(api) as url:
        visits = Visits(store, source(url=url, allow_private=True), "appstore_connect")
        visits.clock.now = AT
        assert visits.visit().new == 250
        late = api.reviews[230]
        late["attributes"]["body"] = "Tout autre chose : réparée hier, merci."
        api.answers.append(answer(late, "Avec plaisir."))
        visits.clock.pass_(hours=1)
        with time_machine.travel(visits.clock.now, tick=False):
            assert not visits.visit().is_news
        visits.clock.pass_(hours=24)
        with time_machine.travel(visits.clock.now, tick=False):
            seen = visits.visit()
        assert (seen.new, seen.revised) == (1, 1)
        api.answers[0]["attributes"] |= {
            "responseBody": "Nouvelle version du texte, rien n'en reste.",
            "lastModifiedDate": (AT + timedelta(days=1, hours=12)).isoformat(),
        }
        visits.clock.pass_(hours=25)
        with time_machine.travel(visits.clock.now, tick=False):
            seen = visits.visit()
    assert (seen.new, seen.revised) == (0, 1), "an edited answer is the same one"
    with store.reading() as session:
        [ours] = session.exec(select(MentionRow).where(MentionRow.by_owner))
    assert ours.text == "Nouvelle version du texte, rien n'en reste."


def test_an_edit_that_moves_the_date_is_one_still(store: Store) -> None:
    api = Api([review(1), review(2)])
    with serving(api) as url:
        visits = Visits(store, source(url=url, allow_private=True), "appstore_connect")
        visits.clock.now = AT
        visits.visit()
        api.reviews[1]["attributes"] |= {
            "body": "Rien de ce qui était là.",
            "createdDate": (AT + timedelta(minutes=30)).isoformat(),
        }
        api.reviews.reverse()
        visits.clock.pass_(hours=1)
        with time_machine.travel(visits.clock.now, tick=False):
            seen = visits.visit()
    assert (seen.new, seen.revised) == (0, 1)


@pytest.mark.parametrize(
    ("found", "expected", "why"),
    [
        ({"data": []}, [], "nothing there yet"),
        ({"data": None}, [], "a review without an answer"),
        ({"data": PLAIN}, [PLAIN["id"]], "one object for a list"),
        (PLAIN, [PLAIN["id"]], "a review alone"),
        ([PLAIN], [PLAIN["id"]], "a list without its wrapping"),
        ({"data": [PLAIN], "included": None}, [PLAIN["id"]], "nothing beside"),
        ({"data": ANSWER}, [f"{ANSWERED['id']}#reply"], "an answer alone"),
        (
            {"data": ANSWER, "included": [ANSWERED]},
            [ANSWERED["id"], f"{ANSWERED['id']}#reply"],
            "an answer with what it answers",
        ),
        (
            {"data": [ANSWERED], "included": [{**ANSWER, "relationships": {}}]},
            [ANSWERED["id"], f"{ANSWERED['id']}#reply"],
            "only the review names its answer",
        ),
        (
            {"data": [{**ANSWERED, "relationships": {"response": {"data": None}}}],
             "included": [ANSWER]},
            [ANSWERED["id"], f"{ANSWERED['id']}#reply"],
            "only the answer names its review",
        ),
        ({"data": [ANSWERED], "included": [{**ANSWER, "attributes": None}]}, [ANSWERED["id"]], "bare"),
        ({"data": [{k: v for k, v in PLAIN.items() if k != "type"}]}, [PLAIN["id"]], "no type"),
        ({"data": PENDING}, [], "an answer alone that nobody sees yet"),
    ],
)  # fmt: skip
def test_every_shape_is_read(found: Any, expected: list[str], why: str) -> None:
    assert [m.external_id for m in parsed(found).mentions] == expected, why


def test_what_is_unknown_is_absent() -> None:
    attributes = {"rating": "4", "title": None, "body": "Bien", "territory": "??"}
    [bare] = parsed({"type": "customerReviews", "id": "1", "attributes": attributes}).mentions
    assert bare == Mention(
        external_id="1", text="Bien", genre="app_review", venue="review", rating=4, thread_key="1"
    )


def test_one_unreadable_review_is_reported_and_the_rest_is_read() -> None:
    other = {"type": "apps", "id": "1", "attributes": {}}
    page = parsed({"data": [PLAIN, {"type": "customerReviews", "id": "2"}, "x", other]})
    assert [m.external_id for m in page.mentions] == [PLAIN["id"]]
    assert [line.partition(":")[0] for line in page.refused] == [f"review {n}" for n in (2, 3, 4)]


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (
            b'{"errors": [{"status": "403", "title": "Forbidden", "detail": "Not with this key."}]}',
            "App Store Connect says: Forbidden Not with this key.",
        ),
        (b'{"errors": []}', "App Store Connect says: an error"),
        (b'{"data": [{"type": "apps", "id": "1"}]}', "no reviews, but apps"),
        (b'{"data": {"type": "customerReviewSummarizations", "id": "1"}}', "no reviews, but customer"),
        (b'{"data": [{"type": "customerReviews", "id": "1"}]}', "no attributes"),
        (b"{}", "no list of reviews"),
        (b"[]", "no list of reviews"),
        ((PAGES / PAGE).read_bytes()[:1_200], "not JSON"),
    ],
)  # fmt: skip
def test_another_reply_is_one_clear_error(reply: bytes, expected: str) -> None:
    with pytest.raises(SourceChangedError) as caught:
        AppstoreConnect.mentions_in(reply)
    assert expected in str(caught.value)


@pytest.mark.parametrize(
    ("territory", "country"),
    [("FRA", "FR"), ("CHE", "CH"), ("PRT", "PT"), ("SWE", "SE"), ("xks", "XK"), ("FR", None),
     ("", None), ("F1A", None)],
)  # fmt: skip
def test_apples_three_letters_are_two(territory: str, country: str | None) -> None:
    assert country_of(territory) == country


def test_a_token_is_signed_for_minutes_and_once_a_poll() -> None:
    api = Api([review(n) for n in range(450)])
    poll(api)
    assert len(set(api.tokens)) == 1
    said = checked(api.tokens[0])
    assert said == {
        "iss": ISSUER,
        "iat": int(AT.timestamp()),
        "exp": int(AT.timestamp()) + 900,
        "aud": "appstoreconnect-v1",
    }
    own = Api([review(1)])
    poll(own, issuer=None)
    assert checked(own.tokens[0]) | {"sub": "user"} == checked(own.tokens[0])
    assert "iss" not in checked(own.tokens[0])


@pytest.mark.parametrize(
    "told",
    [PEM, PEM.replace("\n", "\\n"), PEM.replace("\n", " "), PEM.replace("\n", "\r\n"), INNER,
     "".join(PEM.split("\n"))],
)  # fmt: skip
def test_a_key_is_taken_however_a_variable_holds_it(told: str) -> None:
    assert len(ids(poll(Api([review(1)]), key=told)[0])) == 1


def test_a_key_may_stand_in_its_file(tmp_path: Path) -> None:
    (tmp_path / "AuthKey.p8").write_text(PEM)
    made = source(key=None, key_file="AuthKey.p8").placed_in(tmp_path)
    with httpx.Client(transport=httpx.MockTransport(Api([review(1)]))) as http:
        assert len(ids(list(made.pages(http, None)))) == 1
        with pytest.raises(SourceRefusedError, match=r"^other.p8: cannot read it"):
            list(source(key=None, key_file="other.p8").placed_in(tmp_path).pages(http, None))


RSA = rsa.generate_private_key(65_537, 2_048).private_bytes(
    Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
)


def test_what_is_no_such_key_is_told_with_the_place_where_it_stands(tmp_path: Path) -> None:
    table = {"kind": "appstore_connect", "name": "asc", "app": "1234567890", "key_id": KEY_ID}
    (tmp_path / "AuthKey.p8").write_text("no key")
    for told, place in (
        ({"key": "${ASC_KEY}"}, "ASC_KEY"),
        ({"key_file": str(tmp_path / "AuthKey.p8")}, "AuthKey.p8"),
    ):
        [made] = read_sources([table | told], ["Acme"], {"ASC_KEY": "no key"}, [])
        with pytest.raises(SourceRefusedError, match=f"^{place}: the key is none") as caught:
            list(made.connector.pages(Replay(), None))
        assert f"{place} : ce n'est pas une clé" in spoken("fr", str(caught.value))


def test_a_key_that_is_missing_empty_or_there_twice_is_told_with_what_to_do() -> None:
    table = {"kind": "appstore_connect", "name": "asc", "app": "1234567890", "key_id": KEY_ID}
    for told, said, french in (
        ({}, "no key is given: put the file", "il manque la clé"),
        ({"key": "${ASC_KEY}"}, "the environment variable ASC_KEY is empty", "ASC_KEY est vide"),
        ({"key": "${ASC_TWO}", "key_file": "a.p8"}, "are both given", "tous les deux"),
    ):
        faults: list[str] = []
        read_sources([table | told], ["Acme"], {"ASC_KEY": " ", "ASC_TWO": "x"}, faults)
        assert len(faults) == 1
        assert said in faults[0]
        assert french in spoken("fr", faults[0])


@pytest.mark.parametrize(
    "wrong",
    [
        "no key",
        PEM[:80],
        RSA.decode(),
        KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),
        ec.generate_private_key(ec.SECP384R1())
        .private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        .decode(),
    ],
    ids=["words", "cut", "rsa", "public", "another curve"],
)
def test_what_is_no_such_key_is_refused_without_a_word_of_it(wrong: str) -> None:
    http = Replay(httpx.Response(200, json={"data": []}))
    with pytest.raises(SourceRefusedError, match="the key is none of App Store Connect") as caught:
        list(source(key=wrong).pages(http, None))
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    assert not http.asked


def test_the_key_is_not_shown_sent_in_the_clear_or_kept() -> None:
    made = source()
    assert INNER[:20] not in repr(made) + str(made.model_dump()) + made.model_dump_json()
    for wrong in ({"url": "http://api.example"}, {"key_file": "a.p8"}, {"key": None}, {"key": " "}):
        with pytest.raises(ValidationError) as caught:
            source(**wrong)
        assert INNER[:20] not in str(caught.value)
    api = Api([review(1)])
    _, cursor = poll(api)
    assert api.tokens[0] not in (cursor or "")
    assert INNER[:20] not in (cursor or "")


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (401, "this machine's clock"),
        (403, "Customer Support"),
        (404, "no such app"),
        (409, "says: No"),
    ],
)
def test_a_refusal_says_what_is_to_be_done(status: int, expected: str) -> None:
    reply = httpx.Response(status, json={"errors": [{"title": "No", "detail": "It may not."}]})
    with pytest.raises(SourceError, match=expected):
        list(source().pages(Replay(reply), None))


def test_many_reviews_are_read_page_by_page_and_the_token_goes_nowhere_else() -> None:
    """The next page's address names another host; only its mark is taken."""
    api = Api([review(n) for n in range(450)])
    pages, cursor = poll(api)
    assert ids(pages) == [r["id"] for r in api.reviews]
    assert [asked.get("cursor") for asked in api.asked] == [None, "200", "400"]
    api.asked.clear()
    api.reviews.insert(0, review(0) | {"id": "new"})
    assert "new" in ids(poll(api, cursor)[0])
    assert len(api.asked) == 1


def test_a_mark_that_comes_again_is_the_end() -> None:
    api = Api([review(1)], last="0")
    pages, _ = poll(api)
    assert set(ids(pages)) == {review(1)["id"]}
    assert len(api.asked) == 2


def test_a_mark_that_is_over_is_no_dead_end() -> None:
    api = Api([review(n) for n in range(2_500)])
    pages, cursor = poll(api)
    assert pages[-1].behind
    assert '"gap"' in (cursor or "")

    def forgets(request: httpx.Request) -> httpx.Response:
        known = json.loads(cursor or "{}")["at"]
        if request.url.params.get("cursor") == known and not api.asked:
            api.asked.append({})
            return httpx.Response(400, json={"errors": [{"title": "PARAMETER_ERROR.INVALID"}]})
        return api(request)

    api.asked.clear()
    more, cursor = poll(forgets, cursor)
    assert set(ids(pages) + ids(more)) == {r["id"] for r in api.reviews}


def test_what_is_older_than_asked_for_is_left_out_with_its_answer() -> None:
    old = review(24 * 40)
    api = Api([review(1), old], [answer(old, lastModifiedDate=AT.isoformat())])
    assert ids(poll(api, days_back=30)[0]) == [review(1)["id"]]


@pytest.mark.parametrize("cursor", ["{", "[]", '{"upto": "x"}'])
def test_a_cursor_that_cannot_be_read_is_a_first_poll(cursor: str) -> None:
    assert len(ids(poll(Api([review(1)]), cursor)[0])) == 1


def test_it_reads_a_server_through_the_guard() -> None:
    api = Api([review(n) for n in range(230)])
    with (
        serving(api) as url,
        guarded_client(allow_private=True, state=HttpState(), spacing=None) as http,
    ):
        made = source(url=f"{url}/", allow_private=True)
        assert len(ids(list(made.pages(http, None)))) == 230
