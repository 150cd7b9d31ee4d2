import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import httpx
import pytest
from contract import check_mentions, check_settings
from pydantic import ValidationError

from connectors.inbound.onefile import DroppedFile
from connectors.inbound.rows import Batch
from connectors.inbound.source import Inbound
from connectors.kit import apart
from connectors.kit.contract import Author, Mention, Page
from connectors.kit.errors import SourceBusyError, SourceRefusedError
from listener.notices.matters import in_words


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def rest(inbox: Path) -> None:
    """Its files were written long ago."""
    for path in inbox.iterdir() if inbox.is_dir() else ():
        if path.is_file() and not path.is_symlink():
            os.utime(path, (0, 0))


def poll(inbox: Path, **settings: object) -> Iterator[Page]:
    rest(inbox)
    source = Inbound.model_validate({"name": "drop", "folder": inbox, **settings})
    with httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(500))) as http:
        yield from source.pages(http, None)


def read(inbox: Path, **settings: object) -> list[Mention]:
    return [m for page in poll(inbox, **settings) for m in page.mentions]


def refused(inbox: Path) -> list[str]:
    return [line for page in poll(inbox) for line in page.refused]


def row(**values: object) -> str:
    return json.dumps({"external_id": "1", "text": "Salut", "genre": "review", **values}) + "\n"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file())


def test_keeps_the_contract(inbox: Path) -> None:
    lines = row() + row(external_id="2", posted_at="2026-11-10T10:00:00+01:00", rating=4)
    (inbox / "a.jsonl").write_text(lines)
    source = Inbound(name="drop", folder=inbox)
    check_mentions(list(poll(inbox)))
    assert list(poll(inbox)) == [], "with nothing new, nothing comes"
    check_settings(source)


def test_a_csv_with_the_fields_of_a_mention_is_read(inbox: Path) -> None:
    (inbox / "a.csv").write_text(
        "external_id,text,genre,url,author_id,author_name,author_followers,posted_at,rating,"
        "likes,addressed,venue\n"
        '7,"Bon, vraiment\nbon",review,https://x.example/7,u1,Zoé,1 200,2026-11-10T10:00:00Z,5,'
        "0,oui,own\n"
    )
    assert read(inbox) == [
        Mention(
            external_id="7",
            text="Bon, vraiment\nbon",
            genre="review",
            url="https://x.example/7",
            author=Author("u1", "Zoé", 1_200),
            posted_at=datetime(2026, 11, 10, 10, tzinfo=UTC),
            rating=5,
            likes=0,
            addressed=True,
            venue="own",
        )
    ]


@pytest.mark.parametrize(
    "written",
    [
        "Texte;Auteur;Date;Note;Lien\nDéçu;Léa;03/11/2026 14:05;2;https://x.example/1\n",
        "\ufeffTexte;Auteur;Date;Note;Lien\r\nDéçu;Léa;03/11/2026 14h05;2;https://x.example/1\r\n",
        "sep=;\nTexte;Auteur;Date;Note;Lien\nDéçu;Léa;2026-11-03 14:05;2/5;https://x.example/1",
        "lien\tnote\tdate\tauteur\ttexte\nhttps://x.example/1\t★★\t2026/11/03 14:05\tLéa\tDéçu\n",
        "\n\nTexte;Auteur;Date;Note;Lien\nDéçu;Léa;3/11/2026 à 14:05:00;2;https://x.example/1\n",
        'note,"texte",auteur,date,lien,inconnue\n"2,0",Déçu,Léa,03.11.2026 14:05,https://x.example/1,?',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "cp1252"])
def test_a_french_export_is_read_as_it_comes(inbox: Path, written: str, encoding: str) -> None:
    written = written.replace("★★", "2") if encoding == "cp1252" else written
    (inbox / "export.csv").write_bytes(written.encode(encoding, "ignore"))
    [found] = read(inbox, zone="Europe/Paris")
    assert [found] == [
        Mention(
            external_id=found.external_id,
            text="Déçu",
            genre="review",  # it has a rating
            url="https://x.example/1",
            author=Author("Léa", "Léa"),
            posted_at=datetime(2026, 11, 3, 13, 5, tzinfo=UTC),
            rating=2,
        )
    ]


