"""Author identity: an account in its realm, or a profile; a bare display name is no one in particular."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from connectors.kit.contract import Author, Connector, Mention
from connectors.kit.reading.text import canonical_url
from listener.advice.reading.people import profile
from listener.guard.secret import author_key, in_realm
from listener.settings.brand import Brand

# What sites write where nobody signed: people who share it have nothing in common.
NOBODY = frozenset(
    {"a google user", "anonym", "anonyme", "anonymous", "anonymous user", "client anonyme"}
    | {"admin", "client", "customer", "guest", "invite", "invité", "user", "utilisateur"}
    | {"deleted", "deleted user", "inconnu", "n/a", "nobody", "none", "null", "personne"}
    | {"un client", "un internaute", "un utilisateur de google", "undefined", "unknown"}
    | {"utilisateur anonyme", "utilisateur google", "visiteur", "visitor"}
)
LONGEST = 2_000  # characters of an address
_ONLY_MARKS = re.compile(r"[\W_]*")


@dataclass(frozen=True, slots=True)
class Signature:
    """What the rows keep of an author beside the name: three pseudonyms."""

    key: str | None = None  # the account; None: only a name is known
    speaker: str | None = None  # the account, else the name within its source
    proof: str | None = None  # the same for accounts that are one person


class Signatures:
    """The signatures of one page's authors."""

    def __init__(
        self,
        key: bytes,
        mentions: Iterable[Mention],
        *,
        connector: Connector,
        kind: str,
        source_id: int,
        brand: Brand,
    ) -> None:
        self._key, self._kind = key, connector.realm or kind
        self._is_platform = connector.realm is not None
        self._realm = connector.realm or f"source:{source_id}"
        self._shown = connector.realm or connector.name
        self._same = {_token(t): group[0] for group in brand.people.same for t in group}
        self._names: dict[str, set[str]] = defaultdict(set)
        self._at = cache(_profile)  # each address of the page is worked out once
        for m in mentions:
            if m.author and m.author.name:
                for address in {_plain(m.author.id), self._at(m.author.url or "")}:
                    self._names[address].add(_plain(m.author.name))

    def of(self, mention: Mention) -> Signature:
        """The signature of a mention's author."""
        author = mention.author
        if author is None:
            return Signature()
        address = self._profile(author, mention)
        id_ = self._id(author, mention) or address
        if id_ is None:
            name = (author.name or author.id).casefold()
            return Signature(speaker=None if _is_nobody(_plain(name)) else self._account(name))
        account = self._account(id_)
        return Signature(account, account, self._proof(id_, address))

    def _id(self, author: Author, mention: Mention) -> str | None:
        """The source's id, if it names an account."""
        id_ = _plain(author.id)
        if self._is_platform:
            return author.id.casefold() if id_ else None
        of_several = len(self._names[id_]) > 1
        is_name = author.name is not None and id_ == _plain(author.name)
        if of_several or is_name or _is_nobody(id_) or self._is_home(author.id, mention.url):
            return None
        return author.id.casefold()

    def _profile(self, author: Author, mention: Mention) -> str | None:
        """The profile's address, if it is this person's alone."""
        address = self._at(author.url or author.id)
        if not address or self._is_home(author.url or author.id, mention.url):
            return None
        return address if len(self._names[address]) <= 1 else None

    def _is_home(self, url: str, of_mention: str | None) -> bool:
        """The front page of the very site that the mention stands on: everybody's there."""
        address = self._at(url)
        if not address or "/" in address:
            return False
        return self._at(of_mention or "").partition("/")[0] == address

    def _proof(self, id_: str, address: str | None) -> str | None:
        told = {f"{self._shown}:{_plain(id_).removeprefix('@')}", address}
        same = next((first for token, first in self._same.items() if token in told), None)
        if same is not None:
            return author_key(self._key, "same", _token(same))
        return None if address is None else author_key(self._key, "profile", address)

    def _account(self, id_: str) -> str:
        # The pseudonym of earlier releases knew the kind alone: theirs is found again in ours.
        return in_realm(self._realm, author_key(self._key, self._kind, id_))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _is_nobody(plain: str) -> bool:
    return plain.strip("[]()*- ") in NOBODY or bool(_ONLY_MARKS.fullmatch(plain))


def _profile(url: str) -> str:
    is_address = "/" in url and len(url) <= LONGEST
    return profile(canonical_url(url)) if is_address else ""


def _token(told: str) -> str:
    """One of `same` in the form in which authors are compared with it."""
    if address := _profile(told):
        return address
    realm, _, id_ = told.partition(":")
    return f"{_plain(realm)}:{_plain(id_).removeprefix('@')}"
