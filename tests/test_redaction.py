"""What is hidden of a text before another program sees it, and what has to stay."""

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from listener.advice.drafts.redaction.redacted import MARK, hidden, redacted

ROWS = Path(__file__).parent / "redaction" / "strings.jsonl"


class Row(NamedTuple):
    text: str
    hide: list[tuple[str, str]]
    keep: list[str]


@cache
def rows() -> tuple[Row, ...]:
    told = [json.loads(line) for line in ROWS.read_text("utf-8").splitlines()]
    return tuple(Row(t["text"], [(k, s) for k, s in t["hide"]], t["keep"]) for t in told)


def is_hidden(text: str, words: str) -> bool:
    """Every letter and figure of them, wherever they stand?"""
    covered = {n for span in hidden(text) for n in range(span.start, span.end)}
    start = text.find(words)
    while start >= 0:
        if any(text[n].isalnum() and n not in covered for n in range(start, start + len(words))):
            return False
        start = text.find(words, start + 1)
    return True


def missed() -> list[tuple[str, str, str]]:
    return [(k, s, row.text) for row in rows() for k, s in row.hide if not is_hidden(row.text, s)]


def test_of_two_hundred_texts_nineteen_in_twenty_are_hidden() -> None:
    assert len(rows()) >= 200
    asked = Counter(kind for row in rows() for kind, _ in row.hide)
    left = Counter(kind for kind, _, _ in missed())
    assert 1 - left.total() / asked.total() >= 0.95, missed()


def test_dates_and_order_numbers_stay() -> None:
    lost = [
        (words, row.text)
        for row in rows()
        for words in row.keep
        if words not in redacted(row.text).text
    ]
    assert not lost


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Écrivez à marie.dupont@mail.example svp", "Écrivez à [MAIL 1] svp"),
        ("marie.dpt arobase gmail point com", "[MAIL 1]"),
        ("write to jo.h (at) gmail (dot) com", "write to [MAIL 1]"),
        ("ma carte 4974 0000 0000 1234 est débitée", "ma carte [CARD 1] est débitée"),
        ("paid with 4974 xxxx xxxx 1234 on 3 May", "paid with [CARD 1] on 3 May"),
        ("ma carte 6011000990139424, ou 2221000000000009", "ma carte [CARD 1], ou [CARD 2]"),
        ("IBAN es9121000418450200051332 svp", "IBAN [ACCOUNT 1] svp"),
        ("a card ending in 4242, order 4242-17", "a card ending in [CARD 1], order 4242-17"),
        ("vu sur https://photos.example/marie?id=3 hier", "vu sur [LINK 1] hier"),
        ("mon insta: marie_dpt92", "mon insta: [HANDLE 1]"),
        ("as u/late_parcel said", "as [HANDLE 1] said"),
        ("n° sécu 2 84 05 78 006 084 36", "n° sécu [NUMBER 1]"),
        ("commande n° 0612345678 du 03/11/2026", "commande n° 0612345678 du 03/11/2026"),
        ("dossier 06-12-34-56-78 reçu le 12.10.2026", "dossier 06-12-34-56-78 reçu le 12.10.2026"),
        ("order 07700900123, sent 9 Oct. 2026", "order 07700900123, sent 9 Oct. 2026"),
    ],
)
def test_what_leads_to_a_person_is_hidden_and_what_the_matter_is_stays(
    text: str, told: str
) -> None:
    assert redacted(text).text == told


def test_the_same_words_have_the_same_mark_and_come_back() -> None:
    found = redacted("Karim, merci Karim, et merci Aoife !")
    assert found.text == "[NAME 1], merci [NAME 1], et merci [NAME 2] !"
    assert found.restored("Merci [NAME 2] et [NAME 1] [NAME 9]") == "Merci Aoife et Karim [NAME 9]"


def test_a_text_brings_no_marks_of_its_own() -> None:
    assert not MARK.search(redacted("voir [NAME 1] et [PHONE 2]").text)


def test_what_the_operator_tells_everybody_stays_and_who_is_known_by_name_does_not() -> None:
    text = "chez Vélorine à Lyon, zoltanbike a appelé le 01 99 00 54 20"
    public = ("Vélorine", "L'atelier de Lyon répond au 01 99 00 54 20.")
    told = redacted(text, known=("zoltanbike",), public=public)
    assert told.text == "chez Vélorine à Lyon, [NAME 1] a appelé le 01 99 00 54 20"


def test_a_part_of_what_the_operator_tells_is_not_told() -> None:
    found = redacted("a card ending in 4242", public=("Order 142424 was the first we sent.",))
    assert found.text == "a card ending in [CARD 1]"
