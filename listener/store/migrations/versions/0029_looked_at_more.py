"""When a mention of a kind that asks again for all that is stored was last seen: no later than it was collected."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0029"
down_revision: str | None = "0028"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_SINCE = sa.text(
    "UPDATE mentions SET looked_at = collected_at WHERE deleted_at IS NULL AND looked_at IS NULL"
    " AND source_id IN (SELECT id FROM sources WHERE kind IN"
    " ('bluesky', 'discourse', 'lemmy', 'reddit', 'stackexchange', 'threads', 'tiktok', 'wordpress'))"
)


def upgrade() -> None:
    """To this revision."""
    op.execute(_SINCE)


def downgrade() -> None:
    """Back to the one before: what was seen stays seen."""
