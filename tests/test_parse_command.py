"""`listener parse` and `listener kinds`, as a person and a program call them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import connectors
from connectors.kit import saved
from connectors.kit.contract import Mention
from listener.commands import kinds, parsing
from listener.words.walls import walls

PAGES = Path(__file__).parent / "pages"


def parsed(capfd: pytest.CaptureFixture[str], kind: str, *names: Path, lang: str = "en") -> tuple[int, list[Mention], str]:  # fmt: skip
    code = parsing.parse(kind, [str(name) for name in names], lang)
    out, err = capfd.readouterr()
    return code, [Mention.from_json(json.loads(line)) for line in out.splitlines()], err


def test_the_mentions_of_saved_replies_come_as_lines(capfd: pytest.CaptureFixture[str]) -> None:
    files = sorted((PAGES / "hackernews").rglob("*.json"))
    code, mentions, err = parsed(capfd, "hackernews", *files)
    assert (code, err) == (0, "")
    assert mentions
    assert all(one.url for one in mentions)


def test_each_file_is_told_for_itself(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    page, none, empty = tmp_path / "page.html", tmp_path / "none.json", tmp_path / "empty.json"
    page.write_text("<html><body>Wait</body></html>")
    empty.write_text('{"hits": []}')
    hit = {"objectID": "1", "created_at_i": 1_790_000_000, "comment_text": "Acme", "author": "jo"}
    some = tmp_path / "some.json"
    some.write_text(json.dumps({"hits": [hit, {"objectID": "2"}]}))
    code, mentions, err = parsed(capfd, "hackernews", page, none, empty, some, lang="fr")
    assert code == 1
    assert [one.external_id for one in mentions] == ["1"]
    assert err.splitlines() == [
        f"{page}: une page web là où l'on attendait du JSON",
        f"{none}: il n'y est pas",
        f"{empty} : lu, aucune mention dedans".replace(" :", "\u00a0:"),
        f"{some}: résultat 2 : aucune date",
    ]


@pytest.mark.parametrize(
    ("lang", "remedy"),
    [("en", "open it and save it as .xlsx"), ("fr", "ouvrez-le et enregistrez-le en .xlsx")],
)
def test_an_old_workbook_has_a_remedy_in_ones_language(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, lang: str, remedy: str
) -> None:
    old = tmp_path / "vieux.xls"
    old.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2_000))
    assert parsing.parse("inbound", [str(old)], lang) == 1
    told = capfd.readouterr().err
    assert remedy in told
    assert told.count("vieux.xls") == 1


def test_a_reply_that_keeps_its_reader_busy_is_stopped(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parsing, "SECONDS", 0.3)
    file = tmp_path / "busy.json"
    post = '{"type": "story", "id": 1, "time": 1, "text": "<a><b><i>x"}'
    file.write_text("[" + f"{post}," * 400_000 + f"{post}]")
    code, mentions, err = parsed(capfd, "hackernews", file)
    assert (code, mentions) == (1, [])
    assert "reading it took longer than 0.3 s" in err


@pytest.mark.parametrize("kind", connectors.kinds())
def test_a_kind_that_breaks_on_a_reply_is_told_in_one_line(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("canary")

    monkeypatch.setattr(parsing, "_pages", broken)
    file = tmp_path / "x"
    file.write_text("x")
    code, _, err = parsed(capfd, kind, file)
    assert code == 1
    assert err == f"{file}: the reader of {kind} broke on it (KeyError): please report it\n"


def test_what_is_larger_than_a_reply_is_not_read(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "large.json"
    with file.open("wb") as out:
        out.truncate(saved.MAX_BYTES + 1)
    code, _, err = parsed(capfd, "rss", file)
    assert (code, err) == (1, f"{file}: larger than 50 MB: cut it up\n")


def test_an_unknown_kind_is_answered_with_the_one_that_is_meant(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert parsed(capfd, "hackrnews", PAGES)[0] == 2
    assert kinds.kinds("linkdin", "en", as_json=False) == 2
    assert "did you mean 'linkedin'" in capfd.readouterr().err


def test_standard_input_is_a_file_too() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "listener.cli", "parse", "mastodon", "-"],
        input=(PAGES / "mastodon" / "tag.json").read_bytes(),
        capture_output=True,
        env={**os.environ, "COLUMNS": "90"},
        check=False,
    )
    assert b"post 5" in done.stderr
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 6


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_kind_and_wall_is_shown_in_each_language(
    capfd: pytest.CaptureFixture[str], language: str
) -> None:
    assert kinds.kinds(None, language, as_json=False) == 0
    told = " ".join(capfd.readouterr().out.split())
    for kind in connectors.kinds():
        assert kinds.guide_of(kind, language).title in told
    for wall in walls(language).values():
        assert wall.name in told
    assert walls("en").keys() == walls("fr").keys()


@pytest.mark.parametrize("kind", connectors.kinds())
def test_a_kind_shows_its_settings_as_they_are_written(
    capfd: pytest.CaptureFixture[str], kind: str
) -> None:
    import tomllib

    assert kinds.kinds(kind, "fr", as_json=False) == 0
    above, _, shown = capfd.readouterr().out.partition("[[source]]\n")
    assert ("boutons" in above) == bool(kinds.guide_of(kind, "fr").steps)
    table = shown.partition("\n\n")[0]
    live = tomllib.loads(table)
    every = tomllib.loads(
        "\n".join(line.removeprefix("# ") for line in table.splitlines() if " = " in line and line.split(" = ")[0].removeprefix("# ").isidentifier())
    )  # fmt: skip
    fields = connectors.connector_type(kind).model_fields
    assert every.keys() == {"kind", *fields}
    assert live.keys() == {"kind", "name", *(k for k, f in fields.items() if f.is_required())}


def test_programs_get_kinds_and_walls_as_json(capfd: pytest.CaptureFixture[str]) -> None:
    assert kinds.kinds(None, "en", as_json=True) == 0
    told = json.loads(capfd.readouterr().out)
    assert [one["kind"] for one in told["kinds"]] == connectors.kinds()
    assert told["walls"][0].keys() == {"key", "name", "why", "way"}
