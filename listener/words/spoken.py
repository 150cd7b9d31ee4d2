"""Localised errors: they are raised in English and said in French at the edge.

`fr/errors.toml` gives, for an English sentence with blanks, the French one, and each kind of source
those that are its own; what stands before it (a file, a key, a source's address) stays as it is, and
so does a sentence that is not known.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import connectors

_LONGEST = 2_000  # characters of a line: the rest is said as it is
_DEEPEST = 8  # places before the sentence: config.toml: source[0] (blog).url: …

_WORDS_OF_PLACE = re.compile(r"(?:\A|(?<=: )|(?<=\d, ))((?:lines?|column)(?= \d)|brand(?= [^(\d]))")
_IN_FRENCH = {"line": "ligne", "lines": "lignes", "column": "colonne", "brand": "marque"}


class _Sentence(NamedTuple):
    pattern: re.Pattern[str]
    piece: str  # its longest fixed part: what does not hold it cannot match
    french: str


def spoken(language: str, text: str) -> str:
    """The text in a language: each line's last sentence that is known, in its words."""
    if language != "fr":
        return text
    return "\n".join(_line(line) for line in text.split("\n"))


def _line(line: str) -> str:
    if len(line) > _LONGEST:
        return line
    if (found := _behind_its_place(line)) is not None:
        return found
    parts = line.split("; ")
    return "; ".join(_line(part) for part in parts) if len(parts) > 1 else line


def _behind_its_place(text: str) -> str | None:
    at = 0
    for _ in range(_DEEPEST):
        if (found := _sentence(text[at:])) is not None:
            return _place(text[:at]) + found
        at = text.find(": ", at) + 2
        if at == 1:
            break
    return None


def _place(text: str) -> str:
    """Where it is: of names and keys nothing changes; an address stands apart from its colon."""
    text = _WORDS_OF_PLACE.sub(lambda found: _IN_FRENCH[found[1]], text)
    return " ".join(map(_apart, text.split(" ")))


def _apart(word: str) -> str:
    is_address = word.startswith(("http://", "https://")) and word.endswith(":")
    return f"{word[:-1]}\N{NO-BREAK SPACE}:" if is_address else word


def _sentence(text: str) -> str | None:
    said, sign, shown = text.rpartition(" (it says ")
    if sign and (found := _sentence(said)) is not None:
        return f"{found} (il y a {shown}"
    return _french(text, sentences()) or _french(text, sentences_of_kinds())


def _french(text: str, known: tuple[_Sentence, ...]) -> str | None:
    for one in known:
        if one.piece in text and (match := one.pattern.fullmatch(text)):
            groups = [_behind_its_place(said) or _setting(said) for said in match.groups()]
            return one.french.format(*(said.replace("' or '", "' ou '") for said in groups))
    return None


def _setting(text: str) -> str:
    """What a setting is, where these are its words in the middle of a sentence."""
    whole = f"{text[:1].upper()}{text[1:]}."
    if (found := _settings().get(whole)) is None:
        return text
    return found[:1].lower() + found[1:].removesuffix(".")


@cache
def _settings() -> dict[str, str]:
    source = files("listener.words") / "fr" / "settings.toml"
    return {**words_of_kinds(), **tomllib.loads(source.read_text("utf-8"))}


@cache
def sentences() -> tuple[_Sentence, ...]:
    """Those that are known, the most telling first."""
    source = files("listener.words") / "fr" / "errors.toml"
    return _sorted(tomllib.loads(source.read_text("utf-8"))["said"])


@cache
def sentences_of_kinds() -> tuple[_Sentence, ...]:
    """Those that kinds of source bring, each in its guide."""
    return _sorted(words_of_kinds())


def words_of_kinds() -> dict[str, str]:
    """The French of what kinds of source say, by the English."""
    guides = (connectors.connector_type(kind).guides for kind in connectors.kinds())
    return {
        english: french
        for known in guides
        if "fr" in known
        for english, french in known["fr"].words.items()
    }


def _sorted(pairs: Mapping[str, str]) -> tuple[_Sentence, ...]:
    found = [_compiled(english, french) for english, french in pairs.items()]
    return tuple(sorted(found, key=lambda one: -len(one.piece)))


def _compiled(english: str, french: str) -> _Sentence:
    fixed = english.split("{}")
    pattern = "(.+?)".join(re.escape(part) for part in fixed)
    if not fixed[0]:  # a blank at the head is one word or name: no place that stands before
        pattern = "((?:(?!: ).)+?)" + pattern.removeprefix("(.+?)")
    return _Sentence(re.compile(pattern), max(fixed, key=len), french)
