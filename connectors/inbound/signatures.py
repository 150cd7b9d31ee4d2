"""A signature that no program marks: a closing or the writer's name, and below it how to reach them.

What is cut stands between those and a telephone, an address or a link. Whatever follows, such as a
postscript, stays, and so does a line that says anything: a tail costs less than a customer's words.
"""

import re
from collections.abc import Sequence

from connectors.kit.reading.folding import name_key, signs

_LAST = 40  # lines in which one is looked for
_TALLEST = 12
_TITLES = 5  # lines with a name, a title or a firm
_LONGEST = 160  # characters of a line
_WORDS = 8  # of a title
_CLOSING = (
    r"(?:(?:bien|très|trés|tres) )?(?:cordialement|sincèrement|respectueusement|amicalement)(?: (?:vôtre|votre|à vous))?|cdlt|cdt|bien à (?:vous|toi)|b(?:à|a)v"
    r"|(?:(?:mes|nos|avec mes|sincères|meilleures|respectueuses|cordiales) ){0,3}salutations(?: (?:distinguées|cordiales|sincères|respectueuses|les meilleures)){0,2}"
    r"|(?:(?:très )?bonne|belle) (?:journée|soirée|fin de journée|semaine)|merci(?: (?:d['’]avance|par avance|beaucoup|bien|à vous))?|en vous remerciant(?: (?:d['’]avance|par avance))?"
    r"|(?:(?:with )?(?:best|kind|kindest|warm|warmest) )?(?:regards|wishes)|best|(?:yours )?(?:sincerely|faithfully|truly)(?: yours)?|yours|(?:many )?thanks(?: (?:again|in advance|a lot|very much|so much))?"
    r"|thank you(?: (?:again|in advance|very much|so much))?|cheers|respectfully|cordially|all the best"
    r"|(?:mit )?(?:freundliche[nm]?|beste[nm]?|viele[nm]?|liebe[nm]?|herzliche[nm]?|schöne[nm]?) gr(?:ü|ue)(?:ß|ss)e?n?|mfg|hochachtungsvoll"
    r"|(?:cordiali|distinti) saluti|saluti|(?:un )?(?:cordial )?saludos?(?: cordiales)?|atentamente|met vriendelijke groet(?:en)?|groet(?:en|jes)?"
)  # fmt: skip
_CLOSES = re.compile(
    rf"[\s*_]{{0,4}}(?:{signs(_CLOSING)})[\s*_]{{0,4}}[,.;!]{{0,2}}[\s*_]{{0,4}}", re.IGNORECASE
)
_CLOSES_WITH = re.compile(
    rf"((?:{signs(_CLOSING)}) ?[,.;:-]? )(?=\S)(.{{3,{_LONGEST}}})", re.IGNORECASE
)
_LABEL = (
    r"(?:(?:t[ée]l(?:[ée]phone)?s?|phone|mob(?:ile)?|portable|port|gsm|cell|fax|direct(?: line)?|ligne directe|standard|accueil|bureau|office|handy|telefon|mobil"
    r"|[mtpfdweb]|e-?mail|mail|courriel|web|site|site web|website|adresse|address|linkedin|facebook|instagram|twitter|x|skype|whatsapp)(?: (?:pro|perso|direct|fixe|mobile|portable|bureau))?\b[\s.:°)]{0,4}|[☎📞📱✆✉🌐📧🏠]\ufe0f?\s?)"
)  # fmt: skip
_PHONE = r"(?:\+|00|0|\()\s?[\d(][\d\s().\-/\u00a0]{6,22}\d(?: ?(?:ext\.?|poste|x) ?\d{1,5})?"
_ADDRESS = (
    r"<?(?:mailto:)?[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}>?(?: ?<mailto:[^\s<>]{1,200}>)?"
)
_LINK = r"[<(\[]?(?:https?://|www\.)[^\s<>]{3,300}[>)\]]?|(?:[a-z0-9-]{2,63}\.){1,3}(?:com|fr|org|net|eu|be|ch|de|uk|io|co|example|ca|it|es|nl|lu)(?:/\S{0,80})?(?: ?<https?://[^\s<>]{1,300}>)?"
_REACHED = re.compile(rf"(?:{_LABEL}){{0,2}}(?:{_PHONE}|{_ADDRESS}|{_LINK})", re.IGNORECASE)
# Of a line without its accents, which few write in capitals.
_STREET = re.compile(
    r"(?:(?i:\d{1,4}(?: ?(?:bis|ter|[a-d]))?,? (?:rue|avenue|av\.?|boulevard|bd\.?|bld|place|pl\.?|chemin|ch\.?|impasse|allees?|route|rte|quai|cours|square|passage|esplanade|faubourg|fg|zone|za|zi|zac|lieu-dit)\b[^\n!?]{0,70})"
    r"|(?i:(?:za|zi|zac|zone|parc d'activites?|bp|cs|cedex|immeuble|batiment|bat\.?)\s[^\n!?]{1,70}|\d{1,4}[a-d]?,? (?:[\w'.-]{1,20} ){1,4}(?:street|st\.?|road|rd\.?|lane|avenue|ave\.?|drive|close|square|way|terrace|gardens|hill|court|quay|row|strasse|platz)\b[^\n!?]{0,70})"
    r"|(?:[\w'. -]{2,40}[,-] ?)?(?:[A-Z]{1,2}-?)?\d{5} [A-Z][^\n.!?]{1,40}|[\w'. ,-]{0,60}\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2})"
)  # fmt: skip
_FIRM = re.compile(
    r"[^\n]{0,80}\b(?:au capital (?:social )?de|R\.?C\.?S\.?|SIREN|SIRET|T\.?V\.?A\.?(?: intra\w{0,15})?|VAT (?:no|number|reg)|company (?:no|number)|registered (?:in|office|company)|Handelsregister|Amtsgericht|USt-?Id)\b[^\n]{0,120}"
)
_PICTURE = re.compile(
    r"(?:\[(?:cid|image|logo)[^\[\]\n]{0,120}\]|<[\w.-]{1,60}\.(?:png|jpe?g|gif)>|[\s_*=|~–—-]{1,80})",
    re.IGNORECASE,
)
_APART = re.compile(r"\s?[|•·;]\s?|\s[-–—/]\s|\s{2,}|,\s")
_PRONOUNS = re.compile(r"\s?\((?:she|he|they|elle|il|iel|sie|er)\b[^()]{0,20}\)", re.IGNORECASE)
# What a title never says.
_SAYS = re.compile(
    signs(
        r"(?:^|\b)(?:je|j|tu|il|elle|on|nous|vous|ils|elles|ne|n|pas|plus|jamais|mais|car|est|sont|suis|ai|avez|avons|ont|était|etait|sera|fait|faire|votre|vos|mon|ma|mes|moi|me|rappele[rz]|notre|nos|ce|cet|cette|ça|ca|merci|svp"
    r"|commande|facture|dossier|contrat|remboursement|réclamation|reclamation|litige|client n|n°|ref|réf|référence|panne|cassée?s?|volée?s?|déçue?s?|mécontente?s?|furieux|furieuse|dégoûtée?|colère|fidèle|ancien(?:ne)?|ex|honte|arnaque|nul(?:le)?|urgente?|perdue?s?|abîmée?s?|endommagée?s?|manquante?s?|défectueu(?:x|se)s?|reçue?s?|arrivée?s?|blessée?s?|brûlée?s?|dangereu(?:x|se)s?|danger|fondue?s?|explosée?s?|hospitalisée?|en panne|hors service|toujours|rien|encore|depuis"
    r"|i|you|he|she|we|they|(?-i:[Ii]t)|not|no|never|but|because|is|are|was|were|am|have|has|had|will|my|your|our|this|that|please|order|invoice|case|refund|complaint|broken|unhappy|disappointed|angry|furious|former|loyal|shame|scam|lost|stolen|damaged|missing|faulty|late|dead|wrong|burn(?:t|ed|s)?|melted|injured|hurt|bleeding|sick|dangerous|urgent|still|waiting|nothing|always|since|ago"
    r"|ich|sie|wir|nicht|kein\w{0,2}|bitte|bestellung|p\.?s\.?|n\.?b\.?|post-?scriptum)(?=\b|$)"
    ),
    re.IGNORECASE,
)  # fmt: skip


