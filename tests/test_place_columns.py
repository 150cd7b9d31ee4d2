"""Which column of an export names the shop, and which looks so and is none; all names are invented."""

import json
from pathlib import Path

import pytest
from test_dropped_exports import read

from connectors.inbound.columns import read_columns

SAID = "L'eau était froide et personne n'est venu"


def place(tmp_path: Path, titles: str, cells: str, *rows: str) -> str | None:
    """Where the first of these rows is from."""
    content = "\n".join((f"Date;Avis;{titles}", f"24/11/2026;{SAID};{cells}", *rows)) + "\n"
    got = read(tmp_path / "a.csv", content)
    assert got.texts[0] == SAID
    return got.mentions[0].place


@pytest.mark.parametrize(
    "title",
    [
        # As platforms write them.
        "Listing name", "Listing", "Business name", "Location name", "Store code", "Nom de la fiche", "Fiche Google",  # Google
        "Business unit", "Business unit display name", "businessUnit.displayName", "Location ID",  # Trustpilot
        "Property", "Property name", "Restaurant name", "Hotel name",  # Tripadvisor, Booking
        "Business", "Merchant", "Branch ID", "Store branch", "Sales point",  # Yelp, Feefo, Reviews.io
        "Nom du lieu", "Code établissement", "Établissement concerné", "Boutique", "Enseigne", "Structure",  # French ones
        # As people write them.
        "Depot", "DEPOT", "Dépôt", "Depot name", "Depot no.", "Depot_ID", "Your depot", "Nearest depot", "Nom du dépôt",
        "Which branch did you visit?", "Store visited", "Store (city)", "Shop name", "Outlet", "Outlet code", "Venue",
        "Venue name", "Site visited", "Our site", "Showroom", "Dealership", "Clinic", "Practice name", "Salon", "Campus",
        "Magasin visité", "Quel magasin avez-vous visité ?", "Votre agence", "Agence concernée", "N° de magasin",
        "Libellé magasin", "PDV", "Code PDV", "Point de vente visité", "Succursale", "Antenne", "Concession", "Centre auto",
        "Lieu d'achat", "Votre point de vente", "Restaurant", "Hôtel", "Atelier", "Officine", "Guichet", "Adresse du magasin",
        "Ville du magasin", "Ville", "City", "Town", "Club", "Hébergement", "Entité", "Salon de coiffure", "POS", "Retailer", "Filiale", "Standort", "Tienda", "Sede",
    ],
)  # fmt: skip
def test_a_title_that_is_a_shops_word_names_the_place(tmp_path: Path, title: str) -> None:
    assert place(tmp_path, title, "Optivane Rennes") == "Optivane Rennes"


@pytest.mark.parametrize(
    ("title", "cell"),
    [
        ("Store", "Google Play"),  # where an app is sold
        ("Site", "www.optivane.example"),
        ("Site", "Trustpilot"),
        ("Dépôt", "24/11/2026 10:02"),
        ("Depot", "150,00 €"),
        ("Venue", "review"),
        ("Site", "oui"),
        ("Store rating", "4"),
        ("Store type", "Franchise"),
        ("Store manager", "Nora Petit"),
        ("Type de magasin", "Centre-ville"),
        ("Business impact", "High"),
        ("Site web", "optivane.example"),
        ("Website", "Optivane"),
        ("Depot amount", "150"),
        ("Boutique en ligne", "oui"),
        ("Listing price", "12"),
        ("Sujet", "Dépôt de garantie"),
    ],
)
def test_what_only_looks_like_a_shops_column_names_none(
    tmp_path: Path, title: str, cell: str
) -> None:
    assert place(tmp_path, title, cell) is None


