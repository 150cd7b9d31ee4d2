"""Google Play: a review of the app, as the Play Console mails it."""

import re

from connectors.mailbox.recipe import Recipe
from connectors.mailbox.shapes import Words, single

_WORDS = Words(
    new=re.compile(
        r"(?:new|updated|received|wrote|left)\b.{0,40}\breviews?\b|\breviews? (?:for|of|on)\b|(?:nouvel|nouveaux) avis|avis (?:mis à jour|modifié|sur|concernant|pour)\b",
        re.IGNORECASE,
    ),
    above=re.compile(
        r"^(?P<name>[^:\n]{1,80}?) (?:(?:left|wrote|updated) (?:a|their)\b.{0,40}review|a (?:laissé|rédigé|publié|mis à jour|modifié) (?:un|son) avis)",
        re.IGNORECASE,
    ),
    link=re.compile(r"reply|respond|répondre|play console|review|avis", re.IGNORECASE),
)


RECIPE = Recipe(
    name="google_play",
    title="Google Play",
    senders=re.compile(
        r"(?:no-?reply-)?(?:google-?)?play[\w-]{0,40}@google\.com|[\w-]{1,40}play[\w-]{0,40}-?no-?reply@google\.com",
        re.IGNORECASE,
    ),
    domains=("google.com",),
    read=single("google_play", _WORDS, genre="app_review", venue="review"),
    silent=re.compile(
        r"policy|règle|payment|paiement|earnings|revenus|account|compte\b|release|version\b|update (?:available|status|your)|submission|app (?:status|rejected|removed|update)|verif|vérifi|deadline|échéance|statisti|performance|report\b|rapport|newsletter|your reply|votre réponse|api level",
        re.IGNORECASE,
    ),
)
