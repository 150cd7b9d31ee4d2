"""Mails that a second reader found: programs', Typeform's, quoted forwards, shops below a message; names are invented."""

from dataclasses import replace
from pathlib import Path

import pytest
from test_dropped_exports import read
from test_mails import COLLEAGUE, got, mail
from test_mails_relayed import is_counted_only
from test_strategy_kit import ENGLISH, mention

from listener.advice.leaves import Leaf
from listener.advice.tree import decide

PROGRAMS = {
    "a payment": ("PayPal <service@pay.example>", "Receipt for your payment to Nordpaper", "Hello Acme,\nYou sent a payment of 84,20 EUR to Nordpaper.\nTransaction ID 8XJ2233"),
    "an invoice": ("Optivolt <factures@optivolt.example>", "Votre facture de novembre est disponible", "Votre facture n° 99122 d'un montant de 412,08 € est disponible.\nCeci est un message automatique."),
    "an order": ("Bazar <confirmation-commande@bazar.example>", "Votre commande Bazar de « Ramette »", "Merci pour votre commande. Nous vous informerons dès que votre article aura été expédié.\nMontant total 24,90 EUR"),
    "a letter": ("La Malle <ne-pas-repondre@malle.example>", "Votre recommandé est arrivé", "Votre lettre 1A 222 est disponible au bureau de poste. Ce message est envoyé automatiquement, merci de ne pas y répondre."),
}  # fmt: skip


@pytest.mark.parametrize("sort", PROGRAMS)
def test_a_program_that_says_so_is_counted(tmp_path: Path, sort: str) -> None:
    sender, subject, body = PROGRAMS[sort]
    assert is_counted_only(tmp_path, mail(body, From=sender, Subject=subject))
    for more in ("The battery burnt my hand.", "La boîte est arrivée cassée.", "J'ai attendu."):
        assert got(tmp_path, mail(f"{body}\n{more}", From=sender, Subject=subject)).texts
    assert got(tmp_path, mail(body, Subject=subject)).texts  # a person's


@pytest.mark.parametrize(
    ("sender", "subject", "body"),
    [
        ("Paul <service@garage.example>", "Facture n° 12", "Montant 200 €, et vous ne payez pas."),
        ("Ann <orders@firm.example>", "Your order 12", "Total 24.90 and nothing came."),
        ("Ann <orders@firm.example>", "Question", "Do not reply to this, just call me."),
    ],
)
def test_who_writes_from_a_shared_desk_is_read(
    tmp_path: Path, sender: str, subject: str, body: str
) -> None:
    assert got(tmp_path, mail(body, From=sender, Subject=subject)).texts == [body]


COPY = "Bonjour Nora,\nNous avons bien reçu votre message et vous répondrons sous 48 h.\nVotre message :\n{}"


def test_what_a_form_sends_back_to_its_visitor_is_counted(tmp_path: Path) -> None:
    heads = {"From": "Acme <noreply@acme.example>", "Subject": "Nous avons bien reçu votre message"}
    said = COPY.format("La vendeuse a refusé de reprendre le puzzle.")
    assert is_counted_only(tmp_path, mail(said, To="nora@mail.example", **heads))
    # To ourselves it may be the only one, and a harm is read wherever it stands.
    assert got(tmp_path, mail(said, To="help@acme.example", **heads)).texts
    hurt = COPY.format("La pompe a brûlé mon fils hier soir.")
    assert got(tmp_path, mail(hurt, To="nora@mail.example", **heads)).texts


def test_an_answer_of_typeforms_is_its_writers(tmp_path: Path) -> None:
    body = "Hello,\nYour typeform Satisfaction got a new response:\n\n** What is your first name?\nDot\n** Which shop did you visit?\nRennes\n** Tell us what went wrong\nThe lift was out.\n\nTypeform"
    heads = {"From": "Typeform <notifications@typeform.example>", "Subject": "Acme – new response"}
    [one] = got(tmp_path, mail(body, **heads)).mentions
    assert (one.text, one.place) == ("The lift was out.", "Rennes")
    assert one.author is not None
    assert one.author.name == "Dot"
    # Two stars by somebody's own hand are theirs.
    own = "Hello,\n** the lift was out\nand nobody came."
    assert got(tmp_path, mail(own)).texts == [own]


