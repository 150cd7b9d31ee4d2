"""The acts API: a real server on loopback, asked by a real client; who has no token sees and changes nothing."""

import json
import resource
import socket
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from acme import BRAND, NOON, Clock, Kept, Listed, answered_before, config, heard, mention, pipeline
from rigs.effort import PATIENCE

from connectors.kit.contract import Author
from listener.commands import tokens as commands
from listener.desk.api import MOST, Api
from listener.desk.found import acts
from listener.guard.tokens import FILE, TokenFileError, Tokens
from listener.settings.brand import People
from listener.settings.config import Config, Source, Web
from listener.store.store import Store
from listener.watch.health import Health
from listener.watch.web import Served, serve

HATE = "I hate it, my battery is broken"
OTHER = BRAND.model_copy(update={"name": "Other", "handles": ("@other",)})


class Place:
    """Two brands with a complaint each (1 of Acme, 2 of Other), and the door before them."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.folder, self.store, self.clock = folder, store, Clock()
        self.brands = [BRAND, OTHER]
        then, last = {"Acme": HATE}, {"Acme": HATE, "Other": HATE}  # 1 is Acme's, 2 Other's
        heard(store, self.settings(), self.settings(**then), self.settings(**last))
        self.tokens = Tokens(folder)
        self.lea = self.tokens.make("Léa", NOON)
        self.acted = 0
        self.api = Api(store, self.tokens, self.clock, self.brands)
        self.api.heed(self._count)

    def settings(self, **posts: str) -> Config:
        made = config(self.folder)
        jo = Author(id="u-17", name="Jo")
        sources = [
            Source(brand=brand.name, kind="listed", connector=Listed(name=brand.name.lower(), mentions=(mention(1, posts[brand.name], author=jo),) if brand.name in posts else ()))
            for brand in self.brands
        ]  # fmt: skip
        return made.model_copy(update={"brand": tuple(self.brands), "source": tuple(sources)})

    def _count(self) -> None:
        self.acted += 1

    def names(self) -> list[str]:
        return [row.name for row in self.store.acts([b.name for b in self.brands])]


@pytest.fixture
def place(tmp_path: Path, sqlite: Store) -> Place:
    return Place(tmp_path, sqlite)


@pytest.fixture
def served(place: Place) -> Iterator[Served]:
    made = serve("127.0.0.1", 0, Health, lambda: b"", place.api)
    yield made
    assert made.stop(PATIENCE)


@pytest.fixture
def http(served: Served, place: Place) -> Iterator[httpx.Client]:
    """A client that Léa's token lets in."""
    with httpx.Client(
        base_url=f"http://127.0.0.1:{served.port}/api/",
        headers={"Authorization": f"Bearer {place.lea}"},
        trust_env=False,
        timeout=PATIENCE,
    ) as client:
        yield client


def do(http: httpx.Client, name: str, **values: Any) -> tuple[int, dict[str, Any]]:
    reply = http.post(f"acts/{name}", json=values)
    told: dict[str, Any] = reply.json()
    return reply.status_code, told


def test_an_act_answers_what_changed_with_the_cards_version(
    http: httpx.Client, place: Place
) -> None:
    before = http.get("cards/1").json()
    status, told = do(http, "take", mention=1, seen=before["version"])
    assert (status, told["outcome"], told["said"]) == (200, "done", "It is yours.")
    assert told["changed"]["owner"] == {"was": None, "is": "Léa"}
    assert told["version"] != before["version"]
    assert http.get("cards/1").json()["version"] == told["version"]
    [row] = place.store.acts([BRAND.name])
    assert (row.who, row.name, row.door, told["act"]) == ("Léa", "take", "web", row.id)
    assert place.acted == 1


def test_an_older_version_is_refused_in_words_and_changes_nothing(
    http: httpx.Client, place: Place
) -> None:
    old = http.get("cards/1").json()["version"]
    do(http, "escalate", mention=1, lane="press")
    status, told = do(http, "no_reply", mention=1, seen=old)
    assert (status, told["error"]) == (409, "old")
    assert "look at the alert again" in told["said"]
    assert told["version"] != old
    assert place.names() == ["escalate"]
    assert place.acted == 1


