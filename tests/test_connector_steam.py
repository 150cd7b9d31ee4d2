import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
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

from connectors.kit.about import About
from connectors.kit.contract import Author, Mention, Page
from connectors.kit.errors import SourceBusyError, SourceChangedError
from connectors.kit.http.guard import guarded_client
from connectors.kit.http.state import HttpState
from connectors.steam.source import Steam
from listener.store.store import Store
from listener.store.tables import AnswerRow, MentionRow

PAGE = "steam/reviews.json"
APP = "1234560"
AT = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)
LIST: dict[str, Any] = json.loads((PAGES / PAGE).read_bytes())
ANSWERED, FREE, SILENT = LIST["response"]["reviews"]
STORE = "<!DOCTYPE html><html><head><title>Welcome to Steam</title></head><body></body></html>"


@pytest.fixture(autouse=True)
def _in_november() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def source(**options: Any) -> Steam:
    return Steam.model_validate({"name": "st", "app": APP, **options})


def review(number: int, **more: Any) -> dict[str, Any]:
    """A review that is `number` hours old."""
    made: dict[str, Any] = copy.deepcopy(FREE)
    at = int((AT - timedelta(hours=number)).timestamp())
    made |= {"recommendationid": str(2**63 + number), "timestamp_created": at}
    made["author"]["steamid"] = str(76561198000001000 + number)
    return made | more


@dataclass
class Api:
    """Steam's API as it is documented; checks what it is asked."""

    reviews: list[dict[str, Any]] = field(default_factory=list)  # newest first
    size: int = 100  # of a page: it may give fewer than it is asked for
    ends: str = "repeats"  # its last cursor
    asked: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        assert (request.method, request.url.path) == (
            "GET",
            "/IUserReviewsService/GetAppReviews/v1/",
        )
        assert request.url.params.keys() == {"input_json"}
        asked = json.loads(request.url.params["input_json"])
        self.asked.append(asked)
        told = {k: v for k, v in asked.items() if k not in ("cursor", "languages")}
        assert told == {
            "appid": int(APP), "filter": 1, "review_type": 0, "purchase_type": 1,
            "num_per_page": 100, "filter_offtopic_activity": False,
        }  # fmt: skip
        assert isinstance(asked["languages"], list)
        at = asked["cursor"]
        # A token has the signs that an address has to escape: it has to come back as it was.
        assert at == "*" or at.startswith("Ao+/=")
        start = 0 if at == "*" else int(at.removeprefix("Ao+/="))
        shown = self.reviews[start : start + self.size]
        after = f"Ao+/={start + len(shown)}"
        if not shown:
            after = {"repeats": at, "stops": ""}[self.ends]
        body = {"query_summary": {"num_reviews": len(shown)}, "cursor": after}
        return httpx.Response(200, json={"response": body | ({"reviews": shown} if shown else {})})


def poll(
    answer: Callable[[httpx.Request], httpx.Response], cursor: str | None = None, **options: Any
) -> tuple[list[Page], str | None]:
    return polled(source(**options), answer, cursor, follow_redirects=True)


def read(found: Any) -> list[Mention]:
    return list(Steam.mentions_in(json.dumps(found).encode()).mentions)


def test_keeps_the_contract() -> None:
    empty = b'{"response": {"query_summary": {"num_reviews": 0}, "total_matching": 0}}'
    check_contract(source(), PAGE, empty=empty)


def test_a_review_and_the_response_become_two_mentions() -> None:
    page = next(iter(source().pages(Replay(PAGE), None)))
    one, answer, free, silent = page.mentions
    text = (
        "Beau mais lent\nLe jeu plante à chaque sauvegarde & personne ne répond.\n"
        "- mises à jour rares\n- prix trop haut"
    )
    assert one == Mention(
        external_id="18446744073709551615",
        url="https://steamcommunity.com/profiles/76561198000000011/recommended/1234560/",
        author=Author(
            id="76561198000000011", url="https://steamcommunity.com/profiles/76561198000000011"
        ),
        title="Non recommandé · Produit remboursé",
        text=text,
        lang="fr",
        posted_at=datetime(2026, 11, 20, 8, 40, tzinfo=UTC),
        genre="review",
        venue="review",
        likes=7,
        replies=2,
        thread_key="18446744073709551615",
    )
    assert answer == Mention(
        external_id="18446744073709551615#reply",
        text="Bonjour, le correctif sort demain.",
        genre="review",
        posted_at=datetime(2026, 11, 20, 10, 20, tzinfo=UTC),
        venue="review",
        parent_url=one.url,
        parent_text=text,
        thread_key=one.external_id,
        by_owner=True,
    )
    assert (free.title, free.likes) == ("Recommended · Product received for free", None)
    assert (silent.title, silent.text, silent.lang) == (None, "Recommended", "ko")


def test_a_thumb_is_no_count_of_stars() -> None:
    assert {m.rating for m in read(LIST)} == {None}


def test_a_saved_reply_says_by_itself_what_a_poll_knows() -> None:
    polled = [m for page in source().pages(Replay(PAGE), None) for m in page.mentions]
    assert [replace(m, url=None, parent_url=None) for m in polled] == read(LIST)


