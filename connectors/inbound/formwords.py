"""What web forms write around a visitor's words: the labels of their fields, and their own sentences."""

import re
import tomllib
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from connectors.inbound.columns import is_places
from connectors.inbound.formtails import TAIL, THERE
from connectors.kit.reading.folding import fold

_LONGEST = 300  # characters of a form's own line
_LONGEST_LABEL = 60
_LOOKED_AT = 40  # lines
_LABEL_WORDS = 4
_FIELDS = 3  # on one line, from which it holds several
_SIGNS = re.compile(r"[\W_]+")
_WHOSE = re.compile(
    r"(?:(?:write|type|leave(?: us)?|add|scrivi|inserisci|ecrivez|ecrire|laissez(?: nous)?|saisissez|escrib[ea]|schreib(?:en sie|e)|schrijf) (?:an?|une?|una|eine|een) (?=\w))?"
    r"(?:(?:please )?(?:(?:what ?i?s|quel(?:le)?s? (?:est|sont)|wie (?:ist|lautet)|cual es|qual e|wat is) )?(?:(?:(?:enter|type|write|leave(?: us)?|add|scrivi|inserisci|ecrivez|ecrire|laissez(?: nous)?|saisissez|escrib[ea]|schreib(?:en sie|e)|schrijf) )?(?:your|votre|vos|ihre?|deine?|su|tus?|il tuo|la tua|il suo|la sua|uw|je|jouw|o seu|a sua)|the|le|la|l|der|die|das) (?=\w))?"
)
# "Name:", "*E-mail* *:", "Message (required) :"; and those that stand alone: "--- Name ---".
_LABEL = re.compile(
    r"[*•·>|-]{0,4} ?(?:\d{1,2}[.)] ?)?[*_\[]{0,3}([^\W_][^\n:：*\[\]]{0,60}?)[*_\]]{0,3} ?(?:\*|\([^()\n]{1,30}\))? ?[:：][*_]{0,2} ?(.*)"
)
_ALONE = re.compile(
    r"(?:-{2,5} |[*•·] |\d{1,2}[.)] ?)?\*{0,2}([^\W_][^\n:：*]{0,60}?)\*{0,2} ?\*?(?: -{2,5})?"
)
_FORM = r"(?:(?:contact|web|online|website|kontakt|anfrage|webformular)[- ]?)?(?:form|formular|formulaire|formulier|formulario|modulo)\b"
_SITE = r"(?:website|web ?site|site|shop|store|boutique|webseite|homepage|webshop|onlineshop|tienda|negozio|sito|winkel|page)\b"
# Whole lines of a form, above or below what was filled in.
_SENTENCE = re.compile(
    r"(?:this|an?) (?:e-?mail|message|enquiry|inquiry) (?:was|has been|is) (?:sent|submitted|generated)[^\n]{0,60}\b(?:form|" + _SITE + r")[^\n]{0,200}"
    r"|sent (?:via|from|through|by) (?:the |your |a )?(?:form submission|" + _FORM + r"|" + _SITE + r")[^\n]{0,200}"
    r"|(?:hi|hey|hello)(?: there)?,? ?(?:\w{1,20})?,?|you(?:['’]ve| have)? (?:just )?(?:got|received|have|get) (?:a |an )?(?:new )?(?:form )?(?:message|submission|response|enquiry|inquiry|contact|lead)\b[^\n]{0,150}"
    r"|(?:new|a new)(?: form| contact| customer| website)?(?: form)? (?:submission|response|message|entry|enquiry|inquiry)\b[^\n]{0,150}"
    r"|[^\n]{1,60} (?:just |has )?(?:just )?(?:submitted|filled (?:in|out)|completed) (?:a response to )?(?:your|the|a) [^\n]{0,40}form\b[^\n]{0,150}|here['’]s what they had to say:?"
    r"|your (?:type)?form\b[^\n]{0,80} (?:has|received|got) (?:a |\d{1,4} )?new (?:response|submission|entr)[^\n]{0,60}"
    r"|(?:does this submission look like|if you think this submission is|mark as|report (?:it |this )?(?:as )?|report not) ?spam\b[^\n]{0,100}|report (?:it|spam)(?: here)?\.?"
    rf"|(?:view|see|open|manage|download) (?:this |the |your |all )?(?:submissions?|responses?|entry|entries|form|leads?|message){THERE}|log in to view [^\n]{{0,150}}"
    r"|(?:powered|made|created|built) (?:by|with|using) (?-i:[A-Z])[^\n]{0,80}|(?:now )?(?:you can )?(?:now )?create your own jotform[^\n]{0,80}"
    r"|you can (?:edit|view|see|manage) [^\n]{0,40}\b(?:submissions?|responses?|form)\b[^\n]{0,100}|edit (?:this |the )?submission[^\n]{0,60}"
    r"|to (?:edit|change|manage) your (?:e-?mail|notification)[^\n]{0,150}|(?:you can )?(?:reply|respond) (?:directly )?to this (?:e-?mail|message)\b[^\n]{0,40}\b(?:(?:to|and) (?:respond|reply|answer|contact|reach)|directly)\b[^\n]{0,100}|(?:you can )?(?:reply|respond) directly to this (?:e-?mail|message)\.?|manage (?:e-?mail )?notifications[^\n]{0,100}"
    r"|(?:sent from|envoyé depuis|gesendet von|enviado desde|inviato da|verzonden vanaf) (?:https?://[^\n]{1,150}|(?-i:[A-ZÀ-Þ0-9«])[^\n,;!?]{0,80})"
    r"|(?:best |kind |warm )?regards,?|(?:bien )?cordialement,?|(?:mit )?(?:freundlichen|besten|viele|herzliche) grüßen?,?|saludos(?: cordiales)?,?|cordiali saluti,?|(?:met )?vriendelijke groet(?:en)?,?"
    r"|(?:your|votre|ihre?|dein|su|tu|il tuo|uw) (?:[\w-]{1,20}[- ])?(?:" + _SITE[:-2] + r"|team|équipe)|(?:the|das|dein|ihr) [\w. -]{1,40}[- ]team|l['’]équipe [^\n]{1,40}"
    r"|(?:i (?:agree|accept|consent)|j['’]accepte|j['’]ai lu|en soumettant|ich (?:stimme|akzeptiere|habe die|bin (?:damit )?einverstanden)|(?:he leído y )?acepto|accetto|ho letto|ik ga akkoord)\b[^\n]{0,120}"
    r"\b(?:politique|confidentialité|données|conditions|rgpd|recontacté\w?|formulaire|newsletter|privacy|terms|policy|data|gdpr|contact(?:ed|ing)?|stored?|datenschutz\w{0,12}|daten|agb|einverstanden|privacidad|datos|condiciones|informativa|trattamento|dati|privacyverklaring|voorwaarden|gegevens)\b[^\n]{0,120}"
    r"|submitted (?:on|at|by|via|from)\b[^\n]{0,150}|submitted values are:?|message details:?|submitted content:?|unsubscribe(?: from[^\n]{0,100})?|(?:click )?here\.?"
    r"|(?:cet? |ce )(?:e-?mail|message|courriel|mail) (?:a été|est|vous a été) (?:envoyé|transmis|généré|soumis)[^\n]{0,60}\b(?:formulaire|" + _SITE + r")[^\n]{0,200}"
    r"|(?:message |e-?mail )?(?:envoyé|transmis|soumis) (?:via|depuis|par|à partir d[eu]|avec) (?:le |un |votre |l['’])?(?:formulaire|" + _SITE + r")[^\n,;!?]{0,80}(?:https?://[^\n]{0,160})?"
    r"|(?:vous avez|tu as) (?:reçu|un) (?:un )?(?:nouveau |nouvelle )?(?:message|demande|soumission|réponse|contact)\b[^\n]{0,150}"
    r"|(?:un |une )?(?:nouveau|nouvelle) (?:message|demande|soumission|réponse|contact|entrée)\b[^\n]{0,150}|[^\n]{1,60} (?:a rempli|vient de remplir|a soumis) (?:votre |le |un )formulaire[^\n]{0,100}"
    r"|(?:propulsé|créé|réalisé|fourni) (?:par|avec) ?:? (?-i:[A-ZÀ-Þ])[^\n,;!?]{0,50}|(?:voir|afficher|gérer) (?:la |le |les |cette |vos )?(?:soumissions?|réponses?|entrées?|messages?)" + THERE + r"|message d['’]un client\b[^\n]{0,60}|votre formulaire\b[^\n]{0,80} a reçu [^\n]{0,80}|(?:signaler|marquer) comme (?:spam|indésirable)[^\n]{0,60}"
    r"|(?:vous pouvez )?répond(?:ez|re) (?:directement )?à (?:cet e-?mail|ce message)\b[^\n]{0,40}\b(?:pour|afin de) (?:répondre|contacter|joindre|lui)\b[^\n]{0,100}|(?:vous pouvez répondre directement|répondez directement) à (?:cet e-?mail|ce message)\.?"
    r"|diese (?:e-?mail|nachricht|anfrage|mail) (?:wurde|ist|kommt)[^\n]{0,80}(?:formular|" + _SITE + r")[^\n]{0,200}"
    r"|(?:gesendet|verschickt|übermittelt) (?:über|von|mit|via) (?:das |dem |der |die |ihrem |ihr )?(?:\w{0,20}formular|" + _SITE + r")[^\n]{0,200}"
    r"|(?:sie haben|du hast|es gibt) (?:eine )?(?:neue )?(?:nachricht|anfrage|einsendung|antwort)\b[^\n]{0,150}|neue (?:nachricht|anfrage|einsendung|kontaktanfrage|formularnachricht)\b[^\n]{0,150}|(?:bereitgestellt|erstellt) (?:von|mit) [^\n]{1,60}"
    r"|[^\n]{1,60} hat (?:gerade |soeben )?(?:ihr|dein|das|ein)\w{0,3} [^\n]{0,40}formular\b[^\n]{0,80}(?:ausgefüllt|eingereicht|abgeschickt|gesendet)\.?|(?:einsendung|anfrage|nachricht|eintrag) (?:ansehen|anzeigen)|als spam (?:melden|markieren)"
    r"|(?:ver|gestionar) (?:el |la |los |las )?(?:envíos?|respuestas?|mensajes?)\b[^\n]{0,80}|(?:visualizza|vedi) (?:l['’]|la |il |le |i )?(?:invio|risposte?|messaggi?o?)\b[^\n]{0,80}|(?:inzending|reactie|bericht) bekijken"
    r"|(?:este|esta) (?:mensaje|correo|e-?mail|consulta)[^\n]{0,60}(?:formulario|" + _SITE + r")[^\n]{0,200}|(?:enviado|mandado) (?:desde|a través de|mediante|por) (?:el |la |un |una |su )?(?:formulario|" + _SITE + r")[^\n]{0,200}"
    r"|(?:has|ha) recibido (?:un |una )?(?:nuevo |nueva )?(?:mensaje|consulta|respuesta|envío)\b[^\n]{0,150}|nuev[oa] (?:mensaje|consulta|respuesta|envío)\b[^\n]{0,150}"
    r"|(?:questa|questo) (?:e-?mail|messaggio|mail)[^\n]{0,60}(?:modulo|form|" + _SITE + r")[^\n]{0,200}|inviat[oa] (?:dal?|tramite|attraverso|con) (?:il |un |la )?(?:modulo|form|" + _SITE + r")[^\n]{0,200}"
    r"|hai ricevuto (?:un |una )?(?:nuov[oa] )?(?:messaggio|richiesta|risposta)\b[^\n]{0,150}|nuov[oa] (?:messaggio|richiesta|risposta|invio)\b[^\n]{0,150}"
    r"|(?:dit|deze) (?:is een )?(?:e-?mail|bericht|mail)[^\n]{0,60}(?:formulier|" + _SITE + r")[^\n]{0,200}|(?:verzonden|verstuurd) (?:via|vanaf|met|door) (?:het |een |de |uw )?(?:\w{0,20}formulier|" + _SITE + r")[^\n]{0,200}"
    r"|(?:je|u) (?:hebt|heeft) een (?:nieuw )?(?:bericht|reactie|inzending|aanvraag)\b[^\n]{0,150}|(?:een )?nieuwe? (?:bericht|reactie|inzending|aanvraag|contactaanvraag)\b[^\n]{0,150}",
    re.IGNORECASE,
)  # fmt: skip
# No form's program says "I", but for what a visitor agrees to.
_SOMEBODY = re.compile(
    r"(?:(?<!['’\w])(?-i:I)(?!['’]?\w)|(?-i:I)['’](?:m|ve|d|ll)\b|\b(?:je|mon|ma|mes|moi|my|me|ich|mein\w{0,2}|mio|mia)\b|\b[jm]['’])",
    re.IGNORECASE,
)
_AGREES = re.compile(
    r"(?:i (?:agree|accept|consent)|j['’](?:accepte|ai lu)|ich|mi\b|he leído|acepto|accetto|ho letto)",
    re.IGNORECASE,
)
_TELLS = re.compile(
    r"\b(?:form|submi|formul|modulo|spam|store['’]s|customer)|client\b", re.IGNORECASE
)
# A subject that a form gives its mails.
_SUBJECT = re.compile(
    r"(?:\b|contact|kontakt|web)(?:form(?:s|ul\w{2,8})?|typeform|jotform)\b|submission|\bnew (?:customer )?(?:message|response|entry|enquiry|inquiry|contact|lead)|nouve(?:au|lle) (?:message|demande|contact|réponse|entrée|saisie)|soumission"
    r"|neue[rs]? (?:nachricht|anfrage|kontakt|einsendung|eintrag)|kontaktanfrage|webanfrage|nuev[oa] (?:mensaje|consulta|envío|respuesta)|nuov[oa] (?:messaggio|richiesta|invio)|nieuwe? (?:bericht|aanvraag|inzending)"
    r"|\b(?:message|enquiry|inquiry|contact|nachricht|anfrage|demande|mensaje|messaggio|bericht)\b[^\n]{0,20}\b(?:from|via|de(?:puis)?|du|von|über|desde|dal?|van)\b|modulo di contatto"
    r"|^(?:\[[^\]\n]{1,60}\]\s{0,2})?\W{0,3}(?:contact|kontakt|contacto|contatto)\b",
    re.IGNORECASE,
)  # fmt: skip


