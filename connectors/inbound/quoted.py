"""What of a mail its writer says, and what stands there of another's mail: a reply quotes it and says
it again, a forward brings it. Mail programs mark both by a line, or by the other mail's headers.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import getaddresses
from itertools import islice

from connectors.inbound.attributions import lines_above, lines_from
from connectors.inbound.legal import without_legal
from connectors.inbound.mailheaders import of_one_house
from connectors.inbound.nobodys import begins_footer, is_nobodys
from connectors.inbound.postscripts import said_below
from connectors.kit.reading.folding import fold

_LONGEST = 400  # characters of a heading's line
_TALLEST = 30  # lines of a heading
_WRAPPED = 3  # lines over which one of them may run
_DEEPEST = 10  # forwards inside each other
_MOST = 40_000  # lines in which headings are looked for
_FORWARDED = (
    r"Forwarded message|Begin forwarded message|Message transféré|Début du message (?:transféré|réexpédié)"
    r"|Weitergeleitete Nachricht|Mensaje reenviado|Messaggio inoltrato|Mensagem encaminhada"
    r"|Doorgestuurd bericht|(?:Przekazana|Przesłana dalej) wiadomość|Vidarebefordrat (?:meddelande|brev)|Videresendt (?:meddelelse|melding|e-?mail)"
    r"|Přeposlaná zpráva|Mesaj redirecționat|(?:İletilen|Yönlendirilen) (?:ileti|mesaj|posta)|Välitetty viesti|Továbbított (?:üzenet|levél)"
    r"|転送(?:された)?メッセージ|Пересылаемое сообщение"
)
_FORWARD = re.compile(
    rf"[>\s]{{0,20}}(?:-{{2,20}} ?(?:{_FORWARDED})(?: ?-{{2,20}})?|(?:{_FORWARDED})\s?:)\s{{0,20}}",
    re.IGNORECASE,
)
# Outlook's line over what it quotes, in the languages that brands here are written to in.
_ORIGINAL = re.compile(
    r"[ \t]{0,20}-{2,20} ?(?:Original Message|Message d['’]origine|Message original"
    r"|Ursprüngliche Nachricht|Mensaje original|Messaggio originale|Mensagem original"
    r"|Oorspronkelijk bericht|Mail original|Mail d['’]origine|Original-?Nachricht|Ursprüngliche Mail"
    r"|Wiadomość oryginalna|Oryginalna wiadomość|Ursprungligt meddelande|Originalmeddelande|Oprindelig (?:meddelelse|e-?mail)|Opprinnelig melding"
    r"|Původní (?:zpráva|e-?mail)|Mesaj(?:ul)? (?:original|inițial)|Orijinal (?:Mesaj|İleti)|Özgün İleti|Alkuperäinen viesti|Eredeti üzenet|元のメッセージ|Исходное сообщение) ?-{2,20}[ \t]{0,20}",
    re.IGNORECASE,
)
# Or that in any language, where headers stand below it.
_RULE = re.compile(r"\s{0,20}(?:[_-]{5,200}|-{2,20} ?[^\n_-][^\n]{2,40}-{2,20})\s{0,20}")
_LABELLED = re.compile(r"[>\s]{0,20}\*{0,2}([^\W\d_][\w'’ -]{0,24}?)\*{0,2}\s?[:：]\*{0,2}\s?(.*)")
_LABELS = {
    fold(label): role
    for role, labels in {
        "from": "de, from, von, da, van, expediteur, od, från, fra, lähettäjä, de la, kimden, gönderen, feladó, 差出人, от",
        "at": "envoye, sent, date, gesendet, enviado, inviato, verzonden, datum, fecha, data, enviada em, wysłano, wysłane, skickat, sendt, dato, odesláno, odoslané"
        ", lähetetty, päivämäärä, päiväys, trimis, gönderildi, gönderilme zamanı, tarih, elküldve, dátum, 送信日時, 日時, 日付, отправлено, дата",
        "to": "a, to, an, para, aan, pour, destinataire, do, komu, till, til, vastaanottaja, către, kime, alıcı, címzett, 宛先, кому",
        "subject": "objet, subject, sujet, betreff, asunto, oggetto, onderwerp, assunto, temat, ämne, emne, předmět, predmet, aihe, subiect, konu, tárgy, 件名, тема",
        "": "cc, cci, bcc, copie, copie a, reply-to, repondre a, importance, pieces jointes, attachments, dw, kopia, kopi",
    }.items()
    for label in labels.split(", ")
}
_ADDRESS = re.compile(r"[^\s<>\[\]:;,()\"']{1,100}@[^\s<>\[\]:;,()\"']{1,200}")
_TAG = r"\s{0,9}(?:\[[^\]\n]{1,60}\]\s{0,3})?"  # of a group, or of what comes from outside
_REPLIES = re.compile(
    _TAG + r"(?:re|aw|antw|sv|rép|r|odp|ynt|res|atb|回复|答复)\s?(?:\[\d{1,3}\])?\s?:",
    re.IGNORECASE,
)
_FORWARDS = re.compile(
    _TAG + r"(?:fwd?|tr|wg|rv|enc|i|doorst|pd|vb|vl|ilt|转发)\s?:", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Heading:
    """Headers of a mail: its own, or as they stand above what another mail quotes of it."""

    name: str = ""  # of who wrote
    address: str = ""
    at: str = ""
    to: str = ""
    subject: str = ""
    is_answer: bool = False  # by the headers that only programs read


@dataclass(frozen=True, slots=True)
class Own:
    """What a mail says."""

    text: str
    forwarded: Heading | None = None  # whose words they are, where another brought them
    above: str = ""  # what who brought them says of them


def own_words(text: str, mail: Heading, depth: int = 0) -> Own:
    """What the writer of a mail says; of a forward, what is forwarded, and by whom it is."""
    lines = text.split("\n")
    cut = _first_heading(lines, is_quoted=is_forward_subject(mail.subject))
    if cut is None:
        return Own(_said(lines) or text)
    begins, ends, heading, line = cut
    above = _said(lines[:begins])
    if depth < _DEEPEST and _is_forward(line, heading, mail):
        below, after = lines[ends:], list[str]()
        if lines[begins].startswith(">"):  # below what is quoted the colleague goes on
            many = next((n for n, one in enumerate(below) if one.strip() and one[0] != ">"), None)
            below, after = below[:many], [] if many is None else below[many:]
        if all(line.startswith(">") for line in below if line.strip()):  # Apple's are quoted, too
            below = [line.removeprefix(">").removeprefix(" ") for line in below]
        if any(map(str.strip, below)):
            inner = own_words("\n".join(below).strip("\n"), _seen_by(heading, mail), depth + 1)
            told = "\n".join(filter(None, (above, _said(after), inner.above)))
            return Own(inner.text, inner.forwarded or heading, told)
    return Own(above or _said(lines) or text)


def is_forward_subject(subject: str) -> bool:
    """Does it begin with what mail programs put before a forward?"""
    return _FORWARDS.match(subject) is not None


def is_answer_subject(subject: str) -> bool:
    """Does it begin with what mail programs put before an answer?"""
    return _REPLIES.match(subject) is not None


def begins_heading(text: str) -> bool:
    """Does it begin with the headers of another mail?"""
    lines = text.strip()[:_LONGEST].split("\n")
    told = _label(lines[0])
    return told is not None and bool(told[0])


def begins_forward(text: str) -> bool:
    """Does it begin with the line that mail programs put above what they forward?"""
    return _FORWARD.match(text.strip()[:_LONGEST]) is not None


def _first_heading(
    lines: Sequence[str], *, is_quoted: bool
) -> tuple[int, int, Heading, str] | None:
    """Where the first mail inside begins, where its words do, its heading, and the line over it.

    `is_quoted`: what is forwarded may be quoted with its heading.
    """
    for number, line in enumerate(lines[:_MOST]):
        if not line.strip():
            continue
        is_marked = bool(_FORWARD.fullmatch(line) or _ORIGINAL.fullmatch(line))
        # A quoted heading is a part of the quotation; a forward may be quoted as a whole.
        if not (is_marked or is_quoted) and line.startswith(">"):
            continue
        is_ruled = is_marked or bool(_RULE.fullmatch(line))
        first = _next_line(lines, number + 1) if is_ruled else number
        ends, heading = _heading(lines, first)
        if is_marked:
            return number, ends if heading.address or heading.name else first, heading, line
        if (heading.name or heading.address) and heading.at and (heading.to or heading.subject):
            return number, ends, heading, ""
    return None


def _next_line(lines: Sequence[str], number: int) -> int:
    while number < len(lines) and not lines[number].strip("> \t\xa0"):
        number += 1
    return number


def _heading(lines: Sequence[str], begins: int) -> tuple[int, Heading]:
    """The headers from a line on, and where the words below begin."""
    found: dict[str, str] = {}
    number = end = begins
    while number < min(len(lines), begins + _TALLEST):
        told = _label(lines[number])
        if told and told[0] not in found:
            if told[0] or found:
                found[told[0] or f"{number}"] = told[1]
            number += 1
            end = number
        elif found and number - end < _WRAPPED and _goes_on(lines, number, found):
            number += 1
        else:
            break
    name, address = _who(found.get("from", ""))
    at, to, subject = (found.get(role, "") for role in ("at", "to", "subject"))
    return _next_line(lines, end), Heading(name, address, at, to, subject)


def _who(text: str) -> tuple[str, str]:
    """The first name and address, as programs show them: "Nora Petit [mailto:nora@mail.example]".

    A name that only repeats the address is none.
    """
    found = _ADDRESS.search(text)
    address = found[0].removeprefix("mailto:").lower() if found else ""
    name = re.split(r"[<\[]", text, maxsplit=1)[0].strip(" \t\xa0\"'*")
    return ("" if "@" in name else name), address


def _goes_on(lines: Sequence[str], number: int, found: dict[str, str]) -> bool:
    """Is it a blank or wrapped line, with another header of the same mail soon below it?"""
    below = (_label(line) for line in lines[number + 1 : number + 1 + _WRAPPED])
    return any(told and told[0] and told[0] not in found for told in below)


def _label(line: str) -> tuple[str, str] | None:
    told = _LABELLED.fullmatch(line[:_LONGEST].rstrip())
    role = _LABELS.get(fold(told[1])) if told else None
    return None if told is None or role is None else (role, told[2].strip())


def _is_forward(line: str, heading: Heading, mail: Heading) -> bool:
    to_us = [address for _, address in getaddresses([mail.to])]
    is_to_us = any(of_one_house(heading.address, address) for address in to_us)
    if is_to_us and not any(of_one_house(mail.address, address) for address in to_us):
        return False  # who writes to us brings our own words back
    if _FORWARD.fullmatch(line) or is_forward_subject(mail.subject):
        return True
    if _REPLIES.match(mail.subject) or mail.is_answer or line:
        return False
    return not (is_to_us or (heading.name and heading.name in mail.to))


def _seen_by(heading: Heading, mail: Heading) -> Heading:
    """The headers by which what stands inside a forward is read.

    A colleague's own mail brings what he answers to: that is the customer's.
    """
    if of_one_house(heading.address, mail.address):
        return Heading(heading.name, heading.address, heading.at, mail.to, "fw:")
    return heading


def _said(lines: Sequence[str]) -> str:
    """Without quoted lines and the signature, where both are plainly marked."""
    kept: list[str] = []
    number = 0
    while number < len(lines):
        line = lines[number]
        is_signed = line.rstrip("\xa0") in ("-- ", "--") and any(kept)
        if begins_footer(lines, number) or _is_quoted_below(lines, number, kept):
            break
        if is_signed:
            below = said_below(lines[number + 1 :])
            if below is None:
                break
            number += 1 + below
            continue
        if line.startswith(">"):
            _drop_attribution(kept)
            while number + 1 < len(lines) and lines[number + 1].startswith(">"):
                number += 1
        else:
            kept.append(line)
        number += 1
    _drop_attribution(kept)
    return "\n".join(line for line in without_legal(kept) if not is_nobodys(line)).strip()


def _is_quoted_below(lines: Sequence[str], number: int, kept: Sequence[str]) -> bool:
    """Does another mail begin here, whose lines are not marked, below what the writer says?"""
    many = lines_from(lines, number) if any(map(str.strip, kept)) else 0
    below = number + many
    if not many or (below < len(lines) and lines[below].strip("\xa0 \t")):
        return False
    after = next((line for line in islice(lines, below, None) if line.strip("\xa0 \t")), "")
    return not after.startswith(">")


def _drop_attribution(kept: list[str]) -> None:
    while kept and not kept[-1].strip():
        kept.pop()
    if many := lines_above(kept):
        del kept[-many:]
