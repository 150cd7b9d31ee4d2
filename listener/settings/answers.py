"""The eight answers by which a brand is set up, as people write them."""

import difflib
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from connectors.kit.about import Settings
from connectors.kit.apple import app_page
from connectors.kit.reading.folding import name_key
from listener.guard.plain import one_line, plain
from listener.settings.others import read_others
from listener.settings.zones import is_country, zone_of
from listener.words import LANGUAGES, catalogue, say

_ALIKE = 0.7  # of the letters of a country's name
_SHOWN = 80  # characters of an answer that does not do
_APP = re.compile(r"(?:id)?[1-9]\d{7,19}")  # in the App Store, as its owner knows it
_STORES = ("apps.apple.com", "itunes.apple.com", "play.google.com")
SLACK = "slack"  # the wish for Slack, before there is a channel's id


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What was answered; "" and () where nothing was."""

    brand: str
    names: tuple[str, ...] = ()  # other ways to write it
    handles: tuple[str, ...] = ()
    site: str = ""
    pages: tuple[str, ...] = ()  # further addresses: an app's page, a profile
    country: str = "FR"
    not_us: tuple[str, ...] = ()
    objective: str = ""
    alerts: str = ""  # a channel's id, SLACK, or "" for the terminal
    mailbox: str = ""

    @property
    def host(self) -> str:
        """The site's name, without www."""
        return host_of(self.site)

    @property
    def zone(self) -> str:
        """Where the brand's clock stands."""
        return zone_of(self.country)


def host_of(url: str) -> str:
    """Its host, without www."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


class AnswerError(ValueError):
    """An answer that does not do: the key of the words that say why, and what was said."""

    def __init__(self, key: str, said: str, *, near: str = "") -> None:
        super().__init__(f"{key}: {said}")
        self.key, self.said = key, said
        self._near = near  # the key of the words that it is close to

    def words(self, language: str) -> str:
        """Why, and what may have been meant, in a language."""
        why = say(language, f"init.{self.key}", said=one_line(self.said)[:_SHOWN])
        if not self._near:
            return why
        return f"{why} {say(language, 'init.meant', near=say(language, self._near))}"


def read_brand(said: str) -> Settings:
    """The name, and after commas other ways to write it."""
    first, *others = _parts(said) or [""]
    if not name_key(plain(first)):
        raise AnswerError("no_name", said)
    return {"brand": first, "names": tuple(others)}


def read_handles(said: str) -> Settings:
    """Handles with or without @, and the addresses of profiles."""
    handles, pages = [], []
    for one in _parts(said):
        if "/" in one:
            url = address_of(one)
            pages.append(url)
            path = [part for part in urlsplit(url).path.split("/") if part]
            # Of a profile the handle ends its address: instagram.com/lamie, mamot.fr/@lamie.
            if len(path) == 1 and re.fullmatch(r"@?[\w.-]+", path[0]):
                handles.append(f"@{path[0].lstrip('@')}")
            continue
        handle = f"@{one.lstrip('@')}"
        if not re.fullmatch(r"@[\w.-]+(@[\w.-]+)?", handle):
            raise AnswerError("no_handle", one)
        handles.append(handle)
    return {"handles": tuple(dict.fromkeys(handles)), "pages": tuple(pages)}


def read_site(said: str) -> Settings:
    """The site, and after commas further addresses; an app's page or number is no site."""
    found = [app_page(one) if _APP.fullmatch(one) else address_of(one) for one in _parts(said)]
    sites = [one for one in found if host_of(one) not in _STORES]
    site = sites[0] if sites else ""
    return {"site": site, "pages": tuple(one for one in found if one != site)}


def read_country(said: str) -> Settings:
    """Its two letters, or its name in French or English."""
    code = said.strip().upper()
    code = {"UK": "GB"}.get(code, code)
    known = _countries()
    if code in known.values() or is_country(code):
        return {"country": code}
    wanted = name_key(said)
    if wanted not in known:
        close = difflib.get_close_matches(wanted, known, 1, _ALIKE)
        near = f"country.{known[close[0]]}" if close else ""
        raise AnswerError("no_country", said, near=near)
    return {"country": known[wanted]}


def read_not_us(said: str) -> Settings:
    """Others of the name, with commas between."""
    return {"not_us": read_others(said)}


def check_not_us(others: Collection[str], names: Collection[str]) -> None:
    """Raises AnswerError where one of the others is one of the brand's own names, and no more."""
    ours = {name_key(name) for name in names}
    for one in others:
        if name_key(one) in ours:
            raise AnswerError("only_our_name", one)


def read_objective(said: str) -> Settings:
    """One sentence."""
    return {"objective": said.strip()}


def read_alerts(said: str) -> Settings:
    """A channel's id, `slack`, or the terminal."""
    said = said.strip()
    if not said or name_key(said) in ("terminal", "ici", "here"):
        return {"alerts": ""}
    if name_key(said) == SLACK:
        return {"alerts": SLACK}
    if not re.fullmatch(r"[CGD][A-Z0-9]{2,}", said):
        raise AnswerError("no_channel", said)
    return {"alerts": said}


def read_mailbox(said: str) -> Settings:
    """Its address."""
    said = said.strip()
    if said and not re.fullmatch(r"[^@\s]{1,64}@[\w-]+(?:\.[\w-]+)+", said):
        raise AnswerError("no_mailbox", said)
    return {"mailbox": said}


READERS: Mapping[str, Callable[[str], Settings]] = {
    "brand": read_brand,
    "handles": read_handles,
    "site": read_site,
    "country": read_country,
    "not_us": read_not_us,
    "objective": read_objective,
    "alerts": read_alerts,
    "mailbox": read_mailbox,
}
"""The eight questions, in their order."""


def joined(told: list[Settings]) -> Answers:
    """All of it as one; what several answers hold is put together."""
    known = {one.name for one in fields(Answers)}
    found: dict[str, Any] = {}
    for each in told:
        for key, value in each.items():
            if key in known:
                found[key] = (*found.get(key, ()), *value) if isinstance(value, tuple) else value
    return Answers(**found)


def _parts(said: str) -> list[str]:
    return [part.strip() for part in re.split(r"[,;\n]", said) if part.strip()]


def address_of(said: str) -> str:
    """An address, with https:// where nothing is said. Raises AnswerError."""
    scheme, sign, rest = said.partition("://")
    url = f"{scheme.lower()}://{rest}" if sign else f"https://{said}"
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        host = ""
    if not re.fullmatch(r"https?://\S+", url) or not ("." in host or host == "localhost"):
        raise AnswerError("no_site", said)
    return url


@cache
def _countries() -> dict[str, str]:
    return {
        name_key(name): key.removeprefix("country.")
        for language in LANGUAGES
        for key, name in catalogue(language).items()
        if key.startswith("country.")
    }
