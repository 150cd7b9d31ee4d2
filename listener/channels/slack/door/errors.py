"""What can go wrong with a call to Slack, named by what the outbox does next.

SlackError
├── SlackBusyError     nothing was posted: not before retry_after
├── SlackDownError     nothing was posted: no connection came about
├── SlackDoubtError    it may have been posted: look before saying it again
└── SlackRefusedError  nothing was posted: Slack does not want it, or not now

Only codes travel in them, never a text, a token or an address.
"""

import re
from datetime import datetime
from email.utils import parsedate_to_datetime

from listener.notices.held import AUTH

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
# Its blocks are at fault: plainer ones may pass.
BLOCKS = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})
# This one message is at fault: its words without blocks may pass.
MESSAGE = BLOCKS | frozenset(
    {
        "cannot_parse_attachment",
        "invalid_attachments",
        "invalid_metadata_format",
        "markdown_text_conflict",
        "metadata_too_large",
        "msg_too_long",
        "no_text",
        "too_many_attachments",
    }
)
# What it was to hang under is gone: it stands in the channel by itself.
THREAD = frozenset({"thread_not_found", "cannot_reply_to_message", "invalid_thread_ts"})
# One channel is closed to us; the operators' may be open.
CHANNEL = frozenset(
    {
        "channel_is_archived",
        "channel_not_found",
        "is_archived",
        "not_in_channel",
        "posting_to_general_channel_denied",
        "restricted_action",
        "restricted_action_non_threadable_channel",
        "restricted_action_read_only_channel",
        "restricted_action_thread_locked",
        "restricted_action_thread_only_channel",
    }
)
# Of these a look at the channel tells, without a message.
SEEN = frozenset({"channel_not_found", "is_archived", "not_in_channel"})
# Whatever the message. A code that is in no list may be about one message or about all.
PLACE = (
    AUTH
    | CHANNEL
    | {
        "accesslimited",
        "action_prohibited",
        "ekm_access_denied",
        "enterprise_is_restricted",
        "http_403",
        "http_404",
        "http_410",
        "invalid_token",
        "message_limit_exceeded",
        "no_active_hooks",
        "team_added_to_org",
        "team_disabled",
    }
)
# How the error of a notice begins that Slack refused for now, or all of whose blocks it refused.
REFUSED, PLAIN = "refused", "plain"
PLAINER = "plainer"  # whose newest blocks alone it refused, so far

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
    """Slack refused: nothing was posted. Where it is not about one message, it is kept."""


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
    """The error for an answer `ok: false`; a code that we do not know counts as a refusal.

    What is no code at all is no clear answer: the message may have been taken before it.
    """
    if not re.fullmatch(r"[a-z0-9_]{1,60}", code):
        return SlackDoubtError("unknown_error")  # no word of Slack's: it is not repeated anywhere
    if code in BUSY:
        return SlackBusyError(PATIENCE)
    if code in DOUBTFUL:
        return SlackDoubtError(code)
    return SlackRefusedError(code)
