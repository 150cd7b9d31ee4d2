"""Jobs: what is due, as values. A pure question to the tables; whoever runs a job asks them again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from listener.advice.leaves import those
from listener.notices.targets import TERMINAL, targets
from listener.settings.config import Config
from listener.stages import expire, firstlook
from listener.stages.digest import Digests
from listener.stages.release import allowed
from listener.store.store import Store

Kind = Literal["collect", "deliver", "stages", "digest", "expire"]


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work. Losing it loses nothing: what was to be done is found due again."""

    kind: Kind
    slot: str  # what runs one at a time: source:blog, slack:C…, stages, digest, expire
    args: tuple[str, ...] = ()


# All stages after collect take turns in one slot: what one writes is what the next reads.
STAGES = Job("stages", "stages")
DIGEST = Job("digest", "digest")  # a long one delays nothing else
EXPIRE = Job("expire", "expire")


def collect(source: str) -> Job:
    """A visit of one source."""
    return Job("collect", f"source:{source}", (source,))


def deliver(target: str) -> Job:
    """One Slack target's turn."""
    return Job("deliver", target, (target,))


class Dispatcher(Protocol):
    """Where work runs: bounded threads of this process, or other machines."""

    def submit(
        self, slot: str, work: Callable[[], object], *, shared: bool = False, again: bool = False
    ) -> bool:
        """Start work unless its slot is taken; False when it was.

        `shared` work mostly waits for others, and takes a place among its like. With `again`,
        work whose slot is taken is done once more when what runs there ends: that may have
        looked too early to see what is new.
        """


def due(store: Store, config: Config, digests: Digests, now: datetime) -> Iterator[Job]:
    """What is to be done now, as the tables stand: visits first, for the rest feeds on them."""
    names = [source.name for source in config.source]
    with store.reader():
        sources, waiting = store.due_sources(names, now), store.slack_targets()
        is_work = store.is_work(config.brands, target=TERMINAL, waits=those(again=True), now=now)
        is_work = is_work or firstlook.is_owed(store, config)
        is_work = is_work or bool(allowed(store, config.brands, now))
        is_week = digests.is_due(store, config, now)
        is_day = not store.happened(expire.period(now))
    yield from map(collect, sources)
    # Those of the settings too: what stands in Slack is kept up to date.
    yield from map(deliver, sorted(waiting.union(*map(targets, config.brand))))
    yield from (
        job for job, is_due in ((STAGES, is_work), (DIGEST, is_week), (EXPIRE, is_day)) if is_due
    )
