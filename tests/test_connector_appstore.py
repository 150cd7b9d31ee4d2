import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
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

from connectors.appstore.source import FORMS, Appstore
from connectors.kit.contract import Author, Mention, Page
from connectors.kit.errors import SourceBusyError, SourceChangedError, SourceRefusedError
from connectors.kit.http.guard import guarded_client
from connectors.kit.http.state import HttpState
from listener.store.store import Store
from listener.store.tables import MentionRow

PAGE = "appstore/feed.json"
APP = "1404176564"
AT = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)
FEED: dict[str, Any] = json.loads((PAGES / PAGE).read_bytes())
APP_ITSELF, *REVIEWS = FEED["feed"]["entry"]


@pytest.fixture(autouse=True)
def _in_november() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def source(**options: Any) -> Appstore:
    known = {"name": "app", "app": APP, "countries": ["fr"]}
    return Appstore.model_validate(known | options)


def review(number: int, text: str = "Elle plante.", **more: Any) -> dict[str, Any]:
    """A review that is `number` minutes old."""
    made: dict[str, Any] = copy.deepcopy(REVIEWS[0])
    at = AT - timedelta(minutes=number)
    made["id"]["label"] = str(14_600_000_000 - number)
    made["content"]["label"] = text
    made["updated"]["label"] = at.isoformat()
    made["author"]["uri"]["label"] = f"https://itunes.apple.com/fr/reviews/id{number + 1}"
    return made | more


def feed(*entries: Any, **more: Any) -> dict[str, Any]:
    shown = {k: v for k, v in FEED["feed"].items() if k != "entry"}
    return {"feed": shown | ({"entry": list(entries)} if entries else {}) | more}


@dataclass
class Apple:
    """Apple's feed as it behaves: a page of 50, ten pages; checks what it is asked."""

    reviews: dict[str, list[dict[str, Any]]]  # by store, newest first
    forms: tuple[str, ...] = FORMS  # those that are not empty
    last: int = 10  # behind it the last page comes again and again
    asked: list[str] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        assert request.method == "GET"
        path = request.url.path
        self.asked.append(path)
        if path == "/lookup":
            known = request.url.params["country"] in self.reviews
            return httpx.Response(200, json={"resultCount": int(known), "results": []})
        store, _, rest = path.removeprefix("/").partition("/rss/customerreviews/")
        for form in FORMS:
            for page in range(1, 12):
                if rest == form.format(page=page, app=APP):
                    if store not in self.reviews:
                        return httpx.Response(404)
                    there = self.reviews[store] if form in self.forms else []
                    page = min(page, self.last)
                    return httpx.Response(200, json=feed(*there[50 * page - 50 : 50 * page]))
        raise AssertionError(f"no such address: {path}")


def poll(
    answer: Callable[[httpx.Request], httpx.Response], cursor: str | None = None, **options: Any
) -> tuple[list[Page], str | None]:
    return polled(source(**options), answer, cursor)


def read(*entries: Any, **more: Any) -> list[Mention]:
    return list(Appstore.mentions_in(json.dumps(feed(*entries, **more)).encode()).mentions)


def test_keeps_the_contract() -> None:
    check_contract(source(), PAGE)


def test_a_review_becomes_a_mention() -> None:
    """And the app itself, which older feeds put first, does not."""
    [first, second, third] = source().pages(Replay(PAGE), None).__next__().mentions
    assert first == Mention(
        external_id="14548543799",
        url=f"https://apps.apple.com/fr/app/id{APP}?see-all=reviews#14548543799",
        author=Author(
            id="1605206013", name="lou_b", url="https://itunes.apple.com/fr/reviews/id1605206013"
        ),
        title="Ne s'ouvre plus",
        text=(
            "Depuis la mise à jour l'appli se ferme au démarrage.\n"
            "Je dois la réinstaller chaque matin & c'est pénible."
        ),
        posted_at=datetime(2026, 11, 20, 11, 24, 23, tzinfo=UTC),
        genre="app_review",
        venue="review",
        rating=1,
        likes=3,
        thread_key="14548543799",
        product_version="5.2.1",
        country="FR",
    )
    assert second.posted_at == datetime(2026, 11, 18, 19, 2, tzinfo=UTC)
    assert "<3" in third.text, "it is text, not markup"


