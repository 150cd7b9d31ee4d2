"""Avis Vérifiés (NetReviews, Skeepers): an opinion on the shop or on a product."""

import re

from connectors.mailbox.recipe import Recipe
from connectors.mailbox.shapes import Words, single

_WORDS = Words(
    new=re.compile(
        r"nouvel avis|nouveaux avis|avis (?:client|reçu|à modérer|négatif|positif|en attente)|a (?:laissé|déposé|publié) un avis|new (?:customer )?review|review (?:received|to moderate)",
        re.IGNORECASE,
    ),
    above=re.compile(
        r"^(?P<name>.{1,80}?) (?:vous )?a (?:laissé|déposé|publié|rédigé) (?:un|son)(?: nouvel)? avis",
        re.IGNORECASE,
    ),
    link=re.compile(r"répondre|modér|avis|reply|review", re.IGNORECASE),
)


RECIPE = Recipe(
    name="avis_verifies",
    title="Avis Vérifiés",
    senders=re.compile(
        r"[\w.+-]{1,80}@(?:[a-z0-9-]{1,40}\.){0,3}(?:avis-verifies|verified-reviews|netreviews|skeepers)\.(?:com|eu|io|fr)",
        re.IGNORECASE,
    ),
    domains=(
        *("avis-verifies.com", "verified-reviews.com", "netreviews.eu", "netreviews.com"),
        *("skeepers.io", "skeepers.com", "avis-verifies.fr"),
    ),
    read=single("avis_verifies", _WORDS, genre="review", venue="review"),
    silent=re.compile(
        r"facture|invoice|attestation|certificat|statisti|rapport|report|hebdo|mensuel|weekly|monthly|webinaire|webinar|newsletter|mot de passe|password|bienvenue|welcome|quota",
        re.IGNORECASE,
    ),
)
