"""What a brand may want to listen to, by its answers and its home page, each tried at once."""

import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

import httpx

import connectors
from connectors.kit import apart
from connectors.kit.about import About, Settings
from connectors.kit.errors import SourceError
from connectors.kit.http.fetch import get
from connectors.kit.reading.homepage import links, named_feeds
from listener.settings.answers import Answers
from listener.setup.fitting import name_of
from listener.setup.script import Script
from listener.setup.trial import Home, Trial, client, tried

_AT_ONCE = 6
_MOST = 4  # sources of a kind
_NO_SITE = (SourceError, httpx.HTTPError, apart.CutOffError, apart.NoChildError)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A source that may be wanted, and what came of asking it once."""

    home: Home
    table: Settings  # as it would stand under [[source]]
    trial: Trial

    @property
    def kind(self) -> str:
        """Its kind."""
        return str(self.table["kind"])

    def hears(self, other: "Proposal") -> bool:
        """Can it be read, and does it hear what the other's feed does?"""
        model = connectors.connector_type(self.kind)
        return self.trial.is_good and model.hears(self.table, str(other.table.get("url") or ""))


def about(answers: Answers, language: str, *, allow_private: bool) -> tuple[About, str]:
    """The answers with what the home page says, and why it could not be read, if so."""
    told = About(
        name=answers.brand,
        handles=answers.handles,
        site=answers.site,
        country=answers.country,
        language=language,
        mailbox=answers.mailbox,
        links=answers.pages,
    )
    if not answers.site:
        return told, ""
    fault = ""
    # Whoever writes acme.example means the site, however it is served.
    for url in dict.fromkeys((answers.site, re.sub("^https:", "http:", answers.site))):
        try:
            return _with_page(replace(told, site=url), allow_private=allow_private), ""
        except _NO_SITE as error:
            fault = fault or str(error)
    return told, fault


def _with_page(told: About, *, allow_private: bool) -> About:
    with client(allow_private=allow_private) as http:
        reply = get(http, told.site, fresh=True)
    if reply is None:
        return told
    at = str(reply.url)
    feeds = apart.run(named_feeds, reply.content, at)
    found = apart.run(links, reply.content, at)
    return replace(told, feeds=feeds, links=tuple(dict.fromkeys([*told.links, *found])))


def proposals(told: About, script: Script, storage: Path, *, zone: str) -> list[Proposal]:
    """Every kind's, tried side by side; what can be read first, what wants a key last.

    A feed that another of them hears is left out.
    """
    tables = [
        table
        for kind in connectors.kinds()
        if kind not in script.leave_out
        for table in _of(kind, told, script.settings.get(kind), allow_private=script.allow_private)
    ]
    home = Home(told.name, zone, told.country)
    with ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="trial") as pool:
        trials = pool.map(lambda table: tried(table, home, os.environ, storage=storage), tables)
        found = [Proposal(home, *one) for one in zip(tables, trials, strict=True)]
    found = [one for one in found if not any(other.hears(one) for other in found)]
    return sorted(found, key=lambda one: (bool(one.trial.missing), not one.trial.is_good))


def _of(
    kind: str, told: About, extra: Settings | None, *, allow_private: bool
) -> Iterator[Settings]:
    model = connectors.connector_type(kind)
    with client(allow_private=allow_private) as http:
        try:
            found = [dict(one) for one in islice(model.proposed(told, http), _MOST)]
        except _NO_SITE:
            return
    for n, settings in enumerate(found):
        name = str(settings.pop("name", kind if n == 0 else f"{kind}-{n + 1}"))
        private = {"allow_private": True} if allow_private and _is_on(told.site, settings) else {}
        yield {"kind": kind, "name": name_of(name), **settings, **private, **(extra or {})}


def _is_on(site: str, settings: Settings) -> bool:
    """Does a setting lead to the site's own machine?"""
    host = urlsplit(site).netloc
    return bool(host) and any(isinstance(v, str) and host in v for v in settings.values())
