"""What can go wrong with a call to Slack, named by what the outbox does next.

SlackError
├── SlackBusyError     nothing was posted: not before retry_after
├── SlackDownError     nothing was posted: no connection came about
├── SlackDoubtError    it may have been posted: look before saying it again
└── SlackRefusedError  nothing was posted: a person must mend something

Only codes travel in them, never a text, a token or an address.
"""

import re
from datetime import datetime
from email.utils import parsedate_to_datetime

# Slack's own words: "possible some aspect of the operation succeeded before the error was raised".
DOUBTFUL = frozenset(
    {
        "fatal_error",
        "internal_error",
        "service_unavailable",
        "request_timeout",
        "duplicate_message_not_found",
        "duplicate_channel_not_found",
    }
)
BUSY = frozenset({"ratelimited", "rate_limited", "rollup_error"})
# The blocks are at fault: the same words without them may pass.
BLOCKS = frozenset(
    {
        "invalid_blocks",
        "invalid_blocks_format",
        "msg_blocks_too_long",
        "msg_too_long",
        "cannot_parse_attachment",
    }
)
# What it was to hang under is gone: it stands in the channel by itself.
THREAD = frozenset({"thread_not_found", "cannot_reply_to_message", "invalid_thread_ts"})
# The whole workspace is closed to us, the operators' channel included.
AUTH = frozenset(
    {
        "account_inactive",
        "access_denied",
        "invalid_auth",
        "invalid_token",
        "missing_scope",
        "no_permission",
        "no_service",
        "no_team",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
    }
)
# A person can mend these without touching the notice: it may go out afterwards.
MENDABLE = AUTH | {
    "channel_not_found",
    "ekm_access_denied",
    "is_archived",
    "not_in_channel",
    "restricted_action",
    "restricted_action_non_threadable_channel",
    "restricted_action_read_only_channel",
    "restricted_action_thread_locked",
    "restricted_action_thread_only_channel",
}

# The page of a digest was not taken; the digest stands without it, and nothing is tried again.
FILES = frozenset({"files_scope", "files_refused", "files_unreachable"})

PATIENCE = 30.0  # seconds, where a 429 does not say how long
LONGEST = 3600.0  # seconds that we believe a 429


class SlackError(Exception):
    """A call to Slack that gave no result; its text is a code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class SlackBusyError(SlackError):
    """Too many requests; nothing was posted."""

    def __init__(self, retry_after: float) -> None:
        super().__init__("ratelimited")
        self.retry_after = retry_after  # seconds


class SlackDownError(SlackError):
    """No connection came about: nothing was posted."""


class SlackDoubtError(SlackError):
    """No clear answer: it may have been posted."""


class SlackRefusedError(SlackError):
    """Slack refused: nothing was posted, and a person must mend something."""


def retry_after(header: str | None, now: datetime) -> float:
    """Seconds to wait after a 429: the header gives seconds or an HTTP date, or is missing."""
    told = (header or "").strip()
    try:
        seconds = float(told)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(told) - now).total_seconds()
        except (TypeError, ValueError):
            seconds = PATIENCE
    if seconds != seconds:  # NaN
        seconds = PATIENCE
    return min(max(seconds, 1.0), LONGEST)


def of_code(code: str) -> SlackError:
    """The error for an answer `ok: false`; a code that we do not know counts as a refusal."""
    if not re.fullmatch(r"[a-z0-9_]{1,60}", code):
        code = "unknown_error"  # no word of Slack's: it is not repeated anywhere
    if code in BUSY:
        return SlackBusyError(PATIENCE)
    if code in DOUBTFUL:
        return SlackDoubtError(code)
    return SlackRefusedError(code)
