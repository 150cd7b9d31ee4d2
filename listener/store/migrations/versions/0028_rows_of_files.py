"""Which row of a file a mention is, so that another map of its columns makes no second one."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0028"
down_revision: str | None = "0027"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """To this revision."""
    with op.batch_alter_table("mentions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("row_key", sa.String(), nullable=True))
        batch_op.create_index(
            "ix_mentions_row",
            ["source_id", "row_key"],
            sqlite_where=sa.text("row_key IS NOT NULL"),
            postgresql_where=sa.text("row_key IS NOT NULL"),
        )


def downgrade() -> None:
    """Back to the one before."""
    with op.batch_alter_table("mentions", schema=None) as batch_op:
        batch_op.drop_index("ix_mentions_row")
        batch_op.drop_column("row_key")
