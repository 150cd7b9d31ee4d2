"""Drafts of one story: a few of each kind in its thread, and how many more want the same answer."""

from dataclasses import replace
from pathlib import Path

from acme import NOON
from rigs.slack_outbox import add, add_story, rows
from test_shown import TARGET, Town

from listener.settings.config import Storage
from listener.stages.expire import expire
from listener.stages.suggest import OF_A_KIND
from listener.store.store import Store
from listener.store.tables import AnswerRow
from listener.words import say


def complain(town: Town, n: int) -> int:
    return town.say(f"I hate this Acme: part {n * 7919} is broken", author=f"someone{n}")


def drafts(town: Town) -> list[str]:
    """What stands in the channel of drafts, oldest first."""
    sent = [row.ts for row in rows(town.store, TARGET) if row.class_ == "drafts" and row.ts]
    return [town.channel.stands[ts or ""] for ts in sent]


def test_forty_posts_of_an_outage_bring_a_few_drafts_and_a_count(tmp_path: Path) -> None:
    town = Town(tmp_path, in_slack=True)
    made = [complain(town, n) for n in range(5)]
    town.listen()
    made += [complain(town, n) for n in range(5, 40)]
    town.clock.pass_(minutes=20)
    town.listen()
    town.clock.pass_(hours=1)
    town.deliver(4)
    ever = "\n".join(town.channel.ever)
    assert [n for n in made if f"w{n}x" not in ever] == []  # each has its own words all the same
    told = drafts(town)
    assert len(told) == OF_A_KIND
    more = say("en", "slack.alike", n=40 - OF_A_KIND)
    assert more.startswith("and 37 more posts")
    assert [more in text for text in told] == [False, False, True]


def test_the_count_follows_its_story_and_leaves_out_what_is_answered(tmp_path: Path) -> None:
    town = Town(tmp_path, in_slack=True)
    for n in range(4):
        complain(town, n)
    town.listen()
    town.deliver(2)
    assert say("en", "slack.alike", n=1) in drafts(town)[-1]
    complain(town, 4)
    town.clock.pass_(minutes=20)
    town.listen()
    town.deliver(2)
    assert say("en", "slack.alike", n=2) in drafts(town)[-1]
    with town.store.writing() as session:
        session.add(AnswerRow(mention_id=5, url="https://a.example", text="", who="", at=NOON))
    town.clock.pass_(minutes=20)
    town.deliver(2)
    assert say("en", "slack.alike", n=1) in drafts(town)[-1]


def test_another_kind_of_answer_has_drafts_of_its_own(tmp_path: Path) -> None:
    town = Town(tmp_path, in_slack=True)
    for n in range(6):
        complain(town, n)
    town.say(
        "Request for comment: I am a journalist at a paper, may I ask Acme?", author="press_jo"
    )
    town.listen()
    town.deliver(3)
    kinds = [row.payload for row in rows(town.store, TARGET) if row.class_ == "drafts"]
    assert len(kinds) == OF_A_KIND + 1


def test_the_drafts_of_a_post_that_its_source_deleted_are_taken_back(tmp_path: Path) -> None:
    town = Town(tmp_path, in_slack=True)
    one = complain(town, 1)
    town.listen()
    town.deliver(2)
    assert "Draft A" in drafts(town)[0]
    town.posts[one] = replace(town.posts[one], text="", deleted=True)
    town.clock.pass_(minutes=20)
    town.channel.shut = True
    town.listen()
    expire(town.store, Storage(), town.clock.now)  # the words go before the message could follow
    town.channel.shut = False
    town.clock.pass_(hours=2)
    town.deliver(2)
    assert drafts(town) == [say("en", "slack.deleted")]


def test_both_databases_count_what_a_thread_has(store: Store) -> None:
    story = add_story(store, now=NOON)
    row = store.notice(add(store, TARGET, 1, now=NOON, class_="drafts", story=story))
    assert row is not None
    assert store.drafted({story}) == {(f"story:{story}", ""): 1}
    assert store.undrafted_like(row, "REPAIR") == 0
