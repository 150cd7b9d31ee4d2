"""Does a journalist or a newsroom speak, or a customer who happens to be one? Word lists, said so."""

from listener.advice.reading.case import Case
from listener.advice.reading.lexicon import found


def is_press(case: Case) -> bool:
    """A journalist on the list or by own word, or a press piece; not a customer's problem."""
    by_word = (
        found("people.press_self", case.folded)
        or (case.speaks_to_us and found("people.press_strong", case.folded))
        or (found("people.newsroom", case.folded) and asks_as_press(case))
        or (case.speaks_to_us and case.evidence.answers.get("from_press", 0.0) >= 0.5)
    )
    piece = case.evidence.sort.is_press
    known = case.evidence.role == "journalist" or bool(by_word) or piece
    if known and not (by_word or piece) and _complains_as_customer(case):
        return False
    return known and not (is_customer_matter(case) and not piece)


def is_customer_matter(case: Case) -> bool:
    """A customer's own problem, whoever writes it."""
    own = bool(found("talk.customer_matter", case.folded))
    return own and not found("people.press_request", case.folded)


def asks_as_press(case: Case) -> bool:
    """Asks as a newsroom asks, or for whom a newsroom looks in our house."""
    asked = found("people.press_request", case.folded)
    return bool(asked or found("people.press_desk", case.folded))


def _complains_as_customer(case: Case) -> bool:
    """Whether who is known to be of the press only complains, as anybody might."""
    newsroom = asks_as_press(case) or found("people.press_strong", case.folded)
    lived = case.is_first_hand or "?" not in case.shown
    return not newsroom and lived and (case.intent == "complaint" or case.is_blame)
