"""Errors as a French reader is told them."""

import ast
import errno
import os
import re
import socket
import ssl
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from acme import Listed, config

import connectors
from connectors.kit.http.broken import broken
from connectors.kit.http.broken import sentences as broken_sentences
from connectors.kit.said import Said
from listener.commands.runs import counted
from listener.guard.lock import HeldError, held
from listener.notices.matters import in_words
from listener.notices.settings import settings_words
from listener.settings.config import ConfigError
from listener.settings.load import load
from listener.words import catalogue
from listener.words.spoken import sentences, spoken, words_of_kinds
from listener.work.chain import Tally

ROOT = Path(__file__).parent.parent
# What a person meets who writes settings or runs a command; the rest is said by the catalogue, or
# is for developers.
FOR_PEOPLE = (
    "listener/settings/brand.py",
    "listener/settings/voice.py",
    "listener/settings/written.py",
    "listener/settings/config.py",
    "listener/settings/load.py",
    "listener/settings/file.py",
    "listener/settings/event.py",
    "listener/guard/lock.py",
    "listener/guard/secret.py",
    "listener/commands/troubles.py",
    "listener/store/errors.py",
    "listener/store/engine.py",
    "listener/commands/databases.py",
    "listener/commands/handing.py",
    "listener/commands/receipts.py",
    "listener/commands/removal.py",
    "listener/store/removing.py",
    "listener/commands/named.py",
    "listener/commands/bank.py",
    "listener/commands/banking.py",
    "listener/commands/drafting.py",
    "listener/judge/brands.py",
    "listener/judge/rows.py",
    "listener/" + "work/sampled.py",  # in one piece it reads as a path of a machine
    "listener/commands/judging.py",
    "listener/commands/sampling.py",
    "listener/commands/adding.py",
    "listener/commands/starting.py",
    "listener/setup/script.py",
    "listener/setup/tomltext.py",
    "connectors/rss/source.py",
    "connectors/mastodon/source.py",
    "connectors/kit/http/guard.py",
    "connectors/kit/http/fetch.py",
    "connectors/kit/reading/feed_limits.py",
)


def _template(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            v.value if isinstance(v, ast.Constant) and isinstance(v.value, str) else "{}"
            for v in node.values
        )
    return None


def _raised(path: Path) -> set[str]:
    calls = [
        node.exc
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)
    ]
    found = {_template(arg) for call in calls for arg in call.args}
    return {one for one in found if one and re.search(r"[a-z]{3} [a-z]", one)}


# Errors of the connectors that no person is told: of programs, or caught where they are raised.
NOT_TOLD = {
    "the path of Python is not known",
    "a reader may not do this: {}",
    "max_pages: expected 2 or more",
    "a page that was asked for afresh came back as unchanged",
    "an empty window",
    "no zone is that far from UTC",
    "the server closed connection",
}


def _errors(path: Path) -> set[str]:
    """Every sentence that an error is made of, raised here or handed on."""
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    named = [c for c in calls if ast.unparse(c.func).endswith("Error")]
    found = {_template(arg) for call in named for arg in call.args}
    return {one for one in found if one and re.search(r"[a-z]{2} [a-z]", one)} - NOT_TOLD


def test_no_error_of_a_source_is_without_its_french() -> None:
    kit = list((ROOT / "connectors/kit").rglob("*.py"))
    found = {one for path in kit for one in _errors(path)}
    assert "comments or instructions that never end: refused" in found, (
        "else nothing is found, and nothing is looked at"
    )
    _all_in_french(kit)


def test_what_kinds_share_has_one_french() -> None:
    """Else the same sentence is told in other words by one kind than by another, whichever was read last."""
    guides = [connectors.connector_type(kind).guides["fr"].words for kind in connectors.kinds()]
    said = {(english, french) for words in guides for english, french in words.items()}
    told = Counter(english for english, _ in said)
    assert [english for english, n in told.items() if n > 1] == []


def test_what_the_kit_says_stands_in_no_guide() -> None:
    kit = {one for path in (ROOT / "connectors/kit").rglob("*.py") for one in _errors(path)}
    assert any(one.startswith("key: no key is given") for one in kit)
    assert kit & words_of_kinds().keys() == set()


