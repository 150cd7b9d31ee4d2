"""How grave an alert is: danger, look at this first, urgent, high, normal or quiet."""

from listener.advice.leaves import Leaf, facts_of
from listener.advice.verdict import KNOW_NOW, rings
from listener.words import say
from listener.words.whose import Ours

# Beside the word, so that a list can be scanned; colour alone would say nothing to some.
SIGNS = {"danger": "▲▲", "first": "▲▲", "urgent": "▲", "high": "●", "normal": "○", "quiet": "–"}


def in_words(level: str, lang: str) -> Ours:
    """A level's word, with its sign."""
    return Ours(f"{SIGNS[level]} {say(lang, f'severity.{level}')}")


def severity(leaf: Leaf, alert: str, risk: str, rule: str = "") -> str:
    """The level of a decision: by its advice, how it is told, and what it may be a danger of."""
    facts = facts_of(leaf)
    if rings(leaf, risk):
        return "danger"
    if risk != "none" and alert == "instant" and facts.told != "referent":
        return "first"
    if facts.told in ("press", "referent") or (rule == KNOW_NOW and alert == "instant"):
        return "urgent"
    if alert == "instant":  # told at once for what it says; "to answer" where an answer is advised
        return "high" if facts.delay is not None else "normal"
    return "normal" if alert in ("grouped", "triage") else "quiet"
