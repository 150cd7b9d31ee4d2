"""Is a place's name in a text that place?

A town's letters are not yet its name: Tours, Sens, Bath and Reading are words, Florence is a
person, the Saint-Étienne a day, and who lives in Nice has not been to a shop there. So a name
counts by what stands beside it: our name or a word for a shop, which do for small letters too; else
its capitals, and a small word such as "à". A wrong place sends a complaint to the wrong shop; of
what is not sure nothing is said.
"""

import re
from dataclasses import dataclass

from connectors.kit.reading.folding import fold, name_key, names_one
from listener.advice.reading.place_nouns import (
    beginning,
    keys_of,
    names_of,
    noun_first,
    noun_inside,
    noun_last,
    told_after,
    whereabouts,
)
from listener.settings.brand import Brand

# Written small within a name.
# fmt: off
_SMALL = frozenset((
    "a", "and", "au", "aux", "d", "de", "del", "des", "du", "en", "et", "in", "l", "la", "le", "les", "lez", "of",
    "on", "s", "sous", "sur", "the", "upon", "y",
))
# fmt: on
_ARTICLE = re.compile(r"(?:le|la|les|l|the) ")
_TITLED = re.compile(
    r"\b(?:m|mr|mrs|ms|mme|mlle|mmes|mm|dr|pr|monsieur|madame|mademoiselle|miss|mister|sir"
    r"|nomm[eé]e?|pr[eé]nomm[eé]e?|s['’]appelle|appel[eé]e?|named|called)\b\.?\s+"
    r"(?:(?-i:[A-ZÀ-Þ])[\w'’-]*\.?\s+)?[«\"“]?\s?$",
    re.IGNORECASE,
)
_WORD_BEFORE = re.compile(r"(?<![\w'’-])([^\W\d_][\w'’-]{0,40})\s{1,20}$")
_TO = re.compile(r"(?:^|[\s(«\"“])(?:à|in|at|near)\s+[«\"“]?\s?$", re.IGNORECASE)
_OF = re.compile(
    r"(?:^|[\s(«\"“])(?:à|au|aux|in|at|near|from|vers|depuis|de|d['’])\s*[«\"“]?\s?$", re.IGNORECASE
)
# "Merci à Florence": said to a person.
_TOLD = re.compile(
    r"\b(?:merci|bravo|gr[aâ]ce|parl[eé]r?|dit|demand[eé]r?|[eé]crit|t[eé]l[eé]phon[eé]|mention|f[eé]licitations"
    r"|chapeau|confiance|affaire|remerciements?|sp[eé]cial|beaucoup|encore|surtout)\s+[àa]\s+$",
    re.IGNORECASE,
)
# "Florence m'a aidée": what people do, and shops seldom.
_SERVES = re.compile(
    r"^[\s,»\"”]{0,3}(?:m['’]|nous\b|vous\b|a\b|qui\b|est\b|était\b|s['’]est\b|was\b|is\b|has\b|who\b|helped\b|told\b"
    r"|said\b|sold\b|served\b|took\b|answered\b|replied\b|refused\b|lost\b|charged\b|gave\b|broke\b)",
    re.IGNORECASE,
)
_SURNAME = re.compile(r"^\s[A-ZÀ-Þ][\w'’-]*")
_ENDS = re.compile(r"^\s*(?:[.,;:!?)»\"”]|$|\n)")
_DEPARTMENT = re.compile(r"^\s?\(\d{2,5}\)")
_SAINT = re.compile(r"(?:saint|sainte|st|ste)[\s.-]", re.IGNORECASE)
# "The Saint-Étienne" is the 26th of December: towns of saints have no article.
_DAY = re.compile(r"\bla\s+$", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?…\n]\s+")
# "Nice, le magasin est sale": an English "Nice, the shop …" praises.
_HEAD = re.compile(
    r"\s?[,:(–-]\s?(?:(?:le|la|les|votre|vos|ce|cette|notre)\s|l['’])", re.IGNORECASE
)
_LIVES_THERE = re.compile(
    r"[\s,(]{1,3}(?:où|ou|where)\s(?:je|j['’]|il|elle|on|nous|i|we|he|she|they|mon|ma|my)\s?[\w\s]{0,20}?"
    r"\b(?:habit|viv|vis\b|vit\b|trava|liv|stud|work)",
    re.IGNORECASE,
)
# A town of a longer name is no shop of the shorter: hyphens tell, and of loose words only those of rivers.
_GOES_ON = re.compile(
    r"-(?:sur|sous|s/|en|les|lez|la|le|du|de|des|d'|l'|aux?|under|upon|on|by|in|next)[-\s']?\w"
    r"|\s(?:under|upon|lez)\s\w"
    r"|\s(?:sur|on|s/)\s?(?:mer|seine|loire|marne|saone|oise|orge|rhone|garonne|lot|tarn|sarthe|vilaine"
    r"|sea|thames|trent|avon|tyne|tees|wye|severn|ouse|humber|dee|don)\b"
)
_GOES_BEFORE = re.compile(r"\w-(?:sur|sous|en|les|lez|la|le|du|de|des|aux?|under|upon|on|by)-$")
_TURNS = frozenset(("mais", "et", "but", "and", "que", "qui", "who", "that", "donc", "so"))
_FEW = 4  # words between where somebody lives and the town


