"""From a written query to its terms, or to one error with its place and what to do.

The grammar is read by lark's LALR parser, in time in step with the query; what it does not know of
(size, depth, quotes) is looked at first. Columns and lines count from 1.
"""

import difflib
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NoReturn

from connectors.kit.query.terms import (
    All,
    By,
    Lang,
    Near,
    Not,
    Phrase,
    Raw,
    Site,
    Some,
    Term,
)

if TYPE_CHECKING:
    from lark import Lark, Token

LONGEST = 4_000  # characters of a query
DEEPEST = 20  # parentheses within one another
FARTHEST = 100  # words of a NEAR
WIDEST = 200  # characters of a phrase
FIELDS = ("raw", "site", "author", "lang")
_FIELDS_ALONE = frozenset(f"{name}:" for name in FIELDS)

# Words side by side are one phrase, as they are in lists of names; all else needs its operator.
_GRAMMAR = r"""
?start: either
?either: both (_OR both)*
?both: single (_AND single | without)*
?single: near | without
without: _NOT near
?near: atom | atom NEAR atom -> beside
?atom: phrase | field | _LPAR either _RPAR
phrase: WORD+ | QUOTED
field: FIELD (WORD | QUOTED)
_OR.3: /OR(?![^\s()"])/
_AND.3: /AND(?![^\s()"])/
_NOT.3: /NOT(?![^\s()"])/
NEAR.3: /NEAR\/\d+(?![^\s()"])/i
FIELD.3: /(raw|site|author|lang):(?=[^\s()])/i
QUOTED: /"[^"]*"/
_LPAR: "("
_RPAR: ")"
WORD: /[^\s()"]+/
%ignore /\s+/
"""
_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))
_SIGN = re.compile(r'"[^"]*"?|[()]')
_FIELD = re.compile(r"\A(\w+):(?=[^\s/])")
_FIELD_WORDS = {"auteur": "author", "langue": "lang", "language": "lang", "brut": "raw"}
_OPERATORS = {
    **{"ET": "AND", "OU": "OR", "SAUF": "NOT", "SANS": "NOT", "&&": "AND", "||": "OR"},
    **{"PAS": "NOT", "UND": "AND", "ODER": "OR"},
}


class QueryError(ValueError):
    """A query that cannot be read: where, why, and what to do. `column` and `line` count from 1."""

    def __init__(self, query: str, at: int, why: str) -> None:
        before = query[:at]
        self.line = before.count("\n") + 1
        self.column = at - (before.rfind("\n") + 1) + 1
        place = f"line {self.line}, " if "\n" in query.strip() else ""
        super().__init__(f"{place}column {self.column}: {why}")


@lru_cache(maxsize=512)
def parse(query: str) -> Term:
    """The terms of a query; raises QueryError."""
    text = query.translate(_QUOTES)
    if len(text) > LONGEST:
        _fail(text, LONGEST, f"longer than {LONGEST} characters: make two of it")
    if not text.strip():
        _fail(text, 0, "expected words to search for")
    _look_at_signs(text)
    from lark import UnexpectedInput  # a quarter of a second, for those who have a query

    try:
        made: Term = _Reader(text).read()
    except UnexpectedInput as error:
        _explain(text, error)
    return made


def _fail(text: str, at: int, why: str) -> NoReturn:
    raise QueryError(text, at, why)


def _look_at_signs(text: str) -> None:
    """Are quotes and parentheses closed, and not too deep?"""
    opened: list[int] = []
    for sign in _SIGN.finditer(text):
        said, at = sign.group(), sign.start()
        if said[0] == '"' and (len(said) == 1 or said[-1] != '"'):
            _fail(text, at, 'this quote is not closed: write " after its last word')
        if said == "(":
            opened.append(at)
            if len(opened) > DEEPEST:
                _fail(
                    text, at, f"more than {DEEPEST} parentheses within one another: make it flatter"
                )
        if said == ")":
            if not opened:
                _fail(text, at, "this ) closes nothing: leave it out, or write its ( before")
            opened.pop()
    if opened:
        _fail(text, opened[-1], "this ( is not closed: write ) where it ends")


def _explain(text: str, error: Exception) -> NoReturn:
    at = getattr(error, "pos_in_stream", None)
    token = getattr(error, "token", None)
    kind, said = (token.type, str(token)) if token is not None else ("", "")
    if kind == "$END":
        _fail(
            text, len(text.rstrip()), "the query ends too early: write the words that belong here"
        )
    at = token.start_pos if token is not None else at or 0
    if kind == "NEAR" and "WORD" not in error.expected:  # type: ignore[attr-defined]
        _fail(text, at, "only one NEAR joins two terms: write A NEAR/5 B AND B NEAR/5 C")
    if said in _OPERATORS:
        _fail(text, at, _meant(said))
    if kind in ("_AND", "_OR", "NEAR", "_RPAR"):
        _fail(text, at, f"{said} has no words before it: write some, or leave it out")
    if kind == "_NOT":
        _fail(text, at, "NOT cannot stand here: put what it is about in parentheses")
    _fail(
        text, at, f"what joins {said[:40]} to what stands before? write AND, OR or NOT between them"
    )


