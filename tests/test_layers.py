"""Who may know whom: floors, purity, one home for each heavy library, no cycle anywhere."""

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {
    "connectors": {"connectors"},
    "models": {"models"},
    "listener": {"listener", "connectors", "models"},
}
# One folding of names for all: it rests on nothing of ours, and models may import it alone.
NEUTRAL = "connectors.kit.reading.folding"
ONLY_IN = {
    "slack_bolt": ("listener/channels/slack/presses/",),
    "slack_sdk": ("listener/channels/slack/",),
    "sqlmodel": ("listener/store/",),
    "sqlalchemy": ("listener/store/",),
    "alembic": ("listener/store/",),
    "transformers": ("models/",),
    "tokenizers": ("models/",),
    "onnxruntime": ("models/",),
    "torch": ("models/training/", "models/hub.py"),
    "feedparser": ("connectors/",),
    "lark": ("connectors/kit/query/",),
    "jwt": ("connectors/",),
    "trafilatura": ("connectors/rss/article.py",),
    "starlette": ("listener/watch/web",),  # web.py and what it is made of
    "typer": ("listener/cli", "listener/shell.py"),
    "uvicorn": ("listener/watch/web.py", "listener/watch/webdoor.py"),
    "prometheus_client": ("listener/watch/metrics_page.py",),
}


@cache
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


# Pure: no store, no network, no model, no clock: what it knows is passed in.
PURE = {
    "listener/advice": {
        "listener.advice",
        "listener.words",
        "listener.settings.brand",
        "listener.settings.place",
        "listener.settings.reply",
        "listener.settings.sheet",
        "listener.settings.written",
        "models.sponsorship",
    },
    "listener/figures": {
        "listener.figures",
        "listener.advice.leaves",
        "listener.settings.numbers",
        "listener.words",
    },
}
NEUTRAL_TOO = {
    NEUTRAL,
    "connectors.kit.genres",
    "connectors.kit.query",
    "connectors.kit.asking.words",
}


@pytest.mark.parametrize("folder", PURE)
def test_advice_and_figures_are_pure(folder: str) -> None:
    for path in files(folder):
        ours = modules_of(path)
        unknown = {n for n in ours if not any(n.startswith(a) for a in PURE[folder] | NEUTRAL_TOO)}
        assert not unknown, path
        assert not re_clock(path), path


def re_clock(path: Path) -> bool:
    calls = [n.func for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Call)]
    names = {f.attr for f in calls if isinstance(f, ast.Attribute)}
    return bool(names & {"now", "utcnow", "today", "urlopen"})


# From the ground up: each may know those before it, and none that comes after.
FLOORS = (
    ("guard",),
    ("words",),
    ("settings",),
    ("advice",),
    ("figures",),
    ("store",),
    ("notices",),
    ("desk",),
    ("channels", "digest"),
    ("stages",),
    ("app",),
    ("work",),
    ("watch",),
    ("demo", "judge", "setup"),
    ("shell",),
    ("commands",),
    ("cli",),
)
FLOOR_OF = {room: n for n, rooms in enumerate(FLOORS) for room in rooms}


def test_every_room_has_its_floor() -> None:
    # By the modules that stand there: an older checkout leaves folders of compiled files behind.
    below = (path.relative_to(ROOT / "listener").parts[0] for path in files("listener"))
    assert {name.removesuffix(".py") for name in below} - {"__init__"} == set(FLOOR_OF)


@pytest.mark.parametrize("room", FLOOR_OF)
def test_a_room_knows_those_below_and_none_above_or_beside_it(room: str) -> None:
    paths = files(f"listener/{room}") or [ROOT / "listener" / f"{room}.py"]
    for path in paths:
        known = {
            name.split(".")[1]
            for name in modules_of(path)
            if name.count(".") and name.startswith("listener.")
        }
        too_high = {n for n in known - {room} if FLOOR_OF[n] >= FLOOR_OF[room]}
        assert not too_high, path


CHILDREN = [
    folder
    for package in MAY_IMPORT
    for folder in sorted({path.parent for path in files(package)})
    if "versions" not in folder.parts
]


@pytest.mark.parametrize("folder", CHILDREN, ids=lambda f: f.relative_to(ROOT).as_posix())
def test_what_stands_in_a_folder_imports_each_other_in_one_direction(folder: Path) -> None:
    name = ".".join(folder.relative_to(ROOT).parts)
    graph: dict[str, set[str]] = {}
    for path in sorted(folder.rglob("*.py")):
        child = path.relative_to(folder).parts[0].removesuffix(".py")
        known = {n.removeprefix(f"{name}.") for n in modules_of(path) if n.startswith(f"{name}.")}
        graph.setdefault(child, set()).update({n.partition(".")[0] for n in known} - {child})
    try:
        tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


@cache
def modules_of(path: Path) -> set[str]:
    """The modules of ours that a file imports, those of `from package import module` among them."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            if name.partition(".")[0] in MAY_IMPORT:
                found.add(next(m for m in _ways(name) if _is_module(m)))
    return found


def _ways(name: str) -> Iterator[str]:
    while name:
        yield name
        name = name.rpartition(".")[0]


@cache
def _is_module(name: str) -> bool:
    path = ROOT / name.replace(".", "/")
    return path.is_dir() or path.with_suffix(".py").exists()


MOST_LINES = 300
# One list each: every table, and every column as it was.
LISTS = {"listener/store/tables.py", "listener/store/migrations/versions/0001_first_release.py"}


def test_no_module_has_more_lines_than_are_read_at_once() -> None:
    every = {
        path.relative_to(ROOT).as_posix(): len(path.read_text().splitlines())
        for package in (*MAY_IMPORT, "benchmarks")
        for path in files(package)
    }
    assert {name for name, lines in every.items() if lines > MOST_LINES} == LISTS
