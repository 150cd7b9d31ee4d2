"""Mails that came back and absences are counted and not read; customers who write of them are."""

from pathlib import Path

import pytest
from test_mails import got, mail
from test_mails_relayed import is_counted_only

RETURNED = [
    "Undeliverable: Your order",
    "Undelivered Mail Returned to Sender",
    "Delivery Status Notification (Failure)",
    "Mail delivery failed: returning message to sender",
    "failure notice",
    "Returned mail: see transcript for details",
    "Warning: message 1tXyZ delayed 24 hours",
    "Non remis : Votre commande",
    "Échec de la remise",
    "Unzustellbar: Ihr Fahrrad",
    "Zustellung fehlgeschlagen",
    "Nachricht konnte nicht zugestellt werden",
    "No se puede entregar: Su pedido",
    "Non recapitabile: Ordine",
    "[EXTERNAL] Undeliverable: Your order",
]


@pytest.mark.parametrize("subject", RETURNED)
def test_a_mail_that_came_back_without_its_headers_is_told_by_who_sends_it(
    tmp_path: Path, subject: str
) -> None:
    body = "Your message to bob@x.example couldn't be delivered."
    for sender in ("postmaster@x.example", f"MicrosoftExchange329e71ec{'a' * 24}@x.example"):
        assert is_counted_only(tmp_path, mail(body, Subject=subject, From=sender))
    assert is_counted_only(tmp_path, mail(body, Subject=subject, Return_Path="<>"))
    # Of a person it is their subject.
    for headers in ({"Subject": subject}, {"Subject": f"Fwd: {subject}"}):
        assert got(tmp_path, mail("It burnt.", **headers)).texts == ["It burnt."]


@pytest.mark.parametrize(
    "headers",
    [
        {"From": "Microsoft Outlook <postmaster@x.example>", "Subject": "?"},
        {"From": "Mail Delivery System <Mailer-Daemon@x.example>", "Subject": "?"},
        {"X_Failed_Recipients": "bob@x.example"},
        {"X_Autoreply": "yes"},
        {"Precedence": "auto_reply"},
    ],
)
def test_a_program_alone_has_such_headers(tmp_path: Path, headers: dict[str, str]) -> None:
    assert is_counted_only(tmp_path, mail(**headers))


@pytest.mark.parametrize("sender", ["Jo <postmaster@small.example>", "postmaster@small.example"])
def test_who_has_only_that_address_is_read(tmp_path: Path, sender: str) -> None:
    assert got(tmp_path, mail(From=sender)).texts == ["My battery is dead."]


ABSENT = [
    ("Automatic reply: Your order", "I am out of the office until 7 December with no access to email."),
    ("Out of Office", "Thanks for your email. I'm currently on annual leave."),
    ("Out of office until Dec 7", "Hello,\nOut of office, back Monday."),
    ("I am currently out of the office", "I am out of the office and will reply later."),
    ("Automatische Antwort (Abwesenheit)", "Ich bin derzeit nicht im Büro."),
    ("Réponse automatique de luc@x.example: vélo", "Je suis absent jusqu'au 7 décembre."),
    ("OOO Re: Your order", "I will be away until Monday."),
    ("Auto-reply: Your order", "We have received your message."),
    ("Réponse automatique : Votre commande", "Bonjour, je suis absente jusqu'au 7 décembre."),
    ("Réponse automatique de Léa Roy", "En mon absence, merci de contacter Paul."),
    ("Absence du bureau : Votre commande", "Absent du 1 au 7 décembre."),
    ("Absence", "Je suis en congés jusqu'au 7. En cas d'urgence, merci de contacter Paul."),
    ("Abwesenheitsnotiz: Ihr Fahrrad", "Ich bin bis 7. Dezember nicht im Büro."),
    ("Abwesenheitsnotiz", "Ich befinde mich bis einschließlich 7.12. im Urlaub."),
    ("Automatische Antwort: Ihr Fahrrad", "Diese Nachricht wurde automatisch erstellt."),
    ("Urlaub: Re: Ihr Auftrag", "Ich bin im Urlaub und melde mich nach dem 7. Dezember."),
    ("Respuesta automática: Su pedido", "Estaré fuera de la oficina hasta el lunes."),
    ("Risposta automatica: Ordine", "Sono in ferie fino al 7 dicembre."),
    ("[Help] Automatic reply: Your order", "I am out of the office."),
]  # fmt: skip


@pytest.mark.parametrize(("subject", "body"), ABSENT)
def test_an_absence_without_its_headers_is_told_by_its_subject_and_its_words(
    tmp_path: Path, subject: str, body: str
) -> None:
    assert is_counted_only(tmp_path, mail(body, Subject=subject))
    # Neither alone is one: people answer it, write of it, or are away themselves.
    assert got(tmp_path, mail(body, Subject=f"RE: {subject}")).texts == [body]
    assert got(tmp_path, mail(body, Subject="Your order")).texts == [body]
    assert got(tmp_path, mail("My battery is dead.", Subject=subject)).texts


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Votre réponse automatique est inutile", "Je suis absente et je reçois une réponse automatique."),
        ("Réponse automatique inutile", "Je suis absente, et le guidon s'est détaché."),
        ("Réponse automatique", "Je ne reçois que votre réponse automatique et le guidon a cassé."),
        ("Automatic reply: useless", "Every mail gets your automatic reply. The brakes failed!"),
        ("Out of office chairs, again", "I am out of the office and the chair is dead."),
        ("Out of Office", "Your agents are out of the office for weeks, and it smokes."),
        ("Absence de réponse", "Absence totale de réponse, votre SAV est injoignable."),
        ("Absence", "Je serai absent du 3 au 7 décembre, merci de livrer le 8."),
        ("Urlaub", "Ich bin im Urlaub, bitte liefern Sie erst danach."),
        ("Abmeldung", "Ich bin bis zum 7. Dezember verreist, bitte liefern Sie erst danach."),
        ("On holiday", "I am on holiday and the tent you sold me burnt."),
    ],
)  # fmt: skip
def test_a_customer_who_writes_of_an_absence_is_read(
    tmp_path: Path, subject: str, body: str
) -> None:
    assert got(tmp_path, mail(body, Subject=subject)).texts == [body]


def test_what_a_rule_redirects_is_a_customers(tmp_path: Path) -> None:
    made = mail(Auto_Submitted="auto-generated", Resent_From="jo@acme.example")
    assert got(tmp_path, made).texts == ["My battery is dead."]
