"""A Google of our own on loopback, for the tests: it checks what it is asked, and answers as documented."""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode

import httpx

CLIENT, SECRET = "77-abc.apps.googleusercontent.com", "GOCSPX-canary-secret"
MANAGE = "https://www.googleapis.com/auth/business.manage"


def problem(code: int, status: str, message: str, **more: Any) -> httpx.Response:
    """An error as Google wraps it."""
    told = {"code": code, "message": message, "status": status, **more}
    return httpx.Response(code, json={"error": told})


def unapproved(code: int = 429) -> httpx.Response:
    """What every service answers as long as nobody at Google has approved the project."""
    info = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "RATE_LIMIT_EXCEEDED",
        "domain": "googleapis.com",
        "metadata": {
            "service": "mybusiness.googleapis.com",
            "quota_limit": "DefaultRequestsPerMinutePerProject",
            "quota_limit_value": "0",
            "consumer": "projects/123",
        },
    }
    said = "Quota exceeded for quota metric 'Requests' and limit 'Requests per minute'"
    return problem(code, "RESOURCE_EXHAUSTED", said, details=[info])


@dataclass
class Google:
    """Consent page, tokens, accounts, shops and reviews; `host` is /SERVICE/… of one server."""

    shops: dict[str, list[dict[str, Any]]] = field(default_factory=dict)  # reviews by path
    titles: dict[str, str] = field(default_factory=dict)
    testing: bool = False  # an app in testing: a grant that ends
    revoked: bool = False
    granted: str = MANAGE
    answers: dict[str, httpx.Response] = field(default_factory=dict)  # instead, by path
    asked: list[str] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)  # access tokens that are good
    page: int = 50
    age: int = 0  # page tokens of another age are not good any more
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)
    _made: int = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        service, _, path = request.url.path.removeprefix("/").partition("/")
        self.asked.append(f"{request.method} {service}/{path}")
        query = dict(parse_qsl(request.url.query.decode(), strict_parsing=bool(request.url.query)))
        if path in self.answers:
            return self.answers[path]
        if (service, path) == ("accounts", "o/oauth2/v2/auth"):
            return self._consent(query)
        if (service, path) == ("oauth2", "token"):
            return self._token(request)
        assert request.method == "GET"
        scheme, _, token = request.headers["authorization"].partition(" ")
        assert scheme == "Bearer"
        if token not in self.tokens:
            return problem(
                401, "UNAUTHENTICATED", "Request had invalid authentication credentials."
            )
        if service == "mybusinessaccountmanagement":
            return self._accounts(path, query)
        if service == "mybusinessbusinessinformation":
            return self._locations(path, query)
        assert service == "mybusiness", request.url
        return self._reviews(path, query)

    def _consent(self, query: dict[str, str]) -> httpx.Response:
        """A person who allows it at once."""
        assert query.keys() == {
            *("client_id", "redirect_uri", "response_type", "scope", "state", "code_challenge"),
            *("code_challenge_method", "access_type", "prompt"),
        }
        assert query["client_id"] == CLIENT
        assert query["redirect_uri"].startswith("http://127.0.0.1:")
        assert (query["response_type"], query["code_challenge_method"]) == ("code", "S256")
        assert (query["access_type"], query["prompt"]) == ("offline", "consent")
        assert query["scope"] == MANAGE
        assert len(query["state"]) >= 32
        code = f"4/0A{len(self._codes)}"
        self._codes[code] = query
        back = urlencode({"state": query["state"], "code": code, "scope": query["scope"]})
        return httpx.Response(302, headers={"location": f"{query['redirect_uri']}?{back}"})

    def _token(self, request: httpx.Request) -> httpx.Response:
        assert request.method == "POST"
        assert request.headers["content-type"] == "application/x-www-form-urlencoded"
        assert not request.url.query, "a secret in an address"
        form = {k: v for k, [v] in parse_qs(request.content.decode()).items()}
        if (form["client_id"], form["client_secret"]) != (CLIENT, SECRET):
            return httpx.Response(401, json={"error": "invalid_client"})
        if form["grant_type"] == "refresh_token":
            if self.revoked or form["refresh_token"] != "1//refresh-canary":
                return self._dead("Token has been expired or revoked.")
            return self._new()
        assert form["grant_type"] == "authorization_code"
        asked = self._codes.pop(form["code"], None)
        if asked is None:
            return self._dead("Malformed auth code.")
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        assert 43 <= len(form["code_verifier"]) <= 128
        assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == asked["code_challenge"]
        assert form["redirect_uri"] == asked["redirect_uri"]
        ends = {"refresh_token_expires_in": 604_799} if self.testing else {}
        return self._new(refresh_token="1//refresh-canary", scope=self.granted, **ends)

    def _dead(self, said: str) -> httpx.Response:
        return httpx.Response(400, json={"error": "invalid_grant", "error_description": said})

    def _new(self, **more: Any) -> httpx.Response:
        self._made += 1
        token = f"ya29.canary-{self._made}"
        self.tokens = {token}
        told = {"access_token": token, "expires_in": 3_599, "token_type": "Bearer", **more}
        return httpx.Response(200, json=told)

    def _accounts(self, path: str, query: dict[str, str]) -> httpx.Response:
        assert path == "v1/accounts"
        assert query.keys() <= {"pageSize", "pageToken", "filter", "parentAccount"}
        names = dict.fromkeys(shop.partition("/locations/")[0] for shop in self.shops)
        listed = [{"name": name, "accountName": "Maison", "type": "PERSONAL"} for name in names]
        return httpx.Response(200, json={"accounts": listed} if listed else {})

    def _locations(self, path: str, query: dict[str, str]) -> httpx.Response:
        account = path.removeprefix("v1/").removesuffix("/locations")
        assert path == f"v1/{account}/locations"
        assert query["readMask"], "Google refuses a list without one"
        assert query.keys() <= {"pageSize", "pageToken", "filter", "orderBy", "readMask"}
        assert 1 <= int(query["pageSize"]) <= 100
        of = [s for s in self.shops if s.startswith(f"{account}/")]
        listed = [
            {"name": s.removeprefix(f"{account}/"), "title": self.titles.get(s, "")} for s in of
        ]
        at = int(query.get("pageToken", 0))
        told: dict[str, Any] = {"locations": listed[at : at + 1]}
        if at + 1 < len(listed):
            told["nextPageToken"] = str(at + 1)
        return httpx.Response(200, json=told if listed else {})

    def _reviews(self, path: str, query: dict[str, str]) -> httpx.Response:
        shop = path.removeprefix("v4/").removesuffix("/reviews")
        assert path == f"v4/{shop}/reviews"
        assert query.keys() <= {"pageSize", "pageToken", "orderBy"}
        assert 1 <= int(query["pageSize"]) <= 50
        assert query["orderBy"] == "updateTime desc"
        if shop not in self.shops:
            return problem(404, "NOT_FOUND", "Requested entity was not found.")
        told_at, _, age = query.get("pageToken", f"0.{self.age}").partition(".")
        if int(age) != self.age:
            return problem(400, "INVALID_ARGUMENT", "Request contains an invalid argument.")
        at = int(told_at)
        by_time = sorted(self.shops[shop], key=lambda r: r["updateTime"], reverse=True)
        shown = by_time[at : at + self.page]
        if not shown:
            return httpx.Response(200, json={})
        told: dict[str, Any] = {"reviews": shown, "totalReviewCount": len(by_time)}
        if at + self.page < len(by_time):
            told["nextPageToken"] = f"{at + self.page}.{self.age}"
        return httpx.Response(200, json=json.loads(json.dumps(told)))
