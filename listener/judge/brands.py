"""The brands that labelled rows are about: brands.json or config.toml beside them, else the settings."""

import json
from pathlib import Path

from pydantic import ValidationError

from listener.settings.brand import Brand, Slack
from listener.settings.config import ConfigError, TaggerSettings
from listener.settings.file import MOST, TOO_LARGE, read_up_to
from listener.settings.load import find, load
from listener.settings.problems import lines
from listener.words.spoken import spoken

FILE = "brands.json"
_CALLED = {"facts": "fact"}  # as labellers write it


def read_brands(folder: Path, settings: Path | None) -> tuple[dict[str, Brand], TaggerSettings]:
    """The brands by the name that rows give them, none of them with a way to Slack, and the model.

    One brand may stand there several times under names of its own (`Acme#2`), each with its
    `name`. Raises ConfigError with every problem, in the brand's language.
    """
    if (file := folder / FILE).is_file():
        return _of_json(file), TaggerSettings()
    beside = folder / "config.toml"
    config = load(beside if beside.is_file() else find(settings))
    return {brand.name: _unheard(brand) for brand in config.brand}, config.tagger


def _unheard(brand: Brand) -> Brand:
    return brand.model_copy(update={"slack": Slack()})


def _of_json(file: Path) -> dict[str, Brand]:
    try:
        content = read_up_to(file)
        if len(content) > MOST:
            raise ConfigError(f"{file.name}: {TOO_LARGE}")
        raw = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        line = f": line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        where = f"{file.name}{line}"
        raise ConfigError(f"{where}: this is no JSON: mend it there") from None
    except OSError as error:
        raise ConfigError(f"{file}: cannot read it ({error.strerror})") from None
    if isinstance(raw, list) and all(isinstance(one, dict) for one in raw):
        raw = {str(one.get("name", "")): one for one in raw}
    if not isinstance(raw, dict) or not raw or not all(isinstance(b, dict) for b in raw.values()):
        raise ConfigError(f"{file.name}: write a list of brands, each an object with a name")
    found, problems = dict[str, Brand](), list[str]()
    for called, table in raw.items():
        told = {_CALLED.get(key, key): value for key, value in table.items() if value}
        try:
            found[called] = _unheard(Brand.model_validate({"name": called} | told))
        except ValidationError as error:
            problems += [f"{file.name}: {line}" for line in lines(f"{called}.", error, Brand)]
    if problems:
        first = next(iter(raw.values()))
        raise ConfigError(spoken(str(first.get("language", "en")), "\n".join(problems)))
    return found
