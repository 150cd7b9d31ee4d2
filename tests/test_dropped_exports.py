"""Exports as platforms and spreadsheets write them go in untouched; all names are invented."""

import json
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from workbooks import Cell, Shared, write_workbook

from connectors.inbound.onefile import UnreadableFileError
from connectors.inbound.records import Records, find_form
from connectors.inbound.rowcells import Defaults
from connectors.inbound.rows import Batch, read_file
from connectors.inbound.textfile import Line
from connectors.kit.contract import Author, Mention

PARIS = ZoneInfo("Europe/Paris")


class Read:
    """All that one file gave."""

    def __init__(self, batches: Sequence[Batch]) -> None:
        self.mentions = [m for batch in batches for m in batch.mentions]
        self.refused = [str(line) for batch in batches for line in batch.refused]
        told = [line for batch in batches for line in batch.unclear]
        # Most files here have no dates; that this is told is asked once.
        self.unclear = [str(line) for line in told if line.code != "date_none"]
        self.is_told_undated = len(told) > len(self.unclear)

    @property
    def texts(self) -> list[str]:
        return [m.text for m in self.mentions]

    @property
    def ids(self) -> set[str]:
        return {m.external_id for m in self.mentions}


def read(path: Path, content: str | bytes | None = None, *, day_first: bool = True) -> Read:
    if content is not None:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    seen = path.lstat()
    look = (seen.st_size, seen.st_mtime_ns, seen.st_ino)
    return Read(
        list(read_file(str(path), look, path.name, Defaults("social_post", PARIS, day_first)))
    )


