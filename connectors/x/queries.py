"""What X is asked to search for and to count: names in as few questions as hold them."""

from collections.abc import Iterator, Sequence

from connectors.kit.reading.folding import search_forms

LONGEST = 512  # characters of a question


def queries(phrases: Sequence[str], langs: Sequence[str], own: str) -> Iterator[str]:
    """Shares and the account's own posts left out. A post that two of them find is paid for twice."""
    told = " OR ".join(f"lang:{lang}" for lang in (*langs, "und"))
    rest = f" -is:retweet -from:{own}" + (f" ({told})" if langs else "")
    forms = list(dict.fromkeys(f'"{form}"' for p in phrases for form in search_forms(p)))
    held: list[str] = []
    for form in forms:
        if held and len(" OR ".join([*held, form])) + len(rest) + 2 > LONGEST:
            yield f"({' OR '.join(held)}){rest}"
            held = []
        held.append(form)
    if held:
        yield f"({' OR '.join(held)}){rest}"