@pytest.mark.parametrize("kind", [kind for kind in connectors.kinds() if kind != "inbound"])
def test_no_error_of_a_kind_is_without_its_french(kind: str) -> None:
    """In the French guide of the kind, as `words`, or in listener/words/fr/errors.toml."""
    home = ROOT / "connectors" / kind
    _all_in_french(home.rglob("*.py") if home.is_dir() else [home.with_suffix(".py")])


def _all_in_french(paths: Iterable[Path]) -> None:
    for english in sorted({one for path in paths for one in _errors(path)}):
        told = english.partition("\n")[0].replace("{}", "x1")
        assert spoken("fr", told) != told, english


def test_what_the_system_says_of_a_file_is_told_in_french() -> None:
    said = Said(
        "a.csv: Permission denied: let the listener read, write and move it",
        "left_shut",
        file="a.csv",
        why="Permission denied",
    )
    assert "accès refusé" in in_words(said, "fr")
    for number in (errno.EACCES, errno.ENOENT, errno.EIO, errno.ENOSPC, errno.EROFS, errno.EMFILE):
        assert spoken("fr", f"/inbox: {os.strerror(number)}") != f"/inbox: {os.strerror(number)}"


def test_what_the_network_says_is_told_in_sentences_of_ours() -> None:
    for english in broken_sentences():
        assert spoken("fr", f"https://a.example/: {english}").partition(": ")[2] != english
    late = "http://a/: no whole reply in time (connect 5 s, each read 10 s, all 30 s)"
    assert spoken("fr", late) == (
        "http://a/\N{NO-BREAK SPACE}: pas de réponse entière à temps (connexion 5 s, chaque lecture 10 s, le tout 30 s)"
    )


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ConnectionRefusedError(111, "Connection refused"), "the connection was refused"),
        (OSError(113, "No route to host"), "no way there"),
        (
            socket.gaierror(-2, "Name or service not known"),
            "and that this machine is online",
        ),
        (RuntimeError("peer closed connection without sending complete message body"), "closed in"),
        (RuntimeError("Server disconnected without sending a response."), "closed in the middle"),
        (ssl.SSLCertVerificationError(1, "certificate has expired"), "has expired"),
        (ssl.SSLCertVerificationError(1, "self-signed certificate"), "by nobody"),
        (ssl.SSLError(1, "wrong version number"), "(TLS)"),
        (RuntimeError("illegal status line: bytearray(b'SSH')"), "no HTTP"),
        (RuntimeError("odd"), "no connection comes about"),
    ],
)
def test_each_way_to_break_has_its_sentence(error: Exception, told: str) -> None:
    outer = RuntimeError("odd") if isinstance(error, OSError) else error
    outer.__cause__ = error if outer is not error else None
    assert told in broken(outer)


@pytest.mark.parametrize("file", FOR_PEOPLE)
def test_each_error_that_people_meet_is_known_in_french(file: str) -> None:
    for english in _raised(ROOT / file):
        told = english.partition("\n")[0].replace("{}", "x1")
        assert spoken("fr", told) != told, english


def test_a_sentence_keeps_its_place_and_its_blanks() -> None:
    told = "config.toml: source (blog).ulr: unknown key: 'ulr'? did you mean 'url'?"
    assert spoken("fr", told) == (
        "config.toml: source (blog).ulr: clé inconnue : 'ulr'. Vouliez-vous dire 'url' ?"
    )
    assert spoken("en", told) == told
    told = "web.port: Input should be less than or equal to 65535 (it says 99999)"
    assert spoken("fr", told) == "web.port: il faut au plus 65535 (il y a 99999)"


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("line 5, name: missing: add it", "ligne 5, name: il manque : ajoutez-le"),
        ("c.toml: brand B: missing: add it", "c.toml: marque B: il manque : ajoutez-le"),
        ("https://a.example/f: the reply is larger than 5 MB", "https://a.example/f\N{NO-BREAK SPACE}: la réponse dépasse 5 Mo"),
        ("broken at character 1", "abîmé au caractère 1"),
        ("--set: 'zzz'? the keys here are name, url", "--set: 'zzz' ? Ici on peut écrire name, url"),
        (
            "https://a.example/f: 429, the site asks for patience: it is asked again later, ever more"
            " seldom",
            "https://a.example/f\N{NO-BREAK SPACE}: 429, le site demande de patienter : il sera réinterrogé plus tard, de"
            " plus en plus rarement",
        ),
    ],
)  # fmt: skip
def test_no_english_is_left_in_a_french_line(english: str, french: str) -> None:
    assert spoken("fr", english) == french


