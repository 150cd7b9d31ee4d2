"""An answer that was given, as a reply for others: names taken out, what the author wrote and what is known
put back into slots.

What is left of numbers and given names is told: a person looks at it before it is used.
"""

import re
from dataclasses import dataclass

from listener.advice.brief import Brief
from listener.advice.drafts.greeting import first_name, is_given
from listener.advice.drafts.slots import known_slots, never_filled
from listener.advice.drafts.tongue import signature
from listener.advice.leaves import Leaf
from listener.advice.reading.private import private_data
from listener.advice.reading.text import fold, holds, readable
from listener.settings.brand import Brand
from listener.settings.reply import ANY

_READ = 9_000  # characters: no answer is longer
_HELLO = re.compile(
    r"\s{0,9}(?:bonjour|bonsoir|hello|hi|hey|dear|cher|chère)\b[^,!.?\n]{0,60}[,!.\n]\s{0,9}",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w@.])@[\w.-]{1,60}(?:@[\w.-]{1,60})?")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")
_FIGURES = re.compile(r"(?<![\w{])[#€£$]?\d[\w.,/:]{0,20}")
_QUOTED = re.compile(r"[«“\"]([^«»“”\"\n]{3,200})[»”\"]")
_TIDY = (
    (re.compile(r" {2,9}"), " "),
    (re.compile(r" (?=[,.])"), ""),
    (re.compile(r",(?=[.!?,])"), ""),
)


@dataclass(frozen=True, slots=True)
class Shaped:
    """A reply's text, and what of the answer a person must look at."""

    text: str
    left: tuple[str, ...]  # numbers, and given names, that stand as they were
    private: str | None = None  # an address, a number or the author's name: not to be used so


def shaped(
    answer: str, brief: Brief, brand: Brand, leaf: Leaf, language: str, *, matter: str = ANY
) -> Shaped:
    """The answer to a mention, as a reply to others of its kind: with no slot that is filled for none of them."""
    text = _without_frame(readable(answer[:_READ]).strip(), brand, language)
    text = _without(_HANDLE.sub("", text), brief.author)
    if "quote" not in never_filled(("quote",), leaf, matter):
        text = _with_quote(text, brief.shown)
    text = _with_facts(text, brand, language)
    slots = known_slots(brief, brand, leaf, language) | {"speaker": brand.speaker}
    never, stays = never_filled(slots, leaf, matter), list[str]()
    for name, words in sorted(slots.items(), key=lambda slot: -len(slot[1])):
        told = _slotted(text, words, name)
        if name in never and told != text:
            stays.append(words)
        elif name not in never:
            text = told
    for pattern, said in _TIDY:
        text = pattern.sub(said, text)
    text = text.strip(" ,")
    given = {w for w in _WORD.findall(text) if w[:1].isupper() and is_given(w)}
    numbers = dict.fromkeys(found.rstrip(".,:/") for found in _FIGURES.findall(text))
    whose = next((word for word in _names(brief.author) if _stands(word, text)), None)
    return Shaped(
        text[:1].upper() + text[1:],
        tuple(dict.fromkeys((*numbers, *stays, *sorted(given)))),
        private_data(text) or whose,
    )


def _without_frame(text: str, brand: Brand, language: str) -> str:
    """Without the greeting at its head and who signs at its foot: drafts have their own."""
    if hello := _HELLO.match(text):
        text = text[hello.end() :]
    lines = text.rstrip().split("\n")
    last = fold(lines[-1]).strip(" .,-—–")
    known = {fold(signature(brand, language)).strip(" .,-—–"), fold(brand.speaker)} - {""}
    signs = len(last) <= 100 and brand.speaker and holds(last, brand.speaker)
    is_signed = last in known or (signs and holds(last, brand.name))
    return "\n".join(lines[:-1] if len(lines) > 1 and is_signed else lines)


def _without(text: str, author: str) -> str:
    """Without the author's full name and first name."""
    for name in (" ".join(author.split())[:80], first_name(author)):
        if len(name) > 1:
            text = re.sub(rf"[ \u00a0]?(?<!\w){re.escape(name)}(?!\w)", "", text)
    return text


def _names(author: str) -> list[str]:
    return [word for word in _WORD.findall(author[:80]) if len(word) > 2 and word[:1].isupper()]


def _stands(word: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


def _with_facts(text: str, brand: Brand, language: str) -> str:
    """The first passage of the operator's that it holds is the slot of a fact: another may be true next time."""
    for fact in brand.fact:
        for passage in (fact.text_fr if language == "fr" else fact.text_en, fact.text):
            whole = passage.strip() if passage else ""
            bare = whole.rstrip(".")
            if bare and bare in text:
                before, _, after = text.partition(bare)
                return f"{before}{{fact}}{after.removeprefix('.')}"
    return text


def _slotted(text: str, words: str, name: str) -> str:
    """With `{name}` where the words stand; inside a slot nothing is replaced."""
    if len(words) < 2:
        return text
    pattern = re.compile(rf"(?<![\w{{]){re.escape(words)}(?![\w}}])", re.IGNORECASE)
    return pattern.sub(f"{{{name}}}", text)


def _with_quote(text: str, post: str) -> str:
    """What it quotes of the post is the slot of a quotation: the first of them."""
    said = fold(post)
    for hit in _QUOTED.finditer(text):
        if fold(hit[1]).strip() in said:
            return f"{text[: hit.start()]}{{quote}}{text[hit.end() :]}"
    return text
