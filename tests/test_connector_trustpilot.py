import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import time_machine
from contract import check_contract
from loopback import serving
from polls import ids, polled
from pydantic import ValidationError
from replay import PAGES, Replay
from sqlmodel import select
from test_collect import Visits
from test_pipeline import Scene

from connectors.kit.contract import Author, Mention, Page
from connectors.kit.errors import SourceChangedError, SourceError, SourceRefusedError
from connectors.kit.http.guard import guarded_client
from connectors.kit.http.state import HttpState
from connectors.trustpilot.source import Trustpilot
from listener.store.store import Store
from listener.store.tables import AnswerRow, MentionRow

PAGE = "trustpilot/reviews.json"
UNIT = "507f191e810c19729de860ea"
KEY = "canary-key-0123456789"
AT = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)
LIST: dict[str, Any] = json.loads((PAGES / PAGE).read_bytes())
ANSWERED, PLAIN, OLD = LIST["reviews"]


@pytest.fixture(autouse=True)
def _in_november() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def source(**options: Any) -> Trustpilot:
    return Trustpilot.model_validate({"name": "tp", "unit": UNIT, "key": KEY, **options})


def review(number: int, text: str = "Rien à dire.", **more: Any) -> dict[str, Any]:
    """A review that is `number` hours old."""
    made: dict[str, Any] = copy.deepcopy(PLAIN)
    at = AT - timedelta(hours=number)
    made |= {"id": f"{number:024x}", "text": text, "createdAt": f"{at:%Y-%m-%dT%H:%M:%SZ}"}
    made["consumer"]["id"] = f"{number + 7:024x}"
    return made | more


@dataclass
class Api:
    """Trustpilot's API as it is documented; checks what it is asked."""

    reviews: list[dict[str, Any]] = field(default_factory=list)  # newest first
    unit: str = UNIT
    names: tuple[str, ...] = ("zephyr.example",)
    asked: list[str] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path, query = request.url.path, dict(request.url.params)
        self.asked.append(path)
        assert request.method == "GET"
        assert "apikey" not in query
        assert "authorization" not in request.headers
        if request.headers.get("apikey") != KEY:
            fault = {"faultstring": "Invalid ApiKey", "detail": {"errorcode": "oauth.v2"}}
            return httpx.Response(401, json={"fault": fault})
        unit = {"id": self.unit, "displayName": "Zéphyr", "name": {"identifying": self.names[0]}}
        match path.removeprefix("/v1/business-units/"):
            case "find":
                assert query.keys() == {"name"}
                is_known = query["name"] in self.names
                return httpx.Response(200 if is_known else 404, json=unit if is_known else {})
            case "search":
                assert query.keys() == {"query"}
                other = {
                    "id": "9" * 24,
                    "displayName": "Zéphyrine",
                    "name": {"identifying": "z.ex"},
                }
                return httpx.Response(200, json={"businessUnits": [other, unit]})
            case rest if rest == f"{self.unit}/reviews":
                assert query.keys() == {"orderBy", "perPage", "page"}
                assert query["orderBy"] == "createdat.desc"
                size, page = int(query["perPage"]), int(query["page"])
                assert size <= 100
                assert page >= 1
                shown = self.reviews[size * page - size : size * page]
                return httpx.Response(200, json={"links": [], "reviews": shown})
        return httpx.Response(404, json={"message": "Not found", "errorCode": 1001})


def poll(
    answer: Callable[[httpx.Request], httpx.Response], cursor: str | None = None, **options: Any
) -> tuple[list[Page], str | None]:
    return polled(source(**options), answer, cursor)


def read(found: Any) -> list[Mention]:
    return list(Trustpilot.mentions_in(json.dumps(found).encode()).mentions)


def test_keeps_the_contract() -> None:
    check_contract(source(), PAGE)


