"""`listener query test`: hits, and what stands at the edge, of a file or a source."""

import json
import os
from pathlib import Path

import pytest

from connectors.kit.asking.edge import Found, looked_at
from connectors.kit.asking.words import Words
from connectors.kit.query.parse import parse
from listener.app import App
from listener.commands import querying
from listener.settings.load import load
from listener.work import filing

SETTINGS = """
[[brand]]
name = "Acme"
language = "{language}"
[storage]
dir = "data"
[[source]]
kind = "inbound"
name = "inbox"
match = "nothing of this"
"""
POSTS = ["acme fait un rappel", "Acmee fait un rappel", "rien", "acme et puis encore un rappel"]


@pytest.mark.parametrize(
    ("query", "words", "found"),
    [
        ("acme", Words("Acme"), Found(True)),
        ("acme", Words("Merci", thread="Que vaut Acme ?"), Found(True, "thread")),
        ("acme", Words("Acme", thread="Que vaut Acme ?"), Found(True)),
        ("acme AND lang:fr", Words("Acme"), Found(True, "language")),
        ("raw:ACME", Words("Acme"), Found(False, "spelling")),
        ("acme NEAR/1 rappel", Words("acme a fait un rappel"), Found(False, "far")),
        ("zephyr", Words("le zephir souffle"), Found(False, "slip", "zephir")),
        ("acme corp", Words("chez AcmeCorp"), Found(False, "slip", "acmecorp")),
        ("acme NOT zephyr", Words("acme zephir"), Found(True)),
        ("acme", Words("acne"), Found(False)),  # too short for a slip to tell anything
        ("acme", Words("rien"), Found(False)),
    ],
)
def test_how_a_mention_stands_to_a_query(query: str, words: Words, found: Found) -> None:
    assert looked_at(parse(query), words) == found


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "config.toml").write_text(SETTINGS.format(language="fr"))
    lines = [{"id": str(n), "text": text, "genre": "review"} for n, text in enumerate(POSTS)]
    (tmp_path / "posts.jsonl").write_text("\n".join(map(json.dumps, lines)))
    return tmp_path


def opened(place: Path) -> App:
    return App(load(place / "config.toml", {}))


def test_a_file_is_shown_with_its_hits_and_its_edge(
    place: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    query = "acme NEAR/2 rappel"
    file = str(place / "posts.jsonl")
    assert querying.test(opened(place), query, file, as_json=False) == 0
    told = capfd.readouterr()
    assert "✓ acme fait un rappel" in told.out
    assert "✗ acme et puis encore un rappel  (mots un peu trop éloignés pour NEAR)" in told.out
    assert "rien" not in told.out
    said = told.err.replace("\u202f", " ").replace("\xa0", " ")
    assert "Trouvé : 1. Laissé de côté : 3. Douteux, en tout : 1." in said


def test_programs_get_each_mention_with_what_became_of_it(
    place: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Of a source all that it has: its own `match` is not asked, and no file is moved."""
    app = opened(place)
    folder = app.config.source[0].connector.waits_in
    assert folder is not None
    folder.mkdir(parents=True)
    waiting = (place / "posts.jsonl").rename(folder / "posts.jsonl")
    os.utime(waiting, (0, 0))
    assert querying.test(app, "rappel AND acmee", "inbox", as_json=True) == 0
    told = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    assert [(one["hit"], one["why"], one["word"]) for one in told] == [
        *((False, "slip", "acme"), (True, None, None)),
        *((False, None, None), (False, "slip", "acme")),
    ]
    assert told[1]["mention"]["text"] == POSTS[1]
    assert waiting.exists()


def test_a_wrong_query_is_told_with_its_place_in_the_brands_language(
    place: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert querying.test(opened(place), "acme (", "inbox", as_json=False) == 2
    assert "colonne 6: cette ( n'est pas fermée" in capfd.readouterr().err


def test_a_wrong_query_in_the_settings_leaves_out_its_source(place: Path) -> None:
    path = place / "config.toml"
    path.write_text(path.read_text().replace("nothing of this", "acme AND"))
    config = load(path, {})
    assert not config.source
    (fault,) = config.faults
    assert "source (inbox).match 1: colonne 9: la requête s'arrête trop tôt" in fault


def test_an_imported_file_is_looked_through_as_well(place: Path) -> None:
    """What is thrown out is never stored, whichever way it comes; its own match holds for a file, too."""
    path = place / "config.toml"
    text = path.read_text().replace("nothing of this", "rappel")
    path.write_text(text.replace('language = "fr"', 'language = "fr"\nexclude = "acmee"'))
    app = opened(place)
    app.ready()
    posts = "".join(json.dumps({"id": f"{n}", "text": t}) + "\n" for n, t in enumerate(POSTS))
    (place / "posts.jsonl").write_text(posts)
    with filing.inbox_with(app, app.brand, place / "posts.jsonl") as inbox:
        taken = filing.store(app, inbox, app.brand, filing.read(inbox), silent=True)
    assert taken.new == 2
