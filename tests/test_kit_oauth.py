"""A login in the browser: what it asks, what it takes for an answer, and what is kept of it."""

import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from connectors.kit.errors import (
    SourceBusyError,
    SourceChangedError,
    SourceError,
    SourceRefusedError,
)
from connectors.kit.grants import Grant, keep, kept
from connectors.kit.login import Login
from connectors.kit.oauth import Consent, access, redeem, renewed, seconds_in
from listener.words.spoken import spoken

PORT, NOW = 40_123, 1_795_000_000
SECRET = "canary-secret"


@pytest.fixture
def login(tmp_path: Path) -> Login:
    return Login(
        source="avis",
        client_id="me",
        client_secret=SECRET,
        consent_url="https://accounts.example/auth",
        token_url="https://tokens.example/token",
        scope="reviews",
        more={"prompt": "consent"},
        file=tmp_path / "logins" / "avis.json",
    )


@pytest.fixture
def consent(login: Login) -> Consent:
    return Consent(login, PORT)


def asked(consent: Consent) -> dict[str, str]:
    return {k: v for k, [v] in parse_qs(urlsplit(consent.address).query).items()}


def back(consent: Consent, **more: str) -> str:
    told = {"state": asked(consent)["state"], "code": "4/code", **more}
    return str(httpx.URL(consent.redirect).copy_merge_params(told))


def answering(*replies: httpx.Response) -> tuple[httpx.Client, list[dict[str, str]]]:
    """A service that gives these answers, and the forms that it was sent."""
    forms: list[dict[str, str]] = []
    left = list(replies)

    def answer(request: httpx.Request) -> httpx.Response:
        assert request.method == "POST"
        forms.append({k: v for k, [v] in parse_qs(request.content.decode()).items()})
        return left.pop(0)

    return httpx.Client(transport=httpx.MockTransport(answer), follow_redirects=True), forms


def tokens(**more: Any) -> httpx.Response:
    known = {
        "access_token": "canary-access",
        "expires_in": 3_600,
        "refresh_token": "canary-refresh",
    }
    return httpx.Response(200, json={k: v for k, v in (known | more).items() if v is not None})


def failing(error: object, status: int = 400) -> httpx.Response:
    return httpx.Response(status, json={"error": error})


def test_each_login_has_a_state_and_a_challenge_of_its_own(login: Login) -> None:
    one, other = asked(Consent(login, PORT)), asked(Consent(login, PORT))
    assert one["redirect_uri"] == f"http://127.0.0.1:{PORT}/"
    assert one["prompt"] == "consent"
    for key in ("state", "code_challenge"):
        assert one[key] != other[key]
        assert len(one[key]) >= 43
    assert one["code_challenge"] not in Consent(login, PORT).verifier
    assert SECRET not in Consent(login, PORT).address


def test_the_answer_to_a_login_is_its_code(consent: Consent) -> None:
    assert consent.code(back(consent)) == "4/code"


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        (lambda url: url.replace("state=", "state=x"), "did not ask for"),
        (lambda url: url.replace("state=", "other="), "did not ask for"),
        (lambda url: f"{url}&state=x", "did not ask for"),
        (lambda url: f"{url}&code=x", "did not ask for"),
        (lambda url: url.partition("?")[0], "did not ask for"),
        (lambda url: url.replace(str(PORT), str(PORT + 1)), "came to another address"),
        (lambda url: url.replace("127.0.0.1", "evil.example"), "came to another address"),
        (lambda url: url.replace("127.0.0.1", "localhost"), "came to another address"),
        (lambda url: f"http://[{url}", "came to another address"),
        (lambda url: url[:0], "came to another address"),
        (lambda url: url.replace("code=4%2Fcode", "code="), "no code"),
        (lambda url: url.replace("code=", "error=access_denied&was="), "consent was refused"),
        (lambda url: url.replace("code=", "error=admin_policy_enforced&was="), "administrator"),
        (lambda url: url.replace("code=", "error=<b>&was="), r"refused \(what is no word\)"),
    ],
)  # fmt: skip
def test_what_is_no_answer_to_a_login_is_one_clear_refusal(
    consent: Consent, changed: Callable[[str], str], why: str
) -> None:
    url = changed(back(consent))
    with pytest.raises(SourceRefusedError, match=why) as caught:
        consent.code(url)
    told = str(caught.value)
    assert told.endswith(("listener login avis", "ask them"))
    assert "4/code" not in told
    assert asked(consent)["state"] not in told
    assert spoken("fr", told) != told