def naive(*parts: int) -> datetime:
    """A spreadsheet's: it knows no zones."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=PARIS).astimezone(UTC)  # type: ignore[arg-type, misc]


def test_trustpilots_business_export(tmp_path: Path) -> None:
    got = read(
        tmp_path / "reviews.csv",
        "Review ID,Review Created (UTC),Review Consumer User ID,Review Username,Review Title,"
        "Review Content,Review Stars,Source Of Review,Review Language,Domain URL,"
        "Company Reply Date (UTC),Company Reply\n"
        'r1,2026-11-03 14:05:33,u9,Nora B,Jamais livré,"Trois semaines, rien.",1,Organic,fr,'
        'shop.example,2026-11-04 08:00:00,"Bonjour Nora, nous regardons."\n'
        "r2,2026-11-05 10:00:00,u10,Ilan,Bien,,5,Invitation,fr,shop.example,,\n",
    )
    first, answer, second = got.mentions
    assert first == Mention(
        external_id="r1",
        text="Trois semaines, rien.",
        title="Jamais livré",
        genre="review",
        author=Author("u9", "Nora B"),
        posted_at=datetime(2026, 11, 3, 14, 5, 33, tzinfo=UTC),
        rating=1,
        lang="fr",
        thread_key="r1",
    )
    assert (answer.text, answer.by_owner, answer.thread_key, answer.parent_text) == (
        "Bonjour Nora, nous regardons.",
        True,
        "r1",
        "Trois semaines, rien.",
    )
    assert answer.posted_at == datetime(2026, 11, 4, 8, tzinfo=UTC)
    assert (second.text, second.title, second.rating) == ("Bien", None, 5)
    assert got.refused == got.unclear == []


def test_an_answer_without_a_date_is_one_and_its_date_is_not_made_up(tmp_path: Path) -> None:
    got = read(
        tmp_path / "a.csv", "Avis;Note;Réponse du propriétaire\nNul;1;Désolés\nBof;2;Désolés\n"
    )
    assert [(m.text, m.by_owner) for m in got.mentions] == [
        ("Nul", False),
        ("Désolés", True),
        ("Bof", False),
        ("Désolés", True),
    ]
    assert {m.posted_at for m in got.mentions} == {None}
    assert got.unclear == [
        "a.csv: Réponse du propriétaire: 2 answers have no date, the first is line 2:"
        " how long they took stays open"
    ]


def test_play_consoles_reviews(tmp_path: Path) -> None:
    written = (
        "Package Name,App Version Code,App Version Name,Reviewer Language,Device,"
        "Review Submit Date and Time,Review Submit Millis Since Epoch,Star Rating,Review Title,"
        "Review Text,Developer Reply Date and Time,Developer Reply Text,Review Link\n"
        "com.shop,31,3.1,fr,oriole,2026-11-03T13:05:33Z,1793711133000,2,,Plante au paiement,"
        "2026-11-03T15:00:00Z,Merci ! Corrigé.,https://play.example/r?reviewId=1\n"
        "com.shop,31,3.1,en,oriole,2026-11-04T13:05:33Z,1793797533000,5,,,,,\n"
    )
    got = read(tmp_path / "reviews_202611.csv", written.encode("utf-16"))
    first, answer, second = got.mentions
    assert (first.text, first.rating, first.genre, first.lang) == (
        "Plante au paiement",
        2,
        "app_review",
        "fr",
    )
    assert first.posted_at == answer.posted_at.replace(hour=13, minute=5, second=33)  # type: ignore[union-attr]
    assert (answer.by_owner, answer.text) == (True, "Merci ! Corrigé.")
    assert (second.text, second.rating, second.posted_at) == ("", 5, at(2026, 11, 4, 14, 5, 33))


@pytest.mark.parametrize(
    "title",
    ["Handle", "Author handle", "Username", "Screen name", "Author username", "Pseudo"],
)
def test_a_handle_beside_a_name_is_what_an_account_is_known_by(tmp_path: Path, title: str) -> None:
    """Two may have one name, and our own handle makes a post ours."""
    got = read(
        tmp_path / "suite.csv",
        f"Network,Name,{title},Author ID,Message,Date\n"
        "X,Ann Lee,@ann,7,Sorry about that,2026-11-03\n"
        "X,Ann Lee,ann-lee-42,8,Proud to join,2026-11-04\n"
        "X,Bo,,9,Nice,2026-11-05\n"
        "X,Bo,Bo Martin,9,Very nice,2026-11-05\n",
    )
    assert [m.author for m in got.mentions] == [
        Author("@ann", "Ann Lee"),
        Author("ann-lee-42", "Ann Lee"),
        Author("9", "Bo"),
        Author("9", "Bo"),
    ]


def test_a_column_of_nothing_but_handles_says_whose_account_it_is(tmp_path: Path) -> None:
    got = read(tmp_path / "a.csv", "Nom;Identifiant;Message\nAcme Vélos;@acme;Pardon !\n")
    assert got.mentions[0].author == Author("@acme", "Acme Vélos")


def test_the_words_of_questions_make_no_two_rows_one(tmp_path: Path) -> None:
    """Two people may give one short answer on one day, however long the question is."""
    asked = "Qu'est-ce qui vous a plu chez nous ?;Qu'est-ce qui vous a déplu chez nous ?;Date"
    got = read(tmp_path / "a.csv", f"{asked}\n;Le prix;2026-11-03\n;Le prix;2026-11-03\n")
    assert len(got.ids) == 2
    assert got.texts == ["Qu'est-ce qui vous a déplu chez nous ?: Le prix"] * 2


def test_a_handle_alone_is_who_wrote(tmp_path: Path) -> None:
    got = read(tmp_path / "a.csv", "Username,Message\n@ann,Nice\n")
    assert got.mentions[0].author == Author("@ann", "@ann")
    got = read(tmp_path / "b.csv", "Prénom,Pseudo,Message\nAnn,ann7,Nice\n")
    assert got.mentions[0].author == Author("ann7", "Ann")


def test_a_link_that_names_a_review_is_its_id_where_most_rows_are_stars_alone(
    tmp_path: Path,
) -> None:
    """A review that its author edited is the same one, however few of a file have a link."""
    head = "Review Last Update Date and Time,Star Rating,Review Text,Review Link\n"
    stars = "".join(f"2026-11-0{day}T13:05:33Z,4,,\n" for day in (4, 5, 6))
    link = "https://play.example/console/reviews?reviewId=gp:a1"
    before, after = (
        read(tmp_path / f"{n}.csv", f"{head}2026-11-0{n}T13:05:33Z,{n - 4},{text},{link}\n{stars}")
        for n, text in ((5, "Maps are spot on"), (7, "It unlocked a bike of somebody else"))
    )
    assert before.mentions[0].external_id == after.mentions[0].external_id == link
    assert len(before.ids | after.ids) == 4


@pytest.mark.parametrize("link", ["https://maps.example/acme", "https://x.example/p?post_id=7"])
def test_the_only_link_of_a_file_is_no_id_where_it_may_be_the_pages(
    tmp_path: Path, link: str
) -> None:
    one, other = (
        read(tmp_path / f"{n}.csv", f"Date,Review,Link\n2026-11-0{n},Word {n},{link}\n")
        for n in (5, 6)
    )
    assert not one.ids & other.ids


def test_meta_business_suite_in_utf_16_with_tabs(tmp_path: Path) -> None:
    got = read(
        tmp_path / "comments.csv",
        (
            "Publication\tDate du commentaire\tNom du profil\tTexte du commentaire\tLien permanent\r\n"
            "Soldes !\t3 November 2026 à 14h05\tNora\tToujours pas reçu\thttps://fb.example/1\r\n"
        ).encode("utf-16"),
    )
    [one] = got.mentions
    assert (one.text, one.thread_title, one.genre) == (
        "Toujours pas reçu",
        "Soldes !",
        "social_comment",
    )
    assert (one.author, one.posted_at) == (Author("Nora", "Nora"), at(2026, 11, 3, 14, 5))


def test_a_french_excel_with_decimal_commas_and_two_digit_years(tmp_path: Path) -> None:
    got = read(
        tmp_path / "avis.csv",
        "\ufeffTitre;Commentaire;Étoiles;Date de publication;Pseudo;Type\r\n"
        "Plante;Se ferme au paiement;1,0;13/11/26;Nora;app_review\r\n"
        "Bof;Lent;3,0;03/11/26;Ilan;Avis iOS\r\n",
    )
    assert [(m.title, m.rating, m.genre) for m in got.mentions] == [
        ("Plante", 1, "app_review"),
        ("Bof", 3, "review"),
    ]
    assert got.mentions[1].posted_at == at(2026, 11, 3)
    assert got.unclear == []


def test_a_google_takeout(tmp_path: Path) -> None:
    reviews = {
        "reviews": [
            {
                "reviewer": {"displayName": "Nora B", "isAnonymous": False},
                "starRating": "TWO",
                "comment": "Pain rassis",
                "createTime": "2026-11-03T13:05:33.123Z",
                "reviewReply": {"comment": "Désolés", "updateTime": "2026-11-04T08:00:00Z"},
                "name": "accounts/1/locations/2/reviews/3",
                "reviewId": "3",
            },
            {"starRating": "FIVE", "createTime": "2026-11-04T13:05:33Z", "reviewId": "4"},
        ]
    }
    first, answer, second = read(tmp_path / "reviews.json", json.dumps(reviews)).mentions
    assert (first.external_id, first.text, first.rating, first.author) == (
        "3",
        "Pain rassis",
        2,
        Author("Nora B", "Nora B"),
    )
    assert (answer.by_owner, answer.text) == (True, "Désolés")
    assert (second.rating, second.text) == (5, "")


def test_linkedins_own_export(tmp_path: Path) -> None:
    got = read(
        tmp_path / "Comments.csv",
        'Date,Link,Message\n2026-11-03 14:05:33,https://li.example/1,"Bravo, quelle équipe"\n',
    )
    assert got.texts == ["Bravo, quelle équipe"]


@pytest.mark.parametrize(
    "head",
    ["sep=;\n", '"sep=;"\n', "Rapport des avis\nDu 1er au 30 novembre 2026;;\n\n", "\n\n", ";;\n"],
)
def test_a_header_may_stand_below_other_lines(tmp_path: Path, head: str) -> None:
    got = read(
        tmp_path / "a.csv", f"{head}Date;Auteur;Votre avis\n03/11/2026;Nora;Nul; vraiment nul\n"
    )
    [one] = got.mentions
    assert (one.text, one.author) == ("Nul; vraiment nul", Author("Nora", "Nora"))


@pytest.mark.parametrize(
    ("titles", "cells", "text"),
    [
        ("Title,Snippet,Full Text", "Forum,Acme is…,Acme is slow", "Acme is slow"),
        ("Titre,Extrait", "Forum,Acme est lent", "Acme est lent"),
        ("texte,texte", ",Acme est lent", "Acme est lent"),  # twice: the one that is filled
        (
            "Date,Auteur,Question 3",
            "03/11/2026,Nora,Acme est lent ces jours-ci",
            "Acme est lent ces jours-ci",
        ),
        (
            "Date,Avis global,Q7",
            "03/11/2026,3,Acme est lent ces jours-ci",
            "Acme est lent ces jours-ci",
        ),
        (
            "Note,Points forts,Points faibles",
            "3,Le pain,L'attente",
            "Points forts: Le pain\nPoints faibles: L'attente",
        ),
        (
            "Votre commentaire (facultatif),Votre e-mail",
            "Acme est lent,x@y.example",
            "Acme est lent",
        ),
        ("Date,Comments,Description", "03/11/2026,12,Acme est lent", "Acme est lent"),
        ("Note,Date", "Client mécontent de son vélo,03/11/2026", "Client mécontent de son vélo"),
        ("message,html", "a &amp; b<br>c,x", "a & b\nc"),
    ],
)
def test_the_text_is_found_under_many_titles(
    tmp_path: Path, titles: str, cells: str, text: str
) -> None:
    got = read(tmp_path / "a.csv", f"{titles}\n{cells}\n")
    assert (got.texts, got.refused) == ([text], [])


def test_a_name_in_two_columns_and_an_hour_of_its_own(tmp_path: Path) -> None:
    got = read(
        tmp_path / "a.csv",
        "Prénom;Nom de famille;Date;Heure;Avis\nNora;Bell;03/11/2026;14h05;Nul\n",
    )
    [one] = got.mentions
    assert (one.author, one.posted_at) == (Author("Nora Bell", "Nora Bell"), at(2026, 11, 3, 14, 5))


def test_one_bad_byte_costs_that_byte(tmp_path: Path) -> None:
    written = "auteur;texte\nNora;Très déçue\nIlan;café ".encode() + b"\xe0 Lille\n"
    assert read(tmp_path / "a.csv", written).texts == ["Très déçue", "café à Lille"]
    written = "texte\nTrès déçue, ça n’a pas été\n".encode("mac-roman")
    assert read(tmp_path / "b.csv", written).texts == ["Très déçue, ça n’a pas été"]


def test_day_or_month_first_is_asked_of_all_rows(tmp_path: Path) -> None:
    got = read(tmp_path / "a.csv", "date,text\n11/03/2026,a\n11/13/2026,b\n")
    assert [m.posted_at for m in got.mentions] == [at(2026, 11, 3), at(2026, 11, 13)]
    got = read(tmp_path / "b.csv", "date,text\n11/03/2026,a\n11/13/2026,b\n13/11/2026,c\n")
    assert [m.posted_at for m in got.mentions] == [None, at(2026, 11, 13), at(2026, 11, 13)]
    assert "contradict" in got.unclear[0]
    assert read(tmp_path / "c.csv", "date,text\n11/03/2026,a\n", day_first=False).mentions[
        0
    ].posted_at == at(2026, 11, 3)


def test_ratings_out_of_ten_are_known_by_their_column(tmp_path: Path) -> None:
    rows = "8,a\n9,b\n3,c\n10,d\n"
    assert [m.rating for m in read(tmp_path / "a.csv", f"note,texte\n{rows}").mentions] == [
        4,
        5,
        2,
        5,
    ]
    got = read(tmp_path / "b.csv", "Note (/10),texte\n3,a\n4,b\n")
    assert [m.rating for m in got.mentions] == [2, 2]
    got = read(tmp_path / "c.csv", "note,texte\n" + "4,a\n" * 9 + "9,slip\n")
    assert [m.rating for m in got.mentions][-2:] == [4, None]


def test_a_workbook_is_read_by_its_values(tmp_path: Path) -> None:
    path = tmp_path / "avis.xlsx"
    titles: Sequence[Cell] = ["Date", "Auteur", "Note", "Avis", "Lien"]
    rows: list[Sequence[Cell]] = [
        ["Avis de novembre", None, None, None, None],
        [],
        titles,
        [naive(2026, 11, 3, 14, 5), "Nora", 1, "Nul", "https://x.example/1"],
        [naive(2026, 11, 4), "Ilan", 4.5, "=A1=>Très bien", None],
        ["5 nov. 2026 à 9h", "Zoé", "5 étoiles", "Parfait", None],
    ]
    sheets: dict[str, Sequence[Sequence[Cell]]] = {
        "Aide": [["Comment lire ce classeur"], ["Bonjour à vous"]],
        "Novembre": rows,
        "Décembre": [titles, [naive(2026, 12, 1, 8), "Léa", 2, "Froid", None]],
        "Vieux": [titles, [naive(2020, 1, 1), "Jo", 1, "Vieux", None]],
    }
    write_workbook(path, sheets, hidden=["Vieux"])
    got = read(path)
    assert [(m.text, m.rating, m.posted_at) for m in got.mentions] == [
        ("Nul", 1, at(2026, 11, 3, 14, 5)),
        ("Très bien", 4, at(2026, 11, 4)),
        ("Parfait", 5, at(2026, 11, 5, 9)),
        ("Froid", 2, at(2026, 12, 1, 8)),
    ]
    assert got.unclear == [
        "avis.xlsx: the sheet Aide is not read: if people speak in it, save it as a file of its own,"
        " with titles such as Date, Author, Review",
        "avis.xlsx: the sheet Vieux is hidden and not read: show it, or save it as a file of its own",
    ]
    write_workbook(
        path, {"a": [["Date", "Avis"], [naive(2026, 11, 3, 14, 5), "Nul"]]}, since_1904=True
    )
    assert read(path).mentions[0].posted_at == at(2026, 11, 3, 14, 5)


def test_rows_are_told_with_their_sheet_where_several_are_read(tmp_path: Path) -> None:
    path = tmp_path / "avis.xlsx"
    titles = ["Date", "Auteur", "Note", "Avis"]
    sheets: dict[str, Sequence[Sequence[Cell]]] = {
        "Paris": [titles, ["2026-11-03", "Nora", 1, "Nul"]],
        "Lyon": [titles, ["2026-11-03", "Ilan", 5, "Bien"], ["31/11", "Zoé", "", ""]],
    }
    write_workbook(path, sheets)
    got = read(path)
    assert got.refused == ["avis.xlsx line 3 (Lyon): neither a text nor stars: left out"]
    sheets["Lyon"] = [titles, ["bientôt", "Ilan", 5, "Bien"]]
    write_workbook(path, sheets)
    assert "avis.xlsx line 2 (Lyon): Date: 'bientôt' is no date" in read(path).unclear[0]
    write_workbook(path, {"Lyon": sheets["Lyon"]})
    assert "avis.xlsx line 2: Date: 'bientôt' is no date" in read(path).unclear[0]


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.tsv", "a.json"])
def test_a_file_without_a_byte_is_told_as_empty(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnreadableFileError, match="the file is empty"):
        read(tmp_path / name, b"")


def test_our_own_lines_come_back_as_they_are(tmp_path: Path) -> None:
    one = Mention(
        external_id="x-1",
        text="a <b> & c\n- d",
        genre="hn_comment",
        url="https://x.example/1",
        author=Author("u1", None, 3, "https://x.example/u1"),
        title="t",
        lang="fr",
        posted_at=datetime(2026, 11, 3, 14, 5, 33, 250_000, tzinfo=UTC),
        venue="own",
        addressed=False,
        rating=4,
        likes=0,
        shares=1,
        replies=2,
        views=3,
        parent_url="https://x.example/0",
        parent_text="p",
        thread_key="k",
        thread_title="tt",
        by_owner=True,
    )
    lines = (
        json.dumps(one.to_json())
        + "\n"
        + json.dumps({**one.to_json(), "external_id": "y", "mood": 1})
    )
    got = read(tmp_path / "a.jsonl", lines)
    assert got.mentions[0] == one
    assert got.unclear == ["a.jsonl line 2: mood: unknown field: not read"]


def test_rows_without_an_id_are_neither_lost_nor_multiplied(tmp_path: Path) -> None:
    stars = "rating\n" + "5\n" * 30 + "1\n" * 10
    first, second = read(tmp_path / "a.csv", stars), read(tmp_path / "b.csv", stars)
    assert len(first.ids) == 40
    assert first.ids == second.ids, "the same file counts once"
    short = read(tmp_path / "c.csv", "texte;note\nTop;5\nTop;5\nParfait;5\n")
    assert len(short.ids) == 3, "two people can both write Top"
    twice = "auteur;date;texte\n" + "Nora;03/11/2026 14:05;Toujours rien reçu\n" * 2
    got = read(tmp_path / "d.csv", twice)
    assert len(got.mentions) == 1
    assert got.unclear == ["d.csv line 3: the same as an earlier row: counted once"]


AGAIN = "a.csv: 2 rows are the same as earlier ones, the first is line 3: counted once"
SHARED = (
    "a.csv: id: {n} rows share their id with others, the first is line 2: told apart by their words"
)


@pytest.mark.parametrize(
    ("rows", "ids", "told", "why"),
    [
        ("7,Top,5 7,Top,5 7,Top,5 8,Bof,2", {"7", "8"}, [AGAIN], "one row three times"),
        ("7,Top,5 7,Top,5 7,Top,5", {"7"}, [AGAIN], "and no other row"),
        ("7,,5 7,,5 7,,5 8,,2", {"7", "8"}, [AGAIN], "stars, where ids tell them apart"),
        ("7,,5 7,,5 7,,5 7,,5", 4, [SHARED.format(n=4)], "stars under what they are for"),
        ("7,,5 7,,5 7,Nul,1 8,Bof,2", 4, [SHARED.format(n=3)], "an id that stands for two things"),
        (",,5 ,,5 ,,5 ,,5", 4, [], "stars without an id"),
    ],
)
def test_rows_that_differ_in_nothing_are_one_where_an_id_says_so(
    tmp_path: Path, rows: str, ids: set[str] | int, told: list[str], why: str
) -> None:
    got = read(tmp_path / "a.csv", "id,texte,note\n" + rows.replace(" ", "\n"))
    assert (got.ids if isinstance(ids, set) else len(got.ids)) == ids, why
    assert len(got.mentions) == len(got.ids)
    assert got.unclear == told


def test_what_was_posted_and_deleted_in_one_file_keeps_its_id(tmp_path: Path) -> None:
    rows = [{"external_id": "7", "text": "Top"}, {"external_id": "7", "deleted": True}]
    got = read(tmp_path / "a.jsonl", "\n".join(map(json.dumps, rows)))
    assert [(m.external_id, m.deleted) for m in got.mentions] == [("7", False), ("7", True)]
    assert got.unclear == []


def test_a_page_that_all_rows_link_to_is_no_id(tmp_path: Path) -> None:
    rows = "".join(f"P{n};1;Avis {n};https://avis.example/acme\n" for n in range(5))
    assert len(read(tmp_path / "a.csv", f"auteur;note;texte;lien\n{rows}").ids) == 5
    rows = "".join(f"P{n};1;Avis {n};https://avis.example/{n}\n" for n in range(5))
    got = read(tmp_path / "b.csv", f"auteur;note;texte;lien\n{rows}")
    assert got.ids == {f"https://avis.example/{n}" for n in range(5)}


@pytest.mark.parametrize("id_", ["1.23457E+18", "0", "null", "N/A", "same"])
def test_an_id_that_is_none_loses_no_row(tmp_path: Path, id_: str) -> None:
    rows = "".join(f"{id_},Avis numéro {n}\n" for n in range(3))
    got = read(tmp_path / "a.csv", f"id,texte\n{rows}")
    assert len(got.ids) == 3
    assert bool(got.unclear) == (id_ in ("1.23457E+18", "same"))


@pytest.mark.parametrize(
    ("name", "written", "texts"),
    [
        ("a.csv", 'Date,Auteur,Avis\n"03/11/2026,Nora,""Nul, hélas"""\n', ["Nul, hélas"]),  # rows quoted whole
        ("a.tsv", 'Auteur\tAvis\tNote\nNora\t"Jamais vu\t1\nZoé\t5" de pain\t3\n', ["Jamais vu", '5" de pain']),
        ("a.csv", "Date,Auteur,Avis\n03/11/2026,Nora,Nul, vraiment, hélas\n", ["Nul, vraiment, hélas"]),
        ("a.csv", "Avis\nNul, vraiment, hélas\n", ["Nul, vraiment, hélas"]),
        ("a.csv", "Auteur|Avis\nNora|Nul, hélas; oui\n", ["Nul, hélas; oui"]),
        ("a.csv", " Date ; Avis \r 03/11/2026 ; Nul \r", ["Nul"]),  # an old Mac's line ends
        ("a.xls", "Auteur\tAvis\nNora\tNul\n", ["Nul"]),  # a text by a workbook's name
        ("a.csv", '{"text": "a"}\n{"text": "b"}\n', ["a", "b"]),
        ("a.csv", "\0" * 50 + "Date;Avis\n03/11/2026;N\0ul\n", ["Nul"]),
        ("a.csv", 'Date;Avis\n03/11/2026;"Nul; ""nul""\nsur deux lignes"\n', ['Nul; "nul"\nsur deux lignes']),
        ("a.json", '[{"node": {"body": "Nul"}}]', ["Nul"]),
        ("a.json", '{"locations": [{"reviews": [{"comment": "a"}]}, {"reviews": [{"comment": "b"}]}]}', ["a", "b"]),
        ("a.jsonl", '{"text": "a", "likes": ' + "9" * 5_000 + "}\n", ["a"]),
    ],
)  # fmt: skip
def test_odd_files_are_read_all_the_same(
    tmp_path: Path, name: str, written: str, texts: list[str]
) -> None:
    got = read(tmp_path / name, written)
    assert (got.texts, got.refused) == (texts, [])


