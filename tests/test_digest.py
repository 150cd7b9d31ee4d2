"""One brand's week from the rows: what counts, what does not, and what is told of it."""

import csv
import html
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from acme import BRAND, Clock, CueTagger, Kept, Listed, config, mention, pipeline
from rigs.postgres import Postgres
from sqlalchemy import text as sql
from sqlmodel import update

from connectors.kit.contract import Author, Mention
from listener.advice.time import periods
from listener.channels.slack.look import limits
from listener.channels.slack.look.parts import message
from listener.digest import content, files, sections, spoken, table
from listener.digest.build import build
from listener.digest.markdown import escape, markdown
from listener.digest.page import page
from listener.digest.values import Digest, Figure
from listener.guard import links
from listener.guard.plain import plain
from listener.notices.kept import to_json
from listener.settings.brand import Brand, Objective
from listener.settings.place import Place
from listener.store.figures import Figures
from listener.store.store import Store
from listener.store.tables import GapRow
from listener.words import say
from listener.words.whose import Theirs
from models.base import Post, Score, Tag

WEEK = "2026-W46"
MONDAY, SUNDAY = periods.bounds(WEEK, BRAND.tz)
DUE = periods.due_at(WEEK, BRAND)
HOSTILE = (
    "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
    "\"'><svg onload=alert(1)> {{ 7*7 }} @acme it is broken \u202egnp.exe\u202c"
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{tmp_path / 'listener.db'}")
    yield opened
    opened.close()


def listen(
    store: Store,
    folder: Path,
    *mentions: Mention,
    at: datetime = DUE,
    tagger: CueTagger | None = None,
    name: str = "wall",
) -> None:
    """Every mention through the real stages, read at one moment."""
    settings = config(folder, Listed(name=name, mentions=tuple(mentions)))
    pipeline(settings, store, Kept(), Clock(at), tagger).once()


def made(store: Store, brand: Brand = BRAND, *, week: str = WEEK, now: datetime = DUE) -> Digest:
    return build(Figures(store.engine), brand, week, now)


def post(number: int, text: str, *, day: float = 1.5, **fields: object) -> Mention:
    return mention(number, text, posted_at=MONDAY + timedelta(days=day, minutes=number), **fields)


def complaints(n: int, *, day: float = 1.5, first: int = 0) -> list[Mention]:
    return [
        post(first + i, f"@acme item {first + i} is broken, reason {i * 7919}", day=day)
        for i in range(n)
    ]


def praises(n: int, *, day: float = 1.5, first: int = 500) -> list[Mention]:
    return [post(first + i, f"i love thing {i * 104729} of yours", day=day) for i in range(n)]


def values(found: Digest) -> dict[str, float | None]:
    return {f.key: f.value for f in found.figures}


def test_a_week_counts_its_mentions_by_form_and_tone(store: Store, tmp_path: Path) -> None:
    talk = post(900, "they say the acme range is fine", venue="public", genre="forum_comment")
    listen(store, tmp_path, *complaints(3), *praises(2), talk)
    found = values(made(store))
    assert (found["mentions"], found["critique"], found["discussion"]) == (6, 5, 1)
    assert (found["tone-negative"], found["tone-positive"], found["tone-neutral"]) == (3, 2, 1)
    assert found["balance"] is None


def test_what_stood_there_at_the_first_visit_is_unanswered_and_not_overdue(
    store: Store, tmp_path: Path
) -> None:
    posts = (*complaints(3), answer(300, 0, hours=1))  # an answer of ours can be seen there
    listen(store, tmp_path, *posts, at=MONDAY + timedelta(days=3))
    told = page(made(store))
    assert say("en", "digest.not_answered") in told
    assert say("en", "digest.overdue") not in told


def test_a_week_ends_at_midnight_in_the_brands_zone(store: Store, tmp_path: Path) -> None:
    last = mention(1, "it is broken", posted_at=SUNDAY - timedelta(seconds=1))
    first = mention(2, "i love it", posted_at=SUNDAY)
    listen(store, tmp_path, last, first)
    assert values(made(store))["mentions"] == 1
    next_week = made(store, week="2026-W47", now=DUE)
    assert (values(next_week)["mentions"], next_week.is_running) == (1, True)


def test_twenty_opinions_make_a_balance_with_its_range(store: Store, tmp_path: Path) -> None:
    listen(store, tmp_path, *complaints(15), *praises(5))
    found = made(store).figure("balance")
    assert found.value == pytest.approx(-0.5)
    assert found.n == 20
    assert found.low is not None
    assert found.high is not None
    assert found.low < -0.5 < found.high < 0


def test_too_few_opinions_are_told_over_four_weeks_or_not_at_all(
    store: Store, tmp_path: Path
) -> None:
    listen(store, tmp_path, *complaints(8), *praises(2))
    assert made(store).figure("balance").value is None
    older = complaints(9, day=-5, first=100), praises(3, day=-5, first=700)
    listen(store, tmp_path, *complaints(8), *praises(2), *older[0], *older[1])
    found = made(store).figure("balance")
    assert (found.weeks, found.n) == (4, 22)
    assert found.value == pytest.approx((5 - 17) / 22)
    assert found.change is None


def test_every_figure_has_last_week_the_usual_and_its_mentions(
    store: Store, tmp_path: Path
) -> None:
    weeks = [
        complaints(n, day=1.5 - 7 * back, first=100 * back) for back, n in enumerate((4, 2, 6, 1))
    ]
    listen(store, tmp_path, *(m for week in weeks for m in week))
    found = made(store).figure("mentions")
    assert (found.value, found.before, found.change, found.median) == (4, 2, 2, 2)
    assert len(found.mentions) == 4


def test_a_week_before_we_listened_is_unknown_and_not_empty(store: Store, tmp_path: Path) -> None:
    listen(store, tmp_path, *complaints(4))
    found = made(store).figure("mentions")
    assert (found.before, found.median, found.change) == (None, None, None)


def test_our_own_posts_what_is_not_us_and_what_was_deleted_are_in_no_figure(
    store: Store, tmp_path: Path
) -> None:
    own = post(800, "we reply", by_owner=True)
    gone = post(1, "@acme it is broken", deleted=True)
    listen(store, tmp_path, *complaints(3), own)
    listen(store, tmp_path, gone)
    found = made(store)
    assert values(found)["mentions"] == 2
    assert all("item 1 " not in entry.text for entry in found.entries)


def test_a_mention_that_its_source_deletes_later_leaves_every_figure(
    store: Store, tmp_path: Path
) -> None:
    listen(store, tmp_path, *complaints(3))
    with store.writing() as session:
        gone = "UPDATE mentions SET deleted_at = '2026-11-12 10:00:00.000000' WHERE id = 1"
        session.connection().execute(sql(gone))
    found = made(store)
    assert values(found)["mentions"] == 2
    assert 1 not in {m for figure in found.figures for m in figure.mentions}


def test_a_persons_correction_wins_over_the_tagger(store: Store, tmp_path: Path) -> None:
    listen(store, tmp_path, *complaints(3))
    target = made(store).figure("tone-negative").mentions[0]
    with store.writing() as session:
        session.connection().execute(
            sql(
                "INSERT INTO corrections (mention_id, task, label, who, at)"
                " VALUES (:m, 'tone', 'positive', 'Ana', :at)"
            ),
            {"m": target, "at": "2026-11-12 10:00:00.000000"},
        )
        session.connection().execute(
            sql("UPDATE mentions SET correction_id = 1, stage = 'decide' WHERE id = :m"),
            {"m": target},
        )
    listen(store, tmp_path)
    found = made(store)
    assert (values(found)["tone-negative"], values(found)["tone-positive"]) == (2, 1)
    assert found.figure("corrections").mentions == (target,)


def test_silent_mentions_count(store: Store, tmp_path: Path) -> None:
    listen(store, tmp_path, *complaints(3))  # the first poll of a source is silent
    with store.reading() as session:
        rows = session.connection().execute(sql("SELECT count(*) FROM mentions WHERE silent"))
        assert rows.scalar_one() == 3
    assert values(made(store))["mentions"] == 3


class Sponsored(CueTagger):
    """Sees #ad, and is unsure of what says hmm."""

    name = "cues-ads"

    def _one(self, post: Post) -> Tag:
        tag = super()._one(post)
        if "#ad" in post.text:
            scores = {"organic": 0.02, "disclosed": 0.96, "suspected": 0.02}
            return replace(tag, sponsorship=Score("disclosed", scores))
        if "hmm" in post.text:
            return replace(tag, tone=Score("unsure", tag.tone.scores))
        return tag


def test_what_is_sponsored_or_unsure_stays_out_of_the_rates(store: Store, tmp_path: Path) -> None:
    paid = post(850, "i love acme #ad", venue="public", genre="social_post")
    listen(store, tmp_path, *complaints(6), paid, post(851, "@acme hmm, ok"), tagger=Sponsored())
    found = values(made(store))
    assert (found["mentions"], found["disclosed"], found["tone-unsure"]) == (7, 1, 1)
    assert found["tone-positive"] == 0
    assert found["organic"] == pytest.approx(7 / 8)


def test_a_tag_that_the_rules_lifted_counts_nobody_as_paid(store: Store, tmp_path: Path) -> None:
    own_money = "@acme i love it, bought with my own money, nobody paid me #ad?"
    said = post(850, own_money.replace("#ad?", "(no #ad)"), venue="public", genre="social_post")
    listen(store, tmp_path, said, tagger=Sponsored())
    assert values(made(store))["disclosed"] == 0


def answer(number: int, to: int, *, hours: float) -> Mention:
    when = MONDAY + timedelta(days=1.5, minutes=to, hours=hours)
    parent = f"https://acme.example/post/{to}"
    return mention(number, "we are on it", by_owner=True, parent_url=parent, posted_at=when)


def test_answers_make_a_rate_and_times_of_what_the_tree_wants_answered(
    store: Store, tmp_path: Path
) -> None:
    answers = [answer(300 + n, n, hours=n + 1) for n in range(5)]
    listen(store, tmp_path, *complaints(8), *praises(2), *answers)
    found = made(store)
    assert found.figure("owed").value == 8  # good words are owed nothing in public
    rate = found.figure("response")
    assert rate.value == pytest.approx(5 / 8)
    assert rate.n == 8
    assert found.figure("first-response").value == timedelta(hours=3).total_seconds()
    # Answered at 13:00 to 17:04 of an open day: the clock of the team ran as long.
    assert found.figure("first-response-open").value == timedelta(hours=3).total_seconds()
    assert (found.figure("open").value, len(found.waiting)) == (3, 3)
    assert "3 messages are waiting" in found.sentences[2]


@pytest.mark.parametrize("read_on", [4, 9], ids=["in the week", "after it"])
def test_an_answer_without_a_date_counts_as_one_and_takes_no_time(
    store: Store, tmp_path: Path, read_on: int
) -> None:
    dated = [answer(300 + n, n, hours=n + 1) for n in range(5)]
    undated = [replace(answer(310 + n, n, hours=1), posted_at=None) for n in (5, 6)]
    listen(store, tmp_path, *complaints(8), *dated, *undated, at=MONDAY + timedelta(days=read_on))
    found = made(store)
    assert found.figure("response").value == pytest.approx(7 / 8)
    assert found.figure("first-response").value == timedelta(hours=3).total_seconds()
    assert (found.figure("open").value, len(found.waiting)) == (1, 1)


def test_what_waits_is_one_set_and_what_may_have_been_answered_unseen_is_another(
    store: Store, tmp_path: Path
) -> None:
    """Four wait where an answer could be seen, six stand where none can."""
    listen(store, tmp_path, *complaints(5), answer(300, 0, hours=1))
    listen(store, tmp_path, *complaints(6, first=20, day=1), name="deaf")
    found = made(store)
    figure = found.figure("open")
    assert (figure.value, figure.n) == (4, 4)
    assert {e.mention for e in found.waiting} == set(figure.mentions)
    assert len(found.waiting) == 4
    assert "4 messages are waiting" in found.sentences[2]
    texts = [action.text for action in found.actions]
    assert "Answer the 4 messages that are waiting, the oldest first" in texts
    assert "Look whether the 6 messages that want an answer have had one" in texts
    assert found.figure("unseen-answers").value == 6


def test_where_no_answer_of_ours_can_be_read_the_state_is_unknown(
    store: Store, tmp_path: Path
) -> None:
    listen(store, tmp_path, *complaints(8))
    found = made(store)
    for key in ("response", "open"):
        figure = found.figure(key)
        assert (figure.value, figure.unknown) == (None, True)
        assert spoken.value(figure, "en") == "unknown"
    assert found.figure("unseen-answers").value == 8
    assert any("cannot be read back" in note for note in found.notes)
    assert "cannot be seen" in found.sentences[2]


def test_an_answer_after_the_digest_was_due_does_not_change_its_week(
    store: Store, tmp_path: Path
) -> None:
    answers = [answer(300 + n, n, hours=1) for n in range(4)]
    listen(store, tmp_path, *complaints(8), *answers)
    before = made(store)
    late = answer(310, 7, hours=24 * 8)
    listen(store, tmp_path, late, at=DUE + timedelta(days=5))
    after = made(store, now=DUE + timedelta(days=6))
    assert page(after) == page(before)
    assert values(after)["response"] == values(before)["response"]


def test_the_same_rows_make_the_same_files_whenever_they_are_made(
    store: Store, tmp_path: Path
) -> None:
    listen(store, tmp_path, *complaints(8), *praises(14))
    files.write(made(store, now=DUE + timedelta(minutes=1)), tmp_path / "a")
    files.write(made(store, now=DUE + timedelta(days=9)), tmp_path / "b")
    names = ["data.csv", "digest.md", "index.html", "mentions.csv"]
    assert sorted(p.name for p in (tmp_path / "a").iterdir()) == names
    for name in names:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_late_mentions_restate_last_week_with_a_note(store: Store, tmp_path: Path) -> None:
    listen(store, tmp_path, *complaints(3))
    late = post(60, "@acme this one came late and is broken")
    listen(store, tmp_path, *complaints(3), late, at=DUE + timedelta(days=1))
    restated = made(store, now=DUE + timedelta(days=2))
    assert values(restated)["mentions"] == 4
    assert any("after this digest was due" in note for note in restated.notes)
    after = made(store, week="2026-W47", now=DUE + timedelta(days=7))
    assert (after.late, after.figure("mentions").before) == (1, 4)
    assert any("last week came after its digest" in note for note in after.notes)


def test_authors_who_come_back_are_those_of_the_ninety_days_before(
    store: Store, tmp_path: Path
) -> None:
    old = Author(id="77", name="Old")
    first = post(1, "@acme broken once", day=-40, author=old)
    listen(
        store, tmp_path, first, post(2, "@acme broken twice", author=old), *complaints(4, first=10)
    )
    found = made(store).figure("returning")
    assert found.value == pytest.approx(1 / 5)
    assert found.n == 5


def test_a_first_name_that_is_read_again_is_a_voice_of_the_week_and_nobody_who_comes_back(
    store: Store, tmp_path: Path
) -> None:
    lucie = Author(id="Lucie", name="lucie")
    before = post(1, "@acme broken once", day=-40, author=lucie)
    known = post(3, "@acme broken in between", author=Author(id="7", name="Karim"))
    listen(store, tmp_path, before, post(2, "@acme broken twice", author=lucie), known)
    found = made(store)
    assert found.figure("returning").n == 1
    assert found.figure("authors").value == 2


@pytest.mark.parametrize(("lang", "label"), [("en", "at least"), ("fr", "au moins")])
def test_two_of_one_bare_name_are_at_least_one_author(
    store: Store, tmp_path: Path, lang: str, label: str
) -> None:
    """A name is no account: nobody knows whether they are two."""
    sophies = [
        post(n, f"@acme broken {n}", author=Author(id="Sophie", name="Sophie")) for n in (1, 2)
    ]
    listen(store, tmp_path, *sophies)
    assert made(store).figure("authors").value == 1
    assert say(lang, "figure.authors").endswith(label)


def test_reviews_make_a_score_that_leans_on_seven(store: Store, tmp_path: Path) -> None:
    review = post(1, "i love it", venue="review", genre="review", rating=5)
    listen(store, tmp_path, review)
    found = made(store).figure("stars")
    assert found.value is not None
    assert 3.6 < found.value < 3.7
    assert found.n == 1


def test_gaps_lower_the_coverage_and_are_listed(store: Store, tmp_path: Path) -> None:
    listen(store, tmp_path, at=MONDAY - timedelta(hours=1))
    listen(store, tmp_path, *complaints(2))
    with store.writing() as session:
        session.connection().execute(sql("DELETE FROM gaps"))  # the week between the two visits
    store.fail_poll(1, error="down <b>", next_poll_at=DUE, now=MONDAY)
    with store.writing() as session:
        session.connection().execute(
            sql("UPDATE gaps SET from_at = :a, to_at = :b"),
            {"a": "2026-11-10 00:00:00.000000", "b": "2026-11-11 00:00:00.000000"},
        )
    found = made(store)
    assert values(found)["coverage"] == pytest.approx(6 / 7)
    assert values(found)["gaps"] == 24 * 3600
    assert [(g.source, g.why) for g in found.gaps] == [("wall", "down <b>")]
    assert found.actions[-1].text.startswith("Mend the source wall")


def test_a_quiet_week_says_so_and_offers_one_thing_to_do(store: Store, tmp_path: Path) -> None:
    listen(store, tmp_path, at=MONDAY - timedelta(hours=1))
    found = made(store)
    assert found.sentences[0] == "Nobody spoke of Acme this week."
    assert len(found.actions) == 1
    assert say("en", "digest.no_mentions") in page(found)


def everything(found: Digest, brand: Brand) -> str:
    """All that any form of a digest says of it."""
    slack = json.dumps(
        [message(c, brand).blocks for c in content.thread(found, brand)], ensure_ascii=False
    )
    told = json.dumps(to_json(content.week(found, None)), ensure_ascii=False)
    return spaced(html.unescape(page(found)) + markdown(found) + slack + told)


def spaced(text: str) -> str:
    return " ".join(text.split())


def calm(lang: str, key: str) -> str:
    return spaced(say(lang, f"digest.{key}", brand="Acme"))


CALM = ("nobody", "none_critical", "no_gaps", "no_mentions", "act_none", "why_quiet")


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_week_in_which_we_did_not_listen_yet_is_not_called_calm(
    store: Store, tmp_path: Path, lang: str
) -> None:
    brand = BRAND.model_copy(update={"language": lang})
    listen(store, tmp_path)
    found = made(store, brand)
    assert found.sentences[0] == say(lang, "digest.nobody_yet", brand="Acme")
    assert (found.figure("coverage").value, found.figure("gaps").value) == (None, None)
    told = everything(found, brand)
    assert told.count(spaced(say(lang, "digest.note_yet"))) >= 3
    assert not [key for key in (*CALM, "todo_none", "none_waiting") if calm(lang, key) in told]
    assert not [f.key for f in found.figures if f.value == 0], "no zero that looks like a fact"
    assert say(lang, "digest.chart_days") not in html.unescape(page(found))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_what_an_import_holds_of_a_week_before_we_listened_is_said_so(
    store: Store, tmp_path: Path, lang: str
) -> None:
    brand = BRAND.model_copy(update={"language": lang})
    listen(store, tmp_path, *complaints(2), name="exports")
    found = made(store, brand)
    changed = spaced(found.sentences[0])
    assert changed.startswith(spaced(say(lang, "digest.held", n=2, sources="exports")))
    assert values(found)["mentions"] == 2
    told = everything(found, brand)
    assert not [key for key in (*CALM, "todo_none", "none_waiting") if calm(lang, key) in told]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_nobody_that_waits_in_what_an_import_holds_is_no_all_clear(
    store: Store, tmp_path: Path, lang: str
) -> None:
    brand = BRAND.model_copy(update={"language": lang})
    listen(store, tmp_path, post(1, "The blue one of Acme is lovely"), name="exports")
    found = made(store, brand)
    assert (found.figure("open").value, found.figure("open").unknown) == (None, True)
    assert found.sentences[2] == say(lang, "digest.todo_none_unheard")
    told = everything(found, brand)
    assert not [key for key in (*CALM, "todo_none", "none_waiting") if calm(lang, key) in told]


@pytest.mark.parametrize(
    ("lang", "since"), [("fr", "mer. 11 nov. 14:00"), ("en", "Wed 11 Nov 14:00")]
)
def test_a_week_that_we_began_to_hear_in_its_middle_says_from_when(
    store: Store, tmp_path: Path, lang: str, since: str
) -> None:
    brand, begun = BRAND.model_copy(update={"language": lang}), timedelta(days=2, hours=14)
    listen(store, tmp_path, at=MONDAY + begun)
    found = made(store, brand)
    assert since in found.sentences[0]
    assert values(found)["coverage"] == 1
    told = everything(found, brand)
    assert told.count(spaced(say(lang, "digest.note_since", at=since))) >= 3
    assert not [key for key in CALM if calm(lang, key) in told]
    down = MONDAY + begun + timedelta(hours=5)
    store.fail_poll(1, error="down", next_poll_at=DUE, now=down)
    store.finish_poll(1, next_poll_at=DUE, now=down, complete=True, http_state=None)
    with store.writing() as session:
        moved = {"from_at": SUNDAY - timedelta(hours=11), "to_at": SUNDAY}
        session.exec(update(GapRow).values(**moved))
    heard = timedelta(days=7) - begun
    assert values(made(store))["coverage"] == pytest.approx(1 - timedelta(hours=11) / heard)


def test_objectives_stand_beside_their_figures(store: Store, tmp_path: Path) -> None:
    listen(store, tmp_path, *complaints(2), at=MONDAY + timedelta(days=2))
    aims = (
        Objective(text="Read all", metric="coverage", target=0.9),
        Objective(text="Sing", metric="songs", target=3),
    )
    goals = made(store, BRAND.model_copy(update={"objective": aims})).goals
    assert [(g.on_track, g.figure is None) for g in goals] == [(True, False), (None, True)]


def test_a_week_that_has_not_begun_is_refused(store: Store, tmp_path: Path) -> None:
    listen(store, tmp_path)
    with pytest.raises(ValueError, match="2026-W50 has not begun"):
        made(store, week="2026-W50")


def hostile(store: Store, tmp_path: Path) -> Digest:
    evil = Author(id="x", name='=HYPERLINK("http://evil.example")<b>\u202e')
    listen(
        store,
        tmp_path,
        post(1, HOSTILE, author=evil, url="javascript:alert(1)"),
        post(2, "=1+1 is broken, @acme", url='https://a.example/" onclick=x'),
        post(3, "- [x](javascript:alert(2)) www.evil.example broken | cell"),
    )
    return made(store)


def test_nothing_hostile_is_live_in_the_page(store: Store, tmp_path: Path) -> None:
    html = page(hostile(store, tmp_path))
    assert "<script" not in html
    assert "<img" not in html
    assert "<svg onload" not in html
    assert "javascript:alert(1)" not in html.replace("[x](javascript", "")
    assert 'href="javascript' not in html
    assert "&lt;script&gt;" in html
    assert "{{ 7*7 }}" in html
    assert plain(html) == html
    assert "default-src &#39;none&#39;" in html


def test_nothing_hostile_is_live_in_markdown_or_csv(store: Store, tmp_path: Path) -> None:
    found = hostile(store, tmp_path)
    text = markdown(found)
    assert "<script" not in text
    assert "[x](" not in text
    assert "www.evil" not in text
    rows = list(csv.DictReader(io.StringIO(table.mentions(found))))
    assert len(rows) == 3
    for row in rows:
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row.values())
    assert {row["text"][:5] for row in rows} >= {"'=1+1"}
    assert {row["author"][:3] for row in rows} >= {"'=H"}


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "javascript://a.example/%0aalert(1)",
        "data:text/html,x",
        "https://bank.example@evil.example/",
        "http://a b.example",
        "//evil.example",
        "https://evil.example/\u202egnp",
        "https:\\evil.example",
        "ftp://a.example/",
        None,
    ],
)
def test_an_address_that_hides_where_it_leads_is_dropped(url: str | None) -> None:
    assert links.safe(url) is None


