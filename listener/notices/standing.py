"""How a story stands with the team: who has it, until when it is quiet, how and when it was closed."""

from datetime import datetime
from typing import TypedDict

from listener import words
from listener.settings.brand import Brand
from listener.store.looking import Record
from listener.store.states import State
from listener.words import say
from listener.words.whose import NO_WORDS, NOTHING, Ours, Theirs


class Desk(TypedDict):
    """What the team's part of a card is made of."""

    state: State | None
    owner: Theirs
    quiet: Ours | None
    approved: Theirs
    done: Ours
    closed_by: Theirs


def desk(record: Record, brand: Brand, now: datetime) -> Desk:
    """Who has it, until when it is quiet, and how it was closed."""
    state, lang = record.state, brand.language
    if state is None:
        return Desk(
            state=None,
            owner=NO_WORDS,
            quiet=None,
            approved=NO_WORDS,
            done=NOTHING,
            closed_by=NO_WORDS,
        )
    owner, until = NO_WORDS, state.snoozed_until
    if state.owner and state.owned_at:
        since = words.date_time(lang, state.owned_at, brand.tz, now=now)
        owner = Theirs(say(lang, "card.owner", who=state.owner, since=since))
    done = closed_words(state.closed, lang)
    quiet = None
    if until and until > now and state.is_open:
        quiet = say(lang, "card.quiet", until=words.date_time(lang, until, brand.tz, now=now))
    by = Theirs(state.closed_who or "")
    return Desk(
        state=state,
        owner=owner,
        quiet=quiet,
        approved=_approved(state, brand, now),
        done=done,
        closed_by=by,
    )


def closed_words(closed: str, lang: str) -> Ours:
    """How it was closed, as StateRow.closed has it; nothing while it is open."""
    return say(lang, f"card.closed.{closed}") if closed else NOTHING


def _approved(state: State, brand: Brand, now: datetime) -> Theirs:
    """Whose word there is on the answer, and whose is still wanted."""
    known, lang = state.approved, brand.language
    if known is None or not state.is_open:
        return NO_WORDS
    told = {
        "who": ", ".join(known.who),
        "since": words.date_time(lang, known.at, brand.tz, now=now),
    }
    if known.is_last:
        return Theirs(say(lang, "card.approved", **told))
    left = max(1, state.approvers - len(known.by))
    return Theirs(say(lang, "card.approved_waits", n=left, **told))


def is_closed(record: Record) -> bool:
    """Was it answered, or did somebody close it?"""
    return bool(record.answers) or bool(record.state and record.state.closed)


def done_at(record: Record) -> datetime | None:
    """When it was answered, as far as that is known, or closed."""
    answered = next((a.at for a in record.answers[-1:] if a.is_dated), None)
    return answered or (record.state.closed_at if record.state else None)
