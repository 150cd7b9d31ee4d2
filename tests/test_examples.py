"""Examples of packaging: what they start exists, is open where the image is, and holds no secret."""

import re
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml  # type: ignore[import-untyped]
from manual import ROOT, pages

from listener.cli import app
from listener.commands.troubles import HELD, NEWER
from listener.guard.secret import FILE
from listener.settings.load import Environment
from listener.work.jobs import ALL

PLACE = ROOT / "examples"
COMPOSE = ("compose.yaml", "compose-postgresql.yaml")
UNITS = ("brand-listener.service", "brand-listener@.service")
IMAGE = (PLACE / "Containerfile").read_text("utf-8")
PORT = re.findall(r"(?m)^EXPOSE (\d+)$", IMAGE)[0]
DATA = re.findall(r"(?m)^VOLUME (\S+)$", IMAGE)[0]
SETTINGS = re.findall(r"LISTENER_CONFIG=(\S+)", IMAGE)[0]
HARDENED = "CapabilityBoundingSet"  # where the unit's limits begin
STOPS = 10  # seconds, at most, from SIGTERM to the end
SHAPES = r"xox[a-z]-[\w-]{6}|blt_\w{8}|://[^\s/@:]+:[^\s/@]+@|-----BEGIN|\b[0-9a-fA-F]{32,}\b"


def composed(name: str) -> dict[str, Any]:
    told = yaml.safe_load((PLACE / name).read_text("utf-8"))
    assert isinstance(told, dict)
    return told


def ours(name: str) -> dict[str, Any]:
    """The services that are the listener."""
    found = composed(name)["services"].items()
    return {one: told for one, told in found if told["image"] == "brand-listener"}


