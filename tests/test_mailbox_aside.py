"""Notices of services for whose sender nobody vouches: set aside, told once, and read when somebody does."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest
import time_machine
from acme import BRAND, Listed, config, mention, pipeline
from letters import ALERT_TEXT, REVIEW_EN, letter, proven
from mailboxes import ask, mentions, poll, source, texts
from rigs.mailserver import Certificates, MailServer
from test_pipeline import Scene

from connectors.kit.contract import Page
from connectors.mailbox.cursor import MOST, Aside, kept
from listener.notices.matters import in_words
from listener.store.store import Store
from listener.store.tables import MentionRow

NOON = "2026-12-01T12:00:00Z"
ALERTS = "Google Alerts <googlealerts-noreply@google.com>"
BUSINESS = "Google Business Profile <businessprofile-noreply@google.com>"
HOST = "mx.host.example"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=True) as clock:
        yield clock


def alert(by: str = HOST, id_: str = "n@google.com") -> bytes:
    told = {"Authentication_Results": proven("google.com", by)} if by else {}
    return letter(ALERT_TEXT, sender=ALERTS, subject="Google Alert - acme", id_=id_, **told)


def review(n: int) -> bytes:
    told = REVIEW_EN.replace("Jo Martin", f"Jo Martin {n}")
    subject, by = f"Jo Martin {n} left a review for Acme", proven("google.com", HOST)
    return letter(
        told, sender=BUSINESS, subject=subject, id_=f"{n}@google.com", Authentication_Results=by
    )


def test_what_nobody_vouches_for_is_no_mention_and_the_setting_is_told_as_long_as_it_is_so(
    mailbox: MailServer, certificates: Certificates
) -> None:
    mailbox.put(alert(), ask(1))
    of = source(mailbox, certificates, auth_server=None)
    pages, cursor = poll(of)
    assert texts(pages) == ["Where is my lamp number 1?"]
    [said] = pages[-1].said
    assert f"write auth_server = '{HOST}'" in said
    assert f"ajoutez auth_server = '{HOST}'" in in_words(said, "fr")
    assert pages[-1].unclear == (), "it is told once, not at each mail"
    mailbox.put(alert(id_="2@google.com"))
    for _ in range(2):
        pages, cursor = poll(of, cursor)
        assert (mentions(pages), pages[-1].said) == ([], (said,))


def test_where_the_server_says_nothing_of_senders_another_way_is_told(
    mailbox: MailServer, certificates: Certificates
) -> None:
    mailbox.put(alert(by=""))
    pages, _ = poll(source(mailbox, certificates, auth_server=None))
    [said] = pages[-1].said
    assert mentions(pages) == []
    assert "Gmail, Outlook" in said
    assert "Gmail, Outlook" in in_words(said, "fr")
    assert in_words(said, "fr") != str(said)


def test_with_the_setting_what_was_set_aside_is_read_once(
    mailbox: MailServer, certificates: Certificates
) -> None:
    mailbox.put(alert(), review(1), ask(1))
    _, cursor = poll(source(mailbox, certificates, auth_server=None))
    mailbox.put(review(2))
    of = source(mailbox, certificates, auth_server=HOST)
    pages, cursor = poll(of, cursor)
    late = [page for page in pages if page.is_late]
    assert [m.genre for m in mentions(late)] == ["news", "news", "review"]
    assert [m.genre for m in mentions(pages)] == ["news", "news", "review", "review"]
    assert pages[-1].said == ()
    [told] = pages[-1].unclear
    assert told.startswith("2 notices that were set aside are read now")
    assert in_words(told, "fr").startswith("2 notifications mises de côté sont maintenant lues")
    pages, cursor = poll(of, cursor)
    assert (mentions(pages), pages[-1].unclear) == ([], ())


def test_a_name_that_is_not_the_servers_is_told_and_mended(
    mailbox: MailServer, certificates: Certificates, clock: time_machine.Traveller
) -> None:
    mailbox.put(alert())
    wrong = source(mailbox, certificates, auth_server="mx.wrong.example")
    pages, cursor = poll(wrong)
    assert mentions(pages) == []
    assert f"write auth_server = '{HOST}'" in pages[-1].said[0]
    clock.shift(4 * 86_400)
    pages, cursor = poll(source(mailbox, certificates, auth_server="mx.other.example"), cursor)
    assert mentions(pages) == [], "read again, and still nobody's word"
    clock.shift(3 * 86_400)
    pages, _ = poll(source(mailbox, certificates, auth_server=HOST), cursor)
    assert len(mentions(pages)) == 2


def test_what_lay_aside_for_more_than_a_week_stays_unread(
    mailbox: MailServer, certificates: Certificates, clock: time_machine.Traveller
) -> None:
    mailbox.put(alert())
    wrong = source(mailbox, certificates, auth_server="mx.wrong.example")
    _, cursor = poll(wrong)
    clock.shift(5 * 86_400)
    _, cursor = poll(source(mailbox, certificates, auth_server="mx.other.example"), cursor)
    clock.shift(3 * 86_400)
    pages, _ = poll(source(mailbox, certificates, auth_server=HOST), cursor)
    assert (mentions(pages), pages[-1].said) == ([], ()), "another try makes it no younger"


def test_what_is_read_again_keeps_to_the_most_of_a_poll(
    mailbox: MailServer, certificates: Certificates
) -> None:
    mailbox.put(*map(review, range(5)))
    _, cursor = poll(source(mailbox, certificates, auth_server=None))
    mailbox.put(ask(1))
    of = source(mailbox, certificates, auth_server=HOST, most=2)
    found, behind = [], []
    for _ in range(3):
        pages, cursor = poll(of, cursor)
        found += [m.genre for m in mentions(pages)]
        behind.append(pages[-1].behind)
    assert found == ["review"] * 5 + ["mail"]
    assert behind == [True, True, False]


def test_no_more_is_remembered_than_a_cursor_can_hold() -> None:
    aside = [Aside(uid, "2026-12-01", "google_alerts", "", "") for uid in range(2 * MOST)]
    left = kept(aside, date(2026, 12, 2))
    assert [one.uid for one in left] == list(range(MOST, 2 * MOST))


class Late(Listed):
    """What lay there unread."""

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:  # noqa: ARG002
        yield Page(self.mentions, is_late=True)


def test_what_is_read_late_makes_one_look_where_only_danger_alerts(
    tmp_path: Path, store: Store
) -> None:
    scene = Scene(tmp_path, store)
    scene.run(live=False)
    scene.show.looks.clear()
    hurt = "I hate it: my Acme battery is broken after a week, please help me."
    some = [mention(n, f"{hurt} {n}", venue="review", rating=1) for n in range(8)]
    fire = mention(9, "My Acme battery caught fire and burnt my hand.", venue="review", rating=1)
    made = pipeline(
        config(tmp_path, Late(name="list", mentions=(*some, fire)), brand=BRAND),
        store,
        scene.show,
        scene.clock,
        scene.tagger,
    )
    made.once()
    assert {row.look for row in scene.rows(MentionRow)} == {"old"}
    assert [("fire" in card.quote) for card in scene.show.alerts] == [True]
