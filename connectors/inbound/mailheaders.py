"""The headers of a mail in words: decoded, on one line, with the people that they name."""

import re
from collections.abc import Iterator
from contextlib import suppress
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from itertools import islice

from connectors.kit.reading.charsets import as_the_web, decoded
from connectors.kit.reading.text import clean

LONGEST = 2_000  # characters of a header; a list of the thread's mails may be longer
_MOST = 2_000  # headers
_MANY = 50  # people whom one header may name
# Where anybody may have an address: two people there are of no one house.
_ANYONES = re.compile(
    r"gmail|googlemail|outlook|hotmail|live|msn|yahoo|ymail|icloud|me|mac|aol|gmx|web|t-online|freenet"
    r"|proton(?:mail)?|pm|orange|wanadoo|free|sfr|neuf|laposte|bbox|numericable|libero|bluewin|posteo"
)


def header(mail: Message, name: str) -> str:
    """A header's words on one line, decoded; some programs write them in UTF-8 as they are."""
    first = islice(mail.raw_items(), _MOST)
    held = (value for key, value in first if key.lower() == name.lower())
    raw = str(next(held, ""))[:LONGEST]
    return line(decoded(raw.encode("utf-8", "surrogateescape"), "utf-8"))


def line(raw: str) -> str:
    """A header's value, decoded and on one line."""
    with suppress(LookupError, ValueError, MessageError):  # an encoding that nobody knows, or half
        raw = str(make_header([_in_utf8(*part) for part in decode_header(raw)]))
    return " ".join(clean(raw).split())


def _in_utf8(part: bytes | str, charset: str | None) -> tuple[bytes | str, str | None]:
    if isinstance(part, str) or not charset:
        return part, charset
    as_the_web(charset)  # raises LookupError: what nobody knows is shown as it stands
    return decoded(part, charset).encode(), "utf-8"


def people(mail: Message, *names: str) -> Iterator[tuple[str, str]]:
    """Name and address of whom these headers name; a name that only repeats the address is none."""
    for told in names:
        for name, address in getaddresses([header(mail, told)])[:_MANY]:
            bare = name.strip(" \"'")
            if name or address:
                yield ("" if "@" in bare else bare), address.strip().lower()


def from_whom(mail: Message) -> tuple[str, str]:
    """Name and address of its sender, as the mail says them."""
    return next(people(mail, "From"), ("", ""))


def domain(address: str) -> str:
    """What stands behind the @."""
    return address.lower().rpartition("@")[2]


def is_anyones(address: str) -> bool:
    """Is it at a provider where anybody may have an address?"""
    return _ANYONES.fullmatch(domain(address).split(".")[0]) is not None


def of_one_house(one: str, other: str) -> bool:
    """Are these the same address, or two of one firm?"""
    if not (one and other):
        return False
    return one.lower() == other.lower() or (domain(one) == domain(other) and not is_anyones(one))


def is_within(one: str, other: str) -> bool:
    """Is one of these hosts the other, or below it, as lists.acme.example is below acme.example?"""
    return bool(one and other) and (
        one == other or one.endswith(f".{other}") or other.endswith(f".{one}")
    )