# Of each act what it takes, as the shell takes it.
EVERY: list[tuple[str, dict[str, Any]]] = [
    ("approve_draft", {"draft": "A", "anyway": True}),
    ("answered", {"url": "https://acme.example/reply", "text": "Sorry!"}),
    ("ask_colleague", {"to": "Paul"}),
    ("correct", {"tag": "tone", "label": "positive"}),
    ("decline", {"brand": "Acme", "lesson": "0123456789abcdef", "kind": "fact"}),
    ("describe", {"brand": "Acme", "what": "handles", "text": "@acme_fr"}),
    ("draft", {}),
    ("escalate", {"lane": "press"}),
    ("file", {}),
    ("fixed", {}),
    ("forget", {"brand": "Acme", "precedent": 1}),
    ("hand_back", {}),
    ("hand_over", {"to": "Paul"}),
    ("hold", {"brand": "Acme", "on": "on"}),
    ("label", {"brand": "Acme", "post": 1, "form": "critique"}),
    ("no_reply", {}),
    ("propose", {"brand": "Acme", "url": "https://forum.example/feed"}),
    ("reject_draft", {"reason": "too stiff"}),
    ("setting", {"brand": "Acme", "kind": "closed", "text": "2026-12-24"}),
    ("snooze", {"ends": "3d"}),
    ("take", {}),
    ("undo", {"act": 1}),
    ("vouch", {"brand": "Acme", "fact": "warranty", "last": "2027-06-30"}),
    ("who_is", {"kind": "journalist"}),
]


@pytest.mark.parametrize(("name", "values"), EVERY)
def test_every_act_is_done_by_the_shells_words(
    http: httpx.Client, place: Place, name: str, values: dict[str, Any]
) -> None:
    status, told = do(http, name, **_ready(http, place, name, values))
    outcome = "already" if name == "draft" else "done"  # of a critique there is one unasked
    assert (status, told["outcome"]) == (200, outcome), told
    assert outcome == "already" or place.names()[0] == name


def _ready(http: httpx.Client, place: Place, name: str, values: dict[str, Any]) -> dict[str, Any]:
    """What an act takes, where all is there that it needs and Léa is a lead."""
    place.api.follow([BRAND.model_copy(update={"people": People(leads=("Léa",))}), OTHER])
    if name in ("hand_back", "undo"):
        do(http, "take", mention=1)
    if name == "forget":
        assert answered_before(place.store) == values["precedent"]
    return ({"mention": 1} if "brand" not in values and name != "undo" else {}) | values


FOR_GOOD = ("draft", "undo")


@pytest.mark.long
@pytest.mark.parametrize(("name", "values"), EVERY)
def test_every_act_is_done_once_and_taken_back(
    http: httpx.Client, place: Place, name: str, values: dict[str, Any]
) -> None:
    whole = _ready(http, place, name, values)
    first = do(http, name, **whole)[1]
    status, again = do(http, name, **whole)
    assert status in (200, 404, 409)
    assert again["outcome"] != "done"
    assert place.names().count(name) == (name != "draft")
    if name in FOR_GOOD:
        told = do(http, "undo", act=first["act"])[1] if first["act"] else again
        assert told["outcome"] in ("cannot", "already")
        return
    status, back = do(http, "undo", act=first["act"])
    assert (status, back["outcome"]) == (200, "done"), back
    status, told = do(http, "undo", act=first["act"])
    assert (status, told["outcome"]) == (200, "already")
    assert place.names().count("undo") == 1


@pytest.mark.parametrize(
    ("name", "values"), [one for one in EVERY if "brand" not in one[1] and one[0] not in FOR_GOOD]
)
def test_no_act_is_done_on_an_older_version(
    http: httpx.Client, place: Place, name: str, values: dict[str, Any]
) -> None:
    whole = _ready(http, place, name, values)
    before = place.names()
    status, told = do(http, name, **whole, seen="1.OTHER.0")
    assert (status, told["error"]) == (409, "old"), told
    assert place.names() == before


def test_the_table_above_has_every_act() -> None:
    assert sorted(name for name, _ in EVERY) == sorted(acts())


