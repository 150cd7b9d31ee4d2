"""config.toml for what may be shared, the environment for what may not, as settings.

Every problem is found in one reading, each with its place and what to do about it.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import structlog
from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from listener.settings import environ as config_environ
from listener.settings import tokens_env
from listener.settings.brand import Brand
from listener.settings.config import Config, ConfigError, Source
from listener.settings.file import NotTomlError, read_tables, read_up_to, says_french
from listener.settings.homes import homes
from listener.settings.problems import counted, lines
from listener.settings.remains import stand_in
from listener.settings.sheets import Own, read_sheets
from listener.settings.sources import read_sources
from listener.settings.voice import read_replies
from listener.settings.written import name_of
from listener.words.spoken import spoken

log = structlog.get_logger()

_SHUT = "cannot be read by this user: chown it to the user that runs the listener, or let it in"

_Named = TypeVar("_Named", Brand, Source)


class Environment(BaseSettings):
    """What the program reads from its environment; a brand may name its own variable for Slack."""

    model_config = SettingsConfigDict(env_prefix="LISTENER_", extra="ignore")

    config: Path | None = None  # LISTENER_CONFIG
    database_url: SecretStr | None = None  # LISTENER_DATABASE_URL: over [storage] url
    heartbeat_url: SecretStr | None = None  # LISTENER_HEARTBEAT_URL: over [web] heartbeat_url
    reword_address: str | None = None  # LISTENER_REWORD_ADDRESS: over [reword] address
    reword_model: str | None = None  # LISTENER_REWORD_MODEL: over [reword] model
    reword_key: SecretStr | None = None  # LISTENER_REWORD_KEY


def find(given: Path | None, environment: Environment | None = None) -> Path:
    """The settings file: the one given, else LISTENER_CONFIG, else ./config.toml."""
    path = given or (environment or Environment()).config or Path("config.toml")
    if path.is_dir():
        raise ConfigError(f"{path}: this is a folder: name the file in it, as in --config FILE")
    if not path.is_file():
        raise ConfigError(
            f"{path}: there is no such file. Let `listener init` write it (or see docs/en/start.md), or name it with --config"
        )
    return path


def load(
    path: Path, environ: Mapping[str, str] = os.environ, *, content: bytes | None = None
) -> Config:
    """Read the settings; what is wrong in one brand or source leaves out that one, and is told.

    A wrong duty sheet or reply leaves out itself. `Config.faults` names what was left out. Raises a
    ConfigError with every problem where one concerns the whole installation, or where no brand is left.
    `content` is read as if it stood in the file: settings that are about to be written. What
    tokens.env beside it holds counts as environment, wherever that has no word of its own.
    """
    raw, problems, faults = _read(path, content), list[str](), list[str]()
    folder = path.absolute().parent
    environ = tokens_env.with_tokens(folder, environ)
    config_environ.place_storage(raw, folder, environ, problems)
    config_environ.place_heartbeat(raw, environ)
    config_environ.place_reword(raw, environ, problems)
    config_environ.place_model(raw, folder)
    tables = {key: _table_list(raw, key, problems) for key in ("brand", "source")}
    if not tables["brand"] and not any(line.startswith("brand:") for line in problems):
        problems.append("brand: missing: add it")
    named = [name_of(b["name"]) for b in tables["brand"] if isinstance(b.get("name"), str)]
    brands = _brands(tables["brand"], folder, environ, faults)
    sources = read_sources(tables["source"], named, environ, faults)
    if tokens_env.is_shut(folder) and any(" is not set: " in line for line in faults):
        faults.append(f"{tokens_env.NAME}: {_SHUT}")
    config = _config({**raw, "brand": brands, "source": sources}, named, problems, faults)
    if config is None or problems or not config.brand:
        told = "\n".join(f"{path.name}: {line}" for line in problems + faults)
        raise ConfigError(spoken(_language(raw), told))
    lang = config.brand[0].language
    stand_ins = [stand_in(table) for table in tables["brand"]]
    known = {source.name for source in config.source}
    return config.as_heard().with_faults(
        tuple(spoken(lang, f"{path.name}: {line}") for line in faults),
        brands=tuple(one for one in stand_ins if one and one.name not in config.brands),
        sources={
            table["name"]: str(table.get("brand") or next(iter(named), ""))
            for table in tables["source"]
            if isinstance(table.get("name"), str) and table["name"] not in known
        },
    )


def _language(raw: Mapping[str, Any]) -> str:
    brands = raw.get("brand")
    first = brands[0] if isinstance(brands, list) and brands else None
    return str(first.get("language"))[:2] if isinstance(first, dict) else "en"


def _read(path: Path, content: bytes | None) -> dict[str, Any]:
    try:
        content = read_up_to(path) if content is None else content
        tables = read_tables(content)
    except NotTomlError as error:
        lang = "fr" if says_french(content or b"") else "en"
        raise ConfigError(spoken(lang, f"{path.name}: {error}")) from None
    except OSError as error:
        raise ConfigError(
            f"{path}: cannot read it ({error.strerror}): put it back, or let this user read it"
        ) from None
    for line in tables.warnings:
        log.warning("settings", file=path.name, why=line)
    return tables.raw


def _config(
    raw: dict[str, Any], named: list[str], problems: list[str], faults: list[str]
) -> Config | None:
    """The whole, of brands and sources that are right by themselves."""
    try:
        config = Config.model_validate(raw)
    except ValidationError as error:
        problems += lines("", error, Config, raw=raw, homes=homes())
        return None
    brands = tuple(_first_of_a_name("brand", config.brand, faults))
    awake = {brand.name for brand in brands}
    sources = []
    for source in _first_of_a_name("source", config.source, faults):
        if source.brand in awake:
            sources.append(placed(source, config))
        elif source.brand in named:
            faults.append(f"source {source.name!r}: it waits until its brand is mended")
    apart = _first_of_a_key(_first_of_a_folder(sources, faults), faults)
    return config.model_copy(update={"brand": brands, "source": tuple(apart)})


def placed(source: Source, config: Config) -> Source:
    """A source that knows its folder and where its brand lives."""
    connector = source.connector.placed_in(config.storage.dir)
    if brand := config.brands.get(source.brand):
        connector = connector.timed_in(brand.zone, brand.country).named(brand.all_names)
    return source.model_copy(update={"connector": connector})


def _first_of_a_name(what: str, found: Iterable[_Named], faults: list[str]) -> Iterator[_Named]:
    seen: set[str] = set()
    for one in found:
        if one.name not in seen:
            yield one
        elif (
            told := f"{what}: the name {one.name!r} is used twice; each needs its own"
        ) not in faults:
            faults.append(told)
        seen.add(one.name)


def _first_of_a_folder(sources: Iterable[Source], faults: list[str]) -> Iterator[Source]:
    seen: set[object] = set()
    for source in sources:
        folder = source.connector.waits_in
        if folder in seen:
            faults.append(
                f"source: two sources read the folder {folder}; give each its own `folder`"
            )
            continue
        seen |= {folder} - {None}
        yield source


def _first_of_a_key(sources: Iterable[Source], faults: list[str]) -> Iterator[Source]:
    """Hooks that share a key would take each other's files."""
    seen: dict[str, str] = {}
    for source in sources:
        keys = set(source.connector.hook.keys) if source.connector.hook else set()
        if other := next((seen[key] for key in keys if key in seen), None):
            faults.append(
                f"source {source.name!r}: its hook has a secret of {other!r}: give each its own"
            )
            continue
        seen |= dict.fromkeys(keys, source.name)
        yield source