def test_a_response_is_kept_as_the_answer_to_its_review(tmp_path: Path, store: Store) -> None:
    scene = Scene(tmp_path, store)
    scene.run(*read([{**ANSWERED, "review": "I hate it, it is broken."}, FREE]))
    texts = {m.id: m.external_id for m in scene.rows(MentionRow)}
    [answer] = scene.rows(AnswerRow)
    assert texts[answer.mention_id] == ANSWERED["recommendationid"]
    with store.reading() as session:
        ours = session.exec(select(MentionRow).where(MentionRow.by_owner)).one()
    assert ours.external_id == f"{ANSWERED['recommendationid']}#reply"


def test_an_edit_and_a_late_response_are_read_of_an_old_review(store: Store) -> None:
    """Neither brings it to the top: below a hundred others it is read once a day."""
    api = Api([review(n) for n in range(0, 300, 2)])
    with serving(api) as url:
        visits = Visits(store, source(url=url, allow_private=True), "steam")
        visits.clock.now = AT
        assert visits.visit().new == 150
        late = api.reviews[120]
        late |= {"review": "Refunded, and I am sad about it.", "developer_response": "Thank you."}
        api.asked.clear()
        visits.clock.pass_(hours=1)
        with time_machine.travel(visits.clock.now, tick=False):
            assert not visits.visit().is_news
        assert len(api.asked) == 1
        visits.clock.pass_(hours=24)
        with time_machine.travel(visits.clock.now, tick=False):
            seen = visits.visit()
    assert (seen.new, seen.revised) == (1, 1)


@pytest.mark.parametrize("ends", ["repeats", "stops"])
@pytest.mark.parametrize("size", [100, 7])
def test_short_pages_are_no_end_and_a_repeated_cursor_is(size: int, ends: str) -> None:
    api = Api([review(n) for n in range(60)], size, ends)
    pages, cursor = poll(api)
    assert ids(pages) == [r["recommendationid"] for r in api.reviews]
    assert len(api.asked) == -(-60 // size) + 1
    api.asked.clear()
    api.reviews.insert(0, review(0, recommendationid="5"))
    assert "5" in ids(poll(api, cursor)[0])
    assert len(api.asked) == 1


def test_a_cursor_that_comes_again_with_reviews_ends_the_poll() -> None:
    stuck = {"response": {"reviews": [review(1), review(2)], "cursor": "AoSame"}}
    http = Replay(httpx.Response(200, json=stuck))
    assert len(ids(list(source().pages(http, None)))) == 2
    assert len(http.asked) == 2


def test_more_than_a_poll_reads_is_read_by_the_next(store: Store) -> None:
    api = Api([review(n) for n in range(0, 900)], size=50)
    with serving(api) as url:
        visits = Visits(store, source(url=url, allow_private=True), "steam")
        visits.clock.now = AT
        found = 0
        for _ in range(3):
            with time_machine.travel(visits.clock.now, tick=False):
                found += visits.visit().new
            visits.clock.pass_(hours=1)
    assert found == 900


def test_a_token_that_is_over_is_looked_for_from_the_top() -> None:
    api = Api([review(n) for n in range(600)], size=50)
    found, cursor = poll(api)
    assert "gap" in json.loads(cursor or "")

    def forgetful(request: httpx.Request) -> httpx.Response:
        is_first = len(api.asked) == start
        reply = api(request)
        return httpx.Response(400, html="<html>Bad Request</html>") if is_first else reply

    start = len(api.asked)
    more, _ = poll(forgetful, cursor)
    assert set(ids(found)) | set(ids(more)) == {r["recommendationid"] for r in api.reviews}


def test_a_redirect_and_a_web_page_are_errors_not_silence() -> None:
    def shop(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/":
            return httpx.Response(200, html=STORE)
        return httpx.Response(302, headers={"location": "https://store.steampowered.example/"})

    with pytest.raises(
        SourceChangedError, match=r"leads elsewhere, to store\.steampowered\.example"
    ):
        poll(shop)

    def other(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v2":
            return httpx.Response(200, json=LIST)
        return httpx.Response(301, headers={"location": "/v2"})

    with pytest.raises(SourceChangedError, match="leads elsewhere"):
        poll(other)
    with pytest.raises(SourceChangedError, match="a web page"):
        poll(lambda _: httpx.Response(200, html=STORE))


def test_too_many_requests_without_a_word_are_a_wait() -> None:
    with pytest.raises(SourceBusyError):
        poll(lambda _: httpx.Response(429, html="<html>Too Many Requests</html>"))


@pytest.mark.parametrize(
    ("found", "expected", "why"),
    [
        ({"response": {"query_summary": {"num_reviews": 0}}}, [], "nothing there yet"),
        ({"response": {"reviews": [], "cursor": "*"}}, [], "an empty list"),
        ({"success": 1, "query_summary": {"num_reviews": 0}, "reviews": []}, [], "the old one"),
        ({"success": 1, "reviews": [FREE], "cursor": "x"}, ["210000002"], "the old one"),
        ({"response": {"reviews": FREE}}, ["210000002"], "one object for a list"),
        ({"reviews": {"210000002": FREE}}, ["210000002"], "by its id, as programs keep it"),
        (FREE, ["210000002"], "a review alone"),
        ([FREE, SILENT], ["210000002", "210000001"], "a list without its wrapping"),
        ([{"recommendationid": 7, "voted_up": "true"}], ["7"], "words for numbers"),
        ([{**FREE, "author": None, "developer_response": None}], ["210000002"], "nobody"),
        ([{**FREE, "developer_response": "  "}], ["210000002"], "an empty response"),
        (
            [{**FREE, "developer_response": {"text": "Thanks"}}],
            ["210000002", "210000002#reply"],
            "a response of its own shape",
        ),
    ],
)
def test_every_shape_is_read(found: Any, expected: list[str], why: str) -> None:
    assert [m.external_id for m in read(found)] == expected, why


def test_one_unreadable_review_is_reported_and_the_rest_is_read() -> None:
    body = json.dumps({"reviews": [FREE, {"voted_up": True}, "x", None, {"recommendationid": "3"}]})
    page = Steam.mentions_in(body.encode())
    assert [m.external_id for m in page.mentions] == ["210000002"]
    assert [line.partition(":")[0] for line in page.refused] == [f"review {n}" for n in range(2, 6)]


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (b'{"success": 2}', "no list of reviews"),
        (b'{"success": 2, "query_summary": {"num_reviews": 0}}', "no list of reviews"),
        (b'{"response": {}}', "of an app that has a page"),
        (b'{"response": {"error": "Invalid appid"}}', "Steam says: Invalid appid"),
        (b'{"response": {"query_summary": {"num_reviews": 4}}}', "no list of reviews"),
        (b'[{"id": 1}]', "no list of reviews"),
        (STORE.encode(), "a web page"),
        ((PAGES / PAGE).read_bytes()[:900], "not JSON"),
    ],
)
def test_another_reply_is_one_clear_error(reply: bytes, expected: str) -> None:
    with pytest.raises(SourceChangedError) as caught:
        Steam.mentions_in(reply)
    assert expected in str(caught.value)


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("[h1]Fine[/h1]Good [i]music[/i]", "Fine\nGood music"),
        ("[quote=ann]Old[/quote]New", "Old\nNew"),
        ("[list]\n[*]one\n[*] two\n[/list]", "- one\n- two"),
        ("[table][tr][th]A[/th][td]B[/td][/tr][/table]", "A B"),
        ("a [noparse][b][/noparse] tag", "a tag"),
        (r"\[ MISC ] stays, [not a tag] too", "[ MISC ] stays, [not a tag] too"),
        ("[url=https://x.example/?a=1]x[/url]", "x"),
        ("1 < 2 &amp; 3", "1 < 2 & 3"),
    ],
)
def test_bbcode_is_read_as_a_reader_sees_it(said: str, text: str) -> None:
    assert read([{**FREE, "review": said}])[0].text == text


