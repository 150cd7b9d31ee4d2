"""Danger told by a thing and what became of it: no way of speaking, so that a calm voice hides none."""

import pytest
from test_strategy_danger import kind as kind_of
from test_strategy_kit import BRAND, mention

from listener.advice.leaves import Leaf
from listener.advice.reading.case import Case
from listener.advice.reading.danger import is_plain
from listener.advice.tree import decide

TOLD = "critique neutral none"
CALM, AGREED = {"none": 0.98, "safety": 0.02}, {"none": 0.5, "safety": 0.5}
EXIT = "La sortie de secours du premier étage est fermée à clé, je le signale."


@pytest.mark.parametrize(
    ("text", "read", "risk", "why"),
    [
        (EXIT, CALM, "possible", "the model reads nothing in it"),
        (EXIT, AGREED, "likely", "the model half agrees"),
        (f"{EXIT} mdr", CALM, "none", "told laughing"),
        (f"L'an dernier : {EXIT}", CALM, "none", "long ago"),
        (f"Back in 2019. {EXIT}", CALM, "none", "the same in English"),
        ("Ce jeu m'a empoisonné la semaine", CALM, "none", "a way of speaking"),
        ("Ce concert, la scène était en feu", CALM, "none", "another"),
    ],
)
def test_what_names_a_thing_and_what_became_of_it_is_looked_at_whatever_the_model_reads(
    text: str, read: dict[str, float], risk: str, why: str
) -> None:
    verdict = decide(mention(text, TOLD, venue="public", risk=read), BRAND)
    assert verdict.risk == risk, why
    assert risk == "none" or verdict.alert == "instant", why