def test_a_file_with_titles_alone_is_told(tmp_path: Path) -> None:
    assert read(tmp_path / "a.csv", "Date;Avis\n").unclear == [
        "a.csv: nothing stands below its titles: export it again, over a longer time"
    ]
    with pytest.raises(UnreadableFileError, match="web page"):
        read(tmp_path / "a.xls", "<html><table><tr><td>Avis</td></tr></table></html>")


@pytest.mark.slow
def test_a_workbook_that_swells_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_workbook(path, {"x": [["texte"], ["Nul"]]})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as book, book.open("x", "w") as part:
        for _ in range(201):
            part.write(bytes(1_000_000))
    assert path.stat().st_size < 1_000_000
    with pytest.raises(UnreadableFileError, match="larger than 200 MB"):
        read(path)


def test_each_sheet_is_read_by_its_own_titles(tmp_path: Path) -> None:
    path, day = tmp_path / "a.xlsx", naive(2026, 11, 3, 14, 5)
    sheets: dict[str, Sequence[Sequence[Cell]]] = {
        "Google": [
            ["Date", "Auteur", "Note", "Avis", "Lien"],
            [day, "Nora", 1, "Nul", "https://x.example/1"],
            [None, None, 1, "Moyenne", None],
        ],
        "Facebook": [
            ["Avis Facebook"],
            ["Auteur", "Commentaire", "Publié le"],
            ["Ilan", "Froid", day],
            ["Zoé", "Bien", day],
            ["Léa", "Long", day],
            ["Jo", "Cher", day],
        ],
        "Planning": [["Date", "Texte"], [day, "Nos pains de Noël arrivent"]],
        "Réponses types": [["Sujet", "Texte"], ["Excuses", "Toutes nos excuses"]],
    }
    write_workbook(path, sheets)
    got = read(path)
    assert [(m.text, m.author and m.author.name, m.posted_at, m.rating) for m in got.mentions] == [
        ("Nul", "Nora", at(2026, 11, 3, 14, 5), 1),
        ("Froid", "Ilan", at(2026, 11, 3, 14, 5), None),
        ("Bien", "Zoé", at(2026, 11, 3, 14, 5), None),
        ("Long", "Léa", at(2026, 11, 3, 14, 5), None),
        ("Cher", "Jo", at(2026, 11, 3, 14, 5), None),
    ]
    assert [line.partition(" is ")[0] for line in got.unclear] == [
        "a.xlsx: the sheet Planning",
        "a.xlsx: the sheet Réponses types",
        "a.xlsx line 3 (Google): a row of totals: left out",
    ]


