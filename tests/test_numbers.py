"""The numbers that an operator may change: each stands in one file, and changing it changes what is done."""

import tomllib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from pydantic import BaseModel, ValidationError
from test_strategy_kit import BRAND, belief, mention

from listener.advice.leaves import LEAVES, Leaf
from listener.advice.time.delays import delay_of
from listener.advice.tree import decide
from listener.settings.brand import Brand, Bundles
from listener.settings.numbers import Due, HealthBounds, ReviewDue, Thresholds
from listener.stages.asked import Asked
from listener.store.deciding import Undecided
from listener.store.store import Store
from listener.watch.health import Failing, Seen, judge

ROOT = Path(__file__).parent.parent
HURT = "@velorine ma batterie est cassée, c'est inadmissible, répondez-moi !"
NOW = datetime(2026, 11, 10, 12, 0, tzinfo=UTC)


def brand(**numbers: object) -> Brand:
    return BRAND.model_copy(update={"thresholds": Thresholds.model_validate(numbers)})


def test_every_leaf_with_a_due_time_has_its_setting() -> None:
    timed = {leaf.lower() for leaf, facts in LEAVES.items() if facts.delay is not None}
    apart = {leaf.lower() for leaf, facts in LEAVES.items() if facts.review_due is not None}
    for model, leaves, others in ((Due, timed, {"review"}), (ReviewDue, apart, set[str]())):
        wrong = sorted((leaves | others) ^ model.model_fields.keys())
        assert not wrong, (
            f"{wrong}: one field for each leaf with such hours in numbers.{model.__name__}"
        )


def test_the_example_says_the_defaults() -> None:
    lines = (ROOT / "config.toml").read_text("utf-8").splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("# [brand.due]"))
    end = next(n for n, line in enumerate(lines) if n > start and line.startswith("# Sources"))
    text = "\n".join(line.removeprefix("# ") for line in lines[start:end])
    told = tomllib.loads(text)["brand"]["due"]
    for_reviews = told.pop("review")
    for_all = {leaf: facts.due for leaf, facts in LEAVES.items() if facts.delay is not None}
    assert {Leaf(name.upper()): hours for name, hours in told.items()} == for_all
    apart = {leaf: facts.review_due for leaf, facts in LEAVES.items() if facts.review_due}
    assert {Leaf(name.upper()): hours for name, hours in for_reviews.items()} == apart


def test_writing_the_products_hours_changes_nothing() -> None:
    for leaf, facts in LEAVES.items():
        if facts.delay is None:
            continue
        own = BRAND.model_copy(update={"due": Due.model_validate({leaf.lower(): facts.due})})
        for is_review in (False, True):
            usual = delay_of(leaf, BRAND, is_review=is_review)
            assert delay_of(leaf, own, is_review=is_review) == usual, leaf


def test_a_brands_own_hours_come_before_the_leafs() -> None:
    own = BRAND.model_copy(update={"due": Due(repair=1.5, answer=3, review=ReviewDue(repair=12))})
    assert delay_of(Leaf.REPAIR, own, is_review=False) == timedelta(hours=1.5)
    assert delay_of(Leaf.REPAIR, own, is_review=True) == timedelta(hours=12)
    for is_review in (False, True):
        assert delay_of(Leaf.ANSWER, own, is_review=is_review) == timedelta(hours=3)
        assert delay_of(Leaf.COUNT, own, is_review=is_review) is None


@pytest.mark.parametrize(
    ("model", "numbers", "why"),
    [
        (Thresholds, {"not_ours_under": 0.8}, "not_ours_under 0.8 is above ours_from 0.7: "),
        (Thresholds, {"ours_from": 0.3}, "not_ours_under 0.4 is above ours_from 0.3: "),
        (Thresholds, {"copied": 3}, "copied_by 5 is too much for copied 3: "),
        (Thresholds, {"quiet_hours": 340}, "quiet_hours 340 is longer than follow_days 14: "),
        (Bundles, {"shows": 60}, "most 50 is below shows 60: "),
    ],
)
def test_numbers_that_contradict_each_other_are_refused(
    model: type[BaseModel], numbers: dict[str, float], why: str
) -> None:
    with pytest.raises(ValidationError) as error:
        model.model_validate(numbers)
    [problem] = error.value.errors()
    assert why in problem["msg"]


