"""A map of fields in the settings: any CSV, workbook or JSON is read as its owner says."""

import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import ValidationError
from workbooks import write_workbook

from connectors.inbound.paths import PathError, path_of
from connectors.inbound.source import Inbound
from connectors.kit.contract import Mention, Page
from listener.settings.load import load


def pages(folder: Path, **settings: Any) -> list[Page]:
    for path in folder.iterdir():
        if path.is_file():
            os.utime(path, (0, 0))
    source = Inbound.model_validate({"name": "drop", "folder": folder, **settings})
    with httpx.Client() as http:
        return list(source.pages(http, None))


def read(folder: Path, name: str, content: object, **settings: Any) -> list[Mention]:
    told = content if isinstance(content, str) else json.dumps(content)
    (folder / name).write_text(told)
    return [m for page in pages(folder, **settings) for m in page.mentions]


def said(folder: Path, name: str, content: str, **settings: Any) -> list[str]:
    (folder / name).write_text(content)
    return [w for p in pages(folder, **settings) for w in (*p.refused, *p.unclear, *p.said)]


Rows = list[list[str | int]]
ROWS = "Wer;Wann;Punkte;Was;Intern\nZoé;03/11/2026;8;Très bien;nicht zeigen\n"
MAP = {"text": "Was", "rating": "punkte", "author": "Wer", "posted_at": "Wann"}


def test_columns_are_read_as_the_map_says(tmp_path: Path) -> None:
    [found] = read(tmp_path, "a.csv", ROWS, map=MAP, rating_of=10, always={"venue": "review"})
    assert (found.text, found.rating, found.genre, found.venue) == ("Très bien", 4, "review", "review")  # fmt: skip
    assert found.author
    assert (found.author.name, found.posted_at) == ("Zoé", datetime(2026, 11, 3, tzinfo=UTC))


def test_without_a_map_the_same_file_is_read_as_before(tmp_path: Path) -> None:
    [line] = said(tmp_path, "a.csv", ROWS)
    assert "names no column for the text" in line


def test_what_is_not_mapped_is_found_as_without_a_map(tmp_path: Path) -> None:
    told = "Date,Rating,Review,Remarks\n2026-11-03,2,Nul,vu avec Paul\n"
    [found] = read(tmp_path, "a.csv", told, map={"text": "Remarks"})
    assert (found.text, found.rating) == ("vu avec Paul", 2)
    assert found.posted_at == datetime(2026, 11, 3, tzinfo=UTC)


def test_a_field_that_is_mapped_to_nothing_stays_open(tmp_path: Path) -> None:
    told = "Date,Rating,Review,Name\n2026-11-03,2,Nul,Bianchi\n"
    [found] = read(tmp_path, "a.csv", told, map={"text": "Review", "author": ""})
    assert found.author is None


def test_a_mapped_column_holds_nothing_else(tmp_path: Path) -> None:
    told = "Title,Review\nNul du début à la fin,Non\n"
    [found] = read(tmp_path, "a.csv", told, map={"text": "Title"})
    assert (found.text, found.title) == ("Nul du début à la fin", None)


def test_several_columns_of_text_stand_under_their_titles(tmp_path: Path) -> None:
    told = "Plus,Moins,Id\nrapide,cher,a1\n,lent,a2\n"
    first, second = read(tmp_path, "a.csv", told, map={"text": ["Plus", "Moins"]})
    assert (first.text, second.text) == ("Plus: rapide\nMoins: cher", "lent")


def test_a_mapped_column_that_is_not_there_is_told(tmp_path: Path) -> None:
    [line] = [w for w in said(tmp_path, "a.csv", ROWS, map=MAP | {"title": "Titre"}) if "map" in w]
    assert "no column Titre" in line


def test_a_file_that_the_map_is_not_about_is_read_as_without_it(tmp_path: Path) -> None:
    told = "Date,Auteur,Note,Texte\n2026-11-03,Léa,2,Déçu\n"
    [found] = read(tmp_path, "a.csv", told, map={"text": "Was", "posted_at": "Date"})
    assert (found.text, found.rating) == ("Déçu", 2)


def test_a_mapped_number_is_an_id_though_it_counts_the_rows(tmp_path: Path) -> None:
    told = "Nr,Was\n1,Bon\n2,Nul\n"
    ids = [m.external_id for m in read(tmp_path, "a.csv", told, map={"text": "Was", "external_id": "Nr"})]  # fmt: skip
    assert ids == ["1", "2"]


def test_a_workbook_is_read_by_the_same_map(tmp_path: Path) -> None:
    rows: Rows = [
        ["Report", "", ""],
        ["Wer", "Punkte", "Was"],
        ["Zoé", 4, "Bien"],
        ["Bob", 1, "Nul"],
    ]
    write_workbook(tmp_path / "a.xlsx", {"Sheet1": [*rows]})
    found = [m for p in pages(tmp_path, map=MAP) for m in p.mentions]
    assert [(m.text, m.rating) for m in found] == [("Bien", 4), ("Nul", 1)]


NESTED = {
    "event": "review.created",
    "message": "a new review has come in",
    "shop": {"name": "Lyon"},
    "data": {
        "reviews": [
            {"id": 7, "comment": {"body": "Bien", "at": 1762164000}, "stars": "Super", "by": {"first.name": "Zoé"}},
            {"id": 8, "comment": {"body": "Nul"}, "stars": "BOF", "by": None},
        ]
    },
}  # fmt: skip
PATHS = {
    "text": "comment.body",
    "posted_at": "comment.at",
    "rating": "/stars",
    "author": "by.first.name",
    "external_id": "id",
    "place": "$.shop.name",
}
WORDS = {"rating": {"super": 5, "bof": 2}}


