"""What one cell of an export says: stars, counts, yes or no, a language. None: it cannot be told."""

import re

from connectors.inbound.satisfaction import stars_said
from connectors.kit.reading.folding import fold
from connectors.kit.reading.months import MONTH

_LONGEST = 80  # characters of a cell that holds a figure
_NOTHING = frozenset(
    [
        *(
            "n/a",
            "#n/a",
            "na",
            "null",
            "(null)",
            "none",
            "nan",
            "nil",
            "undefined",
            "-",
            "--",
            "---",
            "—",
        ),
        *("#ref!", "#name?", "#nom?", "#value!", "#valeur!", "#div/0!", "#null!", "nd", "n.d."),
        *("(blank)", "(vide)", "vide", "unknown", "inconnu", "inconnue", "non renseigne", "s/o"),
        *("not set", "(not set)", "n/d", "n/c", "nc", "?", "_", "/"),
    ]
)
_NO_TEXT = frozenset(("null", "(null)", "nan", "n/a", "#n/a", "#ref!", "#name?", "#nom?", "-"))
_UNTITLED = frozenset(
    [
        *("avis", "review", "sans titre", "untitled", "no title", "title", "titre", "avis client"),
        *(
            "commentaire",
            "comment",
            "avis sans titre",
            "aucun titre",
            "pas de titre",
            "customer review",
        ),
    ]
)
SCALES = (5, 10, 20, 100)  # that people rate on
_STARS = {
    name: number
    for number, names in enumerate(
        (
            "one un une",
            "two deux",
            "three trois",
            "four quatre",
            "five cinq",
        ),
        1,
    )
    for name in names.split()
}
_NUMBER = r"(\d{1,3}(?:[.,]\d{1,4})?)"
_OF = re.compile(rf"{_NUMBER}\s?(?:/|sur|out of|of|von|de)\s?(5|10|20|100)\b")
_OF_WORDS = re.compile(r"([a-z]{2,6}) (?:/|sur|out of) (?:cinq|five)")
_SHARE = re.compile(rf"{_NUMBER}\s?%")
_PLAIN = re.compile(rf"[+]?{_NUMBER}")
_AROUND = re.compile(
    r"\b(?:etoiles?|stars?|rated|rating|note|star rating|sterne?|points?|estrellas?)\b|[★⭐*]"
)
_STARRED = re.compile(r"\b(?:etoiles?|stars?|star rating|sterne?|estrellas?)\b|[★⭐*]")
_PICTURED = re.compile(r"([★⭐✭✪🌟]{1,5})[☆✩✰]*")
_COUNT = re.compile(
    r"(\d{1,3}(?:[ .,'’]\d{3})+|\d+)(?:[.,](\d{1,2}))?\s?(k|m|mille|million|millions)?"
)
_COUNTED = re.compile(
    r"\b(?:vues?|views?|j'aime|likes?|partages?|shares?|reponses?|repl(?:y|ies)|commentaires?"
    r"|comments?|abonnes?|followers?|reactions?)\b"
)
_TIMES = {"k": 1_000, "mille": 1_000, "m": 1_000_000, "million": 10**6, "millions": 10**6}
_TRUE = frozenset(("true", "1", "yes", "y", "oui", "o", "vrai", "x"))
_FALSE = frozenset(("false", "0", "no", "n", "non", "faux"))
_STATUS = re.compile(
    r"en attente|en cours|(?:a )?(?:repondre|traiter|faire)|(?:deja )?(?:repondu|traite|envoye|publie)e?|sans reponse"
    r"|fait|pending|open|closed?|answered|replied|done|sent|no reply|in progress|to do|clos|ouvert|ok"
)
_LANGUAGES = {
    name: code
    for code, names in {
        "fr": "french francais fra fre",
        "en": "english anglais eng",
        "de": "german allemand deutsch deu ger",
        "es": "spanish espagnol espanol spa castellano",
        "it": "italian italien italiano ita",
        "pt": "portuguese portugais portugues por",
        "nl": "dutch neerlandais nederlands nld dut",
    }.items()
    for name in names.split()
}
_COUNTRIES = {
    name: code
    for code, names in {
        "AT": "austria, autriche, osterreich, aut",
        "AU": "australia, australie, aus",
        "BE": "belgium, belgique, belgie, bel",
        "BR": "brazil, bresil, brasil, bra",
        "CA": "canada, can",
        "CH": "switzerland, suisse, schweiz, svizzera, che",
        "CI": "ivory coast, cote d'ivoire, civ",
        "CZ": "czechia, czech republic, tchequie, republique tcheque, cze",
        "DE": "germany, allemagne, deutschland, deu",
        "DK": "denmark, danemark, danmark, dnk",
        "DZ": "algeria, algerie, dza",
        "ES": "spain, espagne, espana, esp",
        "FI": "finland, finlande, suomi, fin",
        "FR": "france, fra",
        "GB": "united kingdom, royaume-uni, uk, great britain, england, gbr",
        "GR": "greece, grece, grc",
        "IE": "ireland, irlande, irl",
        "IN": "india, inde, ind",
        "IT": "italy, italie, italia, ita",
        "JP": "japan, japon, jpn",
        "LU": "luxembourg, lux",
        "MA": "morocco, maroc, mar",
        "MC": "monaco, mco",
        "MX": "mexico, mexique, mex",
        "NL": "netherlands, the netherlands, pays-bas, nederland, nld",
        "NO": "norway, norvege, norge, nor",
        "PL": "poland, pologne, polska, pol",
        "PT": "portugal, prt",
        "RO": "romania, roumanie, rou",
        "SE": "sweden, suede, sverige, swe",
        "SN": "senegal, sen",
        "TN": "tunisia, tunisie, tun",
        "US": "united states, united states of america, etats-unis, usa",
    }.items()
    for name in names.split(", ")
}
_DATED = re.compile(
    r"(?:\d{1,2}[-. /](?P<name>[a-z]{3,9})\.?|\d{4}-\d\d-\d\d(?: \d\d:\d\d(?::\d\d)?)?|\d\d?/\d\d?/\d{4})"
)
_SCIENTIFIC = re.compile(r"\d[.,]\d+e\+?\d+", re.IGNORECASE)