def test_a_saved_reply_says_by_itself_what_a_poll_knows() -> None:
    assert Appstore.mentions_in((PAGES / PAGE).read_bytes()).mentions == tuple(
        m for page in source().pages(Replay(PAGE), None) for m in page.mentions
    )


@pytest.mark.parametrize(
    ("entry", "expected", "why"),
    [
        (REVIEWS[0], 1, "one object, where there is one review"),
        ([APP_ITSELF, *REVIEWS], 3, "the app itself first"),
        ([APP_ITSELF], 0, "nothing but the app itself"),
        (APP_ITSELF, 0, "the same as one object"),
        (None, 0, "null"),
        ([], 0, "an empty list"),
        ([{**REVIEWS[0], "id": "1"}], 1, "a value without its wrapping"),
        ([{k: v for k, v in REVIEWS[0].items() if k != "updated"}], 1, "no date: older feeds"),
        ([{k: v for k, v in REVIEWS[0].items() if k not in ("author", "link")}], 1, "nobody"),
        ([{**REVIEWS[0], "im:rating": {"label": "many"}}], 1, "stars that are no number"),
        ([{**REVIEWS[0], "content": [{"label": "a"}, {"label": "b"}]}], 1, "its text twice"),
        ([{**REVIEWS[0], "link": [REVIEWS[0]["link"]] * 2}], 1, "several links"),
    ],
)
def test_every_shape_of_the_feed_is_read(entry: Any, expected: int, why: str) -> None:
    assert len(read(entry=entry)) == expected, why
    pages, _ = poll(lambda _: httpx.Response(200, json=feed(entry=entry)))
    assert len(ids(pages)) == expected, why


def test_a_feed_without_entry_is_told_and_is_no_failure() -> None:
    assert read() == []
    [page], _ = poll(lambda _: httpx.Response(200, json=feed()))
    [said] = page.said
    assert said.startswith("the store fr shows no review from this address")


def test_a_store_that_knows_one_form_alone_and_is_empty_in_it_is_empty() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        is_known = "sortby=" in request.url.path
        return httpx.Response(200, json=feed()) if is_known else httpx.Response(404)

    [page], _ = poll(answer)
    assert page.said[0].startswith("the store fr shows no review from this address")


def test_a_number_that_no_app_has_in_a_store_is_told() -> None:
    with pytest.raises(
        SourceChangedError, match="no app of the number 1404176564 is in the store xx"
    ):
        poll(Apple({"fr": []}), countries=["xx"])
    with pytest.raises(SourceChangedError, match="no app of the number"):
        poll(lambda _: httpx.Response(404))  # where the store's list of apps cannot be asked
    [page], _ = poll(Apple({"fr": []}))
    assert page.said[0].startswith("the store fr shows no review"), "it is there, without a review"


def test_what_is_unknown_is_absent() -> None:
    [bare] = read({"id": {"label": "1"}, "im:rating": {"label": "4"}, "title": {"label": "Bien"}})
    assert bare == Mention(
        external_id="1", text="Bien", genre="app_review", venue="review", rating=4, thread_key="1"
    )
    [stars] = read({"id": {"label": "2"}, "im:rating": {"label": "4"}})
    assert (stars.text, stars.title, stars.rating) == ("", None, 4)


def test_a_text_in_markup_is_read_as_its_words() -> None:
    html = {"label": "Bien<br/>mais&nbsp;lent", "attributes": {"type": "html"}}
    plain = {"label": "Bien\n\nmais lent", "attributes": {"type": "text"}}
    assert read({**REVIEWS[0], "content": html})[0].text == "Bien\nmais lent"
    assert read({**REVIEWS[0], "content": [html, plain]})[0].text == "Bien\n\nmais lent"


def test_one_unreadable_review_is_reported_and_the_rest_is_read() -> None:
    page = Appstore.mentions_in(json.dumps(feed(REVIEWS[0], {"title": {}}, "x", None)).encode())
    assert [m.external_id for m in page.mentions] == ["14548543799"]
    assert [line.partition(":")[0] for line in page.refused] == ["review 2", "review 3", "review 4"]