def test_a_review_and_our_answer_become_two_mentions() -> None:
    one, answer, *_ = read(LIST)
    assert one == Mention(
        external_id="650000000000000000000001",
        url="https://www.trustpilot.com/reviews/650000000000000000000001",
        author=Author(
            id="5f0000000000000000000001",
            name="Karima",
            url="https://www.trustpilot.com/users/5f0000000000000000000001",
        ),
        title="Batterie en panne",
        text="La batterie ne charge plus après trois semaines & personne ne répond.",
        lang="fr",
        posted_at=datetime(2026, 11, 20, 9, 12, 44, tzinfo=UTC),
        genre="review",
        venue="review",
        rating=2,
        likes=2,
        thread_key="650000000000000000000001",
        place="Lyon Part-Dieu",
    )
    assert answer == Mention(
        external_id="650000000000000000000001#reply",
        text="Bonjour Karima, nous vous envoyons une batterie demain.",
        genre="review",
        posted_at=datetime(2026, 11, 20, 15, 30, tzinfo=UTC),
        venue="review",
        parent_url=one.url,
        parent_text=one.text,
        thread_key=one.external_id,
        place="Lyon Part-Dieu",
        by_owner=True,
    )


def test_a_saved_reply_says_by_itself_what_a_poll_knows() -> None:
    polled = [m for page in source().pages(Replay(PAGE), None) for m in page.mentions]
    assert polled == read(LIST)


def test_an_answer_of_ours_is_kept_as_the_answer_to_its_review(
    tmp_path: Path, store: Store
) -> None:
    scene = Scene(tmp_path, store)
    other = {**ANSWERED, "id": "650000000000000000000009", "companyReply": None}
    scene.run(*read({"reviews": [other, {**ANSWERED, "text": "I hate it, it is broken."}]}))
    texts = {m.id: m.external_id for m in scene.rows(MentionRow)}
    [answer] = scene.rows(AnswerRow)
    assert texts[answer.mention_id] == ANSWERED["id"]
    with store.reading() as session:
        ours = session.exec(select(MentionRow).where(MentionRow.by_owner)).one()
    assert ours.external_id == f"{ANSWERED['id']}#reply"


def test_an_edit_and_a_late_answer_are_read_of_an_old_review(store: Store) -> None:
    """Neither brings it to the top: below a hundred others it is read once a day."""
    api = Api([review(n) for n in range(0, 460, 2)])
    with serving(api) as url:
        visits = Visits(store, source(url=url, allow_private=True), "trustpilot")
        visits.clock.now = AT
        assert visits.visit().new == 230
        late = api.reviews[180]
        late["text"] = "Tout autre chose : remboursé hier, merci pour le suivi."
        late["companyReply"] = {"text": "Avec plaisir.", "createdAt": "2026-11-20T21:00:00Z"}
        api.asked.clear()
        visits.clock.pass_(hours=1)
        with time_machine.travel(visits.clock.now, tick=False):
            assert not visits.visit().is_news
        assert len(api.asked) == 1
        visits.clock.pass_(hours=24)
        with time_machine.travel(visits.clock.now, tick=False):
            seen = visits.visit()
    assert (seen.new, seen.revised) == (1, 1)


@pytest.mark.parametrize(
    ("found", "expected", "why"),
    [
        ({"reviews": []}, [], "nothing there yet"),
        ({"links": [], "reviews": None}, [], "null"),
        ({"reviews": PLAIN}, [PLAIN["id"]], "one object for a list"),
        (PLAIN, [PLAIN["id"]], "a review alone"),
        ([PLAIN, OLD], [PLAIN["id"], OLD["id"]], "a list without its wrapping"),
        ({"reviews": [{"id": "1", "stars": 4}]}, ["1"], "stars and nothing else"),
        ({"reviews": [{"id": 1, "stars": "4", "text": None}]}, ["1"], "numbers as words"),
        ({"reviews": [{**PLAIN, "companyReply": {"text": ""}}]}, [PLAIN["id"]], "an empty answer"),
        ({"reviews": [{**PLAIN, "companyReply": {}}]}, [PLAIN["id"]], "no answer"),
        ({"reviews": [{**PLAIN, "consumer": None, "location": "x"}]}, [PLAIN["id"]], "nobody"),
        ({"productReviews": [{"id": "7", "stars": 5, "content": "Bien"}]}, ["7"], "of a product"),
        (
            {"events": [{"eventName": "service-review-created", "eventData": PLAIN}]},
            [PLAIN["id"]],
            "a webhook's event",
        ),
        (
            {"props": {"pageProps": {"reviews": [{"id": "8", "rating": 2, "text": "Non"}]}}},
            ["8"],
            "the page's own data",
        ),
    ],
)
def test_every_shape_is_read(found: Any, expected: list[str], why: str) -> None:
    assert [m.external_id for m in read(found)] == expected, why


