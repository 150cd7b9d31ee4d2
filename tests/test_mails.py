"""Mails that were saved as files: who wrote, when, and their own words; all names are invented."""

from contextlib import suppress
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest
from test_dropped_exports import Read, read

from connectors.inbound.onefile import UnreadableFileError
from connectors.inbound.source import Inbound
from connectors.kit.contract import Author

WHEN = "Tue, 03 Nov 2026 14:05:00 +0100"


def mail(body: str = "My battery is dead.", **headers: str) -> EmailMessage:
    made = EmailMessage()
    given = {
        "From": "Nora Petit <Nora@mail.example>",
        "To": "help@acme.example",
        "Date": WHEN,
        "Subject": "Battérie",
        "Message-ID": "<m1@mail.example>",
    }
    for name, value in (given | {k.replace("_", "-"): v for k, v in headers.items()}).items():
        if value:
            made[name] = value
    made.set_content(body)
    return made


def got(tmp_path: Path, made: EmailMessage | bytes) -> Read:
    return read(tmp_path / "a.eml", made if isinstance(made, bytes) else made.as_bytes())


def text(tmp_path: Path, body: str) -> str:
    return got(tmp_path, mail(body)).texts[0]


def test_a_mail_is_one_mention_with_all_that_its_headers_say(tmp_path: Path) -> None:
    found = got(tmp_path, mail())
    [one] = found.mentions
    assert (one.text, one.title, one.external_id) == (
        "My battery is dead.",
        "Battérie",
        "m1@mail.example",
    )
    assert one.posted_at == datetime(2026, 11, 3, 13, 5, tzinfo=UTC)
    assert one.author == Author(id="nora@mail.example", name="Nora Petit")
    assert one.thread_key == "m1@mail.example"
    assert one.addressed is True
    assert found.refused == found.unclear == []


@pytest.mark.parametrize(
    ("headers", "thread"),
    [
        ({"In_Reply_To": "<m0@a.example>"}, "m0@a.example"),
        ({"References": "<m0@a.example> <m9@a.example>", "In_Reply_To": "<m9@a.example>"}, "m0@a.example"),
        ({"References": "no id at all"}, "m1@mail.example"),
    ],
)  # fmt: skip
def test_an_answer_is_of_the_thread_that_it_began_with(
    tmp_path: Path, headers: dict[str, str], thread: str
) -> None:
    assert got(tmp_path, mail(**headers)).mentions[0].thread_key == thread


@pytest.mark.parametrize(
    ("sender", "name"),
    [
        ("nora@mail.example", "nora@mail.example"),
        ('"nora@mail.example" <nora@mail.example>', "nora@mail.example"),
        ("=?utf-8?q?Zo=C3=A9?= <nora@mail.example>", "Zoé"),
        ("=?nowhere-8?q?Zo?= <nora@mail.example>", "=?nowhere-8?q?Zo?="),
    ],
)
def test_an_address_is_a_name_only_where_there_is_none(
    tmp_path: Path, sender: str, name: str
) -> None:
    raw = mail(From="").as_bytes()
    assert got(tmp_path, f"From: {sender}\n".encode() + raw).mentions[0].author == Author(
        id="nora@mail.example", name=name
    )


def test_what_cannot_be_read_of_a_mail_is_left_open_and_told(tmp_path: Path) -> None:
    raw = mail(Date="", Message_ID="").as_bytes()
    found = got(tmp_path, b"Date: some day\n" + raw)
    [one] = found.mentions
    assert one.posted_at is None
    assert one.thread_key is None
    assert one.external_id == got(tmp_path, b"Date: some day\n" + raw).mentions[0].external_id
    assert "'some day' is no date" in found.unclear[0]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_headers_that_are_not_encoded_are_read(tmp_path: Path, encoding: str) -> None:
    raw = "From: Zoé <zoe@mail.example>\nSubject: Déçu\n\nwords".encode(encoding)
    [one] = got(tmp_path, raw).mentions
    assert (one.title, one.author and one.author.name) == ("Déçu", "Zoé")


