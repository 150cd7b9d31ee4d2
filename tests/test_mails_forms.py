"""What visitors fill in on a site is theirs, as each form's program mails it; all names are invented."""

import time
from email.message import EmailMessage
from pathlib import Path

import pytest
from test_mails import got, mail
from test_mails_relayed import is_counted_only

from connectors.kit.contract import Author

SAID = "The pump hums and the water stays green.\n\nWhat can I do?"
NORA = Author(id="nora@mail.example", name="Nora Petit")
TO = "contact@acme.example"


def form(
    body: str,
    *,
    by: str,
    subject: str = "New message",
    reply: str = "nora@mail.example",
    html: bool = False,
) -> EmailMessage:
    made = mail(
        body, From=by, To=TO, Subject=subject, Reply_To=reply, Auto_Submitted="auto-generated"
    )
    if html:
        made.set_content(f"<html><body>{body}</body></html>", subtype="html")
    return made


CF7 = "Acme <wordpress@acme.example>"
SQUARE = "Squarespace <form-submission@squarespace.info>"
HTML_SAID = "The pump hums and the water stays green.<br><br>What can I do?"
FORMS = {
    "squarespace": form(
        f"Sent via form submission from Acme Pools (https://acme.example)\n\nName: Nora Petit\n\nEmail: nora@mail.example\n\nSubject: Green pool\n\nMessage: {SAID}\n\n\nDoes this submission look like spam? Report it here.",
        by=SQUARE,
        subject="Form Submission - Contact",
    ),
    "shopify": form(
        f"You received a new message from your online store's contact form.\n\nCountry Code:\nFR\n\nName:\nNora Petit\n\nEmail:\nnora@mail.example\n\nPhone:\n+33612345678\n\nBody:\n{SAID}\n",
        by='"Acme (Shopify)" <mailer@shopify.com>',
        subject="New customer message on November 24, 2026 at 9:12 am",
    ),
    "contact form 7": form(
        f"From: Nora Petit <nora@mail.example>\nSubject: Green pool\n\nMessage Body:\n{SAID}\n\n-- \nThis e-mail was sent from a contact form on Acme (https://acme.example)",
        by=CF7,
        subject='Acme "Green pool"',
    ),
    "contact form 7 in French": form(
        f"De : Nora Petit <nora@mail.example>\nObjet : Green pool\n\nCorps du message :\n{SAID}\n\n-- \nCet e-mail a été envoyé via le formulaire de contact de Acme (https://acme.example)",
        by=CF7,
        subject='Acme "Green pool"',
    ),
    "contact form 7 in German": form(
        f"Von: Nora Petit <nora@mail.example>\nBetreff: Green pool\n\nNachrichtentext:\n{SAID}\n\n--\nDiese E-Mail wurde von einem Kontaktformular von Acme (https://acme.example) gesendet",
        by=CF7,
    ),
    "contact form 7 in Spanish": form(
        f"De: Nora Petit <nora@mail.example>\nAsunto: Green pool\n\nCuerpo del mensaje:\n{SAID}\n\n-- \nEste mensaje se ha enviado desde un formulario de contacto en Acme (https://acme.example)",
        by=CF7,
    ),
    "contact form 7 in Italian": form(
        f"Da: Nora Petit <nora@mail.example>\nOggetto: Green pool\n\nCorpo del messaggio:\n{SAID}\n\n-- \nQuesta e-mail è stata inviata da un modulo di contatto su Acme (https://acme.example)",
        by=CF7,
    ),
    "contact form 7 in Dutch": form(
        f"Van: Nora Petit <nora@mail.example>\nOnderwerp: Green pool\n\nBerichtinhoud:\n{SAID}\n\n-- \nDit is een e-mail verzonden via een contactformulier op Acme (https://acme.example)",
        by=CF7,
    ),
    "elementor": form(
        f"Name: Nora Petit\nEmail: nora@mail.example\nSubject: Green pool\nMessage: {SAID}\n\n---\n\nDate: November 24, 2026\nTime: 9:12 am\nPage URL: https://acme.example/contact/?utm=1\nUser Agent: Mozilla/5.0 (X11; Linux x86_64)\nRemote IP: 203.0.113.7\nPowered by: Elementor\n",
        by="Acme <email@acme.example>",
    ),
    "wpforms in text": form(
        f"--- Name ---\n\nNora Petit\n\n--- Email ---\n\nnora@mail.example\n\n--- Subject ---\n\nGreen pool\n\n--- Comment or Message ---\n\n{SAID}\n\nSent from Acme",
        by=CF7,
        subject="New Entry: Simple Contact Form",
    ),
    "wpforms": form(
        f"<table><tr><td><table><tr><td><b>Name</b></td></tr><tr><td>Nora Petit</td></tr><tr><td><b>Email</b></td></tr><tr><td><a href='mailto:nora@mail.example'>nora@mail.example</a></td></tr><tr><td><b>Subject</b></td></tr><tr><td>Green pool</td></tr><tr><td><b>Comment or Message</b></td></tr><tr><td>{HTML_SAID}</td></tr></table></td></tr><tr><td>Sent from <a href='https://acme.example'>Acme</a></td></tr></table>",
        by=CF7,
        subject="New Entry: Simple Contact Form",
        html=True,
    ),
    "gravity forms": form(
        f"<table><tr bgcolor='#EAF2FA'><td colspan='2'><strong>Your name</strong></td></tr><tr><td width='20'>&nbsp;</td><td>Nora Petit</td></tr><tr><td colspan='2'><strong>Your e-mail</strong></td></tr><tr><td>&nbsp;</td><td>nora@mail.example</td></tr><tr><td colspan='2'><strong>Subject</strong></td></tr><tr><td>&nbsp;</td><td>Green pool</td></tr><tr><td colspan='2'><strong>Message</strong></td></tr><tr><td>&nbsp;</td><td>{HTML_SAID}</td></tr></table>",
        by=CF7,
        subject="New submission from Contact us",
        html=True,
    ),
    "wix": form(
        f"<div>Site Visitor just submitted your form: Contact on Acme</div><div><b>Message Details:</b></div><div>First Name: Nora</div><div>Last Name: Petit</div><div>Email: nora@mail.example</div><div>Subject: Green pool</div><div>Message: {HTML_SAID}</div><div>If you think this submission is spam, <a href='https://x.example'>report it as spam</a>.</div><div>To edit your email settings, go to your Inbox on desktop.</div>",
        by="Acme via Wix <no-reply@crm.wix.example>",
        subject="Contact got a new submission",
        html=True,
    ),
    "jotform": form(
        f"<table><tr><th colspan='2'>Contact</th></tr><tr><td>Full Name</td><td>Nora Petit</td></tr><tr><td>E-mail</td><td>nora@mail.example</td></tr><tr><td>Subject</td><td>Green pool</td></tr><tr><td>Your message</td><td>{HTML_SAID}</td></tr></table><p>Now create your own Jotform - It's free!</p>",
        by="Jotform <noreply@jotform.example>",
        subject="Re: Contact - Nora Petit",
        html=True,
    ),
    "hubspot": form(
        f"<h1>You've got a new submission on HubSpot Form \"Contact\"</h1><p>Page submitted on: <a href='https://acme.example'>Contact | Acme</a></p><p><b>First name:</b><br>Nora</p><p><b>Last name:</b><br>Petit</p><p><b>Email:</b><br>nora@mail.example</p><p><b>Subject:</b><br>Green pool</p><p><b>Message:</b><br>{HTML_SAID}</p><p><a href='https://x.example'>View this submission in HubSpot</a></p>",
        by="HubSpot <noreply@hubspot.example>",
        subject="New submission on HubSpot Form",
        html=True,
    ),
    "formspree": form(
        f"Hey there,\n\nSomeone just submitted your form on https://acme.example/. Here's what they had to say:\n\nname:\nNora Petit\n\nemail:\nnora@mail.example\n\nsubject:\nGreen pool\n\nmessage:\n{SAID}\n\nSubmitted at 9:12 AM - 24 November 2026\n\nMark as spam",
        by="Formspree <noreply@formspree.example>",
    ),
    "webflow": form(
        f"You just got a form submission!\n\nForm Name:\nContact\n\nSite:\nAcme\n\nSubmitted content\n\nName: Nora Petit\nEmail: nora@mail.example\nSubject: Green pool\nMessage: {SAID}\n\nSubmitted at: 11/24/2026 9:12\n\nView submissions (https://x.example)",
        by="Webflow Forms <no-reply-forms@webflow.example>",
    ),
    "jimdo": form(
        f"Du hast eine neue Nachricht erhalten:\n\nNachricht über https://acme.example/kontakt/\n\nVorname: Nora\nNachname: Petit\nE-Mail: nora@mail.example\nBetreff: Green pool\nNachricht: {SAID}\n\nNachricht ID: 4711\nIP-Adresse: 203.0.113.7",
        by="Jimdo <no-reply@jimdo.example>",
    ),
    "prestashop in French": form(
        f"Message d'un client Acme\n\nAdresse e-mail du client : nora@mail.example\nNom : Petit\nPrénom : Nora\nSujet : Green pool\n\nMessage du client : {SAID}\n\nCommande n° :\nPièce jointe :",
        by="Acme <boutique@acme.example>",
    ),
    "bold labels": form(
        f"<p><b>Nom</b> Nora Petit</p><p><b>Email</b> nora@mail.example</p><p><b>Sujet</b> Green pool</p><p><b>Message</b> {HTML_SAID}</p>",
        by=CF7,
        html=True,
    ),
    "clumsy": form(
        f"Nouveau message depuis le site\n\nNOM* : Petit\nPRENOM* : Nora\nVotre adresse e-mail (obligatoire) : nora@mail.example <mailto:nora@mail.example>\nTéléphone : 06 12 34 56 78\nObjet de votre message : Green pool\nVotre message :\n\n{SAID}\n\nJ'accepte la politique de confidentialité : Oui\n",
        by="site web <www@acme.example>",
    ),
}  # fmt: skip


