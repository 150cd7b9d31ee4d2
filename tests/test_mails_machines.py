"""Receipts, orders, parcels and notices are counted and not read; whoever writes of them is; names are invented."""

import time
from pathlib import Path

import pytest
from test_mails import got, mail
from test_mails_relayed import is_counted_only

from connectors.inbound.machines import is_notice

MACHINES = {
    "a receipt": ("Stripe <receipts+acct_1@stripe.com>", "Your receipt from Acme #1234-5678", "Receipt from Acme\nAmount paid 49.00\nDate paid 24 November 2026\nVisa - 4242"),
    "a receipt by no platform": ("Acme <no-reply@pay.example>", "Votre reçu de paiement", "Montant payé : 49,00 €\nTVA : 8,17 €"),
    "an invoice": ("Hosting <noreply@host.example>", "Facture n° FR2026-11", "Bonjour,\nVotre facture est disponible.\nTotal TTC : 12,00 €"),
    "a payment": ("PayPal <service@paypal.fr>", "Vous avez reçu un paiement", "Bonjour Acme,\nNora Petit vous a payé 49,00 EUR."),
    "an order": ("Acme <no-reply@shop.example>", "Order #1001 confirmed", "Thank you for your purchase!\nOrder summary\nPump × 1\nSubtotal 49.00"),
    "an order, French": ("Acme <ne-pas-repondre@shop.example>", "Confirmation de votre commande n°1001", "Récapitulatif\nPompe x 1\nSous-total 49,00 €\nAdresse de livraison\nRennes"),
    "a new order": ("Shopify <mailer@shopify.com>", "[Acme] Order #1001 placed by Nora Petit", "Order summary\nPump × 1\nTotal 49.00"),
    "a parcel": ("DHL <noreply@dhl.com>", "Your parcel is on its way", "Hello,\nyour parcel 00340 arrives tomorrow.\nTrack your parcel"),
    "a parcel, French": ("Colissimo <noreply@notif.colissimo.fr>", "Votre colis est en route", "Votre colis 6A123 sera livré demain.\nSuivre mon colis"),
    "a parcel by no platform": ("Transport <notifications@carrier.example>", "Livraison prévue demain", "N° de suivi : 6A123\nSuivre votre colis"),
    "an acknowledgement": ("Vendor <no-reply@vendor.example>", "[Request received] Your ticket #4711", "Your request (4711) has been received and is being reviewed by our team."),
    "an acknowledgement, French": ("SAV <nepasrepondre@vendor.example>", "Nous avons bien reçu votre demande", "Bonjour,\nNous avons bien reçu votre demande et vous répondrons sous 48 h."),
    "a reminder": ("Calendar <calendar-notification@google.com>", "Reminder: Standup @ Mon 30 Nov", "When: Mon 30 Nov 2026 9am\nCalendar: jo@acme.example"),
    "an appointment": ("Agenda <no-reply@agenda.example>", "Rappel : rendez-vous demain", "Quand : 30 novembre à 9 h\nOù : Rennes\nAjouter à mon agenda"),
    "a booking": ("Calendly <notifications@calendly.com>", "New Event: Nora Petit - 09:30 Mon, 30 Nov 2026", "Hi Jo,\nA new event has been scheduled.\nEvent Type:\n30 Minute Meeting\nInvitee:\nNora Petit\nInvitee Email:\nnora@mail.example"),
    "a booking, French": ("Calendly <no-reply@calendly.com>", "Nouvel événement : Nora Petit", "Un nouvel événement a été planifié.\nType d'événement : 30 minutes\nInvité : Nora Petit"),
    "followers": ("LinkedIn <notifications-noreply@linkedin.com>", "You appeared in 9 searches this week", "See who viewed your profile."),
    "likes": ("Facebook <notification@facebookmail.com>", "Vous avez 3 nouvelles notifications", "3 personnes ont aimé votre Page."),
    "a password": ("Shop <no-reply@shop.example>", "Réinitialisation de votre mot de passe", "Cliquez ici pour choisir un mot de passe."),
    "a parcel of a shop": ("Amazon <shipment-tracking@amazon.fr>", "Expédié : pompe", "Votre colis a été expédié."),
    "a carrier of its own name": ("Chronopost <chronopost@chronopost.fr>", "Votre colis", "Demain chez vous."),
    "a newsletter of a desk": ("Promo <hello@promo.example>", "Nos pompes", "Voir la version en ligne\nDes pompes pour tous.\nSe désabonner"),
    "a newsletter without its header": ("Promo <newsletter@promo.example>", "Nos pompes à -20 %", "Voir la version en ligne\nDes pompes pour tous.\nSe désabonner"),
    "a newsletter, English": ("Promo <noreply@promo.example>", "This month at Promo", "View this email in your browser\nPumps for all.\nUnsubscribe"),
}  # fmt: skip


