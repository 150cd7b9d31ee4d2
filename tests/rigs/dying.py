"""A process that dies at a call, played within the test: nothing behind the call runs on."""

from collections.abc import Callable
from typing import Any


class KilledError(BaseException):
    """The process is gone: no handler for errors catches it."""


def dying(call: Callable[..., Any], *, after: bool) -> Callable[..., Any]:
    """The call, which dies before it or `after` it is done."""

    def dies(*args: Any, **named: Any) -> Any:
        if after:
            call(*args, **named)
        raise KilledError

    return dies