def unit(name: str) -> list[tuple[str, str]]:
    """Its directives, in their order."""
    lines = (PLACE / name).read_text("utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if re.match(r"[A-Z]\w+=", line))
    return [(key, value) for key, _, value in pairs]


def seconds(told: str) -> int:
    return int(told.removesuffix("s"))


def calls() -> list[tuple[str, list[str]]]:
    """Each call of the listener, with where it stands."""
    found = [
        (f"{name}:{one}", told["command"]) for name in COMPOSE for one, told in ours(name).items()
    ]
    for name in UNITS:
        starts = dict(unit(name))["ExecStart"].split()
        found.append((name, ["listener", *starts[1:]]))
    found.append(("Containerfile", yaml.safe_load(re.findall(r"(?m)^CMD (\[.*)$", IMAGE)[0])))
    return found


@pytest.mark.parametrize(("where", "call"), calls(), ids=lambda told: str(told))
def test_what_is_started_exists_with_its_options_and_roles(where: str, call: list[str]) -> None:
    program = typer.main.get_command(app)
    commands: dict[str, Any] = getattr(program, "commands", {})
    at = call.index("run")
    assert call[0] == "listener", where
    before, after = (
        {word for word in part if word.startswith("--")} for part in (call[1:at], call[at:])
    )
    assert before <= {one for told in program.params for one in told.opts}
    assert after <= {one for told in commands["run"].params for one in told.opts}
    if "--roles" in after:
        roles = call[call.index("--roles") + 1]
        assert roles == "${ROLES}" or set(roles.split(",")) <= ALL


def test_the_processes_of_the_database_have_each_role_once() -> None:
    roles = [
        role
        for told in ours("compose-postgresql.yaml").values()
        for role in told["command"][-1].split(",")
    ]
    assert sorted(roles) == sorted(ALL)
    named = re.findall(r"ROLES=([\w,]+)", (PLACE / "brand-listener@.service").read_text("utf-8"))
    assert sorted(role for some in named for role in some.split(",")) == sorted(ALL)


@pytest.mark.parametrize("name", COMPOSE)
def test_what_is_composed_is_as_the_image_is(name: str) -> None:
    told = composed(name)
    asked = re.findall(r"http://127\.0\.0\.1:\d+/healthz", IMAGE)
    started = re.findall(r"--start-period=(\S+) --retries=(\d+)", IMAGE)[0]
    assert asked[0].split(":")[-1] == f"{PORT}/healthz"
    for one in ours(name).values():
        assert one["pull_policy"] == "never"  # else a registry is asked for that name
        assert seconds(one["stop_grace_period"]) > STOPS
        assert one["read_only"]
        assert one["cap_drop"] == ["ALL"]
        assert one["security_opt"] == ["no-new-privileges:true"]
        health = one["healthcheck"]
        assert asked[0] in health["test"][-1]
        assert (health["start_period"], str(health["retries"])) == started
        compile(health["test"][-1], "healthcheck", "exec")
        places = [volume.split(":") for volume in one["volumes"]]
        assert ["./settings", str(Path(SETTINGS).parent), "ro"] in places
        kept = [place for place in places if place[1] == DATA]
        assert all(place[0] in told["volumes"] for place in kept)
        assert [place for place in places if place[1] != DATA] == places[:1]
        for port in one.get("ports", ()):
            assert port.rsplit(":", 2) == ["127.0.0.1", PORT, PORT]


def test_one_key_and_one_database_for_all_processes() -> None:
    told = composed("compose-postgresql.yaml")
    for one in ours("compose-postgresql.yaml").values():
        assert one["secrets"] == [{"source": "key", "target": f"{DATA}/{FILE}"}]
        given = {name.removeprefix("LISTENER_").lower() for name in one["environment"]}
        assert given == {"database_url"}
        assert given <= set(Environment.model_fields)
        assert one["depends_on"] == {"database": {"condition": "service_healthy"}}
    database = told["services"]["database"]
    url = next(iter(ours("compose-postgresql.yaml").values()))["environment"][
        "LISTENER_DATABASE_URL"
    ]
    user, name = database["environment"]["POSTGRES_USER"], database["environment"]["POSTGRES_DB"]
    assert url == f"postgresql://{user}@database/{name}"
    assert {f"--username={user}", f"--dbname={name}"} <= set(database["healthcheck"]["test"])
    assert "ports" not in database


def test_the_image_has_the_driver_of_the_database() -> None:
    locks = set(re.findall(r"-r (requirements/\S+\.txt)", IMAGE))
    assert "\npsycopg-binary==" in "".join((ROOT / lock).read_text("utf-8") for lock in locks)
    copied = set(re.findall(r"requirements/\S+\.txt", re.findall(r"(?m)^COPY req.*$", IMAGE)[0]))
    assert locks == copied


def pinned(lock: str) -> set[tuple[str, str]]:
    text = (ROOT / "requirements" / lock).read_text("utf-8")
    return set(re.findall(r"(?m)^([\w.-]+)(?:\[[^\]]*\])?==([^\s;]+)", text))


def test_locks_of_one_environment_agree() -> None:
    # pip refuses two versions of one package; and what the tests ran with is what the image has.
    base, more = pinned("base.txt"), pinned("scale.txt")
    assert more <= pinned("dev.txt")
    shared = {name for name, _ in base} & {name for name, _ in more}
    assert shared
    assert {one for one in more if one[0] in shared} <= base


def test_every_unit_is_hardened_as_the_first_one() -> None:
    limits = []
    for name in UNITS:
        told = unit(name)
        at = [key for key, _ in told].index(HARDENED)
        limits.append(told[at:])
        settings = dict(told)
        assert seconds(settings["TimeoutStopSec"]) > STOPS
        assert settings["WorkingDirectory"] == f"/var/lib/{settings['StateDirectory']}"
        assert settings["UMask"] == "0077"
        assert settings["RestartPreventExitStatus"] == f"{HELD} {NEWER}"
        assert settings["DynamicUser"] == "yes"
    assert limits[0] == limits[1]
    assert len(limits[0]) > 25


def test_each_instance_has_settings_a_folder_and_a_key_of_its_own() -> None:
    told = dict(unit("brand-listener@.service"))
    assert "/%i.toml " in told["ExecStart"]
    assert told["StateDirectory"].endswith("-%i")
    assert told["LoadCredential"].partition(":")[0] == FILE
    assert told["ExecStartPre"].endswith(f"${{STATE_DIRECTORY}}/{FILE}")


@pytest.mark.parametrize("name", [*COMPOSE, *UNITS, "Containerfile", "kubernetes.yaml"])
def test_no_example_holds_a_secret_or_a_key_for_one(name: str) -> None:
    text = (PLACE / name).read_text("utf-8")
    assert not re.findall(SHAPES, text)
    for line in text.splitlines():  # a remark may show where it goes, never what it is
        value = re.match(r"\s*-?\s*\w*(?:PASSWORD|TOKEN|SECRET|KEY)\w*\s*[:=]\s*(.*)$", line)
        assert value is None or value[1] in ("", "..."), line


def test_each_example_is_named_in_the_manual() -> None:
    told = "\n".join(one.text for one in pages())
    for name in (*COMPOSE, *UNITS, "Containerfile", "kubernetes.yaml"):
        assert name in told, name


def manifests() -> list[dict[str, Any]]:
    return [
        one for one in yaml.safe_load_all((PLACE / "kubernetes.yaml").read_text("utf-8")) if one
    ]


def deployed() -> list[dict[str, Any]]:
    return [one for one in manifests() if one["kind"] == "Deployment"]


def test_the_cluster_runs_what_the_image_is() -> None:
    roles: list[str] = []
    claims = {
        one["metadata"]["name"] for one in manifests() if one["kind"] == "PersistentVolumeClaim"
    }
    for one in deployed():
        told = one["spec"]["template"]["spec"]
        [box] = told["containers"]
        assert box["args"][:3] == ["listener", "run", "--roles"]
        roles += box["args"][3].split(",")
        assert [port["containerPort"] for port in box["ports"]] == [int(PORT)]
        assert one["spec"]["strategy"] == {"type": "Recreate"}  # tables of two releases never meet
        assert told["terminationGracePeriodSeconds"] > STOPS
        user = re.findall(r"(?m)^USER (\d+):(\d+)$", IMAGE)[0]
        who = told["securityContext"]
        assert (str(who["runAsUser"]), str(who["fsGroup"])) == user
        assert box["securityContext"]["readOnlyRootFilesystem"]
        assert box["securityContext"]["capabilities"] == {"drop": ["ALL"]}
        # Red is for a person: whoever restarts at red restarts for a source that is down.
        for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
            assert "tcpSocket" in box[probe], probe
        mounts = {mount["mountPath"]: mount for mount in box["volumeMounts"]}
        assert set(mounts) == {str(Path(SETTINGS).parent), DATA, f"{DATA}/{FILE}", "/tmp"}
        assert mounts[f"{DATA}/{FILE}"]["subPath"] == FILE
        volumes = {volume["name"]: volume for volume in told["volumes"]}
        assert {mount["name"] for mount in mounts.values()} == set(volumes)
        data = volumes[mounts[DATA]["name"]]
        if "persistentVolumeClaim" in data:
            assert data["persistentVolumeClaim"]["claimName"] in claims
            assert one["spec"]["replicas"] == 1
    assert sorted(roles) == sorted(ALL)


def test_a_service_of_the_cluster_leads_to_who_hears_it() -> None:
    [service] = [one for one in manifests() if one["kind"] == "Service"]
    labels = [one["spec"]["template"]["metadata"]["labels"] for one in deployed()]
    chosen = service["spec"]["selector"].items()
    [found] = [one for one in labels if chosen <= one.items()]
    assert found["listener/part"] == "outside"
    ports = {port["targetPort"] for port in service["spec"]["ports"]}
    shown = [
        port for told in pages() for port in re.findall(r"(?:hook|slack)_port = (\d+)", told.text)
    ]
    assert ports == {int(port) for port in shown}
