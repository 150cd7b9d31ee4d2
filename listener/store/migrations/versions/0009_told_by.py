"""A decision keeps who reads along and approves, what is advised beside it, and what tells of it."""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_NONE = "[]"


def upgrade() -> None:
    """To this revision."""
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("copied", sa.Text(), nullable=False, server_default=_NONE))
        batch_op.add_column(sa.Column("beside", sa.Text(), nullable=False, server_default=_NONE))
        batch_op.add_column(
            sa.Column("approvers", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.add_column(sa.Column("told_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
        batch_op.create_index(batch_op.f("ix_decisions_told_by"), ["told_by"], unique=False)


def downgrade() -> None:
    """Back to the one before."""
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decisions_told_by"))
        for column in ("told_by", "approvers", "beside", "copied"):
            batch_op.drop_column(column)
