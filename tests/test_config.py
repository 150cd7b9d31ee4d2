import json
import os
import re
import tomllib
from collections.abc import Iterator
from datetime import time
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

import connectors
from listener.settings import reference
from listener.settings.brand import Brand
from listener.settings.config import Config, ConfigError
from listener.settings.load import find, load
from listener.settings.numbers import Due
from listener.settings.problems import model_in
from listener.words import say
from listener.words.spoken import spoken

ROOT = Path(__file__).parent.parent
GOOD = """
[[brand]]
name = "Acme"
handles = ["@acme"]
[[source]]
kind = "rss"
name = "blog"
url = "https://acme.example/feed"
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text)
    return path


def problems(folder: Path, text: str, environ: dict[str, str] | None = None) -> list[str]:
    """What is told: of what was left out, else of why nothing can be used."""
    try:
        return list(load(write(folder, text), environ or {}).faults)
    except ConfigError as error:
        return str(error).splitlines()


def test_the_shortest_settings_are_a_brand_and_a_source(tmp_path: Path) -> None:
    config = load(write(tmp_path, GOOD), {})
    assert [source.name for source in config.source] == ["blog"]
    assert config.source[0].brand == "Acme"
    assert config.storage.dir == tmp_path / "data"
    assert config.database_url == f"sqlite:///{tmp_path}/data/listener.db"


def test_the_annotated_example_is_valid(tmp_path: Path) -> None:
    config = load(write(tmp_path, (ROOT / "config.toml").read_text()), {})
    assert [brand.name for brand in config.brand] == ["Acme"]
    assert {source.kind for source in config.source} == {"inbound", "rss"}


def uncommented(text: str) -> str:
    """The example with every `# key = value` line switched on."""
    lines = []
    for line in text.splitlines():
        bare = line.removeprefix("# ").split("  # ")[0].rstrip()
        try:
            tomllib.loads(bare)
        except tomllib.TOMLDecodeError:
            continue
        if line.startswith(("# [", "#  ")) or (line.startswith("# ") and " = " in bare):
            lines.append(bare)
        elif not line.startswith("#"):
            lines.append(line)
    return "\n".join(lines)


def differing(one: object, other: object, where: str = "") -> Iterator[str]:
    """The keys at which two dumped settings are not the same."""
    if isinstance(one, tuple | list) and isinstance(other, tuple | list):
        one, other = dict(enumerate(one)), dict(enumerate(other))
    if isinstance(one, dict) and isinstance(other, dict):
        for key in one.keys() | other.keys():
            yield from differing(one.get(key), other.get(key), f"{where}.{key}".lstrip("."))
    elif one != other:
        yield f"{where} ({one!r:.40}, not {other!r:.40})"


def test_what_the_example_shows_as_a_default_is_the_default(tmp_path: Path) -> None:
    text = (ROOT / "config.toml").read_text()
    shown = (
        uncommented(text)
        .replace('token_file = "slack.token"', "")
        .replace('alerts = "C0123456789"', "")
    )
    shown = shown.replace("closed = [2026-12-24]", "")
    plain, full = load(write(tmp_path, text), {}), load(write(tmp_path, shown), {})
    [told] = full.brand
    assert told.due != Due(), "these stand in the records of the leaves: tests/test_numbers.py"
    full = full.model_copy(update={"brand": (told.model_copy(update={"due": Due()}),)})
    wrong = sorted(
        differing(full.model_dump(exclude={"source"}), plain.model_dump(exclude={"source"}))
    )
    assert not wrong, f"config.toml shows another default than the code has: {', '.join(wrong)}"
    assert {source.kind for source in full.source} == {"inbound", "rss"}  # `listener kinds` has all
    assert len(shown) > len(text) / 3


def test_the_example_names_every_key() -> None:
    text = (ROOT / "config.toml").read_text()
    known = {line.split("`")[1].rsplit(".", 1)[-1] for line in reference.table().splitlines()[2:]}
    # Shown by their like, or described in the manual's table.
    spared = {"sat", "sun", "text_en", "press", "influencers", "customers", "triage", "ops"}
    spared |= {"alerts", "zone"}
    missing = sorted(key for key in known - spared if not re.search(rf"\b{key}\b", text))
    assert not missing, f"config.toml does not show: {', '.join(missing)}"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (GOOD.replace("url =", "uri_ ="), "config.toml: source (blog).uri_: unknown key: 'uri_'? did you mean 'url'?"),
        (GOOD.replace('url = "', 'genre = "review" #'), "config.toml: source (blog): url: give the feed's address, or a preset and, in of, what to follow"),
        (
            GOOD.replace("url =", "ulr ="),
            "config.toml: source (blog).ulr: unknown key: 'ulr'? did you mean 'url'?",
        ),
        (GOOD.replace("kind", "type"), "config.toml: source (blog).type: unknown key: 'type'? did you mean 'kind'?"),
        (GOOD.replace('kind = "rss"', ""), "config.toml: source (blog).kind: missing: add it"),
        (GOOD.replace('"rss"', '"rsss"'), "config.toml: source (blog).kind: 'rsss'? did you mean 'rss'?"),
        (GOOD.replace('"rss"', '"myspace"'), "config.toml: source (blog).kind: 'myspace'? the kinds are "),
        (GOOD.replace("handles", "handels"), "config.toml: brand (Acme).handels: unknown key: 'handels'? did you mean 'handles'?"),
        (GOOD.replace('"@acme"', '"acme"'), "config.toml: brand (Acme).handles 1: 'acme' is no handle: write it like @acme"),
        (GOOD.replace("[[brand]]", "[[brand]]\nzone = 'Paris'"), "config.toml: brand (Acme).zone: unknown time zone 'Paris': write it like Europe/Paris"),
        (GOOD + "\n[storge]\ndir = 'x'", "config.toml: storge: unknown key: 'storge'? did you mean 'storage'?"),
        (GOOD + "\n[web]\nport = 99999", "config.toml: web.port: Input should be less than or equal to 65535"),
        (GOOD + GOOD.split("\n\n")[-1].split("[[source]]")[0], "config.toml: brand: the name 'Acme' is used twice"),
        (GOOD + "[[source]]" + GOOD.split("[[source]]")[1], "config.toml: source: the name 'blog' is used twice"),
        (GOOD.replace("[[brand]]", "[brand]"), "config.toml: brand: write it with double brackets: [[brand]]"),
        ("[[source]]\nkind='inbound'\nname='inbox'", "config.toml: brand: missing: add it"),
        (GOOD.replace("feed\"", "${TOKEN}\""), "config.toml: source (blog).url: the environment variable TOKEN is not set"),
        (GOOD.replace('"Acme"', '"Acme"\nslack.token = "xoxb-canary"'), "config.toml: brand (Acme).slack.token: a token does not belong in this file: set SLACK_BOT_TOKEN"),
        (GOOD.replace('"Acme"', '"Acme"\nslack.channels.alerts = "#alerts"'), "config.toml: brand (Acme).slack.channels.alerts: '#alerts': give the channel's id (C…)"),
        (GOOD + "\n[storage]\nurl = 'postgresql://u:canary@h/d'", "config.toml: storage.url: a password does not belong here: set LISTENER_DATABASE_URL"),
        ("[[brand]\nname=", "config.toml: line 1: a bracket is missing"),
        (GOOD.replace("[[source]]", "[brand.thresholds]\nnot_ours_under = 0.9\n[[source]]"), "config.toml: brand (Acme).thresholds: not_ours_under 0.9 is above ours_from 0.7: what lies between"),
    ],
)  # fmt: skip
def test_says_what_is_wrong_where_and_what_to_do(tmp_path: Path, text: str, line: str) -> None:
    found = problems(tmp_path, text)
    assert any(one.startswith(line) for one in found), found
    assert not any("canary" in one for one in found)


def test_reports_every_problem_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("url =", "ulr =").replace("@acme", "acme") + "\n[web]\nport = -1"
    assert len(problems(tmp_path, text)) == 3  # those of one brand and one source too


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('nom = "Tours"', "name"),
        ('Name = "Tours"', "name"),
        ('titre = "Tours"', "name"),
        ('naem = "Tours"', "name"),
        ('name = "Tours"\nresponsable = "Alma"', "lead"),
        ('name = "Tours"\nresponsabel = "Alma"', "lead"),
        ('name = "Tours"\nautres_noms = ["La Tour"]', "aliases"),
    ],
)
def test_a_slip_of_a_key_is_told_once_and_with_the_key(tmp_path: Path, line: str, key: str) -> None:
    wrong = line.split("\n")[-1].split(" =")[0]
    text = GOOD.replace("[[source]]", f"[[brand.place]]\n{line}\n[[source]]")
    [found] = [one for one in problems(tmp_path, text) if "it waits until" not in one]
    assert found.endswith(f".{wrong}: unknown key: '{wrong}'? did you mean '{key}'?")


def test_french_words_of_keys_name_keys_that_there_are() -> None:
    schema = json.dumps(reference.json_schema())
    words = tomllib.loads((ROOT / "listener" / "settings" / "key_words.toml").read_text("utf-8"))
    assert all(f'"{key}": {{' in schema for key in words)


def told(folder: Path, brand: str, language: str = "en") -> list[str]:
    """What is said of a brand with these lines."""
    table = f'[[brand]]\nname = "Acme"\nlanguage = "{language}"\n{brand}\n'
    return [line for line in problems(folder, table) if "it waits until" not in line]


@pytest.mark.parametrize("value", ["inf", "nan", "-inf", "1e9", "8761", "true", "false"])
def test_hours_are_at_most_a_years_and_no_switch(tmp_path: Path, value: str) -> None:
    for section, key in (
        ("due", "repair"),
        ("due.review", "repair"),
        ("thresholds", "quiet_hours"),
    ):
        [line] = told(tmp_path, f"[brand.{section}]\n{key} = {value}")
        assert line.startswith(f"config.toml: brand (Acme).{section}.{key}: "), line
        assert line.endswith(f"(it says {float(value) if value == '1e9' else value})"), line


def _numbers(prefix: str, model: type[BaseModel]) -> Iterator[tuple[str, str]]:
    for key, field in model.model_fields.items():
        kinds = str(field.annotation)
        if inner := model_in(field.annotation):
            yield from _numbers(f"{prefix}{key}.", inner)
        elif ("int" in kinds or "float" in kinds) and "str" not in kinds:
            yield prefix.rstrip("."), key


@pytest.mark.parametrize("value", ["inf", "nan", "true", "1e300", "1_000_000_000_000"])
def test_no_number_of_the_settings_is_without_end_or_a_switch(tmp_path: Path, value: str) -> None:
    """All of them, those of the kinds of source too: one that is added is asked as well."""
    for where, key in [*_numbers("", Config), *_numbers("brand.", Brand)]:
        many = where.startswith(("brand.objective", "source"))
        if many or where == "brand":
            continue
        head = '[[brand]]\nname = "Acme"\n'
        found = problems(tmp_path, f"{head}[{where}]\n{key} = {value}\n")
        assert any(f".{key}: " in line and "it says" in line for line in found), (where, key, found)
    for kind in connectors.kinds():
        for _, key in _numbers("", connectors.connector_type(kind)):
            source = f'[[brand]]\nname = "Acme"\n[[source]]\nkind = "{kind}"\nname = "x"\n{key} = {value}'
            found = problems(tmp_path, source)
            assert any(f"source (x).{key}: " in line for line in found), (kind, key, found)


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ('thresholds]\ninstant_confidence = "0,75"', "write 0.75, without quotes"),
        ("thresholds]\ninstant_confidence = 75", "a share goes from 0 to 1: write 0.75"),
        ('thresholds]\nthanks_share = "40 %"', "a share goes from 0 to 1: write 0.4, without quotes"),
        ('thresholds]\nlarge_audience = "10 000"', "write 10000, without quotes"),
        ('due]\ncorrect = "8h"', "write 8, without quotes"),
        ('thresholds]\nalerts_a_day = "dix"', "write a number here, without quotes"),
        ("digest]\nat = 8", 'write one hour of the day, in quotes, as in "09:30"'),
        ('digest]\nat = ["08:30"]', 'write one hour of the day, in quotes, as in "09:30"'),
        ('bundles]\ntriage = "24:00"', 'write one hour of the day, in quotes, as in "09:30"'),
        ('place]]\nname = "Lyon"\nids = [44]', 'brand (Acme).place (Lyon).ids 1: write it in quotes: "44"'),
    ],
)  # fmt: skip
def test_a_value_that_people_write_is_answered_with_what_to_write(
    tmp_path: Path, written: str, remedy: str
) -> None:
    bracket = "[[brand." if "]]" in written else "[brand."
    [line] = told(tmp_path, bracket + written)
    assert remedy in line
    [french] = told(tmp_path, bracket + written, "fr")
    assert not re.search(r"\b(?:write|share goes|number|hour of)\b", french), french


def test_numbers_and_hours_may_stand_in_quotes(tmp_path: Path) -> None:
    text = '[brand.bundles]\nshows = "12"\ntriage = "9h30"\ngrouped = ["8:15"]\n[brand.due]\nrepair = "1.5"'
    [brand] = load(write(tmp_path, f'[[brand]]\nname = "Acme"\n{text}'), {}).brand
    assert (brand.bundles.shows, brand.due.repair) == (12, 1.5)
    assert (brand.bundles.triage, brand.bundles.grouped) == (time(9, 30), (time(8, 15),))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[[place]]\nname = 'Lyon'", "config.toml: place: unknown key: it belongs elsewhere: write [[brand.place]]"),
        ("[brand.health]\nfailures = 2", "config.toml: brand (Acme).health: unknown key: it belongs elsewhere: write [health]"),
        ("[thresholds]\nrounds = 2", "config.toml: thresholds: unknown key: it belongs elsewhere: write [brand.thresholds]"),
    ],
)  # fmt: skip
def test_a_table_in_the_wrong_place_is_told_the_right_one(
    tmp_path: Path, text: str, line: str
) -> None:
    assert told(tmp_path, text) == [line]


def test_a_name_with_a_colon_stands_whole_where_a_table_is_told_its_place(tmp_path: Path) -> None:
    text = "[[brand]]\nname = 'Acme: Home'\n[brand.health]\nfailures = 2"
    [line] = [line for line in problems(tmp_path, text) if "it waits until" not in line]
    assert line.startswith("config.toml: brand (Acme: Home).health: unknown key: it belongs")


BOLT = """
[[brand]]
name = "Bolt"
zone = "Paris"
[[source]]
kind = "rss"
name = "bolt-blog"
brand = "Bolt"
url = "https://bolt.example/feed"
"""
ACME = GOOD.replace('"blog"', '"blog"\nbrand = "Acme"')


def test_a_fault_in_one_brand_stops_only_that_brand_and_its_sources(tmp_path: Path) -> None:
    config = load(write(tmp_path, ACME + BOLT), {})
    assert [brand.name for brand in config.brand] == ["Acme"]
    assert [source.name for source in config.source] == ["blog"]
    assert len(config.faults) == 2
    assert config.faults[0].startswith("config.toml: brand (Bolt).zone: unknown time zone 'Paris'")
    assert config.faults[1] == "config.toml: source 'bolt-blog': it waits until its brand is mended"


def test_a_fault_in_one_source_stops_only_that_source(tmp_path: Path) -> None:
    text = GOOD + '[[source]]\nkind = "inbound"\nname = "inbox"\nzoen = "UTC"\n'
    config = load(write(tmp_path, text), {})
    assert [source.name for source in config.source] == ["blog"]
    assert config.faults == (
        "config.toml: source (inbox).zoen: unknown key: 'zoen'? did you mean 'zone'?",
    )


def test_a_fault_of_the_whole_installation_stops_everything(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"web\.port"):
        load(write(tmp_path, GOOD + "[web]\nport = 99999"), {})


def test_right_settings_have_no_faults(tmp_path: Path) -> None:
    assert load(write(tmp_path, GOOD), {}).faults == ()


@pytest.mark.parametrize("written", ["lun", "Lundi", "lun.", "Monday", "MON", "monday"])
def test_a_day_may_be_written_out_in_french_and_english(tmp_path: Path, written: str) -> None:
    text = GOOD.replace(
        "[[source]]",
        f'[brand.digest]\nweekday = "{written}"\n'
        f'[brand.team.hours]\n"{written}" = "09:00-12:00"\n[[source]]',
    )
    brand = load(write(tmp_path, text), {}).brand[0]
    assert brand.digest.weekday == "mon"
    assert brand.team.hours.mon == ("09:00-12:00",)


def test_a_day_under_two_names_is_told(tmp_path: Path) -> None:
    hours = '[brand.team.hours]\nlun = "09:00-12:00"\nmon = "14:00-18:00"\n[[source]]'
    assert "a day stands twice" in problems(tmp_path, GOOD.replace("[[source]]", hours))[0]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("9h-18h", "09:00-18:00"),
        ("8h30 - 12h", "08:30-12:00"),
        ("9:00–18:00", "09:00-18:00"),
        ("9 à 12h30", "09:00-12:30"),
        ("09:00-24:00", "09:00-24:00"),
    ],
)
def test_hours_may_be_written_as_people_do(tmp_path: Path, written: str, meant: str) -> None:
    hours = f'[brand.team.hours]\nlun = "{written}"\n[[source]]'
    config = load(write(tmp_path, GOOD.replace("[[source]]", hours)), {})
    assert config.faults == ()
    assert config.brand[0].team.hours.mon == (meant,)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ('names = "Acme, Inc."', ("Acme, Inc.",)),
        ('names = "Durand; Fils & Cie"', ("Durand; Fils & Cie",)),
        ('not_us = "anvils, the cartoon"', ("anvils, the cartoon",)),
        ('people.vips = "Doe, Jane"', ("Doe, Jane",)),
        ('handles = "@x, @y@server.example"', ("@x", "@y@server.example")),
        ('people.vips = "@jo, https://m.example/@lucie"', ("@jo", "https://m.example/@lucie")),
        ('people.vips = "@jo, Doe"', ("@jo, Doe",)),
        ('own_sites = "acme.example; shop.example"', ("acme.example", "shop.example")),
        ('languages = "fr, en"', ("fr", "en")),
        ('team.hours.mon = "9h-12h, 14h - 18h30"', ("09:00-12:00", "14:00-18:30")),
    ],
)
def test_a_text_where_a_list_is_wanted_is_one_unless_its_parts_show_their_shape(
    tmp_path: Path, written: str, meant: tuple[str, ...]
) -> None:
    text = GOOD.replace('handles = ["@acme"]\n', "").replace("[[source]]", f"{written}\n[[source]]")
    config = load(write(tmp_path, text), {})
    assert config.faults == ()
    found: object = config.brand[0]
    for key in written.partition(" =")[0].split("."):
        found = getattr(found, key)
    assert found == meant


def test_days_and_times_in_one_text_are_several(tmp_path: Path) -> None:
    text = GOOD.replace(
        "[[source]]",
        'bundles.grouped = "09:30, 15:00"\nteam.closed = "2026-12-24, 2026-12-31"\n[[source]]',
    )
    brand = load(write(tmp_path, text), {}).brand[0]
    assert (len(brand.bundles.grouped), len(brand.team.closed)) == (2, 2)


@pytest.mark.parametrize(
    "hidden", ["\\u200b", "  ", "\\u0007\\u0000", "\\u3164", "\\ufeff \\u00ad"]
)
@pytest.mark.parametrize(
    ("line", "where"),
    [
        ('name = "{}"', "brand 2.name: nothing in it can be seen"),
        ('name = "Bolt"\nnames = ["B", "{}"]', "brand (Bolt).names 2: nothing in it can be seen"),
        ('name = "Bolt"\nhandles = ["{}"]', "brand (Bolt).handles 1: "),
    ],
)
def test_a_name_that_nobody_can_see_is_refused(
    tmp_path: Path, hidden: str, line: str, where: str
) -> None:
    good = GOOD.replace('"blog"', '"blog"\nbrand = "Acme"')
    told = load(write(tmp_path, f"{good}[[brand]]\n{line.format(hidden)}\n"), {}).faults
    assert len(told) == 1
    assert f"config.toml: {where}" in told[0]
    source = GOOD.replace('name = "blog"', f'name = "{hidden}"')
    assert "small letters" in load(write(tmp_path, source), {}).faults[0]


def test_signs_that_turn_or_hide_are_no_part_of_a_name(tmp_path: Path) -> None:
    hidden = r"Ac\u202eme\u200f \u001b\u0000Bikes"
    text = GOOD.replace('name = "Acme"', f'name = "{hidden}"\nnames = ["AC\\nME\\u2066"]')
    text = text.replace('"blog"', f'"blog"\nbrand = "{hidden}"')
    config = load(write(tmp_path, text), {})
    assert config.faults == ()
    assert config.brand[0].all_names == ("Acme Bikes", "AC ME")
    assert config.owners == {"blog": "Acme Bikes"}


def test_one_alone_is_a_list_of_one(tmp_path: Path) -> None:
    text = GOOD.replace('["@acme"]', '"@acme"').replace(
        "[[source]]", 'names = "ACME"\npeople.vips = "Ada"\nbundles.grouped = 10:00:00\n[[source]]'
    )
    config = load(write(tmp_path, text + 'match = "Acme"\n'), {})
    assert config.faults == ()
    brand = config.brand[0]
    assert (brand.handles, brand.names, brand.people.vips) == (("@acme",), ("ACME",), ("Ada",))
    assert len(brand.bundles.grouped) == 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_settings_are_read_however_an_editor_saved_them(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(GOOD.replace("Acme", "Étoile").encode(encoding))
    assert load(path, {}).brand[0].name == "Étoile"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("name = “Acme”", "line 1, name: typographic quotes: write straight ones"),
        ("handles = [‘@x’]", "line 1, handles: typographic quotes"),
        ('name = "a"\nname = "b"', "line 2, name: this key stands twice"),
        ("[web]\nport = 1\n[web]", "line 3: this table stands twice"),
        ('dir = "C:\\Users\\x"', "line 1, dir: a backslash"),
        ('name: "Acme"', "line 1, name: write = in place of the colon"),
        ('name "Acme"', "line 1, name: the = is missing"),
        ("name =", "line 1, name: there is no value"),
        ("// hello", "line 1: a remark begins with #"),
        ('[[brand]\nname = "x"', "line 1: a bracket is missing"),
        ('name = "Acme\nx = 1', "line 1, name: a quote is opened and never closed"),
        ('handles = ["@x"\nname = "x"', "line 1, handles: a list is opened with ["),
        ("share = 0,75", "line 1, share: write the number with a point: 0.75"),
        ("share = 5%", "line 1, share: a share goes from 0 to 1: write 0.05"),
        ("share = 10 000", "line 1, share: write the number in one piece: 10000"),
        ("triage = 09:30", 'line 1, triage: write the hour in quotes, as in triage = "09:30"'),
        ("triage = 9h", 'line 1, triage: write the hour in quotes, as in triage = "09:00"'),
        ("hold = oui", "line 1, hold: write true or false"),
        ("name = Acme", "line 1, name: put the text in quotes"),
        ('name = "Acme" 12', "line 1, name: something stands after the value"),
        ('key = "xoxb-canary', "line 1, key: a quote is opened"),
    ],
)
def test_a_slip_in_the_file_is_told_with_its_line_and_the_remedy(
    tmp_path: Path, text: str, line: str
) -> None:
    found = problems(tmp_path, text)
    assert found[0].startswith(f"config.toml: {line}"), found
    assert "canary" not in found[0]
    english = found[0].partition(": ")[2].partition(": ")[2]
    assert spoken("fr", found[0]).partition(": ")[2].partition(": ")[2] != english


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[[brand]]\nlanguage = "fr"\nname = “x”', "ligne 3, name: guillemets typographiques"),
        (GOOD.replace('"Acme"', '"Acme"\nlanguage = "français"'), "on peut écrire 'fr' ou 'en'"),
        (GOOD.replace('"blog"', '"Mon blog"').replace('"Acme"', '"Acme"\nlanguage = "fr"'), "des minuscules sans accent"),
    ],
)  # fmt: skip
def test_a_french_file_is_answered_in_french(tmp_path: Path, text: str, line: str) -> None:
    assert line in problems(tmp_path, text)[0]


def test_a_source_says_its_brand_when_there_are_two(tmp_path: Path) -> None:
    two = GOOD.replace("[[source]]", '[[brand]]\nname = "Bolt"\n[[source]]')
    assert "config.toml: source (blog).brand: say which brand it is for: Acme, Bolt" in (
        problems(tmp_path, two)
    )
    config = load(write(tmp_path, two.replace('"blog"', '"blog"\nbrand = "Bolt"')), {})
    assert config.source[0].brand == "Bolt"


def test_a_token_comes_from_the_environment_or_a_file_and_never_prints(tmp_path: Path) -> None:
    config = load(write(tmp_path, GOOD), {"SLACK_BOT_TOKEN": "xoxb-canary"})
    assert "canary" not in repr(config)
    assert "canary" not in config.model_dump_json()
    (tmp_path / "slack.token").write_text("xoxb-canary\n")
    config = load(
        write(tmp_path, GOOD.replace('"Acme"', '"Acme"\nslack.token_file="slack.token"')), {}
    )
    token = config.brand[0].slack.token
    assert token is not None
    assert token.get_secret_value() == "xoxb-canary"


def test_a_private_feed_takes_its_token_from_the_environment(tmp_path: Path) -> None:
    text = GOOD.replace("/feed", "/feed?token=${FEED}")
    config = load(write(tmp_path, text), {"FEED": "canary"})
    assert "token=canary" in str(config.source[0].connector.model_dump()["url"])


MASTODON = """
[[brand]]
name = "Acme"
[[source]]
kind = "mastodon"
name = "fedi"
instances = ["https://one.example", "https://${HOST}"]
tags = ["${TAG}", "acme"]
token = "${TOKEN}"
"""


def test_a_name_is_read_from_the_environment_wherever_a_text_stands(tmp_path: Path) -> None:
    environ = {"HOST": "two.example", "TAG": "bolt", "TOKEN": "canary"}
    config = load(write(tmp_path, MASTODON), environ)
    told = config.source[0].connector.model_dump()
    assert told["instances"] == ("https://one.example", "https://two.example")
    assert told["tags"] == ("bolt", "acme")
    assert told["token"].get_secret_value() == "canary"
    assert "canary" not in repr(config)


def test_a_secret_may_be_named_without_braces_and_a_ticker_is_none(tmp_path: Path) -> None:
    text = MASTODON.replace("${TOKEN}", "$TOKEN") + (
        '[[source]]\nkind = "hackernews"\nname = "hn"\nquery = ["$ACME"]\n'
    )
    config = load(write(tmp_path, text), {"HOST": "h.example", "TAG": "t", "TOKEN": "canary"})
    told, other = (source.connector.model_dump() for source in config.source)
    assert told["token"].get_secret_value() == "canary"
    assert other["query"] == ("$ACME",)
    found = problems(tmp_path, text, {"HOST": "h.example", "TAG": "t"})
    assert any("the environment variable TOKEN is not set" in line for line in found)


def test_a_name_that_is_not_set_is_told_with_its_place_in_the_list(tmp_path: Path) -> None:
    lines = problems(tmp_path, MASTODON, {"TOKEN": "x"})
    where, what = "config.toml: source (fedi)", "the environment variable"
    todo = "put this line into tokens.env, beside config.toml"
    assert f"{where}.instances 2: {what} HOST is not set: {todo}: HOST='…'" in lines
    assert f"{where}.tags 1: {what} TAG is not set: {todo}: TAG='…'" in lines


KEYED = """
[[brand]]
name = "Acme"
language = "fr"
[[source]]
kind = "youtube"
name = "tube"
own_channels = ["@acme"]
key = "${TUBE}"
[[source]]
kind = "mailbox"
name = "box"
user = "acme@mail.example"
host = "imap.mail.example"
password = "${BOX}"
"""


def test_a_missing_variable_is_one_line_and_asked_of_one_source_no_other_is_told(
    tmp_path: Path,
) -> None:
    config = load(write(tmp_path, KEYED), {})
    tube, box = config.faults
    assert tube == (
        "config.toml: source (tube).key: la variable d'environnement TUBE n'est pas définie :"
        " mettez cette ligne dans tokens.env, à côté de config.toml : TUBE='…'"
    )
    assert "BOX" in box
    with pytest.raises(ConfigError) as caught:
        config.source_named("tube")
    assert str(caught.value) == tube


def test_a_source_whose_brand_is_left_out_is_told_with_what_is_wrong_there(tmp_path: Path) -> None:
    text = KEYED.replace("[[source]]", '[[brand]]\nname = "B"\nzone = "X"\n[[source]]', 1)
    text = text.replace("own_channels", 'brand = "B"\nown_channels')
    text = text.replace("user", 'brand = "Acme"\nuser')
    config = load(write(tmp_path, text), {"TUBE": "k" * 39, "BOX": "p"})
    with pytest.raises(ConfigError, match=r"brand|marque") as caught:
        config.source_named("tube")
    assert "fuseau horaire" in str(caught.value)


INBOX = """
[[brand]]
name = "Acme"
[[source]]
kind = "inbound"
name = "inbox"
zone = "${SECRET}"
"""


@pytest.mark.parametrize(
    "secret", ["canary", "canary'\\\n", "canary " * 40], ids=["plain", "quoted", "cut short"]
)
@pytest.mark.parametrize(
    "text",
    [
        INBOX,
        INBOX.replace('"inbound"', '"${SECRET}"'),
        INBOX.replace('"${SECRET}"', '["${SECRET}"]'),
        INBOX.replace("zone", "genre").replace('"$', '"x $'),
        MASTODON.replace("${HOST}", "a ${SECRET}"),
        MASTODON.replace("${TAG}", "a ${SECRET}"),
    ],
)
def test_a_value_from_the_environment_is_in_no_problem(
    tmp_path: Path, text: str, secret: str
) -> None:
    environ = {"SECRET": secret, "HOST": "h.example", "TAG": "t", "TOKEN": "t0ken"}
    found = "\n".join(problems(tmp_path, text, environ))
    assert "source (" in found
    assert "cana" not in found


def test_another_setting_changes_the_hash_and_another_rhythm_does_not(tmp_path: Path) -> None:
    first = load(write(tmp_path, GOOD), {}).source[0].settings_hash
    slower = load(write(tmp_path, GOOD + "poll_minutes = 60"), {}).source[0].settings_hash
    moved = load(write(tmp_path, GOOD.replace("/feed", "/rss")), {}).source[0].settings_hash
    assert first == slower != moved


def test_names_the_file_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nothing\.toml: there is no such file"):
        find(tmp_path / "nothing.toml")


def test_the_environment_names_the_settings_and_the_database(tmp_path: Path) -> None:
    url = "postgresql://user:canary@127.0.0.1/listener"
    config = load(write(tmp_path, GOOD), {"LISTENER_DATABASE_URL": url})
    assert config.database_url == url
    assert "canary" not in repr(config)
    assert "LISTENER_CONFIG" not in os.environ


def test_the_schema_knows_every_kind_and_its_keys() -> None:
    kinds = {
        one["properties"]["kind"]["const"]: one["properties"]
        for one in reference.json_schema()["$defs"]["Source"]["oneOf"]
    }
    assert kinds.keys() == set(connectors.kinds())
    for kind, keys in kinds.items():
        assert set(connectors.connector_type(kind).model_fields) <= keys.keys()


def test_the_schema_accepts_the_example_and_refuses_a_slip() -> None:
    import jsonschema

    schema = reference.json_schema()
    told = _as_json(tomllib.loads((ROOT / "config.toml").read_text()))
    jsonschema.validate(told, schema)
    told["source"][1]["ulr"] = "x"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(told, schema)


def _as_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _as_json(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_as_json(v) for v in value]
    return value if isinstance(value, str | int | float | bool) else str(value)


def test_every_description_has_its_french() -> None:
    words = reference.french_words()
    told = _descriptions(reference.json_schema())
    missing = sorted(told - words.keys())
    assert not missing, (
        "write their French: of a kind of source in its guides['fr'].words, of all else in"
        " listener/words/fr/settings.toml"
    )
    central = tomllib.loads((ROOT / "listener/words/fr/settings.toml").read_text("utf-8"))
    assert set(central) <= told, "no setting says this any more"
    assert _descriptions(reference.json_schema("fr")) == {words[one] for one in told}


def _descriptions(part: Any) -> set[str]:
    if isinstance(part, list):
        return {one for each in part for one in _descriptions(each)}
    if not isinstance(part, dict):
        return set()
    said = part.get("description")
    inner = {one for each in part.values() for one in _descriptions(each)}
    return inner | ({said} if isinstance(said, str) else set())


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_key_says_what_it_means(language: str) -> None:
    rows = [line for line in reference.tables(language).split("\n") if line.startswith("| `")]
    assert rows
    assert [row for row in rows if row.endswith("|  |")] == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_hours_until_an_advice_is_due_stand_under_the_advices_own_name(language: str) -> None:
    words = reference.french_words()
    for key in (key for key in Due.model_fields if key != "review"):
        told = Due.model_fields[key].description or ""
        said = words[told] if language == "fr" else told
        assert said.startswith(say(language, f"leaf.{key.upper()}")), key


def test_every_field_of_the_settings_is_reachable() -> None:
    assert set(Config.model_fields) == {
        *("brand", "source", "storage", "http", "tagger", "web", "health", "reword")
    }


def test_a_dropped_file_is_read_in_its_brands_zone(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(
        "[[brand]]\nname = 'Acme'\nzone = 'America/New_York'\ncountry = 'US'\n"
        "[[source]]\nkind = 'inbound'\nname = 'a'\n"
        "[[source]]\nkind = 'inbound'\nname = 'b'\nfolder = 'b'\nzone = 'UTC'\nday_first = true\n"
    )
    first, second = (source.connector.model_dump() for source in load(path, {}).source)
    assert (first["zone"], first["day_first"]) == ("America/New_York", False)
    assert (second["zone"], second["day_first"]) == ("UTC", True)
