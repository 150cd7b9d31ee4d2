"""Two brands in one process: what people do and teach at one changes nothing that the other sees."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from acme import BRAND, NOON, Clock, Kept, Listed, config, mention, pipeline

from connectors.kit.contract import Author, Mention
from listener.desk.contract import Desk, Who
from listener.desk.found import act
from listener.notices.cards import card
from listener.settings.brand import People
from listener.settings.config import Config, Source
from listener.store.store import Store

pytestmark = pytest.mark.slow

LEADS = People(leads=("lea",))
ACME = BRAND.model_copy(update={"people": LEADS})
OTHER = BRAND.model_copy(update={"name": "Other", "people": LEADS})  # the same names, facts, people
BRANDS = {brand.name: brand for brand in (ACME, OTHER)}
LEA = Who("lea", "Léa", "shell")
JO = Author(id="jo", name="Jo", url="https://forum.example/jo")


def settings(folder: Path, *posts: Mention) -> Config:
    """Both read the same forum."""
    sources = tuple(
        Source(brand=name, kind="listed", connector=Listed(name=name.lower(), mentions=posts))
        for name in BRANDS
    )
    return config(folder).model_copy(update={"brand": tuple(BRANDS.values()), "source": sources})


def post(number: int, text: str, **fields: Any) -> Mention:
    return mention(number, text, author=JO, thread_key="t1", **fields)


FIRST = (
    post(1, "I hate it, my battery is broken"),
    post(2, "Which pressure do the tyres want?"),
    mention(3, "Everything here is broken, always"),
)
LATER = (
    *FIRST,
    post(4, "I hate it, my battery is broken again", posted_at=NOON + timedelta(hours=1)),
    post(5, "Which pressure do the tyres want, please?", posted_at=NOON + timedelta(hours=1)),
    mention(6, "The bell of my tandem is broken", posted_at=NOON + timedelta(hours=1)),
)

# What people may do and teach at Acme; of each, what it takes.
TAUGHT: list[tuple[str, dict[str, Any]]] = [
    ("correct", {"tag": "not_us", "author": True, "phrase": "bell of my tandem"}),
    ("correct", {"tag": "tone", "label": "positive"}),
    ("who_is", {"kind": "journalist"}),
    ("snooze", {"what": "author", "ends": NOON + timedelta(days=3)}),
    ("snooze", {"what": "source", "ends": NOON + timedelta(days=3)}),
    ("answered", {"url": "https://forum.example/t1/9", "text": "We are sorry, Jo. Camille, from Acme"}),
    ("take", {}),
    ("no_reply", {}),
    ("escalate", {"lane": "press"}),
    ("fixed", {}),
    ("reject_draft", {"reason": "too stiff"}),
    ("hold", {"mention": 0, "brand": "Acme", "on": True}),
]  # fmt: skip


def seen(folder: Path, brand: str, *taught: tuple[str, dict[str, Any]]) -> list[str]:
    """All that a brand is shown in the end, and its figures, after these were done at Acme."""
    folder.mkdir()
    store, clock = Store.open(f"sqlite:///{folder / 'two.db'}"), Clock()
    for posts in ((), FIRST):
        pipeline(settings(folder, *posts), store, Kept(), clock).once()
    acme = first(store, "Acme")
    for name, values in taught:
        done = act(name)(**({"mention": acme} | values)).apply(Desk(store, BRANDS), LEA, clock())
        assert done.is_ok, (name, done)
    clock.pass_(hours=2)
    show = Kept()
    pipeline(settings(folder, *LATER), store, show, clock).once()
    told = [repr(_bare(store, brand, n, clock)) for n in ids(store, brand)]
    told.append(repr(sorted(map(repr, store.counts_by_tag(brand, NOON - timedelta(days=9), clock())))))  # fmt: skip
    told.append(repr(store.open_cards([brand], limit=9)[0]))
    told.append(repr(store.acts([brand])))
    told.append(repr([len(store.search([brand], word, limit=9)) for word in ("battery", "sorry")]))
    store.close()
    return told


def ids(store: Store, brand: str) -> list[int]:
    records = {n: store.record(n) for n in range(1, 30)}
    return [n for n, r in records.items() if r and r.mention.brand == brand]


def first(store: Store, brand: str) -> int:
    return ids(store, brand)[0]


def _bare(store: Store, brand: str, number: int, clock: Clock) -> Any:
    record = store.record(number)
    assert record
    if record.decision is None:
        return "undecided"
    made = card(record, BRANDS[brand], clock())
    return record.decision.path, record.seen, replace(made, mention=0, story=0, state=None)


@pytest.fixture(scope="module")
def untaught(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    folder = tmp_path_factory.mktemp("untaught")
    return {name: seen(folder / name, name) for name in BRANDS}


@pytest.mark.parametrize("taught", TAUGHT, ids=lambda one: one[0])
@pytest.mark.long
def test_what_is_done_at_one_brand_changes_nothing_at_the_other(
    tmp_path: Path, untaught: dict[str, list[str]], taught: tuple[str, dict[str, Any]]
) -> None:
    assert seen(tmp_path / "other", "Other", taught) == untaught["Other"]
    assert seen(tmp_path / "acme", "Acme", taught) != untaught["Acme"]  # it did something


def test_a_search_finds_its_own_brands_words_alone(tmp_path: Path) -> None:
    store, clock = Store.open(f"sqlite:///{tmp_path / 'two.db'}"), Clock()
    for posts in ((), FIRST):
        pipeline(settings(tmp_path, *posts), store, Kept(), clock).once()
    found = {name: store.search([name], "battery", limit=9) for name in BRANDS}
    assert all(found.values())
    assert {name: set(of) <= set(ids(store, name)) for name, of in found.items()} == dict.fromkeys(BRANDS, True)  # fmt: skip
    store.close()


def test_an_act_on_the_others_mention_finds_nothing(tmp_path: Path) -> None:
    store, clock = Store.open(f"sqlite:///{tmp_path / 'two.db'}"), Clock()
    for posts in ((), FIRST):
        pipeline(settings(tmp_path, *posts), store, Kept(), clock).once()
    acme, desk = first(store, "Acme"), Desk(store, {"Other": OTHER})
    for name, values in TAUGHT:
        done = act(name)(**({"mention": acme} | values)).apply(desk, LEA, clock())
        assert done.outcome == "missing", name
        assert done.state is None
    taken = act("take")(mention=acme).apply(Desk(store, BRANDS), LEA, clock())
    undo = act("undo")(act=taken.act or 0)  # type: ignore[call-arg]
    assert undo.apply(desk, LEA, clock()).outcome == "missing"
    assert [row.name for row in store.acts(["Acme", "Other"])] == ["take"]
    store.close()
