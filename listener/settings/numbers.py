"""The numbers that an operator may change, each with its default: thresholds, due times, health.

Numbers that contradict each other are refused: one of them would be without effect, and nobody told.
"""

from datetime import timedelta
from typing import Annotated, Self

from pydantic import Field, model_validator

from listener.settings.written import Section

_YEAR = 365  # days, or as many of what is counted in days: what is longer is a slip
UntilDue = Annotated[float, Field(gt=0, le=_YEAR * 24)] | None  # hours


class Thresholds(Section):
    """The numbers an operator may change; the defaults are those of the product."""

    instant_confidence: float = Field(default=0.75, ge=0, le=1)
    """How surely a critique must be read, and as negative, to alert at once."""
    alerts_a_day: int = Field(default=10, ge=1)
    """Instant alerts a day; danger and press outside it."""
    thanks_share: float = Field(default=0.40, ge=0, le=1)
    """Of a week's thanks-only positives."""
    thanks_free: int = Field(default=10, ge=0)
    """So many thanks-only positives a week may all be thanked; the share begins above."""
    detailed_words: int = Field(default=25, ge=1)
    """Words from which a thank-you is as good as a first one: it may have the last place."""
    reply_within_days: int = Field(default=30, ge=1, le=_YEAR)
    """Days after which a post is too old for an answer; a review never is."""
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
    peers_first_hours: float = Field(default=4, ge=0, le=_YEAR * 24)
    """On your own page other customers may help first, for so long."""
    quiet_hours: float = Field(default=24, gt=0, le=_YEAR * 24)
    """A story without a message for so long opens a new one."""
    follow_days: float = Field(default=14, gt=0, le=_YEAR)
    """For so long a message in Slack is kept up to date with its story."""
    news_days: float = Field(default=7, gt=0, le=_YEAR)
    """A post that is older when it comes is only looked at, danger excepted."""
    fact_notice_days: int = Field(default=14, ge=1, le=_YEAR)
    """So many days before its last a fact is asked about: is it still true?"""
    fact_days: int = Field(default=183, ge=1, le=10 * _YEAR)
    """For so many days more it holds where a lead says that it does; one whose `checked_on` is set, for as long as it did."""
    copy_days: float = Field(default=7, gt=0, le=_YEAR)
    """How far back a text is compared with others, to find copies."""
    # Of real posts one pair in 1,500 is so near, and 92 of 100 posts and their edited copy; of
    # questions to one bank that are so near, three of five ask the same (models/CARD.md).
    copy_likeness: float = Field(default=0.68, ge=0, le=1)
    """How alike in meaning two texts must be, as the model sees it, to be copies, and"""
    copy_words: float = Field(default=0.6, ge=0, le=1)
    """which share of their pairs of words must be the same."""
    question_likeness: float = Field(default=0.76, ge=0, le=1)
    """How alike in meaning two questions must be to count as the same."""
    burst_people: int = Field(default=4, ge=2)
    """So many people who say that the same is wrong are told in one message, where they write"""
    burst_minutes: float = Field(default=60, gt=0, le=24 * 60)
    """within so many minutes; danger, press and rights keep their own alerts."""
    burst_likeness: float = Field(default=0.72, ge=0, le=1)
    """How alike in meaning two complaints must be for that, where the word lists name nothing that both say."""
    # With both as they come, none of the bursts in 19 mixed hours is found and no stranger merged: benchmarks/results/bursts.json.
    burst_nearness: float = Field(default=1, ge=0, le=1)
    """The same of each two that share three words, where nearly all say that something fails; 1: never."""

    @property
    def news_for(self) -> timedelta:
        """So long after its time a post is news."""
        return timedelta(days=self.news_days)

    @property
    def burst_for(self) -> timedelta:
        """Within it those who say the same are one burst."""
        return timedelta(minutes=self.burst_minutes)

    @property
    def followed_for(self) -> timedelta:
        """So long after it was sent a message follows its story."""
        return timedelta(days=self.follow_days)

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.not_ours_under > self.ours_from:
            raise ValueError(
                f"not_ours_under {self.not_ours_under:g} is above ours_from {self.ours_from:g}: what"
                " lies between would be both; raise ours_from, or lower not_ours_under"
            )
        if self.copied_by > self.copied + 1:
            raise ValueError(
                f"copied_by {self.copied_by} is too much for copied {self.copied}: a text and its"
                f" {self.copied} copies have {self.copied + 1} authors at most; raise copied, or lower"
                " copied_by"
            )
        if self.quiet_hours > self.follow_days * 24:
            raise ValueError(
                f"quiet_hours {self.quiet_hours:g} is longer than follow_days {self.follow_days:g}: a"
                " message that is not kept up to date any more would still be counted on; raise"
                " follow_days, or lower quiet_hours"
            )
        return self


Cost = Annotated[float, Field(gt=0, le=1_000)]


