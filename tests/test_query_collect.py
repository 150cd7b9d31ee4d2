"""Queries at collection: whichever way a source searches, what it brought is looked through again."""

from collections.abc import Iterator

import httpx
import pytest
from acme import BRAND, NOON
from pydantic import Field

from connectors.kit.asking.page import asked_of
from connectors.kit.contract import Author, Connector, Mention, Page
from connectors.rss.source import Rss
from listener.settings.brand import Brand
from listener.settings.config import Source
from listener.stages.collect import Collector
from listener.stages.visit import Visit
from listener.store.store import Store
from listener.store.syncing import SourceSpec


class Shown(Connector):
    """A source that shows what the test gives it."""

    shown: list[Mention] = Field(default_factory=list)

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:  # noqa: ARG002
        yield Page(tuple(self.shown), unasked=1)

    @classmethod
    def mentions_in(cls, reply: bytes) -> Page:  # noqa: ARG003
        return Page()


def post(id_: str, text: str, **of: object) -> Mention:
    return Mention(external_id=id_, text=text, genre="social_post", posted_at=NOON, **of)  # type: ignore[arg-type]


@pytest.fixture
def store(sqlite: Store) -> Store:
    return sqlite


def collect(store: Store, connector: Connector, brand: Brand = BRAND) -> Visit:
    source = Source(brand=brand.name, kind="shown", connector=connector)
    store.sync_sources([SourceSpec(brand.name, connector.name, "shown", "1")])
    collector = Collector(store, lambda *_: httpx.Client(), b"k" * 32, lambda: NOON)
    visit = collector.collect(source, brand)
    assert visit.error is None
    return visit


def stored(store: Store) -> set[str]:
    return {m.external_id for m in store.mentions(list(range(1, 50))).values()}


def test_what_match_does_not_find_is_not_stored(store: Store) -> None:
    shown = [
        post("text", "Une fraude chez Acme"),
        post("title", "une fraude", title="Acme"),
        post("thread", "une fraude", thread_title="Que vaut Acme ?"),
        post("none", "Acme va bien"),
    ]
    collect(store, Shown(name="s", shown=shown, match="acme AND fraude"))
    assert stored(store) == {"text", "title", "thread"}


def test_what_nobody_asked_for_is_counted_where_nothing_else_is_there(store: Store) -> None:
    source = Shown(name="s", shown=[post("none", "Zephyr"), post("two", "le vent")], match="acme")
    assert collect(store, source).unasked == 3  # with the one that the source left out itself
    assert stored(store) == set()


def test_what_exclude_finds_is_never_stored(store: Store) -> None:
    shown = [
        post("in", "Acme"),
        post("out", "Acme, le coyote"),
        post("brand", "Acme, le dessin animé"),
    ]
    brand = BRAND.model_copy(update={"exclude": ('"dessin anime"',)})
    collect(store, Shown(name="s", shown=shown, exclude="coyote OR site:x.example"), brand)
    assert stored(store) == {"in"}


def test_the_brands_exclude_leaves_its_own_pages_and_reviews_alone(store: Store) -> None:
    shown = [post("own", "coyote", venue="own"), post("review", "coyote", venue="review")]
    brand = BRAND.model_copy(update={"exclude": ("coyote",)})
    collect(store, Shown(name="s", shown=[*shown, post("out", "coyote")]), brand)
    assert stored(store) == {"own", "review"}


def test_our_own_answers_are_stored_whatever_they_say(store: Store) -> None:
    shown = [
        post("said", "Merci !", by_owner=True),
        post("known", "Merci !", author=Author(id="1", name="@acme")),
        post("else", "Merci !", author=Author(id="2", name="@jo")),
    ]
    collect(store, Shown(name="s", shown=shown, match="zephyr", own_authors=("@acme",)))
    assert stored(store) == {"said", "known"}


def test_an_edit_of_what_we_have_reaches_us_though_it_matches_no_more(store: Store) -> None:
    collect(store, Shown(name="s", shown=[post("1", "Acme casse")], match="acme"))
    collect(store, Shown(name="s", shown=[post("1", "rien"), post("2", "rien")], match="acme"))
    assert [m.text for m in store.mentions([1, 2]).values()] == ["rien"]


def test_a_tombstone_passes() -> None:
    page = Page((Mention(external_id="1", text="", genre="social_post", deleted=True),))
    assert asked_of(page, Shown(name="s", match="acme")).mentions == page.mentions


def test_a_language_is_read_from_the_text_where_the_source_does_not_say(store: Store) -> None:
    shown = [
        post("fr", "Bonjour, mon vélo Acme est tombé en panne hier soir, que dois-je faire ?"),
        post("en", "Hello, my Acme bike broke down yesterday evening, what should I do now?"),
        post("both", "Acme !!"),
    ]
    collect(store, Shown(name="s", shown=shown, match="lang:fr"))
    assert stored(store) == {"fr", "both"}


def test_a_feed_keeps_the_replies_to_what_it_kept() -> None:
    """Its own memory of threads decides: the words are not asked of replies a second time."""
    page = Page((post("reply", "Merci à tous"),))
    assert asked_of(page, Rss(name="s", url="https://a.example/f", match="acme")) == page
