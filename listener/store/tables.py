"""The tables. A row is written by the stage its docstring names, and by no other.

Every time is aware and UTC. Columns that hold JSON are plain text on both databases, so that
what is stored is what was written.
"""

from datetime import datetime

from sqlalchemy import BigInteger, Column, LargeBinary, Text, false, text, true
from sqlmodel import Field, Index, SQLModel, UniqueConstraint

NOTHING = text("''")

# Set before the first class: Alembic's batch mode on SQLite needs every constraint named.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class SourceRow(SQLModel, table=True):
    """How far a source was read, and when it is due again. Written by collect."""

    __tablename__ = "sources"
    __table_args__ = (UniqueConstraint("name"),)

    id: int | None = Field(default=None, primary_key=True)
    brand: str
    name: str
    kind: str
    cursor: str | None = Field(default=None, sa_column=Column(Text))
    http_state: str | None = Field(default=None, sa_column=Column(Text))  # JSON
    settings_hash: str = ""  # of its settings: after a change a refusal is asked again at once
    first_look_at: datetime | None = None  # when its first complete poll ended
    polled_at: datetime | None = None  # when next_poll_at was set: later than now, a clock erred
    next_poll_at: datetime | None = Field(default=None, index=True)
    asked_until: datetime | None = None  # after a failure: until when it asked to be left alone
    failures: int = 0  # in a row
    last_error: str | None = Field(default=None, sa_column=Column(Text))
    last_ok_at: datetime | None = None
    last_code: str | None = None  # of last_error: a reply's status, or the kind of the failure
    # Why it refuses us, while it does: other settings let it be asked at once.
    off_reason: str | None = Field(default=None, sa_column=Column(Text))
    # JSON: the last turn that one of its mentions was given, for each urgency (store/turns.py).
    turns: str = Field(default="[0, 0, 0]", sa_column_kwargs={"server_default": "[0, 0, 0]"})


class AuthorRow(SQLModel, table=True):
    """Someone who wrote, pseudonymous: the key is a keyed hash. Written by group."""

    __tablename__ = "authors"
    __table_args__ = (UniqueConstraint("brand", "key"), Index(None, "brand", "proof"))

    id: int | None = Field(default=None, primary_key=True)
    brand: str
    key: str  # of the account that was seen first: a hash of its realm and a keyed one of its id
    proof: str | None = None  # the same for all accounts of this person
    name: str | None = None
    name_until: datetime | None = None  # when the name must be forgotten
    followers: int | None = None
    lane: str | None = None
    first_seen_at: datetime
    last_seen_at: datetime


class StoryRow(SQLModel, table=True):
    """Mentions that are one event. Written by group; lead_id by decide."""

    __tablename__ = "stories"
    __table_args__ = (UniqueConstraint("brand", "key"), Index(None, "brand", "last_at"))

    id: int | None = Field(default=None, primary_key=True)
    brand: str
    key: str
    lead_id: int | None = None  # the mention whose leaf ranks first
    opened_at: datetime
    last_at: datetime


