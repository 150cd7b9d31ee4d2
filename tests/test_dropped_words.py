"""What a row of an export says, and what it does not; all names are invented."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from test_dropped_exports import at, read
from workbooks import write_workbook

from connectors.inbound.onefile import UnreadableFileError


@pytest.mark.parametrize(
    ("titles", "cells", "text"),
    [
        (
            "Auteur;Commentaire positif;Commentaire négatif",
            "Nora;Le pain;Salle sale",
            "Commentaire positif: Le pain\nCommentaire négatif: Salle sale",
        ),
        ("Auteur;Commentaire positif;Commentaire négatif", "Nora;;Salle sale", "Commentaire négatif: Salle sale"),
        ("Text;Text", "Short;The longer one of the two", "Short\nThe longer one of the two"),
        (
            "Nom;Qu'avez-vous aimé ?;Que faut-il améliorer ?",
            "Nora;Le pain de seigle;L'attente à la caisse",
            "Qu'avez-vous aimé ?: Le pain de seigle\nQue faut-il améliorer ?: L'attente à la caisse",
        ),
        ("Review;Pros;Cons", "Average;Bread;Queue", "Review: Average\nPros: Bread\nCons: Queue"),
        ("Commentaire;Commentaire complet", "Le pain…;Le pain est dur", "Le pain est dur"),
        ("Avis;Commentaire interne", "Le pain est dur;À rappeler", "Le pain est dur"),
        ("Avis;Avis traduit", "Bread is hard;Le pain est dur", "Bread is hard"),
        ("Avis;Résumé", "Le pain est dur;Pain dur, client déçu", "Le pain est dur"),
    ],
)  # fmt: skip
def test_all_columns_of_words_are_what_was_said(
    tmp_path: Path, titles: str, cells: str, text: str
) -> None:
    assert read(tmp_path / "a.csv", f"{titles}\n{cells}\n").texts == [text]


def test_in_json_a_second_text_may_be_another_persons(tmp_path: Path) -> None:
    found = [{"text": "Le pain est dur", "post": {"message": "Nos pains"}, "author": "Nora"}]
    assert read(tmp_path / "a.json", json.dumps(found)).texts == ["Le pain est dur"]


def test_a_column_that_chooses_from_a_few_words_is_no_text(tmp_path: Path) -> None:
    rows = "".join(f"Avis numéro {n};{'Positif' if n % 2 else 'Négatif'}\n" for n in range(8))
    got = read(tmp_path / "a.csv", f"Commentaire;Votre avis global\n{rows}")
    assert got.texts == [f"Avis numéro {n}" for n in range(8)]


def test_a_survey_loses_no_row_whose_answers_are_short(tmp_path: Path) -> None:
    got = read(
        tmp_path / "a.csv",
        "Timestamp,Your name,How satisfied are you? (1-5),What did you like?,What did you like least?\n"
        "2026-11-24 9:05,Ann,5,The staff,\n2026-11-25 9:15,Bob,1,Nothing,The boots split\n",
    )
    assert got.texts == [
        "What did you like?: The staff",
        "What did you like?: Nothing\nWhat did you like least?: The boots split",
    ]
    assert [one.rating for one in got.mentions] == [5, 1]
    assert not got.unclear


@pytest.mark.parametrize(
    ("title", "is_read"),
    [("What annoyed you?", True), ("Pourquoi êtes-vous venu ?", True), ("Would you come again?", False)],
)  # fmt: skip
def test_a_question_that_asks_for_words_is_read_though_its_answers_are_short(
    tmp_path: Path, title: str, is_read: bool
) -> None:
    got = read(tmp_path / "a.csv", f"Date,Review,{title}\n2026-11-24,All good,parking\n")
    assert [title in text for text in got.texts] == [is_read]


def test_words_that_are_not_read_are_told(tmp_path: Path) -> None:
    got = read(
        tmp_path / "a.csv",
        "Avis;Suite donnée\nLe pain est dur;Nous avons remplacé le pain du client\n",
    )
    assert got.texts == ["Le pain est dur"]
    assert got.unclear == [
        "a.csv: some columns hold words and are not read: Suite donnée:"
        " put Comment in the title of one that says what people wrote"
    ]


@pytest.mark.parametrize("above", ["Avis;;;Réponse du propriétaire;", "Client;;;Réponse;"])
def test_a_title_over_titles_tells_the_answers_columns(tmp_path: Path, above: str) -> None:
    rows = "Nora;24/11/2026;Pain brûlé;Toutes nos excuses;25/11/2026\n"
    got = read(tmp_path / "a.csv", f"{above}\nAuteur;Date;Texte;Texte;Date\n{rows}")
    assert [(m.text, m.by_owner) for m in got.mentions] == [
        ("Pain brûlé", False),
        ("Toutes nos excuses", True),
    ]


MONKEY = (
    "Respondent ID,Start Date,How happy are you?,Why?,Which do you own?,,\n"
    ",,Response,Open-Ended Response,City,Road,Other (please specify)\n"
    "114001,11/28/2026 10:05:00 AM,Not at all,The wheel came off after two days,City,,\n"
    "114002,11/28/2026 10:15:00 AM,Quite,Good shop,,Road,a tricycle of my own\n"
)


def test_titles_in_two_rows_are_read_as_one_each(tmp_path: Path) -> None:
    got = read(tmp_path / "a.csv", MONKEY)
    assert [(m.text.partition("Why?: ")[2] or m.text, m.by_owner) for m in got.mentions] == [
        ("The wheel came off after two days", False),
        ("Good shop\nWhich do you own? Other (please specify): a tricycle of my own", False),
    ]
    assert [m.posted_at for m in got.mentions] == [
        at(2026, 11, 28, 10, 5),
        at(2026, 11, 28, 10, 15),
    ]
    assert [m.author and m.author.id for m in got.mentions] == ["114001", "114002"]
    french = MONKEY.replace("Open-Ended Response", "Réponse ouverte").replace("Response", "Réponse")
    assert read(tmp_path / "b.csv", french).texts == got.texts
    write_workbook(
        tmp_path / "c.xlsx", {"Sheet": [line.split(",") for line in MONKEY.splitlines()]}
    )
    assert read(tmp_path / "c.xlsx").texts == got.texts


def test_a_row_that_only_answers_is_no_second_row_of_titles(tmp_path: Path) -> None:
    got = read(tmp_path / "a.csv", "Date,Review,Reply\n,Lovely bread,Thanks\n,Response,\n")
    assert [m.text for m in got.mentions if not m.by_owner] == ["Lovely bread", "Response"]


@pytest.mark.parametrize(
    ("cells", "stars"),
    [
        (["3,0", "10"], [2, 5]),
        (["14", "8", "12"], [4, 2, 3]),  # of twenty, as at school
        (["40", "85", "3"], [2, 4, 1]),
        (["5", "80", "3", "2"], [5, None, 3, 2]),  # a slip: who gave 3 was not furious
        (["8/10", "5", "3"], [4, None, None]),
        (["5,0", "4,5", "5,0", "6"], [None, None, None, 3]),  # one of them: of five or of ten?
        (["8/10", "7/10", "5"], [4, 4, 3]),  # most rows say it
        (["8/10", *["4"] * 10], [4, *[4] * 10]),  # one slip in many
        (["4,5 étoiles", "2 stars", "9", "7"], [4, 2, 5, 4]),
        (["4,5", "1,5", "2.5", "4,6"], [4, 1, 2, 5]),  # half a star more is not claimed
        (["Very dissatisfied", "Neutral", "Somewhat satisfied"], [1, 3, 4]),
        (
            ["Très insatisfait(e)", "Plutôt satisfaite", "Tout à fait satisfait", "Cinq sur cinq"],
            [1, 4, 5, 5],
        ),
        (["1 - Très satisfait", "5 - Très insatisfait"], [5, 1]),  # a scale may count down
        (["4", "5", "Total"], [4, 5]),
    ],
)
def test_the_whole_column_tells_the_scale(
    tmp_path: Path, cells: list[str], stars: list[int | None]
) -> None:
    rows = "".join(f"{cell};Avis {n}\n" for n, cell in enumerate(cells) if cell != "Total")
    rows += "Total;\n45;\n" if "Total" in cells else ""
    assert [m.rating for m in read(tmp_path / "a.csv", f"note;avis\n{rows}").mentions] == stars


def test_a_column_of_satisfaction_holds_ratings(tmp_path: Path) -> None:
    rows = "Ana;Très insatisfait;Deux heures d'attente\nBob;Satisfait;Bon accueil\n"
    got = read(tmp_path / "a.csv", f"Auteur;Niveau de satisfaction;Commentaire\n{rows}")
    assert [(m.rating, m.genre) for m in got.mentions] == [(1, "review"), (4, "review")]


def test_half_a_star_counts_down_under_the_id_that_the_row_had_before(tmp_path: Path) -> None:
    half, whole = (
        read(
            tmp_path / f"{n}.csv", f"Date;Auteur;Note;Avis\n30/11/2026;Ana;{n};Bon vélo\n"
        ).mentions
        for n in ("4,5", "5")
    )
    assert [m.rating for m in (*half, *whole)] == [4, 5]
    assert half[0].external_id == whole[0].external_id, "4,5 was read as 5"


def test_a_review_that_gives_no_star_is_a_review_among_reviews(tmp_path: Path) -> None:
    rows = "Ana;2;Lent\nBob;;Correct\nCyd;;\n"
    got = read(tmp_path / "a.csv", f"Auteur;Note;Avis\n{rows}")
    assert [(m.text, m.genre) for m in got.mentions] == [("Lent", "review"), ("Correct", "review")]
    assert len(got.refused) == 1, "neither stars nor words: told"
    rows = "Ana;2;Lent\n" + "Bob;;Vu au marché\n" * 3
    got = read(tmp_path / "b.csv", f"Auteur;Note;Message\n{rows}")
    assert [m.genre for m in got.mentions][1:] == ["social_post"] * (len(got.mentions) - 1)


def test_where_a_column_has_two_scales_what_is_open_is_told_once(tmp_path: Path) -> None:
    rows = "8/10;a\n5;b\n4;c\n"
    got = read(tmp_path / "a.csv", f"note;avis\n{rows}")
    assert ["of 5 or of 10?" in told for told in got.unclear] == [True]
    assert {m.genre for m in got.mentions} == {"review"}
    for title in ("Note /5", "Nombre d'étoiles"):
        got = read(tmp_path / "b.csv", f"{title};avis\n{rows}")
        assert ([m.rating for m in got.mentions], got.unclear) == ([4, 5, 4], [])


@pytest.mark.parametrize("cell", ["04-mai", "4-May", "2026-05-04"])
def test_a_date_that_a_spreadsheet_made_of_a_figure_is_called_so(tmp_path: Path, cell: str) -> None:
    got = read(tmp_path / "a.csv", f"note;avis;likes\n{cell};bon pain;{cell}\n")
    assert [m.rating for m in got.mentions] == [None]
    assert ["spreadsheet made the date" in told for told in got.unclear] == [True, True]


@pytest.mark.parametrize(
    "last",
    ["Total;3;6;", "Total;;1;", "Moyenne :;;4,2;", "TOTAL GÉNÉRAL;12;;", "Sous-total;;3;", ";;4,3;", ";;45;",
     "Exporté le 25/11/2026 à 10:00;;;", "Total des avis : 3;;;", "3 avis;;;", "Moyenne;;4,2;\nTotal;3;;", "Average;;4.2;3",
     "Total;;;2 avis", "Total général;;;1 avis", ";;2,0;Moyenne", ";;Moyenne : 3,2;", ";Total;;2 avis", ";;;Total : 2 avis",
     "2;Total;3,5;2 reviews", ";;Note moyenne : 3,2/5;", ";;3;Nombre d'avis", "3;;3,0;Moyenne générale\n;;3;Sous-total",
     ";;2,0;Moyenne\nSous-total;;;1\nTOTAL;1;;\nExporté le 29/11/2026 par Nora;;;"],
)  # fmt: skip
def test_what_nobody_wrote_is_left_out_and_told(tmp_path: Path, last: str) -> None:
    got = read(
        tmp_path / "a.csv",
        f"Auteur;Date;Note;Avis\nNora;24/11/2026;2;Lent\nIlan;24/11/2026;4;Bien\nZoé;24/11/2026;3;\n{last}\n",
    )
    assert (got.texts, [m.rating for m in got.mentions]) == (["Lent", "Bien", ""], [2, 4, 3])
    assert got.refused == []
    assert "totals" in got.unclear[0]


@pytest.mark.parametrize(
    ("titles", "row"),
    [
        ("Auteur;Date;Note;Avis", "Nora;24/11/2026;2;Moyenne"),
        ("Auteur;Date;Note;Avis", "Total;24/11/2026;2;Stations sales"),
        ("Note;Avis", "1;Total, on a perdu une heure"),
        ("Note;Avis", "3;"),
        ("Note;Avis", "3;Moyenne"),
        ("Auteur;Date;Note;Avis", "Total Bike;;2;Total mess"),
        ("Auteur;Date;Note;Avis", ";24.11.2026;3;Moyenne"),
        ("Auteur;Date;Note;Avis", "Total;24.11.2026;3;Bof"),
        ("Auteur;Date;Titre;Avis", "Ana;;Total;2 avis"),
        ("Avis;Date", "Export du pain en retard;24/11/2026"),
    ],
)
def test_a_persons_row_is_no_total(tmp_path: Path, titles: str, row: str) -> None:
    rows = "\n".join(f"{row};order {n}" for n in range(3))
    assert len(read(tmp_path / "a.csv", f"{titles};Cart\n{rows}\n").mentions) == 3


@pytest.mark.parametrize(
    "name", ["Utilisateur Google", "A Google user", "Anonyme", "Client vérifié", "un internaute", "Guest 12"]
)  # fmt: skip
def test_what_everybody_is_called_tells_nobody_apart(tmp_path: Path, name: str) -> None:
    rows = f"{name};24/11/2026 18:05;1;\n" * 2 + f"{name};24/11/2026 18:05;5;\n"
    got = read(tmp_path / "a.csv", f"Auteur;Date;Note;Avis\n{rows}")
    assert (len(got.ids), got.unclear) == (3, [])
    assert got.ids == read(tmp_path / "b.csv", f"Auteur;Date;Note;Avis\n{rows}").ids


@pytest.mark.parametrize(
    ("titles", "row", "count"),
    [
        ("Auteur;Date;Note", "Léa Roy;24/11/2026;1", 1),
        ("Auteur;Avis", "Léa Roy;Bof", 1),
        ("Avis;Source", "Deux heures à attendre une selle, et personne ne répond au téléphone;x", 1),
        ("Auteur;Date;Note", ";24/11/2026;1", 2),
        ("Auteur;Date;Note", "Client anonyme;24/11/2026;1", 2),
        ("Date;Note;Avis", "24/11/2026;5;Super", 2),
    ],
)  # fmt: skip
def test_a_row_whose_every_cell_is_anothers_counts_once_and_is_told(
    tmp_path: Path, titles: str, row: str, count: int
) -> None:
    got = read(tmp_path / "a.csv", f"{titles}\n{row}\n{row}\n")
    assert len(got.ids) == len(got.mentions) == count
    assert ["counted once" in told for told in got.unclear] == [True] * (count == 1)
    apart = read(tmp_path / "b.csv", f"{titles};Panier\n{row};12\n{row};13\n")
    assert len(apart.ids) == 2 or "attendre" in row  # as ever: nobody writes so much twice


@pytest.mark.parametrize(
    "title",
    ["Réponse apportée", "Commentaire de réponse", "Réponse publiée", "Response from the owner", "Texte de la réponse"],
)  # fmt: skip
def test_what_a_column_of_answers_says_is_ours_however_short(tmp_path: Path, title: str) -> None:
    rows = (
        "Nora;Pain brûlé;Merci !\nIlan;Pain dur;Oui\nZoé;Pain sec;En attente\nLou;Bof;20/11/2026\n"
    )
    got = read(tmp_path / "a.csv", f"Auteur;Avis;{title}\n{rows}")
    assert [m.text for m in got.mentions if m.by_owner] == ["Merci !"]
    assert any("3 cells say whether it was answered" in told for told in got.unclear)


def test_a_column_that_may_hold_our_answers_is_told_with_what_to_call_it(tmp_path: Path) -> None:
    for cell in ("Merci !", "Nous sommes navrés, écrivez-nous à notre adresse du service client"):
        got = read(tmp_path / "a.csv", f"Auteur;Avis;Suivi réponse Paul\nNora;Pain brûlé;{cell}\n")
        assert ["call it Company reply" in told for told in got.unclear] == [True]


def test_a_question_of_a_survey_is_not_taken_for_our_answers(tmp_path: Path) -> None:
    cell = "Le pain est bien trop dur le matin"
    got = read(tmp_path / "a.csv", f"Auteur;Avis;Votre réponse au vendeur\nNora;Bof;{cell}\n")
    assert [m.by_owner for m in got.mentions] == [False]
    assert ["put Comment in the title" in told for told in got.unclear] == [True]


def test_words_under_no_title_are_told(tmp_path: Path) -> None:
    got = read(
        tmp_path / "a.csv", "Date;Avis;;\n24/11/2026;Pain dur;;vu par Paul\n24/11/2026;Bof;12;\n"
    )
    assert got.texts == ["Pain dur", "Bof"]
    assert ["'vu par Paul' has no column title" in told for told in got.unclear] == [True]


@pytest.mark.parametrize(
    "title",
    [
        "Code établissement",
        "Lieu",
        "Site",
        "Ville",
        "Business name",
        "locationId",
        "City",
        "Store ID",
    ],
)
def test_a_column_of_places_says_which_one(tmp_path: Path, title: str) -> None:
    got = read(tmp_path / "a.csv", f"Auteur;Avis;{title}\nNora;Pain brûlé;NTE-44\n")
    assert [m.place for m in got.mentions] == ["NTE-44"]


def test_a_platforms_name_of_a_review_says_the_place(tmp_path: Path) -> None:
    review = {"name": "accounts/1/locations/NTE-44/reviews/A1", "reviewId": "A1", "comment": "Dur"}
    [one] = read(tmp_path / "a.json", json.dumps({"reviews": [review]})).mentions
    assert one.place == "NTE-44"
    review["locationName"] = "Nantes"
    [one] = read(tmp_path / "a.json", json.dumps({"reviews": [review]})).mentions
    assert one.place == "Nantes"


def test_a_link_is_an_address(tmp_path: Path) -> None:
    got = read(
        tmp_path / "a.csv",
        "Avis;Lien\na;Voir\nb;https://x.example/1\nc;x.example/2\n"
        'd;"=LIEN_HYPERTEXTE(""https://x.example/3"";""Voir"")"\n',
    )
    assert [m.url for m in got.mentions] == [
        None,
        "https://x.example/1",
        "https://x.example/2",
        "https://x.example/3",
    ]
    assert got.unclear == ["a.csv line 2: Lien: 'Voir' cannot be read: left blank"]


def test_what_programs_put_around_words_is_taken_off(tmp_path: Path) -> None:
    got = read(
        tmp_path / "a.csv",
        "id;auteur;avis;titre\n"
        "'1790000000000000017;'@nora;'=Pain cuit;'-1 pour le pain\n"
        'b;"M. &amp; Mme Bell";"Trop cuit&amp;hellip; l&amp;#039;accueil";a\n'
        "c;'t Hof;'t Is koud, 'nul';b\n",
    )
    assert [(m.external_id, m.author and m.author.name, m.text) for m in got.mentions] == [
        ("1790000000000000017", "@nora", "=Pain cuit"),
        ("b", "M. & Mme Bell", "Trop cuit… l'accueil"),
        ("c", "'t Hof", "'t Is koud, 'nul'"),
    ]
    assert got.mentions[0].title == "-1 pour le pain"


@pytest.mark.parametrize("title", ["Avis", "(sans titre)", "No title", "Review"])
def test_a_title_that_a_platform_puts_there_is_no_text(tmp_path: Path, title: str) -> None:
    got = read(tmp_path / "a.csv", f"Titre;Avis;Note\n{title};;5\n{title};Le pain est dur;1\n")
    assert got.texts == ["", "Le pain est dur"]


@pytest.mark.parametrize(
    "text",
    [
        "Avis copiés ce matin (Nora)\n\nIlan B.\n★★☆☆☆\nLe pain est dur.\n",
        "Avis copiés ce matin, Nora\nIlan B.\nLe pain est dur.\nZoé\nBien\n",
        "Avis\n\nIlan B.\nLe pain est dur.\n\nZoé\nBien\n",
        "Bonjour,\nNote, Avis\nIlan, client d'hier, trouve le pain dur.\nZoé, non, et Léa non plus.\n",
        "Rappeler Nora\nCommentaire\nLe pain est dur.\n",
    ],
)
def test_a_text_with_a_word_of_a_headers_is_no_table(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnreadableFileError):
        read(tmp_path / "a.txt", text)


@pytest.mark.parametrize(
    "text", ["Avis\nLe pain est dur\n", "Date;Votre avis, en bref\n24/11/2026;Le pain est dur\n"]
)
def test_a_text_file_is_a_table_where_titles_stand_over_rows(tmp_path: Path, text: str) -> None:
    assert read(tmp_path / "a.txt", text).texts == ["Le pain est dur"]


@pytest.mark.parametrize(
    ("titles", "author", "hour"),
    [
        ("Qui;Message;Quand", "Nora", "24/11/2026 19:45"),
        ("From;Message;Sent (Europe/Paris)", "Nora", "24/11/2026 19:45"),
        ("👤 Voyageur;✍️ Message;📅 Reçu le [heure de Paris]", "Nora", "24/11/2026 19:45"),
        ("Votre prénom;Message;Received at", "Nora", "2026-11-24 19:45"),
        ("Nom du compte;Message;Date", "Nora", "24/11/2026 19:45"),
        ("requester.name;Message;Date", "Nora", "24/11/2026 19:45"),
        ("Sender;Message;Date sent", "Nora", "2026-11-24 19:45"),
    ],
)
def test_who_and_when_go_by_many_titles(
    tmp_path: Path, titles: str, author: str, hour: str
) -> None:
    got = read(tmp_path / "a.csv", f"{titles}\n{author};Le pain est dur;{hour}\n")
    [mention] = got.mentions
    assert (mention.author and mention.author.name, mention.posted_at) == (
        "Nora",
        at(2026, 11, 24, 19, 45),
    )
    assert (got.unclear, got.is_told_undated) == ([], False)


@pytest.mark.parametrize(
    "title", ["Heure d'arrivée", "Heure de réception", "Time sent", "Time received"]
)
def test_an_hours_column_says_whose_hour_it_is(tmp_path: Path, title: str) -> None:
    got = read(tmp_path / "a.csv", f"Jour;Avis;{title}\n24/11/2026;Le pain est dur;19 h 45\n")
    assert [m.posted_at for m in got.mentions] == [at(2026, 11, 24, 19, 45)]


def test_a_form_counts_when_it_was_sent_in(tmp_path: Path) -> None:
    rows = "2026-11-20 10:00:00,2026-11-20 10:03:00,Le pain est dur\n"
    got = read(tmp_path / "a.csv", f"Start Date (UTC),Submit Date (UTC),Avis\n{rows}")
    assert [m.posted_at for m in got.mentions] == [datetime(2026, 11, 20, 10, 3, tzinfo=UTC)]


def test_a_score_of_ten_is_read_on_ten(tmp_path: Path) -> None:
    got = read(tmp_path / "a.csv", "Score NPS;Avis\n3;Bof\n4;Non\n")
    assert [m.rating for m in got.mentions] == [2, 2]


def test_whether_a_message_was_sent_is_no_date(tmp_path: Path) -> None:
    got = read(tmp_path / "a.csv", "Sent;Message\nyes;Le pain est dur\n")
    assert (got.unclear, got.is_told_undated) == ([], True)


@pytest.mark.parametrize(
    ("title", "cells", "told"),
    [
        ("Arrivé dans la boîte", "24/11/2026 19:45|2026-11-25", "looks like dates"),
        ("Client.e", "Julie M.|Thomas B.", "looks like names"),
        ("Chez", "@nora_b|@ilan", "looks like names"),
        ("Appréciation", "4/5|★★☆☆☆", "looks like ratings"),
        ("Sur une échelle de 1 à 10, nous recommanderiez-vous ?", "4|10", "looks like ratings"),
    ],
)
def test_a_column_that_looks_like_what_is_missing_is_told(
    tmp_path: Path, title: str, cells: str, told: str
) -> None:
    first, second = cells.split("|")
    rows = f"Le pain est dur;{first}\nUn pain très bon;{second}\n"
    got = read(tmp_path / "a.csv", f"Avis;{title}\n{rows}")
    [line] = got.unclear
    assert line.startswith(f"a.csv: {title} {told} and is not used: call it ")
    assert got.is_told_undated is ("dates" not in told)


@pytest.mark.parametrize(
    ("title", "cells"),
    [
        ("Ville", "Lyon|Paris"),
        ("Numéro de commande", "20261124|20261125"),
        ("Date de naissance", "24/11/1980|25/11/1990"),
        ("Quantité", "4|5"),
        ("Suivi", "fait|à faire"),
    ],
)
def test_what_only_resembles_it_is_not_told(tmp_path: Path, title: str, cells: str) -> None:
    first, second = cells.split("|")
    got = read(tmp_path / "a.csv", f"Avis;{title}\nLe pain est dur;{first}\nBien;{second}\n")
    assert (got.unclear, got.is_told_undated) == ([], True)


def test_titles_without_their_small_words_are_the_same_titles(tmp_path: Path) -> None:
    got = read(
        tmp_path / "a.csv",
        "Id avis;Date avis;Titre avis;Texte avis;Langue avis;Auteur avis;Note avis;Réponse avis;Date réponse;Auteur réponse\n"
        "AV-1;24/11/2026;Dur;Le pain est dur;fr;Nora;2;Toutes nos excuses;25/11/2026;Paul\n",
    )
    one, answer = got.mentions
    assert (one.external_id, one.title, one.text, one.lang) == (
        "AV-1",
        "Dur",
        "Le pain est dur",
        "fr",
    )
    assert one.author
    assert (one.author.name, one.rating) == ("Nora", 2)
    assert (answer.text, answer.by_owner, answer.posted_at) == (
        "Toutes nos excuses",
        True,
        at(2026, 11, 25),
    )
