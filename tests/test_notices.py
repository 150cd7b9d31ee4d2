"""Notices: each kind is kept as it was made, and those of earlier releases are still read."""

import json
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime
from inspect import isabstract
from io import StringIO
from typing import Any

import pytest
from acme import BRAND, NOON, Clock, Kept
from rich.console import Console

from listener import notices
from listener.channels.slack.look.message import Message
from listener.channels.slack.look.parts import message
from listener.channels.terminal import framed
from listener.notices import outbox
from listener.notices.acted import Acted
from listener.notices.alert import Alert
from listener.notices.apart import TRIES
from listener.notices.approved import Approved
from listener.notices.aside import Aside
from listener.notices.brand_gone import BrandGone
from listener.notices.bundle import Bundle
from listener.notices.burst import Burst
from listener.notices.contract import OPS, Notice, Ops
from listener.notices.deaf import Deaf
from listener.notices.digest import Digest
from listener.notices.digest_page import DigestPage, Page
from listener.notices.digest_part import DigestPart
from listener.notices.drafts import Drafts
from listener.notices.fact_ends import FactEnds
from listener.notices.first_look import FirstLook
from listener.notices.held import Held
from listener.notices.limit import Limit
from listener.notices.missed import Missed
from listener.notices.news import News
from listener.notices.no_digest import NoDigest
from listener.notices.no_referent import NoReferent
from listener.notices.outage import Outage
from listener.notices.parts import (
    Content,
    Figure,
    Figures,
    Heading,
    Place,
    Post,
    Small,
    Steps,
    Text,
)
from listener.notices.renamed import Renamed
from listener.notices.reword_down import RewordDown
from listener.notices.settings import SettingsChanged
from listener.notices.source_back import SourceBack
from listener.notices.source_down import SourceDown
from listener.notices.source_said import SourceSaid
from listener.notices.upgraded import Upgraded
from listener.stages.deliver import deliver
from listener.store.matters import Told
from listener.store.outgoing import Envelope, columns, row_of
from listener.store.store import Store
from listener.store.tables import NoticeRow
from listener.words import LANGUAGES, catalogue, say
from listener.words.whose import NOTHING, Ours, Theirs

AT = datetime(2026, 11, 9, 10, tzinfo=UTC)
LINE = Told("3 rows were refused", "refused", {"n": 3}, 2)


def envelope(class_: str, key: str = "digest:Acme:2026-W46:1") -> Envelope:
    return Envelope(
        brand="Acme", key=key, target="terminal", class_=class_, made_at=NOON, due_at=AT, story=7
    )


