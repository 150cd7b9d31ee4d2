"""The console: where a line ends."""

import io

import pytest
from rich.text import Text

from listener.commands.console import console


@pytest.mark.parametrize("width", range(12, 40))
def test_no_line_ends_at_a_no_break_space(width: int) -> None:
    said = "Je l'écarte\u00a0: «\u00a0la mie de pain\u00a0»\u202f; rien d'autre, vraiment\u202f?"
    screen = console()
    screen.file, screen.width = io.StringIO(), width
    screen.print(Text(said))
    lines = screen.file.getvalue().splitlines()
    assert len(lines) > 1
    assert " ".join(line.rstrip(" ") for line in lines) == said
    assert not any(line.startswith((":", "»", ";", "?")) or line.endswith("«") for line in lines)
