"""A service's key: what stands in it, from the environment, or the file as the service gave it."""

from pathlib import Path

from pydantic import SecretStr

from connectors.kit.errors import SourceRefusedError

_LONGEST = 50_000  # bytes of a file


def check_one(key: SecretStr | None, file: Path | None) -> None:
    """Raise ValueError where settings give both, or neither; an empty variable is none."""
    told = key is not None and bool(key.get_secret_value().strip())
    if told == (file is not None):
        raise ValueError("key: give the key as ${NAME}, or key_file, one of them")


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