OF = envelope(OPS)
NUMBER = (Ours("12"), NOTHING)
WEEK = Content(
    (
        Text("A sentence that may quote <!channel>."),
        Figures((Figure(Ours("Mentions"), (NUMBER,), Ours("n = 12")),), is_compact=True),
        Post(Ours("Thank"), Ours("to us"), "https://a.example", Theirs("Nice"), foot="Jo · #4"),
        Steps((("Answer", "for Camille"),)),
        Small("A note"),
        Place("digests/2026-W46/index.html"),
    ),
    "E-reputation, week 46",
    "week",
)
EVERY: tuple[Notice, ...] = (
    Alert(envelope=envelope("grouped"), mention=3, words="ab"),
    News(envelope=envelope("news"), mention=3, words="ab", hangs_under="story:7"),
    Drafts(envelope=envelope("drafts"), mention=3, hangs_under="story:7", leaf="REPAIR"),
    Acted(envelope=envelope("acted"), act=4, hangs_under="story:7", is_over=True),
    Approved(envelope=envelope("approved"), act=4, hangs_under="story:7"),
    Bundle(envelope=envelope("bundle"), of="wins"),
    Outage(envelope=envelope("outage")),
    FirstLook(
        envelope=envelope("first-look"),
        sources=("blog",),
        failing=(),
        still_failing=1,
        is_later=True,
    ),
    Digest(envelope=envelope("digest"), said=WEEK),
    DigestPart(envelope=envelope("digest_part"), said=Content((Heading(Ours("Tone")),))),
    DigestPage(envelope=envelope("digest_page"), page=Page("a.html", "A", "here", b"<p>")),
    Aside(envelope=OF, what="decide", row=4, error="KeyError", mention=3),
    Held(envelope=OF, cause="not_in_channel", channel="C0123456789", is_kept=True),
    Limit(envelope=OF, alerts=11, most=10, shown_at=AT),
    Missed(envelope=OF, weeks=("2026-W40", "2026-W41")),
    BrandGone(envelope=OF, old="Acmee", n=3),
    NoDigest(envelope=OF, week="2026-W40", cause="OSError"),
    NoReferent(envelope=OF),
    FactEnds(envelope=OF, facts=(("warranty", AT.date()),)),
    Deaf(envelope=OF, code="invalid_auth"),
    RewordDown(envelope=OF, why="rewording: 503"),
    Burst(envelope=replace(OF, class_="burst"), mention=3, matter="outage", before="burst:1"),
    Renamed(envelope=OF, old="Acmee", new="Acme"),
    Upgraded(envelope=OF, revision="9999"),
    SettingsChanged(envelope=OF, problems=("no such key",), restart=("web",), is_mended=True),
    SourceBack(envelope=OF, source="blog", times=4),
    SourceDown(envelope=OF, source="blog", times=3, why="HTTP 503", since=AT),
    SourceSaid(envelope=OF, source="blog", lines=(LINE,), more=2, over=(LINE,)),
)
# What releases before this one kept, where it differs; each as it was found in a database.
OLDER: tuple[tuple[str, dict[str, Any], type[Notice]], ...] = (
    ("instant", {"mention": 3}, Alert),
    ("look", {"mention": 3, "words": "ab"}, Alert),
    ("instant", {"mention": 3, "words": "ab", "under": "story:7"}, Alert),
    ("news", {"mention": 3}, News),
    ("drafts", {"mention": 3}, Drafts),
    ("outage", {"class": "instant"}, Outage),
    ("first-look", {"sources": ["blog"]}, FirstLook),
    ("digest", {}, Digest),
    ("digest_page", {}, DigestPage),
    ("ops", {"settings": {"problems": ["x"], "restart": [], "mended": False}}, SettingsChanged),
    ("ops", {"about": "renamed", "old": "Acmee", "new": "Acme"}, Renamed),
    ("ops", {"source": "blog", "about": "down", "n": 3, "why": "HTTP 503"}, SourceDown),
    ("ops", {"source": "blog", "about": "back", "n": 4}, SourceBack),
    ("ops", {"source": "blog", "about": "said", "said": [], "more": 0, "over": []}, SourceSaid),
    ("ops", {"id": 4, "error": "KeyError", "mention": None, "aside": "notice"}, Aside),
    ("ops", {"about": "limit", "n": 10, "at": AT.isoformat()}, Limit),
    ("ops", {"missed": ["2026-W40"]}, Missed),
    ("ops", {"digest": "2026-W40", "cause": "OSError"}, NoDigest),
    ("ops", {"cause": "not_in_channel", "channel": "C0123456789"}, Held),
    ("ops", {"cause": "unreachable", "channel": "C0123456789", "kept": True}, Held),
    ("ops", {}, Held),
)


def row(class_: str, payload: dict[str, Any]) -> NoticeRow:
    made = NoticeRow(**columns([EVERY[0]])[0])
    made.class_, made.payload = class_, json.dumps(payload)
    return made


def concrete(of: type[Notice]) -> Iterator[type[Notice]]:
    """The classes of a notice that can be made, where the product has them."""
    for one in of.__subclasses__():
        yield from concrete(one)
        if not isabstract(one) and one.__module__.startswith(notices.__name__):
            yield one


def test_every_kind_is_named_after_its_file_and_has_an_example_here() -> None:
    known = outbox.kinds()
    for one in concrete(Notice):  # type: ignore[type-abstract]
        file = one.__module__.rpartition(".")[2]
        is_found = file in known and known[file].__name__ == one.__name__
        assert is_found, (
            f'{one.__name__} is found by nobody: kind = "{file}", as its file is called'
        )
    lacking = known.keys() - {one.kind for one in EVERY}
    assert not lacking, f"{sorted(lacking)}: make one of each in EVERY, with a value in each field"


@pytest.mark.parametrize("kind", outbox.kinds())
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_class_has_its_words(kind: str, language: str) -> None:
    classes = getattr(outbox.kinds()[kind], "classes", ())
    assert classes, (
        f"{kind} does not say the `classes` of its rows; one for the operators is an Ops"
    )
    for class_ in classes:
        said = catalogue(language).get(f"notice.{class_}")
        assert said, f"{kind}: notice.{class_} has no words in {language}"


