"""Where a mention is from: the brand's place, the product's version, the country."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


_COLUMNS = ("place", "product_version", "country")


def upgrade() -> None:
    """To this revision."""
    with op.batch_alter_table("mentions", schema=None) as batch_op:
        for name in _COLUMNS:
            batch_op.add_column(sa.Column(name, sa.String(), nullable=True))


def downgrade() -> None:
    """Back to the one before."""
    with op.batch_alter_table("mentions", schema=None) as batch_op:
        for name in _COLUMNS:
            batch_op.drop_column(name)
