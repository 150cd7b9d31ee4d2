"""What a mention says against our facts: surely wrong, perhaps, or not at all. All is invented."""

from typing import Any

import pytest
from rigs.growth import grows_with_the_size
from test_hostile_texts import SAID_AGAIN
from test_strategy_kit import mention

from listener.advice.brief import Brief
from listener.advice.drafts.grounding import best_fact
from listener.advice.leaves import Leaf
from listener.advice.reading.case import Case
from listener.advice.reading.clauses import words_of
from listener.advice.reading.contradictions import Doubt
from listener.advice.reading.errors import stated
from listener.advice.reading.quantities import quantities
from listener.advice.tree import decide
from listener.settings.brand import Brand, Fact

FACTS = (
    Fact(
        id="weave",
        text="Nos housses sont tissées à Courtrai, en Belgique.",
        text_en="Our covers are woven in Kortrijk, Belgium.",
        keywords=("housse", "housses", "cover", "covers"),
        wrong=("housses fabriquées en Asie",),
    ),
    Fact(
        id="dryer",
        text="La housse se lave à 30 degrés au plus, jamais au sèche-linge.",
        text_en="Wash the cover at 30 degrees at most, never tumble dry.",
        keywords=("housse", "laver", "lavage", "cover", "wash"),
        wrong=("passe au sèche-linge",),
    ),
    Fact(
        id="owners",
        text="Maison Tilde est une entreprise familiale : elle appartient à ses fondatrices.",
        text_en="Maison Tilde is family-owned; it has never belonged to Northmill.",
        keywords=("Northmill", "propriétaire", "owner"),
        wrong=("owned by ~ Northmill", "appartient à Northmill"),
    ),
    Fact(
        id="entry",
        text="L'entrée est à 14 €, 9 € pour les moins de 12 ans.",
        text_en="Entry is €14, €9 for children under 12.",
        keywords=("entrée", "entry", "ticket"),
    ),
    Fact(
        id="fitters",
        text="Tous nos monteurs sont contrôlés : casier judiciaire vierge.",
        text_en="All our fitters are background checked.",
        keywords=("monteur", "monteurs", "fitter", "fitters"),
    ),
    Fact(
        id="seed",
        text="Nous ne vendons aucun hybride F1 : uniquement des semences reproductibles.",
        text_en="We sell open-pollinated seed only, no F1 hybrids.",
        keywords=("hybride", "hybrides", "hybrid", "hybrids"),
    ),
    Fact(
        id="water",
        text="Les écouteurs ne sont pas étanches : ils supportent la pluie, pas la baignade.",
        text_en="The earbuds are not waterproof: rain is fine, you cannot swim with them.",
        keywords=("étanche", "étanches", "waterproof"),
    ),
    Fact(
        id="works",
        text="Le Boréal ferme pour travaux du 8 au 22 janvier et rouvre le 23.",
        text_en="The Boréal closes for works from 8 to 22 January and reopens on the 23rd.",
        keywords=("Boréal",),
    ),
    Fact(
        id="warranty",
        text="La batterie est garantie deux ans.",
        text_en="Batteries are under warranty for two years.",
        keywords=("batterie", "battery", "warranty"),
        wrong=("garantie un an", "one year warranty"),
    ),
    Fact(
        id="returns",
        text="Les retours sont acceptés sous 30 jours et remboursés en 5 à 8 jours.",
        text_en="Returns are accepted within 30 days and refunded in 5 to 8 days.",
        keywords=("retour", "retours", "return", "returns"),
    ),
    Fact(
        id="menu",
        text="Six plats de la carte sont végétariens.",
        text_en="Six dishes on the menu are vegetarian.",
        keywords=("végétarien", "vegetarian"),
        wrong=("rien de végétarien", "nothing vegetarian"),
    ),
    Fact(
        id="parking",
        text="Le parking est gratuit et sans réservation.",
        text_en="Parking is free and needs no booking.",
        keywords=("parking",),
    ),
)  # fmt: skip
BRAND = Brand(name="Maison Tilde", handles=("@tilde",), language="en", speaker="Ines", fact=FACTS)

