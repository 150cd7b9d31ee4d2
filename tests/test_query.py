"""The query language: what queries find, and what wrong ones are answered."""

import pytest
from pydantic import TypeAdapter, ValidationError

import connectors
from connectors.kit.asking.words import Words
from connectors.kit.contract import Connector
from connectors.kit.query.parse import DEEPEST, LONGEST, QueryError, parse
from connectors.kit.query.setting import Queries, any_of, phrases_of
from listener.words.spoken import spoken


def finds(query: str, text: str = "", **of: object) -> bool | None:
    return parse(query).holds(Words(text, **of))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("l'oreal", "J’adore L’Oréal.", True),
        ("Acme Corp", "ACME-CORP is back", True),
        ("Acme Corp", "Corp Acme", False),
        ("Ben & Jerry's", "ben and jerrys", True),
        ("Marks and Spencer", "Marks & Spencer", True),
        ("acme AND fraude", "fraude chez Acme", True),
        ("acme AND fraude", "Acme", False),
        ("acme OR zephyr AND fraude", "Acme", True),  # AND binds before OR
        ("(acme OR zephyr) AND fraude", "Acme", False),
        ("orange NOT fruit", "Orange, le fruit", False),
        ("orange AND NOT (fruit OR jus)", "Orange en panne", True),
        ("NOT fruit", "Orange", True),
        ('"OR" OR acme', "or", True),
        ("« Acme Corp »", "acme corp", True),
        ("rappel NEAR/2 (acme OR zephyr)", "Acme a fait un rappel", False),
        ("rappel NEAR/3 (acme OR zephyr)", "Acme a fait un rappel", True),
        ("acme NEAR/3 rappel", "Rappel chez Acme", True),
        ("acme NEAR/5 acme", "Acme", False),  # a word is not near itself
        ("acme NEAR/5 acme", "Acme, encore Acme", True),
        ('acme NEAR/1 "acme corp"', "Acme Corp", False),
        ("raw:ORANGE", "Orange", False),
        ("raw:ORANGE", "chez ORANGE.", True),
        ("raw:ORANGE", "ORANGEADE", False),
        ('raw:"C++"', "du C++ pur", True),
        ("raw:aba", "xaba aba", True),
        ("raw:été", "e\u0301te\u0301", True),  # one letter for the eye
    ],
)
def test_what_a_query_finds(query: str, text: str, found: bool) -> None:
    assert finds(query, text) is found


def test_nothing_is_found_across_the_border_of_title_text_and_thread() -> None:
    told = {"title": "La boutique Acme", "thread": "rappel de vélos"}
    assert not finds('"Acme Corp"', "Corp ferme", **told)
    assert not finds("acme NEAR/50 rappel", "", **told)
    assert finds("acme AND rappel AND corp", "Corp ferme", **told)


def test_where_by_whom_and_in_which_language() -> None:
    url = "https://www.lemonde.fr/economie/a.html"
    assert finds("site:lemonde.fr", url=url)
    assert finds("site:lemonde.fr/economie", url=url)
    assert not finds("site:lemonde.fr/eco", url=url)
    assert not finds("site:monde.fr", url=url)
    assert not finds("site:lemonde.fr")
    assert finds("author:@lucie-d", author=("Lucie D",))
    assert not finds("author:lucie", author=("Lucie D",))
    assert finds("lang:fr", lang="fr")
    assert finds("lang:fr", lang="en") is False


def test_a_language_that_nobody_knows_decides_nothing() -> None:
    assert finds("lang:fr") is None
    assert finds("NOT lang:fr") is None
    assert finds("acme AND lang:fr", "acme") is None
    assert finds("acme AND lang:fr", "zephyr") is False
    assert finds("acme OR lang:fr", "acme") is True


