"""The README and the pages of the manual, as tests read them."""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
LANGUAGES = ("en", "fr")


@dataclass(frozen=True, slots=True)
class Manual:
    """One page: README.md, or a file below docs/."""

    path: Path
    text: str

    def __str__(self) -> str:
        return str(self.path.relative_to(ROOT))

    def blocks(self, sort: str) -> list[str]:
        """What stands in its fences of that sort, such as toml; without the indent of a list."""
        found = re.findall(rf"(?ms)^( *)```{sort}\n(.*?)^\1```$", self.text)
        return [textwrap.dedent(told) for _, told in found]

    def prose(self) -> str:
        """Its text without the fences."""
        return re.sub(r"(?ms)^ *```.*?^ *```$", "", self.text)

    def anchors(self) -> set[str]:
        """Its headings as links name them."""
        return {_slug(told) for told in re.findall(r"(?m)^#+ (.+)$", self.prose())}

    def links(self) -> list[tuple[Path, str]]:
        """Files that it links, with the anchor there or ""."""
        told = re.findall(r"\]\(([^)\s]+)\)", self.prose())
        away = [link for link in told if not re.match(r"https?:", link)]
        parts = [link.partition("#") for link in away]
        return [((self.path.parent / p).resolve() if p else self.path, a) for p, _, a in parts]


def page(name: str) -> Manual:
    """One page by its path below the repository's root."""
    return Manual(ROOT / name, (ROOT / name).read_text("utf-8"))


def pages() -> Iterator[Manual]:
    """The README and the whole manual."""
    yield page("README.md")
    for file in sorted((ROOT / "docs").rglob("*.md")):
        yield page(str(file.relative_to(ROOT)))


def _slug(heading: str) -> str:
    told = re.sub(r"[^\w\s-]", "", heading.replace("`", "").lower())
    return re.sub(r"\s", "-", told.strip())
