"""What a person says of their brand when they set up, for kinds that can propose a source by it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Named:
    """A feed that the home page names."""

    url: str
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """A brand before anything is set up; what was not answered is empty."""

    name: str
    handles: tuple[str, ...] = ()  # with @
    site: str = ""  # its address
    country: str = "FR"  # ISO 3166-1
    language: str = "fr"
    mailbox: str = ""  # the address of a mailbox that the listener may read
    feeds: tuple[Named, ...] = ()  # that the site's home page names
    links: tuple[str, ...] = ()  # where it leads to, and what else was given: an app's page

    def links_to(self, *hosts: str) -> Iterator[str]:
        """The links to these hosts, `apps.apple.com`, or below them."""
        for link in self.links:
            host = (urlsplit(link).hostname or "").lower()
            if any(host == one or host.endswith(f".{one}") for one in hosts):
                yield link


Settings = Mapping[str, Any]
"""The keys of a `[[source]]` table, without kind and name; `${NAME}` stands for a secret."""
