"""Duty sheets: each kind of danger has one in both languages; a holding reply admits nothing."""

import io
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from acme import BRAND, NOON, Listed, config, pipeline
from acme import mention as seen_by_all
from contents import alert
from rich.console import Console
from rigs.slack_outbox import brand as slack_brand
from sqlmodel import select
from test_risk_tiers import Wary
from test_risk_tiers import told as listened
from test_shown import Town
from test_strategy_kit import BRAND as VELORINE
from test_strategy_kit import ENGLISH
from test_strategy_kit import mention as seen

from listener.advice.brief import Brief
from listener.advice.drafts.ethics import check
from listener.advice.drafts.holding import holding, numbers_of
from listener.advice.leaves import Leaf
from listener.advice.tree import decide
from listener.advice.verdict import Verdict
from listener.channels.terminal import framed
from listener.commands.odd import odd
from listener.commands.sheets import sheet as print_sheet
from listener.notices.cards import card
from listener.notices.parts import Content, Story
from listener.notices.sheets import sheet_words
from listener.settings.brand import People
from listener.settings.config import ConfigError
from listener.settings.load import load
from listener.settings.sheet import KINDS, Kind, our_numbers, our_sheet
from listener.store.store import Store
from listener.store.tables import DecisionRow
from listener.words import LANGUAGES
from listener.work.worker import Worker

BRANDS = {"fr": VELORINE, "en": ENGLISH}
VOUS, TU = "Bonjour, vous avez un souci", "Bonjour, tu vois, toi aussi"
BRIEF = Brief(text=VOUS, genre="tweet", lang=None, form="critique", tone="negative", intent="none")
LONGEST = 280  # characters: the shortest platform's


def reply(kind: Kind, lang: str, *, text: str = VOUS, country: str | None = None) -> str:
    brief = replace(BRIEF, text=text if lang == "fr" else "Hello, I have a problem with this thing")
    return holding(kind, brief, BRANDS[lang], country=country).text


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_a_sheet_of_one_shape_in_both_languages(kind: Kind) -> None:
    french, english = (our_sheet(kind, lang) for lang in LANGUAGES)
    for sheet in (french, english):
        assert len(sheet.ask) == 3
        assert sheet.keep
        assert sheet.phone[0] == "duty"
        assert sheet.clock.other, "for countries of which we know no law"
    assert french.numbers == english.numbers
    assert french.phone == english.phone
    for name in ("reply", "by_mail", "keep"):
        assert len(getattr(french, name)) == len(getattr(english, name))
    for region, lines in french.clock.model_dump().items():
        assert len(lines) == len(getattr(english.clock, region)), region
    assert not set(french.ask) & set(english.ask)


@pytest.mark.parametrize("kind", ["leak", "safety", "health"])
def test_the_clock_is_the_laws_where_the_brand_is(kind: Kind) -> None:
    told = our_sheet(kind, "en").clock
    wanted = {"leak": "72 hours", "safety": "without undue delay", "health": "at once"}[kind]
    assert wanted in told.of("FR")[0]
    assert told.of("FR") == told.of("BE")
    assert told.of("US") == told.other


@pytest.mark.parametrize(("kind", "lang"), list(product(KINDS, LANGUAGES)))
def test_a_holding_reply_admits_nothing_passes_every_check_and_offers_contact(
    kind: Kind, lang: str
) -> None:
    for text, country in product((VOUS, TU), ("FR", "US", "PL", "ZZ")):
        said = reply(kind, lang, text=text, country=country)
        brief = replace(BRIEF, text=text)
        failed = [c for c in check(said, brief, BRANDS[lang], is_holding=True) if not c.passed]
        assert failed == [], said
        assert len(said) <= LONGEST, (len(said), said)
        assert any(word in said for word in ("en privé", "in private", "private message"))
        assert not set("{}<>|") & set(said), said


@pytest.mark.parametrize(("kind", "lang"), list(product(KINDS[:6], LANGUAGES)))
def test_who_wrote_a_mail_is_not_asked_to_write_in_private(kind: Kind, lang: str) -> None:
    brief = replace(BRIEF, genre="mail", text=VOUS if lang == "fr" else "Hello, I have a problem")
    said = holding(kind, brief, BRANDS[lang], country="FR").text
    assert "priv" not in said
    assert any(word in said for word in ("répon", "Répon", "reply", "Reply", "answer"))
    failed = [c for c in check(said, brief, BRANDS[lang], is_holding=True) if not c.passed]
    assert failed == [], said


