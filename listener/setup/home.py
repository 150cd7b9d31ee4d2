"""The brand's home page: the feeds that it names, and where it leads to."""

import re
from dataclasses import dataclass

import httpx

from connectors.kit import apart
from connectors.kit.about import Named
from connectors.kit.errors import SourceError
from connectors.kit.http.fetch import get
from connectors.kit.reading.homepage import links, named_feeds
from listener.setup.trial import client

NO_SITE = (SourceError, httpx.HTTPError, apart.CutOffError, apart.NoChildError)


@dataclass(frozen=True, slots=True)
class HomePage:
    """What was found there; nothing where no site was named, or it cannot be read."""

    site: str = ""  # its address, as it is served
    feeds: tuple[Named, ...] = ()
    links: tuple[str, ...] = ()


def home_page(site: str, *, allow_private: bool) -> tuple[HomePage, str]:
    """The page at this address, and why it could not be read, if so."""
    fault = ""
    # Whoever writes acme.example means the site, however it is served.
    for url in dict.fromkeys((site, re.sub("^https:", "http:", site))):
        try:
            return _read(url, allow_private=allow_private), ""
        except NO_SITE as error:
            fault = fault or str(error)
    return HomePage(site), fault


def _read(site: str, *, allow_private: bool) -> HomePage:
    with client(allow_private=allow_private) as http:
        reply = get(http, site, fresh=True)
    if reply is None:
        return HomePage(site)
    at = str(reply.url)
    feeds = apart.run(named_feeds, reply.content, at)
    return HomePage(site, tuple(feeds), tuple(apart.run(links, reply.content, at)))