def test_numbers_that_only_just_agree_are_taken() -> None:
    taken = Thresholds(not_ours_under=0.7, copied=4, quiet_hours=336)
    assert (taken.not_ours_under, taken.copied, taken.quiet_hours) == (taken.ours_from, 4, 336)
    assert Bundles(shows=50).shows == 50


def test_a_due_time_of_ones_own_reaches_the_decision() -> None:
    said = mention(HURT, addressed=True, form=belief("critique"), intent=belief("complaint"))
    verdict = decide(said, BRAND)
    sooner = {verdict.leaf.lower(): 0.5}
    own = BRAND.model_copy(update={"due": Due.model_validate(sooner)})
    assert verdict.due_at is not None
    assert decide(said, own).due_at is not None
    assert decide(said, own).due_at != verdict.due_at


def test_a_large_audience_is_what_the_operator_calls_one() -> None:
    said = mention(HURT, reach=800)
    assert decide(said, BRAND).lane == "customers"
    assert decide(said, brand(large_audience=500)).lane == "influencers"


def test_a_campaign_is_what_the_operator_calls_one() -> None:
    said = mention(HURT, copies=4, copy_authors=3)
    assert decide(said, BRAND).leaf != Leaf.ESCALATE_PR
    assert decide(said, brand(copied=4, copied_by=3)).leaf == Leaf.ESCALATE_PR


@pytest.mark.parametrize(("days", "is_due"), [(7, False), (9, True)])
def test_fresh_danger_in_a_look_is_due_where_the_operator_calls_it_fresh(
    days: float, *, is_due: bool
) -> None:
    at = NOW - timedelta(days=8)
    burned = mention("ma batterie vélorine a pris feu", is_look=True, at=at, collected_at=NOW)
    verdict = decide(burned, brand(news_days=days))
    assert verdict.leaf == Leaf.ESCALATE_NOW
    assert (verdict.due_at is not None) is is_due


@pytest.mark.parametrize(
    ("hours", "is_look", "due"),
    [(2, True, 0.25), (24, True, 4), (120, True, 4), (120, False, 0.25)],
)
def test_a_danger_of_days_ago_in_a_look_is_due_within_the_day_and_not_in_minutes(
    hours: float, *, is_look: bool, due: float
) -> None:
    at = NOW - timedelta(hours=hours)
    burned = mention("ma batterie vélorine a pris feu", is_look=is_look, at=at, collected_at=NOW)
    verdict = decide(burned, BRAND)
    assert verdict.leaf == Leaf.ESCALATE_NOW
    assert verdict.due_at == NOW + timedelta(hours=due)
    slow = brand(news_days=7).model_copy(update={"due": Due(escalate_now=6)})
    assert decide(burned, slow).due_at == NOW + timedelta(hours=6)


@pytest.mark.parametrize(("likeness", "times"), [(0.76, 2), (0.6, 3), (0.95, 1)])
def test_the_same_question_is_what_the_operator_calls_the_same(likeness: float, times: int) -> None:
    turned = [np.eye(1, 384)[0]] + [
        np.eye(1, 384)[0] * near + np.eye(1, 384, 1)[0] * np.sqrt(1 - near**2)
        for near in (0.8, 0.7)
    ]
    ids = range(3)
    tag = SimpleNamespace(intent="question")
    one = Undecided(*cast(Any, (SimpleNamespace(id=0, at=NOW), tag)))

    class Questions:
        def questions_since(self, *_: object, limit: int) -> list[tuple[int, datetime]]:
            return [(i, NOW) for i in ids][:limit]

        def vectors(self, ids: Iterable[int]) -> dict[int, bytes]:
            return {i: turned[i].astype(np.float16).tobytes() for i in ids}

    asked = Asked(cast(Store, Questions()), brand(question_likeness=likeness), [one])
    assert asked.times(one) == times


def test_health_turns_red_where_the_operator_says() -> None:
    once = Failing("blog", NOW - timedelta(hours=1), 1, "503")
    seen = Seen(now=NOW, tick_age=1, failing=(once,), disk_free=0.08, unsent_since=NOW)
    assert judge(seen).is_green
    strict = HealthBounds(failures=1, disk_free=0.1)
    red = judge(Seen(now=NOW, tick_age=1, failing=(once,), disk_free=0.08, bounds=strict))
    assert [why.partition(":")[0] for why in red.reasons] == ["disk", "source blog"]
