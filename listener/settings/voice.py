"""The voice that drafts speak in: [brand.voice], and the operator's own replies, a folder of Markdown.

A file has its conditions at its head, between two lines of +++ (TOML) or --- (key: value), then the reply
itself. One that is wrong costs itself alone: it is told, and the others are used.
"""

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from string import Formatter
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationError, field_validator

from listener.guard.plain import plain
from listener.settings.file import NotTomlError, read_tables, read_up_to
from listener.settings.problems import choose, lines
from listener.settings.reply import ANSWERED, ANY, MATTERS, PLACES, SLOTS, Length, Reply
from listener.settings.written import Section, Written
from listener.words import LANGUAGES

MOST_FILES = 2_000  # own replies of a brand
MOST_BYTES = 64_000  # of one file
LONGEST = 2_000  # characters of a reply
SHORT = 260  # up to so many it is short, where it does not say
_SPEAKS = {"speaker", "brand", "of_brand"}
_CHOICE = re.compile(r"<[^<>|]{0,200}\|[^<>|]{0,200}>")
_FENCES = ("+++", "---")  # above and below a head: of TOML, of lines of key: value


def _are_words(words: tuple[str, ...]) -> tuple[str, ...]:
    for word in words:
        if not re.search(r"[^\W_]", word):
            raise ValueError(f"{word[:40]!r} is no word: write one, or a few, as in souci*")
    return words


_Words = Annotated[tuple[Written, ...], AfterValidator(_are_words)]


class Voice(Section):
    """How drafts speak for the brand."""

    register_: Literal["author", "vous", "tu"] = Field(default="author", alias="register")
    """In French: as the author speaks, always vous, or always tu; the press and partners get vous, colleagues tu."""
    signature: str = Field(default="", max_length=100)
    """Who signs, in your words, with {speaker} and {brand}, as in "{speaker}, the {brand} team"; also {of_brand}."""
    never: _Words = ()
    """Words that no draft says, in capitals or not, with accents or not; `*` ends a stem."""
    we: Literal["I", "we"] = "I"
    """Who speaks. "we": replies of ours that say I are used only where no other fits."""
    replies: str = ""
    """Folder of your own replies, in Markdown: `listener playbook add`; relative to config.toml."""

    @field_validator("signature")
    @classmethod
    def _says_who_speaks(cls, text: str) -> str:
        if not text:
            return text
        if (named := _names(text)) is None or named - _SPEAKS:
            raise ValueError("{speaker}, {brand} and {of_brand} can be filled in, and nothing else")
        if "speaker" not in named or not named & {"brand", "of_brand"} or "\n" in text:
            raise ValueError(
                "one line that says who speaks, and for whom: write {speaker} and {brand} in it"
            )
        return text


def leaf_named(said: str) -> str:
    """A leaf as the tree writes it, whatever capitals and hyphens somebody gave it."""
    return said.strip().upper().replace("-", "_").replace(" ", "_")


class _File(Section):
    """What an own reply says of itself."""

    leaf: Written
    matter: str = ANY
    length: Length | None = None
    place: tuple[str, ...] = ()
    when: Literal["again", "always"] = "always"
    says: _Words = ()
    lang: Literal["fr", "en"]
    text: Written = Field(max_length=LONGEST)

    @field_validator("leaf")
    @classmethod
    def _has_a_reply(cls, leaf: str) -> str:
        named = leaf_named(leaf)
        if named not in ANSWERED:
            raise ValueError(choose(leaf[:40], list(ANSWERED), "the names are"))
        return named

    @field_validator("matter")
    @classmethod
    def _is_a_matter(cls, matter: str) -> str:
        named = matter.strip().lower().replace("-", "_").replace(" ", "_")
        if named not in (*MATTERS, ANY):
            raise ValueError(choose(matter[:40], [*MATTERS, ANY], "the names are"))
        return named

    @field_validator("place")
    @classmethod
    def _are_places(cls, places: tuple[str, ...]) -> tuple[str, ...]:
        for place in places:
            if place not in PLACES:
                raise ValueError(choose(place[:40], list(PLACES), "the names are"))
        return places

    @field_validator("text")
    @classmethod
    def _can_be_filled(cls, text: str) -> str:
        if set("<>") & set(_CHOICE.sub("", text)):
            raise ValueError(
                "two forms of address are written <vous|tu>, and < and > for nothing else"
            )
        named = _names(text)
        wrong = sorted({name for name in named if name.lower() not in SLOTS}) if named else []
        if named is None or wrong:
            known = ", ".join(f"{{{name}}}" for name in sorted(SLOTS))
            shown = f"{{{wrong[0][:40]}}}" if wrong else "{"
            raise ValueError(f"{shown} is nothing that can be filled in: there are {known}")
        return text


