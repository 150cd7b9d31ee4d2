"""What form programs write around a visitor's words, in the languages they speak to the owner; names are invented."""

from email.message import EmailMessage
from pathlib import Path

import pytest
from test_mails import got, mail
from test_mails_forms import NORA

S = "The pump hums and the water stays green.\n\nWhat can I do?"
F = "La pompe ronfle et l'eau reste verte.\n\nQue faire ?"
G = "Die Pumpe brummt.\n\nWas tun?"
I = "La pompa ronza.\n\nChe fare?"  # noqa: E741
H, HF, HG = (said.replace("\n\n", "<br><br>") for said in (S, F, G))

PROGRAMS: dict[str, tuple[EmailMessage, str]] = {}


def add(
    name: str, body: str, said: str, by: str, subject: str = "New message", *, html: bool = False
) -> None:
    """One program's mail, and what of it the visitor says."""
    made = mail(
        body, From=by, To="contact@acme.example", Subject=subject, Reply_To="nora@mail.example"
    )
    if html:
        made.set_content(f"<html><body>{body}</body></html>", subtype="html")
    PROGRAMS[name] = (made, said)


# fmt: off
add("Google Forms",f"Thanks for filling out Contact form\nHere's what was received.\n\nEdit response\n\nContact form\n\nEmail *\nnora@mail.example\n\nYour name *\nNora Petit\n\nSubject\nGreen pool\n\nMessage *\n{S}\n\nCreate your own Google Form\nReport Abuse\n",S,"Google Forms <forms-receipts-noreply@google.com>","Contact form")
add("Google Forms in French",f"Merci d'avoir rempli Formulaire de contact\nVoici ce qui a été reçu.\n\nModifier la réponse\n\nFormulaire de contact\n\nAdresse e-mail *\nnora@mail.example\n\nNom *\nNora Petit\n\nVotre message *\n{F}\n\nCréer votre propre formulaire Google\nSignaler un cas d'utilisation abusive\n",F,"Google Forms <forms-receipts-noreply@google.com>","Formulaire de contact")
add("an add-on of Google Forms",f"A new response was submitted to your form Contact.\n\nTimestamp: 24/11/2026 09:12:33\nYour name: Nora Petit\nEmail address: nora@mail.example\nWhat went wrong?: {S}\n\nView the response: https://docs.google.example/forms/d/1\nSent with Email Notifications for Google Forms",S,"Form Notifications <notifications@forms.example>","New response: Contact")
add("wufoo",f"<table><tr><th colspan=2>Contact Form [#12]</th></tr><tr><td>Name *</td><td>Nora Petit</td></tr><tr><td>Email *</td><td>nora@mail.example</td></tr><tr><td>Select a Choice</td><td>Service</td></tr><tr><td>Questions or Comments</td><td>{H}</td></tr></table>",S,"Wufoo <no-reply@wufoo.com>","Contact Form [#12]",html=True)
add("wufoo text",f"Contact Form [#12]\n\nName *\nNora Petit\n\nEmail *\nnora@mail.example\n\nQuestions or Comments\n{S}\n\n--\nPowered by Wufoo",S,"Wufoo <no-reply@wufoo.com>","Contact Form [#12]")
add("gravity text",f"Name\nNora Petit\n\nEmail\nnora@mail.example\n\nYour comments\n{S}\n\nConsent\nI agree to the privacy policy.\n",S,"Acme <wordpress@acme.example>","New submission from Contact")
add("gravity fr",f"Nom : Nora Petit\nE-mail : nora@mail.example\nTéléphone : 06 12 34 56 78\nVotre demande : {F}\nRGPD : J'accepte que mes données soient utilisées pour me recontacter.\n",F,"Acme <wordpress@acme.example>","Nouvelle soumission de Contact")
add("netlify",f"Hello,\n\nYou've received a new form submission from your site acme.netlify.app.\n\nname: Nora Petit\n\nemail: nora@mail.example\n\nmessage: {S}\n\nView form submissions in the Netlify UI: https://app.netlify.example/x\n\nYou received this email because you set up form notifications. Manage notifications.",S,"Netlify <formresponses@netlify.com>","[Netlify] New form submission: contact")
add("netlify2",f"Here are the form details submitted through your site:\n\nname: Nora Petit\nemail: nora@mail.example\nmessage: {S}\nip: 203.0.113.7\nuser_agent: Mozilla/5.0\nreferrer: https://acme.example/contact",S,"Netlify <team@netlify.com>","New submission from contact on acme")
add("presta en",f"Message from a Acme customer\n\nCustomer e-mail address: nora@mail.example\n\nCustomer message: {S}\n\nOrder ID: -\nAttached file: -\n\nAcme powered by PrestaShop",S,"Acme <shop@acme.example>","[Acme] Message from contact form [no_sync]")
add("presta fr",f"[Acme]\n\nMessage d'un client Acme\n\nAdresse e-mail du client : nora@mail.example\n\nMessage du client : {F}\n\nID de commande : 1001\nFichier joint : -\n\nAcme réalisé avec PrestaShop",F,"Acme <shop@acme.example>","[Acme] Message depuis le formulaire de contact [no_sync]")
add("shopify fr",f"Vous avez reçu un nouveau message à partir du formulaire de contact de votre boutique en ligne.\n\nCode pays :\nFR\n\nNom :\nNora Petit\n\nE-mail :\nnora@mail.example\n\nTéléphone :\n+33612345678\n\nCommentaire :\n{F}\n",F,'"Acme (Shopify)" <mailer@shopify.com>',"Nouveau message client le 24 novembre 2026 à 9:12")
add("shopify fr2",f"Vous avez reçu un nouveau message via le formulaire de contact de votre boutique.\n\nCode de pays:\nFR\n\nNom:\nNora Petit\n\nAdresse courriel:\nnora@mail.example\n\nCorps:\n{F}\n",F,'"Acme (Shopify)" <mailer@shopify.com>',"Nouveau message client")
add("shopify de",f"Du hast eine neue Nachricht über das Kontaktformular deines Onlineshops erhalten.\n\nLändercode:\nDE\n\nName:\nNora Petit\n\nE-Mail:\nnora@mail.example\n\nNachrichtentext:\n{G}\n",G,'"Acme (Shopify)" <mailer@shopify.com>',"Neue Kundennachricht am 24. November 2026")
add("shopify it",f"Hai ricevuto un nuovo messaggio dal modulo di contatto del tuo negozio online.\n\nCodice Paese:\nIT\n\nNome:\nNora Petit\n\nE-mail:\nnora@mail.example\n\nCorpo:\n{I}\n",I,'"Acme (Shopify)" <mailer@shopify.com>',"Nuovo messaggio cliente del 24 novembre")
add("wix fr",f"<div>Un visiteur vient de soumettre votre formulaire : Contact</div><div>sur Acme</div><div><b>Détails du message :</b></div><div>Prénom : Nora</div><div>Nom de famille : Petit</div><div>E-mail : nora@mail.example</div><div>Message : {HF}</div><div>Si vous pensez que cette soumission est un spam, <a href='https://x.example'>signalez-la comme spam</a>.</div><div>Pour modifier vos paramètres d'e-mail, accédez à votre boîte de réception sur ordinateur.</div>",F,"Acme via Wix <no-reply@crm.wix.example>","Contact a reçu une nouvelle soumission",html=True)
add("wix de",f"<div>Ein Besucher hat gerade Ihr Formular gesendet: Kontakt auf Acme</div><div><b>Nachrichtendetails:</b></div><div>Vorname: Nora</div><div>Nachname: Petit</div><div>E-Mail: nora@mail.example</div><div>Nachricht: {HG}</div><div>Wenn Sie denken, dass diese Einsendung Spam ist, melden Sie sie als Spam.</div><div>Um Ihre E-Mail-Einstellungen zu bearbeiten, gehen Sie zu Ihrem Posteingang.</div>",G,"Acme via Wix <no-reply@crm.wix.example>","Kontakt hat eine neue Einsendung",html=True)
add("squarespace fr",f"Envoyé via un formulaire de Acme Piscines (https://acme.example)\n\nNom : Nora Petit\n\nE-mail : nora@mail.example\n\nSujet : Eau verte\n\nMessage : {F}\n\n\nCette soumission ressemble à du spam ? Signalez-le ici.",F,"Squarespace <form-submission@squarespace.info>","Soumission de formulaire - Contact")
add("squarespace manage",f"Sent via form submission from Acme\n\nName: Nora Petit\n\nEmail: nora@mail.example\n\nMessage: {S}\n\n\nManage Submissions\n\nDoes this submission look like spam? Report it here.",S,"Squarespace <form-submission@squarespace.info>","Form Submission - Contact")
add("drupal webform",f"Submitted on Tue, 11/24/2026 - 09:12\n\nSubmitted by: Anonymous\n\nSubmitted values are:\n\nYour name: Nora Petit\nYour email: nora@mail.example\nMessage:\n{S}\n\nThe results of this submission may be viewed at:\nhttps://acme.example/node/5/submission/12\n",S,"Acme <www@acme.example>","Form submission from: Contact")
add("drupal fr",f"Soumis le mar, 24/11/2026 - 09:12\n\nSoumis par : Anonyme\n\nLes valeurs soumises sont:\n\nVotre nom: Nora Petit\nVotre adresse de courriel: nora@mail.example\nMessage:\n{F}\n\nLes résultats de cette soumission peuvent être consultés sur :\nhttps://acme.example/node/5/submission/12\n",F,"Acme <www@acme.example>","Soumission de formulaire par : Contact")
add("drupal core",f"Nora Petit (nora@mail.example) sent a message using the contact form at https://acme.example/contact.\n\nThe sender's name\n  Nora Petit\nThe sender's email\n  nora@mail.example\nSubject\n  Green pool\nMessage\n  {S}\n",S,"Acme <www@acme.example>","[Website feedback] Green pool")
add("drupal core fr",f"Nora Petit (non vérifié) (nora@mail.example) a envoyé un message en utilisant le formulaire de contact sur https://acme.example/contact.\n\n{F}\n",F,"Acme <www@acme.example>","[Contact] Eau verte")
add("tally",f"New Tally Form Submission for Contact\n\nName\n\nNora Petit\n\nEmail\n\nnora@mail.example\n\nMessage\n\n{S}\n\nView submission (https://tally.example/f/1)\n\nYou received this email because you enabled email notifications for this form. Turn off notifications",S,"Tally <notifications@tally.so>","New Tally Form Submission for Contact")
add("tally html",f"<h2>Contact</h2><p><b>Name</b></p><p>Nora Petit</p><p><b>Email</b></p><p>nora@mail.example</p><p><b>How can we help?</b></p><p>{H}</p><p><a href='https://x.example'>View submission</a></p><p>Made with Tally, the simplest way to create forms.</p>",S,"Tally <notifications@tally.so>","New Tally Form Submission for Contact",html=True)
add("ms forms",f"Thank you for completing this form. Here are your responses:\n\n1. Your name *\nNora Petit\n\n2. Your email *\nnora@mail.example\n\n3. Message *\n{S}\n\nThis content is created by the owner of the form. The data you submit will be sent to the form owner. Microsoft is not responsible for the privacy or security practices of its customers.\n\nPowered by Microsoft Forms | Privacy and cookies | Terms of use",S,"Microsoft Forms <no-reply@forms.microsoft.example>","Response to Contact")
add("ms forms fr",f"Une nouvelle réponse a été envoyée pour Contact.\n\n1. Votre nom\nNora Petit\n2. Votre adresse e-mail\nnora@mail.example\n3. Votre message\n{F}\n\nCe contenu n'a pas été créé ni approuvé par Microsoft.\nOptimisé par Microsoft Forms\nConfidentialité et cookies | Conditions d'utilisation",F,"Microsoft Forms <no-reply@forms.microsoft.example>","Nouvelle réponse : Contact")
add("typeform fr",f"Votre typeform Contact a reçu une nouvelle réponse :\n\nQuel est votre nom ?\nNora Petit\n\nQuelle est votre adresse e-mail ?\nnora@mail.example\n\nQue pouvons-nous faire pour vous ?\n{F}\n\nConnectez-vous pour voir ou télécharger vos réponses sur https://typeform.example\n\nTypeform, Carrer Bac de Roda 163, Barcelona",F,"Typeform Notifications <notifications@followups.typeform.io>","Typeform: nouvelle réponse")
add("jotform fr",f"<table><tr><th colspan=2>Formulaire de contact</th></tr><tr><td>Nom complet</td><td>Nora Petit</td></tr><tr><td>E-mail</td><td>nora@mail.example</td></tr><tr><td>Numéro de téléphone</td><td>(06) 12345678</td></tr><tr><td>Votre message</td><td>{HF}</td></tr></table><p>Vous pouvez modifier cette soumission et consulter facilement toutes vos soumissions.</p><p>Maintenant créez votre propre Jotform - C'est gratuit !</p>",F,"Jotform <noreply@jotform.com>","Re: Formulaire de contact - Nora Petit",html=True)
add("hubspot fr",f"<h1>Vous avez une nouvelle soumission sur le formulaire HubSpot « Contact »</h1><p>Page de soumission : <a href='https://acme.example'>Contact | Acme</a></p><p><b>Prénom :</b><br>Nora</p><p><b>Nom :</b><br>Petit</p><p><b>E-mail :</b><br>nora@mail.example</p><p><b>Message :</b><br>{HF}</p><p><a href='https://x.example'>Afficher le contact dans HubSpot</a></p><p>HubSpot, Inc.</p>",F,"HubSpot <noreply@notifications.hubspot.com>","Nouvelle soumission de formulaire",html=True)
add("formspree new",f"New submission on Contact\n\nname:\nNora Petit\n\nemail:\nnora@mail.example\n\nmessage:\n{S}\n\nSubmitted 9:12 AM - 24 November 2026\n\nView in Formspree\n\nMark as spam | Unsubscribe from this form\n\nYou are receiving this because you confirmed this email address on Formspree. If you don't remember doing that, or no longer wish to receive these emails, please remove the form at https://acme.example or send an email to support@formspree.example",S,"Formspree <noreply@formspree.io>","New submission on Contact")
add("wpforms fr",f"--- Nom ---\n\nNora Petit\n\n--- E-mail ---\n\nnora@mail.example\n\n--- Commentaire ou message ---\n\n{F}\n\nEnvoyé depuis Acme",F,"Acme <wordpress@acme.example>","Nouvelle entrée : Formulaire de contact simple")
add("cf7 custom fr",f"De : Nora Petit nora@mail.example\nObjet : Eau verte\n\nCorps du message :\n{F}\n\n--\nCeci est une notification indiquant qu’un formulaire de contact a été soumis sur votre site (Acme https://acme.example).",F,"Acme <wordpress@acme.example>","[Acme] Eau verte")
add("cf7 new en",f"From: Nora Petit [nora@mail.example]\nSubject: Green pool\n\nMessage Body:\n{S}\n\n-- \nThis is a notification that a contact form was submitted on your website (Acme https://acme.example).",S,"Acme <wordpress@acme.example>","[Acme] Green pool")
add("cf7 de new",f"Von: Nora Petit [nora@mail.example]\nBetreff: Pool\n\nNachrichtentext:\n{G}\n\n--\nDies ist eine Benachrichtigung, dass ein Kontaktformular auf deiner Website (Acme https://acme.example) abgeschickt wurde.",G,"Acme <wordpress@acme.example>","[Acme] Pool")
add("cf7 it new",f"Da: Nora Petit [nora@mail.example]\nOggetto: Pool\n\nCorpo del messaggio:\n{I}\n\n--\nQuesta è una notifica che un modulo di contatto è stato inviato sul tuo sito web (Acme https://acme.example).",I,"Acme <wordpress@acme.example>","[Acme] Pool")
add("elementor fr",f"Nom: Nora Petit\nE-mail: nora@mail.example\nMessage: {F}\n\n---\n\nDate: 24 novembre 2026\nHeure: 9h12\nURL de la page: https://acme.example/contact/\nAgent utilisateur: Mozilla/5.0\nIP distante: 203.0.113.7\nPropulsé par: Elementor\n",F,"Acme <email@acme.example>","Nouveau message de « Acme »")
add("odoo",f"<p>Vous avez reçu un nouveau message via le formulaire de contact.</p><p>Votre nom : Nora Petit<br>Adresse e-mail : nora@mail.example<br>Votre entreprise : -<br>Sujet : Eau verte<br>Votre question : {HF}</p>",F,"Acme <no-reply@acme.example>","Nouvelle demande",html=True)
add("fluent",f"<table><tr><th>First Name</th></tr><tr><td>Nora</td></tr><tr><th>Last Name</th></tr><tr><td>Petit</td></tr><tr><th>Email</th></tr><tr><td>nora@mail.example</td></tr><tr><th>Your Message</th></tr><tr><td>{H}</td></tr></table><p>This form submitted at: https://acme.example/contact</p>",S,"Acme <wordpress@acme.example>","New Form Submission",html=True)
add("ninja",f"<table><tr><td>Name:</td><td>Nora Petit</td></tr><tr><td>Email:</td><td>nora@mail.example</td></tr><tr><td>Message:</td><td>{H}</td></tr></table>",S,"Acme <wordpress@acme.example>","Ninja Forms Submission",html=True)
add("strato de",f"Sie haben eine neue Nachricht über Ihr Kontaktformular erhalten:\n\nAnrede: Frau\nVor- und Nachname: Nora Petit\nE-Mail-Adresse: nora@mail.example\nIhre Nachricht: {G}\n\nIch habe die Datenschutzerklärung gelesen: Ja\n\nMit freundlichen Grüßen\nIhr Website-Team",G,"Acme <no-reply@acme.example>","Kontaktanfrage")
add("it",f"Hai ricevuto una nuova richiesta dal sito Acme\n\nNome e cognome: Nora Petit\nIndirizzo email: nora@mail.example\nTelefono: 333 1234567\nMessaggio: {I}\n\nHo letto l'informativa sulla privacy: Sì\n",I,"Acme <no-reply@acme.example>","Nuova richiesta dal sito")
add("forminator", f"You have a new website form submission:\n\nFirst Name: Nora\nLast Name: Petit\nEmail Address: nora@mail.example\nMessage: {S}\n---\nThis message was sent from https://acme.example.", S, "Acme <wordpress@acme.example>")
add("forminator fr", f"Vous avez une nouvelle soumission de formulaire :\n\nNom: Nora Petit\nAdresse e-mail: nora@mail.example\nMessage: {F}\n---\nCe message a été envoyé depuis https://acme.example.", F, "Acme <wordpress@acme.example>")
add("fluent fr", f"Nom: Nora Petit\nE-mail: nora@mail.example\nVotre message: {F}\n\nCe formulaire a été soumis depuis : https://acme.example/contact/", F, "Acme <wordpress@acme.example>")
add("cognito", f"Contact Form\n\nEntry Details\n\nName\nNora Petit\n\nEmail\nnora@mail.example\n\nMessage\n{S}\n\nView full entry at CognitoForms.com.", S, "Cognito Forms <notifications@cognito.example>")
add("framaforms", f"Soumis le mar 24/11/2026 - 09:12\nSoumis par l'utilisateur anonyme : 203.0.113.7\nLes valeurs soumises sont :\n\nNom : Nora Petit\nCourriel : nora@mail.example\nVotre message : {F}\n\nLes résultats de cette soumission peuvent être consultés sur : https://forms.example/node/1", F, "Framaforms <no-reply@forms.example>")
add("godaddy", f"You've received a new message from your website contact form.\n\nName: Nora Petit\n\nEmail: nora@mail.example\n\nMessage: {S}\n\nThis message was submitted from your website contact form:\nhttps://acme.example/", S, "GoDaddy <noreply@site.example>")
add("ionos", f"Name: Nora Petit\nE-Mail-Adresse: nora@mail.example\nNachricht: {G}\n\nDiese Nachricht wurde über das Kontaktformular auf https://acme.example gesendet.", G, "Acme <wordpress@acme.example>")
# fmt: on