def test_a_forward_that_is_quoted_with_its_heading_is_its_writers(tmp_path: Path) -> None:
    quoted = (
        "> From: Wes <wes@k.example>\n> Subject: thanks\n> Date: 30 Nov 2026\n>\n> It cried.\n> Wes"
    )
    for above, below in (("", ""), ("FYI\n\n", ""), ("", "\n\nCan you answer?")):
        made = mail(f"{above}{quoted}{below}", Subject="Fwd: thanks", **COLLEAGUE)
        [one] = got(tmp_path, made).mentions
        assert (one.text, one.author and one.author.id) == ("It cried.\nWes", "wes@k.example")
        assert ("answer" in (one.thread_title or "")) == bool(below)
    # An answer quotes what it answers.
    answer = mail(f"No.\n\n{quoted}", Subject="Re: thanks")
    assert got(tmp_path, answer).texts == ["No."]


@pytest.mark.parametrize(
    ("below", "place"),
    [
        ("Magasin : Rennes", "Rennes"),
        ("Shop: Rennes North", "Rennes North"),
        ("Which shop?\nRennes", "Rennes"),
        ("Magasin : fermé depuis lundi", None),
        ("Au magasin de Rennes : rien", None),
    ],
)
def test_a_shop_below_the_message_is_the_place(
    tmp_path: Path, below: str, place: str | None
) -> None:
    body = f"Name: Joy Petit\nEmail: joy@k.example\nMessage: No left arm.\n{below}"
    heads = {"From": "WordPress <wordpress@acme.example>", "Subject": "New message"}
    [one] = got(tmp_path, mail(body, **heads)).mentions
    assert one.place == place
    assert one.text.startswith("No left arm.")


@pytest.mark.parametrize(
    ("title", "cell", "place", "stars"),
    [
        ("Dans quelle boutique êtes-vous passé ?", "Rennes", "Rennes", None),
        ("Dans quel magasin êtes-vous venue ?", "Rennes", "Rennes", None),
        ("Business Unit Id", "bu1", None, None),
        ("Business unit", "Rennes", "Rennes", None),
        ("How would you rate us?", "Very dissatisfied", None, 1),
        ("How satisfied are you with your visit?", "Satisfied", None, 4),
        ("Comment nous noteriez-vous ?", "2", None, 2),
        ("Exchange rate", "2", None, None),
        ("How would you improve us?", "2", None, None),
    ],
)
def test_titles_that_ask_for_a_shop_or_stars(
    tmp_path: Path, title: str, cell: str, place: str | None, stars: int | None
) -> None:
    rows = f"Date;Avis;{title}\n24/11/2026;L'eau était froide;{cell}\n"
    [one] = read(tmp_path / "a.csv", rows).mentions
    assert (one.text, one.place, one.rating) == ("L'eau était froide", place, stars)


def test_a_letter_that_reads_as_our_own_is_not_set_aside() -> None:
    asks = mention("Our son left his rabbit, did you find it? 06 98 76 54 32", "own neutral none")
    letter = replace(asks, genre="mail", addressed=True)
    assert decide(letter, ENGLISH).leaf is Leaf.ANSWER
    told = replace(letter, text="He left his rabbit with you on Saturday. 06 98 76 54 32")
    assert decide(told, ENGLISH).leaf is Leaf.ASK_TRIAGE
    # What the source says is ours is ours, and another form's silence is left as it reads.
    assert decide(replace(letter, by_owner=True), ENGLISH).leaf is Leaf.OURS
    quiet = mention("He left his rabbit with you on Saturday.", "critique neutral none")
    assert decide(replace(quiet, genre="mail", addressed=True), ENGLISH).leaf is Leaf.COUNT
