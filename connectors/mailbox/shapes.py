"""What the notices of services look like: stars, labels, buttons, quotation marks; French and English."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from connectors.kit.contract import Mention
from connectors.mailbox.recipe import Notice, Remark, mention

# Stars: in figures, in words, drawn, or told of a picture.
_FIGURE = re.compile(
    r"\b([1-5])(?:[.,]0)?[ \u00a0-]{0,2}(?:stars?|étoiles?)\b"
    r"|(?<![\d.,/])([1-5])(?:[.,]0)?\s{0,2}(?:/|out of|sur|von)\s{0,2}5(?!\d)"
    r"|\b(?:rating|rated|note|score)\s{0,2}[:=]?\s{0,2}([1-5])(?:[.,]0)?(?![\d.,/])",
    re.IGNORECASE,
)
_DRAWN = re.compile(r"(?:[★⭐🌟]\ufe0f?\s?){1,5}")
_FULL = re.compile(r"[★⭐🌟]")
_ONLY_STARS = re.compile(r"[★☆⭐🌟✩✭\ufe0f\s]{1,30}")


def stars(told: Iterable[str]) -> int | None:
    """The first rating that these lines tell, of 5; None where none does."""
    for one in told:
        if found := _FIGURE.search(one[:500]):
            return int(next(filter(None, found.groups())))
        if drawn := _DRAWN.search(one[:500]):
            return len(_FULL.findall(drawn[0]))
    return None


def is_stars(line: str) -> bool:
    """Does the line hold a rating and nothing else?"""
    if _ONLY_STARS.fullmatch(line):
        return True
    found = _FIGURE.search(line[:100])
    return found is not None and len(line) - len(found[0]) <= 12


_QUOTED = re.compile(r"[«“\"„]\s?([^«»“”\"„]{1,5000})\s?[»”\"“]", re.DOTALL)
# As a part of its own, or behind a colon to the end of its line: other marks may stand in it.
_PARTS = (
    re.compile(r"^[«“\"„]\s?(.{1,5000}?)\s?[»”\"“]$", re.MULTILINE | re.DOTALL),
    re.compile(r":\s{0,3}[«“\"„]\s?([^\n]{1,5000})\s?[»”\"“]$", re.MULTILINE),
    _QUOTED,
)


def quoted(text: str) -> str:
    """What stands between quotation marks, the longest of it."""
    for pattern in _PARTS:
        if found := max(pattern.findall(text[:20_000]), key=len, default=""):
            return str(found).strip()
    return ""


def labelled(lines: Sequence[str], label: re.Pattern[str]) -> str:
    """What stands behind a label and its colon, on its line or else on the next."""
    for number, one in enumerate(lines):
        head, colon, told = one.partition(":")
        if colon and len(head) < 40 and label.fullmatch(head.strip()):
            return told.strip() or (lines[number + 1] if number + 1 < len(lines) else "")
    return ""


# Labels and buttons that services put around what somebody wrote.
_NAME = re.compile(
    r"(?:by|from|author|reviewer|reviewer nickname|nickname|customer|client|user|name|auteur|de|par|nom|pseudo|rédigé par|written by|consommateur|utilisateur)",
    re.IGNORECASE,
)
_TEXT = re.compile(
    r"(?:(?:customer |user |their |new )?(?:review|comment|message|feedback)(?: text)?|(?:son |l['’])?avis(?: client| du client)?|commentaire(?: du client)?|texte|contenu)",
    re.IGNORECASE,
)
_TITLE = re.compile(r"(?:review )?(?:title|headline)|titre(?: de l['’]avis)?", re.IGNORECASE)
_PLACE = re.compile(
    r"app(?:lication)?(?: name)?|product|produit|shop|store|site|boutique|établissement|business|company",
    re.IGNORECASE,
)
# Only such a line ends what stands above it: people write colons, too.
_LABEL = re.compile(
    r"(?:(?:review(?:er)?|customer|client|user) )?(?:name|nickname|title|rating|stars|date|order|product|app|version|device|country|e-?mail|reference|answer|reply)[^:\n]{0,20}:"
    r"|(?:nom|pseudo|titre|note|étoiles|date|commande|n° de commande|produit|appli(?:cation)?|version|appareil|pays|e-?mail|référence|réponse|auteur|client)[^:\n]{0,20}:",
    re.IGNORECASE,
)
_BUTTON = re.compile(
    r"(?:(?:reply|respond|answer|view|see|read|show|manage|open|go to)\b|(?:répondre|voir|lire|afficher|consulter|gérer|accéder|ouvrir|modérer)\b).{0,60}",
    re.IGNORECASE,
)
# What a button is for, where nothing tells that it leads anywhere: people begin lines so, too.
_FOR = re.compile(
    r"reply|répondre|respond|.{0,30}\b(?:reviews?|avis|comments?|commentaires?|messages?|posts?|publication|videos?|vidéo|recomm[ae]ndation|console|connect|facebook|instagram|tiktok)",
    re.IGNORECASE,
)
_FOOT = re.compile(
    r"^(?:you(?:['’]re| are) (?:receiving|getting) this|you received this (?:e-?mail|message|notification)|this (?:e-?mail|message) was sent|vous (?:recevez|avez reçu) (?:cet e-?mail|ce (?:mail|courriel|message)|cette notification)|cet e-?mail (?:a été|vous)|©|copyright|unsubscribe|se désabonner|manage (?:your )?(?:notif|e-?mail|pref)|gérer (?:vos|mes))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What one service writes around a review or a comment."""

    new: re.Pattern[str]  # in the subject: somebody wrote; may name `name`, `place` and `text`
    above: re.Pattern[str] = re.compile(r"(?!)")  # the line above their words; may name `name`
    link: re.Pattern[str] = _BUTTON
    rates: bool = True  # do people give stars there?


