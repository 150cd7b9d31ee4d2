"""Google Alerts: a digest of links; each becomes a mention of its own, under its unwrapped address.

Each item is a link through google.com/url with the title on it; the paper and a passage follow.
"""

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from connectors.kit.contract import Author, Mention
from connectors.kit.reading.identity import LONGEST, fingerprint
from connectors.kit.reading.text import canonical_url, is_hostile, plain_text, unwrapped
from connectors.mailbox.recipe import Notice, Recipe

_WRAPPED = re.compile(r"https?://(?:www\.)?google\.[a-z.]{2,6}/url\?\S{1,4000}", re.IGNORECASE)
# Beside each item: share it, see more, call it irrelevant; and the list's own.
_BUTTONS = re.compile(
    r"(?:facebook|twitter|x|linkedin|google\+|flag as irrelevant|signaler comme non pertinent"
    r"|marquer comme non pertinent|see more results?|afficher (?:plus|davantage) de résultats?"
    r"|full coverage|couverture complète|voir plus)",
    re.IGNORECASE,
)
_MOST = 100  # items of a digest
_ABOVE = 8  # levels above a link in which its passage may stand


def _read(notice: Notice) -> Sequence[Mention]:
    if notice.html and not is_hostile(notice.html):
        return _each(_of_html(notice.html), notice)
    return _each(_of_text(notice.text), notice)


def _each(items: Sequence[tuple[str, str, str, str]], notice: Notice) -> Sequence[Mention]:
    found: dict[str, Mention] = {}
    for title, wrapped, paper, passage in items[:_MOST]:
        url = unwrapped(wrapped)
        if not title or _BUTTONS.fullmatch(title) or url == wrapped:
            continue
        key = canonical_url(url)
        id_ = f"google_alerts {key}"
        found.setdefault(
            key,
            Mention(
                external_id=id_ if len(id_) <= LONGEST else f"google_alerts {fingerprint(key)}",
                url=url,
                title=title if passage else None,
                text=passage or title,
                author=Author(id=paper, name=paper) if paper else None,
                posted_at=notice.at,
                genre="news",
                venue="public",
            ),
        )
    return tuple(found.values())


def _of_text(text: str) -> list[tuple[str, str, str, str]]:
    """Title, address, paper and passage of each part between empty lines that leads somewhere."""
    found = []
    for block in re.split(r"\n[ \t]*\n", text)[: 4 * _MOST]:
        lines = [line.strip(" <>") for line in block.split("\n") if line.strip()]
        url = next((line for line in lines if _WRAPPED.match(line)), "")
        told = [line for line in lines if not _WRAPPED.match(line)]
        if url and told:
            paper = told[1] if len(told) > 2 else ""
            found.append((told[0], url, paper, " ".join(told[2 if paper else 1 :])))
    return found


def _of_html(html: str) -> list[tuple[str, str, str, str]]:
    tree, found = LexborHTMLParser(html), []
    links = [node for node in tree.css("a[href]") if _WRAPPED.match(_href(node))]
    for node in links[: 4 * _MOST]:
        title = _words(node)
        if title and not _BUTTONS.fullmatch(title):
            paper, passage = _beside(node, title)
            found.append((title, _href(node), paper, passage))
    return found


def _beside(node: LexborNode, title: str) -> tuple[str, str]:
    """The paper and the passage of an item: those of the smallest part around it that has them."""
    above = node.parent
    for _ in range(_ABOVE):
        if above is None or len(above.css("[itemprop=url]")) > 1:
            break  # it holds other items, too
        paper = above.css_first("[itemprop=publisher]")
        passage = above.css_first("[itemprop=description]")
        if passage is not None:
            told = _words(passage)
            return (_words(paper) if paper is not None else ""), told if told != title else ""
        above = above.parent
    return "", ""


def _href(node: LexborNode) -> str:
    return (node.attributes.get("href") or "").strip()


def _words(node: LexborNode) -> str:
    return " ".join(plain_text(node.html or "").split())


RECIPE = Recipe(
    name="google_alerts",
    title="Google Alerts",
    senders=re.compile(r"googlealerts-noreply@google\.com"),
    domains=("google.com",),
    read=_read,
    silent=re.compile(r"verif|confirm|vérifi", re.IGNORECASE),
)
