"""Names of people and accounts in a text. Rather one too many: what is hidden is only missed by a program."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from listener.advice.drafts.greeting import is_given
from listener.advice.drafts.redaction.spans import Span
from listener.advice.drafts.replies import replies
from listener.advice.drafts.tongue import book
from listener.advice.reading.text import fold, tokens
from listener.words import LANGUAGES

_LARGE = r"[A-ZÀ-ÖØ-Þ]"
_NAME = rf"{_LARGE}[^\W\d_]{{1,24}}(?:[-'’]{_LARGE}?[^\W\d_]{{1,24}}){{0,2}}"
_PARTICLE = r"(?:(?:de la|de|du|des|d['’]|van der|van|von|ben|el|al|le|la|Le|La|Du|De) ?)"
_WORD = re.compile(_NAME)
_FURTHER = re.compile(rf" (?:{_PARTICLE}?{_NAME}|{_LARGE}(?:\.|(?![\w'’])))")
_WITHIN = re.compile(r"[^\W\d_][,;]? $|\w['’]$|\d $")
_INITIALS = re.compile(rf"(?<![\w.])(?:{_LARGE}\. ?){{1,2}}{_NAME}")
_TITLED = re.compile(
    r"\b(?:M\.|MM\.|Mr\.?|Mrs\.?|Ms\.?|Miss|Mme|Mlle|Dr\.?|Pr\.?|Me|(?i:madame|monsieur|mademoiselle|docteur"
    r"|ma[iî]tre|professeur|doctor|professor|nurse|sister|father|famille|les|the)) "
    rf"(?P<it>(?:{_LARGE}\. ?)?{_PARTICLE}?{_NAME}(?: {_PARTICLE}?{_NAME}){{0,2}})"
)
# "les Carpentier", "the Johnsons": but "les Pliantes", "the Garth" are things.
_LOOSE = ("les ", "the ")
_CALLED = re.compile(
    r"(?i:\bs['’]appel(?:le|ait)|\bappelle|\bm['’]appelle|\bnomm[ée]e?|\bd[ée]nomm[ée]e?|\bpr[ée]nomm[ée]e?|\bun certain"
    r"|\bune certaine|\bau nom d[eu']|\bsous le nom de|\bde la part de|\bcalled|\bnamed|\bname is|\bname['’]s|\bknown as"
    r"|\bin the name of|\bunder the name(?: of)?|\bbooked under|\bbooked as|\bhanded to|\bsigned by|\bsign[ée] par"
    r"|\bcertain mr|\bwelcome|\bgreeted me as|\bask for|\bdemandez)"
    rf" ['\"«]?(?P<it>{_PARTICLE}?{_NAME}(?: {_PARTICLE}?{_NAME}){{0,2}})"
)
_CUE = re.compile(
    r"\b(?:merci|thanks|thank you|cheers|bonjour|bonsoir|salut|coucou|hello|hi|hey|dear|cher|ch[èe]re|m['’]appelle"
    r"|moi c['’]est|i['’]m|je suis|my name is|bravo|regards|cordialement|avec|by|from) (?P<it>[^\W\d_]{3,20})\b",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    rf"(?:[.!?…,;:\n–—]\s{{0,3}})(?P<it>(?:{_LARGE}\. ?)?{_NAME}(?: {_PARTICLE}?(?:{_NAME}|{_LARGE}\.?)){{0,2}})"
    r"\W{0,6}$"
)
_HANDLE = re.compile(
    r"(?<![\w.@])@[\w][\w.-]{0,60}(?:@[\w.-]{1,80})?|(?<![\w/])u/[\w-]{3,30}"
    r"|(?<![\w.@/-])[a-z]{2,20}[._][a-z._]{1,20}\d{0,6}(?![\w.]*\.[a-z])(?=\W|$)"
    r"|(?<![\w.@/-])(?:[a-z]{2,20}[._][a-z._]{0,12}|[a-z][._][a-z._]{2,16})\d{2,6}\b"
)
_NICK = re.compile(
    r"\b(?:reviewer|user|username|pseudo|profil|insta|instagram|snap|snapchat|twitter|telegram|discord|tiktok|twitch)"
    r" ?[:=]? ?(?:['\"«‘“] ?(?P<a>[\w.-]{3,30})|(?P<b>[a-z]{0,12}[\w.-]{0,30}[\d_][\w.-]{0,20}))",
    re.IGNORECASE,
)


def people(text: str, known: Iterable[str] = ()) -> Iterator[Span]:
    """All names and handles, in no order; `known` are names of people who are spoken of."""
    for hit in _HANDLE.finditer(text):
        yield Span(hit.start(), _after_handle(text, hit), "handle")
    for hit in _NICK.finditer(text):
        yield Span(*hit.span("a" if hit["a"] else "b"), "handle")
    yield from _by_words_before(text)
    yield from (Span(*hit.span(), "name") for hit in _INITIALS.finditer(text))
    for hit in _WORD.finditer(text):
        if _is_name(text, hit):
            yield Span(_before(text, hit.start()), _on(text, hit.end()), "name")
    for name in known:
        for word in (w for w in re.split(r"[\s.@_-]+", name) if len(w) > 2):
            pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)
            yield from (Span(*hit.span(), "name") for hit in pattern.finditer(text))


def _by_words_before(text: str) -> Iterator[Span]:
    """Behind a title, behind "called", where somebody is spoken to, and where somebody signs."""
    for pattern in (_TITLED, _CALLED):
        for hit in pattern.finditer(text):
            is_loose = hit[0].lower().startswith(_LOOSE)
            is_sure = pattern is _TITLED and not is_loose
            if is_sure or not (_is_usual(hit["it"]) or (is_loose and _is_thing(hit["it"]))):
                yield Span(*hit.span("it"), "name")
    for hit in _CUE.finditer(text):
        if is_given(hit["it"]):
            yield Span(*hit.span("it"), "name")
    signed = _SIGNED.search(text[-80:])
    if signed and not _is_usual(signed["it"]):
        away = max(0, len(text) - 80)
        yield Span(away + signed.start("it"), away + signed.end("it"), "name")


def _is_name(text: str, hit: re.Match[str]) -> bool:
    """A given name; a word that no reply has within a sentence, or before another one at its head."""
    word = hit[0]
    if is_given(word) or any(is_given(part) for part in word.split("-")):
        return True
    if word.isupper() or _is_usual(word):
        return False
    if _WITHIN.search(text, max(0, hit.start() - 3), hit.start()):
        return True
    further = _FURTHER.match(text, hit.end())
    return bool(further and not _is_usual(further[0].strip()))


def _on(text: str, end: int) -> int:
    """Where a name ends that begins before: surnames, initials."""
    for _ in range(3):
        further = _FURTHER.match(text, end)
        if further is None or fold(further[0].strip()) in date_words():
            break
        end = further.end()
    return end


def _before(text: str, start: int) -> int:
    """Where a name begins: "Roussel Jean-Claude", "DUPONT Marie"."""
    hit = re.search(rf"({_NAME}) $", text[max(0, start - 40) : start])
    return start if hit is None or _is_usual(hit[1]) else start - len(hit[0])


def _after_handle(text: str, hit: re.Match[str]) -> int:
    """ "@Martine Duverger alors": a name that stands for an account."""
    if not hit[0][1:2].isupper():
        return hit.end()
    return _on(text, hit.end())


def _is_thing(words: str) -> bool:
    return " " in words or words.endswith("s") or not words[0].isupper()


def _is_usual(words: str) -> bool:
    """Is each of them a word of replies, a day or a month?"""
    usual = _usual()
    return all(word in usual for word in tokens(words))


@cache
def _usual() -> frozenset[str]:
    bank = {
        word for language in LANGUAGES for one in replies(language) for word in tokens(one.text)
    }
    return frozenset(bank | date_words())


@cache
def date_words() -> frozenset[str]:
    """Days, months and feasts, folded: of a date, never a name."""
    days = {fold(day) for language in LANGUAGES for day in book(language).days}
    return frozenset(days | _MONTHS)


_MONTHS = frozenset(  # and what else a date is made of
    tokens(
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre "
        "janv fevr avr juil sept oct nov dec jan feb mar apr jun jul aug "
        "mon tue tues wed thu thur fri sat sun "
        "noel paques toussaint ascension pentecote christmas easter "
        "january february march april may june july august september october november december "
    )
)
