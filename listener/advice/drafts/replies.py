"""The bank of whole replies, written by hand in each language: `words/<language>/replies/<leaf>.toml`.

A reply says for what it is (leaf, matter, length, place) and holds slots that only what is known may fill.
The operator's own replies, in a folder of Markdown, stand before it.
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import cast

from listener.settings.brand import Brand
from listener.settings.reply import Entry, Reply, reply_of
from listener.words import LANGUAGES


@cache
def replies(language: str) -> tuple[Reply, ...]:
    """Every reply of a language, in the order of the files; English where there is none.

    Raises ValueError with the place and the remedy where a file of ours is wrong.
    """
    folder = files("listener.words") / (language if language in LANGUAGES else "en") / "replies"
    found: list[Reply] = []
    for path in sorted(folder.iterdir(), key=lambda one: one.name):
        if path.name.endswith(".toml"):
            found += _in(path)
    return tuple(found)


def _in(path: Traversable) -> Iterator[Reply]:
    for number, entry in enumerate(tomllib.loads(path.read_text("utf-8"))["reply"], 1):
        try:
            yield reply_of(cast(Entry, entry))
        except ValueError as error:
            raise ValueError(f"{path}, reply {number}: {error}") from None


@cache
def replies_for(language: str, leaf: str) -> tuple[Reply, ...]:
    """Those of one leaf."""
    return tuple(one for one in replies(language) if one.leaf == leaf)


def replies_of(brand: Brand, language: str, leaf: str) -> tuple[Reply, ...]:
    """The brand's own of one leaf, then ours."""
    own = (one for one in brand.own.replies if one.lang == language and one.leaf == leaf)
    return (*own, *replies_for(language, leaf))
