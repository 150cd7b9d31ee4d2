"""Which column of an export holds what, told by its title, and by its cells where titles fail."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

from connectors.inbound.cells import is_nothing, plain, read_count, read_flag, read_rating
from connectors.inbound.column import BY_PROSE, BY_WORDS, EXCERPT, SCALE, Column, bare, is_code
from connectors.inbound.prose import PROSE, Prose, is_label, said_in, words
from connectors.inbound.unused import is_reply, unused
from connectors.inbound.whereabouts import are_points, names_places, without_homes
from connectors.kit.contract import VENUES
from connectors.kit.reading.dates import read_date
from connectors.kit.reading.identity import is_resource
from connectors.kit.reading.zones import zone_in

_TITLES = Path(__file__).with_name("columns.toml")
_MOST = 2_000  # columns
_ACCOUNT = 700  # rank of whose page it is, as an author
_LONGEST = 80  # characters of a title
_HANDLE = re.compile(r"\s{0,9}'?[@＠]")
_WEB = re.compile(r"https?://|www\.|\w\.[a-z]{2,10}/", re.IGNORECASE)
_CODE = re.compile(r"(?=\D{0,40}\d)[\w.:#-]{3,80}")  # AV-1001; "4/5" is a rating
# A question that asks for stars: "How would you rate us?"
_WHOLE = r"(?:us|(?:your|the|our|votre|notre|la|le|l) (?:(?:overall|last|whole) )?(?:experience|visit|stay|satisfaction|service|shop|store|order|purchase|commande|visite|sejour|magasin|boutique|achat)(?: (?:with us|today|overall|globale?|chez nous|en magasin))?)"
_RATES = re.compile(
    rf"(?:overall )?(?:how (?:would|do|did) you |please )?rate {_WHOLE}|how (?:satisfied|happy) (?:are|were) you(?: with {_WHOLE})?"
    rf"|comment (?:(?:nous )?(?:evalu|not)(?:ez|eriez)|(?:jugez|jugeriez)) vous ?(?:{_WHOLE})?|(?:etes vous|a quel point etes vous|dans quelle mesure etes vous) satisfaite?s?(?: (?:de|du) (?:{_WHOLE}|nous|service|magasin))?"
    r"|quelle note (?:nous )?(?:donnez|donneriez|attribuez|attribueriez) vous(?: a (?:votre|notre) \w{1,20})?"
)
_SMALL = frozenset(("de", "du", "des", "d", "l", "la", "le", "les", "of", "the"))
SAID = ("text", "title", "post", "pros", "cons", "rating")  # one of them is what a row says
_BOTH = frozenset(("comments", "commentaires", "reviews", "avis", "reponses"))  # or how many


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one table by what they hold, those to read first in front."""

    width: int
    of: Mapping[str, tuple[Column, ...]]
    score: int  # how surely this is a header
    is_app: bool = False  # an app store's
    unknown: tuple[str, ...] = ()  # titles that say nothing to us
    unread: tuple[str, ...] = ()  # titles of columns that hold sentences all the same
    untitled: tuple[int, ...] = ()  # columns under no title, of which none is read
    unused: tuple[tuple[str, str], ...] = ()  # what is told of columns that look like dates, names
    are_sure: bool = False  # did cells settle what titles leave open?
    titles: tuple[str, ...] = ()  # all of them

    @property
    def say_something(self) -> bool:
        """Is there a column for what people said?"""
        return any(field in self.of for field in SAID)


