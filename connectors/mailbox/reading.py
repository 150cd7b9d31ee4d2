"""One mail, read in a child of its own: a service's notice by its recipe, else as mails are read in `inbound`.

A notice counts as one only where the mailbox's server vouches for its sender. Any other mail that
names such a sender is set aside: a service asks nothing of anybody, and whoever forged it wants it read.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import Message
from typing import Literal
from zoneinfo import ZoneInfo

from selectolax.lexbor import LexborHTMLParser

from connectors.inbound import mails
from connectors.inbound.mailheaders import domain, from_whom, header
from connectors.inbound.rowcells import Defaults
from connectors.inbound.rows import read_table
from connectors.inbound.told import AUTOMATIC
from connectors.kit.contract import Mention
from connectors.kit.reading.bodies import pictured, words
from connectors.kit.reading.dates import read_date
from connectors.kit.reading.text import clean, is_hostile, plain_text
from connectors.kit.said import Said
from connectors.mailbox.proof import is_denied, is_proven, vouchers
from connectors.mailbox.providers import is_of
from connectors.mailbox.recipe import Notice, Recipe
from connectors.mailbox.recipes import recipe_of

_LINES = 2_000
_LINKS = 500
_LONGEST = 255  # characters of a domain
_BARE = re.compile(r"<?(https?://[^\s<>\"]{1,4000})>?")
_HOST = re.compile(r"[a-z0-9][a-z0-9.-]{0,99}")
_ATTACHED = "mail_attached"

Sort = Literal[
    "mail",  # read as any mail
    "notice",  # read by a recipe
    "silent",  # a program's mail, or a notice that says nothing of a customer
    "odd",  # a proven notice in a shape that its recipe does not know: read as any mail
    "aside",  # a notice by its sender, whom nobody vouches for: not read
    "unproven",  # the same where a person hands it over: read as any mail
]


@dataclass(frozen=True, slots=True)
class View:
    """What a mail is read by beside its own words."""

    zone: ZoneInfo
    vouches: tuple[str, ...] = ()  # who speaks for this mailbox's server
    own: str = ""  # the mailbox's own address: what is from there is ours
    # A person hands it over: a sender counts whom any server in it vouches for, and it is read anyhow.
    is_saved: bool = False

    @property
    def word(self) -> str:
        """Whose word counts, as it is remembered."""
        return ",".join(self.vouches)


@dataclass(frozen=True, slots=True)
class Read:
    """What one mail holds."""

    sort: Sort
    mentions: tuple[Mention, ...] = ()
    refused: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    recipe: str = ""
    by: str = ""  # who speaks of its sender, where nobody does whose word counts here
    is_attached: bool = False  # it has files, which are not read
    top: str = ""  # who vouches for senders on top of it, "" where nobody does
    house: str = ""  # the domain it says it is from, "" where that is the mailbox's owner


def read_mail(raw: bytes, shown: str, view: View) -> Read:
    """The mentions of one mail, which `shown` names; raises UnreadableFileError."""
    try:
        mail = message_from_bytes(raw, policy=policy.compat32)
    except RecursionError:
        mail = Message()
    _, sender = from_whom(mail)
    top = next((one for one in vouchers(mail)[:1] if _HOST.fullmatch(one)), "")
    house = domain(sender) if sender != view.own else ""
    return replace(_read(raw, mail, sender, shown, view), top=top, house=house[:_LONGEST])


def _read(raw: bytes, mail: Message, sender: str, shown: str, view: View) -> Read:
    recipe = recipe_of(sender)
    if recipe is None:
        return _plain(raw, mail, shown, view, "mail")
    if not _is_believed(mail, sender, recipe, view):
        if view.is_saved:
            return replace(_plain(raw, mail, shown, view, "unproven"), recipe=recipe.name)
        spoke = vouchers(mail)
        is_known = any(is_of(one, view.vouches) for one in spoke)
        by = next((one for one in spoke if _HOST.fullmatch(one)), "")
        return Read("aside", recipe=recipe.name, by="" if is_known else by)
    notice = _notice(mail)
    mentions = _once(recipe.read(notice))
    if mentions:
        return Read("notice", mentions, recipe=recipe.name)
    if recipe.silent.search(notice.subject):
        return Read("silent", recipe=recipe.name)
    return replace(_plain(raw, mail, shown, view, "odd"), recipe=recipe.name)


def _is_believed(mail: Message, sender: str, recipe: Recipe, view: View) -> bool:
    # Of a saved mail nobody knows whose mailbox it lay in: the words in it count, whoever's they are.
    vouches = vouchers(mail) if view.is_saved else view.vouches
    return is_proven(mail, sender, recipe.domains, vouches)


def _once(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    return tuple({one.external_id: one for one in mentions}.values())


def _plain(raw: bytes, mail: Message, shown: str, view: View, sort: Sort) -> Read:
    """As `inbound` reads it: forms, forwards, quotes, signatures; programs' mails are told."""
    mentions: list[Mention] = []
    refused: list[str] = []
    unclear: list[Said] = []
    for batch in read_table(mails.mail_table(raw), Defaults("mail", view.zone), shown):
        mentions += batch.mentions
        refused += batch.refused
        unclear += batch.unclear
    if any(one.code == AUTOMATIC for one in unclear):
        return Read("silent" if sort == "mail" else sort)
    left = tuple(one for one in unclear if one.code != _ATTACHED)
    made = tuple(_owned(one, mail, view) for one in mentions)
    return Read(sort, made, tuple(refused), left, is_attached=len(left) < len(unclear))