def test_an_address_is_written_in_ascii_and_cannot_leave_its_quotes() -> None:
    assert (
        links.safe('https://bücher.example/a"b<c>') == "https://xn--bcher-kva.example/a%22b%3Cc%3E"
    )


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_list_of_mentions_tells_shop_and_country_in_the_brands_language(
    store: Store, tmp_path: Path, language: str
) -> None:
    place = Place(name="Lyon Part-Dieu", ids=("LYS-02",))
    brand = BRAND.model_copy(update={"language": language, "place": (place,)})
    day = datetime(2026, 11, 11, tzinfo=brand.tz).astimezone(UTC)
    one = post(1, "@acme it is broken", place="LYS-02", product_version="5.2.1", country="BE")
    listen(store, tmp_path, replace(one, posted_at=day))
    text = table.mentions(made(store, brand))
    [row] = csv.DictReader(io.StringIO(text))
    told = [row[say(language, f"column.{name}")] for name in ("at", "shop", "version", "country")]
    country = {"en": "Belgium", "fr": "Belgique"}[language]
    assert told == ["2026-11-11", "Lyon Part-Dieu", "5.2.1", country]
    shown = {name: row[say(language, f"column.{name}")] for name in ("venue", "form", "tone")}
    assert shown == {
        "venue": "acme.example",
        "form": say(language, "form.critique"),
        "tone": say(language, "tone.negative"),
    }
    assert table.told_of(text) == {int(row["mention"]): (True, True)}


