"""Does a journalist or a newsroom speak, or a customer who happens to be one? Word lists, said so."""

from listener.advice.reading.case import Case
from listener.advice.reading.lexicon import found

_PRIVATE = 0.3  # under which a listed journalist may ask for their own sake
_MAYBE = 0.7  # from which a question is taken for a newsroom's
_SURELY = 0.8  # from which it is a newsroom that wants something of us


def is_press(case: Case) -> bool:
    """A journalist on the list or by own word, or a press piece; not a customer's problem."""
    by_word = (
        (found("people.press_self", case.folded) and not found("people.pupil", case.folded))
        or (case.speaks_to_us and found("people.press_strong", case.folded))
        or (found("people.newsroom", case.folded) and asks_as_press(case))
        or (case.speaks_to_us and case.evidence.answers.get("from_press", 0.0) >= _MAYBE)
    )
    piece = case.evidence.sort.is_press
    known = case.evidence.role == "journalist" or bool(by_word) or piece
    if known and not (by_word or piece) and _complains_as_customer(case):
        return False
    return known and not (is_customer_matter(case) and not piece)


def is_customer_matter(case: Case) -> bool:
    """A customer's own problem or question, whoever writes it."""
    if found("people.off_duty", case.folded):
        return True
    if found("people.press_request", case.folded):
        return False
    if case.evidence.role == "journalist" and _is_private(case):
        return True
    own = bool(found("talk.customer_matter", case.folded))
    return own or (_is_lived(case) and not found("people.press_strong", case.folded))


def _is_private(case: Case) -> bool:
    """Whether somebody of the press asks for their own sake: a thing left behind, a visit, the family."""
    at_work = (
        "people.of_the_house",
        "people.press_strong",
        "people.press_self",
        "people.announced",
        "people.press_desk",
    )
    if any(found(name, case.folded) for name in at_work):
        return False
    return case.evidence.answers.get("from_press", 0.0) < _PRIVATE and bool(
        found("people.private", case.folded)
    )


def _is_lived(case: Case) -> bool:
    """Whether the author tells of a trouble of their own, and of nothing that they write for others."""
    mine = found("people.mine", case.folded) or case.is_first_hand
    words = found("talk.problem", case.folded) or found("people.trouble", case.folded)
    trouble = words or case.intent == "complaint"
    announced = found("people.announced", case.folded) or found("people.newsroom", case.folded)
    return bool(mine and trouble) and not announced


def wants_as_press(case: Case) -> bool:
    """Wants something of us though nothing is asked outright: a piece is announced, or the model reads it."""
    told = found("people.announced", case.folded) and not found("people.pupil", case.folded)
    needed = case.evidence.answers.get("needs_answer", 0.0) >= case.brand.costs.answers_from
    read = case.evidence.answers.get("from_press", 0.0) >= _SURELY
    return case.is_said_to_us and (bool(told) or (read and needed))


def asks_as_press(case: Case) -> bool:
    """Asks as a newsroom asks, or for whom a newsroom looks in our house."""
    asked = found("people.press_request", case.folded)
    return bool(asked or found("people.press_desk", case.folded))


def _complains_as_customer(case: Case) -> bool:
    """Whether who is known to be of the press only complains, as anybody might."""
    newsroom = asks_as_press(case) or found("people.press_strong", case.folded)
    lived = case.is_first_hand or "?" not in case.shown
    return not newsroom and lived and (case.intent == "complaint" or case.is_blame)
