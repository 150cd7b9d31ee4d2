"""Settings that a lead adds without the file: in force beside it, taken away again, written out for it."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from acme import BRAND, NOON, Clock, CueTagger, Kept, Listed, config
from pydantic import ValidationError

from connectors.rss.source import Rss as Feed
from listener.app import App
from listener.commands import exporting
from listener.desk.acts.propose import Propose
from listener.desk.acts.setting import Setting, in_force
from listener.desk.contract import Desk, Who
from listener.settings.added import Added, added, toml, with_added
from listener.settings.beside import Beside
from listener.settings.brand import Brand, People
from listener.settings.explained import explained
from listener.settings.over import Over
from listener.store.store import Store
from listener.work.worker import Worker

LED = BRAND.model_copy(update={"people": People(leads=("U0LEA",), journalists=("@press_jo",))})
LEA, PAUL = Who("U0LEA", "Léa", "slack"), Who("U0PAUL", "Paul", "slack")
ROWS = (
    added("closed", "24/12/2026"),
    added("closed", "2026-12-31"),
    added("journalist", 'Jo "J" Lemaire'),
    added("gesture", "un café offert"),
    added("fact", "Les  batteries sont garanties\nsept ans.", "garantie, sept"),
    added("mute", '"jeu concours"  AND NOT lang:en'),
)


def do(store: Store, who: Who = LEA, **values: object) -> str:
    made = Setting(brand=BRAND.name, **values)  # type: ignore[arg-type]
    return made.apply(Desk(store, {BRAND.name: LED}), who, NOON).outcome


def test_what_was_added_is_in_force_beside_the_file() -> None:
    brand = with_added(LED, ROWS)
    assert brand.team.closed == (date(2026, 12, 24), date(2026, 12, 31))
    assert brand.people.journalists == ("@press_jo", 'Jo "J" Lemaire')
    assert brand.people.leads == LED.people.leads
    assert brand.allowed_gestures == ("un café offert",)
    assert brand.mute == ('"jeu concours" AND NOT lang:en',)
    [_, fact] = brand.fact
    assert (fact.text, fact.keywords) == (
        "Les batteries sont garanties sept ans.",
        ("garantie", "sept"),
    )
    assert with_added(brand, ROWS) == brand, "what the file has already adds nothing"
    assert with_added(LED, ()) is LED


def test_what_is_written_out_reads_as_the_same_settings() -> None:
    told = tomllib.loads("\n".join(toml(LED, ROWS)))
    assert told["allowed_gestures"] == ["un café offert"]
    assert told["mute"] == ['"jeu concours" AND NOT lang:en']
    assert told["journalists"] == ["@press_jo", 'Jo "J" Lemaire']
    assert told["closed"] == [date(2026, 12, 24), date(2026, 12, 31)]
    [fact] = told["brand"]["fact"]
    assert Brand(name="Acme", fact=(fact,)).fact == with_added(LED, ROWS).fact[1:]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("closed", "24 décembre"),
        ("closed", "31/02/2026"),
        ("closed", ""),
        ("fact", " "),
        ("mute", "contest AND"),
        ("lane", "x"),
    ],
)
def test_what_is_no_setting_is_refused(kind: str, text: str) -> None:
    with pytest.raises(ValidationError):
        Setting(brand="Acme", kind=kind, text=text)  # type: ignore[arg-type]


def test_a_row_that_no_release_can_read_adds_nothing() -> None:
    odd = (
        Added("closed", "soon"),
        Added("fact", "x", "no json"),
        Added("fact", "y", "{}"),
        Added("mute", '"never closed'),
    )
    assert with_added(LED, odd).fact == LED.fact
    assert with_added(LED, odd).team.closed == ()
    assert with_added(LED, odd).mute == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nous livrons en France en 48 heures.", "Nous livrons en France en 72 heures pour les vélos."),
        ("Rabais : 10 %", "Rabais : 10 €"),
        ("七年保修", "免费退货"),
    ],
)  # fmt: skip
def test_two_facts_that_begin_the_same_both_stand(store: Store, one: str, other: str) -> None:
    for text in (one, other):
        assert do(store, kind="fact", text=text) == "done"
    assert do(store, kind="fact", text=f" {one}") == "already"
    rows = in_force(store.orders([BRAND.name], NOON))["Acme"]
    assert [fact.text for fact in with_added(LED, rows).fact[1:]] == [one, other]
    told = tomllib.loads("\n".join(toml(LED, rows)))
    assert (
        Brand(name="Acme", fact=tuple(told["brand"]["fact"])).fact == with_added(LED, rows).fact[1:]
    )
    assert do(store, kind="fact", text=rows[0].key, on=False) == "done"
    assert [row.value for row in in_force(store.orders([BRAND.name], NOON))["Acme"]] == [
        rows[1].value
    ]


def test_only_a_lead_adds_one_and_it_can_be_taken_away_again(store: Store) -> None:
    assert do(store, PAUL, kind="closed", text="24/12/2026") == "leads"
    assert do(store, kind="closed", text="24/12/2026") == "done"
    assert do(store, kind="closed", text="2026-12-24") == "already"
    assert in_force(store.orders([BRAND.name], NOON)) == {"Acme": (Added("closed", "2026-12-24"),)}
    assert in_force(store.orders(["Other"], NOON)) == {}
    assert do(store, kind="closed", text="2026-12-24", on=False) == "done"
    assert do(store, kind="closed", text="2026-12-24", on=False) == "already"
    assert in_force(store.orders([BRAND.name], NOON)) == {}
    assert do(store, kind="closed", text="2026-12-24") == "done"


def test_a_run_begins_with_what_was_added_and_without_what_was_taken_away(
    tmp_path: Path, store: Store
) -> None:
    do(store, kind="gesture", text="a coffee")
    do(store, kind="fact", text="Kettles are repaired for free.", keywords="kettle")
    settings = config(tmp_path, Listed(name="forum"), brand=LED)
    app = App.over(settings, Clock(), store=store, key=b"k" * 32, tagger=CueTagger())
    worker = Worker(app, Kept())
    worker.prepare()
    assert app.config.brand[0].allowed_gestures == ("a coffee",)
    assert [fact.id for fact in app.config.brand[0].fact] == [
        "warranty",
        "kettles-are-repaired-for-free",
    ]
    do(store, kind="gesture", text="a coffee", on=False)
    assert app.following(settings).config.brand[0].allowed_gestures == ()


def test_the_command_writes_them_out(
    tmp_path: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    app = App.over(config(tmp_path, brand=LED), Clock(), store=store, key=b"k" * 32)
    assert exporting.export(app) == 0
    assert "Nobody has added" in capsys.readouterr().err
    do(store, kind="gesture", text="a coffee")
    assert exporting.export(app) == 0
    assert capsys.readouterr().out == (
        '# in [[brand]], Acme\n# What a draft may promise.\nallowed_gestures = ["a coffee"]\n'
    )


def test_what_is_written_out_says_what_each_key_means_and_where_it_stands() -> None:
    over = (
        Over("press", ("C0PRESS",), ()),
        Over("objective", ("Answer",), ()),
        Over("handles", ("@acme",), ()),
    )
    file = LED.model_copy(update={"handles": (), "objective": ()})
    lines = list(explained(Beside(over, ROWS).toml(file), "fr"))
    told = "\n".join(lines)
    assert "# dans [brand.slack.channels]\n# Ce qui touche la presse.\npress = " in told
    assert "# dans [[brand]]\n# Ce qu'un brouillon a le droit de promettre.\nallowed_g" in told
    assert "# voici tous les objectifs" in told
    assert " in [" not in told
    for line, before in zip(lines[1:], lines, strict=False):
        if " = " in line and not line.startswith("#") and not before.startswith("[["):
            assert before.startswith("# ") or "start" in line, line
    both = [*ROWS, added("fact", "Les clés sont gratuites.", "clé")]
    assert "\n".join(explained(toml(LED, both), "en")).count("call for this fact") == 1


def test_a_proposed_source_is_written_out_asleep_until_the_settings_have_it(
    tmp_path: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    url = "https://blog.example/feed?key=1&b=2"
    made = Propose(brand=BRAND.name, url=url)
    assert made.apply(Desk(store, {BRAND.name: LED}), PAUL, NOON).outcome == "done"
    assert made.apply(Desk(store, {BRAND.name: LED}), LEA, NOON).outcome == "taken"
    exporting.export(App.over(config(tmp_path, brand=LED), Clock(), store=store, key=b"k" * 32))
    told = capsys.readouterr().out
    assert "Paul would have us listen to this" in told
    assert tomllib.loads(told) == {}, "nobody has looked at it yet"
    awake = tomllib.loads("\n".join(line.removeprefix("# ") for line in told.splitlines()[1:]))
    assert awake["source"][0]["url"] == url
    known = config(tmp_path, Feed(name="blog", url=url), brand=LED)
    app = App.over(known, Clock(), store=store, key=b"k" * 32)
    assert app.proposed(LED) == {}
