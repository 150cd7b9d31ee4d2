"""Prometheus: what this process did since its start, and how its queues are now.

Polls are counted as they end. What the stages wrote is read from the tables, from where the last
look ended: no stage knows of this page. Labels are names of the settings, of machines, and words of
ours, never a text, a person, an address or a token.
"""

import threading
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import partial
from socket import gethostname

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

from listener.stages.visit import Visit
from listener.store.watching import Watching
from listener.watch.health import Health, Pulse

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
# Seconds: from one poll's wait to a weekend's.
DELAYS = (
    *(1, 5, 15, 30, _MINUTE, 2 * _MINUTE, 5 * _MINUTE, 15 * _MINUTE, 30 * _MINUTE),
    *(_HOUR, 4 * _HOUR, 12 * _HOUR, _DAY, 3 * _DAY, 7 * _DAY),
)

disable_created_metrics()  # type: ignore[no-untyped-call]  # a second line for every figure


class Meter:
    """All figures of one process, in a registry of their own."""

    def __init__(
        self,
        store: Watching,
        *,
        sources: Collection[str],
        clock: Callable[[], datetime],
        pulse: Pulse,
        health: Callable[[], Health] | None = None,
        slack: Callable[[], Mapping[str, bool]] = dict,  # brand: does Slack take its token?
        brands: Collection[str] | None = None,  # whose messages are to leave; None: any
        roles: Collection[str] = (),  # what this process does
    ) -> None:
        self._store, self._sources, self._clock = store, sources, clock
        self._pulse, self._health, self._slack = pulse, health, slack
        self._brands, self._lock = brands, threading.Lock()
        self._position = store.position(clock())
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._make_counters()
        self._make_gauges()
        for role in roles:
            self._role.labels(gethostname(), role).set(1)

    def _make_counters(self) -> None:
        counter = partial(Counter, registry=self._registry, namespace="listener")
        histogram = partial(
            Histogram, registry=self._registry, namespace="listener", buckets=DELAYS
        )
        self._polls = counter("polls", "Polls that ended.", ("source", "outcome"))
        self._mentions = counter(
            "mentions", "Mentions stored, by what became of them.", ("source", "change")
        )
        self._refused = counter("refused_items", "Items that were unreadable.", ("source",))
        self._tags = counter("tags", "Tags made.", ("form", "tone"))
        self._decisions = counter("decisions", "Decisions made.", ("leaf",))
        self._sent = counter("notices_sent", "Messages sent.", ("class", "to"))
        self._collect = histogram(
            "collect_delay_seconds",
            "From publication to collection.",
            ("kind",),
        )
        self._post = histogram(
            "send_delay_seconds",
            "From collection to the message; grouped classes wait on purpose.",
            ("class",),
        )

    def _make_gauges(self) -> None:
        gauge = partial(Gauge, registry=self._registry, namespace="listener")
        self._waiting = gauge("queue_mentions", "Mentions that wait.", ("stage",))
        self._oldest = gauge("queue_age_seconds", "Age of the oldest.", ("stage",))
        self._notices = gauge("notices", "Notices not told.", ("class", "state"))
        self._unsent = gauge("notices_unsent_seconds", "Longest wait of a due notice.")
        self._up = gauge("source_up", "1 while the last poll went well.", ("source",))
        self._last_ok = gauge(
            "source_last_success_timestamp_seconds", "The last good poll.", ("source",)
        )
        self._down = gauge("sources_down", "Sources whose last poll failed.")
        self._token = gauge("slack_token_ok", "1 while Slack takes the brand's token.", ("brand",))
        self._tick = gauge("last_tick_age_seconds", "Since the clock last ticked.")
        self._role = gauge("role", "1: this process does it.", ("machine", "role"))
        self._slots = gauge(
            "slots_held", "What a process of the database works on.", ("kind", "slot", "holder")
        )
        self._green = gauge("healthy", "1 while /healthz is green.")

    def polled(self, visit: Visit) -> None:
        """Count one poll, from any thread."""
        name = visit.source
        self._polls.labels(name, "failed" if visit.error else "ok").inc()
        self._refused.labels(name).inc(len(visit.refused))
        for change in ("new", "revised", "deleted"):
            self._mentions.labels(name, change).inc(getattr(visit, change))

    def page(self) -> bytes:
        """The page as Prometheus reads it. Raises StoreError while the database is away."""
        with self._lock:
            self._catch_up()
            self._look()
            return generate_latest(self._registry)

    def _catch_up(self) -> None:
        came = self._store.came_since(self._position)
        self._position = came.position
        for tag, n in came.tags.items():
            self._tags.labels(*tag).inc(n)
        for leaf, n in came.decisions.items():
            self._decisions.labels(leaf).inc(n)
        for sent, n in came.sent.items():
            self._sent.labels(*sent).inc(n)
        for kind, seconds in came.collected_after:
            self._collect.labels(kind).observe(seconds)
        for class_, seconds in came.sent_after:
            self._post.labels(class_).observe(seconds)

    def _look(self) -> None:
        now = self._clock()
        now_only = (
            self._waiting,
            self._oldest,
            self._notices,
            self._up,
            self._last_ok,
            self._slots,
        )
        for gauge in now_only:
            gauge.clear()  # a queue that is empty now must not keep its last figure
        for stage in ("tag", "group", "decide"):
            self._waiting.labels(stage).set(0)
            self._oldest.labels(stage).set(0)
        for stage, (n, oldest) in self._store.queues().items():
            self._waiting.labels(stage).set(n)
            self._oldest.labels(stage).set(_age(oldest, now))
        for held, n in self._store.notices_held().items():
            self._notices.labels(*held).set(n)
        self._unsent.set(_age(self._store.unsent_since(now, self._brands), now))
        states = self._store.source_states(self._sources)
        for state in states:
            self._up.labels(state.name).set(state.failures == 0)
            if state.last_ok_at:
                self._last_ok.labels(state.name).set(state.last_ok_at.timestamp())
        self._down.set(sum(state.failures > 0 for state in states))
        for brand, is_taken in self._slack().items():
            self._token.labels(brand).set(is_taken)
        for one in self._store.slots_held():
            self._slots.labels(one.kind, one.slot, one.holder).set(one.n)
        self._tick.set(self._pulse.age())
        if self._health:
            self._green.set(self._health().is_green)


def _age(since: datetime | None, now: datetime) -> float:
    return max((now - since).total_seconds(), 0.0) if since else 0.0
