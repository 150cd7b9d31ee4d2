import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {
    "connectors": {"connectors"},
    "models": {"models"},
    "listener": {"listener", "connectors", "models"},
}
# One folding of names for all: it rests on nothing of ours, and models may import it alone.
NEUTRAL = "connectors.kit.folding"
ONLY_IN = {
    "slack_sdk": ("listener/slack/",),
    "sqlmodel": ("listener/store/",),
    "sqlalchemy": ("listener/store/",),
    "alembic": ("listener/store/",),
    "transformers": ("models/",),
    "tokenizers": ("models/",),
    "onnxruntime": ("models/",),
    "torch": ("models/training/", "models/hub.py"),
    "feedparser": ("connectors/",),
    "starlette": ("listener/web.py",),
    "typer": ("listener/cli.py", "listener/shell.py"),
    "uvicorn": ("listener/web.py", "listener/webdoor.py"),
    "prometheus_client": ("listener/metrics_page.py",),
}


def imported(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text())))
    names = {alias.name for n in nodes if isinstance(n, ast.Import) for alias in n.names}
    return names | {n.module or "" for n in nodes if isinstance(n, ast.ImportFrom)}


def files(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_packages_import_only_what_they_may(package: str) -> None:
    for path in files(package):
        names = {name for name in imported(path) if name != NEUTRAL}
        assert {n.partition(".")[0] for n in names} & MAY_IMPORT.keys() <= MAY_IMPORT[package], path


def test_what_all_packages_may_import_imports_none_of_them() -> None:
    names = imported(ROOT / f"{NEUTRAL.replace('.', '/')}.py")
    assert not {name.partition(".")[0] for name in names} & MAY_IMPORT.keys()


@pytest.mark.parametrize("library", ONLY_IN)
def test_each_heavy_library_has_one_home(library: str) -> None:
    for package in MAY_IMPORT:
        for path in files(package):
            if library in {name.partition(".")[0] for name in imported(path)}:
                assert path.relative_to(ROOT).as_posix().startswith(ONLY_IN[library]), path


def test_strategy_is_pure() -> None:
    # No store, no network, no model, no clock: what it knows is passed in; those rules read a text alone.
    allowed = {"listener.strategy", "listener.brand", "listener.written", "models.sponsorship"}
    allowed |= {"connectors.kit.genres"}
    for path in files("listener/strategy"):
        ours = {n for n in imported(path) if n.startswith(("listener", "connectors", "models"))}
        assert all(any(n.startswith(a) for a in (*allowed, NEUTRAL)) for n in ours), path
        assert not re_clock(path), path


def re_clock(path: Path) -> bool:
    calls = [n.func for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Call)]
    names = {f.attr for f in calls if isinstance(f, ast.Attribute)}
    return bool(names & {"now", "utcnow", "today", "urlopen"})


def test_strategy_does_not_import_stages() -> None:
    for path in files("listener/stages"):
        assert path.exists()
    for path in files("listener/strategy"):
        assert not {n for n in imported(path) if n.startswith("listener.stages")}, path


# Who may not know whom, whichever way round.
STRANGERS = (
    ("notices", ("slack", "terminal", "terminal_story", "digest", "stages", "commands")),
    ("digest", ("slack", "terminal", "stages", "commands")),
    ("slack", ("terminal", "digest", "stages", "commands")),
    ("store", ("notices", "slack", "terminal", "digest", "stages", "commands")),
)


@pytest.mark.parametrize(("who", "whom"), STRANGERS, ids=[who for who, _ in STRANGERS])
def test_what_is_told_knows_no_channel_and_channels_not_each_other(
    who: str, whom: tuple[str, ...]
) -> None:
    for path in files(f"listener/{who}"):
        known = {n.split(".")[1] for n in imported(path) if n.startswith("listener.")}
        assert not known & set(whom), path
