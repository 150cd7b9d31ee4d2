"""Volume that a source counts itself: X's counts by the hour, what they cost, and what the digest makes of them."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import time_machine
from acme import BRAND
from our_x import APP_TOKEN, KEYS, Network, Said, failure, stamp
from polls import ids, polled_at, said
from pydantic import ValidationError
from test_connector_x import NOW, Networking, number, source

from connectors.kit.contract import Page
from connectors.kit.counted import series_of
from connectors.kit.errors import SourceBusyError, SourceChangedError, SourceError
from connectors.x.source import X
from listener.advice.time import periods
from listener.app import App
from listener.commands.counts import count_lines
from listener.digest.build import build
from listener.digest.markdown import markdown
from listener.digest.page import page
from listener.digest.values import Digest
from listener.figures.counted import HOUR, Hour, Volume, volume
from listener.settings.brand import Brand
from listener.settings.config import Config, Storage
from listener.stages.expire import expire
from listener.store.expiring import Expiring
from listener.store.store import Store
from listener.store.syncing import SourceSpec
from listener.words import say
from listener.words.spoken import spoken

COUNT = 5_000  # parts of a dollar
MONDAY = datetime(2026, 11, 9, tzinfo=UTC)


def counting(**options: Any) -> X:
    """A source that reads no post."""
    return source(mentions=False, counts=["Acme"], **options)


def poll(
    net: Network, cursor: str | None = None, *, at: float = NOW, made: X | None = None
) -> tuple[list[Page], str | None]:
    return polled_at(made or counting(), net, cursor, at)


def heard(n: int, hours: float, **more: Any) -> Said:
    """A post that X's index knows of, so many hours ago."""
    return Said(number(n), NOW - hours * 3_600, lists=("recent",), **more)


def hours_of(pages: Sequence[Page]) -> dict[datetime, int]:
    return {hour.at: hour.n for page in pages for hour in page.counted}


def at(hours: float) -> datetime:
    """The hour that began so long ago."""
    return datetime.fromtimestamp(NOW - hours * 3_600, UTC)


# What X is asked, and what its reply comes to.


def test_one_request_counts_a_week_of_hours_and_no_post_is_read() -> None:
    net = Network([heard(1, 0.5), heard(2, 0.6), heard(3, 30.5), heard(4, 400)])
    pages, _ = poll(net)
    found = hours_of(pages)
    assert len(found) == 166, "X refuses what is a week old, and an end of this moment"
    assert (found[at(31)], found[at(10)]) == (1, 0)
    assert max(found) == at(2)
    pages, _ = poll(net, at=NOW + 120)
    assert hours_of(pages)[at(1)] == 2
    assert ids(pages) == []
    [(path, asked), _] = net.asked
    assert path == "tweets/counts/recent"
    assert asked["query"] == '("Acme") -is:retweet -from:2244994945'
    assert net.tokens == 2, "each source makes its own"


def test_its_hours_are_asked_for_again_for_three_days_and_no_sooner_than_the_settings_say() -> None:
    net, made = Network([heard(1, 50)]), counting(count_hours=3)
    _, cursor = poll(net, made=made)
    net.posts += [heard(2, 50, seen_from=NOW), heard(3, 90, seen_from=NOW)]
    for minutes in (30, 60, 150):
        pages, cursor = poll(net, cursor, at=NOW + minutes * 60, made=made)
        assert pages == []
    pages, cursor = poll(net, cursor, at=NOW + 3 * 3_600, made=made)
    found = hours_of(pages)
    assert len(found) == 72
    assert found[at(50)] == 2
    assert at(90) not in found
    assert len(net.asked) == 2
    assert net.tokens == 1, "a token is made once"


@pytest.mark.parametrize(("away", "asked", "lost"), [(100, 100, 0), (300, 166, 134)])
def test_after_a_standstill_the_hours_between_are_asked_for_as_far_as_x_reaches(
    away: int, asked: int, lost: int
) -> None:
    net = Network()
    first, cursor = poll(net)
    pages, _ = poll(net, cursor, at=NOW + away * 3_600)
    found = hours_of(pages)
    assert len(found) == asked
    between = set(_range(max(hours_of(first)), max(found))) - set(hours_of(first)) - set(found)
    assert len(between) == lost