@dataclass(frozen=True, slots=True)
class Found:
    """A name where it stands, in the words of its author."""

    name: str
    ours: str  # as the settings write it
    before: str
    after: str
    is_cased: bool  # does the text tell names by their capitals?

    @property
    def is_tag(self) -> bool:
        """Is it a hashtag or a handle?"""
        return self.before.endswith(("#", "@"))

    @property
    def is_written_as_one(self) -> bool:
        """A capital begins each word of it, but for the small ones and for what the settings write small.

        "Rue de Béthune" is written "rue de Béthune"; "gare", without any capital, stays a word.
        """
        words, ours = (re.findall(r"[^\W_]+", name) for name in (self.name, self.ours))
        if len(words) != len(ours) or self.ours == self.ours.lower():
            ours = ["A"] * len(words)
        return not any(
            word[0].islower() and not our[0].islower() and fold(word) not in _SMALL
            for word, our in zip(words, ours, strict=True)
        )


def is_meant(found: Found, brand: Brand, *, is_to_us: bool) -> bool:
    """Is it the place, and not a word or a person that is called the same?"""
    if _is_somebody_or_a_day(found) or _is_longer(found):
        return False
    key = _key(found)
    if found.before.endswith("#") and found.name[:1].isupper():
        return is_to_us or _speaks_of_us(found, brand)
    is_small = found.is_cased and not found.is_tag and not found.is_written_as_one
    if key in keys_of("words") and (is_small or not found.is_cased):
        return _is_small_word_meant(found, brand)
    if _stands_at_a_shop(found, brand):
        return True
    if _is_whereabouts(found):
        return False
    if key in keys_of("first_names"):
        return not is_small and _is_no_first_name(found, brand)
    is_ours = _stands_by_us(found, brand, key)
    if is_small:
        # "Mon vélo, pris à saint étienne": a town; "C'est le repaire des voleurs": a word.
        return is_ours or _TO.search(found.before) is not None
    if key not in keys_of("words"):
        return is_ours or is_to_us or _speaks_of_us(found, brand)
    is_heard = is_to_us or _speaks_of_us(found, brand)
    return _is_word_meant(found, is_ours=is_ours, is_heard=is_heard)


def _is_word_meant(found: Found, *, is_ours: bool, is_heard: bool) -> bool:
    """A word with a capital is a town where it stands as one; `is_heard`: we are spoken to, or of."""
    if _is_shouted(found):
        return bool(_TO.search(found.before) and _ENDS.match(found.after))
    return is_ours or _opens(found) or (_OF.search(found.before) is not None and is_heard)


def may_be_meant(found: Found) -> bool:
    """Is what is not surely the place named all the same, as another of two? "Acme Lille, Tours"."""
    if not found.is_cased or not found.is_written_as_one or _is_shouted(found):
        return False
    if _is_somebody_or_a_day(found) or _is_longer(found) or _is_whereabouts(found):
        return False
    if _key(found) in keys_of("first_names"):
        return False
    opens = not _SENTENCE.split(found.before)[-1].strip(" \"'«“-–•#")
    return not opens or _key(found) not in keys_of("words") or bool(_SERVES.match(found.after))


def _is_somebody_or_a_day(found: Found) -> bool:
    return _is_person(found) or bool(_SAINT.match(found.name) and _DAY.search(found.before))


def _is_longer(found: Found) -> bool:
    """Is it a part of another town's name? "Boulogne-sur-Mer", "Newcastle under Lyme"."""
    gap = " " if found.after[:1].isspace() else ""
    return bool(_GOES_ON.match(gap + fold(found.after)) or _GOES_BEFORE.search(fold(found.before)))


def _key(found: Found) -> str:
    return _ARTICLE.sub("", name_key(found.name), count=1)


