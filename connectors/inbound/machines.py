"""Mails of machines that sell, pay, deliver, remind and tell: receipts, orders, parcels, acknowledgements.

Headers tell them first; each is told by two things at least: who sends it, what its subject says, what
its body says. Where somebody's words may be in it, or a harm is spoken of, it is read: that costs a look.
Of what headers call a program's, `automatic` asks only whether it holds a harm.
"""

import re
from email.message import Message
from itertools import islice

from connectors.inbound.harms import tells_harm
from connectors.inbound.mailheaders import from_whom, header, is_anyones, of_one_house, people
from connectors.inbound.quoted import is_answer_subject, is_forward_subject
from connectors.kit.reading.mailboxes import is_programs

_HEADERS = 200
_BEGINNING = 6_000  # characters of a body
_BOTH = 2
# What only those who send for programs put into a mail.
_SENT_BY = re.compile(
    r"feedback-id|x-auto-response-suppress|x-ses-outgoing|x-sg-e?id|x-mailgun-(?:sid|tag|variables)|x-mandrill-user|x-mc-user|x-mj-\w{1,30}|x-mailjet-\w{1,30}"
    r"|x-pm-message-id|x-mailin-eid|x-sib-id|x-campaign(?:-?id)?|x-roving-id|x-sfmc-stack|x-msys-api|x-(?:stripe|shopify|paypal|linkedin|facebook|twitter|zendesk|freshdesk|magento|prestashop)[\w-]{0,40}",
    re.IGNORECASE,
)
_LOCAL = re.compile(
    r"(?:receipts?|notify|notif(?:ication)?s?|alerts?|alertes?|newsletters?|infolettre|digest|updates?|calendar-notification|reminders?|rappels?|auto-?confirm|ship-confirm|automailer|robot|bot|tracking)(?:[+._-][\w+.=-]{0,60})?",
    re.IGNORECASE,
)
# Under these people write, too.
_SHARED = re.compile(
    r"(?:re[cç]us?|invoices?|invoicing|factures?|facturation|billing|payments?|paiements?|orders?|commandes?|checkout|shipments?|shipping|suivi|livraisons?|delivery|deliveries|parcels?|colis"
    r"|news|actu(?:alite)?s?|confirm(?:ation)?s?|store|service|account(?:-update)?|security|messages|invitations?|system)(?:[+._-][\w+.=-]{0,60})?",
    re.IGNORECASE,
)
_FIRMS = re.compile(
    r"hello|bonjour|hi|contact|infos?|marketing|team|equipe|communication|promo(?:tion)?s?|offres?|offers?|deals|shop|boutique|club|crm|e?mail(?:ing)?|clients?|relation[._-]?client",
    re.IGNORECASE,
)
_PLATFORM = re.compile(
    r"(?:[\w-]{1,63}\.){0,3}(?:stripe\.com|paypal\.(?:com|fr|co\.uk|de)|sumup\.com|klarna\.com|gocardless\.com|shopify\.com|shopifyemail\.com|squareup\.com|facebookmail\.com|instagram\.com"
    r"|linkedin\.com|twitter\.com|x\.com|pinterest\.com|tiktok\.com|youtube\.com|google\.com|dhl\.(?:com|de|fr)|ups\.com|fedex\.com|laposte\.(?:fr|info)|colissimo\.fr|chronopost\.fr"
    r"|mondialrelay\.(?:fr|com)|dpd\.(?:fr|com|co\.uk|de)|gls-(?:group|france)\.(?:com|eu)|usps\.com|royalmail\.com|evri\.com|amazon\.(?:fr|com|de|es|it|co\.uk))",
    re.IGNORECASE,
)
# What each kind says in its subject, and in its body.
_KINDS = tuple(
    (re.compile(subject, re.IGNORECASE), re.compile(body, re.IGNORECASE))
    for subject, body in (
        (
            r"\b(?:receipt|invoice|facture|quittance|avoir n)\b|\b(?:votre|ton|your) (?:reçu|bill)\b|reçu (?:de (?:votre |paiement)|n°|pour)|(?:payment|paiement|virement|prélèvement)s?\b[^\n]{0,30}\b(?:receiv|confirm|succe|reçu|accept|effectu|due|échou|fail|from|de )|(?:new|nouveau|received a|reçu un) (?:payment|paiement)",
            r"(?:total|subtotal|sous-total|montant|amount|payment of|paiement de|due|paid|payé|réglé|tva|vat|ttc|invoice (?:number|no|date|id)|receipt (?:number|no)|n° de (?:facture|reçu)|date d['’]échéance)\b[^\n]{0,40}\n?[^\n]{0,40}\d",
        ),
        (
            r"\border (?:#|no|n°|number)|\b(?:your|new) order\b|order (?:confirm|receiv|placed)|confirmation (?:de (?:votre |la )?commande|of (?:your )?order)|commande (?:#|n°|no |num)|(?:nouvelle|votre) commande\b|merci (?:pour|de) votre (?:commande|achat)|thank you for your (?:order|purchase)",
            r"(?:sub-?total|sous-total|total|quantity|quantité|qté|qty|order (?:summary|details|number)|récapitulatif|détails? de (?:la |votre )?commande|(?:shipping|billing|delivery) address|adresse de (?:livraison|facturation))\b",
        ),
        (
            r"\b(?:parcel|package|shipment|delivery|colis|expédition|livraison|recommandée?|courrier|lettre|letter)\b[^\n]{0,60}\b(?:way|route|deliver|livr|arriv|ship|expédi|pris en charge|dispon|ready|prêt|track|suivi|sched|prév|today|aujourd|tomorrow|demain|notif|confirm|attend|avis)|\b(?:suivi|tracking) (?:de |of |your |votre |number|n°)|\b(?:has|have) (?:been )?shipped\b|\best (?:en route|expédiée?|en chemin)\b",
            r"(?:tracking|track your|track it|suivre (?:mon|votre|le)|suivi|n° de (?:suivi|colis)|numéro de (?:suivi|colis)|parcel number|point relais|transporteur|carrier|courier|bureau de poste|post office|point de retrait|à retirer|to collect|estimated delivery|livraison (?:prévue|estimée))\b",
        ),
        (
            r"\b(?:request|ticket|case|enquiry|inquiry|message|e-?mail|demande|requête|courriel|réclamation)\b[^\n]{0,40}\b(?:received|created|registered|opened|reçue?|enregistrée?|créée?|prise? en (?:compte|charge))\b|\b(?:we(?:['’]ve| have)|nous avons)(?: bien)? (?:received|got|reçu)\b|accusé de réception|thank(?:s| you) for (?:contacting|your (?:message|e-?mail|enquiry|request))|merci (?:de nous avoir contactés?|pour votre (?:message|demande|e-?mail))|\[(?:request received|demande reçue)\]",
            r"we(?:['’]ve| have)(?: \w{1,12})? (?:received|got) your|your (?:request|ticket|message|enquiry|inquiry|e-?mail|case)\b[^\n]{0,40} (?:has been|was|is being) (?:received|created|registered|reviewed|logged)|nous avons (?:bien )?reçu votre|votre (?:demande|ticket|message|requête|e-?mail|courriel)\b[^\n]{0,30} a (?:bien )?été (?:reçue?|enregistrée?|créée?|prise?)",
        ),
        (
            r"^\W{0,3}(?:(?:updated |canceled |cancelled )?invitation|reminder|rappel|notification|accepted|declined|tentative|acceptée?|refusée?|provisoire|canceled event|événement annulé|appointment|rendez-vous)\b[^\n]{0,12}[:@]|(?:appointment|rendez-vous|réunion|meeting|event|événement) (?:confirm|remind|rappel)|(?:confirmation|rappel) de (?:votre |ton )?(?:rendez-vous|rdv|réservation)",
            r"(?:^|\n)\s{0,9}(?:when|quand|date|where|où|who|qui|calendar|calendrier|agenda|organi[sz]er|organisateur|joining info|time zone|fuseau)\b[^\n]{0,3}[:\n]|add to (?:my |your )?calendar|ajouter (?:à|au) (?:mon |votre |l['’])?(?:agenda|calendrier)|going\?|participez-vous|join (?:with|zoom|the meeting)",
        ),
        (
            r"\b(?:followers?|abonnés?|abonnées?|connections?|relations?|profile|profil|invitation|search(?:es)?|recherches?|notifications?|likes?|liked|aimé|suit|following|follows|anniversaire|birthday|views?|vues)\b",
            r"(?:started following|now follow(?:s|ing)|commencé à vous suivre|vous suit|liked your|a aimé votre|viewed your|consulté votre profil|appeared in|apparu dans|wants to connect|souhaite (?:vous ajouter|rejoindre)|new (?:followers?|notifications?|likes?)|nouve(?:aux?|lles?) (?:abonnés?|notifications?|mentions? j['’]aime)|people (?:viewed|saw)|personnes ont (?:vu|consulté))",
        ),
        (
            r"mot de passe|password|(?:code de |verification |security )(?:vérification|code|sécurité)|nouvelle connexion|new (?:sign-?in|login|device)|security alert|alerte de sécurité|(?:votre|your) (?:relevé|statement)|confirme[rz] (?:votre|ton) (?:adresse|compte)|(?:confirm|verify) your (?:e-?mail|account)",
            r"(?:cliquez|click|lien|link|code|connexion|sign(?:ed)?[- ]in|consulte[rz]|device|appareil|connectez|log in)\b",
        ),
        (
            r"\b(?:new|cancell?ed|updated|rescheduled) (?:event|booking|appointment|meeting)\b|nouve(?:l|au|lle) (?:événement|rendez-vous|rdv|réservation)\b|(?:événement|rendez-vous|rdv|réservation) (?:annulée?|reportée?|modifiée?)",
            r"(?:^|\n)[^\n:]{0,20}\b(?:invitee|event type|type d['’]événement|invitée?s?|participants?)\b[^\n:]{0,12}:|(?:event|meeting|booking|appointment) (?:has been|was|is) (?:scheduled|booked|confirmed|cancell?ed|rescheduled)|(?:événement|rendez-vous|réservation) (?:a (?:bien )?été|est) (?:planifiée?|réservée?|confirmée?|annulée?|reportée?)",
        ),
    )
)  # fmt: skip
_RECEIVED = _KINDS[3]  # that a letter came
_MECHANICAL = re.compile(
    r"being reviewed|will (?:get back|respond|reply|be in touch)|shortly\b|as soon as possible|dans les (?:plus brefs|meilleurs) délais|sous \d{1,3} ?(?:h|heures|jours)|\bticket\b|ne pas répondre|do not reply|automati",
    re.IGNORECASE,
)
# What only a program says of itself, or of what it did and will tell.
_ITSELF = re.compile(
    r"(?:ceci|ce message|cet? (?:e-?mail|courriel|mail)) est (?:un|une) (?:message|réponse|mail|e-?mail|notification|envoi) automatique|(?:message|e-?mail|courriel|mail) (?:a été |est )?(?:envoyé|généré)(?: \w{1,12})? automatiquement"
    r"|(?:merci de |veuillez |prière de )?ne pas (?:y )?répondre(?: (?:à|directement à) (?:ce|cet)|\.|$)|(?:please )?do not (?:reply|respond) (?:directly )?to this|this (?:is an automated|is an automatic|e-?mail (?:was|is) (?:automatically|sent automatically)|message (?:was|is) (?:automatically|sent automatically))"
    r"|(?:dies ist eine automatisch|diese e-?mail wurde automatisch)"
    r"|\b(?:you (?:sent|made|authori[sz]ed) a payment|vous avez (?:envoyé|effectué|autorisé) un paiement) (?:of|de) [^\n]{0,40}\d[^\n]{0,120}\n?[^\n]{0,60}\b(?:transaction|référence)"
    r"|\b(?:nous vous (?:informerons|préviendrons|avertirons|enverrons)|vous recevrez un (?:e-?mail|courriel|message)|we(?:['’]ll| will) (?:let you know|notify you|e-?mail you|send you)) [^\n]{0,80}(?:expédi|envoyé|ship|dispatch|on its way)",
    re.IGNORECASE,
)
# What a form's visitor gets back of their own words.
_YOURS = re.compile(
    r"(?:^|\n)[^\n:]{0,20}\b(?:your|votre) (?:message|demande|enquiry|request)\b[^\n:]{0,20} ?:",
    re.IGNORECASE,
)
# A newsletter has a line for each, whatever its subject.
_LEAVE = re.compile(
    r"(?:^|\n)[^\n]{0,60}\b(?:unsubscribe|se désabonner|désabonnez-vous|se désinscrire|désinscription|désinscrivez-vous|opt[- ]out|abmelden|abbestellen|darse de baja|disiscriviti|afmelden)\b[^\n]{0,60}(?=\n|$)",
    re.IGNORECASE,
)
_ONLINE = re.compile(
    r"(?:^|\n)[^\n]{0,30}\b(?:(?:view|read|see|open) (?:it |this |the )?(?:e-?mail |message |newsletter )?(?:online|in (?:your |a )?browser)|(?:voir|lire|afficher|consulter) (?:la |le |ce |cet |cette )?(?:version|message|e-?mail|newsletter|mail)? ?(?:en ligne|web|dans (?:votre|un|le) navigateur)"
    r"|version (?:en ligne|web)|im browser (?:ansehen|öffnen|anzeigen)|(?:vous recevez|you (?:are )?receiv\w{1,4}) (?:cet|ce|this) (?:e-?mail|message|mail|newsletter|courriel)|manage (?:your )?(?:e-?mail )?(?:preferences|subscriptions?)|gérer (?:vos|mes) (?:préférences|abonnements))\b[^\n]{0,80}(?=\n|$)",
    re.IGNORECASE,
)  # fmt: skip
# Somebody's words may stand in it.
_SOMEBODY = re.compile(
    r"\b(?:je |j['’](?:ai|attends|étais|aimerais|espère)|(?-i:I)(?:['’]m|['’]ve| am| have| was| want| need| got| ordered| received| would))\b"
    r"|\b(?:wrote|commented|replied|said|mentioned you|left (?:you )?a|sent you a (?:message|note)|a écrit|a commenté|a répondu|a demandé|vous a (?:mentionné|envoyé|écrit)|a (?:publié|laissé|posté)|(?:new|nouvel|nouveau|nouvelle) (?:review|avis|comment|commentaire|message|question|mention|reply|réponse))\b"
    r"|(?:^|\n)[^\n:]{0,30}\b(?:note|notes|message|comments?|commentaires?|remarques?|instructions?|question|reason|motif)\b[^\n:]{0,20} ?:\s{0,3}\S{1,40} \S{1,40} \S"
    r"|(?:^|\n)\s{0,9}questions? ?:\s{0,3}\S{1,40} \S{1,40} \S"
    r"|[«“\"]\s?(?:[^\s«»“”\"]{1,40} ){3,60}[^\s«»“”\"]{1,40}\s?[»”\"]|★|\b[1-5] (?:étoiles?|stars?)\b|\b[1-5]\s?/\s?5\b",
    re.IGNORECASE,
)  # fmt: skip
# Nor a complaint that a firm's own program sends.
_COMPLAINS = re.compile(
    r"\b(?:cassée?s?|abîmée?s?|endommagée?s?|manquante?s?|défectueu|réclamation|litige|non[- ]conforme|ne (?:fonctionne|marche|répond) (?:pas|plus)|broken|damaged|faulty|defective|complaint|not working|disputed?|chargeback|rétrofacturation)",
    re.IGNORECASE,
)
_WARNS = re.compile(
    r"\b(?:product|safety|urgent|batch) recall|\brecall (?:notice|of|alert)|\brappel (?:de |du )?(?:produits?|lots?|sécurité|consommateurs?)\b|safety (?:notice|alert|warning)|alerte (?:sécurité|sanitaire)|data breach|fuite de données|intoxication",
    re.IGNORECASE,
)
_BRINGS = re.compile(
    r"\b(?:new|nouve(?:l|au|lle)|neue[rs]?) (?:[\w-]{1,20} )?(?:review|avis|comment|commentaire|bewertung|testimonial|témoignage)\b(?!s)"
    r"|\b(?:left|posted|wrote|a laissé|a publié|a posté|a écrit|a déposé)\b[^\n]{0,40}\b(?:review|avis|comment|commentaire)\b|\bcommented on your\b|\ba commenté votre\b|\b(?:[1-5]|one|two|three|four|five)[ -](?:star|étoiles?) (?:review|avis)\b",
    re.IGNORECASE,
)


