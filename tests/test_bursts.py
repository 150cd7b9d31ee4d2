"""One burst is one alert: what many say at once is one message that grows; danger stays alone."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
import test_shown
from acme import NOON, CueTagger, Listed, config, mention, pipeline
from rigs.slack_outbox import brand, rows
from sqlalchemy import event
from sqlmodel import col, select, update
from test_shown import Town

from connectors.kit.contract import Author
from listener.advice.leaves import URGENT
from listener.advice.reading.matter import matters
from listener.commands.looks import why
from listener.desk.contract import Desk, Who
from listener.desk.found import act
from listener.notices import outbox
from listener.notices.burst import for_many, headline
from listener.notices.contract import Reading
from listener.notices.parts import Content, Proposals, Small
from listener.notices.parts import Post as PostPart
from listener.notices.proposed import DraftCard
from listener.settings.numbers import Thresholds
from listener.settings.place import Place
from listener.store.bursts import Sized, Voice
from listener.store.tables import AnswerRow, DecisionRow, MentionRow, NoticeRow, StateRow
from listener.words.whose import Ours, Theirs
from listener.work.worker import Worker
from models.base import Post, Tag

WAYS = (
    "the app is down, it hates me: broken",
    "error 503 on your broken site",
    "can't open the app, hate it",
    "website unavailable again, broken as ever",
    "your app crashes as soon as I touch it, hate",
    "server error. I hate being late for work",
    "I hate the blank screen of this app",
    "503 on the app, 503 on the site, broken",
    "the broken app won't load in the tram",
    "login page not responding, I hate Mondays",
    "application offline? broken for me",
    "gateway timeout, broken, and I stand in the rain",
    "hate to say it: the app stopped working",
)


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return at_two(Town(tmp_path, in_slack=True))


def at_two(town: Town) -> Town:
    usual = Thresholds().burst_people
    limits = town.brand.thresholds.model_copy(update={"burst_people": usual})
    town.brand = town.brand.model_copy(update={"thresholds": limits})
    town.clock.pass_(hours=1)
    return town


def cry(town: Town, n: int, **more: Any) -> int:
    """A post of a burst, in words of its own, by somebody new, in a thread of its own."""
    number = len(town.posts) + 1
    known: dict[str, Any] = {"venue": "own"} | more
    return town.say(WAYS[n % 13], thread=f"t{number}", **known)


def crowd(town: Town, *which: int) -> list[int]:
    made = []
    for n in which:
        made.append(cry(town, n))
        town.clock.pass_(seconds=9)
    return made


def alike(town: Town, n: int, more: str = "") -> int:
    """A post that no list names, and no copy: few pairs of its words are another's."""
    words = ["today", "hate", "stale", "crust", "of", "bread", "yours", "again", "broken", "crumbs"]
    Random(n).shuffle(words)
    return town.say(f"{' '.join(words)} {more}", thread=f"c{n}", venue="own")


def told(town: Town) -> list[str]:
    """What stands in the channel by itself, drafts and replies left out."""
    return [t for ts, t in town.channel.stands.items() if town.channel.under[ts] is None][1:]


def decisions(town: Town) -> dict[int, DecisionRow]:
    query = select(MentionRow.external_id, DecisionRow).join(
        DecisionRow, col(DecisionRow.mention_id) == col(MentionRow.id)
    )
    with town.store.reading() as session:
        found = session.exec(query.where(col(DecisionRow.ended_at).is_(None))).all()
    return {int(i[1:]): d for i, d in found}


def bursts(town: Town) -> list[NoticeRow]:
    return [row for row in rows(town.store) if row.class_ == "burst"]


def content(town: Town) -> Content:
    """What the newest burst says now."""
    row = bursts(town)[-1]
    at = Reading(store=town.store, brand=town.brand, row=row, now=town.clock.now)
    told = outbox.read(row).content(at)
    assert told is not None
    return told


def test_thirteen_people_are_one_message_with_one_draft_and_one_place(town: Town) -> None:
    crowd(town, *range(13))
    town.listen()
    town.deliver(3)
    [message] = told(town)
    assert message.startswith("▲ 13 people in 2 minutes: “")
    assert "first at 14:00 · Acme" in message.partition("\n")[0]
    assert all(f"w{n}x" in message for n in (11, 12, 13))  # the newest, in their words
    assert "and 10 other messages: #10 #9" in message
    drafts = [t for ts, t in town.channel.stands.items() if town.channel.under[ts]]
    assert len(drafts) == 1
    assert "and 11 more posts" in drafts[0]  # one asks, and is answered otherwise
    now = town.clock.now
    assert len(town.store.instant_since("Acme", now - timedelta(hours=3), outside=URGENT)) == 1


