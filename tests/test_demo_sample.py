"""The demo's sample is what `listener demo` promises: whole, varied, and the same every time."""

import json
import tomllib
from collections import Counter
from datetime import UTC, date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

from connectors.kit.contract import VENUES, Mention
from connectors.kit.genres import genre_facts
from listener.demo.sample import ZONE, days, mentions, written
from listener.settings.brand import Brand

POSTS = (files("listener.demo") / "posts.jsonl").read_text("utf-8").splitlines()
EXPECTED: list[dict[str, Any]] = [
    json.loads(line)
    for line in Path(__file__).with_name("demo_expected.jsonl").read_text("utf-8").splitlines()
]
LABELS: dict[str, set[Any]] = {
    "form": {"share", "discussion", "critique", "creation", "own", "off"},
    "tone": {"negative", "neutral", "positive", "mixed"},
    "intent": {"complaint", "praise", "idea", "question", "none"},
    "sponsorship": {"organic", "disclosed", "suspected"},
    "irony": {0, 1},
    "danger": {True, False},
}
SCENES = {
    "peers",
    "angry",
    "delighted",
    "idea",
    "irony",
    "press",
    "journalist",
    "creator",
    "partnership",
    "returning",
    "danger",
    "not_danger",
    "injection",
    "own",
    "employee",
    "offtopic",
    "ordinary",
    "question",
    "rating_only",
    "fake_review",
    "moderation",
    "spike",
}
# The leaves of the tree (SPEC 6.2); silence and triage among them.
LEAVES = {
    "NOT_US",
    "ASK_TRIAGE",
    "OURS",
    "EMPLOYEE",
    "COUNT_APART",
    "ETHICS",
    "ESCALATE_NOW",
    "MODERATE",
    "ESCALATE_PR",
    "ANSWER_PRESS",
    "COUNT",
    "CORRECT_PRESS",
    "CLOSE",
    "REPAIR",
    "ESCALATE_LANE",
    "RESUME",
    "ACKNOWLEDGE_RATING",
    "CREATOR",
    "MONITOR_ABUSE",
    "MONITOR_RAGE",
    "CORRECT",
    "ACKNOWLEDGE_AND_REPORT",
    "ACKNOWLEDGE",
    "ANSWER",
    "THANK_AND_TRACK",
    "THANK",
    "OFFER_HELP",
    "CORRECT_PEERS",
    "PUBLISH_ANSWER",
    "LET_STAND",
}


def brand() -> Brand:
    raw = tomllib.loads((files("listener.demo") / "config.toml").read_text("utf-8"))
    return Brand.model_validate(raw["brand"][0])


def test_each_written_line_is_a_mention_and_loses_nothing() -> None:
    for line in POSTS:
        raw = json.loads(line)
        again = Mention.from_json(raw).to_json()
        assert set(again) == set(raw)
        assert again["text"] == raw["text"]


def test_the_sample_is_the_same_at_every_call() -> None:
    assert mentions() == mentions()


def test_no_two_mentions_share_an_id_or_an_address() -> None:
    ids = [m.external_id for m in mentions()]
    assert len(set(ids)) == len(ids)
    urls = [m.url for m in mentions()]
    assert len(set(urls)) == len(urls)


def test_most_of_it_is_written_by_hand_and_the_rest_is_made_of_thirteen_posts() -> None:
    ids = [m.external_id for m in mentions()]
    assert len(POSTS) == len(written())
    assert 150 <= len(POSTS) <= 220
    assert 230 <= len(ids) <= 280
    copied = Counter(i.split("-c")[0] for i in ids if "-c" in i)
    assert len(copied) == 13
    assert set(copied) <= {m.external_id for m in written()}


def test_a_copy_never_says_exactly_what_its_original_says() -> None:
    by_id = {m.external_id: m for m in mentions()}
    for m in by_id.values():
        original = by_id[m.external_id.split("-c")[0]]
        if m is not original and original.genre != "tweet":
            assert (m.title, m.text) != (original.title, original.text)
        if m is not original:
            assert m.author != original.author
            assert m.url != original.url


def test_the_wrong_article_is_reprinted_on_twelve_sites_within_hours() -> None:
    wrong = [m for m in mentions() if m.genre == "news" and "rappelé 20 000 vélos" in m.text]
    assert len(wrong) == 13
    assert len({(m.url or "").split("/")[2] for m in wrong}) == 13
    times = [m.posted_at for m in wrong if m.posted_at]
    assert max(times) - min(times) < timedelta(hours=6)


