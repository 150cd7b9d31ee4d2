"""Near-equal rows: what a second look compares of a mention that we have and of a row that comes."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, time, tzinfo
from typing import Any

from sqlalchemy import Row

from connectors.kit.reading.identity import (
    ENOUGH_WORDS,
    REPLY,
    is_anyone,
    is_by_words,
    is_hollow,
)
from connectors.kit.reading.identity import is_timed as is_moment
from connectors.kit.reading.text import canonical_url
from listener.store.ingest_row import Columns

READ = 2_000  # characters of a text
SAME_WORDS = 0.5  # of the shorter text's words: an edit keeps as many
A_FEW = 3  # words of one author or moment: fewer are chance still
# Of scripts that set no blanks each character counts.
_WORD = re.compile(
    r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]|[^\W\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]+"
)


def said(one: Mapping[Any, Any]) -> object:
    """What a mention says, whatever blanks and line breaks stand between its words."""
    if len(one["text"]) >= READ:  # of one that we have no more may be read
        return one["content_hash"]
    texts = (" ".join((one[name] or "").split()) for name in ("title", "text"))
    return (*texts, one["genre"], one["venue"], one["rating"], one["by_owner"])


def is_same(old: Row[Any], row: Columns, is_own: bool) -> bool:
    """Of equal words: are they one post? `is_own`: its link leads to it alone."""
    if _differ(old.author_name, row["author_name"], old.speaker_key, row["speaker_key"]):
        return False
    is_timed = _agree(old, row)
    words = f"{row['title'] or ''} {row['text']}".split()
    is_long = len(words) >= ENOUGH_WORDS
    was, link = link_of(old.url, old.url_key), link_of(row["url"], row["url_key"])
    if not (old.url and row["url"]) and was != link:  # an export with a column more, or less
        who = row["author_name"] if old.author_name else None
        sure = is_long or (not is_anyone(who) and is_moment(row["posted_at"]))
        return is_timed and sure and (who is not None or _has_hour(row))
    if was != link:  # its address may hold the number of our visit
        if not (is_timed and words):
            return False
        is_signed = row["author_name"] is not None and is_moment(row["posted_at"])
        if is_signed and _host(was) == _host(link):
            return True
        return is_long and _has_hour(row) and _page(was) == _page(link)
    if is_long:
        return is_timed or is_own
    exact = _has_hour(row) or (row["posted_at"] and row["author_name"]) is not None
    if not words:  # stars alone
        return is_timed and exact and row["author_name"] is not None
    return is_timed and (is_own or exact)


def is_alike(old: Row[Any], row: Columns) -> bool:
    """Of equal words: does nothing but an address that may be made anew tell them apart?"""
    if _differ(old.author_name, row["author_name"], old.speaker_key, row["speaker_key"]):
        return False
    if not _agree(old, row):
        return False
    was, link = link_of(old.url, old.url_key), link_of(row["url"], row["url_key"])
    if was == link:
        return True
    words = f"{row['title'] or ''} {row['text']}".split()
    # A few words without author and time are also what two people write in two places.
    is_named = not is_anyone(row["author_name"])
    enough = A_FEW if is_named or is_moment(row["posted_at"]) else ENOUGH_WORDS
    if is_named and _has_hour(row):
        enough = 1
    return len(words) >= enough and _host(was) == _host(link)


def is_edit(old: Row[Any], row: Columns) -> bool:
    """Of one link that leads to this item alone: did its words change, and its id with them?"""
    if not _has_hour(row) or row["posted_at"] != old.posted_at:
        return False
    names = (old.author_name, row["author_name"], old.speaker_key, row["speaker_key"])
    is_told = row["title"] or row["author_name"]  # more than stars at a time
    return bool(is_told) and row["title"] == old.title and not _differ(*names)


def is_of_its_day(old: Row[Any], row: Columns, zone: tzinfo) -> bool:
    """Of equal words: does one of them tell but the day on which the other one was posted?

    A spreadsheet may leave the hour out, or put it back. Who everybody is called is nobody.
    """
    if _differ(old.author_name, row["author_name"], old.speaker_key, row["speaker_key"]):
        return False
    is_signed = old.author_name is not None and not is_anyone(row["author_name"])
    was, link = link_of(old.url, old.url_key), link_of(row["url"], row["url_key"])
    if not (is_signed or row["by_owner"]) or (was and link and was != link):
        return False
    if old.posted_at is None or row["posted_at"] is None:
        return False
    is_day = is_day_alone(old.posted_at, zone), is_day_alone(row["posted_at"], zone)
    return is_day[0] != is_day[1] and day_of(old.posted_at, zone) == day_of(row["posted_at"], zone)


def day_of(at: datetime, zone: tzinfo) -> datetime:
    """When its day began, where days are those of the zone."""
    return at.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)


def is_day_alone(at: datetime, zone: tzinfo) -> bool:
    """Is it midnight there, as where a date has no hour?"""
    return at.astimezone(zone).time() == time.min


def have_their_ids(old: Row[Any], row: Columns, zone: tzinfo) -> bool:
    """Do two of a few equal words, of one day without an hour, have ids that their sender gave them? "Parfait",
    twice of a Marie, are two customers' reviews as long as nothing but the day says that they are one.
    """
    if is_by_words(old.external_id) or is_by_words(row["external_id"]):
        return False
    words = f"{row['title'] or ''} {row['text']}".split()
    at = row["posted_at"]
    is_day = at is not None and (is_day_alone(at, zone) or is_day_alone(at, UTC))
    return is_day and len(words) < ENOUGH_WORDS and not (old.url and row["url"])


def is_it(old: Row[Any], row: Columns) -> bool:
    """Of equal words under another id: are they, and what else is known, one post's alone?"""
    if _differ(old.author_name, row["author_name"], old.speaker_key, row["speaker_key"]):
        return False
    words = f"{row['title'] or ''} {row['text']}".split()
    is_signed = row["posted_at"] is not None and not is_anyone(row["author_name"])
    enough = 1 if is_signed or is_moment(row["posted_at"]) else ENOUGH_WORDS
    return _agree(old, row) and len(words) >= enough


