"""The sentences that concern the brand, in the author's words: cut, never paraphrased."""

from listener.advice.reading.aspects import aspects
from listener.advice.reading.lexicon import found
from listener.advice.reading.relevance import named
from listener.advice.reading.text import fold, sentences
from listener.settings.brand import Brand

CUT = "[...]"
_SPACE = 6  # characters that a cut takes, with its spaces


def quote(text: str, brand: Brand, limit: int = 300) -> str:
    """At most `limit` characters: the sentences that name the brand or matter to it, in order.

    What is left out reads "[...]". A text that fits is quoted whole.
    """
    whole = " ".join(text.split())
    if len(whole) <= limit:
        return whole
    parts = [" ".join(part.split()) for part in sentences(text)]
    weights = [_weight(part, brand) for part in parts]
    order = sorted(range(len(parts)), key=lambda i: (-weights[i], i))
    if any(weights):
        order = [i for i in order if weights[i]]
    kept: list[int] = []
    for index in order:
        if len(_shown(parts, sorted([*kept, index]))) <= limit:
            kept.append(index)
        elif not kept:
            return _clipped(parts, index, limit)
    return _shown(parts, sorted(kept))


def _weight(sentence: str, brand: Brand) -> int:
    """What makes a sentence concern us: our name, danger, a problem, an aspect, a question."""
    folded = fold(sentence)
    weight = 4 if named(folded, brand) else 0
    weight += 3 if found("danger.safety", folded) or found("danger.crisis", folded) else 0
    weight += 2 if found("talk.problem", folded) or found("talk.remedy", folded) else 0
    return weight + bool(aspects(sentence)) + ("?" in sentence)


def _shown(parts: list[str], kept: list[int]) -> str:
    out: list[str] = []
    last = -1
    for index in kept:
        if index != last + 1:
            out.append(CUT)
        out.append(parts[index])
        last = index
    if last != len(parts) - 1:
        out.append(CUT)
    return " ".join(out)


def _clipped(parts: list[str], index: int, limit: int) -> str:
    """One sentence longer than the limit: its beginning, at a word's end."""
    head = f"{CUT} " if index else ""
    room = max(0, limit - len(head) - _SPACE)
    piece = parts[index][:room]
    if " " in piece and len(parts[index]) > room:
        piece = piece.rsplit(" ", 1)[0]
    return f"{head}{piece} {CUT}"[:limit] if limit >= len(CUT) else CUT[:limit]
