"""The markup of a mail: what programs mark in it as a quotation, a forward or a signature."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from connectors.inbound.postscripts import said_below
from connectors.inbound.quoted import begins_forward, begins_heading
from connectors.kit.reading.text import is_hostile, plain_text

_BEGINNING = 4_000  # characters of markup in which a quotation tells whose it is
_MOST = 20  # signatures
_LONGEST = 5_000  # letters of one
_MARKED = re.compile(r"quote|signature|cite", re.IGNORECASE)
# Of Outlook (as it is and as another mail holds it), its phones, Gmail, Thunderbird, Apple, Proton.
_SIGNATURES = (
    "#Signature,#signature,#x_Signature,#ms-outlook-mobile-signature,#x_ms-outlook-mobile-signature"
    ",.gmail_signature,.gmail_signature_prefix,[data-smartmail=gmail_signature],.moz-signature"
    ",#AppleMailSignature,.protonmail_signature_block"
)
_INSIDE = "#divRplyFwdMsg,#appendonsend,blockquote,.gmail_quote"  # another's mail in it
# Of Apple Mail, Thunderbird and webmails; Proton, Yahoo, GMX and web.de.
_QUOTES = "blockquote[type=cite],.protonmail_quote,.yahoo_quoted,div[name=quote]"
_GREETING = re.compile(
    r"(?:bonjour|bonsoir|hello|hi|hey|dear|good (?:morning|afternoon|evening)|hallo|guten (?:tag|morgen|abend)"
    r"|sehr geehrte[rs]?|liebe[rs]?|moin|madame|monsieur|cher|chère|hola|buenos días|buongiorno|salve|ciao|olá)\b[^\n.!?]{0,60}[.!]?",
    re.IGNORECASE,
)
_LINK = re.compile(r"<[^<>\s]{1,500}>|\[(?:cid|image)[^\[\]\n]{0,300}\]")


def freed(html: str) -> str:
    """The markup with what is forwarded as part of it, and what is quoted as a quoted line.

    Its signature is cut where its program marks it and the mail says more than that.
    """
    if is_hostile(html) or not _MARKED.search(html):
        return html
    tree = _without_signatures(html)
    for node in tree.css("[class]"):
        # Gmail calls both a quote, and answers between what is quoted stand in it, too.
        is_mixed = node.css_matches(".gmail_quote") and node.tag != "blockquote" and (
            node.css_first("blockquote.gmail_quote") is not None
        )  # fmt: skip
        if is_mixed or begins_forward(node.text() or ""):
            del node.attrs["class"]
    for node in tree.css(_QUOTES):
        text = plain_text((node.html or "")[:_BEGINNING])
        is_brought = begins_forward(text) or begins_heading(text) or _is_in_forward(node)
        if node.parent is not None and not is_brought:
            mark = LexborHTMLParser("<p>&gt; </p>").css_first("p")
            if mark is not None:
                node.replace_with(mark)
    return (tree.body and tree.body.html) or html


def unsigned(text: str, html: str) -> str:
    """A mail's text without the signature below it that its HTML marks."""
    if is_hostile(html) or "ignature" not in html:
        return text
    marked = (_letters(plain_text(node.html or "")) for node in _signatures(LexborHTMLParser(html)))
    signed = {letters for letters in marked if 0 < len(letters) <= _LONGEST}
    lines, below = text.split("\n"), ""
    longest = max(map(len, signed), default=0)
    for number in range(len(lines) - 1, 0, -1):
        below = _letters(lines[number]) + below
        if below in signed and _says(above := "\n".join(lines[:number])):
            return above.rstrip()
        if len(below) > longest:
            break
    return text


def _without_signatures(html: str) -> LexborHTMLParser:
    """Parsed; whoever wrote on in the signature has nothing but a greeting above it."""
    tree = LexborHTMLParser(html)
    for node in _signatures(tree):
        node.decompose()
    return (
        tree if _says(plain_text((tree.body and tree.body.html) or "")) else LexborHTMLParser(html)
    )


def _says(text: str) -> bool:
    return bool(text.strip()) and _GREETING.fullmatch(text.strip()) is None


def _signatures(tree: LexborHTMLParser) -> list[LexborNode]:
    """The outermost of them; whoever forwards may have another's mail in it."""
    found = tree.css(_SIGNATURES)[:_MOST]
    return [
        node
        for node in found
        if node.css_first(_INSIDE) is None and not _is_held(node, found) and not _goes_on(node)
    ]


def _goes_on(node: LexborNode) -> bool:
    """Does its writer say more in it, as in a postscript?"""
    return said_below(plain_text(node.html or "").split("\n")) is not None


def _is_held(node: LexborNode, by: list[LexborNode]) -> bool:
    held = {one.mem_id for one in by}
    above = node.parent
    while above is not None:
        if above.mem_id in held:
            return True
        above = above.parent
    return False


def _is_in_forward(node: LexborNode) -> bool:
    """Is it the mail that Proton forwards? It is quoted there right below its headers."""
    is_protons = node.tag == "blockquote" and node.css_matches(".protonmail_quote")
    above = node.parent
    return (
        is_protons
        and above is not None
        and begins_forward(plain_text((above.html or "")[:_BEGINNING]))
    )


def _letters(text: str) -> str:
    """Only letters and figures: links and breaks are written otherwise in text than in HTML."""
    return "".join(filter(str.isalnum, _LINK.sub("", text)))
