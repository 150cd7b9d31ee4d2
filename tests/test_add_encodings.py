"""`listener add` on settings as editors save them: the encoding stays, or the file does as it was."""

import codecs
from pathlib import Path

import pytest
from test_add_command import keeps

from listener.app import App
from listener.commands import adding
from listener.commands.given import Given
from listener.settings.config import ConfigError
from listener.settings.file import NotTomlError, text_of
from listener.settings.load import load

BEFORE = """# nos réglages : « Étoile »
[[brand]]
name = "Étoile"  # à nous
language = "fr"

[[source]]
kind = "inbound"
name = "inbox"

# réglé en été
[web]
port = 0
"""
ENCODINGS = [(b"", "utf-8"), (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"),
             (codecs.BOM_UTF16_BE, "utf-16-be"), (b"", "cp1252")]  # fmt: skip


def added(file: Path, folder: str) -> int:
    given = Given(name="autre", settings=(f"folder={folder}",), yes=True)
    return adding.add(App(load(file), file=file), "inbound", given)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(("bom", "codec"), ENCODINGS)
def test_the_file_keeps_its_encoding_and_all_that_stands_in_it(
    tmp_path: Path, bom: bytes, codec: str, newline: str
) -> None:
    file, before = tmp_path / "config.toml", BEFORE.replace("\n", newline)
    file.write_bytes(bom + before.encode(codec))
    assert added(file, "./été") == 0
    new = file.read_bytes()
    assert new.startswith(bom)
    text = new[len(bom) :].decode(codec)
    assert newline.join(["", 'name = "autre"', 'folder = "./été"', ""]) in text
    assert keeps(text, before)
    assert [source.name for source in load(file).source] == ["inbox", "autre"]


def test_what_its_encoding_cannot_say_is_refused_with_the_remedy(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(BEFORE.encode("cp1252"))
    with pytest.raises(ConfigError, match="save the file again as UTF-8"):
        added(file, "./日本")
    assert file.read_bytes() == BEFORE.encode("cp1252")


def test_what_is_in_no_encoding_is_refused() -> None:
    with pytest.raises(NotTomlError, match=r"line 2: .*save the file again as UTF-8"):
        text_of(b"# a\n\x81 = 1")


def test_a_day_without_an_hour_is_shown_as_a_day(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "config.toml"
    file.write_text(BEFORE)
    (tmp_path / "box").mkdir()
    (tmp_path / "box" / "a.csv").write_text(
        "Date;Auteur;Avis\n30/11/2026;Zoé;Très bien reçue ce matin\n30/11/2026 14:05;Ali;Pas mal\n"
    )
    assert added(file, str(tmp_path / "box")) == 0
    shown = [
        line.strip()
        for line in capsys.readouterr().out.splitlines()
        if "Zoé" in line or "Ali" in line
    ]
    assert shown == [
        "lun. 30 nov.  Zoé  Très bien reçue ce matin",
        "lun. 30 nov. 14:05  Ali  Pas mal",
    ]
