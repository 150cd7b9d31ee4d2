"""Saved replies of a Mastodon server: which server it was stands nowhere in them, or nearly."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from connectors.kit.contract import Mention, Page
from connectors.kit.errors import SourceChangedError
from connectors.kit.reading.entries import as_text
from connectors.kit.reading.text import plain_text
from connectors.kit.saved import gathered, json_in
from connectors.mastodon.statuses import read_status

_LISTS = ("statuses", "ancestors", "descendants")  # of a search, and of a thread


def in_reply(reply: bytes) -> Page:
    """The posts of a saved reply; one that is passed on is the post itself.

    Raises SourceChangedError.
    """
    found = json_in(reply)
    if isinstance(found, dict) and not _is_status(found):
        lists = [found[name] for name in _LISTS if isinstance(found.get(name), list)]
        if not lists:
            said = found.get("error_description") or found.get("error")
            raise SourceChangedError(
                f"the server says: {plain_text(as_text(said))[:200]}"
                if said
                else "no list of posts: is this Mastodon?"
            )
        found = [one for each in lists for one in each]
    posts = found if isinstance(found, list) else [found]
    if not isinstance(found, list | dict):
        raise SourceChangedError("no list of posts: is this Mastodon?")
    return gathered(posts, _posts, "post")


def _posts(found: Any) -> Iterator[Mention]:
    if isinstance(found, Mapping) and not _is_status(found) and "status" in found:
        found = found["status"]  # of a notification
    if isinstance(found, Mapping) and isinstance(found.get("reblog"), Mapping):
        found = found["reblog"]
    host = _server(found)
    mention = read_status(found, f"https://{host}" if host else "").mention
    if not host:
        key = (mention.thread_key or "").strip("/")
        mention = replace(mention, parent_url=None, thread_key=key or None)
    yield mention


def _is_status(found: Mapping[str, Any]) -> bool:
    return isinstance(found.get("account"), Mapping) and "uri" in found


def _server(found: Any) -> str:
    """Who gave it: known only where the post's author lives there, for their name has no host."""
    account = found.get("account") if isinstance(found, Mapping) else None
    if not isinstance(account, Mapping) or "@" in str(account.get("acct") or "@"):
        return ""
    for link in (account.get("url"), found.get("uri")):
        scheme, _, rest = as_text(link).partition("://")
        if scheme in ("https", "http") and rest:
            return rest.partition("/")[0]
    return ""
