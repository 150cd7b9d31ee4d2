"""Which query of the settings hides a mention."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_SOME = sa.text("muted IS NOT NULL")


def upgrade() -> None:
    """To this revision."""
    op.add_column("mentions", sa.Column("muted", sa.Text(), nullable=True))
    op.create_index(
        "ix_mentions_muted", "mentions", ["brand"], sqlite_where=_SOME, postgresql_where=_SOME
    )


def downgrade() -> None:
    """Back to the one before."""
    op.drop_index("ix_mentions_muted", "mentions")
    with op.batch_alter_table("mentions") as batch:
        batch.drop_column("muted")
