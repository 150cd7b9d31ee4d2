"""Numbers and hours as people write them: what is none is answered with what to write."""

import math
import re
from collections.abc import Iterator
from datetime import time
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from annotated_types import Ge, Le, Lt
from pydantic import BaseModel, BeforeValidator
from pydantic.fields import FieldInfo

_MOST = 1e9  # nothing that is counted here comes near
_WRITTEN = re.compile(r"(-?)(\d+(?:[ \u00a0\u202f.,'’]\d{3})*)(?:[.,](\d{1,6}))?\s?(\D{0,12})")
_HOUR = re.compile(r"(\d{1,2}) ?[h:.] ?(\d{2})?(?::\d{2})?", re.IGNORECASE)


def number(model: type[BaseModel], key: str, value: object) -> object:
    """The value of a key, a number where one is wanted; raises ValueError with what to write."""
    field = model.model_fields.get(key)
    kinds = set(_kinds(field.annotation)) if field else set()
    if field is None or not kinds & {int, float} or kinds & {bool, str}:
        return value
    if isinstance(value, bool):
        raise ValueError("write a number here, not true or false")
    if isinstance(value, str) and (read := _read(value)) is not None:
        value = read
    if isinstance(value, str):
        raise ValueError(_instead(value, field, is_whole=float not in kinds))
    if not isinstance(value, int | float):
        return value
    if not math.isfinite(value) or abs(value) > _MOST:
        raise ValueError("that is no number to count with: write an ordinary one")
    if _is_share(field) and 1 < value <= 100:
        raise ValueError(f"a share goes from 0 to 1: write {value / 100:g}")
    return value


def _read(written: str) -> int | float | None:
    try:
        return float(written) if re.search(r"\D", written) else int(written)
    except ValueError:
        return None


def _instead(written: str, field: FieldInfo, *, is_whole: bool) -> str:
    found = _WRITTEN.fullmatch(written.strip()[:40])
    if not found:
        return "write a number here, without quotes"
    sign, whole, part, unit = found.groups()
    thousands = re.sub(r"\D", "", whole)
    if not is_whole and not part and re.fullmatch(r"\d{1,20}[.,]\d{3}", whole):
        thousands, part = re.split(r"[.,]", whole)  # 0,125
    meant = float(f"{sign}{thousands}.{part or 0}")
    if _is_share(field) and (unit == "%" or meant > 1):
        return f"a share goes from 0 to 1: write {meant / 100:g}, without quotes"
    return f"write {meant:.10g}, without quotes"


def _is_share(field: FieldInfo) -> bool:
    bounds = {type(one): one for one in field.metadata}
    return Ge(0) in field.metadata and (bounds.get(Le) == Le(1) or bounds.get(Lt) == Lt(1))


def _kinds(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) in (Union, UnionType, Annotated):
        for one in get_args(annotation):
            yield from _kinds(one)
    else:
        yield annotation


def _hour(written: object) -> object:
    """8h30, 8:30 and 8h as a time; raises ValueError for what is none."""
    if isinstance(written, time):
        return written
    found = _HOUR.fullmatch(written.strip()[:20]) if isinstance(written, str) else None
    if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise ValueError('write one hour of the day, in quotes, as in "09:30"')
    return time(int(found[1]), int(found[2] or 0))


Hour = Annotated[time, BeforeValidator(_hour)]
