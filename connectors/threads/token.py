"""The token: good for 60 days, made anew every week, and kept in a file that this user alone may read.

The one in the settings is the first. Threads makes a new one of a token that is a day old; whoever
waits longer than its 60 days has to make one by hand.
"""

import httpx

from connectors.kit.budget import shared_by
from connectors.kit.errors import SourceError, SourceRefusedError
from connectors.kit.grants import Grant, as_token, keep, kept
from connectors.kit.http.fetch import decoded, get
from connectors.kit.login import Login
from connectors.kit.metagraph import TokenError
from connectors.kit.oauth import seconds_in
from connectors.kit.walk.paging import DAY
from connectors.threads.asking import explained

_EACH = 7 * DAY  # seconds between two tokens
_LASTS = 60 * DAY  # of one that does not say


def token_of(http: httpx.Client, login: Login, given: str, now: int) -> str:
    """The token that is good now. Raises TokenError where it is none any more."""
    name = shared_by("threads", given)
    try:
        grant = kept(login)
    except SourceRefusedError:  # none yet, damaged, of another token, open to others
        grant = Grant(name, given, given, now + DAY)
        keep(login, grant)
    if now < grant.fresh_until:
        return grant.access_token
    headers = {"Authorization": f"Bearer {grant.access_token}"}
    url = f"{login.token_url}/refresh_access_token"
    asked = {"grant_type": "th_refresh_token"}
    try:
        reply = get(http, url, asked, headers=headers, fresh=True, aside=True, explain=explained)
        found = decoded(reply) if reply else None
    except TokenError:
        raise
    except SourceError:  # it is good for weeks: asked again tomorrow
        found = None
    told = found if isinstance(found, dict) else {}
    if made := as_token(told.get("access_token")):
        ends = now + seconds_in(told.get("expires_in"), _LASTS)
        grant = Grant(name, made, made, now + _EACH, ends)
    else:
        grant = Grant(name, grant.access_token, grant.access_token, now + DAY, grant.ends_at)
    keep(login, grant)
    return grant.access_token
