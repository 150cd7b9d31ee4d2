"""What setting up has written so far: told to whoever stops it in the middle."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from listener.setup.person import Person
from listener.words import say


@dataclass(slots=True)
class Saved:
    """Filled as it goes; nothing is written before it says so."""

    file: str  # the settings' name
    was_there: bool = False  # before; it stays as it was until it is written
    source: str = ""  # the one that is added, where it is about one
    is_written: bool = False
    is_read: bool = False  # the first look began to read
    typed: set[str] = field(default_factory=set)  # variables whose secrets were typed in
    kept: frozenset[str] = frozenset()  # of them those that tokens.env has

    def tell(self, person: Person) -> None:
        """That it was stopped, and what is saved and what is not."""
        person.tell()  # what was typed stands on the line
        for n, line in enumerate(self._lines(person.language)):
            person.tell(line, style="" if n else "bold")

    def _lines(self, lang: str) -> Iterator[str]:
        names = {"file": self.file, "source": self.source}
        if self.is_written:
            key = "source" if self.source else "read" if self.is_read else "written"
        else:
            key = "stays" if self.was_there else "nothing"
        yield say(lang, f"stopped.{key}", **names)
        if self.kept:
            yield say(lang, "stopped.kept", names=", ".join(sorted(self.kept)))
        if lost := sorted(self.typed - self.kept):
            yield say(lang, "stopped.lost", names=", ".join(lost))
