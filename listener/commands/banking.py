"""playbook add: a reply of the operator's own, written into their folder once it can be used."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from rich.text import Text

from listener.advice.drafts.replies import replies_of
from listener.advice.drafts.shaped import Shaped, shaped
from listener.advice.drafts.tongue import draft_language
from listener.advice.drafts.topics import topic_of
from listener.advice.leaves import Leaf, facts_of
from listener.app import App
from listener.commands.bank import against, never_used, wanted_of
from listener.commands.console import console
from listener.commands.drafting import STDIN, read_answer
from listener.commands.named import brand_named, record_of
from listener.desk.writing import Wanted
from listener.guard.plain import one_line
from listener.settings.added import text as quoted
from listener.settings.brand import Brand
from listener.settings.config import ConfigError
from listener.settings.reply import Reply
from listener.settings.voice import leaf_named, reply_in
from listener.words import LANGUAGES, say

FAILED = 1
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


@dataclass(frozen=True, slots=True)
class Given:
    """What the command was told; None and "" where it was not."""

    leaf: str | None = None
    matter: str | None = None
    length: str | None = None
    place: tuple[str, ...] = ()
    when: str | None = None
    lang: str | None = None
    name: str | None = None
    text: str | None = None  # a file, or - for standard input
    of: int | None = None  # the mention whose answer is taken
    brand: str | None = None


def add(app: App, given: Given) -> int:
    """Write the file and say where it is; raises ConfigError for what cannot be used as it is told."""
    body, left = "", tuple[str, ...]()
    if given.of is not None:
        brand, given, taken = _taken(app, given)
        body, left = taken.text, taken.left
    else:
        brand = _brand(app, given.brand)
        body = read_answer(given.text or _input())
    folder = _folder(app, brand)
    reply, content = _looked_through(given, brand, body)
    path = _written(folder, given.name, reply, content)
    screen, lang = console(), brand.language
    screen.print(say(lang, "playbook.added", file=str(path)), soft_wrap=True)
    told = say(
        lang,
        "playbook.same",
        leaf=reply.leaf,
        matter=reply.matter,
        length=reply.length,
        tongue=reply.lang,
    )
    screen.print(told, style="dim", soft_wrap=True)
    screen.print(Text(reply.text), soft_wrap=True)
    if left:
        words = ", ".join(one_line(one) for one in left)
        screen.print(say(lang, "playbook.left", words=words), style="yellow", soft_wrap=True)
    return 0


def _brand(app: App, named: str | None) -> Brand:
    brands = app.config.brands
    if named is None and len(brands) > 1:
        raise ConfigError(f"--brand: say which brand it is for: {', '.join(brands)}")
    return brand_named(brands, named) or app.brand


def _input() -> str:
    if sys.stdin.isatty():
        raise ConfigError("--text: no reply is given: name a file, or pipe the reply in")
    return STDIN


def _folder(app: App, brand: Brand) -> Path:
    if not brand.voice.replies:
        raise ConfigError(
            f"brand ({brand.name}).voice.replies: name a folder for your replies first, under [brand.voice]"
        )
    beside = app.file.absolute().parent if app.file else Path()
    return beside / brand.voice.replies


def _looked_through(given: Given, brand: Brand, body: str) -> tuple[Reply, str]:
    """The reply and its file's content."""
    if given.leaf is None:
        raise ConfigError("--leaf: say for which advice it is, as in --leaf REPAIR")
    lang = given.lang or brand.language
    if lang not in LANGUAGES:
        raise ConfigError(f"--lang: {lang[:20]!r}? write fr or en")
    head = "\n".join(f"{key} = {value}" for key, value in _head(given, lang))
    content = f"+++\n{head}\n+++\n\n{body.strip()}\n"
    problems = list[str]()
    reply = reply_in(content.encode(), f"{given.name or ''}.{lang}.md", lang, problems)
    if reply is None:
        raise ConfigError("\n".join(f"playbook add: {line}" for line in problems))
    if unfilled := next(never_used(reply, brand), None):
        raise ConfigError(f"playbook add: {unfilled}")
    if doubt := next(against(reply, brand), None):
        raise ConfigError(f"playbook add: drafts would pass over it: {doubt.why}")
    return reply, content


def _head(given: Given, lang: str) -> Iterator[tuple[str, str]]:
    yield "leaf", quoted(leaf_named(given.leaf or ""))
    for key in ("matter", "length", "when"):
        if value := getattr(given, key):
            yield key, quoted(value)
    if given.place:
        yield "place", f"[{', '.join(quoted(one) for one in given.place)}]"
    yield "lang", quoted(lang)


def _written(folder: Path, name: str | None, reply: Reply, content: str) -> Path:
    """A new file, whatever stands there already."""
    if name is not None and not _NAME.fullmatch(name):
        raise ConfigError(
            f"--name: {name[:40]!r}: small letters without accents, figures, - and _, as in my-blog"
        )
    folder.mkdir(parents=True, exist_ok=True)
    stem = name or f"{reply.leaf}-{reply.matter}".lower()
    for n in count(1):
        path = folder / f"{stem}{f'-{n}' if n > 1 else ''}.{reply.lang}.md"
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(content)
        except FileExistsError:
            if name is not None:
                raise ConfigError(
                    f"--name: {path.name} is there already: take another name"
                ) from None
        else:
            return path
    raise AssertionError  # it counts on until a name is free


def _taken(app: App, given: Given) -> tuple[Brand, Given, Shaped]:
    """The answer that a mention got, as a reply, with its conditions where none were told."""
    app.ready()
    id_ = given.of or 0
    record = record_of(app, id_)
    if record is None:
        raise ConfigError(
            f"--from: there is no mention {id_}: the numbers stand at the foot of each alert"
        )
    brand = app.config.brands.get(record.mention.brand)
    wanted = wanted_of(app, record, brand) if brand else None
    if brand is None or wanted is None:
        raise ConfigError("--from: nothing is decided of it yet: name another")
    sent = next((one.text for one in reversed(record.answers) if one.text.strip()), "")
    approved = app.store.approved(id_)
    answer = sent or (approved.text if approved and approved.is_last else "")
    if not answer:
        raise ConfigError("--from: no answer of it was approved or read back: give the reply itself")  # fmt: skip
    named = replace(wanted.brief, author=record.mention.author_name or "")
    return brand, *_as_reply(given, replace(wanted, brief=named), brand, answer)


def _as_reply(given: Given, wanted: Wanted, brand: Brand, answer: str) -> tuple[Given, Shaped]:
    leaf = leaf_named(given.leaf or wanted.leaf)
    named = Leaf(leaf) if facts_of(leaf).reply else Leaf.ACKNOWLEDGE
    lang = given.lang or draft_language(replace(wanted.brief, text=answer, title=None, lang=None), brand)  # fmt: skip
    matters = {one.matter for one in replies_of(brand, lang, leaf)}
    matter = given.matter or topic_of(wanted.brief, matters)
    told = shaped(answer, wanted.brief, brand, named, lang, matter=matter)
    if told.private:
        raise ConfigError(
            f"--from: it still holds {one_line(told.private)[:40]!r}, of one person: give the reply itself, without it"
        )
    return replace(given, leaf=leaf, lang=lang, matter=matter), told
