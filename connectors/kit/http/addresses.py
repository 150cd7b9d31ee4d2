"""Private addresses are refused here (SSRF): which addresses a source may reach, and how one is written.

The check is on the address that the name resolved to, never on the name. `is_global` of the
standard library is not enough: it lets through NAT64, 6to4 and Teredo, which carry an IPv4
address inside (RELIABILITY A1).
"""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import httpx

IP = IPv4Address | IPv6Address

_NAMED = tuple(
    (ip_network(block), what)
    for block, what in (
        ("100.64.0.0/10", "a shared (carrier NAT) address"),
        ("::ffff:0:0/96", "an IPv4 address dressed as IPv6"),
        ("::/96", "an IPv4 address dressed as IPv6"),
        ("64:ff9b::/96", "a NAT64 address"),
        ("64:ff9b:1::/48", "a NAT64 address"),
        ("2002::/16", "a 6to4 address"),
        ("2001::/32", "a Teredo address"),
        ("fec0::/10", "a site-local address"),
    )
)
_NUMERIC = re.compile(r"(0x[0-9a-f]*|[0-9]+)(\.(0x[0-9a-f]*|[0-9]+))*\.?", re.IGNORECASE)
_LONG_WORD = re.compile(r"[A-Za-z0-9]{20,}+")
_KEY = 12  # characters of a value that may be a key
# Query keys whose values cannot be a secret and help a person to find the request.
_HARMLESS = frozenset(
    [
        "after",
        "before",
        "ceid",
        "count",
        "gl",
        "hl",
        "hitsperpage",
        "lang",
        "language",
        "limit",
        "offset",
        "order",
        "orderby",
        "page",
        "per_page",
        "perpage",
        "sort",
        "tag",
        "tags",
    ]
)


def why_refused(ip: IP) -> str | None:
    """What kind of address it is, if it is one that only `allow_private` may reach."""
    traits = (
        (ip.is_unspecified, "an unspecified address"),
        (ip.is_loopback, "a loopback address"),
        (ip.is_link_local, "a link-local address"),
        (ip.is_multicast, "a multicast address"),
    )
    named = (what for network, what in _NAMED if ip.version == network.version and ip in network)
    found = next((what for is_so, what in traits if is_so), None) or next(named, None)
    if found is None and ip.is_private:
        return "a private address"
    if found is None and (ip.is_reserved or not ip.is_global):
        return "a reserved address"
    return found


def is_link_local(ip: IP) -> bool:
    """Is it one of the machine's own link, such as a cloud's metadata, dressed as IPv6 or not?"""
    return (getattr(ip, "ipv4_mapped", None) or ip).is_link_local


def is_odd_number(host: str) -> bool:
    """Is it an IPv4 address in a form people do not write: decimal, hexadecimal, octal, short?"""
    if not _NUMERIC.fullmatch(host):
        return False
    try:
        return str(ip_address(host)) != host
    except ValueError:
        return True


def shown_url(url: httpx.URL | str) -> str:
    """The address for errors and logs: no user, no secret, no more than 200 characters.

    Query values are masked unless their key is known to be harmless; long random words in the
    path (a private feed's key) are cut to four characters.
    """
    try:
        parsed = httpx.URL(url)
        host = f"[{parsed.host}]" if ":" in parsed.host else parsed.host
    except (httpx.InvalidURL, UnicodeError):
        return "(not a URL)"
    query = "&".join(
        f"{key}={value}" if key.lower() in _HARMLESS else f"{key}=…"
        for key, value in parsed.params.multi_items()
    )
    path = "/".join(map(_without_key, parsed.path.split("/")))
    port = f":{parsed.port}" if parsed.port else ""
    shown = f"{parsed.scheme}://{host}{port}{path}" + (f"?{query}" if query else "")
    shown = "".join(char for char in shown if char.isprintable())
    return shown if len(shown) <= 200 else shown[:199] + "…"


def takes_along(url: str, target: str) -> bool:
    """Does a redirect's target hold what may be a key in the query of the address?"""
    try:
        told = httpx.URL(url).params.multi_items()
        keys = [v for k, v in told if k.lower() not in _HARMLESS and len(v) >= _KEY]
        there = {value for _, value in httpx.URL(target).params.multi_items()}
    except (httpx.InvalidURL, UnicodeError):
        return True
    return not there.isdisjoint(keys)


def _without_key(part: str) -> str:
    """A part of a path without what may be a key: a long word, beside letters and figures."""
    is_mixed = re.search(r"[0-9]", part) and re.search(r"[A-Za-z]", part)
    return _LONG_WORD.sub(lambda found: found[0][:4] + "…", part) if is_mixed else part
