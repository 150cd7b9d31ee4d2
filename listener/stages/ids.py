"""Unstable ids: what operators are told of a source whose ids do not tell its items apart."""

from collections.abc import Iterator

from connectors.kit.said import Said
from listener.store.pages import Added


def of_ids(added: Added) -> Iterator[Said]:
    """What a visit showed of the source's ids."""
    if added.ids_anew:
        text = (
            "its items come under other ids at each visit: they are known again by their words,"
            " author and time"
        )
        yield Said(text, "ids_anew")
    if added.ids_again:
        text = (
            "it gives one id to several items: each is kept, told apart by words, author and time"
        )
        yield Said(text, "ids_again")