@lru_cache(maxsize=1)
def _roles() -> dict[str, str]:
    told = tomllib.loads(Path(__file__).with_name("forms.toml").read_text("utf-8"))
    return {label: role for role, labels in told.items() for label in labels}


def role_of(label: str) -> str | None:
    """What a field under this label holds."""
    if len(label) > _LONGEST_LABEL:
        return None
    key = _SIGNS.sub(" ", fold(label)).strip()
    known = _roles().get(key) or _roles().get(_WHOSE.sub("", key, count=1))
    return known or ("place" if is_places(label) else None)


def labelled(line: str) -> tuple[str, str] | None:
    """Label and value of a line that has both; the value may stand below."""
    told = _LABEL.fullmatch(line)
    return (told[1].strip(), told[2].strip()) if told else None


def apart(line: str) -> list[str]:
    """The line, or its fields where a program put several on it, down to the message."""
    cuts, told = [0], line[:_LONGEST]
    for colon in re.finditer(r" ?[:：](?= |$)", told):
        words = list(re.finditer(r"[^\s:：]+", told[cuts[-1] : colon.start()]))[-_LABEL_WORDS:]
        for word in words:
            begins = cuts[-1] + word.start()
            if role := role_of(told[begins : colon.start()]):
                cuts.append(begins)
                break
        else:
            continue
        if role == "message":
            cuts.append(len(line))
            break
    fields = [line[one:other].strip() for one, other in pairwise(cuts)]
    return fields[1:] if len(fields) > _FIELDS and not fields[0] else [line]


