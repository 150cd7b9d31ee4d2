"""Mails that a group or a form passes on: so many firms receive their customers at support@.

Its program marks each as a list's, as newsletters are marked, and may put itself in the place of who
wrote. People write to a group, and nobody to a newsletter: that is the difference looked for here.
"""

import re
from collections.abc import Iterator
from email.message import Message

from connectors.inbound.mailheaders import (
    domain,
    from_whom,
    header,
    is_anyones,
    is_within,
    of_one_house,
    people,
)
from connectors.kit.reading.mailboxes import is_programs

# Headers that only programs set to which people write: Google Groups, Mailman, Sympa, groups.io.
_OF_GROUPS = (
    *("X-Google-Group-Id", "X-Original-From", "X-Original-Sender", "X-BeenThere", "X-Mailman-Version"),
    *("Mailing-List", "X-Groupsio-MsgNum"),
)  # fmt: skip
_TO = ("To", "Cc")
_RECEIVED_BY = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Delivered-To")
_ID = re.compile(r"<([^<>\s]{1,300})>")
_FOOTER = re.compile(
    r"subscribed to the Google Groups?\b|abonné(?:\(e\))? au groupe Google|Google Groups abonniert"
    r"|this message because you['’]re a member of the [^\n]{1,80} group\b"
    r"|ce message,? (?:car|parce que) vous êtes membre du groupe\b"
    r"|diese Nachricht(?: erhalten)?,? (?:da|weil) Sie Mitglied der Gruppe\b",
    re.IGNORECASE,
)
_VIA = (" (via ", " via ", " über ")
# Under such a name a program of ours sends what somebody filled in on our site.
_FORM = re.compile(
    r"(?:no|do)[._-]?(?:not)?[._-]?reply|ne[._-]?pas[._-]?repondre|wordpress|wp|www|web(?:site|form|master|shop)?"
    r"|site|shop|form(?:s|ulaire|ular)?|contact|kontakt|mailer|notifications?|apache|www-data"
)
_WRITTEN_IN = re.compile(r"([^\s=@]{1,100})=([a-z0-9-]{1,60}(?:\.[a-z0-9-]{1,60}){1,5})")
# What the address of those is called to whom customers write.
_CALLED = (
    "support sav service services contact contacts kontakt help hilfe aide info infos hello hallo bonjour"
    " hola ciao client clients kunden kundenservice kundendienst customer customers care customercare"
    " customerservice serviceclient relationclient serviceclients reclamation reclamations complaints"
    " beschwerde beschwerden garantie warranty orders order commande commandes bestellung shop boutique"
    " magasin store atelier werkstatt office bureau buero team equipe assistance assistenza atencion"
)
_DESKS = frozenset(_CALLED.split())
_OPEN_TO_ALL = re.compile(
    r"(?:^|[.@_-])(?:lists?|listes?|groups?|mailman|talk|discuss(?:ion|ions)?|users?|dev|devel|forum|announce)(?=$|[.@_-])"
    r"|googlegroups|framaliste|freelists|listserv"
)


def author(mail: Message) -> tuple[str, str]:
    """Name and address of who wrote it; of a mail that a group or a form passes on, not theirs.

    The address is empty where nothing tells it: that of the group is all customers'.
    """
    name, address = from_whom(mail)
    before = _before_via(header(mail, "From"))
    if told := next((who for who in people(mail, "X-Original-From") if who[1]), None):
        return told[0] or before or "", told[1]
    if not _is_between(mail, address, is_via=before is not None):
        return name, address
    return _behind(mail, address, before) or ((name, address) if before is None else (before, ""))


def behind(mail: Message) -> tuple[str, str]:
    """Name and address of whom an answer goes to, where that is not its sender or its receiver."""
    return _behind(mail, from_whom(mail)[1], None) or ("", "")


def is_by_form(mail: Message) -> bool:
    """Is it sent by a program, as forms send what was filled in?"""
    return bool(mail["X-WPCF7-Content-Type"]) or is_programs(from_whom(mail)[1])


def is_relayed(mail: Message, text: str) -> bool:
    """Did a group that people write to, or a form, pass on what somebody wrote?"""
    if any(mail[name] for name in _OF_GROUPS) or "mailto:" in header(mail, "List-Post").lower():
        return True
    if author(mail) != from_whom(mail) or _FOOTER.search(text):
        return True
    _, address = from_whom(mail)
    # Whoever writes to a list of the house that receives it is a customer, if not of that house.
    return any(not is_within(domain(address), domain(own)) for own in _own_lists(mail))


def is_from_here(mail: Message, address: str) -> bool:
    """Is this the mailbox that the mail was put into?"""
    return bool(address) and address in (one for _, one in people(mail, *_RECEIVED_BY))


def is_own_desk(mail: Message) -> bool:
    """Is the group to which it was written the one that we receive our customers by?"""
    own = list(_own_lists(mail))
    if any(not _DESKS.isdisjoint(re.split(r"[^a-z]", one.partition("@")[0])) for one in own):
        return True
    if by := [address for _, address in people(mail, *_RECEIVED_BY)]:
        return any(of_one_house(one, address) for one in own for address in by)
    return bool(own) and not any(_OPEN_TO_ALL.search(one) for one in own)


def _own_lists(mail: Message) -> Iterator[str]:
    """Whom it was sent to, where its list is theirs."""
    lists = _lists(mail)
    for _, address in people(mail, *_TO, *_RECEIVED_BY):
        if address and not is_anyones(address):
            told = address.replace("@", ".")
            if any(one == told or is_within(one, domain(address)) for one in lists):
                yield address


def _lists(mail: Message) -> list[str]:
    """The list's names in the form of List-Id: talk.acme.example."""
    told = header(mail, "List-Id").lower()
    named = _ID.findall(told) or [told.strip()] * (" " not in told)
    there = (address for _, address in people(mail, "X-BeenThere"))
    return [name for name in (*named, *(one.replace("@", ".") for one in there)) if name]


def _is_between(mail: Message, address: str, *, is_via: bool) -> bool:
    """Does a group or a form of the house that receives it stand in the place of who wrote?"""
    to = [one for _, one in people(mail, *_TO) if not is_anyones(one)]
    if address in to:
        return True
    is_house = any(is_within(domain(address), domain(one)) for one in to)
    if address.replace("@", ".") in _lists(mail) or (is_via and is_house):
        return True
    return is_house and _FORM.fullmatch(address.partition("@")[0]) is not None


def _behind(mail: Message, address: str, before: str | None) -> tuple[str, str] | None:
    """Who wrote, where the sender only passes it on and something tells."""
    ours = [address, *(one for _, one in people(mail, "To") if not is_anyones(one))]
    told = [*people(mail, "Reply-To")]
    told += [who for who in people(mail, "Cc") if before and who[0] == before]
    told += people(mail, "X-Original-Sender", "X-MailFrom")
    if found := _WRITTEN_IN.fullmatch(address.partition("@")[0]):
        told.append(("", f"{found[1]}@{found[2]}"))
    if before is not None:
        told += (("", word.strip("\"'<>()").lower()) for word in header(mail, "From").split())
    for name, one in told:
        is_ours = any(one == own or is_within(domain(one), domain(own)) for own in ours)
        if "@" in one and not is_ours:
            return name or before or "", one
    return None


def _before_via(sender: str) -> str | None:
    """The name of who wrote in « 'Ann Lee' via Support »: empty where it is an address."""
    shown = sender.rpartition("<")[0] or sender
    for word in _VIA:
        before, found, _ = shown.rpartition(word)
        if found:
            before = before.strip(" \"'")
            return "" if "@" in before else before
    return None