def is_notice(mail: Message, own: str) -> bool:
    """Did a machine send it to whoever buys, pays, waits or is subscribed?"""
    subject, own = header(mail, "Subject"), own[:_BEGINNING]
    is_answer = bool(mail["In-Reply-To"]) and is_answer_subject(subject)
    if is_answer or is_forward_subject(subject) or not _is_one(mail, subject, own):
        return False
    told = f"{subject}\n{own}"
    if _COMPLAINS.search(told) or tells_harm(told):
        return False
    return _SOMEBODY.search(told) is None or _is_visitors(mail, subject, own)


def tells_of_harm(mail: Message, own: str) -> bool:
    """Does it hold a harm that may be somebody's? A newsletter speaks of fires and wounds, too."""
    subject, own = header(mail, "Subject"), own[:_BEGINNING]
    told = f"{subject}\n{own}"
    if not tells_harm(told):
        return False
    return (
        _signs(subject, own) == _BOTH
        or _LEAVE.search(own) is None
        or _SOMEBODY.search(told) is not None
    )


def _is_visitors(mail: Message, subject: str, own: str) -> bool:
    """Is it what a form sends back to who filled it in, with their words?"""
    by_subject, by_body = _RECEIVED
    first = by_body.search(own)
    below = _YOURS.search(own, first.end()) if first else None
    address = from_whom(mail)[1]
    to = [one for _, one in people(mail, "To")]
    is_away = bool(to) and not any(of_one_house(address, one) for one in to)
    is_told = by_subject.search(subject) is not None and below is not None
    return is_away and is_told and is_programs(address) and not mail["Reply-To"]