# PrestaShop asks for no name, and Drupal's stands in a sentence alone.
UNNAMED = ("presta en", "presta fr", "drupal core fr")


@pytest.mark.parametrize("program", PROGRAMS)
def test_what_a_visitor_wrote_stays_and_nothing_of_the_program(
    tmp_path: Path, program: str
) -> None:
    made, said = PROGRAMS[program]
    [one] = got(tmp_path, made).mentions
    assert " ".join(one.text.split()) == " ".join(said.split())
    assert one.author
    name = NORA.id if program in UNNAMED else NORA.name
    assert (one.author.id, one.author.name) == (NORA.id, name)


WHO = "Name: Nora Petit\nEmail: nora@mail.example\n"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        # Several answers in prose: each under its question.
        (f"{WHO}Which pump?: Azur 4\nWhat did you see?: It hums all night long.\nWhat do you wish for?: Send me a new one, please.\n\nView submission",
         "What did you see?: It hums all night long.\nWhat do you wish for?: Send me a new one, please."),
        (f"{WHO}Which pump?: Azur 4\nWhat did you see?: It hums all night long.\n\nView submission", "It hums all night long."),
        ("Your typeform Contact has a new response:\n\n* Your name?\nNora Petit\n* Your email?\nnora@mail.example\n* What did you see?\nIt hums all night long.\n* What do you wish for?\nA new pump, please, and soon.",
         "What did you see?: It hums all night long.\nWhat do you wish for?: A new pump, please, and soon."),
        # Beside a message, too: what may be the gravest is not lost.
        (f"{WHO}What was damaged?: The pump burnt my left hand.\nMessage: Please call.\n\nView submission", "What was damaged?: The pump burnt my left hand.\nPlease call."),
        ("--- Name ---\n\nNora Petit\n\n--- Email ---\n\nnora@mail.example\n\nDescribe the damage\n\nThe pump burnt my left hand.\n\n--- Message ---\n\nPlease call.\n\nSent from Acme", "Describe the damage: The pump burnt my left hand.\nPlease call."),
        # A line of the visitor's that resembles the program's.
        (f"{WHO}Message: It hums.\nEnvoyé par votre livreur à la mauvaise adresse\n", "It hums.\nEnvoyé par votre livreur à la mauvaise adresse"),
        (f"{WHO}Message: Bonjour\nRépondez à ce message avant lundi\n", "Bonjour\nRépondez à ce message avant lundi"),
        (f"{WHO}Message: Bonjour\nJ'ai lu votre réponse et le four fume encore\n", "Bonjour\nJ'ai lu votre réponse et le four fume encore"),
        (f"{WHO}Message: Bonjour\nFourni par vos équipes sans notice\n", "Bonjour\nFourni par vos équipes sans notice"),
        (f"{WHO}Message: Hello\nReply to this email today, it is urgent\n", "Hello\nReply to this email today, it is urgent"),
        (f"{WHO}Message: Hello\nSee your message of Monday, still no answer\n", "Hello\nSee your message of Monday, still no answer"),
        (f"{WHO}Message: Hello\nSent from your warehouse, it came broken\n", "Hello\nSent from your warehouse, it came broken"),
        (f"{WHO}Message: Hello\nReply to this email directly, I leave tonight\n", "Hello\nReply to this email directly, I leave tonight"),
        ("De : Nora Petit nora@mail.example\nObjet : Pompe\n\nCorps du message :\nElle ronfle.\n\n--\nPropulsé par WordPress", "Elle ronfle."),
        (f"{WHO}Message: Elle ronfle.\nMagasin : fermé depuis lundi\n", "Elle ronfle.\nMagasin : fermé depuis lundi"),
        (f"{WHO}Message: Vous avez une réponse à me donner\n", "Vous avez une réponse à me donner"),
        (f"{WHO}Message: Bonjour\nVoir la réponse de votre vendeur : inadmissible\n", "Bonjour\nVoir la réponse de votre vendeur : inadmissible"),
        (f"{WHO}Message: Hello\nThanks for completing my order so late\n", "Hello\nThanks for completing my order so late"),
        (f"{WHO}Message: Bonjour\nMerci d'avoir rempli mon dossier à ma place\n", "Bonjour\nMerci d'avoir rempli mon dossier à ma place"),
    ],
)  # fmt: skip
def test_the_visitors_own_answers_are_kept_whole(tmp_path: Path, body: str, said: str) -> None:
    made = mail(body, From="Tally <notifications@tally.example>", To="contact@acme.example")
    [one] = got(tmp_path, made).mentions
    assert (one.text, one.author) == (said, NORA)


