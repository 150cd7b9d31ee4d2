"""The fault bench: its quick rows hold, and its recorded run is of the rows that there are."""

import json

import pytest
from faults import CASES, PEER, RESULT, Found, look, markdown

# Under a second each; the others run with `make faults`.
QUICK = {
    2: "late",
    3: "2099",
    8: "500",
    9: "Retry-After",
    10: "bare &",
    12: "two feeds",
    13: "conditional",
    17: "personal data",
}


@pytest.mark.parametrize("row", QUICK)
def test_a_row_holds(row: int) -> None:
    found = look(row)
    assert QUICK[row] in found.case
    assert found.passed, found.seen


def test_the_recorded_run_is_whole_and_every_row_holds() -> None:
    recorded = json.loads(RESULT.read_text("utf-8"))
    assert recorded["peer"] == PEER
    assert [(row["case"], row["peer"]) for row in recorded["rows"]] == [
        (case.case, case.peer) for case in CASES
    ]
    assert recorded["passed"] == len(CASES)


def test_the_table_has_a_line_for_each_row() -> None:
    lines = markdown([Found(1, "a | b", "holds", True, "seen", "lost")]).splitlines()
    assert lines[2:] == ["| 1 | a \\| b | holds | ✓ seen | lost |"]
