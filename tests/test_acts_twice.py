"""Every act pressed twice, and by two people at once: it is done once, and the other is told in words."""

import threading
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from acme import BRAND, NOON, answered_before, mention, news
from pydantic import SecretStr
from sqlmodel import col, delete

from listener.desk.contract import Desk, Done, Who
from listener.desk.found import act, acts
from listener.settings.brand import Channels, People, Slack
from listener.store.store import Store
from listener.store.tables import NoticeRow, SuggestionRow

LEA, PAUL = Who("U1", "Léa", "slack"), Who("U2", "Paul", "slack")
THEIRS = BRAND.model_copy(
    update={
        "slack": Slack(token=SecretStr("xoxb-1"), channels=Channels(alerts="C0000000001", press="C0000000002")),
        "people": People(leads=("U1", "U2")),
    }
)  # fmt: skip
VALUES: dict[str, dict[str, Any]] = {
    "approve_draft": {"text": "Sorry about that, Camille from Acme.", "anyway": True},
    "answered": {"url": "https://acme.example/r"},
    "ask_colleague": {"to": "Zoé"},
    "correct": {"tag": "tone", "label": "positive"},
    "decline": {"mention": 0, "brand": "Acme", "lesson": "0123456789abcdef", "kind": "fact"},
    "describe": {"mention": 0, "brand": "Acme", "what": "own_sites", "text": "acme.example"},
    "label": {"mention": 0, "brand": "Acme", "post": 1, "form": "critique"},
    "draft": {},
    "file": {},
    "escalate": {"lane": "press"},
    "fixed": {},
    "forget": {"mention": 0, "brand": "Acme", "precedent": 1},
    "hand_back": {},
    "hand_over": {"to": "Zoé"},
    "hold": {"mention": 0, "brand": "Acme", "on": True},
    "no_reply": {},
    "reject_draft": {"reason": "too stiff"},
    "propose": {"mention": 0, "brand": "Acme", "url": "https://blog.acme.example/feed"},
    "setting": {"mention": 0, "brand": "Acme", "kind": "gesture", "text": "a coffee"},
    "snooze": {"ends": NOON + timedelta(hours=5)},
    "take": {},
    "undo": {"mention": 0},
    "vouch": {"mention": 0, "brand": "Acme", "fact": "warranty", "last": date(2027, 6, 30)},
    "who_is": {"kind": "journalist"},
}


class Scene:
    """A complaint, and all that an act needs to be possible."""

    def __init__(self, folder: Path, store: Store, name: str) -> None:
        news(folder, store, mention(1, "I hate it, my battery is broken"), brand=THEIRS)
        self.desk, self.name = Desk(store, {THEIRS.name: THEIRS}), name
        self.values = {"mention": 1} | VALUES[name]
        if name in ("hand_back", "undo"):
            taken = act("take")(mention=1).apply(self.desk, LEA, NOON)
            self.values |= {"act": taken.act} if name == "undo" else {}
        if name == "draft":  # nobody has written one yet
            with store.writing() as session:
                session.exec(delete(SuggestionRow))
                session.exec(delete(NoticeRow).where(col(NoticeRow.class_) == "drafts"))
        if name == "forget":
            assert answered_before(store) == self.values["precedent"]
        state = store.state(1)
        assert state is not None
        if self.values["mention"]:
            self.values["seen"] = state.version

    def press(self, who: Who, event: str) -> Done:
        made = act(self.name)(**self.values, event=event)
        return made.apply(self.desk, who, NOON + timedelta(minutes=1))

    def check(self, told: list[Done]) -> None:
        """One was done; the other has an answer, and nothing of its own."""
        assert len(told) == 2, "each has an answer"
        outcomes = Counter(one.outcome for one in told)
        assert outcomes.pop("done") == 1, outcomes
        assert set(outcomes) <= {"already", "taken", "old", "not_now", "cannot", "missing"}, (
            outcomes
        )
        assert all(one.said(lang, THEIRS.tz) for one in told for lang in ("en", "fr"))
        [row] = [row for row in self.desk.store.acts(["Acme"]) if row.name == self.name]
        last = row.id or 0
        lines = [self.desk.store.notice_of(f"act:{n}") for n in range(1, last + 3)]
        has_line = act(self.name).has_line
        assert [line is not None for line in lines[last - 1 :]] == [has_line, False, False]


@pytest.fixture(params=sorted(VALUES))
def scene(tmp_path: Path, sqlite: Store, request: pytest.FixtureRequest) -> Scene:
    return Scene(tmp_path, sqlite, request.param)


@pytest.fixture(params=sorted(VALUES))
def busy(tmp_path: Path, store: Store, request: pytest.FixtureRequest) -> Scene:
    """On both databases, for they hold writers up in different ways."""
    return Scene(tmp_path, store, request.param)


def test_every_act_is_pressed_here() -> None:
    assert set(VALUES) == set(acts())


@pytest.mark.long
def test_twice_by_one_person_it_is_done_once(scene: Scene) -> None:
    told = [scene.press(LEA, "first"), scene.press(LEA, "second")]
    assert told[1].outcome != "done"
    scene.check(told)


def test_one_press_that_is_delivered_twice_is_one_act(scene: Scene) -> None:
    first, again = scene.press(LEA, "one"), scene.press(LEA, "one")
    assert (again.outcome, again.act) == ("already", first.act)
    scene.check([first, again])


def test_by_two_at_once_one_has_done_it(busy: Scene) -> None:
    told, start = list[Done](), threading.Barrier(2)

    def press(who: Who) -> None:
        start.wait()
        told.append(busy.press(who, who.by))

    both = [threading.Thread(target=press, args=(who,)) for who in (LEA, PAUL)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    busy.check(told)
