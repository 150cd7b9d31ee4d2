"""An answer says whether its time is the source's: else how long it took is not known."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """To this revision."""
    with op.batch_alter_table("answers", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_dated", sa.Boolean(), nullable=False, server_default=sa.true())
        )


def downgrade() -> None:
    """Back to the one before."""
    with op.batch_alter_table("answers", schema=None) as batch_op:
        batch_op.drop_column("is_dated")
