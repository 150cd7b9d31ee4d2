"""What programs and servers write into a mail that nobody said: where it was sent from, warnings,
a virus scanner's word, a group's footer.
"""

import re
from collections.abc import Sequence

_DEVICE = (
    r"(?:[\w-]{1,20} ){0,3}(?:iphone|ipad|galaxy|samsung|smartphone|t[ée]l[ée]phone|phone|mobile|portable|appareil"
    r"|device|android|huawei|xiaomi|pixel|oppo|tablette|tablet|mac|handy|mobiltelefon|mobilgerät|ger[äa]t|m[óo]vil|tel[ée]fono|celular(?:e)?|dispositivo|telefoon|apparaat)"
)
_PROGRAM = (
    r"(?:outlook|yahoo|proton|gmail|gmx|web\.de|t-online|freenet|thunderbird|bluemail|fairemail|tutanota|libero mail"
    r"|sfr mail|laposte\.net|(?:e-?mail|mail|courrier) (?:for|pour|für|para|per|voor|orange)|mail orange)\b"
)
_BRAND = r"(?:iphone|ipad|(?:samsung )?galaxy|samsung|android|huawei|xiaomi|pixel)\b"
_SENT_WITH = re.compile(
    rf"(?:Envoyé|Provenance :?) (?:de|depuis|à partir de|avec|via) (?:mon|ma|un|une) {_DEVICE}[^\n.!?]{{0,40}}\.?"
    rf"|Envoyé (?:de |depuis |à partir de |à partir d['’]|d['’]|avec |via )(?:l['’]application |la messagerie (?:sécurisée )?|le webmail )?{_PROGRAM}[^\n.!?]{{0,60}}\.?"
    r"|Envoyé (?:depuis|avec|via) (?:l['’]application|la messagerie) [^\n.!?]{1,60}\.?"
    r"|(?:Sent|Envoyé) (?:from|via|with|depuis|avec) (?:the )?(?:Spark|Canary|Edison|Superhuman|Mailspring|Airmail|Aqua|K-9|AOL|Zoho|iCloud|Yandex|Mailbird|eM Client|Shortwave|Spike|Missive|Front|Newton|Nine|HEY|FairEmail|Thunderbird|Windows)(?: Mail)?(?: app(?:lication)?)?(?: (?:for|pour) (?:iOS|Android|Windows|Mac))?\.?"
    r"|Provenance : (?:courrier|outlook|mail)[^\n.!?]{0,60}"
    rf"|Sent (?:from|via|with) (?:my |the |a )?(?:{_DEVICE}|{_PROGRAM})[^\n.!?]{{0,60}}\.?"
    r"|(?:Obtenir|Obtenez|Télécharger|Téléchargez|Get|Download|Holen Sie sich|Obtener|Obtén|Descargar|Scarica|Ottieni) (?:Outlook|BlueMail|Spark|Yahoo Mail|Proton Mail) (?:pour|for|für|para|per) (?:ios|android|mac|windows|mobile)\b ?(?:[<(\[][^\n>)\]]{0,200}[>)\]])?"
    r"|(?:Laden Sie )?Outlook für (?:ios|android|mac|windows) ?(?:[<(\[][^\n>)\]]{0,200}[>)\]])? ?herunter(?:laden)?\.?"
    rf"|Von (?:meinem|meiner) {_DEVICE}[^\n.!?]{{0,40}} gesendet\.?|Von (?:Samsung|Huawei|Yahoo)[^\n.!?]{{0,40}} gesendet\.?"
    rf"|Diese (?:Nachricht|E-?Mail|Mail) (?:wurde|ist) (?:von|mit|über) (?:(?:meinem|einem) {_DEVICE}|(?:der |dem )?(?:{_BRAND}|{_PROGRAM}))[^\n!?]{{0,60}}(?:gesendet|verschickt)\.?"
    rf"|Gesendet (?:von|mit|über|aus) (?:(?:meinem|einem) {_DEVICE}|(?:der |dem )?(?:{_BRAND}|{_PROGRAM}))[^\n.!?]{{0,60}}\.?"
    rf"|Enviad[oa] (?:desde|con|do|de|pelo) (?:(?:mi|meu) {_DEVICE}|(?:el |la |o )?(?:{_BRAND}|{_PROGRAM}))[^\n.!?]{{0,60}}\.?|Inviato (?:dal?|con) (?:mio {_DEVICE}|{_BRAND}|{_PROGRAM})[^\n.!?]{{0,60}}\.?"
    rf"|(?:Sendt fra|Skickat från|Lähetetty) (?:(?:min|mitt) )?(?:{_DEVICE}|{_BRAND}\w{{0,6}}|{_PROGRAM})[^\n.!?]{{0,60}}\.?|(?:Wysłane|Wysłano) z (?:mojego )?{_BRAND}[^\n.!?]{{0,40}}\.?"
    rf"|Odesláno z (?:mého )?iphonu[^\n.!?]{{0,40}}|Trimis de pe {_BRAND}[^\n.!?]{{0,40}}|{_BRAND}[^\n.!?]{{0,20}} gönderildi\.?|iphoneから送信|Отправлено с {_BRAND}"
    rf"|(?:Verzonden|Verstuurd) (?:vanaf|met|van) (?:mijn {_DEVICE}|{_BRAND}|{_PROGRAM})[^\n.!?]{{0,60}}\.?",
    re.IGNORECASE,
)
# What stands behind, or on the line below.
_BRIEF = r"(?:brevity|typos?|terseness|brièveté|concision|fautes de frappe|fautes)"
_EXCUSED = re.compile(
    rf"(?:(?:Please |Kindly |Pls )?(?:excuse|pardon|forgive) (?:my |the |any )?|(?:Veuillez |Merci d['’])?(?:excuser|excusez|pardonnez) (?:ma |mes |la |les )?){_BRIEF}"
    rf"(?: (?:and|or|et|ou|&) (?:any |my |les |mes |la |ma )?{_BRIEF})?[.!]?"
    r"|Yahoo Mail ?[:–-] ?Search, Organi[sz]e, Conquer",
    re.IGNORECASE,
)
_APP = re.compile(
    r"(?:Obtenez|Téléchargez|Get|Download) (?:l['’]application|the app)\b[^\n.!?]{0,40}\.?",
    re.IGNORECASE,
)
_NEXT = re.compile(r"(?<=[.!])\s{1,3}|,\s")
# Outlook's over a stranger's mail, an organisation's over what comes from outside.
_WARNING = re.compile(
    r"(?:You don['’]t often get email from|Some people who received this message don['’]t often get email from"
    r"|Vous n['’](?:obtenez|recevez) pas souvent d['’]e-?mails? (?:à partir )?de|Sie erhalten nicht (?:oft|häufig) (?:eine )?E-?Mails? von"
    r"|No suele recibir correos? electrónicos? de|Non si ricevono spesso messaggi di posta elettronica da) [^\n]{1,300}"
    r"|\W{0,5}(?:CAUTION|EXTERNAL|WARNING|ATTENTION|ACHTUNG|VORSICHT|PRUDENCE)\b[^\n]{0,40}(?:e-?mail|message|courriel|nachricht|sender|expéditeur|absender)\b[^\n]{0,60}"
    r"\b(?:from (?:an )?(?:outside|external)|external|de l['’]extérieur|expéditeur externe|externe|von (?:außerhalb|extern)|externen)\b[^\n]{0,100}(?:click|open|cliqu|ouvr|klick|öffnen)[^\n]{0,200}",
    re.IGNORECASE,
)
_SCANNED = re.compile(
    r"(?:Virus-?free|Garanti sans virus|Sans virus|Virenfrei|Libre de virus|Senza virus)\b\.? ?(?:[<(\[]?(?:https?://|www\.)[^\n]{0,200})?"
    r"|(?:This e-?mail has been (?:checked|scanned) for viruses|L['’]absence de virus dans ce courrier|Cet e-?mail a été vérifié par le logiciel"
    r"|Diese E-?Mail wurde von [^\n]{1,40} auf Viren)[^\n]{0,200}",
    re.IGNORECASE,
)
_GROUPS = re.compile(
    r"(?:You['’]re receiving this message because you['’]re a member of the|Vous recevez ce message,? (?:car|parce que) vous êtes membre du groupe"
    r"|Sie erhalten diese Nachricht,? (?:da|weil) Sie Mitglied der Gruppe) [^\n]{1,400}"
    r"|(?:View group files|Afficher les fichiers du groupe|Gruppendateien anzeigen)\b[^\n]{0,300}",
    re.IGNORECASE,
)
_FOOTER = re.compile(
    r"(?:You received this message because you are subscribed to|Vous (?:avez reçu|recevez) (?:ce|cet) (?:message|e-?mail),? (?:car|parce que) vous êtes abonné"
    r"|Sie (?:erhalten|haben) diese Nachricht(?: erhalten)?,? (?:da|weil) Sie [^\n]{0,60}(?:abonniert|Google Groups))[^\n]{0,300}"
    r"|[^\n]{1,80} mailing list(?: -- |\n)[^\s@]{1,100}@[^\s@]{1,200}|To unsubscribe from this group and stop receiving e-?mails[^\n]{0,300}"
    r"|Groups\.io Links: [^\n]{0,100}",
    re.IGNORECASE,
)
_LINK = re.compile(r" ?<https?://[^\s<>]{1,300}>")
_RULE = re.compile(r"\s{0,20}(?:[_=-]{5,200}|-- ?)\s{0,20}")


_WHOLE = (_SENT_WITH, _EXCUSED, _WARNING, _SCANNED, _GROUPS)


def is_nobodys(line: str) -> bool:
    """Is this whole line a program's or a server's?"""
    told = _LINK.sub("", line.replace("\xa0", " ")).strip(" \t*")
    if any(one.fullmatch(told) for one in _WHOLE):
        return True
    first, *more = _NEXT.split(told, maxsplit=1)
    return bool(more) and bool(
        _SENT_WITH.fullmatch(first) and (_EXCUSED.fullmatch(more[0]) or _APP.fullmatch(more[0]))
    )


def begins_footer(lines: Sequence[str], at: int) -> bool:
    """Does what a list puts below each of its mails begin here: a rule, and what list it is?"""
    if not _RULE.fullmatch(lines[at]):
        return False
    below = [line.strip() for line in lines[at + 1 : at + 5] if line.strip()][:2]
    return any(_FOOTER.fullmatch("\n".join(below[:many])[:500]) for many in (1, 2))
