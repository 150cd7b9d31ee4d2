"""The brand's places: told by a source, a file or the words, shown on the card, kept."""

from pathlib import Path

import pytest
from acme import BRAND, Clock, Kept, Listed, config, mention, pipeline
from pydantic import ValidationError
from sqlmodel import select
from test_dropped_exports import read

from listener.advice.reading.places import place_of
from listener.notices.cards import Card
from listener.settings.brand import Brand, Place
from listener.store.store import Store
from listener.store.tables import MentionRow

LYON = Place(name="Lyon Part-Dieu", aliases=("Part-Dieu",), ids=("LYS-02",), lead="Nadia")
LILLE = Place(name="Lille", ids=("LIL-01",))
OURS = BRAND.model_copy(update={"place": (LYON, LILLE)})


@pytest.mark.parametrize(
    ("said", "shown", "expected"),
    [
        ("LYS-02", "", LYON),
        ("lyon part-dieu", "", LYON),
        ("PART-DIEU", "à Lille", LYON),  # the source knows better than the words
        ("Marseille", "à Lille", None),  # another place than ours stays that
        (None, "Une heure d'attente à Part Dieu, bravo.", LYON),
        (None, "Lille, ce matin", LILLE),
        (None, "De Lille à Part-Dieu", None),
        (None, "les Lillois", None),
        (None, "LYS-02", None),  # an id is no word that people write
    ],
)
def test_a_place_is_told_by_the_source_or_else_by_the_words(
    said: str | None, shown: str, expected: Place | None
) -> None:
    assert place_of(said, shown, OURS) == expected


def test_a_word_names_one_place() -> None:
    twice = [{"name": "Lyon", "ids": ["7"]}, {"name": "Lille", "aliases": ["lyon "]}]
    with pytest.raises(ValidationError, match="'lyon' names both 'Lyon' and 'Lille'"):
        Brand.model_validate({"name": "Acme", "place": twice})
    Brand.model_validate({"name": "Acme", "place": [{"name": "Lyon", "aliases": ["lyon", "Lyon"]}]})


def shown(folder: Path, store: Store, brand: Brand, **fields: object) -> Card:
    show, clock = Kept(), Clock()
    empty = config(folder, Listed(name="list")).model_copy(update={"brand": (brand,)})
    pipeline(empty, store, show, clock).once()
    post = mention(1, "@acme my order never came, where is it?", **fields)
    full = config(folder, Listed(name="list", mentions=(post,)))
    pipeline(full.model_copy(update={"brand": (brand,)}), store, show, clock).once()
    [alert] = show.alerts
    return alert


def test_the_card_says_which_place_who_leads_it_and_what_version(
    tmp_path: Path, store: Store
) -> None:
    context = shown(tmp_path, store, OURS, place="LYS-02", product_version="5.2.1").context
    assert context is not None
    assert context.startswith("Lyon Part-Dieu (Nadia leads it) · version 5.2.1")


def test_a_place_that_the_brand_does_not_list_is_shown_as_the_source_has_it(
    tmp_path: Path, store: Store
) -> None:
    card = shown(tmp_path, store, BRAND, place="Nantes", country="FR")
    assert card.context == "Nantes"
    with store.reading() as session:
        [row] = session.exec(select(MentionRow)).all()
    assert (row.place, row.product_version, row.country) == ("Nantes", None, "FR")


def test_a_file_tells_them_in_its_columns(tmp_path: Path) -> None:
    got = read(
        tmp_path / "avis.csv",
        "Avis;Note;Magasin;Version de l'app;Pays\n"
        "Trop lent depuis la mise à jour;2;LYS-02;5.2.1;Belgique\n"
        "Parfait pour moi;5;;;fr\n"
        "Rien à dire;4;Lille;5.2;Atlantide\n",
    )
    told = [(m.place, m.product_version, m.country) for m in got.mentions]
    assert told == [("LYS-02", "5.2.1", "BE"), (None, None, "FR"), ("Lille", "5.2", None)]
    assert got.unclear == ["avis.csv line 4: Pays: 'Atlantide' cannot be read: left open"]
