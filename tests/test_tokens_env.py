"""tokens.env beside config.toml is read as it was meant, and written so that a shell reads the same."""

import shutil
import subprocess
from pathlib import Path

import pytest

from listener.commands.reread import Settings
from listener.settings import tokens_env
from listener.settings.load import load
from listener.settings.remains import remains
from listener.setup import keeping

ODD = (
    "croûte et beurre 7",
    "l'ami du pain",
    'dit "non"',
    "l'un \"et\" l'autre $HOME `ls` \\n",
    "a#b # c",
    "$PATH",
    " espaces ",
)
BOX = """
[[brand]]
name = "Acme"
language = "fr"
[[source]]
kind = "mailbox"
name = "box"
user = "acme@mail.example"
host = "imap.mail.example"
password = "${BOX}"
"""


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("BOX=croûte et beurre", "croûte et beurre"),  # as the screen once said it is written
        ("BOX=l'ami", "l'ami"),
        ("export BOX='a b'", "a b"),
        ('BOX="a \\"b\\""', 'a "b"'),
        ("BOX='it'\\''s'", "it's"),
        ("BOX=abcd  # mine", "abcd"),
        ("BOX=a#b", "a#b"),
        ("BOX=l'ami # du pain", "l'ami # du pain"),
        ("BOX=", ""),
        ("BOX='a'\r", "a"),
    ],
)
def test_a_line_is_read_as_it_was_meant(tmp_path: Path, line: str, value: str) -> None:
    (tmp_path / "tokens.env").write_bytes(f"# mine\n\n{line}\nOTHER=d'or\n".encode())
    assert tokens_env.read(tmp_path) == {"BOX": value, "OTHER": "d'or"}


def test_the_text_of_a_key_goes_over_several_lines(tmp_path: Path) -> None:
    pem, told = "-----BEGIN KEY-----\nBOX=a\n-----END KEY-----\n", '{\n "a": "b"\n}'
    escaped = told.replace('"', '\\"')
    before = f"PEM='{pem}'\nJSON=\"{escaped}\"  # mine\nOPEN='never shut\nBOX=x\n"
    (tmp_path / "tokens.env").write_text(before)
    held = {"PEM": pem, "JSON": told, "OPEN": "'never shut", "BOX": "x"}
    assert tokens_env.read(tmp_path) == held
    keeping.keep(tmp_path, {"BOX": "y"})
    assert (tmp_path / "tokens.env").read_text() == before.replace("BOX=x", "BOX='y'")
    keeping.keep(tmp_path, {"PEM": "z"})
    assert tokens_env.read(tmp_path) == held | {"BOX": "y", "PEM": "z"}


@pytest.mark.parametrize("value", ODD)
def test_what_is_kept_a_shell_reads_too(tmp_path: Path, value: str) -> None:
    keeping.keep(tmp_path, {"BOX": value})
    assert tokens_env.read(tmp_path) == {"BOX": value}
    shell = shutil.which("sh")
    assert shell
    script = '. ./tokens.env; printf %s "$BOX"'
    said = subprocess.run([shell, "-c", script], cwd=tmp_path, capture_output=True, check=True)
    assert said.stdout.decode() == value


def test_a_value_takes_its_old_lines_place_and_nobody_else_may_read_it(tmp_path: Path) -> None:
    file = tmp_path / "tokens.env"
    file.write_text("# mine\nBOX='old'\nOTHER=x\nBOX='older'\n")
    file.chmod(0o644)
    keeping.keep(tmp_path, {"BOX": "new", "MORE": "m"})
    assert file.read_text() == "# mine\nBOX='new'\nOTHER=x\nMORE='m'\n"
    assert file.stat().st_mode & 0o007 == 0
    file.unlink()
    keeping.keep(tmp_path, {"BOX": "new"})
    assert file.stat().st_mode & 0o777 == 0o600


def test_the_settings_find_their_keys_there_and_the_environment_goes_first(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(BOX)
    assert "mettez cette ligne dans tokens.env" in load(file, {}).faults[0]
    (tmp_path / "tokens.env").write_text(
        "BOX=croûte et beurre\nLISTENER_DATABASE_URL=sqlite:///x\n"
    )
    for environ, value in (({}, "croûte et beurre"), ({"BOX": "said"}, "said")):
        config = load(file, environ)
        [source] = config.source
        assert source.connector.model_dump()["password"].get_secret_value() == value
        assert config.faults == ()
        assert config.storage.url
        assert config.storage.url.get_secret_value() == "sqlite:///x"
    left = remains(file, "fr", {})
    assert left
    assert left.storage.url
    assert left.storage.url.get_secret_value() == "sqlite:///x"


def test_a_file_that_this_user_may_not_read_is_told_where_a_key_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "config.toml"
    file.write_text(BOX)
    (tmp_path / "tokens.env").write_text("# nothing")
    monkeypatch.setattr(tokens_env, "is_shut", lambda _: True)  # root may read everything
    told = load(file, {}).faults[-1]
    assert "tokens.env" in told
    assert "n'a pas le droit de le lire" in told
    assert load(file, {"BOX": "x"}).faults == ()


def test_a_listener_at_work_takes_up_a_key_that_is_put_there(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(BOX)
    watched = Settings(file, load(file, {}), lambda path: load(path, {}))
    while watched.look():
        pass
    assert not watched.config.source
    keeping.keep(tmp_path, {"BOX": "croûte et beurre"})
    watched.look()  # seen once, it may be half a file
    change = watched.look()
    assert change
    assert change.is_mended
    assert [source.name for source in watched.config.source] == ["box"]
