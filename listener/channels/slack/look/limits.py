"""How much one Slack message may hold, and a sheet that never takes more."""

import json
from collections.abc import Sequence
from typing import Self

from listener.channels.slack.look.message import Block

BLOCKS = 50
HOME = 100  # blocks of App Home
HOME_TOTAL = 200_000  # characters of it: Slack documents 250 kB
HEADER = 150
SECTION = 3000
FIELDS = 10  # of a section
ROWS = 100  # of a table, beside its heads
ELEMENTS = 10  # of a context
# Slack refuses about 13,200 characters in all with `msg_blocks_too_long`, which it documents
# nowhere (bolt-js issue 2509). We count the blocks' whole JSON, so its punctuation is inside.
TOTAL = 12_000
TEXT = 3900  # best under 4,000


def size(text: str) -> int:
    """Length in UTF-16 units: whichever way Slack counts characters, it is no more."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def weight(blocks: Sequence[Block]) -> int:
    """What blocks add to the total."""
    return size(json.dumps(list(blocks), ensure_ascii=False, separators=(",", ":")))


class Sheet:
    """Blocks in the order in which they are laid out; what would pass a limit stays out."""

    def __init__(self, room: int = BLOCKS, total: int = TOTAL) -> None:
        self.blocks: list[Block] = []
        self._room, self._total, self._weight = room, total, 0

    def copy(self) -> Self:
        """Another one that holds the same, to try what would fit."""
        other = type(self)()
        other.blocks, other._weight = [*self.blocks], self._weight
        return other

    def add(self, *blocks: Block | None, spare: int = 0) -> bool:
        """Add all of these or none; `spare` is kept free in blocks, 400 characters each."""
        real = [block for block in blocks if block is not None]
        heavier = self._weight + weight(real)
        is_full = len(self.blocks) + len(real) > self._room - spare
        if is_full or heavier > self._total - 400 * spare:
            return False
        self.blocks += real
        self._weight = heavier
        return True

    def fill(
        self, groups: Sequence[Sequence[Block | None]], *, spare: int = 0, more: int = 0
    ) -> int:
        """Add group by group, and return how many had no place; `more` wait besides.

        Beside what is spared, a place is kept for the line that counts the rest; where there is
        none, the last group may have it.
        """
        for done, group in enumerate(groups):
            left = len(groups) - done + more
            if not self.add(*group, spare=spare + (left > 1)):
                return left
        return more
