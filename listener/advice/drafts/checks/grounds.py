"""What a reply speaks of: things that the author or the operator named, and facts as they are."""

import re
from collections.abc import Iterator
from functools import lru_cache

from listener.advice.drafts.checks.reply import Reply, content, kin, nameless, said_in, shares
from listener.advice.drafts.unfinished import amount
from listener.advice.reading.clauses import Word, means, stem, words_of
from listener.advice.reading.contradictions import Doubt, doubted
from listener.advice.reading.kept import kept
from listener.advice.reading.lexicon import found, spans
from listener.advice.reading.quantities import Quantity, in_sentence, in_text
from listener.advice.reading.text import fold, sentences, tokens
from listener.settings.brand import Brand, Fact
from listener.settings.written import FULL_DAYS

# Lists of aspects that name a thing, which a post that speaks of it names, too.
_THINGS = ("delivery", "payment", "subscription", "website", "video", "battery", "stock")
_DETERMINER = (
    r"(?:l'|les? |la |votre |vos |ton |ta |tes |cette |cet? |ces |du |de l'|des |d'une? |une? "
    r"|the |your |that |those |this |these |an? )"
)
_NOUN = re.compile(
    rf"(?<!\w){_DETERMINER}([^\W\d_][\w-]{{3,24}}(?: (?:de |d'|of (?:the )?)[^\W\d_][\w-]{{2,24}})?)"
)
# "I hope your parcel came": nobody would know but from them.
_THEIRS = re.compile(r"(?:j'espere|esper|nous esperons|do hope|hope|hoping|sorry to hear)")
_BARE = re.compile(r"(?:with|avec|au|aux)$")
_AT_ONCE = 12  # characters behind it within which the thing is named
_BEHIND = 44  # characters behind "sorry about" in which its thing stands
# Words for what happened, for time, for people and for what was written: they take up anything.
_GENERAL = frozenset(map(stem, tokens(
    "experience soiree journee matinee visite sejour moment passage message avis note mot mots"
    " photo photos retour remarque question reponse temps patience gentillesse confiance fidelite"
    " equipe cuisine collegue collegues personne gens direction suite probleme problemes souci"
    " soucis situation desagrement gene attente retard retards delai delais fois jour jours"
    " semaine semaines mois heure heures silence deception colere frustration panne coupure"
    " incident maison famille proche proches epouse mari enfant enfants client clients detail"
    " details precision signalement etoile etoiles compliment compliments chose point sujet reste"
    " lecture accueil plaisir aide nouvelle nouvelles idee choix merci prochaine evening morning"
    " afternoon night visit stay review rating word words picture pictures feedback remark comment"
    " answer reply time kindness trust loyalty team kitchen colleague people manager problem"
    " problems trouble inconvenience wait waiting delay delays days week weeks month months hour"
    " hours disappointment anger outage issue home family wife husband child children kids"
    " customer customers report star stars thing things matter rest read welcome pleasure help"
    " news idea choice next upset mess confusion hassle reminder nudge heads fault mistake error"
    " start result outcome lack erreur faute manque debut resultat way same"
)))  # fmt: skip
_OPENING = re.compile(
    r"\b(?:ouvr\w*|ouvert\w*|ferm\w*|jusqu|servi\w*|servons|accueil\w*|on est la|nous sommes la|open\w*|clos\w*|shut"
    r"|until|till|from|we're here|serve\w*|a partir d|des|tous les jours|every day)\b"
)
_WITHOUT = re.compile(
    r"\b(?:no|without(?: an?| any)?|sans|pas d[e']|aucune?|not any)\s?((?:[^\W\d_]{3,20})(?: (?:de |d')?[^\W\d_]{3,20})?)"
)
_SHORT = 7  # letters from which one word alone says what a fact denies
_CLOSED = re.compile(r"\b(?:ferme\w*|closed|shut)\b([^.;!?]{0,50})")
_OPEN = re.compile(r"\b(?:ouvert\w*|ouvrons|ouvre|open\w*|we're here|accueillons|vous attend\w*)\b")
_FIGURE = re.compile(r"(?<![\w.,])(\d[\d.,]{0,9}) ?([a-z]{2,4})\b")
_NEGATED = re.compile(r"\b(?:pas|no|not|sans|aucune?|ni|jamais|never|ferme\w*|closed)\b|n't\b")
_REFUSES = re.compile(
    r"(?:\bpas |\bplus |\bnot |n't |\bno longer |\bnever )(?:an? |allowed |un |une |de )?([^\W\d_]{4,20})"
)
_PRICE = re.compile(
    r"\d{1,7}(?:[.,]\d{1,2})? ?(?:€|euros?|p\b|pence)|[£$€] ?\d{1,7}(?:[.,]\d{1,2})?"
)
_VERSION = re.compile(r"(?<![\w.,])(?:v ?)?(\d{1,3}(?:\.\d{1,3}){1,3})(?![\w%]|[.,]\d)")
_OF_VERSION = 2  # words before a version's number that say of what it is


