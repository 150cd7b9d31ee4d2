# ruff: noqa: ARG002
"""What is new is what is shown: every mention that is told at once has its words in some message."""

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from acme import BRAND, NOON, Clock, Kept, Listed, config, mention, pipeline
from rigs.effort import PATIENCE
from rigs.slack_outbox import KEY, brand, rows, simulated
from sqlmodel import col, select

from connectors.kit.contract import Author, Mention
from listener.channels.slack.door.errors import SlackRefusedError
from listener.channels.slack.door.stamps import Stamp
from listener.channels.slack.look.message import Message
from listener.channels.slack.look.render import Rendered
from listener.channels.slack.post.outbox import Outbox
from listener.channels.slack.post.slot import Gear
from listener.notices.cards import Card
from listener.notices.digest_page import Page
from listener.settings.brand import Brand
from listener.store.store import Store
from listener.store.tables import DecisionRow, MentionRow
from listener.work.chain import Tally
from listener.work.local import Local
from listener.work.worker import Worker

DAY = timedelta(days=1)
TARGET = "slack:C0ALERTS"


@dataclass
class Channel:
    """A Slack channel in memory: what stands there, and everything that ever stood there."""

    shut: bool = False
    looks: bool = True
    stands: dict[str, str] = field(default_factory=dict)
    under: dict[str, str | None] = field(default_factory=dict)
    ever: list[str] = field(default_factory=list)

    def post(self, channel: str, message: Message, stamp: Stamp, thread: str | None) -> str | None:
        if self.shut:
            raise SlackRefusedError("token_revoked")
        ts = f"{len(self.ever)}.0"
        self.under[ts] = thread
        self.stands[ts] = message.text
        self.ever.append(message.text)
        return ts

    def update(self, channel: str, ts: str, message: Message, stamp: Stamp) -> None:
        if self.shut:
            raise SlackRefusedError("token_revoked")
        self.stands[ts] = message.text
        self.ever.append(message.text)

    def find(
        self, channel: str, wanted: Collection[Stamp], since: datetime, thread: str | None
    ) -> dict[Stamp, str]:
        return {}

    def upload(self, page: Page) -> str:
        raise SlackRefusedError("no_files")

    def share(self, channel: str, file: str, page: Page, thread: str | None) -> None: ...

    def find_file(self, channel: str, name: str, since: datetime, thread: str | None) -> str | None:
        return None


class Town:
    """One brand, one source whose posts are added and edited, and where its alerts are read."""

    def __init__(self, folder: Path, *, in_slack: bool) -> None:
        self.store = Store.open(f"sqlite:///{folder / 'listener.db'}")
        self.clock, self.show, self.channel = Clock(), Kept(), Channel()
        self.brand: Brand = brand("C0ALERTS") if in_slack else BRAND
        self.posts: dict[int, Mention] = {}
        self._folder = folder
        self.box = Outbox(
            Gear(
                store=self.store,
                brands={BRAND.name: self.brand},
                door=lambda *_: self.channel,
                render=Rendered(self.store, {BRAND.name: self.brand}, self.clock),
                key=KEY,
                clock=self.clock,
                pause=simulated(self.clock),
            )
        )
        self.listen()  # the first look

    def say(self, text: str, *, thread: str = "t", author: str = "", **more: object) -> int:
        """A post of a thread; its number is a word of its text."""
        number = len(self.posts) + 1
        who = author or f"author{number}"
        known: dict[str, object] = {
            "thread_key": thread,
            "author": Author(id=f"id-{who}", name=who),
            "posted_at": self.clock.now,
            "venue": "public",
        }
        self.posts[number] = mention(number, f"{text} w{number}x", **(known | more))
        return number

    def edit(self, number: int, text: str) -> None:
        """Other words in the place of a post's."""
        old = self.posts[number]
        made = {name: getattr(old, name) for name in ("thread_key", "author", "posted_at", "venue")}
        self.posts[number] = mention(number, text, **made)

    def _made(self) -> Worker:
        source = Listed(name="list", mentions=tuple(self.posts.values()))
        settings = config(self._folder, source, brand=self.brand)
        return pipeline(settings, self.store, self.show, self.clock)

    def listen(self) -> None:
        """Read all posts and take them to their end."""
        made, local = self._made(), Local(1)
        made.poll(local, ["list"], Tally())
        assert local.wait(PATIENCE)
        local.stop(1)
        made.after_collect()
        self.deliver()

    def deliver(self, times: int = 1) -> None:
        for _ in range(times):
            self.box.deliver(TARGET)
            self._made().after_collect()

    def ever(self) -> list[str]:
        """Every message that anybody could read."""
        spoken = [_spoken(c) for c in (*self.show.alerts, *self.show.later)]
        spoken += [_spoken(c) for _, cards, _ in self.show.bundles for c in cards]
        return [*self.channel.ever, *spoken]

    def loud(self) -> list[tuple[int, str, int | None]]:
        """Mentions that were to be told at once: their number, words and what they repeat."""
        query = (
            select(MentionRow, DecisionRow)
            .join(DecisionRow, col(DecisionRow.mention_id) == col(MentionRow.id))
            .where(
                col(DecisionRow.alert) == "instant",
                col(DecisionRow.ended_at).is_(None),
                ~col(MentionRow.silent),
            )
        )
        with self.store.reading() as session:
            return [(m.id or 0, m.text, m.copy_of) for m, _ in session.exec(query)]


