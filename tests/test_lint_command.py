"""`listener lint`: a draft on standard input, and what is wrong with it, word for word."""

from pathlib import Path

import pytest
from acme import Clock, Kept, Listed, config, mention, pipeline
from typer.testing import CliRunner

from listener.app import App
from listener.cli import app as program
from listener.commands.linting import lint_answer
from listener.settings.config import ConfigError
from listener.store.store import Store

SETTINGS = """
[[brand]]
name = "Vélorine"
language = "{language}"
speaker = "Camille"
[[brand]]
name = "Roue Libre"
language = "fr"
speaker = "Noé"
"""
BAD = "Merci ! Pensez à revoir votre note.\nCamille, de Vélorine"
GOOD = "La selle couine, et je le regrette : l'atelier regarde.\nCamille, de Vélorine"


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(SETTINGS.format(language="fr"), "utf-8")
    return path


def lint(settings: Path, draft: str | bytes, *options: str) -> tuple[int, str]:
    run = CliRunner().invoke(program, ["--config", str(settings), "lint", *options], input=draft)
    if isinstance(run.exception, ConfigError):
        raise run.exception
    return run.exit_code, run.output.replace("\N{NO-BREAK SPACE}", " ")


def test_what_is_wrong_is_told_with_its_words_and_ends_in_1(settings: Path) -> None:
    code, told = lint(settings, BAD, "--genre", "review")
    assert code == 1
    assert told.splitlines() == [
        "✗ ne demande pas de changer l'avis: « revoir votre note » demande de changer ou de retirer l'avis"
    ]


def test_what_is_sound_ends_in_0_and_needs_no_database(settings: Path) -> None:
    assert lint(settings, GOOD) == (0, "Rien à redire.\n")
    assert [path.name for path in settings.parent.iterdir()] == ["config.toml"]


def test_it_speaks_the_brands_language(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(SETTINGS.format(language="en"), "utf-8")
    _, told = lint(path, BAD)
    assert "asks to change or remove the review" in told
    assert lint(path, GOOD) == (0, "Nothing to say against it.\n")


def test_the_post_says_what_may_be_named_and_how_to_speak(settings: Path) -> None:
    post = settings.parent / "post.txt"
    post.write_text("Vous ouvrez quand le dimanche ?", "utf-8")
    draft = "Désolés ! Regarde l'affiche de la porte.\nCamille, de Vélorine"
    code, told = lint(settings, draft, "--post", str(post), "--lang", "fr")
    assert code == 1
    assert "« Désolés »" in told
    assert "« Regarde »" in told
    assert lint(settings, draft)[0] == 1  # nobody said tu


def test_another_brand_is_asked_for_by_name(settings: Path) -> None:
    assert "pour Roue Libre" in lint(settings, GOOD, "--brand", "Roue Libre")[1]
    with pytest.raises(ConfigError, match="did you mean 'Roue Libre'"):
        lint(settings, GOOD, "--brand", "Roue Libr")


@pytest.mark.parametrize(
    ("options", "draft", "why"),
    [
        (("--genre", "reviews"), GOOD, "did you mean 'review'"),
        (("--lang", "de"), GOOD, "write fr or en"),
        ((), " \n", "it is empty"),
        ((), b"\xff\xfe", "not text in UTF-8"),
    ],
)
def test_what_cannot_be_read_is_said(
    settings: Path, options: tuple[str, ...], draft: str | bytes, why: str
) -> None:
    with pytest.raises(ConfigError, match=why):
        lint(settings, draft, *options)


def test_a_mention_says_all_of_its_post(settings: Path) -> None:
    code, told = lint(settings, GOOD, "--mention", "1", "--genre", "review")
    assert code == 2
    assert "--mention" in told


@pytest.fixture
def app(tmp_path: Path, sqlite: Store) -> App:
    """A complaint that was told."""
    clock, settings = Clock(), config(tmp_path)
    for posts in ((), (mention(1, "I hate it, my battery is broken"),)):
        settings = config(tmp_path, Listed(name="forum", mentions=posts))
        pipeline(settings, sqlite, Kept(), clock).once()
    return App.over(settings, clock, store=sqlite, key=b"k" * 32)


def test_a_mention_is_answered_beside_its_labels_and_what_was_said_lately(
    app: App, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "I'm sorry that the battery broke. I'm asking the workshop what happened.\nCamille, from Acme"
    assert lint_answer(app, 1, text) == 0
    assert (
        lint_answer(app, 1, text.replace("I'm asking", "Had you read the leaflet? I'm asking")) == 1
    )
    assert "“Had you read”" in capsys.readouterr().out
    assert lint_answer(app, 1, text.replace("Camille, from Acme", "")) == 1


def test_a_mention_that_is_none_is_said(app: App) -> None:
    with pytest.raises(ConfigError, match="no mention 99"):
        lint_answer(app, 99, GOOD)
