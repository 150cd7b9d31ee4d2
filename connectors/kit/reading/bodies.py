"""The words of an item: the longest body it has, without what platforms put at its end."""

import re
from collections.abc import Iterable
from html import unescape

from selectolax.lexbor import LexborHTMLParser

from connectors.kit.reading.text import clean, is_hostile, plain_text

_ROUNDS = 2  # escaped once more than it should be, or twice
_TAIL = 600  # characters at the end that may be the platform's
_MOST_LINES = 4  # of them
_NAMES = (
    "p|br|div|span|a|b|i|em|strong|u|s|ul|ol|li|h[1-6]|img|figure|figcaption|blockquote|table|tr|td"
    "|pre|code|hr|small|sup|sub|font|center|section|article|iframe|video|source"
)
# Told by a tag that closes, breaks or has an attribute: "<b> is bold" is somebody's words.
_MARKUP = re.compile(
    rf"</(?:{_NAMES})>|<(?:br|hr)\s?/?>|<(?:{_NAMES})\s[a-z-]{{1,30}}=[\"']", re.IGNORECASE
)
_NO_TAG = re.compile(rf"<(?!/?(?:{_NAMES})\b)", re.IGNORECASE)  # as in vector<int>
_ENTITY = re.compile(
    r"&(?:amp|lt|gt|quot|apos|nbsp|[lr][sd]quo|hellip|[mn]dash|laquo|raquo|euro|copy"
    r"|[a-zA-Z](?:acute|grave|circ|uml|cedil|tilde|ring|lig)|#\d{1,6}|#x[0-9a-fA-F]{1,5});"
)
_QUOTES = re.compile(r"class=[\"'][^\"'<>]{0,80}quote|<cite\b", re.IGNORECASE)
# Of Discourse, XenForo, vBulletin, MyBB, mails, phpBB; a bare <blockquote> is part of an article.
_QUOTED = (
    "aside.quote,blockquote.bbCodeBlock--quote,.bbcode_quote,blockquote.mycode_quote,.gmail_quote"
    ",.gmail_attr,div.quotetitle,div.quotecontent,blockquote.uncited,blockquote:has(> div > cite)"
    ",blockquote.quote,div.quote"
)
_AROUND = " \t\xa0«»…→›"
_LINK_END = r"\s?(?:\.{3}|>{1,3})?"
# Whole lines at the end, and what may stand behind the last sentence.
_LINES = re.compile(
    r"(?:The post|L['’]article|Cet article|Le post|Der Beitrag|La entrada|L['’]articolo|Il post|Het bericht"
    r"|O post|O conteúdo|Artykuł) \S.{0,300} (?:(?:appeared|was) first (?:published )?on|first appeared on"
    r"|est apparu en premier sur|a été publié en premier sur|erschien zuerst auf|se publicó primero en"
    r"|aparece primero en|apareció primero en|proviene da|sembra essere il primo su|verscheen eerst op"
    r"|apareceu primeiro em|aparece primeiro em|pochodzi z serwisu) .{1,200}"
    r"|(?:Continue|Keep) reading(?: (?:on|about) .{1,200}| [\"“«].{1,200}|\s?[A-ZÀ-Ý0-9].{0,200}|"
    + _LINK_END
    + r")"
    r"|Read (?:more|on|full (?:article|topic|story|post)|the (?:full|whole|rest)\b.{0,80})"
    r"(?: (?:about|on|at|of|in) .{1,200})?"
    r"|(?:Lire|Voir) (?:la suite|plus|tout le (?:sujet|message|fil|billet)|tout l['’]article|le (?:sujet|message|billet) complet|l['’]article|l['’]intégralité|le sujet en entier|le reste|davantage)"
    r"(?: (?:de|du|sur|complet|en|dans|à|au) ?.{0,200})?"
    r"|Continuer (?:la|votre) lecture(?: (?:de|sur) .{1,200})?|Poursuivre la lecture.{0,80}"
    r"|En savoir plus(?: (?:sur|à propos) .{1,200})?|Suite de l['’]article.{0,80}|Cliquez ici pour lire.{0,80}"
    r"|Click here to (?:read|continue|view)\b.{0,80}|\(?more(?:…|\.{3})\)?|Weiterlesen.{0,80}|Mehr lesen"
    r"|Leer más.{0,80}|Seguir leyendo.{0,80}|Leggi tutto.{0,80}|Lees verder.{0,80}"
    r"|\d{1,6} (?:posts?|messages?) - \d{1,6} participants?(?:\(e\)s?)?"
    r"|(?:Article|Comments) URL: ?\S{1,500}|Points: ?\d{1,7}|# ?Comments: ?\d{1,7}"
    r"|(?:View )?Comments?(?: \(\d{1,7}\))?|(?:Lire les )?[Cc]ommentaires?(?: \(\d{1,7}\))?"
    r"|Statisti(?:cs|ques)\s?: .{1,200}|Subscribe now|Leave a comment|Share this post"
    r"|(?:Add new comment|Ajouter un commentaire|Log in .{1,40} to post comments|Permalink|Permalien)"
    r"|submitted by /?u/\S{1,60}(?: to /?r/\S{1,60})?(?: \[link\])?(?: \[comments\])?"
    r"|\[link\](?: \[comments\])?|\[comments\]"
    r"|.{1,300} was originally published (?:in|on) .{1,120} on Medium,? where .{1,160}"
)
_MORE = re.compile(
    r"(?<=[.!?…»\"”)\]])[ \xa0](?:Continue reading|Read more|Read the (?:full|rest of)"
    r"|Continuer la lecture|Lire la suite|Lire l['’]article|En savoir plus|Voir plus)\b[^.!?\n]{0,200}$"
)
_FIRST_ON = re.compile(
    r"[ \xa0](?:The post [^\n]{1,300} (?:appeared first|first appeared) on"
    r"|(?:L['’]article|Cet article) [^\n]{1,300} est apparu en premier sur) [^\n]{1,200}$"
)
_REPLY = re.compile(
    r"(?:In reply to|En réponse à|Als Antwort auf|Antwort auf|En respuesta a|In risposta a|Em resposta a"
    r"|In antwoord op|Als reactie op) [^\n.]{1,80}\.\s"
)  # WordPress, in front
_REDDIT = re.compile(
    r"[ \xa0]submitted by /?u/\S{1,60}(?: to /?r/\S{1,60})?(?: \[link\])?(?: \[comments\])?$"
)


