"""YouTube: comments of own and of others' videos, their late answers, edits and ends, within a day's units."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import time_machine
from contract import check_contract
from our_youtube import KEY, OURS, THEIRS, VIDEO, Said, Tube, failure, stamp
from polls import ids, polled_at, said, shown
from pydantic import ValidationError
from visiting import KILLS, Visiting

from connectors.kit.about import About
from connectors.kit.contract import Mention, Page
from connectors.kit.errors import (
    SourceBusyError,
    SourceChangedError,
    SourceError,
    SourceRefusedError,
)
from connectors.kit.recheck import Stored
from connectors.kit.walk.paging import DAY
from connectors.youtube.asking import PlaceError
from connectors.youtube.source import Youtube
from listener.stages.purse import left
from listener.store.store import Store
from listener.words.spoken import spoken

PAGE = "youtube/threads.json"
NOW = 1_795_212_000  # 2026-11-20 22:00
HOUR = 3_600


def source(**options: Any) -> Youtube:
    known: dict[str, Any] = {"name": "tube", "key": KEY}
    if not options.keys() & {"own_channels", "channels", "videos", "phrases"}:
        known["own_channels"] = [OURS]
    return Youtube.model_validate(known | options)


def poll(
    tube: Tube, cursor: str | None = None, *, at: float = NOW, made: Youtube | None = None
) -> tuple[list[Page], str | None]:
    return polled_at(made or source(), tube, cursor, at)


def talk(n: int, hours: float, **more: Any) -> Said:
    return Said(f"Ug{n:03}aaaaaaaaaa4AaABAg", NOW - hours * HOUR, **more)


def answer(of: Said, n: int, hours: float, **more: Any) -> Said:
    return Said(f"{of.id}.A{n:03}bcdef", NOW - hours * HOUR, **more)


# The contract, and what a comment comes to.


def test_it_keeps_the_contract() -> None:
    with time_machine.travel(datetime.fromtimestamp(NOW, UTC), tick=False):
        check_contract(source(own_channels=["UCacmeacmeacmeacmeacme01"]), PAGE)


def test_a_thread_is_its_comment_and_the_answers_of_the_brand_by_its_channel() -> None:
    first, other = talk(1, 5), talk(2, 6, channel=THEIRS, video="aaaaaaaaaaa")
    first.answers = [
        answer(first, 1, 4, by=OURS, text="Bonjour, écrivez-nous."),
        answer(first, 2, 3),
    ]
    tube = Tube([first, other])
    made = source(own_channels=[OURS], channels=[THEIRS])
    asked, ours, theirs, foreign = shown(poll(tube, made=made)[0])
    assert (asked.venue, asked.by_owner, asked.replies) == ("own", False, 2)
    assert asked.url == f"https://www.youtube.com/watch?v={VIDEO}&lc={first.id}"
    assert (ours.by_owner, ours.parent_url, ours.parent_text) == (True, asked.url, asked.text)
    assert {ours.thread_key, theirs.thread_key} == {first.id}
    assert not theirs.by_owner
    assert (foreign.venue, foreign.by_owner) == ("public", False)
    assert asked.author
    assert asked.author.id.startswith("UC")


def test_the_name_of_the_brands_channel_alone_makes_nothing_ours() -> None:
    """Anybody may call themselves so: the id counts."""
    fake = talk(1, 1)
    thread = fake.thread()
    thread["snippet"]["topLevelComment"]["snippet"]["authorDisplayName"] = "@Acme"
    page = Youtube.mentions_in(json.dumps([thread]).encode())
    assert not page.mentions[0].by_owner


def test_what_is_held_back_in_a_saved_reply_is_left_out() -> None:
    held, seen = talk(1, 1).thread(), talk(2, 1).thread()
    held["snippet"]["topLevelComment"]["snippet"]["moderationStatus"] = "heldForReview"
    page = Youtube.mentions_in(json.dumps({"items": [held, seen]}).encode())
    assert ids([page]) == [talk(2, 1).id]


def test_the_key_is_in_no_address_and_in_nothing_that_is_told() -> None:
    tube = Tube(
        [talk(1, 1)], instead={OURS: failure(400, "keyInvalid", f"API key not valid {KEY}.")}
    )
    with pytest.raises(SourceRefusedError) as caught:
        poll(tube)
    assert KEY not in str(caught.value)
    assert KEY not in repr(source())
    with pytest.raises(ValidationError) as wrong:
        source(key="two words")
    assert "two words" not in str(wrong.value)
    with pytest.raises(ValidationError, match="in the clear"):
        source(url="http://proxy.example")


# What is late, changed or gone.


def test_a_comment_that_was_held_and_is_approved_days_later_is_found() -> None:
    """It keeps its date: a list that is read down to what is known shows it to nobody."""
    late = talk(1, 2, held=True)
    tube = Tube([late, *(talk(n, 3 + n) for n in range(2, 9))])
    tube.page = 3
    _, cursor = poll(tube)
    tube.threads += [talk(100 + n, -n) for n in range(1, 13)]
    _, cursor = poll(tube, cursor, at=NOW + 60 * HOUR)
    late.held = False
    found: list[str] = []
    for hours in (61, 80, 90):
        pages, cursor = poll(tube, cursor, at=NOW + hours * HOUR)
        found += ids(pages)
    assert late.id in found


def test_of_comments_of_one_second_none_is_lost_behind_a_page() -> None:
    tube = Tube([talk(1, 1), talk(3, 1), talk(4, 5)])
    tube.page = 2
    _, cursor = poll(tube)
    tube.threads.insert(2, talk(2, 1))
    pages, _ = poll(tube, cursor, at=NOW + 60)
    assert talk(2, 1).id in ids(pages)


def test_answers_are_asked_for_only_where_the_list_lacks_new_ones() -> None:
    long, short = talk(1, 5), talk(2, 6)
    long.answers = [answer(long, n, 4) for n in range(8)]
    short.answers = [answer(short, n, 4) for n in range(3)]
    tube = Tube([long, short])
    pages, cursor = poll(tube)
    assert len(ids(pages)) == 2 + 8 + 3
    assert tube.asked == ["commentThreads", "comments"]
    pages, cursor = poll(tube, cursor, at=NOW + HOUR)
    assert tube.asked[2:] == ["commentThreads"]
    long.answers.append(answer(long, 9, -2))
    pages, _ = poll(tube, cursor, at=NOW + 2 * HOUR)
    assert tube.asked[3:] == ["commentThreads", "comments"]
    assert answer(long, 9, 0).id in ids(pages)


def test_late_answers_edits_and_ends_of_old_threads_are_seen_within_a_day() -> None:
    old, gone, bare = talk(1, 90), talk(2, 91), talk(3, 92)
    bare.answers = [answer(bare, 1, 80), answer(bare, 2, 80)]
    tube = Tube([old, gone, bare, *(talk(10 + n, 1 + n / 10) for n in range(9))])
    tube.page = 4
    _, cursor = poll(tube)
    old.text, old.answers = "Réglé, merci.", [answer(old, 1, -1, by=OURS)]
    tube.threads.remove(gone)
    removed = bare.answers.pop()
    found: dict[str, Mention] = {}
    for hours in (6, 12, 25, 27):
        pages, cursor = poll(tube, cursor, at=NOW + hours * HOUR)
        found |= {m.external_id: m for m in shown(pages)}
    assert found[old.id].text == "Réglé, merci."
    assert found[old.answers[0].id].by_owner
    assert found[gone.id].deleted
    assert found[removed.id].deleted
    assert not found[bare.id].deleted


def test_one_that_is_missing_once_is_not_gone() -> None:
    tube = Tube([talk(1, 90), *(talk(10 + n, 1) for n in range(9))])
    tube.page = 4
    _, cursor = poll(tube)
    tube.threads[0].held = True
    pages, cursor = poll(tube, cursor, at=NOW + 25 * HOUR)
    tube.threads[0].held = False
    later, cursor = poll(tube, cursor, at=NOW + 27 * HOUR)
    last, _ = poll(tube, cursor, at=NOW + 60 * HOUR)
    assert not any(m.deleted for m in shown(pages + later + last))


def test_a_thread_that_is_there_and_cannot_be_read_is_not_gone() -> None:
    tube = Tube([talk(1, 90), *(talk(10 + n, 1) for n in range(9))])
    tube.page = 4
    _, cursor = poll(tube)
    odd = tube.threads.pop(0).id
    bare = {"kind": "youtube#commentThread", "id": odd}
    told = {"kind": "youtube#commentThreadListResponse", "items": [bare]}
    tube.instead[odd] = httpx.Response(200, json=told)
    for hours in (25, 27, 29):
        pages, cursor = poll(tube, cursor, at=NOW + hours * HOUR)
        assert not any(m.deleted for m in shown(pages))
    with httpx.Client(transport=httpx.MockTransport(tube)) as http:
        [again] = source().asked_again(http, [Stored(odd)])
    assert again.missing == ()


def test_answers_that_do_not_all_come_are_not_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.youtube.asking._REPLIES", 1)
    first = talk(1, 90)
    first.answers = [answer(first, n, 80) for n in range(9)]
    tube = Tube([first])
    tube.page = 6
    with httpx.Client(transport=httpx.MockTransport(tube)) as http:
        [again] = source().asked_again(http, [Stored(one.id) for one in first.answers])
    assert len(again.page.mentions) < 10
    assert again.missing == ()


def test_where_youtube_says_404_none_of_the_threads_asked_for_is_there() -> None:
    tube = Tube([talk(1, 90), *(talk(10 + n, 1) for n in range(9))])
    tube.page = 4
    _, cursor = poll(tube)
    gone = tube.threads.pop(0).id
    tube.instead[gone] = failure(404, "commentThreadNotFound")
    found: list[Mention] = []
    for hours in (25, 27):
        pages, cursor = poll(tube, cursor, at=NOW + hours * HOUR)
        found += [m for m in shown(pages) if m.deleted]
    assert [m.external_id for m in found] == [gone]


@pytest.mark.parametrize(
    ("items", "step", "asked"),
    [(1, 0, 2), (0, 1, 1), (1, 1, 10)],
    ids=["the same page again", "pages with nothing", "pages without end"],
)
def test_answers_that_do_not_end_are_left(
    monkeypatch: pytest.MonkeyPatch, items: int, step: int, asked: int
) -> None:
    long = talk(1, 5)
    long.answers = [answer(long, n, 4) for n in range(8)]
    tube = Tube([long])

    def endless(query: dict[str, str]) -> httpx.Response:
        shown = [one.comment(long.id) for one in long.answers[:items]]
        older = str(int(query.get("pageToken", 1)) + step)
        return httpx.Response(200, json={"items": shown, "nextPageToken": older})

    monkeypatch.setattr(tube, "_comments", endless)
    pages, _ = poll(tube)
    assert tube.asked.count("comments") == asked
    assert ids(pages) == [one.id for one in (long, *long.answers[:5])]


# What YouTube refuses.


@pytest.mark.parametrize(
    ("status", "reason", "told"),
    [
        (403, "commentsDisabled", "turned off"),
        (404, "videoNotFound", "gone, or private"),
        (403, "forbidden", "does not show its comments"),
    ],
)
def test_a_video_without_comments_is_said_and_keeps_no_other_from_being_read(
    status: int, reason: str, told: str
) -> None:
    tube = Tube([talk(1, 1)], instead={"bbbbbbbbbbb": failure(status, reason)})
    made = source(videos=["bbbbbbbbbbb", VIDEO])
    pages, cursor = poll(tube, made=made)
    assert ids(pages) == [talk(1, 1).id]
    assert said(pages) == [f"bbbbbbbbbbb: {_told(pages)}"]
    assert told in _told(pages)
    assert said(poll(tube, cursor, made=made, at=NOW + HOUR)[0]) == said(pages)
    with pytest.raises(PlaceError):
        poll(tube, made=source(videos=["bbbbbbbbbbb"]))


def _told(pages: list[Page]) -> str:
    return said(pages)[0].partition(": ")[2]


@pytest.mark.parametrize(
    ("reply", "error", "words"),
    [
        (failure(400, "badRequest", "API key not valid. Please pass a valid API key."), SourceRefusedError, "make another one"),
        (failure(400, "keyInvalid"), SourceRefusedError, "make another one"),
        (failure(403, "ipRefererBlocked"), SourceRefusedError, "may not be used from here"),
        (failure(403, "accessNotConfigured"), SourceRefusedError, "not switched on"),
        (failure(403, "rateLimitExceeded"), SourceBusyError, "patience"),
        (failure(400, "processingFailure"), SourceChangedError, "Google says"),
        (failure(500, "backendError"), SourceBusyError, "500"),
    ],
)  # fmt: skip
def test_what_google_refuses_is_named_by_what_is_to_be_done(
    reply: httpx.Response, error: type[SourceError], words: str
) -> None:
    with pytest.raises(SourceError, match=words) as caught:
        poll(Tube(instead={OURS: reply}))
    assert caught.type is error
    if error is SourceRefusedError:
        assert spoken("fr", str(caught.value)) != str(caught.value)


SPENT = "Quota exceeded for quota metric 'Queries' and limit 'Queries per {}' of the service."


@pytest.mark.parametrize(
    "reply",
    [
        failure(403, "quotaExceeded", "You have exceeded your quota."),
        failure(403, "dailyLimitExceeded"),
        failure(429, "rateLimitExceeded", SPENT.format("day"), status="RESOURCE_EXHAUSTED"),
    ],
)
def test_a_days_quota_that_is_spent_rests_until_the_next_day(reply: httpx.Response) -> None:
    tube, made = Tube([talk(1, 1)], instead={OURS: reply}), source()
    pages, cursor = poll(tube, made=made)
    assert (pages[-1].behind, pages[-1].rests) == (True, 10 * HOUR + 300)
    [line] = said(pages)
    assert "own quota of YouTube units is used up" in line
    poll(tube, cursor, made=made, at=NOW + HOUR)
    assert len(tube.asked) == 1


def test_a_quota_of_a_minute_is_no_spent_day() -> None:
    reply = failure(429, "rateLimitExceeded", SPENT.format("minute"), status="RESOURCE_EXHAUSTED")
    with pytest.raises(SourceBusyError, match="patience"):
        poll(Tube(instead={OURS: reply}))


def test_one_unreadable_comment_is_told_in_words_and_the_rest_is_read() -> None:
    mute, bare = talk(2, 1).thread(), {"kind": "youtube#commentThread", "id": "x"}
    mute["snippet"]["topLevelComment"]["snippet"] |= {"textOriginal": "", "textDisplay": {"a": 1}}
    listed = {
        "kind": "youtube#commentThreadListResponse",
        "items": [bare, mute, talk(1, 1).thread()],
    }
    [page] = poll(Tube(instead={OURS: httpx.Response(200, json=listed)}))[0]
    assert ids([page]) == [talk(1, 1).id]
    assert page.refused == ("comment 1: not a thread of comments", "comment 2: no words")


def test_odd_replies_to_a_handle_and_a_search_are_nothing_found() -> None:
    tube = Tube([talk(1, 1)], instead={"@acme": httpx.Response(200, json={"items": ["x", {}]})})
    tube.videos = [hit(1, {"Acme": 1}), hit(2, "Acme", description=["Acme"])]
    made = source(own_channels=["@acme", OURS], phrases=["Acme"], searches_a_day=1)
    pages, _ = poll(tube, made=made)
    assert "@acme: YouTube knows no such channel" in said(pages)
    assert set(ids(pages)) == {talk(1, 1).id, "video/video000002"}
    assert {m.text for m in shown(pages)} == {talk(1, 1).text, "Acme"}


def test_a_handle_is_asked_for_once_and_an_unknown_one_is_said() -> None:
    tube = Tube([talk(1, 1)])
    made = source(own_channels=["@acme", "https://www.youtube.com/@nobody"])
    pages, cursor = poll(tube, made=made)
    assert ids(pages) == [talk(1, 1).id]
    assert said(pages) == ["@nobody: YouTube knows no such channel"]
    asked = tube.asked.count("channels")
    poll(tube, cursor, made=made, at=NOW + HOUR)
    assert tube.asked.count("channels") == asked + 1  # of the unknown one alone


# Videos that name the brand.


def hit(n: int, title: object, **more: Any) -> dict[str, Any]:
    told = {"title": title, "description": "Un essai.", "channelId": THEIRS, "channelTitle": "Essais",
            "publishedAt": stamp(NOW - n * HOUR), **more}  # fmt: skip
    return {"kind": "youtube#searchResult", "id": {"kind": "youtube#video", "videoId": f"video{n:06}"},
            "snippet": told}  # fmt: skip


def test_videos_that_name_the_brand_are_found_seldom_and_their_comments_read() -> None:
    tube = Tube([talk(1, 1, video="video000001", channel=THEIRS)])
    tube.videos = [hit(1, "Essai de l'Acme &amp; Co"), hit(2, "Recette de cuisine"),
                   hit(3, "Acme en vrai", channelId=OURS)]  # fmt: skip
    made = source(own_channels=[OURS], phrases=["Acme"], searches_a_day=4)
    pages, cursor = poll(tube, made=made)
    assert ids(pages) == ["video/video000001"]
    assert shown(pages)[0].title == "Essai de l'Acme & Co"
    found: list[str] = []
    for half in range(1, 49):
        pages, cursor = poll(tube, cursor, made=made, at=NOW + half * HOUR / 2)
        found += ids(pages)
    assert talk(1, 1).id in found
    assert tube.asked.count("search") <= 5
    assert max(tube.searches.values()) <= 4


def test_where_the_searches_are_spent_the_comments_go_on() -> None:
    tube = Tube([talk(1, 1)])
    made = source(own_channels=[OURS], phrases=["Acme", "Acme Cycles"], searches_a_day=1)
    pages, _ = poll(tube, made=made)
    assert ids(pages) == [talk(1, 1).id]
    assert ["budget is used up (1 YouTube searches)" in line for line in said(pages)] == [True]
    assert not any(page.rests for page in pages)


def test_comments_of_other_channels_are_those_that_name_the_brand_and_what_stands_under_them() -> (
    None
):
    named = talk(1, 1, channel=THEIRS, text="Mon Acme grince.")
    named.answers = [answer(named, 1, 1, text="Le mien aussi.")]
    other = talk(2, 1, channel=THEIRS, text="Belle vidéo.")
    made = source(channels=[THEIRS], phrases=["Acme"], searches_a_day=0)
    pages, _ = poll(Tube([named, other]), made=made)
    assert set(ids(pages)) == {named.id, named.answers[0].id}


# The day's units.


class Tubing(Visiting):
    """A source of YouTube in an installation, on a simulated clock."""

    def __init__(self, store: Store, tube: Tube, **options: Any) -> None:
        super().__init__(store, source(**options), "youtube", NOW, tube)
        self.tube, tube.clock = tube, self.clock


def test_every_comment_is_asked_for_within_thirty_days_however_many_there_are(
    sqlite: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cursor forgets all but the newest; the store does not."""
    monkeypatch.setattr("connectors.youtube.memory.THREADS", 20)
    tube = Tube([talk(n, 90 + n) for n in range(120)])
    answered, odd = tube.threads[3], tube.threads[4]
    answered.answers = [answer(answered, n, 80) for n in range(8)]
    made = Tubing(sqlite, tube)
    made.at_once()
    removed = answered.answers.pop(2)
    odd.text = "Réglé, merci."
    gone = {one.id for one in tube.threads if one not in (answered, odd)}
    tube.threads = [answered, odd]
    days = []
    for hours in range(6, 27 * 24, 6):
        made.clock.now = datetime.fromtimestamp(NOW + hours * HOUR, UTC)
        if deleted := made.at_once().deleted:
            days.append((hours / 24, deleted))
    assert max(day for day, _ in days) < 26
    assert sum(n for _, n in days) == len(gone) + 1
    with sqlite.reading() as session:
        told = session.connection().exec_driver_sql(
            "SELECT external_id, text FROM mentions WHERE deleted_at IS NULL"
        )
        living = {id_: text for id_, text in told}
    assert living.keys() == {answered.id, odd.id, *(one.id for one in answered.answers)}
    assert removed.id not in living
    assert living[odd.id] == "Réglé, merci."
    asked = len(tube.asked)
    made.clock.pass_(hours=6)
    made.at_once()
    assert len(tube.asked) == asked + 1  # nothing is due