def _range(first: datetime, last: datetime) -> list[datetime]:
    return [first + n * HOUR for n in range(int((last - first) / HOUR) + 1)]


def test_an_hour_that_cannot_be_read_is_told_asked_for_again_and_hides_no_other() -> None:
    def told(hour: datetime, **other: Any) -> dict[str, Any]:
        second = hour.timestamp()
        return {"start": stamp(second), "end": stamp(second + 3_600), "tweet_count": 3, **other}

    one = told(at(5))
    net = Network(
        uncounted=[httpx.Response(200, json={"data": [told(at(6)), one | {"tweet_count": bad}]})
                   for bad in (True, -1, 2.5, "3", None, 10**15)]
        + [httpx.Response(200, json={"data": [told(at(6)), bad]})
           for bad in (None, one | {"end": stamp(NOW)}, one | {"start": stamp(NOW - 5.5 * 3_600)}, {})]
    )  # fmt: skip
    while net.uncounted:
        pages, cursor = poll(net)
        assert hours_of(pages) == {at(6): 3}
        assert len(pages[0].refused) == 1
        assert spoken("fr", pages[0].refused[0]) != pages[0].refused[0]
    pages, _ = poll(net, cursor, at=NOW + 100 * 3_600)
    assert at(5) in hours_of(pages)


def test_hours_that_nobody_asked_for_are_not_taken() -> None:
    more = [{"start": stamp(second), "end": stamp(second + 3_600), "tweet_count": 9}
            for second in (NOW - 900 * 3_600, NOW, NOW + 3_600)]  # fmt: skip
    pages, _ = poll(Network(more_hours=more))
    assert len(hours_of(pages)) == 166
    assert 9 not in hours_of(pages).values()


def test_another_question_is_another_series_and_begins_anew() -> None:
    net = Network()
    first, cursor = poll(net)
    pages, _ = poll(net, cursor, at=NOW + 60, made=counting(langs=["fr"]))
    assert len(hours_of(pages)) == 167
    series = {hour.series for page in (*first, *pages) for hour in page.counted}
    assert series == {series_of(asked["query"]) for _, asked in net.asked}
    assert len(series) == 2


def test_names_that_are_too_long_for_one_question_are_refused_with_what_to_do() -> None:
    with pytest.raises(ValidationError, match="name fewer"):
        source(counts=[f"Marque numéro {n} " + "x" * 80 for n in range(12)])


# Where X does not count.


def test_where_the_app_may_not_count_posts_are_read_and_it_is_told_until_it_may() -> None:
    net = Network([Said(number(1), NOW - 60)], uncounted=[failure(403, "Client Forbidden", "no")])
    made = source(counts=["Acme"])
    pages, cursor = poll(net, made=made)
    assert ids(pages) == [number(1)]
    [told] = said(pages)
    assert "does not let this app count" in told
    assert spoken("fr", told) != told
    pages, cursor = poll(net, cursor, at=NOW + 1_800, made=made)
    assert said(pages) == [told]
    assert [path for path, _ in net.asked].count("tweets/counts/recent") == 1
    pages, cursor = poll(net, cursor, at=NOW + 7 * 3_600, made=made)
    assert said(pages) == []
    assert hours_of(pages)


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (failure(429, "Too Many Requests"), SourceBusyError),
        (httpx.Response(503, text="down"), SourceBusyError),
        (httpx.Response(200, json={"meta": {}}), SourceChangedError),
        (httpx.Response(200, html="<html>Wait</html>"), SourceChangedError),
    ],
)
def test_a_count_that_fails_keeps_no_post_from_being_read(
    reply: httpx.Response, error: type[SourceError]
) -> None:
    net = Network([Said(number(1), NOW - 60)], uncounted=[reply])
    found: list[Page] = []

    def read() -> None:
        with httpx.Client(transport=httpx.MockTransport(net)) as http:
            for one in source(counts=["Acme"]).pages(http, None):
                found.append(one)  # noqa: PERF402  # it raises at its end

    with time_machine.travel(at(0), tick=False), pytest.raises(error):
        read()
    assert ids(found) == [number(1)]


