"""App Store: a customer's review, as App Store Connect mails it to the app's team."""

import re

from connectors.mailbox.recipe import Recipe
from connectors.mailbox.shapes import Words, single

_WORDS = Words(
    new=re.compile(
        r"(?:new|received|wrote|left)\b.{0,40}\breviews?\b|(?<!app )\breviews? (?:for|of|on)\b|(?:nouvel|nouveaux) avis|avis (?:client|sur|concernant|pour)\b",
        re.IGNORECASE,
    ),
    above=re.compile(
        r"^(?:by|from|de|par|a review by|avis de) (?P<name>[^:\n]{1,80}?)(?: ?[‒–—,-] .{1,80})?$",
        re.IGNORECASE,
    ),
    link=re.compile(r"respond|reply|répondre|app store connect|review|avis", re.IGNORECASE),
)


RECIPE = Recipe(
    name="app_store",
    title="App Store",
    senders=re.compile(
        r"(?:no[_.-]?reply|do[_.-]?not[_.-]?reply|app-?store[\w-]{0,20}|itunesconnect|developer)@(?:[a-z0-9-]{1,40}\.){0,3}apple\.com",
        re.IGNORECASE,
    ),
    domains=("apple.com",),
    read=single("app_store", _WORDS, genre="app_review", venue="review"),
    silent=re.compile(
        r"app review\b|(?:in|ready for|waiting for|under) review|review (?:status|completed|messages?|guidelines)|submission|has been (?:approved|rejected|accepted)|status (?:of|update)|(?:état|statut) de (?:l|v)|en cours d['’]examen|soumission|agreement|contrat|accord|invoice|payment|paiement|tax|fiscal|certificate|certificat|expire|membership|adhésion|testflight|build|beta|newsletter|response (?:is|was|has been)|votre réponse",
        re.IGNORECASE,
    ),
)
