"""Whether an operator's keyword can stand in a reply as what the author speaks of.

Keywords are there to find a fact: names, verbs and stems find as well as nouns do. "We are sorry
about “closes”" and "about “Acme”" say nothing, so a reply takes only what is used as a noun.
"""

import re
from functools import lru_cache

from listener.advice.reading.clauses import without_meaning
from listener.advice.reading.text import fold
from listener.settings.brand import Brand, Fact

_LEAST = 3  # letters
_ARTICLES = (
    r"\b(?:le|la|les|l|un|une|des|du|de|d|au|aux|ce|cet|cette|ces|mon|ma|mes|ton|ta|tes|votre|vos|notre"
    r"|nos|leur|leurs|sans|aucune?|the|an?|my|our|your|their|this|these|that|no|any|some|of|with)[\s']+"
)


def is_noun(word: str, fact: Fact, folded: str, brand: Brand) -> bool:
    """Whether a keyword of the fact is used as a noun, in the folded mention or in the fact itself."""
    plain = fold(word)
    if "*" in word or "~" in word or not _is_of_words(plain) or _is_ours(plain, brand):
        return False
    if " " in plain:
        return True
    texts = (folded, *(fold(t) for t in (fact.text, fact.text_fr, fact.text_en) if t))
    return any(_as_noun(plain).search(text) for text in texts)


@lru_cache(maxsize=512)
def _as_noun(plain: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{_ARTICLES}|\A\W{{0,3}}){re.escape(plain)}(?!\w)")


def _is_of_words(plain: str) -> bool:
    """Whether it is words: no handle, address, number, or letters alone."""
    letters = sum(map(str.isalpha, plain))
    is_word = all(c.isalpha() or c in " '-" for c in plain)
    return is_word and letters >= _LEAST and plain not in without_meaning()


def _is_ours(plain: str, brand: Brand) -> bool:
    """Whether it is a name of ours, or part of one."""
    handles = {fold(handle).lstrip("@") for handle in brand.handles}
    parts = {part for name in brand.all_names for part in re.findall(r"\w+", fold(name))}
    return plain in handles or set(re.findall(r"\w+", plain)) <= parts
