"""Step 8: talk among peers. Silence is the default, whatever the tone."""

from dataclasses import replace

from listener.advice.leaves import Leaf
from listener.advice.questions.kit import Question
from listener.advice.reading.case import Case
from listener.advice.reading.communities import ground_of
from listener.advice.reading.lexicon import found
from listener.advice.reading.text import holds
from listener.advice.time.delays import peers_first
from listener.advice.verdict import Answer


def help_needed(case: Case) -> Answer:
    """Our handle in a first-hand problem, or help asked that nobody has given."""
    need = _need(case)
    if need is None:
        return case.no("no_help_asked")
    if case.evidence.venue == "own":
        return _on_our_page(case, need)
    ground = ground_of(case.evidence, case.brand)
    if ground.account is None and ground.listed:
        return case.no("no_account")
    if ground.policy == "closed":
        return case.no("closed")
    why = case.say(f"why.{need}")
    if ground.account is None:
        why = f"{why} {case.say('why.unlisted')}"
    return case.yes(Leaf.OFFER_HELP, why, "form", "words")


def _need(case: Case) -> str | None:
    handle = any(holds(case.folded, h) for h in case.brand.handles)
    fails = found("incidents.lacks", case.folded) or found("incidents.fails", case.folded)
    wants = found("talk.problem", case.folded) or found("talk.waiting", case.folded)
    told = bool(wants or fails or case.is_timed) and not found("talk.joke", case.folded)
    one = found("talk.oneself", case.folded) or found("talk.struggles", case.folded)
    own = case.is_first_hand or (told and bool(one))
    blames = case.intent == "complaint" or (case.is_blame and case.claims)
    troubled = blames or bool(case.asks and fails)
    if handle and troubled and own and not found("talk.solved", case.folded):
        return "handle_in_problem"
    if case.asks and _nobody_knew(case) and not _asks_a_peer(case):
        return "help_asked"
    return None


def _nobody_knew(case: Case) -> bool:
    """Whether no peer answered it, by its thread, or where that is unknown by its author."""
    if case.evidence.peers_replied is None:
        return found("talk.no_peer", case.folded) is not None
    return not case.evidence.peers_replied


def _asks_a_peer(case: Case) -> bool:
    """Whether it replies to a peer: what it asks, it asks that peer. Our own page is ours."""
    seen = case.evidence
    mine = seen.parent_url is not None and any(c.url == seen.parent_url for c in seen.contacts)
    is_reply = bool(seen.parent_url or seen.parent_text) and not mine
    return is_reply and seen.venue != "own" and not case.answers_us


def _on_our_page(case: Case, need: str) -> Answer:
    if case.evidence.peers_replied:
        return case.no("peers_helped")
    if case.age >= peers_first(case.brand):
        return case.yes(Leaf.OFFER_HELP, case.say(f"why.{need}"), "form", "words")
    return case.yes(Leaf.MONITOR, case.say("why.peers_first"), "form", "words")


def peer_error(case: Case) -> Answer:
    """A wrong statement of our facts that spreads, or stands on our own page; once."""
    own = case.evidence.venue == "own"
    doubt = case.doubted if own else None
    wrong = case.wrong or (doubt and doubt.fact)
    if wrong is None:
        return case.no("facts_hold")
    if case.evidence.we_replied_in_thread:
        return case.no("corrected_once")
    is_spreading = case.evidence.copies >= case.brand.thresholds.spreading
    if not (own or is_spreading or case.has_large_audience):
        return case.no("not_spreading")
    ground = ground_of(case.evidence, case.brand)
    if ground.account is None or ground.policy == "closed":
        return case.no("closed" if ground.policy == "closed" else "no_account")
    why = case.say("why.peer_error", fact=wrong.id)
    if doubt:
        why = case.say("why.wrong_doubted", fact=wrong.id, words=doubt.words)
    return case.yes(Leaf.CORRECT_PEERS, why, "words")


def same_question(case: Case) -> Answer:
    """The same question again and again: answer it on our own site."""
    times = case.evidence.same_question
    if not case.asks or times < case.brand.thresholds.same_question:
        return case.no("not_repeated")
    found = case.yes(Leaf.LET_STAND, case.say("why.same_question", n=times), "form", "intent")
    return replace(found, beside=(Leaf.PUBLISH_ANSWER,))


def peers(case: Case) -> Answer:
    """What is left belongs to the peers."""
    return case.yes(Leaf.LET_STAND, _quiet(case), "form")


def _quiet(case: Case) -> str:
    """Why we stay out; the bar to entry is named where somebody needed help."""
    ground = ground_of(case.evidence, case.brand)
    if _need(case) and ground.policy == "closed":
        return case.say("why.stay_out_closed")
    if _need(case) and ground.account is None:
        return case.say("why.stay_out_account")
    if case.asks and case.evidence.peers_replied is None:
        return case.say("why.stay_out_unknown")
    if case.asks:
        return case.say("why.stay_out_helped")
    return case.say("why.stay_out")


QUESTIONS = (
    Question("help", help_needed),
    Question("peer_error", peer_error),
    Question("same_question", same_question),
    Question("peers", peers),
)
