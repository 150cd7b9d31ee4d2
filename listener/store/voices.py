"""Who wrote, and where, for whatever counts them: one definition of authors and of sites."""

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

from sqlalchemy import String, cast, literal
from sqlmodel import col, func

from listener.guard.links import host, safe
from listener.store.tables import MentionRow


def author() -> Any:
    """A column that differs where authors do: the person known, else the name, else its key.

    One bare name on three feeds is counted once: that it is three people is known of nobody, so
    what counts authors says "at least". It is a name, so it stays in the database, or goes through
    `pseudonym`.
    """
    person = literal("person:") + cast(col(MentionRow.author_id), String)
    return func.coalesce(person, func.lower(MentionRow.author_name), MentionRow.speaker_key)


def pseudonym(author: str | None) -> str | None:
    """The same without the name."""
    return blake2b(author.encode(), digest_size=16).hexdigest() if author else None


def sites(urls: Iterable[str | None]) -> tuple[str, ...]:
    """The hosts that these addresses are on, in their order, each once."""
    found = (host(safe(url)) for url in urls)
    return tuple(dict.fromkeys(one for one in found if one))
