"""The line that mail programs put above what they quote: who wrote it, and when.

Programs wrap it at eighty characters, over two lines or up to four.
"""

import re
from collections.abc import Sequence

_TALLEST = 4  # lines
_LONGEST = 500  # characters
_WROTE = (
    r"(?:wrote|a (?:[ée]crit|répondu)|schrieb|escribió|ha scritto|escreveu|schreef|heeft geschreven"
    r"|(?:na)?pisał(?:\(a\)|a)?|pisze|skrev|kirjoitti|na(?:ps|pís)al(?:\(a\)|a)?|p(?:íš|[ií]s)e|a scris|(?:ezt )?írta|yazdı|napisao(?: je)?|je napisa[ol]a?|написал\(?а?\)?|пишет)"
)
_OPENS = r"(?:On|Le|Am|El|Il(?: giorno)?|Em|A|No dia|O dia|Op|W dniu|Dnia|Den|Dne|Dňa|În|Pe(?: data de)?|La data de|Dana)"
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
# Elsewhere: a date with its year, a time, an address in brackets; programs put nothing else so.
_IN_ANY_TONGUE = re.compile(
    r"(?=[^\n]{0,200}?\b(?:19|20)\d\d(?!\d))(?=[^\n]{0,300}?\b\d{1,2}[:.h]\d\d)[^\n]{6,300}"
    r"<(?:mailto:)?[^\s<>]{1,100}@[^\s<>]{1,100}>\)?(?:[^\n:：]|[:：]\S){0,60}[:：]"
)
# Those that name nobody's address: Apple's, Thunderbird's, and tongues with the verb at the end.
_BY_VERB = re.compile(
    r"(?:\w{2,8}\.? )?\d{1,2}\.? \w{3,10}\.? \d{4}[^\n\w]{1,3}(?:kl\.?|klo|v|o(?: godz\.)?|g\.)? ?\d{1,2}[:.]\d\d,? (?:skrev|kirjoitti|odesílatel) [^\n]{2,150}[:：]"
    r"|Wiadomość napisana przez [^\n]{2,150} w dniu [^\n]{6,60}:"
    r"|[^\n]{0,150}\d{1,2}[:.]\d\d[^\n]{0,10} tarihinde [^\n]{0,150}(?:yazdı|şunu yazdı|şunları yazdı):"
    r"|[^\n]{2,150} (?:şunu|şunları) yazdı(?: \([^\n]{6,60}\))?:|[^\n]{2,150} ezt írta \([^\n]{6,60}\):"
    r"|\d{4}[年/.-] ?\d{1,2}[月/.-] ?\d{1,2}日?[^\n]{0,20}\d{1,2}:\d\d[^\n]{0,150}(?:のメール|さんは?(?:書きました|が書いた)?|[>＞]|wrote|님이 작성)[:：]"
    r"|\d{1,2}\.\d{1,2}\.\d{4},? (?:в )?\d{1,2}:\d\d, [^\n]{2,150} пишет:"
)
_TIME = re.compile(r"\d{1,2}\s?[:.h]\s?\d\d|\d{4}|\d{1,2}[./]\d{1,2}[./]\d\d")


def lines_above(kept: Sequence[str]) -> int:
    """How many of the last lines are one attribution; zero: none is."""
    tail = kept[-_TALLEST:]
    for pattern in (_BY_DATE, _BY_NAME, _BY_VERB, _IN_ANY_TONGUE):
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
        told = " ".join(tall) if _ends_one(tall[-1]) else ""  # few do: the rest costs more
        is_sure = "@" in told and _TIME.search(told) is not None
        if is_sure and (_is_one(_BY_DATE, tall) or _is_one(_IN_ANY_TONGUE, tall)):
            return many
    return 0


def _ends_one(line: str) -> bool:
    return line.rstrip("\xa0 *").endswith((":", "："))


def _is_one(pattern: re.Pattern[str], lines: Sequence[str]) -> bool:
    if (
        not _ends_one(lines[-1])
        or not all(map(str.strip, lines))
        or sum(map(len, lines)) > _LONGEST
    ):
        return False
    told = " ".join(" ".join(lines).replace("\xa0", " ").split()).strip("* ")
    is_dated = any(map(str.isdecimal, told)) or "@" in told
    return is_dated and pattern.fullmatch(told) is not None
