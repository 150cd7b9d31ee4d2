"""The texts behind the headlines: read once, in memory, for the passages that name the brand.

The whole text is written nowhere. What is kept of it is a quotation: the sentences around the
brand's name, QUOTED characters at most, which the tagger reads and people are shown. It is not
fetched where the site's robots.txt, a paywall or a reservation of text and data mining forbids it.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from hashlib import blake2b
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import httpx

from connectors.kit import apart
from connectors.kit.contract import Mention
from connectors.kit.errors import SourceChangedError, SourceError
from connectors.kit.genres import genre_facts
from connectors.kit.http.fetch import get
from connectors.kit.reading.folding import names_one
from connectors.kit.reading.json_text import read_json
from connectors.kit.said import Said
from connectors.rss.article import Article, article_in, is_reserved
from connectors.rss.robots import Robots

MOST = 20  # articles of one poll; what is beyond them comes as its headline
SECONDS = 90.0  # of one poll, after which no other is begun
QUOTED = 600  # characters that are kept of an article
MAX_BYTES = 2_000_000
_KEPT = 1_000  # items that are known, by their hashes
_HOSTS = 50  # that are told as closed
_SENTENCES = re.compile(r"(?<=[.!?…])\s{1,3}(?=[\"«“(A-ZÀ-Þ0-9])")
_CLOSED = {
    "paid": "its articles are not free: their headlines alone are read",
    "reserved": "it reserves its articles from text and data mining: their headlines alone are read",
    "robots": "its robots.txt keeps robots from its articles: their headlines alone are read",
}


class Memory:
    """Which items were read already, and which hosts are closed: a part of the cursor."""

    def __init__(self, cursor: str | None) -> None:
        try:
            found: Any = json.loads(cursor or "{}")["articles"]
            self.read = {str(key): str(words) for key, words in found["read"].items()}
            self.closed = {str(k): str(v) for k, v in found["closed"].items() if v in _CLOSED}
        except (ValueError, TypeError, KeyError, AttributeError):
            self.read, self.closed = {}, {}

    def knows(self, mention: Mention) -> bool:
        """Was it read, and does it say the same as then?"""
        return self.read.get(_hash(mention.external_id)) == _words(mention)

    def note(self, mention: Mention) -> None:
        """Remember the item as the feed shows it."""
        key = _hash(mention.external_id)
        self.read.pop(key, None)
        self.read[key] = _words(mention)

    def to_json(self) -> dict[str, Any]:
        """For the cursor."""
        return {
            "read": dict(list(self.read.items())[-_KEPT:]),
            "closed": dict(list(self.closed.items())[-_HOSTS:]),
        }

    def said(self) -> list[Said]:
        """What operators are to know, as long as it is so."""
        return [Said(f"{host}: {_CLOSED[why]}", ends=True) for host, why in self.closed.items()]


class Articles:
    """Reads what stands behind the headlines of one poll."""

    def __init__(
        self,
        http: httpx.Client,
        memory: Memory,
        names: Sequence[str],
        *,
        only_on: str | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._http, self._memory, self._names = http, memory, names
        self._only_on = (
            only_on  # a host: of a source that may reach private addresses its own alone
        )
        self._clock, self._until, self._left = clock, clock() + SECONDS, MOST
        self._robots: dict[str, Robots | None] = {}  # by site; None: it cannot be had now
        self._down: set[str] = set()

    def behind(self, mentions: Sequence[Mention]) -> Iterator[Mention]:
        """The mentions that are not known yet, with what their articles say of the brand."""
        for mention in mentions:
            if self._memory.knows(mention):
                continue
            self._memory.note(mention)
            if mention.url and genre_facts(mention.genre).is_press:
                text = passages(self._text(mention.url), self._names)
                yield (
                    replace(mention, text=text, title=mention.title or mention.text)
                    if text
                    else mention
                )
            else:
                yield mention

    def _text(self, url: str) -> str:
        """The article's whole text; "" where it may not or cannot be read."""
        host = urlsplit(url).netloc
        is_over = self._left <= 0 or self._clock() > self._until
        if is_over or host in self._down or self._only_on not in (None, host):
            return ""
        try:
            if self._forbids(url):
                return self._is_closed(host, "robots")
            self._left -= 1
            reply = self._get(url)
            there = str(reply.url)
            if urlsplit(there).netloc != host and self._forbids(there):
                return self._is_closed(urlsplit(there).netloc, "robots")
            article = _read(reply)
        except SourceError as error:
            if error.status in (401, 402):
                return self._is_closed(host, "paid")
            if error.status is None or error.status >= 429:
                self._down.add(host)
            return ""
        if article.closed:
            return self._is_closed(host, article.closed)
        self._memory.closed.pop(host, None)
        return article.text

    def _is_closed(self, host: str, why: str) -> str:
        self._memory.closed[host] = why
        return ""

    def _forbids(self, url: str) -> bool:
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._robots:
            self._robots[site] = self._rules(site)
        rules = self._robots[site]
        return rules is None or rules.forbids(url)

    def _rules(self, site: str) -> Robots | None:
        try:
            rules = self._file(f"{site}/robots.txt").decode("utf-8", "replace")
            listed = self._file(f"{site}/.well-known/tdmrep.json")
        except SourceError:
            return None
        try:
            return Robots(rules, read_json(listed.decode("utf-8", "replace")) if listed else None)
        except ValueError:
            return Robots(rules)

    def _file(self, url: str) -> bytes:
        """A small file of a site's; empty where there is none."""
        try:
            return self._get(url).content
        except SourceError as error:
            if error.status is not None and 400 <= error.status < 429:
                return b""
            raise

    def _get(self, url: str) -> httpx.Response:
        reply = get(self._http, url, fresh=True, max_bytes=MAX_BYTES, aside=True)
        if reply is None:
            raise SourceChangedError("a page that was asked for afresh came back as unchanged")
        return reply


def _read(reply: httpx.Response) -> Article:
    told = reply.headers
    if told.get("tdm-reservation", "").strip() == "1" or is_reserved(told.get("x-robots-tag", "")):
        return Article(closed="reserved")
    try:
        return apart.run(article_in, reply.content, told.get("content-type", ""))
    except (apart.CutOffError, apart.NoChildError):
        return Article()


def passages(text: str, names: Sequence[str]) -> str:
    """The sentences that name the brand with their neighbours, as far as a quotation goes."""
    said = [part for line in text.split("\n") for part in _SENTENCES.split(line.strip()) if part]
    hits = [n for n, sentence in enumerate(said) if names_one(sentence, names)]
    beside = {m for n in hits for m in (n - 1, n + 1) if 0 <= m < len(said) and _ends(said[m])}
    wanted = sorted({*hits, *beside})
    kept: list[str] = []
    last, length = -1, 0
    for n in wanted:
        piece = f"[…] {said[n]}" if kept and n > last + 1 else said[n]
        if length + len(piece) + 1 > QUOTED:
            break
        kept.append(piece)
        last, length = n, length + len(piece) + 1
    if not kept and hits:
        return said[hits[0]][: QUOTED - 1].rstrip() + "…"
    return " ".join(kept)


def _ends(sentence: str) -> bool:
    """Is it a sentence? A heading has no end."""
    return sentence.rstrip('"»”) ').endswith((".", "!", "?", "…"))


def _words(mention: Mention) -> str:
    return _hash(f"{mention.title}\n{mention.text}\n{mention.url}")


def _hash(told: str) -> str:
    return blake2b(told.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
