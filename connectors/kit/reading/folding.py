"""Normalisation of names, one for all: what a person reads as the same word is the same here.

Apostrophes, hyphens, ligatures, accents, case, wide letters, and what no eye sees (soft hyphens,
zero-width marks) are written in many ways. Sources, searches, the brand's lists, word lists and
`addressed` all compare through this one file, so that none knows a spelling that another does
not. It rests on nothing of ours, and the text models import it too. Everything is linear in the
text. For comparing, never for show.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_APOSTROPHES = "'`´’‘‛ʼʻʽʹˈ′՚ꞌ"
_HYPHENS = "-‐‑‒–−⁃־"
_LIGATURES = "œŒæÆßẞ"
_SPELT = {
    "œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ẞ": "SS", "ø": "o", "Ø": "O",
    "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ħ": "h", "Ħ": "H", "ı": "i",
    "™": "", "℠": "", "\u2028": "\n", "\u2029": "\n", "\u2800": " ",
    **dict.fromkeys(_APOSTROPHES, "'"),
    **dict.fromkeys(_HYPHENS, "-"),
}  # fmt: skip
_UNSEEN = re.compile("[\u034f\u115f\u1160\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_KANA = "\u3099\u309a"  # marks that make another letter, not an accent
_LONGEST = 6  # characters that one may stand for: an Arabic one stands for eighteen
# Scripts that put no spaces between words: a name may touch them.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ua4cf\ua960-\ua97f\uac00-\ud7ff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")
_LETTER = rf"[^\W_{_UNSPACED}]"
_START, _END = rf"(?<!{_LETTER})(?<!{_LETTER}_)", rf"(?!_?{_LETTER})"
_PIECE = re.compile(
    r"(?P<and> ?& ?| (?:and|et|und) )|(?P<gap> ?- ?| )|(?P<elided> ?' ?)|(?P<dot>\. ?)"
    r"|(?P<word>\w+)|(?P<sign>.)"
)
_AND = r"(?:\s?&\s?|\s(?:and|et|und)\s)"
_DRAWN = {"le": ("du", "au"), "les": ("des", "aux")}  # what French makes of "de le", "à les"
_EDGES = " .,:;!?\"'«»“”()[]"
_SHORT = 3  # letters of a name, or of its part, under which a sign is never left out
_WHOLE = 5  # letters of a name from which its apostrophes may be left out


class _Table(dict[int, str]):
    """What each character is compared as, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        parts = char if char in _SPELT else unicodedata.normalize("NFKD", char)
        self[code] = char if len(parts) > _LONGEST else "".join(map(_plain, parts))
        return self[code]


def _plain(char: str) -> str:
    if char in _SPELT:
        return _SPELT[char]
    if char in _KANA:
        return char
    return "" if unicodedata.combining(char) or _is_unseen(char) else char


def _is_unseen(char: str) -> bool:
    return unicodedata.category(char) == "Cf" or bool(_UNSEEN.match(char))


_TABLE = _Table()


def is_unspaced(text: str) -> bool:
    """Does it hold letters of a script that puts no spaces between words?"""
    return bool(_IS_UNSPACED.search(text))


def signs(text: str) -> str:
    """Plain letters and signs, in the case they were written in; lines stay lines."""
    if text.isascii():
        return text.replace("`", "'")
    # Composed again, for letters that are made of parts and are no accents: 한, が.
    return unicodedata.normalize("NFC", text.translate(_TABLE))


def letters(text: str) -> str:
    """`signs`, in small letters."""
    return signs(text).casefold()


def fold(text: str) -> str:
    """`letters`, with single spaces: the form in which texts and names are compared."""
    return _short(text) if len(text) <= 2_000 else _long(text)


def _folded(text: str) -> str:
    return " ".join(letters(text).split())


_short, _long = lru_cache(maxsize=4_096)(_folded), lru_cache(maxsize=64)(_folded)


def same(one: str, other: str) -> bool:
    """Whether two names of people or accounts are one: signs between words and a first @ aside."""
    return bool(key := name_key(one)) and key == name_key(other)


def name_key(name: str) -> str:
    """What two spellings of one name of a person or an account have in common."""
    return _short_key(name) if len(name) <= 200 else _key(name)


def _key(name: str) -> str:
    return " ".join(re.sub(r"[-'’\s]+", " ", fold(name).removeprefix("@")).split())


_short_key = lru_cache(maxsize=4_096)(_key)


def names_one(text: str, names: Iterable[str]) -> bool:
    """Is one of the names in the text, as whole words and in any spelling?"""
    said = fold(text)
    return any(stands_in(said, name) for name in names)


def stands_in(folded: str, name: str) -> bool:
    """Is a name in a folded text, as whole words and in any spelling?"""
    # Its pattern takes milliseconds to make, and most names are in no text.
    return core_of(name) in folded and bool(name_pattern(name).search(folded))


@lru_cache(maxsize=1_024)
def name_pattern(name: str) -> re.Pattern[str]:
    """Finds a name in a folded text, as whole words; an empty name is in no text.

    A hyphen is a space, and an apostrophe of a longer name may be missing. After # and @ all
    is one word: #CocaCola. A name in a script without spaces is found inside a text's words.
    """
    source = name_source(name)
    if not source:
        return re.compile(r"(?!)")
    if is_unspaced(fold(name)):
        return re.compile(source)
    joined = _joined(name)
    tagged = rf"|(?<=[#@]){joined}{_END}" if joined else ""
    return re.compile(rf"{_START}{source}{_END}{tagged}")


