"""Queries that mute: stored, told and counted nowhere, and all back when the query goes."""

import json
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest
from acme import BRAND, NOON, Clock, Kept, Listed, config, mention, pipeline
from sqlalchemy import text
from sqlmodel import col, select

from connectors.kit.contract import Author, Mention
from listener.advice.leaves import URGENT
from listener.advice.reading.muted import may_hide
from listener.advice.verdict import Tier
from listener.desk.acts.approve_draft import ApproveDraft
from listener.desk.acts.correct import Correct
from listener.desk.acts.draft import Draft
from listener.desk.acts.escalate import Escalate
from listener.desk.acts.setting import Setting
from listener.desk.contract import Desk, Who
from listener.digest.build import build
from listener.notices.shown import shown
from listener.settings.brand import Brand
from listener.stages import mute
from listener.store.store import Store
from listener.store.tables import NoticeRow
from listener.work.worker import Worker

LEA = Who("lea", "lea", "shell")
CONTEST = '"our contest"'
BAD = "I hate our contest, it is broken"
LATER = NOON.replace(hour=14, minute=1)  # the bundle of 15:00 in Paris is due
FRIDAY = "the leak made my son ill, he is in hospital since our contest"


def muting(*queries: str, **of: object) -> Brand:
    return BRAND.model_copy(update={"mute": queries, "language": "en", **of})


class Run:
    """An installation whose settings change while it runs."""

    def __init__(self, folder: Path, store: Store, brand: Brand) -> None:
        self.folder, self.store, self.clock, self.kept = folder, store, Clock(), Kept()
        self.posts: tuple[Mention, ...] = ()
        self.worker = self._made(brand)
        self.worker.once()  # the first look
        self.clock.pass_(minutes=16)

    def _made(self, brand: Brand) -> Worker:
        source = Listed(name="list", mentions=self.posts)
        settings = config(self.folder, source, brand=brand)
        return pipeline(settings, self.store, self.kept, self.clock)

    def post(self, *posts: Mention, brand: Brand) -> None:
        self.posts += posts
        self.worker = self._made(brand)
        self.worker.once()

    def follow(self, brand: Brand, *, fresh: bool = False) -> None:
        """The same process under other settings; `fresh`: another process, after a restart."""
        if fresh:
            self.worker = self._made(brand)
        else:
            old = self.worker
            app = old.app.following(old.app.config.model_copy(update={"brand": (brand,)}))
            self.worker = old.followed_by(Worker(app, self.kept))
        self.worker.after_collect()

    def muted(self) -> dict[int, str]:
        with self.store.engine.connect() as connection:
            rows = connection.execute(
                text("SELECT id, muted FROM mentions WHERE muted IS NOT NULL")
            )
            return {id_: query for id_, query in rows}

    def listed(self, *, muted: bool = False) -> list[int]:
        since = NOON - timedelta(days=7)
        return [one.id for one in self.store.listed(["Acme"], since, muted=muted)]

    def counted(self) -> list[int]:
        found = self.store.lines("Acme", NOON - timedelta(days=2), NOON + timedelta(days=2))
        return [line.mention for line in found]


@pytest.fixture
def run(tmp_path: Path, store: Store) -> Run:
    return Run(tmp_path, store, muting(CONTEST))


def test_what_a_query_finds_is_stored_and_told_and_counted_nowhere(run: Run) -> None:
    run.post(mention(1, BAD), mention(2, "I hate the pump, it is broken"), brand=muting(CONTEST))
    assert run.muted() == {1: CONTEST}
    assert [card.mention for card in run.kept.alerts] == [2]
    assert run.counted() == run.listed() == [2]
    assert run.listed(muted=True) == [1]
    since = NOON - timedelta(days=1)
    assert run.store.waiting_for_us(["Acme"], since, limit=9)[1] == [2]
    assert run.store.search({"Acme"}, "hate", limit=9) == [2]
    assert run.store.open_cards(["Acme"], limit=9) == (1, [2])
    assert run.store.muted(["Acme"]) == [("Acme", CONTEST, 1)]
    record = run.store.record(1)
    assert record is not None
    assert record.suggestions == ()
    assert record.mention.text == BAD
    week = build(run.store, muting(CONTEST), "2026-W46", LATER + timedelta(days=7))
    assert [entry.mention for entry in (*week.entries, *week.rest)] == [2]
    assert "our contest" not in str(week)


