"""What tells of a harm, in French and in English: a mail that holds such words is never only counted.

It errs towards a look: who is burnt, ill or threatened may say so in the note of an order that a program
sends. What is danger, and how grave, is judged later from the whole text.
"""

import re

from connectors.kit.reading.folding import fold

_LIMB = r"(?:bras|jambes?|mains?|doigts?|pouce|poignet|cheville|pieds?|dents?|nez|tete|hanche|cotes?|levres?|arms?|legs?|hands?|fingers?|thumb|wrist|ankle|foot|feet|tooth|teeth|nose|head|face|hip|ribs?|lips?|knee)"
_OF = r"(?:(?:le|la|les|l'|un|une|au|aux|a|an|the|my|his|her|our|their|your) ?)"
_OTHER = r"d'(?:un autre|une autre|autres|quelqu'un)"
_KINDS = {
    "burn": r"(?<!creme )(?<!cremes )brul(?:e|ees?|es|ent|ait|aient|er|ures?)\b(?!-)|burn(?:s|t|ed|ing)?\b|scald|ebouillant",
    "fire": r"incendi|(?:pris|prend|prends|prendre|prenait|prit|en|mis le) feu\b|departs? de feu|flammes?\b|flambe\b|etincelles?\b|(?:de la|une|en|cette) fumee|(?:ca|qui|il|elle) fume\b|fumait\b|(?:a|ont) fondu\b"
    r"|(?:on|caught|catch|catches|catching|set|a) fire\b|flames?\b|smok(?:e|ing) (?:came|comes|coming|from|out|pour)|start(?:s|ed)? (?:smoking|to smoke)|sparks? (?:flew|came|from|coming)|sparked\b|melt(?:ed|ing)\b(?! (?:butter|cheese|chocolate))",
    "blast": r"explos|explod|blew up|blown up|detonat|overheat|surchauff|court-circuit|short[- ]circuit",
    "shock": r"electrocut|electris|decharges? electrique|electric shock|(?:a|nasty|bad) shock\b",
    "injury": r"bless(?:e|ee|es|ees|er|ures?)\b(?! you)|injur(?:y|ies|ed|es?)\b|hurt(?:s|ing)?\b|saign|bleed|bled\b|fractur|points de suture|stitches\b|concuss|commotion"
    rf"|coup(?:e|ee|es|er|ure) {_OF}?{_LIMB}\b|(?:s'est|me suis|s'etait) (?:coupe|brule|blesse|fait mal)|(?:cut|broke|broken|breaks?|cracked|crushed|pinched|casse|tordu|ecrase|coince|pince) {_OF}{_LIMB}\b"
    r"|tombee?s? (?:de|du|par|a la renverse|dans les)\b|fait une chute|fell (?:off|down|from|out|over|onto)\b|inconscient|perdu connaissance|unconscious|evanoui|faint(?:ed|s)\b|malaises?\b|collapsed\b|accident(?:s|e|ee)?\b|danger|hazard|unsafe\b",
    "health": r"hospital|hopita|ambulance|(?:aux|les) urgences\b|emergency room|samu\b|pompiers?\b|fire (?:brigade|department|service)|intoxi|poison|empoisonn|malades?\b|sick\b|vomi|(?:threw|throwing) up|nause|diarrh|salmonel|listeri|contamina"
    r"|moisi(?:e|s|es|ssures?)?\b|mou?ldy\b|asticots?\b|maggots?\b|corps etranger|foreign (?:body|object)|(?:bouts?|morceaux?|eclats?) de (?:verre|metal|plastique)|(?:pieces?|bits?|shards?) of (?:glass|metal|plastic)|monoxyde|carbon monoxide",
    "allergy": r"allerg(?!en)|anaphyla|urticaire|hives\b|epipen|oedeme|quincke|(?:levres?|gorge|visage|langue|yeux) (?:\w{1,8} ){0,2}gonfl|swollen\b|swelled\b|swelling\b|rash\b|eruptions? cutanee|demangeaison",
    "threat": r"menac|threat|(?:vais|va|allons) (?:\w{1,6} ){0,2}(?:tuer|buter|bruler|crever|egorger|frapper)\b|kill (?:you|him|her|them|myself)\b|know where (?:you|he|she|they) live|sais ou (?:vous|tu|il|elle) habit|une bombe|bomb threat|a bomb\b|rancon\b|ransom|suicid"
    r"|mourir\b|dece(?:s|de|dee|des)\b|mort(?:e|s|es|els?|elles?)?\b|died\b|agress|assault|attacked\b|harcel|harass|stalk(?:ed|ing|s)\b|racis[tm]|antisemit|homophob|discrimin",
    "leak": r"fuites?\b|fuit\b|leak|breach|pirat(?:e|es|ee|ees|age)\b|hack(?:ed|ers?|ing)\b|usurp|identity theft|donnees (?:volees|exposees|bancaires)|stolen (?:data|cards?|identity|details)"
    rf"|(?:comptes?|adresses?|commandes?|donnees|coordonnees|factures?) {_OTHER}|(?:someone|somebody) else's|another (?:customer|person)'s|other (?:customers?|people)'s?\b",
    "child": r"aval(?:e|ee|es|ees|er|ait)\b|swallow(?:s|ed|ing)\b|etouff|suffoqu|chok(?:e|ed|es|ing)\b|etrangl|strangl|piles? boutons?|button (?:cell|batter)|noyade|noye(?:e|s|es)?\b|drown|maltrait|attouchement|molest|pedophil|paedophil",
    "recall": r"recall(?:ed|s)?\b|rappel (?:de produit|produit|de securite|de lot|immediat)|safety (?:notice|alert|warning)|alerte (?:securite|sanitaire)",
}  # fmt: skip
_HARM = re.compile(rf"(?<!\w)(?:{'|'.join(_KINDS.values())})")


def tells_harm(text: str) -> bool:
    """Are there words in it that tell of a harm?"""
    return _HARM.search(fold(text)) is not None
