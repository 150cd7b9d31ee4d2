"""What the tree took of a mention, after its rules, and what its author wrote before in vain."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


_COLUMNS = ("taken_form", "taken_tone", "sponsorship", "history")


def upgrade() -> None:
    """To this revision."""
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        for name in _COLUMNS:
            batch_op.add_column(sa.Column(name, sa.String(), nullable=True))


def downgrade() -> None:
    """Back to the one before."""
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        for name in _COLUMNS:
            batch_op.drop_column(name)
