"""Kinds that posts nobody wrote rules for are taken for something else, each with its near misses. All is invented."""

from datetime import timedelta
from typing import Any

import pytest
from rigs.growth import grows_with_the_size
from test_strategy_kit import BRAND, NOW, belief, contact, mention

from listener.advice.reading.case import Case
from listener.advice.tree import decide
from listener.settings.brand import Community

ASK, MUTE, BLAMES = (
    "critique neutral question",
    "critique neutral none",
    "critique negative complaint",
)


def leaf(text: str, tags: str, **more: Any) -> str:
    return str(decide(mention(text, tags, **more), BRAND).leaf)


IDEAS = (
    "Any chance of a cup holder that takes a flask?",
    "Would be great if you did a smaller size.",
    "Have you thought about a rack for kids?",
    "It would be lovely to have the green one again.",
    "Why not offer a repair class on Saturdays?",
    "À quand un modèle pliant ?",
    "Vous devriez proposer une version pour enfants.",
    "Pensez à ajouter un porte-gourde !",
    "Ce serait bien de pouvoir louer au mois.",
    "Avez-vous déjà pensé à une remorque ?",
)
NO_IDEAS = (
    "Any chance of a reply to my mail?",
    "Any chance you could send me the invoice?",
    "Would be great if somebody answered the phone.",
    "It would be nice to have my refund.",
    "You should be ashamed.",
    "Please fix the charger.",
    "À quand le remboursement ?",
    "À quand ma livraison ?",
    "Vous devriez avoir honte.",
    "Pensez à prévenir vos clients.",
    "Ce serait bien que vous me rappeliez.",
    "Do you open on Sunday?",
)


@pytest.mark.parametrize("text", IDEAS)
def test_an_idea_in_the_words_of_one_is_thanked_and_kept(text: str) -> None:
    assert leaf(f"@velorine {text}", ASK) == "THANK_AND_TRACK"
    assert leaf(f"@velorine {text}", MUTE) == "THANK_AND_TRACK"


@pytest.mark.parametrize("text", NO_IDEAS)
def test_what_is_owed_or_asked_is_no_idea_however_it_is_put(text: str) -> None:
    assert leaf(f"@velorine {text}", ASK) != "THANK_AND_TRACK"


def test_an_idea_that_blames_is_blame_and_what_a_person_said_stands() -> None:
    text = "@velorine third broken rack. Would be great if you did one that holds."
    assert leaf(text, BLAMES) == "REPAIR"
    case = Case(mention("@velorine any chance of a rack?", ASK), BRAND)
    assert case.intent == "idea"
    said = belief("question", 1.0, by_person=True)
    assert Case(mention("@velorine any chance of a rack?", MUTE, intent=said), BRAND).asks


OUTSIDE = {"outside_hands": 0.95}


@pytest.mark.parametrize(
    "text",
    [
        "@velorine the courier lost my bike and your support has not replied in a week",
        "@velorine The post office broke it, but you sent it in poor packaging. Badly packed by you.",
        "@velorine la poste a perdu le colis et votre service client refuse de chercher",
        "@velorine Le transporteur a trois jours de retard, et vous ne répondez pas au téléphone.",
        "@velorine Storm took the lift down, fair enough, and then Vélorine closed my ticket.",
    ],
)
def test_what_is_ours_in_part_is_put_right(text: str) -> None:
    assert leaf(text, BLAMES, answers=OUTSIDE) == "REPAIR"


@pytest.mark.parametrize(
    "text",
    [
        "@velorine the courier lost my bike, still no sign of it",
        "@velorine la poste a perdu le colis, le transporteur ne répond pas",
        "@velorine blizzard, the whole road is closed, I know it's not you but still no bike",
        "@velorine le transporteur ne répond pas, vous n'y êtes pour rien",
    ],
)
def test_what_lies_with_another_alone_is_acknowledged(text: str) -> None:
    assert leaf(text, BLAMES, answers=OUTSIDE) == "ACKNOWLEDGE"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("@velorine eight days late, bon c'est pas la faute du magasin mais c'est long", "ACKNOWLEDGE"),
        ("@velorine the bike is late, not saying it's Vélorine's doing, I am tired", "ACKNOWLEDGE"),
        ("@velorine the bike is late and it is your fault", "REPAIR"),
    ],
)  # fmt: skip
def test_who_clears_us_is_heard_without_an_apology(text: str, wanted: str) -> None:
    assert leaf(text, BLAMES, answers={"outside_hands": 0.3}) == wanted