@pytest.mark.parametrize("program", FORMS)
def test_what_a_visitor_wrote_is_theirs_alone(tmp_path: Path, program: str) -> None:
    [one] = got(tmp_path, FORMS[program]).mentions
    assert " ".join(one.text.split()) == " ".join(SAID.split())
    assert one.author == NORA
    assert one.title == (None if program == "shopify" else "Green pool")
    assert one.addressed is True


@pytest.mark.parametrize(
    ("body", "headers", "author", "said"),
    [
        # Only who an answer goes to is told.
        ("Message: The pump hums.", {"Reply_To": "Nora <n@x.example>"}, Author(id="n@x.example", name="Nora"), "The pump hums."),
        ("The pump hums.\n\n--\nThis e-mail was sent from a contact form on Acme", {"Reply_To": "Nora <n@x.example>"}, Author(id="n@x.example", name="Nora"), "The pump hums."),
        # Nobody is told: the program is not who wrote.
        ("Name: Nora\nMessage: The pump hums.", {}, Author(id="Nora", name="Nora"), "The pump hums."),
        ("Message: The pump hums.\n\nSent via form submission from Acme", {}, None, "The pump hums."),
        # Its fields say more than its headers.
        ("Name: Nora\nE-Mail: n@x.example\nMessage: The pump hums.", {"Reply_To": "desk@other.example"}, Author(id="n@x.example", name="Nora"), "The pump hums."),
        ("Name: Nora\nMessage: The pump hums.", {"Reply_To": "n@x.example"}, Author(id="n@x.example", name="Nora"), "The pump hums."),
        # No label calls it a message.
        ("De : Nora <n@x.example>\nObjet : Pompe\n\nElle ronfle : que faire ?\nMerci\n\n-- \nCet e-mail a été envoyé via le formulaire de contact de Acme", {}, Author(id="n@x.example", name="Nora"), "Elle ronfle : que faire ?\nMerci"),
        ("Your typeform *Contact* has a new response:\n\nWhat's your name?:\nNora\nWhat is your email address?:\nn@x.example\nWhat happened with your pool?: The pump hums all night.\nPool: Azur 4\n\nLog in to view or download your responses at https://x.example", {}, Author(id="n@x.example", name="Nora"), "The pump hums all night."),
        ("Your typeform Contact has a new response:\n\n* Quel est votre prénom ?\n  Nora\n\n* Votre adresse e-mail ?\n  n@x.example\n\n* Êtes-vous satisfait ?\n  Non\n\n* Que s'est-il passé ?\n  La pompe ronfle toute la nuit.\n\nPowered by Typeform", {}, Author(id="n@x.example", name="Nora"), "La pompe ronfle toute la nuit."),
        # Below its last sentence a program names itself.
        ("Name\nNora\nEmail\nn@x.example\nHow can we help you?\nIt hums.\n\nView this submission in HubSpot (https://x.example)\n\nHubSpot, Inc. 2 Canal Park, Cambridge\nUnsubscribe", {}, Author(id="n@x.example", name="Nora"), "It hums."),
        # Labels that are none, a closing that is the program's, and no label at all.
        ("Qui êtes-vous ? : Nora\nComment vous joindre ? : n@x.example\nQue se passe-t-il ? : La pompe ronfle toute la nuit\nPhoto : non\n\nEnvoyé via le formulaire SAV", {}, Author(id="n@x.example", name="Nora"), "La pompe ronfle toute la nuit"),
        ("Quoi ? : La pompe ronfle toute la nuit\nModèle de pompe : Azur", {"Reply_To": "n@x.example"}, Author(id="n@x.example", name="n@x.example"), "La pompe ronfle toute la nuit"),
        ("Bonjour,\n\nVous avez reçu un nouveau message depuis votre site internet.\n\nDe : Nora (n@x.example)\n\nMessage :\nElle ronfle.\n\nCordialement,\nVotre site", {}, Author(id="n@x.example", name="Nora"), "Elle ronfle."),
        ("Nome\nNora\nEmail\nn@x.example\nScrivi un messaggio\nRonza.\n\nVisualizza invio", {}, Author(id="n@x.example", name="Nora"), "Ronza."),
        ("Nom: Nora\nMail: n@x.example\nMessage: Bonjour\n\nelle ronfle\n\nModèle: SK-20\nDate d'achat: mai 2024\n\n-----\nEnvoyé depuis https://acme.example/contact le 30/11/2026 à 09:12\nIP : 203.0.113.7", {}, Author(id="n@x.example", name="Nora"), "Bonjour\n\nelle ronfle"),
        ("It hums.", {"Reply_To": "Nora <n@x.example>", "Subject": "Contact form"}, Author(id="n@x.example", name="Nora"), "It hums."),
        # Who says where they write from, and asks, in the message itself.
        ("Name: Nora\nEmail: n@x.example\nMessage: Hello\nProblem: it hums\nEmail me soon: I leave\nPhone: broken, too\nBye", {}, Author(id="n@x.example", name="Nora"), "Hello\nProblem: it hums\nEmail me soon: I leave\nPhone: broken, too\nBye"),
        ("Message: It hums.\nName: Nora\nEmail: n@x.example\nPhone: 0612345678", {}, Author(id="n@x.example", name="Nora"), "It hums."),
        ("Name\nNora\nEmail\nn@x.example\nSubject\nQuestion\nMessage\nIt hums.", {}, Author(id="n@x.example", name="Nora"), "It hums."),
        ("Question: Does it hum?\nEmail: n@x.example\nComments: It should not.", {}, Author(id="n@x.example", name="n@x.example"), "Does it hum?\nIt should not."),
    ],
)  # fmt: skip
def test_who_wrote_and_what_is_told_by_all_that_a_form_tells(
    tmp_path: Path, body: str, headers: dict[str, str], author: Author | None, said: str
) -> None:
    given = {"From": SQUARE, "To": TO, "Auto_Submitted": "auto-generated", **headers}
    [one] = got(tmp_path, mail(body, **given)).mentions
    assert one.text == said
    assert one.author == author


