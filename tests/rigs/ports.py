"""A port of loopback for a server that a test starts by number."""

import random
import socket
from contextlib import closing

TRIES = 100
BELOW = range(10_000, 32_000)
"""Under what Linux, macOS and Windows lend to outgoing connections: from 32768 and 49152 on."""


def free_port() -> int:
    """A port that nobody has, and that no client beside can get before the server takes it.

    Port 0 asks the system for one of those that it lends to outgoing connections as well, so
    the number may be in use again by the time somebody binds it. OSError where all are taken.
    """
    for port in random.SystemRandom().sample(BELOW, TRIES):
        with closing(socket.socket()) as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError(f"{TRIES} ports of 127.0.0.1 were tried, all are taken")