def test_a_customer_who_writes_about_a_depot_is_read_as_it_stands(tmp_path: Path) -> None:
    rows = "Date;Avis\n24/11/2026;Dépôt : fermé. Listing name: nowhere\n"
    [one] = read(tmp_path / "a.csv", rows).mentions
    assert (one.text, one.place) == ("Dépôt : fermé. Listing name: nowhere", None)
    # Under a shop's word somebody wrote a sentence: words, where no other column has any.
    prose = "Date;Dépôt\n24/11/2026;Le dépôt était fermé et personne ne répondait au téléphone.\n"
    [one] = read(tmp_path / "b.csv", prose).mentions
    assert one.text.startswith("Le dépôt était fermé")


@pytest.mark.parametrize(
    ("titles", "cells", "said"),
    [
        ("Listing name;Store code", "Optivane Rennes;REN-02", "Optivane Rennes · REN-02"),
        ("Store code;Listing name", "REN-02;Optivane Rennes", "Optivane Rennes · REN-02"),
        ("Depot no;Depot", "7;", "7"),
        ("Ville;Magasin", "Rennes;Alma", "Alma"),
        ("Adresse", "3 rue du Nord, 35000 Rennes", "3 rue du Nord, 35000 Rennes"),
        ("Adresse", "https://optivane.example/avis/3", None),
    ],
)
def test_a_shop_is_called_by_its_name_and_its_code(
    tmp_path: Path, titles: str, cells: str, said: str | None
) -> None:
    assert place(tmp_path, titles, cells) == said


@pytest.mark.parametrize(
    "titles",
    [
        "Nom;Téléphone;Adresse;Code postal;Ville",
        "Name;Email;Address;Postcode;City",
        "Author;Followers;City;Location name;Reach",
        "Author;Retweets;Reach;City;Location",
    ],
)
def test_the_town_of_whoever_wrote_is_no_shop(tmp_path: Path, titles: str) -> None:
    cells = ";".join(
        "12" if t in ("Followers", "Reach", "Retweets") else "Rennes" for t in titles.split(";")
    )
    assert place(tmp_path, titles, cells) is None


def test_points_for_a_hotels_location_are_no_place() -> None:
    titles = ["Review date", "Guest name", "Positive review", "Staff", "Cleanliness", "Location"]
    assert "place" not in read_columns(titles).of


def test_a_listings_name_in_json_is_the_place(tmp_path: Path) -> None:
    found = [{"text": SAID, "listing": {"name": "Optivane Rennes", "id": "REN-02"}}]
    [one] = read(tmp_path / "a.json", json.dumps(found)).mentions
    assert one.place == "Optivane Rennes · REN-02"


@pytest.mark.parametrize(
    ("titles", "cells", "id_"),
    [
        ("Identifiant avis", "AV-1001", "AV-1001"),
        ("Identifiant de l'avis", "AV-1001", "AV-1001"),
        ("Réf. avis", "AV-1001", "AV-1001"),
        ("N° avis", "48213", "48213"),
        ("Numéro de l'avis", "48213", "48213"),
        ("Code avis", "AV-1001", "AV-1001"),
        ("Review reference", "R-77-b", "R-77-b"),
        ("Review number", "48213", "48213"),
        ("Comment UUID", "0f8fad5b-d9cb-469f-a165-70867728950e", "0f8fad5b-d9cb-469f-a165-70867728950e"),
        ("Ticket number", "48213", "48213"),
        ("Conversation ID", "2154398", "2154398"),
        ("Unique review identifier", "a1b2", "a1b2"),
    ],
)  # fmt: skip
def test_an_id_is_no_words_of_a_customer(tmp_path: Path, titles: str, cells: str, id_: str) -> None:
    for head, row in (
        (f"Date;Avis;{titles}", f"24/11/2026;{SAID};{cells}"),
        (f"{titles};Avis", f"{cells};{SAID}"),
    ):
        got = read(tmp_path / "a.csv", f"{head}\n{row}\n")
        assert [(m.text, m.external_id) for m in got.mentions] == [(SAID, id_)]


def test_what_somebody_refers_to_is_no_id(tmp_path: Path) -> None:
    rows = f"Date;Avis;Review reference\n24/11/2026;{SAID};the pool of last June\n"
    [one] = read(tmp_path / "a.csv", rows).mentions
    assert one.external_id != "the pool of last June"


