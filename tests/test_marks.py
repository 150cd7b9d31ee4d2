"""Marks: each way to earn one, in small letters, in capitals and in the middle of a sentence."""

import pytest

from models.base import Post
from models.marks import marks

WAYS = {
    "handle later": ["you @acme"],
    "repost": ["RT @bob lamp", "via @bob"],
    "link": ["https://a.example", "http lamp", "www.a.example", "{link}", "[link]"],
    "link last": ["see https://a.example", "see http", "see {link}"],
    "price": ["20 €", "9 euros", "$5", "£ 5", "10%"],
    "you": ["you", "Your", "u", "vous", "tu", "voce", "você", "voces", "vocês", "jullie"],
    "I": ["i", "i'm", "we", "je", "j'ai", "j’ai", "ich", "mijn"],
    "please": ["please", "svp", "s'il vous plaît", "s'il te plaît", "por favor", "per favore"],
    "thanks": ["thanks", "merci", "obrigado", "obrigada"],
    "wish": [
        *(
            "would be nice",
            "would be great",
            "should",
            "could you add",
            "add a",
            "add an",
            "add the",
        ),
        *("wish", "option", "suggest", "suggestions", "serait bien", "serait top", "pourriez"),
        *("ajout", "ajouter", "il faudrait", "il manque", "dommage"),
    ],
    "made": [
        *("i made", "i built", "i wrote", "i drew", "my video", "my new recipe", "j'ai fait"),
        *("j'ai écrit", "ma vidéo", "mon tuto", "mon blog", "tuto", "tutorial", "how to"),
        *("unboxing", "fanart", "fan art"),
    ],
    "staff": [
        *("we're sorry", "were sorry", "we are sorry", "dm us", "send us a dm", "our team"),
        *("nous sommes désolés", "notre équipe", "nos équipes", "contactez-nous", "n'hésitez pas"),
        *("en mp", "en dm", "we're hiring", "nous recrutons", "découvrez", "^LEA"),
    ],
    "code": ["promo code", "promocode", "code promo", "use code", "avec le code", "my code"],
    "affiliate": ["?tag=x", "&ref=x", "affiliate"],
    "gift": ["gifted", "offert par", "invité par", "ambassadrice", "collab", "#sp", "#spon"],
}
CASES = [(name, way) for name, ways in WAYS.items() for way in ways]


def has(name: str, text: str) -> bool:
    return marks(Post(text=text))[name] == 1


@pytest.mark.parametrize(("name", "way"), CASES)
def test_each_way_earns_its_mark(name: str, way: str) -> None:
    assert has(name, f"Lamp, {way}")
    assert has(name, f"LAMP, {way.upper()}")
    if name != "link last":
        assert has(name, f"Lamp, {way}; lamp")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("wish", "WİSH"),  # the Turkish capital, which has a small letter of two characters
        ("wish", "wısh"),
        ("thanks", "thankſ"),
        ("wish", "ſerait bien"),
        ("made", "j'aı fait"),
    ],
)
def test_letters_that_stand_for_others_count_as_these(name: str, text: str) -> None:
    assert has(name, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("handle later", "@acme lamp"),
        ("repost", "a sort of lamp"),
        ("link", "a missing link"),
        ("you", "youth, thus"),
        ("I", "mine, jam"),
        ("please", "a favor, s'il pleut"),
        ("thanks", "thankless"),
        ("wish", "we add lamps, it would be late"),
        ("made", "homemade, my lamp, mon lit, pajama video"),
        ("staff", "you're sorry, our teams, 2^3"),
        ("code", "zip code"),
        ("affiliate", "a=b, unaffiliated"),
        ("gift", "offert, #spring"),
    ],
)
def test_words_that_only_look_alike_earn_none(name: str, text: str) -> None:
    assert not has(name, text)


def test_capitals_and_title_case_are_shares() -> None:
    found = marks(Post(text="La LAMPE, 3 fois cassée"))
    assert found["capitals"] == 6 / 17
    assert found["title case"] == 2 / 4
    assert marks(Post(text="12 !"))["capitals"] == 0