def test_a_list_of_mentions_of_another_release_is_read() -> None:
    old = "mention,at,place,author,form,text\n7,2026-11-11T09:00:00+00:00,inbox,Jo,critique,\n"
    assert table.told_of(old) == {7: (False, True)}


def test_numbers_in_csv_stay_numbers() -> None:
    assert table.guarded(-0.5) == -0.5
    assert table.guarded("-0.5") == "'-0.5"


def test_markdown_escapes_what_would_start_a_list_or_a_link() -> None:
    assert escape(Theirs("- a")) == "\\- a"
    assert escape(Theirs("12. a")) == "12\\. a"
    assert escape(Theirs("see https://x.example")) == "see https\\://x.example"


def test_slack_gets_a_parent_and_at_most_four_thread_messages(store: Store, tmp_path: Path) -> None:
    found = hostile(store, tmp_path)
    messages = [message(told, BRAND) for told in content.thread(found, BRAND)]
    assert 2 <= len(messages) <= 5
    for one in messages:
        assert one.text
        assert len(one.blocks) <= limits.BLOCKS
        assert limits.weight(one.blocks) <= limits.TOTAL
    parent = str(messages[0].blocks)
    assert all(say("en", f"figure.{key}") in parent for key in sections.TILES)
    for block in (b for m in messages for b in m.blocks):
        for part in [
            block.get("text"),
            *(block.get("fields") or []),
            *(block.get("elements") or []),
        ]:
            if part and part["type"] == "mrkdwn":
                assert "script" not in part["text"]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_figure_has_its_words(store: Store, tmp_path: Path, lang: str) -> None:
    listen(store, tmp_path, *complaints(2))
    found = made(store)
    for figure in found.figures:
        assert say(lang, f"figure.{figure.key}")
    shown = {key for keys in sections.SECTIONS.values() for key in keys}
    assert shown == {figure.key for figure in found.figures}