def _table_list(raw: dict[str, Any], key: str, problems: list[str]) -> list[dict[str, Any]]:
    tables = raw.get(key, [])
    if not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
        problems.append(f"{key}: write it with double brackets: [[{key}]]")
        raw.pop(key)
        return []
    return list(tables)


def _brands(
    tables: list[dict[str, Any]], folder: Path, environ: Mapping[str, str], faults: list[str]
) -> list[Brand]:
    """Those that can be used."""
    found = []
    for number, table in enumerate(tables):
        where, problems = f"brand{counted(number, table)}", list[str]()
        config_environ.read_slack(table, where, folder, environ, problems)
        try:
            brand = Brand.model_validate(table)
        except ValidationError as error:
            problems += lines(f"{where}.", error, Brand, raw=table, homes=homes())
        else:
            if not problems:  # a wrong sheet, or reply, leaves out itself alone
                brand = brand.with_own(_own(brand, folder, where, faults))
            found += [] if problems else [brand]
        faults += problems
    return found


def _own(brand: Brand, folder: Path, where: str, faults: list[str]) -> Own:
    """What stands in the brand's folders."""
    own, replies = Own(), brand.voice.replies
    if brand.sheets:
        own = read_sheets(folder / brand.sheets, f"{where}.sheets", faults)
    if replies:
        told = f"{where}.voice.replies"
        read = read_replies(folder / replies, brand.language, told, faults)
        own = replace(own, replies=read)
    return own
