"""The brand's places: told by a source, a file or the words, shown on the card, kept."""

from pathlib import Path

import pytest
from acme import BRAND, Clock, Kept, Listed, config, mention, pipeline
from pydantic import ValidationError
from sqlmodel import select
from test_dropped_exports import read

from connectors.inbound.columns import read_columns
from listener.advice.reading.places import place_or_town
from listener.notices.cards import Card
from listener.settings.brand import Brand
from listener.settings.place import Place
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
    assert place_or_town(said, shown, OURS) == expected


CHAIN = BRAND.model_copy(
    update={
        "name": "Ondelia",
        "place": (
            *(Place(name=name) for name in ("Tours", "Nice", "Lille", "Aix")),
            Place(name="Boulogne-Billancourt", aliases=("Boulogne",)),
            Place(name="Newcastle upon Tyne", aliases=("Newcastle",)),
        ),
    }
)


@pytest.mark.parametrize(
    ("shown", "name"),
    [
        ("Attente à Boulogne-sur-Mer chez Ondelia", None),
        ("Ondelia Boulogne sur Mer fermé", None),
        ("Ondelia in Newcastle-under-Lyme is closed", None),
        ("Ondelia in Newcastle under Lyme is closed", None),
        ("Aix-les-Bains : Ondelia", None),
        ("Attente chez Ondelia Boulogne", "Boulogne-Billancourt"),
        ("Ondelia Lille sur Instagram", "Lille"),
        ("Ondelia Newcastle upon Tyne is rude", "Newcastle upon Tyne"),
        ("#OndeliaTours c'est sale", "Tours"),
        ("@OndeliaTours fermé", "Tours"),
        ("File chez Ondelia #Tours", "Tours"),
        ("Ondelia is so #nice", None),
        ("Ondelia Tours et Nice", None),  # of two not the first alone
        ("Ondelia Lille, Tours : même accueil", None),
        ("Ondelia Lille ou Nice ?", None),
        ("The Lille pool is cold and the Tours one too", None),
        ("Ondelia Lille is cold. Nice is warm.", None),
        ("Ondelia Lille is cold. Nice try.", "Lille"),
        ("Ondelia Lille, trois tours de bassin", "Lille"),
    ],
)
def test_a_longer_town_is_another_one_a_tag_is_a_name_and_of_two_none_is_claimed(
    shown: str, name: str | None
) -> None:
    found = place_or_town(None, shown, CHAIN)
    assert (found and found.name) == name


@pytest.mark.parametrize(
    "title",
    ["Location", "Store location", "Branch", "Branch name", "Site", "Établissement", "Agence",
     "Nom de l'agence", "Magasin", "Point de vente"],
)  # fmt: skip
def test_a_column_of_branches_is_read_as_the_place(title: str) -> None:
    row = ["2026-01-02", "The water was cold and nobody came to help us, sad", "Tours"]
    assert read_columns(["Date", "Comment", title], [row]).of["place"][0].title == title


def test_a_location_beside_followers_is_where_the_author_lives() -> None:
    read = read_columns(["Date", "Tweet", "Location", "Followers"])
    assert "place" not in read.of


def test_a_word_names_one_place() -> None:
    twice = [{"name": "Lyon", "ids": ["7"]}, {"name": "Lille", "aliases": ["lyon "]}]
    with pytest.raises(ValidationError, match="'lyon' names both 'Lyon' and 'Lille'"):
        Brand.model_validate({"name": "Acme", "place": twice})
    Brand.model_validate({"name": "Acme", "place": [{"name": "Lyon", "aliases": ["lyon", "Lyon"]}]})


STREET = Place(name="Lille Béthune", aliases=("rue de Béthune", "boutique de Béthune", "gare"))


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("Bravo à toute l'équipe de la rue de Béthune, toujours souriante.", STREET),
        ("Commande payée, boutique de Béthune fermée à mon arrivée.", STREET),
        ("Rue De Béthune, rien.", STREET),
        ("Perdu dans la rue de béthune Hier.", None),  # the town keeps its capital
        ("La gare est loin.", None),  # a word without any capital stays a word
    ],
)
def test_what_the_settings_write_small_may_be_small(shown: str, expected: Place | None) -> None:
    assert place_or_town(None, shown, BRAND.model_copy(update={"place": (STREET,)})) == expected