def _meant(said: str) -> str:
    return f'{said} is a word here: write {_OPERATORS[said]}, or put the phrase in "quotes"'


class _Reader:
    """One query while it is read: what its words mean, and where they stand."""

    def __init__(self, text: str) -> None:
        self._text = text

    def read(self) -> Term:
        tree = _lark().parse(self._text)
        return self._term(tree)

    def _term(self, tree: object) -> Term:
        # Parentheses are at most DEEPEST: so is this.
        data, of = str(tree.data), tree.children  # type: ignore[attr-defined]
        match data:
            case "phrase":
                return self._phrase(of)
            case "field":
                return self._field(*of)
            case "without":
                return Not(self._term(of[0]))
            case "beside":
                return self._near(*of)
        terms = tuple(self._term(one) for one in of)
        return Some(terms) if data == "either" else All(terms)

    def _phrase(self, of: "list[Token]") -> Phrase:
        first = of[0]
        if first.type == "WORD":
            for word in of:
                self._look_at(word, of)
        said = " ".join(part for word in of for part in word.strip('"').split())
        return Phrase(self._words(first, said))

    def _words(self, token: "Token", said: str) -> str:
        """What is said at a place, where that can be searched for."""
        if not any(map(str.isalnum, said)):
            self._fail(token, "expected words to search for")
        if len(said) > WIDEST:
            self._fail(token, f"a phrase of more than {WIDEST} characters: shorten it")
        return said

    def _look_at(self, word: "Token", of: "list[Token]") -> None:
        """Is a word meant as a sign that is none here?"""
        said = str(word)
        if said in _OPERATORS and not all(one.upper() == one for one in of):
            self._fail(word, _meant(said))
        if re.fullmatch(r"NEAR(/\S*)?", said):
            self._fail(word, "NEAR wants a number: write NEAR/5")
        if re.match(r"[-+!][^\W\d_]", said):
            self._fail(word, f'{said[0]} is no sign here: write AND or NOT, or put it in "quotes"')
        if said in _FIELDS_ALONE:
            self._fail(word, f"no space here: write the words at once after it, as in {said}acme")
        if said[-1] == "*" and said[:-1].isalnum():
            self._fail(word, "* is no sign here: write each form, with OR between them")
        if field := _FIELD.match(said):
            name = field[1].casefold()
            close = _FIELD_WORDS.get(name) or next(
                iter(difflib.get_close_matches(name, FIELDS, 1, 0.75)), None
            )
            if close:
                self._fail(
                    word, f'{field[1]}: is no field: did you mean {close}:? Else put it in "quotes"'
                )

    def _field(self, field: "Token", value: "Token") -> Term:
        said = self._words(value, str(value).strip('"').strip())
        name = field.casefold()
        if name == "raw:":
            return Raw(said)
        if name == "author:":
            return By(said)
        if name == "lang:":
            if not re.fullmatch(r"[a-z]{2}", said.casefold()):
                self._fail(value, "expected a language in two letters, as in lang:fr")
            return Lang(said.casefold())
        host, _, path = re.sub(r"^https?://", "", said.casefold()).partition("/")
        if not re.fullmatch(r"[\w-]+(\.[\w-]+)*", host):
            self._fail(value, "expected a host, as in site:lemonde.fr")
        return Site(host.removeprefix("www."), f"/{path.strip('/')}" if path.strip("/") else "")

    def _near(self, one: object, near: "Token", other: object) -> Near:
        most = int(near.partition("/")[2][:6])
        if not most or most > FARTHEST:
            self._fail(near, f"NEAR takes 1 to {FARTHEST} words, as in NEAR/5")
        sides = [self._term(one), self._term(other)]
        if not all(_is_sought(side) for side in sides):
            self._fail(
                near,
                "NEAR joins words and phrases, or several with OR in parentheses: move the rest out",
            )
        return Near(most, *sides)  # type: ignore[arg-type]

    def _fail(self, token: "Token", why: str) -> NoReturn:
        _fail(self._text, token.start_pos or 0, why)


def _is_sought(term: Term) -> bool:
    return isinstance(term, Phrase) or (isinstance(term, Some) and all(map(_is_sought, term.of)))


@cache
def _lark() -> "Lark":
    from lark import Lark

    return Lark(_GRAMMAR, parser="lalr", lexer="basic")