def noun_not_in_post(reply: Reply) -> str | None:
    """A thing taken up of the author that they never named, nor the operator."""
    told = content("\n".join((reply.post, *reply.own_words, nameless(reply.post, reply.brand))))
    written = fold("\n".join((reply.post, *reply.own_words)))
    if not reply.post:
        return None
    for part in reply.parts:
        folded = fold(part)
        is_more = found("ethics.one_more", folded) is not None
        for thing, is_of_theirs in _taken_up(folded):
            heads = content(thing)
            if heads <= _GENERAL or any(kin(word, told) for word in heads):
                continue
            of_list = next((n for n in _THINGS if found(f"aspects.{n}", thing)), None)
            is_strange = of_list and not found(f"aspects.{of_list}", written)
            if is_more or is_strange or is_of_theirs:
                return said_in(part, thing)
    return None


def _taken_up(folded: str) -> Iterator[tuple[str, bool]]:
    """Things behind words that take them up, each with whether only the author can have told of it."""
    for start, end in spans("ethics.takes_up", folded):
        behind = re.split(r"[.!?;:\n]", folded[end : end + _BEHIND], maxsplit=1)[0]
        if _BARE.search(folded[start:end]):
            behind = f"the {behind.lstrip()}"  # "trouble with notifications", "quant au vin"
        for hit in _NOUN.finditer(f" {behind.lstrip()}"):
            yield hit[1], bool(_THEIRS.match(folded[start:end])) and hit.start() < _AT_ONCE


def fact_contradicted(reply: Reply) -> str | None:
    """Words that a fact speaks against: another number, what it denies, a day on which we are closed."""
    if not reply.brand.fact:
        return None
    for part in sentences(nameless(reply.unquoted, reply.brand)):
        for look in (
            _other_number,
            _other_figure,
            _denied,
            _refused,
            _priced,
            _closed_day,
            _other_version,
            _doubted,
        ):
            if words := look(part, reply):
                return words
    return None


def _other_number(part: str, reply: Reply) -> str | None:
    if not (ones := in_sentence(part)):
        return None
    words, told = words_of(part), in_text(reply.post)
    for one in ones:
        about = content(part) - {word.stem for word in words[one.at : one.after]}
        near = [text for text in reply.own_words if _is_about(one, about, text, fold(part))]
        known = [q for text in near for q in in_text(text) if _of_a_kind(one, q)]
        if not known or _is_told(words, one, reply.post):
            continue
        if not any(one.agrees(q) for q in (*known, *(q for q in told if _of_a_kind(one, q)))):
            return _as_said(part, words, one)
    return None


def _of_a_kind(one: Quantity, other: Quantity) -> bool:
    is_hour = {one.unit, other.unit} <= {"opening", "closing", "clock"}
    return is_hour or (one.unit == other.unit and other.is_comparable(one))


def _is_about(one: Quantity, about: frozenset[str], text: str, folded: str) -> bool:
    if one.unit in ("opening", "closing", "clock"):
        return bool(_OPENING.search(folded)) and bool(_OPENING.search(fold(text)) or "-" in text)
    return any(kin(word, content(text)) for word in about)


def _is_told(words: tuple[Word, ...], one: Quantity, post: str) -> bool:
    """Whether the author wrote the same figures, whatever they are of."""
    figures = {word.raw for word in words[one.at : one.after] if word.raw[0].isdecimal()}
    return bool(figures) and figures <= set(re.findall(r"\d+(?:[.,]\d+)?", post))


def _as_said(part: str, words: tuple[Word, ...], one: Quantity) -> str:
    begins = one.at - (one.at > 0 and words[one.at - 1].raw in "€$£")
    return said_in(part, " ".join(word.raw for word in words[begins : one.after]))


def _denied(part: str, reply: Reply) -> str | None:
    """What a fact says that there is not, told as there: "with an interval"."""
    folded = fold(part)
    for text in reply.facts:
        for phrase in _lacked(text):
            if len(phrase) < _SHORT or phrase not in folded:
                continue
            before = folded[: folded.index(phrase)]
            clause = re.split(r"[,;:.!?]", before)[-1]
            is_turned = re.search(
                r"\b(?:no|not|n't|without|sans|pas|aucune?|ni|jamais|ne|n)\b|n't", clause
            )
            if not is_turned and re.search(
                r"\b(?:an?|une?|avec|with|the|le|la|les|du|des|our|notre)\s*$", before
            ):
                return said_in(part, phrase)
    return None


