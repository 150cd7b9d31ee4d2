"""What a reply asks, blames, threatens, sells or confesses."""

import re

from listener.advice.drafts.checks.reply import (
    Reply,
    content,
    kin,
    listed,
    nameless,
    said_in,
    together,
    undenied,
    unless_denied,
)
from listener.advice.leaves import Leaf
from listener.advice.reading.lexicon import found, spans
from listener.advice.reading.text import fold, holds, sentences

# "You should have received an email" blames nobody.
_NO_BLAME = re.compile(
    r"\s(?:recevoir|recu\w*|avoir|pouvoir|etre|obtenir|received|been|had|got|heard|seen|a|an|your|our|someone|somebody|something|no|nothing|the right)\b"
)
_MAY_NOT_BLAME = re.compile(r"(?:should have|auriez du|aurais du)$")
_BETWEEN = re.compile(r"(?:entre nous|between us) (?:et|and)\b")
# "We have corrected our note", "nous remontons cet avis": done by us.
_BY_US = re.compile(
    r"\b(?<!z )(?:j'|(?:je|nous|on|i|we)\b)(?:'ll|'ve|'d)?\s?(?:(?!vous|tu|you|que|if|si|aimer|serions|would|love|like)\w+\s){0,2}$"
)
_HOW_TO_CHANGE = re.compile(
    r"\b(?:how|comment|where|ou)\b[^.!?]{0,30}\b(?:delete|remove|edit|change|supprim\w+|enlev\w+|modif\w+|retir\w+)"
    r"|\b(?:can i|puis je|je peux|peut on)\s(?:delete|remove|edit|change|supprim\w+|enlev\w+|modif\w+|retir\w+)"
)
_CLAUSE = re.compile(r"[.!?;:,]")
_AT_ONCE = 24  # characters behind it in which the rest of what is done to it stands
_AROUND = 60  # characters around a word for a review in which something is wished of it
_THANKS = re.compile(
    r"\b(?:merci pour|merci d|remerci\w+|thank\w*|fair\w*|juste|merite d'etre lu)\b"
)
# More may be asked of what happened, and others' words may be spoken of.
_ADDS = re.compile(
    r"\b(?:dire|dit|dis|disent|says|said|understand|comprendre|help|helps|raconter|preciser|expliquer|detail\w*|ajouter|what happened|tell us|say what|explain|add|more about|un mot|deux mots|one word|a word|words|point us"
    r"|lit|lire|lisent|lu|lue|read|reads|transmet\w*|pass|passed|share|shared|partage\w*)\b"
)
_YOURS = re.compile(r"\b(?:your|votre|vos|ton|ta|tes|un|an?)\s$")  # "your lawyer may write to us"
# A colleague, or a partner, is told the rules of the house.
_OF_OUR_OWN = (Leaf.EMPLOYEE, Leaf.ETHICS)
# Where nobody can write to us unseen.
_WITHOUT_MESSAGES = ("review", "app", "tracker")
_NONE = frozenset(("youtube_comment", "blog_comment", "hn_comment", "hn_story_title"))
# A way that is told with it: an address, a number.
_WAY = re.compile(
    r"[\w.+-]@[\w-]|https?://|www\.|\w\.(?:com|fr|org|net|example|io|eu)\b|\d(?:[ .-]?\d){5}"
)
_PRICE = re.compile(r"(?:\d[\d.,]{0,9} ?(?:€|euros?\b|£|\$)|[€£$] ?\d)")
_ASKS_PRICE = re.compile(
    r"\b(?:prix|tarif\w*|combien|cout\w*|cher|chere|payer|budget|price\w*|pricing|costs?|much|expensive|cheap\w*|pay)\b"
    r"|[€£$]"
)
_OURS = re.compile(r"\b(?:notre|nos|our)\s+([^\W\d_][\w-]{2,20})", re.IGNORECASE)
_NAMED = re.compile(r"(?<=[\w,] )[A-Z][a-z]\w{2,20}")


def change_review(reply: Reply) -> str | None:
    """Asks to change what somebody wrote of us; how it is done may be told to who asks that."""
    if _wants_it_gone(reply.post) or reply.leaf in _OF_OUR_OWN:
        return None
    for part in reply.parts:
        said = (
            unless_denied("ethics.change_review", part)
            or together("ethics.changes", "ethics.reviews", part)
            or together("ethics.reviews", "ethics.changed", part)
            or together("ethics.undoes", "ethics.their_word", part)
            or _moved(part)
            or _wished(part)
        )
        if said and not _is_ours(part, said):
            return said
    return None


def _moved(part: str) -> str | None:
    """What is done to theirs in two words that stand around it: "take your review down"."""
    folded = fold(part)
    for start, _ in undenied("ethics.moves", folded):
        clause = _CLAUSE.split(folded[start:], maxsplit=1)[0][:_AROUND]
        of = next(iter(spans("ethics.their_word", clause)), None)
        behind = of and next(iter(spans("ethics.moved", clause[of[1] : of[1] + _AT_ONCE])), None)
        if of and behind and clause[slice(*of)] != "the post":  # a parcel goes there, too
            return said_in(part, clause[: of[1] + behind[1]])
    return None


