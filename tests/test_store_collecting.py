"""Sources, cursors, gaps, and what becomes of the mentions of a page."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import col, select, update

from connectors.kit.contract import Author, Mention
from listener.store.ingest_row import Arrival, Columns, mention_values
from listener.store.pages import Added
from listener.store.store import Store
from listener.store.syncing import SourceSpec
from listener.store.tables import DecisionRow, GapRow, MentionRow, SourceRow, StoryRow

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
FORUM = SourceSpec(brand="Acme", name="forum", kind="rss", settings_hash="1")
ASKED = Mention(
    external_id="a1",
    text="Where is my order?",
    genre="forum_post",
    author=Author(id="ada", name="Ada", followers=7),
    posted_at=NOW - HOUR,
    likes=1,
)


def _source(store: Store) -> int:
    store.sync_sources([FORUM])
    return store.source("forum").id or 0


def _rows(*mentions: Mention, now: datetime = NOW, silent: bool = False) -> list[Columns]:
    arrival = Arrival(source_id=1, brand="Acme", now=now, silent=silent)
    return [
        mention_values(m, arrival, author_key="k", addressed=None, url_key=None) for m in mentions
    ]


def _stored(store: Store) -> list[MentionRow]:
    with store.reading() as session:
        return list(session.exec(select(MentionRow).order_by(col(MentionRow.id))).all())


def _only(store: Store) -> MentionRow:
    (row,) = _stored(store)
    return row


def _gaps(store: Store) -> list[GapRow]:
    with store.reading() as session:
        return list(session.exec(select(GapRow).order_by(col(GapRow.id))).all())


# Sources


def test_a_new_source_is_due_at_once_and_has_no_past(store: Store) -> None:
    store.sync_sources([FORUM])
    row = store.source("forum")
    assert (row.brand, row.kind, row.cursor, row.failures) == ("Acme", "rss", None, 0)
    assert store.due_sources(["forum"], NOW) == ["forum"]


def test_the_same_settings_change_nothing(store: Store) -> None:
    source_id = _source(store)
    store.fail_poll(source_id, error="503", next_poll_at=NOW + HOUR, now=NOW)
    before = store.source("forum")
    store.sync_sources([FORUM])
    assert store.source("forum") == before


def test_a_source_that_left_the_settings_keeps_its_row(store: Store) -> None:
    _source(store)
    store.sync_sources([replace(FORUM, name="blog")])
    assert store.source("forum").kind == "rss"
    assert store.due_sources(["blog"], NOW) == ["blog"]


def test_new_settings_of_a_source_that_refuses_us_are_tried_at_once(store: Store) -> None:
    source_id = _source(store)
    store.add_page(source_id, [], "c7")
    due = NOW + HOUR
    store.fail_poll(source_id, error="401: a token", next_poll_at=due, now=NOW, refused=True)
    assert store.due_sources(["forum"], NOW) == []
    assert store.due_sources(["forum"], due) == ["forum"]  # by itself, too
    store.sync_sources([replace(FORUM, settings_hash="2")])
    row = store.source("forum")
    assert (row.off_reason, row.last_error, row.failures, row.cursor) == (None, None, 0, "c7")
    assert store.due_sources(["forum"], NOW) == ["forum"]


def test_new_settings_of_a_source_that_answers_are_tried_at_once(store: Store) -> None:
    source_id = _source(store)
    store.finish_poll(source_id, next_poll_at=NOW + HOUR, now=NOW, complete=True, http_state="{}")
    assert store.due_sources(["forum"], NOW) == []
    store.sync_sources([replace(FORUM, settings_hash="2")])
    assert store.due_sources(["forum"], NOW) == ["forum"]


def test_new_settings_do_not_cut_a_wait_that_the_source_asked_for(store: Store) -> None:
    source_id = _source(store)
    store.fail_poll(source_id, error="429", next_poll_at=NOW + HOUR, now=NOW)
    store.sync_sources([replace(FORUM, settings_hash="2")])
    assert store.source("forum").failures == 0
    assert store.due_sources(["forum"], NOW) == []


def test_another_kind_under_an_old_name_starts_from_its_beginning(store: Store) -> None:
    source_id = _source(store)
    store.add_page(source_id, [], "c7")
    store.finish_poll(source_id, next_poll_at=NOW + HOUR, now=NOW, complete=True, http_state="{}")
    store.sync_sources([replace(FORUM, kind="hn", settings_hash="2")])
    row = store.source("forum")
    assert (row.cursor, row.http_state, row.first_look_at) == (None, None, None)


def test_a_source_of_no_name_is_an_error(store: Store) -> None:
    with pytest.raises(LookupError, match="no source is named blog"):
        store.source("blog")
    with pytest.raises(LookupError, match="no source has the id 9"):
        store.add_page(9, [], "c1")


def test_the_longest_overdue_source_comes_first(store: Store) -> None:
    ages = {"old": 5, "new": None, "later": -1, "older": 9, "now": 0, "other": 5}
    store.sync_sources([replace(FORUM, name=name) for name in ages])
    for name, hours in ages.items():
        if hours is not None:
            at = NOW - hours * HOUR
            store.fail_poll(store.source(name).id or 0, error="x", next_poll_at=at, now=NOW)
    asked = [name for name in ages if name != "other"]
    assert store.due_sources(asked, NOW) == ["new", "older", "old", "now"]


# Polls


def test_the_first_complete_poll_ends_the_first_look_once(store: Store) -> None:
    source_id = _source(store)

    def finish(*, complete: bool, at: datetime) -> bool:
        return store.finish_poll(
            source_id, next_poll_at=at + HOUR, now=at, complete=complete, http_state='{"etag": 1}'
        )

    assert not finish(complete=False, at=NOW)
    assert finish(complete=True, at=NOW + HOUR)
    assert not finish(complete=True, at=NOW + 2 * HOUR)
    row = store.source("forum")
    assert row.first_look_at == NOW + HOUR
    assert (row.last_ok_at, row.next_poll_at) == (NOW + 2 * HOUR, NOW + 3 * HOUR)
    assert row.http_state == '{"etag": 1}'


def test_failures_count_up_and_are_one_gap_until_a_success(store: Store) -> None:
    source_id = _source(store)
    store.finish_poll(source_id, next_poll_at=NOW, now=NOW, complete=True, http_state=None)
    for n in (1, 2, 3):
        at = NOW + n * HOUR
        assert store.fail_poll(source_id, error=f"50{n}", next_poll_at=at, now=at) == n
    row = store.source("forum")
    assert (row.failures, row.last_error) == (3, "503")
    (gap,) = _gaps(store)
    # What was posted since the last success may be missing.
    assert (gap.from_at, gap.to_at, gap.why, gap.brand) == (NOW, None, "501", "Acme")
    end = NOW + 4 * HOUR
    store.finish_poll(source_id, next_poll_at=end, now=end, complete=True, http_state=None)
    assert _gaps(store)[0].to_at == end
    row = store.source("forum")
    assert (row.failures, row.last_error) == (0, None)
    store.fail_poll(source_id, error="again", next_poll_at=end, now=end + HOUR)
    assert [g.from_at for g in _gaps(store)] == [NOW, end]


def test_a_source_that_never_answered_has_a_gap_from_its_first_failure(store: Store) -> None:
    source_id = _source(store)
    store.fail_poll(source_id, error="403", next_poll_at=NOW + HOUR, now=NOW, refused=True)
    (gap,) = _gaps(store)
    assert (gap.from_at, gap.to_at) == (NOW, None)


def test_an_error_text_is_cleaned_and_cut(store: Store) -> None:
    source_id = _source(store)
    store.fail_poll(source_id, error="\0\ud83d" + "x" * 9000, next_poll_at=NOW, now=NOW)
    assert (store.source("forum").last_error or "").startswith("xx")
    assert len(store.source("forum").last_error or "") <= 2000


@pytest.mark.parametrize("ahead", [2 * HOUR, 365 * 24 * HOUR])
def test_a_due_time_set_by_a_clock_ahead_is_no_reason_to_wait(
    store: Store, ahead: timedelta
) -> None:
    source_id = _source(store)
    then = NOW + ahead
    store.finish_poll(source_id, next_poll_at=then + HOUR, now=then, complete=True, http_state=None)
    assert store.due_sources(["forum"], NOW) == ["forum"]
    assert store.due_sources(["forum"], then) == []
    store.fail_poll(source_id, error="x", next_poll_at=then + HOUR, now=then)
    assert store.due_sources(["forum"], NOW) == ["forum"]


def test_a_due_time_further_ahead_than_any_wait_is_none(store: Store) -> None:
    _source(store)
    with store.writing() as session:  # as a release wrote it that did not note when
        session.exec(update(SourceRow).values(next_poll_at=NOW + timedelta(days=300)))
    assert store.due_sources(["forum"], NOW) == ["forum"]


# Pages


def test_a_page_and_its_cursor_are_stored_together(store: Store) -> None:
    source_id = _source(store)
    twin = replace(ASKED, external_id="a2")  # posted in the same second
    assert store.add_page(source_id, _rows(ASKED, twin), "c1") == Added(new=2)
    assert store.source("forum").cursor == "c1"
    first, second = _stored(store)
    assert (first.external_id, second.external_id) == ("a1", "a2")
    assert (first.text, first.author_name, first.likes, first.revision) == (
        "Where is my order?",
        "Ada",
        1,
        1,
    )
    assert (first.posted_at, first.at, first.collected_at) == (NOW - HOUR, NOW - HOUR, NOW)
    assert (first.stage, first.correction_id, first.silent) == ("tag", 0, False)


def test_a_page_that_promises_nothing_leaves_the_cursor(store: Store) -> None:
    source_id = _source(store)
    store.add_page(source_id, _rows(ASKED), "c1")
    store.add_page(source_id, _rows(replace(ASKED, external_id="a2")), None)
    assert store.source("forum").cursor == "c1"


def test_a_page_read_twice_is_stored_once(store: Store) -> None:
    source_id = _source(store)
    store.add_page(source_id, _rows(ASKED), "c1")
    later = _rows(ASKED, now=NOW + HOUR)
    assert store.add_page(source_id, later, "c1") == Added(unchanged=1)
    row = _only(store)
    assert (row.revision, row.collected_at) == (1, NOW)


def test_an_id_of_any_letters_is_known_again(store: Store) -> None:
    source_id = _source(store)
    ids = ['"quoted"', "it's", "back\\slash", "été 😀", "a,b]", "١٢", "null", "12", "1e3", " "]
    page = _rows(*(replace(ASKED, external_id=i, text=f"Post {i} of mine") for i in ids))
    assert store.add_page(source_id, page, None) == Added(new=len(ids))
    assert store.add_page(source_id, page, None) == Added(unchanged=len(ids))


def test_a_page_of_many_batches_is_stored_whole(store: Store) -> None:
    source_id = _source(store)
    many = [replace(ASKED, external_id=f"a{n}") for n in range(2500)]
    assert store.add_page(source_id, _rows(*many), "c1") == Added(new=2500)
    again = [replace(m, text="edited") if n % 5 == 0 else m for n, m in enumerate(many)]
    assert store.add_page(source_id, _rows(*again), "c2") == Added(revised=500, unchanged=2000)


def test_of_the_same_id_twice_in_a_page_the_last_one_counts(store: Store) -> None:
    source_id = _source(store)
    page = _rows(ASKED, replace(ASKED, text="edited meanwhile"))
    assert store.add_page(source_id, page, "c1") == Added(new=1, unchanged=1)
    row = _only(store)
    assert (row.text, row.revision) == ("edited meanwhile", 1)


def test_the_same_id_in_two_sources_is_two_mentions(store: Store) -> None:
    store.sync_sources([FORUM, replace(FORUM, name="blog")])
    for name in ("forum", "blog"):
        source_id = store.source(name).id or 0
        rows = [row | {"source_id": source_id} for row in _rows(ASKED)]
        assert store.add_page(source_id, rows, None) == Added(new=1)
    assert len(_stored(store)) == 2


def test_what_was_imported_before_there_was_an_inbox_counts_once_with_it(store: Store) -> None:
    """The first release imported under a source of its own."""
    imports = SourceSpec("Acme", "import-0", "inbound", "")
    others = replace(imports, brand="Other", name="import-1")
    inbox = replace(imports, name="inbox", settings_hash="1")

    def add(name: str, *mentions: Mention) -> Added:
        source_id = store.source(name).id or 0
        rows = [row | {"source_id": source_id} for row in _rows(*mentions)]
        return store.add_page(source_id, rows, None)

    late = replace(ASKED, external_id="a2", text="And now?")
    store.sync_sources([imports])
    store.sync_sources([others])
    add("import-0", ASKED, late)
    add("import-1", ASKED)
    store.sync_sources([inbox, replace(inbox, name="drop")])
    assert add("inbox", ASKED, late) == Added(unchanged=2)
    assert len(_stored(store)) == 3
    left = store.source("import-1").id
    assert sum(row.source_id == left for row in _stored(store)) == 1, "another brand's stay"
    add("import-0", late)  # both ways, long ago
    store.sync_sources([inbox])
    assert len(_stored(store)) == 4


def test_an_edit_is_one_new_revision_and_keeps_what_it_was_part_of(store: Store) -> None:
    source_id = _source(store)
    store.add_page(source_id, _rows(ASKED, silent=True), "c1")
    with store.writing() as session:
        story = StoryRow(brand="Acme", key="s", opened_at=NOW, last_at=NOW)
        session.add(story)
        session.flush()
        row = session.exec(select(MentionRow)).one()
        row.story_id, row.stage = story.id, ""
    edited = replace(ASKED, text="It came, thank you!", posted_at=NOW + HOUR, likes=None)
    later = _rows(edited, now=NOW + HOUR)
    assert store.add_page(source_id, later, "c2") == Added(revised=1)
    assert store.add_page(source_id, later, "c3") == Added(unchanged=1)
    row = _only(store)
    assert (row.text, row.revision, row.stage) == ("It came, thank you!", 2, "tag")
    assert (row.collected_at, row.at, row.posted_at) == (NOW, NOW - HOUR, NOW - HOUR)
    assert (row.silent, row.story_id, row.likes) == (True, story.id, 1)


def test_counts_move_without_a_new_revision(store: Store) -> None:
    source_id = _source(store)
    store.add_page(source_id, _rows(ASKED), "c1")
    busy = replace(
        ASKED, likes=9, replies=4, views=300, author=Author(id="ada", name="Ada", followers=8)
    )
    assert store.add_page(source_id, _rows(busy), "c2") == Added(unchanged=1)
    row = _only(store)
    assert (row.likes, row.replies, row.views, row.author_followers) == (9, 4, 300, 8)
    assert (row.revision, row.shares) == (1, None)


def test_a_count_the_source_stops_telling_is_kept(store: Store) -> None:
    source_id = _source(store)
    store.add_page(source_id, _rows(ASKED), "c1")
    store.add_page(source_id, _rows(replace(ASKED, likes=None, replies=2)), "c2")
    row = _only(store)
    assert (row.likes, row.replies) == (1, 2)


def test_what_did_not_change_is_not_written_again(store: Store) -> None:
    source_id = _source(store)
    store.add_page(source_id, _rows(ASKED), "c1")
    written: list[str] = []

    @event.listens_for(store.engine, "before_cursor_execute")
    def _note(_c: Any, _cursor: Any, sql: str, *_: Any) -> None:
        if sql.split()[0] in ("INSERT", "UPDATE"):
            written.append(sql)

    store.add_page(source_id, _rows(ASKED, now=NOW + HOUR), None)
    assert written == []


@pytest.mark.parametrize("text", ["Where is my order?", "edited"])
def test_a_time_that_becomes_known_moves_the_mention_to_its_day(store: Store, text: str) -> None:
    source_id = _source(store)
    store.add_page(source_id, _rows(replace(ASKED, posted_at=None)), "c1")
    assert _only(store).at == NOW
    known = replace(ASKED, text=text)
    store.add_page(source_id, _rows(known, now=NOW + HOUR), "c2")
    row = _only(store)
    assert (row.posted_at, row.at) == (NOW - HOUR, NOW - HOUR)
    assert (row.likes, row.revision) == (1, 1 if text == ASKED.text else 2)


def test_a_date_in_2099_stays_where_it_was_first_seen(store: Store) -> None:
    source_id = _source(store)
    future = replace(ASKED, posted_at=datetime(2099, 1, 1, tzinfo=UTC))
    store.add_page(source_id, _rows(future), "c1")
    assert store.add_page(source_id, _rows(future, now=NOW + HOUR), "c2") == Added(unchanged=1)
    assert _only(store).at == NOW


def test_texts_no_database_takes_are_stored_without_the_bad_characters(store: Store) -> None:
    source_id = _source(store)
    bad = replace(ASKED, external_id="a\0", text="x\0 \ud83d y", title='"\\ \u2028 \U0001f600')
    assert store.add_page(source_id, _rows(bad), "c1") == Added(new=1)
    assert store.add_page(source_id, _rows(bad), "c1") == Added(unchanged=1)
    row = _only(store)
    assert (row.text, row.title) == ("x  y", '"\\ \u2028 \U0001f600')


# Deletions


def _decided(store: Store, mention_id: int) -> None:
    with store.writing() as session:
        session.add(
            DecisionRow(
                brand="Acme",
                mention_id=mention_id,
                revision=1,
                tagger="t",
                form="critique",
                tone="negative",
                intent="question",
                leaf="answer",
                reason="asked us",
                path="[]",
                lane="customers",
                alert="instant",
                rule="r",
                confidence="sure",
                decided_at=NOW,
            )
        )


def test_a_deleted_mention_is_forgotten_and_its_decision_ends(store: Store) -> None:
    source_id = _source(store)
    whole = replace(ASKED, title="Help", parent_text="hm", thread_title="Help")
    store.add_page(source_id, _rows(whole, replace(whole, external_id="a2")), "c1")
    for row in _stored(store):
        _decided(store, row.id or 0)
    gone = _rows(replace(whole, deleted=True), now=NOW + HOUR)
    assert store.add_page(source_id, gone, "c2") == Added(deleted=1)
    assert store.add_page(source_id, gone, "c3") == Added(unchanged=1)
    row, other = _stored(store)
    assert (row.deleted_at, row.revision, row.stage) == (NOW + HOUR, 1, "")
    assert (row.text, row.title, row.parent_text, row.thread_title) == ("", None, None, None)
    assert (row.author_name, row.author_handle, row.author_key) == (None, None, "k")
    assert (other.deleted_at, other.text) == (None, whole.text)
    with store.reading() as session:
        ended = session.exec(select(DecisionRow.ended_at).order_by(col(DecisionRow.id))).all()
    assert list(ended) == [NOW + HOUR, None]


def test_the_deletion_of_what_we_never_had_makes_no_row(store: Store) -> None:
    source_id = _source(store)
    assert store.add_page(source_id, _rows(replace(ASKED, deleted=True)), "c1") == Added(
        unchanged=1
    )
    assert _stored(store) == []


def test_a_mention_that_comes_back_is_a_new_revision(store: Store) -> None:
    source_id = _source(store)
    store.add_page(source_id, _rows(ASKED), "c1")
    store.add_page(source_id, _rows(replace(ASKED, deleted=True)), "c2")
    assert store.add_page(source_id, _rows(ASKED), "c3") == Added(revised=1)
    row = _only(store)
    assert (row.deleted_at, row.text, row.author_name) == (None, ASKED.text, "Ada")
    assert (row.revision, row.stage) == (2, "tag")


def test_the_words_of_a_deleted_mention_leave_the_file(store: Store) -> None:
    if not store.is_sqlite:
        pytest.skip("PostgreSQL overwrites a row when it vacuums its table")
    source_id = _source(store)
    secret = replace(ASKED, text="my knee hurts so much, " * 3000)  # many pages of the file
    store.add_page(source_id, _rows(secret), "c1")
    store.add_page(source_id, _rows(replace(secret, deleted=True)), "c2")
    folder = store.place.rsplit("/", 1)[0]
    store.close()
    for file in Path(folder).iterdir():
        assert b"my knee hurts" not in file.read_bytes()
        assert b"Ada" not in file.read_bytes()
