"""How many workers run the tests: servers are mostly waited for, and each worker loads the model."""

import os

_ROOM = 3_000_000_000  # bytes of memory for a worker, the model and the servers that it starts


def workers() -> int:
    """Two for each core and up to four; three and up to six where memory has room for them."""
    cores = os.cpu_count() or 1
    room = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // _ROOM
    return max(min(2 * cores, 4), min(3 * cores, 6, room))


if __name__ == "__main__":
    print(workers())
