"""The web's door to the acts: JSON on loopback, with a token that says who acts.

GET  /api/cards[?brand=Acme&limit=50]   open cards, what is due first
GET  /api/cards/12                      one card, with its version, its drafts, what it offers
POST /api/acts/take   {"mention": 12}   an act of desk/acts, by the shell's names and values
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog
from pydantic import ValidationError

from listener.advice.leaves import facts_of
from listener.desk.asked import Asked, RefusedError, Reply
from listener.desk.contract import Act, Desk, Done, Outcome, Who
from listener.desk.found import acts, called
from listener.desk.shown import changed, short, standing, whole
from listener.desk.times import until
from listener.guard.tokens import TokenFileError, Tokens
from listener.notices.cards import card
from listener.settings.brand import Brand
from listener.store.errors import StoreError
from listener.store.states import State
from listener.store.store import Store

log = structlog.get_logger()

MOST = 128 * 1024  # bytes of a body: 20,000 characters of an answer, each escaped, and the rest
CARDS, FEW = 200, 50  # of a list at most, and where nobody says how many
_BEARER = re.compile(r"bearer +([A-Za-z0-9._~+/=-]{1,200})", re.IGNORECASE)
_JSON = re.compile(r"application/json\s*(;\s*charset=\"?utf-8\"?\s*)?", re.IGNORECASE)
_STATUS: Mapping[Outcome, int] = {"done": 200, "already": 200, "leads": 403, "missing": 404}
_CONFLICT = 409  # all else: what stands there now is in the way
_REALM = {"WWW-Authenticate": 'Bearer realm="listener"'}


@dataclass(frozen=True, slots=True)
class Admitted:
    """Who was let in, and the brands that exist for them: at least one."""

    who: Who
    brands: Mapping[str, Brand]
    lang: str

    @property
    def first(self) -> Brand:
        """Whose language and clock hold where nothing says which brand it is about."""
        return next(iter(self.brands.values()))


class Api:
    """Whoever has a token may see the cards of its brands, and act on them."""

    def __init__(
        self, store: Store, tokens: Tokens, clock: Callable[[], datetime], brands: Iterable[Brand]
    ) -> None:
        self._store, self._tokens, self._clock = store, tokens, clock
        self._acted: Callable[[], object] = lambda: None
        self.follow(brands)

    def follow(self, brands: Iterable[Brand]) -> None:
        """From the next request on it is about these."""
        self._brands: Mapping[str, Brand] = {brand.name: brand for brand in brands}

    def heed(self, acted: Callable[[], object]) -> None:
        """Call `acted` when something was done: what is told of it leaves at once."""
        self._acted = acted

    @property
    def lang(self) -> str:
        """Of what is said before it is known which brand it is about."""
        return next(iter(self._brands.values())).language

    def admit(self, asked: Asked) -> Admitted:
        """Who asks, before anything of a body is read. Raises RefusedError."""
        lang = self.lang
        given = _BEARER.fullmatch(asked.header("authorization").strip())
        if given is None or asked.is_twice:
            raise RefusedError(401, "no_token", lang, headers=_REALM)
        try:
            token = self._tokens.whose(given[1])
        except (TokenFileError, OSError) as error:
            log.error("the api's tokens cannot be read", error=type(error).__name__)  # noqa: TRY400
            raise RefusedError(503, "tokens_unread", lang) from None
        if token is None:
            raise RefusedError(401, "unknown_token", lang, headers=_REALM)
        _of_no_other_site(asked, lang)
        if asked.method == "POST" and not _JSON.fullmatch(asked.header("content-type").strip()):
            raise RefusedError(415, "no_json_type", lang)
        brands = {n: b for n, b in self._brands.items() if token.brand in (None, n)}
        if not brands:
            raise RefusedError(403, "brand_gone", lang)
        return Admitted(Who(by=token.name, name=token.name, door="web"), brands, lang)

    def answer(self, admitted: Admitted, asked: Asked, body: bytes) -> Reply:
        """What comes of it. Raises RefusedError, and StoreError nowhere."""
        kind, _, name = asked.path.partition("/")
        try:
            match asked.method, kind, name:
                case "GET", "cards", "":
                    return self._cards(admitted, asked.query)
                case "GET", "cards", number:
                    return self._card(admitted, number)
                case "POST", "acts", _ if name:
                    return self._act(admitted, name, body)
                case _, "cards" | "acts", _:
                    raise RefusedError(405, "no_such_method", admitted.lang)
        except StoreError as error:
            log.warning("the api's store did not answer", error=type(error).__name__)
            raise RefusedError(503, "busy", admitted.lang) from None
        raise RefusedError(404, "no_such_path", admitted.lang)

    def _cards(self, admitted: Admitted, query: Mapping[str, str]) -> Reply:
        lang, brands = admitted.lang, admitted.brands
        if wanted := query.get("brand"):
            if wanted not in brands:
                raise RefusedError(404, "no_such_brand", lang, more={"brands": list(brands)})
            brands = {wanted: brands[wanted]}
        limit = _number(query.get("limit", str(FEW)), CARDS)
        if limit is None:
            raise RefusedError(422, "limit", lang, most=CARDS)
        total, ids = self._store.open_cards(list(brands), limit=limit)
        found = (self._shown(admitted, mention, is_whole=False) for mention in ids)
        return Reply(200, {"cards": [one for one in found if one], "open": total})

    def _card(self, admitted: Admitted, number: str) -> Reply:
        mention = _number(number, 2**31 - 1)
        shown = self._shown(admitted, mention, is_whole=True) if mention else None
        if shown is None:
            raise RefusedError(404, "no_card", admitted.lang)
        return Reply(200, shown)

    def _shown(
        self, admitted: Admitted, mention: int, *, is_whole: bool
    ) -> Mapping[str, object] | None:
        record = self._store.record(mention)
        if record is None or record.decision is None or record.state is None:
            return None
        brand = admitted.brands.get(record.mention.brand)
        if brand is None or facts_of(record.decision.leaf).nameless:  # for one person alone
            return None
        made = card(record, brand, self._clock())
        return (whole if is_whole else short)(made, record.state, brand)

    def _act(self, admitted: Admitted, name: str, body: bytes) -> Reply:
        lang = admitted.lang
        known = called(name)
        if known not in acts():
            raise RefusedError(404, "no_such_act", lang, more={"acts": list(acts())})
        model = self._model(admitted, acts()[known], body)
        done = model.apply(Desk(self._store, admitted.brands), admitted.who, self._clock())
        log.info("acted", act=known, outcome=done.outcome, mention=model.mention or None)
        if done.outcome == "done":
            self._acted()
        return _came_of(done, admitted, self._store.called(done.leads))

    def _model(self, admitted: Admitted, kind: type[Act], body: bytes) -> Act:
        """The act that a body means."""
        try:
            values = json.loads(body.decode("utf-8"), parse_constant=_no_number)
        except (ValueError, RecursionError):
            values = None
        if not isinstance(values, dict):
            raise RefusedError(400, "no_json", admitted.lang)
        needed = next((one for one in ("act", "brand") if one in kind.model_fields), "mention")
        try:
            if needed in (said := self._said(admitted, kind, values)):
                return kind(**said)  # type: ignore[arg-type]
            wrong = {needed}
        except ValidationError as error:
            of_all = next((one for one in ("label", "text") if one in kind.model_fields), "?")
            wrong = {str(one["loc"][0]) if one["loc"] else of_all for one in error.errors()}
        takes = list(kind.model_fields)
        shown = ", ".join(sorted(wrong & set(takes))) or "?"
        more = {"wrong": sorted(wrong), "takes": takes}
        raise RefusedError(422, "wrong_values", admitted.lang, fields=shown, more=more)

    def _said(
        self, admitted: Admitted, kind: type[Act], values: Mapping[str, object]
    ) -> dict[str, object]:
        """What was said, as an act takes it: times and switches may be written as at the shell."""
        said = dict(values)
        match said.get("event"):
            case str(event) if event:
                said["event"] = f"web:{admitted.who.by}:{event}"  # nobody says another's again
        match said.get("ends"):
            case str(ends):
                zone = self._brand(admitted, said.get("mention")).tz
                said["ends"] = until(ends, self._clock(), zone) or ends
        match said.get("on"):
            case str(on):
                said["on"] = {"on": True, "off": False}.get(on.casefold(), on)
        if "brand" in kind.model_fields and len(admitted.brands) == 1:
            said.setdefault("brand", admitted.first.name)
        return said

    def _brand(self, admitted: Admitted, mention: object) -> Brand:
        """Whose clock a time is said by."""
        if not (isinstance(mention, int) and 0 < mention < 2**31):
            return admitted.first
        state = self._store.state(mention)
        return admitted.brands.get(state.brand, admitted.first) if state else admitted.first


def _of_no_other_site(asked: Asked, lang: str) -> None:
    """A browser says which page asks: only one of our own address may."""
    host = asked.header("host")
    if not host:
        raise RefusedError(400, "no_host", lang)
    if (origin := asked.headers.get("origin")) not in (None, f"http://{host}"):
        log.warning("a page of another site asked", of="null" if origin == "null" else "a site")
        raise RefusedError(403, "other_site", lang)
    if asked.header("sec-fetch-site") not in ("", "same-origin", "none"):
        raise RefusedError(403, "other_site", lang)


def _came_of(done: Done, admitted: Admitted, people: Mapping[str, str]) -> Reply:
    """What changed, or why nothing did, in words; with the card's version, to act on next."""
    state = _theirs(done.state, admitted)
    brand = admitted.brands[state.brand] if state else admitted.first
    told: dict[str, object] = {
        "outcome": done.outcome,
        "said": done.said(brand.language, brand.tz, people),
        "act": done.act if done.is_ok else None,
        "changed": changed(done.before, state),
        "mentions": list(done.mentions),
        "doubts": list(done.doubts),
        "version": state.version if state else None,
        "card": standing(state) if state else None,
    }
    if not done.is_ok:
        told = {"error": done.outcome, **told}
    return Reply(_STATUS.get(done.outcome, _CONFLICT), told)


def _theirs(state: State | None, admitted: Admitted) -> State | None:
    return state if state and state.brand in admitted.brands else None


def _number(told: str, most: int) -> int | None:
    if not (told.isascii() and told.isdecimal() and len(told) < 11):
        return None
    return n if 0 < (n := int(told)) <= most else None


def _no_number(_: str) -> float:
    raise ValueError("NaN is no JSON")
