"""What a person may overlook in a text that they are about to approve: a gap, an amount out of nowhere."""

import re
from collections.abc import Iterable, Iterator

from listener.advice.reading.clauses import words_of
from listener.advice.reading.kept import kept
from listener.advice.reading.quantities import Quantity, quantities
from listener.advice.reading.text import sentences
from listener.advice.reading.units import MONEY

# What a person was to fill, remove or decide, in the ways that people and programs mark it.
_GAPS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\[[^\[\]\n]{2,120}\](?!\()",  # no link of Markdown
        r"<<[^<>\n]{1,80}>>|\{\{[^{}\n]{1,80}\}\}|\{[^{}\n]{2,40}\}|<[A-Za-zÀ-ÿ_ ]{2,40}>",
        r"\bX{2,6}(?:\b|(?=h\b))|_{3,20}|(?<!\.)\.{4,20}|\?{3,20}|\?\?(?=\w)",
        r"(?i)\b(?:le|la|les|du|au|de|à|at|on|the|for|by|of|is|est|sous|within|dès|vers|around) (?:\.\.\.|…)",
        r"%[A-Za-z_]{2,30}%|\$\{?[A-Za-z_]{2,30}\}?|#[A-Z_]{3,30}#",
        r"\b(?:TODO|TBC|TBD|FIXME|PR[ÉE]NOM|NOM|FIRST ?NAME|LAST ?NAME|INSERT|À COMPLÉTER|LOREM|NAME|DATE|TIME|AMOUNT"
        r"|PRICE|NUMBER|MONTANT|PRIX|HEURE|NUM[ÉE]RO|VILLE|CUSTOMER|LIEN|LINK)\b",
        r"\([^()\n]{0,60}\?\s?\)",  # "(ask the chef?)"
        r"(?i)\((?:à|a) (?:compl[ée]ter|confirmer|v[ée]rifier|pr[ée]ciser|voir|valider|remplir)[^()\n]{0,60}\)",
        r"(?i)\((?:lien|mettre|ins[ée]rer|ajouter|demander|v[ée]rifier|voir avec|num[ée]ro de|nom d)\b[^()\n]{0,60}\)",
        r"(?i)\((?:to (?:be )?(?:confirm|check|fill|complete|add|verif|decide)|check |ask |confirm |insert |add |put |link )[^()\n]{0,60}\)",
        r"(?i)\b(?:à compléter|à confirmer par|lorem ipsum|insert (?:name|date|time|here)|fill in here)\b",
    )
)
_CODE = re.compile(r"`[^`\n]{1,200}`")
_AMOUNTS = frozenset((*MONEY.values(), "percent"))


def gap(text: str, post: str = "") -> str | None:
    """The first gap that nobody filled, "[to fill: …]"; None where there is none.

    What stands in the post, or as code, is no gap of ours.
    """
    shown = _CODE.sub(" ", text)
    hits = (hit[0] for pattern in _GAPS for hit in pattern.finditer(shown))
    return next((hit for hit in hits if hit not in post), None)


def amount(text: str, known: Iterable[str]) -> str | None:
    """The first sum of money or percentage that stands in none of the known texts, with its sign."""
    if not (ones := _amounts(text)):
        return None
    told = {(q.unit, q.low, q.high) for other in known for _, q in _amounts(other)}
    return next((said for said, q in ones if (q.unit, q.low, q.high) not in told), None)


@kept(2_048)
def _amounts(text: str) -> tuple[tuple[str, Quantity], ...]:
    return tuple(_each_amount(text))


def _each_amount(text: str) -> Iterator[tuple[str, Quantity]]:
    for sentence in sentences(text):
        words = words_of(sentence)
        for found in quantities(words):
            if found.unit in _AMOUNTS:
                begins = found.at - (words[found.at - 1].raw in MONEY if found.at else 0)
                yield " ".join(w.raw for w in words[begins : found.after]), found
