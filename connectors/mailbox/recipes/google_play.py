"""Google Play: a review of the app, as the Play Console mails it."""

import re
from collections.abc import Sequence

from connectors.kit.contract import Mention
from connectors.mailbox.recipe import Notice, Recipe, mention
from connectors.mailbox.shapes import Words, told

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


def _read(notice: Notice) -> Sequence[Mention]:
    said = told(notice, _WORDS)
    if said is None:
        return ()
    return (mention(RECIPE.name, notice, said, genre="app_review", venue="review"),)


RECIPE = Recipe(
    name="google_play",
    senders=re.compile(
        r"(?:no-?reply-)?(?:google-?)?play[\w-]{0,40}@google\.com|[\w-]{1,40}play[\w-]{0,40}-?no-?reply@google\.com",
        re.IGNORECASE,
    ),
    domains=("google.com",),
    read=_read,
    silent=re.compile(
        r"policy|règle|payment|paiement|earnings|revenus|account|compte\b|release|version\b|update (?:available|status|your)|submission|app (?:status|rejected|removed|update)|verif|vérifi|deadline|échéance|statisti|performance|report\b|rapport|newsletter|your reply|votre réponse|api level",
        re.IGNORECASE,
    ),
)
