"""What an installation keeps: its key, its brands' past, its database file, its model."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from acme import BRAND, NOON, Clock, CueTagger, Kept, Listed, config, mention
from rigs.effort import PATIENCE
from sqlmodel import SQLModel, col, select, update

from connectors.kit.contract import Author
from listener.app import App
from listener.commands import kept, looks
from listener.digest.build import build
from listener.digest.files import moved
from listener.guard import secret
from listener.guard.secret import KeyFileError
from listener.settings.brand import Brand
from listener.settings.config import Config, Web
from listener.stages.digest import Digests
from listener.store.errors import StoreError
from listener.store.store import Store
from listener.store.tables import AuthorRow, MentionRow, NoticeRow, PeriodRow, SourceRow
from listener.watch.health import Pulse, Watch
from listener.watch.watched import watching
from listener.words import say
from listener.work.jobs import is_staged
from listener.work.local import Local
from listener.work.worker import Worker
from models.manifest import changed, write_manifest
from models.tagger import FILES, WEIGHTS

ALARM = "I hate it: my @acme battery is broken, answer me now."


def over(session: App, show: Kept | None = None) -> Worker:
    """Its pipeline, run once."""
    session.__dict__["tagger"] = CueTagger()
    made = Worker.of(session, show or Kept())
    made.prepare()
    made.once()
    return made


@pytest.fixture
def session(tmp_path: Path) -> Iterator[App]:
    """An installation that has heard one person."""
    opened = App(config(tmp_path, Listed(name="s", mentions=(mention(1, ALARM),))), Clock())
    over(opened)
    yield opened
    opened.store.close()


def again(session: App) -> App:
    return App(session.config, Clock())


def file(session: App) -> Path:
    return session.config.storage.dir / secret.FILE


def test_the_key_that_filled_the_database_is_taken(session: App) -> None:
    assert again(session).key == session.key


@pytest.mark.parametrize("marked", [True, False])
def test_no_new_key_is_made_in_silence(session: App, marked: bool) -> None:
    if not marked:  # as a release before this one left it
        with session.store.writing() as s:
            for row in s.exec(select(PeriodRow)):
                s.delete(row)
    file(session).unlink()
    with pytest.raises(KeyFileError, match="it is gone: put it back from a backup"):
        _ = again(session).key
    with pytest.raises(KeyFileError):
        again(session).ready()
    assert not file(session).exists()


def test_another_key_is_refused(session: App) -> None:
    file(session).write_text("ab" * 32)
    with pytest.raises(KeyFileError, match="it is not the key of this database"):
        _ = again(session).key


@pytest.mark.parametrize("text", ["", "ab", "zz" * 32, "ab" * 31])
def test_a_damaged_key_says_what_to_do(session: App, text: str) -> None:
    file(session).write_text(text)
    with pytest.raises(KeyFileError, match="it is damaged: put it back"):
        _ = again(session).key


def test_a_key_of_an_older_release_is_noted_and_taken(session: App) -> None:
    with session.store.writing() as s:
        for row in s.exec(select(PeriodRow)):
            s.delete(row)
    other = again(session)
    over(other)
    assert other.store.key_fingerprint() == secret.fingerprint(other.key)
    other.store.close()


def test_without_a_backup_another_key_can_be_made(session: App) -> None:
    old = file(session).read_text()
    file(session).write_text("ab" * 32)
    assert kept.new_key(again(session)) == 0
    assert again(session).key not in (bytes.fromhex(old), b"\xab" * 32)
    assert [p.read_text() for p in file(session).parent.glob("*.old")] == ["ab" * 32]


def test_the_health_page_says_that_the_key_is_gone_or_another(session: App) -> None:
    watch = Watch(
        store=session.store,
        sources={},
        folder=session.config.storage.dir,
        clock=Clock(),
        pulse=Pulse(),
    )

    def about_the_key() -> list[str]:
        return [reason for reason in watch().reasons if reason.startswith("key:")]

    assert about_the_key() == []
    file(session).write_text("ab" * 32)
    assert about_the_key() == [
        "key: secret.key is gone or is another one: put it back from a backup"
    ]
    file(session).unlink()
    assert len(about_the_key()) == 1


# A brand with another name.


IN: dict[str, Any] = {"week": "2026-W46", "now": NOON}
NEW = BRAND.model_copy(update={"name": "Acme Bikes"})


def renamed(settings: Config, brand: Brand = NEW) -> Config:
    sources = tuple(s.model_copy(update={"brand": brand.name}) for s in settings.source)
    return settings.model_copy(update={"brand": (brand,), "source": sources})


def brands(store: Store) -> set[tuple[str, str]]:
    """Table and brand of every row that names one."""
    found = set()
    with store.reading() as session:
        for name, table in SQLModel.metadata.tables.items():
            if "brand" in table.columns:
                rows = session.exec(select(table.c.brand).distinct())
                found |= {(name, brand) for brand in rows if brand}
    return found


def test_a_renamed_brand_is_told_and_its_past_can_be_given_to_it(session: App) -> None:
    settings, store, show = renamed(session.config), session.store, Kept()
    assert store.renamed(settings.owners) == [("Acme", "Acme Bikes")]  # before anything is read
    later = Clock(NOON + timedelta(days=1))
    over(App(settings, later), show)
    assert [title for title, _ in show.told] == ["A brand has another name"]
    assert store.renamed(settings.owners) == [("Acme", "Acme Bikes")]
    assert kept.rename(App(settings, later), "Acme", "Acme Bikes") == 0
    assert {brand for _, brand in brands(store)} == {"Acme Bikes"}
    assert store.renamed(settings.owners) == []


def test_status_names_what_waits_under_an_old_name(
    session: App, capsys: pytest.CaptureFixture[str]
) -> None:
    with session.store.writing() as s:
        s.exec(update(MentionRow).values(stage="decide"))
    assert session.store.waiting_under("Acme") > 0
    looks.status(App(renamed(session.config), Clock(NOON)))
    told = " ".join(capsys.readouterr().out.split())
    assert "Acme is in the database and no longer in the settings" in told
    assert "of Acme wait" in told


def test_what_came_under_the_new_name_before_the_command_is_joined(session: App) -> None:
    settings, store = renamed(session.config), session.store
    more = Listed(
        name="s",
        mentions=(mention(1, ALARM), mention(2, ALARM + " Again.", author=Author(id="author1"))),
    )
    settings = settings.model_copy(
        update={"source": (settings.source[0].model_copy(update={"connector": more}),)}
    )
    later = Clock(NOON + timedelta(days=1))
    over(App(settings, later))
    store.rename_brand("Acme", "Acme Bikes", **IN)
    with store.reading() as s:
        mentions, authors = s.exec(select(MentionRow)).all(), s.exec(select(AuthorRow)).all()
    assert len(mentions) == 2
    assert {m.brand for m in mentions} == {a.brand for a in authors} == {"Acme Bikes"}
    assert len({a.key for a in authors}) == len(authors)


def test_two_brands_that_were_listened_to_together_are_never_mixed(session: App) -> None:
    with session.store.writing() as s:
        [row] = s.exec(select(MentionRow))
        s.add(
            MentionRow(
                **row.model_dump(exclude={"id", "brand", "external_id"}),
                brand="Other",
                external_id="o",
            )
        )
    before = brands(session.store)
    with pytest.raises(StoreError, match="it has a history of its own"):
        session.store.rename_brand("Acme", "Other", **IN)
    assert brands(session.store) == before


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("Acme", "Nobody", "not in the settings"),
        ("Nobody", "Acme", "no mention of it"),
        ("Acme", "Acme", "it is in the settings"),
    ],
)
def test_a_name_that_is_not_there_is_refused(session: App, old: str, new: str, why: str) -> None:
    with pytest.raises(StoreError, match=why):
        kept.rename(again(session), old, new)


def test_digests_and_their_messages_follow_the_name(session: App, tmp_path: Path) -> None:
    week: dict[str, Any] = {
        "made_at": NOON,
        "next_at": NOON,
        "target": "terminal",
        "class_": "digest",
    }
    with session.store.writing() as s:
        s.add(PeriodRow(brand="Acme", key="digest:Acme:2026-W45", at=NOON))
        for key, state in (("digest:Acme:2026-W45", "sent"), ("digest:Acme:2026-W45:1", "sending")):
            s.add(NoticeRow(brand="Acme", key=key, state=state, **week))
    session.store.rename_brand("Acme", "Acme Bikes", **IN)
    assert session.store.digests_made("Acme Bikes") == {"digest:Acme Bikes:2026-W45"}
    with session.store.reading() as s:
        keys = set(s.exec(select(NoticeRow.key).where(NoticeRow.class_ == "digest")))
    # The mark of what is being sent holds its key.
    assert keys == {"digest:Acme Bikes:2026-W45", "digest:Acme:2026-W45:1"}
    folder = tmp_path / "digests" / "2026-W45" / "acme"
    folder.mkdir(parents=True)
    both = (NEW, BRAND.model_copy(update={"name": "Other"}))
    moved(tmp_path, "Acme", NEW, both)
    assert not folder.exists()
    assert folder.with_name("acme-bikes").is_dir()


# The database's file.


def test_a_database_that_was_replaced_ends_the_run(session: App, tmp_path: Path) -> None:
    made = over(session)
    local = Local(1)
    assert made.tick(local)
    local.wait()
    found = session.store.file()
    assert found
    copy = tmp_path / "copy.db"
    shutil.copy2(found, copy)
    copy.replace(found)
    assert not made.tick(local)
    assert made.stop.is_set()
    assert local.stop(PATIENCE)


def test_a_database_that_was_removed_is_not_there_again_by_itself(session: App) -> None:
    assert not session.store.is_replaced()
    found = session.store.file()
    assert found
    found.unlink()
    assert session.store.is_replaced()


# The model's files.


def test_the_shipped_weights_are_those_of_the_card() -> None:
    assert changed(WEIGHTS, FILES) == []


def test_other_weights_are_named(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("one")
    (tmp_path / "b").write_text("two")
    assert changed(tmp_path, ("a", "b")) == ["manifest.json"]
    write_manifest(tmp_path, ("a", "b"))
    assert changed(tmp_path, ("a", "b")) == []
    (tmp_path / "a").write_text("other")
    (tmp_path / "b").unlink()
    assert changed(tmp_path, ("a", "b")) == ["a", "b"]
    (tmp_path / "manifest.json").write_text("[")
    assert changed(tmp_path, ("a", "b")) == ["manifest.json"]


DUE = datetime(2026, 11, 9, 7, 30, tzinfo=UTC)  # of week 45, Monday 08:30 in Paris
WEEK = timedelta(days=7)


def notes_of(settings: Config, store: Store, at: datetime) -> dict[str, tuple[str, ...]]:
    """By week what the digests say below their figures, that are made until then."""
    app = App(settings, Clock(at))
    Digests().make(store, settings, clock=app.clock, once=True)
    brand = settings.brand[0]
    weeks = (key.rpartition(":")[2] for key in store.digests_made(brand.name))
    return {week: build(store, brand, week, at).notes for week in weeks}


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize(
    ("renamed_at", "said_in", "why"),
    [
        (DUE + timedelta(hours=30), "2026-W46", "week 45 is made"),
        (DUE + WEEK - timedelta(minutes=10), "2026-W46", "while it was stopped before it was due"),
        (DUE + WEEK + timedelta(minutes=10), "2026-W46", "and after"),
        (DUE + WEEK + timedelta(hours=1, days=1), "2026-W47", "week 46 is made"),
    ],
)
def test_the_next_digest_says_that_a_brand_has_another_name_and_no_other_does(
    session: App, lang: str, renamed_at: datetime, said_in: str, why: str
) -> None:
    store = session.store
    with store.writing() as s:
        s.exec(update(SourceRow).values(first_look_at=DUE - timedelta(days=3)))
    notes_of(session.config, store, DUE + timedelta(minutes=20))
    if said_in == "2026-W47":
        notes_of(session.config, store, DUE + WEEK + timedelta(hours=1))
    brand = NEW.model_copy(update={"language": lang})
    settings = renamed(session.config, brand)
    assert kept.rename(App(settings, Clock(renamed_at)), "Acme", "Acme Bikes") == 0
    notes_of(settings, store, DUE + WEEK + timedelta(hours=2))
    notes_of(settings, store, DUE + 2 * WEEK + timedelta(hours=2))
    found = notes_of(settings, store, DUE + 3 * WEEK + timedelta(hours=2))
    line = say(lang, "digest.note_renamed", old="Acme", new="Acme Bikes")
    assert [week for week, notes in sorted(found.items()) if line in notes] == [said_in], why
    assert len(found) == 4


def test_a_week_that_nobody_made_leaves_the_word_of_a_new_name_to_the_next(session: App) -> None:
    settings, store = renamed(session.config), session.store
    # Week 46 would say it: week 45 is nobody's, for we did not listen yet.
    kept.rename(App(settings, Clock(NOON)), "Acme", "Acme Bikes")
    found = notes_of(settings, store, DUE + 2 * WEEK + timedelta(hours=1))
    assert store.digests_missed("Acme Bikes") == {"digest:Acme Bikes:2026-W46"}
    assert any("was called Acme before" in note for note in found["2026-W47"])
    later = notes_of(settings, store, DUE + 3 * WEEK + timedelta(hours=1))
    assert not any("was called Acme before" in note for note in later["2026-W48"])


def test_two_new_names_are_one_word(session: App) -> None:
    store, last = session.store, NEW.model_copy(update={"name": "renamed"})
    for brand, old in ((NEW, "Acme"), (last, NEW.name)):
        kept.rename(App(renamed(session.config, brand), Clock(NOON)), old, brand.name)
    assert store.names_before("renamed", "2026-W45") == ["Acme", "Acme Bikes"]
    assert store.names_before("renamed", "2026-W44") == []
    back = renamed(session.config, BRAND)
    kept.rename(App(back, Clock(NOON)), "renamed", "Acme")
    assert store.names_before("Acme", "2026-W45") == ["Acme Bikes", "renamed"]


# A brand that left the settings, or cannot be used as it stands.


OTHER = BRAND.model_copy(update={"name": "Bolt"})
SHARP = "Your @acme battery caught fire in my hands, I hate it."


def waits(session: App) -> set[tuple[str, str]]:
    """What nobody saw yet: the state of the alerts of Acme, and their class."""
    with session.store.reading() as s:
        query = select(NoticeRow).where(NoticeRow.brand == "Acme", NoticeRow.class_ != "first-look")
        return {(row.class_, row.state) for row in s.exec(query)}


def alarmed(session: App, *texts: str) -> None:
    """Posts come and are decided; nobody is shown anything of them yet."""
    posts = tuple(mention(n, text) for n, text in enumerate(texts, 2))
    with_posts = config(session.config.storage.dir, Listed(name="s", mentions=posts))
    session.clock.pass_(minutes=20)  # type: ignore[attr-defined]
    over(App(with_posts, session.clock), None)
    with session.store.writing() as s:
        s.exec(
            update(NoticeRow)
            .where(col(NoticeRow.class_) != "first-look")
            .values(state="pending", sent_at=None)
        )


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_what_a_brand_that_left_the_settings_has_to_tell_is_kept_and_told_once(
    session: App, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    alarmed(session, SHARP, "They say they love it")
    before = waits(session)
    assert {state for _, state in before} == {"pending"}
    other = OTHER.model_copy(update={"language": lang})
    without = config(session.config.storage.dir, Listed(name="t"), brand=other)
    show = Kept()
    for hours in (1, 2):
        later = Clock(NOON + timedelta(hours=hours))
        over(App(without, later), show)
        assert waits(session) == before
        assert not is_staged(session.store, without, later())
    told = [title for title, _ in show.told]
    assert told == [say(lang, "said.brand_gone_title")]
    looks.status(App(without, Clock(NOON)))
    assert f"{len(before)} message" in capsys.readouterr().out
    shown = Kept()
    over(App(session.config, Clock(NOON + timedelta(hours=3))), shown)
    assert {state for _, state in waits(session)} == {"sent"}
    assert [card.quote for card in shown.alerts]


def test_the_words_of_a_brand_that_is_faulty_wait_and_it_is_not_said_to_be_gone(
    session: App,
) -> None:
    alarmed(session, SHARP)
    before, show = waits(session), Kept()
    without = config(session.config.storage.dir, Listed(name="t"), brand=OTHER)
    over(App(without.with_faults(("Acme: bad zone",), brands=(BRAND,)), Clock(NOON)), show)
    assert waits(session) == before
    assert show.told == []


def test_what_waits_of_a_brand_that_left_does_not_make_the_health_page_red(session: App) -> None:
    alarmed(session, SHARP)
    late = NOON + timedelta(days=2)
    assert session.store.unsent_since(late) is not None
    assert session.store.unsent_since(late, ["Bolt"]) is None
    quiet = session.config.model_copy(update={"web": Web(port=0)})
    with watching(quiet, session.store, Clock(late)) as watched:
        assert b"listener_notices_unsent_seconds 0.0" not in watched.meter.page()
        watched.follow(config(session.config.storage.dir, brand=OTHER))
        assert b"listener_notices_unsent_seconds 0.0" in watched.meter.page()
