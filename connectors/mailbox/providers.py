"""What is known of those who host mailboxes: who vouches for a sender there, and what a refused login asks for."""

from collections.abc import Sequence
from dataclasses import dataclass

BARE = "-"  # Microsoft names nobody at the head of what it found


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One host of mailboxes."""

    hosts: tuple[str, ...]  # of its IMAP servers; each stands for those below it, too
    vouches: tuple[str, ...] = ()  # who speaks in its Authentication-Results, and those below
    remedy: str  # for a login that was refused
    token_url: str | None = None  # where a refresh token is exchanged (OAuth 2.0)
    scope: str = ""


_ANY = Provider(
    hosts=(),
    remedy="check user and password; many providers want an app password here, made on the"
    " security page of the account, or IMAP switched on in its settings",
)
PROVIDERS = (
    Provider(
        hosts=("imap.gmail.com", "imap.googlemail.com"),
        vouches=("mx.google.com",),
        remedy="Google takes an app password here, not the account's own: turn on 2-step"
        " verification, make one at https://myaccount.google.com/apppasswords and set it",
        token_url="https://oauth2.googleapis.com/token",  # noqa: S106  # an address
        scope="https://mail.google.com/",
    ),
    Provider(
        hosts=("office365.com", "outlook.com", "hotmail.com", "live.com"),
        vouches=(BARE, "protection.outlook.com"),
        remedy="Microsoft takes no password here any more, most accounts not even an app password:"
        " set token or refresh_token (XOAUTH2), or let a rule redirect the mails to a mailbox that"
        " takes one",
        token_url="https://login.microsoftonline.com/common/oauth2/v2.0/token",  # noqa: S106
        scope="https://outlook.office.com/IMAP.AccessAsUser.All offline_access",
    ),
    Provider(
        hosts=("mail.yahoo.com",),
        vouches=("yahoo.com",),
        remedy="Yahoo takes an app password here, not the account's own: make one at"
        " https://login.yahoo.com/account/security and set it",
    ),
    Provider(
        hosts=("mail.me.com",),
        vouches=("icloud.com",),
        remedy="Apple takes an app-specific password here, not the account's own: make one at"
        " https://account.apple.com under Sign-In and Security and set it",
    ),
    Provider(hosts=("mail.gandi.net",), vouches=("mail.gandi.net",), remedy=_ANY.remedy),
)
# Of addresses whose server is not imap. with what follows the @.
_SERVERS = {
    "googlemail.com": "imap.gmail.com",
    "outlook.com": "outlook.office365.com",
    "outlook.fr": "outlook.office365.com",
    "hotmail.com": "outlook.office365.com",
    "hotmail.fr": "outlook.office365.com",
    "live.com": "outlook.office365.com",
    "live.fr": "outlook.office365.com",
    "yahoo.com": "imap.mail.yahoo.com",
    "yahoo.fr": "imap.mail.yahoo.com",
    "icloud.com": "imap.mail.me.com",
    "me.com": "imap.mail.me.com",
    "wanadoo.fr": "imap.orange.fr",
    "neuf.fr": "imap.sfr.fr",
}


def server_of(address: str) -> str:
    """The IMAP server that an address's mail most likely lies on; its provider's help says surely."""
    domain = address.rpartition("@")[2].lower()
    return _SERVERS.get(domain, f"imap.{domain}")


def provider_of(host: str) -> Provider:
    """The provider of a server, or what holds for any."""
    return next((one for one in PROVIDERS if is_of(host, one.hosts)), _ANY)


def is_of(host: str, houses: Sequence[str]) -> bool:
    """Is it one of these, or below one of them?"""
    host = host.lower().rstrip(".")
    return any(host == one or host.endswith(f".{one}") for one in houses)
