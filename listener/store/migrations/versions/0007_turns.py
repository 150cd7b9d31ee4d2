"""Sources take turns: no mention waits behind all that another source brings."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """To this revision."""
    with op.batch_alter_table("sources", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("turns", sa.String(), server_default="[0, 0, 0]", nullable=False)
        )
    with op.batch_alter_table("mentions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("urgency", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("turn", sa.BigInteger(), server_default="0", nullable=False))
        batch_op.create_index(
            "ix_mentions_turn",
            ["urgency", "turn"],
            unique=False,
            sqlite_where=sa.text("stage = 'tag'"),
            postgresql_where=sa.text("stage = 'tag'"),
        )


def downgrade() -> None:
    """Back to the one before."""
    with op.batch_alter_table("mentions", schema=None) as batch_op:
        batch_op.drop_index("ix_mentions_turn")
        batch_op.drop_column("turn")
        batch_op.drop_column("urgency")
    with op.batch_alter_table("sources", schema=None) as batch_op:
        batch_op.drop_column("turns")