def test_a_danger_between_two_compliments_rings_and_is_not_thanked() -> None:
    text = (
        "Excellent pain, comme toujours. Un morceau de lame dans la tarte, je l'ai gardé. Bravo !"
    )
    verdict = decide(mention(text, "critique positive praise", risk=AGREED, rating=5), BRAND)
    assert verdict.leaf is Leaf.ESCALATE_NOW


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Le volet du garage est redescendu d'un coup, trois points de suture.", "safety"),
        ("The roller door slammed down and my shoulder is black and blue.", "safety"),
        ("Le monte-charge est tombé d'un étage avec la palette.", "safety"),
        ("Il pleut et l'eau goutte sur le tableau électrique du couloir.", "safety"),
        ("There is water running down the wall behind the consumer unit.", "safety"),
        ("Des fils dénudés pendent au-dessus du lavabo.", "safety"),
        ("There are wires hanging out of the wall by the till.", "safety"),
        ("Forte odeur de gaz dans la cage d'escalier.", "safety"),
        ("We can smell gas since the new meter.", "safety"),
        ("Les freins ne répondent plus.", "safety"),
        ("The brakes just went at the roundabout.", "safety"),
        ("Le chauffeur du car somnolait à un feu rouge.", "safety"),
        ("Coach driver texting while we were on the viaduct.", "safety"),
        ("L'enseigne ne tient plus que par un côté, elle menace de tomber.", "safety"),
        ("Half the ceiling came down over the reading corner.", "safety"),
        ("Le harnais de ma fille de 6 ans ne se verrouillait pas, le moniteur a haussé les épaules.", "child"),
        ("The lap bar wouldn't lock and my son sat there the whole ride.", "child"),
        ("Notre fils a été remis à quelqu'un qui n'est pas sur la liste.", "child"),
        ("My daughter was left on the coach at the depot for an hour.", "child"),
        ("Un homme photographie les enfants au bord du toboggan, tous les samedis.", "child"),
        ("Some bloke keeps taking pictures of the kids by the paddling pool.", "child"),
        ("Aucun maître-nageur. Une dame a repêché un petit qui avait coulé.", "child"),
        ("No lifeguard on duty, a toddler went under and I jumped in.", "child"),
        ("L'animatrice gifle un enfant quand il pleure.", "child"),
        ("The coach slapped my boy in front of the team.", "child"),
        ("Des cafards courent dans la vitrine des desserts.", "health"),
        ("Rats behind the counter, two of them.", "health"),
        ("La seringue n'a pas été changée entre ma sœur et moi, elle avait déjà servi.", "health"),
        ("The needle had been used, there was a cap full of blood.", "health"),
        ("On nous a donné la dose pour adulte, notre bébé pèse huit kilos. La pharmacie a souri.", "health"),
        ("The bottle is ten times the strength. The vet rang us in tears.", "health"),
        ("Sans gluten sur l'emballage. Je suis cœliaque, nuit à vomir.", "health"),
        ("It said nut-free. Twenty minutes later we gave her the EpiPen.", "health"),
        ("A bolt in my porridge, a whole bolt.", "health"),
        ("Lame de rasoir dans la barquette de jambon.", "health"),
        ("Ma carte bancaire a été clonée le lendemain, je n'avais payé que chez vous.", "leak"),
        ("My card was cloned right after I paid at your pump.", "leak"),
        ("Votre collègue a mis mes coordonnées bancaires dans les commentaires.", "leak"),
        ("Répondez, ou je viens avec un bidon d'essence.", "threat"),
        ("A can of petrol and a quiet night. Last chance to refund me.", "threat"),
        ("J'ai donné mon chien au voisin et écrit une lettre à ma mère. Ce n'est pas votre faute.", "self_harm"),
        ("I rehomed the cat, the keys are in the drawer. Tell my sister I tried.", "self_harm"),
        ("Les cachets sont alignés devant l'évier.", "self_harm"),
        ("You were the only ones asked for papers, the guard told us. 'Your sort always argue.'", "discrimination"),
        ("Les portes du bus se sont refermées sur la poussette, ma petite criait.", "child"),
        ("The lift door shut on the buggy with my daughter strapped in.", "child"),
        ("Ça picote quand on touche le robinet de la douche.", "safety"),
        ("I got a tingle off the shower this morning.", "safety"),
        ("Deux écrous desserrés sur la roue avant en sortant de l'atelier.", "safety"),
        ("I could undo the nuts on the wheel with my fingers.", "safety"),
        ("Le vigile a gardé mon numéro et m'attend à la sortie.", "threat"),
        ("Your bouncer got my number off the guest list.", "threat"),
        ("En ouvrant mes papiers, j'affiche l'ordonnance d'une dame de Tours que je ne connais pas.", "leak"),
        ("Le barillet de comprimés portait un autre nom sur le côté.", "health"),
        ("« Pour vous c'est complet », et la famille sans foulard derrière est entrée.", "discrimination"),
        ("Le portillon de la cour était grand ouvert, mon fils marchait vers la route.", "child"),
        ("Il a vu ma canne blanche et m'a refusé la location.", "discrimination"),
    ],
)  # fmt: skip
def test_danger_that_a_calm_voice_tells_is_named_by_its_kind(text: str, kind: str) -> None:
    assert kind_of(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "Peut-on signaler une odeur de gaz par l'appli ?",
        "La taille ne correspond pas. Ma fille est déçue.",
        "Un vrai rat de bibliothèque, elle lit au lit tous les soirs.",
        "Another nail in the coffin for your pizza deal.",
        "The coach slapped a sticker on my bag, the kids laughed.",
        "Le coach a frappé à la porte, les enfants dormaient.",
        "Ma canne a cassé, le magasin a refusé l'échange, j'attends ma pêche.",
        "Travellers were refused boarding because of the storm.",
        "Bought a can of petrol at your station, the shop is lovely.",
        "I'm allergic to Mondays, can't breathe till coffee.",
        "Our drummer is a live wire, live wires both of them.",
        "My son left his coat on the coach.",
        "Un homme filme la vitrine depuis ce matin.",
        "Quand je branche la lampe, elle ne tient plus droite.",
        "The prices in your branch came down at last.",
        "What happened to the children's menu?",
        "J'ai donné mon chat à garder à ma sœur, elle l'adore.",
        "Il manque deux écrous dans le carton du lit.",
        "I ate the nuts with my fingers, best snack ever.",
        "J'ai reçu la visite d'un monsieur de votre service, je voudrais son nom.",
        "Double the dose of chilli next time, please.",
        "Aucune odeur de gaz depuis votre passage, merci.",
        "No rats in that kitchen, it is spotless.",
    ],
)
def test_what_only_sounds_like_it_is_none(text: str) -> None:
    assert kind_of(text) is None


