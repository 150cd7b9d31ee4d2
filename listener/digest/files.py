"""The digest on disk: each file appears whole or not at all, and is the same when made again."""

import os
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from listener.digest import table
from listener.digest.markdown import markdown
from listener.digest.page import page
from listener.digest.values import Digest
from listener.settings.brand import Brand

PAGE = "index.html"


def folder(storage: Path, week: str, brand: Brand, brands: Sequence[Brand]) -> Path:
    """`digests/2026-W46`, and below it a folder a brand where there are several."""
    place = storage / "digests" / week
    return place / slug(brand, brands) if len(brands) > 1 else place


def write(digest: Digest, to: Path) -> Path:
    """Write page, Markdown and tables; return the page's path. The page comes last."""
    to.mkdir(parents=True, exist_ok=True)
    texts = {
        "data.csv": table.figures(digest),
        "mentions.csv": table.mentions(digest),
        "digest.md": markdown(digest),
        PAGE: page(digest),
    }
    for name, text in texts.items():
        _replace(to / name, text.encode("utf-8", "replace"))
    return to / PAGE


def slug(brand: Brand, brands: Sequence[Brand]) -> str:
    """A brand's folder name: plain letters and digits, never another brand's."""
    wanted = [plain_name(other.name) for other in brands]
    place = [other.name for other in brands].index(brand.name)
    name = wanted[place]
    return name if name and wanted.count(name) == 1 else f"{name or 'brand'}-{place + 1}"


def moved(storage: Path, old: str, brand: Brand, brands: Sequence[Brand]) -> None:
    """Let the folders of a brand that was renamed follow it, where each brand has its own."""
    if len(brands) < 2 or not (name := plain_name(old)):
        return
    for found in (storage / "digests").glob(f"*/{name}"):
        place = found.with_name(slug(brand, brands))
        if found.is_dir() and not place.exists():
            found.rename(place)


def plain_name(name: str) -> str:
    """A brand's name in plain letters and digits, as its folder has it; "" where it has none."""
    ascii_ = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_).strip("-")[:60]


def _replace(path: Path, text: bytes) -> None:
    half = path.with_name(f".{path.name}.part")
    with half.open("wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