def without_signature(text: str, name: str) -> str:
    """A mail's own words without such a signature below them; `name` is its writer's."""
    lines = text.rstrip().split("\n")
    first = max(1, len(lines) - _LAST)
    for number in range(len(lines) - 1, first - 1, -1):
        if whole := _in_one_line(lines[number]):
            return "\n".join((*lines[:number], whole, *lines[number + 1 :])).strip()
        if _begins(lines[number], name):
            begins, ends = _block(lines, number, name)
            if ends > begins and (_closes(lines[number]) or _is_last(lines, number, ends)):
                return "\n".join((*lines[:begins], *lines[ends:])).strip()
    return text


def _begins(line: str, name: str) -> bool:
    if len(line) > _LONGEST:
        return False
    return _closes(line) or _is_name(line, name)


def _closes(line: str) -> bool:
    return _CLOSES.fullmatch(signs(line)) is not None


def _is_last(lines: Sequence[str], at: int, ends: int) -> bool:
    """Does nothing follow, and nothing announce it? "Where to deliver:" and a name ask for something."""
    above = next((line.strip() for line in reversed(lines[:at]) if line.strip()), "")
    return not above.endswith((":", ",")) and not any(map(str.strip, lines[ends:]))


def _is_name(line: str, name: str) -> bool:
    words = sorted(name_key(name).split())  # some put the family's name first
    return len(words) > 1 and sorted(name_key(line.strip(" *_,.-–—")).split()) == words


