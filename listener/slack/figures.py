"""What a first look says beside its stories: its four figures, and what we cannot see."""

from collections.abc import Iterator

from listener.firstlook import Look
from listener.slack.message import Block
from listener.slack.shapes import Rich, bold, fields, ours, quoted, small
from listener.strategy import words
from listener.strategy.bundles import shown_of
from listener.strategy.words import say

NAMED = 10  # sources that cannot be read; the rest is counted


def intro(look: Look, lang: str) -> Block | None:
    """Which sources are new, and that what stands there makes no alert."""
    return quoted(say(lang, "look.intro", sources=", ".join(look.sources)))


def four(look: Look, lang: str) -> Block:
    """Mentions, to us or among peers, the balance of opinions, what waits."""
    forms = (("form.critique", look.to_us), ("form.discussion", look.among_peers))
    spoken = " · ".join(f"{_figure(n, lang)} {ours(say(lang, key).lower())}" for key, n in forms)
    return fields(
        [
            _labelled("look.mentions", _figure(look.mentions, lang), lang),
            _labelled("look.unanswered", _figure(look.unanswered, lang), lang),
            _labelled("look.forms", spoken, lang),
            _labelled("look.balance", _balance(look, lang), lang),
        ]
    )


def unseen(look: Look, lang: str) -> Iterator[Block | None]:
    """What no figure above holds, and why."""
    if look.undated:
        yield small(say(lang, "look.undated", n=look.undated))
    if look.unsure:
        yield small(say(lang, "look.unsure", n=look.unsure))
    named = shown_of(len(look.failing), NAMED)
    for name, why in look.failing[:named]:
        yield small(say(lang, "look.failing", source=name, why=why))
    if more := len(look.failing) - named:
        yield small(say(lang, "card.more", n=more))
    if look.still_failing:
        yield small(say(lang, "look.still_failing", n=look.still_failing))
    yield small(say(lang, "look.answers"))
    yield small(say(lang, "look.walls"))


def _labelled(key: str, figure: Rich, lang: str) -> Rich:
    return f"{ours(say(lang, key))}\n{figure}"


def _figure(value: int, lang: str) -> Rich:
    return bold(words.number(lang, value))


def _balance(look: Look, lang: str) -> Rich:
    """The balance with its range and n, or that there are too few."""
    s = look.sentiment
    if s.net is None or s.low is None or s.high is None:
        return ours(say(lang, "look.too_few", n=s.n))
    told = say(lang, "look.range", low=words.signed(s.low), high=words.signed(s.high), n=s.n)
    return f"{bold(f'{words.signed(s.net)} %')} {ours(told)}"
