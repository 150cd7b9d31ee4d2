"""Personal data (PII) as it is written: e-mail, account, card, social security and phone numbers.

A number is one of these by its check digits where it has some, and by its shape where not. Dates,
order numbers, ISBNs and versions are set aside first. Names and streets are not looked for.
"""

import re
from collections.abc import Callable, Iterator
from typing import Literal

Kind = Literal["mail", "account", "card", "number", "phone"]

EMAIL = re.compile(
    r"(?<![\w.+@-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,6}\.[a-z]{2,24}\b", re.I
)
# One space, dot or hyphen at most between two signs of a number.
_ACCOUNT = re.compile(r"\b[A-Z]{2}\d{2}(?:[ \u00a0\u202f-]?[\dA-Z]){11,40}", re.I)
_DIGITS = re.compile(r"(?<![\w.])\d(?:[ \u00a0\u202f.-]?\d){12,18}(?!\w)")
_NIR = re.compile(r"(?<![\w.])[1-478](?:[ \u00a0\u202f.-]?[\dAB]){12,14}(?!\w)", re.I)
# Length of an IBAN, by country.
ACCOUNT_LENGTHS = {
    "AD": 24, "AE": 23, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22,
    "DK": 18, "EE": 20, "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28,
    "IE": 22, "IL": 23, "IS": 26, "IT": 27, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MA": 28,
    "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SE": 24, "SI": 19,
    "SK": 24, "SM": 27, "TN": 24, "TR": 26,
}  # fmt: skip
# The networks' first digits and lengths: others are order numbers, IMEIs and bar codes.
_CARD = re.compile(
    r"4\d{15}(?:\d{3})?|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}"
    r"|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|35\d{14}|6(?:011|4[4-9]\d|5\d\d|2\d\d)\d{12}"
)
# What has the shape of a phone number and is none, as it is written.
NOT_A_PHONE = re.compile(
    r"\b\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d(?:[ T-]+\d{1,2}[:h]\d\d)?"
    r"|\b\d{1,2} \d{1,2} (?:19|20)\d\d\b|\b(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}"
    r"|\b\d{1,2}[:h]\d\d(?::\d\d)?"
    r"|\b(?:commande|order|dossier|case|ticket|client|customer|contrat|contract|facture|invoice"
    r"|r[ée]f(?:[ée]rence)?|suivi|tracking|colis|parcel|article|lot|s[ée]rie|serial|sku|ean|isbn"
    r"|imei|siren|siret|version|v|build|code|sn|n[°º])"
    r"[ \u00a0.:#-]{0,4}(?:n(?:um[ée]ro|umber|[°ºo])?[ \u00a0.:#-]{0,4})?(?:is |est )?"
    r"#?(?=[a-z-]{0,8}\d)[\w./-]{3,40}"
    r"|\bisbn[ :-]{0,4}[\d -]{10,20}|\bsire[nt][ :]{0,3}[\d ]{9,18}",
    re.I,
)
_SPACE = "[ \u00a0\u202f]"
_PHONES = (
    # +33 6 12 34 56 78, 0033612345678, +1 (555) 123-4567
    r"(?<![\w+.,])(?:\+|00)[1-9](?:[ \u00a0\u202f.()-]{0,2}\d){7,14}(?![\w%€$£])(?!"
    + _SPACE
    + "?[%€$£])",
    # 06 12 34 56 78, with one sort of separator or none
    rf"(?<![\w.,/-])0[1-9]({_SPACE}|[./-]|)\d\d(?:\1\d\d){{3}}(?![\w%€$£]|[./-]\d)",
    # 030 1234567, 07911 123456, 0470 12 34 56
    rf"(?<![\w.,/-])(?<!\d{_SPACE})\(?0[1-9]\d{{0,3}}\)?(?:{_SPACE}|[/-])\d{{2,8}}(?:(?:{_SPACE}|-)\d{{2,4}}){{0,4}}(?![\w%€$£]|[./-]\d)",
    # (555) 123-4567
    r"(?<![\w.,/-])\(?[2-9]\d\d\)?[ .-]{1,2}[2-9]\d\d[ .-]\d{4}(?![\w%€$£]|[./-]\d)",
)
PHONE = tuple(re.compile(pattern) for pattern in _PHONES)
_Place = tuple[int, int]
_SHORTEST, _LONGEST = 9, 15  # digits of a phone number


def private_data(text: str) -> str | None:
    """The first e-mail address, account, card, social security or phone number, or None."""
    first = next(private_places(text), None)
    return text[first[1] : first[2]].strip() if first else None


def private_places(text: str) -> Iterator[tuple[Kind, int, int]]:
    """Each of them: what it is, and from where to where it stands, in characters."""
    for kind, look in _LOOKS.items():
        yield from ((kind, *place) for place in look(text))


def _emails(text: str) -> Iterator[_Place]:
    return (hit.span() for hit in EMAIL.finditer(text))


def _accounts(text: str) -> Iterator[_Place]:
    """IBANs: as many signs as the country has, and the right remainder."""
    for hit in _ACCOUNT.finditer(text):
        length = ACCOUNT_LENGTHS.get(hit.group(0)[:2].upper(), 0)
        signs = [(place, sign) for place, sign in enumerate(hit.group(0)) if sign.isalnum()]
        if not length or len(signs) < length:
            continue
        plain = "".join(sign for _, sign in signs[:length]).upper()
        if int("".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])) % 97 == 1:
            yield hit.start(), hit.start() + signs[length - 1][0] + 1


def _cards(text: str) -> Iterator[_Place]:
    for hit in _DIGITS.finditer(text):
        digits = re.sub(r"\D", "", hit.group(0))
        if _CARD.fullmatch(digits) and _luhn(digits):
            yield hit.span()


def _luhn(digits: str) -> bool:
    doubled = "0246813579"
    odd = sum(int(digit) for digit in digits[::-2])
    return (odd + sum(int(doubled[int(digit)]) for digit in digits[-2::-2])) % 10 == 0


def _social(text: str) -> Iterator[_Place]:
    """The French number: sex, year, month, place, order, and a key that is needed."""
    for hit in _NIR.finditer(text):
        plain = re.sub(r"[^\dAB]", "", hit.group(0).upper())
        number = plain.replace("2A", "19").replace("2B", "18")
        if len(number) != 15 or not number.isdigit():
            continue
        month = int(number[3:5])
        if (1 <= month <= 12 or 20 <= month <= 42) and (
            97 - int(number[:13]) % 97 == int(number[13:])
        ):
            yield hit.span()


def _phones(text: str) -> Iterator[_Place]:
    kept = NOT_A_PHONE.sub(lambda hit: "\N{BULLET}" * len(hit.group(0)), text)
    for pattern in PHONE:
        for hit in pattern.finditer(kept):
            digits = sum(sign.isdigit() for sign in hit.group(0))
            if _SHORTEST <= digits <= _LONGEST:
                yield hit.span()


_LOOKS: dict[Kind, Callable[[str], Iterator[_Place]]] = {
    "mail": _emails,
    "account": _accounts,
    "card": _cards,
    "number": _social,
    "phone": _phones,
}
