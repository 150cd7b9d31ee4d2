"""Windows' letters under an older charset's name are read, as browsers read them."""

from pathlib import Path

import pytest
from test_dropped_exports import read
from test_mails import got

from connectors.kit.reading.feeds import read_feed

SAID = "L’eau coûte 5 € – « trop »"
OLD_NAMES = ["iso-8859-1", "ISO_8859-1", "latin1", "us-ascii", "windows-1252"]


@pytest.mark.parametrize("name", OLD_NAMES)
def test_a_mail_keeps_the_letters_that_its_charsets_name_does_not_know(
    tmp_path: Path, name: str
) -> None:
    head = f"From: a@b.example\nSubject: =?{name}?Q?L=92eau_=E0_5_=80?=\nContent-Type: text/plain; charset={name}\nContent-Transfer-Encoding: 8bit\n\n"
    [one] = got(tmp_path, head.encode() + SAID.encode("cp1252")).mentions
    assert (one.text, one.title) == (SAID, "L’eau à 5 €")
    [one] = got(tmp_path, head.encode() + SAID.encode()).mentions
    assert one.text == SAID


def test_other_names_are_their_followers_too(tmp_path: Path) -> None:
    for name, follower, said in (
        ("iso-8859-9", "cp1254", "Şu’nu 5 €"),
        ("gb2312", "gb18030", "镕基"),
        ("shift_jis", "cp932", "①番"),
    ):
        head = f"From: a@b.example\nContent-Type: text/plain; charset={name}\nContent-Transfer-Encoding: 8bit\n\n"
        assert got(tmp_path, head.encode() + said.encode(follower)).texts == [said]


@pytest.mark.parametrize("name", ["iso-8859-1", "latin1", "windows-1252"])
def test_a_feed_keeps_them_too(name: str) -> None:
    body = f"<rss version='2.0'><channel><title>x</title><item><guid>1</guid><description>{SAID}</description></item></channel></rss>"
    told = f"application/rss+xml; charset={name}"
    for head, kind in ((f'<?xml version="1.0" encoding="{name}"?>', "text/xml"), ("", told)):
        feed = read_feed((head + body).encode("cp1252"), kind, "https://a.example/")
        assert [one.text for one in feed.entries] == [SAID]


def test_a_table_keeps_them_too(tmp_path: Path) -> None:
    table = f"Date,Review\n2026-11-03,{SAID}\n"
    assert read(tmp_path / "a.csv", table.encode("cp1252")).texts == [SAID]


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
@pytest.mark.parametrize("kind", ["text/xml", "text/xml; charset=utf-16"])
def test_a_feed_of_wide_letters_is_read_like_any_other(charset: str, kind: str) -> None:
    text = (
        f"<?xml version='1.0' encoding='{charset}'?><rss version='2.0'><channel><item><guid>1</guid>"
        "<title>R&D d’été</title><description>Ça marche &amp;amp; &amp;lt;br&amp;gt; tient</description>"
        "<itunes:summary>autre</itunes:summary></item></channel></rss>"
    )
    wide, narrow = text.encode(charset), text.replace(charset, "utf-8").encode()
    entries = read_feed(wide, kind, "https://paper.example/feed").entries
    assert entries == read_feed(narrow, "text/xml", "https://paper.example/feed").entries
    assert entries[0].title == "R&D d’été"


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-be"])
def test_a_json_feed_of_wide_letters_is_read(charset: str) -> None:
    text = '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "title": "déçu d’ici"}]}'
    feed = read_feed(text.encode(charset), "application/feed+json", "https://paper.example/feed")
    assert [entry.title for entry in feed.entries] == ["déçu d’ici"]
