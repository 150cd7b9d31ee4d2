"""Whether somebody who works for the brand reports what is wrong there. Word lists, said so."""

import re

from listener.advice.reading.case import Case
from listener.advice.reading.danger import LIVED
from listener.advice.reading.lexicon import found
from listener.advice.reading.relevance import named
from listener.advice.reading.text import fold, tokens
from listener.settings.brand import Brand

_NEAR = 4  # words after "I work at" in which the brand's name makes it the employer
_AT = re.compile(r"\b(?:chez|pour|de|du|des|a|au|aux|at|for|with|of|in)\s")
_HEADED = re.compile(
    r"\W{0,3}(?:(?:worked|used to work|did(?: \w+){1,3}) (?:at|for)|(?:bosse|travaille)(?: \w+){0,5} (?:chez|pour|au|aux|a))\b"
)
_FOR_YEARS = re.compile(
    r"\b(?:depuis|pendant|for|since)\s(?:\w+\s){0,2}(?:ans?|mois|annees?|saisons?|years?|months?|seasons?|(?:19|20)\d\d)\b"
)
_TELLING = 5  # letters from which a word of a longer name may stand for it
_TITLE = 4  # words in which a job is named
_REPORTED = ("workplace.harassment", "workplace.offence", "workplace.hazard")


def works_for_us(case: Case) -> bool:
    """Whether the author works or worked for the brand, by its list or by their own words."""
    seen = case.evidence
    if seen.role == "staff" or found("workplace.colleague", case.folded):
        return True
    told = found("workplace.told", case.folded) and found("workplace.beside", case.folded)
    if told and (seen.venue == "own" or named(case.folded, case.brand)):
        return True
    at_ours = seen.venue == "own" or case.is_review
    if at_ours and found("workplace.here", case.folded):
        return True
    return says_so(case)


def says_so(case: Case) -> bool:
    """Whether the author names the brand as the employer, or the work they do or did for it."""
    return any(_names_us_after(one, case) or _names_the_job(one, case) for one in case.sentences)


def _names_the_job(sentence: str, case: Case) -> bool:
    """ "I was a trainer at …", "ancienne monitrice de …": the work, and the brand's name after it.

    "Mécano chez … depuis quatre ans" leaves the rest out: then the years tell it from "Chef at …, you were rude".
    """
    said = found("workplace.as_a", sentence)
    if said is None and not _FOR_YEARS.search(sentence):
        return False
    after = sentence.partition(said)[2] if said else f" {sentence}"
    job = found("workplace.job", _words(after, _TITLE))
    return job is not None and _names_near(after.partition(job)[2], case)


def _names_near(after: str, case: Case) -> bool:
    """Whether our name follows soon, as where one works: "… nurse at Larkin", not "… nurse and Larkin"."""
    near = _words(after, _NEAR)
    at = _AT.search(near)
    return at is not None and _is_ours(near[at.start() :], case)


def _words(after: str, most: int) -> str:
    """The first words of it."""
    told = re.match(rf"(?:\W+\w+){{1,{most}}}", after)
    return told[0] if told else ""


def _is_ours(words: str, case: Case) -> bool:
    """Whether the words name us: by our name, or by the short of it where the whole stands in the post.

    "Worked at the Heron … @rustyheron"
    """
    if _names_employer(words, case.brand):
        return True
    is_short = bool(_short_names(case.brand) & set(tokens(words)))
    return is_short and named(case.folded, case.brand) is not None


def _names_employer(words: str, brand: Brand) -> bool:
    """Whether the words hold our name, its article drawn together with what stands before it: "au Pétrin"."""
    if named(words, brand):
        return True
    return any(_drawn_together(words, *fold(name).split(" ", 1)) for name in brand.all_names)


def _drawn_together(words: str, article: str, name: str = "") -> bool:
    """ "À le" is "au" and "de les" is "des"; "la" stays, and so does a name that only begins so."""
    said = {"le": "au|du", "les": "aux|des"}.get(article)
    return bool(said and name) and bool(re.search(rf"\b(?:{said})\s+{re.escape(name)}\b", words))


def _short_names(brand: Brand) -> set[str]:
    """The words by which people shorten a name of several."""
    told = (word for name in brand.all_names if " " in name for word in tokens(name))
    return {word for word in told if len(word) >= _TELLING and not found("people.firm", word)}


def _names_us_after(sentence: str, case: Case) -> bool:
    said = found("workplace.employer", sentence) or _headed(sentence)
    if said is None or found("workplace.guest", sentence):
        return False
    after = sentence.partition(said)[2]
    return _is_ours(f"{said} {_words(after, _NEAR)}", case)


def _headed(sentence: str) -> str | None:
    """ "Worked at …", "Bossé deux ans chez …": a sentence without its "I", which a machine's is, too."""
    said = _HEADED.match(sentence)
    return said[0] if said else None


def reported(case: Case) -> str | None:
    """The words of what is wrong, as the author wrote them; kind words report nothing.

    A life in danger and a threat are the duty's matter, whoever writes.
    """
    if (hit := case.danger) is not None:
        return hit[1] if hit[0] in LIVED else None
    surely_kind = case.blame.probability <= case.brand.costs.thanks_under
    if surely_kind and case.tone == "positive" and case.intent == "praise":
        return None
    told = (case.found(name) for name in (*_REPORTED, "workplace.raised"))
    return next(filter(None, told), None) or _read(case)


def _read(case: Case) -> str | None:
    """What the model takes for a risk, where no list has its words."""
    if case.risk.tier == "none" or case.risk.words:
        return None
    return case.say(f"risk_kind.{case.risk.kind}")
