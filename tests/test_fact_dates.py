"""A fact past its date is never said: where it would have answered there is a gap."""

from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from listener.advice.brief import Brief
from listener.advice.drafts.playbook import drafts
from listener.advice.drafts.unfinished import gap
from listener.advice.leaves import Leaf
from listener.commands.odd import facts_due
from listener.settings.brand import Brand, Fact

LAST = date(2026, 9, 15)
BRAND = Brand(
    name="Acme",
    language="en",
    speaker="Camille",
    zone="Europe/Paris",
    fact=(
        Fact(id="hours", text="In summer the workshop is open until 8 pm.", keywords=("workshop", "open"), valid_until=LAST, owner="Inès"),
        Fact(id="park", text="The car park has forty places.", keywords=("car park", "workshop")),
    ),
)  # fmt: skip
ASKS = Brief(
    text="Until when is the workshop open?",
    genre="social_comment",
    lang="en",
    form="critique",
    tone="neutral",
    intent="question",
)


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 9, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(("now", "is_said"), [(at(15), True), (at(15, 23), False), (at(16), False)])
def test_it_is_said_until_its_last_day_in_the_brands_zone(now: datetime, is_said: bool) -> None:
    texts = [draft.text for draft in drafts(Leaf.ANSWER, ASKS, BRAND.at(now))]
    assert any("8 pm" in text for text in texts) is is_said
    assert (
        any("the fact hours, past its date" in (gap(text) or "") for text in texts) is not is_said
    )


def test_no_other_fact_is_said_in_its_place() -> None:
    assert not any("forty" in one.text for one in drafts(Leaf.ANSWER, ASKS, BRAND.at(at(16))))


def test_without_dates_a_brand_is_the_same() -> None:
    assert BRAND.at(at(1)) is BRAND
    assert BRAND.at(at(1)).expired == ()
    assert [one.id for one in BRAND.at(at(16)).expired] == ["hours"]


@pytest.mark.parametrize(
    ("now", "words"), [(at(2), "holds until Tue 15 Sep"), (at(16), "last day was Tue 15 Sep")]
)
def test_check_names_what_ends_soon_and_what_is_over(now: datetime, words: str) -> None:
    [line] = facts_due(BRAND, now)
    assert words in line
    assert "ask Inès" in line
    assert not list(facts_due(BRAND, datetime(2026, 8, 1, tzinfo=UTC)))


def test_it_does_not_end_before_it_was_checked() -> None:
    with pytest.raises(ValidationError, match="before checked_on"):
        Fact(id="a", text="b", valid_until=LAST, checked_on=date(2026, 10, 1))
