"""Faults of a reply by their kind, said in many ways, and what is said alike and is none."""

from collections.abc import Mapping, Sequence

import pytest

from listener.advice.brief import Brief
from listener.advice.drafts.ethics import check
from listener.advice.drafts.occasion import occasion_of
from listener.advice.leaves import Leaf
from listener.settings.brand import Brand, Fact

BRAND = Brand(
    name="Vélorine",
    speaker="Camille",
    language="fr",
    fact=(Fact(id="hours", text="Ouvert du mardi au samedi.", keywords=("horaires",)),),
)
POSTS = {
    "fr": "Trois semaines d'attente pour un cadre qui grince, et personne ne répond.",
    "en": "Three weeks of waiting for a frame that creaks, and nobody answers.",
}

CHANGE_REVIEW = {
    "en": (
        "Take your review down.",
        "Please take that one star down.",
        "Now it is mended, bring your rating up.",
        "Could you put the stars back up?",
        "Kindly get your review taken off.",
        "We ask you to scrap your review.",
        "Scrub this review and all is well.",
        "Do cancel your review.",
        "Mark us up a star or two.",
        "Give us a fifth star now it is mended.",
    ),
    "fr": (
        "Ôtez votre avis.",
        "Faites disparaître cet avis.",
        "Passez votre note à cinq.",
        "Revoyez votre jugement, l'avis ne tient plus.",
        "Il faudrait annuler votre avis.",
        "Dépubliez votre avis.",
        "Montez votre note, c'est réparé.",
        "Ajoutez-nous une étoile maintenant que c'est réparé.",
        "On compte sur vous pour gommer ce commentaire.",
        "Désactivez votre avis.",
    ),
}
NOT_CHANGE_REVIEW = {
    "en": (
        "Your review is read by the whole workshop.",
        "Thank you for your review of the frame.",
        "We took the frame down from the stand and looked at it.",
        "We have taken your review to heart.",
        "We bring your review up at the meeting on Monday.",
        "Two stars for three weeks of waiting are fair.",
        "We do not ask you to take your review down.",
        "Your review stays up: it is right about the wait.",
        "We put your bike back up for Tuesday.",
        "The review is yours; the frame is ours to mend.",
        "Take the frame to the post and have it back on Friday.",
    ),
    "fr": (
        "Votre avis est lu par tout l'atelier.",
        "Merci pour votre avis sur le cadre.",
        "Nous avons ôté la vis qui grinçait.",
        "Votre avis reste en ligne : il dit juste.",
        "Nous ne vous demandons pas d'ôter votre avis.",
        "Nous notons votre avis pour l'atelier.",
        "Deux étoiles pour trois semaines d'attente, c'est mérité.",
        "Nous passons votre avis à l'atelier.",
        "La note est rude et juste.",
        "Nous montons votre cadre mardi.",
    ),
}
GESTURES = {
    "en": (
        "We'll send your money back today.",
        "You will get your £40 back.",
        "The next service is free for you.",
        "We'll knock something off.",
        "The repair won't cost you anything.",
        "You won't pay for the repair.",
        "We are giving you a new frame.",
        "A new frame is in the post to you.",
        "We'll mend it at our cost.",
        "We'll foot the bill.",
    ),
    "fr": (
        "Nous vous rendons les 40 €.",
        "Vous récupérez votre argent demain.",
        "La réparation ne vous coûtera pas un centime.",
        "Vous ne payez pas la réparation.",
        "Nous prenons la facture à notre compte.",
        "Un cadre neuf part demain chez vous.",
        "Nous vous faisons une fleur sur le prix.",
        "La réparation, c'est nous qui la payons.",
        "Nous vous faisons cadeau de la réparation.",
        "Votre argent vous sera rendu.",
    ),
}
NOT_GESTURES = {
    "en": (
        "We give you an answer today.",
        "Write back and we look at the frame.",
        "We look at whether a refund is due.",
        "The frame is back on the stand.",
        "We cannot promise a refund.",
        "You paid for a frame that does not creak.",
        "Nobody should pay for three weeks of waiting.",
        "We send you word on Tuesday.",
        "Feel free to come by.",
        "The cost of the wait is yours, and we are sorry.",
    ),
    "fr": (
        "Nous vous donnons une réponse aujourd'hui.",
        "Nous vous rendons compte mardi.",
        "Nous regardons si un remboursement est dû.",
        "Le cadre est de retour à l'atelier.",
        "Nous ne pouvons pas promettre un remboursement.",
        "Vous avez payé un cadre qui ne grince pas.",
        "Trois semaines d'attente, cela coûte à tout le monde.",
        "Nous vous récupérons une date mardi.",
        "Nous prenons le cadre à l'atelier.",
        "Votre facture est à votre nom.",
    ),
}
INCENTIVE = {
    "en": (
        "A discount on your next visit is there for you.",
        "Here is a gift for you.",
        "We add loyalty points to your card.",
        "Rate us again and the coffee is on us.",
        "Your next month is half price.",
        "A voucher is waiting at the counter.",
        "We have put store credit on your account.",
        "Use this promo code on your next order.",
        "Tell your friends and get a free check.",
        "Post a photo and we send you a bottle.",
    ),
    "fr": (
        "Une remise vous attend à votre prochaine visite.",
        "Un petit cadeau vous attend.",
        "Nous ajoutons des points de fidélité à votre carte.",
        "Notez-nous encore et le café est pour nous.",
        "Le mois prochain est à moitié prix.",
        "Un bon cadeau est au comptoir.",
        "Voici un code de réduction.",
        "Parlez de nous et le contrôle est offert.",
        "Publiez une photo, une surprise vous attend.",
        "Nous vous faisons un tarif spécial.",
    ),
}
NOT_INCENTIVE = {
    "en": (
        "We refund the frame.",
        "We replace the frame that creaks.",
        "We mend the frame at no cost.",
        "There is no discount that makes up for three weeks.",
        "We have no voucher to give, only an answer.",
        "The frame comes back in one piece on Tuesday.",
        "We take the frame off the stand today.",
        "Your review names the wait, and rightly.",
        "We read every review here.",
        "Free of the noise, the frame goes back to you.",
    ),
    "fr": (
        "Nous remboursons le cadre.",
        "Nous remplaçons le cadre qui grince.",
        "Nous réparons le cadre sans frais.",
        "Aucune remise ne rattrape trois semaines.",
        "Nous n'avons pas de bon d'achat à donner, seulement une réponse.",
        "Le cadre revient entier mardi.",
        "Nous remettons le cadre sur pied aujourd'hui.",
        "Votre avis parle de l'attente, et il a raison.",
        "Nous lisons chaque avis ici.",
        "L'attente ne fait de cadeau à personne.",
    ),
}
Cases = Mapping[str, tuple[str, ...]]
KINDS: tuple[tuple[str, Cases, Cases], ...] = (
    ("change_review", CHANGE_REVIEW, NOT_CHANGE_REVIEW),
    ("gesture_not_allowed", GESTURES, NOT_GESTURES),
    ("incentive", INCENTIVE, NOT_INCENTIVE),
)