def test_of_a_snoozed_source_a_burst_waits_as_its_posts_do(town: Town) -> None:
    crowd(town, 0)
    town.listen()
    desk, quiet = Desk(town.store, {town.brand.name: town.brand}), act("snooze")
    done = quiet(mention=1, what="source", ends=town.clock.now + timedelta(hours=5)).apply(desk, Who("lea", "Lea", "shell"), town.clock.now)  # type: ignore[call-arg]  # fmt: skip
    assert done.outcome == "done"
    crowd(town, *range(1, 7))
    town.listen()
    assert not bursts(town)
    waiting = [row for row in rows(town.store) if row.class_ == "instant" and row.next_at > town.clock.now]  # fmt: skip
    assert len(waiting) == 6


class French(CueTagger):
    """Hears which posts are French."""

    def _one(self, post: Post) -> Tag:
        return replace(super()._one(post), lang="fr" if "l'appli" in post.text else "en")


class MixedTown(Town):
    def _made(self) -> Worker:
        source = Listed(name="list", mentions=tuple(self.posts.values()))
        made = config(self._folder, source, brand=self.brand)
        return pipeline(made, self.store, self.show, self.clock, French())


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_one_draft_answers_the_first_who_speaks_the_language_of_most(
    tmp_path: Path, language: str
) -> None:
    town = at_two(MixedTown(tmp_path, in_slack=True))
    town.brand = town.brand.model_copy(update={"language": language})  # the team's own
    for n, words in enumerate(("erreur 503, l'appli est broken", "l'appli en panne, broken")):
        town.say(words, thread=f"f{n}", venue="own")
    crowd(town, 0, 1, 2)
    town.listen()
    assert [row.key for row in rows(town.store) if row.class_ == "drafts"] == ["drafts:3"]


def test_a_burst_names_a_town_as_a_place_where_it_is_said_to_us_alone(town: Town) -> None:
    town.brand = town.brand.model_copy(update={"place": (Place(name="Lyon"), Place(name="Lille"))})
    crowd(town, *range(4))
    town.say("the app is down in Lyon, broken", thread="l", venue="own")
    town.say("Acme again. The app is down in Lille, hate", thread="m")
    town.listen()
    [made] = bursts(town)
    assert {v.is_to_us for v in town.store.voices_of(made.key, limit=9)} == {True, False}
    at = Reading(store=town.store, brand=town.brand, row=made, now=town.clock.now)
    content = outbox.read(made).content(at)
    assert content is not None
    assert next(p.text for p in content.parts if isinstance(p, Small)) == "Where: Lyon"


WAYS_OF_A_PAGE = (
    "page blanche, broken",
    "your page won't load, I hate it",
    "unable to book, broken button",
    "impossible de réserver, broken",
    "the broken booking page shows nothing",
    "paiement refusé puis l'écran reste figé sur la page, broken",
)


def test_what_says_in_any_words_that_the_booking_page_fails_is_one_burst(town: Town) -> None:
    for n, words in enumerate(WAYS_OF_A_PAGE):
        town.say(words, thread=f"p{n}", venue="own")
        town.clock.pass_(minutes=9)
    town.listen()
    [message] = bursts(town)
    assert {d.burst for d in decisions(town).values()} == {message.key}


@pytest.mark.parametrize(
    ("text", "matter"),
    [
        ("Plus moyen de payer par carte à l'accueil", "till"),
        ("The card machine was down tonight", "till"),
        ("Votre standard sonne dans le vide", "phone"),
        ("Nobody answers, the line cuts off at once", "phone"),
        ("L'ascenseur est encore bloqué", "lift"),
        ("The entrance door is jammed shut", "door"),
        ("Plus de connexion dans tout le quartier", "network"),
        ("The tracking link shows nothing", "outage"),
        ("Je ne peux plus me connecter", "outage"),
        ("Connexion impossible à mon compte", "outage"),
        ("The checkout throws me out", "outage"),
        ("Impossible de réserver, c'est toujours complet", None),
        ("Fully booked, unable to book for Friday", None),
        ("Ma réservation était fausse, deux lits au lieu d'un", None),
        ("La porte de mon four ne ferme plus", None),
        ("The lift music is horrible", None),
        ("The lady at the till was rude", None),
        ("Mon colis est arrivé ouvert", None),
        ("Votre page Facebook est très drôle", None),
        ("Your shop closes as soon as I arrive", None),
        ("Your phone case broke after two days", None),
    ],
)
def test_each_thing_that_fails_is_one_matter(text: str, matter: str | None) -> None:
    assert matters(text) == ({matter} if matter else set())