@pytest.mark.parametrize(
    "header",
    [
        b"Subject: =?u\xc3\xa9-8?q?x?=",
        b"Content-Type: text/plain; charset*=utf-8''a%00b",
        b"Content-Type: text/plain; charset=idna",
        b"Content-Transfer-Encoding: uuencode",
        b"Content-Disposition: inline; filename*=utf-8%00''a",
    ],
)
def test_an_encoding_that_is_none_costs_no_mail(tmp_path: Path, header: bytes) -> None:
    assert len(got(tmp_path, b"From: a@b.example\n" + header + b"\n\nwords").mentions) == 1


def test_what_goes_to_a_list_speaks_to_nobody_yet(tmp_path: Path) -> None:
    assert got(tmp_path, mail(List_Id="<talk.example>")).mentions[0].addressed is None


@pytest.mark.parametrize(
    "headers",
    [
        {"To": ""},
        {"To": "undisclosed-recipients:;"},
        {"To": "Jo <jo@other.example>", "Cc": "help@acme.example"},
        {"From": "Nora <nora@gmail.com>", "List_Unsubscribe": "<mailto:out@x.example>"},
    ],
)
def test_what_arrives_in_our_mailbox_speaks_to_us(tmp_path: Path, headers: dict[str, str]) -> None:
    assert got(tmp_path, mail(**headers)).mentions[0].addressed is True


def test_what_the_mailbox_sends_itself_is_ours_but_for_what_its_form_sends(tmp_path: Path) -> None:
    desk = {"From": "Acme <help@acme.example>", "Delivered_To": "help@acme.example"}
    assert got(tmp_path, mail(**desk)).mentions[0].by_owner
    assert not got(tmp_path, mail(Delivered_To="help@acme.example")).mentions[0].by_owner
    for form in (
        mail(**desk, Reply_To="n@x.example"),
        mail("Name: Nora\nEmail: n@x.example\nMessage: It hums.", **desk),
    ):
        [one] = got(tmp_path, form).mentions
        assert not one.by_owner
        assert one.author
        assert one.author.id == "n@x.example"


@pytest.mark.parametrize(
    "body",
    [
        "Still dead.\n\nOn Mon, 2 Nov 2026 at 10:00, Acme <help@acme.example> wrote:\n> Try again.\n> Bye",
        "Still dead.\n\nLe lun. 2 nov. 2026 à 10:00, Acme <help@acme.example>\na écrit :\n\n> Essayez.\n",
        "> Try again.\nStill dead.",
        "Still dead.\n-----Original Message-----\nFrom: Acme\nTry again.",
        "Still dead.\n-----Message d'origine-----\nDe : Acme\nEssayez.",
        "Still dead.\n-- \nNora Petit\n+33 6 12 34 56 78",
        "Still dead.\n\n--\nNora",
    ],
)
def test_quoted_lines_and_the_signature_are_cut_where_they_are_marked(
    tmp_path: Path, body: str
) -> None:
    assert text(tmp_path, body) == "Still dead."


@pytest.mark.parametrize(
    "body",
    [
        "On Monday I wrote:\nstop it",
        "Prices > 3 are too high",
        "Dead -- again",
        "Nora",
        "> only a quote",
        "--\nNora",
        "I said: no\nBest regards\nNora",
    ],
)
def test_what_is_not_plainly_marked_stays(tmp_path: Path, body: str) -> None:
    assert text(tmp_path, body) == body


def test_of_html_alone_the_words_are_read_and_of_two_the_text(tmp_path: Path) -> None:
    html = "<p>It is <b>dead</b>.</p><script>x()</script><div class='gmail_quote'>Old words</div>"
    made = mail()
    made.clear_content()
    made.set_content(html, subtype="html")
    assert got(tmp_path, made).texts == ["It is dead."]
    both = mail("The text")
    both.add_alternative(html, subtype="html")
    assert got(tmp_path, both).texts == ["The text"]


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", "utf-8", "nowhere-8", ""])
def test_a_body_in_any_encoding_is_read(tmp_path: Path, charset: str) -> None:
    body = "Déçu".encode(charset if charset in ("iso-8859-1", "windows-1252") else "utf-8")
    kind = f"Content-Type: text/plain; charset={charset}\n" if charset else ""
    raw = f"From: a@b.example\nSubject: x\n{kind}Content-Transfer-Encoding: 8bit\n\n".encode()
    assert got(tmp_path, raw + body).texts == ["Déçu"]


