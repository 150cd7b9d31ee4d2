"""Posts as the API of Mastodon and its kin shows them: GoToSocial, Pleroma, Friendica."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

from connectors.kit.contract import Author, Mention
from connectors.kit.errors import (
    UNREADABLE,
    SourceBusyError,
    SourceChangedError,
    SourceError,
    SourceRefusedError,
    UnreadError,
    doubting,
    why_unread,
)
from connectors.kit.http.fetch import Params, get_json
from connectors.kit.http.guard import FRESH
from connectors.kit.reading.entries import as_date, as_text
from connectors.kit.reading.text import clean, plain_text

LIMIT = 40  # posts a request, the most that servers give
_MOST = 20  # options or pictures of one post that are read
_SENT_AWAY = (401, 422)  # with these a server sends visitors away


@dataclass(frozen=True, slots=True)
class Status:
    """A post as one server shows it."""

    id: str  # that server's own
    uri: str  # the same on all servers
    second: int  # when it was written
    mention: Mention
    is_open: bool  # public or unlisted, not another's post shared
    is_noindex: bool  # its author asked not to be found by search engines
    is_indexable: bool  # its author did not refuse, or did agree, to be found by others' searches


def read_status(found: Any, instance: str) -> Status:
    """A status from the API of `instance`; UnreadError where it is not one."""
    if not isinstance(found, Mapping):
        raise UnreadError("not an object")
    account, id_, uri = found.get("account"), found.get("id"), found.get("uri")
    if not (isinstance(account, Mapping) and isinstance(id_, str) and isinstance(uri, str)):
        raise UnreadError("no account, id or uri")
    posted_at = as_date(found.get("created_at"))
    acct = as_text(account.get("acct"))
    if not (id_ and uri.strip() and acct and posted_at):
        raise UnreadError("an empty account, id, uri or date")
    host = instance.partition("://")[2]
    above = as_text(found.get("in_reply_to_id"))
    mention = Mention(
        external_id=uri,
        url=_link(found.get("url")) or _link(uri),
        author=Author(
            id=acct if "@" in acct else f"{acct}@{host}",
            name=as_text(account.get("display_name")) or acct,
            followers=_count(account.get("followers_count")),
            url=_link(account.get("url")),
        ),
        text=_text(found),
        lang=_lang(found.get("language")),
        posted_at=posted_at,
        genre="mastodon_post",
        venue="public",
        likes=_count(found.get("favourites_count")),
        shares=_count(found.get("reblogs_count")),
        replies=_count(found.get("replies_count")),
        parent_url=f"{instance}/web/statuses/{above}" if above else None,
        # The server names only the post above: replies to one post are together, with it.
        thread_key=f"{host}/{above or id_}",
    )
    return Status(
        id=id_,
        uri=uri,
        second=int(posted_at.timestamp()),
        mention=mention,
        is_open=found.get("visibility") in ("public", "unlisted") and not found.get("reblog"),
        is_noindex=account.get("noindex") is True,
        is_indexable=account.get("indexable") is not False,
    )


def tombstone(uri: str) -> Mention:
    """What stands for a deleted status."""
    return Mention(external_id=uri, text="", genre="mastodon_post", deleted=True)


def _text(found: Mapping[str, Any]) -> str:
    """All its words: content warning, post, what may be voted for, pictures, the post it quotes."""
    warning = " ".join(as_text(found.get("spoiler_text")).split())
    words = plain_text(as_text(found.get("content")))
    quoted = _quoted(found)
    if quoted and words.startswith("RE: http"):  # for servers that cannot show a quote
        words = words.partition("\n")[2]
    lines = [warning, words, *_options(found), *_pictures(found)]
    if quoted:
        lines.append("\n".join(f"> {line}" for line in quoted.split("\n")))
    return "\n".join(filter(None, lines)).strip()


def _options(found: Mapping[str, Any]) -> list[str]:
    poll = found.get("poll")
    options = poll.get("options") if isinstance(poll, Mapping) else None
    titles = [_said(option, "title") for option in options] if isinstance(options, list) else []
    return [f"- {title}" for title in titles[:_MOST] if title]


def _pictures(found: Mapping[str, Any]) -> list[str]:
    shown = found.get("media_attachments")
    return [_said(one, "description") for one in shown[:_MOST]] if isinstance(shown, list) else []


def _quoted(found: Mapping[str, Any]) -> str:
    """The words of the post it quotes: Mastodon wraps it, its kin give it as it is."""
    quote = found.get("quote")
    quote = quote.get("quoted_status", quote) if isinstance(quote, Mapping) else None
    return plain_text(as_text(quote.get("content"))) if isinstance(quote, Mapping) else ""


def _said(found: object, key: str) -> str:
    """Plain text on one line."""
    said = found.get(key) if isinstance(found, Mapping) else None
    return " ".join(clean(said).split()) if isinstance(said, str) else ""


def _link(url: object) -> str | None:
    return url if isinstance(url, str) and url.startswith(("https://", "http://")) else None


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and value >= 0 else None


def _lang(value: object) -> str | None:
    """pt-BR is pt; a language without two letters of its own has none here."""
    code = as_text(value).partition("-")[0].lower()
    return code if len(code) == 2 and code.isalpha() and code.isascii() else None


class Server:
    """The API of one server, as one poll uses it."""

    def __init__(self, http: httpx.Client, url: str, token: str | None) -> None:
        self.url = url
        self._refused: list[str] = []
        self._http = http
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    def tag(self, tag: str, params: Params, fresh: bool) -> list[Status] | None:
        """A page of a tag's feed; None for 304."""
        path = f"/api/v1/timelines/tag/{quote(tag, safe='')}"
        found = self._ask(path, {"limit": LIMIT, **params}, fresh)
        return None if found is None else self._read(path, found)

    def search(self, phrase: str, offset: int, fresh: bool) -> list[Status] | None:
        """A page of the posts with all words of a phrase, newest first; None for 304."""
        asked: dict[str, str | int] = {
            "q": phrase,
            "type": "statuses",
            "limit": LIMIT,
            "offset": offset,
        }
        found = self._ask("/api/v2/search", asked, fresh)
        if found is None:
            return None
        statuses = found.get("statuses") if isinstance(found, dict) else None
        return self._read("/api/v2/search", statuses)

    def refusals(self) -> list[str]:
        """One line for each status that could not be read since this was last asked."""
        refused, self._refused = self._refused, []
        return refused

    def is_gone(self, id_: str) -> bool | None:
        """Is a status deleted, or hidden from us since? None where the server does not say."""
        url = f"{self.url}/api/v1/statuses/{quote(id_, safe='')}"
        try:
            reply = self._http.get(url, headers=self._headers, extensions={FRESH: True})
        except (httpx.RequestError, SourceError):
            return None
        return {200: False, 404: True, 410: True}.get(reply.status_code)

    def explained(self, error: SourceError) -> SourceError:
        """The failure of a feed that is closed to visitors, named as such; others as they are."""
        if self._headers or isinstance(error, SourceBusyError):
            return error
        access = self._access()
        if access == {"disabled"}:
            return SourceRefusedError(f"{self.url}: this instance shows tags to nobody: remove it")
        if access <= {"public"} and error.status not in _SENT_AWAY:
            return error
        return SourceRefusedError(
            f"{self.url}: this instance needs a token: put it first and set token, or remove it"
        )

    def _access(self) -> set[str]:
        """Who may read tags here (Mastodon 4.5): public, authenticated, disabled; often unsaid."""
        found: Any = None
        with suppress(SourceError):
            found = self._ask("/api/v2/instance", {}, True)
        for key in ("configuration", "timelines_access", "hashtag_feeds"):
            found = found.get(key) if isinstance(found, dict) else None
        return set(map(str, found.values())) if isinstance(found, dict) else set()

    def _ask(self, path: str, params: Params, fresh: bool) -> Any:
        url = f"{self.url}{path}"
        with doubting("is this Mastodon?"):
            return get_json(self._http, url, params, headers=self._headers, fresh=fresh)

    def _read(self, path: str, found: object) -> list[Status]:
        if not isinstance(found, list):
            raise SourceChangedError(f"{self.url}{path}: no list of posts: is this Mastodon?")
        statuses, refused = [], []
        for number, each in enumerate(found, start=1):
            try:
                statuses.append(read_status(each, self.url))
            except UNREADABLE as error:
                refused.append(f"{self.url}{path}: post {number}: {why_unread(error)}")
        self._refused += refused
        return statuses
