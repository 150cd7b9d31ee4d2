"""What waits for Slack keeps its words until it is told; what waited too long says that they are gone."""

from pathlib import Path

import pytest
from acme import Clock, Kept, Listed, config, mention, pipeline
from rigs.slack_outbox import brand, rows
from test_shown import TARGET, Town

from listener.settings.config import Storage
from listener.stages.expire import expire
from listener.store.store import Store


def shut_for(town: Town, days: int, storage: Storage) -> None:
    """Slack refuses, and each day what is too old is forgotten."""
    town.channel.shut = True
    town.listen()
    for _ in range(days):
        town.clock.pass_(days=1)
        town.box.deliver(TARGET)
        expire(town.store, storage, town.clock.now)
    town.channel.shut = False
    for _ in range(6):
        town.clock.pass_(hours=1)
        town.box.deliver(TARGET)


@pytest.mark.parametrize(("text_days", "days"), [(7, 10), (1, 14)])
@pytest.mark.long
def test_what_slack_refused_for_days_is_told_in_its_own_words(
    tmp_path: Path, text_days: int, days: int
) -> None:
    town = Town(tmp_path, in_slack=True)
    told = [town.say(f"I hate this broken part {n}", thread=f"t{n}", venue="own") for n in range(7)]
    told += [
        town.say(f"they hate it, Acme is broken {n}", thread=f"p{n}", rating=2) for n in range(2)
    ]
    shut_for(town, days, Storage(text_days=text_days, name_days=text_days))
    ever = "\n".join(town.channel.ever)
    assert [n for n in told if f"w{n}x" not in ever] == []
    assert "Author" not in ever or "unknown author" not in ever
    assert any(row.state == "merged" for row in rows(town.store, TARGET))
    # Once told it is kept no longer than the settings say.
    town.clock.pass_(days=text_days + 1)
    expire(town.store, Storage(text_days=text_days, name_days=text_days), town.clock.now)
    assert not [m for n in told if (m := town.store.record(n)) and m.mention.text]


def test_what_its_source_deleted_meanwhile_is_not_told(tmp_path: Path) -> None:
    town = Town(tmp_path, in_slack=True)
    gone, kept = (town.say(f"I hate it broken {n}", thread=f"t{n}", venue="own") for n in (1, 2))
    town.channel.shut = True
    town.listen()
    town.posts[gone] = mention(gone, "", venue="own", deleted=True)
    town.clock.pass_(minutes=30)
    shut_for(town, 10, Storage(text_days=7, name_days=7))
    ever = "\n".join(town.channel.ever)
    assert f"w{gone}x" not in ever
    assert f"w{kept}x" in ever


def test_what_waited_too_long_says_that_its_words_are_gone(tmp_path: Path) -> None:
    town = Town(tmp_path, in_slack=True)
    for n in (1, 2):
        town.say(f"I hate this broken part {n}", thread=f"t{n}", venue="own")
    shut_for(town, 24, Storage(text_days=7, name_days=7))
    said = [text for text in town.channel.ever if "to us" in text.lower()]
    assert said
    assert all("its words are no longer kept here" in text for text in said)
    assert not any("no words" in text or "Draft A" in text for text in town.channel.ever)


def test_a_first_look_that_waits_keeps_what_it_may_show(tmp_path: Path, store: Store) -> None:
    clock, source = Clock(), Listed(name="wall", mentions=(mention(1, "I hate it: broken."),))
    settings = config(tmp_path, source, brand=brand("C0ALERTS"))
    pipeline(settings, store, Kept(), clock).once()
    short = Storage(text_days=1, name_days=1)
    for days, texts in ((2, 0), (12, 0), (3, 1)):
        clock.pass_(days=days)
        assert expire(store, short, clock()).texts == texts
