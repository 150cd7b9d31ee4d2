"""Stored posts, of each of which a lead says in Slack what it is; at the end how often the bot was right."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from acme import BRAND, NOON
from rigs.desk_scene import Team
from rigs.local_slack import LEA, PAUL, LocalSlack, wait
from test_slack_about import submitted
from test_slack_asks import listening, pressing, scene, texts

from listener.channels.slack.look.labels import Carried, question, reveal
from listener.desk.acts.label import Label
from listener.desk.acts.undo import Undo
from listener.desk.contract import Desk, Who
from listener.settings.brand import People
from listener.work.sampled import asked_of, every_answer


@pytest.fixture
def team(tmp_path: Path, local_slack: LocalSlack) -> Iterator[Team]:
    made = scene(tmp_path, local_slack, people=People(leads=(LEA,)))
    with made.at_the_desk():
        local_slack.home(LEA)
        yield made
    made.store.close()


def shown(team: Team) -> str:
    return "".join(texts(one) for one in team.slack.windows())


def test_each_post_is_judged_before_the_bot_speaks_and_the_error_stands_at_the_end(
    team: Team,
) -> None:
    team.slack.choose(LEA, "label:begin")
    wait(team.slack.windows)
    assert "1 of 2" in shown(team)
    for n in (1, 2):
        wait(lambda n=n: f"{n} of 2" in shown(team) and "How does it speak?" in shown(team))
        assert "The bot:" not in shown(team)
        team.slack.submit(LEA, form="critique", tone="negative" if n == 1 else "positive")
        wait(lambda: "The bot:" in shown(team))
        team.slack.submit(LEA, right="yes")
    wait(lambda: "all are answered" in shown(team))
    assert "Advice: 100% right (2 of 2); with 95 % certainty between" in shown(team)
    assert "Fewer than thirty answers" in shown(team)
    assert team.acts() == [("lea", "label", "slack")] * 2
    app = team.app()
    assert {one.tone for one in every_answer(app, ["Acme"])} == {"negative", "positive"}
    assert every_answer(app, ["Other"]) == []
    assert len(asked_of(app, ["Acme"])) == 2
    assert app.store.state(1) == team.store.state(1)
    team.slack.close(LEA)
    team.slack.choose(LEA, "label:begin")
    wait(lambda: "nothing left to ask about" in shown(team))


def test_who_is_no_lead_is_told_who_may_and_opens_nothing(team: Team) -> None:
    team.slack.choose(LEA, "label:begin")
    wait(team.slack.windows)
    team.slack.submit(PAUL, form="critique")
    wait(lambda: "The bot:" in shown(team))
    team.slack.submit(PAUL, right="no")
    wait(lambda: "takes a lead" in shown(team))
    assert team.acts() == []
    team.slack.close(LEA)
    with pressing(team) as press:
        press(PAUL, {"type": "button", "action_id": "label:begin", "value": BRAND.name})
    assert team.slack.windows() == []
    assert "takes a lead" in texts(next(iter(team.slack.homes()[PAUL].values())))


def test_an_answer_that_slack_delivers_twice_is_one_act(team: Team) -> None:
    record = team.store.record(1)
    assert record
    shown = reveal(record, Carried("Acme", 2, (1, 2), ("critique", "")), "en")
    with listening(team) as app:
        submitted(app, LEA, shown, right="yes")
        submitted(app, LEA, shown, "V2", right="no")
        submitted(app, LEA, shown, right="yes")
    assert team.acts() == [("lea", "label", "slack")] * 2
    assert [one.is_advice_right for one in every_answer(team.app(), ["Acme"])] == [False]


def test_the_same_window_asks_again_about_what_was_taken_back(team: Team) -> None:
    record = team.store.record(1)
    assert record
    said = Carried("Acme", 2, (1, 2), ("critique", ""))
    with listening(team) as app:
        submitted(app, LEA, reveal(record, said, "en"), right="yes")
        [done] = team.store.acts([BRAND.name])
        desk, lea = Desk(team.store, {BRAND.name: team.brand}), Who(LEA, "lea", "slack")
        Undo(act=done.id or 0).apply(desk, lea, NOON)
        again = Carried.read(str(replace(said, undone=done.id or 0)))
        assert again
        submitted(app, LEA, reveal(record, again, "en"), right="no")
    assert [name for _, name, _ in team.acts()] == ["label", "undo", "label"]
    assert [one.is_advice_right for one in every_answer(team.app(), ["Acme"])] == [False]


def test_an_answer_is_taken_back_and_one_of_another_brand_is_none(team: Team) -> None:
    desk, lea = Desk(team.store, {BRAND.name: team.brand}), Who(LEA, "Léa", "slack")

    def said(post: int, form: str, brand: str = "Acme") -> str:
        made = Label(brand=brand, post=post, form=form, event=f"{brand}{post}{form}")  # type: ignore[arg-type]
        return made.apply(desk, lea, NOON).outcome

    assert said(1, "critique") == "done"
    assert said(1, "critique") == "already"
    assert said(1, "share") == "done"
    assert said(99, "share") == "missing"
    assert said(1, "share", "Other") == "missing"
    [answer] = every_answer(team.app(), ["Acme"])
    assert (answer.form, answer.said_leaf != "") == ("share", True)


def test_what_a_post_says_is_no_live_syntax_and_a_long_one_fits(team: Team) -> None:
    record = team.store.record(1)
    assert record
    record.mention.text = "<!channel> *bold* " + "&" * 20_000
    record.mention.title, record.mention.parent_text = "<@U0LEA>", "<https://evil.example|x>"
    carried = Carried("Acme " * 10, 50, tuple(range(100_000, 100_050)), ("critique", ""))
    assert Carried.read(str(carried)) == carried
    for view in (question(record, carried, "en"), reveal(record, carried, "fr")):
        whole = str(view)
        assert "<!channel>" not in whole
        assert "<@U0LEA>" not in whole
        assert "<https://evil" not in whole
        assert all(len(b["text"]["text"]) <= 3000 for b in view["blocks"] if b["type"] == "section")
        assert len(view["private_metadata"]) <= 3000


@pytest.mark.parametrize("told", ["", "home", "home - x 1 - Acme", "home - 5  - Acme", "home - 5 ²,x - Acme"])  # fmt: skip
def test_what_is_none_of_our_windows_is_nothing(told: str) -> None:
    assert Carried.read(told) is None