def told(notice: Notice, words: Words) -> Remark | None:
    """The review or comment of a notice; None where it has no such shape."""
    opening = words.new.search(notice.subject)
    if opening is None:
        return None
    lines = list(_without_foot(notice.lines))
    named = {k: v for k, v in opening.groupdict().items() if v}
    above = next((found for one in lines if (found := words.above.search(one))), None)
    if above is not None:
        named |= {k: v for k, v in above.groupdict().items() if v}
    name = named.get("name") or labelled(lines, _NAME)
    body = _Body(lines, frozenset(label for label, _ in notice.links), name)
    text = body.words(words) or quoted("\n".join(lines)) or quoted(notice.subject)
    text = text or named.get("text", "")
    rating = None
    if words.rates:
        # A figure in somebody's own words is no rating of theirs.
        own = set(text.split("\n"))
        others = [one for one in lines if not own & {one, one.partition(":")[2].strip()}]
        rating = stars((notice.subject, *others, *notice.alts))
    if not text and rating is None:
        return None
    return Remark(
        name=name.strip(" \"'«»“”:"),
        text=text,
        title=labelled(lines, _TITLE),
        rating=rating,
        url=notice.link(words.link) or notice.link(_BUTTON),
        place=(named.get("place") or labelled(lines, _PLACE)).strip(' .!"«»“”'),
    )


def single(
    recipe: str, words: Words, *, genre: str, venue: str
) -> Callable[[Notice], Sequence[Mention]]:
    """How a recipe reads notices that tell of one review or comment each."""

    def read(notice: Notice) -> Sequence[Mention]:
        said = told(notice, words)
        return () if said is None else (mention(recipe, notice, said, genre=genre, venue=venue),)

    return read


@dataclass(frozen=True, slots=True)
class _Body:
    """A notice's lines while somebody's words are looked for in them."""

    lines: Sequence[str]
    labels: frozenset[str]  # of its links
    name: str

    def words(self, words: Words) -> str:
        """What they wrote: behind a label, else below the line that opens it, down to a button."""
        for number, one in enumerate(self.lines):
            head, colon, rest = one.partition(":")
            if colon and len(head) < 40 and _TEXT.fullmatch(head.strip()):
                below = self._below(number + 1, _LABEL)
                if text := "\n".join(filter(None, (rest.strip(), *below))):
                    return _bare(text)
        for number, one in enumerate(self.lines):
            if words.above.search(one) and (below := self._below(number + 1, None)):
                return _bare("\n".join(below))
        return ""

    def _below(self, start: int, ends: re.Pattern[str] | None) -> list[str]:
        found: list[str] = []
        for line in self.lines[start:]:
            if self._is_button(line) or (ends is not None and ends.match(line)):
                break
            if not is_stars(line) and line != self.name:
                found.append(line)
        return found

    def _is_button(self, line: str) -> bool:
        if not _BUTTON.fullmatch(line):
            return False
        return line in self.labels or (line[-1] not in ".!?…" and _FOR.match(line) is not None)


def _bare(text: str) -> str:
    """Without the quotation marks around the whole."""
    is_quoted = len(text) > 2 and text[0] in '«“"„' and text[-1] in '»”"“'
    return text[1:-1].strip() if is_quoted else text


def _without_foot(lines: Iterable[str]) -> Iterable[str]:
    for one in lines:
        if _FOOT.match(one):
            return
        yield one
