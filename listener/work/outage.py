"""Database outage: another program holds it, its disk is full, its server is down.

Whatever was to be written is found again from the tables later, so nothing is lost. It is said
once; sources are left in peace meanwhile, for what they would answer could not be stored.
"""

from collections.abc import Callable

import structlog

from listener.store.errors import NewerReleaseError, StoreError

log = structlog.get_logger()


class Outage:
    """Whether the database is away, as far as the work of this process knows."""

    def __init__(self) -> None:
        self._failed = False  # something did, since the database was last seen to take a write
        self._told = False

    def outlive(
        self, work: Callable[[], object], errors: tuple[type[StoreError], ...] = (StoreError,)
    ) -> bool:
        """Do work; False when an error said that the database is away: logged the first time."""
        try:
            work()
        except errors as error:
            if isinstance(error, NewerReleaseError):
                return False  # nothing is away: the next look ends this process
            self._failed = True
            if not self._told:
                self._told = True
                log.warning("database is away", why=str(error))
            return False
        return True

    def is_over(self, check: Callable[[], object]) -> bool:
        """May work be started? `check` writes something, and is asked only after a failure.

        A disk that is nearly full takes one write and fails at the next: it counts as back when
        nothing failed from one call to the next.
        """
        if self._failed:
            self._failed = not self.outlive(check)
            return not self._failed
        if self._told:
            self._told = False
            log.info("database is back")
        return True