def test_no_class_but_that_of_the_operators_is_of_two_kinds() -> None:
    classes = [c for kind in outbox.kinds().values() for c in kind.classes if c != OPS]
    assert len(classes) == len(set(classes))


@pytest.mark.parametrize("notice", EVERY, ids=lambda one: one.kind)
def test_a_notice_comes_back_as_it_was_made(notice: Notice) -> None:
    assert outbox.read(row_of(notice)) == notice


def test_the_outbox_never_holds_two_of_a_key(store: Store) -> None:
    first = Held(envelope=replace(OF, story=None), cause="unreachable", channel="C0123456789")
    assert outbox.add(store, first)
    assert not outbox.add(store, replace(first, cause="no_team"))
    kept = store.notice_of(first.envelope.key)
    assert kept is not None
    assert outbox.read(kept) == first


@pytest.mark.parametrize(("class_", "payload", "kind"), OLDER)
def test_rows_of_earlier_releases_are_read(
    class_: str, payload: dict[str, Any], kind: type[Notice]
) -> None:
    found = outbox.read(row(class_, payload))
    assert type(found) is kind
    told = {name: value for name, value in payload.items() if value is not None}
    if isinstance(found, Digest):  # kept in another way now
        return
    assert json.loads(json.dumps(found.to_json())).items() >= told.items()
    if isinstance(found, Ops):
        title, lines = found.words(BRAND)
        assert title
        assert len(lines) >= (class_ == OPS and payload.get("about") != "said")


def test_a_week_that_an_earlier_release_made_for_slack_is_posted_as_it_was_made() -> None:
    blocks = [{"type": "header", "text": {"type": "plain_text", "text": "A week", "emoji": False}}]
    told = outbox.read(row("digest", {"text": "A week", "blocks": blocks}))
    assert isinstance(told, Digest)
    assert told.said is not None
    assert message(told.said, BRAND) == Message("A week", tuple(blocks))


def test_a_week_that_an_earlier_release_made_for_the_terminal_is_shown_whole() -> None:
    kept = {
        "title": "Acme · E-reputation, week 46",
        "sentences": ["2 mentions", "why", "do"],
        "figures": [["Mentions", "2", "n = 2"]],
        "heading": "Next week",
        "actions": [["Answer one", "for Camille"]],
        "notes": ["1 undated"],
        "page": "/data/index.html",
    }
    told = outbox.read(row("digest", kept))
    assert isinstance(told, Digest)
    assert told.said is not None
    screen = Console(file=StringIO(), width=100)
    screen.print(*framed(told.said, BRAND))
    shown = screen.file.getvalue()  # type: ignore[attr-defined]
    for part in ("Acme · E-reputation, week 46", "why", "Mentions", "1. Answer one", "/data/index"):
        assert part in shown


def test_no_title_names_the_brand_that_its_frame_names() -> None:
    for one in EVERY:
        if isinstance(one, Ops):
            assert BRAND.name not in one.words(BRAND)[0].split(), one


def test_what_nobody_knows_says_so() -> None:
    with pytest.raises(LookupError):
        outbox.read(row("telepathy", {}))


def test_a_notice_of_a_kind_that_nobody_knows_fails_alone(store: Store) -> None:
    odd = row("telepathy", {})
    odd.story_id, odd.key = None, "odd"
    with store.writing() as session:
        session.add(odd)
    known = Held(envelope=replace(OF, story=None, key="known"), cause="no_team", channel="C0")
    outbox.add(store, known)
    show, clock = Kept(), Clock()
    for _ in range(TRIES):
        deliver(store, {BRAND.name: BRAND}, show, clock=clock)
        clock.pass_(minutes=1)
    deliver(store, {BRAND.name: BRAND}, show, clock=clock)
    kept = store.notices_of(["odd", "known"])
    assert (kept["odd"].state, kept["known"].state) == ("failed", "sent")
    titles = [title for title, _ in show.told]
    assert titles == [known.words(BRAND)[0], say("en", "aside.title")]


def test_a_notice_is_frozen() -> None:
    for one in EVERY:
        for field in fields(one):
            with pytest.raises(AttributeError):
                setattr(one, field.name, None)
