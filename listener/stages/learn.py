"""Learn: what the team answered, or approved, becomes a precedent for the next draft, without its person.

What is read back and approved waits in its own rows; it is looked at once, before drafts are made.
"""

import json
from collections.abc import Callable, Mapping, Sequence

from listener.advice.brief import Brief
from listener.advice.drafts.replies import replies_of
from listener.advice.drafts.slots import known_slots
from listener.advice.drafts.stripped import Case, Stripped, stripped
from listener.advice.drafts.tongue import draft_language
from listener.advice.drafts.topics import topic_of
from listener.advice.leaves import Leaf, facts_of
from listener.advice.reading.text import readable
from listener.settings.brand import Brand
from listener.settings.reply import ANY
from listener.store.precedents import Given, Learned
from listener.store.store import Store

BATCH = 100  # answers a transaction


def learn(
    store: Store,
    brands: Mapping[str, Brand],
    *,
    first: Sequence[Given] | None = None,
    until: Callable[[], bool] = lambda: False,
) -> int:
    """Look at every answer that nobody looked at yet, `until` it says so; how many there were. What is left is
    looked at the next time. `first` is what `unlearned` found, where it was asked just before.
    """
    done, given = 0, first
    while not until() and (given := unlearned(store, brands) if given is None else given):
        store.learn([_learned(one, brands[one.mention.brand]) for one in given])
        done, given = done + len(given), None
    return done


def unlearned(store: Store, brands: Mapping[str, Brand]) -> list[Given]:
    """What nobody looked at yet, as much as is looked at together."""
    return store.unlearned(brands.keys(), limit=BATCH)


def _learned(one: Given, brand: Brand) -> Learned:
    """What is kept of an answer; nothing but that it was looked at, where nothing of it may be said again."""
    m = one.mention
    lang = draft_language(_brief(one, readable(one.text)), brand)
    leaf = next((name for name in one.leaves if name in set(Leaf) and facts_of(name).reply), None)
    brief = _brief(one, readable(m.text))
    left = _left(one, brief, brand, lang, Leaf(leaf)) if leaf else None
    return Learned(
        brand=brand.name,
        mention_id=m.id or 0,
        answer_id=one.answer_id,
        approval_id=one.approval_id,
        lang=lang,
        leaf=leaf or "",
        matter=topic_of(brief, {r.matter for r in replies_of(brand, lang, leaf)}) if leaf else ANY,
        text=left.text if left else "",
        needs=json.dumps(sorted(left.needs) if left else []),
        tagger=one.tagger,
        v=one.vector if left else None,
        at=one.at,
    )


def _left(one: Given, brief: Brief, brand: Brand, lang: str, leaf: Leaf) -> Stripped | None:
    m = one.mention
    names = (m.author_name or "", m.author_handle or "", one.who)
    return stripped(
        one.text, Case(brief.shown, names, known_slots(brief, brand, leaf, lang)), brand, lang
    )


def _brief(one: Given, text: str) -> Brief:
    m, vector = one.mention, one.vector
    title = m.title and readable(m.title)
    return Brief.unlabelled(text, title=title, genre=m.genre, vector=vector)
