"""What we answer: a draft asked for, a text approved by as many as it takes, and what was then sent."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from acme import BRAND, NOON, Clock, CueTagger, Kept, Listed, config, mention, pipeline
from pydantic import SecretStr, ValidationError
from sqlmodel import col, select

from connectors.kit.contract import Author, Mention
from listener.channels.slack.look.message import Message
from listener.channels.slack.look.parts import message
from listener.desk.contract import Desk, Done, Who
from listener.desk.found import act, offered
from listener.digest.build import build
from listener.digest.notes import sent_words
from listener.digest.sections import tables
from listener.notices import outbox
from listener.notices.acted import act_line
from listener.notices.cards import Card, card
from listener.notices.contract import Reading
from listener.settings.brand import Brand, Channels, People, Slack
from listener.settings.config import Storage
from listener.stages.expire import expire
from listener.store.states import State
from listener.store.store import Store
from listener.store.tables import ApprovalRow, NoticeRow

SLACK = Slack(token=SecretStr("xoxb-1"), channels=Channels(alerts="C0000000001"))
THEIRS = BRAND.model_copy(update={"slack": SLACK, "people": People(leads=("lea", "zoe"))})
LEA, PAUL, ZOE = (Who(name.lower(), name, "slack") for name in ("Lea", "Paul", "Zoe"))
HATE = "I hate it, my battery is broken"
FINE = "Sorry that your battery is broken: we look into it.\nCamille, from Acme"
TEAM = Author(id="acme", name="Acme")


class Town:
    """A brand that is listened to, and people at their desk."""

    def __init__(self, folder: Path, store: Store, brand: Brand = THEIRS) -> None:
        self.clock, self.store, self.brand = Clock(), store, brand
        self.folder, self.posts = folder, list[Mention]()
        self.desk = Desk(store, {brand.name: brand})
        self.hear()

    def hear(self, *posts: Mention) -> None:
        self.posts += posts
        self.clock.pass_(minutes=1)
        source = Listed(name="forum", mentions=tuple(self.posts))
        settings = config(self.folder, source, brand=self.brand)
        pipeline(settings, self.store, Kept(), self.clock, CueTagger()).once()
        self.clock.pass_(minutes=19)

    def try_(self, name: str, who: Who = LEA, number: int = 1, **values: Any) -> Done:
        return act(name)(mention=number, **values).apply(self.desk, who, self.clock())

    def do(self, name: str, who: Who = LEA, number: int = 1, **values: Any) -> Done:
        done = self.try_(name, who, number, **values)
        assert done.outcome == "done", done
        return done

    def undo(self, done: Done) -> None:
        made = act("undo")(act=done.act)  # type: ignore[call-arg]
        assert made.apply(self.desk, LEA, self.clock()).outcome == "done"

    def state(self, number: int = 1) -> State:
        found = self.store.state(number)
        assert found is not None
        return found

    def rows(self) -> Sequence[ApprovalRow]:
        with self.store.reading() as session:
            return session.exec(select(ApprovalRow).order_by(col(ApprovalRow.id))).all()

    def row(self, key: str) -> NoticeRow | None:
        return self.store.notice_of(key)

    def shown(self, key: str, *, ts: str | None = None) -> Message | None:
        """What a message of the thread says now."""
        found = self.row(key)
        assert found is not None
        found.thread_ts, found.ts = "1.1", ts
        at = Reading(store=self.store, brand=self.brand, row=found, now=self.clock())
        content = outbox.read(found).content(at)
        return message(content, self.brand) if content else None

    def card(self, number: int = 1) -> Card:
        record = self.store.record(number)
        assert record is not None
        return card(record, self.brand, self.clock())

    def draft(self, number: int = 1, n: int = 0) -> str:
        return self.card(number).drafts[n].text


@pytest.fixture
def town(tmp_path: Path, store: Store) -> Town:
    """A complaint of somebody, told in Slack."""
    made = Town(tmp_path, store)
    made.hear(mention(1, HATE, url="https://news.ycombinator.com/item?id=77"))
    return made


@pytest.fixture
def here(tmp_path: Path, sqlite: Store) -> Town:
    """The same on one database, where the other has no part in it."""
    made = Town(tmp_path, sqlite)
    made.hear(mention(1, HATE, url="https://news.ycombinator.com/item?id=77"))
    return made


def test_an_approved_text_stands_alone_and_the_line_below_says_where_it_goes(town: Town) -> None:
    done = town.do("approve_draft", text=f"  {FINE}\n\n", draft="A")
    alone, line = town.shown(f"approved:{done.act}"), town.shown(f"act:{done.act}")
    assert alone is not None
    assert line is not None
    assert alone.text == FINE
    assert [block["text"] for block in alone.blocks] == [
        {"type": "plain_text", "text": FINE, "emoji": False}
    ]
    assert "Lea approves this answer (draft A, " in line.text
    assert "<https://news.ycombinator.com/reply?id=77|Answer here>" in line.text
    first, second = town.row(f"approved:{done.act}"), town.row(f"act:{done.act}")
    assert first is not None
    assert second is not None
    assert (first.id or 0) < (second.id or 0), "the link stands below what is copied"
    assert town.state().is_open, "nothing is sent"


def test_what_was_approved_is_kept_with_whose_word_it_is_and_how_far_it_was_edited(
    town: Town,
) -> None:
    town.do("approve_draft")
    town.do("approve_draft", text=FINE, draft="B")
    town.do("approve_draft", text=f"{FINE} again")
    same, edited, own = town.rows()
    assert (same.n, same.edited, same.text) == (1, 0.0, town.draft())
    assert (edited.n, edited.who, edited.by, edited.text) == (2, "Lea", "lea", FINE)
    assert edited.edited is not None
    assert 0 < edited.edited < 1
    assert (own.n, own.edited, own.leaf) == (0, None, town.state().leaf)


def test_the_same_text_twice_is_approved_once(town: Town) -> None:
    first = town.do("approve_draft", text=FINE, event="view:1")
    town.do("approve_draft", text=f"{FINE} And more.")
    assert town.try_("approve_draft", text=FINE, event="view:1").outcome == "already"
    assert town.try_("approve_draft", text=f"{FINE}\n And more.").outcome == "already"
    second = town.try_("approve_draft", PAUL, text=f"{FINE} And more.")
    assert (second.outcome, second.who) == ("taken", "Lea")
    assert [row.text for row in town.rows()] == [FINE, f"{FINE} And more."]
    replaced = town.shown(f"approved:{first.act}", ts="2.2")
    assert replaced is not None
    assert "not to be sent" in replaced.text


def test_of_two_who_approve_at_once_the_second_sees_that_something_changed(town: Town) -> None:
    seen = town.state().version
    town.do("approve_draft", text=FINE, seen=seen)
    late = town.try_("approve_draft", PAUL, text=f"{FINE}!", seen=seen)
    assert late.outcome == "old"
    assert len(town.rows()) == 1


DOUBTFUL = [
    (f"We promise it will not happen again.\n{FINE}", "promises “We promise”"),
    (f"We look into it, it is worth 40 €.\n{FINE}", "“40 €” stands in no fact"),
    (f"Your battery is [to fill: the answer].\n{FINE}", "“[to fill: the answer]” is still to be"),
    ("Your battery is broken, we look into it.", "no line says who speaks for Acme"),
]


@pytest.mark.parametrize(("text", "why"), DOUBTFUL)
def test_what_speaks_against_a_text_is_said_first_and_keeps_nobody(
    here: Town, text: str, why: str
) -> None:
    warned = here.try_("approve_draft", text=text)
    assert warned.outcome == "warned"
    assert why in warned.said("en", BRAND.tz)
    assert here.rows() == []
    here.do("approve_draft", text=text, anyway=True)


def test_what_a_gesture_or_the_author_says_is_no_amount_out_of_nowhere(
    tmp_path: Path, sqlite: Store
) -> None:
    brand = THEIRS.model_copy(update={"allowed_gestures": ("a voucher of 20 €",)})
    town = Town(tmp_path, sqlite, brand)
    town.hear(mention(1, f"{HATE}, it cost me 300 €"))
    told = town.try_("approve_draft", text=f"The 300 € and a voucher of 20 €, and 5 %.\n{FINE}")
    assert [why for why in told.doubts if "€" in why or "%" in why] == [
        "“5 %” stands in no fact, no allowed gesture and not in what the author wrote"
    ]


def test_nobody_approves_personal_data_for_all_to_read(here: Town) -> None:
    text = f"Call Marie on 06 12 34 56 78.\n{FINE}"
    for anyway in (False, True):
        kept = here.try_("approve_draft", text=text, anyway=anyway)
        assert (kept.outcome, kept.why) == ("cannot", "private_data")
    assert here.rows() == []


def test_the_press_takes_two_leads_and_the_same_text(tmp_path: Path, store: Store) -> None:
    town = Town(tmp_path, store)
    post = mention(1, "Request for comment: may I ask Acme?", author=Author(id="press_jo"))
    town.hear(post)
    assert town.state().leaf == "ANSWER_PRESS"
    assert town.try_("approve_draft", PAUL, text=FINE, anyway=True).outcome == "leads"
    first = town.do("approve_draft", text=FINE, anyway=True)
    assert first.said("en", BRAND.tz) == "Noted. It takes one more person’s approval."
    assert town.row(f"approved:{first.act}") is None
    line = town.shown(f"act:{first.act}")
    assert line is not None
    assert "1 more person has to" in line.text
    assert "Answer here" not in line.text
    assert town.try_("approve_draft", text=FINE, anyway=True).outcome == "already"
    other = town.do("approve_draft", ZOE, text=f"{FINE} Really.", anyway=True)
    assert town.row(f"approved:{other.act}") is None, "another text is another word"
    last = town.do("approve_draft", LEA, text=f"{FINE} Really.", anyway=True)
    assert town.row(f"approved:{last.act}") is not None
    assert [row.is_last for row in town.rows()] == [False, False, True]


def test_where_one_lead_is_listed_anybody_else_gives_the_second_word(
    tmp_path: Path, store: Store
) -> None:
    people = People(leads=("LEA",))
    town = Town(tmp_path, store, THEIRS.model_copy(update={"people": people}))
    post = mention(1, "Request for comment: may I ask Acme?", author=Author(id="press_jo"))
    town.hear(post)
    assert town.state().leaf == "ANSWER_PRESS"
    assert town.try_("approve_draft", PAUL, text=FINE, anyway=True).outcome == "leads"
    first = town.do("approve_draft", text=FINE, anyway=True)
    assert "anybody else on the team" in first.said("en", BRAND.tz)
    assert "n'importe qui de l'équipe" in first.said("fr", BRAND.tz)
    line = town.shown(f"act:{first.act}")
    assert line is not None
    assert "anybody on the team, as no other lead is listed" in line.text
    assert town.try_("approve_draft", text=FINE, anyway=True).outcome == "already"
    other = town.try_("approve_draft", PAUL, text=f"{FINE} Really.", anyway=True)
    assert other.outcome == "leads", "another text is another word"
    last = town.do("approve_draft", PAUL, text=FINE, anyway=True)
    assert town.row(f"approved:{last.act}") is not None
    line = town.shown(f"act:{last.act}")
    assert line is not None
    assert "second: no other lead is listed" in line.text
    assert [row.is_last for row in town.rows()] == [False, True]


def test_an_approval_is_no_word_on_what_its_author_changed_since(here: Town) -> None:
    here.do("approve_draft", text=FINE)
    assert here.state().approved is not None
    here.posts[0] = mention(1, f"{HATE} and so is my bell", url="https://a.example/1")
    here.hear()
    assert here.state().approved is None


def test_an_approval_is_taken_back_and_the_thread_says_so(town: Town) -> None:
    done = town.do("approve_draft", text=FINE)
    assert "Answer approved by Lea" in card_words(town)
    town.undo(done)
    assert town.rows() == []
    assert "approved" not in card_words(town)
    assert town.shown(f"approved:{done.act}") is None, "it was not told yet"
    stands = town.shown(f"approved:{done.act}", ts="2.2")
    assert stands is not None
    assert FINE not in str(stands)
    assert "taken back" in stands.text
    town.do("approve_draft", text=FINE)


def card_words(town: Town) -> str:
    return str(town.card().approved)


def test_what_stands_first_on_a_card_follows_its_draft_and_its_approval(town: Town) -> None:
    assert offered(town.state())[:3] == ("take", "draft", "no_reply")
    town.do("take")
    assert offered(town.state())[:3] == ("draft", "answered", "no_reply")
    town.do("approve_draft", text=FINE)
    assert offered(town.state())[:2] == ("answered", "draft")
    town.do("no_reply")
    assert "draft" not in offered(town.state())
    assert town.try_("approve_draft", PAUL, text=f"{FINE}!").outcome == "taken"


def ours(number: int, text: str, town: Town, **fields: Any) -> Mention:
    """An answer of ours under the first post."""
    return mention(
        number, text, author=TEAM, by_owner=True, posted_at=town.clock(),
        parent_url="https://news.ycombinator.com/item?id=77", **fields,
    )  # fmt: skip


def test_what_was_sent_is_read_back_at_the_source(town: Town) -> None:
    town.do("approve_draft", text=FINE)
    town.hear(ours(2, f"@author1 {FINE}", town))
    assert not town.state().is_open
    [row] = town.rows()
    assert (row.sent_verbatim, row.sent_edited, row.sent_at) == (True, 0.0, town.posts[1].posted_at)


def test_of_several_answers_the_nearest_is_what_was_sent(here: Town) -> None:
    here.do("approve_draft", text=FINE)
    early = mention(
        2, FINE, author=TEAM, by_owner=True, posted_at=here.clock() - timedelta(minutes=15),
        parent_url="https://news.ycombinator.com/item?id=77",
    )  # fmt: skip
    here.hear(early)
    [row] = here.rows()
    assert row.sent_at is None, "it was sent before anybody approved anything"
    here.hear(ours(3, "Just a moment please", here))
    here.hear(ours(4, FINE.replace("Sorry", "So sorry"), here))
    nearest = here.posts[-1].posted_at
    here.hear(ours(5, "And by the way, our shop is open on Sundays", here))
    [row] = here.rows()
    assert row.sent_verbatim is False
    assert row.sent_edited is not None
    assert row.sent_edited < 0.2
    assert row.sent_at == nearest


def test_what_a_person_says_was_sent_counts_until_that_is_undone(town: Town) -> None:
    town.do("approve_draft", text=FINE)
    done = town.do("answered", url="https://a.example/r", text=f"{FINE} Bye.")
    [row] = town.rows()
    assert (row.sent_verbatim, row.sent_at) == (False, town.clock())
    town.undo(done)
    [row] = town.rows()
    assert (row.sent_verbatim, row.sent_edited, row.sent_at) == (None, None, None)
    town.do("answered", url="https://a.example/r")
    [row] = town.rows()
    assert row.sent_verbatim is None, "nobody said what was written"


def test_how_answers_were_sent_is_told_by_leaf_once_there_are_enough(here: Town) -> None:
    few = here.brand.digest.few_cases
    here.hear(*(mention(n, f"{HATE}: number {n * 7919}") for n in range(2, few + 2)))
    for n in range(1, few + 1):
        here.do("approve_draft", number=n, text=f"{FINE} {n}", anyway=True)
        sent = f"{FINE} {n}" if n > 2 else f"{FINE} {n} and we call you"
        here.do("answered", number=n, text=sent)
        soon = here.clock() + timedelta(minutes=1)
        if n < few:
            [told] = sent_words(here.store, here.brand, soon, soon, with_few=True)
            assert told.startswith(f"Approved answers, “Put right”: {n} sent so far.")
            assert sent_words(here.store, here.brand, soon, soon) == []
    [told] = sent_words(here.store, here.brand, soon, soon)
    # Half of them were changed by nothing, which that share says already.
    assert "“Put right”: 60% sent word for word (n = " in told
    assert f"(n = {few})" in told
    week = build(here.store, here.brand, "2026-W46", NOON + timedelta(days=7))
    found, edited = week.figure("verbatim"), week.figure("edited")
    assert (found.value, found.n, edited.value) == (0.6, few, 0.0)
    assert {found, edited} <= {*tables(week)["answering"]}
    assert told in week.notes
    before = build(here.store, here.brand, "2026-W45", NOON + timedelta(days=7))
    assert before.figure("verbatim").n == 0
    assert "verbatim" not in [one.key for one in tables(before)["answering"]]


def test_a_draft_that_stands_in_the_thread_is_not_brought_again(town: Town) -> None:
    row = town.row("drafts:1")
    assert row is not None
    assert row.next_at <= town.clock(), "it is due within a day"
    assert town.try_("draft").outcome == "already"
    assert town.store.acts([BRAND.name]) == []


def test_a_draft_whose_message_failed_is_brought_again_when_asked(town: Town) -> None:
    row = town.row("drafts:1")
    assert row is not None
    town.store.set_notice(row.id or 0, state="failed", error="channel_not_found", attempts=3)
    town.do("draft")
    again = town.row("drafts:1")
    assert again is not None
    assert (again.state, again.error, again.attempts) == ("pending", None, 0)
    assert again.next_at == again.made_at == town.clock()
    assert town.try_("draft").outcome == "already"


def test_drafts_come_by_themselves_a_day_before_they_are_due_and_at_once_when_asked(
    tmp_path: Path, store: Store
) -> None:
    town = Town(tmp_path, store)
    town.hear(mention(1, HATE, genre="review", venue="review", rating=1))
    record = town.store.record(1)
    assert record is not None
    assert record.decision is not None
    due, row = record.decision.due_at, town.row("drafts:1")
    assert due is not None
    assert due - town.clock() > timedelta(days=1)
    assert row is not None
    assert row.next_at == due - timedelta(days=1)
    assert town.do("draft", PAUL).act
    row = town.row("drafts:1")
    assert row is not None
    assert row.next_at == town.clock()
    assert town.try_("draft").outcome == "already"


def test_a_draft_that_was_asked_for_cannot_be_taken_back(here: Town) -> None:
    here.hear(mention(2, "I hate it: broken", genre="review", venue="review", rating=1))
    done = here.do("draft", number=2)
    made = act("undo")(act=done.act).apply(here.desk, LEA, here.clock())  # type: ignore[call-arg]
    assert (made.outcome, made.why) == ("cannot", "undo_draft")
    assert here.row(f"act:{done.act}") is None, "the draft itself is its line"


def test_what_another_desk_has_gets_its_drafts_and_its_answer_in_both_threads(
    tmp_path: Path, sqlite: Store
) -> None:
    channels = Channels(alerts="C0000000001", press="C0000000002")
    brand = THEIRS.model_copy(update={"slack": SLACK.model_copy(update={"channels": channels})})
    town = Town(tmp_path, sqlite, brand)
    town.hear(mention(1, HATE))
    passed = town.do("escalate", lane="press")
    assert town.do("draft").act
    done = town.do("approve_draft", text=FINE)
    there = town.row(f"moved:{passed.act}")
    assert there is not None
    for key in ("drafts:1", f"approved:{done.act}"):
        first, second = town.row(key), town.row(f"{key}:{there.id}")
        assert first is not None
        assert second is not None
        assert (first.target, second.target) == ("slack:C0000000001", "slack:C0000000002")
        assert outbox.read(second).under == there.key
    assert town.try_("draft").outcome == "already"


def test_rejected_drafts_leave_the_thread_and_an_own_text_can_be_approved(here: Town) -> None:
    here.do("reject_draft", reason="stiff")
    dropped = here.shown("drafts:1", ts="3.3")
    assert dropped is not None
    assert dropped.text == "The drafts were dropped."
    assert (here.try_("approve_draft").outcome, here.try_("approve_draft").why) == (
        "cannot",
        "no_draft",
    )
    done = here.do("approve_draft", text=FINE)
    row = here.store.act(done.act or 0)
    assert row is not None
    assert act_line(row, BRAND) == "Lea approves this answer (in their own words)."


def test_what_was_approved_is_forgotten_with_the_words_it_answered(here: Town) -> None:
    here.do("approve_draft", text=FINE)
    expire(here.store, Storage(), here.clock() + timedelta(days=181))
    [row] = here.rows()
    assert (row.text, row.who) == ("", "Lea")
    assert here.store.approved(1) is not None


def test_what_answers_a_post_that_its_source_deleted_is_forgotten_at_once(here: Town) -> None:
    here.do("approve_draft", text=FINE)
    here.posts[0] = replace(here.posts[0], text="", deleted=True)
    here.hear()
    expire(here.store, Storage(), here.clock())
    [row] = here.rows()
    assert row.text == ""


def test_a_text_that_no_message_could_hold_is_no_answer() -> None:
    with pytest.raises(ValidationError):
        act("approve_draft")(mention=1, text="a" * 9_001)  # type: ignore[call-arg]
