"""Settings: config.toml for what may be shared, the environment for what may not.

Every problem is found in one reading, each with its place and what to do about it.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar

import structlog
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    SerializeAsAny,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

import connectors
from connectors.kit.contract import Connector
from listener.brand import Brand, Section, listed
from listener.config_file import NotTomlError, read_tables
from listener.problems import choose, lines
from listener.spoken import spoken

log = structlog.get_logger()

Tone = Literal["negative", "neutral", "positive", "mixed"]
_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?")
_SAYS_FRENCH = re.compile(rb"(?m)^[ \t]{0,20}language[ \t]{0,20}=[ \t]{0,20}[\"']?fr")
_SECRET = 4  # characters from which on a value, or the beginning of one, is not repeated


class ConfigError(Exception):
    """The settings cannot be used: one line for each thing that is wrong."""


class Environment(BaseSettings):
    """What the program reads from its environment; a brand may name its own variable for Slack."""

    model_config = SettingsConfigDict(env_prefix="LISTENER_", extra="ignore")

    config: Path | None = None  # LISTENER_CONFIG
    database_url: SecretStr | None = None  # LISTENER_DATABASE_URL: over [storage] url
    heartbeat_url: SecretStr | None = None  # LISTENER_HEARTBEAT_URL: over [web] heartbeat_url


class Storage(Section):
    """Where everything is kept."""

    dir: Path = Path("data")
    """Folder of the database, the key, the inbox and the digests; relative to config.toml."""
    url: SecretStr | None = None
    """A PostgreSQL address, from LISTENER_DATABASE_URL; without one, SQLite in `dir`."""
    text_days: int = Field(default=180, ge=1)
    """Days a mention's text is kept."""
    name_days: int = Field(default=30, ge=1)
    """Days an author's name is kept."""


class Http(Section):
    """How sources are visited."""

    contact: str = ""
    """A page or address that tells sources who is asking; it joins the user agent."""
    host_spacing: float = Field(default=1.0, ge=0)
    """Seconds between two requests to one host."""
    parallel: int = Field(default=8, ge=1, le=64)
    """Sources polled at the same time."""
    most_a_poll: int = Field(default=2_000, ge=100)
    """New mentions of one page that a poll stores; the rest follows within seconds, in turns."""


class TaggerSettings(Section):
    """The text model."""

    threads: int = Field(default=2, ge=1)
    """Processor threads the model may use."""
    tone_model: str | None = None
    """Another model for the tone: a Hugging Face id such as org/name, or a folder such as ./tone."""
    tone_revision: str | None = Field(default=None, validate_default=True)
    """The commit of a Hugging Face model: 40 figures and letters; needed, so that nobody else can change it."""
    tone_labels: dict[str, Tone] = {}  # noqa: RUF012  (pydantic copies it)
    """Which tone each label of that model is; the usual names need none."""
    tone_threshold: float = Field(default=0.5, ge=0, lt=1)
    """A tone less probable than this is unsure; for `tone_model` alone."""

    @field_validator("tone_model")
    @classmethod
    def _named(cls, model: str | None) -> str | None:
        # A folder is absolute by now.
        if model is not None and not Path(model).is_absolute() and not _HUB_ID.fullmatch(model):
            raise ValueError("write a Hugging Face id such as org/name, or a folder such as ./tone")
        return model

    @field_validator("tone_revision")
    @classmethod
    def _pinned(cls, revision: str | None, info: ValidationInfo) -> str | None:
        model = info.data.get("tone_model")
        if revision is not None and not re.fullmatch(r"[0-9a-f]{40}", revision):
            raise ValueError(
                "is no commit: a branch or a tag can be moved; give the 40-character hash"
            )
        if revision is None and model and not Path(model).is_absolute():
            raise ValueError(
                "needed, because whoever owns the model can change it: copy the hash of a commit from"
                f" https://huggingface.co/{model}/commits/main"
            )
        return revision


