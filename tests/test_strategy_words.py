"""Every shown word exists in both languages, with the same blanks to fill."""

import ast
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from string import Formatter
from zoneinfo import ZoneInfo

import pytest

import listener
from listener.advice.drafts.tongue import book
from listener.advice.leaves import Leaf
from listener.words import (
    LANGUAGES,
    ago,
    catalogue,
    date_time,
    duration,
    leaf_words,
    number,
    percent,
    posted,
    say,
)

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 10, 13, 5, tzinfo=UTC)


def placeholders(text: str) -> frozenset[str]:
    """The names that a catalogue text expects."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)


def test_both_languages_hold_the_same_keys_and_blanks() -> None:
    french, english = catalogue("fr"), catalogue("en")
    alone = sorted(french.keys() ^ english.keys())
    assert not alone, f"in one language alone: {', '.join(alone)}"
    for key, text in french.items():
        assert placeholders(text) == placeholders(english[key]), key
        assert text.strip(), key


def test_both_playbooks_hold_the_same_lines_and_blanks() -> None:
    french, english = book("fr"), book("en")
    assert french.terms.keys() == english.terms.keys()
    assert french.ways.keys() == english.ways.keys()
    assert french.asked.keys() == english.asked.keys()
    assert len(french.days) == len(english.days) == 7
    for key, text in french.terms.items():
        assert placeholders(text) == placeholders(english.terms[key]), key
    for key, texts in french.ways.items():
        for text in (*texts, *english.ways[key]):
            assert placeholders(text) <= {"what", "contact"}, text


def test_every_key_written_in_the_code_is_in_the_catalogue() -> None:
    known = set(catalogue("en"))
    known |= {key.removesuffix(".one").removesuffix(".other") for key in known}
    for key, place in _written_keys():
        assert key in known, place


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_words_are_kept_that_the_code_never_asks_for(language: str) -> None:
    literals, heads = _parts_of_keys()
    unused = [
        key
        for key in catalogue(language)
        if re.sub(r"\.(one|other|zero)$", "", key) not in literals
        and not any(key.startswith(head) for head in (*heads, *GIVEN))
    ]
    assert unused == []


GIVEN = ("irony.", "notice.", "sent.")  # groups whose name the code has in a variable


def _parts_of_keys() -> tuple[set[str], set[str]]:
    """Literal texts of the package, and how its keys begin that end in a name."""
    literals, heads = set[str](), set[str]()
    for path in Path(listener.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                literals.add(node.value)
            elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                heads |= set(re.findall(r"^[a-z_.]+\.[a-z_]*$", str(node.values[0].value)))
            elif isinstance(node, ast.Call) and "named" in ast.unparse(node.func):
                heads |= {f"{a.value!s}." for a in node.args if isinstance(a, ast.Constant)}
    return literals, heads


def _written_keys() -> list[tuple[str, str]]:
    """Literal keys given to say, no and the like in the package."""
    keys: list[tuple[str, str]] = []
    for path in Path(listener.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(
                node.func, ast.Attribute | ast.Name
            ):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
            texts = [a.value for a in node.args if isinstance(a, ast.Constant)]
            for text in texts:
                if called == "no" and isinstance(text, str):
                    keys.append((f"why.{text}", f"{path.name}:{node.lineno}"))
                elif called == "say" and isinstance(text, str) and "." in text:
                    keys.append((text, f"{path.name}:{node.lineno}"))
    assert len(keys) > 80
    return keys


def test_the_shown_words_are_those_of_the_product() -> None:
    assert say("fr", "form.critique") == "On nous parle"
    assert say("en", "form.critique") == "To us"
    assert say("fr", "form.discussion") == "On parle de nous"
    assert leaf_words("fr", Leaf.LET_STAND)[0] == "Ne pas intervenir"
    assert leaf_words("en", Leaf.LET_STAND)[0] == "Stay out"
    assert leaf_words("fr", Leaf.REPAIR)[0] == "Réparer"
    assert leaf_words("en", Leaf.REPAIR)[0] == "Put right"
    assert leaf_words("fr", Leaf.COUNT)[0] == "Rien à faire"
    assert say("fr", "confidence.please check") == "à vérifier"
    assert say("fr", "lane.customers") == "Clients et public"


def test_critique_never_stands_in_a_headline() -> None:
    for section in ("form", "tone", "lane", "severity", "leaf"):
        for language in LANGUAGES:
            shown = [v for k, v in catalogue(language).items() if k.startswith(f"{section}.")]
            assert not [text for text in shown if "critique" in text.casefold()]


def test_numbers_are_written_the_languages_way() -> None:
    assert number("fr", 12340) == "12\u202f340"
    assert number("en", 12340) == "12,340"
    assert number("fr", 3.5) == "3,5"
    assert (percent("fr", 0.42), percent("en", 0.42)) == ("42\u202f%", "42%")


def test_plurals_follow_the_language() -> None:
    assert say("en", "signal.stars", n=1) == "1 star"
    assert say("en", "signal.stars", n=0) == "0 stars"
    assert say("fr", "signal.stars", n=0) == "0 étoile"
    assert say("fr", "signal.stars", n=2) == "2 étoiles"


def test_french_has_its_narrow_spaces() -> None:
    assert say("fr", "rule.deal-question") == "y a-t-il un accord\u202f?"
    assert "«\u00a0" in say("fr", "signal.danger", words="feu")


def test_times_are_said_as_people_say_them() -> None:
    then = NOW - timedelta(hours=3)
    assert ago("fr", then, NOW) == "il y a 3 h"
    assert ago("en", then, NOW) == "3 h ago"
    assert ago("en", NOW, NOW) == "just now"
    assert ago("fr", NOW + timedelta(days=3), NOW) == "dans 3 jours"
    assert duration("en", timedelta(minutes=90)) == "1\xa0h\xa030"
    assert duration("fr", timedelta(minutes=5)) == "5 min"
    assert duration("fr", timedelta(days=400)) == "13 mois"
    assert duration("en", timedelta(days=800)) == "2 years"


def test_dates_are_in_the_brands_zone() -> None:
    assert date_time("fr", NOW, PARIS) == "mar. 10 nov. 14:05"
    assert date_time("en", NOW, PARIS) == "Tue 10 Nov 14:05"


def test_a_day_of_another_year_says_which() -> None:
    later = datetime(2027, 1, 3, 9, 0, tzinfo=UTC)
    assert date_time("fr", later, PARIS, now=NOW) == "dim. 3 janv. 2027 10:00"
    assert date_time("en", later, PARIS, now=later) == "Sun 3 Jan 10:00"
    # The year is that of the zone.
    eve = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert posted("en", eve, PARIS, now=NOW) == "Fri 1 Jan 2027 00:30"


def test_of_a_day_without_an_hour_the_day_alone_is_said() -> None:
    midnight = datetime(2026, 11, 3, tzinfo=PARIS).astimezone(UTC)
    assert posted("fr", midnight, PARIS) == "mar. 3 nov."
    assert posted("en", midnight, PARIS) == "Tue 3 Nov"
    assert posted("en", midnight + timedelta(minutes=1), PARIS) == "Tue 3 Nov 00:01"


def test_a_language_without_a_catalogue_reads_as_english() -> None:
    assert say("de", "answer.yes") == "yes"


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        say("en", "leaf.NOWHERE")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_words_that_reach_slack_name_a_shell_command(language: str) -> None:
    for key, text in catalogue(language).items():
        if key.startswith(("slack.", "outbox.", "digest.")) and key not in ON_THE_TERMINAL:
            assert "`" not in text, key
            assert not re.search(
                r"\blistener (?:once|run|check|why|digest|status|sources)\b", text
            ), key


ON_THE_TERMINAL = {"outbox.behind"}  # of `listener status` alone


@pytest.mark.parametrize(
    ("language", "wrong"),
    [
        ("en", r"\b(?:at|of|for|to|by) on\b|\b(?:at|of on|on on|in) Mon\b"),
        ("fr", r"(?i)\b(?:depuis|jusqu'à|avant|après|entre|et|de|à|du le|le le) lun\."),
    ],
)
def test_a_date_stands_well_after_its_preposition(language: str, wrong: str) -> None:
    """Every entry with a blank for a moment, filled as it is shown."""
    at = date_time(language, datetime(2026, 11, 30, 9, 5, tzinfo=UTC), UTC)
    named = {"at", "since", "until", "date", "when", "then", "from", "to"}
    filled = {
        key: text.format_map(dict.fromkeys(placeholders(text), "x") | dict.fromkeys(named, at))
        for key, text in catalogue(language).items()
        if named & placeholders(text)
    }
    assert len(filled) > 20
    assert {key: text for key, text in filled.items() if re.search(wrong, text)} == {}