def test_what_is_asked_again_stays_within_the_days_units(sqlite: Store) -> None:
    tube = Tube([talk(n, 90 + n) for n in range(60)])
    made = Tubing(sqlite, tube, units_a_day=3)
    made.at_once()
    for hours in range(24, 24 * 30, 8):
        made.clock.now = datetime.fromtimestamp(NOW + hours * HOUR, UTC)
        made.at_once()
    assert max(tube.units.values()) <= 3
    made.clock.now = datetime.fromtimestamp(NOW + 60 * DAY, UTC)
    tube.limit = 1
    assert made.at_once().error is None


def test_a_spent_quota_is_a_state_and_is_asked_again_on_the_next_day_alone(store: Store) -> None:
    made = Tubing(store, Tube([talk(1, 1)], limit=0))
    assert made.at_once().error is None
    assert made.row.failures == 0
    assert [n for _, n in left(made.source.connector, store, made.clock())] == [0]
    [matter] = store.matters()
    assert "quota_spent" in matter.said, "it is not the budget of the settings that ended"
    assert len(made.tube.asked) == 1
    made.at_once()
    assert len(made.tube.asked) == 1
    made.tube.limit = 10_000
    made.pass_wait()
    assert made.clock() == datetime(2026, 11, 21, 8, 5, tzinfo=UTC)
    assert made.at_once().new == 1


