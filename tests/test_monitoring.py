"""Examples of monitoring ask for figures that are there, by labels that they have; who works on what is among them."""

import json
import re
from datetime import timedelta
from pathlib import Path
from socket import gethostname
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from acme import NOON, Clock, Kept, Listed, config, pipeline
from prometheus_client import CollectorRegistry
from sqlalchemy import make_url, update

from listener.store.store import Store
from listener.store.taking import LEASES, Kind
from listener.store.watching import Held, Watching
from listener.watch.health import Health, Pulse
from listener.watch.metrics_page import Meter
from listener.work.jobs import ROLES

PLACE = Path(__file__).parent.parent / "examples" / "monitoring"
BOARD = json.loads((PLACE / "grafana.json").read_text())
RULES = [
    rule
    for group in yaml.safe_load((PLACE / "alerts.yml").read_text())["groups"]
    for rule in group["rules"]
]
ASKED = [target["expr"] for panel in BOARD["panels"] for target in panel["targets"]]
ASKED += [rule["expr"] for rule in RULES]
GIVEN = {"job", "instance", "le"}  # by Prometheus itself
MADE = re.compile(r"_(total|bucket|sum|count)$")


def meter(store: Watching, **values: object) -> Meter:
    known = {"sources": ["list"], "clock": lambda: NOON, "pulse": Pulse(), "roles": ROLES}
    return Meter(store, **(known | values))  # type: ignore[arg-type]


def labels(registry: CollectorRegistry) -> dict[str, set[str]]:
    """By figure."""
    made: list[Any] = [one for one in registry._collector_to_names if hasattr(one, "_labelnames")]
    return {one._name: set(one._labelnames) for one in made}


@pytest.mark.parametrize("asked", ASKED)
def test_what_the_examples_ask_for_is_on_the_page(sqlite: Store, asked: str) -> None:
    made = meter(sqlite)
    known = labels(made._registry)
    page = made.page().decode()
    bare = re.sub(r'"[^"]*"', '""', asked)
    names = re.findall(r"\b(?:listener|process)_\w+", bare)
    assert names or bare.startswith("up{")
    used = set(re.findall(r"(\w+)=", bare))
    for some in re.findall(r"by \(([^)]*)\)", bare):
        used |= {one.strip() for one in some.split(",")}
    for name in names:
        assert f"# TYPE {name.removesuffix('_bucket')} " in page, name
        assert used <= known.get(MADE.sub("", name), set()) | GIVEN, name


def test_every_role_that_nobody_has_is_told() -> None:
    told = [rule["expr"] for rule in RULES if rule["alert"] == "ListenerRoleMissing"]
    assert {re.search(r'role="(\w+)"', expr)[1] for expr in told} == set(ROLES)  # type: ignore[index]


def test_each_rule_says_how_bad_it_is_and_what_of() -> None:
    for rule in RULES:
        assert rule["labels"]["severity"] in ("critical", "warning")
        assert rule["annotations"]["summary"]
        assert rule["for"]


def test_panels_lie_beside_each_other() -> None:
    taken = set[tuple[int, int]]()
    for panel in BOARD["panels"]:
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}  # fmt: skip
        assert not cells & taken, panel["title"]
        assert max(x for x, _ in cells) < 24
        taken |= cells
    assert len({panel["id"] for panel in BOARD["panels"]}) == len(BOARD["panels"])


def test_each_process_says_what_it_does(sqlite: Store) -> None:
    page = meter(sqlite, roles=["collect", "tag"]).page().decode()
    said = {line for line in page.splitlines() if line.startswith("listener_role{")}
    assert said == {f'listener_role{{machine="{gethostname()}",role="{role}"}} 1.0' for role in ("collect", "tag")}  # fmt: skip
    assert "listener_slots_held{" not in page, "SQLite has one process"


def test_who_holds_which_slot_is_told_by_any_of_the_processes(
    one: Store, other: Store, tmp_path: Path
) -> None:
    worker = pipeline(config(tmp_path, Listed(name="list")), one, Kept(), Clock())
    me = f"{gethostname()} collect,tag,decide,deliver,digest"[:63]
    other.come("db-2 tag")
    assert worker.app.store.hold(Kind.SOURCE, "list")
    assert other.hold(Kind.MENTION, "7")
    assert other.hold(Kind.MENTION, "8")
    told = sorted(other.slots_held(), key=lambda held: held.kind)
    assert told == [Held("mention", "", "db-2 tag", 2), Held("source", "list", me, 1)]
    watched = meter(one, health=lambda: Health())
    page = watched.page().decode()
    assert f'listener_slots_held{{holder="{me}",kind="source",slot="list"}} 1.0' in page
    one.release(Kind.SOURCE, "list")
    with one.writing() as session:  # of a process that hangs: its lease ran out
        session.connection().execute(update(LEASES).values(until=LEASES.c.until - timedelta(hours=1)))  # fmt: skip
    assert other.slots_held() == []
    assert "listener_slots_held{" not in watched.page().decode(), "it keeps no last figure"


def test_a_name_that_the_address_gives_stays(url: str) -> None:
    store = Store.open(make_url(url).update_query_dict({"application_name": "ours"}))
    store.come("db-1 tag")
    store.hold(Kind.BRAND, "Acme")
    assert [held.holder for held in store.slots_held()] == ["ours"]
    store.close()
