"""What only leads do: who takes it back, who silences for good, and what whoever was first is told."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from acme import BRAND, NOON, Clock, Kept, Listed, config, mention, news, pipeline
from sqlmodel import col, select

from listener.app import App
from listener.commands import acting
from listener.commands.acting import Given
from listener.desk.contract import Desk, Done, Who
from listener.desk.found import act
from listener.settings.brand import People
from listener.store.store import Store
from listener.store.tables import AnswerRow, OrderRow

INES, LEO, PAUL = Who("U2", "Ines", "slack"), Who("U1", "Leo", "slack"), Who("U3", "Paul", "slack")
LED = BRAND.model_copy(update={"people": People(leads=("U2",))})
LINK = "https://acme.example/r"
PRIVATE = "Call me on 06 12 34 56 78, 12 rue des Lilas, 75011 Paris. Camille from Acme."


class Scene:
    """A complaint, 1, a danger, 2, and a complaint by mail, 3."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.folder, self.store, self.clock = folder, store, Clock()
        self.desk = Desk(store, {LED.name: LED})
        found = (
            mention(1, "I hate it, my battery is broken"),
            mention(2, "Your heater exploded and burnt my child"),
            mention(3, "I hate it, my battery is broken again", genre="mail", venue="own"),
        )
        news(folder, store, *found, brand=LED)

    def _settings(self, *posts: Any) -> Any:
        return config(self.folder, Listed(name="forum", mentions=posts), brand=LED)

    def do(self, name: str, who: Who = LEO, **values: Any) -> Done:
        made = act(name)(**({"mention": 1} | values))
        self.clock.pass_(minutes=1)
        return made.apply(self.desk, who, self.clock())

    def back(self, done: Done, who: Who = LEO) -> str:
        return self.do("undo", who, mention=0, act=done.act).outcome

    def read(self) -> None:
        pipeline(self._settings(), self.store, Kept(), self.clock).after_collect()

    def answers(self) -> list[tuple[str, str]]:
        with self.store.reading() as session:
            rows = session.exec(select(AnswerRow).order_by(col(AnswerRow.id))).all()
            return [(row.url.split(":")[0] if row.url != LINK else LINK, row.text) for row in rows]

    def orders(self) -> list[str]:
        with self.store.reading() as session:
            return [row.what for row in session.exec(select(OrderRow)).all()]


@pytest.fixture
def scene(tmp_path: Path, sqlite: Store) -> Scene:
    return Scene(tmp_path, sqlite)


@pytest.mark.parametrize("is_read", [True, False])
def test_a_danger_that_a_lead_raised_is_stood_down_by_no_undo(scene: Scene, is_read: bool) -> None:
    raised = scene.do("correct", INES, tag="risk", label="safety")
    if is_read:
        scene.read()
    refused = scene.do("undo", mention=0, act=raised.act)
    assert (refused.outcome, refused.why, refused.leads) == ("leads", "danger", ("U2",))
    assert scene.back(raised, INES) == "done"


def test_whom_it_is_about_stands_a_danger_down_too(scene: Scene) -> None:
    said = scene.do("correct", INES, mention=2, tag="form", label="critique")
    assert scene.back(said) == "leads"


def test_ones_own_act_is_ones_own(scene: Scene) -> None:
    raised = scene.do("correct", tag="risk", label="safety")
    scene.read()
    assert scene.back(raised, PAUL) == "leads"
    assert scene.back(raised) == "done"


def test_who_takes_back_that_it_is_no_danger_needs_no_lead(scene: Scene) -> None:
    for values in ({"tag": "risk", "label": "none"}, {"tag": "not_us"}):
        assert scene.back(scene.do("correct", INES, mention=2, **values)) == "done"
    assert scene.back(scene.do("no_reply", INES, mention=2)) == "done"


OF_LEADS: list[tuple[str, dict[str, Any], str]] = [
    ("hold", {"mention": 0, "brand": "Acme", "on": True}, "hold"),
    ("setting", {"mention": 0, "brand": "Acme", "kind": "gesture", "text": "a coffee"}, "setting"),
    ("describe", {"mention": 0, "brand": "Acme", "what": "handles", "text": "@acme_fr"}, "setting"),
    ("label", {"mention": 0, "brand": "Acme", "post": 1, "form": "critique"}, "label"),
    ("snooze", {"what": "author", "ends": NOON + timedelta(hours=2)}, "snooze"),
    ("snooze", {"what": "source", "ends": NOON + timedelta(hours=2)}, "snooze"),
    ("approve_draft", {"mention": 2, "text": "We look into it.", "anyway": True}, "approve"),
    ("correct", {"tag": "not_us", "author": True}, "silence"),
    ("correct", {"tag": "spam", "phrase": "queue"}, "silence"),
]

FRENCH = {
    "hold": "vaut pour toute l'équipe",
    "setting": "vaut pour toute l'équipe",
    "label": "si j'ai vu juste, il faut un responsable",
    "approve": "un responsable le valide",
    "snooze": "il faut un responsable",
    "silence": "il faut un responsable",
}