def test_what_comes_back_is_counted_at_once_and_does_not_ring(run: Run) -> None:
    run.post(mention(1, BAD), mention(2, "our contest? where"), brand=muting(CONTEST))
    run.clock.now = LATER
    run.follow(muting())
    run.clock.pass_(days=1)
    run.worker.after_collect()
    assert run.counted() == [1, 2]
    assert sorted(run.listed()) == [1, 2]
    assert run.kept.alerts == []
    assert run.kept.bundles == []
    assert run.store.undrafted(["Acme"], limit=9) == []
    with run.store.engine.connect() as connection:
        notices = connection.execute(text("SELECT class FROM notices WHERE story_id IS NOT NULL"))
        assert notices.all() == []


def test_what_waits_for_a_bundle_leaves_it_when_a_query_comes_in_force(
    tmp_path: Path, store: Store
) -> None:
    few = BRAND.thresholds.model_copy(update={"alerts_a_day": 1})
    run = Run(tmp_path, store, muting(thresholds=few))
    wheel, pump = (mention(n, f"I hate the {what}") for n, what in ((1, "wheel"), (3, "pump")))
    run.post(wheel, mention(2, BAD), pump, brand=muting(thresholds=few))
    assert [card.mention for card in run.kept.alerts] == [1]
    run.follow(muting(CONTEST, thresholds=few))
    assert run.muted() == {2: CONTEST}
    run.clock.now = LATER
    run.worker.after_collect()
    assert [[card.mention for card in cards] for _, cards, _ in run.kept.bundles] == [[3]]
    run.follow(muting(thresholds=few))
    assert run.muted() == {}
    run.clock.pass_(days=1)
    run.worker.after_collect()
    assert len(run.kept.bundles) == len(run.kept.alerts) == 1, "what was hidden rings no more"


@pytest.mark.parametrize(
    ("post", "rule"),
    [
        ({"text": FRIDAY}, "likely"),
        ({"text": "our contest: erase all my personal data, that is my right under the GDPR"}, "dpo"),
        ({"text": "Our contest: can you comment for an article in tomorrow's paper?", "venue": "public",
          "addressed": True, "author": Author(id="@press_jo", name="@press_jo")}, "answer_press"),
    ],
)  # fmt: skip
def test_danger_a_right_and_the_press_are_never_hidden(
    run: Run, post: dict[str, object], rule: str
) -> None:
    told = {"text": "", **post}
    run.post(mention(1, str(told.pop("text")), **told), brand=muting(CONTEST))
    run.follow(muting(CONTEST, "contest"))
    assert run.muted() == {}
    assert run.counted() == run.listed() == [1]
    record = run.store.record(1)
    assert record is not None
    assert record.decision is not None
    assert record.decision.told_by
    assert rule in (
        record.decision.leaf.casefold(),
        record.decision.risk,
        *json.loads(record.decision.copied),
    )


def test_a_colleagues_report_is_never_hidden(run: Run) -> None:
    report = "I work at Acme in the Lyon warehouse. My manager harasses me every day and HR does nothing."
    run.post(mention(1, f"{report} Not like our contest."), brand=muting(CONTEST))
    record = run.store.record(1)
    assert record is not None
    assert record.decision is not None
    assert (record.decision.leaf, record.decision.risk) == ("WORKPLACE", "none")
    assert run.muted() == {}


@pytest.mark.parametrize("leaf", sorted(URGENT))
def test_what_is_told_at_once_is_never_hidden(leaf: str) -> None:
    assert not may_hide(leaf, "none", (), is_piece=False)
    assert may_hide("REPAIR", "none", (), is_piece=False)


@pytest.mark.parametrize("risk", [tier for tier in get_args(Tier) if tier != "none"])
@pytest.mark.parametrize("leaf", ["REPAIR", "COUNT"])
def test_what_may_be_a_danger_is_never_hidden_whatever_is_advised(leaf: str, risk: str) -> None:
    assert not may_hide(leaf, risk, (), is_piece=False)


@pytest.mark.parametrize("desk", ["legal", "dpo"])
def test_a_right_that_a_desk_reads_along_is_never_hidden(desk: str) -> None:
    assert not may_hide("REPAIR", "none", ("customers", desk), is_piece=False)


@pytest.mark.parametrize(
    ("leaf", "is_piece"), [("COUNT", True), ("COUNT", False), ("REPAIR", True)]
)
def test_of_what_the_press_desk_reads_only_a_piece_that_asks_nothing_may_be_hidden(
    leaf: str, is_piece: bool
) -> None:
    assert may_hide(leaf, "none", ("press",), is_piece=is_piece) is (leaf == "COUNT" and is_piece)


