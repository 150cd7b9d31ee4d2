"""What was stored of a network is asked for again in its second week: edits are taken over, what is gone goes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import our_bluesky as sky
import our_threads as town
import our_tiktok as tok
import pytest
import test_connector_bluesky as of_bluesky
import test_connector_discourse as of_discourse
import test_connector_lemmy as of_lemmy
import test_connector_reddit as of_reddit
import test_connector_stackexchange as of_stackexchange
import test_connector_threads as of_threads
import test_connector_tiktok as of_tiktok
import test_connector_wordpress as of_wordpress
from visiting import Visiting

from connectors import connector_type
from connectors.kit.recheck import Rechecked, Stored
from listener.store.store import Store

NOW = 1_795_212_000  # 2026-11-20 22:00
HOUR, DAY = 3_600, 86_400


@dataclass
class Case:
    """A network with some posts, what takes one away, and what words another anew."""

    source: Rechecked
    answer: Callable[[httpx.Request], httpx.Response]
    gone: str
    take: Callable[[], object]
    edited: str = ""
    edit: Callable[[], object] = lambda: None
    then: Callable[[], object] = lambda: None  # what is written above them after the first visit


def _bluesky(place: Path) -> Case:
    host = sky.Host(now=lambda: datetime.now(UTC).timestamp())
    host.posts = [sky.post(n, NOW - n * HOUR) for n in (1, 2, 3)]
    return Case(of_bluesky.source(place), host, sky.uri(2), lambda: host.gone.add(sky.uri(2)))


def _reddit(_: Path) -> Case:
    listed = [of_reddit.post(n, n) for n in (1, 2, 3)]
    site = of_reddit.Site({"search": listed})
    edit = {"selftext": "C'est réglé."}
    return Case(of_reddit.source(), site, "t3_1x2", lambda: listed.pop(1),
                "t3_1x3", lambda: listed[-1]["data"].update(edit))  # fmt: skip


def _removed(_: Path) -> Case:
    listed = [of_reddit.post(n, n) for n in (1, 2, 3)]
    site = of_reddit.Site({"search": listed})
    told = {"selftext": "[removed]", "removed_by_category": "moderator"}
    return Case(of_reddit.source(), site, "t3_1x2", lambda: listed[1]["data"].update(told))


def _threads(place: Path) -> Case:
    made = town.Town(*(of_threads.talk(n, n) for n in (1, 2, 3)))
    id_ = of_threads.talk(2, 2).id
    return Case(of_threads.source(place), made, id_, lambda: made.said.pop(id_))


def _hidden(place: Path) -> Case:
    under = of_threads.talk(2, 2, root=of_threads.talk(1, 3).id)
    made = town.Town(of_threads.talk(1, 3, by=town.OURS), under, of_threads.talk(3, 1))
    return Case(of_threads.source(place), made, under.id,
                lambda: setattr(under, "hidden", "HIDDEN"))  # fmt: skip


def _tiktok(place: Path) -> Case:
    one, two = of_tiktok.talk(1, 1), of_tiktok.talk(2, 2)
    made = tok.Tok(of_tiktok.clip(one, two, days=1))
    return Case(of_tiktok.source(place), made, two.id, lambda: setattr(two, "hidden", True),
                one.id, lambda: setattr(one, "text", "C'est réglé."))  # fmt: skip


def _answer(place: Path) -> Case:
    under = of_tiktok.talk(3, 1)
    made = tok.Tok(of_tiktok.clip(of_tiktok.talk(1, 2, answers=[under]), days=1))
    return Case(of_tiktok.source(place), made, under.id, lambda: setattr(under, "hidden", True))


def _video(place: Path) -> Case:
    made = tok.Tok(of_tiktok.clip(of_tiktok.talk(1, 2), days=1),
                   of_tiktok.clip(of_tiktok.talk(2, 2), n=2, days=2))  # fmt: skip
    return Case(of_tiktok.source(place), made, of_tiktok.talk(2, 2).id, lambda: made.clips.pop())


def _lemmy(_: Path) -> Case:
    """Two that are older than the newest twenty, which are asked for daily."""
    site = of_lemmy.Instance([of_lemmy.view("post", n, 300 - n) for n in range(1, 81)])
    return Case(of_lemmy.source(), site, f"{of_lemmy.SITE}/post/1",
                lambda: site.posts[0].update(gone=True), f"{of_lemmy.SITE}/post/2",
                lambda: site.posts[1]["post"].update(body="C'est réglé."))  # fmt: skip


def _lemmy_elsewhere(_: Path) -> Case:
    """The same of comments that are at home on another server."""
    site = of_lemmy.Instance([], [of_lemmy.view("comment", n, 300 - n) for n in range(1, 81)])
    for n, view in enumerate(site.comments, start=1):
        view["comment"]["ap_id"] = f"https://far.example/comment/{n + 70}"
    return Case(of_lemmy.source(), site, "https://far.example/comment/71",
                lambda: site.comments[0].update(gone=True), "https://far.example/comment/72",
                lambda: site.comments[1]["comment"].update(content="C'est réglé."))  # fmt: skip


def _discourse(_: Path) -> Case:
    """A topic and an answer that lie deeper than the feed is read."""
    top = of_discourse.post(3, post_number=1)
    under = of_discourse.post(4)
    site = of_discourse.Site([of_discourse.post(n) for n in (1, 2)] + [top, under])
    others = [of_discourse.post(n, "Nothing of ours.") for n in range(10, 700)]
    return Case(of_discourse.source(phrases="Zephyr", own_forum=False), site, "4",
                lambda: under.update(gone=True),
                "3", lambda: top.update(cooked="<p>C'est réglé.</p>"),
                lambda: site.posts.extend(others))  # fmt: skip


def _wordpress(_: Path) -> Case:
    """Comments behind hundreds, and more than thirty days old in their second week."""
    old, made = 26 * 24, of_wordpress.comment
    others = [made(n, hours=n / 100) for n in range(1_000, 1_100)]
    others += [made(n, hours=old + n / 100) for n in range(200, 300)]
    gone, edited = made(4, hours=old + 24), made(5, hours=old + 25)
    site = of_wordpress.Site([gone, edited, *others])
    return Case(of_wordpress.source(), site, "4", lambda: gone.update(status="trash"), "5",
                lambda: edited.update(content={"rendered": "<p>C'est réglé.</p>"}))  # fmt: skip


def _stackexchange(_: Path) -> Case:
    """A question and an answer that are older than the newest hundred."""
    ask, reply = of_stackexchange.question, of_stackexchange.answer(11, 10, creation_date=NOW - 9)
    api = of_stackexchange.Api([ask(10), reply, *(ask(n, n / 100) for n in range(200, 300))])
    return Case(of_stackexchange.source(), api, "11", lambda: reply.update(gone=True), "10",
                lambda: api.posts[0].update(body="<p>C'est réglé.</p>"))  # fmt: skip


def _titles(store: Store) -> dict[str, str | None]:
    with store.reading() as session:
        told = session.connection().exec_driver_sql(
            "SELECT external_id, title FROM mentions WHERE deleted_at IS NULL"
        )
        return {id_: title for id_, title in told}


KINDS = [
    *(_bluesky, _reddit, _removed, _threads, _hidden, _tiktok, _answer, _video),
    *(_lemmy, _lemmy_elsewhere, _discourse, _wordpress, _stackexchange),
]


def _living(store: Store) -> dict[str, str]:
    with store.reading() as session:
        told = session.connection().exec_driver_sql(
            "SELECT external_id, text FROM mentions WHERE deleted_at IS NULL"
        )
        return {id_: text for id_, text in told}


@pytest.mark.long
@pytest.mark.parametrize("make", KINDS)
def test_what_was_taken_down_in_the_second_week_goes_and_what_was_edited_is_revised(
    make: Callable[[Path], Case], store: Store, tmp_path: Path
) -> None:
    case = make(tmp_path / "data")
    made = Visiting(store, case.source, type(case.source).__name__.lower(), NOW, case.answer)
    made.at_once()
    before = _living(store)
    assert case.gone in before
    titles = _titles(store)
    case.then()
    made.clock.pass_(hours=8 * 24)
    made.at_once()  # asked for by both slots; the week's own is over now
    case.take()
    case.edit()
    for hours in range(2, 8 * 24, 6):
        made.clock.now = datetime.fromtimestamp(NOW + 8 * DAY + hours * HOUR, UTC)
        made.at_once()
    after = _living(store)
    assert before.keys() - after.keys() == {case.gone}
    assert not case.edited or after[case.edited].endswith("C'est réglé.")
    assert _titles(store).items() <= titles.items()


def test_of_a_video_whose_comments_are_closed_they_stay(store: Store, tmp_path: Path) -> None:
    clip = of_tiktok.clip(of_tiktok.talk(1, 2), days=1)
    shows = tok.Tok(clip, of_tiktok.clip(of_tiktok.talk(2, 2), n=2, days=2))
    made = Visiting(store, of_tiktok.source(tmp_path / "data"), "tiktok", NOW, shows)
    made.at_once()
    shows.instead[clip.id] = lambda: tok.failure(40002, "comments are closed")
    for hours in range(24, 20 * 24, 12):
        made.clock.now = datetime.fromtimestamp(NOW + hours * HOUR, UTC)
        made.at_once()
    assert _living(store).keys() == {of_tiktok.talk(1, 2).id, of_tiktok.talk(2, 2).id}


def test_where_threads_shows_no_others_by_number_nothing_counts_as_missing(tmp_path: Path) -> None:
    made, source = town.Town(of_threads.talk(1, 1)), of_threads.source(tmp_path / "data")
    transport = httpx.MockTransport(made)
    with httpx.Client(transport=transport) as http:
        [again] = source.asked_again(http, [Stored("180999")])
        assert again.missing == ("180999",)  # the post that tags us is shown
        made.sees_others = False
        [again] = source.asked_again(http, [Stored("180999")])
        assert (again.missing, again.asked) == ((), ("180999",))


def test_what_lies_nowhere_and_what_cannot_be_read_is_not_missing(tmp_path: Path) -> None:
    odd = of_tiktok.talk(2, 2, more={"create_time": "soon"})
    made = tok.Tok(of_tiktok.clip(odd, n=1))
    source = of_tiktok.source(tmp_path / "data")
    url = f"https://www.tiktok.com/@acme/video/{made.clips[0].id}#comment-{odd.id}"
    with httpx.Client(transport=httpx.MockTransport(made)) as http:
        told = list(source.asked_again(http, [Stored("5"), Stored(odd.id, url)]))
    assert [again.missing for again in told] == [(), ()]


@pytest.mark.parametrize(
    ("kind", "days"),
    [
        *(("bluesky", 7), ("discourse", 7), ("lemmy", 7), ("reddit", 7), ("stackexchange", 7)),
        *(("threads", 7), ("tiktok", 7), ("wordpress", 7), ("x", 1), ("youtube", 30)),
    ],
)
def test_each_is_asked_for_before_its_platforms_duty_ends(kind: str, days: int) -> None:
    of = connector_type(kind)
    assert issubclass(of, Rechecked)
    assert of.recheck_after < timedelta(days=days)
