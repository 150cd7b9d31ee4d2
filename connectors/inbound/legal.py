"""What a firm's server puts below every mail: who may read it, and that paper is to be saved.

A paragraph is taken for such a one by how it begins and by what it says of its receivers, and never where
somebody speaks of themselves in it: "this message is confidential, your driver hit my son" is theirs.
"""

import re
from collections.abc import Sequence

from connectors.kit.reading.folding import signs

_LONGEST = 4_000  # characters of a paragraph
_SHORT = 3  # lines of one on paper
_MOST = 400  # lines at the end of a mail that are looked at
_THIS = r"(?:e-?mails?|mails?|messages?|courriels?|courriers?(?: électroniques?)?|communications?|transmissions?|correspond[ae]nces?|nachrichten?|mitteilung|messaggio|mensaje|correo)"


def _any_letters(pattern: str) -> re.Pattern[str]:
    """For plain letters: some servers write none with accents."""
    return re.compile(signs(pattern), re.IGNORECASE)


# How a paragraph begins that then says two things: that it is confidential, and for whom.
_OPENS = _any_letters(
    r"[\W_]{0,12}(?:"
    rf"(?:this|the present|ce|cet|cette|le présent|la présente|diese|questo|questa|este|esta) (?:{_THIS})\b"
    rf"|(?:the |all |any )?(?:information|contents?)\b[^\n]{{0,60}}\b(?:this|the) (?:{_THIS})\b"
    rf"|(?:les |toutes les )?informations? (?:contenues?|figurant|transmises?)\b|le contenu d[eu] (?:ce|cet|présent) (?:{_THIS})\b"
    r"|(?:e-?mail |legal )?(?:confidential(?:ity)?|disclaimer|privacy notice|legal notice|(?:avis|note|clause|avertissement) (?:de confidentialité|légale?)|confidentialité|confidentiel|rechtlicher hinweis|vertraulichkeit\w*)\b"
    r")"
)
_SECRET = _any_letters(
    r"confiden[tc]|privileg|privilégi|vertraulich|riservat[eoi]\b|secret professionnel"
)
_FOR_WHOM = _any_letters(
    r"\b(?:(?:ses|son|leurs?|seuls?|du|des|aux?|le|la|les|l['’]unique) (?:seuls? |bons? |véritables? )?destinataires?\b|destinataires? (?:de ce|du présent|désign|prévu|visé|indiqué|concern|nommé|ci-dessus)"
    r"|intended (?:recipient|addressee)|(?:named )?addressees?\b|(?:named|above|sole|only the) recipients?\b|individual\(?s?\)? or (?:entity|organi)|person\(?s?\)? (?:or entit\w{1,4} )?(?:to whom|named)"
    r"|(?:beabsichtigte|vorgesehene|richtige)\w? (?:empfänger|adressat)|(?:den|die|des|der) (?:empfänger|adressat)|destinatari)"
)
_ASTRAY = _any_letters(
    r"(?:reçu|recevez|parvenu|transmis|received|receive|erhalten|ricevuto|recibido)\b[^\n.]{0,60}(?:par|in|per|por) err(?:eur|or\b|ore)|(?:received|receive)\b[^\n.]{0,40}by mistake|(?:irrtümlich|versehentlich) erhalten"
    r"|n['’]êtes pas (?:le |un )?(?:bon |véritable )?destinataire|are not (?:the|an) (?:intended|named)|nicht der (?:richtige|beabsichtigte|vorgesehene)"
)
_BEGINS = _any_letters(
    r"[\W_]{0,12}(?:si vous|if you|sollten|falls|wenn|l['’]intégrité|l['’]internet|internet|les messages|messages|e-?mail|please|any|the|views|opinions|toute)\b|[^\n]{2,100}\bregistered in "
)
# What says it all by itself.
_ALONE = _any_letters(
    rf"[\W_]{{0,12}}(?:"
    rf"(?:si vous|if you|sollten sie|falls sie|wenn sie)\b[^\n.]{{0,40}}(?:(?:ce|cet|cette|this|diese) (?:{_THIS})|destinataire|recipient|addressee|empfänger|adressat)\b[^\n]{{0,200}}\b(?:détrui|supprim|effac|delet|destroy|lösch|vernicht|avert|informer|prévenir|notify|advise|inform|return|sender|expéditeur|absender)[^\n]{{0,1500}}"
    rf"|l['’]intégrité de ce (?:{_THIS})[^\n]{{0,900}}|l['’]internet ne (?:permet|garanti)[^\n]{{0,900}}|internet communications (?:are not|cannot)[^\n]{{0,900}}"
    rf"|(?:les )?messages électroniques (?:étant|sont|peuvent)[^\n]{{0,60}}altér[^\n]{{0,900}}|e-?mail (?:transmissions?|communications?) (?:cannot|are not)[^\n]{{0,900}}"
    r"|(?:please note that )?(?:any |the )?(?:views|opinions)\b[^\n]{0,80}\b(?:expressed|presented|contained|stated)\b[^\n]{0,200}\b(?:author|sender|company|organi[sz]ation)[^\n]{0,600}"
    r"|[^\n]{2,100}\bregistered in (?:england|scotland|wales|ireland)\b[^\n]{0,60}\b(?:no|number|company|reg)\b[^\n]{0,12}\d{5}[^\n]{0,300}"
    rf"|(?:toute|any) (?:utilisation|diffusion|publication|copie|divulgation|modification|unauthori[sz]ed|dissemination|disclosure)\b[^\n]{{0,80}}(?:de ce|du présent|of this|cet|ce) (?:{_THIS})[^\n]{{0,600}}"
    r")")  # fmt: skip
