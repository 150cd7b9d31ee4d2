"""When a notice is due: at once, or with others at an hour the team chose."""

from datetime import datetime, time, timedelta

from listener.brand import Brand


def next_at(alert: str, now: datetime, brand: Brand) -> datetime:
    """When a notice of this class goes out: now, or the next bundle hour in the brand's zone."""
    hours: tuple[time, ...] = {
        "grouped": brand.bundles.grouped,
        "triage": (brand.bundles.triage,),
        "wins": (brand.bundles.wins,),
    }.get(alert, ())
    if not hours:
        return now
    local = now.astimezone(brand.tz)
    days = (local.date() + timedelta(days=n) for n in (0, 1))
    times = (datetime.combine(day, hour, brand.tz) for day in days for hour in sorted(hours))
    return next(at for at in times if at >= local)
