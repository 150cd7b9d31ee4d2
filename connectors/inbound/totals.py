"""Rows of an export that nobody wrote: sums and means below the others, a report's last line."""

import re
from collections.abc import Sequence

from connectors.inbound.cells import plain

_COUNTED = r"(?:lignes?|rows?|avis|reviews?|reponses?|responses?|commentaires?|comments?|messages?|mentions?|notes?|ratings?)"
_WORD = re.compile(
    r"(?:grand[ -]|sous[ -]?|sub[ -]?|note |average )?"
    r"(?:total|totaux|totals|somme|sum|moyennes?|average|avg|mean|mediane?|rating"
    r"|ensemble|minimum|maximum|ecart[ -]type|nb|nombre|count)"
    r"(?: (?:general|generale|globale?|generaux))?"
    rf"(?: ?(?:des|de|d'|of|du|par)? ?(?:{_COUNTED}|mois|periode))?"
    rf"[ :=]{{0,3}}[\d.,% ]{{0,20}}(?:/ ?\d{{1,3}})?(?: ?{_COUNTED})?"
)
# "2 avis" is a figure, and a day written with dots is none.
_NUMBER = re.compile(
    r"(?!\d\d?\.\d\d?\.\d{2,4}\b)[-+(]?\d[\d.,' ]{0,30}"
    rf"(?:%|/ ?\d{{1,3}}|€|\$|h|min|s| ?{_COUNTED})?\)?"
)
_STARS = re.compile(r"[0-5]")
_FOOTER = re.compile(
    r"(?:(?:export(?:e|ed)?|genere|generated|imprime|printed|extrait|extraction|edite|cree|created)e?s?"
    r" (?:le|on|du|par|by|at|from|avec|with|:)\b"
    r"|fin (?:du|de|des) (?:rapport|fichier|l'export|liste|export)|end of (?:report|file|export|list)"
    r"|page \d{1,9}|source ?:|©|copyright\b"
    r"|\d{1,9} (?:lignes?|rows?|avis|reviews?|reponses?|responses?|resultats?|results?|enregistrements?|records?)"
    r"(?: (?:au total|in total|exportes?|exported|affiches?|shown))?\Z)"
)
_LONGEST = 80


def is_word(cell: str) -> bool:
    """Is it "Total", "Moyenne :" or the like?"""
    return len(cell) <= _LONGEST and _WORD.fullmatch(plain(cell)) is not None


def is_named(cells: Sequence[str]) -> bool:
    """Does the row hold a word for sums, and nothing but such words and figures?"""
    said = _said(cells)
    # Most rows end at their first cell here: it is neither.
    return all(is_number(c) or is_word(c) for c in said) and any(map(is_word, said))


def begins_named(cells: Sequence[str]) -> bool:
    """Is the word for sums its first cell, as where a report was summed up?"""
    return any(map(is_word, _said(cells)[:1]))


def is_footer(cells: Sequence[str]) -> bool:
    """Is its only cell what a program writes below a report?"""
    said = _said(cells)
    return len(said) == 1 and len(said[0]) <= _LONGEST and bool(_FOOTER.match(plain(said[0])))


def are_numbers(cells: Sequence[str]) -> bool:
    """Does it hold figures alone, and other ones than a person's stars?"""
    said = _said(cells)
    stars = len(said) == 1 and _STARS.fullmatch(said[0])
    return bool(said) and not stars and all(map(is_number, said))


def _said(cells: Sequence[str]) -> list[str]:
    return [cell.strip() for cell in cells if cell.strip()]


def is_number(cell: str) -> bool:
    """Is it a number, or how many of something?"""
    return len(cell) <= _LONGEST and _NUMBER.fullmatch(plain(cell)) is not None
