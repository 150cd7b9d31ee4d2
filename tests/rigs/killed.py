"""A run that kills itself: kill -9 at a chosen call of the store or of the source.

The product knows nothing of this: the script wraps the objects it hands to the pipeline.
"""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
from acme import NOON, Clock, CueTagger, Kept, config, mention
from pydantic import Field

from connectors.kit.contract import Author, Connector, Mention, Page
from listener.app import App
from listener.store.store import Store
from listener.work.worker import Worker

POSTS = 60
PER_PAGE = 20

# Every call that changes something, and those that face the world.
POINTS = (
    "page",
    "add_page",
    "finish_poll",
    "tag",
    "add_tags",
    "add_to_stories",
    "add_decisions",
    "add_suggestions",
    "claim",
    "sent",
)


class Paged(Connector):
    """A source of pages whose cursor promises everything up to it."""

    posts: tuple[Mention, ...] = ()
    turned: Callable[[], None] = Field(default=lambda: None, exclude=True)

    @classmethod
    def mentions_in(cls, reply: bytes) -> Page:  # noqa: ARG003
        return Page()

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:  # noqa: ARG002
        for start in range(int(cursor or 0), len(self.posts), PER_PAGE):
            self.turned()
            yield Page(self.posts[start : start + PER_PAGE], cursor=str(start + PER_PAGE))


def posts() -> tuple[Mention, ...]:
    """Critiques, copies, a thread of peers and our own replies."""
    made = []
    for n in range(POSTS):
        if n % 10 == 9:
            parent = f"https://acme.example/post/{n - 1}"
            made.append(mention(n, "Sorry, Camille here.", by_owner=True, parent_url=parent))
        elif n % 3 == 0:
            words = "I hate that the new charger is broken and nobody at all answers me here"
            made.append(mention(n, f"{words}, number {n}", author=Author(id=f"a{n % 7}")))
        elif n % 3 == 1:
            made.append(
                mention(n, f"they all have a bike like {n}", venue="public", thread_key="t")
            )
        else:
            made.append(mention(n, f"Is my battery number {n} under warranty?"))
    return tuple(made)


def run(
    url: str, folder: Path, *, first: bool = False, kill: tuple[str, int, bool] | None = None
) -> None:
    """One run of everything; dies at the n-th call of a point, before it or after it."""
    store = Store.open(url)
    count = 0

    def passing(*, after: bool) -> None:
        nonlocal count
        if kill is None or after is not kill[2]:
            return
        count += 1
        if count == kill[1]:
            os.kill(os.getpid(), signal.SIGKILL)

    def wrapped(call: Callable[..., Any]) -> Callable[..., Any]:
        def around(*args: Any, **named: Any) -> Any:
            passing(after=False)
            made = call(*args, **named)
            passing(after=True)
            return made

        return around

    tagger = CueTagger()
    turned: Callable[[], None] = lambda: None  # noqa: E731
    if kill and kill[0] == "page":
        turned = wrapped(lambda: None)
    elif kill and kill[0] == "tag":
        tagger.tag = wrapped(tagger.tag)  # type: ignore[method-assign]
    elif kill:
        setattr(store, kill[0], wrapped(getattr(store, kill[0])))
    source = Paged(name="paged", posts=() if first else posts(), turned=turned)
    made = Worker(
        App.over(config(folder, source), Clock(NOON), store=store, key=b"k" * 32, tagger=tagger),
        Kept(),
    )
    made.prepare()
    made.once()
    store.close()