def read_columns(
    titles: Sequence[str],
    sample: Sequence[Sequence[str]] = (),
    above: Sequence[str] = (),
) -> Columns:
    """The columns under these titles; `sample` are some rows, in text, that settle doubts.

    `above` is the row over the titles: one of its cells may say whose columns these are.
    """
    found = _of_replies(list(_named(titles)), above)
    score = sum(3 if column.rank < BY_WORDS else 1 for column in found)
    unread: tuple[str, ...] = ()
    left: list[Prose] = []
    if sample:
        found = [_settled(column, _cells(sample, column.number)) for column in found]
        found = _without_labels(_without_points(found, sample), sample)
    found = without_homes(found, titles[:_MOST])
    if sample:
        prose = [Prose(n, title, cells) for n, title, cells in _untold(titles, found, sample)]
        more = said_in(prose, has_text=any(c.field in ("text", "pros", "cons") for c in found))
        found += [Column(n, title, "text", BY_PROSE) for n, title in more.read]
        unread = tuple(title for title in more.unread if not is_reply(title))
        read = {number for number, _ in more.read}
        left = [one for one in prose if one.number not in read and one.title not in unread]
    of: dict[str, tuple[Column, ...]] = {}
    for column in sorted(_with_authors(found), key=lambda column: (column.rank, column.number)):
        of[column.field] = (*of.get(column.field, ()), column)
    held = {column.number for column in found if column.field}
    said = {plain(title) for title in titles[:_MOST] if len(title) <= _LONGEST}
    return Columns(
        width=len(titles),
        of=_posts(of),
        score=score,
        is_app=any(word.startswith(("app version", "package name")) for word in said),
        unknown=tuple(title for title in titles[:_MOST] if _field(title[:_LONGEST]) is None),
        unread=unread,
        untitled=tuple(
            n
            for n in range(min(len(titles), _MOST * 10))
            if n not in held and not titles[n].strip()
        ),
        unused=tuple(unused(left, of.keys())) if sample else (),
        are_sure=bool(sample),
        titles=tuple(titles[:_MOST]),
    )


def _named(titles: Sequence[str]) -> Iterator[Column]:
    for number, title in enumerate(titles[:_MOST]):
        if len(title) <= _LONGEST and (known := _field(title)):
            field, rank = known
            scale = SCALE.search(plain(title))
            yield Column(
                number,
                " ".join(title.split()),
                field,
                rank,
                zone=zone_in(plain(title)),
                scale=int(scale[1]) if scale else 10 if "nps" in plain(title).split() else 0,
            )


def _posts(of: dict[str, tuple[Column, ...]]) -> dict[str, tuple[Column, ...]]:
    """What was commented on is the text where there is no other."""
    if "post" in of and "text" not in of and "pros" not in of:
        of["text"] = of.pop("post")
    return of


def _settled(column: Column, cells: list[str]) -> Column:
    """A column with another field where its cells say that it holds something else."""
    if not cells:
        return column
    field = column.field
    if field == "text" and all(read_count(cell) is not None for cell in cells):
        field = "replies" if plain(column.title) in _BOTH else ""
    elif field == "replies" and words(cells) >= PROSE:
        field = "text"
    elif field == "rating" and words(cells) > PROSE and not any(map(read_rating, cells)):
        field = "text"  # "Note" is also what one notes down
    elif field == "posted_at" and all(read_flag(cell) is not None for cell in cells):
        field = ""  # "Sent" may also say whether
    elif field in ("author", "external_id") and all(map(_HANDLE.match, cells)):
        field = "author_handle"
    elif field == "author" and all(map(is_resource, cells)):
        field = "external_id"
    elif field == "hour" and all(read_date(cell, day_first=True) for cell in cells):
        field = "posted_at"
    return replace(column, field=field if field != column.field else _placed(column, cells))


def _placed(column: Column, cells: list[str]) -> str:
    """What an id, a kind of venue, an address or a place holds by its cells."""
    field = column.field
    if field == "external_id" and column.rank >= BY_WORDS and words(cells) >= 2:
        return ""  # "Reference" may also be what somebody refers to
    if field == "venue" and not any(cell.lower() in VENUES for cell in cells):
        field = "place"
    elif field == "url" and bare(column.title) == "adresse" and not any(map(_WEB.search, cells)):
        field = "place"  # a street's
    return "" if field == "place" and not names_places(cells) else field


def _with_authors(found: list[Column]) -> list[Column]:
    """With handles as who wrote, where no other column says it."""
    if any(column.field in ("author", "author_first", "author_last") for column in found):
        return found
    return [replace(c, field="author") if c.field == "author_handle" else c for c in found]


def _of_replies(found: list[Column], above: Sequence[str]) -> list[Column]:
    """With the columns under a wide "Réponse" as those of the brand's answer."""
    if not any(cell.strip() for cell in above[:1]):
        return found  # a report's name may stand anywhere; titles over titles begin at the first
    wide, over = "", {}
    for number, cell in enumerate(above[:_MOST]):
        wide = cell if cell.strip() else wide
        over[number] = wide
    if (_field(over[0][:_LONGEST]) or ("",))[0] == "reply":
        return found
    fields = {"text": "reply", "posted_at": "reply_at"}
    return [
        replace(column, field=fields.get(column.field, ""))
        if (_field(over.get(column.number, "")[:_LONGEST]) or ("",))[0] == "reply"
        else column
        for column in found
    ]


