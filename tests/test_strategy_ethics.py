"""The lint of a reply: each check lets a good reply pass and stops a bad one."""

from typing import Any

import pytest
from test_strategy_kit import BRAND, ENGLISH, mention

from listener.advice.brief import Brief
from listener.advice.drafts.ethics import alike, check
from listener.settings.brand import Brand

GOOD = "Merci de nous avoir écrit concernant la livraison. On regarde.\nCamille, de Vélorine"
LATE = mention("ma livraison est en retard", "critique negative complaint", lang="fr")
GOOD_ENGLISH = "Thank you for writing to us about the delivery. We are looking into it.\nCamille, from Vélorine"
LATE_ENGLISH = mention("my delivery is late", "critique negative complaint", lang="en")
BRIEF = Brief.of(LATE)
TALK = mention("quelle batterie choisir ?", "discussion neutral question", lang="fr")


def failed(text: str, *, evidence: Any = LATE, recent: tuple[str, ...] = ()) -> list[str]:
    return [c.id for c in check(text, Brief.of(evidence), BRAND, recent=recent) if not c.passed]


def test_a_good_reply_passes_all_eighteen_and_has_no_gap_left() -> None:
    checks = check(GOOD, BRIEF, BRAND, is_last=True)
    assert len({c.id for c in checks}) == 19
    assert all(c.passed for c in checks)


BAD = (
    ("personal_data", "Écrivez à jean.dupont@mail.example"),
    ("personal_data", "Vous êtes bien au 06 12 34 56 78 ?"),
    ("personal_data", "Votre commande n° VL-20431 est partie"),
    ("gesture_not_allowed", "Nous vous remboursons demain"),
    ("gesture_not_allowed", "C'est promis, nous remplaçons le vélo"),
    ("gesture_not_allowed", "Un bon d'achat vous attend"),
    ("change_review", "Pourriez-vous modifier votre avis ?"),
    ("change_review", "Merci de retirer ce commentaire"),
    ("incentive", "Nous savons remercier ceux qui disent du bien"),
    ("blame", "C'est votre faute"),
    ("threat", "Vos propos relèvent de la diffamation"),
)
BAD_ENGLISH = (
    ("personal_data", "Order #A1234567 has left"),
    ("gesture_not_allowed", "We will refund you"),
    ("gesture_not_allowed", "We have a gift card for you"),
    ("change_review", "Would you consider updating? Please remove your review"),
    ("incentive", "A coffee on us if you leave us a good review"),
    ("blame", "You should have read the manual"),
    ("threat", "Our lawyers will write to you"),
)


@pytest.mark.parametrize(("check_id", "added"), BAD)
def test_each_check_stops_what_it_is_for(check_id: str, added: str) -> None:
    assert failed(f"{added}. {GOOD}") == [check_id]


@pytest.mark.parametrize(("check_id", "added"), BAD_ENGLISH)
def test_each_check_stops_what_it_is_for_in_english(check_id: str, added: str) -> None:
    assert failed(f"{added}. {GOOD_ENGLISH}", evidence=LATE_ENGLISH) == [check_id]


@pytest.mark.parametrize(
    "text",
    [
        "Merci pour la livraison.",
        "Merci pour la livraison, signé Camille",
        "Merci pour la livraison.\nL'équipe Vélorine",
    ],
)
def test_a_reply_says_by_name_who_speaks_for_whom(text: str) -> None:
    assert failed(text) == ["identity"]


def test_sales_fail_among_peers_and_only_there() -> None:
    pitch = "La batterie : découvrez notre gamme en promo.\nCamille, de Vélorine"
    assert failed(pitch, evidence=TALK) == ["sales_among_peers"]
    assert failed(pitch, evidence=mention("batterie ?", "critique neutral question")) == []


def test_a_near_copy_of_a_recent_reply_fails() -> None:
    assert failed(GOOD, recent=(GOOD.replace("On regarde", "On regarde vite"),)) == ["near_copy"]
    assert failed(GOOD, recent=("Tout autre chose.",)) == []


def test_an_allowed_gesture_may_be_promised() -> None:
    gesture = "Nous vous offrons un prêt de batterie pendant la réparation"
    assert failed(f"{gesture}. {GOOD}") == []
    assert failed(f"Nous vous offrons un vélo. {GOOD}") == ["gesture_not_allowed"]


def test_a_fact_of_the_operator_is_no_promise() -> None:
    fact = BRAND.fact[0].model_copy(update={"text": "Sous 48 h, nous remplaçons la batterie."})
    brand = BRAND.model_copy(update={"fact": (fact,)})
    text = f"{fact.text} {GOOD}"
    assert all(c.passed for c in check(text, BRIEF, brand))
    assert not all(c.passed for c in check(text, BRIEF, BRAND))


def test_an_address_at_the_brands_own_site_is_no_personal_data() -> None:
    assert failed(f"Écrivez à aide@velorine.example. {GOOD}") == []


def test_checks_speak_the_brands_language_and_show_the_words_found() -> None:
    bad = f"Pourriez-vous modifier votre avis ? {GOOD}"
    by_id = {c.id: c for c in check(bad, BRIEF, ENGLISH)}
    assert by_id["change_review"].label == "does not ask to change the review"
    assert "modifier votre avis" in by_id["change_review"].why
    assert {c.id: c for c in check(bad, BRIEF, BRAND)}["identity"].label == "dit qui parle"


@pytest.mark.parametrize(
    ("brand", "signed", "label"),
    [
        (BRAND, "[à compléter : prénom], de Vélorine", "parle au nom de Vélorine ; le prénom reste à compléter"),
        (ENGLISH, "[to fill in: first name], from Vélorine", "speaks for Vélorine; the first name is still to be filled in"),
    ],
)  # fmt: skip
def test_a_signature_without_a_first_name_is_not_said_to_say_who_speaks(
    brand: Brand, signed: str, label: str
) -> None:
    nameless = brand.model_copy(update={"speaker": ""})
    found = {c.id: c for c in check(f"Merci, je regarde.\n{signed}", BRIEF, nameless)}["identity"]
    assert (found.passed, found.label.replace("\u202f", " ")) == (True, label)
    two_lines = f"Merci, je regarde.\n{signed.replace(', ', chr(10))}"
    assert {c.id: c for c in check(two_lines, BRIEF, nameless)}["identity"].label == found.label
    filled = f"Merci, je regarde [à compléter : quoi].\n{brand.speaker}, de Vélorine"
    assert "prénom" not in {c.id: c for c in check(filled, BRIEF, BRAND)}["identity"].label


def test_likeness_is_a_cosine() -> None:
    assert alike("un deux", "un deux") == pytest.approx(1)
    assert alike("un deux", "trois") == 0
    assert alike("", "trois") == 0
