"""Whom a comment answers, where its feed says it only in the comment's first line.

WordPress opens an answer with a line of its own: "In reply to <a href="…#comment-12">Ann</a>.",
in the site's language.
"""

import html
import re

from connectors.kit.reading.folding import fold
from connectors.kit.reading.text import plain_text

_OPENINGS = (
    *("in reply to ", "en reponse a ", "reponse a ", "als antwort auf ", "antwort auf "),
    *("en respuesta a ", "in risposta a ", "em resposta a ", "in antwoord op ", "als reactie op "),
)
_LONGEST = 120  # characters of such a line
_NEAR = 1_500  # characters of markup in which its link stands
_LINK = re.compile(
    r"<a\s[^<>]{0,400}?href\s{0,3}=\s{0,3}[\"']([^\"'<>\s]{1,1000})[\"']", re.IGNORECASE
)


def answered_url(markup: str) -> str | None:
    """The address that the first line of a comment says it answers."""
    start = markup[:_NEAR]
    link = _LINK.search(start)
    if link is None:
        return None
    first = plain_text(start).partition("\n")[0][:_LONGEST]
    return html.unescape(link[1]) if fold(first).startswith(_OPENINGS) else None
