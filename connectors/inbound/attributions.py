"""The line that mail programs put above what they quote: who wrote it, and when.

Programs wrap it at eighty characters, over two lines or up to four.
"""

import re
from collections.abc import Sequence

_TALLEST = 4  # lines
_LONGEST = 500  # characters
_WROTE = r"(?:wrote|a (?:[ée]crit|répondu)|schrieb|escribió|ha scritto|escreveu|schreef|heeft geschreven)"
_OPENS = r"(?:On|Le|Am|El|Il(?: giorno)?|Em|Op)"
# By its first word, as Gmail, Apple Mail, Thunderbird, Outlook for phones and Proton write it.
_BY_DATE = re.compile(
    rf"{_OPENS} [^\n]{{4,300}}[\s>,)]{_WROTE}(?: het volgende)?(?:[^\n:]|:\S){{0,200}}\s?:"
)
# By who wrote: GMX, web.de, webmails; and old Gmail's, which has no verb.
_BY_NAME = re.compile(
    rf"[^\n]{{2,200}}[<\[(][^\s<>\[(]{{1,100}}@[^\s<>\[(]{{1,100}}[>\])] ?{_WROTE}(?:[^\n:]|:\S){{0,100}}\s?:"
    rf"|[^\n:]{{2,80}} {_WROTE} (?:on|am|le|el|il|em|op) [^\n]{{0,20}}\d[^\n]{{1,80}}:"
    r"|\d{4}-\d\d-\d\d \d{1,2}:\d\d [^\n]{1,200}<[^\s<>]{1,100}@[^\s<>]{1,100}>:"
)
_TIME = re.compile(r"\d{1,2}\s?[:.h]\s?\d\d|\d{4}|\d{1,2}[./]\d{1,2}[./]\d\d")


def lines_above(kept: Sequence[str]) -> int:
    """How many of the last lines are one attribution; zero: none is."""
    tail = kept[-_TALLEST:]
    for pattern in (_BY_DATE, _BY_NAME):
        for many in range(1, len(tail) + 1):
            if _is_one(pattern, tail[-many:]):
                return many
    return 0


def lines_from(lines: Sequence[str], at: int) -> int:
    """How many lines from here on are one attribution that tells an address and a time.

    So sure a one has another's words below it, though they are not marked.
    """
    for many in range(1, _TALLEST + 1):
        tall = lines[at : at + many]
        if len(tall) < many or not tall[-1].strip():
            return 0
        if _is_one(_BY_DATE, tall):
            told = " ".join(tall)
            return many if "@" in told and _TIME.search(told) else 0
    return 0


def _is_one(pattern: re.Pattern[str], lines: Sequence[str]) -> bool:
    if not lines[-1].rstrip("\xa0 *").endswith(":"):  # few do: the rest costs more
        return False
    if not all(map(str.strip, lines)) or sum(map(len, lines)) > _LONGEST:
        return False
    told = " ".join(" ".join(lines).replace("\xa0", " ").split()).strip("* ")
    is_dated = any(map(str.isdecimal, told)) or "@" in told
    return is_dated and pattern.fullmatch(told) is not None
