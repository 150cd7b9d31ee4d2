"""feedparser's parsers, but with authors of a length that they can look through.

They look for an e-mail address in each author by a pattern whose time grows with the square of a
run of letters. Everywhere else a word of a feed may be as long as it likes.
"""

import re
from typing import Any

from feedparser import api

from connectors.kit.reading.bylines import RUN

_LONG_RUN = re.compile(rf"([\w.+-]{{{RUN}}})[\w.+-]++", re.ASCII)


class _NamesCut:
    def _sync_author_detail(self, key: str = "author") -> None:
        parser: Any = super()
        context = parser._get_context()
        if isinstance(author := context.get(key), str):
            context[key] = _LONG_RUN.sub(r"\1", author)
        parser._sync_author_detail(key)


def cut_names() -> None:
    """Have feedparser cut them; once for this process."""
    for name in ("StrictFeedParser", "LooseFeedParser"):
        parser = getattr(api, name)
        if not issubclass(parser, _NamesCut):
            setattr(api, name, type(name, (_NamesCut, parser), {}))
