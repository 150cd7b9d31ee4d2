"""What the tree is told of one mention. Stages fill it from rows; nothing here asks the store."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from connectors.kit.genres import GenreFacts, genre_facts

FEW_STARS, GOOD_STARS = 2, 4  # so many at most hurt; from so many on a reserve is no complaint
Role = Literal["journalist", "vip", "partner", "staff"]

# Of this very mention, or of all by its author, or of all that holds a phrase.
ToldOff = Literal["not_us", "spam", "author", "phrase"]


@dataclass(frozen=True, slots=True)
class Belief:
    """One task's label, how sure we are of it, and whether a person said so."""

    label: str  # may be "unsure"
    probability: float  # 0 to 1, calibrated; 1 where a person said so
    by_person: bool = False
    best: str = ""  # the likeliest class when the label is unsure
    second: str = ""  # the next likely one; empty where unknown
    # Every class with its probability; empty where only the label is known.
    scores: Mapping[str, float] = field(default_factory=dict)

    def next_best(self, label: str) -> str:
        """What is likeliest where it is not this label."""
        others = {one: p for one, p in self.scores.items() if one != label}
        return max(others, key=others.__getitem__) if others else self.second or label

    def share(self, *labels: str) -> float:
        """How likely it is that one of these labels is right, 0 to 1."""
        if self.by_person:
            return float(self.label in labels)
        if self.scores:
            return min(1.0, sum(self.scores.get(label, 0.0) for label in labels))
        said = self.best or self.label
        return self.probability if said in labels else (1 - self.probability) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """An earlier mention of the same author, newest first, and what came of it."""

    mention_id: int
    at: datetime
    form: str
    tone: str
    intent: str = "none"
    leaf: str | None
    answered: bool
    thread_key: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything one decision depends on."""

    # the mention
    text: str
    title: str | None = None
    url: str | None = None
    genre: str
    venue: str | None = None  # own, review, public; None unknown
    addressed: bool | None = None
    about_brand: bool = False  # its source carries only posts about the brand
    rating: int | None = None
    by_owner: bool = False
    disclosed: bool = False  # its author marked it as paid for, by the platform's own mark
    at: datetime  # when it was posted, as far as known; aware
    collected_at: datetime
    is_look: bool = False  # it was there before we listened, or old when it came: a look, no alert
    lang: str | None = None
    parent_url: str | None = None
    parent_text: str | None = None
    thread_title: str | None = None
    reach: int | None = None  # followers or views; None unknown, never 0 for unknown
    # what the tagger or a person said
    form: Belief
    tone: Belief
    intent: Belief
    irony: Belief
    sponsorship: Belief
    # the author
    role: Role | None = None
    contacts: tuple[Contact, ...] = ()  # the author's earlier mentions, at most 20
    # the thread and the story
    replies_to_our_answer: bool = False
    our_answers_before: int = 0  # rounds with this author in this thread
    we_replied_in_thread: bool = False
    thread_is_ours: bool = (
        False  # what it replies to, or the post that opened the thread, is about us
    )
    is_answered: bool = False  # our answer came with it, such as in its row of an export
    peers_replied: bool | None = None  # has anyone answered it? None unknown
    copies: int = 0  # near-identical mentions beside this one
    copy_authors: int = 1  # distinct known authors of the text, this one included
    # the brand's week
    same_question: int = 0  # mentions asking the same in the last 30 days, this one included
    thanks_only: int = 0  # thanks-only positives of the week so far
    thanked: int = 0  # of them, how many got THANK
    now: datetime  # aware
    # every kind of risk of LABELS.md, and none, with its probability; empty where nothing judged it
    risk: Mapping[str, float] = field(default_factory=dict)
    risk_by_person: bool = False  # a person said which, or none
    told_off: ToldOff | None = None  # a person said that it is not about us, or spam
    told_phrase: str = ""  # the phrase by which they taught it
    # The questions of models.base.JUDGED with the probability of yes; absent where nothing judged it.
    answers: Mapping[str, float] = field(default_factory=dict)
    # Of its words, 384 float16, by the weights that the beliefs were fitted on.
    vector: bytes | None = None

    @property
    def sort(self) -> GenreFacts:
        """What holds for all posts of its genre."""
        return genre_facts(self.genre)

    @property
    def is_letter_to_us(self) -> bool:
        """Whether it came to a mailbox of ours: nobody else is spoken to, whatever its words are."""
        return self.sort.is_letter and self.addressed is True

    @property
    def is_reply(self) -> bool:
        """Whether it stands under something else, by its genre or by what its source says."""
        return bool(self.parent_url or self.parent_text) or self.sort.is_comment
