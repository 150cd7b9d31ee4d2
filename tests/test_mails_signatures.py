"""Signatures that no program marks, and what servers write below, are cut; words are not; names are invented."""

import time
from pathlib import Path

import pytest
from test_mails import got, mail

from connectors.inbound.legal import without_legal
from connectors.inbound.signatures import without_signature

SAID = "La pompe ronfle depuis lundi.\nQue faire ?"

SIGNED = {
    "a French firm": "Cordialement,\n\nNora Petit\nResponsable des achats\nAcme Piscines SARL\nTél. : 02 99 12 34 56 | Port. : 06 12 34 56 78\nnora@mail.example\nwww.acme-piscines.example",
    "two lines": "Bien cordialement,\nNora Petit\n06 12 34 56 78",
    "an address": "Cordialement\n\nNora Petit\n12 rue des Lilas\n35000 Rennes\nTél : 0299123456",
    "a firm's register": "Sincères salutations\nNora Petit\nDirectrice\nOptivane SAS au capital de 10 000 € - RCS Rennes 123 456 789",
    "links": "Bonne journée\n\nNora Petit\nGérante\n[cid:logo.png]\nhttps://optivane.example\nLinkedIn : https://social.example/nora",
    "an English firm": "Kind regards,\n\nNora Petit\nHead of Purchasing\nNorthmill Ltd\nT: +44 20 7946 0958\nM: +44 7700 900123\nE: nora@mail.example\n12 Mill Lane, York YO1 7AB",
    "thanks": "Thanks,\nNora Petit\nOffice Manager | Northmill\n(020) 7946 0958",
    "a German firm": "Mit freundlichen Grüßen\nNora Petit\nEinkauf\nTelefon: +49 30 1234567",
    "an Italian": "Cordiali saluti\nNora Petit\nTel. +39 06 1234567",
    "a courtesy": "Je vous prie d'agréer, Madame, Monsieur, mes salutations distinguées.\n\nNora Petit\n06 12 34 56 78",
    "a cut word": "Cdlt\nNora Petit\n06.12.34.56.78",
    "signs": "Cordialement,\nNora Petit\n☎ 06 12 34 56 78\n✉ nora@mail.example",
    "pronouns": "Best,\nNora Petit (she/her)\nHead of Ops, Northmill\n+1 (415) 555-0134 · northmill.example",
    "no accents": "Sinceres salutations\nNora Petit\nChargee de clientele\n06 12 34 56 78",
    "an address without accents": "Cordialement,\nNora Petit\n3 ALLEES DES ERABLES\nPARC D'ACTIVITES NORD\nBATIMENT C\n06 12 34 56 78",
    "an address with accents": "Cordialement,\nNora Petit\n3 allées des Érables\nParc d’activités Nord\nBâtiment C\n35000 Évron\n06 12 34 56 78",
    "an address in parts": "Cordialement,\nNora Petit\nVe\u0301lo Nord\n3 alle\u0301es des Lilas\n06 12 34 56 78",
    "a rule": "Cordialement,\n_______________\nNora Petit\nAcheteuse\n06 12 34 56 78",
}  # fmt: skip


@pytest.mark.parametrize("sort", SIGNED)
def test_what_tells_how_to_reach_the_writer_is_cut(tmp_path: Path, sort: str) -> None:
    closing = SIGNED[sort].split("\n")[0]
    [told] = got(tmp_path, mail(f"{SAID}\n\n{SIGNED[sort]}")).texts
    assert told.startswith(f"{SAID}\n\n{closing}")
    left = told.removeprefix(f"{SAID}\n\n{closing}").strip(" \n_")
    assert left in ("", "Nora Petit", "Nora Petit (she/her)")


def test_a_name_alone_begins_a_signature_where_it_is_the_writers(tmp_path: Path) -> None:
    below = "Nora Petit\nResponsable des achats\n06 12 34 56 78"
    assert got(tmp_path, mail(f"{SAID}\n\n{below}")).texts == [f"{SAID}\n\nNora Petit"]
    below = "PETIT Nora\nResponsable des achats\n06 12 34 56 78"
    assert got(tmp_path, mail(f"{SAID}\n\n{below}")).texts == [f"{SAID}\n\nPETIT Nora"]
    other = f"{SAID}\n\nLe vendeur :\nPaul Durand\nResponsable du magasin\n06 12 34 56 78"
    assert got(tmp_path, mail(other)).texts == [other]


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("Cordialement, Nora Petit, gérante, 06 12 34 56 78", "Cordialement, Nora Petit"),
        ("Regards, Nora Petit | Buyer | +44 20 7946 0958", "Regards, Nora Petit"),
        ("Sincerement, Nora Petit, gerante, 06 12 34 56 78", "Sincerement, Nora Petit"),
        ("SINCÈREMENT, Nora Petit, 06 12 34 56 78", "SINCÈREMENT, Nora Petit"),
        ("Viele Grüße, Nora Petit, +49 30 1234567", "Viele Grüße, Nora Petit"),
        ("Viele Gruesse, Nora Petit, +49 30 1234567", "Viele Gruesse, Nora Petit"),
        ("Merci, Nora Petit, commande 1001, 06 12 34 56 78", "Merci, Nora Petit, commande 1001, 06 12 34 56 78"),
        ("Merci, rappelez-moi, 06 12 34 56 78", "Merci, rappelez-moi, 06 12 34 56 78"),
    ],
)  # fmt: skip
def test_a_signature_may_stand_on_one_line(tmp_path: Path, line: str, left: str) -> None:
    assert got(tmp_path, mail(f"{SAID}\n{line}")).texts == [f"{SAID}\n{left}"]


