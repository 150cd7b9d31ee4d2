"""A mailbox over IMAP: a real server on loopback, and one that misbehaves."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from contract import check_conversation
from letters import ALERT_TEXT, REVIEW_EN, letter, notice
from mailboxes import ask, gives, mentions, opened, poll, source, texts, until
from pydantic import ValidationError
from rigs.mailserver import PASSWORD, USER, Certificates, Heard, MailServer, OddServer
from rigs.ports import free_port
from test_pipeline import Scene

from connectors.kit.errors import SourceBusyError, SourceChangedError, SourceRefusedError
from connectors.mailbox import folder as folders
from connectors.mailbox import poll as polls
from connectors.mailbox.source import Mailbox
from listener.notices.matters import in_words
from listener.store.store import Store
from listener.store.tables import AnswerRow, MentionRow

NOON = "2026-12-01T12:00:00Z"
TODAY = "01-Dec-2026 10:00:00 +0100"


@pytest.fixture(autouse=True)
def _in_december() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield


def test_keeps_the_contract(
    mailbox: MailServer, odd: OddServer, certificates: Certificates
) -> None:
    mailbox.put(ask(1), notice("google.com", ALERT_TEXT, sender="googlealerts-noreply@google.com"))
    odd.on(b"EXAMINE", b"* OK [UIDVALIDITY x]", b"OK")
    of = source(mailbox, certificates)
    nobody = free_port()
    check_conversation(
        of,
        [
            (of.model_copy(update={"port": nobody}), SourceBusyError),
            (of.model_copy(update={"ca_file": certificates.other}), SourceBusyError),
            (source(mailbox, certificates, password="wrong"), SourceRefusedError),
            (source(mailbox, certificates, folders=["Nowhere"]), SourceRefusedError),
            (of.model_copy(update={"allow_private": False}), SourceRefusedError),
            (source(odd, certificates), SourceChangedError),
        ],
    )


def test_what_was_read_is_left_as_it_was(mailbox: MailServer, certificates: Certificates) -> None:
    mailbox.put(ask(1), ask(2))
    before = mailbox.flags()
    pages, _ = poll(source(mailbox, certificates))
    assert len(mentions(pages)) == 2
    assert mailbox.flags() == before
    assert all(b"Seen" not in one for one in before)


def test_only_what_came_since_is_asked_for(mailbox: MailServer, certificates: Certificates) -> None:
    of = source(mailbox, certificates)
    mailbox.put(ask(1))
    _, cursor = poll(of)
    assert poll(of, cursor)[0][-1].cursor == cursor
    mailbox.put(ask(2), ask(3))
    pages, cursor = poll(of, cursor)
    assert texts(pages) == ["Where is my lamp number 2?", "Where is my lamp number 3?"]
    # One that is older by its date, and is put there now, is new: a colleague filed it of late.
    mailbox.put(letter("It leaks.", id_="old@client.example"), at="01-Jan-2020 10:00:00 +0100")
    assert texts(poll(of, cursor)[0]) == ["It leaks."]


def test_the_first_poll_reads_so_many_days_back(
    mailbox: MailServer, certificates: Certificates
) -> None:
    of = source(mailbox, certificates, days_back=10)
    mailbox.put(ask(1), at="01-Oct-2026 10:00:00 +0100")
    mailbox.put(ask(2), at=TODAY)
    mailbox.put(ask(3), at="02-Oct-2026 10:00:00 +0100")
    pages, cursor = poll(of)
    assert texts(pages) == ["Where is my lamp number 2?"]
    assert texts(poll(of, cursor)[0]) == [], "what was too old is not news to the next poll"


def test_a_folder_with_umlauts_below_another_is_read(
    mailbox: MailServer, certificates: Certificates
) -> None:
    mailbox.make(b"Clients/R&AOk-clamations &AMQ-rger &- S&APY-hne")
    mailbox.put(ask(1), folder=b"Clients/R&AOk-clamations &AMQ-rger &- S&APY-hne")
    of = source(mailbox, certificates, folders=["INBOX", "Clients/Réclamations Ärger & Söhne"])
    assert len(mentions(poll(of)[0])) == 1
    wrong = source(mailbox, certificates, folders=["Clients/Réclamations"])
    with pytest.raises(SourceRefusedError, match=r"there are .*Réclamations Ärger & Söhne"):
        poll(wrong)


def test_one_folder_that_is_missing_does_not_hide_the_others(
    mailbox: MailServer, certificates: Certificates
) -> None:
    mailbox.put(ask(1))
    of = source(mailbox, certificates, folders=["Gone", "INBOX"])
    pages = until(of, SourceRefusedError, "Gone")
    assert len(mentions(pages)) == 1


def test_a_new_numbering_is_read_again_under_the_same_ids(
    mailbox: MailServer, certificates: Certificates
) -> None:
    mailbox.make(b"Avis")
    mailbox.put(ask(1), ask(2), folder=b"Avis")
    of = source(mailbox, certificates, folders=["Avis"])
    pages, cursor = poll(of)
    known = {m.external_id: m for m in mentions(pages)}
    mailbox.remove(b"Avis")
    mailbox.make(b"Avis")
    mailbox.put(ask(2), ask(1), ask(3), folder=b"Avis")
    pages, cursor = poll(of, cursor)
    again = {m.external_id: m for m in mentions(pages)}
    assert again.keys() - known.keys() == {"3@client.example"}
    assert all(again[id_] == known[id_] for id_ in known)
    assert texts(poll(of, cursor)[0]) == []


def test_a_mail_in_two_folders_comes_once(mailbox: MailServer, certificates: Certificates) -> None:
    mailbox.make(b"All")
    mailbox.put(ask(1))
    mailbox.put(ask(1), ask(2), folder=b"All")
    pages, _ = poll(source(mailbox, certificates, folders=["INBOX", "All"]))
    assert [m.external_id for m in mentions(pages)] == ["1@client.example", "2@client.example"]


def test_more_than_a_poll_may_read_waits_and_is_lost_nowhere(
    mailbox: MailServer, certificates: Certificates
) -> None:
    mailbox.make(b"Next")
    mailbox.put(*map(ask, range(7)))
    mailbox.put(ask(7), folder=b"Next")
    of = source(mailbox, certificates, most=3, folders=["INBOX", "Next"])
    cursor, found, behind = None, [], []
    for _ in range(3):
        pages, cursor = poll(of, cursor)
        found += texts(pages)
        behind.append(pages[-1].behind)
    assert found == [f"Where is my lamp number {n}?" for n in range(8)]
    assert behind == [True, True, False]


def test_a_poll_that_takes_too_long_goes_on_at_the_next(
    mailbox: MailServer, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polls, "BATCH", 1)
    mailbox.put(*map(ask, range(3)))
    monkeypatch.setattr(polls, "SECONDS", 0.0)
    pages, cursor = poll(source(mailbox, certificates))
    assert texts(pages) == []
    assert pages[-1].behind
    monkeypatch.setattr(polls, "SECONDS", 100.0)
    pages, _ = poll(source(mailbox, certificates), cursor)
    assert len(texts(pages)) == 3
    assert not pages[-1].behind


@pytest.mark.parametrize(
    "cursor", ["", "x", "[]", '{"INBOX": 7}', '{"INBOX": {"validity": "x"}}', "{" * 9_999]
)
def test_a_cursor_that_is_none_begins_anew(
    mailbox: MailServer, certificates: Certificates, cursor: str
) -> None:
    mailbox.put(ask(1))
    assert len(mentions(poll(source(mailbox, certificates), cursor)[0])) == 1


def test_notices_and_letters_and_what_a_program_sent(
    mailbox: MailServer, certificates: Certificates
) -> None:
    mailbox.put(
        ask(1),
        notice("google.com", ALERT_TEXT, sender="googlealerts-noreply@google.com"),
        notice("google.com", REVIEW_EN, sender="businessprofile-noreply@google.com", subject="Jo left a review for Acme Brest"),
        notice("google.com", "Your report", sender="businessprofile-noreply@google.com", subject="Your performance report", id_="r@google.com"),
        letter(REVIEW_EN, sender="businessprofile-noreply@google.com", subject="Jo left a review for Acme", id_="forged@evil.example"),
        letter("I am away until Monday.", subject="Out of office", id_="away@x.example", Auto_Submitted="auto-replied"),
    )  # fmt: skip
    pages, _ = poll(source(mailbox, certificates))
    genres = [m.genre for m in mentions(pages)]
    assert genres == ["mail", "news", "news", "review"]
    told = [in_words(line, "en") for line in pages[-1].unclear]
    assert told == [
        "one mail names a service as its sender (google_business), for which the mailbox's server"
        " does not vouch: it was set aside unread",
        "2 mails say nothing of a customer (newsletters, receipts, absences, notices of services):"
        " they were not read",
    ]
    assert [in_words(line, "fr") for line in pages[-1].unclear] != told


@pytest.mark.long
def test_ten_thousand_mails_are_read_in_turns(
    odd: OddServer, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "connectors.kit.apart.run", lambda work, *args: work(*args)
    )  # as a child does it
    many = 10_000
    odd.on(b"EXAMINE", b"* OK [UIDVALIDITY 1]", b"* OK [UIDNEXT 10001]", b"OK")
    listed = b" ".join(b"%d" % n for n in range(1, many + 1))
    odd.on(b"UID SEARCH", b"* SEARCH " + listed, b"OK")
    odd.on(b"UID FETCH", do=gives(lambda uid: ask(uid)))
    cursor, found, polled = None, 0, 0
    ids = set()
    while found < many and polled < 60:  # a busy machine's visit runs out of its time before 4,000
        pages, cursor = poll(source(odd, certificates, most=4_000), cursor)
        assert 0 < len(mentions(pages)) <= 4_000
        found += len(mentions(pages))
        ids |= {m.external_id for m in mentions(pages)}
        assert all(len(page.mentions) <= polls.BATCH for page in pages)
        polled += 1
    assert (found, len(ids)) == (many, many)
    assert polled >= 3
    assert not pages[-1].behind


def test_only_commands_that_change_nothing_are_sent(
    odd: OddServer, certificates: Certificates
) -> None:
    opened(odd, 1)
    odd.on(b"UID FETCH", do=gives(ask))
    assert len(mentions(poll(source(odd, certificates))[0])) == 1
    sent = [one for one in odd.commands if one]
    assert {one.split(b" ")[0] for one in sent} <= {
        *(b"CAPABILITY", b"AUTHENTICATE", b"EXAMINE", b"UID", b"LOGOUT"),
    }
    fetched = [one for one in sent if b"FETCH" in one]
    assert all(b"BODY" not in one or b"BODY.PEEK[]" in one for one in fetched)
    assert not any(PASSWORD.encode() in one for one in sent)


def test_a_mail_that_the_server_cannot_give_hides_no_other(
    odd: OddServer, certificates: Certificates
) -> None:
    opened(odd, 1, 2, 3)
    give = gives(ask)

    def answer(heard: Heard, tag: bytes) -> None:
        broken = b"BODY" in heard.lines[-1] and heard.lines[-1].split(b" ")[3] in (b"1:3", b"2")
        heard.say(tag + b" NO internal error") if broken else give(heard, tag)

    odd.on(b"UID FETCH", do=answer)
    pages, cursor = poll(source(odd, certificates))
    assert [m.external_id for m in mentions(pages)] == ["1@client.example", "3@client.example"]
    assert pages[0].refused == ("INBOX 2: the server does not give this mail",)
    assert '"uid": 3' in str(cursor), "it is not asked for for ever"


def test_numbers_that_went_back_are_numbers_of_other_mails(
    odd: OddServer, certificates: Certificates
) -> None:
    odd.on(b"UID FETCH", do=gives(ask))
    opened(odd, 8, 9)
    _, cursor = poll(source(odd, certificates))
    opened(odd, 5)  # a backup was put back
    pages, cursor = poll(source(odd, certificates), cursor)
    assert [m.external_id for m in mentions(pages)] == ["5@client.example"]
    assert b"SINCE 1-Nov-2026" in odd.commands[-4]


def test_a_large_mail_is_read_in_part(odd: OddServer, certificates: Certificates) -> None:
    opened(odd, 1)
    large = ask(1) + b"x" * 3_000_000

    def answer(heard: Heard, tag: bytes) -> None:
        gives(lambda _: large if b"SIZE" in heard.lines[-1] else large[:1_000_000])(heard, tag)

    odd.on(b"UID FETCH", do=answer)
    pages, _ = poll(source(odd, certificates, mail_mb=1))
    assert len(mentions(pages)) == 1
    assert "one mail is larger than 1 MB: only its beginning was read" in pages[-1].unclear
    assert any(b"BODY.PEEK[]<0.1000000>" in one for one in odd.commands)


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": None},
        {"token": "x"},
        {"password": "a\r\nb"},
        {"password": None, "refresh_token": "x"},
        {"password": None, "refresh_token": "x", "client_id": "y"},
        {"user": "a\r\nLOGOUT"},
        {"folders": []},
        {"folders": ["a\nb"]},
        {"security": "none"},
        {"security": "starttls", "port": 993},
        {"host": "http://mail.example"},
        {"host": "mail.example:993", "port": 994},
        {"host": "mail.example:70000"},
        {"mail_mb": 50},
    ],
)
def test_settings_that_cannot_work_are_refused_without_their_secrets(wrong: dict[str, Any]) -> None:
    told = {"name": "m", "host": "mail.example", "user": "a@b.example", "password": "geheim"}
    with pytest.raises(ValidationError) as caught:
        Mailbox.model_validate(told | wrong)
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize(
    ("host", "read"),
    [
        ("imap.example.org:993", ("imap.example.org", 993)),
        ("imap.example.org", ("imap.example.org", None)),
        ("127.0.0.1:27218", ("127.0.0.1", 27218)),
        ("2001:db8::1", ("2001:db8::1", None)),
    ],
)
def test_a_server_may_be_pasted_with_its_port(host: str, read: tuple[str, int | None]) -> None:
    told = {"name": "m", "host": host, "user": "a@b.example", "password": "geheim"}
    made = Mailbox.model_validate(told)
    assert (made.host, made.port) == read


def test_a_saved_mail_is_read_and_so_are_several() -> None:
    raw = letter(
        REVIEW_EN, sender="businessprofile-noreply@google.com", subject="Jo left a review for Acme"
    )
    forged = Mailbox.mentions_in(raw)
    assert [(m.genre, m.rating) for m in forged.mentions] == [("mail", None)], "nobody's word"
    assert any("vouch" in line for line in forged.unclear)
    raw = b"Authentication-Results: mx.google.com; dkim=pass header.d=google.com\n" + raw
    [review] = Mailbox.mentions_in(raw).mentions
    assert (review.genre, review.rating) == ("review", 2)
    denied = b"Authentication-Results: mx.google.com; dkim=fail header.d=google.com\n" + raw
    assert [m.genre for m in Mailbox.mentions_in(denied).mentions] != ["review"]
    mbox = b"".join(
        b"From x@y Tue Dec  1 10:00:00 2026\n" + one + b"\n" for one in (ask(1), raw, ask(2))
    )
    assert [m.genre for m in Mailbox.mentions_in(mbox).mentions] == ["mail", "review", "mail"]
    quiet = letter("I am away.", subject="Out of office", Auto_Submitted="auto-replied")
    page = Mailbox.mentions_in(quiet)
    assert page.mentions == ()
    assert page.unclear, "nothing is left out in silence"


def test_a_folders_name_is_coded_and_read_back() -> None:
    from connectors.mailbox.imap import folder_name, folder_said

    for name in ("INBOX", "Réclamations", "a&b", "日本語/Ä", 'say "hi"\\', "😀"):
        sent = folder_name(name)
        assert sent.isascii()
        assert folder_said(sent[1:-1].replace(b"\\\\", b"\\").replace(b'\\"', b'"')) == name
    assert folder_said(b"&!!-") == "&!!-"
    assert folders._set([1, 2, 3, 7, 9, 10]) == b"1:3,7,9:10"


def test_pages_of_the_kind_are_kept_where_they_are_looked_for() -> None:
    held = sorted((Path(__file__).parent / "pages" / "mailbox").glob("*.eml"))
    for file in held:
        assert Mailbox.mentions_in(file.read_bytes()).mentions, file.name
    assert held


def test_our_answer_in_the_folder_of_sent_mails_answers_the_customers_mail(
    mailbox: MailServer, certificates: Certificates, tmp_path: Path, store: Store
) -> None:
    asked, told = "My lamp is broken, I hate it.", "We are sorry and send you a new one."
    mailbox.make(b"Sent")
    mailbox.put(letter(asked, date="Tue, 10 Nov 2026 08:00:00 +0100"))
    mailbox.put(
        letter(
            f"{told}\n\nOn Tue, 1 Dec 2026 at 10:00, Ann Lee wrote:\n> {asked}\n",
            sender=f"Acme <{USER}>",
            id_="2@acme.example",
            date="Tue, 10 Nov 2026 09:00:00 +0100",
            In_Reply_To="<1@client.example>",
            References="<1@client.example>",
        ),
        folder=b"Sent",
    )
    found = mentions(poll(source(mailbox, certificates, folders=["INBOX", "Sent"]))[0])
    assert [m.by_owner for m in found] == [False, True]
    scene = Scene(tmp_path, store)
    scene.run(*found)
    texts_by_id = {m.id: m.text for m in scene.rows(MentionRow)}
    assert {row.text: texts_by_id[row.mention_id] for row in scene.rows(AnswerRow)} == {told: asked}