def test_json_lines_may_leave_out_what_can_be_known(inbox: Path) -> None:
    (inbox / "a.ndjson").write_text('{"text": "Salut", "posted_at": "2026-11-03T14:05"}\n\n')
    [first] = read(inbox, genre="tweet")
    assert (first.genre, first.posted_at) == ("tweet", datetime(2026, 11, 3, 14, 5, tzinfo=UTC))
    (inbox / "b.csv").write_text("text,date\nSalut,2026-11-03T14:05\n")
    [second] = read(inbox, genre="tweet")
    assert second == first, "the same words, writer and time are the same mention"


def test_a_file_is_put_away_only_when_its_last_page_is_stored(inbox: Path) -> None:
    (inbox / "a.jsonl").write_text("".join(row(external_id=str(n)) for n in range(2_500)))
    pages = poll(inbox)
    assert [len(next(pages).mentions) for _ in range(3)] == [1_000, 1_000, 500]
    assert names(inbox) == ["a.jsonl"]
    assert next(pages, None) is None
    assert (names(inbox), names(inbox / "done")) == ([], ["a.jsonl"])


@pytest.mark.parametrize("stop", [1, 2, 3])
@pytest.mark.slow
def test_a_poll_that_is_killed_reads_the_file_again_with_the_same_ids(
    inbox: Path, stop: int
) -> None:
    lines = "".join(f"row {n},{n % 7}\n" for n in range(2_500))
    (inbox / "a.csv").write_text("text,rating\n" + lines)
    pages = poll(inbox)
    before = [m for _ in range(stop) for m in next(pages).mentions]
    del pages
    after = read(inbox)
    assert {m.external_id for m in before} <= {m.external_id for m in after}
    assert names(inbox / "done") == ["a.csv"]


def test_a_refused_row_is_reported_with_its_line_and_costs_no_other(inbox: Path) -> None:
    (inbox / "a.jsonl").write_text(
        row() + "{not json}\n" + "[3]\n" + row(external_id="4") + "{}\n" + "7\n"
    )
    [page] = poll(inbox)
    assert [m.external_id for m in page.mentions] == ["1", "4"]
    assert page.refused == (
        "a.jsonl line 2: not JSON: broken at character 2",
        "a.jsonl: 2 lines are no JSON object, the first is line 3",
        "a.jsonl line 5: neither a text nor stars: left out",
    )
    errors = (inbox / "refused" / "a.jsonl.errors.jsonl").read_text().splitlines()
    assert [json.loads(line)["line"] for line in errors] == [2, 3, 5, 6]
    assert json.loads(errors[0])["row"] == "{not json}\n"
    assert names(inbox / "done") == ["a.jsonl"]


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ("a,b,c,d", "4 cells under 3 columns"),  # an unquoted comma, and nothing that tells where
        (",,03/11/2026", "neither a text nor stars: left out"),
        ("N/A,,03/11/2026", "neither a text nor stars: left out"),
    ],
)
def test_a_csv_row_is_refused_for_a_reason(inbox: Path, cells: str, why: str) -> None:
    (inbox / "a.csv").write_text(f"text,rating,date\n{cells}\nfine,5,\n")
    [page] = poll(inbox)
    assert [m.text for m in page.mentions] == ["fine"]
    [reason] = page.refused
    assert reason.startswith("a.csv line 2: ")
    assert why in reason


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ("hello,9/5,", "rating: '9/5' cannot be read"),
        ("hello,N/A,", "rating: 'N/A' cannot be read"),
        ("hello,,32/01/2026", "date: '32/01/2026' is no date"),
        ("hello,,yesterday", "is no date"),
        ("hello,,0001-01-01T00:00:00+14:00", "is no date"),
    ],
)
def test_a_lesser_cell_costs_itself_and_is_told(inbox: Path, cells: str, why: str) -> None:
    (inbox / "a.csv").write_text(f"text,rating,date\n{cells}\nfine,5,03/11/2026\n")
    [page] = poll(inbox)
    assert [m.text for m in page.mentions] == ["hello", "fine"]
    assert page.refused == ()
    [line] = page.unclear
    assert line.startswith("a.csv line 2: ")
    assert why in line


