"""A brand's digests on disk, also of one that is in no settings any more.

Whose a digest is its own first line tells; one of which only figures are left, its folder's name.
"""

from collections.abc import Collection, Iterator
from pathlib import Path

from listener.digest.files import PAGE, plain_name
from listener.digest.markdown import escape
from listener.words.whose import Theirs

MARKDOWN = "digest.md"
FILES = ("data.csv", "mentions.csv", MARKDOWN, PAGE)


def digests(
    storage: Path, names: Collection[str], others: Collection[str]
) -> Iterator[tuple[str, Path]]:
    """Week and folder of each digest of a brand, which has had these `names`; `others` have had theirs."""
    for top in sorted((storage / "digests").glob("[0-9]*-W[0-9]*")):
        if not top.is_dir():
            continue
        for place in (top, *sorted(one for one in top.iterdir() if one.is_dir())):
            if held(place) and _is_theirs(place, names, others, is_top=place == top):
                yield top.name, place


def held(place: Path) -> list[Path]:
    """The files of a digest, without what somebody else put beside them."""
    return [place / name for name in FILES if (place / name).is_file()]


def remove(place: Path) -> None:
    """Take a digest away; its first line, which says whose it is, last."""
    for path in sorted(held(place), key=lambda one: one.name == MARKDOWN):
        path.unlink()
    if not any(place.iterdir()):
        place.rmdir()


def _is_theirs(
    place: Path, names: Collection[str], others: Collection[str], *, is_top: bool
) -> bool:
    if head := _head(place / MARKDOWN):
        # Of "Acme" and "Acme · Pro" the longer one is meant.
        said = [n for n in {*names, *others} if head.startswith(f"# {escape(Theirs(n))} · ")]
        return bool(said) and max(said, key=len) in names
    if is_top:
        return not others
    return place.name in {plain_name(n) for n in names} - {plain_name(n) for n in others}


def _head(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.readline(4_000)
    except FileNotFoundError:
        return ""
