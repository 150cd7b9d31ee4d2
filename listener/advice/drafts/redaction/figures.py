"""Numbers and places that lead to a person: phones, accounts, cards, streets. Dates, sums and the numbers of
orders stay: a reply is about them.
"""

import re
from collections.abc import Iterator

from listener.advice.drafts.redaction.spans import Kind, Span
from listener.advice.reading.private import ACCOUNT_LENGTHS, NOT_A_PHONE, PHONE, private_places

_SPACE = "[ \u00a0\u202f]"
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"'»)]{1,400}")
# "marie (at) gmail (dot) com", "marie arobase gmail point com"
_SPELT_MAIL = re.compile(
    r"(?<![\w.])[\w.+-]{1,40} ?(?:\(at\)|\[at\]| at |\(a\)|\[a\]| arobase |@) ?[\w-]{1,40}"
    r" ?(?:\(dot\)|\[dot\]| dot |\(point\)| point |\.) ?(?:com|fr|net|org|eu|uk|co|io|be|ch|ca)\b",
    re.IGNORECASE,
)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ \u00a0\u202f-]?[\dA-Z]{1,4}(?![a-z])){1,10}(?=\W|$)")
_IBAN_NEAR = re.compile(r"\b(?:iban|rib|bic|virement|account|compte)\b", re.IGNORECASE)
_IBAN_SURE = 14  # signs from which the shape alone says it
_NEAR = 40  # characters
_BANKED = re.compile(
    r"\b(?:sort code|account|acct|a/c|bank details|code guichet|routing|rib)\b", re.IGNORECASE
)
_SORT_CODE = re.compile(r"(?<![\d-])\d\d-\d\d-\d\d(?![\d-])")
_ACCOUNT = re.compile(r"(?<![\d-])\d{8,12}(?![\d-])")
_CARD = re.compile(
    rf"(?<![\w.])(?:\d{{4}}|[xX*•]{{4}})(?:(?:{_SPACE}|-)(?:\d{{4}}|[xX*•]{{4}})){{3}}(?![\w-])"
    rf"|(?<![\w.])3[47]\d\d(?:{_SPACE}|-)?\d{{6}}(?:{_SPACE}|-)?\d{{5}}(?!\w)"
    r"|(?<![\w.])(?:4\d{15}|5[1-5]\d{14})(?!\w)"
)
_NIR = re.compile(r"(?<![\w.])[1278](?:[ \u00a0\u202f.-]?[\dAB]){12,14}(?!\w)", re.IGNORECASE)
_NINO = re.compile(r"\b[A-CEGHJ-PR-TW-Z]{2} ?\d\d ?\d\d ?\d\d ?[A-D]\b")
_END = re.compile(
    r"\b(?:finissant|se terminant|termin[ée]e?|finit|se termine|ending|ends|finishing)"
    rf" (?:(?:par|en|in|with|by) )?(?P<it>\d{{2,4}}(?:{_SPACE}\d\d){{0,2}})(?!\w)",
    re.IGNORECASE,
)
_OF_A_PHONE = re.compile(
    r"\b(?:portable|t[ée]l|num[ée]ro|mobile|phone|cell|06|07)\b", re.IGNORECASE
)
_ROUGHLY_PHONE = re.compile(
    # "06 55 12 xx 40", "087 555 0143", "07700 900 118", "07.xx.xx.12.34"
    rf"(?<![\w.,/-])0[1-9](?:(?:{_SPACE}|[.-])(?:\d\d|[xX*]{{2}})){{4}}(?!\w)"
    rf"|(?<![\w.,/-])0\d{{2,4}}{_SPACE}\d{{3}}{_SPACE}\d{{3,4}}(?!\w)"
)
_WAY = (
    r"rue|avenue|av\.|boulevard|bd|impasse|chemin|all[ée]e|quai|route|cours|lotissement|r[ée]sidence|sentier"
    r"|venelle|faubourg|square|hameau"
)
_PARTICLE = r"(?:d[ue]|des|de la|de l['’]|d['’]|les|la|le|l['’])"
_NUMBERED = re.compile(
    # "12 rue basse", "14 bis, av. de la Gare"
    rf"(?i:\b\d{{1,4}}(?: ?(?:bis|ter|[abc]))?,? (?:{_WAY}|place|passage|voie) (?:{_PARTICLE} ?){{0,2}}[^\W\d_][\w'’-]{{1,24}})"
    r"(?:[ -](?:(?:d[eu]|des|de la|sur|et) )?[A-ZÉÈÀ][\w'’]{1,24}){0,3}"
)
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|\b[A-Z]{2} \d{5}(?:-\d{4})?\b")
_FRENCH = re.compile(
    # "impasse du Lavoir au n° 6", "quai des Indes, 56100 Lorient", "lotissement Les Ormes, n° 7"
    rf"\b(?:\d{{1,4}}(?: ?(?:bis|ter|[abc]))?,? )?(?i:{_WAY}) (?i:{_PARTICLE} ?){{0,2}}"
    r"[A-ZÉÈÀ][\w'’]{1,24}(?:[ -](?:d[eu]|des|la|le|les|sur|et|[A-ZÉÈÀ][\w'’]{1,24})){0,4}"
    r"(?:,? (?:au )?n[°º] ?\d{1,4})?(?:,? \d{5} [A-ZÉÈÀ][\w'’]{1,24}(?:-[\w'’]{1,24}){0,4})?"
)
_TOWN = re.compile(r"(?<=, )\d{5},? [A-ZÉÈÀ][\w'’]{1,24}(?:[ -][A-ZÉÈÀ][\w'’]{1,24}){0,3}")
_ENGLISH = re.compile(
    r"\b(?:\d{1,4}[a-z]? )?(?:[A-Z][\w'’]{1,20} ){1,3}"
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Close|Court|Ct|Terrace|Way|Crescent|Gardens|Row|Rise|Grove"
    r"|Mews|Boulevard|Blvd)\b\.?(?:,? (?:flat|apt|unit) \d{1,4}[a-z]?\b)?"
)
_IP = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])")
# A number of an order or a case is no phone, whatever digits it has.
_CASE_CODE = re.compile(r"\b[A-Z]{1,5}-?\d{4,12}\b|(?<![\w#])#[A-Z]{0,4}-?\d{3,12}\b")