def is_by_one(old: Row[Any], row: Columns) -> bool:
    """Have both the same author, or neither one?"""
    is_named = old.author_name is not None, row["author_name"] is not None
    names = (old.author_name, row["author_name"], old.speaker_key, row["speaker_key"])
    return is_named[0] == is_named[1] and not _differ(*names)


def is_answer(row: Columns) -> bool:
    """Is it the answer that a source shows with a review? There is one, however it is rewritten."""
    return row["by_owner"] and row["external_id"].endswith(REPLY)


def is_another(old: Any, row: Columns, *, is_titled: bool, is_window: bool) -> bool:
    """Do only the ids of a known mention and this row, of other words, say that they are one?

    `is_titled`: its title is its own, not that of all. `is_window`: see Look.
    """
    if row["genre"] == "mail" and old.deleted_at is None:
        return _is_another_mail(old, row)
    if old.deleted_at is not None or _overlap(old.words, row["text"][:READ]):
        return False
    is_strange = not _share(old.words, row["text"][:READ])
    is_others = _differ(old.author_name, row["author_name"], old.speaker_key, row["speaker_key"])
    is_others = is_others or (is_strange and _live_apart(old.author_url, row["author_url"]))
    is_timed = row["posted_at"] is not None and _agree(old, row)
    was, link = link_of(old.url, old.url_key), link_of(row["url"], row["url_key"])
    if is_others and is_strange:
        # One place and moment are one post, though its author's name was taken off with its words.
        return not (is_timed and is_moment(row["posted_at"]) and link and was == link)
    if is_timed:
        return False
    pairs = [
        (old.posted_at, row["posted_at"]),
        (old.title, row["title"]),
        (was, link),
    ]
    told = [a == b for a, b in pairs if a is not None and b is not None]
    if is_others:
        return bool(told)
    is_one_author = old.author_name is not None and row["author_name"] is not None
    if len(told) > is_one_author and not any(told):
        return True
    # Whoever rewrites all of a post keeps its title, or its author and the time that it came out;
    # a file's time may be that of the last change.
    is_dated = old.posted_at is not None and row["posted_at"] is not None
    may_be = not is_one_author or (is_window and is_dated)
    keeps_title = is_titled and old.title is not None and old.title == row["title"]
    return is_strange and may_be and not keeps_title and _is_later(old, row)


def _is_another_mail(old: Any, row: Columns) -> bool:
    """Nobody edits a mail: who writes another's id into theirs brings another mail, however much of
    its words they repeat. Where ours have expired the sender alone can say it.
    """
    was, is_ = old.speaker_key, row["speaker_key"]
    if was is not None and is_ is not None and was != is_:
        return True
    return bool(old.words) and (old.words, old.title) != (row["text"][:READ], row["title"])


def link_of(url: str | None, key: str | None) -> str | None:
    """What two links are compared by: the page, by whatever scheme, and the place on it."""
    if is_hollow(url) or not key:
        return None
    host_on = key.partition("://")[2].removeprefix("www.") or key
    return f"{host_on}#{(url or '').partition('#')[2]}"


def _page(link: str | None) -> str | None:
    return link and link.partition("?")[0].partition("#")[0]


def _host(link: str | None) -> str | None:
    return link and link.partition("/")[0].partition("#")[0]


def _has_hour(row: Columns) -> bool:
    return row["posted_at"] is not None and row["posted_at"].time() != time.min


def _agree(old: Row[Any], row: Columns) -> bool:
    """Are the times the same, both unknown, or both of a future that was cut to the moment?"""
    cut = old.posted_at == old.collected_at and row["posted_at"] == row["collected_at"]
    return bool(old.posted_at == row["posted_at"] or cut)


def _differ(old: str | None, new: str | None, old_key: str | None, new_key: str | None) -> bool:
    """Two known authors, not the same; a name that was forgotten tells nothing."""
    if old is not None and new is not None:
        return old.casefold() != new.casefold()
    return old_key is not None and new_key is not None and old_key != new_key


def _live_apart(old: str | None, new: str | None) -> bool:
    """Are these the addresses of two authors?"""
    homes = {
        canonical_url(url).partition("://")[2].removeprefix("www.") for url in (old, new) if url
    }
    return bool(old and new) and len(homes) > 1


def _is_later(old: Any, row: Columns) -> bool:
    """Is the row's time after the mention's, or neither known?"""
    if old.posted_at is None or row["posted_at"] is None:
        return old.posted_at is row["posted_at"]
    return bool(row["posted_at"] > old.posted_at)


def _share(a: str, b: str) -> bool:
    """Have the texts half of the shorter one's words in common, or has one of them no words?"""
    first, second = _words(a), _words(b)
    return len(first & second) >= SAME_WORDS * min(len(first), len(second))


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _overlap(a: str, b: str) -> bool:
    first, second = _words(a), _words(b)
    least = min(len(first), len(second))
    return least >= ENOUGH_WORDS and len(first & second) >= SAME_WORDS * least
