"""Whose a mention is: an account of a platform or of one source; a bare name is nobody's.

The new pseudonym is a hash of the realm and of the old one, so that no id needs to be known any
more. In feeds and files the old one often stood for a display name: where it did, or where the
name was forgotten and nobody can tell, it tells speakers apart within its source and no more.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

PLATFORMS = ("hackernews", "mastodon")
OF_NAMES = ("rss", "inbound")  # kinds that took a name for an id
_Old = tuple[int, str]  # source, old pseudonym


def upgrade() -> None:
    """To this revision."""
    with op.batch_alter_table("mentions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("speaker_key", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("author_proof", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("author_url", sa.Text(), nullable=True))
    with op.batch_alter_table("authors", schema=None) as batch_op:
        batch_op.add_column(sa.Column("proof", sa.String(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_authors_brand_proof"), ["brand", "proof"], unique=False
        )
    bind = op.get_bind()
    new = _pseudonyms(bind)
    # Before the mentions lose the old ones.
    rows = _accounts(bind, new)
    _execute(
        bind,
        "UPDATE mentions SET speaker_key = :speaker, author_key = :account"
        " WHERE source_id = :source AND author_key = :old",
        (
            {"speaker": key, "account": key if is_account else None, "source": source, "old": old}
            for (source, old), (key, is_account) in new.items()
        ),
    )
    _write(bind, rows)


def _pseudonyms(bind: sa.Connection) -> dict[_Old, tuple[str, bool]]:
    """The new pseudonym of each old one in each source, and whether it stands for an account."""
    told: dict[tuple[int, str, str], set[tuple[str | None, str | None]]] = defaultdict(set)
    for source, kind, old, handle, name in bind.execute(
        sa.text(
            "SELECT DISTINCT m.source_id, s.kind, m.author_key, m.author_handle, m.author_name"
            " FROM mentions m JOIN sources s ON s.id = m.source_id"
            " WHERE m.author_key IS NOT NULL"
        )
    ):
        told[source, kind, old].add((_plain(handle), _plain(name)))
    new = {}
    for (source, kind, old), signed in told.items():
        realm = kind if kind in PLATFORMS else f"source:{source}"
        key = blake2b(f"{realm}\0{old}".encode(), digest_size=16).hexdigest()
        new[source, old] = key, kind not in OF_NAMES or _is_account(signed)
    return new


def _is_account(signed: set[tuple[str | None, str | None]]) -> bool:
    """An id that was seen, is not the name, and was not shared by people of several names."""
    ids = {(handle, name) for handle, name in signed if handle}
    names = {name for _, name in ids if name}
    return bool(ids) and len(names) <= 1 and all(handle != name for handle, name in ids)


def _accounts(bind: sa.Connection, new: dict[_Old, tuple[str, bool]]) -> list[dict[str, Any]]:
    """The row of each account: the first of an old author's accounts keeps the old row."""
    found: dict[int, dict[str, tuple[bool, Any, Any]]] = defaultdict(dict)
    for author, source, old, first, last in bind.execute(
        sa.text(
            "SELECT author_id, source_id, author_key, min(at), max(at) FROM mentions"
            " WHERE author_id IS NOT NULL AND author_key IS NOT NULL"
            " GROUP BY author_id, source_id, author_key ORDER BY 1, 2, 3"
        )
    ):
        key, is_account = new[source, old]
        _, earliest, latest = found[author].get(key, (is_account, first, last))
        found[author][key] = is_account, min(earliest, first), max(latest, last)
    rows = []
    for row in bind.execute(sa.text("SELECT * FROM authors ORDER BY id")).mappings():
        parts = found[row["id"]]
        of_accounts = {key: seen for key, (is_one, *seen) in parts.items() if is_one}
        for number, (key, (first, last)) in enumerate(of_accounts.items()):
            times = {"first_seen_at": first, "last_seen_at": last} if len(parts) > 1 else {}
            rows.append({**row, **times, "key": key, "was": row["id"], "is_new": number > 0})
    return rows


def _write(bind: sa.Connection, rows: Sequence[dict[str, Any]]) -> None:
    names = [n for n in (rows[0] if rows else ()) if n not in ("id", "was", "is_new")]
    authors = sa.table("authors", *(sa.column(name) for name in names))
    kept = [row for row in rows if not row["is_new"]]
    _execute(
        bind,
        "UPDATE authors SET key = :key, first_seen_at = :first_seen_at,"
        " last_seen_at = :last_seen_at WHERE id = :was",
        kept,
    )
    fresh = [row for row in rows if row["is_new"]]
    if fresh:
        bind.execute(authors.insert(), [{n: row[n] for n in names} for row in fresh])
    _execute(
        bind,
        "UPDATE mentions SET author_id ="
        " (SELECT id FROM authors WHERE brand = :brand AND key = :key)"
        " WHERE author_key = :key AND author_id = :was",
        fresh,
    )
    nobody = "SELECT author_id FROM mentions WHERE author_key IS NULL AND author_id IS NOT NULL"
    gone = [{"id": id_} for (id_,) in bind.execute(sa.text(f"{nobody} GROUP BY author_id"))]
    bind.execute(sa.text("UPDATE mentions SET author_id = NULL WHERE author_key IS NULL"))
    _execute(
        bind,
        "DELETE FROM authors WHERE id = :id"
        " AND NOT EXISTS (SELECT 1 FROM mentions m WHERE m.author_id = :id)",
        gone,
    )


def _execute(bind: sa.Connection, query: str, rows: Iterable[dict[str, Any]]) -> None:
    values = list(rows)
    for start in range(0, len(values), 1_000):
        bind.execute(sa.text(query), values[start : start + 1_000])


def _plain(text: str | None) -> str | None:
    return " ".join(text.casefold().split()) if text else None


def downgrade() -> None:
    """Back to the one before; the pseudonyms stay as they are, for a hash has no way back."""
    with op.batch_alter_table("authors", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_authors_brand_proof"))
        batch_op.drop_column("proof")
    with op.batch_alter_table("mentions", schema=None) as batch_op:
        batch_op.drop_column("author_url")
        batch_op.drop_column("author_proof")
        batch_op.drop_column("speaker_key")