@pytest.mark.parametrize(
    "body",
    [
        "I sent a message using the contact form and nobody answered.\nNora",
        "Bonjour,\n\nJ'ai soumis le formulaire trois fois : le formulaire plante.\nEmail : nora@mail.example",
        "Votre formulaire a reçu ma réponse et rien ne vient.",
        "Report it here.\nYour site says so, and it does nothing.",
        "1. The pump hums.\n2. The water is green.\nNora",
        "Une visiteuse vient de remplir son verre dans votre piscine.",
    ],
)
def test_who_writes_of_a_form_in_an_own_mail_is_read_as_it_stands(
    tmp_path: Path, body: str
) -> None:
    assert got(tmp_path, mail(body)).texts == [body]


@pytest.mark.parametrize(
    ("field", "place"),
    [
        ("Magasin : Optivane Rennes", "Optivane Rennes"),
        ("Depot: Rennes", "Rennes"),
        ("Quel magasin avez-vous visité ? : Rennes", "Rennes"),
        ("Agence concernée : Rennes", "Rennes"),
        ("Ville : Rennes", None),  # where they live
        ("Site: Acme", None),
        ("Société : Northmill", None),
    ],
)
def test_the_shop_that_a_visitor_chose_is_the_place(
    tmp_path: Path, field: str, place: str | None
) -> None:
    body = f"Nom : Nora Petit\nE-mail : nora@mail.example\n{field}\nMessage : Elle ronfle."
    [one] = got(tmp_path, mail(body, From="Acme <wordpress@acme.example>")).mentions
    assert (one.text, one.author, one.place) == ("Elle ronfle.", NORA, place)