@lru_cache(maxsize=4_096)
def core_of(name: str) -> str:
    """Letters without which a name stands in no folded text: those of its longest word."""
    words = (piece.group() for piece in _PIECE.finditer(_trimmed(name)) if piece["word"])
    longest = max(words, key=len, default="")
    return longest.removesuffix("s")  # of a genitive, which may be written with an apostrophe


@lru_cache(maxsize=1_024)
def name_source(name: str) -> str:
    """The pattern of a name in `letters`, without what must stand around it."""
    folded = _trimmed(name)
    pieces = list(_PIECE.finditer(folded))
    count = sum(map(str.isalnum, folded))
    if not count:
        return re.escape(folded)
    sources = [_source(pieces, place, count) for place in range(len(pieces))]
    if len(pieces) > 2 and pieces[1]["gap"] and (drawn := _DRAWN.get(pieces[0].group())):
        sources[0] = f"(?:{'|'.join((pieces[0].group(), *drawn))})"  # "Le Puits": "au Puits"
    return "".join(sources)


def _source(pieces: list[re.Match[str]], place: int, count: int) -> str:
    piece = pieces[place]
    kind, said = piece.lastgroup, re.escape(piece.group())
    if kind == "word":
        # "Bens" is "Ben's".
        is_genitive = len(piece.group()) > _SHORT and piece.group().endswith("s")
        return rf"{said[:-1]}'?s" if is_genitive else said
    if kind == "and":
        beside = [p.group() for p in (*pieces[max(0, place - 1) : place], *pieces[place + 1 :][:1])]
        if len(beside) == 2 and all(len(word) >= _SHORT for word in beside):
            return _AND
        return r"\s?&\s?" if "&" in piece.group() else rf"\s{piece.group().strip()}\s"
    if kind == "gap":
        return r"(?:\s?-\s?|\s{1,3})"
    if kind == "elided":
        return r"(?:\s?'\s?|\s)" + ("?" if count >= _WHOLE else "")
    if kind == "dot":  # of "Dr. Oetker" or "A.P.C.", not of a web address
        before = pieces[place - 1].group() if place else ""
        is_short = len(before) < _SHORT or piece.group().endswith(" ")
        return r"\.?\s?" if is_short and count >= _SHORT else said
    return said


def without_article(name: str) -> tuple[str, tuple[str, ...]] | None:
    """A folded name without the French article that opens it, and what that one is drawn together to."""
    article, _, rest = fold(name).partition(" ")
    return (rest, _DRAWN[article]) if rest and article in _DRAWN else None


def _joined(name: str) -> str:
    """The pattern of a name of several words written as one, as in a hashtag; else empty."""
    pieces = [p for p in _PIECE.finditer(_trimmed(name)) if p.lastgroup in ("word", "and")]
    if sum(p.lastgroup == "word" for p in pieces) < 2:
        return ""
    return "_?".join(
        "(?:and|et|und|n)?" if p.lastgroup == "and" else re.escape(p.group()) for p in pieces
    )


def _trimmed(name: str) -> str:
    """The folded name without marks at its ends, such as those of Yahoo!, where enough is left."""
    folded = fold(name)
    bare = folded.strip(_EDGES)
    return bare if sum(map(str.isalnum, bare)) >= _SHORT else folded


def one_slip(word: str, name: str) -> bool:
    """Is a word another one with one letter wrong, missing, too many, or two that changed places?"""
    if abs(len(word) - len(name)) > 1 or word == name:
        return False
    cut = next((i for i, (a, b) in enumerate(zip(word, name, strict=False)) if a != b), None)
    if cut is None:
        return True
    tails = (
        (word[cut + 1 :], name[cut + 1 :]),
        (word[cut + 1 :], name[cut:]),
        (word[cut:], name[cut + 1 :]),
    )
    swapped = (
        word[cut : cut + 2] == name[cut : cut + 2][::-1] and word[cut + 2 :] == name[cut + 2 :]
    )
    return swapped or any(a == b for a, b in tails)


def tag_form(tag: str) -> str:
    """A hashtag as servers know it, without #: they take neither hyphens nor apostrophes."""
    composed = unicodedata.normalize("NFKC", tag).lstrip("#").lower()
    return "".join(c for c in composed if c not in _APOSTROPHES + _HYPHENS and not _is_unseen(c))


def search_forms(phrase: str) -> tuple[str, ...]:
    """The spellings that a search engine has to be asked for one by one, the phrase's own first.

    Engines know that case, accents and the sort of an apostrophe are nothing. Few know that œ is
    oe, that & is "and", or that an apostrophe was left out.
    """
    plain = re.sub(f"[{_APOSTROPHES}]", "'", phrase)
    others = [re.sub(r"(?<=\w)'(?=s\b)", "", plain)]
    if any(char in plain for char in _LIGATURES):
        others.append(plain.translate({ord(char): _SPELT[char] for char in _LIGATURES}))
    if re.search(r"\w{3} ?& ?\w{3}", plain):
        others += [re.sub(r" ?& ?", f" {word} ", plain) for word in ("and", "et")]
    return (phrase, *(form for form in dict.fromkeys(others) if form not in (phrase, plain)))