FIELDS = "Name: Nora Petit\nEmail: nora@mail.example\nMessage: The pump hums."


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-generated"},
        {"Precedence": "bulk"},
        {"List_Unsubscribe": "<https://x.example>"},
        {"Precedence": "bulk", "Auto_Submitted": "auto-generated", "List_Unsubscribe": "<https://x>"},
    ],
)  # fmt: skip
def test_headers_of_programs_discard_no_visitor(tmp_path: Path, headers: dict[str, str]) -> None:
    made = mail(FIELDS, From=SQUARE, To=TO, **headers)
    assert got(tmp_path, made).texts == ["The pump hums."]
    # The copy that the visitor gets, an order, a newsletter, and a form's count of answers are none.
    for other in (
        mail(FIELDS, From=SQUARE, **{**headers, "To": "nora@mail.example"}),
        mail("Order 1001\nName: Nora Petit\nEmail: nora@mail.example\nTotal: 5 €", From="Acme <shop@pay.example>", **headers),
        mail("Our new pumps.\nQuestion: why wait?\nEmail: us@promo.example", From="Promo <news@promo.example>", **headers),
        mail("Our new pumps.\nMessage: enjoy them\nContact: us@promo.example", From="Promo <noreply@promo.example>", Reply_To="us@promo.example", **headers),
        mail("Your form, Contact, has 3 new responses.\nSummary\nView", From="Forms <forms-receipts-noreply@google.example>", **headers),
    ):  # fmt: skip
        assert is_counted_only(tmp_path, other)