# fact, sign, what says it, and what stands close to it and does not.
PAIRS = (
    ("dryer", "wrong", "On peut passer la housse au sèche-linge sans souci.", "Ne passez jamais la housse au sèche-linge, elle rétrécit."),
    ("dryer", "wrong", "Elle passe vraiment au sèche-linge.", "Est-ce que la housse passe au sèche-linge ?"),
    ("owners", "wrong", "Maison Tilde, owned by cereal giant Northmill, hires fifty people.", "Maison Tilde isn't owned by Northmill, look it up."),
    ("owners", "wrong", "Tilde appartient désormais à Northmill.", "Tilde n'appartient pas à Northmill."),
    ("owners", "wrong", "I didn't know they are owned by Northmill.", "Is it true that they are owned by Northmill?"),
    ("owners", "wrong", "They are owned by Northmill.", "They were owned by Northmill."),
    ("owners", "wrong", "They don't care, since it is owned by Northmill.", "If it were owned by Northmill I would leave."),
    ("weave", "wrong", "Des housses, fabriquées en Asie, à ce prix.", "Des housses qui ne sont pas fabriquées en Asie, enfin."),
    ("warranty", "wrong", "La batterie n'est garantie qu'un an.", "La batterie est sous garantie depuis un an."),
    ("warranty", "wrong", "It only comes with a one-year warranty.", "No more one year warranty, they doubled it."),
    ("menu", "wrong", "Dommage que rien ne soit végétarien à la carte.", "Rien à redire, et c'est végétarien."),
    ("weave", "doubt", "Jolies housses, fabriquées en Chine.", "Jolies housses, fabriquées à Courtrai."),
    ("weave", "doubt", "The covers come from China, look at the label.", "I am in China and the covers arrived on time."),
    ("dryer", "doubt", "Moi je mets la housse à 30 puis sèche-linge à fond.", "Je n'ai pas mis la housse au sèche-linge et elle a rétréci."),
    ("dryer", "doubt", "You can wash the cover at 60 degrees.", "You can wash the cover at 20 degrees."),
    ("owners", "doubt", "Maison Tilde, filiale du groupe Orsal, recrute.", "Brillo, filiale du groupe Orsal, recrute."),
    ("owners", "doubt", "Maison Tilde is a subsidiary of Orsal.", "Maison Tilde is not a subsidiary of anybody."),
    ("entry", "doubt", "22 euros l'entrée, c'est du vol.", "14 euros l'entrée, c'est du vol."),
    ("entry", "doubt", "€22 a ticket now, madness.", "We paid €28 entry for two."),
    ("entry", "doubt", "L'entrée coûte 18 €.", "On a payé 22 € de parking, l'entrée valait le coup."),
    ("entry", "doubt", "The ticket is over 20 euros.", "The ticket is under 20 euros."),
    ("fitters", "doubt", "None of your fitters are background checked.", "My fitter did not check the boiler."),
    ("fitters", "doubt", "Your fitters are not background checked.", "Your fitters are background checked, thanks."),
    ("fitters", "doubt", "Vos monteurs ne sont pas contrôlés.", "Le monteur n'est pas venu."),
    ("seed", "doubt", "Half the list is F1 hybrids.", "No F1 hybrids, that is why I buy here."),
    ("seed", "doubt", "La moitié du catalogue, ce sont des hybrides F1.", "Enfin un catalogue sans hybrides F1."),
    ("water", "doubt", "They are waterproof, you can swim with them.", "They are not waterproof, mine died."),
    ("water", "doubt", "Ces écouteurs sont étanches.", "Dommage que ces écouteurs ne soient pas étanches."),
    ("water", "doubt", "Mine are fully waterproof.", "I wish they were waterproof."),
    ("works", "doubt", "Le Boréal ferme pour de bon en janvier.", "Le Boréal ferme deux semaines en janvier."),
    ("works", "doubt", "The Boréal is closing for good.", "The Boréal is not closing for good."),
    ("warranty", "doubt", "The battery warranty is three years.", "The battery warranty is 24 months."),
    ("warranty", "doubt", "Batteries are not under warranty at all.", "My battery died, not a word from you."),
    ("returns", "doubt", "Returns only within 14 days.", "I returned it after 14 days."),
    ("returns", "doubt", "Retours acceptés sous 15 jours seulement.", "Mon retour est parti il y a 15 jours."),
    ("returns", "doubt", "They accept returns up to 90 days.", "Returns are refunded in 6 days."),
    ("menu", "doubt", "Deux plats végétariens, c'est maigre.", "Six plats végétariens, bravo."),
    ("parking", "doubt", "The parking isn't free.", "The parking isn't easy to find."),
    ("parking", "doubt", "Le parking est payant maintenant.", "Chez le concurrent le parking est payant."),
    ("parking", "doubt", "You have to pay for parking.", "You don't have to pay for parking."),
    ("parking", "doubt", "Il faut une réservation, et le parking est payant.", "Parking plein, impossible de se garer."),
)  # fmt: skip


