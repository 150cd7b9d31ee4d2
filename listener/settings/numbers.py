"""The numbers that an operator may change, each with its default: thresholds, due times, health."""

from pydantic import Field

from listener.settings.written import Section


class Thresholds(Section):
    """The numbers an operator may change; the defaults are those of the product."""

    instant_confidence: float = Field(default=0.75, ge=0, le=1)
    alerts_a_day: int = Field(default=10, ge=1)
    """Instant alerts a day; danger and press outside it."""
    thanks_share: float = Field(default=0.40, ge=0, le=1)
    """Of a week's thanks-only positives."""
    detailed_words: int = Field(default=25, ge=1)
    """Words from which a thank-you is as good as a first one: it may have the last place."""
    reply_within_days: int = Field(default=30, ge=1)
    same_question: int = Field(default=3, ge=2)
    """Seen this often in 30 days: publish the answer."""
    ours_from: float = Field(default=0.7, ge=0, le=1)
    """How surely a mention must be about the brand to count as such."""
    not_ours_under: float = Field(default=0.4, ge=0, le=1)
    """Below this it is about something else; between the two a person is asked."""
    large_audience: int = Field(default=10_000, ge=1)
    """Followers or views from which the influencers' desk answers."""
    copied: int = Field(default=10, ge=2)
    """Near-identical mentions from which a text is copied and not repeated: a campaign, perhaps."""
    copied_by: int = Field(default=5, ge=2)
    """Authors that they must have at least."""
    spreading: int = Field(default=3, ge=1)
    """Copies from which an error about a fact of yours is put right among peers."""
    rounds: int = Field(default=2, ge=1)
    """Answers of ours to one person in one thread after which the desk's lead takes over."""
    peers_first_hours: float = Field(default=4, ge=0)
    """On your own page other customers may help first, for so long."""
    quiet_hours: float = Field(default=24, gt=0)
    """A story without a message for so long opens a new one."""


class Due(Section):
    """Hours until an advice is due, where you want others than the product's; by its name."""

    escalate_now: float | None = Field(default=None, gt=0)
    moderate: float | None = Field(default=None, gt=0)
    escalate_pr: float | None = Field(default=None, gt=0)
    answer_press: float | None = Field(default=None, gt=0)
    correct_press: float | None = Field(default=None, gt=0)
    escalate_lane: float | None = Field(default=None, gt=0)
    repair: float | None = Field(default=None, gt=0)
    resume: float | None = Field(default=None, gt=0)
    correct: float | None = Field(default=None, gt=0)
    acknowledge_and_report: float | None = Field(default=None, gt=0)
    acknowledge: float | None = Field(default=None, gt=0)
    acknowledge_rating: float | None = Field(default=None, gt=0)
    ethics: float | None = Field(default=None, gt=0)
    employee: float | None = Field(default=None, gt=0)
    answer: float | None = Field(default=None, gt=0)
    offer_help: float | None = Field(default=None, gt=0)
    correct_peers: float | None = Field(default=None, gt=0)
    thank_and_track: float | None = Field(default=None, gt=0)
    creator: float | None = Field(default=None, gt=0)
    thank: float | None = Field(default=None, gt=0)


class DigestNumbers(Section):
    """How far the weekly digest looks back, and how much it takes to call a figure one."""

    usual_weeks: int = Field(default=4, ge=1, le=12)
    """Weeks before that make the usual one."""
    returning_days: int = Field(default=90, ge=7)
    """An author seen in them returns."""
    open_days: int = Field(default=30, ge=7)
    """A critique without an answer that is older is history."""
    few: int = Field(default=20, ge=1)
    """Opinions under which a balance is too few to be one."""
    few_cases: int = Field(default=5, ge=1)
    """Cases under which a share or a usual time is too few."""


class HealthBounds(Section):
    """When health turns red, and operators are told."""

    failures: int = Field(default=3, ge=1)
    """Failed visits of a source in a row."""
    failing_hours: float = Field(default=24, gt=0)
    """Hours since its last good visit, however few failed."""
    unsent_minutes: float = Field(default=5, gt=0)
    """Minutes that a message may wait."""
    disk_free: float = Field(default=0.05, ge=0, lt=1)
    """Share of the disk that must be free."""
