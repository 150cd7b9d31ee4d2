"""How a reply speaks: in the author's language and register, as short as its place, sorry for something."""

import re

from listener.advice.drafts.checks.reply import Reply, content, is_denied, nameless, said_in, shares
from listener.advice.drafts.checks.tongues import count_of
from listener.advice.drafts.tongue import draft_language
from listener.advice.leaves import PRESS, Leaf, facts_of
from listener.advice.reading.errors import is_asked
from listener.advice.reading.lexicon import found, names, spans
from listener.advice.reading.text import fold, sentences
from listener.words import LANGUAGES

_TOLD, _MOST = 3, 0.75  # words of the other language, and their share, that make it the other
_CLAUSE = re.compile(r"[.,;:!?()\n]|\s[—–-]\s")
_QUOTED = re.compile(r"«[^»]{0,300}»|“[^”]{0,300}”|\"[^\"]{0,300}\"|`[^`]{0,300}`")
_TU = re.compile(r"(?<![\w-])(?:tu|toi|te|ta|tes)(?![\w'])|(?<![\w-])t'(?=[aeiouyh])|-toi\b")
_DIRECT = re.compile(r"(?<![\w-])(?:tu|toi)(?![\w'])|(?<![\w-])t'(?:as|es|est|etais|avais)\b")
_VOUS = re.compile(r"(?<!rendez-)(?<!rendez )(?<!\w)(?:vous|votre|vos)(?!\w)")
_STARTS = r"(?:(?<=[.!?:;\n])\s{0,3}|^\s{0,3})"
_VOUS_DO = re.compile(rf"{_STARTS}(?:[^\W\d_]{{2,14}}ez|dites|faites)\b")
# Told to one person: only where a sentence begins, or with a pronoun behind.
_DO = (
    "regarde|dis|écris|envoie|passe|viens|reviens|appelle|essaie|essaye|donne|contacte|vérifie"
    "|clique|va|ouvre|ferme|prends|garde|laisse|pense|tente|attends|apporte|embrasse|profite"
    "|tiens|fais|mets|choisis|sache|rappelle|relance|redémarre|télécharge|désinstalle|réinstalle"
    "|supprime|consulte|rends|précise|indique|signale|goûte|rentre|sème|arrose|raconte|repasse"
    "|réponds|remplis|joins|ajoute|débranche|rebranche|décris|branche|appuie|descends|repose"
    "|jette|commence|continue|oublie|évite|trouve|lis|relis|ramène|dépose|renvoie|réessaye"
    "|réessaie"
)
_TU_DO = re.compile(
    rf"{_STARTS}(?:{_DO})(?:-(?:moi|nous|le|la|les|y|en|lui))?(?= [^\W\d_]|[,!.])"
    rf"|\b(?:{_DO})-(?:moi|nous|le|la|les|lui)\b"
    rf"|\bn['’]hésite (?:pas|surtout)|\bn['’]oublie pas|{_STARTS}ne (?:jette|laisse|garde|mets|fais|prends) pas",
    re.IGNORECASE,
)
_STARS = re.compile(r"^\W{0,3}([1-5]) ?(?:★|etoiles?|stars?|/ ?5)")
_BUT = re.compile(
    r"\b(?:mais|sauf|juste|dommage|hormis|malgre|seul|seule|un peu|bof|trop|pas|sans|but|except|only|shame|though"
    r"|however|although|despite|bit|not|no|too|just)\b|n't\b"
)
_COMPLAINTS = ("talk.problem", "talk.rage", "talk.waiting", "talk.unheard", "danger.harm")
_PRAISE = ("talk.delight", "talk.warmth", "talk.satisfied")
_NO_NEED = re.compile(
    r"(?:besoin de (?:vous |t')?|need to|nothing to be|pas (?:a )?(?:vous )?)\W*$"
)
_FULL, _FAIR = 5, 4  # stars
# Advice that rests on something that went wrong for the author, whatever words they have for it.
_OF_BLAME = (
    *(Leaf.REPAIR, Leaf.RESUME, Leaf.ESCALATE_LANE, Leaf.ETHICS),
    *(Leaf.ACKNOWLEDGE_AND_REPORT, Leaf.ACKNOWLEDGE, Leaf.ACKNOWLEDGE_RATING),
)


