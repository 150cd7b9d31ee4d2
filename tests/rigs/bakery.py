"""What people say of a bakery that does not exist: at its site, in the App Store, by mail, in a workbook."""

import html
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from letters import alert_html, letter, notice, proven
from workbooks import Cell, write_workbook

NAME, OTHER_NAME = "Le Fournil d'Augustine", "Fournil Augustine"
APP = "6471234567"
USER, PASSWORD = "bonjour@fournil-augustine.example", "seigle et 2 croissants"
HANDLES = ("@fournil.augustine", "@fournilaugustine")
MAIL_HOST = "mx.postes-du-ponant.example"  # whose word on senders the mailbox's server writes
# Days ago, who, and what: comments below the bakery's own notices, the newest first.
COMMENTS = (
    (0.3, "Maëlle P.", "Galette des rois", "Peut-on commander la galette sans fève pour un enfant de deux ans ?"),
    (1, "J. Quéré", "Galette des rois", "Commandée hier sur le site, débitée deux fois et aucun mail de confirmation. Qui peut me rembourser ?"),
    (2, "Soizic", "Le pain de seigle est de retour", "Le meilleur seigle de Quimper, ma mère n'en veut pas d'autre. Merci Augustine !"),
    (4, "Un habitué", "Nouveaux horaires", "Fermé le lundi ET le mardi maintenant ? On l'apprend devant la porte, c'est pénible."),
    (6, "Claire et Tom", "Nouveaux horaires", "Est-ce que l'atelier du samedi est maintenu pendant les travaux ?"),
    (9, "Pol Le Goff", "Le pain de seigle est de retour", "J'ai trouvé un bout de plastique bleu dans ma miche de samedi, mon fils a failli l'avaler."),
    (14, "Gwen", "Le kouign-amann du dimanche", "Photo de notre dimanche : kouign-amann et café au soleil. Bravo à toute l'équipe."),
    (21, "Denis", "Le kouign-amann du dimanche", "4,80 euros la part, ça commence à piquer."),
)  # fmt: skip
# Days ago, store, stars, title, words, who: what is written of its app, for orders.
REVIEWS = (
    (0.5, "fr", 1, "Plante au paiement", "L'application se ferme dès que je valide la commande. J'ai perdu ma réservation de Noël.", "lucie29"),
    (3, "fr", 5, "Pratique", "Je commande le soir, le pain m'attend le matin. Rien à redire.", "Yann K"),
    (5, "fr", 2, "Trop de notifications", "Trois messages par jour pour des croissants, impossible de les couper.", "bzh_marie"),
    (8, "fr", 4, "Bien, mais", "Il manque le paiement par Apple Pay.", "t.legall"),
    (12, "fr", 1, "Compte supprimé ?", "Depuis la mise à jour, mes points de fidélité ont disparu. Le support ne répond pas.", "Annick56"),
    (40, "fr", 5, "Top", "Simple et joli.", "nono"),
    (6, "be", 3, "Correct", "Dommage qu'on ne livre pas en Belgique, je l'utilise pendant les vacances.", "Saskia"),
)  # fmt: skip
# Days ago, who, stars, words, shop: the satisfaction forms that the counter types into a workbook.
FORMS = (
    (2, "Inès M.", 2, "Vingt minutes d'attente au comptoir samedi, une seule personne pour servir.", "Quimper centre"),
    (3, "Roger", 5, "Toujours aussi bon, et un mot gentil avec.", "Quimper centre"),
    (5, "", 1, "Ma fille est allergique aux noisettes, on nous a juré qu'il n'y en avait pas. Nous avons fini aux urgences.", "Pont-l'Abbé"),
    (7, "Mme Cariou", 4, "Très bon pain, dommage que le sachet ne soit plus en papier.", "Pont-l'Abbé"),
    (11, "Estelle", 3, "Pouvez-vous faire une baguette moins salée ?", "Quimper centre"),
    (16, "Hervé B.", 5, "Merci pour le gâteau des 80 ans de papa, il était splendide.", "Pont-l'Abbé"),
)  # fmt: skip


