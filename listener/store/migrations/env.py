"""Run by Alembic: it works on the connection that listener/store/migrate.py holds."""

from typing import Any, Literal

from alembic import context

from listener.store.tables import MentionRow

# A step must mean the same for ever, so it names no class of a library that may change.
_PLAIN = {"AutoString": "sa.String()", "UTCDateTime": "sa.DateTime(timezone=True)"}


def _plainly(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    return _PLAIN.get(type(item).__name__, False) if kind == "type" else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=MentionRow.metadata,
    render_as_batch=True,
    render_item=_plainly,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
