"""Who is who: an author is an account, never a first name."""

from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from acme import BRAND, NOON, Clock, Kept, Listed, config, mention, pipeline
from sqlalchemy import MetaData
from sqlmodel import col, select, update

from connectors.kit.contract import Author, Mention
from listener.advice.reading.people import role
from listener.guard.secret import author_key
from listener.settings.brand import Brand, People
from listener.settings.config import Source
from listener.store.migrate import migrate
from listener.store.store import Store
from listener.store.tables import AuthorRow, DecisionRow, MentionRow, SourceRow


def test_an_authors_profile_address_is_part_of_a_mention() -> None:
    lucie = Author(id="42", name="Lucie", url="https://piaf.example/@lucie")
    written = Mention(external_id="1", text="Bonjour", genre="tweet", author=lucie).to_json()
    assert written["author"] == {"id": "42", "name": "Lucie", "url": "https://piaf.example/@lucie"}
    assert Mention.from_json(written).author == lucie


def test_a_profile_that_is_no_text_is_refused() -> None:
    line = {"external_id": "1", "text": "x", "genre": "tweet", "author": {"id": "a", "url": 7}}
    with pytest.raises(ValueError, match=r"author\.url: expected text, got int"):
        Mention.from_json(line)


def posts_of(store: Store) -> list[MentionRow]:
    with store.reading() as session:
        return list(session.exec(select(MentionRow).order_by(col(MentionRow.external_id))))


def decisions(store: Store) -> list[DecisionRow]:
    with store.reading() as session:
        return list(session.exec(select(DecisionRow).order_by(col(DecisionRow.mention_id))))


class Platform(Listed):
    """A source whose ids are accounts of one platform."""

    realm: ClassVar[str | None] = "piaf"


def listen(
    folder: Path, store: Store, *sources: Listed, brand: Brand = BRAND, clock: Clock | None = None
) -> Kept:
    """Poll sources whose first look is over, and take what is new to its end."""
    shown, clock = Kept(), clock or Clock()
    silent = [type(one)(name=one.name) for one in sources]
    pipeline(config(folder, *silent, brand=brand), store, shown, clock).once()
    with store.writing() as session:
        session.exec(update(SourceRow).values(next_poll_at=None))
    pipeline(config(folder, *sources, brand=brand), store, shown, clock).once()
    return shown


LUCIE = Author(id="Lucie", name="lucie")
ANGRY = "I hate it: broken, number {n}"  # too short to be a copy


def angry(n: int, author: Author | None, **fields: object) -> Mention:
    return mention(n, ANGRY.format(n=n), author=author, **fields)


def test_people_of_one_first_name_are_not_one_person(tmp_path: Path, store: Store) -> None:
    later = {"posted_at": NOON - timedelta(minutes=5)}
    shown = listen(
        tmp_path,
        store,
        Listed(name="one", mentions=(angry(1, LUCIE), angry(2, Author(id="LUCIE", name="LUCIE")))),
        Listed(name="two", mentions=(angry(3, LUCIE, **later),)),
    )
    assert [m.author_id for m in posts_of(store)] == [None] * 3
    assert [m.author_key for m in posts_of(store)] == [None] * 3
    leaves = {d.leaf for d in decisions(store)}
    assert leaves == {"REPAIR"}  # none resumes what another Lucie began
    assert len(shown.alerts) == 3
    assert all(card.history == "A name only, no account." for card in shown.alerts)
    assert not any("seen" in signal for d in decisions(store) for signal in [d.signals])


def test_an_account_is_one_person_in_all_sources_of_its_platform(
    tmp_path: Path, store: Store
) -> None:
    lucie = Author(id="lucie", name="lucie")
    listen(
        tmp_path,
        store,
        Platform(name="one", mentions=(angry(1, lucie),)),
        Platform(name="two", mentions=(angry(2, lucie),)),
        Listed(name="three", mentions=(angry(3, Author(id="lucie", name="Lucie D.")),)),
    )
    first, second, elsewhere = posts_of(store)
    assert first.author_id == second.author_id
    assert elsewhere.author_id not in (None, first.author_id)


def test_an_id_of_one_source_says_nothing_in_another(tmp_path: Path, store: Store) -> None:
    listen(
        tmp_path,
        store,
        Listed(name="one", mentions=(angry(1, Author(id="42", name="Lucie")),)),
        Listed(name="two", mentions=(angry(2, Author(id="42", name="Karim")),)),
    )
    first, second = posts_of(store)
    assert None not in (first.author_id, second.author_id)
    assert first.author_id != second.author_id


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://piaf.example/@lucie",
        "http://www.piaf.example/@Lucie/",
        "https://piaf.example/@lucie?utm_source=feed#top",
    ],
)
def test_one_profile_address_is_one_person(tmp_path: Path, store: Store, elsewhere: str) -> None:
    at_home = Author(id="lucie", name="Lucie", url="https://piaf.example/@lucie")
    listen(
        tmp_path,
        store,
        Platform(name="one", mentions=(angry(1, at_home),)),
        Listed(name="two", mentions=(angry(2, Author(id="Lucie", name="Lucie", url=elsewhere)),)),
        Listed(name="three", mentions=(angry(3, Author(id="Lucie", name="Lucie")),)),
    )
    first, second, other = posts_of(store)
    assert first.author_id == second.author_id is not None
    assert other.author_id is None


