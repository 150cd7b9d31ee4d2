"""What a team's own answers teach: proposed with its evidence, in force once a lead keeps it, undone for a day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from acme import BRAND, NOON, mention
from sqlmodel import col, update
from test_approve import LEA, PAUL
from test_precedents import Shop, answer, asked

from connectors.kit.contract import Author, Mention
from listener.advice.brief import Brief
from listener.advice.drafts.lessons import Given, Lesson, lessons
from listener.commands import lessons as commands
from listener.desk.acts.setting import in_force
from listener.desk.contract import Done
from listener.desk.found import act
from listener.desk.lessons import proposed, row_of
from listener.notices.acted import act_line
from listener.settings.added import with_added
from listener.settings.brand import Brand, Fact
from listener.store.store import Store
from listener.store.tables import StateRow

DRAFT = "Hello, sorry about the wait. Please bring the bike to us.\nCamille, from Acme"
BRIEF = Brief(
    text="How long does the battery of the bike take to charge? Ruth Okafor, order 48213",
    title=None, genre="review", form="unsure", tone="unsure", intent="unsure",
)  # fmt: skip


def given(said: str, draft: str = DRAFT, *, n: int = 1, edited: float = 0.3, lang: str = "en") -> Given:  # fmt: skip
    return Given(
        mention=n,
        brief=BRIEF,
        names=("Ruth Okafor",),
        draft=draft,
        said=said,
        edited=edited,
        lang=lang,
        at=NOON + timedelta(hours=n),
    )


def drawn(*of: Given, brand: Brand = BRAND) -> list[tuple[str, str]]:
    return [(one.kind, one.text) for one in lessons(of, brand)]


LEARNED = [
    ("The battery charges in 4 hours.", "fact"),
    ("Our workshop is closed on Mondays.", "fact"),
    ("La batterie se charge en 4 heures.", "fact"),
    ("L'atelier est fermé le lundi et ouvre à 10 h.", "fact"),
    ("We offer a free month to every subscriber who waits.", "gesture"),
    ("Nous vous offrons un mois gratuit pour chaque semaine d'attente.", "gesture"),
]
NOT_KEPT = [
    "Thank you for your kind message about the battery.",
    "Sorry, the battery is broken and that is bad.",
    "Merci de votre message, la batterie est en panne.",
    "The battery is at the workshop today, it is ready tomorrow.",
    "Your order 48213 is on its way to you.",
    "Ruth, the battery is under warranty for 2 years.",
    "We have refunded the battery of the bike, it is done.",
    "Write to help@acme.example, the battery is covered.",
    "Call +44 20 7946 0958, the line is open until 18.",
    "Is the battery charged for 4 hours?",
    "Please bring the bike to us.",  # the draft said so
    "Open until 18.",  # too short
    "The saddle of a bicycle suits many a rider.",  # states nothing
    "It is up to 10 or 11.",  # nothing that could call for it
    f"The battery charges in 4 hours{', or internationally' * 15}.",  # too long
    f"The battery charges in 4 hours{', or in 5 hours' * 12}.",  # too long
]


@pytest.mark.parametrize(("said", "kind"), LEARNED)
def test_what_a_draft_did_not_say_is_proposed(said: str, kind: str) -> None:
    lang = "fr" if said.startswith(("La", "L'", "Nous")) else "en"
    assert drawn(given(f"Hello Ruth,\nPlease bring the bike to us. {said}\nCamille, from Acme", lang=lang)) == [(kind, said)]  # fmt: skip


@pytest.mark.parametrize("said", NOT_KEPT)
def test_courtesy_cases_moments_and_people_are_not(said: str) -> None:
    assert drawn(given(f"{said}\nCamille, from Acme")) == []


def test_what_the_settings_say_already_is_not_proposed_but_another_number_is() -> None:
    fact = Fact(id="charge", text="The battery charges in 4 hours.")
    known = BRAND.model_copy(update={"fact": (fact,)})
    assert drawn(given("The battery charges in 4 hours."), brand=known) == []
    assert drawn(given("The battery charges in 5 hours."), brand=known) == [("fact", "The battery charges in 5 hours.")]  # fmt: skip


def test_a_fact_comes_with_the_words_that_call_for_it() -> None:
    [one] = lessons([given("The battery charges in 4 hours.")], BRAND)
    assert one.keywords == ("battery", "charges")


def test_a_word_taken_out_of_three_drafts_and_kept_in_none_is_a_preference() -> None:
    kind = [given("Hello, please bring the bike to us.\nCamille, from Acme", n=n) for n in (1, 2, 3)]  # fmt: skip
    [one, other] = [one for one in lessons(kind, BRAND) if one.kind == "never"]
    assert {one.text, other.text} == {"sorry", "wait"}
    assert (one.mentions, one.mention, one.said) == (3, 3, "Hello, sorry about the wait.")
    assert drawn(*kind[:2]) == []
    assert drawn(*kind, given(DRAFT, n=4)) == [], "somebody left it in"
    assert drawn(*(replace(one, edited=0.9) for one in kind)) == [], "written anew, it says nothing of a word"  # fmt: skip


def test_what_is_never_said_already_and_who_signs_are_no_word_to_avoid() -> None:
    kind = [given("Hello, please bring the bike to us.", n=n) for n in (1, 2, 3)]
    assert ("never", "camille") not in drawn(*kind), "a signature that was left out"
    told = BRAND.model_copy(update={"voice": BRAND.voice.model_copy(update={"never": ("sorry",)})})
    assert [text for kind_, text in drawn(*kind, brand=told) if kind_ == "never"] == ["wait"]


def test_a_promise_that_is_allowed_already_is_not_proposed_as_a_fact_either() -> None:
    said = "We refund the battery within 30 days of the order."
    known = BRAND.model_copy(update={"allowed_gestures": (said,)})
    assert drawn(given(said)) != []
    assert drawn(given(said), brand=known) == []


def test_the_newest_stands_first_and_what_two_answers_say_comes_from_the_newest() -> None:
    same, other = "The battery charges in 4 hours.", "Our workshop is closed on Mondays."
    told = lessons([given(same, "", n=1), given(other, "", n=2), given(same, "", n=3)], BRAND)
    assert [(one.text, one.mention) for one in told] == [(same, 3), (other, 2)]


def test_what_a_draft_said_in_nearly_these_words_is_not_proposed_unless_its_number_is_new() -> None:
    draft = "The battery of the bike charges in 4 hours at home."
    assert drawn(given("The battery of the bike charges in 4 hours here.", draft)) == []
    assert drawn(given("The battery of the bike charges in 5 hours here.", draft)) != []


def test_a_fact_is_called_for_by_four_words_at_most_and_by_no_name_of_ours() -> None:
    said = (
        "Acme opens workshops, bureaus and counters in 30 x4f0q towns by autumn, even saddleries."
    )
    [one] = lessons([given(said)], BRAND)
    assert len(one.keywords) == 4
    assert all(word.isalpha() and len(word) >= 4 for word in one.keywords)
    assert "acme" not in one.keywords
    [short] = lessons([given("Acme has 30 spares.")], BRAND)
    assert short.keywords == ("spares",)


class Desk(Shop):
    """A town whose answers teach."""

    def proposed(self) -> list[Lesson]:
        return proposed(self.store, self.brand, self.clock())

    def told(self) -> list[tuple[str, str]]:
        return [(one.kind, one.text) for one in self.proposed()]

    def press(self, name: str, who: Any = LEA, **values: Any) -> Done:
        made = act(name)(brand=self.brand.name, **values)  # type: ignore[call-arg]
        return made.apply(self.desk, who, self.clock())

    def keep(self, one: Lesson, who: Any = LEA) -> Done:
        keywords = ", ".join(one.keywords)
        return self.press("setting", who, kind=one.kind, text=one.text, keywords=keywords)


HATE = "I hate it, the battery of my bike takes for ever, it is broken"
FACT = "The battery of every bike is covered for 2 winters."
SENT = f"Please bring the bike to any of our shops, we look at it. {FACT}\nCamille, from Acme"


@pytest.fixture
def shop(tmp_path: Path, store: Store) -> Desk:
    made = Desk(tmp_path, store)
    made.hear(asked(1, HATE, thread_key="t"))
    return made


def approved(shop: Desk, text: str = SENT, number: int = 1) -> Done:
    return shop.do("approve_draft", number=number, text=text, draft="A", anyway=True)


def test_a_sentence_put_into_a_draft_is_proposed_and_kept_by_a_lead_alone(shop: Desk) -> None:
    done = approved(shop)
    [one] = shop.proposed()
    assert (one.kind, one.text, one.mention) == ("fact", FACT, 1)
    assert shop.keep(one, PAUL).outcome == "leads"
    kept = shop.keep(one)
    assert kept.outcome == "done"
    assert shop.proposed() == []
    rows = in_force(shop.store.orders([shop.brand.name], shop.clock()))[shop.brand.name]
    assert with_added(shop.brand, rows).fact[-1].text == FACT
    shop.undo(kept)
    assert shop.proposed() == [one]
    shop.undo(done)
    assert shop.proposed() == [], "what nobody approves teaches nothing"


def test_what_is_declined_is_proposed_no_more_and_undone_for_a_day(shop: Desk) -> None:
    approved(shop)
    [one] = shop.proposed()
    values = {"lesson": one.key, "kind": one.kind, "text": one.text}
    assert shop.press("decline", PAUL, **values).outcome == "leads"
    done = shop.press("decline", **values)
    assert done.outcome == "done"
    assert shop.press("decline", **values).outcome == "already"
    assert shop.proposed() == []
    shop.undo(done)
    assert shop.proposed() == [one]


def test_what_was_sent_counts_before_what_was_approved(shop: Desk) -> None:
    approved(shop, "Please bring the bike to any of our shops, we look at it.\nCamille, from Acme")
    assert shop.proposed() == []
    shop.hear(asked(1, HATE, thread_key="t"), replace(answer(2, SENT), posted_at=shop.clock()))
    assert shop.told() == [("fact", FACT)]
    [told] = shop.store.given(shop.brand.name, shop.clock() - timedelta(days=9))
    [row] = shop.rows()
    assert (told.said, told.edited) == (SENT, row.sent_edited)
    assert row.sent_edited != row.edited


def test_an_answer_without_a_draft_teaches_where_its_author_says_that_it_is_solved(
    shop: Desk,
) -> None:
    shop.do("take")
    ours = replace(answer(2, SENT), thread_key="t", posted_at=shop.clock())
    shop.hear(asked(1, HATE, thread_key="t"), ours)
    assert shop.proposed() == [], "taken and answered is not solved"
    thanks = mention(
        3, "Thank you, it is solved now, great", author=Author(id="ruth", name="Ruth Okafor"),
        thread_key="t", parent_url="https://acme.example/post/2",
        posted_at=shop.clock(),
    )  # fmt: skip
    shop.hear(thanks)
    assert shop.told() == [("fact", FACT)]
    assert proposed(shop.store, shop.brand, shop.clock() + timedelta(days=91)) == []
    shop.hear(replace(asked(1, HATE, thread_key="t"), deleted=True))
    assert shop.proposed() == [], "its post is gone"


def test_an_answer_that_was_approved_and_solved_it_is_one(shop: Desk) -> None:
    approved(shop)
    shop.hear(asked(1, HATE, thread_key="t"), replace(answer(2, SENT), posted_at=shop.clock()))
    with shop.store.writing() as session:
        session.exec(update(StateRow).where(col(StateRow.mention_id) == 1).values(closed="solved"))
    since = shop.clock() - timedelta(days=9)
    assert len(shop.store.given(shop.brand.name, since)) == 1


def test_a_post_that_is_gone_or_muted_teaches_nothing(shop: Desk) -> None:
    approved(shop)
    shop.hear(replace(asked(1, HATE, thread_key="t"), deleted=True))
    assert shop.proposed() == []


def test_who_writes_as_the_press_is_proposed_until_somebody_says_who_they_are(
    tmp_path: Path, store: Store
) -> None:
    made = Desk(tmp_path, store)
    text = "Request for comment: I am a journalist at a paper, may I ask Acme?"
    made.hear(asked(1, text, author=Author(id="jo", name="Jo Lemaire")))
    assert made.told() == [("journalist", "Jo Lemaire")]
    made.do("snooze", what="author", ends=made.clock() + timedelta(days=1))
    assert made.told() == [("journalist", "Jo Lemaire")], "that says nothing of who they are"
    assert proposed(made.store, made.brand, made.clock() + timedelta(days=91)) == []
    listed = made.brand.people.model_copy(update={"journalists": ("jo",)})
    known = made.brand.model_copy(update={"people": listed})
    assert proposed(store, known, made.clock()) == []
    made.do("who_is", kind="nobody")
    assert made.proposed() == []


def test_a_first_name_alone_names_no_journalist_and_their_handle_does(
    tmp_path: Path, store: Store
) -> None:
    made = Desk(tmp_path, store)
    text = "Request for comment: I am a journalist at a paper, may I ask Acme?"
    made.hear(asked(1, text, author=Author(id="zoe_writes", name="Zoé")))
    assert made.told() == [("journalist", "zoe_writes")]


@pytest.mark.parametrize("name", ["", "x" * 81])
def test_a_name_that_is_none_or_has_no_end_is_not_proposed(
    tmp_path: Path, store: Store, name: str
) -> None:
    made = Desk(tmp_path, store)
    text = "Request for comment: I am a journalist at a paper, may I ask Acme?"
    made.hear(asked(1, text, author=Author(id="", name=f"{name} ")))
    assert made.told() == []


def test_a_journalists_post_that_is_gone_or_is_another_kind_now_proposes_nobody(
    tmp_path: Path, store: Store
) -> None:
    made, jo = Desk(tmp_path, store), Author(id="jo", name="Jo Lemaire")
    text = "Request for comment: I am a journalist at a paper, may I ask Acme?"
    made.hear(asked(1, text, author=jo))
    made.hear(asked(1, "I hate it, my bike is broken", author=jo))
    assert made.told() == []
    made.hear(asked(1, text, author=jo))
    assert made.told() == [("journalist", "Jo Lemaire")]
    made.hear(replace(asked(1, text, author=jo), deleted=True))
    assert made.told() == []


def test_what_is_three_months_old_and_what_another_brand_answered_teach_nothing(
    shop: Desk,
) -> None:
    approved(shop)
    assert shop.told() == [("fact", FACT)]
    other = shop.brand.model_copy(update={"name": "Bolt"})
    assert proposed(shop.store, other, shop.clock()) == []
    assert proposed(shop.store, shop.brand, shop.clock() + timedelta(days=91)) == []


def test_the_last_of_two_approved_answers_teaches(shop: Desk) -> None:
    approved(shop)
    approved(shop, "Please bring the bike to any of our shops, we look at it.\nCamille, from Acme")
    assert shop.proposed() == []


def test_an_answer_that_drafts_start_from_is_taken_out_and_put_back(shop: Desk) -> None:
    shop.hear(asked(1, HATE, thread_key="t"), answer(2, SENT))
    shop.learn()
    [row] = shop.precedents()
    was = (row.text, row.needs, row.v)
    assert shop.press("forget", PAUL, precedent=row.id).outcome == "leads"
    done = shop.press("forget", precedent=row.id)
    assert done.outcome == "done"
    assert shop.store.precedents(shop.brand.name) == []
    assert shop.press("forget", precedent=row.id).outcome == "missing"
    [line, *_] = [act_line(one, shop.brand) for one in shop.store.acts([shop.brand.name])]
    assert line == f"Lea takes out precedent {row.id}."
    shop.undo(done)
    [row] = shop.precedents()
    assert (row.text, row.needs, row.v) == was


@pytest.mark.parametrize("gone", [asked(1), answer(2)])
def test_what_its_source_took_down_meanwhile_is_not_put_back(shop: Desk, gone: Mention) -> None:
    shop.hear(asked(1, HATE, thread_key="t"), answer(2, SENT))
    shop.learn()
    done = shop.press("forget", precedent=shop.precedents()[0].id)
    shop.hear(replace(gone, text="", deleted=True))
    shop.undo(done)
    [row] = shop.precedents()
    assert (row.text, row.v) == ("", None)
    assert not any(FACT in act.changed for act in shop.store.acts([shop.brand.name]))


def test_at_the_shell_one_is_kept_or_declined_by_its_key(
    shop: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    approved(shop)
    [one] = shop.proposed()
    capsys.readouterr()
    assert commands.lessons(shop.app()) == 0
    told = capsys.readouterr().out
    assert one.key in told
    assert FACT in told
    assert commands.answer(shop.app(), one.key, keep=True, who="nobody") == 1
    assert commands.answer(shop.app(), one.key, keep=False, who="lea") == 0
    assert commands.answer(shop.app(), one.key, keep=True, who="lea") == 1
    assert "no longer proposed" in capsys.readouterr().err
    commands.lessons(shop.app())
    assert "None yet" in capsys.readouterr().out


def test_no_act_of_another_brand_takes_an_answer_out(shop: Desk) -> None:
    shop.hear(asked(1, HATE, thread_key="t"), answer(2, SENT))
    shop.learn()
    bolt = shop.brand.model_copy(update={"name": "Bolt"})
    shop.desk = type(shop.desk)(shop.store, {**shop.desk.brands, "Bolt": bolt})
    [row] = shop.precedents()
    made = act("forget")(brand="Bolt", precedent=row.id)  # type: ignore[call-arg]
    assert made.apply(shop.desk, LEA, shop.clock()).outcome == "missing"


def test_every_lesson_is_a_setting() -> None:
    texts: Sequence[tuple[Any, str]] = (("fact", FACT), ("gesture", "a free month"), ("never", "sorry"), ("journalist", "Jo"))  # fmt: skip
    for kind, text in texts:
        row = row_of(Lesson(kind=kind, text=text, mention=1, keywords=("battery",)))
        assert row.kind == kind
        assert with_added(BRAND, [row]) != BRAND