def _wished(part: str) -> str | None:
    """A wish beside a word for their review; thanks for it wish nothing."""
    folded = fold(part)
    hits = spans("ethics.their_word", folded)
    if not hits or _THANKS.search(folded) or _ADDS.search(folded):
        return None
    start, end = hits[0]
    near = folded[max(0, start - _AROUND) : end + _AROUND]
    return said_in(part, folded[start:end]) if found("ethics.wishes", near) else None


def _wants_it_gone(post: str) -> bool:
    return bool(_HOW_TO_CHANGE.search(fold(post)))


def _is_ours(part: str, said: str) -> bool:
    """Whether it is told of ourselves: "we have corrected our note"."""
    before, _, _ = fold(part).partition(fold(said))
    return bool(_BY_US.search(before))


def blame(reply: Reply) -> str | None:
    """Puts the fault on the author, on one of us by name, or on others who were there."""
    for part in reply.parts:
        folded = fold(part)
        for start, end in spans("ethics.blame", folded):
            is_mild = _MAY_NOT_BLAME.search(folded[:end]) and _NO_BLAME.match(folded[end:])
            is_taken_back = re.search(
                r"\b(?:pas|not|isn't|ce n'est|rien|nobody|wasn't)\s(?:\w+\s){0,2}$", folded[:start]
            )
            if not is_mild and not is_taken_back:
                return said_in(part, folded[start:end])
    return None


def threat(reply: Reply) -> str | None:
    """The law, a grudge, being found out, or worse service, held against the author."""
    for part in reply.parts:
        folded = fold(part)
        for start, end in undenied("ethics.threat", folded):
            if not _YOURS.search(folded[:start]):
                return said_in(part, folded[start:end])
    return None


def sales_among_peers(reply: Reply) -> str | None:
    """Only a talk among peers is closed to sales; a price may be told to who asks for one."""
    if not reply.among_peers:
        return None
    # Asked in a forum, we may quote what the operator wrote; in a talk that is not with us, nothing.
    is_talk = reply.brief.form == "discussion"
    for part in reply.parts if is_talk else sentences(nameless(reply.unquoted, reply.brand)):
        for name in ("ethics.sales", "ethics.sales_among_peers"):
            if words := unless_denied(name, part):
                return words
        price = _PRICE.search(part)
        if price and not _ASKS_PRICE.search(fold(reply.post)) and _is_our_price(price[0], reply):
            return price[0]
        if words := _product(part, reply):
            return words
    return None


def _product(part: str, reply: Reply) -> str | None:
    """A product of ours by its name, or ours by "our", where the post names neither it nor us."""
    post = fold(reply.post)
    if any(holds(post, name) for name in (*reply.brand.all_names, *reply.brand.handles)):
        return None
    own = " ".join(reply.own_words)
    for name in (hit[0] for hit in _NAMED.finditer(part)):
        in_own = re.search(rf"(?<=[a-zà-ÿ,] ){re.escape(name)}\b|{re.escape(name)} \d", own)
        if in_own and fold(name) not in post:
            return name
    ours = _OURS.search(part)
    keys = {
        stem for fact in reply.brand.fact for stem in content(" ".join((*fact.keywords, fact.text)))
    }
    if ours and kin(next(iter(content(ours[1])), ""), keys):
        return ours[0]
    return None


def _is_our_price(price: str, reply: Reply) -> bool:
    digits = re.sub(r"[^\d.,]", "", price)
    return any(digits in own for own in reply.own_words) and digits not in reply.post


def private_where_none(reply: Reply) -> str | None:
    """Asks for a private message where the place has none, and no other way is told with it."""
    if reply.place not in _WITHOUT_MESSAGES and reply.brief.genre not in _NONE:
        return None
    contact = fold(reply.brand.contact)
    for part in sentences(reply.text):
        folded = _BETWEEN.sub(" ", fold(part))
        is_told = _WAY.search(part) or (contact and contact in folded)
        words = found("ethics.in_private", folded)
        if words and not is_told and not re.search(rf"\d ?{re.escape(words)}\b", folded):
            return said_in(part, words)
    return None


def legal_fault(reply: Reply) -> str | None:
    """Owns a fault in law; where somebody was hurt, any fault at all."""
    for part in reply.parts:
        if words := unless_denied("ethics.legal_fault", part):
            return words
    if any(found(name, fold(reply.post)) for name in ("danger.harm", "ethics.hurt")):
        return listed("ethics.fault_in_harm", reply.text)
    return None


def admission(reply: Reply) -> str | None:
    """Before anybody knows what happened, nothing is owned at all."""
    return listed("ethics.admission", reply.text)