def test_the_private_list_is_read_without_what_is_private() -> None:
    private = PLAIN | {
        "referralEmail": "karima@mail.example",
        "referenceId": "ORDER-5512",
        "tags": [{"group": "shop", "value": "lyon"}],
        "findReviewer": {"isEligible": True, "requests": [{"consumerResponse": {"email": "x@y"}}]},
        "companyReply": {"text": "Merci.", "createdAt": "2026-11-20T10:00:00Z",
                         "updatedAt": "2026-11-21T10:00:00Z", "authorBusinessUserId": "u-77"},
    }  # fmt: skip
    told = json.dumps([m.to_json() for m in read({"reviews": [private]})])
    assert "Merci." in told
    assert not [w for w in ("karima@", "ORDER", "x@y", "u-77") if w in told]


def test_the_sites_own_shape_is_read_with_its_dates_and_answer() -> None:
    shown = {
        "id": "8", "rating": 2, "title": "Non", "text": "Jamais livré.", "likes": 1, "language": "fr",
        "dates": {"publishedDate": "2026-11-19T18:00:03.000Z", "updatedDate": None},
        "consumer": {"id": "5f0000000000000000000002", "displayName": "Théo"},
        "reply": {"message": "Nous cherchons.", "publishedDate": "2026-11-20T08:00:00.000Z"},
    }  # fmt: skip
    one, answer = read({"props": {"pageProps": {"reviews": [shown]}}})
    assert (one.posted_at, one.likes) == (datetime(2026, 11, 19, 18, 0, 3, tzinfo=UTC), 1)
    assert (answer.by_owner, answer.posted_at) == (True, datetime(2026, 11, 20, 8, tzinfo=UTC))


def test_a_review_that_was_deleted_is_a_tombstone() -> None:
    event = {"eventName": "service-review-deleted", "eventData": {"id": "9", "stars": 1}}
    [gone] = read({"events": [event]})
    assert (gone.external_id, gone.deleted) == ("9", True)


def test_a_time_without_a_zone_is_in_utc() -> None:
    assert read(OLD)[0].posted_at == datetime(2026, 10, 1, 7, 45, 10, tzinfo=UTC)


def test_one_unreadable_review_is_reported_and_the_rest_is_read() -> None:
    body = json.dumps({"reviews": [PLAIN, {"stars": 5}, "x", None, {"id": "3"}]}).encode()
    page = Trustpilot.mentions_in(body)
    assert [m.external_id for m in page.mentions] == [PLAIN["id"]]
    assert [line.partition(":")[0] for line in page.refused] == [f"review {n}" for n in range(2, 6)]


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (b'{"fault": {"faultstring": "Invalid ApiKey"}}', "Trustpilot says: Invalid ApiKey"),
        (b'{"message": "Business unit not found", "errorCode": 1001}', "says: Business unit"),
        (b'{"error": "invalid_token", "error_description": "Expired"}', "says: Expired"),
        (b'{"id": "5", "displayName": "Z", "numberOfReviews": {"total": 3}}', "a list apart"),
        (b'{"businessUnits": []}', "a list apart"),
        (b"[]", "no list of reviews"),
        (b"{}", "no list of reviews"),
        (
            b'{"reviews": [{"stars": 5}]}',
            "nothing in it could be read: review 1: no id",
        ),
        ((PAGES / PAGE).read_bytes()[:900], "not JSON"),
    ],
)
def test_another_reply_is_one_clear_error(reply: bytes, expected: str) -> None:
    with pytest.raises(SourceChangedError) as caught:
        Trustpilot.mentions_in(reply)
    assert expected in str(caught.value)


@pytest.mark.parametrize(
    ("unit", "names"),
    [
        ("zephyr.example", ("zephyr.example",)),
        ("www.zephyr.example", ("zephyr.example",)),
        ("zephyr.example", ("www.zephyr.example",)),
        ("https://fr.trustpilot.com/review/zephyr.example?page=2", ("zephyr.example",)),
        ("https://zephyr.example/fr/", ("zephyr.example",)),
        ("Zephyr", ("zephyr.example",)),
        (" zéphyr ", ("zephyr.example",)),
    ],
)
def test_a_company_is_found_by_its_domain_its_page_or_its_name_and_then_known(
    unit: str, names: tuple[str, ...]
) -> None:
    api = Api([review(1)], names=names)
    pages, cursor = poll(api, unit=unit)
    assert ids(pages) == [review(1)["id"]]
    api.asked.clear()
    poll(api, cursor, unit=unit)
    assert api.asked == [f"/v1/business-units/{UNIT}/reviews"]


