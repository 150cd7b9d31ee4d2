"""Two daemons on one PostgreSQL database, killed with -9 in turn: nothing is lost, doubled, or visited twice at once."""

from pathlib import Path

import httpx
from rigs import machines
from rigs.effort import PATIENCE
from rigs.machines import PAGES, Machines, Paged, Plan, Site

from listener.store.store import Store

SOURCES, POSTS = 6, 16
ALL_POSTS = SOURCES * POSTS


def test_the_site_sees_visits_of_one_source_that_overlap_and_no_others() -> None:
    with Site(POSTS).open() as site, httpx.Client(timeout=PATIENCE, trust_env=False) as http:
        source = Paged(name="s", port=site.port, wait=0.0)
        for _ in "ab":  # two that are left, as while the database is away
            with httpx.Client(timeout=PATIENCE, trust_env=False) as away:
                left = source.pages(away, None)
                assert next(left).mentions
            left.close()
        assert len(list(source.pages(http, None))) == PAGES
        assert (site.visits, site.overlaps) == (3, 0)
        both = [source.pages(http, None) for _ in "ab"]
        assert all(next(one).mentions for one in both)
        assert (site.visits, site.overlaps) == (5, 1)
        for one in both:
            one.close()


def test_two_daemons_that_are_killed_in_turn_lose_and_double_nothing(
    url: str, tmp_path: Path
) -> None:
    store = Store.open(url)
    with Site(POSTS).open() as site:
        two = Machines(url, tmp_path, Plan(SOURCES, site.port), site)

        def stored(share: float) -> bool:
            return store.counts()["mentions"] >= ALL_POSTS * share

        try:
            for number in (0, 1):
                two.start(number)
            for number, share in ((0, 0.2), (1, 0.4), (0, 0.6)):
                assert machines.until(lambda share=share: stored(share))  # type: ignore[misc]
                two.kill(number)
                two.start(number)
            ended = machines.until(lambda: stored(1) and machines.found(store, site).is_done)
            left = machines.found(store, site)
            assert ended, left
        finally:
            two.stop()
    assert (left.mentions, left.twice, left.decisions) == (ALL_POSTS, 0, ALL_POSTS)
    assert left.posted_twice == 0
    assert left.messages == left.notices["sent"]
    assert site.overlaps == 0
    assert machines.until(lambda: machines.held(store) == 0), "whoever is gone holds nothing"
    store.close()
