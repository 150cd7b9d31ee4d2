"""A service's key: what stands in it, from the environment, or the file as the service gave it."""

from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, SecretStr

from connectors.kit.errors import SourceRefusedError

_LONGEST = 50_000  # bytes of a file


class FromVariable(str):
    """A value of the environment, which knows the name of its variable."""

    variable: str

    def __new__(cls, value: str, variable: str) -> "FromVariable":
        """With the name of its variable."""
        made = super().__new__(cls, value)
        made.variable = variable
        return made


class _Key(SecretStr):
    variable = ""


def _with_its_variable(told: object) -> object:
    if not isinstance(told, FromVariable):
        return told
    made = _Key(str(told))
    made.variable = told.variable
    return made


Key = Annotated[SecretStr, BeforeValidator(_with_its_variable)]
"""A service's key in the settings, of which an error can say in which variable it stands."""


def place_of(key: SecretStr | None, file: Path | None) -> str:
    """Where a person finds the key: its file's name, or its variable's."""
    if file is not None:
        return file.name
    return (key.variable if isinstance(key, _Key) else "") or "key"


def check_one(key: SecretStr | None, file: Path | None, like: str) -> None:
    """Raise ValueError where settings give both, or neither; an empty variable is none.

    `like` is a name such as the service gives to the file.
    """
    told = key is not None and bool(key.get_secret_value().strip())
    if told and file is not None:
        raise ValueError("key: key and key_file are both given: leave one of them out")
    if not told and file is None:
        raise ValueError(
            f'key: no key is given: put the file {like} into the storage folder and write key_file = "{like}",'
            ' or write key = "${NAME}" and put NAME with the whole text of that file into tokens.env'
        )


def text_of(key: SecretStr | None, file: Path | None, encoding: str) -> str:
    """What the key says; raises SourceRefusedError where its file cannot be read."""
    if file is None:
        return key.get_secret_value() if key else ""
    try:
        with file.open("rb") as opened:
            return opened.read(_LONGEST).decode(encoding, "replace")
    except OSError as error:
        raise SourceRefusedError(
            f"{file.name}: cannot read it ({error.strerror}): put the key's file there, and let this"
            " user read it"
        ) from error
