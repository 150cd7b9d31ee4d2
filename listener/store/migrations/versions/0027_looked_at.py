"""When a mention was last seen at its source, and since when it is missing there."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0027"
down_revision: str | None = "0026"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Of what is stored already: the kinds that are asked again by their own duty.
_SINCE = sa.text(
    "UPDATE mentions SET looked_at = collected_at WHERE deleted_at IS NULL"
    " AND source_id IN (SELECT id FROM sources WHERE kind = 'youtube')"
)


def upgrade() -> None:
    """To this revision."""
    with op.batch_alter_table("mentions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("missed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            "ix_mentions_looked",
            ["source_id", "looked_at"],
            sqlite_where=sa.text("looked_at IS NOT NULL"),
            postgresql_where=sa.text("looked_at IS NOT NULL"),
        )
    op.execute(_SINCE)


def downgrade() -> None:
    """Back to the one before."""
    with op.batch_alter_table("mentions", schema=None) as batch_op:
        batch_op.drop_index("ix_mentions_looked")
        batch_op.drop_column("missed_at")
        batch_op.drop_column("looked_at")
