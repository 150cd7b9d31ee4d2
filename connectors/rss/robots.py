"""What a site asks of robots: its robots.txt, and its list of reservations for text and data mining.

robots.txt as in RFC 9309: the group that names us, else the one for all; the longest rule that
fits wins, an equal one that allows before one that forbids. A site whose file cannot be had now is
left alone. `Content-Signal: ai-input=no` and `ai-train=no` forbid too: what is read is put before a
model. TDMRep: /.well-known/tdmrep.json.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

US = "brand-listener"
_MOST = 2_000  # lines
_RESERVED = frozenset(["ai-input=no", "ai-train=no"])


class Robots:
    """The rules of one site for us."""

    def __init__(self, text: str, reservations: object = None) -> None:
        ours = _group(text)
        self._rules = [(rule, is_free) for rule, is_free in ours if rule]
        self._is_reserved = any(not rule for rule, _ in ours)
        self._reserved = list(_locations(reservations))

    def forbids(self, url: str) -> bool:
        """May this address not be read?"""
        if self._is_reserved:
            return True
        parts = urlsplit(url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        found = [(len(rule), is_free) for rule, is_free in self._rules if _fits(rule, path)]
        if found and not max(found)[1]:
            return True
        return any(_fits(place, path) for place in self._reserved)


def _group(text: str) -> list[tuple[str, bool]]:
    """Each path with whether it may be read, of the group that is for us; no path where all is reserved."""
    groups: dict[str, list[tuple[str, bool]]] = {}
    names: list[str] = []
    is_open = False  # are more names of one group to come?
    for line in text.splitlines()[:_MOST]:
        key, _, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if key == "user-agent":
            names = [*names, value.lower()] if is_open else [value.lower()]
            is_open = True
            for name in names:
                groups.setdefault(name, [])
        elif key in ("allow", "disallow"):
            is_open = False
            for name in names if value else ():
                groups[name].append((value, key == "allow"))
        elif key == "content-signal":
            is_open = False
            if not _RESERVED.isdisjoint(value.lower().replace(" ", "").split(",")):
                for name in names or ["*"]:
                    groups.setdefault(name, []).append(("", False))
    ours = next((group for name, group in groups.items() if name and name in US), None)
    return groups.get("*", []) if ours is None else ours


def _locations(found: object) -> Iterator[str]:
    for one in found if isinstance(found, list) else []:
        if isinstance(one, Mapping) and str(one.get("tdm-reservation")) == "1":
            place: Any = one.get("location")
            yield place if isinstance(place, str) and place else "/"


def _fits(rule: str, path: str) -> bool:
    """Does a path begin as the rule says? * stands for anything, $ for the end."""
    is_whole = rule.endswith("$")
    first, *rest = rule.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for n, part in enumerate(rest, start=1):
        if n == len(rest) and is_whole:
            return path.endswith(part) and len(path) - len(part) >= at
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return not is_whole or at == len(path)
