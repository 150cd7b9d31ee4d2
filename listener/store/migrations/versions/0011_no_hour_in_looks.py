"""What stood there before we listened, or was old when it came, is due by no hour; danger keeps its own."""

from collections.abc import Sequence

from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """To this revision."""
    # MONITOR is looked at again when it is due.
    op.execute(
        "UPDATE decisions SET due_at = NULL"
        " WHERE leaf NOT IN ('ESCALATE_NOW', 'MODERATE', 'ESCALATE_PR', 'MONITOR')"
        " AND mention_id IN (SELECT id FROM mentions WHERE silent OR look <> '')"
    )


def downgrade() -> None:
    """Back to the one before: the hours that nobody waited for are not known any more."""