def failed(text: str, language: str, genre: str = "review", brand: Brand = BRAND) -> list[str]:
    brief = Brief(
        text=POSTS[language],
        genre=genre,
        lang=language,
        form="critique",
        tone="negative",
        intent="complaint",
    )
    return [one.id for one in check(f"{text}\nCamille, Vélorine", brief, brand) if not one.passed]


def of(*, bad: bool) -> Sequence[tuple[str, str, str]]:
    return [
        (kind, lang, text)
        for kind, faults, others in KINDS
        for lang in POSTS
        for text in (faults if bad else others)[lang]
    ]


@pytest.mark.parametrize(("kind", "language", "text"), of(bad=True))
def test_a_fault_is_found_however_it_is_said(kind: str, language: str, text: str) -> None:
    assert kind in failed(text, language)


@pytest.mark.parametrize(("kind", "language", "text"), of(bad=False))
def test_what_is_only_said_alike_is_no_fault(kind: str, language: str, text: str) -> None:
    assert kind not in failed(text, language)


VOUCHERS = BRAND.model_copy(
    update={
        "allowed_gestures": ("un bon d'achat de 10 € pour trois semaines d'attente",),
        "fact": (
            Fact(
                id="late",
                text="Après trois semaines d'attente, une remise de 10 % est due.",
                keywords=("attente", "semaines"),
            ),
        ),
    }
)
MADE_GOOD = BRAND.model_copy(
    update={"allowed_gestures": ("remboursement du cadre", "remplacement du cadre")}
)


def drafted(genre: str, brand: Brand) -> str:
    brief = Brief(
        text=f"{POSTS['fr']} Un bon pour l'attente de trois semaines ?",
        genre=genre,
        lang="fr",
        form="critique",
        tone="negative",
        intent="complaint",
    )
    of = occasion_of(Leaf.REPAIR, brief, brand)
    return f"{of.slots['gesture']} {of.slots['fact']}"


def test_a_voucher_makes_up_for_a_wait_but_where_people_rate_us() -> None:
    text = "Un bon d'achat de 10 € pour vos trois semaines d'attente."
    assert failed(text, "fr", "tweet", VOUCHERS) == []
    for genre in ("review", "app_review"):
        assert "incentive" in failed(text, "fr", genre, VOUCHERS)
    assert "bon d'achat" in drafted("tweet", VOUCHERS)
    assert "remise" in drafted("tweet", VOUCHERS)
    assert drafted("review", VOUCHERS).strip() == ""


@pytest.mark.parametrize("genre", ["review", "app_review", "tweet"])
def test_what_makes_a_fault_good_is_no_reward_anywhere(genre: str) -> None:
    for text in ("Nous vous remboursons le cadre.", "Nous vous remplaçons le cadre."):
        assert failed(text, "fr", genre, MADE_GOOD) == []
