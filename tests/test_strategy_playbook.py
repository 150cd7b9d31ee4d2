"""Drafts: two distinct ones, in the author's language, within bounds, and passing every check."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_strategy_kit import BRAND, ENGLISH, EVIDENCE, belief, mention

from connectors.kit.genres import LONG
from listener.advice.brief import Brief
from listener.advice.drafts import tongue
from listener.advice.drafts.draft import Draft
from listener.advice.drafts.ethics import alike, check
from listener.advice.drafts.playbook import drafts
from listener.advice.evidence import Evidence
from listener.advice.leaves import LEAVES, Leaf, facts_of
from listener.advice.tree import decide
from listener.advice.verdict import Verdict
from listener.desk.writing import Wanted, doubts, written
from listener.settings.brand import Brand, Fact
from listener.settings.reply import Reply
from listener.settings.sheets import Own

NEG, ASKS = "critique negative complaint", "critique neutral question"
BARE = Brand(name="Atelier Roue", language="en")
LOUD = BRAND.model_copy(
    update={
        "fact": (
            Fact(id="sale", text="Découvrez notre gamme : -20 % de remise", keywords=("batterie",)),
            Fact(
                id="long",
                text="La livraison prend " + "très " * 150 + "longtemps.",
                keywords=("colis",),
            ),
        ),
        "allowed_gestures": ("un bon d'achat pour votre batterie", "un échange du colis"),
    }
)
DRAFTED = [leaf for leaf, of in LEAVES.items() if of.reply]
TEXTS = {
    "fr": ("ma batterie est en panne", "où est mon colis ?", "tu fais quoi", "", "Bof"),
    "en": ("my battery is broken", "where is my parcel?", "what are you doing", "", "Meh"),
}


def verdict_for(leaf: Leaf, evidence: Evidence, brand: Brand) -> Verdict:
    return replace(decide(evidence, brand), leaf=leaf, wants_draft=facts_of(leaf).reply is not None)


def made(leaf: Leaf, evidence: Evidence, brand: Brand, **more: Any) -> tuple[Draft, Draft]:
    pair = drafts(leaf, Brief.of(evidence), brand, **more)
    assert len(pair) == 2
    return pair


def quoted(draft: Draft) -> list[str]:
    """The ids of the facts that it quotes; a gap names one and quotes none."""
    return [s.fact_id for s in draft.sentences if s.fact_id and not s.text.startswith("[")]


def gaps(draft: Draft) -> list[str]:
    """What a person must still fill."""
    return re.findall(r"\[[^\]]*\]", draft.text)


def failures(draft: Draft, evidence: Evidence, brand: Brand, leaf: Leaf) -> list[str]:
    told = check(draft.text, Brief.of(evidence), brand, leaf=leaf)
    return [c.id for c in told if not c.passed]


@pytest.mark.parametrize("brand", [BRAND, ENGLISH, BARE, LOUD], ids=["fr", "en", "bare", "loud"])
@pytest.mark.parametrize("leaf", DRAFTED)
@pytest.mark.long
def test_every_draft_passes_every_check_in_every_place(leaf: Leaf, brand: Brand) -> None:
    for language, texts in TEXTS.items():
        for genre in ("tweet", "app_review", "forum_post"):
            for text in texts:
                said = mention(text, NEG, genre=genre, lang=language, rating=1)
                _assert_sound(leaf, said, brand)
                _assert_sound(leaf, replace(said, form=belief("discussion")), brand)


def _assert_sound(leaf: Leaf, said: Evidence, brand: Brand) -> None:
    first, second = made(leaf, said, brand)
    limit = said.sort.longest_reply if facts_of(leaf).reply == "public" else LONG
    for draft in (first, second):
        assert not failures(draft, said, brand, leaf), draft.text
        assert len(draft.text) <= limit, draft.text
        assert draft.language == said.lang
        assert "{" not in draft.text
        assert "<" not in draft.text
        head, *_, foot = draft.text.splitlines()
        assert any(brand.name in line and (brand.speaker or "[") in line for line in (head, foot))
    assert first.text != second.text
    assert alike(first.text, second.text) <= 0.9


@settings(max_examples=150, deadline=None)
@given(EVIDENCE, st.sampled_from(DRAFTED))
@pytest.mark.slow
def test_any_mention_gets_sound_drafts_for_any_leaf(evidence: Evidence, leaf: Leaf) -> None:
    for draft in made(leaf, evidence, BRAND):
        assert not failures(draft, evidence, BRAND, leaf), draft.text
        assert draft.sentences


@pytest.mark.parametrize(
    ("leaf", "text", "genre"),
    [
        (Leaf.EMPLOYEE, "je bosse à l'atelier de Vélorine, on est épuisés", "tweet"),
        (Leaf.THANK, "@velorine tu as réparé mon vélo en une heure, merci !", "tweet"),
        (Leaf.ACKNOWLEDGE_RATING, "2 étoiles", "app_review"),
        (Leaf.ANSWER_PRESS, "Bonjour, je suis journaliste, que répondez-vous ?", "mail"),
    ],
)
def test_a_draft_as_it_was_made_fails_nothing_when_it_is_approved(
    leaf: Leaf, text: str, genre: str
) -> None:
    said = mention(text, NEG, genre=genre, lang="fr")
    asked = Wanted(BRAND.name, Brief.of(said), leaf, None, None)
    for row in written(asked, BRAND, ()):
        shown = [why for _, passed, why in json.loads(row.checks) if not passed]
        at_last = doubts(re.sub(r"\[[^\]]*\]", "", row.text), asked, BRAND, ())
        assert [one.why for one in at_last] == shown == [], row.text


@settings(max_examples=100, deadline=None)
@given(EVIDENCE)
def test_the_tree_and_the_playbook_agree_on_what_wants_a_draft(evidence: Evidence) -> None:
    verdict = decide(evidence, BRAND)
    drafted = bool(drafts(verdict.leaf, Brief.of(evidence), BRAND))
    assert (verdict.holds or drafted) == verdict.wants_draft


def test_a_draft_states_only_the_operators_fact_with_its_id() -> None:
    asked = mention(
        "@velorine how long is the battery warranty?", "critique neutral question", lang="en"
    )
    draft, _ = made(Leaf.ANSWER, asked, BRAND)
    assert quoted(draft) == ["warranty"]
    assert "The battery has a two-year warranty." in draft.text
    assert [s.fact_id for s in draft.sentences if s.part == "fact"] == ["warranty"]
    assert gaps(draft) == []


def test_without_a_passage_nothing_is_claimed_and_somebody_looks_it_up() -> None:
    asked = mention("@velorine vous ouvrez dimanche ?", "critique neutral question", lang="fr")
    for draft in made(Leaf.ANSWER, asked, BRAND):
        assert quoted(draft) == []
        assert gaps(draft) == []


@pytest.mark.parametrize("leaf", [Leaf.CORRECT, Leaf.CORRECT_PEERS, Leaf.CORRECT_PRESS])
def test_what_must_state_a_fact_and_has_none_keeps_its_gap(leaf: Leaf) -> None:
    wrong = mention("Chez eux tout est fermé en août, non ?", "discussion neutral none", lang="fr")
    for draft in made(leaf, wrong, BRAND):
        assert gaps(draft) == ["[à compléter : la réponse, avec sa source]"]


def test_a_fact_that_is_not_in_the_authors_language_becomes_a_gap_with_its_id() -> None:
    french_only = BRAND.model_copy(update={"fact": (Fact(id="gel", text="La batterie craint le gel.", keywords=("battery",)),)})  # fmt: skip
    asked = mention("does the battery like frost?", "critique neutral question", lang="en")
    draft, _ = made(Leaf.CORRECT, asked, french_only)
    assert gaps(draft) == ["[to fill in: the fact gel, in English]"]


def test_a_fact_too_long_for_the_place_becomes_a_gap_with_its_id() -> None:
    asked = mention("Où est mon colis ?", "critique neutral question", lang="fr")
    draft, _ = made(Leaf.CORRECT, asked, LOUD)
    assert gaps(draft) == ["[à compléter : le fait long, en bref]"]


def test_without_a_speaker_the_name_is_a_gap() -> None:
    draft, _ = made(Leaf.THANK, mention("great", "critique positive praise", lang="en"), BARE)
    assert draft.text.endswith("\n[to fill in: first name], from Atelier Roue")


def test_french_elides_before_a_vowel() -> None:
    brand = BRAND.model_copy(update={"name": "Écume"})
    draft, _ = made(Leaf.THANK, mention("merci", "critique positive praise", lang="fr"), brand)
    assert draft.text.endswith("\nCamille, d'Écume")


@pytest.mark.parametrize("leaf", [Leaf.REPAIR, Leaf.ACKNOWLEDGE, Leaf.THANK, Leaf.ANSWER])
def test_tu_is_answered_with_tu_and_vous_with_vous(leaf: Leaf) -> None:
    for turn in range(12):
        tu = made(leaf, mention(f"tu réponds jamais{' !' * turn}", NEG, lang="fr"), BRAND)
        vous = made(leaf, mention(f"vous ne répondez jamais{' !' * turn}", NEG, lang="fr"), BRAND)
        for draft in tu:
            assert not re.search(r"\b(?:vous|votre|vos)\b", draft.text, re.I), draft.text
        for draft in vous:
            assert not re.search(r"\b(?:tu|te|ton|ta|tes|toi)\b", draft.text, re.I), draft.text


def test_a_language_without_a_playbook_gets_the_brands() -> None:
    draft, _ = made(Leaf.REPAIR, mention("Mein Akku ist kaputt", NEG, lang="de"), ENGLISH)
    assert draft.language == "en"


def test_a_gesture_is_offered_only_when_allowed_and_fitting() -> None:
    def told(leaf: Leaf, text: str, turn: int) -> str:
        said = mention(text + "!" * turn, NEG, lang="en", genre="forum_post")
        return " ".join(draft.text for draft in made(leaf, said, BRAND))

    for turn in range(12):
        fits = told(Leaf.REPAIR, "my battery is broken, still no repair", turn)
        assert "a loan battery during the repair" in fits
        for leaf in (Leaf.REPAIR, Leaf.ESCALATE_LANE):
            # One shared word is an accident.
            for other in ("my invoice is wrong", "what a battery of lies"):
                assert "loan" not in told(leaf, other, turn)


def test_a_gesture_that_would_be_a_reward_is_left_to_a_person() -> None:
    said = mention("pour ma batterie votre atelier ne répond pas", NEG, lang="fr", genre="review")
    assert "bon d'achat" not in " ".join(d.text for d in made(Leaf.REPAIR, said, LOUD))


def test_nothing_hostile_of_the_mention_is_quoted() -> None:
    takes_up = Reply("REPAIR", "any", "short", "{quote} : on regarde.", is_own=True, lang="fr", name="a.md")  # fmt: skip
    brand = BRAND.with_own(Own(replies=(takes_up,)))
    plain = "Trois semaines sans réponse"
    assert f"« {plain} »" in made(Leaf.REPAIR, mention(plain, NEG, lang="fr"), brand)[0].text
    assert "@" not in made(Leaf.REPAIR, mention(f"{plain} @evil", NEG, lang="fr"), brand)[0].text
    for signs in ("<!channel>", "@evil rien", "https://evil.example", "*rien*", "`rien`"):
        hostile = mention(f"{plain} {signs}", NEG, lang="fr")
        for draft in made(Leaf.REPAIR, hostile, brand):
            for word in (signs, plain, "channel", "evil", "*", "`"):
                assert word not in draft.text


def test_the_same_mention_gets_the_same_drafts_and_the_next_one_others() -> None:
    one = mention("ma livraison est en retard", NEG, lang="fr")
    assert made(Leaf.REPAIR, one, BRAND) == made(Leaf.REPAIR, one, BRAND)
    texts = {
        made(Leaf.REPAIR, mention(f"ma livraison est en retard {n}", NEG, lang="fr"), BRAND)[0].text
        for n in range(12)
    }
    assert len(texts) > 2


def test_recent_replies_are_not_repeated() -> None:
    said = mention("ma livraison est en retard", NEG, lang="fr")
    recent: list[str] = []
    for _ in range(3):
        pair = made(Leaf.REPAIR, said, BRAND, recent=recent)
        for draft in pair:
            assert all(alike(draft.text, old) <= 0.9 for old in recent)
        recent += [draft.text for draft in pair]


def test_help_among_peers_says_first_who_speaks() -> None:
    asked = mention("how do I charge it?", "discussion neutral question", lang="en")
    for draft in made(Leaf.OFFER_HELP, asked, BRAND):
        assert draft.text.startswith("Camille, from Vélorine")


def test_sentences_are_tagged_by_what_they_are_for() -> None:
    said = mention(
        "En panne. La batterie, elle a quelle garantie ?", NEG, lang="fr", genre="forum_post"
    )
    draft, _ = made(Leaf.REPAIR, said, BRAND)
    assert draft.sentences[0].part == "empathy"
    assert {s.part for s in draft.sentences} == {"empathy", "fact", "action"}


FACTS_LONG = BRAND.model_copy(
    update={
        "fact": (
            Fact(
                id="recall",
                text="Le rappel porte sur deux mille chargeurs, vendus en 2025. Aucun vélo n'est rappelé. "
                "L'échange du chargeur est fait en atelier ou par courrier, sur simple demande.",
                keywords=("rappel", "chargeur", "échange", "courrier"),
            ),
            Fact(
                id="shops",
                text="Nos ateliers : Lyon, 04 65 71 20 14.",
                keywords=("atelier", "frein"),
            ),
        )
    }
)


def quoted_by_each(leaf: Leaf, said: Evidence, brand: Brand) -> list[list[str]]:
    return [quoted(draft) for draft in made(leaf, said, brand)]


def test_a_complaint_that_asks_nothing_gets_no_fact_recited() -> None:
    told = mention("Troisième passage à l'atelier, le frein grince.", NEG, lang="fr")
    assert quoted_by_each(Leaf.REPAIR, told, FACTS_LONG) == [[], []]
    asks = mention(
        "Ça grince encore. Pour mon frein, quel est le numéro de l'atelier ?", NEG, lang="fr"
    )
    assert quoted_by_each(Leaf.REPAIR, asks, FACTS_LONG) == [["shops"], ["shops"]]


def test_somebody_who_is_stuck_gets_the_fact_of_which_the_question_names_two_keywords() -> None:
    text = "Plus de chargeur. L'échange du rappel par courrier, ça marche comment ?"
    stuck = mention(text, NEG, lang="fr", genre="forum_post")
    assert quoted_by_each(Leaf.REPAIR, stuck, FACTS_LONG) == [["recall"], ["recall"]]
    told = mention(text.replace(" ?", "."), NEG, lang="fr", genre="forum_post")
    assert quoted_by_each(Leaf.REPAIR, told, FACTS_LONG) == [[], []]


def test_our_own_name_and_handles_call_for_no_fact() -> None:
    named = Fact(id="own", text="Vélorine et mastodon.example parlent.", keywords=())
    brand = BRAND.model_copy(update={"fact": (named,)})
    asks = mention("@velorine@mastodon.example Vélorine, ça va ?", ASKS, lang="fr")
    assert quoted(made(Leaf.ANSWER, asks, brand)[0]) == []


@pytest.mark.parametrize("leaf", [Leaf.REPAIR, Leaf.ANSWER, Leaf.RESUME])
@pytest.mark.parametrize("told", ["Le frein a lâché, je suis blessée.", "Je suis blessée."])
def test_somebody_who_is_hurt_gets_no_fact_recited(leaf: Leaf, told: str) -> None:
    asks = "Pour mon frein, quel est le numéro de l'atelier ?"
    hurt = mention(f"{told} {asks}", NEG, lang="fr")
    assert quoted_by_each(leaf, hurt, FACTS_LONG) == [[], []]
    assert quoted(made(leaf, mention(asks, NEG, lang="fr"), FACTS_LONG)[0]) == ["shops"]


def test_a_long_fact_is_cut_to_the_whole_sentence_that_answers() -> None:
    asks = mention(
        "L'échange par courrier, c'est possible ?", "critique neutral question", lang="fr"
    )
    draft, _ = made(Leaf.ANSWER, asks, FACTS_LONG)
    assert [s.text for s in draft.sentences if s.fact_id] == [
        "L'échange du chargeur est fait en atelier ou par courrier, sur simple demande."
    ]
    assert not failures(draft, asks, FACTS_LONG, Leaf.ANSWER)


@pytest.mark.parametrize(
    ("text", "told", "of_brand", "expected"),
    [
        ("Monnaie mal rendue, vendeuse agressive", "en", "fr", "fr"),
        ("Vendeuse agressive", "en", "fr", "fr"),
        ("Croissants secs, boutique sale", "en", "fr", "fr"),
        ("Terrible service", "en", "fr", "fr"),
        ("Late delivery, missing items", "en", "fr", "en"),
        ("The staff was rude", "en", "fr", "en"),
        ("Terrible service", "en", "en", "en"),
        ("Rude staff, stale croissants", "fr", "en", "en"),
        ("Pâte crue, accueil glacial", "fr", "en", "fr"),
        ("Ma galette est crue", "fr", "en", "fr"),
        ("Brot trocken, Bedienung patzig", "de", "fr", "fr"),
        ("Pan duro, dependienta antipática", "es", "en", "en"),
    ],
)
def test_a_few_words_that_may_be_in_either_language_are_answered_in_the_brands(
    text: str, told: str, of_brand: str, expected: str
) -> None:
    brand = Brand(name="Boulangerie Martin", language=of_brand)
    said = mention(text, NEG, lang=told)
    assert tongue.draft_language(Brief.of(said), brand) == expected


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("ma batterie est en panne", "fr"),
        ("my battery is broken", "en"),
        ("ma commande n'est jamais arrivée", "fr"),
        ("my order never arrived", "en"),
    ],
)
def test_who_wrote_a_mail_is_asked_for_no_private_message(text: str, lang: str) -> None:
    for leaf in (Leaf.REPAIR, Leaf.ESCALATE_LANE, Leaf.ACKNOWLEDGE_AND_REPORT):
        for turn in range(6):
            said = mention(f"{text}{' !' * turn}", NEG, lang=lang, genre="mail", venue="own")
            for draft in made(leaf, said, BRAND):
                assert not re.search(r"priv[ée]|private", draft.text), draft.text
                assert all(c.passed for c in check(draft.text, Brief.of(said), BRAND))
