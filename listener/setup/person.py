"""Who answers: a person at the terminal, or nobody, where a script has said it all."""

import getpass
import sys
from collections.abc import Iterable
from dataclasses import dataclass

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from listener.guard.plain import one_line
from listener.words import say

BACK = "<"  # typed in an answer's place: the question before
_YES = ("y", "yes", "o", "oui", "ok")
_NO = ("n", "no", "non")


class NobodyError(Exception):
    """A question that nobody is there to answer: says which."""


@dataclass(frozen=True, slots=True)
class Person:
    """Questions in a language, on a screen."""

    screen: Console
    language: str
    is_there: bool = True

    @classmethod
    def at(cls, screen: Console, language: str, *, is_script: bool) -> "Person":
        """Whoever is at the terminal; nobody where there is none, or a script has the answers."""
        return cls(screen, language, is_there=not is_script and sys.stdin.isatty())

    def ask(
        self, question: str, *, otherwise: str | None = None, key: str = "", hint: str = ""
    ) -> str:
        """An answer on one line; `otherwise` where Enter is pressed, or nobody is there.

        Raises NobodyError where an answer is needed.
        """
        if not self.is_there:
            if otherwise is None:
                raise NobodyError(key or question)
            return otherwise
        shown = Text(question, style="bold")
        if otherwise:
            enter = say(self.language, "setup.enter", otherwise=otherwise)
            shown.append(f" [{enter}]", style="dim")
        while True:
            self.screen.print(shown)
            if hint:
                self.tell(hint, style="dim")
            answer = one_line(_typed()).strip()
            if answer or otherwise is not None:
                return answer or otherwise or ""

    def ask_hidden(self, question: str) -> str:
        """What is typed is not shown; "" where nobody is there."""
        if not self.is_there:
            return ""
        self.screen.print(Text(question, style="bold"))
        try:
            return getpass.getpass("> ").strip()
        except EOFError:
            raise KeyboardInterrupt from None

    def agrees(self, question: str, *, otherwise: bool) -> bool:
        """Yes or no; `otherwise` where Enter is pressed, or nobody is there."""
        if not self.is_there:
            return otherwise
        choice = say(self.language, "setup.yes_no" if otherwise else "setup.no_yes")
        while True:
            self.screen.print(Text.assemble((question, "bold"), (f" [{choice}]", "dim")))
            answer = _typed().strip().casefold()
            if not answer:
                return otherwise
            if answer in _YES + _NO:
                return answer in _YES
            waited = "setup.waits_yes" if otherwise else "setup.waits_no"
            self.tell(say(self.language, waited), style="yellow")

    def tell(self, line: str = "", *, style: str = "", indent: int = 0) -> None:
        """A line to read."""
        if not line:
            self.screen.print()
            return
        self.screen.print(Padding(Text(line, style=style), (0, 0, 0, indent), expand=False))

    def tell_all(self, lines: Iterable[str]) -> None:
        """Several, set in."""
        for line in lines:
            self.tell(line, indent=2)


def _typed() -> str:
    """A line; whoever closes their input leaves, as with Ctrl-C."""
    try:
        return input("> ")
    except EOFError:
        raise KeyboardInterrupt from None