@pytest.mark.parametrize(("kind", "lang"), list(product(KINDS[:6], LANGUAGES)))
@pytest.mark.parametrize("genre", ["review", "app_review", "youtube_comment"])
def test_where_nobody_can_write_in_private_a_holding_reply_names_another_way(
    kind: Kind, lang: str, genre: str
) -> None:
    brief = replace(BRIEF, genre=genre, text=VOUS if lang == "fr" else "Hello, I have a problem")
    for contact in ("+33 1 99 00 12 34", ""):
        brand = BRANDS[lang].model_copy(update={"contact": contact})
        said = holding(kind, brief, brand, country="FR").text
        failed = [c for c in check(said, brief, brand, is_holding=True) if not c.passed]
        assert failed == [], said
        gap = "un numéro ou une adresse" if lang == "fr" else "a number or an address"
        assert (contact or gap) in said
        assert not any(word in said for word in ("en privé", "in private", "private message"))


@pytest.mark.parametrize(
    ("said", "is_in_law"),
    [
        ("C'est une erreur de notre part, écrivez-nous.", False),
        ("Toutes nos excuses, écrivez-nous en privé.", False),
        ("We take full responsibility, write to us in private.", True),
        ("We apologise for the defective part.", False),
    ],
)
def test_a_holding_reply_admits_no_fault_and_any_other_none_in_law(
    said: str, *, is_in_law: bool
) -> None:
    text = f"{said}\nCamille, de Vélorine"
    failed = [c.id for c in check(text, BRIEF, VELORINE, is_holding=True) if not c.passed]
    assert failed == ["admission"]
    other = {c.id: c.passed for c in check(text, BRIEF, VELORINE)}
    assert other["admission"] is not is_in_law


def test_french_speaks_as_the_author_does() -> None:
    assert "vous appelle" in reply("health", "fr", text=VOUS)
    assert "t'appelle" in reply("health", "fr", text=TU)


def test_both_languages_give_the_same_numbers() -> None:
    french, english = our_numbers("fr"), our_numbers("en")
    assert [*french] == [*english]
    for country, told in french.items():
        for purpose, numbers in told.model_dump().items():
            assert [*numbers] == [*english[country].model_dump()[purpose]], (country, purpose)
        assert told.emergency, country
        assert told.police, country


@pytest.mark.parametrize(
    ("country", "wanted"),
    [
        ("FR", {"112", "15", "17", "3114", "119"}),
        ("BE", {"112", "101", "070 245 245"}),
        ("CH", {"144", "117", "143", "145"}),
        ("GB", {"999", "111", "116 123"}),
        ("US", {"911", "988", "1-800-222-1222"}),
        ("CA", {"911", "988"}),
    ],
)
def test_the_numbers_that_everybody_there_knows(country: str, wanted: set[str]) -> None:
    told = our_numbers("en")[country].model_dump().values()
    assert wanted <= {number for numbers in told for number in numbers}


def test_the_authors_country_gives_the_numbers_else_the_brands() -> None:
    assert "3114" in reply("self_harm", "fr")
    assert "988" in reply("self_harm", "fr", country="US")
    assert "112" in reply("safety", "en", country="PL")  # of the Union, without numbers of its own
    assert [*numbers_of(VELORINE, "PL", "fr").emergency] == ["112"]


def test_where_no_number_is_known_none_is_made_up_and_the_sheet_says_so() -> None:
    assert not any(figure.isdigit() for figure in reply("safety", "en", country="ZZ"))
    [told] = sheet_words("safety", ENGLISH, "ZZ").numbers
    assert "look up its emergency number" in told
    assert "nobody knows" in sheet_words("safety", ENGLISH, None).numbers_of


def decided(kind: str, share: float, tags: str = "critique negative complaint") -> Verdict:
    given = seen("@velorine a calm word on a thing", tags, risk={"none": 1 - share, kind: share})
    return decide(given, ENGLISH)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("hate", "private_data")])
def test_a_risk_of_either_tier_has_its_sheet_and_one_approver(kind: str) -> None:
    for share in (0.85, 0.995):
        told = decided(kind, share)
        assert (told.risk_kind, told.holds, told.wants_draft, told.approvers) == (
            kind, True, True, 1,
        )  # fmt: skip
    assert decided(kind, 0.01).risk_kind is None


def test_what_is_hidden_on_our_page_has_its_sheet_by_lists_too() -> None:
    risk = {"none": 0.1, "hate": 0.9}
    assert decide(seen("a word", venue="own", risk=risk), ENGLISH).risk_kind == "hate"
    risk = {"none": 0.1, "private_data": 0.9}
    assert decide(seen("a word", venue="own", risk=risk), ENGLISH).risk_kind == "private_data"


def test_a_lawyer_beside_a_danger_does_not_hold_the_holding_reply_back() -> None:
    told = decide(seen("@velorine la batterie a pris feu, mon avocat suit"), VELORINE)
    assert (told.leaf, told.copied, told.approvers) == (Leaf.ESCALATE_NOW, ("legal",), 1)


def test_what_was_eaten_has_the_sheet_of_health_and_not_of_safety() -> None:
    told = decide(seen("@velorine my son is in hospital after he ate your cake, allergic"), ENGLISH)
    assert told.risk_kind == "health"