def _is_small_word_meant(found: Found, brand: Brand) -> bool:
    """A word in small letters is a town where a shop stands before it and no word goes on with it.

    "roulavel tours, ...", "le magasin de tours est sale", but "un atelier de tours de magie".
    """
    if _is_told_behind(found):
        return True
    if not (_ENDS.match(found.after) or _SERVES.match(found.after)):
        return False
    before = fold(found.before)
    bare = re.sub(r"(?<!\w)(?:de|a|au|in|at|d')$", "", before)
    ours = names_of(brand).search(bare.rstrip(" -("))
    if bare == before:  # without a small word only our own name stands before a town
        return bool(ours) and _key(found) in keys_of("towns") | keys_of("towns_behind")
    is_at = not found.is_cased and _TO.search(found.before) is not None
    return bool(ours or noun_last().search(bare.rstrip(" "))) or is_at


def _is_no_first_name(found: Found, brand: Brand) -> bool:
    has_brand = found.is_cased and _ends_with(names_of(brand), found.before) is not None
    is_told = _TOLD.search(found.before) is not None
    is_there = has_brand or (_TO.search(found.before) is not None and not is_told)
    return is_there and not _SERVES.match(found.after) and not _SURNAME.match(found.after)


def _stands_by_us(found: Found, brand: Brand, key: str) -> bool:
    """Is our name beside it, on either side? "Roulavel Nice", "Nantes Roulavel", not "Nice Roulavel bike"."""
    is_word = key in keys_of("words")
    before = re.sub(r"(?<!\w)(?:de|a|au|in|at|of|d')$", "", fold(found.before))
    if ours := _ends_with(names_of(brand), before):
        apart = before[ours.end() :].strip(" -(/")
        return not is_word or not apart or bool(_ENDS.match(found.after))
    if is_word and key not in keys_of("towns"):
        return False
    return beginning(brand.all_names).match(fold(found.after)) is not None


def _opens(found: Found) -> bool:
    """ "Nice, le magasin est sale": does a sentence begin with it, and go on with a shop?"""
    if _SENTENCE.split(found.before)[-1].strip(" \"'«“-–•"):
        return False
    head = _HEAD.match(found.after)
    return head is not None and bool(noun_first().match(fold(found.after[head.end() :])))


def _is_whereabouts(found: Found) -> bool:
    """ "Mon frère vit à Florence": does somebody live there, travel there, want a parcel there?"""
    if _LIVES_THERE.match(found.after):
        return True
    clause = re.split(r"[.,;:!?…()\n]", fold(found.before))[-1]
    words = clause.split()[-_FEW - 3 :]
    turns = [n for n, word in enumerate(words) if word in _TURNS]
    heard = " ".join(words[turns[-1] + 1 :] if turns else words)
    return whereabouts().search(heard) is not None


def _speaks_of_us(found: Found, brand: Brand) -> bool:
    """Does its sentence name the brand, or a shop?"""
    around = f"{_SENTENCE.split(found.before)[-1]} {_SENTENCE.split(found.after)[0]}"
    return names_one(around, brand.all_names) or noun_inside().search(fold(around)) is not None


def _is_person(found: Found) -> bool:
    if _TITLED.search(found.before):
        return True
    word = _WORD_BEFORE.search(found.before)
    return bool(word and word[1][0].isupper() and fold(word[1]) in keys_of("first_names"))


def _is_shouted(found: Found) -> bool:
    """Among words in capitals: "un SENS UNIQUE" names nothing."""
    beside = (re.match(r"\W{0,20}([^\W\d_]{2,})", found.after), _WORD_BEFORE.search(found.before))
    return found.name.isupper() and any(word and word[1].isupper() for word in beside)


def _stands_at_a_shop(found: Found, brand: Brand) -> bool:
    """Says a word beside it that it is a place? "La boutique Acme de Sens", "the Bath store"."""
    if _is_told_behind(found):
        return True
    before = fold(found.before)
    small = re.sub(r"(?:(?<=\W)(?:de|du|des|a|au|aux|of|in|at|d') ?)?[\s:,«\"“'(/-]*$", "", before)
    ours = _ends_with(names_of(brand), small)
    return _ends_with(noun_last(), small[: ours.start()] if ours else small) is not None


def _is_told_behind(found: Found) -> bool:
    """Says what follows that it is a place? "Sens (89)", "the Bath store"."""
    is_told = _DEPARTMENT.match(found.after) or told_after().match(fold(found.after))
    return is_told is not None


def _ends_with(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return pattern.search(fold(text).rstrip(" ,:/-"))
