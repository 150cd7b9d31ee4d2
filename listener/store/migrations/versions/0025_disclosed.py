"""Whether a mention's author marked it as paid for."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0025"
down_revision: str | None = "0024"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """To this revision."""
    with op.batch_alter_table("mentions", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("disclosed", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    """Back to the one before."""
    with op.batch_alter_table("mentions", schema=None) as batch_op:
        batch_op.drop_column("disclosed")
