"""Settings: the tables of config.toml, beside `[[brand]]`; config_load reads them."""

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    SerializeAsAny,
    ValidationInfo,
    field_validator,
    model_validator,
)

from connectors.kit.contract import Connector
from listener.settings.brand import Brand
from listener.settings.numbers import HealthBounds
from listener.settings.problems import choose, counted
from listener.settings.reword import Reword
from listener.settings.written import Section

Tone = Literal["negative", "neutral", "positive", "mixed"]
_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?")


class ConfigError(Exception):
    """The settings cannot be used: one line for each thing that is wrong."""


class Storage(Section):
    """Where everything is kept."""

    dir: Path = Path("data")
    """Folder of the database, the key, the inbox and the digests; relative to config.toml."""
    url: SecretStr | None = None
    """A PostgreSQL address, from LISTENER_DATABASE_URL; without one, SQLite in `dir`."""
    text_days: int = Field(default=180, ge=1, le=36_500)
    """Days a mention's text is kept."""
    name_days: int = Field(default=30, ge=1, le=36_500)
    """Days an author's name is kept."""


class Http(Section):
    """How sources are visited."""

    contact: str = ""
    """A page or address that tells sources who is asking; it joins the user agent."""
    host_spacing: float = Field(default=1.0, ge=0, le=3_600)
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
    """Where it listens; 127.0.0.1 is this machine alone."""
    port: int = Field(default=8787, ge=0, le=65535)
    """0 turns it off."""
    heartbeat_url: SecretStr | None = None
    """An address of an uptime service, asked for once a minute while all goes well; or LISTENER_HEARTBEAT_URL."""
    heartbeat_private: bool = False
    """Allow an uptime service in your own network."""
    slack_port: int = Field(default=0, ge=0, le=65535)
    """Slack's HTTP mode instead of Socket Mode: a port for Slack's requests and nothing else; 0 is off."""
    slack_host: str = "127.0.0.1"
    """Where that port listens; a proxy before it has the public https:// address."""
    hook_port: int = Field(default=0, ge=0, le=65535)
    """A port for webhooks (/hooks/NAME, by the source's name) and nothing else; 0 is off."""
    hook_host: str = "127.0.0.1"
    """Where the webhooks' port listens; a proxy before it has the public https:// address."""
    hook_address: str = ""
    """That public address, such as https://bot.acme.example: `listener check` says what to give to senders."""

    @field_validator("hook_address")
    @classmethod
    def _public(cls, address: str) -> str:
        if address and not re.fullmatch(r"https?://[^/\s?#]+(?:/[^\s?#]*)?", address):
            raise ValueError("is no address: write it like https://bot.acme.example")
        return address

    @field_validator("heartbeat_url")
    @classmethod
    def _asked_for(cls, url: SecretStr | None) -> SecretStr | None:
        # Its text is a secret: no message repeats it.
        if url is not None and not re.match(r"https?://[^/\s]+", url.get_secret_value()):
            raise ValueError(
                "is no address: copy the one that the uptime service shows (https://…)"
            )
        return url

    @model_validator(mode="after")
    def _apart(self) -> Self:
        if self.slack_port and self.slack_port == self.port:
            raise ValueError("slack_port: it must not be port, too: nothing else may be public")
        if self.hook_port and self.hook_port in (self.port, self.slack_port):
            raise ValueError(
                "hook_port: it must not be port or slack_port, too: nothing else may be public"
            )
        return self


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

    def for_one_visit(self) -> Self:
        """The same source where nobody visits it again in a minute."""
        return self.model_copy(update={"connector": self.connector.for_one_visit()})

    @property
    def settings_hash(self) -> str:
        """Changes when a setting changes; secrets go in only as this hash."""
        told = self.connector.model_dump(mode="json", exclude={"name", "poll_minutes"})
        for key, value in self.connector:
            if isinstance(value, SecretStr):
                told[key] = value.get_secret_value()
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


class Config(Section):
    """Everything the listener needs to know to start."""

    brand: tuple[Brand, ...]
    source: tuple[Source, ...] = ()
    storage: Storage = Storage()
    http: Http = Http()
    tagger: TaggerSettings = TaggerSettings()
    web: Web = Web()
    reword: Reword = Reword()
    health: HealthBounds = HealthBounds()
    _faults: tuple[str, ...] = ()
    _left_out: tuple[Brand, ...] = ()
    _left_out_sources: tuple[tuple[str, str], ...] = ()  # each with its brand

    @property
    def faults(self) -> tuple[str, ...]:
        """One line for each thing that is wrong in a brand or a source that was left out."""
        return self._faults

    @property
    def left_out(self) -> dict[str, Brand]:
        """Stand-ins, by name, of the brands that were left out: how to speak of them, and no more."""
        return {brand.name: brand for brand in self._left_out}

    @property
    def left_out_sources(self) -> frozenset[str]:
        """The names of sources that were left out, by a fault of their own or of their brand."""
        return frozenset(name for name, _ in self._left_out_sources)

    def left_out_of(self, *brands: str) -> tuple[tuple[str, str], ...]:
        """The sources of these brands that were left out: each one's name, and what is wrong, in words."""
        of = [name for name, owner in self._left_out_sources if owner in brands]
        return tuple((name, self._why_left_out(name)) for name in of)

    def with_faults(
        self,
        faults: tuple[str, ...],
        *,
        brands: tuple[Brand, ...] = (),
        sources: Mapping[str, str] | None = None,
    ) -> "Config":
        """The same, with what is told of those that were left out; `sources`: the brand of each, by name."""
        told = self.model_copy()
        object.__setattr__(told, "_faults", faults)
        object.__setattr__(told, "_left_out", brands)
        object.__setattr__(told, "_left_out_sources", tuple((sources or {}).items()))
        return told

    def as_heard(self) -> "Config":
        """The same without signing secrets where no port is open to requests: nobody would hear a press."""
        if self.web.slack_port:
            return self
        deaf = tuple(
            brand.model_copy(
                update={"slack": brand.slack.model_copy(update={"signing_secret": None})}
            )
            for brand in self.brand
        )
        return self.model_copy(update={"brand": deaf})

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
        """Raises ConfigError for a name there is no source of, and with what is wrong with one left out."""
        for source in self.source:
            if source.name == name:
                return source
        if name in self.left_out_sources:
            raise ConfigError("\n".join(self._faults_of(name)))
        names = [source.name for source in self.source]
        known = choose(name, names, "the sources are").removeprefix(f"{name!r}? ")
        raise ConfigError(f"no source {name!r}: {known}")

    def _faults_of(self, name: str) -> tuple[str, ...]:
        """What is told of a source that was left out; all there is where its brand is the reason."""
        its = f"source{counted(0, {'name': name})}"
        return tuple(line for line in self.faults if its in line) or self.faults

    def _why_left_out(self, name: str) -> str:
        """The first thing that is wrong with it, without the place in the file."""
        its = re.compile(
            rf"^.{{0,200}}?source{re.escape(counted(0, {'name': name}))}(?:\.\w+)*\s?: "
        )
        return its.sub("", self._faults_of(name)[0]) if self.faults else ""
