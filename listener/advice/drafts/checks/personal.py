"""What a reply may not tell of a person: in public also what the author wrote there themselves.

In a letter to its author alone, what they told may be repeated.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from listener.advice.drafts.checks.reply import Reply
from listener.advice.drafts.greeting import first_name
from listener.advice.reading.lexicon import set_of
from listener.advice.reading.private import private_data
from listener.advice.reading.text import fold, sentences, tokens

# An order, case or customer number: a word for it, then digits.
_CASE = (
    r"commande|r[ée]servation|dossier|contrat|facture|client|order|booking|case|ticket|customer|contract|invoice"
    r"|account|policy|reference|r[ée]f"
)
_NUMBER = re.compile(
    rf"\b(?:{_CASE})[\s:]{{0,3}}(?:n[°ºo]?\.?|number|num[eé]ro|no\.?|#|:){{0,2}}\s{{0,2}}#?"
    r"(?=[a-z-]{0,8}\d)[a-z\d-]{4,30}",
    re.IGNORECASE,
)
# The same without its word: letters, a hyphen and five digits; or digits behind a "#".
_CODE = re.compile(r"\b[A-Z]{1,5}-?\d{5,12}\b|(?<![\w#])#[A-Z]{0,4}-?\d{5,12}\b")
_STREETS = (
    r"(?i)\b\d{1,4}(?: ?(?:bis|ter))?,? (?:rue|avenue|av\.|boulevard|bd|impasse|place|chemin|all[ée]e|quai|route"
    r"|square|cours|passage|lotissement|r[ée]sidence|sentier|voie)\b[^.,;!?\n]{0,40}",
    r"\b\d{1,4}[a-z]? (?:[A-Z][\w'’]{1,20} ){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Close|Court"
    r"|Place|Terrace|Way|Crescent|Gardens|Square|Hill|Row|Grove|Mews)\b",
    r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b",
)
_OF_THEIRS = (
    # A name at a mail service: "your gmail, pete.h.1971".
    r"(?<![\w.@/-])(?:[a-z]{2,20}[._][a-z._]{0,12}|[a-z][._][a-z._]{2,16})\d{2,6}\b",
    # The end of a card's or an account's number.
    r"(?:finissant|se terminant|termin[ée]e?|finit|se termine) (?:par|en) \d{3,4}\b",
    r"(?:ending|ends|finishing) (?:(?:in|with) )?\d{3,4}\b",
    r"\bn[ée]e? le \d{1,2}\b[^.;!?\n]{0,20}|\bborn (?:on|in) (?:the )?\d[^.;!?\n]{0,20}",
    r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])",
)
_TOLD = (
    *(re.compile(pattern) for pattern in _STREETS),
    *(re.compile(pattern, re.IGNORECASE) for pattern in _OF_THEIRS),
)
_WORD = r"[^\W\d_](?:[^\W\d_]|['’-](?=[^\W\d_])){1,24}"
_TITLED = re.compile(
    rf"\b(?:M\.|MM\.|Mr\.?|Mrs\.?|Ms\.?|Miss|Mme|Mlle|Madame|Monsieur|Mademoiselle) ((?:(?:Le|La|De|Du|Des|Van|Von|de|du|van|von) )?{_WORD})"
)
_UNDER = re.compile(
    rf"(?:\bau nom de|\bau nom d['’]|\bsous le nom de|\bin the name of|\bunder the name(?: of)?|\bbooked under) ({_WORD})"
)
_PAIR = re.compile(rf"(?<!\w)({_WORD}) ({_WORD})(?!\w)")
_ENDS = 60  # characters at the end of a post in which its author signs


def personal_data(reply: Reply) -> str | None:
    """An address or number, a surname, an order's number; what is the brand's own passes."""
    text = reply.unquoted
    for site in reply.brand.own_sites:
        text = re.sub(rf"[\w.+-]+@{re.escape(site)}", " ", text, flags=re.IGNORECASE)
    known = " ".join((*reply.own_words, *reply.brand.all_names, reply.brand.speaker))
    if not reply.is_public:
        known = f"{known} {reply.post}"
    for said in _all(text, reply):
        if not _is_known(said, known):
            return said
    return None


def _all(text: str, reply: Reply) -> Iterator[str]:
    for part in sentences(text):
        if data := private_data(part):
            yield data
    for pattern in (_NUMBER, *_TOLD):
        yield from (hit[0].strip() for hit in pattern.finditer(text))
    if reply.place != "tracker":
        yield from (hit[0] for hit in _CODE.finditer(text))
    if reply.is_public:
        yield from _surnames(text, reply)


def _is_known(said: str, known: str) -> bool:
    digits, ours = re.sub(r"\D", "", said), re.sub(r"\D", "", known)
    if len(digits) >= 8 and digits == re.sub(r"[\W_]", "", said):
        return digits in ours
    return fold(said) in fold(known)


def _surnames(text: str, reply: Reply) -> Iterator[str]:
    """A surname behind a title, of whoever signed the post, or behind a first name that it has alone."""
    post, signed = reply.post, reply.post[-_ENDS:]
    for pattern in (_TITLED, _UNDER):
        for hit in pattern.finditer(text):
            is_of_author = hit[1] in signed or hit[1] in reply.brief.author
            is_ours = set(tokens(hit[1])) <= _own_names(reply)
            if hit[1][:1].isupper() and not is_ours and (is_of_author or hit[1] not in post):
                yield hit[0]
    _, _, of_author = reply.brief.author.partition(" ")
    if first_name(reply.brief.author) and len(of_author) > 2:
        yield from _named(text, of_author.split()[-1])
    for hit in _PAIR.finditer(signed):
        if _is_person(hit[1], hit[2]):
            yield from _named(text, hit[2])
    for hit in _PAIR.finditer(text):
        is_told = hit[2] in post or set(tokens(hit[2])) <= _own_names(reply)
        if _is_person(hit[1], hit[2]) and not is_told:
            yield hit[0]


def _own_names(reply: Reply) -> frozenset[str]:
    own = (*reply.brand.all_names, reply.brand.speaker, *reply.own_words)
    return _words_of_all(own)


@lru_cache(maxsize=64)  # of a brand, for each pair of words of each candidate
def _words_of_all(texts: tuple[str, ...]) -> frozenset[str]:
    """The folded words of some texts."""
    return frozenset(tokens(" ".join(texts)))


def _named(text: str, surname: str) -> Iterator[str]:
    if surname[:1].isupper() and set(tokens(surname)) <= set(tokens(text)):
        yield from (hit[0] for hit in re.finditer(rf"(?<!\w){re.escape(surname)}(?!\w)", text))


def _is_person(first: str, last: str) -> bool:
    given = set_of("given.names")
    is_written_so = first[:1].isupper() and last[:1].isupper() and not last.isupper()
    return is_written_so and fold(first) in given and fold(last) not in given
