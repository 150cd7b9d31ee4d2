"""`[[source]]`: the tables as connectors, each with its brand; what is wrong leaves out that one."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import SecretStr, ValidationError
from pydantic.fields import FieldInfo

import connectors
from connectors.kit.hook import FROM_ENVIRONMENT
from listener.settings.config import Source
from listener.settings.environ import Filling
from listener.settings.figure import number
from listener.settings.problems import choose, close_key, counted, it_says, lines
from listener.settings.written import holds, listed, name_of

_NAMED = re.compile(r"\$\{\w+\}")


def read_sources(
    tables: list[dict[str, Any]],
    brands: list[str],
    environ: Mapping[str, str],
    faults: list[str],
) -> list[Source]:
    """Those that can be used; `brands` are the names that the settings have, used or not."""
    sources = []
    for place, table in enumerate(tables):
        problems: list[str] = []
        fields = dict(table)
        where = f"source{counted(place, table)}"
        brand = fields.pop("brand", brands[0] if len(brands) == 1 else None)
        brand = name_of(brand) if isinstance(brand, str) else brand
        if brand not in brands and brands:
            asked = "say which brand it is for:"
            told = f"{asked} {', '.join(brands)}" if brand is None else choose(brand, brands, asked)
            problems.append(f"{where}.brand: {told}")
        filling = Filling(environ, problems)
        known = _settings(fields.get("kind"))
        fields = {k: _braced(known.get(k), v) for k, v in fields.items()}
        problems += _bare_secrets(where, fields, known)
        fields = {k: filling.filled(v, f"{where}.{k}") for k, v in fields.items()}
        found: list[str] = []
        source = _source(where, fields, str(brand), found)
        told_of = {line.partition(": ")[0] for line in problems}  # one line for one mistake
        if filling.is_short:  # of the whole nobody can say yet whether it is right
            told_of.add(where)
        problems += [filling.masked(x) for x in found if x.partition(": ")[0] not in told_of]
        sources += [source] if source and not problems else []
        faults += problems
    return sources


def _settings(kind: object) -> Mapping[str, FieldInfo]:
    """Those of a kind; none where it is no kind."""
    try:
        return connectors.connector_type(str(kind)).model_fields
    except LookupError:
        return {}


def _braced(field: FieldInfo | None, value: object) -> object:
    """A secret that is written as $NAME means ${NAME}; elsewhere a $ is one, as in a ticker's."""
    if not (isinstance(value, str) and re.fullmatch(r"\$\w+", value.strip())):
        return value
    if field is None or not holds(field.annotation, SecretStr):
        return value
    return f"${{{value.strip()[1:]}}}"


def _bare_secrets(
    where: str, table: Mapping[str, Any], known: Mapping[str, FieldInfo]
) -> Iterator[str]:
    """Of each secret that stands in the file itself: where, and what to write."""
    for key, value in table.items():
        is_secret = key in known and FROM_ENVIRONMENT in known[key].metadata
        if is_secret and not (isinstance(value, str) and _NAMED.fullmatch(value)):
            yield f'{where}.{key}: a secret does not belong in this file: write "${{NAME}}", and set that variable'


def _source(where: str, fields: dict[str, Any], brand: str, problems: list[str]) -> Source | None:
    kind = fields.pop("kind", None)
    if kind is None:
        slip = next((key for key in fields if close_key(key, ["kind"])), None)
        said = (
            f"{slip}: unknown key: {slip!r}? did you mean 'kind'?"
            if slip
            else "kind: missing: add it"
        )
        problems.append(f"{where}.{said}")
        return None
    try:
        connector = connectors.connector_type(str(kind))
    except LookupError:
        known = connectors.kinds()
        problems.append(f"{where}.kind: {choose(kind, known, 'the kinds are')}")
        return None
    for key, value in fields.items():
        try:
            number(connector, key, value)
        except ValueError as error:
            problems.append(f"{where}.{key}: {error}{it_says(value)}")
    if problems:
        return None
    try:
        return Source(
            brand=brand,
            kind=str(kind),
            connector=connector.model_validate(listed(connector, fields)),
        )
    except ValidationError as error:
        problems.extend(lines(f"{where}.", error, connector, raw=fields))
        return None
