"""Reply attribution: whom an answer of ours speaks to, where nothing but its words tells. Pure.

Two people mixed up is the worst that can be told of an answer: what is not sure answers nobody.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from connectors.kit.reading.folding import fold, letters, name_key, name_pattern, signs
from listener.store.tables import MentionRow

_OPENING = 120  # characters of an answer in which it names whom it answers
_STEM = 5  # letters of a word that tell it: fermez, fermeture
_SHORT = 3  # letters of a first name, at least
# Ways to say whom a post answers before it says anything.
_TO = re.compile(
    r"\W{0,3}(?:@(?=\w)|(?:en reponse|reponse) a |in reply to |(?:als )?antwort (?:auf|an) |re ?: ?@?)"
)
_HAIL = (
    "bonjour|bonsoir|salut|coucou|hello|hi|hey|dear|cher|chere|merci|desolee?|thanks|thank you"
    "|sorry|hallo|guten tag|liebe|lieber|danke|hola|gracias|ciao|buongiorno|grazie"
)
_TITLE = r"(?:(?:m|mr|mrs|ms|miss|mme|mlle|monsieur|madame|herr|frau|senora?)\b\.?\s{1,3})?"
_HAILED = rf"\b(?:{_HAIL})\b[\s,]{{1,3}}{_TITLE}"
# A greeting before a word written large; told from the text with its capitals.
_GREETED = re.compile(
    r"\W{0,3}(?i:bonjour|bonsoir|salut|coucou|hello|hi|hey|dear|ch[eè]re?|hallo|hola|ciao)"
    rf"[\s,]{{1,3}}(?P<title>(?i:{_TITLE}))(?P<name>[A-ZÀ-Þ][\w'’-]+)"
)
# Said to everybody who reads; folded.
_EVERYBODY = (
    r"all\b(?! the\b)|everyone|everybody|folks|(?:vous )?tous\b|(?:vous )?toutes\b|tout le monde"
    r"|zusammen|alle\b|allen\b|todos|todas|tutti|tutte"
)
_TO_ALL = re.compile(
    rf"\b(?:{_HAIL})\b(?: (?:so|very|vielen) much| beaucoup| bien| infiniment)?,? ?"
    rf"(?:(?:a|an|to|you) )?(?:{_EVERYBODY})"
    r"|\b(?:y'?all|(?:all|each) of you|you all|vous tou(?:te)?s|(?:euch|ihnen) allen?)\b"
    # Not "to all messages": a wish, and whom it is for ends it.
    rf"|\b(?:a|to|an) (?:{_EVERYBODY}) ?(?:[,.!:;)]|$|qui |who |(?:nos|our) )"
    r"|[\w,] (?:everyone|everybody|folks) ?(?:!|$)"
)
# Written large and nobody's name.
_NAMES_NOBODY = (
    "monsieur madame mademoiselle messieurs mesdames tous toutes tout chers cheres client cliente"
    " there all everyone everybody team sir customer zusammen kundin kunde kunden todos todas tutti"
    " merci nous oui non we yes no thank thanks wir vielen ja nein"
)
_SAY_NOTHING = (
    "bonjo bonso merci votre notre avons avez etes somme hello thank sorry pleas avec pour dans"
    " vous nous cette mais tout tous plus bien this that with your have from very here will"
    " desol been were what when they them about"
)
_ANYBODY, _NOTHING = frozenset(_NAMES_NOBODY.split()), frozenset(_SAY_NOTHING.split())


def whom(
    m: MentionRow, open_: Sequence[MentionRow], thread: Sequence[MentionRow]
) -> MentionRow | None:
    """Which of the open posts an answer answers, the last of them first; None where that is unsure.

    Somebody who is named is meant and nobody else. Of several who fit it is the last one, if its
    words alone are taken up by the answer, or if one account wrote all of them. What is said to
    everybody ("Thanks all!") answers only what it takes up.
    """
    earlier = [row for row in thread if row.id != m.id and row.at <= m.at]
    theirs = [row for row in earlier if not row.by_owner]
    us = _words(m.brand)  # our name takes up nothing
    if named := _named(m.text, theirs):
        ids = {row.id for row in named}
        last = max(named, key=_when)
        fits = [row for row in open_ if row.id in ids]
        is_last = bool(fits) and _is_account(fits[0], last)
        return _the_one(_words(m.text) - us, fits, named, is_sure=is_last)
    if _TO.match(fold(m.text[:_OPENING])) or _greets(m.text):
        return None  # somebody whose post we do not know
    # What we passed over before is not what we come back to.
    spoke = max((_when(row) for row in earlier if row.by_owner), default=None)
    fits = [row for row in open_ if spoke is None or _when(row) > spoke or row.at == m.at]
    is_sure = not _TO_ALL.search(fold(m.text))
    return _the_one(_words(m.text) - us, fits, fits, is_sure=is_sure)


def whom_of_all(
    m: MentionRow, open_: Sequence[MentionRow], recent: Sequence[MentionRow]
) -> MentionRow | None:
    """The same where each post has an address of its own: only who is called by name is meant.

    Of all who wrote there lately (`recent`) it must be one alone whom the answer calls. Their last
    post is the one, if it is the only one of theirs that waits, or the one whose words it takes up.
    """
    opening = m.text[:_OPENING]
    named = [row for row in recent if _calls(opening, row)]
    people = {row.author_key or name_key(row.author_name or "") for row in named}
    ids = {row.id for row in named}
    fits = [row for row in open_ if row.id in ids]
    if len(people) != 1 or not fits:
        return None
    if len(fits) == 1 and fits[0].id == max(named, key=_when).id:
        return fits[0]
    return _the_one(_words(m.text) - _words(m.brand), fits, named, is_sure=False)


def _calls(opening: str, row: MentionRow) -> bool:
    """Does it call this person: by the whole name of several words, or by one that is written large?"""
    folded, words = fold(opening), (row.author_name or "").split()
    if len(words) > 1 and _holds(folded, row.author_name or ""):
        return True
    if row.author_handle and re.search(rf"@{re.escape(fold(row.author_handle))}\b", folded):
        return True
    large = [word for word in words[:1] + words[-1:] if word[:1].isupper()]
    return any(word in opening and _is_word_called(folded, fold(word)) for word in large)


def _the_one(
    words: set[str], fits: Sequence[MentionRow], others: Sequence[MentionRow], *, is_sure: bool
) -> MentionRow | None:
    if not fits:
        return None
    last = fits[0]
    if is_sure and all(_is_account(last, row) for row in fits):
        return last
    said = words - {stem for row in others for stem in _words(row.author_name or "")}
    taken_up = [row for row in others if said & _words(row.text)]
    is_it = bool(taken_up) and all(row.id == last.id for row in taken_up)
    return last if is_it else None


def _is_account(one: MentionRow, other: MentionRow) -> bool:
    return one.id == other.id or (bool(one.author_key) and one.author_key == other.author_key)


def _named(text: str, rows: Sequence[MentionRow]) -> list[MentionRow]:
    """Whose posts the opening names: by the whole name, else by a part of it that is called."""
    opening = fold(text[:_OPENING])
    whole = [(row, name) for row in rows for name in _names(row) if _holds(opening, name)]
    longest = max((len(name_key(name).split()) for _, name in whole), default=0)
    if longest > 1:  # "Sophie Bernard" is not some other Sophie
        return [row for row, name in whole if len(name_key(name).split()) == longest]
    ids = {row.id for row, _ in whole}
    return [row for row in rows if row.id in ids or _is_called(opening, row)]


def _names(row: MentionRow) -> list[str]:
    return [name for name in (row.author_name, row.author_handle) if name]


def _holds(opening: str, name: str) -> bool:
    return bool(name_pattern(name).search(opening))


def _is_called(opening: str, row: MentionRow) -> bool:
    """Is one called by the first or the last word of a name of several?"""
    words = name_key(row.author_name or "").split()
    if len(words) < 2:
        return False
    return any(_is_word_called(opening, word) for word in {words[0], words[-1]})


def _is_word_called(opening: str, word: str) -> bool:
    """Is somebody called by this word? Both are folded."""
    if len(word) < _SHORT or not word.isalpha():
        return False
    called = rf"(?:{_HAILED}{word}\b|(?:^\W{{0,3}}|, ?){word} ?(?:[,:!.]|-|$))"
    return re.search(called, opening) is not None


def _greets(text: str) -> bool:
    """Does it greet somebody by name?"""
    found = _GREETED.match(text[:_OPENING])
    return found is not None and letters(found["name"]) not in _ANYBODY


def _words(text: str) -> set[str]:
    """What the words of a text are compared by: a beginning of each, without what all texts say."""
    found = re.findall(r"\w+", letters(signs(text)))
    long = {w[:_STEM] for w in found if len(w) >= 4 or any(map(str.isdigit, w))}
    return long - _NOTHING


def _when(row: MentionRow) -> tuple[datetime, int]:
    return row.at, row.id or 0