WEB = {
    "next": f"/v1/catalog/fr/apps/{APP}/reviews?l=fr-FR&offset=10",
    "data": [
        {
            "id": "14548543799",
            "type": "user-reviews",
            "attributes": {
                "date": "2026-11-20T11:24:23Z",
                "developerResponse": {
                    "id": 48_880_001,
                    "body": "Bonjour, la 5.2.2 corrige ce démarrage.",
                    "modified": "2026-11-21T09:00:00Z",
                },
                "review": "Elle se ferme.",
                "rating": 1,
                "isEdited": False,
                "title": "Ne s'ouvre plus",
                "userName": "lou_b",
            },
        }
    ],
}


def test_the_stores_own_page_shows_the_developers_answer() -> None:
    one, answer = Appstore.mentions_in(json.dumps(WEB).encode()).mentions
    assert (one.rating, one.country, one.by_owner) == (1, "FR", False)
    assert one.url == f"https://apps.apple.com/fr/app/id{APP}?see-all=reviews#14548543799"
    assert not Appstore.mentions_in(b'{"data": []}').mentions
    assert answer == Mention(
        external_id="14548543799#reply",
        text="Bonjour, la 5.2.2 corrige ce démarrage.",
        genre="app_review",
        posted_at=datetime(2026, 11, 21, 9, tzinfo=UTC),
        venue="review",
        parent_url=one.url,
        parent_text="Elle se ferme.",
        thread_key="14548543799",
        country="FR",
        by_owner=True,
    )


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (b"", "nothing"),
        (b"<!DOCTYPE html><html></html>", "a web page"),
        (b'<?xml version="1.0" encoding="utf-8"?><feed></feed>', "with json at its end"),
        ((PAGES / PAGE).read_bytes()[:1_500], "not JSON"),
        (b"null", "null"),
        (b"[]", "no feed of reviews"),
        (b'"feed"', "no feed of reviews"),
        (b'{"feed": []}', "no feed of reviews"),
        (b'{"feed": null}', "no feed of reviews"),
        (b'{"data": [{"type": "customerReviews"}]}', "no feed of reviews"),
        (b'{"feed": {"entry": [{"id": {"label": ""}, "im:rating": {"label": "5"}}]}}', "no id"),
        (b'{"resultCount": 1, "results": [{"trackId": 1}]}', "its reviews are in a feed apart"),
        (b'{"errorMessage": "Invalid value(s) for key(s): [country]"}', "says: Invalid value"),
        (
            b'{"errors": [{"status": "404", "title": "Not Found", "detail": "No such app"}]}',
            "the App Store says: No such app",
        ),
    ],
)
def test_another_reply_is_one_clear_error(reply: bytes, expected: str) -> None:
    with pytest.raises(SourceChangedError) as caught:
        Appstore.mentions_in(reply)
    assert expected in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("number", range(len(FORMS)))
def test_every_form_of_the_address_is_tried_before_a_feed_is_empty(number: int) -> None:
    apple = Apple({"fr": [review(n) for n in range(3)]}, forms=(FORMS[number],))
    pages, cursor = poll(apple)
    assert len(ids(pages)) == 3
    assert not [said for page in pages for said in page.said]
    apple.asked.clear()
    poll(apple, cursor)
    assert len(apple.asked) == 1, "the form that worked is asked first"


def test_a_form_that_fails_is_no_reason_to_leave_out_the_others() -> None:
    apple = Apple({"fr": [review(1)]})

    def answer(request: httpx.Request) -> httpx.Response:
        whole = [form.format(page=1, app=APP) for form in FORMS]
        form = next(n for n, f in enumerate(whole) if request.url.path.endswith(f"/{f}"))
        odd = (httpx.Response(502), httpx.Response(404), httpx.Response(200, html="<html></html>"))
        return odd[form] if form < len(odd) else apple(request)

    assert len(ids(poll(answer)[0])) == 1


def test_a_page_in_the_middle_that_is_empty_in_one_form_is_asked_in_the_others() -> None:
    apple = Apple({"fr": [review(n) for n in range(80)]})

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith(FORMS[0].format(page=2, app=APP)):
            return httpx.Response(200, json=feed())
        return apple(request)

    assert len(ids(poll(answer)[0])) == 80


