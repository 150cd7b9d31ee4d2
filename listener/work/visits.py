"""Visits: polls of sources, each in its own slot, and by one process at a time."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import structlog

from listener.app import App
from listener.settings.config import Source
from listener.stages.collect import Collector
from listener.stages.overflow import Rest
from listener.stages.visit import Visit
from listener.store.errors import StoreError
from listener.store.taking import Kind, OutdatedError
from listener.work.chain import Tally
from listener.work.jobs import Dispatcher, lies_here
from listener.work.outage import Outage

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Visits:
    """Has sources visited, and knows what waits in this process of their last replies."""

    app: App
    outage: Outage
    rests: dict[str, Rest]  # by source: what waits of its last reply
    polled: Callable[[Visit], None]  # told of every poll
    progress: Callable[[str, int], None]

    def poll(
        self,
        local: Dispatcher,
        names: Sequence[str],
        tally: Tally,
        stored: Callable[[], object],
        *,
        once: bool,
        if_due: bool,
        again: bool,
    ) -> None:
        """Poll sources; see Worker.poll."""
        collector = Collector(
            self.app.store,
            self.app.client,
            self.app.key,
            self.app.clock,
            aloud=not once,
            most=self.app.config.http.most_a_poll,
            failures=self.app.config.health.failures,
            rests=self.rests,
        )
        lock = threading.Lock()

        def visit(source: Source) -> None:
            made: Visit | None = Visit(source.name)
            try:
                made = self._visit(collector, source, if_due=if_due)
            except StoreError as error:
                made = Visit(source.name, error=str(error))
                raise
            finally:
                if made:
                    self.polled(made)
                    with lock:
                        tally.visits.append(made)
                        self.progress("collect", len(tally.visits))
            if made and made.is_news:
                stored()

        by_name = {
            source.name: source.for_one_visit() if once else source
            for source in self.app.config.source
        }
        for name in names:
            work = partial(self.outage.outlive, partial(visit, by_name[name]))
            local.submit(f"source:{name}", work, shared=True, again=again)

    def _visit(self, collector: Collector, source: Source, *, if_due: bool) -> Visit | None:
        """One visit; None where it is another process's, or was."""
        store, name = self.app.store, source.name
        if not store.hold(Kind.SOURCE, name):
            self._leave(name)
            return None
        try:
            if if_due and not store.is_sqlite and not self._is_due(source):
                return None
            return collector.collect(source, self.app.config.brands[source.brand])
        except OutdatedError:
            self._leave(name)
            return None
        finally:
            if name not in self.rests:  # nobody else asks for what waits in this process
                store.release(Kind.SOURCE, name)

    def _leave(self, name: str) -> None:
        self.rests.pop(name, None)  # whoever visits it now reads that again
        log.info("another process visits", source=name)

    def _is_due(self, source: Source) -> bool:
        """Is it still, or did another process visit it since it was found due?"""
        due = self.app.store.due_sources([source.name], self.app.clock())
        return bool(due) or lies_here(source)