class Web(Section):
    """The local web server: health and metrics."""

    host: str = "127.0.0.1"
    port: int = Field(default=8787, ge=0, le=65535)
    """0 turns it off."""
    heartbeat_url: SecretStr | None = None
    """An address of an uptime service, asked for once a minute while all goes well; or LISTENER_HEARTBEAT_URL."""
    heartbeat_private: bool = False
    """Allow an uptime service in your own network."""

    @field_validator("heartbeat_url")
    @classmethod
    def _asked_for(cls, url: SecretStr | None) -> SecretStr | None:
        # Its text is a secret: no message repeats it.
        if url is not None and not re.match(r"https?://[^/\s]+", url.get_secret_value()):
            raise ValueError(
                "is no address: copy the one that the uptime service shows (https://…)"
            )
        return url


class Source(BaseModel):
    """One thing to listen to, and the brand it listens for."""

    model_config = ConfigDict(frozen=True)

    brand: str
    kind: str
    connector: SerializeAsAny[Connector]

    @property
    def name(self) -> str:
        """The source's own name."""
        return self.connector.name

    @property
    def settings_hash(self) -> str:
        """Changes when a setting changes; secrets go in only as this hash."""
        told = self.connector.model_dump(mode="json", exclude={"name", "poll_minutes"})
        for key, value in self.connector:
            if isinstance(value, SecretStr):
                told[key] = value.get_secret_value()
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


_Named = TypeVar("_Named", Brand, Source)


class Config(Section):
    """Everything the listener needs to know to start."""

    brand: tuple[Brand, ...]
    source: tuple[Source, ...] = ()
    storage: Storage = Storage()
    http: Http = Http()
    tagger: TaggerSettings = TaggerSettings()
    web: Web = Web()
    _faults: tuple[str, ...] = ()

    @property
    def faults(self) -> tuple[str, ...]:
        """One line for each thing that is wrong in a brand or a source that was left out."""
        return self._faults

    def with_faults(self, faults: tuple[str, ...]) -> "Config":
        """The same, with what is told of those that were left out."""
        told = self.model_copy()
        object.__setattr__(told, "_faults", faults)
        return told

    @property
    def brands(self) -> dict[str, Brand]:
        """By name."""
        return {brand.name: brand for brand in self.brand}

    @property
    def database_url(self) -> str:
        """The database's address; it may hold a password, so it is never printed."""
        if self.storage.url:
            return self.storage.url.get_secret_value()
        return f"sqlite:///{self.storage.dir / 'listener.db'}"

    @property
    def owners(self) -> dict[str, str]:
        """The brand of each source, by the source's name."""
        return {source.name: source.brand for source in self.source}

    def source_named(self, name: str) -> Source:
        """Raises ConfigError for a name there is no source of."""
        for source in self.source:
            if source.name == name:
                return source
        names = [source.name for source in self.source]
        raise ConfigError(f"no source {name!r}: {choose(name, names, 'the sources are')}")


def find(given: Path | None, environment: Environment | None = None) -> Path:
    """The settings file: the one given, else LISTENER_CONFIG, else ./config.toml."""
    path = given or (environment or Environment()).config or Path("config.toml")
    if path.is_dir():
        raise ConfigError(f"{path}: this is a folder: name the file in it, as in --config FILE")
    if not path.is_file():
        raise ConfigError(
            f"{path}: there is no such file. Write one (README, «Five minutes»), or name it with --config"
        )
    return path


def load(path: Path, environ: Mapping[str, str] = os.environ) -> Config:
    """Read the settings; what is wrong in one brand or source leaves out that one, and is told.

    `Config.faults` names what was left out. Raises a ConfigError with every problem where one
    concerns the whole installation, or where no brand is left.
    """
    raw, problems, faults = _read(path), list[str](), list[str]()
    folder = path.absolute().parent
    _place_storage(raw, folder, environ, problems)
    _place_heartbeat(raw, environ)
    _place_model(raw, folder)
    tables = {key: _table_list(raw, key, problems) for key in ("brand", "source")}
    if not tables["brand"] and not any(line.startswith("brand:") for line in problems):
        problems.append("brand: missing: add it")
    named = [b["name"] for b in tables["brand"] if isinstance(b.get("name"), str)]
    brands = _brands(tables["brand"], folder, environ, faults)
    sources = _sources(tables["source"], named, environ, faults)
    config = _config({**raw, "brand": brands, "source": sources}, named, problems, faults)
    if config is None or problems or not config.brand:
        told = "\n".join(f"{path.name}: {line}" for line in problems + faults)
        raise ConfigError(spoken(_language(raw), told))
    lang = config.brand[0].language
    return config.with_faults(tuple(spoken(lang, f"{path.name}: {line}") for line in faults))