def test_several_stores_are_one_source_and_each_goes_on_from_where_it_stood() -> None:
    apple = Apple({"fr": [review(1)], "be": [review(2)], "ch": [review(3)]})
    countries = ["fr", "BE", "ch"]
    pages, cursor = poll(apple, countries=countries)
    assert [m.country for page in pages for m in page.mentions] == ["FR", "BE", "CH"]
    assert json.loads(cursor or "").keys() == {"fr", "be", "ch"}
    apple.asked.clear()
    apple.reviews["be"].insert(0, review(0))
    pages, _ = poll(apple, cursor, countries=countries)
    assert review(0)["id"]["label"] in ids(pages)
    assert len(apple.asked) == 3


def test_a_store_that_cannot_be_read_is_told_and_does_not_stop_the_others() -> None:
    apple = Apple({"fr": [review(1)]})
    pages, _ = poll(apple, countries=["xx", "fr"])
    assert len(ids(pages)) == 1
    [said] = [said for page in pages for said in page.said]
    assert said.startswith("the store xx could not be read, the others were: no app of the number")
    with pytest.raises(SourceChangedError, match="404"):
        poll(apple, countries=["xx", "yy"])


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (httpx.Response(429), SourceBusyError),
        (httpx.Response(503), SourceBusyError),
        (httpx.Response(403, html="<html>Forbidden</html>"), SourceRefusedError),
    ],
)
def test_a_busy_store_is_not_asked_again_under_another_form(
    reply: httpx.Response, expected: type[Exception]
) -> None:
    http = Replay(reply)
    with pytest.raises(expected):
        list(source(countries=["fr", "be"]).pages(http, None))
    assert len(http.asked) == 1


def test_500_reviews_are_read_and_then_what_is_new() -> None:
    apple = Apple({"fr": [review(n) for n in range(600)]})
    pages, cursor = poll(apple)
    assert ids(pages) == [str(14_600_000_000 - n) for n in range(500)]
    assert not pages[-1].behind
    apple.asked.clear()
    apple.reviews["fr"] = [review(-n) for n in range(120, 0, -1)] + apple.reviews["fr"]
    with time_machine.travel(AT + timedelta(hours=3), tick=False):
        pages, _ = poll(apple, cursor)
    assert {str(14_600_000_000 + n) for n in range(1, 121)} <= set(ids(pages))
    assert len(apple.asked) <= 5


def test_a_last_page_that_comes_again_and_again_is_the_end() -> None:
    apple = Apple({"fr": [review(n) for n in range(100)]}, last=2)
    pages, cursor = poll(apple)
    assert ids(pages) == [r["id"]["label"] for r in apple.reviews["fr"]]
    assert len(apple.asked) == 3
    assert not pages[-1].behind
    assert "gap" not in (cursor or "")


def test_what_is_older_than_asked_for_is_left_out_now_and_later() -> None:
    apple = Apple({"fr": [review(1), review(60 * 24 * 40)]})
    pages, cursor = poll(apple, days_back=30)
    assert ids(pages) == [review(1)["id"]["label"]]
    assert ids(poll(apple, cursor, days_back=30)[0]) == ids(pages)


def test_more_than_a_store_shows_between_two_visits_is_told() -> None:
    apple = Apple({"fr": [review(n) for n in range(60)]})
    pages, cursor = poll(apple)
    apple.reviews["fr"] = [review(-n) for n in range(600, 0, -1)] + apple.reviews["fr"]
    with time_machine.travel(AT + timedelta(hours=12), tick=False):
        more, cursor = poll(apple, cursor)
        again, _ = poll(apple, cursor)
    assert len(ids(more)) == 500
    assert [said for page in pages + again for said in page.said] == []
    [said] = [said for page in more for said in page.said]
    assert "no more than its 500 newest reviews" in said


