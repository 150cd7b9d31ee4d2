"""GitHub's own replies, recorded by octokit and served on loopback by its fixtures server, from npm.

A reply is given only to the request that it was recorded for: address, query and headers are compared.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from rigs.effort import PATIENCE
from rigs.installed import serving
from rigs.npm import npm_ci
from rigs.ports import free_port

HERE = Path(__file__).parent / "octokit"
PLACE = Path(__file__).parents[2] / ".rigs" / "octokit"
TOKEN = "0" * 39 + "1"  # of all recorded requests


def install() -> None:
    """The server, once a lock."""
    npm_ci(HERE, PLACE, "GitHub's recorded replies")


Scenario = Callable[[str], str]
"""The address that stands for api.github.com in a scenario, of its name."""


@pytest.fixture(scope="session")
def octokit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scenario]:
    """A running server; each scenario that is asked for is new."""
    install()
    shutil.copy2(HERE / "serve.mjs", PLACE / "serve.mjs")
    folder, port = tmp_path_factory.mktemp("octokit"), free_port()
    command = ["node", str(PLACE / "serve.mjs"), str(port)]

    def scenario(name: str) -> str:
        told = {"scenario": name}
        server = f"http://127.0.0.1:{port}"
        made = httpx.post(f"{server}/fixtures", json=told, trust_env=False, timeout=PATIENCE)
        assert made.status_code == 201, made.text
        return str(made.json()["url"])

    with serving(command, port, folder, start=PATIENCE, stop=5):
        yield scenario