def _without_points(found: list[Column], sample: Sequence[Sequence[str]]) -> list[Column]:
    """Without a restaurant, a pool and a park that guests gave points, each under its name."""
    named = [c for c in found if c.field == "place" and not is_code(c.title)]
    points = {c.number for c in named if are_points(_cells(sample, c.number))}
    return [replace(c, field="") if len(points) > 1 and c.number in points else c for c in found]


def _without_labels(found: list[Column], sample: Sequence[Sequence[str]]) -> list[Column]:
    """Without texts that are codes or choose one of a few words, where another column holds a text."""
    texts = [column for column in found if column.field == "text"]
    labels = {c.number for c in texts if _is_label(c, _cells(sample, c.number))}
    if len(labels) == len(texts):
        return found
    return [replace(c, field="") if c.number in labels else c for c in found]


def _is_label(column: Column, cells: list[str]) -> bool:
    if not cells:
        return False
    if all(map(_CODE.fullmatch, cells)):
        return True
    is_chosen = is_label(cells) or all(read_flag(cell) is not None for cell in cells)
    return column.rank >= BY_WORDS and is_chosen


def _untold(
    titles: Sequence[str], found: Sequence[Column], sample: Sequence[Sequence[str]]
) -> Iterator[tuple[int, str, list[str]]]:
    """The columns whose title says nothing, with their cells."""
    taken = {column.number for column in found if column.field}
    for number in range(min(len(titles), _MOST)):
        if number not in taken and (cells := _cells(sample, number)):
            yield number, " ".join(titles[number].split())[:_LONGEST], cells


def _cells(sample: Sequence[Sequence[str]], number: int) -> list[str]:
    cells = (row[number] for row in sample if number < len(row))
    return [cell for cell in cells if not is_nothing(cell)]


@cache
def fields() -> tuple[str, ...]:
    """What a column may hold, by the names of a mention's fields where it has one."""
    told = tomllib.loads(_TITLES.read_text("utf-8"))["titles"]
    return tuple(name for name in told if name not in ("excerpt", "account"))


def field_of(title: str) -> str:
    """What a column under this title holds by the title alone; "" where it says nothing to us."""
    return (_field(title[:_LONGEST]) or ("",))[0]


def is_places(title: str) -> bool:
    """Is it the title of a column, or the label of a field, that names the shop?"""
    return field_of(title) == "place"


@lru_cache(maxsize=4_096)
def _field(title: str) -> tuple[str, int] | None:
    key = bare(title)
    exact, by_words = _titles()
    if _RATES.fullmatch(key):
        return "rating", BY_WORDS - 1
    if known := exact.get(key) or exact.get(_without_small(key)):
        return known
    said = set(key.replace("point de vente", "pdv").replace("point of sale", "outlet").split())
    for rank, (field, rule) in enumerate(by_words.items()):
        wanted = said & rule["any"] and (not rule["all"] or said & rule["all"])
        is_whole = not rule["only"] or said <= rule["any"] | rule["all"] | rule["only"]
        if wanted and is_whole and not said & rule["never"]:
            return field, BY_WORDS + rank
    return None


def _without_small(key: str) -> str:
    return " ".join(word for word in key.split() if word not in _SMALL)


@cache
def _titles() -> tuple[dict[str, tuple[str, int]], dict[str, dict[str, frozenset[str]]]]:
    told = tomllib.loads(_TITLES.read_text("utf-8"))
    excerpts = enumerate(told["titles"].pop("excerpt"), EXCERPT)
    accounts = enumerate(told["titles"].pop("account"), _ACCOUNT)
    exact = {title: ("text", rank) for rank, title in excerpts}
    exact |= {title: ("author", rank) for rank, title in accounts}
    exact |= {
        title: (field, rank)
        for field, titles in told["titles"].items()
        for rank, title in enumerate(titles)
    }
    for title in tuple(exact):  # "Titre avis" is "Titre de l'avis"
        exact.setdefault(_without_small(title), exact[title])
    exact.pop("", None)
    rules = {
        field: {name: frozenset(rule.get(name, ())) for name in ("any", "all", "only", "never")}
        for field, rule in told["words"].items()
    }
    return exact, rules
