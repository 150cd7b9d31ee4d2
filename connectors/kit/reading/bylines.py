"""Who wrote an item, by its byline: names for people to read, never an e-mail address."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from connectors.kit.reading.identity import is_hollow
from connectors.kit.reading.text import plain_text

RUN = 150  # letters without a blank: longer than any name or address; parsers cut it there
_LONGEST = 300  # characters of a byline that are read
_SHOWN = 3  # of several authors
_CUT = re.compile(rf"[\w.+-]{{{RUN}}}", re.ASCII)
_MAIL = re.compile(r"(?:mailto:)?[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}", re.IGNORECASE)
_MARKUP = re.compile(r"</[a-zA-Z]|<[a-zA-Z]{1,10}\s")  # <jo@x.example> is none
_BY = re.compile(
    r"(?:(?:written|posted|published|publié|écrit|rédigé) )?(?:by|par)[\s:]+(?=\w)", re.IGNORECASE
)
_NOBODY = frozenset(
    [
        *("unknown", "inconnu", "none", "null", "undefined", "nobody", "n/a", "author", "auteur"),
        *("noreply", "no-reply", "donotreply", "do-not-reply", "nospam"),
    ]
)


@dataclass(frozen=True, slots=True)
class Byline:
    """One author as an item names it."""

    name: str  # as it stands there; may be or hold an e-mail address
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Writer:
    """Who wrote an item."""

    name: str | None
    url: str | None  # of a profile that is this person's alone
    is_cut: bool = False  # of the name a part alone is known


def writer(bylines: Sequence[Byline]) -> Writer:
    """The author, or the first of several; an address is a person's only where one wrote."""
    named = [(name, byline.url) for byline in bylines if (name := shown_name(byline.name))]
    names = list(dict.fromkeys(name for name, _ in named))
    urls = {url for _, url in named if url} or {b.url for b in bylines if b.url}
    told = ", ".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")
    url = next(iter(urls)) if len(names) <= 1 and len(urls) == 1 else None
    return Writer(told or None, url, any(_is_cut(byline.name) for byline in bylines))


def _is_cut(byline: str) -> bool:
    return len(byline) > _LONGEST or _CUT.search(byline) is not None


def shown_name(byline: str) -> str | None:
    """The name in "jo@x.example (Jo Doe)", "Jo Doe <jo@x.example>" or "By Jo Doe".

    Of an address alone it is what stands before the @.
    """
    text = byline[:_LONGEST]
    text = plain_text(text) if _MARKUP.search(text) else text
    mail = _MAIL.search(text)
    if not mail:
        return _person(plain_text(text))
    around = _MAIL.sub(" ", text).replace("<>", " ").replace("< >", " ").replace("&lt; &gt;", " ")
    words = " ".join(around.split()).strip(" ,;:<>\"'")
    words = words.replace("()", "").replace("( )", "").strip()
    if words:
        return _person(plain_text(words))
    return _person(mail[0].partition("@")[0].removeprefix("mailto:"))


def _person(text: str) -> str | None:
    name = " ".join(text.split()).strip(" ,;:|\"'«»")
    if name.startswith("(") and name.endswith(")"):
        name = name[1:-1].strip()
    begun = _BY.match(name)
    name = name[begun.end() :] if begun else name
    return None if name.casefold() in _NOBODY or not any(map(str.isalnum, name)) else name


def nobodys(writers: Iterable[Writer], addresses: Iterable[str | None]) -> set[str]:
    """Addresses of no person: those under several names, and home pages of these addresses' sites."""
    sites = {_site(address) for address in addresses if address}
    names: dict[str, set[str]] = {}
    for one in writers:
        if one.url:
            names.setdefault(one.url, set()).add((one.name or "").casefold())
    return {
        url
        for url, known in names.items()
        if len(known) > 1 or (is_hollow(url) and _site(url) in sites)
    }


def _site(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
