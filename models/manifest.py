"""Which weights these are: the hash of every file, beside them, as the card's figures were measured."""

import hashlib
import json
from pathlib import Path

MANIFEST = "manifest.json"


def write_manifest(folder: Path, names: tuple[str, ...]) -> None:
    """Note what these files hold now."""
    told = {name: _hash(folder / name) for name in sorted(names)}
    (folder / MANIFEST).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def changed(folder: Path, names: tuple[str, ...]) -> list[str]:
    """The files that are not what the manifest says, or that it does not name; all without one."""
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return [MANIFEST]
    if not isinstance(told, dict):
        return [MANIFEST]
    return [name for name in sorted(names) if told.get(name) != _hash(folder / name)]


def _hash(file: Path) -> str | None:
    try:
        with file.open("rb") as read:
            return hashlib.file_digest(read, "sha256").hexdigest()
    except OSError:
        return None
