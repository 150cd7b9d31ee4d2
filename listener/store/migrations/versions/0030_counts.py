"""What sources count themselves, by the hour."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0030"
down_revision: str | None = "0029"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "counts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("brand", sa.String(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name=op.f("fk_counts_source_id_sources")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counts")),
        sa.UniqueConstraint("source_id", "at", name=op.f("uq_counts_source_id_at")),
    )
    op.create_index(op.f("ix_counts_brand_at"), "counts", ["brand", "at"])


def downgrade() -> None:
    """Back to the one before."""
    op.drop_index(op.f("ix_counts_brand_at"), table_name="counts")
    op.drop_table("counts")
