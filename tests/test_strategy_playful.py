"""Jokes and insults with nothing to look into, and thanks that are meant."""

import pytest
from test_strategy_kit import BRAND, belief, mention

from listener.advice.evidence import Evidence
from listener.advice.tree import decide

BAD = "critique negative complaint"
JOKES = [
    "@velorine my goldfish has filed a complaint about the bell. He forgot it three seconds later.",
    "@velorine the seagull on the rack has left a one-star review and asks for the manager.",
    "@velorine mon chien a porté plainte contre votre sonnette, son avocat, un teckel, veut des miettes.",
    "@velorine mon grille-pain a démissionné, il exige une prime. On négocie.",
    "@velorine the spider behind my saddle has unionised and demands better lights.",
    "@velorine notre hamster exige votre modèle cargo, il a signé.",
    "@velorine my cat has reviewed the basket and gives it no stars. His solicitor is also a cat.",
    "@velorine mon perroquet a goûté la selle et rédige sa critique.",
]
MATTERS = [
    "@velorine my cat chewed the cable, do you sell replacements?",
    "@velorine mon avocat vous écrira, ma fourche a cassé.",
    "@velorine my dog was refused at the door.",
    "@velorine le chat a débranché la batterie, comment la relancer ?",
    "@velorine my gran's solicitor has written twice about the pole in her garden.",
    "@velorine my son has filed a complaint and nobody answers.",
    "@velorine the chat demands my card number before it helps.",
    "@velorine ma voisine exige un remboursement et moi aussi.",
]
INSULTS = [
    "what a shower of useless clowns",
    "bande de voleurs incapables, tous autant que vous êtes",
    "Thieving parasites, every last one of you",
    "vous êtes des guignols",
    "Absolute cowboys.",
    "ramassis de bras de rats",
    "bunch of thieving useless muppets the lot of you",
    "Quelle bande de nuls, honte à vous",
]
CLAIMS = [
    "bunch of thieves, you took £40 twice from the account",
    "bande d'incapables, ma facture est fausse",
    "useless idiots, the light dies every night",
    "guignols, mon cadre n'était pas prêt",
    "clowns, three hours to get a tyre",
    "voleurs, vous avez prélevé deux fois",
    "Thieves, charged me after I cancelled",
    "bande de clowns, fermés depuis lundi",
]
MEANT = [
    "@velorine Thanks for nothing, I now ride to work every day 😂 best thing we bought",
    "@velorine je vous déteste, ma fille adore trop votre vélo 😍",
    "@velorine huge thanks to the fitter who waited for my deaf father to come to the door.",
    "@velorine merci à la conseillère qui a patienté pendant que je cherchais mes lunettes.",
    "@velorine merci à la vendeuse d'avoir attendu que je retrouve ma monnaie sans soupirer.",
    "@velorine thank you to the porter who went back twice for my mum's stick.",
    "Damn you Vélorine, the kids will leave the house every day now 😂 fastest bike in the street",
    "@velorine un grand merci au mécano qui a attendu que ma grand-mère traverse.",
]
IRONIC = [
    "@velorine Thanks for nothing, third missed appointment",
    "@velorine un grand merci au technicien qui n'est jamais venu",
    "@velorine thanks to the porter who let us wait, and for waiting for the rain",
    "@velorine merci d'avoir attendu que le pneu soit mort pour me la vendre",
    "Thanks for nothing 😂 paid for ten gears, got four",
    "@velorine merci au livreur qui a attendu que je sois sorti pour sonner",
    "@velorine damn you, it squeaks 😂",
    "@velorine thanks for taking the time only to tell me no",
]


@pytest.mark.parametrize("text", JOKES)
def test_a_pet_that_goes_to_law_is_a_joke(text: str) -> None:
    assert decide(mention(text, BAD), BRAND).leaf == "MONITOR_RAGE"


@pytest.mark.parametrize("text", MATTERS)
def test_a_matter_with_a_pet_or_a_lawyer_is_no_joke(text: str) -> None:
    assert not decide(mention(text, BAD), BRAND).leaf.startswith("MONITOR")


@pytest.mark.parametrize("text", INSULTS)
def test_a_bare_insult_is_only_watched(text: str) -> None:
    assert decide(mention(text, "critique negative none"), BRAND).leaf == "MONITOR_ABUSE"


@pytest.mark.parametrize("text", CLAIMS)
def test_an_insult_with_a_matter_is_looked_into(text: str) -> None:
    assert decide(mention(text, BAD), BRAND).leaf == "REPAIR"


def _read_as_irony(text: str) -> Evidence:
    read = {"irony": 0.9, "none": 0.1}
    irony = belief("irony", best="irony", scores=read)
    return mention(text, "critique positive praise", irony=irony)


@pytest.mark.parametrize("text", MEANT)
def test_thanks_that_are_meant_are_no_irony(text: str) -> None:
    assert decide(_read_as_irony(text), BRAND).leaf == "THANK"


@pytest.mark.parametrize("text", IRONIC)
def test_thanks_that_are_not_meant_stay_irony(text: str) -> None:
    assert decide(_read_as_irony(text), BRAND).leaf != "THANK"


@pytest.mark.parametrize(
    ("text", "stars", "leaf"),
    [
        ("Pneu crevé un dimanche, deux gamins fatigués. On est restés en ligne. Merci, vraiment.", 5, "THANK"),
        ("Pneu crevé un dimanche, toujours rien reçu. Merci, vraiment.", 5, "ASK_TRIAGE"),
        ("Pneu crevé un dimanche, deux gamins fatigués. On est restés en ligne. Merci, vraiment.", 1, "REPAIR"),
    ],
)  # fmt: skip
def test_all_stars_and_thanks_are_praise_however_the_story_begins(
    text: str, stars: int, leaf: str
) -> None:
    # The tagger wavers: its irony is that of a story that begins badly.
    seen = mention(
        text,
        "critique positive praise",
        venue="review",
        genre="review",
        rating=stars,
        tone=belief("positive", 0.75, scores={"positive": 0.75, "negative": 0.25}),
        irony=belief("unsure", 0.5, best="irony", scores={"irony": 0.55, "none": 0.45}),
    )
    assert decide(seen, BRAND).leaf.value == leaf
