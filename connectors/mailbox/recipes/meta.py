"""Facebook and Instagram: a comment, a mention, a recommendation of the own page, mailed as it comes."""

import re

from connectors.mailbox.recipe import Recipe
from connectors.mailbox.shapes import Words, single

_WORDS = Words(
    rates=False,
    new=re.compile(
        r"^(?P<name>.{1,100}?) (?:(?:also )?commented on|mentioned you|mentioned .{1,80} in a|replied to|tagged you|posted on|wrote on|recommend(?:s|ed)|reviewed|doesn['’]t recommend"
        r"|a (?:également |aussi )?commenté|vous a (?:mentionnée?|identifiée?)|a mentionné|a répondu|a publié (?:sur|dans)|recommande|ne recommande pas|a (?:recommandé|évalué|laissé un avis))\b",
        re.IGNORECASE,
    ),
    above=re.compile(
        r"^(?P<name>.{1,100}?) (?:(?:also )?commented on|mentioned you|replied to|posted on|wrote on|recommend(?:s|ed)|doesn['’]t recommend|a (?:également |aussi )?commenté|vous a mentionnée?|a répondu|a publié|recommande|ne recommande pas)\b[^:«“\"]{0,100}[.:]?$",
        re.IGNORECASE,
    ),
    link=re.compile(
        r"comment|post|publication|facebook|instagram|reply|répondre|voir|view|see", re.IGNORECASE
    ),
)


RECIPE = Recipe(
    name="meta",
    title="Facebook, Instagram",
    senders=re.compile(
        r"[\w.+=-]{1,120}@(?:[a-z0-9-]{1,40}\.){0,3}(?:facebookmail\.com|mail\.instagram\.com)",
        re.IGNORECASE,
    ),
    domains=("facebookmail.com", "mail.instagram.com"),
    read=single("meta", _WORDS, genre="social_comment", venue="own"),
    silent=re.compile(
        r"liked|likes? your|aimé|aime votre|follow|abonn|friend|ami|suggest|login|log in|connexion|code|password|mot de passe|security|sécurité|invoice|receipt|reçu|facture|birthday|anniversaire|event|événement|memories|souvenirs|trending|populaire|recap|insights?|statisti|reached|boost|promot|page (?:likes|visits)|missed|manqué|story\b|stories|reel\b",
        re.IGNORECASE,
    ),
)
