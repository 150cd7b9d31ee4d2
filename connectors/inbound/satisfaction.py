"""Stars that are said in words: the five steps from "very dissatisfied" to "very satisfied".

A word that scales place at different steps counts as the lower, so that none claims more than was
said: "very good" is the fourth of five at Tripadvisor and the last elsewhere.
"""

import re

_STEPS = (
    r"(?:very|extremely|completely|totally|highly) (?:dissatisfied|unsatisfied|unhappy)|not at all satisfied"
    r"|very (?:poor|bad)|terrible|awful|horrible"
    r"|(?:tres|totalement|completement|extremement) (?:insatisfait|mecontent|decu)|pas du tout satisfait"
    r"|tres (?:mauvais|mal)|execrable|nul",
    r"(?:somewhat |rather |fairly )?(?:dissatisfied|unsatisfied|unhappy)|not (?:very )?satisfied|poor|bad"
    r"|(?:plutot |assez )?(?:insatisfait|mecontent|decu)|(?:plutot |assez )?(?:pas|peu|non) (?:tres |vraiment )?satisfait"
    r"|mauvais|mediocre|passable",
    r"neutral|neither satisfied nor (?:dis|un)satisfied|average|fair|mixed|ok(?:ay)?"
    r"|neutre|ni satisfait ni (?:insatisfait|mecontent)|moyen|moyennement satisfait|mitige|correct",
    r"(?:somewhat |rather |fairly |quite |mostly )?(?:satisfied|happy)|good|very good"
    r"|(?:plutot |assez |globalement )?(?:satisfait|content)|bon|bien|tres (?:bon|bien)",
    r"(?:very|extremely|completely|totally|highly|fully) (?:satisfied|happy)|excellent|outstanding|perfect"
    r"|(?:tres|tout a fait|totalement|entierement|pleinement|extremement) (?:satisfait|content)|parfait",
)
_PATTERNS = tuple(re.compile(step) for step in _STEPS)
# "1 - Very dissatisfied": scales count from either end, so the word decides.
_NUMBERED = re.compile(r"^\(?[1-5]\)?\s?[-:.)=–]\s?|\s?[-:=]?\s?\(?[1-5]\)?$")
_GENDER = re.compile(r"(?<=[a-z])(?:\([es]+\)?|[·.]e(?:[·.]s)?)")  # "satisfait(e)", "satisfait·e"
_AGREES = re.compile(
    r"\b(insatisfait|satisfait|mecontent|content|decu|mauvais|bon|parfait|neutre|moyen|mitige|correct)(?:e|ne)?s?\b"
)


def stars_said(text: str) -> int | None:
    """The step that folded words name, from 1 to 5; None for other words."""
    bare = _GENDER.sub("", _NUMBERED.sub("", text.strip()))
    bare = _AGREES.sub(r"\1", " ".join(bare.replace(",", " ").split()).strip(" ."))
    return next((n for n, step in enumerate(_PATTERNS, 1) if step.fullmatch(bare)), None)