def test_equal_things_are_told_in_one_line(inbox: Path) -> None:
    (inbox / "a.csv").write_text("text,rating,date\n" + "hello,N/A,\n" * 12 + ",,03/11/2026\n" * 3)
    [page] = poll(inbox)
    assert page.unclear == (
        "a.csv: rating: 12 cells cannot be read and are left blank, the first is line 2: 'N/A'",
    )
    assert page.refused == (
        "a.csv: 3 rows with neither a text nor stars are left out, the first is line 14",
    )


def test_a_quote_that_is_never_closed_swallows_no_row(inbox: Path) -> None:
    lines = "".join(f"row {n},5\n" for n in range(500))
    (inbox / "a.csv").write_text(f'text,rating\n"open,5\n{lines}')
    (inbox / "b.csv").write_text(f'text,rating\n"open, and more,5\n{lines}')
    one, two = poll(inbox)
    assert [m.text for m in one.mentions][:2] == ["open", "row 0"]
    assert (len(one.mentions), one.refused) == (501, ())
    assert len(two.mentions) == 500
    assert two.refused == ("b.csv line 2: a quote is opened and never closed",)


@pytest.mark.parametrize(
    "rows",
    [
        '"open,5\nfine,5\n"closed, later",4\n',  # the next quote is three lines down
        '"open,5\nfine"\nclosed,4\n',  # too few cells for two rows' worth of lines
        '"open"er,5\n5" wide,4\n"a"" b,3\n',
    ],
)
def test_rows_that_a_lost_quote_would_glue_together_are_read_apart(inbox: Path, rows: str) -> None:
    (inbox / "a.csv").write_text("text,rating\n" + rows)
    [page] = poll(inbox)
    assert len(page.mentions) == 3
    assert page.refused == ()


def test_a_line_of_ten_megabytes_is_refused_alone(inbox: Path) -> None:
    (inbox / "a.jsonl").write_text(row(text="x" * 10_000_000) + row(external_id="2"))
    (inbox / "b.csv").write_text("text\n" + "x" * 10_000_000 + "\nfine\n")
    one, two = poll(inbox)
    assert [m.external_id for m in one.mentions] == ["2"]
    assert [m.text for m in two.mentions] == ["fine"]
    assert "longer than 1,000,000" in one.refused[0]
    assert "longer than 1,000,000" in two.refused[0]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.xlsx", b"PK\x03\x04", "not a workbook"),
        ("a.xls", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2_000), "an old Excel workbook"),
        ("a.csv", b"PK\x03\x04 a workbook by another name", "not a workbook"),
        ("a.csv", b"%PDF-1.4", "not a text file"),
        ("a.csv.gz", b"\x1f\x8b", "not a table"),
        ("a.json", b"{", "not JSON"),
        ("a.json", b'{"a": 1}', "without a list"),
        ("a.json", b"[" * 100_000, "nested too deep"),
        ("a.csv", b"a,b\n1,2\n", "no column for the text"),
        ("a.csv", b"", "the file is empty"),
        ("a.csv", b"\xef\xbb\xbf\n\n;;;\n", "the file is empty: export it again"),
        ("a.json", b" \n", "the file is empty: export it again"),
        ("a.json", b"[]", "the file is empty: export it again"),
        ("a.json", b'{"reviews": [], "next": 2}', "the file is empty: export it again"),
        ("a.csv", b"\0" * 999, "no column for the text"),
    ],
)
def test_a_file_that_cannot_be_read_is_set_aside_with_its_reason(
    inbox: Path, name: str, content: bytes, why: str
) -> None:
    (inbox / name).write_bytes(content)
    (inbox / "z.csv").write_text("text\nfine\n")
    pages = list(poll(inbox))
    assert why in pages[0].refused[0]
    assert names(inbox / "refused") == sorted([name, f"{name}.errors.jsonl"])
    assert [m.text for m in pages[1].mentions] == ["fine"]