# Nobody's server says "I".
_SOMEBODY = re.compile(
    r"\b(?:[Jj]e|[Mm]on|[Mm]a|[Mm]es|[Mm]oi|I|[Mm]y|[Mm]ine|[Mm]e|[Ii]ch|[Mm]ein\w{0,2}|[Mm]ir|[Mm]ich|[Mm]io|[Mm]ia|[Mm]i)\b(?!\.\w)|\b[JjMm]['’]"
)
_PAPER = _any_letters(
    r"[\W_]{0,12}(?:P )?(?:"
    r"(?:pense[zr]|pensons|songe[zr]|soyons|agissez|agissons)(?: à| pour)? (?:notre |l['’]|la )?(?:environnement|planète|nature)\b[^\n]{0,60}\b(?:imprim|papier)[^\n]{0,120}"
    rf"|avant d['’]imprimer\b[^\n]{{0,40}}\b(?:pense|environnement|planète|nécessaire|demande|réfléchi)[^\n]{{0,80}}"
    rf"|(?:merci de |veuillez |prière de )?(?:ne pas imprimer (?:ce|cet) {_THIS} (?:inutilement|sauf|si|sans)\b[^\n]{{0,60}}|ne pas imprimer inutilement[^\n]{{0,40}})"
    rf"|(?:merci de |veuillez |prière de )?n['’]imprim(?:ez|er|ons) (?:ce|cet|le|les) (?:présent |e-)?{_THIS}[^\n]{{0,30}} (?:que|qu['’]|sauf)[^\n]{{0,80}}"
    r"|(?:afin de|pour|dans un souci de)[^\n]{0,50}\b(?:environnement|planète|écologi)[^\n]{0,60}\bimprim[^\n]{0,120}"
    r"|(?:préserv|protég|respect)(?:ez|ons) (?:l['’]environnement|la planète|les arbres)\b[^\n]{0,60}\bimprim[^\n]{0,120}"
    r"|(?:adoptez|ayez) l['’]éco[- ]?(?:attitude|geste|réflexe)[^\n]{0,60}\bimprim[^\n]{0,120}"
    rf"|(?:devez|avez)-vous (?:vraiment |réellement )?(?:besoin )?d?['’]?(?:imprimer) (?:ce|cet) {_THIS}[^\n]{{0,30}}"
    r"|(?:please |kindly )?(?:think|consider|save|help|protect|be kind to|respect|go green)\b[^\n]{0,40}\b(?:environment|planet|paper|trees?|green)\b[^\n]{0,60}\bprint[^\n]{0,120}"
    rf"|(?:please )?(?:do not|don['’]t|only) print (?:this|the) {_THIS}[^\n]{{0,100}}"
    r"|before (?:you )?print(?:ing)?\b[^\n]{0,40}\b(?:think|consider|environment)[^\n]{0,100}"
    r"|(?:bitte )?(?:denken|prüfen|schonen|schützen) sie\b[^\n]{0,60}\b(?:umwelt|papier)?[^\n]{0,60}(?:druck|papier)[^\n]{0,100}"
    r"|(?:prima di|antes de) (?:stampare|imprimir)\b[^\n]{0,100}"
    r")")  # fmt: skip
_ON_PAPER = re.compile(r"imprim|print|druck|papier|stamp", re.IGNORECASE)
_RULE = re.compile(r"[\s_*=#~.–—-]{5,300}")


def without_legal(lines: Sequence[str]) -> list[str]:
    """The lines of a mail without such paragraphs, and the rules that hold them apart."""
    kept = list(lines)
    number = max(0, len(kept) - _MOST)
    while number < len(kept):
        if many := _on_paper(kept, number) or _legal(kept, number):
            del kept[number : number + many]
            while number and _is_rule(kept[number - 1]):
                number -= 1
                del kept[number]
            while number < len(kept) and _is_rule(kept[number]):
                del kept[number]
        else:
            number += 1
    return kept


def _is_rule(line: str) -> bool:
    return bool(line.strip()) and _RULE.fullmatch(line) is not None


def _legal(lines: Sequence[str], at: int) -> int:
    """How many lines from here on are one paragraph on who may read it; zero: none is."""
    first = signs(lines[at][:300]).strip()
    begins = _OPENS.match(first) is not None
    if not (begins or _BEGINS.match(first)):
        return 0
    many = _many(lines, at)
    told = signs(" ".join(" ".join(line.split()) for line in lines[at : at + many])[: _LONGEST + 1])
    if len(told) > _LONGEST or _SOMEBODY.search(told):
        return 0
    is_secret = begins and _SECRET.search(told) is not None
    is_one = is_secret and bool(_FOR_WHOM.search(told) or _ASTRAY.search(told))
    return many if is_one or _ALONE.fullmatch(told) else 0


def _on_paper(lines: Sequence[str], at: int) -> int:
    """How many lines from here on say not to print it."""
    told = ""
    for many, line in enumerate(lines[at : at + min(_SHORT, _many(lines, at))], 1):
        told = f"{told} {' '.join(signs(line[:300]).split())}".strip()
        if _ON_PAPER.search(told) and _PAPER.fullmatch(told) and not _SOMEBODY.search(told):
            return many
    return 0


def _many(lines: Sequence[str], at: int) -> int:
    """The lines down to the next blank one."""
    below = at
    while below < len(lines) and lines[below].strip():
        below += 1
    return below - at
