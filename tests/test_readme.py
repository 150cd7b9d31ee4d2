"""The README and the figures of the manual are true: they come from the code and from recorded runs."""

import json
import re
import subprocess
import sys
from pathlib import Path

import faults
import pytest
from manual import LANGUAGES, README, ROOT, page

from connectors.inbound import columns, objects, onefile, textfile
from connectors.inbound import source as inbound
from connectors.kit import apart
from connectors.kit.http.guard import Limits
from connectors.kit.reading import feed_limits, json_text
from connectors.rss import source as rss
from listener.advice.leaves import Leaf
from listener.cli import reference
from listener.settings import file
from listener.settings import reference as settings_reference
from listener.settings.load import load
from listener.watch.hooks import desk
from listener.words import say
from listener.words.walls import walls

WHY = page("docs/en/why.md").text
MEASURED = page("docs/en/measured.md").text


def test_the_readme_is_read_in_a_few_minutes() -> None:
    assert len(README.splitlines()) <= 200


@pytest.mark.parametrize("name", ["README.md", "docs/en/start.md"])
def test_the_first_settings_are_valid(tmp_path: Path, name: str) -> None:
    (tmp_path / "config.toml").write_text(page(name).blocks("toml")[0])
    config = load(tmp_path / "config.toml", {})
    assert not config.faults
    assert [source.kind for source in config.source] == ["inbound", "rss"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reference_of_commands_is_their_help(language: str, tmp_path: Path) -> None:
    told = page(f"docs/{language}/reference/commands.md").text
    assert told.endswith(f"{reference.commands(language)}\n"), "run: make docs"
    done = subprocess.run(
        [sys.executable, "-m", "listener.cli", "--help"],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,  # beside no settings, which have a language of their own
        env={
            "COLUMNS": "90",
            "PATH": "",
            "TERM": "dumb",
            "LC_ALL": f"{language}_XX.UTF-8",
            "PYTHONPATH": str(ROOT),
        },
        encoding="utf-8",
    )
    assert done.stdout.replace("python -m listener.cli", "listener").strip() in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reference_of_settings_is_the_code(language: str) -> None:
    told = page(f"docs/{language}/reference/settings.md").text
    assert told.endswith(f"{settings_reference.tables(language)}\n"), "run: make docs"


@pytest.mark.parametrize("key", ["form.critique", "form.discussion", "leaf.LET_STAND"])
def test_shown_words_are_those_of_the_catalogue(key: str) -> None:
    assert f"| {say('fr', key)} | {say('en', key)} |" in WHY


def test_every_advice_is_explained_in_the_words_of_the_catalogue() -> None:
    for leaf in Leaf:
        assert f"| {say('en', f'leaf.{leaf}')} | {say('en', f'meaning.{leaf}')} |" in WHY, leaf


@pytest.mark.parametrize("name", ["README.md", "docs/en/sources/README.md"])
def test_the_walls_are_those_of_the_catalogue(name: str) -> None:
    told = page(name).text.partition("<!-- walls -->")[2].partition("<!-- /walls -->")[0]
    assert told == "; ".join(wall.name for wall in walls("en").values())


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("ingest", "benchmarks/results/ingest.json"),
        ("spike", "benchmarks/results/spike.json"),
        ("hanging", "benchmarks/results/hanging.json"),
        ("hostile", "benchmarks/results/hostile.json"),
        ("soak", "benchmarks/results/soak.json"),
        ("faults", "benchmarks/results/faults.json"),
        ("tagging", "benchmarks/results/tagging.json"),
        ("scores", "models/weights/scores.json"),
    ],
)
def test_figures_come_from_a_recorded_run(name: str, file: str) -> None:
    recorded = json.loads((ROOT / file).read_text())
    assert recorded
    sought = re.compile(rf"<!-- {name}: (.+?) --> \**([\d.,]+)")
    figures = sought.findall(MEASURED)
    assert figures
    for path, shown in figures + sought.findall(README):
        value = recorded
        for part in path.split("/"):
            value = value[int(part) if isinstance(value, list) else part]
        assert float(shown.replace(",", "")) == pytest.approx(float(value), rel=0.02), path


def test_the_sizes_told_are_those_of_the_code() -> None:
    _, _, told = WHY.partition("Sizes: ")
    told = " ".join(told.partition("\n\n")[0].split())
    assert Limits().max_bytes == rss.MAX_BYTES
    for words in (
        f"A reply: {rss.MAX_BYTES // 10**6} MB, {apart.SECONDS:.0f} s of a processor",
        f"a feed: {feed_limits._MOST_TAGS:,} tags",
        f"JSON: {json_text._MOST:,} lists and objects",
        f"A dropped file: {onefile.MAX_BYTES // 10**6} MB, {objects.MOST_JSON // 10**6} MB where",
        f"{inbound.SECONDS:.0f} s for a thousand rows",
        f"a line: {textfile.MAX_LINE:,} characters",
        f"Of a table {columns._MOST:,} columns",
        f"A webhook's body: {desk.MOST:,} bytes",
        f"Settings, answers, a duty sheet: {file.MOST // 10**6} MB each",
    ):
        assert words in told, words


def test_the_recorded_soak_found_nothing_wrong() -> None:
    recorded = json.loads((ROOT / "benchmarks" / "results" / "soak.json").read_text())
    assert recorded["wrong"] == []
    assert recorded["minutes"] >= 30


def test_the_table_of_faults_is_the_recorded_one() -> None:
    recorded = json.loads((ROOT / "benchmarks" / "results" / "faults.json").read_text("utf-8"))
    assert faults.markdown([faults.Found(**row) for row in recorded["rows"]]) in MEASURED