def test_a_token_that_was_withdrawn_is_made_anew_at_once() -> None:
    net, made = Network(), counting(count_hours=1)
    _, cursor = poll(net, made=made)
    net.tokens += 1  # somebody made another one
    pages, _ = poll(net, cursor, at=NOW + 2 * 3_600, made=made)
    assert hours_of(pages)
    assert said(pages) == []
    assert len(net.asked) == 3


def test_keys_that_get_no_token_are_told_and_none_is_shown() -> None:
    net, made = Network(no_token=[failure(403, "Forbidden", KEYS["api_secret"])]), counting()
    pages, _ = poll(net, made=made)
    told = repr(made) + "".join(said(pages))
    assert "does not let this app count" in told
    poll(net, made=made)
    for secret in (APP_TOKEN, KEYS["api_secret"]):
        assert secret not in repr(made) + repr(made._held) + told


# What is stored, and what it cost.


class Volumes(Networking):
    """A source that counts, in an installation."""

    def __init__(self, store: Store, net: Network, **options: Any) -> None:
        told = {"mentions": False, "counts": ["Acme"], **options}
        super().__init__(store, net, **told)

    def until(self, moment: datetime) -> None:
        """Visits as they fall due, to a moment."""
        while self.clock() + timedelta(hours=6) <= moment:
            self.clock.pass_(hours=6)
            self.at_once()
        self.clock.now = moment
        self.at_once()

    def week(self, week: str, brand: Brand = BRAND) -> Digest:
        return build(self.store, brand, week, periods.due_at(week, brand))

    def hours(self, brand: str = BRAND.name) -> dict[datetime, int]:
        far = timedelta(days=400)
        found = self.store.counted_between(brand, self.clock() - far, self.clock() + far)
        return {hour.at: hour.n for hour in found}


def every_hour(days: int, *, busy: Sequence[float] = ()) -> list[Said]:
    """A post at half past each hour, and forty more in each that is busy, so many hours from now."""
    usual = [Said(number(n), NOW + (n - 7 * 24 + 0.5) * 3_600, lists=("recent",))
             for n in range(days * 24)]  # fmt: skip
    return usual + [
        Said(number(100_000 + 100 * n + k), NOW + (hour + 0.1) * 3_600, lists=("recent",))
        for n, hour in enumerate(busy)
        for k in range(40)
    ]


def test_an_hour_is_kept_as_it_was_counted_last_and_what_it_cost_is_written_down(
    store: Store,
) -> None:
    net = Network([heard(1, 30.5)])
    made = Volumes(store, net)
    made.at_once()
    assert made.hours()[at(31)] == 1
    assert made.stored() == set()
    assert made.spent() == sum(net.billed.values()) == COUNT
    net.posts.append(heard(2, 30.6))
    made.clock.pass_(hours=6)
    made.at_once()
    assert made.hours()[at(31)] == 2
    assert len(made.hours()) == 166 + 6


def test_what_a_count_costs_is_written_down_before_it_is_asked_for(store: Store) -> None:
    made = Volumes(store, Network())
    before: list[int] = []

    def watched(request: httpx.Request) -> httpx.Response:
        before.append(made.spent())
        return made.net(request)

    made.answer = watched
    made.at_once()
    assert before == [0, COUNT], "the token is free"


def test_when_the_dollars_are_spent_nothing_is_counted_until_the_next_day(store: Store) -> None:
    net = Network()
    made = Volumes(store, net, dollars_a_day=0.15, count_hours=1, prices={"count": 0.01})
    days: Counter[str] = Counter()
    for _ in range(76):
        made.at_once()
        days[f"{made.clock():%d}"] += len(net.asked)
        net.asked.clear()
        made.clock.pass_(hours=1)
        if made.clock().hour == 22:
            [matter] = store.matters()
            assert "budget is used up" in matter.said
    assert max(days.values()) == 15
    assert len(made.hours()) == 166 + 75, "what was not counted on a day is caught up on the next"


