"""Mails that programs send to whoever they know: what came back, absences, newsletters, notices.

They are counted and not read. Each is told by its headers; where a program leaves them out, by who
sends it and how it begins, two of them together: a subject alone is also what a customer writes. In
doubt a mail is read: a newsletter costs a look, a customer who is not heard costs more.
"""

import re
from email.message import Message

from connectors.inbound.groups import author, is_relayed
from connectors.inbound.machines import is_notice, is_to_be_read, tells_of_harm
from connectors.inbound.mailheaders import from_whom, header, is_anyones
from connectors.inbound.quoted import is_answer_subject, is_forward_subject

_BEGINNING = 1_500  # characters of a mail's own words in which an absence tells itself
_POSTMEN = re.compile(r"mailer-?daemon|mail-?daemon")
_POSTS = re.compile(r"postmaster|microsoftexchange[0-9a-f]{6,64}")
_POSTS_NAMES = re.compile(
    r"mail delivery|mailer|microsoft outlook|microsoft exchange|postmaster|syst[eè]me?\b|mail system"
    r"|(?:system|mail) ?administrator|administrat(?:eur|or)|zustell|mail-?server",
    re.IGNORECASE,
)
_TAG = r"\s{0,9}(?:\[[^\]\n]{1,60}\]\s{0,3}|(?:EXTERNAL|EXTERNE?|EXT)\s?:\s{0,3})?"
_RETURNED = re.compile(
    _TAG + r"(?:undeliver|non[- ]?deliver|delivery (?:status|failure|failed|has failed|delayed|incomplete|notification|report|error)"
    r"|(?:e-?)?mail (?:delivery|system error|could not)|message (?:delivery|undeliver|could not|not delivered|delayed)"
    r"|failure notice|failed delivery|returned (?:e-?)?mail|(?:e-?)?mail returned|could not (?:send|deliver)|delayed (?:e-?)?mail"
    r"|warning: (?:message|could not)|rejected:|address not found"
    r"|(?:message |courriel |courrier |e-?mail |mail )?(?:non[- ](?:remis|d[ée]livr|distribu)|rejet[ée])"
    r"|(?:échec|echec|erreur|retard) (?:de |lors de |dans )?(?:la |l['’])?(?:remise|distribution|envoi|livraison|transmission)"
    r"|(?:remise|distribution) (?:diff|retard|échou|impossible)|notification d['’]état de (?:la )?remise|adresse introuvable"
    r"|unzustellbar|nicht zustellbar|zustell|fehler bei der (?:zustellung|übermittlung)|(?:e-?mail|nachricht) (?:konnte nicht|nicht zugestellt|unzustellbar)"
    r"|übermittlung |rückläufer"
    r"|no se (?:puede|ha podido|pudo) entregar|no entregado|devuelto|error de entrega|mensaje (?:no|devuelto)"
    r"|non recapitabile|mancat[oa] (?:recapito|consegna)|impossibile recapitare"
    r"|não (?:entregue|é possível entregar|foi possível entregar)|onbestelbaar|niet bezorgd)",
    re.IGNORECASE,
)  # fmt: skip
_THEN = r"\s?(?:$|[:(–-]|re\b|aw\b|from\b|of\b|de\b|du \d|von\b|to\b|until\b|till\b|jusqu|bis\b|ab \d|le \d|am \d|vom? \d|hasta\b|fino\b|\d)"
# Programs write these before the subject that they answer, or people where a program asks for one.
_ABSENCE = re.compile(
    _TAG + r"(?:(?:i am|i['’]m|je suis|ich bin) )?(?:currently |actuellement |derzeit )?(?:automatic (?:reply|response)|auto[ -]?(?:reply|response)|out[ -]of(?: the)?[ -]office(?: (?:auto[ -]?)?(?:reply|response|message|notification))?|ooo|vacation (?:reply|response)"
    r"|r[ée]ponse auto(?:matique)?|message (?:automatique|d['’]absence)|(?:notification|avis|gestionnaire|répondeur) d['’]absences?|absence (?:du|de) bureau|absente? du bureau"
    r"|abwesenheits(?:notiz|meldung|nachricht|benachrichtigung|assistent|agent|info)|automatische (?:antwort|rückmeldung|e-?mail|nachricht)|auto-?antwort|nicht im (?:büro|haus)|außer haus"
    r"|respuesta automática|fuera de (?:la )?oficina|resposta automática|risposta automatica|fuori (?:sede|ufficio)|automatisch antwoord|afwezigheids(?:melding|bericht))" + _THEN,
    re.IGNORECASE,
)  # fmt: skip
# These are also what a customer has to tell, who is not at home when the parcel comes.
_PERHAPS = re.compile(
    _TAG + r"(?:(?:i am |i['’]m |currently )?(?:away|on (?:\w{1,20} )?leave|on (?:vacation|holidays?))|(?:annual )?leave|vacations?|holidays?"
    r"|(?:je suis |actuellement )?(?:absences?|absente?|en congés?|congés?|en vacances|vacances|en déplacement)"
    r"|(?:ich bin )?(?:abwesend|abwesenheit|(?:im )?urlaub)|ausen(?:te|cia)|ausência|(?:de )?vacaciones|assen(?:te|za)|(?:in )?ferie|afwezig(?:heid)?)" + _THEN,
    re.IGNORECASE,
)  # fmt: skip
# What whoever is away says of themselves, or their program of itself.
_I = r"(?:i am|i['’]m|i will be|i['’]ll be|i shall be|am)(?: \w{1,12}){0,2}"
_JE = r"je (?:suis|serai)(?: \w{1,16}){0,2}"
_AWAY = re.compile(
    _I + r" (?:out of (?:the |my )?office|away|absent|off work|on (?:\w{1,20} )?(?:leave|holidays?|vacation))"
    r"|(?:^|\n)\s{0,9}(?:(?:hi|hello|dear)\b[^\n]{0,40}\n\s{0,9})?(?:currently )?(?:out of (?:the )?office|on (?:\w{1,20} )?leave|away from (?:the|my) (?:office|desk))"
    r"|(?:in|during) my absence|(?:i am|i['’]m) (?:currently )?(?:not|un) ?(?:available|in the office)|we have received your"
    r"|(?:en|pendant|durant) mon absence|je ne (?:suis|serai) pas (?:disponible|joignable|au bureau|présent)|nous avons (?:bien )?reçu votre|meiner abwesenheit|(?:wir haben|haben wir) ihre [^\n]{1,40} erhalten"
    r"|(?:limited|no|intermittent|without|restricted) access to (?:my )?(?:e-?mails?|messages)|this is an? (?:automatic|automated|auto)|i no longer work|no longer (?:works|employed|with the company|monitored)"
    r"|" + _JE + r" (?:absente?|en (?:congés?|vacances|déplacement|arrêt|formation)|hors (?:du )?bureau|indisponible)"
    r"|(?:^|\n)\s{0,9}(?:actuellement )?absente? (?:du bureau|jusqu|du \d|à partir|pour)|accès (?:\w{1,16} ){0,2}à (?:ma |mes |mon |la )?(?:messagerie|e-?mails?|mails?|courriels?|boîte)"
    r"|(?:ceci|ce message|cet? e-?mail) est un(?:e)? (?:message |réponse |mail |e-?mail )?automatique|je ne (?:travaille|fais) plus|n['’]est plus (?:consultée?|relevée?)"
    r"|(?:ich bin|bin ich|ich werde|befinde mich)(?: [\w.]{1,16}){0,8} (?:nicht im (?:büro|haus|hause|dienst)|außer haus|abwesend|(?:in |im |in den )?\w{0,20}urlaub|nicht erreichbar|auf dienstreise|elternzeit|verreist)"
    r"|(?:^|\n)\s{0,9}(?:derzeit |bis [\w.]{1,12} )?(?:nicht im büro|abwesend|außer haus)|dies(?:e nachricht)? (?:ist|wurde) (?:eine )?automatisch|nicht mehr (?:im unternehmen|für|bei|tätig)|wird nicht (?:weitergeleitet|gelesen)"
    r"|(?:estoy|estaré)(?: \w{1,16}){0,2} (?:ausente|fuera|de vacaciones)|fuera de la oficina|(?:sono|sarò)(?: \w{1,16}){0,2} (?:assente|in ferie|fuori)|(?:estou|estarei)(?: \w{1,16}){0,2} (?:ausente|de férias|fora)|(?:ik ben|ben ik)(?: \w{1,16}){0,6} (?:afwezig|niet op kantoor|met vakantie|op vakantie)",
    re.IGNORECASE,
)  # fmt: skip
# And what they say of mails that come meanwhile.
_MEANWHILE = re.compile(
    r"urgen|dringend|will (?:reply|respond|answer|get back|be answered)|répondrai|reviendrai vers vous|sera (?:traité|lu)|access to (?:my )?e-?mail|accès (?:\w{1,16} ){0,2}à (?:ma|mes|mon|la)\b"
    r"|melde mich|werde ich (?:ihre|mich|sie)|nicht weitergeleitet|wird nicht|responderé|risponderò|responderei|automati",
    re.IGNORECASE,
)  # fmt: skip
_ANSWERS_ITSELF = (
    *("X-Autoreply", "X-Auto-Reply", "X-Autorespond", "X-Autoresponder", "X-Mail-Autoreply"),
    "X-AutoReply-From",
)
_BULK = ("bulk", "junk")  # as a program calls its own mails


