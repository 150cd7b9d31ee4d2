"""One more source in the settings: what it would break there, told before it is tried, and after it is written."""

import re
from collections.abc import Collection, Mapping
from pathlib import Path

import connectors
from listener.settings.config import ConfigError
from listener.settings.file import text_of
from listener.settings.load import load
from listener.settings.problems import choose
from listener.setup import fields, trial
from listener.setup.tomltext import Table, Value, with_source
from listener.setup.written import write_over
from listener.words.walls import walls

_LONGEST = 64  # characters of a source's name
_KEY = "x" * 40  # behind a variable's name: as long as keys have to be


def name_of(called: str) -> str:
    """A source's name from what it is called: small letters, figures, - and _."""
    return re.sub(r"[^a-z0-9_-]+", "-", called.lower())


def not_a_kind(kind: str, language: str) -> str:
    """What to say of a kind that there is not: the way around a wall, or the kinds that there are."""
    if kind in walls(language):
        return f"{walls(language)[kind].name}: {walls(language)[kind].way}"
    return choose(kind, connectors.kinds(), "the kinds are")


def free_name(name: str, taken: Collection[str]) -> str:
    """This name, or the first like it that no source has."""
    name, n, wanted = name[:_LONGEST], 1, name[: _LONGEST - 4].rstrip("-_") or "source"
    while name in taken:
        n += 1
        name = f"{wanted}-{n}"
    return name


def check_name(kind: str, name: str, taken: Collection[str], language: str) -> None:
    """Raises ConfigError where a source's name is taken, or is none."""
    if name in taken:
        raise ConfigError(
            f"--name: {name!r} is another source's name already: take one that is free, such as"
            f" {free_name(name, taken)!r}"
        )
    if told := fields.faults(kind, {"name": name}, language, of="name"):
        raise ConfigError("\n".join(f"--{line}" for line in told))


def check_fit(file: Path, table: Table, environ: Mapping[str, str]) -> None:
    """Raises ConfigError where the settings could not be read as they are now with this source."""
    old = file.read_bytes()
    _check(file, old, _with(old, table), table, environ)


def write_source(file: Path, table: Table, environ: Mapping[str, str]) -> None:
    """Add the source to the file, and read that; where it cannot be read it is as it was.

    In the file's own encoding. Raises ConfigError with what is wrong, CannotInsertError, NotTomlError
    or OSError.
    """
    old = file.read_bytes()
    write_over(file, _with(old, table))
    try:
        _check(file, old, file.read_bytes(), table, environ)
    except BaseException:
        write_over(file, old)
        raise


def _with(old: bytes, table: Table) -> bytes:
    text, writing = text_of(old)
    return writing.encoded(with_source(text, table))


def _check(file: Path, old: bytes, new: bytes, table: Table, environ: Mapping[str, str]) -> None:
    """Nothing may be wrong that was not; raises ConfigError with it."""
    missing = trial.wanted(table, environ)
    filled = {**environ, **{variable: f"{variable}-{_KEY}" for variable in missing}}
    known = load(file, filled, content=old).faults
    told = [line for line in load(file, filled, content=new).faults if line not in known]
    if missing:  # of a secret that is not there yet nobody can say whether it is one
        told = [line for line in told if f"source ({table['name']})" not in line]
    if told:
        raise ConfigError("\n".join(told))


def given_settings(kind: str, given: tuple[str, ...]) -> dict[str, Value]:
    """What `--set` gave; a secret there is refused: whoever lists processes would read it."""
    found: dict[str, Value] = {}
    known = connectors.connector_type(kind).model_fields
    for one in given:
        key, sign, value = one.partition("=")
        key = key.strip()
        if not sign:
            raise ConfigError(f"--set: {one!r}: write it as KEY=VALUE")
        if key not in known:
            raise ConfigError(f"--set: {choose(key, list(known), 'the keys here are')}")
        if fields.is_secret(kind, key) and not re.fullmatch(r"\$\{\w+\}", value.strip()):
            raise ConfigError(
                f"--set: {key}: a secret does not belong on the command line: put it into the environment"
                f" and write {key}=${{NAME}}"
            )
        found[key] = fields.read_answer(kind, key, value)
    return found
