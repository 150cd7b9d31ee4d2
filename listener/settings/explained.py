"""Lines for config.toml, each key under what it means, in the brand's language."""

import re
from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from listener.settings.brand import Brand
from listener.settings.over import ALL_OBJECTIVES
from listener.settings.reference import french_words, section_of
from listener.words import say

_PLACE = "# in "  # before the table that the next lines stand in
_TABLE = re.compile(r"\[{1,2}brand((?:\.[a-z_]+)*)\]{1,2}")
_KEY = re.compile(r"([a-z_]{1,60}) = ")


def explained(lines: Iterable[str], language: str) -> Iterator[str]:
    """The lines that put settings into a `[[brand]]`, with comments that say what each key means, once."""
    words = french_words() if language == "fr" else {}
    model: type[BaseModel] = Brand
    told = set[tuple[type[BaseModel], str]]()
    for line in lines:
        bare = line.lstrip("\n")
        if table := _TABLE.match(bare.removeprefix(_PLACE)):
            model = _model(table[1])
        elif key := _KEY.match(bare):
            if key[1] not in model.model_fields:  # what the brand itself has, behind a table of it
                model = Brand
                yield _placed(f"{_PLACE}[[brand]]", language)
            said = model.model_fields[key[1]].description
            if said and (model, key[1]) not in told:
                told.add((model, key[1]))
                yield f"# {words.get(said, said)}"
        yield _placed(line, language)


def _placed(line: str, language: str) -> str:
    if line.endswith(ALL_OBJECTIVES):
        return f"\n# {say(language, 'setting.all_objectives')}"
    if not line.startswith(_PLACE):
        return line
    return f"# {say(language, 'setting.place', table=line.removeprefix(_PLACE))}"


def _model(path: str) -> type[BaseModel]:
    model: type[BaseModel] = Brand
    for part in path.split(".")[1:]:
        model = section_of(model.model_fields[part].annotation) or model
    return model
