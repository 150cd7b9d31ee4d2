"""Work in a module that takes as long to import as those of connectors on a small machine."""

import os
import time

from connectors.kit.apart.child import SHORT

while time.process_time() < 4 * SHORT:  # of this process, whatever it has done before
    pass


def pid() -> int:
    return os.getpid()
