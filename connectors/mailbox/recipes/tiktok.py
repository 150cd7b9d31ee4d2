"""TikTok: a comment on an own video, or a mention, mailed as it comes."""

import re

from connectors.mailbox.recipe import Recipe
from connectors.mailbox.shapes import Words, single

_WORDS = Words(
    rates=False,
    new=re.compile(
        r"^(?P<name>.{1,80}?) (?:(?:also )?commented(?: on)?|mentioned you|replied to|left a comment|a (?:également )?commenté|vous a mentionnée?|a répondu|a laissé un commentaire)\b",
        re.IGNORECASE,
    ),
    above=re.compile(
        r"^(?P<name>.{1,80}?) (?:(?:also )?commented(?: on)?|mentioned you|replied to|left a comment|a (?:également )?commenté|vous a mentionnée?|a répondu|a laissé un commentaire)\b[^:«“\"]{0,80}[.:]?$",
        re.IGNORECASE,
    ),
    link=re.compile(r"comment|video|vidéo|tiktok|reply|répondre|voir|view|see", re.IGNORECASE),
)


RECIPE = Recipe(
    name="tiktok",
    title="TikTok",
    senders=re.compile(r"[\w.+=-]{1,80}@(?:[a-z0-9-]{1,40}\.){0,3}tiktok\.com", re.IGNORECASE),
    domains=("tiktok.com",),
    read=single("tiktok", _WORDS, genre="social_comment", venue="own"),
    silent=re.compile(
        r"liked|likes? your|aimé|follow|abonn|login|log in|connexion|code|password|mot de passe|security|sécurité|verif|vérifi|invoice|receipt|facture|trending|tendance|recommend|for you|pour toi|suggest|views|vues|posted|publié|live\b|shop|newsletter|policy|terms|conditions",
        re.IGNORECASE,
    ),
)