def _case(text: str) -> Case:
    return Case(mention(text, "critique neutral none"), BRAND)


def _read(text: str) -> tuple[Fact | None, Doubt | None]:
    case = _case(text)
    return case.wrong, case.doubted


@pytest.mark.parametrize(("fact", "sign", "text"), [pair[:3] for pair in PAIRS])
def test_what_contradicts_a_fact_is_met(fact: str, sign: str, text: str) -> None:
    case = _case(text)
    doubt = case.doubted.fact.id if case.doubted else None
    assert (case.wrong.id if case.wrong else doubt, bool(case.wrong)) == (fact, sign == "wrong")


@pytest.mark.parametrize("text", [pair[3] for pair in PAIRS])
def test_what_only_sounds_like_it_is_not(text: str) -> None:
    assert _read(text) == (None, None)


def test_each_pair_is_half_a_near_miss() -> None:
    assert len(PAIRS) >= 40
    assert {sign for _, sign, *_ in PAIRS} == {"wrong", "doubt"}


@pytest.mark.parametrize(
    ("forms"),
    ["passe passer passent passez", "garantie garanties", "fabriqué fabriquées fabriquer", "owned owns owning", "checked checks check", "batterie batteries", "closes closed closing"],
)  # fmt: skip
def test_the_forms_of_a_word_share_a_stem(forms: str) -> None:
    assert len({word.stem for word in words_of(forms)}) == 1


@pytest.mark.parametrize(
    ("wrong", "text", "is_it"),
    [
        ("owned by ~ Northmill", "It is owned by the giant cereal group Northmill.", True),
        ("owned by ~ Northmill", "It is owned by a group that is said to belong to Northmill.", False),
        ("owned by Northmill", "It is owned by its staff, not by Northmill.", False),
        ("rembours* ~ jamais", "Ils ne remboursent quasiment jamais.", True),
        ("no SSO", "There is no SSO.", True),
        ("no SSO", "There is SSO.", False),
        ("laver à 60", "On peut laver la housse à 60 degrés.", True),
        ("laver à 60", "On peut laver la housse à 40 degrés.", False),
        ("20 000 vélos rappelés", "Ils ont 20.000 vélos rappelés.", True),
        ("中国製", "このカバーは中国製です", True),
        ("...", "Bof...", False),
        ("", "Bof", False),
    ],
)  # fmt: skip
def test_a_wrong_statement_is_a_pattern_of_words(wrong: str, text: str, is_it: bool) -> None:
    fact = Fact(id="f", text="…", keywords=("housse",), wrong=(wrong,))
    assert stated(text, fact) is is_it


@pytest.mark.parametrize(
    ("fact", "text", "is_it"),
    [
        ("It takes 5 to 8 days.", "It takes 6 days", True),
        ("It takes 5 to 8 days.", "It takes 9 days", False),
        ("It takes two weeks.", "It takes 14 days", True),
        ("The guarantee is two years.", "The guarantee is 24 months", True),
        ("It costs €14.50.", "It costs 14,50 €", True),
        ("It costs €14.50.", "It costs about 15 euros", True),
        ("It costs €14.50.", "It costs about 25 euros", False),
        ("It costs 20 euros at most.", "It costs 12 euros", True),
        ("It costs 20 euros at most.", "It costs up to 30 euros", False),
        ("It has 60 employees.", "It has 200 employees", False),
    ],
)
def test_numbers_of_one_unit_are_compared(fact: str, text: str, is_it: bool) -> None:
    (known,), (said,) = quantities(words_of(fact)), quantities(words_of(text))
    assert known.unit == said.unit
    assert said.agrees(known) is is_it


