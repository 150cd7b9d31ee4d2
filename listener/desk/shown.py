"""A card and a state as the web's door gives them: JSON with names that are the same in every language."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime

from listener.desk.found import offered
from listener.guard.plain import plain
from listener.notices.cards import Card
from listener.settings.brand import Brand
from listener.store.states import State

Json = Mapping[str, object]
_OF_CARD = ("mention", "brand", "version")  # told once, beside
STANDING = tuple(field.name for field in fields(State) if field.name not in _OF_CARD)


def short(shown: Card, state: State, brand: Brand) -> Json:
    """A card in a list: what to do, until when, who has it, and its version."""
    return {
        "mention": state.mention,
        "version": state.version,
        "brand": brand.name,
        "headline": plain(shown.headline),
        "quote": plain(shown.quote),
        "author": plain(shown.author_name),
        "url": shown.url,
        "leaf": state.leaf,
        "lane": state.lane,
        "danger": state.is_danger,
        "due_at": _told(shown.due_at),
        "owner": _told(state.owner),
        "offered": list(offered(state)),
    }


def whole(shown: Card, state: State, brand: Brand) -> Json:
    """All that the card says, with its drafts and how it stands."""
    return {
        **short(shown, state, brand),
        "advice": shown.advice,
        "meaning": plain(shown.meaning),
        "reason": plain(shown.reason),
        "why": plain(shown.why),
        "confidence": shown.confidence,
        "context": plain(shown.context or "") or None,
        "history": shown.history or None,
        "posted_at": _told(shown.posted_at),
        "approvers": shown.approvers,
        "drafts": [
            {
                "name": draft.name,
                "text": plain(draft.text),
                "whence": draft.whence or None,
                "checks": [
                    {"check": check, "passed": passed, "why": plain(why)}
                    for check, passed, why in draft.checks
                ],
            }
            for draft in shown.drafts
        ],
        "standing": standing(state),
    }


def standing(state: State) -> Json:
    """How a mention stands with the team."""
    told = {name: _told(getattr(state, name)) for name in STANDING}
    return {"mention": state.mention, "version": state.version, **told, "is_open": state.is_open}


def changed(before: State | None, after: State | None) -> Json:
    """In what two states differ: of each name what it was, and what it is."""
    if before is None or after is None:
        return {}
    pairs = {name: (_told(getattr(before, name)), _told(getattr(after, name))) for name in STANDING}
    return {name: {"was": was, "is": now} for name, (was, now) in pairs.items() if was != now}


def _told(value: object) -> object:
    """As JSON has it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_told(one) for one in value]
    if is_dataclass(value):
        return {field.name: _told(getattr(value, field.name)) for field in fields(value)}
    return plain(value) if isinstance(value, str) else value