def test_a_newsroom_gets_no_holding_reply() -> None:
    said = "@velorine bonjour, je suis journaliste, pour un article : que répondez-vous ?"
    told = decide(seen(said, risk={"none": 0.2, "safety": 0.8}), VELORINE)
    assert told.leaf is Leaf.ANSWER_PRESS
    assert (told.risk_kind, told.holds) == ("safety", False)


def test_what_a_colleague_reports_has_no_sheet() -> None:
    said = "Je travaille chez Vélorine et mon chef me harcèle"
    told = decide(seen(said, risk={"none": 0.1, "threat": 0.9}), VELORINE)
    assert told.leaf is Leaf.WORKPLACE
    assert told.risk_kind is None


def test_in_slack_the_card_is_short_and_the_thread_has_the_sheet(tmp_path: Path) -> None:
    town = Town(tmp_path, in_slack=True)
    town.say("@acme the charger caught fire <!channel> *now*", venue="own")
    town.listen()
    town.deliver(2)
    with town.store.reading() as session:
        decision = session.exec(select(DecisionRow)).one()
    assert (decision.risk_kind, decision.approvers) == ("safety", 1)
    [head] = [
        ts
        for ts, under in town.channel.under.items()
        if under is None and "w1x" in town.channel.stands[ts]
    ]
    shown = town.channel.stands[head]
    assert "Ask first" in shown
    assert "3. What, where and when" in shown
    assert "112\u00a0(any emergency)" in shown
    assert "without undue delay" in shown
    assert "Screenshots" not in shown  # the rest is in the thread
    assert "people must approve" not in shown
    [thread] = [
        town.channel.stands[ts] for ts, under in town.channel.under.items() if under == head
    ]
    for told in (
        "Holding reply, not sent",
        "please call 112 now",
        "Screenshots",
        "name nobody as on",
    ):
        assert told in thread
    assert "one person's approval is enough" in thread
    assert "Draft A" not in thread


class WaryTown(Town):
    """Whose model holds a hum for a possible danger."""

    def _made(self) -> Worker:
        source = Listed(name="list", mentions=tuple(self.posts.values()))
        made = config(self._folder, source, brand=self.brand)
        return pipeline(made, self.store, self.show, self.clock, Wary())


def test_what_may_be_a_danger_has_its_thread_though_nothing_else_is_due(tmp_path: Path) -> None:
    town = WaryTown(tmp_path, in_slack=True)
    town.say("@acme thanks, just so you know, a little hum", venue="own")
    town.listen()
    town.deliver(2)
    [thread] = [town.channel.stands[ts] for ts, under in town.channel.under.items() if under]
    assert "Holding reply, not sent" in thread
    assert "By law" in thread


def test_over_a_webhook_which_has_no_threads_the_reply_stands_on_the_card(
    tmp_path: Path, sqlite: Store
) -> None:
    [told] = listened(tmp_path, sqlite, [seen_by_all(1, "a loud hiss")]).alerts
    assert "please call 112 now" in alert(told, BRAND).text
    threaded = slack_brand("C0ALERTS")
    assert "please call 112 now" not in alert(told, threaded).text
    assert "are in the thread" in alert(told, threaded).text


def test_what_may_be_a_danger_is_never_headed_by_nothing_to_do(
    tmp_path: Path, sqlite: Store
) -> None:
    found = listened(tmp_path, sqlite, [seen_by_all(1, "thanks, just so you know, it purrs")])
    [card] = found.alerts
    assert card.level == "first"
    assert card.advice == "Read it now"
    assert card.meaning == "It may be grave (somebody's safety). If not: nothing to do."
    assert [draft.is_holding for draft in card.drafts] == [True]
    assert card.sheet


def test_of_what_is_probably_a_danger_it_is_said_whom_to_call(
    tmp_path: Path, sqlite: Store
) -> None:
    """Whoever reads it would else be told to call somebody if it is nothing."""
    posts = [seen_by_all(1, "thanks, just so you know, a little hum")]
    [card] = listened(tmp_path, sqlite, posts).alerts
    assert (card.level, card.advice) == ("first", "Read it now")
    assert card.meaning.startswith("It is probably grave (somebody's safety). If it is, call")


def test_a_terminal_shows_the_sheet_and_the_reply_with_the_alert(tmp_path: Path) -> None:
    town = Town(tmp_path, in_slack=False)
    town.say("@acme the charger caught fire", venue="own")
    town.listen()
    told = town.show.alerts[-1]
    record = town.store.record(told.mention)
    assert record is not None
    named = town.brand.model_copy(update={"people": People(duty="Nadia, 06 00 00 00 00")})
    page = io.StringIO()
    for one in framed(Content((Story(card(record, named, NOON)),)), named):
        Console(file=page, width=120).print(one)
    text = " ".join(page.getvalue().replace("│", " ").split())
    assert "Duty sheet: somebody's safety" in text
    assert "Person on duty: Nadia, 06 00 00 00 00" in text
    assert "give a name and a number" not in text
    assert "Holding reply, not sent" in text
    assert "Check with your counsel" in text