@pytest.mark.parametrize("sort", MACHINES)
def test_what_a_machine_sends_is_counted_only(tmp_path: Path, sort: str) -> None:
    sender, subject, body = MACHINES[sort]
    assert is_counted_only(tmp_path, mail(body, From=sender, Subject=subject))
    # Of a person the same is what they write of, or pass on.
    for headers in ({}, {"Subject": f"Fwd: {subject}"}, {"Subject": f"Re: {subject}"}):
        assert got(tmp_path, mail(body, **{"Subject": subject, **headers})).texts


@pytest.mark.parametrize(
    "more",
    [
        "Customer note: the last pump burnt my hand",
        "Note du client : la dernière pompe a pris feu",
        "Message : la pompe est arrivée cassée",
        "Nora Petit wrote: “the pump hums all night long”",
        "Nora a écrit : « la pompe ronfle toute la nuit »",
        "J'ai reçu une pompe cassée.",
        "I'm still waiting for the pump.",
        "★☆☆☆☆",
        "New comment: hums",
        "Cinq cartons, dont deux cassés.",
        "A payment was disputed.",
        "1 étoile sur 5",
        "Product recall: stop using this pump, it may overheat.",
        "Alerte sécurité : risque de brûlure.",
        "Questions:\n\nPlease share anything that helps.\nThe pump hums at night",
    ],
)
@pytest.mark.parametrize(
    "sort", ["a receipt", "an order, French", "likes", "a parcel by no platform", "a booking"]
)
def test_somebodys_words_or_a_harm_in_it_are_read(tmp_path: Path, sort: str, more: str) -> None:
    sender, subject, body = MACHINES[sort]
    [told] = got(tmp_path, mail(f"{body}\n\n{more}", From=sender, Subject=subject)).texts
    assert more in told


HARMS = (
    "the last pump burnt a hand", "La precedente a brule la nappe", "The plug melted", "La prise a fondu",
    "Le moteur a pris feu", "il y avait de la fumée", "smoke came out of it", "flames everywhere",
    "she broke out in hives", "choc anaphylactique après le dessert", "his lips were swollen", "nuts: allergic",
    "Votre vendeur va te tuer, dit-il", "he knows where you live and said he'd kill you", "menaces au guichet",
    "ça sent la fuite de gaz", "the battery leaked", "On voit la commande d'un autre client", "shows somebody else's address",
    "Le petit a avalé la pile bouton", "the baby choked on the lid", "Un enfant s'est étouffé",
    "la poignée a coupé le doigt du client", "fell off the ladder", "cinq points de suture", "broke her wrist",
    "tout le monde malade", "taken to hospital", "un éclat de verre dans la tarte",
)  # fmt: skip
PROGRAMS = ({"Auto_Submitted": "auto-generated"}, {"List_Unsubscribe": "<https://x.example>"}, {"Precedence": "bulk"})  # fmt: skip


@pytest.mark.parametrize("harm", HARMS)
def test_a_harm_is_read_whatever_the_headers_say(tmp_path: Path, harm: str) -> None:
    sender, subject, body = MACHINES["an order"]
    for headers in PROGRAMS:
        for more in (harm, f"{harm}\nUnsubscribe"):
            made = mail(f"{body}\n{more}", From=sender, Subject=subject, **headers)
            [told] = got(tmp_path, made).texts
            assert harm in told
        assert is_counted_only(tmp_path, mail(body, From=sender, Subject=subject, **headers))
    assert got(tmp_path, mail(f"{body}\n{harm}", From=sender, Subject=subject)).texts


@pytest.mark.parametrize(
    "line",
    [
        "Crème brûlée × 2", "Allergènes : gluten, lait", "Poisson fumé", "Bath bomb × 3", "Melted butter × 1",
        "Chocolat fondu", "Fire Stick × 1", "God bless you", "Die Pumpe × 1",
    ],
)  # fmt: skip
def test_goods_that_only_sound_like_it_are_none(tmp_path: Path, line: str) -> None:
    sender, subject, body = MACHINES["an order"]
    for headers in ({}, *PROGRAMS):
        made = mail(f"{body}\n{line}", From=sender, Subject=subject, **headers)
        assert is_counted_only(tmp_path, made)