def longest(bodies: Iterable[tuple[str, bool]], *, whole: bool = False) -> str:
    """Of an item's bodies (and: is it markup?) the one with most words, as plain text.

    `whole`: nothing else is known of the item, so a text that is all tail stays.
    """
    found = ""
    for value, is_markup in sorted(bodies, key=lambda body: len(body[0]), reverse=True):
        if len(value) <= len(found):  # plain, it is no longer
            break
        text = words(value, is_markup=is_markup)
        found = max(found, without_tail(text) or (text if whole else ""), key=len)
    return found


def words(value: str, *, is_markup: bool) -> str:
    """Plain text of one body; what was escaped once or twice too often is undone."""
    text = plain_text(without_quotes(value)) if is_markup else clean(value).strip()
    for _ in range(_ROUNDS):
        if _MARKUP.search(text):
            text = plain_text(_NO_TAG.sub("&lt;", text))
        elif _ENTITY.search(text):
            text = clean(unescape(text)).strip()
        else:
            break
    return text


def without_quotes(html: str) -> str:
    """The markup of a post without what it quotes of another, where it says more than that."""
    if not _QUOTES.search(html) or is_hostile(html):
        return html
    tree = LexborHTMLParser(html)
    for quote in tree.css(_QUOTED):
        quote.decompose()
    left = (tree.body and tree.body.html) or ""
    return left if plain_text(left) else html


def line(value: str, *, is_markup: bool) -> str:
    """A title on one line."""
    text = words(value, is_markup=True) if is_markup else words(unescape(value), is_markup=False)
    return " ".join(text.split())


def without_tail(text: str) -> str:
    """The text without the lines and links that a platform puts under each post, or on a reply."""
    answered = _REPLY.match(text)
    text = text[answered.end() :] if answered else text
    for _ in range(_MOST_LINES):
        above, _, last = text.rpartition("\n")
        if len(last) <= _TAIL and _LINES.fullmatch(last.strip(_AROUND)):
            text = above.rstrip()
            continue
        head, tail = text[:-_TAIL], text[-_TAIL:]
        cut = tail
        for pattern in (_MORE, _FIRST_ON, _REDDIT):
            cut = pattern.sub("", cut, count=1)
        if cut == tail:
            break
        text = (head + cut).rstrip()
    return text


def pictured(html: str) -> str:
    """What the pictures of a body say where it says nothing else."""
    images = LexborHTMLParser(html[:100_000]).css("img[alt]")
    told = (clean(image.attributes.get("alt") or "").strip() for image in images[:20])
    return "\n".join(dict.fromkeys(filter(None, told)))