def test_the_outage_is_fifty_people_in_three_hours() -> None:
    scenes = {e["external_id"]: e["scene"] for e in EXPECTED}
    burst = [m for m in mentions() if scenes[m.external_id.split("-c")[0]] == "spike"]
    assert len(burst) == 50
    assert len({m.author for m in burst}) == 50
    assert len({m.text for m in burst}) == 50
    times = [m.posted_at for m in burst if m.posted_at]
    assert max(times) - min(times) <= timedelta(hours=3)


def test_it_covers_three_whole_weeks_in_order() -> None:
    listed = list(days())
    assert [day for day, _ in listed] == [date(2026, 10, 26) + timedelta(n) for n in range(21)]
    assert [m for _, found in listed for m in found] == mentions()
    times = [m.posted_at for m in mentions() if m.posted_at]
    assert times == sorted(times)
    assert all(time.tzinfo is UTC for time in times)


def test_people_write_at_human_hours() -> None:
    hours = [m.posted_at.astimezone(ZONE).hour for m in mentions() if m.posted_at]
    assert min(hours) >= 6
    assert max(hours) <= 23


def test_an_answer_follows_the_post_it_answers() -> None:
    by_url = {m.url: m for m in mentions()}
    for m in mentions():
        if m.parent_url:
            parent = by_url[m.parent_url]
            assert m.posted_at
            assert parent.posted_at
            assert parent.posted_at < m.posted_at, m.external_id
    answered = {m.parent_url for m in mentions() if m.by_owner and m.parent_url}
    complaints = {
        m.url
        for m, e in zip(written(), EXPECTED, strict=True)
        if e["form"] == "critique" and e["tone"] == "negative"
    }
    assert answered & complaints
    assert complaints - answered


def test_french_and_english_are_both_well_present() -> None:
    french = sum(len({"le", "la", "les", "je", "une", "pas"} & _words(m)) >= 1 for m in written())
    english = sum(len({"the", "and", "my", "is", "you"} & _words(m)) >= 1 for m in written())
    assert french >= 80
    assert english >= 50


def _words(mention: Mention) -> set[str]:
    return set(mention.text.lower().split())


def test_every_venue_and_a_genre_of_every_place_is_there() -> None:
    assert {m.venue for m in written()} == set(VENUES)
    shown = {m.genre for m in written()}
    assert {genre_facts(genre).place for genre in shown} >= {"network", "review", "app", "forum"}
    assert any(genre_facts(genre).is_press for genre in shown)
    assert len(shown) >= 16


def test_what_is_unknown_is_absent() -> None:
    posts = written()
    assert any(m.author is None for m in posts)
    for name in ("lang", "likes", "replies", "addressed", "thread_key"):
        assert {getattr(m, name) is None for m in posts} == {True, False}, name


def test_every_written_post_has_its_expected_line_in_the_words_of_the_guide() -> None:
    assert [e["external_id"] for e in EXPECTED] == [m.external_id for m in written()]
    for e in EXPECTED:
        for task, labels in LABELS.items():
            assert e[task] in labels, (e["external_id"], task)
        assert e["danger"] == (e["leaf"] == "ESCALATE_NOW")
    assert {e["scene"] for e in EXPECTED} == SCENES
    assert {e["leaf"] for e in EXPECTED} == LEAVES


def test_the_expected_lines_agree_with_the_posts_and_the_settings() -> None:
    people = brand().people
    for m, e in zip(written(), EXPECTED, strict=True):
        author = m.author.id if m.author else ""
        assert m.by_owner == (e["scene"] == "own"), m.external_id
        assert (author in people.staff) == (e["scene"] == "employee"), m.external_id
        if e["scene"] == "rating_only":
            assert not m.text
            assert m.rating
        if e["leaf"] == "ETHICS":
            assert author in people.partners


def test_everyone_the_settings_name_writes_in_the_sample() -> None:
    people = brand().people
    authors = {m.author.id for m in written() if m.author}
    assert set(people.journalists + people.vips + people.partners + people.staff) <= authors


def test_no_more_than_two_thanks_in_five_are_advised_in_a_week() -> None:
    weeks: dict[int, list[str]] = {}
    for m, e in zip(written(), EXPECTED, strict=True):
        if e["leaf"] in ("THANK", "LET_STAND") and (e["form"], e["tone"]) == (
            "critique",
            "positive",
        ):
            assert m.posted_at
            weeks.setdefault(m.posted_at.astimezone(ZONE).isocalendar().week, []).append(e["leaf"])
    for leaves in weeks.values():
        assert 0 < leaves.count("THANK") <= 0.4 * len(leaves)


def test_every_address_is_an_invented_one() -> None:
    for m in mentions():
        for url in filter(None, (m.url, m.parent_url)):
            assert url.split("/")[2].endswith(".example"), url
