"""Ours and theirs (trusted and untrusted text): who wrote a text decides how it may be shown.

Two types for a type checker alone; at run time both are text. `say` gives ours where all that it
is given is ours.
"""

from typing import NewType

Ours = NewType("Ours", str)  # of the catalogues and the settings: it may be formatted
Theirs = NewType("Theirs", str)  # what others wrote, or have a part in: shown as it is, or not

Words = Ours | Theirs  # whoever wrote them: shown as theirs are

NOTHING, NO_WORDS = Ours(""), Theirs("")
