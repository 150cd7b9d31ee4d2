"""In which language a few words are: by words that only one of the two has, and by accents."""

import re

from listener.advice.reading.text import tokens

# Words that only one of the two languages has; enough of them tell which it is.
_OWN = {
    "fr": frozenset(tokens(
        "le la les des du est et je vous nous votre vos notre nos que qui pas pour dans avec merci bonjour"
        " mais cette ce ces jamais rien encore bonne belle tres trop tu ton tes ou sans aux au sur une un"
        " sont ont fait sera etes avez avons bien ici il elle ils comme plus si desole desolee excuses"
        " oui qu l j journee bientot cordialement semaine jours deja voici peut pouvez suite"
    )),
    "en": frozenset(tokens(
        "the an and is i you that not for in this my our your with of to it was are were thanks thank great"
        " good very but have has had never still just really they we how does did at be will would can could"
        " sorry so if as from here there when what which best regards day nice hope see soon let us know up out about after before"
        " yes should may won don ll ve isn didn doesn please check been keep their them by or all any"
    )),
}  # fmt: skip
_ACCENTS = frozenset("éèêëàâçùûîôœ")


def count_of(text: str, language: str) -> int:
    """How many words of a text are of this language, and not of the other."""
    other = _OWN["en" if language == "fr" else "fr"]
    sure = sum(word in _OWN[language] and word not in other for word in tokens(text))
    if language == "fr":
        sure += sum(not _ACCENTS.isdisjoint(word) for word in re.findall(r"\w+", text.lower()))
    return sure


def language_of(text: str) -> str:
    """French or English, whichever has more words in it."""
    return "fr" if count_of(text, "fr") > count_of(text, "en") else "en"