def plain(cell: str) -> str:
    """Small letters without accents or odd spaces: what cells are compared by."""
    return fold(cell[:500])


def is_nothing(cell: str, *, is_text: bool = False) -> bool:
    """Is it empty, or a word for nothing? Of a text only what no person writes."""
    word = plain(cell) if len(cell) < 20 else cell
    return not word or word in (_NO_TEXT if is_text else _NOTHING)


def is_placeholder(title: str) -> bool:
    """Is it a title that a platform puts where a person wrote none?"""
    return plain(title).strip(" ()[].:-") in _UNTITLED


def read_rating(cell: str, *, scale: int = 5, is_up: bool = False) -> int | None:
    """Stars from 1 to 5, the nearest; `scale` is what a bare figure is counted on.

    Half a star counts down, 4,5 is four: no more is claimed than was given, and what hangs on a
    low rating is not lost. Of ten points, two make a star: 9 is five. `is_up` counts half a star
    up, as rows without ids were known by before.
    """
    if found := _PICTURED.fullmatch(cell.replace("\ufe0f", "").replace(" ", "")[:20]):
        return len(found[1])
    text = plain(cell)
    if len(text) > _LONGEST:
        return None
    if is_starred(text):
        scale = min(scale, 5)
    text = " ".join(_AROUND.sub(" ", text.replace("_", " ")).split()).strip(" :.()")
    if text in _STARS:
        return _STARS[text]
    if (said := stars_said(text)) is not None:
        return said
    if (found := _OF_WORDS.fullmatch(text)) and found[1] in _STARS:
        return _STARS[found[1]]
    if found := _OF.fullmatch(text):
        return _star(found[1], int(found[2]), is_up=is_up)
    if found := _SHARE.fullmatch(text):
        return _star(found[1], 100, is_up=is_up)
    if found := _PLAIN.fullmatch(text):
        return _star(found[1], scale, is_up=is_up)
    return None


