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
