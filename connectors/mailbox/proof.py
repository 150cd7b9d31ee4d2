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
from connectors.mailbox.providers import BARE

_FIELD = "authentication-results"
_MOST = 20  # such fields of a mail
_LONGEST = 4_000  # characters of one
_HEADERS = 300
_COMMENT = re.compile(r"\([^()]{0,500}\)")
_FOUND = re.compile(r"\b(dkim|dmarc)\s{0,3}=\s{0,3}([a-z]{2,12})\b([^;]{0,1000})", re.IGNORECASE)
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
        if not (by in vouches if by == BARE else is_of(by, vouches)):
            continue
        here: set[str] = set()
        for method, result, more in _FOUND.findall(told):
            method = method.lower()
            if method in decided:
                continue  # only what its server wrote last, on top
            here.add(method)
            named = (_FROM if method == "dmarc" else _SIGNED).search(more)
            if method == "dmarc" and result.lower() == "fail":
                return False
            proven = proven or bool(
                result.lower() == "pass" and named and is_of(named[1].lower(), domains)
            )
        decided |= here
    return proven


def vouchers(mail: Message) -> tuple[str, ...]:
    """Who says something of its sender, the topmost first, believed or not."""
    return tuple(dict.fromkeys(by for by, _ in _fields(mail)))[:3]


def is_of(host: str, houses: Sequence[str]) -> bool:
    """Is it one of these, or below one of them?"""
    host = host.lower().rstrip(".")
    return any(host == one or host.endswith(f".{one}") for one in houses)


def _fields(mail: Message) -> Iterator[tuple[str, str]]:
    """Who speaks, and what they found, from the top."""
    first = islice(mail.raw_items(), _HEADERS)
    held = islice((str(v) for key, v in first if key.lower() == _FIELD), _MOST)
    for raw in held:
        told = _COMMENT.sub(" ", line(raw[:_LONGEST]))
        if _METHOD.match(told.strip()):
            yield BARE, told
            continue
        by, _, found = told.partition(";")
        names = by.split()
        yield (names[0].lower() if names else ""), found