def test_words_about_somebody_and_a_harm_may_be_a_way_of_speaking() -> None:
    assert is_plain("Votre prise a fondu, le mur est noir.")
    assert not is_plain("Ce roman m'a empoisonné l'esprit.")


@pytest.mark.parametrize(
    ("text", "risk"),
    [
        (
            "@velorine 41 000 comptes clients, mails + adresses + numéros de cadre. Échantillon dispo."
            " Vous avez 72 h pour répondre à ma proposition, après je publie tout.",
            "likely",
        ),
        ("Fichier clients complet, preuve en MP. Payez 3 BTC avant vendredi.", "likely"),
        (
            "Your customer database, full dump. You have 48 hours, our offer stands till then.",
            "likely",
        ),
        (
            "Customer records, sample attached. Make me an offer before Friday or I publish.",
            "likely",
        ),
        (
            "Des pirates affirment détenir 41 000 comptes clients de Vélorine et exigent une rançon :"
            " « Vous avez 72 h, après on publie tout. »",
            "possible",
        ),
        (
            "According to the hackers the customer database of Vélorine is for sale: “You have 72"
            " hours or we publish.”",
            "possible",
        ),
        (
            "J'ai lu que 41 000 comptes clients sont en vente et que vous avez 72 h pour payer,"
            " c'est vrai ?",
            "possible",
        ),
        (
            "Is it true that your customer database is for sale and you have 72 hours to pay up?",
            "possible",
        ),
        ("Vous avez 72 h pour me répondre, après je publie tout sur vos retards.", "none"),
        (
            "Our offer for your customer database: pay in three parts, cancel when you like.",
            "possible",
        ),
        ("Notre offre pour votre fichier clients : payez moins, sous 24 heures.", "possible"),
    ],
)
def test_who_holds_customers_data_and_names_a_price_or_a_day_rings(text: str, risk: str) -> None:
    """However calm the model is; whoever tells of it, or asks whether it is true, is looked at."""
    verdict = decide(mention(text, TOLD, venue="public", addressed=True, risk=CALM), BRAND)
    assert verdict.risk == risk


@pytest.mark.parametrize("found", ["J'ai trouvé", "J’ai trouvé", "Ma fille a trouvé"])
def test_who_found_glass_in_their_food_found_no_solution(found: str) -> None:
    """ "J'ai trouvé la solution" ends a matter; "j'ai trouvé un bout de verre" begins one."""
    text = f"{found} un bout de verre dans ma tarte, c'est dangereux"
    faint = {"none": 0.71, "health": 0.28}
    seen = mention(
        text, "critique negative complaint", venue="review", rating=2, risk=faint, irony="irony"
    )
    assert decide(seen, BRAND).risk == "possible"
    over = mention("Le lecteur bloquait, j'ai trouvé la solution", "critique negative complaint")
    assert not Case(over, BRAND).is_first_hand


@pytest.mark.parametrize(
    ("risk", "text"),
    [
        ("possible", "There was a shard of glass in my pie and it still hasn't been resolved"),
        ("possible", "A piece of glass in my cake. Never sorted."),
        ("possible", "Un bout de verre dans ma tarte, rien n'est réglé ni résolu"),
        ("possible", f"{EXIT} Problème jamais résolu."),
        ("none", "A piece of glass in my cake. All sorted now."),
        ("none", f"{EXIT} Problème résolu depuis."),
    ],
)
def test_a_danger_that_is_said_not_to_be_solved_is_none_that_is_over(risk: str, text: str) -> None:
    seen = mention(text, "critique negative complaint", venue="review", rating=2, risk=CALM)
    assert decide(seen, BRAND).risk == risk
