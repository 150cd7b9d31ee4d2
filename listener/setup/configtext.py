"""config.toml as `listener init` writes it: what was answered, what was chosen, and what may come next."""

from collections.abc import Sequence
from typing import Any

from connectors.kit.about import Settings
from listener.settings.answers import SLACK, Answers
from listener.setup.tomltext import table_text
from listener.words import say


def config_text(answers: Answers, language: str, sources: Sequence[Settings]) -> str:
    """The whole file."""
    brand: dict[str, Any] = {"name": answers.brand}
    if answers.names:
        brand["names"] = answers.names
    if answers.handles:
        brand["handles"] = answers.handles
    if answers.host:
        brand["own_sites"] = [answers.host]
    brand |= {"country": answers.country, "language": language, "zone": answers.zone}
    if answers.not_us:
        brand["not_us"] = answers.not_us
    parts = [
        _remarks(language, "head"),
        table_text("[[brand]]", brand) + _remarks(language, "speaker"),
    ]
    if answers.objective:
        parts.append(table_text("[[brand.objective]]", {"text": answers.objective}))
    if answers.alerts and answers.alerts != SLACK:
        parts.append(table_text("[brand.slack.channels]", {"alerts": answers.alerts}))
    parts.append(_remarks(language, "facts"))
    parts += [table_text("[[source]]", table) for table in sources]
    parts.append(_remarks(language, "more"))
    return "#:schema ./config.schema.json\n" + "\n".join(parts)


def _remarks(language: str, which: str) -> str:
    lines = str(say(language, f"init.remark.{which}")).splitlines()
    return "".join(f"# {line}".rstrip() + "\n" for line in lines)