def figures(text: str) -> Iterator[Span]:
    """All of them, in no order."""
    yield from (Span(start, end, kind) for kind, start, end in private_places(text))
    for kind, pattern in _PLAIN:
        yield from (Span(*hit.span(), kind) for hit in pattern.finditer(text))
    yield from _accounts(text)
    yield from _phones(text)
    for hit in _END.finditer(text):
        before = text[max(0, hit.start() - _NEAR) : hit.start()]
        yield Span(*hit.span("it"), "phone" if _OF_A_PHONE.search(before) else "card")


def _accounts(text: str) -> Iterator[Span]:
    for hit in _IBAN.finditer(text):
        signs = sum(sign.isalnum() for sign in hit[0])
        near = text[max(0, hit.start() - _NEAR) : hit.start()]
        is_sure = signs >= _IBAN_SURE or _IBAN_NEAR.search(near)
        if hit[0][:2] in ACCOUNT_LENGTHS and is_sure:
            yield Span(*hit.span(), "account")
    if _BANKED.search(text):
        for pattern in (_SORT_CODE, _ACCOUNT):
            yield from (Span(*hit.span(), "account") for hit in pattern.finditer(text))


def _phones(text: str) -> Iterator[Span]:
    """Whatever may be one, orders and dates aside."""
    bare = text
    for pattern in (NOT_A_PHONE, _CASE_CODE):
        bare = pattern.sub(lambda hit: "\N{BULLET}" * len(hit[0]), bare)
    for pattern in (*PHONE, _ROUGHLY_PHONE):
        yield from (Span(*hit.span(), "phone") for hit in pattern.finditer(bare))


_PLAIN: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("mail", _SPELT_MAIL),
    ("link", _LINK),
    ("card", _CARD),
    ("number", _NIR),
    ("number", _NINO),
    ("number", _IP),
    *(("address", pattern) for pattern in (_NUMBERED, _FRENCH, _TOWN, _ENGLISH, _POSTCODE)),
)