def test_json_is_read_by_paths_and_pointers(tmp_path: Path) -> None:
    found = read(tmp_path, "a.json", NESTED, map=PATHS, items="data.reviews", words=WORDS)
    assert [(m.external_id, m.text, m.rating, m.place) for m in found] == [
        ("7", "Bien", 5, "Lyon"),
        ("8", "Nul", 2, "Lyon"),
    ]
    assert (found[0].author and found[0].author.name, found[1].author) == ("Zoé", None)
    assert found[0].posted_at == datetime(2025, 11, 3, 10, tzinfo=UTC)


def test_json_lines_are_read_by_the_same_paths(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps(NESTED | {"data": {"reviews": [one]}}) for one in NESTED["data"]["reviews"])  # type: ignore[index]  # fmt: skip
    found = read(tmp_path, "a.jsonl", lines, map=PATHS, items="data.reviews", words=WORDS)
    assert [m.text for m in found] == ["Bien", "Nul"]


def test_one_object_is_a_row_though_it_holds_lists(tmp_path: Path) -> None:
    asked = {
        "token": "t1",
        "answers": [
            {"field": {"ref": "why"}, "text": "Trop cher"},
            {"field": {"ref": "nps"}, "number": 3},
            {"field": {"ref": "tags"}, "choices": {"labels": ["prix", "délai"]}},
        ],
    }
    told = {
        "text": ["answers[field.ref=why].text", "answers[field.ref=tags].choices.labels"],
        "rating": "answers[field.ref=nps].number",
        "external_id": "token",
    }
    [found] = read(tmp_path, "a.json", asked, map=told, rating_of=10)
    assert (found.external_id, found.rating) == ("t1", 2)
    assert found.text == "why: Trop cher\ntags: prix\ndélai"


def test_a_row_without_what_is_mapped_takes_nothing_in_its_place(tmp_path: Path) -> None:
    told = [{"note": 4, "avis": "Bien"}, {"note": 1, "message": "Nouvel avis reçu"}]
    found = read(tmp_path, "a.json", told, map={"text": "avis", "rating": "note"})
    assert [(m.text, m.rating) for m in found] == [("Bien", 4), ("", 1)]


def test_a_list_that_is_not_where_items_says_is_told(tmp_path: Path) -> None:
    lines = said(tmp_path, "a.json", json.dumps({"list": [{"texte": "Bien"}]}), items="data.x")
    assert any("no list stands at data.x" in line for line in lines)


DOCUMENT = {"a": {"b": [{"c": 1}, {"c": 2}], "d.e": 5}, "x/y": 3, "Note Générale": 4, "k": [[1, 2]]}


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("a.b[0].c", ["1"]),
        ("a.b.1.c", ["2"]),
        ("a.b[*].c", ["1", "2"]),
        ("a.b.c", ["1", "2"]),  # through the list
        ("a.b[c=2].c", ["2"]),
        ("a.d.e", ["5"]),  # a key with a dot in it
        ("$.a.b[1].c", ["2"]),
        ("/a/b/0/c", ["1"]),
        ("/x~1y", ["3"]),
        ("note generale", ["4"]),  # as titles are compared
        ("a.b[7].c", []),
        ("a", []),  # an object is no value
        ("/a/*/c", []),  # in a pointer a star is a star
        ("k.0", ["1", "2"]),
        ("a.*.c", ["1", "2"]),
    ],
)
def test_a_path_leads_to(path: str, values: list[str]) -> None:
    assert [text for text, _ in path_of(path).scalars(DOCUMENT, DOCUMENT)] == values


@pytest.mark.parametrize("path", ["", " ", "a[b", "a." * 30 + "a", "x" * 400])
def test_what_is_no_path_is_refused(path: str) -> None:
    with pytest.raises(PathError):
        path_of(path)


def test_a_path_through_endless_lists_costs_little() -> None:
    deep: Any = 1
    for _ in range(8):
        deep = [deep] * 30
    assert len(list(path_of("a" + "[*]" * 8).scalars({"a": deep}, None))) <= 100


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"map": {"stars": "Score"}}, "'stars'? did you mean 'rating'?"),
        ({"map": {"zzz": "Score"}}, "'zzz'? the fields are text"),
        ({"map": {"text": "a[b"}}, "a [ is never closed"),
        ({"words": {"rating": {"Bien": "blue"}}}, "'blue'? write a figure"),
        ({"words": {"by_owner": {"Bien": "maybe"}}}, "write true or false"),
        ({"words": {"venue": {"Bien": "shop"}}}, "write one of own, review, public"),
        ({"always": {"genre": "avis"}}, "always.genre: 'avis'? write one of tweet"),
        ({"always": {"lang": "français de France"}}, "write a code such as fr"),
        ({"always": {"country": "Hexagone"}}, "write a code such as FR"),
        ({"always": {"text": "x"}}, "always: 'text'? the fields are genre"),
    ],
)
def test_a_slip_in_a_map_is_told(settings: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(told)):
        Inbound.model_validate({"name": "drop", **settings})


def test_a_map_stands_in_config_toml(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(
        '[[brand]]\nname = "Acme"\n\n[[source]]\nkind = "inbound"\nname = "in"\nitems = "data"\n'
        '\n[source.map]\ntext = ["Body", "Title"]\nrating = "Score"\n'
        '\n[source.always]\ngenre = "review"\n\n[source.words.rating]\nGood = 5\n'
    )
    [source] = load(tmp_path / "config.toml", {}).source
    assert isinstance(source.connector, Inbound)
    told = source.connector.told
    assert told.where == {"text": ("Body", "Title"), "rating": ("Score",)}
    assert (told.items, told.always, told.words) == ("data", {"genre": "review"}, {"rating": {"Good": "5"}})  # fmt: skip
