"""An invented brand, a tagger that reads cue words, and a pipeline over them: for tests of stages."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import cast

import httpx
import numpy as np

from connectors.kit.contract import Author, Connector, Mention, Page
from listener.app import App
from listener.notices import outbox
from listener.notices.bundle import Bundle
from listener.notices.cards import Card
from listener.notices.contract import Notice, Ops
from listener.notices.digest import Digest
from listener.notices.first_look import FirstLook
from listener.notices.look import Asked, Look, look_of
from listener.notices.parts import Content, Lines, Stories, Story
from listener.settings.brand import Brand, Fact, People
from listener.settings.config import Config, Source, Storage
from listener.settings.numbers import Thresholds
from listener.store.store import Store
from listener.store.tables import NoticeRow, PrecedentRow
from listener.work.worker import Worker
from models.base import TASKS, Post, Score, Tag

NOON = datetime(2026, 11, 10, 12, 0, tzinfo=UTC)  # a Tuesday, opening hours in Paris

BRAND = Brand(
    name="Acme",
    handles=("@acme",),
    language="en",
    speaker="Camille",
    people=People(journalists=("@press_jo",)),
    # Posts of these tests say the same with a number each: one alert for all of them is test_bursts'.
    thresholds=Thresholds(burst_people=99),
    fact=(Fact(id="warranty", text="Batteries are under warranty for two years.", keywords=("battery",)),),
)  # fmt: skip

CUES = {
    "tone": {"hate": "negative", "broken": "negative", "love": "positive", "great": "positive"},
    "intent": {"?": "question", "hate": "complaint", "broken": "complaint", "love": "praise"},
    "form": {"they": "discussion", "http": "share", "tutorial": "creation"},
}
PLAIN = {
    "form": "critique",
    "tone": "neutral",
    "intent": "none",
    "irony": "none",
    "sponsorship": "organic",
}


class CueTagger:
    """Tags by cue words, sure of everything; its vectors are bags of words."""

    name = "cues-1"

    def __init__(self) -> None:
        self.read = 0

    def tag(self, posts: Sequence[Post]) -> list[Tag]:
        self.read += len(posts)
        return [self._one(post) for post in posts]

    def _one(self, post: Post) -> Tag:
        def score(task: str) -> Score:
            found = [label for cue, label in CUES.get(task, {}).items() if cue in post.text]
            label = found[0] if found else PLAIN[task]
            rest = 0.04 / (len(TASKS[task]) - 1)
            return Score(label, {name: 0.96 if name == label else rest for name in TASKS[task]})

        return Tag(
            **{task: score(task) for task in TASKS}, judged={}, lang="en", vector=vector(post.text)
        )


def vector(text: str) -> np.ndarray[tuple[int], np.dtype[np.float16]]:
    bag = np.zeros(384, np.float32)
    for word in text.lower().split():
        bag[int.from_bytes(blake2b(word.encode(), digest_size=2).digest()) % 384] += 1
    return (bag / max(float(np.linalg.norm(bag)), 1e-6)).astype(np.float16)


class Listed(Connector):
    """A source that shows the same mentions at each visit, as a feed does."""

    mentions: tuple[Mention, ...] = ()

    @classmethod
    def mentions_in(cls, reply: bytes) -> Page:  # noqa: ARG003
        return Page()

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:  # noqa: ARG002
        yield Page(self.mentions)


@dataclass
class Kept:
    """A Show that keeps what it was shown."""

    alerts: list[Card] = field(default_factory=list)
    later: list[Card] = field(default_factory=list)
    bundles: list[tuple[str, list[Card], int]] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    told: list[tuple[str, list[str]]] = field(default_factory=list)
    digests: list[tuple[str, Content]] = field(default_factory=list)  # with the brand's name
    store: Store | None = None  # what a look is taken of
    clock: Callable[[], datetime] = lambda: NOON

    def show(self, notice: Notice, content: Content, brand: Brand) -> None:
        match notice, content.parts:
            case FirstLook(), _ if self.store:
                asked = Asked(
                    notice.sources,
                    notice.failing,
                    notice.still_failing,
                    notice.is_later,
                    notice.left_out,
                )
                self.looks.append(look_of(self.store, brand, asked, self.clock()))
            case Digest(), _:
                self.digests.append((brand.name, content))
            case Bundle(), (Stories(cards=cards, more=more),):
                self.bundles.append((notice.of, list(cards), more))
            case Ops(), (Lines(texts=texts),):
                self.told.append((content.title, list(texts)))
            case _, (Story(card=card, is_reply=is_reply),):
                (self.later if is_reply else self.alerts).append(card)


@dataclass
class Clock:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **span: float) -> None:
        self.now += timedelta(**span)


def mention(number: int, text: str, **fields: object) -> Mention:
    """A review-site post unless the fields say otherwise."""
    known: dict[str, object] = {
        "external_id": f"m{number}",
        "text": text,
        "genre": "social_comment",
        "venue": "own",
        "url": f"https://acme.example/post/{number}",
        "author": Author(id=f"author{number}", name=f"Author {number}"),
        "posted_at": NOON - timedelta(hours=1) + timedelta(minutes=number),
    }
    return Mention(**(known | fields))  # type: ignore[arg-type]


def config(folder: Path, *connectors: Connector, brand: Brand = BRAND) -> Config:
    sources = tuple(Source(brand=brand.name, kind="listed", connector=c) for c in connectors)
    return Config(brand=(brand,), source=sources, storage=Storage(dir=folder))


def pipeline(
    settings: Config, store: Store, show: Kept, clock: Clock, tagger: CueTagger | None = None
) -> Worker:
    used = tagger or CueTagger()
    show.store, show.clock = store, clock
    made = Worker(App.over(settings, clock, store=store, key=b"k" * 32, tagger=used), show)
    made.prepare()
    return made


_HEARD: dict[str, bytes] = {}  # by brands and posts: the database after them


def heard(store: Store, *visits: Config) -> None:
    """What an installation of nothing yet hears at these visits at noon, with nobody who is shown it.

    A test run works the same visits off once on SQLite; whoever comes later gets that database.
    """
    key = repr([(visit.brand, [source.connector for source in visit.source]) for visit in visits])
    if not store.is_sqlite:
        _hear(store, visits)
    elif key in _HEARD:
        _put(store, _HEARD[key])
    else:
        _hear(store, visits)
        with _file(store) as file:
            whole = file.serialize()
        # A database in memory has no journal of writes ahead, and is not opened with its mark.
        _HEARD[key] = whole[:18] + b"\1\1" + whole[20:]


def news(folder: Path, store: Store, *posts: Mention, brand: Brand = BRAND) -> None:
    """These are heard, after a first visit that found nothing."""
    found = [
        config(folder, Listed(name="forum", mentions=listed), brand=brand) for listed in ((), posts)
    ]
    heard(store, *found)


def _hear(store: Store, visits: Sequence[Config]) -> None:
    for visit in visits:
        pipeline(visit, store, Kept(), Clock()).once()


def _put(store: Store, whole: bytes) -> None:
    with closing(sqlite3.connect(":memory:")) as made, _file(store) as file:
        made.deserialize(whole)
        made.backup(file)


@contextmanager
def _file(store: Store) -> Iterator[sqlite3.Connection]:
    with closing(store.engine.raw_connection()) as connection:
        yield cast(sqlite3.Connection, connection.driver_connection)


def ops_words(row: NoticeRow, brand: Brand = BRAND) -> tuple[str, list[str]]:
    """What the operators are told by a row: a title and lines."""
    told = outbox.read(row)
    assert isinstance(told, Ops)
    return told.words(brand)


def answered_before(store: Store) -> int:
    """An answer to the first mention that drafts may start from; its number."""
    row = PrecedentRow(
        brand="Acme", mention_id=1, lang="en", leaf="REPAIR", matter="", text="We put it right.",
        needs="[]", tagger="", at=NOON,
    )  # fmt: skip
    with store.writing() as session:
        session.add(row)
        session.flush()
        return row.id or 0
