"""Which burst a decision is part of: what many say at once is told in one message."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """To this revision."""
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("burst", sa.String(), nullable=True))
        batch_op.create_index(batch_op.f("ix_decisions_burst"), ["burst"], unique=False)


def downgrade() -> None:
    """Back to the one before."""
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decisions_burst"))
        batch_op.drop_column("burst")