def looked_at(rows: int) -> int:
    """Lines that are given to the CSV reader for so many rows that each open a quote."""
    lines: list[Line] = [(1, "text,x,c\n"), *((n, 'a""","b\n') for n in range(2, rows))]
    form, asked = find_form(iter(lines)), 0
    assert form
    records = Records(iter(lines), form, lambda _: False)
    feed = records._feed

    def counting(used: list[str]) -> Iterator[str]:
        nonlocal asked
        for line in feed(used):
            asked += 1
            yield line

    records._feed = counting  # type: ignore[method-assign]
    list(records)
    return asked


@pytest.mark.slow
def test_a_file_in_which_every_line_opens_a_quote_is_read_in_linear_work() -> None:
    assert looked_at(20_000) < 20 * 20_000
    assert looked_at(20_000) < 2.5 * looked_at(10_000)


def test_two_files_with_the_same_rounded_id_hold_two_posts(tmp_path: Path) -> None:
    one = read(tmp_path / "a.csv", "id,texte\n1.23457E+18,Avis un\n")
    two = read(tmp_path / "b.csv", "id,texte\n1.23457E+18,Avis deux\n")
    assert len(one.ids | two.ids) == 2


def test_a_column_that_numbers_the_rows_holds_no_ids(tmp_path: Path) -> None:
    """Two exports that number their rows alike share nothing; a row that comes again is the same."""
    head = "id;auteur;avis\n"
    march = read(tmp_path / "march.csv", head + "1;Nora;Nul\n2;Ilan;Bien\n3;Ada;Bof\n")
    april = read(tmp_path / "april.csv", head + "1;Zoé;Top\n2;Nora;Nul\n")
    assert len(march.ids) == 3
    assert len(march.ids & april.ids) == 1
    assert march.unclear == [
        "march.csv: id: it numbers the 3 rows, and other files number theirs alike:"
        " told apart by their words"
    ]
    grown = read(tmp_path / "march.csv", head + "1;Nora;Nul\n")
    assert grown.ids < march.ids, "as many rows as there are"


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ("3;Nul\n2;Bien\n1;Bof\n", "a site counts, its newest first"),
        ("1;Nul\n2;Bien\n4;Bof\n", "one is gone"),
        ("41;Nul\n42;Bien\n43;Bof\n", "it goes on elsewhere"),
        ("a1;Nul\na2;Bien\n", "more than figures"),
    ],
)
def test_ids_that_are_no_rows_numbers_are_kept(tmp_path: Path, rows: str, why: str) -> None:
    got = read(tmp_path / "a.csv", f"id;avis\n{rows}")
    assert got.ids == {line.partition(";")[0] for line in rows.split()}, why
    assert got.unclear == []