def settings(folder: Path, *, lang: str = "fr", **files: str) -> Path:
    (folder / "sheets").mkdir(exist_ok=True)
    for name, text in files.items():
        path = folder / "sheets" / f"{name.replace('__', '.')}.toml"
        path.write_text(text, "utf-8")
    path = folder / "config.toml"
    path.write_text(f'[[brand]]\nname = "Acme"\nlanguage = "{lang}"\nsheets = "sheets"\n', "utf-8")
    return path


def test_a_file_of_the_brand_takes_the_place_of_ours_in_what_it_says(tmp_path: Path) -> None:
    numbers = '[FR]\npoison = { "01 23 45 67 89" = "notre médecin" }\n'
    path = settings(
        tmp_path, safety__fr='reply = ["On arrive, appelez le {emergency}.", "À vous."]\n',
        numbers__fr=numbers,
    )  # fmt: skip
    read = load(path, {})
    assert read.faults == ()
    [brand] = read.brand
    text = holding("safety", BRIEF, brand, country=None).text
    assert text.startswith("On arrive, appelez le 112. À vous.\n")
    assert brand.own.sheet("safety", "fr").ask == our_sheet("safety", "fr").ask
    assert brand.own.sheet("safety", "en") == our_sheet("safety", "en")
    assert [*numbers_of(brand, "FR", "fr").poison] == ["01 23 45 67 89"]
    assert [*numbers_of(brand, "FR", "fr").suicide] == ["3114"]


def test_check_says_that_a_reply_of_the_brand_admits_a_fault(tmp_path: Path) -> None:
    path = settings(tmp_path, safety__fr='reply = "Toutes nos excuses, appelez-nous."\n')
    read = load(path, {})
    assert read.faults == ()
    [line] = odd(read.brand[0])
    assert line.startswith("brand (Acme).sheets: safety.fr.toml: reply")
    assert "Toutes nos excuses" in line


def test_another_sheet_is_another_brand_so_that_a_running_listener_takes_it(tmp_path: Path) -> None:
    path = settings(tmp_path, safety__fr='reply = "Un."\n')
    before = load(path, {})
    settings(tmp_path, safety__fr='reply = "Deux."\n')
    assert load(path, {}) != before


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("saftey__fr", "", "'saftey.fr.toml' ? Vouliez-vous dire 'safety.fr.toml' ?"),
        ("safety__fr", "reply = [", "safety.fr.toml: ligne 1"),
        ("safety__fr", 'replies = "x"', "safety.fr.toml: replies: clé inconnue"),
        ("safety__fr", 'reply = "Au {numero}."', "{numero} ne peut pas être rempli"),
        ("safety__fr", 'reply = "Vous <tu>"', "le vouvoiement et le tutoiement"),
        ("safety__fr", 'reply = "Au {emergency}."', "une phrase au moins"),
        ("numbers__fr", '[FR]\npolice = "dix-sept"', "n'est pas un numéro"),
        ("numbers__fr", '[France]\npolice = "17"', "deux majuscules"),
    ],
)
def test_a_wrong_sheet_is_told_in_one_line_and_costs_itself_alone(
    tmp_path: Path, name: str, text: str, told: str
) -> None:
    read = load(settings(tmp_path, **{name: text}), {})
    [fault] = read.faults
    assert fault.startswith("config.toml: brand (Acme).sheets: ")
    assert told in fault
    [brand] = read.brand
    assert brand.own.sheet("safety", "fr") == our_sheet("safety", "fr")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[[brand]]\nname = "Acme"\nsheets = "nowhere"\n', "utf-8")
    [fault] = load(path, {}).faults
    assert "sheets: cannot read this folder" in fault


def test_the_command_prints_a_sheet_in_the_brands_language_and_ours_as_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = settings(tmp_path, health__fr='mind = "À nous."\n')
    assert print_sheet(None, path, brand=None, file=False, language=None) == 0
    listed = capsys.readouterr().out
    assert "la santé de quelqu'un · la vôtre" in listed
    assert print_sheet("health", path, brand=None, file=False, language=None) == 0
    shown = capsys.readouterr().out
    assert "À nous." in shown
    assert "Délais légaux" in shown
    assert print_sheet("health", path, brand=None, file=True, language="en") == 0
    assert 'ask = [\n  "Who is affected' in capsys.readouterr().out
    with pytest.raises(ConfigError, match="Vouliez-vous dire 'health'"):
        print_sheet("heath", path, brand=None, file=False, language=None)