def test_two_brands_of_one_app_are_counted_apart_and_share_its_dollars(store: Store) -> None:
    net = Network([heard(1, 5.5)])
    made, theirs = Volumes(store, net), Volumes(store, net, name="bolt", counts=["Bolt"])
    store.sync_sources([SourceSpec("Acme", "x", "x", "1"), SourceSpec("Bolt", "bolt", "x", "1")])
    made.at_once()
    net.posts.clear()
    theirs.at_once()
    assert made.hours()[at(6)] == 1
    assert made.hours("Bolt")[at(6)] == 0
    assert made.spent() == 2 * COUNT
    other, week = BRAND.model_copy(update={"name": "Bolt"}), periods.week_of(at(6), BRAND.tz)
    assert made.week(week).figure("counted").value == 1
    assert made.week(week, other).figure("counted").value == 0


def test_another_name_of_the_brand_keeps_its_hours(store: Store) -> None:
    made = Networking(store, Network([Said(number(1), NOW - 60)]), counts=["Acme"])
    made.at_once()
    store.rename_brand("Acme", "Acme Cycles", week="2026-W47", now=made.clock())
    far = timedelta(days=30)
    assert store.counted_between("Acme", at(0) - far, at(0)) == []
    assert len(store.counted_between("Acme Cycles", at(0) - far, at(0))) == 166


def test_numbers_are_kept_when_texts_and_names_are_forgotten(store: Store, tmp_path: Path) -> None:
    made = Volumes(store, Network())
    made.at_once()
    before = made.hours()
    expire(Expiring(store.engine), Storage(dir=tmp_path, text_days=1, name_days=1), at(-9_000))
    assert made.hours() == before


# The digest and the screen.


def test_a_week_is_the_sum_of_its_hours_beside_a_week_that_was_counted_whole(
    store: Store,
) -> None:
    made = Volumes(store, Network(every_hour(30, busy=[-60])))
    made.at_once()
    made.until(periods.due_at("2026-W48", BRAND))
    first, second = made.week("2026-W47"), made.week("2026-W48")
    assert (first.figure("counted").value, first.figure("counted").n) == (168 + 40, 168)
    assert first.figure("counted").before is None, "of the week before only its end was counted"
    assert (second.figure("counted").value, second.figure("counted").before) == (168, 208)
    assert any("busiest hour" in note and "41 posts" in note for note in first.notes)
    assert not any("busiest hour" in note for note in second.notes)
    for told in (page(first), markdown(first)):
        assert say("en", "figure.counted") in told.replace("&#39;", "'")
        assert "hour by hour" in told


def test_the_digest_of_who_counts_nothing_has_no_word_of_it(store: Store) -> None:
    made = Networking(store, Network([Said(number(1), NOW - 60)]))
    made.at_once()
    found = build(store, BRAND, "2026-W47", at(0))
    assert (found.figure("counted").value, found.figure("counted").unknown) == (None, True)
    assert "the network" not in page(found)
    assert "the network" not in markdown(found)


def test_hours_that_were_lost_are_told_and_such_a_week_is_compared_with_none(store: Store) -> None:
    made = Volumes(store, Network(every_hour(60)))
    made.at_once()
    made.clock.pass_(days=12)
    made.at_once()
    made.until(periods.due_at("2026-W49", BRAND))
    lost = made.week("2026-W48")
    n = 168 - lost.figure("counted").n
    assert 0 < n < 168
    assert any(f"lacks {n} hours of this week" in note for note in lost.notes)
    assert lost.figure("counted").before is None
    assert made.week("2026-W49").figure("counted").before is None
    assert not any("lacks" in note for note in made.week("2026-W49").notes)


def test_a_week_without_an_hour_after_one_with_some_is_told(store: Store) -> None:
    made = Volumes(store, Network(every_hour(60)))
    made.at_once()
    empty = made.week("2026-W48")
    assert empty.figure("counted").value is None
    assert any("counted no hour" in note for note in empty.notes)
    assert not any("the network" in note for note in made.week("2026-W49").notes)