def test_the_same_event_twice_is_one_act_and_nobodys_else(http: httpx.Client, place: Place) -> None:
    first = do(http, "take", mention=1, event="a")[1]
    do(http, "hand_back", mention=1)
    status, told = do(http, "take", mention=1, event="a")
    assert (status, told["outcome"], told["act"]) == (200, "already", first["act"])
    http.headers["Authorization"] = f"Bearer {place.tokens.make('Paul', NOON)}"
    assert do(http, "take", mention=1, event="a")[1]["outcome"] == "done"
    assert place.names() == ["take", "hand_back", "take"]


def test_what_speaks_against_a_text_is_told_before_it_is_approved(
    http: httpx.Client, place: Place
) -> None:
    said = "We give you 50 % and a new one [to fill: when]."
    status, told = do(http, "approve", mention=1, text=said)
    assert (status, told["error"]) == (409, "warned")
    assert told["doubts"]
    assert place.names() == []


def test_two_are_told_who_was_first(http: httpx.Client, place: Place) -> None:
    do(http, "take", mention=1)
    http.headers["Authorization"] = f"Bearer {place.tokens.make('Paul', NOON)}"
    status, told = do(http, "take", mention=1)
    assert (status, told["error"], told["changed"]) == (409, "taken", {})
    assert "Léa has it already" in told["said"]


def test_what_is_for_leads_is_refused_to_others(http: httpx.Client, place: Place) -> None:
    status, told = do(http, "hold", brand="Acme", on=True)  # where none is listed: the shell alone
    assert (status, told["error"]) == (403, "leads")
    assert place.names() == []
    status, told = do(http, "correct", mention=1, tag="not_us", author=True)
    assert (status, told["error"]) == (403, "leads")
    assert "silence more than this one post" in told["said"]
    assert place.names() == []


def test_an_act_that_is_not_there_is_named(http: httpx.Client) -> None:
    status, told = do(http, "undo", act=99)
    assert (status, told["said"]) == (404, "There is no act 99.")


def test_open_cards_are_listed_and_closed_ones_are_not(http: httpx.Client) -> None:
    told = http.get("cards").json()
    assert [(one["mention"], one["brand"]) for one in told["cards"]] == [(1, "Acme"), (2, "Other")]
    assert told["open"] == 2
    assert "battery" in told["cards"][0]["quote"]
    do(http, "no_reply", mention=1)
    assert [one["mention"] for one in http.get("cards").json()["cards"]] == [2]
    assert http.get("cards", params={"brand": "Acme"}).json() == {"cards": [], "open": 0}
    assert http.get("cards", params={"limit": "1"}).json()["open"] == 1


def test_one_card_has_its_drafts_and_what_it_offers(http: httpx.Client) -> None:
    told = http.get("cards/1").json()
    assert [draft["name"] for draft in told["drafts"]] == ["A", "B"]
    assert told["offered"][0] == "take"
    assert told["standing"]["is_open"]
    assert told["due_at"]


WITHOUT: list[dict[str, str]] = [
    {},
    {"Authorization": "Bearer wrong"},
    {"Authorization": "Bearer"},
    {"Authorization": "Basic bMOpYTp4"},
    {"Authorization": "Bearer blt_" + "a" * 43},
    {"Authorization": "bearer " + "a" * 500},
    {"X-Token": "x"},
]


ASKED = [("GET", "cards"), ("GET", "cards/1"), ("POST", "acts/take"), ("GET", "nothing"), ("OPTIONS", "acts/take"), ("PUT", "cards/1")]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), ASKED)
def test_without_a_token_everything_is_401_in_words(
    served: Served, place: Place, method: str, path: str
) -> None:
    url = f"http://127.0.0.1:{served.port}/api/{path}"
    with httpx.Client(trust_env=False, timeout=PATIENCE) as client:
        for headers in WITHOUT:
            reply = client.request(method, url, headers=headers, json={"mention": 1})
            assert reply.status_code == 401, headers
            assert reply.headers["www-authenticate"].startswith("Bearer")
            assert "listener api-token" in reply.json()["said"]
            assert "access-control-allow-origin" not in reply.headers
            assert "battery" not in reply.text
    assert place.names() == []