POSTSCRIPTS = (
    "PS : le guidon s'est détaché et mon fils est tombé.",
    "P.S. the charger burnt my table",
    "NB guidon cassé",
    "J'oubliais : le chargeur a fondu.",
    "By the way, the brake failed too.",
)


@pytest.mark.parametrize("more", POSTSCRIPTS)
def test_a_postscript_below_a_signature_stays(tmp_path: Path, more: str) -> None:
    signed = "Cordialement,\nNora Petit\nAcheteuse\n06 12 34 56 78"
    [told] = got(tmp_path, mail(f"{SAID}\n\n{signed}\n\n{more}")).texts
    assert told.endswith(more)
    assert "Acheteuse" not in told
    # Between the closing and the telephone, too.
    between = f"{SAID}\n\nCordialement,\n{more}\nNora Petit\n06 12 34 56 78"
    assert more in got(tmp_path, mail(between)).texts[0]


@pytest.mark.parametrize(
    "body",
    [
        "Cordialement, votre vendeur m'a raccroché au nez.\nTél : 06 12 34 56 78",
        "Merci\nRappelez-moi vite, le four fume : 06 12 34 56 78",
        "Cordialement,\nUne cliente déçue\nCommande 20261124\n06 12 34 56 78",
        "Merci de me rappeler :\n06 12 34 56 78",
        "Bonjour,\n\nCordialement\n\nNora",
        "Regards,\nA very unhappy customer\n020 7946 0958",
        "Cordialement,\nNora Petit\nContrat n° 4455667788",
        "Thanks\nNothing works\n+44 20 7946 0958",
        "Le magasin :\n12 rue des Lilas\n35000 Rennes\nest toujours fermé.",
        "Cordialement",
        "Nora Petit\nest en colère\n06 12 34 56 78",
        "Livrez-moi ici :\nNora Petit\n12 rue des Lilas\n35000 Rennes\n06 12 34 56 78",
        "Nora Petit\n12 rue des Lilas\n35000 Rennes\nLivrez ici et pas ailleurs.",
        "Cordialement,\nNora\nColis perdu\n06 12 34 56 78",
        "Regards,\nNora\nStill bleeding\n+44 20 7946 0958",
        "Cordialement,\nNora\nColis casse, vis perdue\n06 12 34 56 78",
        "Cordialement,\nNora\nMain brulee par le four\n06 12 34 56 78",
    ],
)
def test_what_says_anything_stays(tmp_path: Path, body: str) -> None:
    for whole in (body, f"{SAID}\n\n{body}"):
        assert got(tmp_path, mail(whole)).texts == [whole]