TALK = "discussion negative complaint"


@pytest.mark.parametrize(
    ("text", "tags", "wanted"),
    [
        ("On m'a facturé deux fois le casque chez @velorine et ça fait trois mails sans réponse.", TALK, "OFFER_HELP"),
        ("Troisième semaine que @velorine « transmet au service ». J'imagine un couloir très long.", TALK, "OFFER_HELP"),
        ("Has anyone changed the name on a @velorine order? The page hangs, and we leave on Saturday.", "discussion neutral question", "OFFER_HELP"),
        ("Never liked the colours of @velorine.", TALK, "LET_STAND"),
        ("We got murdered in the @velorine race lmao 13-2. Becoming a farmer.", TALK, "LET_STAND"),
        ("They say @velorine is the slowest of all.", TALK, "LET_STAND"),
        ("My @velorine was broken and they fixed it, it's fixed for good.", TALK, "LET_STAND"),
        ("Does anyone like the new @velorine?", "discussion neutral question", "LET_STAND"),
        ("On m'a facturé deux fois le casque chez Vélorine et ça fait trois mails sans réponse.", TALK, "LET_STAND"),
    ],
)  # fmt: skip
def test_our_handle_inside_an_own_problem_is_offered_help(
    text: str, tags: str, wanted: str
) -> None:
    assert leaf(text, tags) == wanted


def test_who_got_no_answer_is_helped_where_no_account_of_ours_is_listed_and_the_bar_is_named() -> (
    None
):
    asked = mention(
        "How do you get the battery out of a Vélorine?",
        "discussion neutral question",
        genre="forum_post",
        url="https://other.example/t/1",
        peers_replied=False,
    )
    verdict = decide(asked, BRAND)
    assert verdict.leaf == "OFFER_HELP"
    assert "Aucun compte de chez nous" in verdict.reason
    nobodys = Community(where="other.example")  # the operator names no account for it
    left_alone = decide(asked, BRAND.model_copy(update={"community": (nobodys,)}))
    assert left_alone.leaf == "LET_STAND"
    assert "compte" in left_alone.reason


UNHEARD = tuple(
    contact(mention_id=n, at=NOW - timedelta(days=40 * n), leaf="REPAIR", url=None) for n in (1, 2)
)
POLITE = (
    "Bonjour, je me permets de revenir vers vous. Merci d'avance et belle journée à toute l'équipe !",
    "Good morning, just checking in on our booking. Thanks in advance, have a lovely day!",
    "Dans l'attente de votre retour, bien cordialement.",
)


@pytest.mark.parametrize("text", POLITE)
@pytest.mark.parametrize("tags", ["critique positive praise", MUTE, ASK])
def test_a_polite_reminder_of_what_nobody_answered_is_still_to_be_put_right(
    text: str, tags: str
) -> None:
    assert leaf(text, tags, venue="own", contacts=UNHEARD) == "REPAIR"


@pytest.mark.parametrize(
    ("text", "tags", "more"),
    [
        ("Merci pour ce beau moment, bravo !", "critique positive praise", {}),
        ("Problem solved, thanks in advance for nothing else!", "critique positive praise", {}),
        ("Bien reçu le remboursement, merci et bonne journée.", "critique positive praise", {}),
        (POLITE[1], ASK, {"contacts": UNHEARD[:1]}),
        (POLITE[1], ASK, {"contacts": ()}),
    ],
)
def test_thanks_what_is_settled_and_a_first_reminder_are_no_failure(
    text: str, tags: str, more: dict[str, Any]
) -> None:
    assert leaf(text, tags, **({"venue": "own", "contacts": UNHEARD} | more)) != "REPAIR"


@pytest.mark.slow
@pytest.mark.parametrize("again", ["any chance of a ", "not saying it's ", "vous refuse, ", "je "])
def test_texts_of_such_words_take_time_in_step_with_their_length(again: str) -> None:
    def read(size: int) -> None:
        case = Case(mention(again * (size // len(again)), BLAMES), BRAND)
        bool(case.offers_idea)
        bool(case.is_ours_in_part)

    assert grows_with_the_size(read, 9_000)
