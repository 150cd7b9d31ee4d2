"""When a post on X was last seen: of those before, when this was written, so that a day is left to ask for them."""

from collections.abc import Sequence
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision: str = "0031"
down_revision: str | None = "0030"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_MENTIONS = sa.table(
    "mentions",
    sa.column("source_id", sa.Integer()),
    sa.column("looked_at", sa.DateTime(timezone=True)),
    sa.column("deleted_at", sa.DateTime(timezone=True)),
)
_SOURCES = sa.table("sources", sa.column("id", sa.Integer()), sa.column("kind", sa.String()))


def upgrade() -> None:
    """To this revision."""
    of_x = sa.select(_SOURCES.c.id).where(_SOURCES.c.kind == "x")
    op.execute(
        _MENTIONS.update()
        .where(
            _MENTIONS.c.source_id.in_(of_x),
            _MENTIONS.c.deleted_at.is_(None),
            _MENTIONS.c.looked_at.is_(None),
        )
        .values(looked_at=datetime.now(UTC))
    )


def downgrade() -> None:
    """Back to the one before: what was seen stays seen."""
