"""Broken settings: what can be known of them all the same: where all is kept, and of which brands.

A person whose config.toml has a slip still wants to see what the database holds.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from listener.settings import environ as config_environ
from listener.settings import tokens_env
from listener.settings.brand import Brand
from listener.settings.config import Config, Storage
from listener.settings.file import MOST, NotTomlError, read_remains, read_tables, read_up_to

_SPOKEN_OF = ("name", "language", "zone")


def remains(path: Path, language: str, environ: Mapping[str, str] = os.environ) -> Config | None:
    """Settings to look at the database with, and for nothing else: each brand as a stand-in.

    `language` where no brand tells one. None where it cannot be known which database is meant.
    """
    try:
        content = read_up_to(path)
    except OSError:
        return None
    if len(content) > MOST:  # where all is kept may stand in what was not read
        return None
    try:
        raw = read_tables(content).raw
    except NotTomlError:
        raw = read_remains(content)
    folder = path.absolute().parent
    environ = tokens_env.with_tokens(folder, environ)
    config_environ.place_storage(raw, folder, environ, [])
    told = raw.get("storage")
    if not isinstance(told, dict):
        return None
    try:
        storage = Storage.model_validate({k: told[k] for k in ("dir", "url") if k in told})
    except ValidationError:
        return None
    tables = raw.get("brand")
    found = [stand_in(table) for table in tables] if isinstance(tables, list) else []
    brands = tuple(brand for brand in found if brand)
    spoken = Brand(name="?", language="fr" if language == "fr" else "en")
    return Config(brand=brands or (spoken,), storage=storage)


def stand_in(table: object) -> Brand | None:
    """A brand by what of its table is right: its name, and how to speak of it; None without a name."""
    known: dict[str, Any] = {}
    if isinstance(table, dict):
        known = {key: table[key] for key in _SPOKEN_OF if key in table}
    for _ in range(len(known)):
        try:
            return Brand.model_validate(known)
        except ValidationError as error:
            wrong = {problem["loc"][0] for problem in error.errors()}
            known = {key: value for key, value in known.items() if key not in wrong}
    return None