@pytest.mark.parametrize(
    ("new", "shown", "told"),
    [
        (2, 1, "2 nouvelles mentions : 2 décidées, 1 montrée."),
        (1, 2, "1 nouvelle mention : 2 décidées, 2 montrées."),
    ],
)
def test_each_figure_of_a_run_has_its_own_agreement(new: int, shown: int, told: str) -> None:
    said = counted("fr", new, Tally(decided=2, shown=shown))
    assert " ".join(said.split()) == told


def test_what_stands_in_the_blank_of_a_sentence_is_in_french_behind_its_own_place() -> None:
    told = (
        "the forum's search is closed: what was written long before the first visit is not read:"
        " https://f.example/search.json: 403, the site does not let us read this: check the"
        " source's settings, or remove it"
    )
    said = spoken("fr", told)
    assert (
        "https://f.example/search.json\N{NO-BREAK SPACE}: 403, le site ne nous laisse pas lire"
        in said
    )
    assert "does not" not in said


def test_what_is_not_known_stays_as_it_is() -> None:
    assert spoken("fr", "blog: something odd: with colons; and more") == (
        "blog: something odd: with colons; and more"
    )


def test_settings_of_a_french_brand_are_told_in_french(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[[brand]]\nname = "Étoile"\nlanguage = "fr"\nhandels = ["@e"]\n')
    with pytest.raises(
        ConfigError, match=r"clé inconnue : 'handels'\. Vouliez-vous dire 'handles'"
    ):
        load(path, {})


def test_a_source_that_is_not_there_is_named_once() -> None:
    settings = config(Path("data"), Listed(name="inbox"))
    for name, told in (
        ("nothere", "les sources sont inbox"),
        ("inbx", "Vouliez-vous dire 'inbox'"),
    ):
        with pytest.raises(ConfigError) as raised:
            settings.source_named(name)
        assert str(raised.value).count(f"'{name}'") == 1
        assert told.lower() in spoken("fr", str(raised.value)).lower()


def test_an_address_stands_apart_from_its_colon() -> None:
    told = spoken("fr", "https://a.example/f: the reply is larger than 5 MB")
    assert told.startswith("https://a.example/f\N{NO-BREAK SPACE}: la réponse")
    assert spoken("en", "https://a.example/: no") == "https://a.example/: no"


def test_the_blanks_of_both_languages_are_the_same_in_number() -> None:
    for one in sentences():
        blanks = one.pattern.groups
        assert one.french.count("{}") <= blanks, one.french
        assert one.french.format(*["x"] * blanks)


def test_a_long_hostile_line_takes_time_in_step_with_its_length() -> None:
    # Every sentence is tried: none may look back over what it has read for each letter.
    assert spoken("fr", "? did you mean " * 5_000).startswith("?")
    for text in ("no answer (" * 150, "{}? did you mean " * 100, ": " * 900, "; " * 900):
        spoken("fr", text[:2_000])


def test_settings_that_went_away_are_told_in_the_brands_language() -> None:
    gone = "config.toml: cannot read it (No such file or directory): put it back, or let this user read it"
    _, told = settings_words("fr", problems=(gone,), restart=(), is_mended=False)
    assert told == (
        "config.toml: lecture impossible (il n'y est pas) : remettez-le en place, ou donnez à cet"
        " utilisateur le droit de le lire"
    )


def test_a_second_listener_is_told_in_french_without_the_path_of_a_lock(tmp_path: Path) -> None:
    with held(tmp_path), pytest.raises(HeldError) as refused, held(tmp_path):
        pass
    told = spoken("fr", str(refused.value))
    assert re.fullmatch(
        r"un autre listener \(processus \d+\) travaille déjà avec cette base : arrêtez-le d'abord",
        told,
    )


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_words_call_things_by_one_name(language: str) -> None:
    """The bot is no robot, and what can be typed is named."""
    for key, text in catalogue(language).items():
        assert not re.search(r"\b(?:robot|\w+\(s\)|vérification de l'installation)", text), key
