"""The eight answers from a file, and what else a script says."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import connectors
from connectors.kit.about import Settings
from listener.settings.answers import READERS
from listener.settings.config import ConfigError
from listener.settings.file import MOST, TOO_LARGE, read_up_to
from listener.settings.problems import choose
from listener.words import LANGUAGES


@dataclass(frozen=True, slots=True)
class Script:
    """A file of answers."""

    said: Mapping[str, str]  # by question, as a person would write it
    language: str | None = None
    leave_out: tuple[str, ...] = ()  # kinds that are not wanted
    settings: Mapping[str, Settings] = field(default_factory=dict)  # more of them, by kind
    allow_private: bool = False  # may the site be in a network of one's own?


def read_script(path: Path) -> Script:
    """The answers in a TOML or JSON file; raises ConfigError."""
    try:
        content = read_up_to(path)
        if len(content) > MOST:
            raise ConfigError(f"{path}: {TOO_LARGE}")
        text = content.decode("utf-8-sig")
        table = json.loads(text) if text.lstrip()[:1] == "{" else tomllib.loads(text)
    except (OSError, UnicodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not a text in UTF-8"
        raise ConfigError(f"{path}: {why}") from None
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        raise ConfigError(f"{path}: neither TOML nor JSON: {error}") from None
    others = ("language", "leave_out", "settings", "allow_private")
    for key in table:
        if key not in READERS and key not in others:
            known = [*READERS, *others]
            raise ConfigError(f"{path}: {choose(key, known, 'the answers are')}")
    if table.get("language", "en") not in LANGUAGES:
        raise ConfigError(f"{path}: language: write fr or en")
    said = {key: ", ".join(_told(table[key])) for key in READERS if key in table}
    if not said.get("brand", "").strip():
        raise ConfigError(f"{path}: brand: missing: add it")
    return Script(
        said,
        table.get("language"),
        tuple(_told(table.get("leave_out", ()))),
        _of_kinds(path, table.get("settings", {})),
        table.get("allow_private") is True,
    )


def _of_kinds(path: Path, given: object) -> Mapping[str, Settings]:
    known = connectors.kinds()
    if not isinstance(given, Mapping) or not all(isinstance(v, Mapping) for v in given.values()):
        raise ConfigError(f"{path}: settings: write them as a table for each kind: [settings.rss]")
    for kind in given:
        if kind not in known:
            raise ConfigError(f"{path}: settings: {choose(kind, known, 'the kinds are')}")
    return given


def _told(value: object) -> Iterator[str]:
    yield from map(str, value if isinstance(value, list | tuple) else [value])