@pytest.mark.parametrize(
    ("title", "cell"),
    [
        ("Origine de l'avis", "Site web"),
        ("Canal du message", "Téléphone"),
        ("Plateforme avis", "Google"),
        ("Avis publié", "oui"),
        ("Message lu", "non"),
        ("Review platform", "Trustpilot"),
        ("Hash du commentaire", "9f86d081884c7d65"),
        ("Message (clé)", "MSG_2026_11_24_001"),
        ("Avis externe", "EXT-2026-0001"),
    ],
)
def test_a_column_about_the_words_is_none_of_them(tmp_path: Path, title: str, cell: str) -> None:
    got = read(tmp_path / "a.csv", f"Date;Avis;{title}\n24/11/2026;{SAID};{cell}\n")
    assert got.texts == [SAID]


@pytest.mark.parametrize(
    ("title", "cell", "text"),
    [
        ("Avis", f"Avis : {SAID}", SAID),
        ("Avis", f"avis: {SAID}", SAID),
        ("Review text", "Review text: Cold water", "Cold water"),
        ("Commentaire", "Commentaires : aucun", "Commentaires : aucun"),
        ("Avis", "Avis partagé : bien et froid", "Avis partagé : bien et froid"),
        ("Avis", "Avis :", "Avis :"),
    ],
)
def test_a_title_that_is_repeated_in_its_cells_is_no_words(
    tmp_path: Path, title: str, cell: str, text: str
) -> None:
    assert read(tmp_path / "a.csv", f"Date;{title}\n24/11/2026;{cell}\n").texts == [text]


@pytest.mark.parametrize(
    ("head", "row", "text"),
    [
        # What a customer says in few words, or with figures, is not taken for a code.
        ("Date;Commentaire", "24/11/2026;10/10", "10/10"),
        ("Date;Commentaire", "24/11/2026;RAS2", "RAS2"),
        ("Date;Avis;Commentaire complémentaire", "24/11/2026;Froid;Bof", "Avis: Froid\nCommentaire complémentaire: Bof"),
        ("Date;Avis magasin", f"24/11/2026;{SAID}", SAID),
        ("Date;Référence;Commentaire", f"24/11/2026;A1;{SAID}", SAID),
    ],
)  # fmt: skip
def test_few_words_stay_words(tmp_path: Path, head: str, row: str, text: str) -> None:
    assert read(tmp_path / "a.csv", f"{head}\n{row}\n").texts == [text]


def test_departments_that_guests_gave_points_are_no_places(tmp_path: Path) -> None:
    points = "Date;Avis;Restaurant;Piscine;Parking\n" + f"24/11/2026;{SAID};4;1;5\n" * 2
    assert read(tmp_path / "a.csv", points).mentions[0].place is None
    one = f"Date;Avis;Magasin\n24/11/2026;{SAID};4\n"  # the number of a shop
    assert read(tmp_path / "b.csv", one).mentions[0].place == "4"
    for cell in ("4/5", "★★★★", "5 étoiles"):
        told = f"Date;Avis;Restaurant\n24/11/2026;{SAID};{cell}\n"
        assert read(tmp_path / "c.csv", told).mentions[0].place is None


@pytest.mark.parametrize(
    ("titles", "cells", "name"),
    [
        ("Page name;Comment author", "Optivane Rennes;Nora", "Nora"),
        ("Nom de la page;Auteur du commentaire", "Optivane Rennes;Nora", "Nora"),
        ("Prénom client;Nom client", "Nora;Petit", "Nora Petit"),
        ("Page name", "Optivane Rennes", "Optivane Rennes"),
    ],
)
def test_whose_page_it_is_wrote_only_where_nobody_else_did(
    tmp_path: Path, titles: str, cells: str, name: str
) -> None:
    got = read(tmp_path / "a.csv", f"Date;Commentaire;{titles}\n24/11/2026;{SAID};{cells}\n")
    author = got.mentions[0].author
    assert author
    assert author.name == name
