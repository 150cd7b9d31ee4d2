"""What may come back from a child: plain values and our own classes, never a call.

A child has read hostile bytes. Should they have taken it over, its answer must not become
anything here that acts.
"""

import io
import pickle
from typing import Any

_PLAIN = {
    "builtins": {"bytearray", "complex", "frozenset", "range", "set", "slice"},
    "datetime": {"date", "datetime", "time", "timedelta", "timezone"},
    "decimal": {"Decimal"},
    "pathlib": {"Path", "PosixPath", "PurePath", "PurePosixPath"},
}


class NotPlainError(ValueError):
    """An answer holds something that is not a plain value."""


def plain_values(frame: bytes, home: str) -> Any:
    """What a frame stands for; classes of connectors and of the module `home` may be in it.

    Raises NotPlainError.
    """
    try:
        return _Reader(io.BytesIO(frame), home).load()
    except NotPlainError:
        raise
    except Exception as error:  # a broken pickle raises nearly anything
        raise NotPlainError(type(error).__name__) from error


class _Reader(pickle.Unpickler):
    def __init__(self, frame: io.BytesIO, home: str) -> None:
        super().__init__(frame)
        self._home = home

    def find_class(self, module: str, name: str) -> Any:
        is_ours = module == self._home or module.startswith("connectors.")
        if is_ours or module == "builtins" or name in _PLAIN.get(module, ()):
            found = None if "." in name else super().find_class(module, name)
            if isinstance(found, type) and (found.__module__ == module or module == "pathlib"):
                is_error = issubclass(found, Exception)
                if is_ours or is_error or name in _PLAIN.get(module, ()):
                    return found
        raise NotPlainError(f"{module}.{name}"[:100])
