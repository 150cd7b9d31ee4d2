"""What mail programs put around a writer's words, as text or as HTML, is not the writer's."""

import time
from pathlib import Path

import pytest
from test_mails import COLLEAGUE, got, mail, text

WHO = "Support <help@acme.example>"
LINES = [
    f"On Tue, Nov 24, 2026 at 9:12 AM {WHO} wrote:",
    f"On Tue, Nov 24, 2026 at 9:12 AM {WHO}\n wrote:",
    "On Tue, Nov 24, 2026 at 9:12 AM The Support Team of\nAcme Limited <\nhelp@acme.example> wrote:",
    "On 24/11/2026 09:12, 'Support' via Help wrote:",
    f"Le mar. 24 nov. 2026 à 09:12, {WHO} a écrit :",
    "Le mar. 24 nov. 2026 à 09:12, Service Après-Vente de la maison\nAcme France <help@acme.example> a\nécrit\u00a0:",
    f"Le 24/11/2026 à 09:12, {WHO}\n a écrit :",
    f"Am Di., 24. Nov. 2026 um 09:12 Uhr schrieb {WHO}:",
    "Am Di., 24. Nov. 2026 um 09:12 Uhr schrieb Kundenservice der Firma\nAcme GmbH\n<help@acme.example>:",
    f"Am 24.11.26, 09:12 schrieb {WHO}:",
    "El mar, 24 nov 2026 a las 9:12, Atención al Cliente (<help@acme.example>)\nescribió:",
    f"Il giorno mar 24 nov 2026 alle ore 09:12 {WHO}\nha scritto:",
    f"Em ter., 24 de nov. de 2026 às 09:12, {WHO}\nescreveu:",
    f"Op di 24 nov 2026 om 09:12 schreef {WHO}:",
    f"2026-11-24 9:12 GMT+01:00 {WHO}:",
    f"{WHO} schrieb am Di., 24. Nov. 2026, 09:12:",
    # Gmail, Thunderbird, Apple Mail and Yahoo elsewhere
    f"wt., 24 lis 2026 o 09:12 {WHO} napisał(a):",
    "W dniu 24.11.2026 o 09:12, Support Acme pisze:",
    f"W dniu wtorek, 24 listopada 2026 09:12:11 CET użytkownik {WHO}\nnapisał:",
    "Wiadomość napisana przez Support <help@acme.example> w dniu 24 lis 2026, o godz.\n09:12:",
    "Dnia 24 listopada 2026 09:12 Support napisał(a):",
    f"A terça, 24/11/2026 às 09:12, {WHO} escreveu:",
    "No dia 24/11/2026, às 09:12, Support escreveu:",
    "Em 24 de nov. de 2026, à(s) 09:12, Support\n<help@acme.example> escreveu:",
    f"Den tis 24 nov. 2026 kl 09:12 skrev {WHO}:",
    "24 nov. 2026 kl. 09:12 skrev Support:",
    "Den 2026-11-24 kl. 09:12, skrev Support:",
    f"Den tirs. 24. nov. 2026 kl. 09.12 skrev {WHO}:",
    "Den 24.11.2026 kl. 09.12 skrev Support:",
    f"tir. 24. nov. 2026 kl. 09:12 skrev {WHO}:",
    "24. nov. 2026 kl. 09:12 skrev Support <help@acme.example>:",
    f"ti 24. marrask. 2026 klo 9.12 {WHO} kirjoitti:",
    f"út 24. 11. 2026 v 9:12 odesílatel {WHO} napsal:",
    "Dne 24. 11. 2026 v 9:12 Support napsal(a):",
    f"ut 24. 11. 2026 o 9:12 {WHO} napísal(a):",
    f"În mar., 24 nov. 2026 la 09:12, {WHO} a\nscris:",
    "Pe 24.11.2026 09:12, Support a scris:",
    f"{WHO}, 24 Kas 2026 Sal, 09:12 tarihinde şunu yazdı:",
    "24.11.2026 09:12 tarihinde Support yazdı:",
    "Support <help@acme.example> şunları yazdı (24 Kas 2026 09:12):",
    f"{WHO} ezt írta (időpont: 2026. nov. 24., K, 9:12):",
    f"2026年11月24日(火) 9:12 {WHO}:",
    "2026/11/24 9:12、Support <help@acme.example>のメール：",
    f"вт, 24 нояб. 2026 г. в 09:12, {WHO}:",
    "24.11.2026 09:12, Support пишет:",
    f"Στις Τρί 24 Νοε 2026 στις 9:12 π.μ., ο χρήστης {WHO}\nέγραψε:",
]  # fmt: skip