def test_attachments_are_told_and_not_read(tmp_path: Path) -> None:
    made = mail("See below")
    made.add_attachment("text,rating\nbad,1\n", subtype="csv", filename="avis.csv")
    made.add_attachment(mail("inside"))
    made.add_attachment(
        b"GIF89a", maintype="image", subtype="gif", filename="logo.gif", disposition="inline"
    )
    found = got(tmp_path, made)
    assert found.texts == ["See below"]
    assert found.unclear == [
        "a.eml: attached to the mail and not read: avis.csv, Battérie.eml; if people speak in it,"
        " drop it as a file of its own"
    ]


HEADING = """De : Pierre Aubin <pierre@mail.example>
Envoyé : lundi 2 novembre 2026 09:12
À : help@acme.example
Objet : Freins

Les freins ont lâché."""
OURS = HEADING.replace("Pierre Aubin <pierre@mail.example>", "Acme <help@acme.example>")
BROUGHT = "---------- Forwarded message ---------\nFrom: Pierre Aubin <pierre@mail.example>\nDate: Mon, Nov 2, 2026 at 9:12 AM\nSubject: Freins\nTo: <help@acme.example>\n\n\nLes freins ont lâché."
COLLEAGUE = {"From": "Jo Collet <jo@acme.example>", "Message_ID": "<f@acme.example>"}


@pytest.mark.parametrize(
    "quoted",
    [
        OURS,
        "________________________________\n" + OURS,
        OURS.replace("De :", "*De :*").replace("Objet :", "**Objet :**"),
        OURS.replace("\nEnvoyé", "\n\nEnvoyé"),
        OURS.replace("À : help@acme.example", "À : Nora <nora@mail.example>; Jo Collet\n <jo@acme.example>"),
        "From: Acme\nSent: Monday, November 2, 2026 9:12 AM\nTo: Petit, Nora\nSubject: Brakes\n\nIt burnt.",
        "----- Mail original -----\n" + OURS,
        "-----Original-Nachricht-----\n" + OURS,
        "------ Eredeti üzenet ------\n" + OURS,
        "Od: Acme <help@acme.example>\nWysłano: poniedziałek, 2 listopada 2026 09:12\nDo: Nora Petit\nTemat: Hamulce\n\nSpróbuj.",
        "Från: Acme <help@acme.example>\nSkickat: den 2 november 2026 09:12\nTill: Nora Petit\nÄmne: Bromsar\n\nFörsök.",
        "Fra: Acme <help@acme.example>\nSendt: 2. november 2026 09:12\nTil: Nora Petit\nEmne: Bremser\n\nPrøv.",
        "---------- Původní e-mail ----------\nOd: Acme <help@acme.example>\nKomu: Nora\nDatum: 2. 11. 2026 9:12:11\nPředmět: Brzdy\n\nZkuste.",
        "De la: Acme <help@acme.example>\nTrimis: luni, 2 noiembrie 2026 09:12\nCătre: Nora\nSubiect: Frâne\n\nÎncercați.",
        "Gönderen: Acme <help@acme.example>\nGönderildi: 2 Kasım 2026 Pazartesi 09:12\nKime: Nora\nKonu: Fren\n\nDeneyin.",
        "差出人: Acme <help@acme.example>\n送信日時: 2026年11月2日 9:12\n宛先: Nora\n件名: ブレーキ\n\n試して",
    ],
)  # fmt: skip
def test_a_reply_says_its_own_words_and_not_those_under_headers_that_it_quotes(
    tmp_path: Path, quoted: str
) -> None:
    for subject in ("RE: Freins", "AW: Freins"):
        [one] = got(tmp_path, mail(f"Still dead.\n\n{quoted}", Subject=subject)).mentions
        assert (one.text, one.author and one.author.name) == ("Still dead.", "Nora Petit")
    answer = mail(f"Still dead.\n\n{quoted}", Subject="Freins", In_Reply_To="<m0@a.example>")
    assert got(tmp_path, answer).texts == ["Still dead."]


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Fwd: Freins", BROUGHT),
        ("Freins", BROUGHT),
        ("TR: Freins", HEADING),
        ("FW: Freins", HEADING),
        ("Freins", HEADING),
        ("Fwd: Freins", HEADING.replace("De :", "-------- Message transféré --------\nDe :")),
        ("Fwd: Freins", "Début du message transféré :\n\n" + "\n".join(f"> {line}" for line in HEADING.split("\n"))),
        ("TR: Freins", HEADING + "\n\nDe : Acme <help@acme.example>\nEnvoyé : dimanche 1 novembre 2026 09:12\nÀ : Pierre Aubin\nObjet : Freins\n\nTout a brûlé."),
        ("TR: Freins", OURS.replace("Les freins ont lâché.", "Voyez.\n\n") + HEADING),
    ],
)  # fmt: skip
def test_what_a_colleague_forwards_is_the_customers_and_the_line_above_stands_beside(
    tmp_path: Path, subject: str, body: str
) -> None:
    made = mail(f"pour info\n\n{body}", Subject=subject, **COLLEAGUE)
    [one] = got(tmp_path, made).mentions
    assert (one.text, one.title) == ("Les freins ont lâché.", "Freins")
    assert one.author == Author(id="pierre@mail.example", name="Pierre Aubin")
    assert one.posted_at == datetime(2026, 11, 2, 8, 12, tzinfo=UTC)
    assert one.thread_title
    assert one.thread_title.startswith("Jo Collet: pour info")


