"""A first look leaves out nothing that hurts, and gives no hour that nobody waits for."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path

import httpx
import pytest
from acme import BRAND, NOON, Clock, Kept, Listed, config, mention, pipeline
from contents import first_look
from rich.console import Console
from sqlmodel import SQLModel, col, update

from connectors.kit.contract import Mention, Page
from connectors.kit.errors import SourceChangedError
from listener.advice.leaves import DANGER
from listener.channels.terminal import framed
from listener.notices.first_look import look_content
from listener.notices.look import DANGERS, Asked, Look, look_of
from listener.store.store import Store
from listener.store.tables import AnswerRow, DecisionRow, MentionRow

PLACES = (
    "kitchen", "garage", "cellar", "bedroom", "office", "garden", "hallway", "attic", "workshop",
    "bathroom", "nursery", "library",
)  # fmt: skip
HURT = "your charger caught fire and my daughter was burned"


def fire(n: int, *, days: float = 2, words: str = "") -> Mention:
    text = words or f"@acme in our {PLACES[n]} {HURT}, {PLACES[n]} all black x{n * 7919}"
    return mention(n, text, posted_at=NOON - timedelta(days=days, minutes=n))


def looked(folder: Path, store: Store, *mentions: Mention) -> Look:
    """The first look at a source that holds these."""
    shown = Kept()
    pipeline(config(folder, Listed(name="wall", mentions=mentions)), store, shown, Clock()).once()
    assert not shown.alerts
    [look] = shown.looks
    return look


def spoken(look: Look) -> tuple[str, str]:
    """What Slack and the terminal show of it."""
    page = StringIO()
    for shown in framed(look_content(look, BRAND.language), BRAND):
        Console(file=page, width=100).print(shown)
    told = [
        str(text["text"])
        for block in first_look(look, BRAND).blocks
        for text in block.get("elements") or block.get("fields") or [block.get("text")]
        if text
    ]
    return "\n".join(told), " ".join(page.getvalue().replace("│", " ").split())


def test_every_danger_of_a_first_look_is_shown_and_waits_for_an_answer(
    tmp_path: Path, store: Store
) -> None:
    look = looked(tmp_path, store, *(fire(n) for n in range(5)), mention(50, "I hate it: broken."))
    assert [card.level for card in look.dangers] == ["danger"] * 5
    assert (look.unanswered, len(look.oldest), look.oldest_more) == (6, 1, 0)
    assert look.sample is not None
    assert "broken" in look.sample.quote  # the dangers have their own place
    for told in spoken(look):
        for place in PLACES[:5]:
            assert f"in our {place}" in told


def test_what_is_not_about_us_is_no_danger_of_ours(tmp_path: Path, store: Store) -> None:
    brand = BRAND.model_copy(update={"context": ("charger",), "not_us": ("cactus",)})
    other = mention(9, "the Acme cactus caught fire and a child was burned", venue="public", addressed=False)  # fmt: skip
    shown, wall = Kept(), Listed(name="wall", mentions=(fire(1), other))
    pipeline(config(tmp_path, wall, brand=brand), store, shown, Clock()).once()
    record = store.record(2)
    assert record is not None
    assert record.decision is not None
    assert (record.decision.leaf, record.decision.risk) == ("NOT_US", "none")
    with store.writing() as session:  # as earlier releases decided it
        session.exec(
            update(DecisionRow).where(col(DecisionRow.mention_id) == 2).values(risk="likely")
        )
    again = look_of(store, brand, Asked(("wall",)), NOON)
    assert [card.mention for card in again.dangers] == [1]


def test_beyond_ten_dangers_the_rest_is_counted_in_words(tmp_path: Path, store: Store) -> None:
    look = looked(tmp_path, store, *(fire(n) for n in range(12)))
    assert (len(look.dangers), look.dangers_more) == (DANGERS, 2)
    assert look.unanswered == 12
    assert "and 2 more cases of danger" in spoken(look)[1]
    # A Slack message holds fewer, and counts what it leaves out.
    said = spoken(look)[0]
    shown = sum(f"in our {place}" in said for place in PLACES)
    assert f"and {12 - shown} more cases of danger" in said
    assert shown >= 5


def test_copies_of_a_danger_are_one_and_what_was_answered_comes_last(
    tmp_path: Path, store: Store
) -> None:
    copy = f"@acme in our kitchen {HURT}, and nobody of yours called us back since that evening"
    posts = [fire(0, words=copy), fire(1, words=copy), fire(2), fire(3)]
    looked(tmp_path, store, *posts)
    with store.writing() as session:
        for n in (1, 2, 3):
            session.add(AnswerRow(mention_id=n, url="https://a.example", text="", who="", at=NOON))
    again = look_of(store, BRAND, Asked(("wall",)), NOON)
    shown = [(card.mention, card.answered) for card in again.dangers]
    assert shown == [(4, False), (1, True), (3, True)]
    assert (again.dangers_more, again.unanswered) == (0, 1)
    # What another source alerted on is told there.
    assert not look_of(store, BRAND, Asked(("other",)), NOON).dangers


def test_a_danger_of_years_ago_is_named_with_its_age_after_those_of_now(
    tmp_path: Path, store: Store
) -> None:
    old, older = fire(0, days=400), fire(1, days=800)
    look = looked(tmp_path, store, older, old, fire(2))
    assert [card.mention for card in look.dangers] == [3, 2, 1]
    ages = [card.severity.partition(" · ")[2] for card in look.dangers]
    assert ages == ["", "13 months ago", "2 years ago"]
    for told in spoken(look):
        assert f"in our {PLACES[1]}" in told
        assert "DANGER · 2 years ago" in told


def test_a_press_request_waits_for_an_answer_too(tmp_path: Path, store: Store) -> None:
    look = looked(
        tmp_path, store, mention(1, "Request for comment: I am a journalist, may I ask Acme?")
    )
    assert [card.advice for card in look.oldest] == [look.sample.advice if look.sample else ""]
    assert look.unanswered == 1


@pytest.mark.parametrize(("days", "is_due"), [(2, True), (8, False)])
def test_only_fresh_danger_keeps_its_hour_in_a_look(
    tmp_path: Path, store: Store, days: float, is_due: bool
) -> None:
    look = looked(tmp_path, store, fire(1, days=days), mention(2, "I hate it: broken."))
    [danger], [old] = look.dangers, look.oldest
    assert (danger.due is not None) is is_due
    assert (old.due, old.overdue) == (None, False)
    for told in spoken(replace(look, dangers=(), sample=None)):
        assert "due" not in told.lower()


class Shut(Listed):
    """Cannot be read."""

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:  # noqa: ARG002
        raise SourceChangedError(f"{self.name}: closed")


def test_what_cannot_be_read_is_named_in_one_look_though_many_heal_after_it(
    tmp_path: Path, store: Store
) -> None:
    """Each that healed had a look of its own, and each look listed all the others again."""
    shown, names = Kept(), ["a", "b", "c", "d"]
    for healed in range(4):
        kinds = [Listed if n <= healed else Shut for n in range(4)]
        sources = [kind(name=name) for kind, name in zip(kinds, names, strict=True)]
        if healed == 2:
            sources.append(Shut(name="new"))
        clock = Clock(NOON + timedelta(days=healed))
        pipeline(config(tmp_path, *sources), store, shown, clock).once()
    told = [(look.sources, [name for name, _ in look.failing]) for look in shown.looks]
    assert told == [(("a",), ["b", "c", "d"]), (("b",), []), (("c",), ["new"]), (("d",), [])]
    assert [look.still_failing for look in shown.looks] == [0, 2, 1, 0]
    for words in spoken(shown.looks[1]):
        assert "2 sources that an earlier look named" in words
        assert "closed" not in words


@pytest.mark.parametrize(
    ("table", "column"),
    [
        (MentionRow, {"silent": False}),
        (MentionRow, {"deleted_at": NOON}),
        (MentionRow, {"muted": "a query"}),
        (MentionRow, {"brand": "Other"}),
        (DecisionRow, {"ended_at": NOON}),
        (DecisionRow, {"leaf": "NOT_US"}),
        (DecisionRow, {"leaf": "LET_STAND", "risk": "none"}),
    ],
    ids=["told", "deleted", "muted", "another brand's", "over", "not us", "none"],
)
def test_a_look_counts_no_danger_that_was_told_or_is_none_of_ours_any_more(
    tmp_path: Path, sqlite: Store, table: type[SQLModel], column: dict[str, object]
) -> None:
    looked(tmp_path, sqlite, fire(1), fire(2))
    spoil(sqlite, table, column)
    assert [one.mention for one in sqlite.silent("Acme", DANGER, ["wall"])] == [2]


@pytest.mark.parametrize(
    "column", [{"leaf": "LET_STAND", "risk": "likely"}, {"leaf": "ESCALATE_NOW", "risk": "none"}]
)
def test_what_the_tree_or_the_words_alone_call_a_danger_is_counted(
    tmp_path: Path, sqlite: Store, column: dict[str, object]
) -> None:
    looked(tmp_path, sqlite, fire(1), fire(2))
    spoil(sqlite, DecisionRow, column)
    found = sqlite.silent("Acme", DANGER, ["wall"])
    assert {one.mention: one.leaf for one in found}.keys() == {1, 2}
    assert sqlite.silent("Acme", DANGER, ["blog"]) == []
    spoil(sqlite, MentionRow, {"copy_of": 2})
    assert {one.mention: one.first for one in sqlite.silent("Acme", DANGER, ["wall"])} == {
        1: 2,
        2: 2,
    }


GONE: dict[str, tuple[type[SQLModel], dict[str, object]]] = {
    "deleted": (MentionRow, {"deleted_at": NOON}),
    "muted": (MentionRow, {"muted": "a query"}),
    "another brand's": (MentionRow, {"brand": "Other"}),
    "before": (MentionRow, {"at": NOON - timedelta(days=99)}),
    "over": (DecisionRow, {"ended_at": NOON}),
}
NO_FIGURE: dict[str, tuple[type[SQLModel], dict[str, object]]] = {
    "after": (MentionRow, {"at": NOON + timedelta(days=1)}),
    "ours": (MentionRow, {"by_owner": True}),
    "not us": (DecisionRow, {"leaf": "NOT_US"}),
}
SINCE = NOON - timedelta(days=9)


@pytest.mark.parametrize("why", [*GONE, *NO_FIGURE])
def test_what_a_look_counts_is_there_of_its_time_and_of_its_sources(
    tmp_path: Path, sqlite: Store, why: str
) -> None:
    looked(tmp_path, sqlite, fire(1), fire(2))

    def seen(source: str = "wall") -> tuple[int, list[int], list[int], int]:
        of = {"sources": (source,)}
        tags = sqlite.counts_by_tag("Acme", SINCE, NOON, **of)
        total, oldest = sqlite.open_critiques("Acme", DANGER, SINCE, limit=9, **of)
        assert total == len(oldest)
        decided = [mention for mention, _, _ in sqlite.decided_since("Acme", SINCE, **of)]
        return sum(one.count for one in tags), oldest, sorted(decided), sqlite.undated("Acme", **of)

    assert seen() == (2, [2, 1], [1, 2], 0), "the oldest first"
    assert seen("blog") == (0, [], [], 0)
    spoil(sqlite, *{**GONE, **NO_FIGURE}[why])
    counted, oldest, decided, _ = seen()
    assert counted == 1
    if why in GONE:
        assert (oldest, decided) == ([2], [2])


def test_what_was_answered_is_open_no_more_and_what_has_no_date_is_counted(
    tmp_path: Path, sqlite: Store
) -> None:
    looked(tmp_path, sqlite, fire(1), fire(2))
    with sqlite.writing() as session:
        session.add(AnswerRow(mention_id=1, url="https://a.example", text="", who="", at=NOON))
    assert sqlite.open_critiques("Acme", DANGER, SINCE, limit=9) == (1, [2])
    spoil(sqlite, MentionRow, {"posted_at": None})
    assert [sqlite.undated(brand) for brand in ("Acme", "Other")] == [1, 0]
    assert [sqlite.undated("Acme", sources=(name,)) for name in ("wall", "blog")] == [1, 0]


def spoil(store: Store, table: type[SQLModel], column: dict[str, object]) -> None:
    """Change the first mention, or its decision."""
    named = MentionRow.id if table is MentionRow else DecisionRow.mention_id
    with store.writing() as session:
        session.exec(update(table).where(col(named) == 1).values(**column))


def test_a_source_that_the_settings_left_out_is_named_first_among_what_we_cannot_see(
    tmp_path: Path, store: Store
) -> None:
    fault = "config.toml: source (mail).password: MAILBOX_PASSWORD is not set"
    shown, wall = Kept(), Listed(name="wall", mentions=(mention(1, "I love it"),))
    made = config(tmp_path, wall).with_faults((fault,), sources={"mail": "Acme", "zebra": "Else"})
    pipeline(made, store, shown, Clock()).once()
    [look] = shown.looks
    assert look.left_out == (("mail", "MAILBOX_PASSWORD is not set"),)
    for told in spoken(look):
        assert "What we cannot see" in told
        assert "The source “mail” is not read, its settings are to be mended: MAILBOX_PASSWORD is not set" in told  # fmt: skip
        assert "zebra" not in told
    assert replace(look, mentions=0).empty_words == "look.empty_unread"


def test_a_look_without_danger_says_nothing_of_it(tmp_path: Path, store: Store) -> None:
    look = looked(tmp_path, store, mention(2, "I hate it: broken."))
    assert not look.dangers
    for told in spoken(look):
        assert "anger" not in told


def test_the_look_at_a_source_added_later_shows_that_source_and_leaves_no_danger_unsaid(
    tmp_path: Path, store: Store
) -> None:
    wall = Listed(name="wall", mentions=(fire(1), fire(2), mention(3, "I hate it: broken.")))
    looked(tmp_path, store, *wall.mentions)
    new = Listed(
        name="blog",
        mentions=(
            mention(21, "they broken my lamp, says the neighbour"),
            mention(22, "http a link to the news of the shop"),
            mention(23, "I love my new lamp"),
            mention(24, "Is the lamp broken?", posted_at=None),
        ),
    )
    shown = Kept()
    pipeline(config(tmp_path, wall, new), store, shown, Clock(NOON + timedelta(hours=1))).once()
    [look] = shown.looks
    assert look.sources == ("blog",)
    assert (look.mentions, look.to_us, look.among_peers, look.others) == (4, 2, 1, 1)
    assert (look.undated, look.dangers, look.dangers_elsewhere) == (1, (), 2)
    assert look.unanswered == len(look.oldest)
    assert all(card.source == "blog" for card in look.oldest)
    assert look.sample is not None
    assert look.sample.source == "blog"
    for told in spoken(look):
        assert "Elsewhere, 2 dangers still wait for an answer" in told
        assert "1 of another kind (shared, created) or not clear to the bot" in " ".join(
            told.replace("*", "").split()
        )
    # One that shows everything needs no such line.
    assert not look_of(store, BRAND, Asked(("blog",)), NOON).dangers_elsewhere
