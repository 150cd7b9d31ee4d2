"""What a question of the tree is."""

from collections.abc import Callable
from dataclasses import dataclass

from listener.advice.reading.case import Case
from listener.advice.verdict import Answer

Ask = Callable[[Case], Answer | None]  # None: the question does not arise


@dataclass(frozen=True, slots=True)
class Question:
    """One question; its words are `question.<id>` in the catalogue."""

    id: str
    ask: Ask