def test_an_app_goes_by_its_number_or_its_address() -> None:
    for told in (APP, 1234560, f"https://store.steampowered.com/app/{APP}/Zephyr/?l=french"):
        assert source(app=told).app == APP
    for wrong in ("", "0", "Zephyr", "-1", 2**32, "https://store.steampowered.com/"):
        with pytest.raises(ValidationError, match="expected the app's number"):
            source(app=wrong)
    about = About(name="Zephyr", links=(f"https://store.steampowered.com/app/{APP}/Zephyr",))
    with httpx.Client() as http:
        assert list(Steam.proposed(about, http)) == [{"app": APP}]


def test_languages_are_asked_for_by_steams_names() -> None:
    api = Api([review(1)])
    poll(api, languages=("fr", "pt"))
    poll(api)
    assert [a["languages"] for a in api.asked[::2]] == [
        ["french", "portuguese", "brazilian"],
        ["all"],
    ]
    with pytest.raises(ValidationError, match="Steam has no xx"):
        source(languages=("xx",))


def test_other_settings_are_read_from_their_start() -> None:
    api = Api([review(n) for n in range(0, 600, 2)])
    _, cursor = poll(api)
    assert len(ids(poll(api, cursor)[0])) < 300
    assert len(ids(poll(api, cursor, languages=("en",))[0])) == 300
    for wrong in ("{", "[]", '{"of": 3}'):
        assert len(ids(poll(api, wrong)[0])) == 300


def test_what_is_older_than_asked_for_is_left_out_with_its_response() -> None:
    api = Api([review(1), review(24 * 40, developer_response="Thanks")])
    assert ids(poll(api, days_back=30)[0]) == [review(1)["recommendationid"]]


def test_it_reads_a_server_through_the_guard() -> None:
    api = Api([review(n) for n in range(130)])
    with (
        serving(api) as url,
        guarded_client(allow_private=True, state=HttpState(), spacing=None) as http,
    ):
        made = source(url=f"{url}/", allow_private=True)
        assert len(ids(list(made.pages(http, None)))) == 130
