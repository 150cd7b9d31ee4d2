"""What an alert is about, in a few words: ours where a list names it, else its author's own."""

from dataclasses import dataclass

from listener.advice.leaves import DANGER, Leaf, facts_of
from listener.advice.reading import pith
from listener.advice.reading.lexicon import found
from listener.advice.reading.text import fold
from listener.guard import links
from listener.settings.brand import Brand
from listener.store.looking import Record
from listener.store.tables import DecisionRow, MentionRow
from listener.words import say
from listener.words.whose import NO_WORDS, NOTHING, Ours, Theirs

_NAMED = ("charged", "network", "price")  # lists of incidents that we have words for
_THREE = ("three", "trois")
_ASKED = frozenset({Leaf.ANSWER, Leaf.OFFER_HELP, Leaf.MONITOR, Leaf.ANSWER_PRESS})
_BLAMES = ("negative", "mixed")


@dataclass(frozen=True, slots=True)
class Matter:
    """What it is about; all of it may be unknown."""

    ours: Ours = NOTHING
    name: Theirs = NO_WORDS  # a paper's or a journalist's
    quote: Theirs = NO_WORDS  # a clause or a title


def matter(record: Record, brand: Brand) -> Matter:
    """What a decided record is about."""
    d, m = record.decision, record.mention
    if d is None or m.deleted_at:
        return Matter()
    if facts_of(d.leaf).nameless:  # a word of theirs may tell who it is
        return Matter(ours=say(brand.language, "may_be.WORKPLACE"))
    if d.leaf in DANGER:
        return Matter(ours=_danger(d, brand.language))
    if d.lane == "press":
        title = m.title if m.genre == "news" else None
        said = title or pith.asked(_shown(m)) or pith.pith(_shown(m))
        return Matter(name=Theirs(_paper(m)), quote=Theirs(said))
    if d.leaf in _ASKED:
        return Matter(quote=Theirs(pith.asked(_shown(m))))
    if d.leaf == Leaf.CREATOR:
        return Matter(quote=Theirs(m.title or ""))
    if (d.taken_tone or d.tone) in _BLAMES and not facts_of(d.leaf).thanks:
        return _blamed(_shown(m), brand.language)
    return Matter()


def _blamed(shown: str, lang: str) -> Matter:
    folded = fold(pith.pith(shown, tuple(f"incidents.{name}" for name in _NAMED)))
    for name in _NAMED:
        if hit := found(f"incidents.{name}", folded):
            is_more = any(word in hit for word in _THREE)
            return Matter(ours=say(lang, f"matter.{name}_more" if is_more else f"matter.{name}"))
    return Matter(quote=Theirs(pith.pith(shown)))


def _danger(d: DecisionRow, lang: str) -> Ours:
    is_flood = d.leaf == Leaf.ESCALATE_PR or not d.risk_kind
    return say(lang, f"may_be.{d.leaf if is_flood else d.risk_kind}")


def _paper(m: MentionRow) -> str:
    return m.author_name or m.author_handle or links.host(links.safe(m.url)) or ""


def _shown(m: MentionRow) -> str:
    return f"{m.title or ''}\n{m.text}"
