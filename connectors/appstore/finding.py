"""A brand's apps: by the pages that its site leads to, else by their name in the store's own search."""

from collections.abc import Iterator

import httpx

from connectors.kit.about import About
from connectors.kit.apple import app_on
from connectors.kit.errors import SourceError
from connectors.kit.http.fetch import Params, get_json
from connectors.kit.reading.folding import names_one

SEARCH = "https://itunes.apple.com/search"
_MOST = 3


def apps_of(about: About, http: httpx.Client) -> Iterator[str]:
    """Their numbers, each once."""
    linked = map(app_on, about.links_to("apps.apple.com"))
    if found := dict.fromkeys(filter(None, linked)):
        yield from [*found][:_MOST]
        return
    asked: Params = {
        "term": about.name,
        "country": about.country.lower(),
        "entity": "software",
        "limit": 10,
    }
    try:
        told = get_json(http, SEARCH, asked)
    except SourceError:
        return
    results = told.get("results") if isinstance(told, dict) else None
    for one in (results if isinstance(results, list) else [])[:10]:
        # Any word of the name brings a hit: the app, or who sells it, must bear all of it.
        if isinstance(one, dict) and isinstance(one.get("trackId"), int):
            said = f"{one.get('trackName')}\n{one.get('sellerName')}"
            if names_one(said, (about.name,)):
                yield str(one["trackId"])
                return