TOWNS = BRAND.model_copy(
    update={
        "name": "Cyclorama",
        "language": "fr",
        "place": tuple(
            Place(name=name)
            for name in ("Tours", "Sens", "Orange", "Nice", "Bath", "Reading", "Florence", "Nantes",
                         "Saint-Martin", "Le Mans", "York", "New York",
                         "Saint-Étienne", "Saint-Étienne-du-Rouvray")
        ),
    }
)  # fmt: skip


@pytest.mark.parametrize(
    "shown",
    [
        "Après trois tours de roue mon vélo grince.",
        "Cela n'a aucun sens.",
        "C'est un non SENS total.",
        "Tours de vis inutiles, hotline injoignable.",  # a capital that the sentence wants
        "Le cadre orange est arrivé rayé.",
        "Nice bike, but it came late.",
        "Not nice at all, they lost my parcel.",
        "They took a bath with my deposit.",
        "Reading the manual took hours.",
        "rue à sens unique devant le magasin",  # no capitals that could tell
        "NE JAMAIS ACHETER, RUE À SENS UNIQUE",
        "Le vendeur, M. Saint-Martin, a été odieux.",
        "Mme Paule Saint-Martin ne rappelle pas.",
        "Paul Saint-Martin, votre vendeur, ment.",
        "Florence m'a aidée à choisir mon vélo.",
        "Chez Cyclorama Florence m'a aidée.",
        "Merci à Florence pour son accueil.",
        "Florence Petit ne répond pas.",
        "Service après-vente nul. Florence",
        "Florence was rude to me.",
    ],
)
def test_a_word_or_a_person_called_like_a_place_is_not_the_place(shown: str) -> None:
    assert place_or_town(None, shown, TOWNS) is None


def test_a_name_that_is_no_known_word_counts_with_its_capitals_alone() -> None:
    ours = BRAND.model_copy(update={"place": (Place(name="Le Repaire"),)})
    assert place_or_town(None, "C'est le repaire des voleurs.", ours) is None
    assert place_or_town(None, "Le Repaire est fermé.", ours) is not None


@pytest.mark.parametrize(
    ("shown", "name"),
    [
        ("Acheté chez Cyclorama à TOURS, jamais livré.", "Tours"),
        ("acheté chez cyclorama à tours, jamais livré", "Tours"),
        ("Personne à Sens ne répond.", "Sens"),
        ("L'agence de Sens est fermée.", "Sens"),
        ("Le magasin Cyclorama Orange est fermé.", "Orange"),
        ("The staff in Bath were rude.", "Bath"),
        ("The Reading store was closed.", "Reading"),
        ("La boutique de Florence m'a remboursée.", "Florence"),
        ("J'étais à Florence hier, personne.", "Florence"),
        ("Nantes : une heure d'attente.", "Nantes"),
        ("Réparation ratée #nantes", "Nantes"),
        ("Le Mans ne répond plus.", "Le Mans"),
        ("La gare de Saint-Martin est loin.", "Saint-Martin"),
    ],
)
def test_a_place_is_told_where_its_name_is_written_as_one(shown: str, name: str) -> None:
    place = place_or_town(None, shown, TOWNS)
    assert place
    assert place.name == name


@pytest.mark.parametrize(
    ("shown", "name"),
    [
        ("La boutique de Saint-Etienne-du-Rouvray a perdu mon vélo.", "Saint-Étienne-du-Rouvray"),
        ("Cyclorama in New York lost my bike.", "New York"),
        ("SAV injoignable à SAINT-ETIENNE", "Saint-Étienne"),
    ],
)
def test_of_two_names_that_overlap_the_longer_is_meant(shown: str, name: str) -> None:
    place = place_or_town(None, shown, TOWNS)
    assert place
    assert place.name == name


