"""Markup to plain text, and web addresses to one form.

Text stays the author's: only what no text may hold is taken out (control characters, halves of
surrogate pairs). Bidi controls and zero-width joiners stay; whoever shows the text strips them.
"""

import re
from collections.abc import Sequence
from html import unescape
from urllib.parse import parse_qs, urlsplit, urlunsplit

from selectolax.lexbor import LexborHTMLParser
from w3lib.url import canonicalize_url, url_query_cleaner

_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_MARKUP = re.compile(r"[<&]")
_BREAK = "\x1e"  # cannot come from the source: `clean` takes it out
_DROPPED = ["script", "style", "template", "head", "noscript", "iframe", "object", "svg"]
_BLOCKS = (
    "address,article,aside,blockquote,br,dd,details,div,dl,dt,fieldset,figcaption,figure,footer,"
    "form,h1,h2,h3,h4,h5,h6,header,hr,li,main,nav,ol,p,pre,section,summary,table,tr,ul"
)
_CELLS = "td,th"
_MAY_STAY_OPEN = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "dd",
        "dt",
        "embed",
        "hr",
        "img",
        "input",
        "li",
        "link",
        "meta",
        "option",
        "p",
        "source",
        "td",
        "th",
        "tr",
        "wbr",
    ]
)
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
# Past these the parser's time grows with the square: 200,000 nested tags took it 100 s.
_LONGEST = 200_000  # characters
_DEEPEST = 250  # nested tags
_MOST_OPTIONS = 500
_MANY_ATTRIBUTES = re.compile(r"<[A-Za-z][^<>]{20000}|<[A-Za-z][^<>\s]*(?:\s+[^<>\s]+){200}")
_EMOJI = "img.emoji[alt],img.wp-smiley[alt],img.custom-emoji[alt]"

_TRACKING = re.compile(
    r"(utm_\w*|at_(medium|campaign|custom\d)|fbclid|[dg]clid|gclsrc|[gw]braid|msclkid|yclid|twclid"
    r"|ttclid|li_fat_id|igsh(id)?|mc_[ce]id|mkt_tok|_g[al]|_hs(enc|mi)|vero_id|xtor|cmpid|ocid"
    r"|ncid|ref_(src|url)|oly_(enc|anon)_id|s_cid"
    r"|phpsessid|jsessionid|aspsessionid\w*|session_?id|cftoken)",
    re.IGNORECASE,
)
_WRAPPERS = (  # host, path and the query keys under which a redirecting link holds its target
    (re.compile(r"(www\.)?google\.[a-z.]{2,6}"), "/url", ("url", "q")),
    (re.compile(r"lm?\.(facebook|instagram)\.com"), "/l.php", ("u",)),
    (re.compile(r"out\.reddit\.com"), "", ("url",)),
)
# Of Windows, of old Macs, of cells and word processors, of Unicode: where a line ends.
_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_ROUNDS = 6  # an address comes to rest after two or three; more are links wrapped in links
_LONGEST_URL = 4_000  # characters; browsers and servers stop at half of it
_PORTS = {"http": 80, "https": 443}


def clean(text: str) -> str:
    """The text without what no text may hold; line ends are one newline."""
    return _UNFIT.sub("", _ENDS.sub("\n", text))


def plain_text(html: str) -> str:
    """The words a reader would see: blocks on lines of their own, links as their text."""
    html = clean(html)
    if not _MARKUP.search(html):
        return _lines(html, "\n")
    if is_hostile(html):
        return _lines(clean(unescape(re.sub(r"<[^<>]*>", " ", html))), "\n")
    tree = LexborHTMLParser(html)
    tree.strip_tags(_DROPPED)
    for image in tree.css(_EMOJI):
        image.replace_with(image.attributes.get("alt") or "")
    for cell in tree.css(_CELLS):
        cell.insert_after(" ")
    for block in tree.css(_BLOCKS):
        block.insert_before(_BREAK)
        block.insert_after(_BREAK)
    text = tree.body.text() if tree.body else ""
    # Cleaned again: entities may have stood for control characters.
    return _lines(_BREAK.join(map(clean, text.split(_BREAK))), _BREAK)


def is_hostile(html: str) -> bool:
    """Would a parser take far longer than its length? Nested or filled as no page is."""
    if len(html) > _LONGEST or _MANY_ATTRIBUTES.search(html):
        return True
    depth = options = 0
    for slash, name in _TAG.findall(html):
        name = name.lower()
        options += name in ("option", "optgroup")
        if name not in _MAY_STAY_OPEN:
            depth = max(0, depth - 1) if slash else depth + 1
        if depth > _DEEPEST or options > _MOST_OPTIONS:
            return True
    return False


def _lines(text: str, separator: str) -> str:
    lines = (" ".join(line.split()) for line in text.split(separator))
    return "\n".join(line for line in lines if line)


def is_tracking(key: str) -> bool:
    """Is it the name of a parameter that only tells where a reader came from?"""
    return _TRACKING.fullmatch(key) is not None


def canonical_url(url: str) -> str:
    """One form for addresses that lead to the same page, to compare them by.

    Redirecting links are unwrapped, tracking parameters and the fragment dropped, the query
    sorted. What is not a web address comes back as it is. The form of a form is itself.
    """
    if len(url) > _LONGEST_URL:
        return url
    for _ in range(_ROUNDS):
        before, url = url, _canonical(url)
        if url == before:
            break
    return url


def _canonical(url: str) -> str:
    """One round: what it takes away may uncover more, such as a space or a slash at the end."""
    url = unwrapped(url.strip())
    try:
        parts = urlsplit(url)
        if parts.scheme.lower() not in _PORTS or not parts.hostname:
            return url
        if parts.query:
            named = parse_qs(parts.query, keep_blank_values=True)
            if dropped := [key for key in named if is_tracking(key)]:
                url = url_query_cleaner(url, dropped, remove=True, unique=False)
        parts = urlsplit(str(canonicalize_url(url)))
        host = (parts.hostname or "").rstrip(".")
        host = f"[{host}]" if ":" in host else host
        if parts.port and parts.port != _PORTS[parts.scheme]:
            host += f":{parts.port}"
        return urlunsplit((parts.scheme, host, parts.path.rstrip("/"), parts.query, ""))
    except ValueError:
        return url


def unwrapped(url: str) -> str:
    """The address that a redirecting link (Google Alerts, Facebook, Reddit) leads to."""
    if len(url) > _LONGEST_URL:
        return url
    for _ in range(3):
        try:
            parts = urlsplit(url)
            keys = _wrapped_under(parts.hostname or "", parts.path)
            inside = parse_qs(parts.query) if keys else {}
        except ValueError:
            return url
        target = next((inside[key][0] for key in keys if key in inside), "")
        if not target.startswith(("http://", "https://")):
            return url
        url = target
    return url


def _wrapped_under(host: str, path: str) -> Sequence[str]:
    """The query keys under which an address of this host and path holds another one."""
    for hosts, begins, keys in _WRAPPERS:
        if hosts.fullmatch(host) and path.startswith(begins):
            return keys
    return ()