def _owned(mention: Mention, mail: Message, view: View) -> Mention:
    """Ours, where it is from the mailbox's own address, as what lies in its folder of sent mails.

    Where it came from outside and the mailbox's server does not vouch for the author's address, that
    address is only typed in: nobody's, whosesoever it is.
    """
    author = mention.author
    if author is None:
        return mention
    _, sender = from_whom(mail)
    address = author.id.lower()
    is_typed = is_denied(mail, sender, address, view.vouches)
    is_said = bool(view.own) and view.own in (sender, address)
    return replace(
        mention,
        author=replace(author, is_guest=author.is_guest or is_typed),
        by_owner=address == view.own and not is_typed if is_said else mention.by_owner,
    )


def _notice(mail: Message) -> Notice:
    parts = mails.body_parts(mail)
    plain = (clean(told) for kind, told in parts if kind == "text/plain")
    text = next((told for told in plain if told.strip()), "")
    html = next((told for kind, told in parts if kind == "text/html"), "")
    links = [*_links_of_html(html), *_links_of_text(text)][:_LINKS]
    shown = words(text, is_markup=False) if text else plain_text(html)
    bare = (_BARE.sub("", one).strip(" ()[]\t") for one in shown.split("\n")[:_LINES])
    return Notice(
        subject=header(mail, "Subject"),
        at=_sent(mail),
        lines=tuple(" ".join(one.split()) for one in bare if one),
        text=text,
        html=html,
        links=tuple(links),
        alts=tuple(pictured(html).split("\n")) if html else (),
    )


def _sent(mail: Message) -> datetime | None:
    found = read_date(header(mail, "Date"))
    return found.astimezone(UTC) if found else None


def _links_of_html(html: str) -> Iterator[tuple[str, str]]:
    if not html or is_hostile(html):
        return
    for node in LexborHTMLParser(html).css("a[href]")[:_LINKS]:
        url = (node.attributes.get("href") or "").strip()
        label = " ".join(plain_text(node.html or "").split())[:500]
        if label and url.startswith(("http://", "https://")):
            yield label, url


def _links_of_text(text: str) -> Iterator[tuple[str, str]]:
    """Addresses in a text part: their label stands before them, on the line or above it."""
    above = ""
    for line in text.split("\n")[:_LINES]:
        found = _BARE.search(line)
        before = line[: found.start()].strip(" :<(") if found else line.strip()
        if found and (before or above):
            yield (before or above)[:500], found[1]
        above = before or above