def is_automatic(mail: Message, own: str, text: str, *, is_form: bool) -> bool:
    """Did a program send it, by its headers, its own words and its whole text?

    A form's mail is a program's by its headers, and a visitor's by its words (`is_form`).
    """
    if _is_returned(mail) or _is_absence(mail, own[:_BEGINNING]):
        return True
    if is_form or is_to_be_read(mail, own):
        return False
    is_generated = _is_generated(mail) and author(mail) == from_whom(mail)
    is_bulk = _is_bulk(mail) and not (_is_persons(mail) or is_relayed(mail, text))
    if is_generated or is_bulk:
        return not tells_of_harm(mail, own)
    return is_notice(mail, own)


def _is_returned(mail: Message) -> bool:
    """Does it tell that another mail did not arrive, or was read?"""
    name, address = from_whom(mail)
    local = address.partition("@")[0]
    if mail.get_content_type() == "multipart/report" or mail["X-Failed-Recipients"]:
        return True
    if _POSTMEN.fullmatch(local):
        return True
    is_post = _POSTS.fullmatch(local) is not None
    if is_post and _POSTS_NAMES.search(name):
        return True
    is_sent_by_none = header(mail, "Return-Path") == "<>"  # so that nothing comes back to it
    is_told = _RETURNED.match(header(mail, "Subject")) is not None
    return is_told and (is_post or is_sent_by_none)


