"""What is not meant as it is said: a pet that goes to law, a curse beside delight; and thanks that are meant."""

import re
from collections.abc import Sequence

from listener.advice.evidence import GOOD_STARS, Evidence
from listener.advice.reading.lexicon import found

_MINE = r"(?:mon|ma|mes|notre|nos|my|our)\W+(?:\w+\W+)?"
_PETS = (
    r"(?:chien|chienne|chat|chatte|perroquet|poisson(?: rouge)?|hamster|lapin|tortue|canari|poule|chevre|ane"
    r"|grille[- ]pain|cafetiere|aspirateur|frigo|plante|cactus|ficus|toutou"
    r"|dog|cat|kitten|puppy|goldfish|parrot|hamster|rabbit|tortoise|budgie|hen|goat|donkey"
    r"|toaster|kettle|hoover|fridge|houseplant|cactus|teddy)"
)
_WILD = r"(?:mouette|goeland|pigeon|araignee|ecureuil|seagull|pigeon|spider|squirrel)s?"
_DEEDS = (
    r"(?:porte plainte|depose plainte|demissionne|exige|redige|reclame|saisi|s'est syndique|fait greve"
    r"|a note|ecrit a|negocie|prend un avocat|son avocat"
    r"|filed a|has reviewed|reviewed|left a|has left a|contacted (?:his|her|its)|resigned|unionised|unionized"
    r"|demands|has written|asks for the manager|is on strike|sends (?:his|her|its)|gives it|awards|has awarded"
    r"|is suing|(?:his|her|its) (?:solicitor|lawyer))"
)
_JOKE = re.compile(rf"\b(?:{_MINE}{_PETS}|{_WILD})\b(?:\W+\w+){{0,6}}?\W+{_DEEDS}\b")
_LAUGHS = re.compile("[\U0001f600-\U0001f60d\U0001f602\U0001f923\U0001f970\u2764]")
_KIND = 0.5  # from which the tagger takes it for a good word, too
_WARM = 0.7  # from which its thanks are surely thanks
_MOCKS = 0.6  # irony from which they are not
_ALL_STARS = 5
_COMPLAINS = 0.6  # from which the tagger takes it for a complaint


def is_tall_tale(folded: str) -> bool:
    """Whether a pet or a thing does what only people do."""
    return _JOKE.search(folded) is not None


def is_meant_kindly(evidence: Evidence, folded: str) -> bool:
    """Whether its thanks are meant, though it may read as irony: a kindness told, or a curse beside delight."""
    if _passes_on(evidence, folded) or _gives_all_stars(evidence, folded):
        return True
    kind = evidence.tone.share("positive"), evidence.intent.share("praise")
    if min(kind) < _KIND or "?" in evidence.text:
        return False
    if found("talk.mock", folded):
        return bool(found("talk.delight", folded) and _LAUGHS.search(evidence.text))
    if found("talk.warmth", folded) and min(kind) >= _WARM and _irony(evidence) < _MOCKS:
        return not found("talk.problem", folded) and not found("danger.refusal", folded)
    return bool(found("talk.kindness", folded)) and not found("talk.spoilt", folded)


def _passes_on(evidence: Evidence, folded: str) -> bool:
    """Thanks for somebody of ours, to be passed on: not for whoever did harm, and not in mockery."""
    if not (found("talk.pass_on", folded) or gives_word_for(evidence, folded)):
        return False
    complains = evidence.intent.share("complaint") > _COMPLAINS
    mocks = _irony(evidence) >= _MOCKS and evidence.tone.share("positive") < _WARM
    return not (complains or mocks)


def gives_word_for(evidence: Evidence, folded: str) -> bool:
    """Whether it has a word for somebody of ours on our page, or in a review: told with no fault and no question."""
    if "?" in evidence.text or (evidence.venue not in ("own", "review") and not evidence.addressed):
        return False
    spoils = ("talk.problem", "talk.waiting", "danger.refusal")
    if any(found(one, folded) for one in spoils):
        return False
    return found("talk.word_for", folded) is not None


def _gives_all_stars(evidence: Evidence, folded: str) -> bool:
    """All stars and thanks, and nothing that went wrong with us: however badly the story begins."""
    if evidence.rating != _ALL_STARS or _irony(evidence) >= _MOCKS:
        return False
    kind = min(evidence.tone.share("positive"), evidence.intent.share("praise")) >= _WARM
    spoils = any(found(f"talk.{one}", folded) for one in ("problem", "waiting", "remedy"))
    return kind and not spoils and found("talk.thanks", folded) is not None


def _irony(evidence: Evidence) -> float:
    return evidence.irony.share("irony")


def is_mock_rating(evidence: Evidence, sentences: Sequence[str]) -> bool:
    """Whether good stars are a mock: a word of ours is still missing, or the model reads blame and irony."""
    if (evidence.rating or 0) < GOOD_STARS or evidence.tone.by_person:
        return False
    if not any(found("talk.stars_for", one) for one in sentences):
        return False
    if any(found("talk.lacking", one) and found("talk.our_word", one) for one in sentences):
        return True
    blames = evidence.intent.share("complaint") >= _COMPLAINS
    return blames and max(_irony(evidence), evidence.tone.share("mixed")) >= _KIND


def shows_fault(evidence: Evidence, folded: str) -> bool:
    """Whether a work made about us reproaches: it says that we never answered."""
    if evidence.form.label != "creation" or evidence.tone.by_person:
        return False
    kind = min(evidence.tone.share("positive"), evidence.intent.share("praise")) >= _KIND
    return not kind and found("talk.unheard", folded) is not None
