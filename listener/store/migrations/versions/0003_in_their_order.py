"""What stages ask of mentions comes in its order from an index: the queue, a thread, an author."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """To this revision."""
    with op.batch_alter_table("mentions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentions_author_id"))
        batch_op.drop_index(batch_op.f("ix_mentions_brand_thread_key"))
        batch_op.drop_index(batch_op.f("ix_mentions_stage"))
        batch_op.create_index(
            batch_op.f("ix_mentions_author_id_at"), ["author_id", "at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_mentions_source_id_thread_key_at"),
            ["source_id", "thread_key", "at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_mentions_stage_brand_at"), ["stage", "brand", "at"], unique=False
        )
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.create_index(
            "ix_decisions_draft_wanted",
            ["brand", "id"],
            unique=False,
            sqlite_where=sa.text("wants_draft AND ended_at IS NULL"),
            postgresql_where=sa.text("wants_draft AND ended_at IS NULL"),
        )


def downgrade() -> None:
    """Back to the one before."""
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.drop_index("ix_decisions_draft_wanted")
    with op.batch_alter_table("mentions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentions_stage_brand_at"))
        batch_op.drop_index(batch_op.f("ix_mentions_source_id_thread_key_at"))
        batch_op.drop_index(batch_op.f("ix_mentions_author_id_at"))
        batch_op.create_index(batch_op.f("ix_mentions_stage"), ["stage"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_mentions_brand_thread_key"), ["brand", "thread_key"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_mentions_author_id"), ["author_id"], unique=False)