def test_what_a_journalist_says_that_is_no_piece_is_never_hidden(run: Run) -> None:
    genres = {1: "news", 2: "social_post"}
    run.post(
        *(mention(n, "our contest", genre=genre) for n, genre in genres.items()), brand=muting()
    )
    rows = run.store.mentions([1, 2])
    told = {
        n: mute.muted_by(muting(CONTEST), rows[n], "en", "COUNT", "none", ["press"]) for n in genres
    }
    assert told == {1: CONTEST, 2: None}


def test_a_person_who_finds_danger_in_what_is_hidden_brings_it_back_and_it_rings(run: Run) -> None:
    run.post(mention(1, BAD), brand=muting(CONTEST))
    desk = Desk(run.store, {"Acme": muting(CONTEST)})
    Correct(mention=1, tag="risk", label="safety").apply(desk, LEA, run.clock())
    run.worker.after_collect()
    assert run.muted() == {}
    assert [card.mention for card in run.kept.alerts] == [1]


def test_an_edit_is_asked_again(run: Run) -> None:
    run.post(mention(1, BAD), mention(2, "fine"), brand=muting(CONTEST))
    run.posts = ()
    run.post(
        mention(1, "I hate the pump, it is broken"),
        mention(2, "our contest"),
        brand=muting(CONTEST),
    )
    assert run.muted() == {2: CONTEST}


def test_it_holds_over_a_restart_and_a_query_that_came_meanwhile_is_asked(run: Run) -> None:
    run.post(mention(1, BAD), mention(2, "I hate the pump"), brand=muting(CONTEST))
    run.follow(muting(CONTEST), fresh=True)
    assert run.muted() == {1: CONTEST}
    run.follow(muting("pump", "hate"), fresh=True)
    assert run.muted() == {1: "hate", 2: "pump"}
    run.follow(muting(), fresh=True)
    assert run.muted() == {}


def test_it_holds_where_nothing_but_a_command_begins(run: Run) -> None:
    run.post(mention(1, BAD), brand=muting())
    run._made(muting(CONTEST)).app.ready()
    assert run.muted() == {1: CONTEST}


def test_a_search_that_was_stopped_is_made_again(run: Run) -> None:
    run.post(mention(1, BAD), brand=muting())
    brands = {"Acme": muting(CONTEST)}
    assert mute.follow(run.store, brands, {}, NOON, until=lambda: True) == 0
    assert mute.follow(run.store, brands, {}, NOON) == 1
    assert run.muted() == {1: CONTEST}


def test_what_is_decided_here_after_another_process_asked_is_asked_here(run: Run) -> None:
    run.post(mention(1, BAD), brand=muting())
    mute.follow(run.store, {"Acme": muting(CONTEST)}, {}, NOON)  # there
    seen = run.worker._known.muted
    assert seen == {"Acme": ()}
    with run.store.writing() as session:  # decided here, under the queries of before
        session.execute(text("UPDATE mentions SET muted = NULL"))
    assert mute.follow(run.store, {"Acme": muting(CONTEST)}, seen, NOON) == 1
    assert run.muted() == {1: CONTEST}


@pytest.mark.parametrize(("meanwhile", "kept"), [("x", {}), (None, {1: CONTEST})])
def test_what_settings_changed_while_it_was_decided_ends_as_it_was_decided(
    run: Run, monkeypatch: pytest.MonkeyPatch, meanwhile: str | None, kept: dict[int, str]
) -> None:
    before, after = (
        (muting(), muting(CONTEST)) if meanwhile is None else (muting(CONTEST), muting())
    )
    run.post(mention(1, BAD), brand=before)
    plain = Store.add_decisions

    def changed(self: Store, *args: object, **of: object) -> object:
        with self.writing() as session:
            session.execute(text("UPDATE mentions SET muted = :by"), {"by": meanwhile})
        return plain(self, *args, **of)  # type: ignore[arg-type]

    monkeypatch.setattr(Store, "add_decisions", changed)
    run.worker = run._made(after)
    Correct(mention=1, tag="tone", label="positive").apply(Desk(run.store, {"Acme": after}), LEA, run.clock())  # fmt: skip
    run.worker.after_collect()
    assert run.muted() == kept


def test_what_is_hidden_stays_so_when_the_name_is_forgotten_that_its_query_found(run: Run) -> None:
    run.post(mention(1, BAD), brand=muting('author:"Author 1"'))
    with run.store.writing() as session:
        session.execute(text("UPDATE mentions SET author_name = NULL"))
    run.follow(muting('author:"Author 1"', "pump"))
    assert run.muted() == {1: 'author:"Author 1"'}