def _spoken(card: Card) -> str:
    return "\n".join([card.quote, *(other.quote for other in card.others), card.copies or ""])


@pytest.fixture(params=["slack", "terminal"])
def town(request: pytest.FixtureRequest, tmp_path: Path) -> Town:
    return Town(tmp_path, in_slack=request.param == "slack")


def test_a_new_post_is_shown_and_not_the_storys_lead_of_days_ago(tmp_path: Path) -> None:
    town = Town(tmp_path, in_slack=True)
    old = town.say("I hate that this is broken and nobody helps", venue="own", author="ann")
    town.listen()
    town.clock.pass_(days=6)
    new = town.say("I hate it again", venue="own", author="ann")
    town.listen()
    opened = next(text for text in reversed(town.channel.ever) if f"w{new}x" in text)
    head, _, before = opened.partition("Before this: 1 message since")
    assert f"w{new}x" in head
    assert f"w{old}x" not in head
    assert f"w{old}x" in before  # what came before is said below
    at = next(ts for ts, text in town.channel.stands.items() if f"w{new}x" in text)
    assert town.channel.under[at] is None


def test_a_story_whose_first_posts_were_only_counted_shows_what_made_the_alert(town: Town) -> None:
    town.say("they talk about Acme")  # nothing to tell
    town.listen()
    town.clock.pass_(days=3)
    new = town.say("I hate this broken Acme")
    town.listen()
    assert f"w{new}x" in next(text for text in reversed(town.ever()) if "Draft A" not in text)


def test_what_comes_within_a_day_hangs_under_its_message_in_its_own_words(tmp_path: Path) -> None:
    town = Town(tmp_path, in_slack=True)
    town.say("I hate that this is broken", venue="own", author="ann")
    town.listen()
    town.clock.pass_(hours=3)
    town.say("I hate that it is more broken", venue="own", author="ann")
    town.listen()
    reply = next(ts for ts, text in town.channel.stands.items() if "w2x" in text)
    parent = next(ts for ts, text in town.channel.stands.items() if "w1x" in text)
    assert town.channel.under[reply] == parent
    assert "Before this" not in town.channel.stands[reply]


def test_a_message_that_waits_gathers_what_is_new_in_words_of_its_own(town: Town) -> None:
    if town.brand.slack.token is None:
        pytest.skip("the terminal does not wait")
    town.channel.shut = True
    for n in range(3):
        town.say(f"I hate this broken part {n}", venue="own", author="ann")
        town.listen()
        town.clock.pass_(minutes=1)
    town.channel.shut = False
    town.clock.pass_(hours=2)
    town.deliver(3)
    # A draft may take up the author's words.
    [whole] = [t for t in town.channel.ever if "w1x" in t and "Draft A" not in t]
    assert all(f"w{n}x" in whole for n in (1, 2, 3))


def test_more_than_one_message_holds_get_another(tmp_path: Path) -> None:
    town = Town(tmp_path, in_slack=True)
    made = [
        town.say(f"I hate broken part number {n}", venue="own", author="ann") for n in range(30)
    ]
    town.listen()
    town.clock.pass_(hours=1)
    town.deliver(4)
    ever = "\n".join(town.channel.ever)
    assert all(f"w{n}x" in ever for n in made)
    told = [text for text in town.channel.stands.values() if "Draft A" not in text]
    assert len(told) < 30 / 4


