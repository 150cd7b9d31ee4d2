"""Bundles and looks: the gravest first, nothing that hurts left out, old news no alarm."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import httpx
import pytest
from acme import BRAND, NOON, Clock, Kept, Listed, config, mention, pipeline
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select, update

from connectors.kit.contract import Mention, Page
from connectors.kit.errors import SourceBusyError
from listener.advice.leaves import Leaf, rank
from listener.advice.time.bundles import IN_MESSAGE, Weight, messages, pick
from listener.digest.spoken import unread
from listener.digest.values import Figure
from listener.settings.brand import Brand, Bundles
from listener.settings.numbers import Thresholds
from listener.store.store import Store
from listener.store.tables import MentionRow, SourceRow

BUNDLE_HOUR = NOON.replace(hour=14, minute=1)  # 15:01 in Paris


def weight(**fields: object) -> Weight:
    known: dict[str, object] = {
        "leaf": "LET_STAND",
        "rule": "discussion-negative",
        "form": "discussion",
        "tone": "negative",
        "rating": None,
        "due_at": None,
        "at": NOON,
        "text": "they talk",
    }
    return Weight(**(known | fields))  # type: ignore[arg-type]


BUNDLES = Bundles()
SHOWN, MOST = BUNDLES.shows, BUNDLES.most
CALM = [(f"calm {n}", weight(at=NOON + timedelta(minutes=n))) for n in range(30)]


@pytest.mark.parametrize(
    "fields",
    [
        {"form": "critique", "leaf": "REPAIR"},
        {"form": "critique", "tone": "mixed", "leaf": "COUNT"},
        {"rating": 2, "tone": "unsure"},
        {"rating": 1, "form": "unsure", "leaf": "COUNT"},
        {"rule": "danger-passed-on"},
        {"leaf": "ESCALATE_NOW"},
        {"leaf": "MODERATE"},
        {"tone": "neutral", "text": "Ma fille est ALLERGIQUE aux noix, il y en avait."},
        {"tone": "neutral", "text": "We were sick after the salmon sandwich"},
    ],
)
def test_whatever_hurts_is_shown_though_the_rest_is_summed_up(fields: dict[str, object]) -> None:
    hurts = ("it hurts", weight(at=NOON - timedelta(days=3), **fields))
    assert "it hurts" in pick([*CALM, hurts], BUNDLES)
    assert len(pick([*CALM, hurts], BUNDLES)) == SHOWN


DUE = NOON + timedelta(hours=8)
HELD = {"leaf": "ANSWER", "form": "unsure", "tone": "neutral", "due_at": DUE, "is_alert": True}


@pytest.mark.parametrize(
    "fields",
    [
        HELD,
        {"leaf": "LET_STAND", "is_alert": True},
        {"leaf": "ANSWER", "form": "own", "tone": "neutral", "due_at": DUE},
        {"leaf": "ACKNOWLEDGE", "form": "own", "tone": "neutral", "due_at": DUE},
        {"leaf": "REPAIR", "form": "unsure", "tone": "unsure", "due_at": DUE},
        {"leaf": "LET_STAND", "tone": "neutral", "rule": "fact-wrong"},
        {"leaf": "LET_STAND", "tone": "unsure", "rule": "fact-doubted"},
    ],
)
def test_what_asks_was_held_or_contradicts_a_fact_is_shown_beyond_the_ten(
    fields: dict[str, object],
) -> None:
    asked = [(f"asked {n}", weight(leaf="REPAIR", form="critique")) for n in range(SHOWN + 5)]
    one = ("it asks", weight(at=NOON - timedelta(days=3), **fields))
    assert "it asks" in pick([*asked, *CALM, one], BUNDLES)
    told = [name for part in messages([*asked, *CALM, one], BUNDLES) for name in part]
    assert told.index("it asks") <= len(asked), "in a chat, before what only stands"


@pytest.mark.parametrize("leaf", ["THANK", "CREATOR", "THANK_AND_TRACK"])
def test_thanks_that_are_due_take_no_place_of_what_asks(leaf: str) -> None:
    thanks = weight(leaf=leaf, form="critique", tone="mixed", due_at=NOON)
    assert not thanks.hurts
    asked = [(f"asked {n}", weight(**HELD)) for n in range(SHOWN)]
    assert "thanks" not in pick([("thanks", thanks), *asked, *CALM], BUNDLES)


def test_held_alerts_lead_their_bundle_and_facts_stand_above_thanks() -> None:
    order = [
        ("held, graver", weight(leaf="REPAIR", form="critique", is_alert=True, due_at=DUE)),
        ("held, due first", weight(**(HELD | {"due_at": NOON}))),
        ("held", weight(**HELD)),
        ("repair", weight(leaf="REPAIR", form="critique", due_at=NOON)),
        ("answer", weight(leaf="ANSWER", form="own", tone="neutral", due_at=NOON)),
        ("fact", weight(rule="fact-wrong", tone="neutral")),
        ("thanks", weight(leaf="THANK", form="critique", tone="positive", due_at=NOON)),
        ("insults", weight(leaf="MONITOR_ABUSE", form="critique", rule="outburst")),
        ("let stand", weight()),
    ]
    assert pick(order[::-1], BUNDLES) == [name for name, _ in order]


def test_a_bundle_is_told_gravest_first() -> None:
    graves = [
        ("danger", weight(leaf="ESCALATE_NOW")),
        ("ill", weight(leaf="REPAIR", form="critique", text="j'ai vomi toute la nuit")),
        ("due soon", weight(leaf="REPAIR", form="critique", due_at=NOON)),
        ("due late", weight(leaf="REPAIR", form="critique", due_at=NOON + timedelta(hours=1))),
        ("newest", weight(leaf="REPAIR", form="critique", at=NOON + timedelta(hours=2))),
        ("older", weight(leaf="REPAIR", form="critique")),
        ("let stand", weight()),
    ]
    assert pick(graves[::-1], BUNDLES) == [name for name, _ in graves]


def test_a_leaf_that_this_release_does_not_know_leads_no_story_and_hides_in_no_bundle() -> None:
    strange = ("strange", weight(leaf="OF_TOMORROW", form="share", tone="neutral"))
    assert pick([*CALM, strange], BUNDLES)[0] == "strange"
    assert strange[1].hurts
    assert rank("OF_TOMORROW") > max(rank(leaf) for leaf in Leaf)


MANY = [
    (f"{n}", weight(form="critique", leaf="REPAIR", at=NOON + timedelta(n))) for n in range(200)
]


@pytest.mark.parametrize(
    ("hurting", "calm", "shown"),
    [
        (0, SHOWN, SHOWN),
        (0, SHOWN + 1, SHOWN + 1),
        (0, SHOWN + 2, SHOWN),
        (SHOWN + 5, 1, SHOWN + 6),
        (SHOWN + 5, 2, SHOWN + 5),
        (MOST + 1, 0, MOST + 1),
        (MOST, 1, MOST + 1),
        (MOST + 1, 1, MOST),
    ],
)
def test_one_alone_is_shown_and_not_counted(hurting: int, calm: int, shown: int) -> None:
    weighed = MANY[:hurting] + CALM[:calm]
    told = pick(weighed, BUNDLES)
    assert len(told) == shown
    order = dict(weighed)
    assert told == sorted(told, key=lambda one: order[one].order)


def test_a_flood_has_a_cap_and_the_newest_of_equals_are_in_it() -> None:
    shown = pick(MANY, BUNDLES)
    assert shown == [f"{n}" for n in range(199, 199 - MOST, -1)]


@given(st.lists(st.booleans(), max_size=120))
def test_a_chat_gets_all_of_it_once_and_no_more_that_hurts_in_a_message_than_it_holds(
    hurting: list[bool],
) -> None:
    weighed = [
        ((n, hurts), weight(form="critique" if hurts else "discussion"))
        for n, hurts in enumerate(hurting)
    ]
    parts = list(messages(weighed, BUNDLES))
    assert sorted(one for part in parts for one in part) == sorted(one for one, _ in weighed)
    least = min(sum(hurting), MOST)
    assert len(parts) == max(1, -(-least // IN_MESSAGE))
    for part in parts[:-1]:
        assert len(part) == IN_MESSAGE
        assert all(hurts for _, hurts in part)


class Files(Listed):
    """A source of dropped files."""

    keeps_all: ClassVar[bool] = True


def read_on_day_two(
    folder: Path,
    store: Store,
    *mentions: Mention,
    kind: type[Listed] = Files,
    brand: Brand = BRAND,
) -> Kept:
    """What a source whose first look is over shows, with these new mentions."""
    shown, clock = Kept(), Clock()
    pipeline(config(folder, kind(name="box"), brand=brand), store, shown, clock).once()
    with store.writing() as session:
        session.exec(update(SourceRow).values(next_poll_at=None))
    box = kind(name="box", mentions=mentions)
    pipeline(config(folder, box, brand=brand), store, shown, clock).once()
    return shown


def reviews(n: int, *, days: float, first: int = 0) -> list[Mention]:
    return [
        mention(
            first + i,
            f"I hate it: broken, number {first + i}",
            venue="review",
            genre="review",
            rating=1,
            posted_at=NOON - timedelta(days=days + i),
        )
        for i in range(n)
    ]


def test_forty_old_reviews_in_a_new_file_are_one_look_and_no_alert(
    tmp_path: Path, store: Store
) -> None:
    shown = read_on_day_two(tmp_path, store, *reviews(39, days=3), mention(99, "I love it, great"))
    assert not shown.alerts
    [(class_, cards, more)] = shown.bundles
    assert (class_, len(cards), more) == ("look", 40, 0)


def test_danger_in_an_old_file_alerts(tmp_path: Path, store: Store) -> None:
    ill = mention(
        1,
        "@acme I hate it: your charger caught fire and my daughter was burned",
        posted_at=NOON - timedelta(days=20),
    )
    shown = read_on_day_two(tmp_path, store, ill, *reviews(3, days=9, first=10))
    assert [card.level for card in shown.alerts] == ["danger"]
    assert [len(cards) for _, cards, _ in shown.bundles] == [3]


def test_a_program_that_drops_what_comes_gets_its_alerts(tmp_path: Path, store: Store) -> None:
    fresh = [mention(1, "I hate it: broken.", posted_at=NOON - timedelta(hours=2))]
    undated = [mention(2, "I hate it: broken, too.", posted_at=None)]
    shown = read_on_day_two(tmp_path, store, *fresh, *undated)
    assert len(shown.alerts) == 2
    assert not shown.bundles


def test_a_file_without_dates_is_an_export(tmp_path: Path, store: Store) -> None:
    posts = [mention(n, f"I hate it: broken, {n}", posted_at=None) for n in range(5)]
    shown = read_on_day_two(tmp_path, store, *posts)
    assert not shown.alerts
    assert [(c, len(cards)) for c, cards, _ in shown.bundles] == [("look", 5)]


def test_an_old_post_that_a_feed_shows_is_no_alert_and_waits_for_the_bundles_hour(
    tmp_path: Path, store: Store
) -> None:
    shown = read_on_day_two(
        tmp_path, store, *reviews(1, days=8), *reviews(1, days=6, first=5), kind=Listed
    )
    assert len(shown.alerts) == 1
    assert not shown.bundles
    clock = Clock(BUNDLE_HOUR)
    pipeline(config(tmp_path), store, shown, clock).after_collect()
    assert [(c, len(cards)) for c, cards, _ in shown.bundles] == [("look", 1)]


def test_eleven_stories_and_the_eleventh_is_the_allergic_customer(
    tmp_path: Path, store: Store
) -> None:
    talk = {"venue": "public", "genre": "forum_post"}
    posts = [
        mention(
            n,
            f"they say x{n * 7919} is broken at Acme",
            venue="public",
            genre="news",
            posted_at=NOON - timedelta(hours=n),
        )
        for n in range(1, 14)
    ]
    ill = mention(
        50,
        "at Acme they gave my son walnuts, he is allergic: I hate it",
        **talk,
        posted_at=NOON - timedelta(days=2),
    )
    shown = read_on_day_two(tmp_path, store, *posts, ill, kind=Listed)
    assert not shown.alerts
    pipeline(config(tmp_path), store, shown, Clock(BUNDLE_HOUR)).after_collect()
    [(_, cards, more)] = shown.bundles
    assert any("walnuts" in card.quote for card in cards)
    assert len(cards) + more == 14


def test_what_a_bundle_only_counted_does_not_come_again(tmp_path: Path, store: Store) -> None:
    shown = read_on_day_two(tmp_path, store, *reviews(60, days=8))
    [(_, cards, more)] = shown.bundles
    assert (len(cards), more) == (MOST, 10)
    pipeline(config(tmp_path), store, shown, Clock(BUNDLE_HOUR)).after_collect()
    assert len(shown.bundles) == 1


def test_a_look_is_kept_with_the_mention(tmp_path: Path, store: Store) -> None:
    read_on_day_two(tmp_path, store, *reviews(1, days=8), *reviews(1, days=2, first=7))
    with store.reading() as session:
        looks = session.exec(select(MentionRow.look).order_by(col(MentionRow.external_id))).all()
    assert looks == ["file", "file"]


class CutOff(Files):
    """An export that breaks after its first page, until it holds `whole`."""

    whole: tuple[Mention, ...] = ()

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:  # noqa: ARG002
        yield Page(self.mentions, starts=True)
        if not self.whole:
            raise SourceBusyError("box: cut off")
        yield Page(self.whole)


def visit(folder: Path, store: Store, clock: Clock, source: Files, *, brand: Brand = BRAND) -> Kept:
    """What another visit of the same inbox shows."""
    shown = Kept()
    with store.writing() as session:
        session.exec(update(SourceRow).values(next_poll_at=None))
    pipeline(config(folder, source, brand=brand), store, shown, clock).once()
    return shown


def test_what_is_new_in_a_later_export_is_news_whatever_else_it_holds(
    tmp_path: Path, store: Store
) -> None:
    clock = Clock()
    old, fresh, late = reviews(1, days=8), reviews(1, days=1, first=7), reviews(1, days=9, first=8)
    read_on_day_two(tmp_path, store, *old)
    shown = visit(tmp_path, store, clock, Files(name="box", mentions=(*old, *fresh, *late)))
    assert [card.quote for card in shown.alerts] == [fresh[0].text]
    with store.reading() as session:
        looks = dict(session.exec(select(MentionRow.text, MentionRow.look)).all())
    assert looks == {old[0].text: "file", fresh[0].text: "", late[0].text: "old"}


def test_what_is_old_is_what_the_operator_calls_old(tmp_path: Path, store: Store) -> None:
    own = BRAND.model_copy(update={"thresholds": Thresholds(news_days=10)})
    eight, nine, twelve = (reviews(1, days=d, first=d) for d in (8, 9, 12))
    shown = read_on_day_two(tmp_path, store, *eight, brand=own)
    assert [card.quote for card in shown.alerts] == [eight[0].text], "no export, and news"
    clock = Clock()
    visit(tmp_path, store, clock, Files(name="box", mentions=(*eight, *twelve)), brand=own)
    visit(tmp_path, store, clock, Files(name="box", mentions=(*eight, *twelve, *nine)), brand=own)
    with store.reading() as session:
        looks = dict(session.exec(select(MentionRow.text, MentionRow.look)).all())
    assert looks == {eight[0].text: "", nine[0].text: "", twelve[0].text: "old"}


def test_pages_of_a_later_export_are_news_where_an_earlier_page_was_known(
    tmp_path: Path, store: Store
) -> None:
    old, more = reviews(1, days=8), (*reviews(1, days=9, first=8), *reviews(1, days=1, first=7))
    read_on_day_two(tmp_path, store, *old)
    shown = visit(tmp_path, store, Clock(), CutOff(name="box", mentions=tuple(old), whole=more))
    assert [card.quote for card in shown.alerts] == [more[1].text]


def test_what_a_visit_that_was_cut_off_left_makes_its_file_no_later_export(
    tmp_path: Path, store: Store
) -> None:
    clock = Clock()
    old, more = reviews(1, days=8), (*reviews(1, days=9, first=8), *reviews(1, days=1, first=7))
    read_on_day_two(tmp_path, store)
    clock.now += timedelta(hours=1)
    visit(tmp_path, store, clock, CutOff(name="box", mentions=tuple(old)))
    clock.now += timedelta(hours=1)
    shown = visit(tmp_path, store, clock, CutOff(name="box", mentions=tuple(old), whole=more))
    assert not shown.alerts


class Deaf(Listed):
    """A source that cannot be read."""

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:  # noqa: ARG002
        raise SourceBusyError("deaf: no answer")
        yield Page()


@pytest.mark.parametrize(("kind", "words"), [(Listed, "look.empty"), (Deaf, "look.empty_unread")])
def test_no_comfort_is_given_while_a_source_is_not_read(
    tmp_path: Path, store: Store, kind: type[Listed], words: str
) -> None:
    shown = Kept()
    sources = (Listed(name="one"), kind(name="two"))
    pipeline(config(tmp_path, *sources), store, shown, Clock()).once()
    assert [look.empty_words for look in shown.looks] == [words]


@pytest.mark.parametrize(("seen", "key"), [(1.0, "x"), (0.99, "x_seen"), (None, "x_seen")])
def test_a_week_that_was_read_in_part_says_so(seen: float | None, key: str) -> None:
    found = Figure(key="coverage", unit="share", value=seen, n=2)
    assert unread(found, "x") == key
