"""A town with two shops of ours: the town is said, no shop is claimed, and both are shown."""

from pathlib import Path

import pytest
from acme import BRAND
from test_place import shown

from listener.advice.reading.places import place_or_town
from listener.advice.reading.towns import Town, towns
from listener.settings.brand import Brand
from listener.settings.place import Place
from listener.store.store import Store


def chain(*names: str, **aliases: tuple[str, ...]) -> Brand:
    """Optivane with these shops."""
    shops = tuple(Place(name=name, aliases=aliases.get(name, ()), lead="Nadia") for name in names)
    return BRAND.model_copy(update={"names": ("Optivane",), "language": "fr", "place": shops})


OURS = chain(
    "Rennes Alma",
    "Rennes République",
    "Tours",
    "Tours Nord",
    "Nantes",
    "Le Mans Centre",
    "Le Mans Sud",
)


@pytest.mark.parametrize(
    ("said", "text", "town"),
    [
        (None, "Optivane Rennes : accueil nul", "Rennes"),
        (None, "optivane rennes, accueil nul", "Rennes"),
        (None, "Deux heures d'attente au magasin de Rennes", "Rennes"),
        (None, "#OptivaneRennes fermé", "Rennes"),
        (None, "Optivane Tours, vendeur infect", "Tours"),
        (None, "Le magasin du Mans est sale, Optivane Le Mans aussi", "Le Mans"),
        ("Rennes", "", "Rennes"),
        ("Optivane Rennes", "", "Rennes"),
        ("RENNES (35)", "", "Rennes"),
        ("Boutique de Rennes", "accueil nul", "Rennes"),
    ],
)
def test_a_town_of_two_shops_is_told_and_no_shop(said: str | None, text: str, town: str) -> None:
    found = place_or_town(said, text, OURS)
    assert isinstance(found, Town)
    assert found.name == town
    assert [place.name.startswith(town) for place in found.places] == [True, True]


@pytest.mark.parametrize(
    ("said", "text", "name"),
    [
        (None, "Optivane Rennes Alma : accueil nul", "Rennes Alma"),
        (None, "Optivane Rennes République, pas à Nantes", None),
        (None, "Optivane Rennes Alma est le pire de Rennes", "Rennes Alma"),
        (None, "Optivane Rennes (Alma) : accueil nul", "Rennes Alma"),
        (None, "Optivane Rennes - Alma : accueil nul", "Rennes Alma"),
        (None, "Optivane Tours Nord fermé", "Tours Nord"),
        (None, "Optivane Nantes fermé", "Nantes"),
        ("Tours", "", "Tours"),  # the source's own word for a shop
        ("Rennes Alma", "", "Rennes Alma"),
        ("Optivane Rennes · Rennes Alma", "", "Rennes Alma"),
        (None, "Optivane Rennes, Nantes : même accueil", None),
        (None, "J'habite à Rennes et Optivane ne livre pas.", None),
        (None, "Livraison à Rennes prévue lundi, toujours rien, Optivane !", None),
        (None, "Trois tours de clé et la branche casse", None),
        ("Marseille", "", None),
    ],
)
def test_a_shop_that_is_named_is_that_shop(said: str | None, text: str, name: str | None) -> None:
    found = place_or_town(said, text, OURS)
    assert (found and found.name) == name
    assert not isinstance(found, Town)


@pytest.mark.parametrize(
    ("names", "shared"),
    [
        (("Rennes Alma", "Rennes République"), {"Rennes"}),
        (("Optivane Rennes Alma", "Boutique Rennes République"), {"Rennes"}),
        (("Rennes - Alma", "Rennes (République)"), {"Rennes"}),
        (("35 - Rennes Alma", "Rennes (35) République", "44 - Nantes"), {"Rennes"}),
        (("Alma, Rennes", "République, Rennes"), {"Rennes"}),
        (("Rennes", "Rennes Nord"), {"Rennes"}),
        (("Paris 11", "Paris 15", "Paris Opéra"), {"Paris"}),
        (("New York Soho", "New York Midtown", "New Haven"), {"New York"}),
        # What has no town in common.
        (("Saint-Étienne", "Saint-Étienne-du-Rouvray"), set()),
        (
            ("Saint Malo", "Saint Denis", "Le Mans", "Le Havre", "New York", "New Haven", "York"),
            set(),
        ),
        (("Rennes Centre", "Nantes Centre", "Tours Nord", "Lille Nord"), set()),
        (("Rue de Béthune", "Rue Nationale"), set()),
        (("Boulogne-Billancourt", "Boulogne-sur-Mer"), set()),
        (("Rennes",), set()),
    ],
)
def test_which_names_shops_share(names: tuple[str, ...], shared: set[str]) -> None:
    assert {town.name for town in towns(chain(*names))} == shared


def test_a_name_that_the_brand_gives_to_one_shop_is_that_shops() -> None:
    ours = chain("Rennes Alma", "Rennes République", **{"Rennes République": ("Rennes",)})
    found = place_or_town(None, "Optivane Rennes : accueil nul", ours)
    assert found
    assert found.name == "Rennes République"


@pytest.mark.parametrize(
    ("language", "names", "line"),
    [
        ("fr", ("Rennes Alma", "Rennes République"), "Rennes : Rennes Alma ou Rennes République ?"),
        ("en", ("Rennes Alma", "Rennes République"), "Rennes: Rennes Alma or Rennes République?"),
        ("fr", tuple(f"Rennes {n}" for n in ("Alma", "Sud", "Nord", "Gare", "Cleunay")), "Rennes : laquelle de vos 5 adresses ?"),
        ("en", tuple(f"Rennes {n}" for n in ("Alma", "Sud", "Nord", "Gare", "Cleunay")), "Rennes: which of your 5 places there?"),
    ],
)  # fmt: skip
def test_the_card_asks_which(
    tmp_path: Path, store: Store, language: str, names: tuple[str, ...], line: str
) -> None:
    ours = chain(*names).model_copy(update={"language": language, "handles": ("@acme",)})
    text = "@acme my order never came, where is it? Optivane Rennes says nothing."
    card = shown(tmp_path, store, ours, text=text)
    told = " ".join((card.context or "").split())
    assert told.split(" · ")[0] == line
    assert "Nadia" not in told