@kept(2_048)
def _lacked(text: str) -> tuple[str, ...]:
    """What a text says that there is not."""
    return tuple(hit[1] for hit in _WITHOUT.finditer(fold(text)))


def _other_figure(part: str, reply: Reply) -> str | None:
    """Another figure before the same sign: "6,000 mAh", "40p"."""
    if not (ones := _FIGURE.findall(fold(part))):
        return None
    about = content(part)
    told = {
        (_digits(n), unit)
        for n, unit in _FIGURE.findall(fold(" ".join((reply.post, *reply.own_words))))
    }
    units = {unit for _, unit in told}
    for n, unit in ones:
        if unit not in units or (_digits(n), unit) in told:
            continue
        for text in reply.facts:
            same = any(unit == other for _, other in _FIGURE.findall(fold(text)))
            if same and shares(about - {stem(unit)}, content(text)):
                return said_in(part, f"{n} {unit}")
    return None


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)


def _refused(part: str, reply: Reply) -> str | None:
    """A thing that a fact allows is refused, by the same word: "dogs are not welcome"."""
    folded = fold(part)
    for hit in _REFUSES.finditer(folded):
        word = stem(hit[1])
        about = content(folded[: hit.start()])
        for text in reply.facts:
            halves = re.split(r"[.;]", text)
            if any(_NEGATED.search(fold(half)) and shares(about, content(half)) for half in halves):
                continue
            for half in halves:
                if kin(word, content(half)) and shares(about, content(half)):
                    return said_in(part, hit[0])
    return None


def _priced(part: str, reply: Reply) -> str | None:
    """A price for what a fact says is free."""
    price = _PRICE.search(fold(part))
    if not price or price[0] in fold(" ".join((reply.post, *reply.own_words))):
        return None
    for text in reply.facts:
        for half in re.split(r"[.;]", text):
            is_free = found("gestures.free_allowed", fold(half)) and not re.search(r"\d", half)
            if is_free and shares(content(part), content(half)):
                return said_in(part, price[0])
    return None


def _closed_day(part: str, reply: Reply) -> str | None:
    folded = fold(part)
    is_open = _OPEN.search(folded)
    if not is_open or _CLOSED.search(folded):
        return None
    for text in reply.facts:
        for hit in _CLOSED.finditer(fold(text)):
            for day in (name for names in FULL_DAYS for name in names):
                if day in hit[1] and re.search(rf"\b{day}s?\b", folded):
                    clause = folded[: folded.index(day)]
                    if not re.search(
                        r"\b(?:pas|not|sauf|except|n't|du \w+ au|to|au)\b[^,;]*$", clause
                    ):
                        return said_in(part, day)
    return None


def _other_version(part: str, reply: Reply) -> str | None:
    if not _VERSION.search(part):
        return None
    own = " ".join((reply.post, *reply.own_words))
    known = set(_VERSION.findall(own))
    for hit in _VERSION.finditer(part):
        of = content(" ".join(part[: hit.start()].split()[-_OF_VERSION:]))
        if hit[1] in known or not known or not of:
            continue
        for text in reply.facts:
            near = (
                " ".join(text[: v.start()].split()[-_OF_VERSION:]) for v in _VERSION.finditer(text)
            )
            if any(kin(word, content(said)) for said in near for word in of):
                return hit[0]
    return None


@lru_cache(maxsize=4_096)  # the bank says the same sentences again and again
def _doubt(part: str, facts: tuple[Fact, ...], name: str, names: tuple[str, ...]) -> Doubt | None:
    return doubted(part, Brand(name=name, names=names, fact=facts), to_us=True)


def _doubted(part: str, reply: Reply) -> str | None:
    """What the tree would doubt of an author's words; a fact's halves are held against them apart."""
    brand = reply.brand
    doubt = _doubt(part, brand.fact, brand.name, brand.names)
    if doubt is None:
        return None
    numbers = set(re.findall(r"\d+", part))
    known = set(re.findall(r"\d+", " ".join((reply.post, *reply.own_words))))
    if numbers and numbers <= known:
        return None
    halves = [
        frozenset(w.stem for w in words_of(half) if means(w))
        for half in re.split(r"[;.]\s", doubt.fact.text)
    ]
    said = frozenset(w.stem for w in words_of(part) if means(w))
    if len(halves) > 1 and not numbers and sum(bool(said & half) for half in halves) > 1:
        return None  # it speaks of both halves: one says yes and the other no
    return doubt.words


def strange_amount(reply: Reply) -> str | None:
    """A sum that the author, the operator's passages and the allowed gestures do not hold."""
    return amount(reply.unquoted, (reply.post, *reply.own_words))
