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
from sqlmodel import col, update

from connectors.kit.contract import Mention, Page
from connectors.kit.errors import SourceChangedError
from listener.channels.terminal import framed
from listener.notices.first_look import look_content
from listener.notices.look import DANGERS, Asked, Look, look_of
from listener.store.store import Store
from listener.store.tables import AnswerRow, DecisionRow

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
        assert "1 other" in told.replace("*", "")
    # One that shows everything needs no such line.
    assert not look_of(store, BRAND, Asked(("blog",)), NOON).dangers_elsewhere