@pytest.mark.parametrize("line", LINES)
def test_the_line_above_a_quotation_is_cut_over_however_many_lines_it_runs(
    tmp_path: Path, line: str
) -> None:
    for below in ("\n> Try again.\n> Bye", "\n\n> Try again.", ""):
        assert text(tmp_path, f"Still dead.\n\n{line}{below}") == "Still dead."
    assert text(tmp_path, f"{line}\n> Try again.\n\nStill dead.") == "Still dead."


@pytest.mark.parametrize(
    "line", [line for line in LINES if line[:2] in ("On", "Le", "Am", "El") and "@" in line]
)
def test_what_stands_unmarked_below_an_address_and_a_time_is_anothers(
    tmp_path: Path, line: str
) -> None:
    assert text(tmp_path, f"Still dead.\n\n{line}\n \n Beware of fire.") == "Still dead."


@pytest.mark.parametrize(
    "body",
    [
        "On Monday I wrote:\n> stop it\nand you did not",
        f"I quote.\nLe 24/11/2026 à 09:12, {WHO} a écrit :\nTout va bien. C'est faux.",
        "On 24 November 2026 you wrote:\n\nit is safe. It is not.",
        f"Le 24/11/2026 à 09:12, {WHO} a écrit :\n\nSeul dans ce mail.",
        "Il me faut 2 choses :\nun vélo\nune lampe",
        "Jag skrev 24.11.2026 till er:\nden är trasig",
        "W dniu 24.11.2026 zamówiłem dwie rzeczy:\npompę i filtr",
        "Den 24 november 2026 fick jag detta:\nen trasig pump",
        "2026年11月24日に買ったもの：\nポンプ",
        "24 Kasım 2026 tarihinde aldım:\npompa bozuk",
    ],
)
def test_what_the_writer_says_of_a_mail_stays(tmp_path: Path, body: str) -> None:
    said = body.replace("> stop it\n", "")
    assert text(tmp_path, body) == said


@pytest.mark.parametrize(
    "line",
    [
        "Envoyé de mon iPhone", "Envoyé depuis mon appareil Galaxy", "Envoyé à partir de Outlook pour Android<https://aka.example/x>",
        "Envoyé avec la messagerie sécurisée Proton Mail.", "Envoyé depuis un mobile Samsung.", "Envoyé à partir de Yahoo Mail pour iPhone",
        "Provenance : Courrier pour Windows", "Télécharger Outlook pour iOS", "Envoyé depuis l'application Mail Orange",
        "Sent from my iPhone", "Sent from Outlook for iOS<https://aka.example/x>", "Sent with Proton Mail secure email.",
        "Sent from Yahoo Mail<https://yahoo.example/x> for iPhone", "Sent from Mail for Windows",
        "Von meinem iPhone gesendet", "Von meinem Samsung Galaxy Smartphone gesendet.", "Gesendet von Outlook für iOS<https://aka.example/x>",
        "Gesendet mit der GMX Mail App", "Gesendet von meinem iPad", "Diese Nachricht wurde von meinem Android Mobiltelefon mit WEB.DE Mail gesendet.",
        "Holen Sie sich Outlook für iOS<https://aka.example/x>", "Enviado desde mi iPhone", "Inviato da iPhone", "Inviato dal mio iPad",
        "Verzonden vanaf mijn iPhone", "Enviado do meu iPhone",
        "Sendt fra min iPhone", "Skickat från min iPhone", "Lähetetty iPhonesta", "Wysłane z iPhone'a", "Odesláno z iPhonu", "Trimis de pe iPhone-ul meu",
        "iPhone'umdan gönderildi", "iPhoneから送信",
        "You don't often get email from nora@mail.example. Learn why this is important<https://aka.example/x>",
        "Vous n’obtenez pas souvent d’e-mail à partir de nora@mail.example. Pourquoi c’est important",
        "CAUTION: This email originated from outside of the organization. Do not click links or open attachments.",
        "[EXTERNAL] This message came from an external sender. Do not click links.",
        "Garanti sans virus. www.avast.example", "Virus-free.www.avast.example<https://www.avast.example/x>",
        "This e-mail is confidential. If you are not the intended recipient, delete it.",
        "Ce message est confidentiel. Si vous n’êtes pas le destinataire, supprimez-le.",
        "Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Adressat sind, löschen Sie sie.",
    ],
)  # fmt: skip
def test_what_programs_and_servers_add_is_nobodys_words(tmp_path: Path, line: str) -> None:
    for body in (f"Still dead.\n\n{line}\n", f"{line}\n\nStill dead."):
        assert text(tmp_path, body) == "Still dead."


