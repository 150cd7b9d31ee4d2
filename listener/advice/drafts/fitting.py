"""Which replies fit a mention, which have room, and how well each fits beside the others."""

from collections.abc import Collection, Sequence
from hashlib import blake2b

from listener.advice.drafts.draft import Draft, body_of, opening
from listener.advice.drafts.ethics import alike
from listener.advice.drafts.filling import filled
from listener.advice.drafts.occasion import Occasion
from listener.advice.drafts.voice import says_i
from listener.advice.leaves import facts_of
from listener.advice.reading.text import holds
from listener.settings.reply import ANY, NEEDED, TAKEN_UP, Length, Reply

_CHOICE = 3  # replies among which one may choose
_MATTER = 3.0  # that a reply names what it is about
# What counts in a reply, beside that it fits: a fact that answers, a gesture, its place; and how long, how often
# or how much the author wrote, more than its matter: the other draft has that.
_STATES, _OFFERS, _OF_PLACE = 4.5, 2.5, 0.4
_TAKES_UP, _MORE, _COUNTS = 3.6, 0.6, 3.4
_BARE = 1.0  # the answer, and nothing behind it
_QUOTES, _NAMES = 0.5, 3.5  # who was praised is to be named
_SAID_LATELY, _BESIDE, _ALIKE = 4.0, 1.5, 9.0  # and against it: the opening, or words, of others
# More than all of these: the operator's own come first; where the brand says we, what says I comes last.
_OWN, _SAYS_I = 100.0, 50.0


def short_enough(
    drafts: dict[Reply, Draft], occasion: Occasion, length: Length
) -> dict[Reply, Draft]:
    """Those of a length that the place has room for; without the private way, or of the other length,
    where there are too few.
    """
    of_length = {one: draft for one, draft in drafts.items() if one.length == length}
    fit = _with_room(of_length, occasion)
    if len(fit) < _CHOICE:
        bare = {one: filled(one, occasion, is_bare=True) for one in of_length}
        fit = _with_room(bare, occasion)
    if len(fit) < _CHOICE:
        fit = _with_room(drafts, occasion)
    return fit or drafts


def _with_room(drafts: dict[Reply, Draft], occasion: Occasion) -> dict[Reply, Draft]:
    return {one: draft for one, draft in drafts.items() if len(draft.text) <= occasion.limit}


def misfit_of(reply: Reply, occasion: Occasion, known: Collection[str]) -> str:
    """Why it is of another matter or place, or needs more than is `known`; "" where it fits."""
    if reply.matter not in (occasion.matter, ANY):
        return "matter"
    if reply.places and occasion.brief.sort.place not in reply.places:
        return "place"
    if reply.is_again and not (occasion.brief.is_again or facts_of(occasion.leaf).resumes):
        return "again"
    if reply.says and not any(holds(occasion.folded, stem) for stem in reply.says):
        return "says"
    answers = occasion.fact and facts_of(occasion.leaf).states in ("must", "asked")
    if answers and "fact" not in reply.slots:  # who asked has the answer in either draft
        return "fact"
    return "slots" if (reply.slots & NEEDED).difference(known) else ""


def worth_of(
    reply: Reply, occasion: Occasion, draft: Draft, lately: Sequence[str], beside: Draft | None
) -> float:
    """How well it fits, beside the others that could be said."""
    worth = _MATTER * (reply.matter == occasion.matter) + _OWN * reply.is_own
    taken = reply.slots & TAKEN_UP
    worth += _taken(taken, occasion)
    worth += _NAMES * ("people" in reply.slots) + _NAMES * bool(reply.says)
    worth += _STATES * ("fact" in reply.slots and bool(occasion.fact))
    # A gesture is for the fuller one: the short one takes up what was written.
    worth += _OFFERS * ("gesture" in reply.slots and reply.length == "full")
    worth += _BARE * (reply.text == "{fact}")
    worth += _OF_PLACE * bool(reply.places)
    worth += _OF_PLACE * reply.is_again
    is_alone = occasion.brand.voice.we == "we" and not reply.is_own
    worth -= _SAYS_I * (is_alone and says_i(reply, occasion.language))
    worth -= _SAID_LATELY * (opening(body_of(draft.text)) in lately)
    if beside:
        worth -= _taken(taken & beside.takes_up, occasion) + _BESIDE * len(taken & beside.takes_up)
        if occasion.counts:  # one names what happened, the other has the author's number
            worth -= _NAMES * (bool(reply.says) and beside.names_it)
        worth -= _ALIKE * max(0.0, alike(body_of(draft.text), body_of(beside.text)) - 0.25)
    return worth


def _taken(slots: Collection[str], occasion: Occasion) -> float:
    """What words of the author are worth; a quotation without a number soon reads as a machine's."""
    told = len(slots) - ("quote" in slots)
    worth = _TAKES_UP * (told > 0) + _MORE * (told > 1)
    if "quote" not in slots:
        return worth
    return max(worth, _COUNTS) if occasion.counts else worth + _QUOTES


def turn_of(reply: Reply, seed: int) -> int:
    """An order of equals that is another for every mention, and the same each time."""
    return int.from_bytes(blake2b(f"{seed}{reply.text}".encode(), digest_size=4).digest())
