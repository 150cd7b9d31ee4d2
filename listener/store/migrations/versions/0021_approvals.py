"""What people approved as an answer, and what was then sent."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "approvals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("brand", sa.String(), nullable=False),
        sa.Column("mention_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("leaf", sa.String(), nullable=False),
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("edited", sa.Float(), nullable=True),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.Column("is_last", sa.Boolean(), nullable=False),
        sa.Column("sent_at", AT, nullable=True),
        sa.Column("sent_edited", sa.Float(), nullable=True),
        sa.Column("sent_verbatim", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["act_id"], ["acts.id"], name=op.f("fk_approvals_act_id_acts")),
        sa.ForeignKeyConstraint(
            ["mention_id"], ["mentions.id"], name=op.f("fk_approvals_mention_id_mentions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
        sa.UniqueConstraint("act_id", name=op.f("uq_approvals_act_id")),
    )
    with op.batch_alter_table("approvals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approvals_mention_id"), ["mention_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_approvals_brand_at"), ["brand", "at"], unique=False)


def downgrade() -> None:
    """Back to the one before."""
    op.drop_table("approvals")