def _language(raw: Mapping[str, Any]) -> str:
    brands = raw.get("brand")
    first = brands[0] if isinstance(brands, list) and brands else None
    return str(first.get("language"))[:2] if isinstance(first, dict) else "en"


def _read(path: Path) -> dict[str, Any]:
    content = b""
    try:
        content = path.read_bytes()
        tables = read_tables(content)
    except NotTomlError as error:
        lang = "fr" if _SAYS_FRENCH.search(content) else "en"
        raise ConfigError(spoken(lang, f"{path.name}: {error}")) from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot read it ({error.strerror})") from None
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
        problems += lines("", error, Config)
        return None
    brands = tuple(_first_of_a_name("brand", config.brand, faults))
    awake = {brand.name for brand in brands}
    sources = []
    for source in _first_of_a_name("source", config.source, faults):
        if source.brand in awake:
            sources.append(_placed(source, config))
        elif source.brand in named:
            faults.append(f"source {source.name!r}: it waits until its brand is mended")
    apart = _first_of_a_folder(sources, faults)
    return config.model_copy(update={"brand": brands, "source": tuple(apart)})


def _placed(source: Source, config: Config) -> Source:
    """A source that knows its folder and where its brand lives."""
    connector = source.connector.placed_in(config.storage.dir)
    if brand := config.brands.get(source.brand):
        connector = connector.timed_in(brand.zone, brand.country)
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
        folder = getattr(source.connector, "folder", None)
        if folder in seen:
            faults.append(
                f"source: two sources read the folder {folder}; give each its own `folder`"
            )
            continue
        seen |= {folder} - {None}
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
        where, problems = f"brand[{number}]", list[str]()
        _read_slack(table, where, folder, environ, problems)
        try:
            brand = Brand.model_validate(table)
        except ValidationError as error:
            problems += lines(f"{where}.", error, Brand)
        else:
            found += [] if problems else [brand]
        faults += problems
    return found


def _place_storage(
    raw: dict[str, Any], folder: Path, environ: Mapping[str, str], problems: list[str]
) -> None:
    storage = raw.setdefault("storage", {})
    if not isinstance(storage, dict):
        return
    if "url" in storage and re.search(r"://[^/@]*:[^/@]*@", str(storage["url"])):
        problems.append("storage.url: a password does not belong here: set LISTENER_DATABASE_URL")
    if url := environ.get("LISTENER_DATABASE_URL"):
        storage["url"] = url
    if isinstance(storage.get("dir", "data"), str):
        storage["dir"] = folder / Path(storage.get("dir", "data")).expanduser()


def _place_heartbeat(raw: dict[str, Any], environ: Mapping[str, str]) -> None:
    web = raw.setdefault("web", {})
    if isinstance(web, dict) and (url := environ.get("LISTENER_HEARTBEAT_URL")):
        web["heartbeat_url"] = url


def _place_model(raw: dict[str, Any], folder: Path) -> None:
    """A tone model that begins like a path is a folder, beside config.toml; else it is a hub id."""
    tagger = raw.get("tagger")
    model = tagger.get("tone_model") if isinstance(tagger, dict) else None
    if isinstance(model, str) and (model.startswith((".", "~")) or Path(model).is_absolute()):
        raw["tagger"]["tone_model"] = str(folder / Path(model).expanduser())


def _read_slack(
    brand: dict[str, Any],
    where: str,
    folder: Path,
    environ: Mapping[str, str],
    problems: list[str],
) -> None:
    """Slack tokens come from the environment or a file; one in the settings is refused."""
    slack = brand.setdefault("slack", {})
    if not isinstance(slack, dict):
        return
    variable = str(slack.get("token_env", "SLACK_BOT_TOKEN"))
    if slack.pop("token", None) is not None:
        problems.append(
            f"{where}.slack.token: a token does not belong in this file: set {variable}"
        )
    if token := environ.get(variable):
        slack["token"] = token
    elif file := slack.get("token_file"):
        try:
            slack["token"] = (folder / str(file)).read_text("utf-8").strip()
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else "not a text in UTF-8"
            problems.append(f"{where}.slack.token_file: {file}: {why}")
    _read_webhook(slack, f"{where}.slack", environ, problems)


