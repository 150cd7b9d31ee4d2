"""The manual's lines for the acts API work as they stand, in a shell, with curl."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from acme import NOON, Clock, Kept, Listed, config, mention, pipeline
from rigs.effort import PATIENCE

from listener.desk.api import Api
from listener.guard.tokens import Tokens
from listener.store.store import Store
from listener.watch.health import Health
from listener.watch.web import Served, serve

PAGE = Path(__file__).parent.parent / "docs" / "en" / "how-to" / "api.md"
LINES = re.findall(r"(?m)^curl .*/api/.*$", PAGE.read_text("utf-8"))


@pytest.fixture
def served(tmp_path: Path, sqlite: Store) -> Iterator[Served]:
    """A listener whose alert 12 has the version that the manual shows."""
    for posts in ((), tuple(mention(n, f"I hate it, part {n} is broken") for n in range(1, 13))):
        settings = config(tmp_path, Listed(name="forum", mentions=posts))
        pipeline(settings, sqlite, Kept(), Clock()).once()
    api = Api(sqlite, Tokens(tmp_path), Clock(), settings.brand)
    made = serve("127.0.0.1", 0, Health, lambda: b"", api)
    yield made
    assert made.stop(PATIENCE)


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")
def test_each_line_of_the_page_is_answered(served: Served, tmp_path: Path, sqlite: Store) -> None:
    assert len(LINES) == 4
    token, said = Tokens(tmp_path).make("Léa", NOON), []
    for line in LINES:
        run = subprocess.run(
            ["/bin/sh", "-c", line.replace(":8787", f":{served.port}")],
            capture_output=True,
            check=True,
            env={"TOKEN": token, "PATH": "/usr/bin:/bin", "no_proxy": "*"},
            timeout=PATIENCE,
        )
        said.append(json.loads(run.stdout))
    assert [one.get("outcome") for one in said] == [None, None, "done", "done"], said
    assert said[1]["mention"] == 12
    assert [row.name for row in sqlite.acts(["Acme"])] == ["snooze", "take"]
