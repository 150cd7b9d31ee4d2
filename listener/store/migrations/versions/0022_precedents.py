"""What the team answered, without the people it was given to."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "precedents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("brand", sa.String(), nullable=False),
        sa.Column("mention_id", sa.Integer(), nullable=True),
        sa.Column("answer_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("approval_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("lang", sa.String(), nullable=False),
        sa.Column("leaf", sa.String(), nullable=False),
        sa.Column("matter", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column("tagger", sa.String(), nullable=False),
        sa.Column("v", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["mention_id"], ["mentions.id"], name=op.f("fk_precedents_mention_id_mentions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_precedents")),
        sa.UniqueConstraint("mention_id", name=op.f("uq_precedents_mention_id")),
    )
    with op.batch_alter_table("precedents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_precedents_brand_id"), ["brand", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_precedents_answer_id"), ["answer_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_precedents_approval_id"), ["approval_id"], unique=False
        )


def downgrade() -> None:
    """Back to the one before."""
    op.drop_table("precedents")