CITIES = BRAND.model_copy(
    update={
        "name": "Cyclorama",
        "language": "fr",
        "place": tuple(
            Place(name=name)
            for name in ("Tours", "Sens", "Nice", "Orange", "Saint-Étienne", "Saint-Étienne-du-Rouvray", "Florence",
                         "Reading", "Angers", "Vienne", "Nancy", "Nantes", "Lille", "Chalon-sur-Saône", "Mont-Dore")
        ),
    }
)  # fmt: skip


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("St Etienne", "Saint-Étienne"),
        ("ST. ÉTIENNE", "Saint-Étienne"),
        ("SAINT ETIENNE DU ROUVRAY", "Saint-Étienne-du-Rouvray"),
        ("Chalon s/ Saône", "Chalon-sur-Saône"),
        ("Mt Dore", "Mont-Dore"),
        ("Cyclorama Sens", "Sens"),
        ("Boutique de Nice", "Nice"),
        ("NICE (06)", "Nice"),
        ("12 rue Nationale, 37000 Tours", "Tours"),
        ("Cyclorama France - Reading Store", "Reading"),
        ("Tours Nord", None),  # another shop of the town
        ("Tours (2)", None),
        ("Gare de Tours", None),
        ("Rue de Nice, Marseille", None),
        ("Nice / Tours", None),
        ("37", None),
        ("Cyclorama", None),
    ],
)
def test_a_source_s_word_for_a_place_is_met_half_way(said: str, name: str | None) -> None:
    place = place_or_town(said, "", CITIES)
    assert (place and place.name) == name


@pytest.mark.parametrize(
    ("shown", "name"),
    [
        ("Cyclorama saint étienne, accueil nul", "Saint-Étienne"),
        ("Acheté chez Cyclorama à St-Étienne-du-Rouvray.", "Saint-Étienne-du-Rouvray"),
        ("Cyclorama St. Etienne : freins mal réglés.", "Saint-Étienne"),
        ("cyclorama nice, vendeur infect", "Nice"),
        ("Cyclorama tours centre : vélo volé dans l'atelier", "Tours"),
        ("nantes cyclorama vendeur infect", "Nantes"),
        ("Tours Cyclorama : vélo volé", "Tours"),
        ("The Cyclorama store in reading lost my bike.", "Reading"),
        ("Nice, le magasin est sale.", "Nice"),
        ("J'habite à Tours mais c'est votre atelier de Nice qui l'a abîmé.", "Nice"),
        ("Je viens de Nantes et le magasin de Lille m'a refusé l'échange", "Lille"),
    ],
)
def test_our_name_or_a_shop_beside_a_name_tells_it_in_small_letters_too(
    shown: str, name: str
) -> None:
    place = place_or_town(None, shown, CITIES, is_to_us=False)
    assert place
    assert place.name == name


@pytest.mark.parametrize(
    "shown",
    [
        "Visite du magasin le jour de la Saint-Étienne : fermé !",
        "Mon frère vit à Florence, en Italie, et Cyclorama ne livre pas.",
        "J'habite Nantes, Cyclorama refuse de livrer.",
        "I live in Reading and Cyclorama won't deliver.",
        "Livraison à Lille prévue lundi, toujours rien, Cyclorama !",
        "Angers, où j'habite, n'a pas de Cyclorama.",
        "Marathon de Nice terminé sur mon Cyclorama",
        "Nice Cyclorama bike, love it!",
        "Reading Cyclorama reviews makes me sad.",
        "Nice, the shop refunded me!",
        "Cyclorama: nice bike, bad service",
        "Mon Cyclorama orange, rayé.",
        "Cyclorama nice and cheap",
        "That delay really angers me, Cyclorama.",
        "Que quelqu'un vienne réparer mon Cyclorama !",
        "Chez Cyclorama, Nancy est adorable.",
        "Le vendeur Cyclorama fait des tours de magie.",
    ],
)
def test_a_day_a_home_a_word_or_a_person_is_no_shop(shown: str) -> None:
    assert place_or_town(None, shown, CITIES) is None


