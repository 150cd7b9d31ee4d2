"""`import --map`: five rows as they would be stored, what is not used, the table to keep; then a question."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result
from workbooks import write_workbook

from connectors.inbound.fieldmap import NO_MAP, FieldMap
from connectors.inbound.looking import look, proposed
from connectors.inbound.source import Inbound
from listener.cli import app as program
from listener.settings.config import ConfigError
from listener.settings.load import load
from listener.setup import person
from listener.shell import _brought_forward

ODD = """Wer;Wann;Punkte;Was;Intern
Zoé Martin;03/11/2026;8;Très bien, livré à temps;x1
Bob Durand;14/11/2026;2;Nul, rien ne marche chez vous;x2
Jean Petit;15/11/2026;9;Service rapide;x3
"""
CONFIG = '[[brand]]\nname = "Acme"\n[tagger]\nthreads = 1\n'


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.toml").write_text(CONFIG)
    (tmp_path / "odd.csv").write_text(ODD)
    return tmp_path


def run(*args: str) -> Result:
    return CliRunner().invoke(program, ["import", *args], catch_exceptions=False)


def table(output: str) -> dict[str, Any]:
    """What is printed to be put into config.toml."""
    text = output[output.index("[[source]]") :].split("\n\n")
    return dict(tomllib.loads("\n\n".join(text[:2]))["source"][0])


def test_a_proposal_is_shown_and_nothing_is_stored_unasked(place: Path) -> None:
    done = run("odd.csv", "--map")
    assert done.exit_code == 1, "a script must not take it for stored"
    assert "Row 3, as it would be stored" in done.output
    assert "posted_at     2026-11-03\n" in done.output, "no hour is known, so none is shown"
    assert "Not used:\n  Intern: x1 · x2 · x3" in done.output
    assert "say --yes" in done.output
    assert not (place / "data" / "listener.db").exists()
    told = table(done.output)
    assert told["map"] == {"text": "Was", "author": "Wer", "posted_at": "Wann", "rating": "Punkte"}


def test_what_is_printed_is_what_config_toml_takes(place: Path) -> None:
    output = run("odd.csv", "--map", "rating_of=10,text=Was,rating=Punkte").output
    printed = output[output.index("[[source]]") : output.index("Nothing was stored")]
    (place / "config.toml").write_text(f"{CONFIG}\n{printed}")
    found = load(place / "config.toml", {})
    assert not found.faults
    assert [source.name for source in found.source] == ["inbox"]
    again = run("odd.csv", "--map").output
    assert 'text = "Was"\nrating = "Punkte"' in again, "the map that stands there is shown"
    assert "rating        4" in again


@pytest.mark.parametrize("of_ten", ["", "rating_of=10,"])
def test_what_is_printed_goes_below_the_inbox_that_stands_in_the_settings(
    place: Path, of_ten: str
) -> None:
    settings = (
        f'{CONFIG}\n[[source]]\nkind = "inbound"\nname = "drop"\nbrand = "Acme"\npoll_minutes = 5\n'
    )
    (place / "config.toml").write_text(settings)
    output = run("odd.csv", "--map", f"{of_ten}text=Was,rating=Punkte").output
    assert "[[source]]\n" not in output, "a second inbox of one name would end the start"
    told = output[output.index("To read all") : output.index("Nothing was stored")]
    said, printed = told.split("):", 1)
    assert 'name = "drop"' in said
    (place / "config.toml").write_text(settings + printed)
    found = load(place / "config.toml", {})
    assert not found.faults
    [source] = [one.connector for one in found.source]
    assert isinstance(source, Inbound)
    assert source.map == {"text": "Was", "rating": "Punkte"}
    assert source.rating_of == (10 if of_ten else None)


def test_a_person_is_asked(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def answer(words: str) -> str:
        asked.append(words)
        return "n"

    monkeypatch.setattr(person.Person, "at", classmethod(lambda cls, s, lang, **_: cls(s, lang)))
    monkeypatch.setattr("builtins.input", answer)
    done = run("odd.csv", "--map", "text=Was")
    assert (done.exit_code, len(asked)) == (0, 1)
    assert "Store 3?" in done.output
    assert "Nothing was stored." in done.output
    assert not (place / "data" / "listener.db").exists()


@pytest.mark.usefixtures("place")
def test_with_yes_it_is_stored_as_it_was_shown() -> None:
    done = run("odd.csv", "--map", "text=Was,rating=Punkte,author=Wer,rating_of=10", "--yes")
    assert done.exit_code == 0
    assert "3 new mentions" in done.output
    listed = CliRunner().invoke(program, ["mentions", "--since", "2026-01-01"])
    assert "Nul, rien ne marche chez vous" in listed.output
    again = run("odd.csv", "--map", "text=Was,rating=Punkte,author=Wer,rating_of=10", "--yes")
    assert "0 new" in again.output


@pytest.mark.usefixtures("place")
def test_a_file_that_cannot_be_read_says_what_helps() -> None:
    done = run("odd.csv")
    assert done.exit_code == 1
    assert "listener import odd.csv --map shows its columns" in done.output


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("stars=Punkte", "--map: 'stars'? did you mean 'rating'?"),
        ("text=a[b", "--map: 'a[b': a [ is never closed"),
        ("rating_of=7,text=Was", "--rating_of"),
    ],
)
@pytest.mark.usefixtures("place")
def test_a_slip_in_what_is_said_is_told(said: str, told: str) -> None:
    done = CliRunner().invoke(program, ["import", "odd.csv", "--map", said])
    assert done.exit_code != 0
    assert told in str(done.exception)


LINES = '{"a": {"body": "Ok"}}\n' * 300 + '{"a": {"late": "Ok"}}\n'


@pytest.mark.parametrize(
    ("file", "said", "told"),
    [
        ("odd.csv", "text=Nope", "text: 'Nope' is not in odd.csv: there are Wer, Wann, Punkte, Was, Intern"),
        ("odd.csv", "text=Was,rating=Punkt", "rating: 'Punkt' is not in odd.csv: did you mean 'Punkte'? there"),
        ("odd.csv", "text=Was,text=Titel", "text: 'Titel' is not in odd.csv"),
        ("a.json", "text=review.bodi", "did you mean 'review.body'? there are review.body, review.rating"),
        ("a.json", "text=/review/rate", "'/review/rate' is not in a.json"),
        ("a.json", "items=lists,text=review.body", "items: 'lists' is not in a.json"),
        ("l.jsonl", "text=a.boddy", "did you mean 'a.body'"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("yes", [[], ["--yes"]])
def test_what_is_named_and_not_there_is_refused_and_never_guessed_at(
    file: str, said: str, told: str, yes: list[str], place: Path
) -> None:
    (place / "a.json").write_text('{"list": [{"review": {"body": "Nul", "rating": 1}}]}')
    (place / "l.jsonl").write_text(LINES)
    done = CliRunner().invoke(program, ["import", file, "--map", said, *yes])
    assert isinstance(done.exception, ConfigError)
    assert told in str(done.exception)
    assert not (place / "data" / "listener.db").exists()


def test_a_title_that_no_map_can_name_is_not_proposed(place: Path) -> None:
    (place / "b.csv").write_text("Avis [obligatoire;Note\nTrès bien, merci beaucoup;5\n")
    assert table(run("b.csv", "--map").output)["map"] == {"rating": "Note"}


def test_what_only_a_late_row_has_is_there(place: Path) -> None:
    (place / "l.jsonl").write_text(LINES)
    assert "Nothing was stored" in run("l.jsonl", "--map", "text=a.body,text=a.late").output


def test_a_path_that_is_there_and_holds_nothing_is_there(place: Path) -> None:
    (place / "a.json").write_text('[{"body": "Nul, vraiment", "when": null}]')
    assert "Row 1" in run("a.json", "--map", "text=body,posted_at=when").output


def test_json_is_proposed_by_its_paths(place: Path) -> None:
    told = {
        "event": "review_published",
        "review": {
            "id_review": "r-1",
            "rate": "2",
            "review": "Livré avec une semaine de retard.",
            "firstname": "Zoé",
            "review_date": "2026-11-03 10:00:00",
        },
    }
    (place / "one.json").write_text(json.dumps(told))
    done = run("one.json", "--map")
    assert table(done.output)["map"] == {
        "external_id": "review.id_review",
        "rating": "review.rate",
        "text": "review.review",
        "author_first": "review.firstname",
        "posted_at": "review.review_date",
    }
    assert "author        Zoé" in done.output


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize(
    "how", ["a.texte", "/a/texte", "$.a.texte", "a[nom=Q].texte", "a[0].texte"]
)
def test_what_a_path_names_in_any_way_is_used(how: str) -> None:
    told: Any = [{"nom": "Q", "texte": "Bien et vite livré"}] if "[" in how else {"texte": "Bien et vite livré"}  # fmt: skip
    Path("one.json").write_text(json.dumps({"a": told, "interne": "x-1"}))
    output = run("one.json", "--map", f"text={how}").output
    assert "Bien et vite livré" in output
    unused = output.partition("Not used:")[2]
    assert "interne: x-1" in unused
    assert "a.texte" not in unused.partition("To read all")[0]


WIDE = """Nom;Prénom;Le;Note;Avis;Points forts;Réponse;Lien;Interne
Martin;Zoé;03/11/2026;4;Très bien, livré à temps;La vitesse;Merci Zoé !;;x1
"""
LONG = WIDE + "Durand;Bob;14/11/2026;4;Bien et vite livré chez moi;;;;x2\n" * 6


@pytest.mark.parametrize("said", ["", "text=Avis", "author=Nom,rating=Note"])
def test_a_column_that_is_read_is_not_called_unused(place: Path, said: str) -> None:
    late = LONG + "Roux;Eva;15/11/2026;4;Moyen;;;https://avis.example/7;x3\n"
    (place / "wide.csv").write_text(late)
    output = run("wide.csv", f"--map={said}").output
    unused = output.partition("Not used:\n")[2].partition("\n\n")[0]
    assert unused.split() == ["Interne:", "x1", "·", "x2", "·", "x3"]
    used = output.partition("Not used:")[0]
    assert "author_first ← Prénom" in used
    assert "url ← Lien" in used
    assert "reply ← Réponse" in used
    assert "Zoé Martin" in used


def test_a_path_that_is_read_is_not_called_unused(place: Path) -> None:
    told = [{"auteur": {"nom": "Zoé"}, "avis": {"texte": "Bien et vite livré", "note": 4}, "interne": "x"}]  # fmt: skip
    (place / "a.json").write_text(json.dumps({"reviews": told}))
    output = run("a.json", "--map", "text=avis.texte").output
    unused = output.partition("Not used:\n")[2].partition("\n\n")[0]
    assert unused.split() == ["interne:", "x"]
    assert "rating ← avis.note" in output


def test_a_list_in_a_document_is_proposed_by_its_rows(tmp_path: Path) -> None:
    rows = [{"who": {"pseudo": "Zoé"}, "avis": "Bien et vite livré", "etoiles": n} for n in (4, 5)]
    (tmp_path / "a.json").write_text(json.dumps({"meta": {"n": 2}, "page": {"liste": rows}}))
    seen = look(str(tmp_path / "a.json"), NO_MAP)
    assert proposed(seen) == {"author": "who.pseudo", "text": "avis", "rating": "etoiles"}
    seen = look(str(tmp_path / "a.json"), FieldMap(items="meta"))
    assert [one.title for one in seen] == ["n"]


def test_a_workbook_is_proposed_by_its_titles(tmp_path: Path) -> None:
    rows: list[list[str | int | None]] = [["Rapport", None, None], ["Wer", "Punkte", "Was"], ["Zoé", 4, "Bien et vite livré"], ["Bob", 1, "Nul du début à la fin"]]  # fmt: skip
    write_workbook(tmp_path / "a.xlsx", {"Blatt": [*rows]})
    found = proposed(look(str(tmp_path / "a.xlsx"), NO_MAP))
    assert (found["text"], found["rating"]) == ("Was", "Punkte")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\x00\xff" * 50, b"PK\x03\x04broken", b"a" * 100_000, b'[["x"]]', b'[{"a":' + b"[" * 900 + b"]" * 900 + b"}]"])  # fmt: skip
def test_a_look_at_what_is_no_table_ends_nothing(tmp_path: Path, content: bytes) -> None:
    for name in ("a.csv", "a.json", "a.jsonl", "a.xlsx"):
        (tmp_path / name).write_bytes(content)
        assert len(look(str(tmp_path / name), NO_MAP)) <= 1


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (["import", "--map", "a.csv"], ["import", "--map=", "a.csv"]),
        (["import", "a.csv", "--map"], ["import", "a.csv", "--map="]),
        (["import", "a.csv", "--map", "text=B,rating=C", "-v"], ["-v", "import", "a.csv", "--map=text=B,rating=C"]),
        (["import", "a.csv", "--map", "--yes"], ["import", "a.csv", "--map=", "--yes"]),
        (["x", "--", "--map", "a=b"], ["x", "--", "--map", "a=b"]),
        (["x", "--config"], ["--config", "x"]),
    ],
)  # fmt: skip
def test_map_may_stand_alone(given: list[str], read: list[str]) -> None:
    assert _brought_forward(given) == read