class Costs(Section):
    """What each mistake costs you, one against the other. From which probability on something is done
    follows from them: it is done where leaving it would cost more.
    """

    missed_danger: Cost = 50
    """A danger that nobody was shown at once."""
    late_danger: Cost = 5
    """A danger was shown at once, and the duty was not rung."""
    careless_reply: Cost = 35
    """Somebody in danger was shown with the advice for an everyday complaint."""
    needless_ring: Cost = 78
    """The duty was rung for nothing."""
    needless_alert: Cost = 33
    """Something harmless was shown as what may be a danger."""
    late_word: Cost = 42
    """Somebody had to know of it within the hour, and heard of it with the rest."""
    thanks_for_complaint: Cost = 10
    """Somebody who complains was thanked for kind words."""
    wrong_apology: Cost = 4
    """We said sorry to somebody who blames nothing."""
    silence: Cost = 4
    """Who spoke to us, asked or complained got no word."""
    barging_in: Cost = 4
    """We spoke into a talk among peers that wanted nothing of us."""
    needless_look: Cost = 2.4
    """A person was asked what was clear."""

    @property
    def rings_from(self) -> float:
        """How probable a danger is when the duty is rung."""
        return _from(self.needless_ring, self.late_danger)

    @property
    def handled_from(self) -> float:
        """How probable a danger is when it is the advice to treat it as one, though nobody is rung."""
        return _from(self.needless_ring, self.careless_reply)

    @property
    def shown_from(self) -> float:
        """How probable a danger is when it is shown at once."""
        return _from(self.needless_alert, self.missed_danger)

    @property
    def pressing_from(self) -> float:
        """How probable it is that somebody must know of a post within the hour when it is told at once."""
        return _from(self.needless_alert, self.late_word)

    @property
    def blames_from(self) -> float:
        """How probable blame is when something is answered as blame."""
        return _from(self.wrong_apology, self.silence)

    @property
    def thanks_under(self) -> float:
        """How probable blame may be where somebody is thanked without a look."""
        return min(self.needless_look / self.thanks_for_complaint, self.blames_from)

    @property
    def to_us_from(self) -> float:
        """How probable it is that a post speaks to us when it is answered."""
        return _from(self.barging_in, self.silence)

    @property
    def answers_from(self) -> float:
        """How probable it is that an answer is wanted when one is advised."""
        return _from(self.needless_look, self.silence)

    def is_open(self, probability: float) -> bool:
        """Whether either answer about to whom it speaks would cost more than a look."""
        wrong = min(probability * self.silence, (1 - probability) * self.barging_in)
        return wrong > self.needless_look

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.shown_from > self.rings_from:
            raise ValueError(
                f"needless_alert {self.needless_alert:g} is dear beside needless_ring"
                f" {self.needless_ring:g}: the duty would be rung for what is not even shown; raise"
                " needless_ring, or lower needless_alert"
            )
        return self


def _from(needless: float, missed: float) -> float:
    return needless / (needless + missed)


class ReviewDue(Section):
    """The same for reviews, of what is due later there; of the rest a review has the hours above."""

    escalate_lane: UntilDue = None
    """Hand to the desk's lead: hours until it is due."""
    repair: UntilDue = None
    """Put right: hours until it is due."""
    acknowledge_and_report: UntilDue = None
    """Acknowledge and report: hours until it is due."""
    acknowledge: UntilDue = None
    """Acknowledge: hours until it is due."""


class Due(Section):
    """Hours until an advice is due, where you want others than the product's; by its name."""

    escalate_now: UntilDue = None
    """Call the person on duty: hours until it is due."""
    moderate: UntilDue = None
    """Hide it, keep proof: hours until it is due."""
    escalate_pr: UntilDue = None
    """Warn communications: hours until it is due."""
    workplace: UntilDue = None
    """Pass to the named referent: hours until it is due."""
    answer_press: UntilDue = None
    """Answer the press: hours until it is due."""
    correct_press: UntilDue = None
    """Write to the newsroom: hours until it is due."""
    escalate_lane: UntilDue = None
    """Hand to the desk's lead: hours until it is due."""
    repair: UntilDue = None
    """Put right: hours until it is due."""
    resume: UntilDue = None
    """Take up the open case: hours until it is due."""
    correct: UntilDue = None
    """Correct the facts: hours until it is due."""
    acknowledge_and_report: UntilDue = None
    """Acknowledge and report: hours until it is due."""
    acknowledge: UntilDue = None
    """Acknowledge: hours until it is due."""
    acknowledge_rating: UntilDue = None
    """Acknowledge the rating: hours until it is due."""
    ethics: UntilDue = None
    """Ask for the label: hours until it is due."""
    employee: UntilDue = None
    """Remind a colleague: hours until it is due."""
    answer: UntilDue = None
    """Answer: hours until it is due."""
    offer_help: UntilDue = None
    """Offer help: hours until it is due."""
    correct_peers: UntilDue = None
    """Correct once, with a source: hours until it is due."""
    thank_and_track: UntilDue = None
    """Thank and track the idea: hours until it is due."""
    creator: UntilDue = None
    """Thank the maker: hours until it is due."""
    thank: UntilDue = None
    """Thank: hours until it is due."""
    review: ReviewDue = ReviewDue()


class DigestNumbers(Section):
    """How far the weekly digest looks back, and how much it takes to call a figure one."""

    usual_weeks: int = Field(default=4, ge=1, le=12)
    """Weeks before that make the usual one."""
    returning_days: int = Field(default=90, ge=7, le=_YEAR)
    """An author seen in them returns."""
    open_days: int = Field(default=30, ge=7, le=_YEAR)
    """A critique without an answer that is older is history."""
    few: int = Field(default=20, ge=1)
    """Opinions under which a balance is too few to be one."""
    few_cases: int = Field(default=5, ge=1)
    """Cases under which a share or a usual time is too few."""


class HealthBounds(Section):
    """When health turns red, and operators are told."""

    failures: int = Field(default=3, ge=1)
    """Failed visits of a source in a row."""
    failing_hours: float = Field(default=24, gt=0, le=_YEAR * 24)
    """Hours since its last good visit, however few failed."""
    unsent_minutes: float = Field(default=5, gt=0, le=_YEAR * 24 * 60)
    """Minutes that a message may wait."""
    disk_free: float = Field(default=0.05, ge=0, lt=1)
    """Share of the disk that must be free."""