WRONG = {
    "acme (fraude": (6, "this ( is not closed: write ) where it ends"),
    "acme)": (5, "this ) closes nothing: leave it out, or write its ( before"),
    'acme "corp': (6, 'this quote is not closed: write " after its last word'),
    "acme AND": (9, "the query ends too early: write the words that belong here"),
    "OR acme": (1, "OR has no words before it: write some, or leave it out"),
    "NOT NOT acme": (5, "NOT cannot stand here: put what it is about in parentheses"),
    'acme "corp"': (6, 'what joins "corp" to what stands before? write AND, OR or NOT between them'),
    "acme ET fraude": (6, 'ET is a word here: write AND, or put the phrase in "quotes"'),
    '"acme" OU fraude': (8, 'OU is a word here: write OR, or put the phrase in "quotes"'),
    "acme -fruit": (6, '- is no sign here: write AND or NOT, or put it in "quotes"'),
    "fraud*": (1, "* is no sign here: write each form, with OR between them"),
    "auteur:jo": (1, 'auteur: is no field: did you mean author:? Else put it in "quotes"'),
    "raw: acme": (1, "no space here: write the words at once after it, as in raw:acme"),
    "acme NEAR fraude": (6, "NEAR wants a number: write NEAR/5"),
    "acme NEAR/0 fraude": (6, "NEAR takes 1 to 100 words, as in NEAR/5"),
    "a NEAR/2 b NEAR/2 c": (12, "only one NEAR joins two terms: write A NEAR/5 B AND B NEAR/5 C"),
    "(a AND b) NEAR/2 c": (11, "NEAR joins words and phrases, or several with OR in parentheses: move the rest out"),
    "lang:french": (6, "expected a language in two letters, as in lang:fr"),
    'site:"a b"': (6, "expected a host, as in site:lemonde.fr"),
    "!!": (1, "expected words to search for"),
    "": (1, "expected words to search for"),
    "a" * 201: (1, "a phrase of more than 200 characters: shorten it"),
}  # fmt: skip


@pytest.mark.parametrize("query", WRONG)
def test_a_wrong_query_is_one_error_with_its_column_and_a_remedy(query: str) -> None:
    column, why = WRONG[query]
    with pytest.raises(QueryError) as caught:
        parse(query)
    assert str(caught.value) == f"column {column}: {why}"
    assert caught.value.column == column
    french = spoken("fr", f"source (s).match: {caught.value}")
    assert french.startswith(f"source (s).match: colonne {column}: ")
    assert why not in french


def test_of_several_lines_the_line_is_said_too() -> None:
    with pytest.raises(QueryError, match=r"^line 2, column 8: ") as caught:
        parse("acme OR\n  corp )")
    assert spoken("fr", f"match: {caught.value}").startswith("match: ligne 2, colonne 8: ")


@pytest.mark.parametrize(
    "query",
    [
        "(" * 10_000 + "a" + ")" * 10_000,
        "(" * (DEEPEST + 1) + "a" + ")" * (DEEPEST + 1),
        "a OR " * 250_000 + "a",
        "NOT " * 250_000 + "a",
        '"' * 1_000_000,
        "a" * 1_000_000,
    ],
)
def test_a_hostile_query_is_refused(query: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(query)
    assert len(str(caught.value)) < 200


def test_what_is_just_within_the_bounds_is_read() -> None:
    assert finds("(" * DEEPEST + "acme" + ")" * DEEPEST, "acme")
    long = " OR ".join(["word"] * (LONGEST // 8 - 1)) + " OR acme"
    assert LONGEST - 8 < len(long) <= LONGEST
    assert finds(long, "acme")


def test_a_setting_is_one_query_or_a_list_of_which_one_is_enough() -> None:
    queries = TypeAdapter(Queries)
    assert queries.validate_python("acme AND corp") == ("acme AND corp",)
    listed = queries.validate_python(["acme corp", "zephyr NOT vent"])
    assert any_of(listed).holds(Words("le zéphyr"))
    assert not any_of(listed).holds(Words("le zéphyr, ce vent"))
    with pytest.raises(ValidationError, match="column 6"):
        queries.validate_python(["acme", "acme ("])


def test_the_phrases_of_queries_are_those_that_are_wanted() -> None:
    """By them `rss` finds what to quote of an article."""
    assert phrases_of(('"acme corp" AND raw:Zéphyr NOT (vent OR air)', "acme NEAR/3 vélo")) == (
        *("acme corp", "Zéphyr", "acme", "vélo"),
    )
    assert phrases_of(()) == ()


@pytest.mark.parametrize("kind", connectors.kinds())
def test_every_kind_of_source_takes_the_one_language(kind: str) -> None:
    fields = connectors.connector_type(kind).model_fields
    for key in ("match", "exclude"):
        assert fields[key].annotation == Connector.model_fields[key].annotation