def test_a_login_takes_one_answer_alone(consent: Consent) -> None:
    consent.code(back(consent))
    with pytest.raises(SourceRefusedError, match="was answered before: listener login avis"):
        consent.code(back(consent))


def test_a_forged_answer_does_not_use_up_the_login(consent: Consent) -> None:
    with pytest.raises(SourceRefusedError):
        consent.code(back(consent, state="forged"))
    assert consent.code(back(consent)) == "4/code"


def test_a_consent_becomes_a_grant(login: Login, consent: Consent) -> None:
    http, forms = answering(tokens(scope="openid reviews", refresh_token_expires_in=604_799))
    grant = redeem(http, login, consent, "4/code", NOW)
    assert grant == Grant("me", "canary-refresh", "canary-access", NOW + 3_600, NOW + 604_799)
    assert forms == [
        {
            "client_id": "me",
            "client_secret": SECRET,
            "grant_type": "authorization_code",
            "code": "4/code",
            "code_verifier": consent.verifier,
            "redirect_uri": consent.redirect,
        }
    ]


@pytest.mark.parametrize(
    ("reply", "kind", "why"),
    [
        (failing("invalid_grant"), SourceRefusedError, "used before, or is too old: listener login avis"),
        (failing("invalid_client", 401), SourceRefusedError, "not those of one app"),
        (failing("deleted_client", 401), SourceRefusedError, "the app is gone there"),
        (failing("invalid_request"), SourceChangedError, "it says invalid_request"),
        (failing("<script>"), SourceChangedError, "what is no word"),
        (failing({"code": 400}), SourceChangedError, "400 Bad Request"),
        (failing("server_error", 503), SourceBusyError, "out of order"),
        (httpx.Response(429, headers={"retry-after": "7"}), SourceBusyError, "patience"),
        (tokens(refresh_token=None), SourceChangedError, "no lasting token"),
        (tokens(scope="openid"), SourceRefusedError, "box .* was not ticked"),
        (tokens(access_token=None), SourceChangedError, "no access token"),
        (tokens(access_token=""), SourceChangedError, "no access token"),
        (tokens(access_token="a\r\nX: y"), SourceChangedError, "no access token"),
        (httpx.Response(200, text="<html>"), SourceChangedError, "a web page"),
        (httpx.Response(200, json=["x"]), SourceChangedError, "no access token"),
        (httpx.Response(307, headers={"location": "https://evil.example/"}), SourceChangedError,
         "sends elsewhere"),
    ],
)  # fmt: skip
def test_a_consent_that_gives_nothing_says_why(
    login: Login, consent: Consent, reply: httpx.Response, kind: type[SourceError], why: str
) -> None:
    http, forms = answering(reply)
    with pytest.raises(SourceError, match=why) as caught:
        redeem(http, login, consent, "4/code", NOW)
    assert caught.type is kind
    assert "canary" not in str(caught.value)
    assert len(forms) == 1
    assert not login.file.exists()


def test_a_grant_is_kept_for_this_user_alone(login: Login) -> None:
    grant = Grant("me", "canary-refresh", "canary-access", NOW, NOW + 9)
    keep(login, grant)
    assert kept(login) == grant
    assert stat.S_IMODE(login.file.stat().st_mode) == 0o600
    assert stat.S_IMODE(login.file.parent.stat().st_mode) == 0o700
    assert [file.name for file in login.file.parent.iterdir()] == ["avis.json"]
    assert "canary" not in repr(grant)
    assert SECRET not in repr(login)


