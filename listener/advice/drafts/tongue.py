"""In which language and register a reply speaks, and how it words the author's point."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from listener.advice.brief import Brief
from listener.advice.reading.text import fold, tokens
from listener.settings.brand import Brand
from listener.words import LANGUAGES

FORMAL, FAMILIAR = 0, 1
_TU = frozenset({"tu", "toi", "te", "ta", "tes", "t"})
_VOUS = frozenset({"vous", "votre", "vos"})
# Common words that tell French from English where no language was given.
_FR = frozenset(
    tokens(
        "le la les un une des du et est je vous que qui pas pour dans ma mon avec merci bonjour"
        " nous mais cette jamais rien encore bonne bon tres trop votre tu quelle quel ou sans aux"
    )
)
_EN = frozenset(
    tokens(
        "the a an and is i you that not for in this my with of to it was are thanks thank great"
        " good very but have has never your still just really they we how does did no at"
    )
)
_GUESSED = 8  # letters from which a language is guessed: of fewer only a source tells it
_ENOUGH = 8  # words of a text from which the language model is believed as it is
# "d'Hôtel", but "de Harbourlane": of a foreign name nobody knows whether its h is silent.
_VOWEL = re.compile(
    r"[aeiouy]|h(?:abit|erb|eure|istoi|opit|umai|armoni|uil|orizon|orlog|ort|elio|ydr|ygi|ypn)"
)
# A name that begins with a common noun takes its article: "de l'Hôtel des Dunes", "du Musée de la Mer".
_NOUNS = {
    noun: article
    for article, nouns in {
        "du ": "musee cafe restaurant theatre garage salon groupe magasin centre cabinet domaine chateau camping"
        " cinema comptoir moulin parc port jardin bistrot club",
        "de la ": "maison boulangerie patisserie pharmacie librairie clinique mairie banque brasserie ferme compagnie"
        " fondation cave clinique piscine bibliotheque mutuelle",
        "de l'": "hotel atelier institut hopital auberge ecole agence association office opera epicerie abbaye",
    }.items()
    for noun in nouns.split()
}
_CONTRACTED = {"Le": "du", "Les": "des"}
_RUN_TOGETHER = (
    # Only before a date: elsewhere the same two words may be a pronoun ("de les voir").
    (re.compile(r"\bde le (?=1er|\d)", re.IGNORECASE), "du "),
    (re.compile(r"\bà le (?=1er|\d)", re.IGNORECASE), "au "),
    (re.compile(r"\bici d['’]ici\b"), "ici avant"),
)
_SIGNS = {
    "fr": re.compile(r"[éèêëàâçùîœ]|(?:eux|euses?|eaux?|aies?|aires?)\b|uei"),
    "en": re.compile(r"(?:ing|ly|ght|ness|sh|ck|ry|ed|ff|wn?)\b|ee|oo|wh|ead"),
}


@dataclass(frozen=True, slots=True)
class Book:
    """What stands around a reply in one language."""

    terms: Mapping[str, str]  # identity, gap, greetings, what a gap may ask for
    ways: Mapping[str, tuple[str, ...]]  # sentences that ask for a private way, by its kind
    asked: Mapping[str, str]  # what helps to find a case, by its kind
    days: tuple[str, ...]  # of the week, from Monday


@cache
def book(language: str) -> Book:
    """The playbook of a language; English where there is none."""
    name = language if language in LANGUAGES else "en"
    source = files("listener.words") / name / "playbook.toml"
    table: dict[str, Any] = tomllib.loads(source.read_text("utf-8"))
    private: dict[str, Any] = table["private"]
    return Book(
        terms={key: value for key, value in table.items() if isinstance(value, str)},
        ways={key: tuple(texts) for key, texts in private.items() if isinstance(texts, list)},
        asked=private["with"],
        days=tuple(table["days"]),
    )


def draft_language(brief: Brief, brand: Brand) -> str:
    """The author's language where we have a playbook for it and it is sure, else the brand's."""
    if brief.lang in LANGUAGES and _is_sure(brief.text, brief.lang):
        return brief.lang or brand.language
    if brief.lang:
        return brand.language
    words = set(tokens(brief.text))
    french, english = len(words & _FR), len(words & _EN)
    if french == english:
        return brand.language
    return "fr" if french > english else "en"


def _is_sure(text: str, lang: str | None) -> bool:
    """Does a text of few words bear out its language? Names of things alone are in any."""
    words = tokens(text)
    if sum(map(str.isalpha, text)) < _GUESSED or len(words) >= _ENOUGH or lang not in _SIGNS:
        return True
    common, others = (_FR, _EN) if lang == "fr" else (_EN, _FR)
    other = _SIGNS["en" if lang == "fr" else "fr"]
    low = text.lower()
    if not common.isdisjoint(words):
        return others.isdisjoint(words) or not other.search(low)
    return bool(_SIGNS[lang].search(low)) and not other.search(low)


def register(text: str) -> int:
    """FAMILIAR where a French text says tu and never vous, else FORMAL."""
    words = set(tokens(text))
    return FAMILIAR if words & {"tu", "toi"} and words & _TU and not words & _VOUS else FORMAL


def signature(brand: Brand, language: str) -> str:
    """Who speaks, and for whom: "Camille, from Acme", or as the brand words it; a gap for the name where none is set."""
    terms = book(language).terms
    speaker = brand.speaker or terms["gap"].format(what=terms["speaker_gap"])
    of = of_name(brand.name, language)
    if own := brand.voice.signature:
        return own.format(speaker=speaker, brand=brand.name, of_brand=of)
    return terms["identity"].format(speaker=speaker, of=of)


def of_name(name: str, language: str) -> str:
    """A name with the word for "from": "d'Orval", "du Fournil", "des Vignettes"; "from Acme"."""
    if language != "fr":
        return f"from {name}"
    article, _, rest = name.partition(" ")
    if rest and (noun := fold(article)) in _NOUNS:
        return f"{_NOUNS[noun]}{name}"
    if rest and article in _CONTRACTED:
        return f"{_CONTRACTED[article]} {rest}"
    return f"d'{name}" if _VOWEL.match(fold(name)) else f"de {name}"


def at_name(name: str, language: str) -> str:
    """A name with the word for "at"."""
    return f"chez {name}" if language == "fr" else f"at {name}"


def grammatical(text: str, language: str) -> str:
    """A filled reply with what French runs together: "de le 12 mars" is "du 12 mars"."""
    if language != "fr":
        return text
    for pattern, said in _RUN_TOGETHER:
        text = pattern.sub(said, text)
    return text


def spoken(text: str, register: int) -> str:
    """A playbook text in one register: `<vous|tu>` becomes one of the two."""
    parts = text.split("<")
    out = [parts[0]]
    for part in parts[1:]:
        choice, _, rest = part.partition(">")
        out.append(choice.split("|")[register] + rest)
    return "".join(out)