@pytest.mark.parametrize(
    "line",
    [
        "ATTENTION : votre message dit que la batterie externe est sûre, elle a brûlé",
        "WARNING: I open this with an e-mail from outside, since your form is down",
        "This message isn't intended for your bot, the battery burnt",
        "This e-mail was confidential and you sent it to another recipient",
        "Ce message est confidentiel et vous l'avez envoyé à un autre destinataire",
        "Sent via email to your support three weeks ago",
        "Envoyé par SFR un technicien incompétent",
        "Gesendet mit kaputtem Gerät",
        "Sans virus mais sans freins",
    ],
)
def test_a_customer_who_begins_as_they_do_is_heard(tmp_path: Path, line: str) -> None:
    assert text(tmp_path, f"Hello\n{line}\nBye") == f"Hello\n{line}\nBye"


QUOTED = "On Tue, Nov 24, 2026 at 9:12 AM Support &lt;help@acme.example&gt; wrote:"
HTML = [
    '<p>Still dead.</p><div id="Signature"><p>Nora</p><p>Fire &amp; Rescue</p></div>',
    '<p>Still dead.</p><div id="ms-outlook-mobile-signature">Nora, Fire &amp; Rescue<br>Get Outlook for iOS</div><div id="mail-editor-reference-message-container"><hr><div><b>From:</b> Acme &lt;help@acme.example&gt;<br><b>Date:</b> Tuesday, 24 November 2026 at 09:12<br><b>To:</b> Nora<br><b>Subject:</b> x<br></div>Fire</div>',
    '<div>Still dead.<br><span class="gmail_signature_prefix">-- </span><br><div class="gmail_signature">Nora<br>Fire</div></div>',
    f'<div>Still dead.</div><div class="gmail_quote"><div class="gmail_attr">{QUOTED}</div><blockquote class="gmail_quote">Fire?</blockquote></div>',
    f'<div>Still</div><div class="gmail_quote gmail_quote_container"><div class="gmail_attr">{QUOTED}</div><blockquote class="gmail_quote">Fire?</blockquote><div>dead.</div></div>',
    f'<p>Still</p><div class="moz-cite-prefix">{QUOTED}<br></div><blockquote type="cite">Fire</blockquote><p>dead.</p><div class="moz-signature">-- <br>Fire</div>',
    f'<div>Still dead.</div><div class="protonmail_signature_block"><div>Nora, Fire</div></div><div class="protonmail_quote">{QUOTED}<br><blockquote class="protonmail_quote" type="cite">Fire</blockquote></div>',
    f'<div>Still dead.<br><br>Envoyé de mon iPhone</div><div><br><blockquote type="cite">{QUOTED}<br><br></blockquote></div><blockquote type="cite"><div>Fire</div></blockquote>',
    f'<div>Still dead.</div><div class="yahoo_quoted"><div>{QUOTED}</div><div>Fire</div></div>',
    '<div>Still dead.</div><div name="quote"><div><b>Gesendet:</b> Dienstag, 24. November 2026 um 09:12 Uhr<br><b>Von:</b> "Acme" &lt;help@acme.example&gt;<br><b>An:</b> nora@mail.example<br><b>Betreff:</b> Rad</div><div>Fire</div></div>',
]  # fmt: skip