@pytest.mark.parametrize(
    ("content", "mode", "why"),
    [
        (None, 0, "nobody has logged in yet: listener login avis"),
        (b"{}", 0o600, "damaged: listener login avis"),
        (b"\xff[", 0o600, "damaged"),
        (b"[" * 50_000, 0o600, "damaged"),
        (b'{"client_id": "me", "refresh_token": "", "access_token": "a", "fresh_until": 1}', 0o600, "damaged"),
        (b'{"client_id": "me", "refresh_token": "r", "access_token": "a", "fresh_until": "x"}', 0o600, "damaged"),
        (b'{"client_id": "you", "refresh_token": "r", "access_token": "a", "fresh_until": 1}', 0o600,
         "another client_id: listener login avis"),
        (b"{}", 0o644, "other users may read it"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_login_says_so(
    login: Login, content: bytes | None, mode: int, why: str
) -> None:
    if content is not None:
        login.file.parent.mkdir()
        login.file.write_bytes(content)
        login.file.chmod(mode)
    with pytest.raises(SourceRefusedError, match=why) as caught:
        access(httpx.Client(), login, NOW)
    assert spoken("fr", str(caught.value)) != str(caught.value)


def test_a_token_is_asked_for_only_once_it_is_over(login: Login) -> None:
    http, forms = answering(tokens(access_token="new", refresh_token=None))
    keep(login, Grant("me", "canary-refresh", "old", NOW + 61, None))
    assert access(http, login, NOW) == "old"
    assert access(http, login, NOW + 2) == "new"
    assert access(http, login, NOW + 3_000) == "new"
    [form] = forms
    assert form == {
        "client_id": "me",
        "client_secret": SECRET,
        "grant_type": "refresh_token",
        "refresh_token": "canary-refresh",
    }
    assert kept(login) == Grant("me", "canary-refresh", "new", NOW + 2 + 3_600, None)


def test_a_folder_that_cannot_be_written_is_told(login: Login) -> None:
    login.file.parent.write_bytes(b"no folder")
    with pytest.raises(SourceRefusedError, match="let this user write there") as caught:
        keep(login, Grant("me", "canary-refresh", "canary-access", NOW))
    assert str(caught.value).startswith(str(login.file.parent))
    assert spoken("fr", str(caught.value)).endswith("permettez à cet utilisateur d'y écrire")


def test_a_refresh_token_that_changes_is_kept(login: Login) -> None:
    http, _ = answering(tokens(access_token="new", refresh_token="next", expires_in="60"))
    keep(login, Grant("me", "canary-refresh", "old", NOW, NOW + 99))
    assert renewed(http, login, NOW) == "new"
    assert kept(login) == Grant("me", "next", "new", NOW + 60, NOW + 99)


def test_a_poll_never_writes_over_a_newer_login(login: Login) -> None:
    """A person logs in while a poll renews the token of the login before."""
    newer = Grant("me", "newer", "newer-access", NOW + 3_600, None)

    def answer(_: httpx.Request) -> httpx.Response:
        keep(login, newer)
        return tokens(access_token="of the old", refresh_token=None)

    keep(login, Grant("me", "canary-refresh", "old", NOW, None))
    with httpx.Client(transport=httpx.MockTransport(answer)) as http:
        renewed(http, login, NOW)
    assert kept(login) == newer


@pytest.mark.parametrize(
    ("value", "seconds"),
    [(60, 60), ("60", 60), (-1, 5), (1.5, 5), ("²", 5), (None, 5), (True, 5), ("9" * 30, 5)],
)
def test_seconds_are_a_number_also_in_quotes(value: object, seconds: int) -> None:
    assert seconds_in(value, 5) == seconds
