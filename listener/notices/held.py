"""Why Slack does not take a message of ours: which cause it is, where, and what to do."""

from dataclasses import dataclass
from typing import ClassVar, Self

from listener.notices.contract import Json, Ops
from listener.notices.targets import HOOK, SLACK, is_direct
from listener.settings.brand import Brand
from listener.store.outgoing import Envelope
from listener.words import catalogue, say

# Slack's own codes where the whole workspace is closed to us, the operators' channel included.
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
# The page of a digest was not taken; the digest stands without it, and nothing is tried again.
FILES = frozenset({"files_scope", "files_refused", "files_unreachable"})
BACK = "back"  # no code: the cause that says that it is over
ELSEWHERE = "elsewhere"  # so does this: what waited goes where the settings now send its like
OVER = frozenset({BACK, ELSEWHERE})
_HELD = ("unreachable", "history_unreadable", "history_scope")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held(Ops):
    """Messages of one channel that are kept back, or one that was given up."""

    kind: ClassVar[str] = "held"

    cause: str  # Slack's code, or a word of ours
    channel: str
    is_kept: bool = False  # they go out once it is over

    def fields(self) -> Json:
        """See Ops."""
        told: Json = {"cause": self.cause, "channel": self.channel}
        return {**told, "kept": True} if self.is_kept else told

    @classmethod
    def from_json(cls, envelope: Envelope, told: Json) -> Self:
        """See Notice."""
        return cls(
            envelope=envelope,
            cause=str(told.get("cause")),
            channel=str(told.get("channel")),
            is_kept=bool(told.get("kept")),
        )

    def words(self, brand: Brand) -> tuple[str, list[str]]:
        """See Ops."""
        lang, place = brand.language, where(self.channel)
        if self.cause == BACK:
            return say(lang, "outbox.back_title"), [say(lang, "outbox.back", channel=place)]
        if self.cause == ELSEWHERE:
            title = say(lang, "outbox.elsewhere_title")
            return title, [say(lang, "outbox.elsewhere", channel=place)]
        lines = [
            say(lang, "outbox.where", channel=place, cause=self.cause),
            remedy(self.cause, place, lang),
        ]
        if self.cause not in FILES:
            lines.append(say(lang, f"outbox.{self._what_becomes}"))
        if is_direct(self.envelope.target):
            has_home = brand.slack.app_token or brand.slack.signing_secret
            lines.append(say(lang, "outbox.direct_home" if has_home else "outbox.direct"))
        return say(lang, "outbox.title"), lines

    @property
    def _what_becomes(self) -> str:
        if self.is_kept:
            return "kept"
        return "held" if self.cause in _HELD else "alone"


def where(channel: str) -> str:
    """A channel as people are told it: a webhook's is a secret."""
    return "webhook" if f"{SLACK}{channel}".startswith(HOOK) else channel


def remedy(cause: str, where: str, lang: str) -> str:
    """What a person can do about a cause."""
    key = cause
    if f"outbox.remedy.{cause}" not in catalogue(lang):
        key = "other"
        if cause.startswith("restricted_action"):
            key = "restricted"
        elif cause in AUTH:
            key = "webhook" if where == "webhook" else "auth"
        elif where == "webhook":
            key = "webhook"
    return say(lang, f"outbox.remedy.{key}")