@pytest.mark.parametrize(("name", "values", "why"), OF_LEADS)
def test_what_is_for_leads_is_done_and_taken_back_by_them(
    scene: Scene, name: str, values: dict[str, Any], why: str
) -> None:
    refused = scene.do(name, **values)
    assert (refused.outcome, refused.why) == ("leads", why)
    assert scene.orders() == []
    done = scene.do(name, INES, **values)
    back = scene.do("undo", mention=0, act=done.act)
    assert (back.outcome, back.why) == ("leads", why)
    said = refused.said("en", LED.tz, {"U2": "Ines"})
    assert back.said("en", LED.tz, {"U2": "Ines"}) == said
    assert "takes a lead: Ines." in said
    assert FRENCH[why] in refused.said("fr", LED.tz)
    assert scene.back(done, INES) == "done"


def test_the_everyday_is_taken_back_by_anybody(scene: Scene) -> None:
    later = NOON + timedelta(hours=2)
    for name, values in (
        ("take", {}),
        ("snooze", {"ends": later}),
        ("correct", {"tag": "not_us"}),
        ("correct", {"tag": "tone", "label": "positive"}),
        ("approve_draft", {"text": "We look into it.", "anyway": True}),
    ):
        assert scene.back(scene.do(name, INES, **values), PAUL) == "done", name


def test_of_one_post_alone_anybody_says_that_it_is_not_us(scene: Scene) -> None:
    assert scene.do("correct", tag="not_us").outcome == "done"
    other = Desk(scene.store, {BRAND.name: BRAND})
    wanted = act("correct")(mention=1, tag="spam", author=True)  # type: ignore[call-arg]
    assert "nobody is listed" in wanted.apply(other, LEO, NOON).said("en", BRAND.tz)
    assert wanted.apply(other, Who("leo", "leo", "shell"), NOON).outcome == "done"


def test_where_an_answer_stands_is_told_later(scene: Scene) -> None:
    first = scene.do("answered")
    assert "add the link later" in first.said("en", LED.tz)
    assert scene.do("answered").outcome == "already"
    linked = scene.do("answered", url=LINK)
    assert (linked.outcome, scene.answers()) == ("done", [(LINK, "")])
    assert scene.do("answered", url=LINK).outcome == "already"
    worded = scene.do("answered", PAUL, url=LINK, text="Sorry.")
    assert (worded.outcome, scene.answers()) == ("done", [(LINK, "Sorry.")])
    assert scene.do("answered", url="https://acme.example/2").outcome == "already"
    assert "Leo was quicker" in scene.do("answered", PAUL).said("en", LED.tz)
    assert (scene.back(worded), scene.answers()) == ("done", [(LINK, "")])
    late = scene.do("answered", text="Sorry.")
    assert late.said("en", LED.tz) == "Noted: it is answered."
    assert (scene.back(late), scene.answers()) == ("done", [(LINK, "")])
    assert (scene.back(linked), scene.answers()) == ("done", [("act", "")])
    assert (scene.back(first), scene.answers()) == ("done", [])


def test_what_is_closed_otherwise_is_not_answered_by_a_link(scene: Scene) -> None:
    scene.do("no_reply", PAUL)
    assert scene.do("answered", url=LINK).outcome == "taken"
    assert scene.answers() == []


def test_who_closed_it_is_told_that_they_did(scene: Scene) -> None:
    scene.do("no_reply")
    for name in ("answered", "approve_draft"):
        told = scene.do(name)
        assert not told.is_ok
        assert told.said("en", LED.tz).startswith("You have closed this already")
        assert "Leo" not in told.said("fr", LED.tz)
        assert "Leo was quicker" in scene.do(name, PAUL).said("en", LED.tz)
    assert scene.do("no_reply").said("en", LED.tz).startswith("You have done that already")


def test_personal_data_is_kept_out_of_public_places_alone(scene: Scene) -> None:
    public = scene.do("approve_draft", text=PRIVATE, anyway=True)
    assert (public.outcome, public.why) == ("cannot", "private_data")
    assert scene.do("approve_draft", mention=3, text=PRIVATE).outcome == "warned"
    assert scene.do("approve_draft", mention=3, text=PRIVATE, anyway=True).outcome == "done"


def test_the_shell_says_what_there_is_not_and_who_may(
    scene: Scene, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = config(tmp_path, Listed(name="forum"), brand=LED)
    app = App.over(settings, Clock(), store=scene.store, key=b"k" * 32)
    assert acting.act(app, "undo", ["99"], Given(who="leo")) == acting.FAILED
    assert capsys.readouterr().err.strip() == "There is no act 99."
    given = Given(who="leo", author=True)
    assert acting.act(app, "correct", ["1", "not_us"], given) == acting.FAILED
    assert "takes a lead: U2." in capsys.readouterr().err
    assert acting.act(app, "correct", ["1", "not_us"], Given(who="leo")) == 0
