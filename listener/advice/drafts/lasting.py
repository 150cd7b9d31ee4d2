"""How long something lasted and how often it was tried, where a text says that it was waited or suffered."""

import re
from collections.abc import Iterator

from listener.advice.reading.text import fold

_ONES = (
    r"deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente"
    r"|quarante|two|three|four|five|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|twenty|thirty"
)
_NUMBER = rf"(?:\d{{1,3}}|{_ONES}|une quinzaine de|une dizaine de|une vingtaine de)"
_LENGTH = re.compile(
    rf"\b(?:{_NUMBER}|une?|an?|one)\s(?:(?:bonnes?|longues?|long|full|whole)\s)?"
    r"(?:jours?|semaines?|mois|ans?|heures?|minutes?|mins?|days?|weeks?|wks?|months?|years?|hours?|hrs?)\b"
    r"(?:\set\sdemie?\b|\sand\sa\shalf\b)?",
    re.IGNORECASE,
)
# Words beside a length that make it one that was waited or suffered, and those that make it another.
_WAITED = re.compile(
    r"\b(?:depuis|ca fait|cela fait|voila|attend\w*|attente|poireaut\w*|sans (?:nouvelles?|reponse|retour|internet|rien|aucun\w*)"
    r"|toujours (?:rien|pas|aucun\w*)|aucune? (?:reponse|nouvelle|retour)|au bout de|bientot|pas un mot|de retard|de queue"
    r"|(?:ces|these|those) \w{1,14} (?:jours?|heures?|days?|hours?)|en panne|coupure|down|outage|refuse\w*|stuck|locked"
    r"|zero (?:nouvelles?|reponses?)|au telephone|dans le froid|sous la pluie|au lieu d\w*|pour (?:apprendre|avoir|obtenir|joindre)"
    r"|on the phone|in the (?:cold|rain)|instead of|taken|to (?:learn|get|reach|reply|answer)|open for"
    r"|wait\w*|still|since|silence|no (?:reply|answer|news|word|response|refund|sign)|without|nothing|later|late|for the (?:last|past)"
    r"|stood|queue\w*|on hold|been|took)\b"
)
_OTHER = re.compile(
    r"\b(?:clients?|clientes?|fideles?|abonnee?s?|customers?|members?|subscribers?|fans?|habitu\w*|adher\w*"
    r"|garanti\w*|warrant\w*|il y a|ago|dans (?:une?|deux|trois|\d+)|in (?:a|an|two|three|\d+) (?:day|week|month|year)s?"
    r"|ans d'|years old|year-old|age|toutes les|every|drove|drive|roule|route|walk|a pied|marche a pied|trip|flight|fois par|(?:times|twice|once) (?:a|per))\b"
)
# "Trois semaines avant", "45 minutes early" were not waited; of years only "depuis deux ans" was.
_AHEAD = re.compile(
    r"\s?(?:avant|before|early|earlier|plus tot|en avance|a l'avance|d'avance|notice|de preavis|old|ahead|plus tard|prior)\b"
)
_FOR = re.compile(
    r"\b(?:depuis|for|since|ca fait|cela fait|voila|it's been)\s?(?:plus de |over |nearly |presque )?$"
)
_INTO = re.compile(r"\b(?:au bout d[e']|au bout des)\s?$")  # when it broke, not how long one waited
_STILL = re.compile(
    r"\b(?:attend\w*|sans|rien|toujours (?:pas|rien)|aucune?|pas de|wait\w*|still|without|nothing|no|owed|unpaid|promis\w*)\b"
)
_LASTS = re.compile(r"\s?(?:que|qu')\s?")  # "six jours que mon virement est bloqué"
OFTEN = re.compile(
    rf"\b{_NUMBER}\s(?:appels?|mails?|e-mails?|emails?|messages?|courriers?|lettres?|relances?|coups de fil|rendez-vous"
    r"|calls?|phone calls?|letters?|texts?|attempts?|visits?|reminders?|appointments?|conseillers?|techniciens?"
    r"|mp|dms?|sms|textos?|messages? prives?|rappels?|agents?|technicians?|engineers?|chats?|tickets?|no-shows?|tentatives?|visites?|retours?|returns?|reparations?|réparations?|repairs?)\b",
    re.IGNORECASE,
)
AGAIN = re.compile(
    r"\b(?:deuxieme|seconde|troisieme|quatrieme|cinquieme|sixieme|\d{1,2}e|second|third|fourth|fifth|sixth|\d{1,2}(?:nd|rd|th))\s"
    r"(?:fois|mails?|messages?|courriels?|courriers?|appels?|relances?|rendez-vous|semaine|mois|jour|passage|visite"
    r"|time|emails?|calls?|letters?|visits?|week|month|day|attempt|appointment|reminder)\b"
    r"|\b(?:day|jour|week|semaine) \d{1,3}\b|\b(?:deux|trois|quatre|cinq|six|\d{1,2}) fois\b|\b(?:twice|three times|four times|five times|\d{1,2} times)\b"
)


def lengths(part: str) -> Iterator[str]:
    """Each length of a sentence that was waited or suffered, as it stands; of a loyalty or an age none."""
    for hit in _LENGTH.finditer(part):
        before, after = fold(part[max(0, hit.start() - 16) : hit.start()]), fold(part[hit.end() :])
        is_years = "an" in hit[0].lower().split()[-1] or "year" in hit[0].lower()
        if _AHEAD.match(after) or _INTO.search(before) or (is_years and not _FOR.search(before)):
            continue
        if _LASTS.match(after) and not is_years:
            yield hit[0]
            continue
        near = fold(part[max(0, hit.start() - 60) : hit.end() + 40])
        if is_years and not _STILL.search(near):
            continue  # "Je prends cette ligne depuis onze ans"
        if _WAITED.search(near) and not _OTHER.search(near):
            yield hit[0]