def _is_absence(mail: Message, own: str) -> bool:
    if any(mail[name] for name in _ANSWERS_ITSELF):
        return True
    if _precedence(mail) == "auto_reply":
        return True
    subject = header(mail, "Subject")
    is_told = _ABSENCE.match(subject) or (_PERHAPS.match(subject) and _MEANWHILE.search(own))
    return bool(is_told and _AWAY.search(own))


def _is_generated(mail: Message) -> bool:
    by = header(mail, "Auto-Submitted").lower()
    # A rule that passes a customer's mail on calls itself generated.
    is_rule = by.startswith("auto-generated") and (
        is_forward_subject(header(mail, "Subject")) or bool(mail["Resent-From"])
    )
    return bool(by) and by != "no" and not is_rule


def _is_bulk(mail: Message) -> bool:
    return _precedence(mail) in _BULK or bool(mail["List-Unsubscribe"])


def _is_persons(mail: Message) -> bool:
    """Is it from where people have their own address, or does it answer a mail?

    Whoever sends in bulk does neither, but for a program that calls itself so.
    """
    if _precedence(mail) in _BULK:
        return False
    is_answer = bool(mail["In-Reply-To"]) and is_answer_subject(header(mail, "Subject"))
    return is_answer or is_anyones(from_whom(mail)[1])


def _precedence(mail: Message) -> str:
    return header(mail, "Precedence").lower()
