"""By when a draft promises more: today, where the post names an end that comes before our day."""

from datetime import date

import pytest
from acme import BRAND

from listener.advice.brief import Brief
from listener.advice.drafts.promised import promised
from listener.settings.brand import Brand, Objective

FRIDAY = date(2026, 12, 4)


def said(text: str, language: str, day: date | None = FRIDAY, brand: Brand = BRAND) -> str:
    return promised(
        Brief(
            text=text,
            genre="tweet",
            form="critique",
            tone="negative",
            intent="complaint",
            follow_up=day,
        ),
        brand,
        language,
    )


@pytest.mark.parametrize(
    ("objective", "language", "wanted"),
    [
        ("Répondre à chaque avis dans la journée", "fr", "dans la journée"),
        ("Chaque client a sa réponse le jour même.", "fr", "dans la journée"),
        ("Nous répondons en moins de 4 h", "fr", "dans la journée"),
        ("Répondre aux avis sous 24 h", "fr", "sous 24 heures"),
        ("Une réponse le lendemain au plus tard", "fr", "sous 24 heures"),
        ("Answer every review the same day", "en", "before the day is out"),
        ("Reply within 24 hours", "en", "within 24 hours"),
        ("Livrer dans la journée", "fr", "d'ici vendredi soir"),
        ("Répondre à chaque avis", "fr", "d'ici vendredi soir"),
        ("Répondre en 48 h", "fr", "d'ici vendredi soir"),
        ("Répondre mieux. Livrer le jour même.", "fr", "d'ici vendredi soir"),
        ("Answer in a friendly way", "en", "by Friday evening"),
    ],
)
def test_no_draft_promises_a_later_day_than_the_brand_says_it_answers(
    objective: str, language: str, wanted: str
) -> None:
    brand = BRAND.model_copy(update={"objective": (Objective(text=objective),)})
    text = "Ma batterie est en panne." if language == "fr" else "My battery is broken."
    assert said(text, language, brand=brand) == wanted
    if not wanted.endswith(("vendredi soir", "Friday evening")):
        assert said(text, language, None, brand) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "Mon virement est bloqué depuis 6 jours. La signature est VENDREDI.",
        "Une erreur 500 depuis hier. On doit livrer mercredi.",
        "Un responsable serait-il joignable aujourd'hui avant 17 h ?",
        "Pouvez-vous me confirmer le nombre d'absents ? Je boucle à midi.",
        "Carte perdue, gare de Dijon, pas un rond en poche.",
        "Quelqu'un sait comment finir la location ? Le compteur tourne.",
        "Les cartons doivent partir demain matin à la poste.",
        "Branche cassée, je passe un concours samedi.",
    ],
)
def test_an_end_before_our_day_is_answered_today_in_french(text: str) -> None:
    assert said(text, "fr") == "dans la journée"


@pytest.mark.parametrize(
    "text",
    [
        "Could somebody give me your return rate? Deadline Thursday noon.",
        "My programme has vanished. I have a wedding on Saturday.",
        "Before I go there, can one of them come back before the mortgage goes out on Friday.",
        "rung 4 times today. nobody picks up",
        "Stuck at the machine, it says my booking doesn't exist. boards in 50 min",
        "Can your press team comment by 4pm?",
    ],
)
def test_an_end_before_our_day_is_answered_today_in_english(text: str) -> None:
    assert said(text, "en") == "before the day is out"


@pytest.mark.parametrize(
    "text",
    [
        "Fitted on Tuesday, and it has crackled since Thursday.",
        "Ordered Monday, still nothing. Last Friday I was told it had left.",
        "The move is on Tuesday, where do I leave the key?",
        "We were there on Saturday and the shower was cold.",
    ],
)
def test_a_day_that_is_past_or_far_behind_ours_leaves_it(text: str) -> None:
    assert said(text, "en") == "by Friday evening"


def test_on_est_mardi_is_no_end() -> None:
    assert said("On m'avait dit lundi, on est jeudi, j'ai rappelé deux fois.", "fr") == (
        "d'ici vendredi soir"
    )


def test_without_a_day_of_ours_two_working_days() -> None:
    assert said("Toujours rien reçu.", "fr", None) == "d'ici deux jours ouvrés"
