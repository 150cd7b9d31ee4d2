"""What a brand may want to listen to, by its answers and its home page, each tried at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

import connectors
from connectors.kit.about import About, Settings
from listener.settings.answers import Answers
from listener.settings.tokens_env import with_tokens
from listener.setup.fitting import name_of
from listener.setup.home import NO_SITE, HomePage
from listener.setup.script import Script
from listener.setup.trial import Home, Trial, client, tried

_AT_ONCE = 6
_MOST = 4  # sources of a kind


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


def about(answers: Answers, language: str, page: HomePage) -> About:
    """The answers with what the home page says."""
    return About(
        name=answers.brand,
        handles=answers.handles,
        site=answers.site,
        country=answers.country,
        language=language,
        mailbox=answers.mailbox,
        feeds=page.feeds,
        links=tuple(dict.fromkeys([*answers.pages, *page.links])),
    )


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
        # A key that lies beside the settings from before needs no asking.
        environ = with_tokens(storage.parent)
        trials = pool.map(lambda table: tried(table, home, environ, storage=storage), tables)
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
        except NO_SITE:
            return
    for n, settings in enumerate(found):
        name = str(settings.pop("name", kind if n == 0 else f"{kind}-{n + 1}"))
        private = {"allow_private": True} if allow_private and _is_on(told.site, settings) else {}
        yield {"kind": kind, "name": name_of(name), **settings, **private, **(extra or {})}


def _is_on(site: str, settings: Settings) -> bool:
    """Does a setting lead to the site's own machine?"""
    host = urlsplit(site).netloc
    return bool(host) and any(isinstance(v, str) and host in v for v in settings.values())