def test_what_nobody_can_know_hides_nothing(run: Run) -> None:
    run.post(mention(1, BAD), brand=muting("contest AND lang:de", "contest AND NOT lang:en"))
    assert run.muted() == {}
    run.follow(muting("contest AND lang:en"))  # as the tagger heard it
    assert run.muted() == {1: "contest AND lang:en"}


def test_our_own_answer_is_not_hidden(run: Run) -> None:
    run.post(mention(1, "about our contest: sorry", by_owner=True), brand=muting(CONTEST))
    assert run.muted() == {}


def test_what_was_decided_anew_since_it_was_read_is_not_hidden(run: Run) -> None:
    run.post(mention(1, BAD), brand=muting())
    [stale] = run.store.audible("Acme", after=0)
    with run.store.writing() as session:
        session.execute(text("UPDATE decisions SET ended_at = decided_at"))
    assert run.store.mute([(stale, CONTEST)]) == 0
    assert run.muted() == {}


def test_nothing_is_asked_again_where_no_query_changed(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run.post(mention(1, BAD), brand=muting(CONTEST))
    asked: list[str] = []

    def marks(_: Store) -> dict[str, str]:
        asked.append("marks")
        return {}

    monkeypatch.setattr(Store, "muted_marks", marks)
    run.worker.after_collect()
    assert asked == []


def test_a_brand_that_gets_another_name_keeps_what_is_hidden(run: Run) -> None:
    run.post(mention(1, BAD), brand=muting(CONTEST))
    run.store.rename_brand("Acme", "Zenith", week="2026-W46", now=NOON)
    assert run.store.muted_marks().keys() == {"Zenith"}
    zenith = muting(CONTEST, name="Zenith")
    assert mute.follow(run.store, {"Zenith": zenith}, {}, NOON) == 0
    assert run.muted() == {1: CONTEST}


def test_another_desk_that_a_person_sent_it_to_is_told(run: Run) -> None:
    run.post(mention(1, BAD), brand=muting(CONTEST))
    desk = Desk(run.store, {"Acme": muting(CONTEST)})
    Escalate(mention=1, lane="press").apply(desk, LEA, run.clock())
    run.worker.after_collect()
    assert [card.mention for card in run.kept.alerts] == [1]


def test_what_people_did_about_what_is_hidden_is_counted_nowhere(run: Run) -> None:
    run.post(mention(1, BAD), mention(2, "I hate the pump, it is broken"), brand=muting())
    desk = Desk(run.store, {"Acme": muting()})
    for n in (1, 2):
        answer = ApproveDraft(mention=n, text="Sorry, we mend it today.", anyway=True).apply(
            desk, LEA, run.clock()
        )
        put_right = Correct(mention=n, tag="tone", label="neutral").apply(desk, LEA, run.clock())
        assert (answer.outcome, put_right.outcome) == ("done", "done")
    with run.store.writing() as session:
        sent = text("UPDATE approvals SET sent_at = at, sent_edited = 0, sent_verbatim = true")
        session.execute(sent)
    run.follow(muting(CONTEST))
    assert run.muted() == {1: CONTEST}
    span = NOON - timedelta(days=1), NOON + timedelta(days=1)
    assert run.store.corrections_between("Acme", *span) == [2]
    assert [one.mention for one in run.store.sent_between("Acme", *span)] == [2]
    assert [one.mention_id for one in run.store.taught(["Acme"], limit=9)] == [2]


def test_what_is_hidden_is_no_copy_beside_what_is_shown(run: Run) -> None:
    same = "I hate the pump of the kettle, it broke on the second day and nobody answers me"
    run.post(mention(1, same), mention(2, same), brand=muting())
    record = run.store.record(2)
    assert record
    assert (record.copies, record.story_size) == (1, 2)
    run.follow(muting('author:"Author 1"'))
    record = run.store.record(2)
    assert record
    assert (record.copies, record.story_size) == (0, 1)


@pytest.mark.parametrize(
    "hidden", [set(), {1, 2, 3}, {2, 3}], ids=["none", "all before", "after one that is not"]
)
def test_a_burst_does_not_count_what_is_hidden(
    tmp_path: Path, store: Store, hidden: set[int]
) -> None:
    few = BRAND.thresholds.model_copy(update={"burst_people": 4})
    brand = muting(CONTEST, thresholds=few)
    made = Run(tmp_path, store, brand)
    said = (
        "the app is down, it hates me: broken",
        "can't open the app, hate it, my bus is gone",
        "your app crashes as soon as I touch it, hate that",
        "hate to say it: the app stopped working on my phone",
    )  # no copies of each other
    posts = [
        mention(n, f"{text} {'our contest' if n in hidden else ''}", posted_at=NOON + timedelta(minutes=n))
        for n, text in enumerate(said, start=1)
    ]  # fmt: skip
    made.post(*posts, brand=brand)
    assert set(made.muted()) == hidden
    with store.engine.connect() as connection:
        found = connection.execute(text("SELECT 1 FROM notices WHERE class = 'burst'")).all()
    assert len(found) == (not hidden)


def _notice(run: Run, class_: str) -> NoticeRow:
    with run.store.reader() as session:
        rows = session.exec(select(NoticeRow).where(col(NoticeRow.class_) == class_))
        return list(rows)[-1]


def _shown(run: Run, class_: str, *, stands: bool | None = None) -> bool:
    """Would its message tell anything, if it were sent by now?"""
    return shown(run.store, muting(), _notice(run, class_), run.clock(), stands=stands) is not None


def test_a_message_that_is_still_to_be_sent_does_not_tell_what_is_hidden_since(run: Run) -> None:
    run.post(mention(1, BAD), brand=muting())
    assert _shown(run, "instant")
    run.follow(muting(CONTEST))
    assert run.muted() == {1: CONTEST}
    assert not _shown(run, "instant")
    assert _shown(run, "instant", stands=True), "what stands in the channel is not emptied"
    run.follow(muting())
    assert _shown(run, "instant")


def test_drafts_of_what_is_hidden_come_where_a_person_wants_them(run: Run) -> None:
    run.post(mention(1, BAD), brand=muting())
    desk = Desk(run.store, {"Acme": muting()})
    run.follow(muting(CONTEST))
    alert = _notice(run, "instant")
    drafts = NoticeRow(
        **{**alert.model_dump(exclude={"id"}), "class_": "drafts", "key": "drafts:1"}
    )
    with run.store.writing() as session:
        session.add(drafts)
        session.execute(text("DELETE FROM suggestions"))  # as where none was wanted
    assert not _shown(run, "drafts")
    done = Draft(mention=1).apply(desk, LEA, run.clock())
    assert done.outcome == "done"
    assert _shown(run, "drafts")


def test_what_is_hidden_wants_no_draft(run: Run) -> None:
    run.post(mention(1, BAD), mention(2, "I hate the pump, it is broken"), brand=muting(CONTEST))
    with run.store.engine.connect() as connection:
        rows = connection.execute(text("SELECT mention_id, wants_draft FROM decisions"))
        wanted = {id_: bool(wants) for id_, wants in rows}
    assert wanted == {1: False, 2: True}


def test_another_brand_takes_the_name_that_one_had_and_hides_by_the_same_query(run: Run) -> None:
    run.post(mention(1, BAD), brand=muting(CONTEST))
    run.store.rename_brand("Acme", "Zenith", week="2026-W46", now=NOON)
    mute.follow(run.store, {"Acme": muting(CONTEST)}, {}, NOON)
    assert run.store.muted_marks().keys() == {"Acme", "Zenith"}


def test_only_what_is_decided_last_is_asked(run: Run) -> None:
    run.post(mention(1, BAD), brand=muting())
    desk = Desk(run.store, {"Acme": muting()})
    Correct(mention=1, tag="tone", label="neutral").apply(desk, LEA, run.clock())
    run.worker.after_collect()
    [one] = run.store.audible("Acme", after=0)
    assert one.decision.ended_at is None


@pytest.mark.parametrize("column", ["deleted_at = posted_at", "by_owner = true", "muted = 'x'"])
def test_what_is_gone_or_our_own_or_hidden_is_not_asked(run: Run, column: str) -> None:
    run.post(mention(1, BAD), mention(2, "I hate the pump, it is broken"), brand=muting())
    with run.store.writing() as session:
        session.execute(text(f"UPDATE mentions SET {column} WHERE id = 1"))
    assert [one.mention.id for one in run.store.audible("Acme", after=0)] == [2]


def test_a_lead_mutes_words_in_slack_by_the_same_setting(run: Run) -> None:
    led = muting(people=BRAND.people.model_copy(update={"leads": ("lea",)}))
    desk = Desk(run.store, {"Acme": led})
    assert (
        Setting(brand="Acme", kind="mute", text=" our  contest ").apply(desk, LEA, NOON).outcome
        == "done"
    )
    run.post(mention(1, BAD), brand=led)
    assert run.muted() == {1: "our contest"}
    Setting(brand="Acme", kind="mute", text="our contest", on=False).apply(desk, LEA, NOON)
    run.follow(
        run.worker.app.following(run.worker.app.config.model_copy(update={"brand": (led,)})).brand
    )
    assert run.muted() == {}
    assert json.loads(run.store.acts(["Acme"])[0].said)["setting"] == "mute"