def test_who_says_which_row_is_gone_knows_it_by_its_id(tmp_path: Path) -> None:
    got = read(tmp_path / "a.csv", "id;text;deleted\n1;Nul;\n2;;true\n")
    assert got.ids == {"1", "2"}


def test_a_cell_whose_text_is_not_in_the_workbook_costs_itself(tmp_path: Path) -> None:
    file = tmp_path / "avis.xlsx"
    rows: list[list[Cell]] = [["Date", "Avis", "Auteur"]]
    rows += [["2026-11-03", Shared(0), Shared(4_000_000_000)], ["2026-11-04", "Top", Shared(1)]]
    rows += [["2026-11-05", Shared(2), "Zoe"]]
    write_workbook(file, {"Avis": rows}, texts=["Nul", "Nora"])
    got = read(file)
    assert [(m.text, m.author and m.author.name) for m in got.mentions] == [
        ("Nul", None),
        ("Top", "Nora"),
    ]
    assert got.refused == ["avis.xlsx line 4: neither a text nor stars: left out"]
    assert got.unclear == [
        "avis.xlsx: 2 cells point to texts that are not in the file, the first is C2: left empty"
    ]


@pytest.mark.parametrize(
    ("sheets", "hidden", "why"),
    [
        ({"Avis": []}, [], "the file is empty: export it again"),
        ({"Avis": [["", "  "]], "Plus": []}, [], "the file is empty: export it again"),
        ({"Avis": [], "Vieux": [["Avis"], ["Nul"]]}, ["Vieux"], "in hidden sheets, such as Vieux"),
        ({"Avis": [["Nom", "Ville"]]}, [], "no sheet names a column for the text"),
    ],
)
def test_a_workbook_that_shows_nothing_is_called_empty_or_hidden_and_no_other_is(
    tmp_path: Path, sheets: dict[str, Sequence[Sequence[Cell]]], hidden: list[str], why: str
) -> None:
    write_workbook(tmp_path / "avis.xlsx", sheets, hidden=hidden)
    with pytest.raises(UnreadableFileError, match=why):
        read(tmp_path / "avis.xlsx")


def test_an_empty_sheet_costs_the_next_nothing_and_titles_alone_are_told(tmp_path: Path) -> None:
    titles: list[Cell] = ["Date", "Auteur", "Note", "Avis"]
    full: list[list[Cell]] = [
        titles,
        ["2026-11-01", "Nora", 2, "Nul"],
        ["2026-11-02", "Paul", 5, None],
    ]
    write_workbook(tmp_path / "a.xlsx", {"Feuil1": [], "Avis": full})
    got = read(tmp_path / "a.xlsx")
    assert [(m.text, m.rating) for m in got.mentions] == [("Nul", 2), ("", 5)]  # stars are kept
    assert got.refused == got.unclear == []
    write_workbook(tmp_path / "b.xlsx", {"Feuil1": [], "Avis": [titles]})
    [told] = read(tmp_path / "b.xlsx").unclear
    assert told == "b.xlsx: nothing stands below its titles: export it again, over a longer time"
    [told] = read(tmp_path / "c.jsonl", "\n").unclear  # which has no titles
    assert told == "c.jsonl: the file is empty: export it again"