def _names(text: str) -> set[str] | None:
    """What stands in braces; None where a brace is left, or holds more than a name."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        return None
    if "{{" in text or "}}" in text or any(how or turned for _, _, how, turned in parts):
        return None
    return {name for _, name, _, _ in parts if name is not None}


def read_replies(folder: Path, language: str, where: str, problems: list[str]) -> tuple[Reply, ...]:
    """The folder's replies, by name; `language` where a file says none, `where` begins what is told."""
    try:
        found = sorted(islice((p for p in folder.iterdir() if p.suffix == ".md"), MOST_FILES + 1))
    except OSError as error:
        problems.append(f"{where}: cannot read this folder ({error.strerror}): {folder.name}")
        return ()
    if len(found) > MOST_FILES:
        problems.append(f"{where}: more than {MOST_FILES} files: keep those that are used")
        return ()
    replies = list[Reply]()
    for path in found:
        told = list[str]()
        if (reply := _read(path, language, told)) is not None:
            replies.append(reply)
        name = plain(path.name)[:80]
        problems += [f"{where}: {name}: {line}" for line in told]
    return tuple(replies)


def _read(path: Path, language: str, told: list[str]) -> Reply | None:
    try:
        if not path.is_file():
            told.append("this is no file: move it away")
            return None
        content = read_up_to(path, MOST_BYTES)
    except OSError as error:
        told.append(f"cannot read it ({error.strerror}): put it back, or let this user read it")
        return None
    return reply_in(content, path.name, language, told)


def reply_in(content: bytes, name: str, language: str, told: list[str]) -> Reply | None:
    """The reply that a file's content is; None where it is none, and `told` says why."""
    if len(content) > MOST_BYTES:
        told.append(f"larger than {MOST_BYTES // 1000} kB: one reply a file")
        return None
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        table, body = _parted(text)
    except UnicodeDecodeError:
        told.append("it is not written in UTF-8: save it so")
        return None
    except (NotTomlError, ValueError) as error:
        told.append(str(error))
        return None
    if plain(body) != body:
        told.append("it holds hidden signs: type the text again")
        return None
    if "text" in table:
        told.append("text: the reply stands below the head, not in it")
        return None
    raw = {"lang": _said_by(name) or language, **table, "text": " ".join(body.split())}
    try:
        said = _File.model_validate(raw)
    except ValidationError as error:
        told += lines("", error, _File, raw=raw)
        return None
    is_short = len(_CHOICE.sub("", said.text)) <= SHORT
    return Reply(
        leaf=said.leaf,
        matter=said.matter,
        length=said.length or ("short" if is_short else "full"),
        text=said.text,
        places=frozenset(said.place),
        is_again=said.when == "again",
        says=said.says,
        is_own=True,
        lang=said.lang,
        name=name,
    )


def _said_by(name: str) -> str:
    """The language in a file's name, as in late.fr.md."""
    parts = name.split(".")
    return parts[-2] if len(parts) > 2 and parts[-2] in LANGUAGES else ""


def _parted(text: str) -> tuple[dict[str, Any], str]:
    """The table at a file's head, and the text below it; raises what says why there is none."""
    above, *below = text.lstrip("\n").split("\n")
    fence = above.rstrip()
    closes = next((n for n, line in enumerate(below) if line.rstrip() == fence), None)
    if fence not in _FENCES or closes is None:
        raise ValueError(
            'its head is missing: begin with +++, then a line such as leaf = "REPAIR", then +++'
        )
    head, body = below[:closes], "\n".join(below[closes + 1 :])
    if fence == "+++":
        return read_tables("\n".join(head).encode()).raw, body
    return dict(_pairs(head)), body


def _pairs(head: list[str]) -> Iterator[tuple[str, Any]]:
    """`key: value`, a list in brackets, or below its key with a dash before each."""
    seen, dashed = set[str](), dict[str, list[str]]()
    last = ""
    for number, line in enumerate(head, start=2):
        bare = line.strip()
        if not bare or bare.startswith("#"):
            continue
        if bare.startswith("- ") and last in dashed:
            dashed[last].append(_bare(bare[2:]))
            continue
        key, sign, value = bare.partition(":")
        last, value = key.strip(), value.strip()
        if not sign or not last or last in seen:
            raise ValueError(f"line {number}: write one key a line, as in leaf: REPAIR")
        seen.add(last)
        if not value:
            dashed[last] = []
        elif value.startswith("[") and value.endswith("]"):
            yield last, [_bare(one) for one in value[1:-1].split(",") if one.strip()]
        elif last in ("place", "says"):
            yield last, [_bare(one) for one in value.split(",") if one.strip()]
        else:
            yield last, _bare(value)
    yield from dashed.items()


def _bare(value: str) -> str:
    value = value.strip()
    is_quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if is_quoted else value
