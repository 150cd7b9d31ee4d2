"""Letters for what others take weeks over: written today, for somebody to send."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import connectors
from listener.settings.answers import SLACK, Answers
from listener.setup.written import write_over

FOLDER = "letters"
_OF_KINDS = ("google_business", "meta")


@dataclass(frozen=True, slots=True)
class Letter:
    """One, as it was written."""

    what: str  # google_business, meta or slack
    path: Path


def write_letters(folder: Path, answers: Answers, language: str) -> Iterator[Letter]:
    """Write those that the answers call for; one that is there already stays as it is."""
    wanted = [kind for kind in _OF_KINDS if kind in connectors.kinds()]
    if answers.alerts:
        wanted.append(SLACK)
    for what in wanted:
        source = files("listener.words") / language / "letters" / f"{what}.md"
        text = source.read_text("utf-8").format(
            brand=answers.brand,
            site=answers.site or "—",
            country=answers.country,
            objective=answers.objective or "—",
        )
        path = folder / FOLDER / f"{what.replace('_', '-')}.md"
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_over(path, text)
        yield Letter(what, path)