def test_a_forward_in_html_is_not_taken_for_a_quotation(tmp_path: Path) -> None:
    made = mail(Subject="Fwd: Freins", **COLLEAGUE)
    inside = BROUGHT.replace("<", "&lt;").replace("\n", "<br>")
    old = '<div class="gmail_quote"><div class="gmail_attr">Le 1, Acme a écrit :</div>Tout brûle.</div>'
    html = f'<p>pour info</p><div class="gmail_quote"><div class="gmail_attr">{inside}</div>{old}</div>'
    made.set_content(html, subtype="html")
    assert got(tmp_path, made).texts == ["Les freins ont lâché."]


def test_who_forwards_our_own_words_to_us_says_what_stands_above_them(tmp_path: Path) -> None:
    [one] = got(tmp_path, mail(f"Still dead.\n\n{OURS}", Subject="TR: Freins")).mentions
    assert (one.text, one.author and one.author.name) == ("Still dead.", "Nora Petit")


def test_a_mail_that_was_forwarded_as_a_file_is_the_mention(tmp_path: Path) -> None:
    made = mail("Voir ci-joint", Subject="TR: plainte", **COLLEAGUE)
    made.add_attachment(mail("It burnt."))
    found = got(tmp_path, made)
    [one] = found.mentions
    assert (one.text, one.author and one.author.name) == ("It burnt.", "Nora Petit")
    assert (one.thread_title, found.unclear) == ("Jo Collet: Voir ci-joint", [])


@pytest.mark.parametrize(
    "line",
    ["Envoyé de mon iPhone", "Sent from my Galaxy", "Get Outlook for iOS<https://aka.example>", "Envoyé depuis l'application Mail Orange"],
)  # fmt: skip
def test_what_a_phone_writes_below_a_mail_is_nobodys_words(tmp_path: Path, line: str) -> None:
    assert text(tmp_path, f"Still dead.\n\n{line}\n") == "Still dead."
    for said in (f"{line} and it said: no!", "Envoyé depuis mon bureau le 3 mars"):
        assert text(tmp_path, f"Still dead.\n{said}") == f"Still dead.\n{said}"


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"List_Unsubscribe": "<https://x.example>"},
        {"From": "Mail Delivery <MAILER-DAEMON@x.example>"},
    ],
)  # fmt: skip
def test_what_programs_send_is_no_mention_and_told_once_with_how_many(
    tmp_path: Path, headers: dict[str, str]
) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.eml").write_bytes(mail(**headers).as_bytes())
    (tmp_path / "c.eml").write_bytes(mail().as_bytes())
    with httpx.Client() as http:
        pages = list(Inbound(name="inbox", folder=tmp_path).for_one_visit().pages(http, None))
    assert [m.text for page in pages for m in page.mentions] == ["My battery is dead."]
    assert [str(line) for page in pages for line in page.unclear] == [
        "2 mails that programs sent (absences, newsletters, receipts, returned mails, reports, appointments) are no mentions:"
        " a.eml, b.eml"
    ]


