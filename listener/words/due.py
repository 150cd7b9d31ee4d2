"""Until when, as people say it: "within 15 minutes (before 14:32)", "before 18:00 today", "by Monday noon".

Always in the brand's zone: that is where the hours of its team are.
"""

from datetime import date, datetime, timedelta, tzinfo

from listener import words
from listener.words import say
from listener.words.whose import Ours

_SOON = timedelta(hours=1)  # up to here it is said how long there is, with the hour
_HOUR = 45  # minutes beyond which it is "within the hour"
_WEEK = 7  # days from which a weekday alone could be another week's


def until_when(
    language: str, at: datetime, zone: tzinfo, *, now: datetime, is_wait: bool = False
) -> Ours:
    """When something is due, said at `now`; `is_wait`: until then nothing is to be done."""
    day, hour = _day_and_hour(language, at, zone)
    today = now.astimezone(zone).date()
    moment, days = words.day(language, day, today=today), (day - today).days
    if at < now:
        past = "was_today" if days == 0 else "was"
        return say(language, f"due.{past}", hour=hour, date=moment)
    if at - now <= _SOON and not is_wait:
        minutes = -(-(at - now) // timedelta(minutes=1))
        if minutes > _HOUR:
            return say(language, "due.hour", hour=hour)
        return say(language, "due.soon", n=max(1, minutes), hour=hour)
    weekday = say(language, f"weekday.{day.isoweekday()}")
    how = "later" if days >= _WEEK else "week" if days > 1 else "tomorrow" if days else "today"
    key = f"until.{how}" if is_wait else f"due.{how}"
    return say(language, key, date=moment, day=weekday, hour=hour)


def until(
    language: str, at: datetime, zone: tzinfo, *, now: datetime, is_wait: bool = False
) -> Ours:
    """The same in a headline: by the hour of the clock, which does not run."""
    day, hour = _day_and_hour(language, at, zone)
    today = now.astimezone(zone).date()
    days = (day - today).days
    if days and at >= now:
        # "Tomorrow" would be another day to whoever reads the headline then.
        key = ("until" if is_wait else "due") + (".later" if days >= _WEEK else ".week")
        weekday = say(language, f"weekday.{day.isoweekday()}")
        moment = words.day(language, day, today=today)
        return say(language, key, date=moment, day=weekday, hour=hour)
    key = "late" if at < now else "until" if is_wait else "before"
    if at < now and days:
        moment = words.day(language, day, today=today)
        return say(language, "brief.late_day", hour=hour, date=moment)
    return say(language, f"brief.{key}", hour=hour)


def _day_and_hour(language: str, at: datetime, zone: tzinfo) -> tuple[date, Ours]:
    """Midnight is the end of a day, not the beginning of the next: nobody waits until 0:00."""
    local = at.astimezone(zone)
    if (local.hour, local.minute) == (0, 0):
        return local.date() - timedelta(days=1), say(language, "due.midnight")
    if (local.hour, local.minute) == (12, 0):
        return local.date(), say(language, "due.noon")
    return local.date(), words.clock(language, at, zone)
