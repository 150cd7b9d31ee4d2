"""Titles in two rows, as tools for surveys write them: the question above, and below it what kind of
answer a column holds, or which of its options.
"""

from collections.abc import Iterator, Sequence

from connectors.inbound.cells import plain

_ANSWERS = frozenset(
    [
        *("response", "open-ended response", "reponse", "reponse libre", "reponse ouverte"),
        *("reponse a composition non limitee", "reponse en texte libre", "antwort", "respuesta"),
    ]
)
_OTHERS = ("other (please specify", "autre (veuillez preciser", "autre (precisez")


def joined(above: Sequence[str], below: Sequence[str]) -> list[str] | None:
    """The titles of two rows as one; None where the lower row is a row like all others.

    What it says beside "Response" are the options of a question, which stands over the first.
    """
    # Columns of who and when come first, and need no second title.
    told = [cell for cell in below if cell.strip()]
    if not (above and below and told and above[0].strip()) or below[0].strip():
        return None
    first = next(n for n, cell in enumerate(below) if cell.strip())
    has_question = first < len(above) and bool(above[first].strip())
    if not (has_question and any(map(_is_kind, told))):
        return None
    return list(_titles(above, below))


def _is_kind(cell: str) -> bool:
    word = plain(cell)
    return word in _ANSWERS or word.startswith(_OTHERS)


def _titles(above: Sequence[str], below: Sequence[str]) -> Iterator[str]:
    question = ""
    for number in range(max(len(above), len(below))):
        title = above[number].strip() if number < len(above) else ""
        kind = below[number].strip() if number < len(below) else ""
        question = title or question
        if not kind or plain(kind) in _ANSWERS:
            yield title or (question if kind else "")
        else:
            yield f"{question} {kind}".strip()
