"""Decisions say whether somebody on duty has to see the mention."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """To this revision."""
    with op.batch_alter_table("decisions") as batch_op:
        batch_op.add_column(sa.Column("risk", sa.String(), server_default="none", nullable=False))
    op.execute("UPDATE decisions SET risk = 'likely' WHERE leaf IN ('ESCALATE_NOW', 'MODERATE')")


def downgrade() -> None:
    """Back to the one before."""
    with op.batch_alter_table("decisions") as batch_op:
        batch_op.drop_column("risk")