class MentionRow(SQLModel, table=True):
    """A mention as it now is at its source. Written by collect; author_id, story_id by group."""

    __tablename__ = "mentions"
    __table_args__ = (
        UniqueConstraint("source_id", "external_id"),
        Index(None, "brand", "at"),
        Index(None, "brand", "url_key"),
        Index(None, "source_id", "thread_key", "at"),
        Index(None, "author_id", "at"),
        Index(None, "stage", "brand", "at"),
        Index(
            "ix_mentions_turn",
            "urgency",
            "turn",
            sqlite_where=text("stage = 'tag'"),
            postgresql_where=text("stage = 'tag'"),
        ),
        Index(
            "ix_mentions_looked",
            "source_id",
            "looked_at",
            sqlite_where=text("looked_at IS NOT NULL"),
            postgresql_where=text("looked_at IS NOT NULL"),
        ),
        Index(
            "ix_mentions_row",
            "source_id",
            "row_key",
            sqlite_where=text("row_key IS NOT NULL"),
            postgresql_where=text("row_key IS NOT NULL"),
        ),
        Index(
            "ix_mentions_muted",
            "brand",
            sqlite_where=text("muted IS NOT NULL"),
            postgresql_where=text("muted IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    brand: str
    source_id: int = Field(foreign_key="sources.id")
    external_id: str
    revision: int = 1
    content_hash: str  # of what the tags depend on: a new one makes a new revision
    genre: str
    text: str = Field(sa_column=Column(Text, nullable=False))
    title: str | None = Field(default=None, sa_column=Column(Text))
    url: str | None = Field(default=None, sa_column=Column(Text))
    url_key: str | None = None  # canonical form, at most 500 characters
    row_key: str | None = None  # the row of a file that it is, as it stands there, by its hash
    author_key: str | None = Field(default=None, index=True)  # the account; none of a bare name
    speaker_key: str | None = None  # the account, else the name within its source
    author_proof: str | None = None  # of a profile's address, or of the operator's word
    author_id: int | None = Field(default=None, foreign_key="authors.id")
    author_name: str | None = None
    author_handle: str | None = None  # the source's author id; forgotten with the name
    author_url: str | None = Field(default=None, sa_column=Column(Text))  # and so is this
    author_followers: int | None = None
    lang: str | None = None  # the source's word only
    posted_at: datetime | None = None  # as the source says, never later than collected_at
    at: datetime  # posted_at, else collected_at: what orders and counts
    collected_at: datetime
    venue: str | None = None
    addressed: bool | None = None  # computed when stored: source, venue, handles, text
    about_brand: bool = False  # the source carries only posts about the brand
    rating: int | None = None
    likes: int | None = None
    shares: int | None = None
    replies: int | None = None
    views: int | None = None
    parent_url: str | None = Field(default=None, sa_column=Column(Text))
    parent_text: str | None = Field(default=None, sa_column=Column(Text))
    thread_key: str | None = None
    thread_title: str | None = Field(default=None, sa_column=Column(Text))
    place: str | None = None  # the brand's shop or site, by the source's name or id
    product_version: str | None = None
    country: str | None = None  # ISO 3166-1
    by_owner: bool = False
    # Its author marked it as paid for, by the platform's own mark.
    disclosed: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    silent: bool = False  # of a first poll or an import: counted, never alerted on
    # Not news when it came: "old" for one posted long before, "file" for one of a file that holds
    # such; "" for all else. Told in a look, and only danger alerts.
    look: str = Field(default="", sa_column_kwargs={"server_default": NOTHING})
    deleted_at: datetime | None = None
    # When it was last seen at its source, and since when it is missing there: of kinds that are asked again.
    looked_at: datetime | None = None
    missed_at: datetime | None = None
    story_id: int | None = Field(default=None, foreign_key="stories.id", index=True)
    copy_of: int | None = Field(default=None, index=True)  # the mention whose words it repeats
    correction_id: int = 0  # the newest correction of it, 0 for none
    # Which stage has it next: tag, retag, group, decide, or "" when all is done; "aside" when it
    # broke its stage. Written in the transaction of the row that it waits for, so what is due is
    # found without a search.
    stage: str = Field(default="tag", sa_column_kwargs={"server_default": "tag"})
    # Who is tagged first: 0 what may not wait, 1 the rest, 2 what makes no alert; then in turns.
    urgency: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    turn: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    # The query of the settings that hides it, as it is written there; null: it is shown. Written by
    # decide, and by mute where the settings changed.
    muted: str | None = Field(default=None, sa_column=Column(Text))

    @property
    def is_to_us(self) -> bool:
        """Does it stand where people write to the brand, or call it by its handle?"""
        return is_to_us(self.addressed, self.venue)


def is_to_us(addressed: bool | None, venue: str | None) -> bool:
    """The same of these two columns."""
    return bool(addressed) or venue in ("own", "review")


class TagRow(SQLModel, table=True):
    """What a tagger made of one revision of a mention. Written by tag."""

    __tablename__ = "tags"
    __table_args__ = (UniqueConstraint("mention_id", "revision", "tagger"),)

    id: int | None = Field(default=None, primary_key=True)
    mention_id: int = Field(foreign_key="mentions.id")
    revision: int
    tagger: str
    form: str
    form_p: float
    tone: str
    tone_p: float
    intent: str
    intent_p: float
    irony: str
    irony_p: float
    sponsorship: str
    sponsorship_p: float
    scores: str = Field(
        sa_column=Column(Text, nullable=False)
    )  # JSON: task -> class -> probability
    lang: str | None = None
    tagged_at: datetime
    quiet: bool = False  # tagged again by a new tagger: makes no notice


class VectorRow(SQLModel, table=True):
    """The sentence vector: 384 float16, unit length, 768 bytes. Written by tag."""

    __tablename__ = "vectors"
    __table_args__ = (UniqueConstraint("mention_id", "revision", "tagger"),)

    id: int | None = Field(default=None, primary_key=True)
    mention_id: int = Field(foreign_key="mentions.id")
    revision: int
    tagger: str
    v: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class CorrectionRow(SQLModel, table=True):
    """A person's fix of one task's tag; the newest of a task counts."""

    __tablename__ = "corrections"

    id: int | None = Field(default=None, primary_key=True)
    mention_id: int = Field(foreign_key="mentions.id", index=True)
    task: str
    label: str
    who: str
    at: datetime


class DecisionRow(SQLModel, table=True):
    """A leaf of the tree for one mention, with its reason. Written by decide."""

    __tablename__ = "decisions"
    __table_args__ = (
        Index(
            "uq_decisions_open",
            "mention_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(None, "brand", "decided_at"),
        Index(
            "ix_decisions_draft_wanted",
            "brand",
            "id",
            sqlite_where=text("wants_draft AND ended_at IS NULL"),
            postgresql_where=text("wants_draft AND ended_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    brand: str
    mention_id: int = Field(foreign_key="mentions.id", index=True)
    revision: int
    tagger: str
    correction_id: int = 0
    form: str  # the labels it was decided on: a person's word before the tagger's
    tone: str
    intent: str
    leaf: str
    reason: str = Field(sa_column=Column(Text, nullable=False))
    path: str = Field(sa_column=Column(Text, nullable=False))  # JSON: [question, answer, why] each
    lane: str
    alert: str  # the alert class: instant, grouped, triage, wins or none
    rule: str  # why it alerts, a short id
    signals: str = Field(
        default="[]", sa_column=Column(Text, nullable=False)
    )  # JSON: strongest first
    confidence: str  # sure, fairly sure, please check
    # As the tree took them after its rules; null where an earlier release decided.
    taken_form: str | None = None
    taken_tone: str | None = None
    sponsorship: str | None = None
    history: str | None = None  # which message of its author it is that nobody answered, in words
    wants_draft: bool = False
    copied: str = Field(default="[]", sa_column=Column(Text, nullable=False, server_default="[]"))
    """JSON: the desks that read along, legal, dpo or press."""
    beside: str = Field(default="[]", sa_column=Column(Text, nullable=False, server_default="[]"))
    """JSON: leaves that are advised beside its own."""
    approvers: int = Field(
        default=0, sa_column_kwargs={"server_default": "0"}
    )  # 0: as its leaf says
    risk: str = Field(default="none", sa_column_kwargs={"server_default": "none"})
    """Must somebody on duty see it now? none, possible or likely."""
    risk_kind: str | None = None  # whose duty sheet goes with it; null: none does
    told_by: str | None = Field(default=None, index=True)  # the key of the notice that tells of it
    # The key of the burst that it is part of; its own card may have told of it before.
    burst: str | None = Field(default=None, index=True)
    # A short hash of the words that it was decided on; "" of one that an earlier release made.
    words: str = Field(default="", sa_column_kwargs={"server_default": NOTHING})
    due_at: datetime | None = None
    decided_at: datetime
    ended_at: datetime | None = None


class SuggestionRow(SQLModel, table=True):
    """A draft for a person to use or not. Written by suggest."""

    __tablename__ = "suggestions"
    __table_args__ = (UniqueConstraint("decision_id", "n"),)

    id: int | None = Field(default=None, primary_key=True)
    decision_id: int = Field(foreign_key="decisions.id")
    n: int  # 1 = A, 2 = B
    lang: str
    text: str = Field(sa_column=Column(Text, nullable=False))
    parts: str = Field(
        sa_column=Column(Text, nullable=False)
    )  # JSON: [kind, sentence, fact id] each; [precedent, its day, its mention] before them
    checks: str = Field(sa_column=Column(Text, nullable=False))  # JSON: [check, passed, why] each
    rejected_at: datetime | None = None  # by a person: it is shown no more


class NoticeRow(SQLModel, table=True):
    """A message for people: the outbox. Made by decide and collect, moved on by deliver."""

    __tablename__ = "notices"
    __table_args__ = (UniqueConstraint("key"), Index(None, "state", "next_at"))

    id: int | None = Field(default=None, primary_key=True)
    brand: str
    key: str
    target: str  # slack:C… or terminal; bound when made
    story_id: int | None = Field(default=None, foreign_key="stories.id", index=True)
    class_: str = Field(sa_column=Column("class", Text, key="class_", nullable=False))
    payload: str = Field(
        default="{}", sa_column=Column(Text, nullable=False)
    )  # JSON: ids and figures; of a digest that is not told yet, its words
    state: str = "pending"  # pending, sending, sent, failed, merged, folded (its burst tells it)
    attempts: int = 0
    made_at: datetime
    started_at: datetime | None = None
    next_at: datetime
    sent_at: datetime | None = None
    ts: str | None = None
    error: str | None = Field(default=None, sa_column=Column(Text))
    thread_ts: str | None = None  # the message that it was to hang under, when it was claimed
    into_id: int | None = Field(
        default=None, index=True
    )  # of a merged or folded one: the notice that tells it
    # Of a sent one: its story's figures when it was last compared, and a hash of what is shown.
    facts: str | None = None
    shown: str | None = None


class AnswerRow(SQLModel, table=True):
    """What the brand replied to a mention, where and when. Written by decide and by people."""

    __tablename__ = "answers"
    __table_args__ = (UniqueConstraint("mention_id", "url"),)

    id: int | None = Field(default=None, primary_key=True)
    mention_id: int = Field(foreign_key="mentions.id")
    url: str = Field(sa_column=Column(Text, nullable=False))
    text: str = Field(default="", sa_column=Column(Text, nullable=False))
    who: str = ""
    at: datetime  # as the source says, else when we saw it
    # Does the source say when? Else how long it took is not known.
    is_dated: bool = Field(default=True, sa_column_kwargs={"server_default": true()})


class ActRow(SQLModel, table=True):
    """What a person did, through which door, and what it changed. Written by the acts, never changed
    but to say that it was undone."""

    __tablename__ = "acts"
    __table_args__ = (UniqueConstraint("event_id"), Index(None, "brand", "at"))

    id: int | None = Field(default=None, primary_key=True)
    brand: str
    mention_id: int | None = Field(default=None, foreign_key="mentions.id", index=True)
    name: str  # of the act, which is its file's
    who: str  # as people call them
    by: str  # who that is at the door: an id of Slack, a name of the shell
    door: str  # shell, slack or web
    event_id: str | None = None  # of what came in: the same one twice is one act
    at: datetime
    said: str = Field(sa_column=Column(Text, nullable=False))  # JSON: the act's own fields
    changed: str = Field(sa_column=Column(Text, nullable=False))  # JSON: what was before
    undone_at: datetime | None = None


class StateRow(SQLModel, table=True):
    """Who has a mention, and how it stands with the team. Written by the acts, and by decide where
    its author says that it is solved.
    """

    __tablename__ = "states"
    __table_args__ = (UniqueConstraint("mention_id"), Index(None, "brand", "owner_by"))

    id: int | None = Field(default=None, primary_key=True)
    brand: str
    mention_id: int = Field(foreign_key="mentions.id")
    version: int = 0  # how often anything was done to it
    owner: str | None = None
    owner_by: str | None = None  # as ActRow.by
    owned_at: datetime | None = None
    closed: str = ""  # no_reply, answered or solved; "" while it is open
    closed_who: str | None = None
    closed_at: datetime | None = None
    lane: str | None = None  # to which it was escalated


class OrderRow(SQLModel, table=True):
    """What a person said that holds until it is undone: a snooze, who somebody is, what is not us,
    a hold. Written by the acts.
    """

    __tablename__ = "orders"
    __table_args__ = (UniqueConstraint("brand", "what", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    brand: str
    what: str  # snooze_story, snooze_author, snooze_source, who, not_us_author, not_us_phrase, hold
    key: str  # of what: an id, or a phrase; "" for all of the brand
    value: str = ""
    until: datetime | None = None
    act_id: int  # that gave it


class ApprovalRow(SQLModel, table=True):
    """A text that a person approved as the answer to a mention, and what was then sent. Written by the
    acts, and by decide where an answer of ours is seen at its source.
    """

    __tablename__ = "approvals"
    __table_args__ = (UniqueConstraint("act_id"), Index(None, "brand", "at"))

    id: int | None = Field(default=None, primary_key=True)
    brand: str
    mention_id: int = Field(foreign_key="mentions.id", index=True)
    revision: int  # of the mention, and what the tree said of it: of another one it is no approval
    leaf: str
    act_id: int = Field(foreign_key="acts.id")
    n: int  # the draft that it came from: 1 = A, 2 = B; 0 = none, in the person's own words
    text: str = Field(sa_column=Column(Text, nullable=False))
    edited: float | None = None  # how far from that draft, 0 to 1; null where it came from none
    who: str
    by: str  # as ActRow.by
    at: datetime
    is_last: bool  # as many people have approved it as it takes
    # Of the last: what was sent after that, as far as it was seen, and how far from what was approved.
    sent_at: datetime | None = None
    sent_edited: float | None = None  # 0 to 1
    sent_verbatim: bool | None = None  # word for word


class PrecedentRow(SQLModel, table=True):
    """What the team answered a mention, without its person: kept when texts expire. Written by learn.

    One whose text is "" is none: nothing could be said again, or somebody took it out.
    """

    __tablename__ = "precedents"
    __table_args__ = (UniqueConstraint("mention_id"), Index(None, "brand", "id"))

    id: int | None = Field(default=None, primary_key=True)
    brand: str
    mention_id: int | None = Field(default=None, foreign_key="mentions.id")  # null: deleted there
    # Of what it was made: ids of answers and approvals; 0 for none.
    answer_id: int = Field(default=0, index=True, sa_column_kwargs={"server_default": "0"})
    approval_id: int = Field(default=0, index=True, sa_column_kwargs={"server_default": "0"})
    lang: str
    leaf: str
    matter: str
    text: str = Field(sa_column=Column(Text, nullable=False))  # a line a sentence, with slots
    needs: str = Field(sa_column=Column(Text, nullable=False))  # JSON: stems of the author's words
    tagger: str
    v: bytes | None = Field(default=None, sa_column=Column(LargeBinary))  # of what was answered
    at: datetime  # when it was answered


class PeriodRow(SQLModel, table=True):
    """A thing that happens once: a digest's week, a bundle's hour. The key decides who does it."""

    __tablename__ = "periods"
    __table_args__ = (UniqueConstraint("key"),)

    id: int | None = Field(default=None, primary_key=True)
    brand: str
    key: str
    at: datetime


class AsideRow(SQLModel, table=True):
    """A row that broke a stage. Written by the stage; it is tried again, then left to a person."""

    __tablename__ = "asides"
    __table_args__ = (UniqueConstraint("stage", "row_id", "revision"),)

    id: int | None = Field(default=None, primary_key=True)
    brand: str
    stage: str
    row_id: int  # of the mention; in stage "suggest" of the decision
    revision: int  # of the mention: another one is another try
    tries: int
    error: str  # the error's type
    release: str  # of the last try
    at: datetime


class GapRow(SQLModel, table=True):
    """A stretch of time a source could not be read. Written by collect."""

    __tablename__ = "gaps"

    id: int | None = Field(default=None, primary_key=True)
    brand: str
    source_id: int = Field(foreign_key="sources.id", index=True)
    from_at: datetime
    to_at: datetime | None = None  # absent while it lasts
    why: str = Field(sa_column=Column(Text, nullable=False))
    filled_at: datetime | None = None  # its items were read later after all


class MatterRow(SQLModel, table=True):
    """Something of a source that operators are to know: kept while it is so. Written by collect."""

    __tablename__ = "matters"
    __table_args__ = (UniqueConstraint("source_id", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    brand: str
    source_id: int = Field(foreign_key="sources.id")
    key: str  # a hash of what is said, without its figures
    said: str = Field(sa_column=Column(Text, nullable=False))  # JSON: text, code, values
    is_event: bool = False  # it happened once, such as a row of a file; else it is so or not
    ends: bool = False  # that it is over is told, too
    n: int = 0  # how often it was said
    told: int = 0  # how often, when it was last told
    first_at: datetime
    last_at: datetime


class SpendingRow(SQLModel, table=True):
    """What was taken of a budget on one of its service's days. Written by what asks it, beforehand."""

    __tablename__ = "spendings"
    __table_args__ = (UniqueConstraint("purse", "day"),)

    id: int | None = Field(default=None, primary_key=True)
    purse: str  # whoever shares the budget: connectors/kit/budget.py
    day: str  # as 2026-11-20, in the service's zone
    n: int = Field(sa_column=Column(BigInteger, nullable=False))  # parts


class CountRow(SQLModel, table=True):
    """How many posts a source counted in an hour, as it counted them last. Written by collect."""

    __tablename__ = "counts"
    __table_args__ = (UniqueConstraint("source_id", "at"), Index(None, "brand", "at"))

    id: int | None = Field(default=None, primary_key=True)
    brand: str
    source_id: int = Field(foreign_key="sources.id")
    at: datetime  # when the hour begins
    n: int = Field(sa_column=Column(BigInteger, nullable=False))
    series: str  # what was counted: connectors/kit/counted.py


class LeaseRow(SQLModel, table=True):
    """Work that one of several processes has taken: store/taking.py. None on SQLite."""

    __tablename__ = "leases"
    __table_args__ = (UniqueConstraint("kind", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: str  # of store/taking.py
    key: str
    by: str  # a random name of the process
    session: int  # in which it was taken: when the server has it no more, the lease is over
    until: datetime  # by the server's clock


class HostRow(SQLModel, table=True):
    """When a host may be asked next, by whichever process: store/spacing.py. None on SQLite."""

    __tablename__ = "hosts"
    __table_args__ = (UniqueConstraint("host"),)

    id: int | None = Field(default=None, primary_key=True)
    host: str
    next_at: datetime  # by the server's clock