def test_a_town_that_peers_name_is_a_shop_where_its_sentence_speaks_of_us() -> None:
    town, ours = "Nantes, quelle belle ville pour pédaler !", "Nantes, deux heures chez Cyclorama !"
    assert place_or_town(None, town, CITIES, is_to_us=False) is None
    assert place_or_town(None, town, CITIES) is not None  # of a review: where else was its author?
    assert place_or_town(None, ours, CITIES, is_to_us=False) is not None


@pytest.mark.parametrize("word", ["le", "LE", "Y", "N.", "les", "The", "des"])
def test_a_small_word_is_no_other_name_of_a_place(word: str) -> None:
    with pytest.raises(ValidationError, match="stands in too many texts to name a place"):
        Place(name="Le Mans", aliases=(word,))


def test_a_name_of_two_letters_is_told_by_sources_alone() -> None:
    ours = BRAND.model_copy(update={"place": (Place(name="Eu"),)})
    assert place_or_town("eu", "", ours) is not None
    assert place_or_town(None, "Il a eu froid à Eu.", ours) is None


def test_a_place_is_not_called_like_its_brand() -> None:
    for place in ({"name": "ACME"}, {"name": "Lyon", "aliases": ["Acme"]}):
        with pytest.raises(ValidationError, match="is the brand's own name"):
            Brand.model_validate({"name": "Acme", "place": [place]})
    Brand.model_validate({"name": "Acme", "place": [{"name": "Acme Lyon"}]})


def test_an_empty_id_is_refused() -> None:
    with pytest.raises(ValidationError, match="nothing in it can be seen"):
        Place(name="Lyon", ids=("",))


def shown(folder: Path, store: Store, brand: Brand, **fields: object) -> Card:
    show, clock = Kept(), Clock()
    empty = config(folder, Listed(name="list")).model_copy(update={"brand": (brand,)})
    pipeline(empty, store, show, clock).once()
    text = str(fields.pop("text", "@acme my order never came, where is it?"))
    post = mention(1, text, **fields)
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


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_card_of_a_mail_offers_no_private_message(
    tmp_path: Path, store: Store, language: str
) -> None:
    brand = OURS.model_copy(update={"language": language})
    card = shown(tmp_path, store, brand, genre="mail", text="@acme my battery is broken, I hate it")
    told = " ".join((card.meaning, card.next, card.benefit, *(d.text for d in card.drafts)))
    assert card.drafts
    assert not [word for word in ("priv", "readers", "lecteurs", "public") if word in told], told


def test_a_country_is_told_where_it_is_not_the_brands(tmp_path: Path, store: Store) -> None:
    french = OURS.model_copy(update={"language": "fr"})
    assert (shown(tmp_path, store, french, country="BE").context or "").startswith("Belgique")


@pytest.mark.parametrize(
    ("written", "said"),
    [("Version 4", "version 4"), ("(3.1)", "version 3.1"), ("v2.0", "version 2.0"), ("5.2.1", "version 5.2.1")],
)  # fmt: skip
def test_a_version_is_said_once(tmp_path: Path, store: Store, written: str, said: str) -> None:
    context = shown(tmp_path, store, OURS, product_version=written).context or ""
    assert context.split(" · ")[0] == said


def test_a_slack_id_is_no_name_to_show(tmp_path: Path, store: Store) -> None:
    led = OURS.model_copy(update={"place": (LYON.model_copy(update={"lead": "U012AB3CD"}),)})
    context = shown(tmp_path, store, led, place="LYS-02").context or ""
    assert context.split(" · ")[0] == "Lyon Part-Dieu"


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
    assert got.unclear == ["avis.csv line 4: Pays: 'Atlantide' cannot be read: left blank"]
