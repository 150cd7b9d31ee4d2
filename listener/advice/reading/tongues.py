"""Languages in which danger is read, and whether a text is surely in another.

The word lists of danger are French and English, and the form was measured in these two alone. What
is written in any other may hide a danger that nothing here sees: that is said, and a person looks.
"""

from collections.abc import Iterable

from listener.advice.reading.text import tokens

MEASURED = ("fr", "en")  # ISO 639-1
_ENOUGH = 8  # words of a text from which a guess of its language is believed as it is
# Words of the two that no neighbour writes the same: one of them, and a short text is no stranger's.
_KNOWN = frozenset(
    tokens(
        "les une est je vous pas pour dans avec merci bonjour nous mais cette jamais rien encore tres trop votre"
        " quelle quel sans aux c'est chez magasin service client accueil honteux nul vendeur"
        " the and you that this with thanks thank great very have has your still just really they"
        " never bought broken service customer shop store again"
    )
)


def unread(text: str, lang: str | None) -> str | None:
    """The language of a text where no danger can be read in it, ISO 639-1; None where it can, or is not known."""
    if lang is None or lang in MEASURED:
        return None
    words = tokens(text)
    if len(words) < _ENOUGH and not _KNOWN.isdisjoint(words):
        return None
    return lang


def unread_of(languages: Iterable[str]) -> list[str]:
    """Those of the languages of a team in which no danger can be read, each once."""
    codes = (one.strip().replace("_", "-").split("-")[0].casefold() for one in languages)
    return [code for code in dict.fromkeys(codes) if code and code not in MEASURED]