def _advice(text: str, **more: Any) -> tuple[str, str, str]:
    tags = more.pop("tags", "discussion neutral none")
    verdict = decide(mention(text, tags, **more), BRAND)
    return verdict.leaf, verdict.alert, verdict.rule


DOUBTFUL = "Maison Tilde: the Boréal is closing for good."


def test_a_press_piece_that_may_contradict_a_fact_is_to_be_corrected_at_once() -> None:
    assert _advice(DOUBTFUL, genre="news") == (Leaf.CORRECT_PRESS, "instant", "press-request")
    fits = "Maison Tilde: the Boréal closes for works."
    assert _advice(fits, genre="news") == (Leaf.COUNT, "grouped", "press-piece")
    lane = decide(mention(DOUBTFUL, "discussion neutral none", genre="news"), BRAND).lane
    assert lane == "press"


def test_what_may_contradict_a_fact_is_never_only_counted_and_its_leaf_stays() -> None:
    assert _advice(DOUBTFUL) == (Leaf.LET_STAND, "grouped", "fact-doubted")
    assert _advice("Maison Tilde: the Boréal closes.") == (Leaf.LET_STAND, "none", "counted")


WRONG = "Maison Tilde is owned by Northmill, they say so."


def test_what_surely_contradicts_a_fact_is_shown_where_what_only_may_is() -> None:
    assert _advice(WRONG) == (Leaf.LET_STAND, "grouped", "fact-wrong")
    told = decide(mention(WRONG, "discussion neutral none"), BRAND).signals
    assert f"contradicts fact owners: “{WRONG}”" in told


def test_a_contradicted_fact_is_why_blame_that_asks_nothing_of_us_is_shown() -> None:
    held = BRAND.model_copy(update={"hold": True})
    blame = mention(WRONG, "discussion negative none")
    for brand in (BRAND, held):
        assert decide(blame, brand).rule == "fact-wrong"


def test_what_may_contradict_a_fact_lowers_no_alert() -> None:
    loud = "@tilde " + DOUBTFUL
    leaf, ring, rule = _advice(loud, tags="critique negative complaint", addressed=True)
    assert (ring, rule) == ("instant", "critique-negative"), leaf


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", f"may contradict fact works: “{DOUBTFUL}”"),
        ("fr", f"contredit peut-être le fait works : « {DOUBTFUL} »"),
    ],
)
def test_the_card_says_which_fact_and_by_which_words(language: str, words: str) -> None:
    brand = BRAND.model_copy(update={"language": language})
    told = decide(mention(DOUBTFUL, "discussion neutral none", venue="own"), brand).signals
    assert words in [" ".join(signal.split()) for signal in told]


def test_what_is_surely_wrong_is_put_right_as_before() -> None:
    text = "Maison Tilde, owned by cereal giant Northmill, hires."
    assert _advice(text, genre="news")[0] is Leaf.CORRECT_PRESS
    assert _advice(text, tags="critique negative complaint")[0] is Leaf.CORRECT


def test_a_draft_quotes_the_fact_to_who_asks_whether_the_error_is_true() -> None:
    asked = mention("Elle passe vraiment au sèche-linge ?", "critique neutral question")
    fact = best_fact(Brief.of(asked), BRAND, is_asked=True)
    assert fact == FACTS[1]


@pytest.mark.slow
@pytest.mark.parametrize("again", SAID_AGAIN)
def test_a_hostile_text_takes_time_in_step_with_its_length(again: str) -> None:
    def read(size: int) -> None:
        _read("owned by the " + again * (size // len(again)) + " Northmill housse 14 €")

    assert grows_with_the_size(read, 2_000)


@pytest.mark.slow
@pytest.mark.parametrize(
    "again",
    [
        "housse 22 € ",
        "housse 22 jours ",
        "owned by ",
        "not owned by Northmill ",
        "appartient a la la ",
        "if they, ",
        "is no ",
        "Elle passe au ",
    ],
)
def test_a_text_of_our_own_words_takes_time_in_step_with_its_length(again: str) -> None:
    def read(size: int) -> None:
        _read(again * (size // len(again)))

    assert grows_with_the_size(read, 9_000)
