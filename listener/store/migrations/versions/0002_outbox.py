"""The outbox: what a notice hangs under, what it was merged into, and what its message shows."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """To this revision."""
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.add_column(sa.Column("thread_ts", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("into_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("facts", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("shown", sa.String(), nullable=True))
        batch_op.create_index(batch_op.f("ix_notices_into_id"), ["into_id"], unique=False)


def downgrade() -> None:
    """Back to the one before."""
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notices_into_id"))
        batch_op.drop_column("shown")
        batch_op.drop_column("facts")
        batch_op.drop_column("into_id")
        batch_op.drop_column("thread_ts")
