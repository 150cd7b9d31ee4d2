"""Own posts: whose is it? The brand's own are told apart in one place, for every kind of source."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from connectors.kit.contract import Author, Mention
from connectors.kit.genres import genre_facts
from connectors.kit.reading.folding import fold, name_key, same
from connectors.kit.reading.mailboxes import is_at, is_programs
from connectors.kit.reading.text import canonical_url
from listener.settings.brand import Brand

# Folders of a site under which only those who run it have a page.
_STAFF = frozenset(["author", "auteur", "authors", "auteurs", "team", "equipe", "staff"])
# Words that a name may have beside the brand's and still be the brand's.
_BESIDE = (
    "equipe l la le les the d de du of from team support service client customer care officiel"
    " officielle official sav admin moderation"
)
_TITLES = frozenset(_BESIDE.split())


def owned(
    mention: Mention, own_authors: Sequence[str], brand: Brand, *, is_dropped: bool = False
) -> Mention:
    """The mention, with `by_owner` where its author is the brand; see is_ours."""
    if mention.by_owner or not is_ours(mention, own_authors, brand, is_dropped=is_dropped):
        return mention
    return replace(mention, by_owner=True)


def is_ours(
    mention: Mention, own_authors: Sequence[str], brand: Brand, *, is_dropped: bool = False
) -> bool:
    """Whether the brand wrote it: by its source's settings, its handle, its own site, its name.

    A name alone is taken for the brand's only on the brand's own pages: elsewhere anybody may
    call themselves so. A bare handle counts where handles are accounts, one with its server
    everywhere. A row of a file that was dropped by the team (`is_dropped`) is ours where it is
    signed with nothing but our whole name of several words, or our handle. A mail is ours where
    it is from an address at one of our sites. A name
    that a guest typed in is nobody's account.
    """
    author = mention.author
    if author is None or author.is_guest or mention.deleted:
        return False
    if any(_is_named(author, own) for own in own_authors):
        return True
    if any(_signs_with(author, handle, mention.genre) for handle in brand.handles):
        return True
    if mention.genre == "mail" and _is_our_mailbox(author.id, own_authors, brand):
        return True
    if author.url and _is_staff_page(author.url, brand.own_sites):
        return True
    if is_dropped and any(_is_signature(said, brand) for said in (author.id, author.name) if said):
        return True
    return mention.venue == "own" and _is_the_brands(author.name or author.id, brand)


def _is_our_mailbox(address: str, own_authors: Sequence[str], brand: Brand) -> bool:
    """An address of ours; under a program's a visitor of our site may speak whom nothing names."""
    ours = (*brand.own_sites, *(own for own in own_authors if own.startswith("@")))
    return is_at(address, ours) and not is_programs(address)


def _is_named(author: Author, own: str) -> bool:
    if "/" in own:
        told = [at for at in (author.url, author.id) if at and "/" in at]
        return any(_address(at) == _address(own) for at in told)
    return any(same(own, name) for name in (author.id, author.name) if name)


def _address(url: str) -> str:
    """An address without what makes no other page of it; a scheme may be missing."""
    whole = url.strip() if "://" in url else f"https://{url.strip()}"
    return canonical_url(whole).partition("://")[2].removeprefix("www.").replace("/@", "/").lower()


def _signs_with(author: Author, handle: str, genre: str) -> bool:
    names = [name for name in (author.id, author.name) if name]
    if "@" in handle[1:]:
        return any(fold(name).removeprefix("@") == fold(handle)[1:] for name in names)
    signed = [name for name in names if name.startswith(("@", "＠"))]
    if author.id != author.name or genre_facts(genre).author_is == "account":
        signed.append(author.id)
    if genre_facts(genre).author_is == "name":
        return False
    return any(fold(name).removeprefix("@") == fold(handle)[1:] for name in signed)


def _is_signature(said: str, brand: Brand) -> bool:
    """Our whole name or handle and nothing beside it; one word is many people's."""
    names = {name_key(name) for name in brand.all_names}
    key, has_sign = name_key(said), said.startswith(("@", "＠"))
    if key in names and (has_sign or " " not in key):
        return has_sign and key in map(name_key, brand.handles)
    return key in names or key in map(name_key, brand.handles)


def maybe_ours(mention: Mention, brand: Brand) -> str | None:
    """Our name of one word where it signs a row alone: ours, or that of somebody called so."""
    author = mention.author
    if author is None or mention.deleted or mention.by_owner:
        return None
    signed = {name_key(said) for said in (author.id, author.name) if said}
    return next((name for name in brand.all_names if name_key(name) in signed), None)


def _is_staff_page(url: str, own_sites: Sequence[str]) -> bool:
    """A page of ours about who writes there; that of a member of our forum is not."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    host = (parts.hostname or "").removeprefix("www.")
    if host not in {fold(site).removeprefix("www.") for site in own_sites}:
        return False
    folders = [folder for folder in fold(parts.path).split("/") if folder]
    return not folders or not _STAFF.isdisjoint(folders[:-1])


def _is_the_brands(name: str, brand: Brand) -> bool:
    said = name_key(name)
    for written in map(name_key, brand.all_names):
        before, found, after = f" {said} ".partition(f" {written} ")
        if found and _TITLES.issuperset(f"{before} {after}".split()):
            return True
    return False
