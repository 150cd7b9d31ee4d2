"""What is left of an answer without its person: no name, number, day, sum, order, handle, link or quotation of theirs."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listener.advice.drafts.precedents import Anew, Precedent, Precedents, Sought, told_again
from listener.advice.drafts.stripped import Case, stripped
from listener.advice.drafts.taken_up import taken_up
from listener.advice.drafts.tongue import FAMILIAR, FORMAL
from listener.settings.brand import Brand, Fact

BRAND = Brand(
    name="Orval",
    language="fr",
    speaker="Camille",
    contact="aide@orval.example",
    fact=(Fact(id="retour", text="Vous avez 30 jours pour rendre un article.", text_en="You have 30 days to return an item.", keywords=("rendre", "retour", "return")),),
)  # fmt: skip
ENDS = {
    "fr": "Nous sommes navrés de ce contretemps et nous cherchons avec le transporteur où la livraison s'est arrêtée.",
    "en": "We are sorry about the wait, and we are looking with the carrier for the place where the delivery stopped.",
}
SAID = "Toujours rien depuis trois semaines, 48 € envolés, mardi on m'a dit d'attendre. Jean Morvan, Quimper"
NAMES = ("Jean Morvan", "jmorvan29", "Sofia")


def left(answer: str, lang: str = "fr", said: str = SAID, names: tuple[str, ...] = NAMES) -> str:
    author = taken_up(said, lang)
    slots = {
        "since": author.since,
        "times": author.times,
        "amount": author.amount,
        "date": author.date,
    }
    found = stripped(answer, Case(said, names, slots), BRAND, lang)
    return found.text if found else ""


THEIRS = {
    "fr": [
        "Merci Morvan de nous avoir prévenus.",
        "Votre commande 48213 nous occupe.",
        "La commande no AB-99X nous occupe.",
        "Nous revenons vers vous mardi.",
        "Nous revenons vers vous le 12 mars.",
        "Nous revenons vers vous demain.",
        "Cela fait quatre appels de trop.",
        "Il vous sera rendu 62,50 €.",
        "Écrivez à @jmorvan29 pour la suite.",
        "Tout est sur https://orval.example/suivi/8.",
        "Tout est sur orval.example/suivi.",
        "Vous parlez d'un service « lamentable ».",
        "Nous avons remboursé votre achat.",
        "Votre colis a été renvoyé.",
        "Ma collègue Priscilla vous appelle.",
        "Notre boutique de Quimper vous attend.",
        "Appelez le 06 12 34 56 78.",
        "Sofia suit votre dossier.",
        "Le reste vient {since}.",
    ],
    "en": [
        "Thank you Morvan for telling us.",
        "Your order 48213 is with us.",
        "We come back to you on Tuesday.",
        "We come back to you on 12 March.",
        "We come back to you tomorrow.",
        "Four calls are too many.",
        "You get £62.50 back.",
        "We have refunded your purchase.",
        "Your parcel has been sent again.",
        "My colleague Priscilla calls you.",
        "Our shop in Quimper expects you.",
        'You call the service "lousy".',
        "See acme.example/track for more.",
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "theirs"), [(lang, one) for lang, of in THEIRS.items() for one in of]
)
def test_a_sentence_of_one_case_is_left_out(lang: str, theirs: str) -> None:
    assert left(f"{ENDS[lang]} {theirs}", lang) == ENDS[lang]
    assert left(f"{theirs} {ENDS[lang]}", lang) == ENDS[lang]


@pytest.mark.parametrize(
    "around",
    [
        "Bonjour Jean,\n{}\nCamille, d'Orval",
        "Bonjour Jean, {}\nCordialement,\nSofia",
        "Bonjour,\n\n{}\n\nBien à vous,\nL'équipe Orval",
        "Camille, d'Orval.\n{}",
        "Cher Monsieur Morvan,\n{}",
    ],
)
def test_greeting_and_signature_are_not_the_reply(around: str) -> None:
    assert left(around.format(ENDS["fr"])) == ENDS["fr"]


def test_what_the_author_wrote_becomes_a_slot() -> None:
    told = left(
        f"Trois semaines sans nouvelles, c'est trop. {ENDS['fr']} Les 48 € vous reviennent."
    )
    assert told.splitlines() == ["{since} sans nouvelles, c'est trop.", ENDS["fr"]]


def test_a_way_to_write_in_private_is_the_next_places_own() -> None:
    told = left(f"{ENDS['fr']} Écrivez-nous à aide@orval.example. Ou en message privé.")
    assert told.splitlines() == [ENDS["fr"], "{private}"]


def test_numbers_stand_where_a_fact_of_the_brand_has_them_alone() -> None:
    fact = "Vous avez bien 30 jours pour rendre un article."
    assert fact in left(f"{ENDS['fr']} {fact}")
    assert "30" not in left(f"{ENDS['fr']} {fact}", said="J'attends depuis 30 jours")
    assert "31" not in left(f"{ENDS['fr']} {fact.replace('30', '31')}")


def test_too_little_is_nothing() -> None:
    assert not left("Bonjour Jean,\nMerci.\nCamille")
    assert not left("Votre commande 48213 part mardi. Merci Morvan. Nous sommes navrés.")


WORDS = st.text(st.characters(categories=("Lu", "Ll")), min_size=4, max_size=12).map(str.capitalize)
NUMBERS = st.one_of(
    st.integers(40, 10**9).map(str),
    st.builds("{}-{}".format, st.sampled_from(("AB", "CMD", "X")), st.integers(1_000, 99_999)),
    st.builds("{},{:02} €".format, st.integers(1, 999), st.integers(0, 99)),
    st.builds("{}/{}/2026".format, st.integers(1, 28), st.integers(1, 12)),
    st.builds("{}@{}.example".format, st.sampled_from(("a", "jm")), st.sampled_from(("b", "mail"))),
    st.builds("@x{}".format, st.integers(1, 99)),
)  # fmt: skip
FRAMES = (
    "Merci {} pour votre message.",
    "{}, nous vous lisons.",
    "Nous cherchons {} avec vous.",
    "Nous pensons à {}",
    "Bonjour {}",
    "Bonjour {}, merci.",
    "Voici : {} !",
)


@settings(max_examples=300, deadline=None)
@given(
    WORDS, WORDS, NUMBERS, st.lists(st.sampled_from(FRAMES), min_size=1, max_size=5), st.booleans()
)
def test_no_name_and_no_number_is_ever_carried_over(
    first: str, last: str, number: str, frames: list[str], is_folded: bool
) -> None:
    theirs = [first, last, number]
    answer = " ".join(
        frame.format(theirs[n % 3].lower() if is_folded else theirs[n % 3]) + f" {ENDS['fr']}"
        for n, frame in enumerate(frames)
    )
    told = left(answer, names=(f"{first} {last}", "", ""), said=f"Rien reçu, {number}")
    # Sentence by sentence: what is left is nothing but what was nobody's.
    rest = told.replace(ENDS["fr"], "").split()
    assert not {one.lower() for one in theirs} & {word.strip(" .,:!").lower() for word in rest}
    assert not any(sign.isdigit() for sign in told)


AT = datetime(2026, 11, 3, tzinfo=UTC)
ONE = Precedent(
    7, 41, AT, "fr", "REPAIR", "delivery_late", ENDS["fr"], frozenset({"transport"}), "t", None
)
NEXT = Anew("Le transporteur a perdu mon colis", "fr", FORMAL, "delivery_late", {"private": ""})


def test_a_word_of_the_first_author_that_the_next_did_not_write_is_not_said() -> None:
    assert told_again(replace(ONE, needs=frozenset()), NEXT, BRAND) == ENDS["fr"]
    needs = replace(ONE, text="Votre guidon tordu nous désole et nous le changeons avec plaisir.", needs=frozenset({"guidon"}))  # fmt: skip
    assert told_again(needs, NEXT, BRAND) is None
    assert told_again(needs, replace(NEXT, said="mon guidon est tordu"), BRAND) == needs.text


def test_a_register_that_is_not_the_next_authors_is_not_used() -> None:
    yours = replace(ONE, text="Nous cherchons où votre livraison s'est arrêtée et nous vous écrivons vite.", needs=frozenset())  # fmt: skip
    assert told_again(yours, NEXT, BRAND)
    assert told_again(yours, replace(NEXT, register=FAMILIAR), BRAND) is None


@pytest.mark.parametrize("asks", ["", ", comment rendre l'article ?"])
def test_a_number_that_no_fact_has_any_more_takes_the_precedent_out(asks: str) -> None:
    told = replace(ONE, text=f"{ENDS['fr']}\nVous avez 30 jours pour rendre un article.")
    now = replace(NEXT, said=f"{NEXT.said}{asks}")
    assert "30 jours" in (told_again(told, now, BRAND) or "")
    fact = BRAND.fact[0].model_copy(update={"text": "Vous avez 14 jours pour rendre un article.", "text_en": None})  # fmt: skip
    for facts in ((fact,), ()):
        assert told_again(told, now, BRAND.model_copy(update={"fact": facts})) is None


def test_a_slot_that_the_next_author_does_not_fill_costs_its_sentence() -> None:
    told = replace(ONE, text="{since} d'attente, c'est trop.\n" + ENDS["fr"], needs=frozenset())
    assert told_again(told, NEXT, BRAND) == ENDS["fr"]
    filled = told_again(told, replace(NEXT, slots={"since": "dix jours"}), BRAND)
    assert filled == "dix jours d'attente, c'est trop. " + ENDS["fr"]


def test_of_no_sure_matter_only_what_is_very_near_is_found() -> None:
    def v(x: float) -> bytes:
        row = np.zeros(384, np.float16)
        row[0], row[1] = x, (1 - x * x) ** 0.5
        return row.tobytes()

    rows = [replace(ONE, id=n, vector=v(x)) for n, x in enumerate((0.3, 0.5, 0.7), 1)]
    bank = Precedents([*rows, *(replace(r, matter="any") for r in rows), replace(ONE, id=9)])
    sought = Sought("fr", "REPAIR", "delivery_late", "t", v(1.0))
    assert [one.id for one in bank.nearest(sought)] == [3, 2, 9]
    assert [one.id for one in bank.nearest(replace(sought, matter="any"))] == [3]
    assert not list(bank.nearest(replace(sought, lang="en")))
    other = [one.id for one in bank.nearest(replace(sought, tagger="u"))]
    assert other == [9, 3, 2, 1], "vectors of two taggers cannot be compared"


def test_a_precedent_that_says_the_contrary_of_a_fact_is_not_used() -> None:
    told = replace(ONE, text=f"{ENDS['fr']}\nL'essai n'est pas gratuit.", needs=frozenset())
    fact = Fact(id="essai", text="L'essai est gratuit.", keywords=("essai",))
    assert told_again(told, NEXT, BRAND)
    assert told_again(told, NEXT, BRAND.model_copy(update={"fact": (fact,)})) is None
