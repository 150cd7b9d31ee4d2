"""What somebody says below the signature that their program marks: a postscript, or a line in which they speak of
themselves, ask for something or say what went wrong. Any other line may be a title, a motto or an address.
"""

import re
from collections.abc import Sequence

from connectors.inbound.harms import tells_harm
from connectors.inbound.legal import without_legal
from connectors.kit.reading.folding import fold, signs

_LONGEST = 400  # characters of a line's beginning
_MOST = 400  # lines
_FEW = 4  # words; a firm's motto or a title has hardly more
_POSTSCRIPT = re.compile(
    r"[\s*_]{0,9}(?:(?:p\.? ?-? ?){1,3}s\.?|n\.? ?b\.?|post-? ?scriptum|nota bene|addendum|au fait|j'oubliais|by the way|btw|übrigens|one (?:more|last) thing)[*_]{0,3}"
    r"( ?[:,;–—-]|\.)?[*_]{0,3} [*_]{0,3}(?=\S)(.*)",
    re.IGNORECASE,
)
_SENTENCE = 3  # words; "PS Consulting Ltd" has fewer
# Whoever says this speaks; a title has no such word. "Boston, MA 02110" and "Mon-Fri" are none.
_SPEAKS = re.compile(
    r"\b(?:I(?:'(?:m|ve|d|ll))?|[Ww]e(?:'(?:re|ve|d|ll))?|[Mm]e|[Mm]y|[Mm]ine|[Oo]urs?|us"
    r"|[Jj]e|[JjMm]'\w{1,20}|[Mm]oi|[Mm]on(?! ?[-–.,:/]| to\b)|[Mm]a|[Mm]es|[Nn]ous|[Nn]otre|[Nn]os|[Oo]n (?:[mnslty]'|nous\b|vous\b|ne\b|est\b|va\b|peut\b|attend|a (?:dû|eu|été|mis|pris|pas|rien|\w{1,15}é)\b)"
    r"|[Ii]ch|[Ww]ir|[Mm]i[rc]h?|[Mm]ein\w{0,2}|[Uu]nser\w{0,2}|yo|[Mm]is?|[Nn]osotros|[Nn]uestr[oa]s?|[Mm]i[oa]|[Nn]oi|[Nn]ostr[oaie]|[Ii]k|[Mm]ijn|[Ww]ij|[Oo]nze)\b"
)
# What goes wrong with what was bought. A fire brigade's title has such a word, and no verb.
_WRONG = re.compile(
    r"\b(?:casse|abime|endommage|dechire|raye|rouille|felee?|fendue?|perdue?|volee?|oubliee?|incomplete?|ouverte?|vide|fausse|trompee?|defectueu(?:x|se)|cassante?)(?:e|s|es)?\b"
    r"|\b(?:manqu(?:e|ent|ait|aient)|ronfle|grince|(?:en|de) (?:panne|retard)|reclamation|litige|odeur|puait?|(?:jamais|pas|plus|rien) (?:\w{1,8} )?(?:recue?s?|arrivee?s?|rembourse|livree?s?|repond\w?|marche|fonctionne))\b"
    r"|\b(?:broken?|damaged|missing|faulty|defective|cracked|torn|scratched|rusty|dirty|late|wrong|lost|stolen|forgotten|empty|incomplete|stopped working|hums|squeaks|smells?|stinks|rude|overcharged|(?:never|not|n't) (?:\w{1,8} )?(?:came|come|arrived?|work(?:s|ed)?|answer(?:ed)?|deliver(?:ed)?|refund(?:ed)?|received?))\b"
)  # fmt: skip
_BOUGHT = re.compile(
    r"\b(?:commandes?|colis|livraisons?|factures?|remboursements?|rembourse|echange|orders?|parcels?|deliver(?:y|ies)|invoices?|refunds?|refunded)\b"
)
_IS = re.compile(
    r"\b(?:est|sont|etait|etaient|a|ont|avait|reste|sera|ca|il|elle|is|are|was|were|has|had|have|came|will|does|did|it)\b|\bn'|n't\b"
)
_ASKS = re.compile(
    r"\b(?:pouvez|pourriez|peux|pourrais|avez|auriez|savez)[- ](?:vous|tu)\b|\b(?:merci de|veuillez|priere de|svp|please|kindly) (?:bien vouloir )?(?:rappel|repond|rembours|envoy|livr|pass|verif|corrig|call|ring|write|answer|reply|refund|send|replace|collect|come|tell|check|correct)"
    r"|\b(?:can|could|will|did|do|have) you\b[^?]{0,200}\?|^(?:et )?(?:quand|ou|pourquoi|combien|comment|est-ce|when|where|why|how|is|are|does|did)\b[^?]{4,200}\?$"
)
# What servers write below, if no other rule knows it.
_SERVERS = re.compile(
    r"\b(?:e-?mails?|courriels?|messages?|destinataires?|recipients?|virus|liabilit|responsab)"
)


def said_below(lines: Sequence[str]) -> int | None:
    """Of the lines below a signature's mark, the first from which on its writer says something."""
    below = list(lines[:_MOST])
    left = {line for line in without_legal(below) if line.strip()}
    return next(
        (number for number, line in enumerate(below) if line in left and _is_said(line)), None
    )


def _is_said(line: str) -> bool:
    line = signs(line[:_LONGEST]).strip()
    if line.startswith(">"):
        return False
    if told := _POSTSCRIPT.fullmatch(line):
        is_plain = told[1] in (None, ".") and not told[2][:1].islower()
        return len(told[2].split()) >= (_SENTENCE if is_plain else 1)
    words = len(line.split())
    if words > _FEW and _SPEAKS.search(line):
        return True
    return words >= _SENTENCE and _is_told(fold(line))


def _is_told(line: str) -> bool:
    """Does this folded line ask for something, or say what went wrong?"""
    if _SERVERS.search(line):
        return False
    if _ASKS.search(line):
        return True
    has_verb = _IS.search(line) is not None
    if _WRONG.search(line) or tells_harm(line):
        return has_verb or line.endswith((".", "!", "?"))
    return has_verb and _BOUGHT.search(line) is not None