def test_danger_the_press_and_rights_are_told_alone_whatever_they_say_beside(town: Town) -> None:
    crowd(town, *range(6))
    alone = [
        town.say("the app is down, broken, and my son had an allergic reaction", thread="d", venue="own"),
        town.say("app broken, error 503, my lawyer will hear of it: I hate it", thread="l", venue="own"),
        town.say("app is down, broken, and my daughter waits in the cold", thread="k", venue="own"),
        town.say("app is down, broken: journalist at Radio Ouest, a comment?", thread="p", venue="own"),
    ]  # fmt: skip
    town.listen()
    town.deliver(3)
    messages = told(town)
    [burst] = [m for m in messages if "6 people" in m]
    for n in alone:
        assert f"w{n}x" not in burst
        assert any(f"w{n}x" in m for m in messages)
        assert decisions(town)[n].burst is None


def test_the_first_alerts_are_told_at_once_and_then_point_to_the_one_that_tells_all(
    town: Town,
) -> None:
    for n in range(3):
        cry(town, n)
        town.listen()
        town.deliver(2)
        town.clock.pass_(minutes=3)
    assert len(told(town)) == 3
    assert not any("Told with the others" in t for t in told(town))
    cry(town, 3)
    town.listen()
    town.deliver(3)
    singles, burst = told(town)[:3], told(town)[3:]
    assert len(burst) == 1
    assert "4 people in 9 minutes" in burst[0]
    for n, text in enumerate(singles, 1):
        assert text.startswith("Several people say this · Acme")
        assert f"w{n}x" in text
        assert "Put right" not in text  # what to do stands in one place
    now = town.clock.now
    assert len(town.store.instant_since("Acme", now - timedelta(hours=3), outside=URGENT)) == 1


def test_whoever_joins_later_joins_by_an_edit(town: Town) -> None:
    crowd(town, *range(5))
    town.listen()
    town.deliver(2)
    before = len(town.channel.stands)
    for n in range(5, 9):
        town.clock.pass_(minutes=10)
        cry(town, n)
        town.listen()
        town.deliver(2)
    assert len(town.channel.stands) == before
    [message] = told(town)
    assert "9 people in 41 minutes" in message
    assert "w9x" in message


def test_a_near_copy_is_one_more_of_them(town: Town) -> None:
    crowd(town, *range(5))
    town.listen()
    copied = town.posts[2]
    author = Author(id="id-copy", name="Copy")
    town.posts[6] = replace(
        copied, external_id="m6", author=author, thread_key="t6", posted_at=town.clock.now, url="https://acme.example/post/6"
    )  # fmt: skip
    town.listen()
    town.deliver(2)
    [message] = told(town)
    assert "6 people" in message
    assert decisions(town)[6].burst == decisions(town)[2].burst


def test_after_a_quiet_day_a_new_message_says_what_came_before(town: Town) -> None:
    crowd(town, *range(5))
    town.listen()
    town.clock.pass_(hours=30)
    crowd(town, *range(5, 10))
    town.listen()
    town.deliver(3)
    old, new = (t for t in told(town) if "people in" in t)
    assert "Before this" not in old
    assert "Before this: 5 people with the same trouble, from Tue 10 Nov 14:00 on" in new
    assert len(bursts(town)) == 2


def test_after_a_lull_of_the_same_day_as_many_again_are_told_aloud(town: Town) -> None:
    crowd(town, *range(5))
    town.listen()
    town.deliver(2)
    town.clock.pass_(hours=7)
    cry(town, 5)
    town.listen()
    town.deliver(2)
    assert len(told(town)) == 1  # a straggler
    crowd(town, 6, 7, 8)
    town.listen()
    town.deliver(3)
    assert len(told(town)) == 2
    assert "9 people" in told(town)[1]


def test_what_is_edited_to_danger_leaves_and_gets_its_own_card(town: Town) -> None:
    made = crowd(town, *range(6))
    town.listen()
    town.deliver(2)
    town.edit(made[3], "the app is broken and my daughter had an allergic reaction, w4y")
    town.clock.pass_(minutes=5)
    town.listen()
    town.deliver(3)
    assert any(t.startswith("▲▲ DANGER") and "w4y" in t for t in told(town))
    assert any("5 people" in t and "w4" not in t for t in told(town))
    assert decisions(town)[made[3]].burst is None


