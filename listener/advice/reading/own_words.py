"""What a mention's own words say, wherever it stands and whoever wrote it; each thing read once."""

import re
from dataclasses import dataclass
from functools import cached_property

from listener.advice.evidence import Evidence
from listener.advice.reading.campaigns import makes_the_round
from listener.advice.reading.contradictions import Doubt, cut
from listener.advice.reading.danger import danger_in, legal
from listener.advice.reading.errors import stated
from listener.advice.reading.lexicon import found
from listener.advice.reading.playful import gives_word_for, is_mock_rating
from listener.advice.reading.text import (
    as_written,
    fold,
    folded_sentences,
    has_words,
    holds,
    sentences,
)
from listener.advice.reading.tongues import unread
from listener.settings.brand import Brand, Fact
from listener.words import Value, named, say

BLAME = ("negative", "mixed")
# Outside our hands: words of a list are doubted where the model holds it less likely than the first; without
# any it counts from the second on (from 0.5 on it took 6 of 45 failures of ours for somebody else's, so 1).
_DOUBTED, _OUTSIDE = 0.15, 0.8
_CLAUSE = re.compile(r"[,;:()]|\b(?:and|but|while|plus|et|mais|alors que|tandis que|puis|then)\b")
_SEVERAL = 3  # authors of one text from which it makes the round, where it asks to be copied
_ASKS_US = 0.9  # from which the model holds it to ask something of us
_MAY_ASK = 0.3  # from which the tagger holds a question possible
_KIND = 0.5  # from which the tagger takes it for a good word
_TIME = re.compile(r"\b(?:heures?|jours?|semaines?|mois|hours?|days?|weeks?|months?)\b")