def test_a_name_that_comes_again_overwrites_nothing(inbox: Path) -> None:
    for text in ("one", "two", "three"):
        (inbox / "a.csv").write_text(f"text,rating\n{text},\n,\nN/A,\n")
        assert [m.text for m in read(inbox)] == [text]
    assert names(inbox / "done") == ["a-2.csv", "a-3.csv", "a.csv"]
    assert len(names(inbox / "refused")) == 3


def test_only_whole_plain_files_are_read(inbox: Path) -> None:
    (inbox / ".hidden.csv").write_text("text\nno\n")
    (inbox / "half.csv.part").write_text("text\nno\n")
    (inbox / "half.csv.tmp").write_text("text\nno\n")
    (inbox / "notes.txt").write_text("not for us")
    (inbox / "folder.csv").mkdir()
    (inbox / "link.csv").symlink_to(inbox / ".hidden.csv")
    os.mkfifo(inbox / "pipe.csv")
    assert read(inbox) == []
    assert len(list(inbox.iterdir())) == 7 + 2  # done/ and refused/


def test_a_file_that_grows_while_it_is_read_is_read_again(inbox: Path) -> None:
    file = inbox / "a.jsonl"
    file.write_text("".join(row(external_id=str(n)) for n in range(1_200)))
    pages = poll(inbox)
    next(pages)
    with file.open("a") as out:
        out.write(row(external_id="late"))
    list(pages)
    assert names(inbox) == ["a.jsonl"]
    assert "late" in {m.external_id for m in read(inbox)}
    assert names(inbox / "done") == ["a.jsonl"]


def test_half_a_last_row_of_a_file_that_is_still_written_is_not_taken(inbox: Path) -> None:
    file = inbox / "a.csv"
    file.write_text("text\n" + "whole\n" * 999 + "last whole\nhal")
    pages = poll(inbox)
    next(pages)
    os.utime(file, (1, 1))  # its writer is at it
    assert [m.text for page in pages for m in page.mentions] == []
    assert names(inbox) == ["a.csv"]
    assert "hal" in {m.text for m in read(inbox)}  # nothing more came: it was the whole row


def test_files_are_read_by_name(inbox: Path) -> None:
    for name in ("b", "c", "a"):
        (inbox / f"{name}.csv").write_text(f"text\n{name}\n")
    assert [m.text for m in read(inbox)] == ["a", "b", "c"]


def test_text_that_no_text_may_hold_is_taken_out(inbox: Path) -> None:
    (inbox / "a.jsonl").write_text(r'{"text": "a\u0000b\ud800c\u202e", "external_id": "x"}')
    assert read(inbox)[0].text == "abc\u202e"  # bidi controls stay until they are shown


def test_the_folder_is_the_inbox_of_the_storage_unless_named(tmp_path: Path) -> None:
    source = Inbound(name="drop").placed_in(tmp_path)
    assert source.folder == tmp_path / "inbox"
    assert Inbound(name="drop", folder=tmp_path).placed_in(tmp_path / "data").folder == tmp_path
    assert source.about_brand
    with httpx.Client() as http:
        assert list(source.pages(http, None)) == []
        with pytest.raises(SourceRefusedError, match="name the folder"):
            list(Inbound(name="drop").pages(http, None))


def test_a_folder_that_cannot_be_used_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SourceBusyError, match="file"):
        read(tmp_path / "file")


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", ""])
def test_an_unknown_zone_is_refused(zone: str) -> None:
    with pytest.raises(ValidationError, match="Europe/Paris"):
        Inbound(name="drop", zone=zone)