LEGAL = {
    "French, of a large firm": "Ce message et ses pièces jointes peuvent contenir des informations confidentielles ou privilégiées et ne doivent donc\npas être diffusés, exploités ou copiés sans autorisation. Si vous avez reçu ce message par erreur, veuillez le signaler\nà l'expéditeur et le détruire ainsi que les pièces jointes.",
    "French, exclusive": "Ce message et toutes les pièces jointes (ci-après le « message ») sont établis à l'intention exclusive de ses destinataires et sont confidentiels. Si vous recevez ce message par erreur, merci de le détruire et d'en avertir immédiatement l'expéditeur.",
    "French, short": "Ce courriel est confidentiel et réservé à son destinataire.",
    "French, of the net": "L'intégrité de ce message n'étant pas assurée sur internet, la société ne peut être tenue responsable de son contenu.",
    "French, if astray": "Si vous n'êtes pas destinataire de ce message, merci de le détruire et d'avertir l'expéditeur.",
    "French, titled": "AVIS DE CONFIDENTIALITÉ : ce courriel est destiné au seul destinataire et peut contenir des renseignements confidentiels.",
    "French, contents": "Les informations contenues dans ce message sont confidentielles et destinées aux seuls destinataires.",
    "English, of files": "This email and any files transmitted with it are confidential and intended solely for the use of the individual or entity to whom they are addressed.\nIf you have received this email in error please notify the system manager.",
    "English, notice": "CONFIDENTIALITY NOTICE: The contents of this email message and any attachments are intended solely for the addressee(s) and may contain confidential information.",
    "English, views": "Any views or opinions presented in this email are solely those of the author and do not necessarily represent those of the company.",
    "English, if astray": "If you are not the intended recipient of this message, please delete it and notify the sender.",
    "French, without accents": "Ce message et ses pieces jointes peuvent contenir des informations confidentielles ou privilegiees et ne doivent donc\npas etre diffuses, exploites ou copies sans autorisation. Si vous avez recu ce message par erreur, veuillez le signaler\na l'expediteur et le detruire ainsi que les pieces jointes.",
    "English, registered": "Northmill Ltd. Registered in England No. 01234567. Registered office: 12 Mill Lane, York.",
    "paper, useless": "♻ Merci de ne pas imprimer ce message inutilement.",
    "Spark": "Sent via Spark Mail App",
    "Canary": "Sent from Canary",
    "German": "Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Adressat sind, informieren Sie bitte den Absender und vernichten Sie diese E-Mail.",
    "paper, French": "Pensez à l'environnement avant d'imprimer ce mail.",
    "paper, a sign": "🌳 Pensez à l'environnement : n'imprimez ce message que si nécessaire.",
    "paper, in need": "Afin de contribuer au respect de l'environnement, merci de n'imprimer ce mail qu'en cas de nécessité",
    "paper, eco": "Adoptez l'éco-attitude, n'imprimez ce mail que si c'est vraiment nécessaire.",
    "paper, English": "Please consider the environment before printing this e-mail.",
    "paper, tree": "Save a tree. Don't print this e-mail unless it's really necessary.",
    "phone": "Envoyé à partir d’Outlook pour Android",
    "phone, excused": "Envoyé de mon iPhone. Veuillez excuser ma brièveté.",
    "phone, typos": "Sent from my iPhone, please excuse typos",
    "brevity": "Please excuse my brevity.",
    "BlueMail": "Télécharger BlueMail pour Android",
}  # fmt: skip


@pytest.mark.parametrize("sort", LEGAL)
def test_what_a_server_or_a_program_writes_below_is_nobodys(tmp_path: Path, sort: str) -> None:
    for between in ("\n\n", "\n\nCordialement,\nNora\n\n", "\n\n_________________________\n"):
        [left] = got(tmp_path, mail(f"{SAID}{between}{LEGAL[sort]}")).texts
        assert left.startswith(SAID)
        assert not [line for line in LEGAL[sort].split("\n") if line in left]
    # What the writer says below it stays.
    more = "Au fait, le four fume."
    assert got(tmp_path, mail(f"{SAID}\n\n{LEGAL[sort]}\n\n{more}")).texts[0].endswith(more)


@pytest.mark.parametrize(
    "body",
    [
        "Ce message est confidentiel : votre vendeur a insulté une cliente enceinte.",
        "Ce message est confidentiel, j'écris à son destinataire et à personne d'autre : on m'a volé.",
        "This email is confidential. I received the wrong parcel by mistake and the recipient is my mother.",
        "Ce courrier a été détruit, livré au mauvais destinataire et par erreur.",
        "The contents of this box were destroyed; a copy of the label is attached.",
        "Si vous n'êtes pas capables de livrer, supprimez vos annonces et remboursez.",
        "Si vous avez reçu ce colis par erreur, avertissez l'expéditeur : j'attends toujours.",
        "Pensez à l'environnement : vos emballages sont énormes.",
        "Pensez à l'environnement avant d'envoyer trois cartons pour un câble.",
        "Avant d'imprimer mon étiquette, votre site a planté.",
        "Please excuse my tone but your driver hit my son.",
        "Download the app takes hours.",
        "Please print this invoice again for me, it never came.",
        "Confidentialité : vos vendeurs lisent mes ordonnances à voix haute devant tout le monde.",
        "The parcel was registered in England and never left.",
        "Sent from Canary Wharf and never arrived.",
        "Merci de ne pas imprimer ma photo sur vos affiches.",
        "Any views on this? The pump hums.",
        "Toute la publication de votre page est fausse.",
        "Sent from my iPhone but it never arrived, why?",
    ],
)
def test_who_writes_of_such_things_is_read(tmp_path: Path, body: str) -> None:
    for whole in (body, f"{SAID}\n\n{body}", f"{SAID}\n{body}\n\nNora"):
        assert got(tmp_path, mail(whole)).texts == [whole]


@pytest.mark.parametrize(
    "again",
    [
        "Ce message est confidentiel ", "Ce message\n", "Pensez à l'environnement ", "Cordialement,\n06 12 34 56 78\n",
        "Nora Petit\n", "Cordialement, a, ", "Si vous n'êtes pas destinataire ", "imprim ", "1 rue ", "_" * 20 + "\n",
    ],
)  # fmt: skip
def test_a_letter_that_is_made_to_hurt_ends_soon(again: str) -> None:
    text = again * (400_000 // len(again))
    begun = time.thread_time()
    without_signature(text, "Nora Petit")
    without_legal(text.split("\n"))
    assert time.thread_time() - begun < 5