def test_accounts_that_prove_to_be_one_are_joined_with_their_past(
    tmp_path: Path, store: Store
) -> None:
    account = Author(id="lucie", name="Lucie")
    proven = Author(id="lucie", name="Lucie", url="https://piaf.example/@lucie")
    other = Author(id="https://piaf.example/@lucie", name="Lucie")
    listen(tmp_path, store, Platform(name="one", mentions=(angry(1, account),)))
    listen(tmp_path, store, Listed(name="two", mentions=(angry(2, other),)))
    first, second = posts_of(store)
    assert first.author_id != second.author_id
    listen(tmp_path, store, Platform(name="one", mentions=(angry(1, account), angry(3, proven))))
    assert len({m.author_id for m in posts_of(store)}) == 1
    with store.reading() as session:
        [row] = session.exec(select(AuthorRow)).all()
    assert row.first_seen_at == posts_of(store)[0].at


@pytest.mark.parametrize(
    "shared",
    [
        "https://acme.example/",  # the front page of the site itself
        "https://blog.example/author/staff",  # stands behind two names
    ],
)
def test_an_address_that_many_share_is_nobodys(tmp_path: Path, store: Store, shared: str) -> None:
    names = [Author(id=shared, name=name, url=shared) for name in ("Lucie", "Karim")]
    listen(tmp_path, store, Listed(name="one", mentions=(angry(1, names[0]), angry(2, names[1]))))
    assert [m.author_id for m in posts_of(store)] == [None, None]


@pytest.mark.parametrize("name", ["Anonyme", "[deleted]", "Utilisateur Google", "???", "Guest"])
def test_what_sites_write_for_nobody_is_nobody(tmp_path: Path, store: Store, name: str) -> None:
    listen(tmp_path, store, Listed(name="one", mentions=(angry(1, Author(id=name)),)))
    [row] = posts_of(store)
    assert (row.author_key, row.speaker_key, row.author_name) == (None, None, None)


def test_the_operator_may_say_that_two_accounts_are_one(tmp_path: Path, store: Store) -> None:
    same = (("piaf:@lucie", "https://mamot.example/@lulu", "shop:77"),)
    brand = BRAND.model_copy(update={"people": People(same=same)})
    mamot = Author(id="lulu", name="Lulu", url="https://mamot.example/@lulu")
    listen(
        tmp_path,
        store,
        Platform(name="one", mentions=(angry(1, Author(id="Lucie", name="Lucie")),)),
        Listed(name="two", mentions=(angry(2, mamot),)),
        Listed(name="shop", mentions=(angry(3, Author(id="77", name="L.")),)),
        Listed(name="other", mentions=(angry(4, Author(id="77", name="L.")),)),
        brand=brand,
    )
    *ones, other = (m.author_id for m in posts_of(store))
    assert len(set(ones)) == 1
    assert other not in ones


@pytest.mark.parametrize("same", [(("lucie", "piaf:lucie"),), (("piaf:lucie",),)])
def test_accounts_that_cannot_be_told_are_refused(same: tuple[tuple[str, ...], ...]) -> None:
    with pytest.raises(ValueError, match=r"no account|one account alone"):
        People(same=same)


@pytest.mark.parametrize("replies", [True, False])
def test_a_name_goes_on_talking_only_where_it_answers_our_answer(
    tmp_path: Path, store: Store, *, replies: bool
) -> None:
    thread = {"thread_key": "t", "venue": "review", "genre": "review"}
    ours = mention(
        2, "Sorry, tell us more.", by_owner=True, parent_text="it is broken",
        author=Author(id="Acme", name="Acme"), url="https://shop.example/t#2", **thread,
    )  # fmt: skip
    link = {"parent_url": "https://shop.example/t#2"} if replies else {}
    listen(
        tmp_path,
        store,
        Listed(
            name="one",
            mentions=(angry(1, LUCIE, **thread), ours, angry(3, LUCIE, **thread, **link)),
        ),
    )
    last = decisions(store)[-1]
    assert ("our answer" in last.signals) is replies
    assert posts_of(store)[2].author_id is None


NAMED = BRAND.model_copy(
    update={
        "people": People(
            journalists=("Lucie", "@jo_press", "https://www.piaf.example/@claire/", "Ana de Souza")
        )
    }
)


