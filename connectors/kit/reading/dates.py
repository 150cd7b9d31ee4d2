"""Dates as people, spreadsheets and platforms write them, in French and English.

All of a text must be understood, else it is no date: libraries that read more (dateutil,
dateparser) fill what is missing with today, drop what they do not know, and take "PM" or a zone
for noise. So a small grammar stands here: the clock and the zone are taken out first, and what
remains has to be a day, a month and a year, and nothing else.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from connectors.kit.reading.folding import fold
from connectors.kit.reading.months import IGNORED, MONTH
from connectors.kit.reading.zones import offset, take_zone

_LONGEST = 120  # characters: JavaScript's, with its zone in words, has 70
_YEARS = range(1970, 2200)
_SERIAL_START = datetime(1899, 12, 30, tzinfo=UTC)  # day 0 of spreadsheets, but for 1904 workbooks
_SERIALS = (25_569, 80_000)  # 1970 to 2119
_HALF = (
    r"(?:\s?(?P<half>[ap])\.?\s?m\b\.?"
    r"|\s?(?P<part>du matin|du soir|de l.apres.midi|in the (?:morning|afternoon|evening)))?"
)
_CLOCKS = tuple(
    re.compile(pattern + _HALF + r"(?![\d:])")
    for pattern in (
        r"(?<![\d:])(?P<h>\d{1,2})\s?:\s?(?P<m>\d{2})(?:\s?:\s?(?P<s>\d{2})(?:[.,](?P<f>\d{1,9}))?)?",
        r"(?<![\d:])(?P<h>\d{1,2})\s?h\s?(?P<m>\d{2})(?:\s?(?:min|mn|m|:)\.?\s?(?:(?P<s>\d{2})\s?s?)?)?",
        r"(?<![\d:])(?P<h>\d{1,2})\s?(?:heures?|hrs?|h)\b\.?\s?(?:(?P<m>\d{2})\b)?",
        r"(?<![\d:])(?P<h>\d{1,2})(?=\s?[ap]\.?\s?m\b)",
        r"(?<=\d{4}\s)(?P<h>\d{1,2})\.(?P<m>\d{2})(?:\.(?P<s>\d{2}))?$",
    )
)
_NAMED_CLOCKS = {"midi": 12, "noon": 12, "minuit": 0, "midnight": 0}
_OFFSET = re.compile(r"\s?([+-])(\d{2}):?(\d{2})?(?![\d/.-])")
_ZULU = re.compile(r"\s?z\b")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[t\s]?(\d{2})(\d{2})(\d{2})?)?(z)?")
_DIGITS = re.compile(r"(\d+)\s?([./-]?)\s?(\d+)\s?\2\s?(\d+)")
_PLACED = re.compile(
    r"(?:commente|evalue|reviewed) (?:en|au|aux|in|in the) [a-z' -]{2,30} (?:le|on) "
)
# What most exports write needs no more than this; the rest of the grammar says the same of it.
_USUAL = re.compile(r"(\d\d?)([/.-])(\d\d?)\2(\d{4})(?: (\d\d?):(\d\d)(?::(\d\d))?)?", re.ASCII)
_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[tT ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,6}))?)?"
    r"(?:([zZ])|([+-])(\d\d):(\d\d))?",
    re.ASCII,
)
_OPEN = re.compile(r"\d{1,2}\s?[/-]?\s?\d{1,2}\s?[/-]?\s?\d\d")
_ORDINAL = re.compile(r"(?<=\d)(?:er|st|nd|rd|th|eme|e|o)\b")
_TOKEN = re.compile(r"\d+|[a-z]+|[^\w\s]")


def read_date(text: str, *, zone: tzinfo = UTC, day_first: bool | None = None) -> datetime | None:
    """The time in UTC that a date says, in `zone` where it names none; None where not all is read.

    `day_first` decides between 3 November and 11 March for 03/11/2026 (see `is_day_first`);
    without it such a date is none. Dates before 1970 are none.
    """
    iso = _ISO.fullmatch(text)
    text = text if iso else _folded(text)
    if len(text) > _LONGEST:
        return None
    try:
        local = _iso(iso, zone) if iso else _counted(text, zone) or _spelled(text, zone, day_first)
        found = local and local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found if found and found.year in _YEARS else None


def read_moment(
    date: str, hour: str, *, zone: tzinfo = UTC, day_first: bool | None = None
) -> datetime | None:
    """As `read_date`, of a day and an hour that stand in two cells."""
    day = _parsed(date)
    if day and day.clock:
        return read_date(date, zone=zone, day_first=day_first)
    zone = (day and day.zone) or zone
    # A spreadsheet gives the day beside an hour a midnight of its own.
    midnight = read_date(date, zone=zone, day_first=day_first)
    if midnight is None:
        return None
    hour = hour.strip().replace(",", ".")
    if re.fullmatch(r"0?\.\d{1,20}|0", hour):  # a spreadsheet's hour: a part of a day
        hour = f"{_SERIAL_START + timedelta(seconds=round(float(hour) * 86_400)):%H:%M:%S}"
    return read_date(f"{midnight.astimezone(zone):%Y-%m-%d} {hour}", zone=zone)


def is_day_first(texts: Iterable[str], *, otherwise: bool) -> bool | None:
    """Does the day stand before the month in these dates of one hand? None: they contradict.

    `otherwise` is the answer where none of them decides.
    """
    votes = {vote for text in texts if (vote := day_first_vote(text)) is not None}
    return next(iter(votes), otherwise) if len(votes) < 2 else None


def day_first_vote(text: str) -> bool | None:
    """Is the first of 26/11/2026 the day? None where the date does not tell."""
    if not _OPEN.search(text[:_LONGEST]) or _ISO.fullmatch(text):
        return None
    written = _parsed(text)
    if written is None or not written.is_open:
        return None
    return True if written.one > 12 else False if written.two > 12 else None


def _parsed(text: str) -> "_Written | None":
    if usual := _USUAL.fullmatch(text.strip()):
        return _usual(usual)
    text = _folded(text)
    try:
        return _written(text) if len(text) <= _LONGEST else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class _Written:
    year: int
    one: int  # the month, or either of day and month where that is open
    two: int
    is_open: bool
    clock: timedelta | None
    zone: tzinfo | None


def _folded(text: str) -> str:
    kept = re.sub("[年月]", "-", fold(text[: 2 * _LONGEST]))
    kept = _PLACED.sub("", re.sub('["日·•|]', " ", kept).strip())
    return " ".join(kept.split()).strip("'")


def _iso(found: re.Match[str], zone: tzinfo) -> datetime:
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    micro = int((found[7] or "").ljust(6, "0"))
    there = UTC if found[8] else offset(*found.group(9, 10, 11)) if found[9] else zone
    return datetime(year, month, day, hour, minute, second, micro, there)


def _counted(text: str, zone: tzinfo) -> datetime | None:
    """Seconds or milliseconds since 1970, a spreadsheet's days, or a date in eight digits."""
    if found := re.fullmatch(r"(\d{10}|\d{13}|\d{16})(?:[.,]\d+)?", text):
        return datetime.fromtimestamp(int(found[1]) / 1_000 ** (len(found[1]) // 3 - 3), UTC)
    if re.fullmatch(r"\d{5}(?:[.,]\d+)?", text):
        days = float(text.replace(",", "."))
        if not _SERIALS[0] <= days <= _SERIALS[1]:
            return None
        moment = _SERIAL_START + timedelta(seconds=round(days * 86_400))
        return moment.replace(tzinfo=zone)
    if found := _COMPACT.fullmatch(text):
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
        where = UTC if found[7] else zone
        return datetime(year, month, day, hour, minute, second, tzinfo=where)
    return None


def _spelled(text: str, zone: tzinfo, day_first: bool | None) -> datetime | None:
    usual = _USUAL.fullmatch(text)
    written = _usual(usual) if usual else _written(text)
    if written is None:
        return None
    month, day = written.one, written.two
    if written.is_open and month != day:
        if month > 12 or (day <= 12 and day_first):
            month, day = day, month
        elif day <= 12 and day_first is None:
            return None
    midnight = datetime(written.year, month, day, tzinfo=written.zone or zone)
    return midnight if written.clock is None else midnight + written.clock


def _usual(found: re.Match[str]) -> _Written | None:
    one, two, year, *clock = (int(part or 0) for part in found.group(1, 3, 4, 5, 6, 7))
    hour, minute, second = clock
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and (minute or second)):
        return None
    spent = timedelta(hours=hour, minutes=minute, seconds=second) if found[5] else None
    if found[2] == ".":
        return _Written(year, two, one, False, spent, None)
    return _Written(year, one, two, True, spent, None)


def _written(text: str) -> _Written | None:
    text = re.sub(r"(?<=\d)t(?=\d)|(?<=\d{4}):(?=\d{2}:)", " ", text)
    clock: timedelta | None = None
    zone: tzinfo | None = None
    for pattern in _CLOCKS:
        if found := pattern.search(text):
            clock = _clock(found)
            if clock is None:
                return None
            rest = text[found.end() :]
            if away := _OFFSET.match(rest):
                zone, rest = offset(*away.groups()), rest[away.end() :]
            elif utc := _ZULU.match(rest):
                zone, rest = UTC, rest[utc.end() :]
            text = f"{text[: found.start()]} {rest}"
            break
    else:
        text, clock = _named_clock(text)
    text, named = take_zone(text, known=zone)
    return _day(text, clock, named)


def _clock(found: re.Match[str]) -> timedelta | None:
    said = found.groupdict()
    hour, minute, second = (int(said.get(part) or 0) for part in "hms")
    half = said["half"]
    if part := said["part"]:
        half = "a" if part.endswith(("matin", "morning")) else "p"
    if half == "p" and 0 < hour < 12:
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    elif (half == "a" and hour > 12) or (half == "p" and hour == 0):
        return None
    if minute > 59 or second > 60 or hour > 24 or (hour == 24 and (minute or second)):
        return None
    micro = int((said.get("f") or "").ljust(6, "0")[:6])
    return timedelta(hours=hour, minutes=minute, seconds=min(second, 59), microseconds=micro)


def _named_clock(text: str) -> tuple[str, timedelta | None]:
    for name, hour in _NAMED_CLOCKS.items():
        if re.search(rf"\b{name}\b", text):
            return re.sub(rf"\b{name}\b", " ", text), timedelta(hours=hour)
    return text, None


def _day(text: str, clock: timedelta | None, zone: tzinfo | None) -> _Written | None:
    """What is left must be a day, a month and a year."""
    tokens = _TOKEN.findall(_ORDINAL.sub("", text))
    words = [token for token in tokens if token.isalpha()]
    # "mar" is a Tuesday where another month follows.
    months = [word for word in words if word in MONTH]
    if len(months) == 2 and months[0] == "mar":
        months = months[1:]
        words.remove("mar")
    if len(months) > 1 or any(w not in IGNORED for w in words if w not in months):
        return None
    numbers = [token for token in tokens if token.isdigit()]
    signs = [token for token in tokens if not token.isalnum()]
    if any(sign not in ",./-'" for sign in signs):
        return None
    if months:
        is_before = not numbers or text.index(months[0]) < text.index(numbers[0])
        found = _with_name(numbers, MONTH[months[0]], is_before=is_before)
    else:
        found = _in_digits(numbers, text)
    if found is None:
        return None
    return _Written(*found, clock=clock, zone=zone)


def _with_name(
    numbers: list[str], month: int, *, is_before: bool
) -> tuple[int, int, int, bool] | None:
    if len(numbers) != 2:
        return None
    day, year = numbers
    if len(day) == 4 and not is_before:  # 2026-Nov-03
        day, year = year, day
    full = _year(year)
    return None if full is None or len(day) > 2 else (full, month, int(day), False)


def _in_digits(numbers: list[str], text: str) -> tuple[int, int, int, bool] | None:
    found = _DIGITS.search(text)
    if len(numbers) != 3 or not found:
        return None
    one, sign, two, last = found.groups()
    if len(one) == 4 and len(last) <= 2:
        return int(one), int(two), int(last), False
    year = _year(last)
    if year is None or len(one) > 2:
        return None
    if sign == ".":  # nobody writes the month first with dots
        return year, int(two), int(one), False
    return year, int(one), int(two), True


def _year(text: str) -> int | None:
    if len(text) == 4:
        return int(text)
    # As POSIX reads two digits.
    return int(text) + (2000 if int(text) < 69 else 1900) if len(text) == 2 else None
