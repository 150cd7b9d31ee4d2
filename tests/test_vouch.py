"""A fact near its last day: asked about once, said true until a later day or true no more, undone for a day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from acme import BRAND, NOON, Clock, Kept, Listed, config
from sqlmodel import select
from test_acts_twice import LEA, PAUL, THEIRS
from test_fact_dates import ASKS

from listener.advice.drafts.playbook import drafts
from listener.advice.drafts.unfinished import gap
from listener.advice.leaves import Leaf
from listener.app import App
from listener.desk.acts.vouch import said_of_facts
from listener.desk.contract import Desk, Done, Who
from listener.desk.found import act
from listener.notices import outbox
from listener.notices.acted import act_line
from listener.notices.contract import Reading
from listener.notices.parts import Content, FactAsked
from listener.settings.beside import Beside
from listener.settings.brand import Brand, Fact, People
from listener.settings.numbers import Thresholds
from listener.settings.vouched import ending, longer
from listener.stages.ask_facts import ask_facts
from listener.stages.expire import period
from listener.store.store import Store
from listener.store.tables import NoticeRow
from listener.work.worker import Worker

TODAY = NOON.date()  # 2026-11-10
WORDS = "In summer the workshop is open until 8 pm."


def fact(id_: str, last: date | None, **fields: Any) -> Fact:
    made = {"id": id_, "text": WORDS, "keywords": ("workshop", "open"), "valid_until": last}
    return Fact.model_validate(made | fields)


def days(n: int) -> date:
    return TODAY + timedelta(days=n)


@dataclass
class Shop:
    """One brand whose facts end, and its desk."""

    store: Store
    file: Brand
    now: datetime = NOON

    @property
    def brand(self) -> Brand:
        """As it is in force."""
        rows = said_of_facts(self.store.orders([self.file.name], self.now))
        return Beside(vouched=rows.get(self.file.name, ())).on(self.file)

    def vouch(self, last: date | str, who: Who = LEA, **fields: Any) -> Done:
        values = {"brand": self.file.name, "fact": "hours", "last": last} | fields
        return self._do("vouch", who, values)

    def undo(self, done: Done, who: Who = LEA) -> Done:
        return self._do("undo", who, {"act": done.act})

    def _do(self, name: str, who: Who, values: dict[str, Any]) -> Done:
        desk = Desk(self.store, {self.file.name: self.brand})
        return act(name)(**values).apply(desk, who, self.now)

    def ask(self) -> bool:
        return ask_facts(self.store, self.brand, self.now)

    def notices(self) -> list[NoticeRow]:
        with self.store.reader() as session:
            return [one for one in session.exec(select(NoticeRow)) if "fact_ends" in one.payload]

    def content(self, row: NoticeRow) -> Content | None:
        at = Reading(store=self.store, brand=self.brand, row=row, now=self.now)
        return outbox.read(row).content(at)

    def asked(self, row: NoticeRow) -> list[str]:
        told = self.content(row)
        return [one.fact.id for one in told.parts if isinstance(one, FactAsked)] if told else []

    def says(self) -> bool:
        """Does a draft state it?"""
        made = drafts(Leaf.ANSWER, ASKS, self.brand.at(self.now))
        return any("8 pm" in one.text for one in made)

    def lines(self) -> list[str]:
        return [act_line(row, self.brand) for row in reversed(self.store.acts([self.file.name]))]


@pytest.fixture
def shop(store: Store) -> Shop:
    others = {"ends": days(14), "over": days(-1), "later": days(15), "always": None}
    doors = [fact(name, last, text=f"The {name} door is green.", keywords=()) for name, last in others.items()]  # fmt: skip
    facts = (fact("hours", days(9), owner="Inès"), *doors)
    return Shop(store, THEIRS.model_copy(update={"fact": facts}))


def test_all_that_end_within_two_weeks_or_are_over_are_asked_about_in_one_notice(
    shop: Shop,
) -> None:
    assert shop.ask()
    [row] = shop.notices()
    assert shop.asked(row) == ["over", "hours", "ends"]
    assert not shop.ask(), "nobody is asked twice"
    shop.now += timedelta(days=1)
    assert shop.ask()
    [_, row] = shop.notices()
    assert shop.asked(row) == ["later"], "the others were asked about"


def test_it_is_asked_again_once_its_last_day_is_over(shop: Shop) -> None:
    shop.ask()
    for n in range(1, 10):
        shop.now += timedelta(days=1)
        shop.ask()
        assert not any('"hours"' in row.payload for row in shop.notices()[1:]), n
    shop.now += timedelta(days=1)
    assert shop.ask()
    assert shop.asked(shop.notices()[-1]) == ["hours"]


def test_how_long_before_is_a_setting(shop: Shop) -> None:
    shop.file = shop.file.model_copy(update={"thresholds": Thresholds(fact_notice_days=9)})
    shop.ask()
    assert shop.asked(shop.notices()[0]) == ["over", "hours"]


def test_one_that_was_answered_before_it_was_told_is_not_told(shop: Shop) -> None:
    shop.ask()
    [row] = shop.notices()
    for one in ("hours", "ends"):
        shop.vouch(days(200), fact=one)
    assert shop.asked(row) == ["over"]
    shop.vouch("no", fact="over")
    assert shop.content(row) is None
    assert not shop.ask()


@pytest.mark.parametrize(
    ("checked", "until"),
    [(None, days(183)), (days(9 - 30), days(30)), (days(9), days(183)), (days(4), days(9))],
)
def test_it_holds_for_as_long_as_it_did_else_for_as_long_as_the_setting_says(
    checked: date | None, until: date
) -> None:
    assert longer(fact("hours", days(9), checked_on=checked), BRAND, TODAY) == until


def test_how_long_is_a_setting() -> None:
    brand = BRAND.model_copy(update={"thresholds": Thresholds(fact_days=90)})
    assert longer(fact("hours", days(9)), brand, TODAY) == days(90)


def test_still_true_holds_until_the_new_day_and_not_a_day_longer(shop: Shop) -> None:
    shop.now += timedelta(days=20)
    assert not shop.says(), "it is over"
    last = shop.now.date() + timedelta(days=100)
    done = shop.vouch(last)
    assert done.outcome == "done"
    assert shop.says()
    [hours] = [one for one in shop.brand.fact if one.id == "hours"]
    assert (hours.valid_until, hours.checked_on) == (last, shop.now.date())
    assert shop.lines() == [f"Léa says it is still true, until Wed 10 Mar 2027: {WORDS}"]
    assert "hours" not in [one.id for one in ending(shop.brand, shop.now.date())]
    shop.now += timedelta(days=101)
    assert not shop.says()


def test_no_longer_takes_it_out_of_drafts_at_once_and_leaves_a_gap(shop: Shop) -> None:
    assert shop.says()
    done = shop.vouch("no")
    assert "leave a gap in its place" in done.said("en", shop.file.tz)
    texts = [one.text for one in drafts(Leaf.ANSWER, ASKS, shop.brand.at(shop.now))]
    assert not any("8 pm" in text for text in texts)
    assert any("the fact hours, past its date" in (gap(text) or "") for text in texts)
    assert "hours" not in [one.id for one in ending(shop.brand, TODAY)], "nobody is asked any more"
    assert "no longer true" in shop.lines()[0]


def test_the_same_again_is_done_already_also_the_day_after(shop: Shop) -> None:
    for last in ("no", days(100)):
        assert shop.vouch(last).outcome == "done"
        assert shop.vouch(last, PAUL).outcome == "taken"
        shop.now += timedelta(days=1)
        assert shop.vouch(last).outcome == "already"


def test_without_a_day_it_holds_for_as_long_as_the_setting_says(shop: Shop) -> None:
    assert shop.vouch("").outcome == "done"
    assert shop.vouch("").outcome == "already"
    assert shop.brand.fact[0].valid_until == days(183)
    assert "until Wed 12 May 2027" in shop.lines()[0]


def test_it_can_be_had_back_for_a_day(shop: Shop) -> None:
    done = shop.vouch("no")
    assert shop.undo(done, PAUL).outcome == "done"
    assert shop.says()
    assert "hours" in [one.id for one in ending(shop.brand, TODAY)]
    again = shop.vouch("no")
    assert again.outcome == "done"
    shop.now += timedelta(hours=25)
    assert shop.undo(again).outcome == "cannot"
    assert not shop.says()


@pytest.mark.parametrize("last", ["no", days(100)])
def test_only_leads_may(shop: Shop, last: date | str) -> None:
    shop.file = shop.file.model_copy(update={"people": People(leads=("U1",))})
    done = shop.vouch(last, PAUL)
    assert (done.outcome, done.why) == ("leads", "setting")
    assert shop.says()
    assert shop.brand.fact == shop.file.fact
    mine = shop.vouch(last)
    assert shop.undo(mine, PAUL).outcome == "leads"


def test_a_day_that_is_over_and_a_fact_that_is_not_there_are_refused(shop: Shop) -> None:
    done = shop.vouch(days(-1))
    assert done.outcome == "cannot"
    assert "from today on" in done.said("en", shop.file.tz)
    assert shop.vouch(days(0)).outcome == "done"
    assert shop.vouch(days(9), fact="hour").outcome == "missing"
    with pytest.raises(ValueError, match="last"):
        shop.vouch("next year")


@pytest.mark.parametrize("change", [{"valid_until": days(40)}, {"text": "We close at 6 pm."}])
def test_what_the_file_says_anew_counts_over_it(shop: Shop, change: dict[str, Any]) -> None:
    shop.vouch("no")
    hours, *rest = shop.file.fact
    new = hours.model_copy(update=change)
    shop.file = shop.file.model_copy(update={"fact": (new, *rest)})
    assert shop.brand.fact == shop.file.fact


def test_it_is_written_as_config_toml_has_it(shop: Shop) -> None:
    shop.vouch(days(100))
    shop.vouch("no", fact="ends")
    rows = said_of_facts(shop.store.orders([shop.file.name], shop.now))[shop.file.name]
    assert list(Beside(vouched=rows).toml(shop.file)) == [
        '# in [[brand.fact]] id = "hours"',
        f"valid_until = {days(100)}",
        f"checked_on = {TODAY}",
        '# in [[brand.fact]] id = "ends"',
        f"valid_until = {days(-1)}",
    ]


def test_the_daemon_asks_once_a_day(shop: Shop, tmp_path: Path) -> None:
    settings = config(tmp_path, Listed(name="forum"), brand=shop.file)
    app = App.over(settings, Clock(), store=shop.store, key=b"k" * 32)
    worker = Worker(app, Kept())
    worker.expire()
    assert shop.store.happened(period(NOON))
    worker.expire()
    assert len(shop.notices()) == 1
