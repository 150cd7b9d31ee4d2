"""Presence: whoever works on a server's database shares one of its locks, which ends with their session."""

from sqlalchemy import Connection, column, func, select, table

HERE = 0x68657265  # "here": the advisory lock
BACK = 20.0  # seconds after its start in which a server hears again from all that were at work
# The server's own list of its sessions.
ALIVE = table("pg_stat_activity", column("pid"), column("datname"), column("application_name"))
_LOCKS = table("pg_locks", column("pid"), column("objid"), column("locktype"), column("granted"))


def until_others_are_back(there: Connection) -> float:
    """Seconds until whoever was at work when the server was restarted has said so again."""
    started = func.extract("epoch", func.clock_timestamp() - func.pg_postmaster_start_time())
    age = float(there.execute(select(started)).scalar_one())
    there.commit()
    return max(0.0, BACK - age)


def at_work(there: Connection) -> list[str]:
    """How those call themselves that are at work on this database: machine and roles."""
    query = (
        select(ALIVE.c.application_name)
        .join(_LOCKS, _LOCKS.c.pid == ALIVE.c.pid)
        .where(
            _LOCKS.c.objid == HERE,
            _LOCKS.c.locktype == "advisory",
            _LOCKS.c.granted,
            ALIVE.c.datname == func.current_database(),
        )
    )
    return sorted(name or "?" for name in there.execute(query).scalars())
