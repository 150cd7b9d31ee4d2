"""Google Business Profile: a new review, or a digest of several; Google shortens long ones itself.

"Jo Doe left a review for Acme", "You got a new 2-star review", "Read review", the name, the words,
"Reply to review"; a digest has such a block for each.
"""

import re
from collections.abc import Iterator, Sequence

from connectors.kit.contract import Mention
from connectors.mailbox.recipe import Notice, Recipe, Remark, mention
from connectors.mailbox.shapes import is_stars, stars

_LEFT = re.compile(
    r"(?P<name>.{1,100}?) (?:left a review for|(?:just )?reviewed|updated (?:their|a) review (?:for|of)"
    r"|(?:vous )?a laissé un avis (?:sur|pour|concernant|à propos de|au sujet de)|a (?:publié|rédigé|mis à jour|modifié) (?:un|son) avis (?:sur|pour|concernant))"
    r"\s(?P<place>.{1,200})",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    r"(?P<place>.{1,200}?),? (?:you got|you have|you['’]ve (?:got|received)|vous avez (?:reçu|obtenu)?) ?\d{1,4} (?:new reviews|nouveaux avis)",
    re.IGNORECASE,
)
_NEW = re.compile(
    r"new (?:[1-5]-star )?review|nouvel avis|nouveaux avis|new reviews|mis à jour (?:un|son) avis",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"^(?:read (?:the )?reviews?|lire (?:l['’]avis|les avis)|voir l['’]avis|afficher l['’]avis)$",
    re.I,
)
_CLOSES = re.compile(
    r"^(?:reply(?: to (?:the )?review)?|répondre(?: à (?:l['’]|cet )avis)?|respond)$", re.IGNORECASE
)
_FOOT = re.compile(
    r"^(?:you(?:['’]re| are) receiving this|you received this (?:e-?mail|message)|vous (?:recevez|avez reçu) (?:cet e-?mail|ce (?:message|courriel))|google llc|© ?\d{4}|unsubscribe|se désabonner|see all reviews|voir tous les avis)",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"^(?:just now|à l['’]instant|(?:il y a )?(?:an?|une?|\d{1,3}) ?(?:minutes?|hours?|heures?|days?|jours?|semaines?|weeks?)(?: ago)?)$",
    re.IGNORECASE,
)
_MOST = 50


def _read(notice: Notice) -> Sequence[Mention]:
    told = _LEFT.fullmatch(notice.subject.strip())
    several = _SEVERAL.search(notice.subject)
    if not (told or several or _NEW.search(notice.subject)):
        return ()
    place = (told or several or {"place": ""})["place"].strip(" .!")
    opening = next((n for n, one in enumerate(notice.lines) if _OPENS.match(one)), 3)
    whole = stars((notice.subject, *notice.lines[:opening], *notice.alts))
    blocks = list(_blocks(notice.lines))[:_MOST]
    found = []
    for name, rating, text in blocks:
        known = rating if rating is not None else whole if len(blocks) == 1 else None
        said = Remark(
            name=name,
            text=text,
            rating=known,
            place=place,
            url=notice.link(_CLOSES) or notice.link(_OPENS),
        )
        if text or known is not None:
            found.append(mention(RECIPE.name, notice, said, genre="review", venue="review"))
    if not blocks and told and whole is not None:  # stars without a word
        said = Remark(
            name=told["name"].strip(), rating=whole, place=place,
            url=notice.link(_CLOSES) or notice.link(_OPENS),
        )  # fmt: skip
        found.append(mention(RECIPE.name, notice, said, genre="review", venue="review"))
    return tuple(found)


def _blocks(lines: Sequence[str]) -> Iterator[tuple[str, int | None, str]]:
    """Name, stars and words of each review: what stands before each button to answer."""
    start = next((n + 1 for n, one in enumerate(lines) if _OPENS.match(one)), 0)
    held: list[str] = []
    for one in lines[start:]:
        if _FOOT.match(one):
            break
        if _CLOSES.match(one):
            if held:
                yield _block(held)
            held = []
        elif not _OPENS.match(one):
            held.append(one)


def _block(held: Sequence[str]) -> tuple[str, int | None, str]:
    """The name stands first, or right above the stars where a greeting is before it."""
    drawn = next((n for n, one in enumerate(held) if is_stars(one)), 0)
    held = held[max(drawn - 1, 0) :]
    rating = stars(one for one in held[1:] if is_stars(one))
    words = [one for one in held[1:] if not (is_stars(one) or _DATED.match(one))]
    return held[0], rating, "\n".join(words)


RECIPE = Recipe(
    name="google_business",
    title="Google",
    senders=re.compile(
        r"(?:business-?profile|google-?my-?business|local-?business|maps)[\w-]{0,30}@google\.com"
    ),
    domains=("google.com",),
    read=_read,
    silent=re.compile(
        r"verif|vérifi|performance|statisti|insight|monthly|mensuel|showing on google|owner of|manager|propriétaire|administrat|photo|hours|horaires|update your|mettez à jour|suspend|welcome|bienvenue",
        re.IGNORECASE,
    ),
)
