"""What the operators read when only a person can help: the cause, where, and what to do."""

import json
from collections.abc import Mapping
from typing import Any

from listener.aside import aside_words
from listener.brand import Brand
from listener.digest.notes import missed_words
from listener.matters import source_words
from listener.slack.errors import AUTH, BACK, FILES
from listener.slack.targets import HOOK, SLACK
from listener.store.tables import NoticeRow
from listener.strategy.words import catalogue, say

_HELD = ("unreachable", "history_unreadable", "history_scope")


def ops_words(notice: NoticeRow, brand: Brand) -> tuple[str, list[str]]:
    """The title and the lines of an operators' notice."""
    told, lang = json.loads(notice.payload), brand.language
    if settings := told.get("settings"):
        return say(lang, "settings.title"), settings_words(settings, lang)
    if "about" in told:
        return source_words(told, brand)
    if "aside" in told:
        return aside_words(told, lang)
    if weeks := told.get("missed"):
        return say(lang, "digest.missed"), [missed_words(weeks, lang)]
    if week := told.get("digest"):
        words = say(lang, "outbox.digest_failed", week=week, why=str(told.get("cause")))
        return say(lang, "outbox.digest_failed_title"), [words]
    if told.get("cause") == BACK:
        place = where(str(told.get("channel")))
        return say(lang, "outbox.back_title"), [say(lang, "outbox.back", channel=place)]
    cause, place = str(told.get("cause")), where(str(told.get("channel")))
    lines = [say(lang, "outbox.where", channel=place, cause=cause), remedy(cause, place, lang)]
    if cause not in FILES:
        lines.append(say(lang, f"outbox.{_what_becomes(told, cause)}"))
    return say(lang, "outbox.title"), lines


def settings_words(told: Mapping[str, Any], lang: str) -> list[str]:
    """What became of settings that were changed while the listener ran."""
    lines = [say(lang, "settings.restart", table=table) for table in told["restart"]]
    if told["problems"]:
        lines += [say(lang, "settings.kept"), *told["problems"]]
    if told["mended"]:
        lines.append(say(lang, "settings.mended"))
    return lines


def where(channel: str) -> str:
    """A channel as people are told it: a webhook's is a secret."""
    return "webhook" if f"{SLACK}{channel}".startswith(HOOK) else channel


def _what_becomes(told: dict[str, Any], cause: str) -> str:
    if told.get("kept"):
        return "kept"
    return "held" if cause in _HELD else "alone"


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
