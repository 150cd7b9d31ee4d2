"""Why work that was given to a child was not done."""


class CutOffError(Exception):
    """The work was stopped, and will be each time: its text says which limit it met."""


class NoChildError(Exception):
    """This machine let us start no process to read in, so nothing was read."""
