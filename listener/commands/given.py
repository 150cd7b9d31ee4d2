"""What was said on the command line of `listener add`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Given:
    """What was said on the command line."""

    name: str | None = None
    brand: str | None = None
    settings: tuple[str, ...] = ()  # key=value
    yes: bool = False  # ask nothing
    anyway: bool = False  # write what could not be read, too
