"""Who says that a mail is from whom it says: what the receiving server found (RFC 8601), and nobody else.

Anybody may write "dkim=pass" into their own mail. So only the topmost words of the server that the
mailbox is known to be at count, for each method those that stand first; a sender whom it does not
vouch for is nobody's.
"""

import re
from collections.abc import Iterator, Sequence
from email.message import Message
from itertools import islice

from connectors.inbound.mailheaders import domain, line
from connectors.mailbox.providers import BARE, is_of

_FIELD = "authentication-results"
# Microsoft says so of mails between colleagues, of which it finds nothing; it takes the field out of any other.
_INSIDE = "x-ms-exchange-organization-authas"
_MOST = 20  # such fields of a mail
_LONGEST = 4_000  # characters of one
_HEADERS = 300
# Some of it is the sender's: what stands in quotation marks and in comments is no result.
_QUOTED = re.compile(r'"(?:[^"\\]|\\.){0,500}"')
_COMMENT = re.compile(r"\([^()]{0,500}\)")
_NESTED = 4
_FOUND = re.compile(
    r"\s{0,9}(dkim|dmarc)\s{0,3}=\s{0,3}([a-z]{2,12})\b(.{0,1000})", re.IGNORECASE | re.DOTALL
)
_METHOD = re.compile(r"[a-z0-9-]{2,20}\s{0,3}=", re.IGNORECASE)
_SIGNED = re.compile(
    r"\bheader\.(?:d\s{0,3}=\s{0,3}|i\s{0,3}=\s{0,3}[^\s@;]{0,100}@)([a-z0-9.-]{1,255})", re.I
)
_FROM = re.compile(r"\bheader\.from\s{0,3}=\s{0,3}(?:[^\s@;]{0,100}@)?([a-z0-9.-]{1,255})", re.I)


def is_proven(mail: Message, sender: str, domains: Sequence[str], vouches: Sequence[str]) -> bool:
    """Does the mailbox's server vouch for a sender at one of these domains?

    `vouches` are those whose word counts here: hosts, each with those below it.
    """
    if not is_of(domain(sender), domains):
        return False
    decided: set[str] = set()
    proven = False
    for by, told in _fields(mail):
        if not is_of(by, vouches):
            continue
        here: set[str] = set()
        for method, result, more in told:
            if method in decided:
                continue  # only what its server wrote last, on top
            here.add(method)
            named = (_FROM if method == "dmarc" else _SIGNED).search(more)
            if method == "dmarc" and result == "fail":
                return False
            proven = proven or bool(result == "pass" and named and is_of(named[1].lower(), domains))
        decided |= here
    return proven


def is_denied(mail: Message, sender: str, author: str, vouches: Sequence[str]) -> bool:
    """Does the mailbox's server speak of the mail, and not vouch that it is from its author's domain?

    The author is another than the sender where a group passes a mail on, or says so.
    """
    if BARE in vouches and line(str(mail.get(_INSIDE, ""))).strip().lower() == "internal":
        return False
    is_told = any(by in vouches or is_of(by, vouches) for by, _ in _fields(mail))
    return is_told and not is_proven(mail, sender, (domain(author),), vouches)


def vouchers(mail: Message) -> tuple[str, ...]:
    """Who says something of its sender, the topmost first, believed or not."""
    return tuple(dict.fromkeys(by for by, _ in _fields(mail)))[:3]


def _fields(mail: Message) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """Who speaks, and what they found: method, result and what it was found of; from the top."""
    first = islice(mail.raw_items(), _HEADERS)
    held = islice((str(v) for key, v in first if key.lower() == _FIELD), _MOST)
    for raw in held:
        told = _QUOTED.sub(" ", line(raw[:_LONGEST]))
        for _ in range(_NESTED):
            told = _COMMENT.sub(" ", told)
        by, *results = told.split(";")
        if _METHOD.match(by.strip()):
            by, results = BARE, [by, *results]
        found = (_FOUND.match(one) for one in results)
        names = by.split()
        yield (
            names[0].lower() if names else "",
            [(one[1].lower(), one[2].lower(), one[3]) for one in found if one],
        )