def test_a_revoked_token_ends_at_once(http: httpx.Client, place: Place) -> None:
    assert http.get("cards").status_code == 200
    assert place.tokens.revoke("LÉA")
    assert http.get("cards").json()["error"] == "unknown_token"
    assert do(http, "take", mention=1)[0] == 401


def test_a_full_disk_leaves_the_tokens_as_they_were_and_nothing_beside_them(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path)
    lea = tokens.make("Léa", NOON)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200, before[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            tokens.make("Paul", NOON)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert [path.name for path in tmp_path.iterdir()] == [FILE]
    assert tokens.whose(lea)


ELSEWHERE = [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": "http://127.0.0.1:1"}, {"Origin": ""}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}]  # fmt: skip


def test_a_page_of_another_site_may_not_act(http: httpx.Client, place: Place) -> None:
    for headers in ELSEWHERE:
        reply = http.post("acts/take", json={"mention": 1}, headers=headers)
        assert (reply.status_code, reply.json()["error"]) == (403, "other_site"), headers
    assert place.names() == []


def test_a_page_of_our_own_address_may(http: httpx.Client, served: Served) -> None:
    own = {"Origin": f"http://127.0.0.1:{served.port}", "Sec-Fetch-Site": "same-origin"}
    assert http.post("acts/take", json={"mention": 1}, headers=own).status_code == 200


def test_a_foreign_name_is_refused_whatever_the_token(http: httpx.Client, place: Place) -> None:
    reply = http.post("acts/take", json={"mention": 1}, headers={"Host": "evil.example"})
    assert reply.status_code == 421
    assert place.names() == []


KINDS = ("text/plain", "application/x-www-form-urlencoded", "", "application/jsonp", "application/json; charset=utf-16")  # fmt: skip


def test_what_a_plain_form_can_send_is_refused(http: httpx.Client, place: Place) -> None:
    for kind in KINDS:
        headers = {"Content-Type": kind}
        reply = http.post("acts/take", content=b'{"mention": 1}', headers=headers)
        assert (reply.status_code, reply.json()["error"]) == (415, "no_json_type"), kind
    assert place.names() == []


JSON = {"Content-Type": "application/json"}
NO_OBJECT = (b"", b"[1]", b"{", b"\xff", b'"take"', b'{"mention": NaN}', b"[" * 100_000, b'{"a":' * 20_000, b'{"mention": ' + b"9" * 6_000 + b"}")  # fmt: skip


def test_what_is_no_object_is_refused(http: httpx.Client, place: Place) -> None:
    for body in NO_OBJECT:
        reply = http.post("acts/take", content=body, headers=JSON)
        assert (reply.status_code, reply.json()["error"]) == (400, "no_json"), body[:20]
    assert place.names() == []


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("take", {}, "mention"),
    ("take", {"mention": "1"}, "mention"),
    ("take", {"mention": True}, "mention"),
    ("take", {"mention": 10**30}, "mention"),
    ("take", {"mention": 1, "who": "Paul"}, "who"),
    ("take", {"mention": 1, "event": "e" * 300}, "event"),
    ("snooze", {"mention": 10**30, "ends": "3d"}, "mention"),
    ("snooze", {"mention": 1, "ends": "soon"}, "ends"),
    ("correct", {"mention": 1, "tag": "tone", "label": "furious"}, "label"),
    ("escalate", {"mention": 1, "lane": "sales"}, "lane"),
    ("answered", {"mention": 1, "url": "javascript:x"}, "url"),
    ("answered", {"mention": 1, "text": "x" * 20_001}, "text"),
    ("reject_draft", {"mention": 1, "reason": "\ud800"}, "reason"),
    ("hold", {"on": True}, "brand"),
    ("setting", {"brand": "Acme", "kind": "closed", "text": "some day"}, "text"),
    ("undo", {}, "act"),
]


def test_values_that_do_not_fit_are_named(http: httpx.Client, place: Place) -> None:
    for name, values, field in WRONG:
        reply = http.post(f"acts/{name}", content=json.dumps(values).encode(), headers=JSON)
        assert reply.status_code == 422, reply.text
        assert field in reply.json()["wrong"]
    assert place.names() == []


def test_what_is_too_long_is_refused_whether_or_not_it_says_so(
    http: httpx.Client, place: Place
) -> None:
    long = b'{"mention": 1, "x": "' + b"x" * MOST + b'"}'
    for content in (long, iter([long])):
        reply = http.post("acts/take", content=content, headers=JSON)
        assert (reply.status_code, reply.json()["error"]) == (413, "too_long")
    assert place.names() == []
    assert do(http, "answered", mention=1, text="\u2028" * 20_000)[0] == 200  # the longest, escaped


def test_half_a_body_keeps_nobody_out(
    served: Served, http: httpx.Client, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = f"POST /api/acts/take HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {place.lea}\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n{{"  # fmt: skip
    half = [socket.create_connection(("127.0.0.1", served.port)) for _ in range(60)]
    for each in half:
        each.sendall(head.encode())
    assert http.get("cards").status_code == 200
    monkeypatch.setattr("listener.watch.webdoor.STANDING", 0.1)
    with socket.create_connection(("127.0.0.1", served.port)) as slow:
        slow.settimeout(PATIENCE)
        slow.sendall(head.encode())
        assert slow.recv(1) == b""
    for each in half:
        each.close()
    assert place.names() == []


def test_a_header_that_comes_twice_lets_nobody_in(served: Served, place: Place) -> None:
    lines = ["POST /api/acts/take HTTP/1.1", "Host: localhost", f"Authorization: Bearer {place.lea}", "Authorization: Bearer x", "Content-Type: application/json", "Content-Length: 14", "", '{"mention": 1}']  # fmt: skip
    with socket.create_connection(("127.0.0.1", served.port), timeout=PATIENCE) as raw:
        raw.sendall("\r\n".join(lines).encode())
        assert b" 401 " in raw.recv(200)
    assert place.names() == []


def test_only_loopback_has_the_api(place: Place) -> None:
    made = serve("0.0.0.0", 0, Health, lambda: b"", place.api)
    try:
        url = f"http://127.0.0.1:{made.port}"
        headers = {"Authorization": f"Bearer {place.lea}"}
        with httpx.Client(trust_env=False, timeout=PATIENCE, headers=headers) as client:
            assert client.get(f"{url}/healthz").status_code == 200
            assert client.get(f"{url}/api/cards").status_code == 404
            assert client.post(f"{url}/api/acts/take", json={"mention": 1}).status_code == 404
    finally:
        assert made.stop(PATIENCE)
    assert place.names() == []


def test_a_token_of_one_brand_sees_and_changes_no_other(http: httpx.Client, place: Place) -> None:
    http.headers["Authorization"] = f"Bearer {place.tokens.make('Zoé', NOON, brand='Other')}"
    assert [one["brand"] for one in http.get("cards").json()["cards"]] == ["Other"]
    assert http.get("cards/1").status_code == 404
    assert http.get("cards", params={"brand": "Acme"}).json()["brands"] == ["Other"]
    assert do(http, "take", mention=1)[0] == 404
    http.headers["Authorization"] = f"Bearer {place.lea}"
    act = do(http, "take", mention=1)[1]["act"]
    http.headers["Authorization"] = f"Bearer {place.tokens.make('Zoé 2', NOON, brand='Other')}"
    status, told = do(http, "undo", act=act)
    assert (status, told["card"]) == (404, None)
    assert do(http, "hold", brand="Acme", on=True)[0] == 404
    assert place.names() == ["take"]
    place.api.follow([BRAND])
    assert http.get("cards").json()["error"] == "brand_gone"


def test_what_is_for_one_person_alone_is_nobodys_card(http: httpx.Client, place: Place) -> None:
    report = "@acme I work at your depot: my manager gropes the trainees, and nobody listens"
    pipeline(place.settings(Acme=report), place.store, Kept(), place.clock).once()
    record = place.store.record(1)
    assert record
    assert record.decision
    assert record.decision.leaf == "WORKPLACE"
    assert [one["mention"] for one in http.get("cards").json()["cards"]] == [2]
    assert http.get("cards/1").status_code == 404


def test_a_busy_database_is_told_and_nothing_is_lost(
    http: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from listener.store.errors import StoreBusyError

    def busy(*_: object) -> None:
        raise StoreBusyError("another process writes for too long: try again")

    monkeypatch.setattr(Store, "acting", busy)
    status, told = do(http, "take", mention=1)
    assert (status, told["error"]) == (503, "busy")
    monkeypatch.undo()
    assert do(http, "take", mention=1)[0] == 200


def test_the_file_holds_no_token_and_is_for_its_owner_alone(place: Place) -> None:
    path = place.folder / FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert place.lea not in path.read_text()
    assert place.lea[4:20] not in path.read_text()
    with pytest.raises(TokenFileError, match="has a token already"):
        place.tokens.make("LÉA", NOON + timedelta(days=1))


@pytest.mark.parametrize("broken", ["{", "[1]", '[{"name": "x"}]', '[{"name":"x","hash":"y","made_at":"z"}]'])  # fmt: skip
def test_a_damaged_file_lets_nobody_in_and_is_told(
    http: httpx.Client, place: Place, broken: str
) -> None:
    (place.folder / FILE).write_text(broken)
    assert http.get("cards").json()["error"] == "tokens_unread"
    with pytest.raises(TokenFileError, match="damaged"):
        place.tokens.all()


def test_a_file_that_others_may_read_lets_nobody_in(http: httpx.Client, place: Place) -> None:
    (place.folder / FILE).chmod(0o640)
    assert http.get("cards").status_code == 503


def test_what_others_wrote_is_plain_and_no_token_is_logged(
    http: httpx.Client, place: Place, capfd: pytest.CaptureFixture[str]
) -> None:
    text = "I hate it \u202e<!channel>\x1b[31m battery"
    pipeline(place.settings(Acme=text), place.store, Kept(), place.clock).once()
    with structlog.testing.capture_logs() as logs:
        raw = http.get("cards/1").content
        do(http, "answered", mention=1, text="\x00\x1b]0;x\x07ok")
        http.post("acts/take", content=b"{", headers=JSON)
    assert "\u202e" not in raw.decode()
    assert b"\\u202e" not in raw
    assert b"\x1b" not in raw
    assert b"\\u001b" not in raw
    odd = http.post("acts/take", content='{"a\u202e\x9b": "\\ud800"}'.encode(), headers=JSON)
    assert not {"\u202e", "\x9b"} & set(odd.text)
    [answer] = place.store.record(1).answers  # type: ignore[union-attr]
    assert answer.text == "]0;xok"
    out = capfd.readouterr()
    assert place.lea not in f"{logs}{out}"
    assert "battery" not in f"{logs}{out}"


def test_the_command_shows_a_token_once_and_lists_none(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    from listener.app import App

    app = App.over(place.settings(), place.clock, store=place.store, key=b"k" * 32)
    assert commands.api_token(app, "Paul", revoke=False, brand="Other") == 0
    token, told = capsys.readouterr()
    assert place.tokens.whose(token.strip()).name == "Paul"  # type: ignore[union-attr]
    assert "for Other alone" in told
    assert commands.api_token(app, None, revoke=False, brand=None) == 0
    listed = capsys.readouterr().out
    assert "Léa, since" in listed
    assert "blt_" not in listed
    assert commands.api_token(app, "paul", revoke=True, brand=None) == 0
    assert commands.api_token(app, "paul", revoke=True, brand=None) == 1
    assert place.tokens.whose(token.strip()) is None


@pytest.mark.parametrize(("web", "good"), [(Web(), True), (Web(port=0), None), (Web(host="0.0.0.0"), None)])  # fmt: skip
def test_check_says_whether_the_tokens_open_anything(
    place: Place, web: Web, good: bool | None
) -> None:
    from listener.app import App

    settings = place.settings().model_copy(update={"web": web})
    app = App.over(settings, place.clock, store=place.store, key=b"k" * 32)
    [(found, name, told)] = commands.findings(app)
    assert (found, name) == (good, "Acts API")
    assert "token" in told
    place.tokens.revoke("Léa")
    assert list(commands.findings(app)) == []