@pytest.mark.parametrize(
    ("handle", "name", "url", "expected"),
    [
        (None, "Lucie", None, None),  # of a town's many
        (None, "lucie", "https://piaf.example/@lucie", None),
        ("lucie", "L.", None, "journalist"),  # the account that the operator named
        ("jo_press", "Jo", None, "journalist"),
        (None, "Jo_Press", None, "journalist"),  # a name that is a handle is nobody else's
        (None, "Claire", "http://piaf.example/@Claire", "journalist"),
        (None, "Claire", None, None),
        (None, "ana de souza", None, "journalist"),  # a full name, as the operator wrote it
        (None, "Ana", None, None),
    ],
)
def test_a_first_name_makes_nobody_a_journalist(
    handle: str | None, name: str | None, url: str | None, expected: str | None
) -> None:
    assert role(handle, name, NAMED, url=url) == expected


OLD_KEY = b"k" * 32
SIGNED = [  # source, old kind, id, name: of release 0.1.0, whose pseudonym knew the kind alone
    ("one", "rss", "Lucie", "Lucie"),
    ("two", "rss", "Lucie", "lucie"),
    ("one", "rss", "https://piaf.example/@karim", "Karim"),
    ("two", "rss", "https://piaf.example/@karim", "Karim"),
    ("one", "rss", "https://blog.example/author", "Ana"),
    ("one", "rss", "https://blog.example/author", "Bea"),
    ("box", "inbound", "77", "Lou"),
    ("box", "inbound", None, None),  # forgotten since
    ("hn1", "hackernews", "pat", "pat"),
    ("hn2", "hackernews", "pat", None),
]


def before(store: Store) -> None:
    """The rows that release 0.1.0 left of these."""
    migrate(store.engine, "0003")
    found = MetaData()
    found.reflect(store.engine)
    t = found.tables
    plain: dict[str, object] = {"brand": "Acme"}
    names = {source: n for n, source in enumerate(dict.fromkeys(s for s, *_ in SIGNED), 1)}
    kinds = {source: kind for source, kind, *_ in SIGNED}
    keys = [author_key(OLD_KEY, kind, id_ or "zoe") for _, kind, id_, _ in SIGNED]
    authors = {key: n for n, key in enumerate(dict.fromkeys(keys), 1)}
    seen = {"first_seen_at": NOON - timedelta(days=9), "last_seen_at": NOON}
    with store.engine.begin() as connection:
        connection.execute(
            t["sources"].insert(),
            [
                plain | {"name": name, "kind": kinds[name], "settings_hash": "", "failures": 0}
                for name in names
            ],
        )
        connection.execute(
            t["authors"].insert(), [plain | seen | {"key": key, "name": None} for key in authors]
        )
        connection.execute(
            t["mentions"].insert(),
            [
                plain
                | dict.fromkeys(("about_brand", "by_owner", "silent"), False)
                | {"source_id": names[source], "external_id": f"o{n}", "revision": 1}
                | {"content_hash": "", "genre": "news", "text": f"words {n}", "stage": ""}
                | {"author_key": keys[n], "author_id": authors[keys[n]], "correction_id": 0}
                | {"author_handle": id_, "author_name": name}
                | {"at": NOON - timedelta(days=n + 1), "collected_at": NOON}
                for n, (source, _, id_, name) in enumerate(SIGNED)
            ],
        )


def test_a_database_of_the_first_release_keeps_its_accounts_and_loses_its_first_names(
    empty_url: str, tmp_path: Path
) -> None:
    store = Store.open(empty_url)
    before(store)
    store.upgrade()
    lucie, lucie2, karim, karim2, ana, bea, lou, gone, pat, pat2 = posts_of(store)
    nobody = (lucie, lucie2, ana, bea, gone)
    assert [m.author_id or m.author_key for m in nobody] == [None] * 5
    assert lucie.speaker_key not in (None, lucie2.speaker_key)
    assert pat.author_id == pat2.author_id
    ids = [karim.author_id, karim2.author_id, lou.author_id, pat.author_id]
    assert len({*ids, None}) == 5
    with store.reading() as session:
        authors = {a.id: a for a in session.exec(select(AuthorRow))}
    assert set(authors) == set(ids)
    assert authors[pat.author_id].first_seen_at == NOON - timedelta(days=9)
    assert [authors[m.author_id].first_seen_at for m in (karim, karim2)] == [karim.at, karim2.at]

    class Hn(Listed):
        realm: ClassVar[str | None] = "hackernews"

    new = [
        ("one", Listed, "rss", angry(1, Author(id="https://piaf.example/@karim", name="Karim"))),
        ("box", Listed, "inbound", angry(2, Author(id="77", name="Lou"))),
        ("hn2", Hn, "hackernews", angry(3, Author(id="pat", name="pat"))),
    ]
    sources = tuple(
        Source(brand="Acme", kind=kind, connector=made(name=name, mentions=(post,)))
        for name, made, kind, post in new
    )
    pipeline(config(tmp_path).model_copy(update={"source": sources}), store, Kept(), Clock()).once()
    again = {m.external_id: m.author_id for m in posts_of(store)}
    assert (again["m1"], again["m2"], again["m3"]) == (
        karim.author_id,
        lou.author_id,
        pat.author_id,
    )
    store.close()
