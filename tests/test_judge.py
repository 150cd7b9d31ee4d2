"""Labelled rows through the pipeline: each alone, counted as a labeller means it, and told in words."""

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from acme import BRAND, CueTagger
from rigs.forks import command

from listener.judge.bench import Bench, Got
from listener.judge.brands import read_brands
from listener.judge.rows import Row, read_risks, read_rows
from listener.judge.score import Hits, Judged, Right, report, risks
from listener.settings.config import ConfigError

EXAMPLE = Path(__file__).parent.parent / "examples" / "judge"
FRENCH = BRAND.model_copy(update={"name": "Étoile", "language": "fr"})
BRANDS = {"Acme": BRAND, "Étoile": FRENCH}


def rows(folder: Path, *lines: Mapping[str, object] | str) -> tuple[Row, ...]:
    written = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    (folder / "rows.jsonl").write_text("\n".join(written))
    return read_rows(folder / "rows.jsonl", BRANDS)


def line(text: str, **more: object) -> dict[str, object]:
    return {"brand": "Acme", "text": text, "expected_leaf": "REPAIR", **more}


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    (tmp_path / "scratch").mkdir()
    made = Bench(tmp_path / "scratch", CueTagger())
    yield made
    made.close()


def test_a_row_needs_its_brand_its_text_and_its_leaf_and_no_more(
    tmp_path: Path, bench: Bench
) -> None:
    (row,) = rows(tmp_path, line("@acme my battery is broken, I hate it", venue="own"))
    got = bench.judge(row, BRAND)
    assert isinstance(got, Got)
    assert (row.id, got.leaf, got.alert) == ("1", "REPAIR", "instant")
    assert got.drafts
    assert got.labels["tone"] == "negative"


def test_what_was_said_before_is_part_of_its_row_and_of_no_other(
    tmp_path: Path, bench: Bench
) -> None:
    """We answered two hours ago, and they come back."""
    before = [
        {"ago": 180, "text": "@acme my battery is broken", "author": {"id": "jo"}, "thread_key": "t", "venue": "own",
         "url": "https://acme.example/q"},
        {"ago": 120, "text": "We look into it.", "by_owner": True, "author": {"id": "brand"}, "thread_key": "t",
         "venue": "own", "parent_url": "https://acme.example/q"},
    ]  # fmt: skip
    told = line(
        "it is broken still", author={"id": "jo"}, thread="Sale", thread_key="t", venue="own"
    )
    with_it, without = rows(tmp_path, told | {"history": before}, told)
    assert [at for at, _ in with_it.history] == sorted(at for at, _ in with_it.history)
    known, new = bench.judge(with_it, BRAND), bench.judge(without, BRAND)
    assert isinstance(known, Got)
    assert isinstance(new, Got)
    assert "Our answer did not settle it" in known.reason
    assert "Our answer" not in new.reason
    assert bench.judge(with_it, BRAND) == known


def test_a_posts_own_time_is_the_rows(tmp_path: Path) -> None:
    """Else a post of last year would be old, and a look instead of an alert."""
    (row,) = rows(tmp_path, line("hello", posted_at="2025-03-01T09:00:00+01:00"))
    assert row.mention.posted_at is not None
    assert row.mention.posted_at.isoformat() == "2025-03-01T08:00:00+00:00"


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ("{", "rows.jsonl: line 2: this is no JSON: write one object a line"),
        ({"brand": "Acme", "text": "x"}, "rows.jsonl: line 2: expected_leaf: missing: add it"),
        (line("x", expected_leaf="REPARE"), "rows.jsonl: line 2: expected_leaf: 'REPARE'? did you mean 'REPAIR'?"),
        (line("x", brand="Acmee"), "rows.jsonl: line 2: brand: 'Acmee'? did you mean 'Acme'?"),
        (line("x", brand="Étoile", expected_form="critik"), "rows.jsonl: line 2: expected_form: 'critik'? did you mean 'critique'?"),
        (line("x", rating=9), "rows.jsonl: line 2: rating: Input should be less than or equal to 5"),
        (line("x", id="a"), "rows.jsonl: line 2: id: 'a' stands in line 1 too: give each its own"),
        ("[1]", "rows.jsonl: line 2: this is no JSON: write one object a line"),
    ],
)  # fmt: skip
def test_a_bad_line_is_told_with_its_number_and_what_to_do(
    tmp_path: Path, bad: Mapping[str, object] | str, told: str
) -> None:
    with pytest.raises(ConfigError) as error:
        rows(tmp_path, line("fine", id="a"), bad)
    assert str(error.value).startswith(told)


def test_a_fault_of_many_lines_is_told_once_in_the_language_of_the_first_brand(
    tmp_path: Path,
) -> None:
    faulty = [line("x", brand=name, who_must_know="soon") for name in ("Acme", "Étoile") * 5]
    written = [*faulty, line("fine"), line("x", brand="Étoile", expected_form="critik")]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, written)))
    with pytest.raises(ConfigError) as error:
        read_rows(tmp_path / "rows.jsonl", {"Étoile": FRENCH, "Acme": BRAND})
    many, one = str(error.value).split("\n")
    assert many.startswith("rows.jsonl: lignes 1, 2, 3, 4, 5, 6, … (10): who_must_know: on peut")
    assert one.startswith("rows.jsonl: ligne 12: expected_form: 'critik' ? Vouliez-vous dire")
    two = "\n".join(map(json.dumps, faulty[:2]))
    (tmp_path / "rows.jsonl").write_text(two)
    with pytest.raises(ConfigError, match=r"^rows.jsonl: lines 1, 2: who_must_know: "):
        read_rows(tmp_path / "rows.jsonl", BRANDS)


