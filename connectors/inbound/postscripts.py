"""What somebody says below the signature that their program marks: a postscript, or a line in which they speak of
themselves. Of any other line there a title, a motto or an address cannot be told apart.
"""

import re
from collections.abc import Sequence

from connectors.inbound.legal import without_legal
from connectors.kit.reading.folding import signs

_LONGEST = 400  # characters of a line's beginning
_MOST = 400  # lines
_FEW = 4  # words; a firm's motto or a title has hardly more
_POSTSCRIPT = re.compile(
    r"[\s*_]{0,9}(?:(?:p\.? ?-? ?){1,3}s\.?|n\.? ?b\.?|post-? ?scriptum|nota bene|addendum|au fait|j'oubliais|by the way|btw|übrigens|one (?:more|last) thing)[*_]{0,3}"
    r"( ?[:,;–—-]|\.)?[*_]{0,3} [*_]{0,3}(?=\S)(.*)",
    re.IGNORECASE,
)
_SENTENCE = 3  # words; "PS Consulting Ltd" has fewer
# Whoever says this speaks; a title has no such word. "Boston, MA 02110" and "Mon-Fri" are none.
_SPEAKS = re.compile(
    r"\b(?:I(?:'(?:m|ve|d|ll))?|[Ww]e(?:'(?:re|ve|d|ll))?|[Mm]e|[Mm]y|[Mm]ine|[Oo]urs?|us"
    r"|[Jj]e|[JjMm]'\w{1,20}|[Mm]oi|[Mm]on(?! ?[-–.,:/]| to\b)|[Mm]a|[Mm]es|[Nn]ous|[Nn]otre|[Nn]os|[Oo]n (?:[mnslty]'|nous\b|vous\b|ne\b|est\b|va\b|peut\b|attend|a (?:dû|eu|été|mis|pris|pas|rien|\w{1,15}é)\b)"
    r"|[Ii]ch|[Ww]ir|[Mm]i[rc]h?|[Mm]ein\w{0,2}|[Uu]nser\w{0,2}|yo|[Mm]is?|[Nn]osotros|[Nn]uestr[oa]s?|[Mm]i[oa]|[Nn]oi|[Nn]ostr[oaie]|[Ii]k|[Mm]ijn|[Ww]ij|[Oo]nze)\b"
)


def said_below(lines: Sequence[str]) -> int | None:
    """Of the lines below a signature's mark, the first from which on its writer says something."""
    below = list(lines[:_MOST])
    left = {line for line in without_legal(below) if line.strip()}
    return next(
        (number for number, line in enumerate(below) if line in left and _is_said(line)), None
    )


def _is_said(line: str) -> bool:
    line = signs(line[:_LONGEST]).strip()
    if line.startswith(">"):
        return False
    if told := _POSTSCRIPT.fullmatch(line):
        is_plain = told[1] in (None, ".") and not told[2][:1].islower()
        return len(told[2].split()) >= (_SENTENCE if is_plain else 1)
    return len(line.split()) > _FEW and _SPEAKS.search(line) is not None