def test_times_without_a_zone_are_the_brands(inbox: Path) -> None:
    (inbox / "a.csv").write_text("text,date\nSalut,03/11/2026 14:05\n")
    source = Inbound(name="drop", folder=inbox)
    assert source.timed_in("Europe/Paris", "FR").zone == "Europe/Paris"
    assert (
        Inbound(name="drop", zone="Asia/Tokyo").timed_in("Europe/Paris", "FR").zone == "Asia/Tokyo"
    )
    with httpx.Client() as http:
        [page] = source.timed_in("America/Chicago", "US").pages(http, None)
    assert page.mentions[0].posted_at == datetime(2026, 3, 11, 19, 5, tzinfo=UTC)


@pytest.mark.parametrize("letter", ["a", "é"])
@pytest.mark.parametrize("room", [0, 1, 4, 8, 14])
def test_a_name_as_long_as_the_system_takes_stops_nothing(
    inbox: Path, letter: str, room: int
) -> None:
    size = len(letter.encode())
    long = letter * ((255 - 4 - room) // size) + ".csv"
    (inbox / long).write_text("text,date\nhello,\nN/A,\n")
    (inbox / "ê.csv").write_text("text\nfine\n")
    for _ in range(2):
        assert sorted(read_texts(inbox)) == ["fine", "hello"]
        assert names(inbox) == []
        (inbox / long).write_text("text,date\nhello,\nN/A,\n")
        (inbox / "ê.csv").write_text("text\nfine\n")
    assert len(names(inbox / "done")) == 4
    assert len(names(inbox / "refused")) == 2, "each with its refused rows"


def read_texts(inbox: Path) -> list[str]:
    return [m.text for m in read(inbox)]


def test_what_lies_there_and_is_not_read_is_told(inbox: Path) -> None:
    (inbox / "photos").mkdir()
    (inbox / "link.csv").symlink_to(inbox / "photos")
    os.mkfifo(inbox / "pipe.csv")
    (inbox / "notes.txt").write_text("call Nora back")
    (inbox / "film.mov").write_text("")
    (inbox / "~$avis.xlsx").write_text("Excel has it open")
    (inbox / "a.csv.crdownload").write_text("a browser is at it")
    for name in (".DS_Store", "Thumbs.db", "._avis.xlsx", ".~lock.avis.ods#", ".a.csv.Xy3kQz"):
        (inbox / name).write_text("a system's own")
    (inbox / ".avis.csv").write_text("text\nfine\n")
    (inbox / "z.csv").write_text("text\nfine\n")
    [first, *rest] = list(poll(inbox))
    said = [*first.said, *(line for page in rest for line in page.said)]
    assert [line.partition(":")[0] for line in said] == [
        ".avis.csv",
        "film.mov",
        "link.csv",
        "photos",
        "pipe.csv",
        "notes.txt",
    ]
    assert first.said, "what cannot be read is told with the first page: check shows no other"
    assert {page.refused for page in (first, *rest)} == {()}


def test_a_text_file_with_a_table_is_read(inbox: Path) -> None:
    written = "auteur\tdate\ttexte\r\nNora\t03/11/2026 14:05\tToujours rien\r\n"
    (inbox / "export.txt").write_bytes(written.encode("utf-16"))
    assert read_texts(inbox) == ["Toujours rien"]
    assert names(inbox / "done") == ["export.txt"]


def test_a_header_cell_beyond_the_csv_modules_limit_stops_nothing(inbox: Path) -> None:
    (inbox / "a.csv").write_text("x" * 200_000 + ",y\n1,2\n")
    (inbox / "b.csv").write_text(json.dumps([{"text": "y" * 140_000}]))  # JSON by another name
    (inbox / "c.csv").write_text("text\nfine\n" + "z" * 150_000 + "\n")
    assert [len(text) for text in read_texts(inbox)] == [140_000, 4, 150_000]
    assert "a.csv" in names(inbox / "refused")


def test_a_file_that_is_taken_back_or_shut_costs_no_other(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "abc":
        (inbox / f"{name}.csv").write_text(f"text\n{name}\n")
    read_one = Inbound._batches

    def batches(self: Inbound, file: DroppedFile) -> Iterator[Batch]:
        if file.name == "a.csv":
            file.path.unlink()
        if file.name == "b.csv":
            raise PermissionError(13, "Permission denied", "b.csv")
        return read_one(self, file)

    monkeypatch.setattr(Inbound, "_batches", batches)
    pages = list(poll(inbox))
    assert [m.text for page in pages for m in page.mentions] == ["c"]
    assert names(inbox) == ["b.csv"]
    assert [line for page in pages for line in page.said] == [
        "b.csv: Permission denied: let the listener read, write and move it"
    ]


def test_a_file_on_which_reading_breaks_is_set_aside_after_three_tries(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (inbox / "a.csv").write_text("text\na\n")
    (inbox / "b.csv").write_text("text\nb\n")
    read_one = Inbound._batches

    def batches(self: Inbound, file: DroppedFile) -> Iterator[Batch]:
        if file.name == "a.csv":
            raise apart.CutOffError("reading it took longer than 60 s: refused")
        return read_one(self, file)

    monkeypatch.setattr(Inbound, "_batches", batches)
    for _ in range(2):
        pages = list(poll(inbox))
        assert "tried again" in pages[0].said[0]
        assert "a.csv" in names(inbox)
    [page] = poll(inbox)
    assert page.refused == ("a.csv: reading it took longer than 60 s: refused",)
    assert names(inbox) == []
    assert names(inbox / "refused") == ["a.csv", "a.csv.errors.jsonl"]


def test_bytes_that_are_no_name_can_still_be_told(inbox: Path) -> None:
    Path(os.fsdecode(os.fsencode(inbox) + b"/caf\xe9.csv")).write_text("text,date\nfine,never\n")
    [page] = poll(inbox)
    assert page.unclear[0].startswith("caf?.csv line 2")
    json.dumps(page.unclear).encode()


def test_a_copy_of_an_inbox_tells_of_the_same_things(inbox: Path, tmp_path: Path) -> None:
    (inbox / "photos").mkdir()
    (inbox / "link.csv").symlink_to(inbox / "photos")
    os.mkfifo(inbox / "pipe.csv")
    (inbox / "a.csv").write_text("text\nfine\n")
    source = Inbound(name="drop", folder=inbox).copied_to(tmp_path / "copy")
    with httpx.Client() as http:
        [page] = source.pages(http, None)
    assert [m.text for m in page.mentions] == ["fine"]
    assert len(page.said) == 3
    assert names(inbox) == ["a.csv"], "the inbox itself is as it was"


def test_refused_rows_are_explained_in_the_words_of_whoever_reads_them(inbox: Path) -> None:
    (inbox / "a.csv").write_text("texte,note,date\nNul,1,\n,,03/11/2026\n")
    (inbox / "b.pdf").write_text("%PDF")
    rest(inbox)
    source = Inbound(name="drop", folder=inbox).said_by(partial(in_words, lang="fr"))
    with httpx.Client() as http:
        list(source.pages(http, None))
    told = [(inbox / "refused" / f"{name}.errors.jsonl").read_text() for name in ("a.csv", "b.pdf")]
    assert [json.loads(line)["reason"] for line in told] == [
        "ni texte ni note, la ligne est laissée de côté",
        "ce n'est pas un tableau ; déposez le CSV, le classeur ou le JSON lui-même",
    ]


def test_a_hidden_table_is_told_once_its_writer_had_the_time_to_name_it(inbox: Path) -> None:
    (inbox / ".avis.csv").write_text("text\nfine\n")
    source = Inbound(name="drop", folder=inbox)
    with httpx.Client() as http:
        assert list(source.pages(http, None)) == []
        [page] = source.for_one_visit().pages(http, None)
    assert page.said == (
        ".avis.csv: its name begins with a dot, so it is not read: give it a name without the dot"
        " if it is meant for us",
    )