def test_a_week_of_another_question_is_not_compared(store: Store) -> None:
    made = Volumes(store, Network(every_hour(60)))
    made.at_once()
    made.until(periods.bounds("2026-W48", BRAND.tz)[0] + timedelta(hours=1))
    made.source = made.source.model_copy(update={"connector": counting(langs=["fr"])})
    made.until(periods.due_at("2026-W49", BRAND))
    assert made.week("2026-W48").figure("counted").before is None


def test_the_screen_says_what_was_counted_lately_and_what_is_missing(
    store: Store, tmp_path: Path
) -> None:
    made = Volumes(store, Network(every_hour(30)))
    settings = Config(brand=(BRAND,), source=(made.source,), storage=Storage(dir=tmp_path / "data"))
    app = App.over(settings, made.clock, store=store, key=b"k" * 32)
    assert list(count_lines(app)) == []
    made.at_once()
    [line] = count_lines(app)
    assert line == "x: 24 posts in the 24 hours until Fri 20 Nov 22:00, by the network's count."
    made.clock.pass_(days=7, hours=12)
    made.at_once()
    [line] = count_lines(app)
    assert "24 posts" in line
    made.clock.pass_(days=8)
    assert list(count_lines(app)) == [], "what is that old is no news"


# The figure, pure.


def hour(n: float, posts: int = 1, source_id: int = 1, series: str = "a") -> Hour:
    return Hour(source_id, MONDAY + n * HOUR, posts, series)


def week_of(hours: Sequence[Hour], *, is_over: bool = True) -> Volume | None:
    return volume(hours, MONDAY, MONDAY + timedelta(days=7), is_over=is_over)


def test_a_week_is_whole_where_each_source_counted_every_hour_of_it() -> None:
    whole = [hour(n) for n in range(168)]
    found = week_of(whole)
    assert found
    assert (found.n, found.known, found.missing, found.is_whole) == (168, 168, 0, True)
    for hours, missing in ((whole[:-3], 3), (whole[3:], 0), (whole[:5] + whole[9:], 4)):
        found = week_of(hours)
        assert found
        assert (found.missing, found.is_whole) == (missing, False)
    two = [*whole, *(hour(n, source_id=2) for n in range(100, 168))]
    found = week_of(two)
    assert found
    assert (found.n, found.missing, found.is_whole) == (236, 0, False)


def test_a_running_week_lacks_nothing_that_is_not_over() -> None:
    found = week_of([hour(n) for n in range(-9, 30)], is_over=False)
    assert found
    assert (found.n, found.missing, found.is_whole) == (30, 0, True)
    found = week_of([hour(n) for n in (*range(-9, 3), *range(6, 30))], is_over=False)
    assert found
    assert found.missing == 3


def test_a_zone_of_half_an_hour_loses_no_hour() -> None:
    start = MONDAY + timedelta(minutes=30)
    found = volume([hour(n) for n in range(-9, 300)], start, start + timedelta(days=7))
    assert found
    assert (found.known, found.missing, found.is_whole) == (168, 0, True)


def test_nothing_is_said_of_what_nobody_counts_and_of_a_source_that_stopped_long_ago() -> None:
    assert week_of([]) is None
    assert week_of([hour(n) for n in range(-400, -168)]) is None
    found = week_of([hour(n) for n in range(-400, -100)])
    assert found
    assert (found.known, found.missing, found.is_whole) == (0, 168, False)


def test_only_an_hour_that_stands_out_is_a_peak() -> None:
    flat = [hour(n, 20) for n in range(168)]
    found = week_of(flat)
    assert found
    assert found.peak is None
    found = week_of([*flat, hour(9, 70, source_id=2)])
    assert found
    assert found.peak == (MONDAY + 9 * HOUR, 90)
    found = week_of([hour(n, 9 * (n == 3)) for n in range(168)])
    assert found
    assert found.peak is None, "nine posts are no crowd"