def is_starred(text: str) -> bool:
    """Does it speak of stars, which are five where nothing else is said?"""
    return _STARRED.search(plain(text)) is not None


def number_of(cell: str) -> float | None:
    """A rating's bare figure, which says nothing of its scale."""
    found = _PLAIN.fullmatch(plain(cell))
    return float(found[1].replace(",", ".")) if found else None


def scale_of(cell: str) -> int | None:
    """The scale that a rating names: 10 of 8/10, 5 of 4 stars."""
    text = plain(cell)
    if found := _OF.fullmatch(text):
        return int(found[2])
    return 5 if is_starred(text) and read_rating(cell) else None


def is_bare(cell: str) -> bool:
    """Is it a figure that fits five, and says nothing of its scale?"""
    number = number_of(cell)
    return number is not None and number <= SCALES[0]


def read_count(cell: str) -> int | None:
    """1,234 and 1.234 and 1 234 and 1.2k are one figure; below 0 or unclear is None."""
    text = plain(cell)
    if len(text) > _LONGEST:
        return None
    found = _COUNT.fullmatch(" ".join(_COUNTED.sub(" ", text).split()))
    if not found:
        return None
    whole, part, unit = found.groups()
    digits = re.sub(r"\D", "", whole)
    if unit:
        count = round(float(f"{digits}.{part or 0}") * _TIMES[unit])
    elif part and int(part):
        return None
    else:
        count = int(digits)
    return count if count < 10**15 else None


def read_flag(cell: str) -> bool | None:
    """Yes or no."""
    word = plain(cell)
    return True if word in _TRUE else False if word in _FALSE else None


def read_language(cell: str) -> str | None:
    """ISO 639-1 of a code such as fr-FR, or of a language's name."""
    word = plain(cell)
    if word in _LANGUAGES:
        return _LANGUAGES[word]
    found = re.fullmatch(r"([a-z]{2})(?:[-_][a-z0-9]{2,8})*", word)
    return found[1] if found else None


def read_country(cell: str) -> str | None:
    """ISO 3166-1 of a code such as fr, or of a country's name; None for what is neither."""
    word = plain(cell)
    if word in _COUNTRIES:
        return _COUNTRIES[word]
    return word.upper() if re.fullmatch(r"[a-z]{2}", word) else None


def is_status(cell: str) -> bool:
    """Does it only say whether something was done, not what?"""
    return read_flag(cell) is not None or bool(_STATUS.fullmatch(plain(cell).strip(" .!")))


def is_dated(cell: str) -> bool:
    """Is it a date that a spreadsheet made of a figure: 04-mai of 4.5?"""
    found = _DATED.fullmatch(plain(cell))
    return found is not None and (not found["name"] or found["name"] in MONTH)


def is_rounded(cell: str) -> bool:
    """Is it an id that a spreadsheet took for a figure, and cut: 1.23457E+18?"""
    cell = cell.strip()
    if _SCIENTIFIC.fullmatch(cell[:40]):
        return True
    # Spreadsheets keep fifteen digits; two more that are zeros by chance are rare.
    return len(cell) >= 17 and cell.isdecimal() and not cell[15:].strip("0")


def _star(stars: str, scale: int, *, is_up: bool) -> int | None:
    value = float(stars.replace(",", "."))
    if not 0 < value <= scale:
        return None
    # Of figures with four decimals at most: less than these tells a half from what lies above it.
    half = 0.49999 if scale == SCALES[0] and not is_up else 0.5
    return max(1, int(value * 5 / scale + half))
