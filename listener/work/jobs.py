"""Jobs: what is due, as values. A pure question to the tables; whoever runs a job asks them again."""

from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, get_args

from listener.advice.leaves import those
from listener.notices.targets import TERMINAL, targets
from listener.settings.config import Config, Source
from listener.stages import expire, firstlook, reword
from listener.stages.digest import Digests
from listener.stages.release import allowed
from listener.store.store import Store

Kind = Literal["collect", "deliver", "stages", "digest", "expire", "hide", "reword"]
Role = Literal["collect", "tag", "decide", "deliver", "digest"]
ROLES: tuple[Role, ...] = get_args(Role)
ALL: frozenset[Role] = frozenset(ROLES)


def in_order(roles: Collection[Role]) -> list[Role]:
    """The same, as they are told."""
    return [role for role in ROLES if role in roles]


# The stages at which a mention may wait for whoever has the role.
_WAITS: dict[Role, tuple[str, ...]] = {"tag": ("tag", "retag"), "decide": ("group", "decide")}


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
HIDE = Job("hide", "expire")  # hourly, what no visit sees to
REWORD = Job("reword", "reword")  # it waits for another machine, and nothing waits for it


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


def due(
    store: Store,
    config: Config,
    digests: Digests,
    now: datetime,
    roles: Collection[Role] = ALL,
) -> Iterator[Job]:
    """What a process with these roles is to do now, as the tables stand.

    Visits come first, for the rest feeds on them. What is to be forgotten every process forgets.
    """
    with store.reader():
        sources = _to_visit(store, config, now) if "collect" in roles else []
        waiting = store.slack_targets() if "deliver" in roles else set()
        is_work = is_staged(store, config, now, roles)
        is_week = "digest" in roles and digests.is_due(store, config, now)
        is_day = not store.happened(expire.period(now))
        is_said = "decide" in roles and reword.is_wanted(store, config.brands, config.reword, now)
    yield from map(collect, sources)
    if "deliver" in roles:
        # Those of the settings too: what stands in Slack is kept up to date.
        yield from map(deliver, sorted(waiting.union(*map(targets, config.brand))))
    asked = ((STAGES, is_work), (DIGEST, is_week), (EXPIRE, is_day), (REWORD, is_said))
    yield from (job for job, is_due in asked if is_due)


def is_staged(store: Store, config: Config, now: datetime, roles: Collection[Role] = ALL) -> bool:
    """Does a stage after collect, that one of these roles is, have work?"""
    if is_left(store, config, now, roles) or store.is_to_try():
        return True
    return "decide" in roles and (
        store.is_to_decide(config.brands, waits=those(again=True), now=now)
        or firstlook.is_owed(store, config)
        or bool(allowed(store, config.brands, now))
    )


def is_left(store: Store, config: Config, now: datetime, roles: Collection[Role]) -> bool:
    """Has another process, or a visit, left mentions or messages for one of these roles?"""
    between = [stage for role, stages in _WAITS.items() if role in roles for stage in stages]
    if between and store.is_between(between):
        return True
    return "deliver" in roles and store.is_to_show(config.brands, TERMINAL, now)


def _to_visit(store: Store, config: Config, now: datetime) -> list[str]:
    found = store.due_sources([source.name for source in config.source], now)
    if not store.is_sqlite:  # one that another process visits may be due, and wait here
        found += [s.name for s in config.source if s.name not in found and lies_here(s)]
    return found


def lies_here(source: Source) -> bool:
    """Does something wait in a folder of this machine, where no other one sees it?"""
    folder = source.connector.waits_in
    with suppress(OSError):  # no such folder yet: a visit says what is wrong with it
        return folder is not None and any(path.is_file() for path in folder.iterdir())
    return False