@pytest.mark.parametrize(
    "subject",
    ["Form Submission - Contact", "Kontakt: Neue Einsendung", "Nouvelle entrée : SAV", "Contactformulier website",
     "[Acme] Contact - Service presse", "New message from Nora", "Message de Nora Petit", "Re: Jotform", "Vous avez un message"],
)  # fmt: skip
def test_the_forms_own_subject_is_nobodys_title(tmp_path: Path, subject: str) -> None:
    [one] = got(tmp_path, mail(FIELDS, From=SQUARE, To=TO, Subject=subject)).mentions
    assert one.title is None
    for theirs in ("Green pool", "Robot platform", "My contact lens is in the pool"):
        [one] = got(tmp_path, mail(FIELDS, From=SQUARE, To=TO, Subject=theirs)).mentions
        assert one.title == theirs


def test_an_absence_is_none_though_it_quotes_a_form(tmp_path: Path) -> None:
    body = f"I am out of the office until Monday.\n\n> {FIELDS}"
    made = mail(body, Subject="Automatic reply: New message", Auto_Submitted="auto-replied")
    assert is_counted_only(tmp_path, made)


def test_a_form_that_a_colleague_forwards_is_its_visitors(tmp_path: Path) -> None:
    head = "---------- Forwarded message ---------\nFrom: Squarespace <form-submission@squarespace.info>\nDate: Mon, Nov 2, 2026 at 9:12 AM\nSubject: Form Submission - Contact\nTo: <contact@acme.example>\n\n"
    made = mail(f"for you\n\n{head}\n{FIELDS}", From="Jo <jo@acme.example>", Subject="Fwd: Form Submission - Contact", To=TO)  # fmt: skip
    [one] = got(tmp_path, made).mentions
    assert (one.text, one.author, one.title) == ("The pump hums.", NORA, None)


