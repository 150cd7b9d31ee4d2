"""A decision keeps a hash of the words it was made on: whether an edit says anything else is asked of it."""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """To this revision."""
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "words",
                sqlmodel.sql.sqltypes.AutoString(),
                nullable=False,
                server_default=sa.text("''"),
            )
        )


def downgrade() -> None:
    """Back to the one before."""
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.drop_column("words")
