"""What somebody says below the mark of a signature is read; the signature is not. Names are invented."""

import time
from pathlib import Path

import pytest
from test_mails import got, mail, text

from connectors.inbound.postscripts import said_below

SIGNATURE = "Ruth Petit\nPlasterer\nMobile 07700 900999\nwww.ruth.example"
SAID = [
    "PS: one of the batteries in it leaked and burned my boy's fingers.",
    "P.S. The handle is loose",
    "P.-S. : la poignée est cassée",
    "PS : la vendeuse a rendu 10 euros de moins",
    "ps the string cut her hand",
    "P.P.S. still hot",
    "N.B. il manquait un rail",
    "NB : poignée cassée",
    "*PS:* the wheel came off",
    "Au fait, la poignée est cassée.",
    "By the way, the brake fails.",
    "I forgot to say that the battery leaked.",
    "Ma fille s'est coupée avec la poignée.",
    "On m'a rendu dix euros de moins.",
    "We still wait for the refund.",
    # Without a first person, too.
    "La poignée est cassée.",
    "La poignee est cassee",
    "La pompe a pris feu hier soir.",
    "The second battery caught fire!",
    "Un enfant est tombé du banc",
    "The toy has choked a child",
    "Rien reçu, colis perdu.",
    "The parcel never came",
    "Il manque deux vis.",
    "La commande est incomplète",
    "The order has no invoice",
    "Pouvez-vous rappeler demain ?",
    "Merci de rappeler avant midi",
    "Please call back before noon",
    "Could you send another one?",
    "Quand arrive la pompe ?",
    "When is the next delivery?",
    "Le vendeur a menacé une cliente.",
]


@pytest.mark.parametrize("said", SAID)
@pytest.mark.parametrize("mark", ["-- ", "--"])
def test_what_is_said_below_a_marked_signature_is_read(
    tmp_path: Path, said: str, mark: str
) -> None:
    more = "The second one is fine."
    body = f"The train is lovely.\n\n{mark}\n{SIGNATURE}\n\n{said}\n{more}\n\nSent from my iPhone"
    assert text(tmp_path, body) == f"The train is lovely.\n\n{said}\n{more}"
    quoted = f"{body}\n\nOn Tue, Nov 24, 2026 at 9:12 AM Help <help@acme.example> wrote:\n> Bye"
    assert text(tmp_path, quoted) == f"The train is lovely.\n\n{said}\n{more}"


@pytest.mark.parametrize(
    "below",
    [
        SIGNATURE,
        "Luc Petit\nArtisan peintre – 06 11 22 33 44\n12 rue des Lilas, 35000 Rennes",
        "Nora\nPS Consulting Ltd\n07700 900999",
        "Nora\nNB Systems\nHead of N.B. Systems",
        "Nora\nMon-Fri 9am to 5pm, closed on Sundays\n12 Main Street, Boston, MA 02110, US",
        "Nora\nIngénieur sécurité incendie et accessibilité\nCentre hospitalier de Rennes",
        "Nora\nHead of Fire Safety, Injury Claims and Child Protection",
        "Nora\nLivraison offerte dès 50 €\nCommandes : 02 99 00 00 00",
        "Nora\nOrders and refunds: 07700 900999\nFree delivery on all orders over £50!",
        "Nora\nDelivering happiness since 1990.",
        "Nora\nThe future is made by hand.",
        "Nora\nLe bonheur est dans le pré.",
        "Nora\nNorthmill accepts no liability for any damage caused by a virus. It was checked.",
        "Nora\nPlease visit www.ruth.example and follow Acme on Instagram",
        "Nora\n« La vie est belle et courte »",
        "Ce mail a été envoyé via le formulaire de contact de Acme (https://acme.example)",
        "This e-mail was sent from a contact form on Acme (https://acme.example)",
        "Nora\nThis email and any files transmitted with it are confidential and intended solely for the use of the individual to whom they are addressed. If you have received it in error, notify our system manager.",
        "Nora\n> PS: I am quoted, and that is all there is",
    ],
)  # fmt: skip
def test_a_signature_in_which_nobody_speaks_is_cut(tmp_path: Path, below: str) -> None:
    assert text(tmp_path, f"The train is lovely.\n\n-- \n{below}") == "The train is lovely."


@pytest.mark.parametrize(
    "html",
    [
        "<p>Lovely.</p><div class='gmail_signature'>Nora<br>07700 900999<br><br>PS: the battery burned my boy.</div>",
        "<p>Lovely.</p><div id='Signature'><p>Nora</p><p>My son was burned by the battery.</p></div>",
    ],
)
def test_so_it_is_where_the_markup_marks_the_signature(tmp_path: Path, html: str) -> None:
    made = mail()
    made.set_content(html, subtype="html")
    assert "burned" in got(tmp_path, made).texts[0]
    both = mail("Lovely.\n\nNora\n07700 900999\n\nPS: the battery burned my boy.")
    both.add_alternative(html, subtype="html")
    assert "burned" in got(tmp_path, both).texts[0]


@pytest.mark.parametrize("again", ["p.s ", "PS : ", "I am ", "p. - ", "my ", "-- \nI am\n", "* "])
def test_what_is_made_to_hurt_ends_soon(tmp_path: Path, again: str) -> None:
    hostile = again * (400_000 // len(again))
    begun = time.thread_time()
    said_below(hostile.split("\n"))
    text(tmp_path, f"Lovely.\n-- \n{hostile}")
    assert time.thread_time() - begun < 5
