import importlib.util
import re
import subprocess
import sys
from importlib.metadata import distributions, packages_distributions
from pathlib import Path

import pytest

import connectors

ROOT = Path(__file__).parent.parent
TESTS = Path(__file__).parent


@pytest.mark.parametrize("name", ["listener", "connectors", "models"])
def test_nobody_else_installs_our_import_names(name: str) -> None:
    assert set(packages_distributions().get(name, [])) <= {"brand-listener"}


@pytest.mark.parametrize("kind", connectors.kinds())
def test_every_connector_loads_and_has_tests(kind: str) -> None:
    assert connectors.connector_type(kind).__doc__
    tests = TESTS / f"test_connector_{kind}.py"
    assert tests.exists()
    # inbound has no server: it owes only the part of the contract that is about mentions.
    assert re.search(r"check_(contract|conversation|mentions)\(", tests.read_text())


def test_the_default_environment_cannot_import_torch() -> None:
    if (Path(sys.prefix) / ".installed").exists() and Path(sys.prefix).name == ".venv-train":
        pytest.skip("this is the training environment")
    assert importlib.util.find_spec("torch") is None


def test_help_imports_nothing_heavy() -> None:
    # The half second of `listener --help` is kept by what it does not import.
    code = (
        "import sys, listener.cli; "
        "print([m for m in ('sqlalchemy','httpx','numpy','transformers','onnxruntime','pydantic',"
        "'feedparser','alembic','selectolax') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("lock", sorted(p.name for p in (ROOT / "requirements").glob("*.txt")))
def test_locks_carry_hashes_and_name_no_index(lock: str) -> None:
    text = (ROOT / "requirements" / lock).read_text()
    assert "--hash=sha256:" in text
    assert "://" not in text
    assert "--index" not in text
    assert "nvidia" not in text


def test_a_lock_pins_the_extras_that_its_packages_ask_for() -> None:
    # A bare pin is none to pip 23 where another package asks for "lxml[html_clean]": the day a newer one is out, it takes that.
    pinned = (ROOT / "requirements" / "dev.txt").read_text()
    asked = [
        (one.name, found[1])
        for one in distributions()
        for need in one.requires or ()
        if one.name != "brand-listener" and "extra ==" not in need
        if (found := re.match(r"([\w.-]+\[[\w,-]+\])", need))
    ]
    assert ("jusText", "lxml[html_clean]") in asked
    assert not [one for one in asked if f"{one[1]}==" not in pinned]


def test_what_is_locked_is_installed_as_it_is_locked() -> None:
    # Else pip looks for the newest of what a package asks for, and the day there is one takes the lock for incomplete.
    steps = [
        line
        for name in ("Makefile", "examples/Containerfile", "tests/rigs/installed.py")
        for line in (ROOT / name).read_text().splitlines()
        if "--require-hashes" in line
    ]
    assert len(steps) > 5
    assert not [line for line in steps if "--no-deps" not in line]


def test_no_file_names_a_machine_or_an_index() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    words = (
        "/work" + "/",
        "/ro" + "ot/",
        "pypi" + ".org",
        "pythonhosted" + ".org",
        "npmjs" + ".org",
    )
    for name in tracked:
        path = ROOT / name
        if path.suffix in (".onnx", ".safetensors") or name == "models/weights/tokenizer.json":
            continue
        text = path.read_text("utf-8", errors="replace")
        assert not [w for w in words if w in text], name


def test_the_page_of_the_rigs_names_each() -> None:
    rigs = ROOT / "tests" / "rigs"
    page = (rigs / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `(\w+\.py)` \|", page, re.MULTILINE))
    assert named == {file.name for file in rigs.glob("*.py")} - {"__init__.py"}