@pytest.mark.parametrize(
    "body",
    [
        "Hello, I bought a pump in May and it hums.\nQuestion: is that normal?\nEmail: nora@mail.example\nNora",
        "My pump hums.\n\nPhone: 0612345678\nEmail: nora@mail.example",
        "Message for your team: it hums.\nName of the pump: Azur",
        "Name: Nora\nOrder: 1001\n\nIt never came.",
    ],
)
def test_who_writes_labels_in_an_own_mail_is_read_as_it_stands(tmp_path: Path, body: str) -> None:
    [one] = got(tmp_path, mail(body)).mentions
    assert one.text == body
    assert one.title == "Battérie"


def test_fields_on_one_line_are_told_apart(tmp_path: Path) -> None:
    body = "<div><span>Name: Nora Petit</span> <span>Email: nora@mail.example</span> <span>Message: The pump hums.</span></div>"
    [one] = got(tmp_path, form(body, by=SQUARE, html=True)).mentions
    assert (one.text, one.author) == ("The pump hums.", NORA)


@pytest.mark.parametrize(
    "body",
    [
        "Message:\n" * 90_000,
        "Name:\n" * 150_000,
        "Message: x\n" + "Phone:\n\n" * 90_000,
        "a:b " * 200_000,
        "Name : a " * 80_000,
        ("Name : " * 40 + "\n") * 3_000,
        "Sent via form submission\n" * 30_000,
        "You have a new message " * 40_000,
        "Name: x\n" + "\n" * 300_000 + "Message: y",
        "<table>" + "<tr><td>Name</td><td>x</td></tr>" * 3_000,
    ],
)
@pytest.mark.long
def test_a_form_that_is_made_to_hurt_ends_soon(tmp_path: Path, body: str) -> None:
    made = form(body, by=SQUARE, html=body.startswith("<"))
    begun = time.thread_time()
    got(tmp_path, made)
    assert time.thread_time() - begun < 10
