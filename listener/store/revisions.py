"""Revisions of the tables that this release knows: read once, for a newer one may be installed over it meanwhile."""

from pathlib import Path

UNFINISHED = "copying "  # stands before the revision until a copy into this database is whole
KNOWN = frozenset(
    step.name[:4] for step in (Path(__file__).parent / "migrations" / "versions").glob("[0-9]*.py")
)
HEAD = max(KNOWN)


def is_newer(revision: str | None) -> bool:
    """Is it a revision that only a newer release can have made?"""
    return revision is not None and revision.removeprefix(UNFINISHED) not in KNOWN