def test_a_post_that_is_edited_within_its_matter_stays(town: Town) -> None:
    made = crowd(town, *range(5))
    town.listen()
    town.deliver(2)
    before = len(town.channel.stands)
    town.edit(made[4], "still broken: error 503 on the app, w5y")
    town.clock.pass_(minutes=5)
    town.listen()
    town.deliver(3)
    assert len(town.channel.stands) == before
    assert "w5y" in told(town)[0]


def test_what_the_source_deletes_is_counted_no_more(town: Town) -> None:
    made = crowd(town, *range(6))
    town.listen()
    town.deliver(2)
    gone = town.posts[made[5]]
    town.posts[made[5]] = replace(gone, deleted=True)
    town.clock.pass_(minutes=5)
    town.listen()
    town.deliver(2)
    assert "5 people" in told(town)[0]
    assert "w6x" not in told(town)[0]


@pytest.mark.parametrize(("gone", "is_told"), [("deleted_at", True), ("muted", False)])
def test_of_a_burst_whose_posts_are_all_deleted_it_is_said_of_one_that_is_hidden_nothing(
    town: Town, gone: str, is_told: bool
) -> None:
    crowd(town, *range(6))
    town.listen()
    town.deliver(2)
    value = town.clock.now if gone == "deleted_at" else '"the app"'
    with town.store.writing() as session:
        session.exec(update(MentionRow).values({gone: value}))
    [made] = bursts(town)
    assert made.ts
    at = Reading(store=town.store, brand=town.brand, row=made, now=town.clock.now)
    content = outbox.read(made).content(at)
    assert (content is not None) is is_told


def test_other_matters_of_the_same_hour_keep_their_cards(town: Town) -> None:
    crowd(town, *range(4))
    other = [
        town.say("I hate that my parcel is late, tracking did not move", thread="o1", venue="own"),
        town.say("broken zip on the jacket from your shop in town", thread="o2", venue="own"),
    ]
    town.listen()
    town.deliver(3)
    assert len(told(town)) == 3
    assert all(decisions(town)[n].burst is None for n in other)


def test_posts_without_an_hour_or_a_known_author_make_none(town: Town) -> None:
    for n in range(5):
        cry(town, n, author=f"x{n}", posted_at=None)
    for n in range(5, 10):
        number = len(town.posts) + 1
        town.posts[number] = mention(
            number, f"{WAYS[n]} w{number}x", author=None, thread_key=f"t{number}", posted_at=town.clock.now
        )  # fmt: skip
    town.listen()
    assert bursts(town) == []


def test_where_the_limit_is_reached_a_burst_is_told_all_the_same(town: Town) -> None:
    limits = town.brand.thresholds.model_copy(update={"alerts_a_day": 2})
    town.brand = town.brand.model_copy(update={"thresholds": limits})
    for n in range(3):
        town.say(f"broken and hated item {'abc'[n] * 6}", thread=f"s{n}", venue="own", author="ann")
    town.listen()
    crowd(town, *range(5))
    town.listen()
    town.deliver(2)
    assert any("5 people" in t for t in told(town))


def test_a_restart_anywhere_makes_the_same_burst_once(tmp_path: Path) -> None:
    once = at_two(Town(tmp_path, in_slack=True))
    once.channel.shut = True  # nothing is sent meanwhile
    for n in range(9):
        cry(once, n)
        once.listen()  # a process of its own each time: all is read from the rows
        once.clock.pass_(seconds=20)
    once.channel.shut = False
    once.clock.pass_(minutes=3)
    once.deliver(4)
    assert [row.key for row in bursts(once)] == ["burst:1"]
    [message] = told(once)  # what waited was folded into it
    assert "9 people" in message


def test_a_terminal_prints_it_and_once_more_when_it_has_doubled(tmp_path: Path) -> None:
    town = at_two(Town(tmp_path, in_slack=False))
    printed: list[Any] = []
    seen = town.show.show
    town.show.show = lambda n, c, b: (printed.append((n.kind, c)), seen(n, c, b))  # type: ignore[assignment,func-returns-value]
    for n in range(10):
        cry(town, n)
        town.listen()
        town.clock.pass_(minutes=1)
    titles = [c.title for kind, c in printed if kind == "burst"]
    assert [t.partition(" people")[0] for t in titles] == ["▲ 4", "▲ 8"]
    first = next(c for kind, c in printed if kind == "burst")
    assert any(type(part).__name__ == "Proposals" for part in first.parts)