def _read_webhook(
    slack: dict[str, Any], where: str, environ: Mapping[str, str], problems: list[str]
) -> None:
    """A webhook's address is a secret like a token, and is named only where it is wanted."""
    if slack.pop("webhook", None) is not None:
        problems.append(
            f"{where}.webhook: the address does not belong in this file: set a variable and name it in webhook_env"
        )
    variable = slack.get("webhook_env")
    if not isinstance(variable, str):
        return
    url = environ.get(variable, "").strip()
    if not url:
        problems.append(f"{where}.webhook_env: the environment variable {variable} is not set")
    elif not re.match(r"https://|http://(127\.0\.0\.1|localhost)[:/]", url):
        problems.append(f"{where}.webhook_env: {variable} holds no https:// address")
    else:
        slack["webhook"] = url


def _sources(
    tables: list[dict[str, Any]],
    brands: list[str],
    environ: Mapping[str, str],
    faults: list[str],
) -> list[Source]:
    """Those that can be used; `brands` are the names that the settings have, used or not."""
    sources = []
    for number, table in enumerate(tables):
        problems: list[str] = []
        fields = dict(table)
        where = f"source[{number}]"
        if isinstance(name := fields.get("name"), str):
            where += f" ({name})"
        brand = fields.pop("brand", brands[0] if len(brands) == 1 else None)
        if brand not in brands and brands:
            asked = "say which brand it is for:"
            told = f"{asked} {', '.join(brands)}" if brand is None else choose(brand, brands, asked)
            problems.append(f"{where}.brand: {told}")
        filling = _Filling(environ, problems)
        fields = {k: filling.filled(v, f"{where}.{k}") for k, v in fields.items()}
        found: list[str] = []
        source = _source(where, fields, str(brand), found)
        problems += [filling.masked(line) for line in found]
        sources += [source] if source and not problems else []
        faults += problems
    return sources


def _source(where: str, fields: dict[str, Any], brand: str, problems: list[str]) -> Source | None:
    kind = fields.pop("kind", None)
    try:
        connector = connectors.connector_type(str(kind))
    except LookupError:
        known = connectors.kinds()
        problems.append(f"{where}.kind: {choose(kind, known, 'the kinds are')}")
        return None
    try:
        return Source(
            brand=brand,
            kind=str(kind),
            connector=connector.model_validate(listed(connector, fields)),
        )
    except ValidationError as error:
        problems.extend(lines(f"{where}.", error, connector))
        return None


class _Filling:
    """`${NAME}` in a source's texts is taken from the environment: for private feeds."""

    def __init__(self, environ: Mapping[str, str], problems: list[str]) -> None:
        self._environ, self._problems = environ, problems
        self._names: dict[str, str] = {}  # by value: what may be secret is never repeated

    def filled(self, value: Any, where: str) -> Any:
        """The same with every name replaced, in lists and tables too."""
        if isinstance(value, list):
            return [self.filled(each, f"{where}[{n}]") for n, each in enumerate(value)]
        if isinstance(value, dict):
            return {key: self.filled(each, f"{where}.{key}") for key, each in value.items()}
        if not isinstance(value, str):
            return value
        return re.sub(r"\$\{(\w+)\}", lambda found: self._read(found[1], where), value)

    def masked(self, line: str) -> str:
        """A problem's words with the names where values would stand, cut short or not."""
        for value in sorted(self._names, key=len, reverse=True):
            # In quotes a value is told as Python writes it.
            for told in (value, repr(value)[1:-1]):
                for end in range(len(told), _SECRET - 1, -1):
                    line = line.replace(told[:end], f"${{{self._names[value]}}}")
        return line

    def _read(self, name: str, where: str) -> str:
        value = self._environ.get(name)
        if value is None:
            self._problems.append(f"{where}: the environment variable {name} is not set")
            return ""
        if value:
            self._names[value] = name
        return value