def test_brands_stand_beside_the_rows_or_are_those_of_the_settings(tmp_path: Path) -> None:
    settings = tmp_path / "here.toml"
    settings.write_text(
        '[[brand]]\nname = "Acme"\n[brand.slack]\nchannels = {alerts = "C012345678"}\n'
    )
    brands, _ = read_brands(tmp_path, settings)
    assert list(brands) == ["Acme"]
    assert brands["Acme"].slack.channels.alerts is None, "judging posts nowhere"
    told = {"name": "Étoile", "language": "fr", "facts": [{"id": "f", "text": "Un fait."}]}
    (tmp_path / "brands.json").write_text(json.dumps({"Étoile#2": told}))
    brands, _ = read_brands(tmp_path, settings)
    assert brands["Étoile#2"].fact[0].text == "Un fait."
    (tmp_path / "brands.json").write_text(json.dumps([told | {"handels": ["@e"]}]))
    with pytest.raises(ConfigError, match=r"brands.json: Étoile.handels: clé inconnue"):
        read_brands(tmp_path, settings)


def judged(row: Row, **got: str) -> Judged:
    known = Got("REPAIR", "grouped", "sure", "", {"form": "critique"}, "en", "none", ())
    return Judged(row, replace(known, **got))  # type: ignore[arg-type]


def test_figures_are_counted_as_the_labels_mean_them(tmp_path: Path) -> None:
    one, other, third = rows(
        tmp_path,
        line("a", who_must_know="now", also_ok=["THANK"], expected_form="critique"),
        line("b", who_must_know="nobody", also_ok={"form": ["share"]}, expected_form="off", lang="fr"),
        line("c", who_must_know="today"),
    )  # fmt: skip
    found = report(
        [
            judged(one, leaf="THANK"),
            judged(other, leaf="COUNT", alert="instant", confidence="please check"),
            judged(third, alert="instant"),
        ]
    )
    assert found.all == Right(3, 1, 2)
    assert found.languages == {"en": Right(2, 1, 2), "fr": Right(1, 0, 0)}
    assert list(found.confidence.items()) == [
        ("sure", Right(2, 1, 2)),
        ("please check", Right(1, 0, 0)),
    ]
    assert found.labels["form"] == Hits(1, 2)
    assert found.late == Hits(1, 1)
    assert found.false_alerts == Hits(1, 1)
    assert found.confusions == (("REPAIR", "COUNT", 1),)


def test_a_risk_counts_by_its_tier(tmp_path: Path) -> None:
    (tmp_path / "risk.jsonl").write_text(
        '{"text": "glass in it", "risk": "safety"}\n{"text": "I die laughing", "risk": "none"}'
    )
    bad, harmless = read_risks(tmp_path / "risk.jsonl", BRANDS, BRAND)
    found = risks(
        [
            judged(bad, risk="likely", alert="instant"),
            judged(bad, risk="possible"),
            judged(bad),
            judged(harmless, risk="possible"),
        ]
    )
    assert (found.likely, found.seen, found.at_once) == (Hits(1, 3), Hits(2, 3), Hits(1, 3))
    assert (found.false_likely, found.false_possible) == (Hits(0, 1), Hits(1, 1))


def listener(place: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return command(place, *args, environ={"PATH": os.environ["PATH"], "LANG": "fr_FR.UTF-8"})


@pytest.mark.long
def test_the_example_is_judged_by_the_command(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    done = listener(tmp_path, "judge", str(EXAMPLE), "--json", str(out))
    assert done.returncode == 0, done.stderr
    told = json.loads(out.read_text("utf-8"))
    assert told["leaves"]["all"]["n"] == len(told["rows"]) == 6
    assert len(told["risk"]) == 4
    assert "Toutes les lignes" in done.stdout, "its first brand is French"
    wrong = [row["id"] for row in told["rows"] if not row["acceptable"]]
    assert all(name in done.stdout for name in wrong)


def test_a_risk_of_no_brand_is_told_in_the_language_of_the_command(tmp_path: Path) -> None:
    (tmp_path / "brands.json").write_text('[{"name": "Acme", "language": "en"}]')
    (tmp_path / "risk.jsonl").write_text(
        '{"text": "My daughter was thrown off when the wheel came off.", "risk": "risk"}\n'
    )
    done = listener(tmp_path, "judge", str(tmp_path), "--json", str(tmp_path / "out.json"))
    assert done.returncode == 0, done.stderr
    (row,) = json.loads((tmp_path / "out.json").read_text("utf-8"))["risk"]
    assert row["reason"].startswith("A child may be in danger")


def test_some_rows_alone_are_chosen_by_name_or_by_file(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    done = listener(tmp_path, "judge", str(EXAMPLE), "--ids", "s06", "--json", str(out))
    assert done.returncode == 0, done.stderr
    assert [row["id"] for row in json.loads(out.read_text())["rows"]] == ["s06"]
    for args, told in (
        (("--ids", "s06,zz"), "--ids: aucune ligne ne s'appelle zz"),
        (
            ("--json", "no/out.json"),
            "no/out.json: ce dossier n'existe pas : créez-le d'abord, ou donnez-en un autre",
        ),
        (("--only", "leaves"), "--only: 'leaves' ? Écrivez leaf ou risk"),
    ):
        done = listener(tmp_path, "judge", str(EXAMPLE), *args)
        assert (done.returncode, done.stderr.strip()) == (2, told)