def test_an_edit_of_any_message_is_followed_and_its_drafts_too(tmp_path: Path) -> None:
    town = Town(tmp_path, in_slack=True)
    one = town.say("I hate that the battery is broken", venue="own", author="ann")
    town.listen()
    town.clock.pass_(hours=1)
    two = town.say("I hate that other broken thing", venue="own", author="ann")
    town.listen()
    town.deliver(2)
    drafts = [r for r in rows(town.store) if r.class_ == "drafts" and r.ts]
    assert drafts
    before = [town.channel.stands[r.ts or ""] for r in drafts]
    town.edit(one, "I hate that the charger is broken, edited1")
    town.edit(two, "How do I get my money back? I hate this, edited2")
    town.clock.pass_(minutes=20)
    town.listen()
    town.deliver(3)
    stands = "\n".join(town.channel.stands.values())
    assert "edited1" in stands
    assert "edited2" in stands
    after = [town.channel.stands[r.ts or ""] for r in drafts]
    assert before != after
    assert len(town.channel.stands) == 3 + len(drafts)  # in place: no message came


def test_a_post_that_is_edited_at_each_look_holds_nothing_up(tmp_path: Path) -> None:
    town = Town(tmp_path, in_slack=False)
    one = town.say("I hate that the battery is broken", venue="own", author="ann")
    words = ["pump", "lamp", "bell", "fork", "lock", "chain", "seat", "tyre"]
    for word in words:
        town.listen()
        town.clock.pass_(minutes=20)
        town.edit(one, f"I hate that the {word} is broken")
    other = town.say("I hate this broken door", venue="own", author="bob", thread="u")
    town.listen()
    assert not town.store.set_aside()
    assert not town.store.queue()
    ever = "\n".join(town.ever())
    assert all(word in ever for word in words)
    assert f"w{other}x" in ever


def edit(town: Town, random: Random) -> None:
    if town.posts:
        town.edit(random.choice(list(town.posts)), f"I hate it, edited{random.random()}")


def steps(town: Town, random: Random) -> None:
    """A day or two of whatever may happen to stories and to Slack."""
    texts = (
        "I hate this broken {}",
        "I hate it {}",
        "I love {}",
        "they talk of {}",
        "what about {}?",
    )
    places: tuple[dict[str, object], ...] = (
        {"venue": "own"},
        {"venue": "public"},
        {"venue": "review", "rating": 1},
    )
    acts: tuple[Callable[[], object], ...] = (
        lambda: town.say(
            random.choice(texts).format(random.choice("abcdefgh") * random.randint(1, 9)),
            thread=random.choice("xyz"),
            author=random.choice(["ann", "bob", "cy", ""]),
            **random.choice(places),
        ),
        lambda: edit(town, random),
        lambda: setattr(town.channel, "shut", random.random() < 0.4),
        lambda: town.clock.pass_(minutes=random.choice([1, 20, 90, 700, 1600, 4500])),
        town.listen,
        town.listen,
    )
    for _ in range(25):
        random.choices(acts, weights=(6, 1, 1, 3, 2, 2))[0]()


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.long
def test_whatever_happens_every_loud_post_has_its_words_in_some_message(
    town: Town, seed: int
) -> None:
    steps(town, Random(seed))
    town.channel.shut = False
    for _ in range(4):
        town.listen()
        town.clock.pass_(hours=20)
        town.deliver(3)
    ever = town.ever()
    whole = "\n".join(ever)
    texts = {i: text for i, text, _ in town.loud()}
    assert texts
    for number, text, copy_of in town.loud():
        word = text.split()[-1]
        assert word in whole or copy_of, (seed, number, text)
    left = [(r.key, r.state) for r in rows(town.store) if r.state in ("pending", "sending")]
    assert left == []


def test_what_the_tree_says_reaches_card_terminal_and_row(tmp_path: Path) -> None:
    town = Town(tmp_path, in_slack=True)
    town.say(
        "I hate this broken thing, my lawyer will hear of it, and I want my data under the GDPR",
        venue="own",
    )
    town.listen()
    with town.store.reading() as session:
        decision = session.exec(select(DecisionRow)).one()
    assert json.loads(decision.copied) == ["legal", "dpo"]
    assert decision.approvers == 2
    text = next(text for text in town.channel.ever if "w1x" in text)
    assert "Reads along: legal, data protection officer" in text
    assert "2 people must approve" in text
    assert town.clock.now + DAY > NOON