@pytest.mark.parametrize(
    ("figure", "value", "change"),
    [
        (Figure(key="a", unit="count", value=12.0, n=12, before=9.0), "12", "+3"),
        (Figure(key="a", unit="share", value=0.5, n=12, before=0.51), "50%", "−1 point"),
        (Figure(key="a", unit="balance", value=-0.25, n=40, before=0.1), "−25%", "−35 points"),
        (
            Figure(key="a", unit="time", value=5400.0, n=9, before=5400.0),
            "1\u00a0h\u00a030",
            "no change",
        ),
        (Figure(key="a", unit="stars", value=4.26, n=9, before=4.0), "4.3 / 5", "+0.3"),
        (Figure(key="a", unit="share", value=None, n=2), "too few", "–"),
        (Figure(key="a", unit="count", value=None, n=0, unknown=True), "unknown", "–"),
    ],
)
def test_figures_are_said_in_their_unit(figure: Figure, value: str, change: str) -> None:
    assert (spoken.value(figure, "en"), spoken.change(figure, "en")) == (value, change)


def test_each_of_several_brands_has_its_own_folder() -> None:
    brands = [Brand(name=n) for n in ("Acme", "Vélorine & co", "vélorine-CO", "日本")]
    slugs = [files.slug(b, brands) for b in brands]
    assert slugs == ["acme", "velorine-co-2", "velorine-co-3", "brand-4"]
    place = files.folder(Path("data"), WEEK, brands[0], brands)
    assert place == Path("data/digests/2026-W46/acme")
    assert files.folder(Path("data"), WEEK, brands[0], brands[:1]) == Path("data/digests/2026-W46")


def test_a_digest_is_for_its_own_brand(store: Store, tmp_path: Path) -> None:
    listen(store, tmp_path, *complaints(2))
    other = BRAND.model_copy(update={"name": "Other"})
    assert not made(store, other).entries
    assert values(made(store, other))["mentions"] is None


def test_times_are_aware(store: Store, tmp_path: Path) -> None:
    listen(store, tmp_path, *complaints(1))
    found = made(store)
    assert found.as_of == DUE
    assert found.entries[0].at.tzinfo is UTC


@pytest.mark.rig
def test_both_databases_make_the_same_digest(postgres: Postgres, tmp_path: Path) -> None:
    pages = []
    for number, url in enumerate((f"sqlite:///{tmp_path / 'l.db'}", postgres.fresh())):
        opened = Store.open(url)
        place = tmp_path / str(number)
        place.mkdir()
        answers = [answer(300 + n, n, hours=n + 1) for n in range(5)]
        listen(opened, place, *complaints(9), *praises(14), *answers)
        found = made(opened)
        pages.append((page(found), table.figures(found), table.mentions(found)))
        opened.close()
    assert pages[0] == pages[1]