def home() -> str:
    """The site's first page, which names the feed and the app."""
    return f"""<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{html.escape(NAME)}</title>
<link rel="alternate" type="application/rss+xml" title="Commentaires" href="/commentaires.xml">
</head><body><h1>{html.escape(NAME)}</h1><p>Boulangerie à Quimper et Pont-l'Abbé.</p>
<a href="https://apps.apple.com/fr/app/fournil-augustine/id{APP}">Commander dans l'application</a>
</body></html>"""


def feed(now: datetime, site: str) -> str:
    """The comments, as RSS."""
    items = "".join(
        f"<item><title>{html.escape(f'Commentaire de {who} sur : {about}')}</title>"
        f"<link>{site}/journal/{n}#commentaire</link><guid>{site}/journal/{n}#commentaire</guid>"
        f"<author>{html.escape(who)}</author><pubDate>{format_datetime(now - timedelta(days=ago))}</pubDate>"
        f"<description>{html.escape(said)}</description></item>"
        for n, (ago, who, about, said) in enumerate(COMMENTS)
    )
    return f"<rss version='2.0'><channel><title>{html.escape(NAME)} : commentaires</title>{items}</channel></rss>"


def reviews(now: datetime, store: str) -> str:
    """The App Store's feed of one country; the app itself comes first, as in Apple's older feeds."""
    entries: list[object] = [{"im:name": {"label": NAME}, "id": {"label": APP}}]
    for n, (ago, where, stars, title, said, who) in enumerate(REVIEWS):
        if where == store:
            entries.append(
                {
                    "id": {"label": f"11{n:08d}"},
                    "im:rating": {"label": str(stars)},
                    "im:version": {"label": "3.2.1"},
                    "im:voteSum": {"label": "0"},
                    "title": {"label": title},
                    "content": {"label": said},
                    "author": {
                        "name": {"label": who},
                        "uri": {"label": f"https://itunes.apple.com/{where}/reviews/id90{n}"},
                    },
                    "updated": {"label": (now - timedelta(days=ago)).isoformat(timespec="seconds")},
                }
            )
    found = {"entry": entries} if len(entries) > 1 else {"updated": {"label": now.isoformat()}}
    return json.dumps({"feed": found})


def mails(now: datetime) -> Iterator[bytes]:
    """What lies in the mailbox: two customers, seven services, an advert."""
    for n, raw in enumerate(_mails()):
        at = format_datetime(now - timedelta(days=n * 1.5, hours=2))
        yield raw.replace(b"Tue, 01 Dec 2026 10:00:00 +0100", at.encode()).replace(
            b"avis@acme.example", USER.encode()
        )


