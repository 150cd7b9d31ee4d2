"""Danger in a text: word lists with figures of speech taken out. Simple evidence, said so."""

import re
from collections.abc import Iterator

from listener.brand import Brand
from listener.strategy.lexicon import found, without
from listener.strategy.relevance import named

# Each of these is danger by itself, in this order.
SURE = ("self_harm", "threat", "leak", "discrimination", "safety")
# Personal data as it is written: e-mail, IBAN, card, phone.
PRIVATE = re.compile(
    r"[\w.+-]+@[\w-]+\.[a-z]{2,}"
    r"|\b[a-z]{2}\d{2}(?: ?[\da-z]{4}){3,7}\b"
    r"|\b(?:\d[ -]?){15}\d\b"
    r"|(?<![\d/])(?:\+\d{1,3}[ .-]?\(?\d|0\d)(?:[ .-]?\d){7,10}(?!\d)",
    re.IGNORECASE,
)


def danger(sentences: tuple[str, ...]) -> tuple[str, str] | None:
    """The kind of danger and the words that say it, from folded sentences; None without."""
    plain = tuple(_plain(sentences))
    for kind in SURE:
        for sentence in plain:
            if words := found(f"danger.{kind}", sentence):
                return kind, words
    for sentence in plain:
        if found("danger.child", sentence) and (words := found("danger.child_harm", sentence)):
            return "child", words
        if found("danger.subject", sentence) and (words := found("danger.harm", sentence)):
            return "safety", words
    return None


def _plain(sentences: tuple[str, ...]) -> Iterator[str]:
    for sentence in sentences:
        yield without("danger.figures", sentence)


def crisis_word(sentences: tuple[str, ...], brand: Brand, *, to_us: bool) -> str | None:
    """A crisis word in one sentence with the brand; a post to us names it by being to us."""
    for sentence in _plain(sentences):
        word = found("danger.crisis", sentence)
        if word and (to_us or named(sentence, brand)):
            return word
    return None


def private_data(text: str) -> str | None:
    """An e-mail address, account, card or phone number in a text, or None."""
    hit = PRIVATE.search(text)
    return hit.group(0) if hit else None
