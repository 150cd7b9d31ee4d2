"""Trustpilot: a new review of the business, with its stars, its title and its words."""

import re

from connectors.mailbox.recipe import Recipe
from connectors.mailbox.shapes import Words, single

_WORDS = Words(
    new=re.compile(
        r"new (?:[1-5]-star )?review|(?:left|wrote|posted) (?:you )?a(?:n updated)?(?: new)?(?: [1-5]-star)? review|updated (?:their|a) review"
        r"|nouvel avis|nouveaux avis|a (?:laissé|publié|rédigé|mis à jour|modifié) (?:un|son) avis",
        re.IGNORECASE,
    ),
    above=re.compile(
        r"^(?P<name>.{1,80}?) (?:(?:just )?(?:left|wrote|posted|gave) (?:you )?(?:a|an)\b.{0,40}review|(?:vous )?a (?:laissé|publié|rédigé) (?:un|son)(?: nouvel)? avis)",
        re.IGNORECASE,
    ),
    link=re.compile(r"reply|répondre|review|avis", re.IGNORECASE),
)


RECIPE = Recipe(
    name="trustpilot",
    title="Trustpilot",
    senders=re.compile(
        r"[\w.+-]{1,80}@(?:[a-z0-9-]{1,40}\.){0,3}(?:trustpilot|trustpilotmail)\.(?:com|net)",
        re.IGNORECASE,
    ),
    domains=("trustpilot.com", "trustpilotmail.com", "trustpilot.net"),
    read=single("trustpilot", _WORDS, genre="review", venue="review"),
    silent=re.compile(
        r"invoice|facture|weekly|monthly|hebdo|mensuel|performance|report\b|rapport|webinar|webinaire|trustscore|invitations? sent|plan\b|offre|welcome|bienvenue|password|mot de passe|confirm|verify|vérifi",
        re.IGNORECASE,
    ),
)