def wrong_language(reply: Reply) -> str | None:
    """A reply, or a clause of it, in another language than the author's."""
    language = _expected(reply)
    if language is None:
        return None
    other = "en" if language == "fr" else "fr"
    text = nameless(_QUOTED.sub(" ", reply.text), reply.brand)
    ours, theirs = count_of(text, language), count_of(text, other)
    if theirs >= _TOLD and theirs / (ours + theirs) >= _MOST:
        return sentences(text)[0].strip(" —–-,\n")
    for clause in (*_CLAUSE.split(text), *sentences(text)):
        if count_of(clause, other) >= _TOLD and not count_of(clause, language):
            return clause.strip()
    return None


def _expected(reply: Reply) -> str | None:
    """The language to answer in; None where the post is too short to tell."""
    brief, language = reply.brief, draft_language(reply.brief, reply.brand)
    if brief.lang in LANGUAGES and language != brief.lang:
        return None
    known = brief.lang or count_of(brief.text, "fr") != count_of(brief.text, "en")
    return language if known else None


def register(reply: Reply) -> str | None:
    """Tu and vous mixed, or another than the author's; who says neither is vous."""
    plain = nameless(_QUOTED.sub(" ", reply.text), reply.brand)
    text = fold(plain)
    if count_of(text, "fr") <= count_of(text, "en"):
        return None
    post = fold(reply.post)
    spoken_to = facts_of(reply.leaf).register if reply.leaf else None
    familiar = _TU.search(text) or _TU_DO.search(plain)
    formal = _VOUS.search(text)
    if familiar and (formal or _VOUS_DO.search(text)):
        return said_in(reply.text, familiar[0].strip())
    wanted = reply.brand.voice.register_
    if wanted != "author" and spoken_to is None:
        spoken_to = "familiar" if wanted == "tu" else "formal"
    says_tu = bool(_TU.search(post)) and not _VOUS.search(post) and spoken_to != "formal"
    if familiar and not says_tu and spoken_to != "familiar":
        return said_in(reply.text, familiar[0].strip())
    if formal and (spoken_to == "familiar" or (says_tu and _DIRECT.search(post))):
        return formal[0]
    return None


def too_long(reply: Reply) -> str | None:
    """How many characters it has, where its place takes fewer."""
    is_over = reply.is_public and len(reply.text.strip()) > reply.brief.sort.longest_reply
    return str(len(reply.text.strip())) if is_over else None


def apology_without_matter(reply: Reply) -> str | None:
    """Sorry for whatever it may be; or sorry, to somebody whom nothing went wrong for."""
    told = content(reply.post)
    # What a journalist asks about went wrong elsewhere than in the post.
    is_wrong = reply.leaf in (*PRESS, *_OF_BLAME) or _has_matter(reply)
    for part in reply.parts:
        folded = fold(part)
        at = next(
            (span for span in spans("ethics.sorry", folded) if not _is_none(folded, span[0])), None
        )
        if at is None:
            continue
        is_named = shares(content(part), told) or bool(_figures(part) & _figures(reply.post))
        if (words := found("ethics.sorry_for_anything", folded)) and not is_named:
            return said_in(part, words)
        if reply.post and not is_wrong and not is_named:
            return said_in(part, folded[at[0] : at[1]])
    return None


def _figures(text: str) -> set[str]:
    return set(re.findall(r"\d{2,}", text))


def _is_none(folded: str, at: int) -> bool:
    return bool(_NO_NEED.search(folded[:at])) or (
        is_denied(folded, at) and "regrett" in folded[at : at + 7]
    )


def _has_matter(reply: Reply) -> bool:
    """Whether something went wrong for the author: by labels, stars, or words."""
    brief, post = reply.brief, fold(reply.post)
    if brief.tone in ("negative", "mixed") or brief.intent == "complaint":
        return True
    complains = any(found(name, post) for name in (*_COMPLAINTS, *_incidents()))
    stars = brief.rating or _stars(brief.text)
    if stars:
        return stars < _FAIR or complains or bool(_BUT.search(post) and stars < _FULL)
    is_question = "?" in post or any(map(is_asked, sentences(brief.text)))
    is_glad = brief.tone == "positive" or any(found(name, post) for name in _PRAISE)
    return complains or not (is_question or (is_glad and not _BUT.search(post)))


def _stars(text: str) -> int:
    run = re.match(r"\W{0,3}?(★{1,5})", text)
    told = _STARS.match(fold(text))
    return int(told[1]) if told else len(run[1]) if run else 0


def _incidents() -> tuple[str, ...]:
    """What happened; that something lacks is asked as often as it is blamed."""
    return tuple(name for name in names("incidents") if name != "incidents.lacks")
