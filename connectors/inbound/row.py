"""One row of an export: what its cells say of a mention, and what it goes by."""

import re
from dataclasses import replace
from functools import cached_property
from typing import cast

from connectors.inbound import cells
from connectors.inbound.column import is_code
from connectors.inbound.rowcells import RowCells, View
from connectors.inbound.survey import Entry
from connectors.kit.contract import VENUES, Author, Mention, Venue
from connectors.kit.genres import GENRES
from connectors.kit.reading.dates import read_date
from connectors.kit.reading.identity import (
    ENOUGH_WORDS,
    LONGEST,
    REPLY,
    fingerprint,
    is_anyone,
    is_hollow,
    is_timed,
    own_of,
)

_LOCATED = re.compile(r"(?:^|/)locations/([^/\s]{1,100})")
_PARENT = 10_000  # characters of a text that is repeated with its answer


class RowError(Exception):
    """Nothing can be made of the row."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code, self.values = code, values


class Row(RowCells):
    """One row while it is read."""

    def __init__(self, entry: Entry, view: View) -> None:
        super().__init__(entry, view)
        self.has_id = True  # an id or a link that stands for it alone
        self.is_one = False  # can no second row with the same words be another person's?
        self.is_copied = False  # nor one whose every cell is the same?

    def mention(self) -> Mention:
        """The mention under the id that the row alone gives it; raises RowError."""
        gone = self._flag("deleted") or False
        title, text = self._said("title"), self._texts()
        if not text:
            text, title = "" if cells.is_placeholder(title) else title, ""
            self._count_said = len(text.split())
        rating = self._rating
        if not text and rating is None and not gone:
            raise RowError("row_no_text")
        if self._view.is_ours:
            self._tell_unknown()
        made = Mention(
            external_id="-",
            text=text,
            genre=self._genre(rating),
            url=self._link("url"),
            author=self._author,
            title=title or None,
            lang=self._language,
            posted_at=self._date("posted_at"),
            venue=self._venue,
            addressed=self._flag("addressed"),
            rating=rating,
            by_owner=self._flag("by_owner") or False,
            disclosed=self._flag("disclosed") or False,
            deleted=gone,
            likes=self._count("likes"),
            shares=self._count("shares"),
            replies=self._count("replies"),
            views=self._count("views"),
            parent_url=self._link("parent_url"),
            parent_text=self._cell("parent_text") or None,
            thread_key=self._cell("thread_key") or None,
            thread_title=self._cell("thread_title") or self._said("post") or None,
            place=self._place or None,
            product_version=self._cell("product_version") or None,
            country=self._country,
        )
        return self._identified(made)

    def answer(self, id_: str, mention: Mention) -> Mention | None:
        """What the brand answered, where a column holds it; when, only where another tells."""
        text, column = self._said("reply"), self.entry.first("reply")[1]
        if not text or column is None or mention.by_owner or mention.deleted:
            return None
        if cells.is_status(text) or read_date(text, day_first=True):
            self._tell("reply_status", column, text)
            return None
        at = self._date("reply_at")
        if at is None:
            self._tell("reply_undated", column, "")
        is_own = mention.url is not None and self._view.survey.is_own(mention.url)
        return Mention(
            external_id=f"{id_}{REPLY}",
            text=text,
            genre=mention.genre,
            posted_at=at,
            venue=mention.venue,
            parent_url=mention.url if is_own else None,
            parent_text=(mention.text or mention.title or "")[:_PARENT] or None,
            thread_key=mention.thread_key or id_,
            place=mention.place,
            by_owner=True,
        )

    def _identified(self, made: Mention) -> Mention:
        own, column = self.entry.first("external_id")
        told, own = own, own_of(own)
        author = made.author
        who = author and (author.id, author.name)
        words = fingerprint(
            made.title, made.text, who, made.posted_at, self._rated(is_up=True), made.url
        )
        is_known = author and (author.id != author.name or not is_anyone(author.name))
        is_long = self._count_said >= ENOUGH_WORDS
        self.is_one = bool(
            (is_long and (author or made.posted_at)) or (is_known and is_timed(made.posted_at))
        )
        self.is_copied = is_long or bool(is_known and (made.posted_at or made.text))
        if own and column and cells.is_rounded(own):
            self._tell("id_rounded", column, own)
            own = ""
        if is_hollow(own) or cells.is_nothing(own):
            own = ""
        survey, is_hashed = self._view.survey, False
        if own and column and survey.are_places and not column.is_told:
            self._tell("id_places", column, own)
            own = ""
        # Stars without a word, all under one id: it stands for what was rated.
        is_place = not (made.text or made.title) and survey.is_alone(told)
        if own and column and not made.deleted and (is_place or survey.is_shared(told)):
            self._tell("id_shared", column, own)
            own, is_hashed = f"{own}#{words}", True
        elif not own and made.url and not is_hollow(made.url) and survey.is_own(made.url):
            own = made.url
        if not own and made.deleted:
            raise RowError("row_no_id")
        self.has_id = bool(own) and not is_hashed
        own = own or words
        return replace(made, external_id=own if len(own) <= LONGEST else fingerprint(own))

    @property
    def _author(self) -> Author | None:
        name, first = self._cell("author"), self._cell("author_first")
        column = self.entry.first("author")[1]
        if first and column and cells.plain(column.title) in ("nom", "name"):
            name = f"{first} {name}"
        elif not name:
            name = " ".join(filter(None, (first, self._cell("author_last"))))
        name = " ".join(name.split())
        id_, column = self.entry.first("author_id")
        if id_ and column and cells.is_rounded(id_):
            self._tell("id_rounded", column, id_)
            id_ = ""
        id_ = self._handle or ("" if is_hollow(id_) else self._plain(id_))
        url = self._cell("author_url")
        url = url if url.startswith(("http://", "https://")) and not is_hollow(url) else ""
        if not (id_ or name or url):
            return None
        followers = self._count("author_followers")
        return Author(
            id=id_ or name or url, name=name or None, followers=followers, url=url or None
        )

    @property
    def _place(self) -> str:
        """The shop, also where only a platform's name says it: accounts/1/locations/NTE-44/reviews/2.

        Its name and its code, where both are told: either may be what the brand knows it by.
        """
        columns, name, code = self.entry.columns.of, "", ""
        for column in columns.get("place", ()):
            is_coded = is_code(column.title)
            if (code if is_coded else name) or cells.is_nothing(cell := self.entry.at(column)):
                continue
            told = self._plain(cell)
            told = (_located(told) or told) if "/" in told else told
            name, code = (name, told) if is_coded else (told, code)
        if name and code and name != code:
            return f"{name} · {code}"
        if name or code:
            return name or code
        ids = (_located(self.entry.at(column)) for column in columns.get("external_id", ()))
        return next(filter(None, ids), "")

    @property
    def _handle(self) -> str:
        """By what the brand knows its own accounts; a name in its place is none."""
        handle = self._cell("author_handle")
        is_one = len(handle.split()) == 1 and "/" not in handle and not is_anyone(handle)
        return handle if is_one else ""

    @cached_property
    def _rating(self) -> int | None:
        cell, column = self.entry.first("rating")
        if column is None:
            return None
        if self._scale is None:
            self._tell("rating_scale", column, cell)
            return None
        rating = self._rated()
        if rating is None:
            self._tell("cell_dated" if cells.is_dated(cell) else "cell_unclear", column, cell)
        return rating

    def _rated(self, *, is_up: bool = False) -> int | None:
        if self._scale is None:
            return None
        return cells.read_rating(self.entry.first("rating")[0], scale=self._scale, is_up=is_up)

    @cached_property
    def _scale(self) -> int | None:
        """What its rating is counted on; None where it has none, or where nothing tells."""
        cell, column = self.entry.first("rating")
        if column is None:
            return None
        if told := column.scale or self._view.defaults.scale or self._view.survey.scale:
            return told
        if not cells.is_bare(cell):
            return 10
        return 5 if cells.is_starred(column.title) else None

    @property
    def _language(self) -> str | None:
        cell, column = self.entry.first("lang")
        if column is None:
            return None
        lang = cells.read_language(cell)
        if lang is None:
            self._tell("cell_unclear", column, cell)
        return lang

    @property
    def _country(self) -> str | None:
        cell, column = self.entry.first("country")
        country = cells.read_country(cell)
        if cell and column and country is None:
            self._tell("cell_unclear", column, cell)
        return country

    @property
    def _venue(self) -> Venue | None:
        cell, column = self.entry.first("venue")
        found = next((venue for venue in VENUES if venue == cell.lower()), None)
        if cell and column and found is None:
            self._tell("cell_unclear", column, cell)
        return cast(Venue | None, found)

    def _genre(self, rating: int | None) -> str:
        cell, column = self.entry.first("genre")
        if cell in GENRES:
            return cell
        if cell and column and column.rank < 2:  # "Type" says all sorts of things
            self._tell("cell_unclear", column, cell)
        if rating is not None or self.entry.first("rating")[0] or self._view.survey.are_reviews:
            return "app_review" if self.entry.columns.is_app else "review"
        given = self._view.defaults.genre
        return "social_comment" if given == "social_post" and self._cell("post") else given


def _located(told: str) -> str:
    """The place in a platform's name for it."""
    found = _LOCATED.search(told)
    return found[1] if found else ""
