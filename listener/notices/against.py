"""What a post says against a fact of ours: its words, and the fact."""

import json

from listener.guard.plain import one_line, shortened
from listener.settings.brand import Brand
from listener.store.tables import DecisionRow
from listener.words import say
from listener.words.whose import NO_WORDS, Theirs

FACT = 200  # characters of the fact: what it says stands at its beginning


def against(decision: DecisionRow, brand: Brand) -> Theirs:
    """The fact that a decision found contradicted, or perhaps, with the author's words; blank for none.

    A fact that left the settings since, or was named in another language, is told by its id alone.
    """
    lang = brand.language
    signals: list[str] = json.loads(decision.signals)
    for fact in brand.fact:
        for key in ("contradicts", "may_contradict"):
            # As the decision said it: the words are the author's own, whatever reads them today.
            head, _, _ = say(lang, f"signal.{key}", fact=fact.id, words="\0").partition("\0")
            said = next((one for one in signals if one.startswith(head)), None)
            if said:
                own = fact.given_in(lang) or fact.text
                told = say(lang, f"card.{key}", said=said.removeprefix(head), fact=shortened(one_line(own), FACT))  # fmt: skip
                return Theirs(told)
    return NO_WORDS
