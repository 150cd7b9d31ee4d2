"""The brand's voice over a reply: in which register, and who says it."""

import re

from listener.advice.brief import Brief
from listener.advice.drafts.tongue import FAMILIAR, FORMAL, register
from listener.advice.leaves import facts_of
from listener.settings.brand import Brand
from listener.settings.reply import SLOT, Reply

# One person speaks: what stands in a slot is not ours.
_ALONE = {
    "fr": re.compile(r"\b(?:je|moi|me|mon|ma|mes)\b|\b[jm]['’]", re.IGNORECASE),
    "en": re.compile(r"\bI\b|\b(?:me|my|mine|myself)\b"),
}


def register_of(leaf: str, brief: Brief, brand: Brand, language: str) -> int:
    """As the leaf wants it, else as the brand does, else as the author speaks."""
    spoken_to = facts_of(leaf).register
    if language != "fr" or spoken_to == "formal":
        return FORMAL
    return FAMILIAR if spoken_to == "familiar" else brands_register(brief.shown, brand)


def brands_register(text: str, brand: Brand) -> int:
    """In French: vous or tu as the brand wants it, else as a text speaks."""
    wanted = brand.voice.register_
    if wanted == "author":
        return register(text)
    return FAMILIAR if wanted == "tu" else FORMAL


def says_i(reply: Reply, language: str) -> bool:
    """Does one person speak in it: I, me, my?"""
    return is_alone(SLOT.sub(" ", reply.text), language)


def is_alone(text: str, language: str) -> bool:
    """Does one person speak in a text?"""
    return bool(_ALONE["fr" if language == "fr" else "en"].search(text))
