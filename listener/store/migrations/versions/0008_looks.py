"""What was not news when it came is told in a look: old posts, and files that hold them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """To this revision."""
    with op.batch_alter_table("mentions", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("look", sa.String(), server_default=sa.text("''"), nullable=False)
        )


def downgrade() -> None:
    """Back to the one before."""
    with op.batch_alter_table("mentions", schema=None) as batch_op:
        batch_op.drop_column("look")
