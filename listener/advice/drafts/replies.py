"""The bank of whole replies, written by hand in each language: `words/<language>/replies/<leaf>.toml`.

A reply says for what it is (leaf, matter, length, place) and holds slots that only what is known may fill.
The operator's own replies, in a folder of Markdown, stand before it.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import cast

from listener.settings.brand import Brand
from listener.settings.reply import Entry, Reply, reply_of
from listener.words import LANGUAGES


@cache
def replies(language: str) -> tuple[Reply, ...]:
    """Every reply of a language, in the order of the files; English where there is none."""
    folder = files("listener.words") / (language if language in LANGUAGES else "en") / "replies"
    found: list[Reply] = []
    for path in sorted(folder.iterdir(), key=lambda one: one.name):
        if path.name.endswith(".toml"):
            table = tomllib.loads(path.read_text("utf-8"))
            found += (reply_of(cast(Entry, entry)) for entry in table["reply"])
    return tuple(found)


@cache
def replies_for(language: str, leaf: str) -> tuple[Reply, ...]:
    """Those of one leaf."""
    return tuple(one for one in replies(language) if one.leaf == leaf)


def replies_of(brand: Brand, language: str, leaf: str) -> tuple[Reply, ...]:
    """The brand's own of one leaf, then ours."""
    own = (one for one in brand.own.replies if one.lang == language and one.leaf == leaf)
    return (*own, *replies_for(language, leaf))