def test_a_number_that_is_over_is_looked_up_again() -> None:
    api = Api([review(1)])
    _, cursor = poll(api, unit="zephyr.example")
    api.unit = "a" * 24
    pages, cursor = poll(api, cursor, unit="zephyr.example")
    assert ids(pages) == [review(1)["id"]]
    assert json.loads(cursor or "")["id"] == "a" * 24


def test_another_company_in_the_settings_is_read_from_its_start() -> None:
    api = Api([review(n) for n in range(3)], names=("zephyr.example", "other.example"))
    _, cursor = poll(api, unit="zephyr.example")
    assert len(ids(poll(api, cursor, unit="other.example")[0])) == 3
    assert "/v1/business-units/find" in api.asked[2:]


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("nobody.example", "Trustpilot knows no company under nobody.example"),
        ("Zeph", "the search shows z.ex, zephyr.example"),
    ],
)
def test_a_company_that_is_not_found_is_told_with_the_way_out(unit: str, expected: str) -> None:
    with pytest.raises(SourceRefusedError, match=expected):
        poll(Api(), unit=unit)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (httpx.Response(401, json={"fault": {"faultstring": "Invalid ApiKey"}}), "copy it again"),
        (httpx.Response(400, json={"message": "Invalid API key", "errorCode": 1}), "copy it again"),
        (httpx.Response(403, json={"message": "Forbidden", "errorCode": 2}), "your plan"),
        (httpx.Response(400, json={"message": "Bad page", "errorCode": 3}), "says: Bad page"),
    ],
)
def test_a_refusal_says_what_is_to_be_done_and_never_the_key(
    reply: httpx.Response, expected: str
) -> None:
    with pytest.raises(SourceError, match=expected) as caught:
        list(source().pages(Replay(reply), None))
    assert "canary" not in f"{caught.value} {caught.value!r}"


def test_the_key_is_not_shown_sent_in_the_clear_or_kept() -> None:
    made = source()
    assert "canary" not in repr(made) + str(made.model_dump()) + made.model_dump_json()
    with pytest.raises(ValidationError, match="https") as caught:
        source(url="http://api.example")
    assert "canary" not in str(caught.value)
    for wrong in ("", " ", "two words", "é"):
        with pytest.raises(ValidationError):
            source(key=wrong)
    _, cursor = poll(Api([review(1)]))
    assert "canary" not in (cursor or "")


def test_many_reviews_are_read_page_by_page_and_what_is_new_in_one() -> None:
    api = Api([review(n) for n in range(350)])
    pages, cursor = poll(api)
    assert ids(pages) == [r["id"] for r in api.reviews]
    api.asked.clear()
    api.reviews.insert(0, review(0) | {"id": "f" * 24})
    pages, _ = poll(api, cursor)
    assert "f" * 24 in ids(pages)
    assert len(api.asked) == 1


def test_what_is_older_than_asked_for_is_left_out_with_its_answer() -> None:
    old = review(24 * 40, companyReply={"text": "Merci", "createdAt": "2026-11-20T10:00:00Z"})
    api = Api([review(1), old])
    assert ids(poll(api, days_back=30)[0]) == [review(1)["id"]]


@pytest.mark.parametrize("cursor", ["{", "[]", '{"unit": 3}', '{"unit": "x", "id": 1}'])
def test_a_cursor_that_cannot_be_read_is_a_first_poll(cursor: str) -> None:
    assert len(ids(poll(Api([review(1)]), cursor)[0])) == 1


def test_it_reads_a_server_through_the_guard() -> None:
    api = Api([review(n) for n in range(130)])
    with (
        serving(api) as url,
        guarded_client(allow_private=True, state=HttpState(), spacing=None) as http,
    ):
        made = source(url=f"{url}/", allow_private=True, unit="zephyr.example")
        assert len(ids(list(made.pages(http, None)))) == 130
