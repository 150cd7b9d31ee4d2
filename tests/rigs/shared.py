"""Two workers over one database, each in a process of its own: who did what."""

from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from pathlib import Path

from acme import Clock, CueTagger, Kept, Listed, config, mention, pipeline
from rigs.effort import PATIENCE

from connectors.kit.contract import Mention
from listener.store.store import Store
from listener.work.chain import Tally
from listener.work.local import Local
from listener.work.worker import Worker
from models.base import Post, Tag

EVENTS, COPIES = 100, 3
POSTS = EVENTS * COPIES
_WORDS = ("saddle", "brake", "frame", "wheel", "pedal", "chain", "lamp", "bell", "tyre", "fork")


@dataclass(frozen=True)
class Done:
    """What one worker did of all."""

    tagged: int  # posts that its model read
    grouped: int
    decided: int
    shown: list[str]  # the quotes of its alerts


class Meeting(CueTagger):
    """A model that begins when the other process has a batch, too."""

    def __init__(self, barrier: Barrier | None) -> None:
        super().__init__()
        self.barrier = barrier

    def tag(self, posts: Sequence[Post]) -> list[Tag]:
        if self.barrier:
            self.barrier.wait(PATIENCE)
            self.barrier = None
        return super().tag(posts)


def posts() -> tuple[Mention, ...]:
    """Events of which each is told by some people in the same words, far from each other."""
    return tuple(
        mention(n, f"I hate this: {' '.join(f'{word}{n % EVENTS}' for word in _WORDS)} all broken")
        for n in range(POSTS)
    )


def filled(store: Store, folder: Path) -> None:
    """All posts are stored, after a first look at nothing; none is tagged."""
    pipeline(config(folder, Listed(name="list")), store, Kept(), Clock()).once()
    bring(store, folder, *posts())


def bring(store: Store, folder: Path, *mentions: Mention) -> None:
    """These are stored."""
    clock = Clock()
    clock.pass_(minutes=20)
    made = pipeline(config(folder, Listed(name="list", mentions=mentions)), store, Kept(), clock)
    made.poll(local := Local(1), ["list"], Tally())
    local.wait()


def worker(store: Store, folder: Path, show: Kept, tagger: CueTagger) -> Worker:
    """One that works on what is stored."""
    clock = Clock()
    clock.pass_(minutes=21)
    return pipeline(config(folder, Listed(name="list")), store, show, clock, tagger)


def work(
    url: str, folder: Path, barrier: Barrier | None = None, told: "SimpleQueue[Done] | None" = None
) -> None:
    """Work until nothing is left for any stage."""
    store, show, tagger, tally = Store.open(url), Kept(), Meeting(barrier), Tally()
    made = worker(store, folder, show, tagger)
    while waiting(store):
        made.after_collect(tally)
    if told:
        shown = [str(card.quote) for card in show.alerts]
        told.put(Done(tagger.read, tally.grouped, tally.decided, shown))
    store.close()


def waiting(store: Store) -> int:
    """How many posts are on their way."""
    return sum(store.queue().values())
