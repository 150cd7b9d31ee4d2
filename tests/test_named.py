"""Replies that name what happened: said where the post says it, in whichever words, and not where the words mean another thing."""

import pytest
from test_strategy_kit import BRAND, ENGLISH, mention

from listener.advice.brief import Brief
from listener.advice.drafts.lasting import lengths
from listener.advice.drafts.playbook import choices
from listener.advice.drafts.replies import replies_for
from listener.advice.leaves import Leaf

NEG = "critique negative complaint"


def chosen(text: str, language: str) -> list[bool]:
    """Of both drafts whether their reply is for posts that say this."""
    brief = Brief.of(mention(text, NEG, lang=language))
    ours = ENGLISH if language == "en" else BRAND
    return [bool(one.reply.says) for one in choices(Leaf.REPAIR, brief, ours)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("J'appelle depuis lundi, personne ne décroche.", "fr"),
        ("Canapé livré avec un pied fendu, bravo.", "fr"),
        ("Fermeture sans prévenir, un samedi.", "fr"),
        ("Toujours pas reçu mon colis.", "fr"),
        ("Depuis la mise à jour il faut se reconnecter chaque matin.", "fr"),
        ("rang all morning, nobody picks up", "en"),
        ("We waited in and nobody came.", "en"),
        ("I wrote a fortnight ago and you never replied.", "en"),
        ("The table arrived damaged.", "en"),
        ("App update last night and my settings are gone", "en"),
    ],
)
def test_what_happened_is_named(text: str, language: str) -> None:
    assert any(chosen(text, language)), text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Je peux pas passer ce matin, et le pull a déteint.", "fr"),
        ("Le robot de cuisine est arrivé en bleu, je le voulais en gris.", "fr"),
        ("Lu à voix haute devant toute une file d'attente, merci.", "fr"),
        ("My son rang the bell and the paint came off on his hand.", "en"),
        ("The canned beans taste of metal.", "en"),
        ("My dog chased the ball you sold me and it split.", "en"),
    ],
)
def test_words_of_another_meaning_name_nothing(text: str, language: str) -> None:
    assert not any(chosen(text, language)), text


def test_where_a_number_can_be_quoted_only_one_draft_names_what_happened() -> None:
    assert sorted(chosen("Deux salles fermées sans prévenir et pas de réduction.", "fr")) == [
        False,
        True,
    ]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_is_there_short_and_full(language: str) -> None:
    named = [one for one in replies_for(language, Leaf.REPAIR) if one.says]
    for length in ("short", "full"):
        assert {one.says for one in named if one.length == length} == {one.says for one in named}


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("En panne au bout de vingt minutes, j'attends toujours.", []),
        ("J'attends depuis vingt minutes.", ["vingt minutes"]),
    ],
)
def test_when_a_thing_broke_is_no_wait(text: str, length: list[str]) -> None:
    assert list(lengths(text)) == length


def test_no_gesture_is_offered_because_a_week_is_named_in_it() -> None:
    brand = BRAND.model_copy(
        update={"allowed_gestures": ("un mois offert après une semaine sans journal",)}
    )
    text = "Arrêté depuis un mois, et débité encore une semaine après. Un scandale."
    for one in choices(Leaf.REPAIR, Brief.of(mention(text, NEG, lang="fr")), brand):
        assert "gesture" not in one.filled


def test_who_has_gone_to_school_is_not_mourned() -> None:
    text = "Le petit est parti à l'école lundi, et j'ai pleuré. Merci à toute l'équipe."
    of = Brief.of(mention(text, "critique positive praise", lang="fr"))
    assert all(one.matter != "mourning" for one in choices(Leaf.THANK, of, BRAND))
    sad = "Papa est parti lundi. Merci à toute l'équipe pour ces deux ans."
    of = Brief.of(mention(sad, "critique positive praise", lang="fr"))
    assert all(one.matter == "mourning" for one in choices(Leaf.THANK, of, BRAND))