def _block(lines: Sequence[str], at: int, name: str) -> tuple[int, int]:
    """Where what tells how to reach the writer begins below this line, and where it ends."""
    begins, titles, ends = at + 1, 0, 0
    for number in range(at + 1, min(len(lines), at + 1 + _TALLEST)):
        line = lines[number].strip(" \t\xa0*_>")
        if not line:
            continue
        if _reaches(line):
            ends = number + 1
        elif _PICTURE.fullmatch(line):
            continue
        elif not _is_title(line) or titles == _TITLES:
            break
        else:
            titles += 1
            if titles == 1 and not ends and (_is_name(line, name) or not _is_name(lines[at], name)):
                begins = number + 1  # the name, which says who it is by
    return begins, max(begins, ends)


def _in_one_line(line: str) -> str:
    """ "Cordialement, Nora Petit, gérante, 06 12 34 56 78" without all behind the name."""
    line = line.strip() if len(line) <= _LONGEST else ""
    told = _CLOSES_WITH.fullmatch(signs(line))
    closing = _first(line, told.end(1)) if told else ""
    pieces = [piece.strip() for piece in _APART.split(line[len(closing) :])] if told else []
    if told is None or len(pieces) < 2 or not any(map(_is_sure, pieces[1:])):
        return ""
    is_all = all(_is_sure(piece) or _is_title(piece) for piece in pieces)
    is_named = pieces[0][:1].isupper() and not _is_sure(pieces[0])
    return f"{closing}{pieces[0]}" if is_all and is_named else ""


def _first(line: str, many: int) -> str:
    """As much of it as has so many plain signs; ß has two of them."""
    ends = (end for end in range(many // 2, len(line)) if len(signs(line[:end])) >= many)
    return line[: next(ends, len(line))]


def _reaches(line: str) -> bool:
    """Does this line tell how to reach somebody, and nothing else but who?"""
    if len(line) > _LONGEST:
        return False
    if _is_sure(line):
        return True
    pieces = [piece for piece in _APART.split(line) if piece.strip()]
    sure = [_is_sure(piece.strip()) for piece in pieces]
    return any(sure) and all(is_it or _is_title(p) for p, is_it in zip(pieces, sure, strict=True))


def _is_sure(piece: str) -> bool:
    piece = signs(piece)
    if _REACHED.fullmatch(piece):
        return True
    is_place = _STREET.fullmatch(piece) or _FIRM.fullmatch(piece)
    return is_place is not None and _SAYS.search(piece) is None


def _is_title(line: str) -> bool:
    """Can it be a name, a title or a firm?"""
    line = _PRONOUNS.sub("", line).strip(" *_,")
    if not line or len(line) > 80 or len(line.split()) > _WORDS:
        return False
    if any(map(str.isdigit, line)) or line[-1] in ".!?…:" or not line[0].isalpha():
        return False
    return _SAYS.search(signs(line)) is None