def test_two_sources_with_one_key_share_its_units(store: Store) -> None:
    made = Tubing(store, Tube([talk(1, 1)]), units_a_day=5)
    made.at_once()
    for options, n in (({"videos": [VIDEO]}, 4), ({"key": "AIzaOther"}, 5)):
        other = source(units_a_day=5, **options)
        assert [rest for _, rest in left(other, store, made.clock())] == [n]


def test_days_of_kills_at_each_step_pass_no_days_units_and_lose_no_comment(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'listener.db'}"
    store = Store.open(url)
    store.upgrade()
    tube = Tube([talk(n, n) for n in range(40)])
    tube.page = 5
    made = Tubing(store, tube, units_a_day=6)
    for n in range(4 * len(KILLS)):
        if n % 2:
            made.clock.pass_(hours=3)
            tube.threads.append(talk(200 + n, -3 * n / 2))
        if n % 2:
            step, after = KILLS[n // 2 % len(KILLS)]
            made.killed_at(step, url, after=after)
        else:
            made.at_once()
    for _ in range(6):
        made.pass_wait()
        made.at_once()
    assert max(tube.units.values()) == 6
    assert made.stored() == {one.id for one in tube.threads}
    made.store.close()


# Settings.


@pytest.mark.parametrize(
    "options",
    [{"own_channels": []}, {"own_channels": ["Acme"]}, {"videos": ["abc"]}, {"units_a_day": 0}],
)
def test_settings_that_say_nothing_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        source(**options)


def test_addresses_are_taken_for_what_they_name() -> None:
    made = source(
        own_channels=[f"https://www.youtube.com/channel/{OURS}"],
        videos=[f"https://youtu.be/{VIDEO}?t=3", f"https://www.youtube.com/watch?list=x&v={VIDEO}"],
    )
    assert (made.own_channels, made.videos) == ((OURS,), (VIDEO,))


def test_init_proposes_the_channel_that_the_site_leads_to() -> None:
    about = About(name="Acme", links=("https://www.youtube.com/@acme", "https://acme.example"))
    with httpx.Client() as http:
        assert list(Youtube.proposed(about, http)) == [
            {"own_channels": ["@acme"], "key": "${YOUTUBE_API_KEY}"}
        ]
