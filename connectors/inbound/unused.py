"""Columns whose titles say nothing to us and whose cells look like what no other column holds: when
somebody wrote, who, how many stars, what we answered. They are not read on a guess; whoever dropped the file is told.
"""

import re
from collections.abc import Collection, Iterator, Sequence

from connectors.inbound.cells import plain, read_flag, read_rating
from connectors.inbound.prose import Prose, is_label
from connectors.kit.reading.dates import read_date

_MOST = 0.8  # of the cells look so
_ASKED = 20  # cells
_STARS = re.compile(r"[★⭐✭✪🌟]|/ ?\d|\b(?:sur|out of) (?:5|10|20)\b|\b(?:etoiles?|stars?)\b")
_RATES = re.compile(
    r"\b(?:scale|echelle|scores?|nps|notez|evaluez|satisfaction|satisfaite?s?|satisfied|happy|likely|rate|recommand|recommend)"
)
_NAME = re.compile(
    r"@[\w.]{2,30}|[^\W\d_][\w.'’-]{1,20}(?: (?:[^\W\d_][\w'’-]{0,20}\.?)){0,2}", re.UNICODE
)
_NO_PERSON = re.compile(
    r"\b(?:ville|city|pays|country|region|magasin|store|shop|lieu|place|location|adresse|address|source|canal|channel"
    r"|reseau|network|site|plateforme|platform|langue|language|produit|product|statut|status|tags?|theme|sujet"
    r"|topic|categorie|category|type|sentiment|device|appareil|version|etat|state|motif|reason|service|equipe|team"
    r"|agent|vendeur|vendeuse|assigned|assignee|e?mail|domain|profil|segment|boutique|restaurant|hotel)\b"
)
_REPLY = re.compile(r"\b(?:reponses?|repl(?:y|ies)|responses?|answers?)\b")
_THEIRS = re.compile(
    r"\b(?:votre|vos|your|clients?|customers?|respondents?|repondants?|libre|ouverte|open)\b"
)
_ABOUT_REPLY = re.compile(
    r"\b(?:date|time|heure|delai|status|statut|state|etat|id|by|par|auteur|author|count|nombre|url|type)\b"
)
_NO_TIME = re.compile(
    r"\b(?:naissance|birth|birthday|birthdate|visite?|sejour|commande|order|achat|purchase|livraison"
    r"|delivery|reponse|reply|response|export|import|extraction|inscription)\b"
)


def unused(columns: Sequence[Prose], known: Collection[str]) -> Iterator[tuple[str, str]]:
    """What is told of these columns, and their titles; `known` is what others hold already."""
    dated = [c.title for c in columns if _has_title(c, _NO_TIME) and _are_dates(c.cells)]
    if "posted_at" not in known:
        yield ("date_unused", _shown(dated)) if dated else ("date_none", "")
    rated = [c.title for c in columns if c.title and _are_ratings(c)]
    if rated and "rating" not in known:
        yield "rating_unused", _shown(rated)
    replied = [c.title for c in columns if _are_replies(c)]
    if replied and "reply" not in known:
        yield "reply_unused", _shown(replied)
    taken = {*dated, *rated, *replied}
    named = [c.title for c in columns if c.title not in taken and _are_names(c)]
    if named and not any(field.startswith("author") for field in known):
        yield "author_unused", _shown(named)


def guessed(column: Prose) -> str:
    """The field that its cells look like; "" where they tell nothing."""
    if _has_title(column, _NO_TIME) and _are_dates(column.cells):
        return "posted_at"
    if _are_ratings(column):
        return "rating"
    if _are_replies(column):
        return "reply"
    return "author" if _are_names(column) else ""


def is_reply(title: str) -> bool:
    """Does it speak of answers, as a column of our own may?"""
    return bool(_REPLY.search(plain(title))) and not _THEIRS.search(plain(title))


def _are_replies(column: Prose) -> bool:
    if not is_reply(column.title) or _ABOUT_REPLY.search(plain(column.title)):
        return False
    cells = [cell for cell in column.cells[:_ASKED] if read_flag(cell) is None]
    return any(any(map(str.isalpha, cell)) for cell in cells) and not _are_dates(column.cells)


def _shown(titles: Sequence[str]) -> str:
    return ", ".join(titles)[:200]


def _has_title(column: Prose, never: re.Pattern[str]) -> bool:
    return bool(column.title) and not never.search(plain(column.title))


def _are_dates(cells: Sequence[str]) -> bool:
    return _most(bool(_is_date(cell)) for cell in cells[:_ASKED])


def _is_date(cell: str) -> bool:
    # A bare figure may count anything.
    if cell.strip().replace(".", "", 1).isdecimal():
        return False
    return any(read_date(cell, day_first=first) for first in (True, False))


def _are_ratings(column: Prose) -> bool:
    is_asked = bool(_RATES.search(plain(column.title)))
    return _most(
        read_rating(cell, scale=10) is not None and (is_asked or bool(_STARS.search(plain(cell))))
        for cell in column.cells[:_ASKED]
    )


def _are_names(column: Prose) -> bool:
    if not _has_title(column, _NO_PERSON) or is_label(column.cells):
        return False
    cells = [cell.strip() for cell in column.cells[:_ASKED]]
    return _most(
        bool(_NAME.fullmatch(cell)) and (cell[0] == "@" or cell[0].isupper()) for cell in cells
    )


def _most(told: Iterator[bool]) -> bool:
    each = list(told)
    return bool(each) and sum(each) >= _MOST * len(each)