def test_a_newsletter_that_speaks_of_fires_is_none_unless_somebody_speaks(tmp_path: Path) -> None:
    body = "Our smoke alarms stop a fire before anybody is hurt.\nUnsubscribe"
    news = {"From": "Promo <news@promo.example>", "Subject": "Alarms", "List_Unsubscribe": "<https://x.example>"}  # fmt: skip
    assert is_counted_only(tmp_path, mail(body, **news))
    assert got(tmp_path, mail(f"I was hurt by your alarm.\n{body}", **news)).texts


@pytest.mark.parametrize(
    ("sender", "subject", "body"),
    [
        ("Nora <nora@mail.example>", "Order #1001", "Order summary: one pump. Total: one broken pump."),
        ("Nora <nora@mail.example>", "Your receipt from Acme", "Amount paid 49.00 and nothing came."),
        ("Achats <commandes@client.example>", "Commande n° 1001", "Total : cinq cartons, dont deux cassés. Adresse de livraison fausse."),
        ("Billing <billing@client.example>", "Invoice 1001", "The amount due 49.00 is wrong."),
        ("Jane <jane.doe@stripe.com>", "Payment received", "Amount paid 49.00"),
        ("Livraisons <livraison@client.example>", "Votre colis est arrivé", "Colis ouvert, suivi faux, deux pompes manquent."),
        ("Support <support@client.example>", "Nous avons bien reçu votre demande", "Nous avons bien reçu votre demande de photos : les voici."),
        ("Shop <no-reply@shop.example>", "Pompe", "La pompe ronfle."),
        ("Nora <nora@client.example>", "Vos mails", "Se désabonner ne marche pas, et la version en ligne de vos mails est vide depuis lundi : retirez cette adresse."),
        ("Nora <nora@gmail.com>", "Vos mails", "Voir la version en ligne\nVoilà ce que vous envoyez.\nSe désabonner"),
        ("Calendly <notifications@calendly.com>", "New Event: Nora Petit", "Please share anything: the pump hums"),
        ("Shop <no-reply@shop.example>", "Commande n° 1001", "Elle ronfle toute la nuit."),
    ],
)  # fmt: skip
def test_who_writes_of_an_order_is_read(
    tmp_path: Path, sender: str, subject: str, body: str
) -> None:
    assert got(tmp_path, mail(body, From=sender, Subject=subject)).texts == [body]


@pytest.mark.parametrize(
    ("header", "is_told"),
    [("Feedback_ID", True), ("X_Auto_Response_Suppress", True), ("X_SG_EID", True), ("X_Stripe_EID", True), ("X_Mailer", False)],
)  # fmt: skip
def test_a_header_that_only_such_programs_set_stands_for_the_body(
    tmp_path: Path, header: str, is_told: bool
) -> None:
    made = mail("Bonjour, voyez la pièce.", From="Host <noreply@host.example>", Subject="Facture n° 12", **{header: "x"})  # fmt: skip
    assert is_counted_only(tmp_path, made) == is_told
    # Of an address under which people write, too, it is not enough.
    made = mail("Pompe cassée.", From="Achats <commandes@client.example>", Subject="Commande n° 12", **{header: "x"})  # fmt: skip
    assert got(tmp_path, made).texts == ["Pompe cassée."]


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        (
            "Nora Petit left a review",
            "Nora Petit left a 1-star review: “The pump burnt after two days.”",
        ),
        (
            "Nouvel avis sur Optivane Rennes",
            "Nora a laissé un avis : « La pompe a brûlé après deux jours. »",
        ),
        ("Nora commented on your post", "Nora commented: “It hums all night, why?”"),
    ],
)
def test_an_alert_that_brings_a_review_is_read_whatever_its_headers(
    tmp_path: Path, subject: str, body: str
) -> None:
    made = mail(body, From="Reviews <noreply@reviews.example>", Subject=subject, Auto_Submitted="auto-generated", List_Unsubscribe="<https://x.example>")  # fmt: skip
    assert got(tmp_path, made).texts == [body]
    # Without anybody's words it is a notice.
    made = mail("See it in your account.", From="Reviews <noreply@reviews.example>", Subject=subject, Auto_Submitted="auto-generated")  # fmt: skip
    assert is_counted_only(tmp_path, made)


@pytest.mark.parametrize(
    "again", ["« a ", "order #", "total 1 ", "note: a b ", "view this email ", "tracking\n", "a: "]
)
def test_a_notice_that_is_made_to_hurt_ends_soon(again: str) -> None:
    made = mail(
        again * (200_000 // len(again)), From="A <noreply@a.example>", Subject=again.strip() * 400
    )
    begun = time.thread_time()
    is_notice(made, again * (200_000 // len(again)))
    assert time.thread_time() - begun < 5