def test_of_what_is_answered_or_closed_a_bursts_quotes_say_so(tmp_path: Path) -> None:
    town = at_two(Town(tmp_path, in_slack=False))
    crowd(town, *range(5))
    town.listen()
    with town.store.writing() as session:
        session.add(AnswerRow(mention_id=5, url="https://a.example", text="", who="", at=NOON))
        for n in (4, 5):  # what was closed by hand says how, answered or not
            closed = "" if n == 5 else "no_reply"
            session.add(StateRow(brand=town.brand.name, mention_id=n, closed=closed))
    quoted = [part for part in content(town).parts if isinstance(part, PostPart)]
    feet = [part.foot.split(" · ") for part in quoted]
    assert feet == [
        ["author5", "#5", "✔ Answered"],
        ["author4", "#4", "✔ No reply needed"],
        ["author3", "#3"],
    ]
    assert [part.url for part in quoted] == [town.posts[n].url for n in (5, 4, 3)]


def test_a_bursts_message_is_read_in_few_statements_however_large_it_is(tmp_path: Path) -> None:
    town, asked = at_two(Town(tmp_path, in_slack=False)), list[str]()
    crowd(town, *range(13))
    town.listen()
    event.listen(town.store.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    told = content(town)
    assert len([part for part in told.parts if isinstance(part, PostPart)]) == 3
    assert any(isinstance(part, Proposals) for part in told.parts)
    # The row, its size, its voices, what is quoted, whose draft it brings, and that.
    assert len([one for one in asked if one.startswith("SELECT")]) <= 6


def test_why_says_that_a_post_went_into_a_burst(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    crowd(town, *range(6))
    town.listen()
    assert why(town._made().app, 5) == 0
    assert "Part of a burst: 6 people say the same" in " ".join(capsys.readouterr().out.split())


def test_french_says_it_as_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    french = brand("C0ALERTS").model_copy(update={"language": "fr"})
    monkeypatch.setattr(test_shown, "brand", lambda _: french)
    town = at_two(Town(tmp_path, in_slack=True))
    crowd(town, *range(6))
    town.listen()
    town.deliver(2)
    head = told(town)[0].partition("\n")[0].replace("\u00a0", " ").replace("\u202f", " ")
    assert head.startswith("▲ 6 personnes en 1 minute : « ")
    assert head.endswith("» ; la première à 14 h · Acme")


def test_complaints_in_almost_the_same_words_are_one_matter_without_a_list(town: Town) -> None:
    for n in range(4):
        alike(town, n)
    town.listen()
    town.deliver(2)
    [row] = bursts(town)
    assert '"matter": ""' in row.payload
    assert "4 people" in told(town)[0]


@pytest.mark.parametrize("at", [0, 3])
def test_a_delicate_word_keeps_what_is_almost_the_same_out_of_it(town: Town, at: int) -> None:
    made = [alike(town, n, "daughter" if n == at else "") for n in range(4)]
    town.listen()
    town.deliver(2)
    assert bursts(town) == []
    made += [alike(town, 4), alike(town, 5, "daughter")]
    town.listen()
    town.deliver(2)
    parts = {n for n, decision in decisions(town).items() if decision.burst}
    assert parts == {*made[:5]} - {made[at]}


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_bursts_title_holds_no_mark_of_its_posts_alone(lang: str) -> None:
    posts = [
        Voice(
            n, NOON, f"« Server down» again and again, {n}", None, True, lang, "REPAIR", None, True
        )
        for n in range(3)
    ]
    size = Sized(3, 3, NOON, NOON + timedelta(minutes=115), 0)
    shown = headline(size, posts, brand().model_copy(update={"language": lang}), NOON)
    assert shown.count("«") == shown.count("»") == (lang == "fr")
    assert "Server down again" in shown
    assert "1 h 55" in shown.replace("\u00a0", " ").replace("\u202f", " ")


def test_what_answers_all_quotes_nobody() -> None:
    one = DraftCard(Ours("A"), Theirs("« Payer pour rester dehors » : je regarde."), ())
    all_ = DraftCard(Ours("B"), Theirs("L'application est en panne : nous la réparons."), ())
    assert for_many((one, all_)) == (all_,)
    assert for_many((one,)) == (one,)
    assert for_many(()) == ()
