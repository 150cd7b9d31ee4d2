"""The numbers that an operator may change: each stands in one file, and changing it changes what is done."""

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from test_strategy_kit import BRAND, belief, mention

from listener.advice.leaves import LEAVES, Leaf
from listener.advice.time.delays import delay_of
from listener.advice.tree import decide
from listener.settings.brand import Brand
from listener.settings.numbers import Due, HealthBounds, Thresholds
from listener.watch.health import Failing, Seen, judge

ROOT = Path(__file__).parent.parent
HURT = "@velorine ma batterie est cassée, c'est inadmissible, répondez-moi !"
NOW = datetime(2026, 11, 10, 12, 0, tzinfo=UTC)


def brand(**numbers: object) -> Brand:
    return BRAND.model_copy(update={"thresholds": Thresholds.model_validate(numbers)})


def test_every_leaf_with_a_due_time_has_its_setting() -> None:
    timed = {leaf.lower() for leaf, facts in LEAVES.items() if facts.delay is not None}
    assert set(Due.model_fields) == timed


def test_the_example_says_the_defaults() -> None:
    lines = (ROOT / "config.toml").read_text("utf-8").splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("# [brand.due]"))
    rest = lines[start + 1 : start + 1 + len(Due.model_fields)]
    told = tomllib.loads("\n".join(line.removeprefix("# ") for line in rest))
    assert {Leaf(name.upper()): timedelta(hours=hours) for name, hours in told.items()} == {
        leaf: facts.delay for leaf, facts in LEAVES.items() if facts.delay is not None
    }


@pytest.mark.parametrize("is_review", [False, True])
def test_a_brands_own_hours_come_before_the_leafs(*, is_review: bool) -> None:
    own = BRAND.model_copy(update={"due": Due(repair=1.5)})
    assert delay_of(Leaf.REPAIR, own, is_review=is_review) == timedelta(hours=1.5)
    assert delay_of(Leaf.REPAIR, BRAND, is_review=is_review) == timedelta(
        hours=24 if is_review else 4
    )
    assert delay_of(Leaf.COUNT, own, is_review=is_review) is None


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


def test_health_turns_red_where_the_operator_says() -> None:
    once = Failing("blog", NOW - timedelta(hours=1), 1, "503")
    seen = Seen(now=NOW, tick_age=1, failing=(once,), disk_free=0.08, unsent_since=NOW)
    assert judge(seen).is_green
    strict = HealthBounds(failures=1, disk_free=0.1)
    red = judge(Seen(now=NOW, tick_age=1, failing=(once,), disk_free=0.08, bounds=strict))
    assert [why.partition(":")[0] for why in red.reasons] == ["disk", "source blog"]