def role_alone(line: str) -> str | None:
    """What stands below a line that is a label and no more."""
    told = _ALONE.fullmatch(line) if len(line) <= _LONGEST_LABEL + 20 else None
    return role_of(told[1]) if told else None


def is_sentence(line: str) -> bool:
    """Is this whole line a form's own?"""
    return len(line) <= 2 * _LONGEST and _is_sentence(line)


@lru_cache(maxsize=1_024)  # of a mail each line is asked for several times
def _is_sentence(line: str) -> bool:
    bare = " ".join(line.replace("\xa0", " ").split())
    if len(bare) > _LONGEST:
        return False
    bare = bare.strip("*- _")
    if not (_SENTENCE.fullmatch(bare) or TAIL.fullmatch(bare)):
        return False
    return _SOMEBODY.search(bare) is None or _AGREES.match(bare) is not None


def tells_of_form(line: str) -> bool:
    """Is it one that no person's mail has?"""
    return is_sentence(line) and _TELLS.search(line) is not None


def has_sentence(text: str) -> bool:
    """Does a form's own sentence stand above or below what a mail says?"""
    lines = text.split("\n")
    return any(map(tells_of_form, (*lines[:_LOOKED_AT], *lines[-_LOOKED_AT:])))


def is_forms_subject(subject: str) -> bool:
    """Is it the form's title, not the visitor's?"""
    return _SUBJECT.search(subject) is not None or is_sentence(subject)