@pytest.mark.parametrize("html", HTML)
def test_what_programs_mark_in_html_is_cut(tmp_path: Path, html: str) -> None:
    made = mail(Subject="Re: Rad")
    made.set_content(f"<html><body>{html}</body></html>", subtype="html")
    assert " ".join(got(tmp_path, made).texts[0].split()) == "Still dead."


@pytest.mark.parametrize(
    "html",
    [
        "<p>Bonjour,</p><div id='Signature'><p>Les freins ont lâché.</p><p>Nora</p></div>",
        "<div id='Signature'><p>Les freins ont lâché.</p></div>",
        "<p>Voir dessous.</p><div id='Signature'><blockquote>Les freins ont lâché.</blockquote></div>",
    ],
)
def test_who_writes_on_in_the_signature_is_read(tmp_path: Path, html: str) -> None:
    made = mail()
    made.set_content(html, subtype="html")
    assert "Les freins ont lâché." in got(tmp_path, made).texts[0]


def test_the_signature_that_the_html_marks_is_cut_of_the_text_too(tmp_path: Path) -> None:
    signature = "Nora Petit\nFire & Rescue\nwww.x.example<https://www.x.example/>"
    html = "<div id='Signature'>Nora Petit<br>Fire &amp; Rescue<br><a href='https://www.x.example/'>www.x.example</a></div>"
    quoted = "\n________________________________\nFrom: Acme <help@acme.example>\nSent: Monday, November 2, 2026 9:12 AM\nTo: Nora\nSubject: x\n\nFire"
    for body, said in (
        (f"Still dead.\n\n{signature}\n", "Still dead."),
        (f"Still dead.\n\n{signature}\n{quoted}", "Still dead."),
        (f"Bonjour,\n{signature}", f"Bonjour,\n{signature}"),
        (f"{signature}\nStill dead.", f"{signature}\nStill dead."),
    ):
        made = mail(body, Subject="Re: x")
        made.add_alternative(f"<p>x</p>{html}", subtype="html")
        assert got(tmp_path, made).texts == [said]


PROTON = '<div class="protonmail_quote">------- Forwarded Message -------<br>{}<blockquote class="protonmail_quote" type="cite">It melted.</blockquote></div>'
GMX = '<div name="quote"><div>{}</div><div name="quoted-content">It melted.</div></div>'


@pytest.mark.parametrize("quote", [PROTON, GMX])
def test_a_forward_is_read_though_its_program_marks_it_as_quoted(
    tmp_path: Path, quote: str
) -> None:
    made = mail(Subject="Fw: charger", **COLLEAGUE)
    head = "From: Amy &lt;amy@k.example&gt;<br>Date: Friday, November 27th, 2026 at 08:02<br>Subject: charger<br>To: jo@acme.example<br><br>"
    made.set_content(f"<p>FYI</p>{quote.format(head)}", subtype="html")
    [one] = got(tmp_path, made).mentions
    assert (one.text, one.author and one.author.id) == ("It melted.", "amy@k.example")


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("On 1\n" * 50_000, ""),
        ("On 1 <a@a.example> wrote:\n\n" * 20_000, ""),
        (">\nLe 1 a écrit :\n" * 20_000, ""),
        ("__________\nx mailing list\n" * 20_000, ""),
        ("a\n" * 90_000, f"<div id='Signature'>{'a' * 190_000}</div>"),
        ("a\n" * 900, "<p>x</p>" + "<div id='Signature'>a</div>" * 5_000),
        ("", "<blockquote type='cite'>a" * 200),
        ("", "<div class='protonmail_quote'>a" * 200),
    ],
)
def test_what_is_made_to_hurt_ends_soon(tmp_path: Path, body: str, html: str) -> None:
    made = mail(body)
    if html:
        made.add_alternative(html, subtype="html")
    begun = time.thread_time()
    got(tmp_path, made)
    assert time.thread_time() - begun < 10