@pytest.mark.parametrize(
    "headers",
    [
        {"List_Unsubscribe": "<https://x.example>", "List_Post": "<mailto:contact@acme.example>"},
        {"Auto_Submitted": "no"},
        {"Subject": "Out of office chairs, again"},
        {"Subject": "Non remis : colis 5512"},
        {"From": "Jo <postmaster@small.example>"},
        {"Auto_Submitted": "auto-generated", "Subject": "TR: Freins"},
    ],
)
def test_what_people_send_through_a_program_is_theirs(
    tmp_path: Path, headers: dict[str, str]
) -> None:
    assert got(tmp_path, mail(**headers)).texts == ["My battery is dead."]


def test_an_encrypted_mail_is_refused_with_what_to_do(tmp_path: Path) -> None:
    sealed = "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nMIAG"
    for raw in (
        sealed,
        "\n-----BEGIN PGP MESSAGE-----\nx",
        "Content-Type: multipart/encrypted\n\n",
    ):
        with pytest.raises(UnreadableFileError, match="save it decrypted"):
            got(tmp_path, b"From: a@b.example\nSubject: x\n" + raw.encode())


def test_a_mail_is_called_a_mail(tmp_path: Path) -> None:
    assert got(tmp_path, mail()).mentions[0].genre == "mail"


def nested(depth: int) -> bytes:
    raw = b"From: a@b.example\nSubject: x\n"
    for n in range(depth):
        raw += b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n)
    return raw + b"Content-Type: text/plain\n\ndeep\n"


@pytest.mark.parametrize(
    "raw",
    [
        nested(30),
        nested(5_000),
        b"From: a@b.example\nSubject: " + b"=?utf-8?q?" * 300_000 + b"\n\n",
        b"From: " + b"<" * 1_000_000 + b"\nSubject: x\nReferences: " + b"<" * 1_000_000 + b"\n\nwords",
        b'From: a@b.example\nSubject: x\nContent-Type: multipart/mixed; boundary="b"\n\n'
        + b"--b\nContent-Type: text/plain\n\n\n" * 20_000 + b"--b--\n",
        b"From: a@b.example\nSubject: x\n\n" + b"> q\n\n" * 200_000,
    ],
    ids=["deep", "deeper", "encoded", "open", "many parts", "quotes"],
)  # fmt: skip
def test_a_mail_that_is_made_to_hurt_ends_soon(tmp_path: Path, raw: bytes) -> None:
    with suppress(UnreadableFileError):
        assert len(got(tmp_path, raw).mentions) <= 1


@pytest.mark.parametrize("raw", [b"PK\x03\x04", b"hello", b"a,b\n1,2\n", b"X: y\n\nwords"])
def test_what_is_no_mail_is_refused_in_words(tmp_path: Path, raw: bytes) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        got(tmp_path, raw)
    assert caught.value.args[0].code == "file_not_mail"


def test_a_mail_in_the_inbox_is_read_and_put_away(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.eml").write_bytes(mail().as_bytes())
    with httpx.Client() as http:
        pages = list(Inbound(name="inbox", folder=inbox).for_one_visit().pages(http, None))
    assert [m.text for page in pages for m in page.mentions] == ["My battery is dead."]
    assert (inbox / "done" / "a.eml").is_file()


@pytest.mark.parametrize("name", ["a.msg", "Inbox.mbox", "all.PST"])
def test_mail_that_is_saved_otherwise_is_told_how_to_save_it(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    with httpx.Client() as http:
        pages = list(Inbound(name="inbox", folder=tmp_path).for_one_visit().pages(http, None))
    assert ["save each as .eml" in line for page in pages for line in page.said] == [True]
