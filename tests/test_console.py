"""The console: where a line ends."""

import io
import time

import pytest
from rich.text import Text

from listener.commands.console import Screen, console, progress


def printed(said: str, width: int) -> list[str]:
    """The lines of a text on a screen of so many columns."""
    screen = console()
    screen.file, screen.width = io.StringIO(), width
    screen.print(Text(said))
    return [line.rstrip(" ") for line in screen.file.getvalue().splitlines()]


@pytest.mark.parametrize("width", range(12, 40))
def test_no_line_ends_at_a_no_break_space(width: int) -> None:
    said = "Je l'écarte\u00a0: «\u00a0la mie de pain\u00a0»\u202f; rien d'autre, vraiment\u202f?"
    lines = printed(said, width)
    assert len(lines) > 1
    assert " ".join(lines) == said
    assert not any(line.startswith((":", "»", ";", "?")) or line.endswith("«") for line in lines)


@pytest.mark.parametrize("width", range(12, 40))
def test_no_line_ends_where_french_has_a_no_break_space(width: int) -> None:
    said = "« Il plante » : appeler avant 7 h 05 ; 4 800 € perdus, 20 % de quoi ? De tout !"
    lines = printed(said, width)
    assert " ".join(lines) == said
    assert not any(line.startswith((*":;!?»€%", "h 05", "05", "800")) for line in lines)
    assert not any(line.endswith(("«", " 7", "7 h", " 4")) for line in lines)


def test_what_is_printed_during_long_work_does_not_begin_behind_its_line() -> None:
    page = io.StringIO()
    out = Screen(file=page, force_terminal=True, width=60, color_system=None)
    with progress("en", out) as told:
        told("tag", 20)
        time.sleep(0.3)  # the line is drawn ten times a second
        out.print("╭ frame")
    before = page.getvalue().split("╭ frame")[0]
    assert "reading texts 20" in page.getvalue()
    assert before.endswith(("\n", "\r", "\x1b[2K")), before[-80:]