def _is_one(mail: Message, subject: str, own: str) -> bool:
    """A subject alone is also what a customer writes, and a body what a customer copies."""
    address = from_whom(mail)[1]
    local, _, host = address.partition("@")
    by_program = is_programs(address) or _LOCAL.fullmatch(local) is not None
    is_shared = _SHARED.fullmatch(local) is not None or host.startswith(f"{local}.")
    if (by_program or is_shared) and _PLATFORM.fullmatch(host):
        return True
    is_nobodys = by_program or is_shared or _FIRMS.fullmatch(local) is not None
    if is_nobodys and not is_anyones(address) and _LEAVE.search(own) and _ONLINE.search(own):
        return True
    by_sender = any(_SENT_BY.fullmatch(name) for name in islice(mail.keys(), _HEADERS))
    says_so = _ITSELF.search(own) is not None
    if not (by_program or by_sender or (is_shared and says_so)):
        return False
    signs = _signs(subject, own)
    if by_program:
        return signs == _BOTH or (by_sender and signs > 0)
    return (is_shared and signs == _BOTH) or _is_received(subject, own)


def _signs(subject: str, own: str) -> int:
    """How many of the two tell of one kind: its subject, its body."""
    return max(bool(s.search(subject)) + bool(b.search(own)) for s, b in _KINDS)


def _is_received(subject: str, own: str) -> bool:
    """Does it only say that a letter came, and is being looked at?"""
    by_subject, by_body = _RECEIVED
    is_told = by_subject.search(subject) is not None and by_body.search(own) is not None
    return is_told and _MECHANICAL.search(own) is not None


def is_to_be_read(mail: Message, own: str) -> bool:
    """Whatever its headers: does it bring what somebody said of us, as an alert of a review, or warn of a product?"""
    subject = header(mail, "Subject")
    is_brought = _BRINGS.search(subject) and _SOMEBODY.search(own[:_BEGINNING])
    return bool(is_brought or _WARNS.search(subject))
