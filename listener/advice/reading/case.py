"""One mention before the tree: what the rules read in it, each thing worked out once."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property

from listener.advice.evidence import GOOD_STARS, Belief
from listener.advice.leaves import Leaf
from listener.advice.reading import beliefs
from listener.advice.reading.beliefs import Around, Held, by_person, held
from listener.advice.reading.called import calls_another
from listener.advice.reading.campaigns import campaign, chain, is_example
from listener.advice.reading.contradictions import Doubt, doubted
from listener.advice.reading.danger import crisis_word, is_plain
from listener.advice.reading.form import Settled, opens_to_us, settle
from listener.advice.reading.history import Waited, waited
from listener.advice.reading.lexicon import found
from listener.advice.reading.own_words import BLAME, OwnWords
from listener.advice.reading.playful import is_meant_kindly, shows_fault
from listener.advice.reading.relevance import NEAR, relevance
from listener.advice.reading.risk import Risk, is_only_told, risk
from listener.advice.reading.signed import signed_by_us
from listener.advice.reading.sponsorship import sponsorship
from listener.advice.reading.text import as_written
from listener.advice.verdict import Answer
from listener.words import Value

TONES = frozenset({"negative", "neutral", "positive", "mixed"})
INTENTS = frozenset({"complaint", "praise", "idea", "question", "none"})
_KINDLY = 0.02  # blame in thanks that are meant
_REPROACHES = 0.9  # blame where the words say it and the tone does not
_RETWEET = re.compile(r"\s{0,20}[\"«“]?\s{0,20}(?:RT|MT)\b:?\s{0,20}@\w")


@dataclass(frozen=True)
class Case(OwnWords):
    """Evidence and brand, and what follows from both."""

    def yes(self, leaf: Leaf, why: str, *rests_on: str) -> Answer:
        """This question decides."""
        return Answer(said="yes", leaf=leaf, why=why, rests_on=rests_on)

    def no(self, key: str, **values: Value) -> Answer:
        """This question does not decide; `key` under `why` says what was not found."""
        return Answer(said="no", why=self.say(f"why.{key}", **values))

    @cached_property
    def risk(self) -> Risk:
        """Must somebody on duty see it now? Of what does not name us, nobody is sure."""
        read = risk(
            self.evidence,
            self.brand,
            self.folded,
            hit=self.danger,
            is_plain=self.danger is not None and is_plain(self.shown),
            is_passed_on=self.is_passed_on,
        )
        if is_only_told(self.evidence, self.folded, read, right=bool(self.right)):
            return Risk()
        is_doubted = read.tier == "likely" and (self.is_only_near or self.round)
        return replace(read, tier="possible") if is_doubted else read

    @property
    def risk_read(self) -> float:
        """How likely the model holds any danger to be; 0 where it reads none."""
        return sum(p for kind, p in self.evidence.risk.items() if kind != "none")

    @cached_property
    def crisis_word(self) -> str | None:
        """A crisis word in one sentence with the brand, as the author wrote it."""
        if is_example(self.folded, self.brand):
            return None
        hit = crisis_word(self.sentences, self.brand, to_us=self.speaks_to_us)
        return as_written(self.shown, hit) if hit else None

    @cached_property
    def campaign(self) -> str | None:
        """The words that call others to leave us, or demand in the name of several, as the author wrote them."""
        here = self.speaks_to_us or self.evidence.venue == "own"
        hit = campaign(self.folded, self.sentences, self.brand, here=here)
        if hit is None and self.is_blame and self.relevance[0] >= self.brand.thresholds.ours_from:
            hit = chain(self.folded)
        return as_written(self.shown, hit) if hit else None

    @property
    def calls_to_leave(self) -> str | None:
        """The same of one account alone: not of who passes it on, reports it, or has kind words."""
        kind = self.tone == "positive" or self.intent in ("praise", "idea")
        if kind or self.evidence.sort.is_press or self.is_passed_on or self.is_review:
            return None
        return self.campaign

    @property
    def is_said_to_us(self) -> bool:
        """Does it speak to us, or stand where people do?"""
        return self.speaks_to_us or self.is_review or self.evidence.venue == "own"

    @cached_property
    def relevance(self) -> tuple[float, str]:
        """How surely it is about this brand, 0 to 1, and why."""
        return relevance(self.evidence, self.brand)

    @property
    def is_only_near(self) -> bool:
        """Whether it names nothing of ours, and only speaks of what is ours."""
        return self.relevance[0] == NEAR

    @property
    def has_large_audience(self) -> bool:
        """Whether the author reaches so many that the influencers' desk answers."""
        return (self.evidence.reach or 0) >= self.brand.thresholds.large_audience

    @property
    def speaks_to_us(self) -> bool:
        """By its place and words, or by its form."""
        return bool(self.evidence.addressed) or self.form == "critique"

    @cached_property
    def waited(self) -> Waited | None:
        """What its author wrote to us before, and nobody answered."""
        return waited(self.evidence, self.brand)

    @cached_property
    def answers_us(self) -> bool:
        """Whether it replies to an answer of ours; not to a post of ours that answers nobody."""
        seen = self.evidence
        if seen.replies_to_our_answer:
            return seen.venue != "own" or seen.our_answers_before > 0
        return signed_by_us(seen.parent_text or "", self.brand, on_our_page=seen.venue == "own")

    @property
    def is_review(self) -> bool:
        """A review of us: it stands in public and speaks to the brand."""
        return self.evidence.venue == "review" or self.evidence.sort.is_review

    @cached_property
    def form(self) -> str:
        """The form as the tree takes it: the tagger's, or what the place settles."""
        return self.settled.form

    @cached_property
    def settled(self) -> Settled:
        """The form, and which place settled it where the tagger did not."""
        return settle(
            self.evidence,
            self.brand,
            self.to_us,
            is_review=self.is_review,
            is_head=self.is_head,
            has_words=self.has_words,
        )

    @cached_property
    def is_head(self) -> bool:
        """Whether our handle opens it, or "you" stands beside it."""
        return opens_to_us(self.evidence, self.brand)

    @cached_property
    def to_us(self) -> Held:
        """How likely it is that it speaks to the brand."""
        told = by_person(self.evidence.form, "critique")
        if told is None and (self.evidence.is_letter_to_us or self.has_word_for):
            return Held(1.0)
        return told or held("to_us", beliefs.to_us(self.evidence, self.around))

    @cached_property
    def blame(self) -> Held:
        """How likely it is that it blames."""
        if told := by_person(self.evidence.tone, *BLAME):
            return told
        if self.is_meant_kindly:
            return Held(_KINDLY)
        if self.wants_redress or shows_fault(self.evidence, self.folded) or self.is_mock_rating:
            return Held(_REPROACHES)
        signs = beliefs.blame(self.evidence, self.around)
        return held("blame", signs, self.evidence.vector)

    @cached_property
    def around(self) -> Around:
        """What the signs of a belief need of the rules."""
        return Around(
            is_review=self.is_review,
            is_head=self.is_head,
            answers_us=self.answers_us,
            calls_another=calls_another(self.evidence, self.brand),
            names_problem=bool(found("talk.problem", self.folded)),
            is_first_hand=self.is_first_hand,
            waited=self.waited.times if self.waited else 0,
        )

    @cached_property
    def is_passed_on(self) -> bool:
        """Whether somebody else's words are relayed: a retweet, or a share with nothing lived."""
        if _RETWEET.match(self.evidence.text):
            return True
        return self.form == "share" and not self.is_first_hand

    @cached_property
    def tone(self) -> str:
        """The tone as the tree takes it: whether it blames is weighed, the rest is the tagger's."""
        belief, stars = self.evidence.tone, self.evidence.rating
        if belief.by_person and belief.label in TONES:
            return belief.label
        if self.blame.probability >= self.brand.costs.blames_from:
            return "mixed" if belief.share("mixed") > belief.share("negative") else "negative"
        if (stars is not None and stars >= GOOD_STARS) or self.is_meant_kindly:
            return "positive"
        return "positive" if belief.share("positive") > belief.share("neutral") else "neutral"

    @cached_property
    def blamed_by(self) -> str:
        """What says that it blames, in words: stars, irony, the author's own words; or nothing."""
        seen, signs = self.evidence, list[str]()
        if seen.rating is not None and seen.rating < GOOD_STARS:
            signs.append(self.say("signal.stars", n=seen.rating))
        if self.is_ironic and not seen.irony.by_person:
            signs.append(self.say("signal.irony"))
        if words := self.found("talk.problem"):
            signs.append(self.say("signal.words", words=words))
        return ", ".join(signs)

    @cached_property
    def is_meant_kindly(self) -> bool:
        """Whether its thanks are meant, though they may read as irony; a low rating says otherwise."""
        return (self.evidence.rating or 5) > 3 and is_meant_kindly(self.evidence, self.folded)

    @cached_property
    def is_ironic(self) -> bool:
        """Whether its praise is not meant: by irony, where no good rating speaks for it."""
        irony = self.evidence.irony
        if irony.by_person:
            return irony.label == "irony"
        if self.is_meant_kindly:
            return False
        likely = irony.label == "irony" or irony.best == "irony"
        return likely and (self.evidence.rating or 1) <= 3

    @property
    def is_blame(self) -> bool:
        """Negative, or praise and blame together."""
        return self.tone in BLAME

    @cached_property
    def intent(self) -> str:
        """The intent; where the tagger is unsure a question mark decides, else its best guess.

        An idea put as a question is one where it does not blame; a right that is claimed is a request.
        """
        belief = self.evidence.intent
        label = belief.label if belief.label in INTENTS else "unsure"
        if self.is_meant_kindly and not belief.by_person and found("talk.pass_on", self.folded):
            return "praise"
        if (self.is_earnest or self.asks_outright) and not belief.by_person:
            return "question"
        if label != "idea" and not belief.by_person and shows_fault(self.evidence, self.folded):
            return "complaint"
        if label == "complaint" and not belief.by_person and self.right:
            return "question"
        if self.offers_idea and not (belief.by_person or self.is_blame or self.is_ironic):
            return "idea"
        if label in ("praise", "unsure") and self.is_ironic and not belief.by_person:
            return "complaint" if self.names_a_matter else "none"
        if label != "unsure":
            is_doubted = label == "praise" and self.is_blame and not belief.by_person
            return belief.next_best(label) if is_doubted else label
        told = belief.best == "complaint" and self.evidence.tone.label in BLAME
        if "?" in self.shown and belief.best != "idea" and not told:
            return "question"
        return belief.best if belief.best in INTENTS else "none"

    @cached_property
    def sponsorship(self) -> Belief:
        """Organic, disclosed or suspected: rules first, then the tagger."""
        return sponsorship(self.evidence, self.brand)

    @property
    def asks(self) -> bool:
        """Whether the mention asks something."""
        return self.intent == "question"

    @cached_property
    def claims(self) -> bool:
        """Whether anything is said that could be looked into: a problem, a request, a question."""
        return self.asks or any(found(f"talk.{one}", self.folded) for one in ("problem", "remedy"))

    @cached_property
    def doubted(self) -> Doubt | None:
        """A fact that the mention may contradict, where it has none surely wrong."""
        return None if self.wrong else doubted(self.shown, self.brand, to_us=self.speaks_to_us)

    @property
    def age(self) -> timedelta:
        """Time since it was posted."""
        return self.evidence.now - self.evidence.at

    def belief(self, task: str) -> Belief:
        """What was said of one task."""
        given: Belief = self.sponsorship if task == "sponsorship" else getattr(self.evidence, task)
        return given