def _mails() -> Iterator[bytes]:
    yield letter(
        "Bonjour,\n\nMon pain de samedi était moisi à cœur, deux jours après l'achat. Je souhaite"
        " être remboursé.\n\nMarc Riou",
        sender="Marc Riou <marc.riou@client.example>",
        subject="Pain moisi",
        id_="1@client.example",
        Authentication_Results=proven("client.example", MAIL_HOST),
    )
    yield _told("google.com", "Alertes Google <googlealerts-noreply@google.com>",
        f"Alerte Google - {NAME}", "", html=alert_html(
            ("<b>Le Fournil d'Augustine</b> ouvre à Pont-l'Abbé", "https://journal.example/fournil", "Le Journal du Ponant",
             "La boulangerie <b>Le Fournil d'Augustine</b> embauche quatre personnes."),
            ("Nos dix meilleures galettes", "https://gourmands.example/galettes", "Gourmands",
             "Troisième : celle du <b>Fournil d'Augustine</b>."),
        ))  # fmt: skip
    yield _told("google.com", "Google Business Profile <businessprofile-noreply@google.com>",
        f"Lise Moreau a laissé un avis sur {NAME}",
        "Bonjour,\n\nVous avez reçu un nouvel avis 2 étoiles\n\nLire l'avis\n<https://business.google.com/reviews/x2>\n\n"
        "Lise Moreau\n\nPersonnel débordé, on m'a servi la commande d'une autre.\n\n"
        "Répondre à l'avis\n<https://business.google.com/reply/x2>\n")  # fmt: skip
    yield _told("trustpilot.com", "Trustpilot <noreply@business.trustpilot.com>",
        "Vous avez reçu un nouvel avis 4 étoiles",
        "Bonjour,\n\nLéo Petit a laissé un avis :\n\n« Livraison rapide, emballage un peu léger. »\n\n"
        "Répondre à l'avis\nhttps://business.trustpilot.com/r/2\n")  # fmt: skip
    yield _told("avis-verifies.com", "Avis Vérifiés <noreply@avis-verifies.com>",
        "Vous avez reçu un nouvel avis client",
        "Bonjour,\n\nClient : Nora K.\nNote : 2/5\nAvis : Le colis de biscuits est arrivé en miettes.\n\n"
        "Répondre à cet avis\nhttps://www.avis-verifies.com/moderation/1\n")  # fmt: skip
    yield _told("email.apple.com", "App Store Connect <no_reply@email.apple.com>",
        f"Nouvel avis sur {NAME}",
        "Note : 5 sur 5\nTitre : Top\nAuteur : zoe29\nAvis : Simple et joli.\n\n"
        "Répondre dans App Store Connect\nhttps://appstoreconnect.apple.com/apps/1\n")  # fmt: skip
    yield _told("facebookmail.com", "Facebook <notification@facebookmail.com>",
        f"Eva Roux ne recommande pas {NAME}.",
        f"Eva Roux ne recommande pas {NAME}.\n\n« Vendeuse désagréable dimanche matin. »\n\n"
        "Voir la recommandation\nhttps://www.facebook.com/fournil/reviews\n")  # fmt: skip
    yield _told("service.tiktok.com", "TikTok <notification@service.tiktok.com>",
        "tom a commenté votre vidéo",
        "tom a commenté :\n\n« Il fait trop envie ce kouign-amann. »\n\n"
        "Voir le commentaire\nhttps://www.tiktok.com/@fournil/video/2\n")  # fmt: skip
    yield letter(
        "Bonjour Augustine,\n\nNous serons quarante pour le baptême du 20. Pouvez-vous nous faire"
        " deux pièces montées sans gluten ?\n\nHélène Bodéré",
        sender="Hélène Bodéré <helene@client.example>",
        subject="Commande pour un baptême",
        id_="2@client.example",
        Authentication_Results=proven("client.example", MAIL_HOST),
    )
    yield letter(
        "Moins 30 % sur les sacs à farine jusqu'à dimanche.",
        sender="Meunerie Martin <lettre@meunerie.example>",
        subject="Nos offres de décembre",
        id_="3@meunerie.example",
        List_Unsubscribe="<https://meunerie.example/stop>",
        Authentication_Results=proven("meunerie.example", MAIL_HOST),
    )


def _told(domain: str, sender: str, subject: str, text: str, html: str = "") -> bytes:
    by = proven(domain, MAIL_HOST)
    return notice(domain, text, html=html, sender=sender, subject=subject,
                  id_=f"{len(subject)}.{len(text)}@{domain}", Authentication_Results=by)  # fmt: skip


def workbook(now: datetime, path: Path) -> None:
    """The forms, as the counter typed them."""
    heads: list[Cell] = ["Date", "Client", "Note sur 5", "Commentaire", "Boutique"]
    rows: list[list[Cell]] = [
        [(now - timedelta(days=ago)).replace(tzinfo=None, microsecond=0), who, stars, said, shop]
        for ago, who, stars, said, shop in FORMS
    ]
    write_workbook(path, {"Avis comptoir": [heads, *rows]})