def test_a_review_that_is_shown_late_is_read_the_next_day() -> None:
    """Below 200 newer ones, where a poll that reads what is new does not come."""
    apple = Apple({"fr": [review(n) for n in range(60, 260)]})
    _, cursor = poll(apple)
    late = review(235, "Publié après coup")
    late["id"]["label"] = "777"
    apple.reviews["fr"].insert(175, late)
    with time_machine.travel(AT + timedelta(hours=1), tick=False):
        pages, cursor = poll(apple, cursor)
    assert "777" not in ids(pages)
    with time_machine.travel(AT + timedelta(hours=25), tick=False):
        pages, _ = poll(apple, cursor)
    assert "777" in ids(pages)


def test_feeds_without_dates_are_read_whole() -> None:
    bare = [{k: v for k, v in review(n).items() if k != "updated"} for n in range(120)]
    pages, cursor = poll(Apple({"fr": bare}))
    assert len(ids(pages)) == 120
    more = [{k: v for k, v in review(-1).items() if k != "updated"}, *bare]
    assert review(-1)["id"]["label"] in ids(poll(Apple({"fr": more}), cursor)[0])


def test_a_date_in_2099_does_not_hide_what_comes_after_it() -> None:
    odd = review(5, updated={"label": "2099-01-01T00:00:00Z"})
    apple = Apple({"fr": [odd, review(9)]})
    _, cursor = poll(apple)
    new = [review(-n) for n in range(80, 0, -1)]
    apple.reviews["fr"][1:1] = new  # the odd one stays above them
    with time_machine.travel(AT + timedelta(hours=2), tick=False):
        assert {one["id"]["label"] for one in new} <= set(ids(poll(apple, cursor)[0]))


@pytest.mark.parametrize("cursor", ["{", "[]", '{"fr": 3}', '{"fr": {"upto": 1}}', '{"fr": {}}'])
def test_a_cursor_that_cannot_be_read_is_a_first_poll(cursor: str) -> None:
    assert len(ids(poll(Apple({"fr": [review(1)]}), cursor)[0])) == 1


@pytest.mark.parametrize(
    "told",
    [APP, int(APP), f" {APP} ", f"https://apps.apple.com/fr/app/zephyr-velos/id{APP}?l=en"],
)
def test_an_app_goes_by_its_number_or_its_address(told: Any) -> None:
    assert source(app=told).app == APP


@pytest.mark.parametrize(
    "wrong", [{"app": "Zephyr"}, {"app": True}, {"countries": ["France"]}, {"countries": ["f1"]}]
)
def test_settings_that_name_no_app_or_store_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        source(**wrong)


def test_without_countries_the_brands_own_store_is_read() -> None:
    apple = Apple({"be": [review(1)], "gb": [review(2)]})
    with httpx.Client(transport=httpx.MockTransport(apple)) as http:
        home = source(countries=[]).timed_in("Europe/Brussels", "BE")
        assert len(ids(list(home.pages(http, None)))) == 1
    assert source(countries="UK").countries == ("gb",), "as people write it"


def test_it_reads_a_server_through_the_guard() -> None:
    apple = Apple({"fr": [review(n) for n in range(70)]})

    def answer(request: httpx.Request) -> httpx.Response:
        assert "brand-listener" in request.headers["user-agent"]
        return apple(request)

    with (
        serving(answer) as url,
        guarded_client(allow_private=True, state=HttpState(), spacing=None) as http,
    ):
        assert len(ids(list(source(url=f"{url}/").pages(http, None)))) == 70


def test_an_edited_review_is_the_same_one_with_new_words(store: Store) -> None:
    apple = Apple({"fr": [review(5), review(9)]})
    with serving(apple) as url:
        app = source(url=url, allow_private=True)
        visits = Visits(store, app, "appstore")
        visits.clock.now = AT
        assert visits.visit().new == 2
        edited = review(5, "Tout va bien depuis hier, merci.", **{"im:rating": {"label": "5"}})
        edited["id"] = review(9)["id"]
        edited["author"] = review(9)["author"]
        apple.reviews["fr"] = [edited, review(5)]
        visits.clock.pass_(hours=2)
        seen = visits.visit()
    assert (seen.new, seen.revised) == (0, 1)
    with store.reading() as session:
        row = next(m for m in session.exec(select(MentionRow)) if m.rating == 5)
    assert (row.external_id, row.revision) == (review(9)["id"]["label"], 2)
    assert row.text == "Tout va bien depuis hier, merci."
