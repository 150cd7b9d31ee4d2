"""Addresses of mail: which are a program's, and which are of a house."""

import re
from collections.abc import Iterable

# Wherever these are; of others, such as contact or shop, people may write themselves.
_PROGRAMS = re.compile(
    r"(?:no|do)[._-]?(?:not)?[._-]?reply[\w.+-]{0,40}|ne[._-]?pas[._-]?repondre|wordpress|www-data|apache|mailer|notifications?"
    r"|(?:web|contact)?forms?(?:[._-]?(?:submissions?|responses?|mailer|notifications?|receipts?[\w-]{0,12}))?|formula(?:ire|r)|submissions?"
)


def is_programs(address: str) -> bool:
    """Does a program send under this address, be it what somebody filled in?"""
    return _PROGRAMS.fullmatch(address.partition("@")[0].lower()) is not None


def is_at(address: str, hosts: Iterable[str]) -> bool:
    """Is it an address at one of these hosts, or below one of them?"""
    local, at, domain = address.strip().lower().rpartition("@")
    if not (local and at):
        return False
    bare = (host.strip().lower().removeprefix("@").removeprefix("www.") for host in hosts)
    return any(host and (domain == host or domain.endswith(f".{host}")) for host in bare)
