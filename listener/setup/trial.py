"""One request of a source that is not in the settings yet: what it shows, or why it shows nothing."""

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import tzinfo
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

import connectors
from connectors.kit import apart
from connectors.kit.about import About, Settings
from connectors.kit.asking.page import asked_of
from connectors.kit.contract import Connector, Mention
from connectors.kit.errors import SourceError, SourceRefusedError
from connectors.kit.http.guard import USER_AGENT, guarded_client
from connectors.kit.http.spacing import HostSpacing
from connectors.kit.http.state import HttpState
from connectors.kit.said import Offer
from listener.guard.plain import one_line
from listener.settings.config import Source
from listener.settings.environ import Filling
from listener.settings.sources import read_sources
from models.language import detect

SHOWN = 5  # mentions
_MOST_PAGES = 20  # of a folder; of all else the first page alone


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it."""

    mentions: tuple[Mention, ...] = ()
    n: int = 0  # how many there were on the first page
    unasked: int = 0
    told: tuple[str, ...] = ()  # what the source says besides, and what it refused
    fault: str = ""  # why it cannot be read; "" where it can
    missing: tuple[str, ...] = ()  # variables of the environment that it wants
    folder: Path | None = None  # where it takes files in, where it takes any
    days: tzinfo | None = None  # the zone of its days without an hour; None: the brand's
    is_refused: bool = False  # by what it was given to log in: another key or password may do
    offers: tuple[Offer, ...] = ()  # settings that it suggests
    wants_login: bool = False  # nothing but a login is missing, and that takes its table

    @property
    def is_good(self) -> bool:
        """Can it be read?"""
        return not (self.fault or self.missing)


@dataclass(frozen=True, slots=True)
class Home:
    """The brand that a source would be of: where its days begin."""

    brand: str
    zone: str
    country: str


def tried(
    table: Settings,
    at: Home,
    environ: Mapping[str, str],
    *,
    storage: Path | None = None,
    paid: Callable[[Connector], Connector] = lambda connector: connector,
) -> Trial:
    """Read a `[[source]]` table as the settings would, and ask the source once.

    A value of the environment is in nothing that is told. `paid` gives a source that spends its purse.
    """
    found = _read(table, at.brand, environ)
    if isinstance(found, Trial):
        return found
    connector = found.connector.timed_in(at.zone, at.country)
    found = found.model_copy(update={"connector": connector})
    mask = Filling(environ, [])
    mask.filled(dict(table), "")
    try:
        return _asked(paid(found.connector), storage)
    except (SourceError, httpx.HTTPError, apart.NoChildError) as error:
        wants = _wants_login(found, storage)
        refused = isinstance(error, SourceRefusedError) and error.of_login
        told = mask.masked(one_line(str(error)))
        return Trial(fault=told, wants_login=wants, is_refused=refused)


def unread(table: Settings, brand: str, environ: Mapping[str, str]) -> Trial | None:
    """Why a table cannot be tried: no request is worth making then; None where it can be."""
    found = _read(table, brand, environ)
    return found if isinstance(found, Trial) else None


def _read(table: Settings, brand: str, environ: Mapping[str, str]) -> Source | Trial:
    if missing := wanted(table, environ):
        return Trial(missing=missing)
    faults: list[str] = []
    found = read_sources([dict(table)], [brand], environ, faults)
    if not found:
        return Trial(fault="\n".join(line.partition(": ")[2] or line for line in faults))
    return found[0]


def _wants_login(source: Source, storage: Path | None) -> bool:
    """Has nobody logged in yet, where somebody must?"""
    login = source.connector.placed_in(storage).login if storage else source.connector.login
    return login is not None and not (storage and login.file.exists())


def looked_up(kind: str, settings: Settings, *, allow_private: bool) -> Settings:
    """The same with what one request finds out; as they are where it fails: the trial tells why."""
    with client(allow_private=allow_private) as http:
        try:
            return connectors.connector_type(kind).looked_up(settings, http)
        except (SourceError, httpx.HTTPError, apart.NoChildError):
            return settings


def server_of(kind: str, settings: Settings, brand: str) -> str:
    """The server that a mailbox of this `user` most likely lies on; "" where the kind knows none."""
    user = str(settings.get("user") or "")
    if "@" not in user:
        return ""
    known = About(name=brand, mailbox=user)
    with client(allow_private=False) as http:
        told: Settings = next(connectors.connector_type(kind).proposed(known, http), {})
    return str(told.get("host") or "")


def wanted(table: Settings, environ: Mapping[str, str]) -> tuple[str, ...]:
    """The variables that a table names and the environment does not have."""
    problems: list[str] = []
    Filling(environ, problems).filled(dict(table), "")
    return tuple(dict.fromkeys(line.rpartition("variable ")[2].split(" ")[0] for line in problems))


def client(*, allow_private: bool) -> httpx.Client:
    """A guarded client of nobody's source."""
    return guarded_client(
        allow_private=allow_private,
        state=HttpState(),
        spacing=HostSpacing(0.2),
        user_agent=USER_AGENT,
    )


def _asked(connector: Connector, storage: Path | None) -> Trial:
    with TemporaryDirectory(prefix="listener-trial-") as place:
        connector = connector.placed_in(storage or Path(place))
        folder, most = None, 1
        if connector.waits_in is not None:
            folder, most = connector.waits_in, _MOST_PAGES
            if not folder.is_dir():
                return Trial(folder=folder)
            connector = connector.copied_to(Path(place) / "copies").for_one_visit()
        with client(allow_private=connector.allow_private) as http:
            stream = connector.pages(http, None)
            with closing(stream):  # type: ignore[type-var]
                pages = [asked_of(page, connector, detect) for page in islice(stream, most)]
    mentions = [mention for page in pages for mention in page.mentions if not mention.deleted]
    told = [line for page in pages for line in (*page.refused, *page.unclear, *page.said)]
    unasked = sum(page.unasked for page in pages)
    offers = {offer.key: offer for page in pages for offer in page.offers}
    return Trial(
        mentions=tuple(mentions[:SHOWN]),
        n=len(mentions),
        unasked=unasked,
        told=tuple(told),
        folder=folder,
        days=connector.days_in,
        offers=tuple(offers.values()),
    )
