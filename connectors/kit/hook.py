"""A hook: how programs of others bring a source its files, over HTTP. The listener opens the door."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

# Of a setting: config.toml may only name the variable, as in "${NAME}".
FROM_ENVIRONMENT = "from the environment"


@dataclass(frozen=True, slots=True)
class Hook:
    """What proves who brings something, and where it goes."""

    folder: Path  # the source's own
    secret: str = field(default="", repr=False)  # that senders sign with; "": none signs
    token: str = field(default="", repr=False)  # of senders that cannot sign; "": none comes so

    @property
    def keys(self) -> Iterator[str]:
        """All that opens it."""
        yield from filter(None, (self.secret, self.token))
