"""The README is true: its help, its settings, its words and its figures come from the code and from runs."""

import json
import re
import subprocess
import sys
from pathlib import Path

import faults
import pytest

from connectors.inbound import columns, objects, onefile, textfile
from connectors.inbound import source as inbound
from connectors.kit import apart
from connectors.kit.http.guard import Limits
from connectors.kit.reading import feed_limits, json_text
from connectors.rss import source as rss
from listener.settings import reference
from listener.settings.load import load
from listener.watch.hooks import desk
from listener.words import say
from listener.words.walls import walls

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def block(language: str, number: int = 0) -> str:
    found: list[str] = re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)
    return found[number]


def test_the_help_is_the_one_of_the_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "listener.cli", "--help"],
        capture_output=True,
        text=True,
        check=True,
        env={"COLUMNS": "90", "PATH": "", "TERM": "dumb"},
    )
    told = done.stdout.replace("python -m listener.cli", "listener")
    assert told.strip() in README, "paste: COLUMNS=90 listener --help"


def test_the_first_settings_are_valid(tmp_path: Path) -> None:
    text = re.sub(r"(?m)^   ", "", block("toml"))
    (tmp_path / "config.toml").write_text(text)
    config = load(tmp_path / "config.toml", {})
    assert [source.kind for source in config.source] == ["inbound", "rss"]


def test_the_table_of_settings_is_the_one_of_the_code() -> None:
    assert reference.table() in README, "run: python -m listener.settings.reference"


@pytest.mark.parametrize("key", ["form.critique", "form.discussion", "leaf.LET_STAND"])
def test_shown_words_are_those_of_the_catalogue(key: str) -> None:
    assert f"| {say('fr', key)} | {say('en', key)} |" in README


def test_the_walls_are_those_of_the_catalogue() -> None:
    told = README.partition("<!-- walls -->")[2].partition("<!-- /walls -->")[0]
    assert told == "; ".join(wall.name for wall in walls("en").values())


def test_every_command_that_the_readme_names_exists() -> None:
    named = set(re.findall(r"`listener ([a-z-]+)", README))
    commands = set(re.findall(r"(?m)^  ([a-z-]+)  ", block("text")))
    assert named <= commands | {"schema"}


def test_every_file_that_the_readme_links_exists() -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", README):
        assert link.startswith("http") or (ROOT / link).exists(), link


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
    figures = re.findall(rf"<!-- {name}: (.+?) --> \**([\d.,]+)", README)
    assert figures
    for path, shown in figures:
        value = recorded
        for part in path.split("/"):
            value = value[int(part) if isinstance(value, list) else part]
        assert float(shown.replace(",", "")) == pytest.approx(float(value), rel=0.02), path


def test_the_sizes_told_are_those_of_the_code() -> None:
    _, _, told = README.partition("Sizes: ")
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
    ):
        assert words in told, words


def test_the_recorded_soak_found_nothing_wrong() -> None:
    recorded = json.loads((ROOT / "benchmarks" / "results" / "soak.json").read_text())
    assert recorded["wrong"] == []
    assert recorded["minutes"] >= 30


def test_the_table_of_faults_is_the_recorded_one() -> None:
    recorded = json.loads((ROOT / "benchmarks" / "results" / "faults.json").read_text("utf-8"))
    assert faults.markdown([faults.Found(**row) for row in recorded["rows"]]) in README