@dataclass(frozen=True)
class OwnWords:
    """Title and text, read for a brand."""

    evidence: Evidence
    brand: Brand

    def say(self, key: str, **values: Value) -> str:
        """The catalogue's words in the brand's language."""
        return say(self.brand.language, key, **values)

    def found(self, name: str) -> str | None:
        """The first words of a list that the mention holds, as the author wrote them."""
        hit = found(name, self.folded)
        return as_written(self.shown, hit) if hit else None

    @property
    def must_know(self) -> bool:
        """Does the model hold that somebody must know of it within the hour, danger or not?"""
        read = self.evidence.answers.get("know_now", 0.0)
        return read >= self.brand.costs.pressing_from

    @property
    def legal(self) -> str | None:
        """The words by which its author goes to law, as they wrote them."""
        hit = legal(self.folded)
        return as_written(self.shown, hit) if hit else None

    @cached_property
    def danger(self) -> tuple[str, str] | None:
        """The kind of danger and the author's words that say it."""
        return danger_in(self.shown)

    @cached_property
    def shown(self) -> str:
        """Title and text in the original words."""
        return "\n".join(part for part in (self.evidence.title, self.evidence.text) if part)

    @cached_property
    def folded(self) -> str:
        """Title and text, folded for comparing."""
        return fold(self.shown)

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The sentences of title and text, folded."""
        return folded_sentences(self.shown)

    @cached_property
    def has_words(self) -> bool:
        """Whether anything is said beside links, handles, stars and pictures."""
        return has_words(self.shown)

    @cached_property
    def unread(self) -> str | None:
        """Its language, where no danger can be read in it and no person has said how it speaks."""
        seen = self.evidence
        if seen.by_owner or not self.has_words or (seen.form.by_person and seen.tone.by_person):
            return None
        return unread(self.shown, seen.lang)

    @property
    def tongue(self) -> str:
        """That language in words: "in German"."""
        return named(self.brand.language, "tongue", self.unread or "")

    @cached_property
    def is_first_hand(self) -> bool:
        """Whether the author speaks of an own matter that is not solved."""
        return bool(found("talk.first_hand", self.folded)) and not found("talk.solved", self.folded)

    @cached_property
    def names_a_matter(self) -> bool:
        """Whether anything is told that could be put right: a problem, a time, a number."""
        told = found("talk.problem", self.folded) or found("talk.remedy", self.folded)
        timed = any(c.isdigit() for c in self.shown) or self.is_timed
        return bool(told or timed) or self.is_first_hand

    @property
    def wants_redress(self) -> bool:
        """Whether something is asked for an own purchase that was no good: calm words blame, too.

        Where the tagger is sure of the tone, that holds.
        """
        seen = self.evidence.tone
        if seen.by_person or seen.label != "unsure" or not self.is_first_hand:
            return False
        return all(found(f"talk.{one}", self.folded) for one in ("no_good", "redress"))

    @property
    def is_timed(self) -> bool:
        """Whether it tells a time that something took."""
        return bool(_TIME.search(self.folded))

    @cached_property
    def right(self) -> str | None:
        """The words that claim a right over the author's own data.

        Who blames as well may only name the law: then the words must be those of a claim.
        """
        if words := self.found("danger.privacy_claim"):
            return words
        calm = self.evidence.tone.label not in BLAME and self.evidence.rating is None
        return self.found("danger.privacy") if calm else None

    @cached_property
    def is_outside_our_hands(self) -> bool:
        """Whether what went wrong was not ours to change: by the words, which the model may doubt."""
        read = self.evidence.answers.get("outside_hands")
        words = bool(found("talk.outside", self.folded))
        is_outside = words if read is None else read >= (_DOUBTED if words else _OUTSIDE)
        return (is_outside or self.clears_us) and not self.is_ours_in_part

    @property
    def clears_us(self) -> bool:
        """Whether its author says that it is none of our doing."""
        return bool(found("talk.not_ours", self.folded))

    @cached_property
    def is_ours_in_part(self) -> bool:
        """Whether a failure of our own is told beside somebody else's: "the courier lost it, and you
        do not answer". What the author says not to be our doing stays somebody else's.
        """
        if self.clears_us or found("talk.did_well", self.folded):
            return False
        if found("talk.untold", self.folded):
            return True
        parts = (part for sentence in self.sentences for part in _CLAUSE.split(sentence))
        return any(map(self._blames_us, parts))

    def _blames_us(self, part: str) -> bool:
        if found("talk.third_party", part) or found("talk.outside", part):
            return False
        is_us = found("talk.us_here", part) or any(holds(part, n) for n in self.brand.all_names)
        return bool(is_us and found("talk.failed_too", part))

    @property
    def is_earnest(self) -> bool:
        """Whether it says that its question is meant, however it sounds."""
        return "?" in self.shown and found("talk.earnest", self.folded) is not None

    @cached_property
    def asks_outright(self) -> bool:
        """Whether it puts a plain question to us on our page: no wait, nor trouble of its author's own, is told."""
        seen = self.evidence
        told = self.is_first_hand and found("talk.problem", self.folded)
        if seen.venue != "own" or told or found("talk.waiting", self.folded) or self.offers_idea:
            return False
        asks = seen.answers.get("asks_us", 0.0) >= _ASKS_US
        if not asks or seen.intent.share("question") < _MAY_ASK:
            return False
        asking = (one for one in self.sentences if one.rstrip(" \"'»)").endswith("?"))
        return any(found("talk.asks_outright", one) for one in asking)

    @cached_property
    def has_word_for(self) -> bool:
        """Whether it has a kind word for somebody of ours, which only we can hand on."""
        return gives_word_for(self.evidence, self.folded)

    @cached_property
    def offers_idea(self) -> bool:
        """Whether it puts an idea to us in so many words: something new, and nothing that is owed."""
        if found("talk.no_idea", self.folded) or found("talk.waiting", self.folded):
            return False
        return bool(found("talk.idea", self.folded))

    @property
    def wrong(self) -> Fact | None:
        """The first of the brand's facts that the mention surely states wrongly, or None."""
        return self.misstated.fact if self.misstated else None

    @cached_property
    def misstated(self) -> Doubt | None:
        """The same, with the author's words."""
        facts, parts = self.brand.fact, sentences(self.shown)
        read = (Doubt(fact, cut(part)) for part in parts for fact in facts if stated(part, fact))
        return next(read, None)

    @cached_property
    def round(self) -> str | None:
        """The words that have others copy it, where several did so: one text that makes the round."""
        if self.evidence.copy_authors < _SEVERAL or self.evidence.sort.is_press:
            return None
        kind = self.evidence.tone.share("positive") > _KIND
        hit = None if kind else makes_the_round(self.folded)
        return as_written(self.shown, hit) if hit else None

    @cached_property
    def is_mock_rating(self) -> bool:
        """Whether good stars praise a fault: what is still wanted from us is named, or the model reads it so."""
        return is_mock_rating(self.evidence, self.sentences)
