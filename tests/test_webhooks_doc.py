"""The manual's page of webhooks is true: its settings load, and its recipes read what they show."""

import os
import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from connectors.inbound.source import Inbound
from listener.settings.config import Config
from listener.settings.load import load
from listener.watch.hooks.desk import ACCEPTED, EMPTY, KNOWN, MOST
from listener.watch.hooks.proof import ID, SIGNATURE, TIME

DOCS = Path(__file__).parent.parent / "docs"
DOC, FRENCH = (
    (DOCS / name).read_text("utf-8") for name in ("en/how-to/webhooks.md", "fr/how-to/webhooks.md")
)
BLOCKS, OTHERS = (re.findall(r"```toml\n(.*?)```", doc, re.DOTALL) for doc in (DOC, FRENCH))
ENVIRON = {"AVIS_SECRET": "a" * 32}


def settings(folder: Path, block: str) -> Config:
    head = "" if "[[source]]" in block else '[[source]]\nkind = "inbound"\nname = "avis"\n'
    (folder / "config.toml").write_text(f"{head}{block}\n[[brand]]\nname = 'Acme'\n")
    return load(folder / "config.toml", ENVIRON)


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_what_it_shows_can_be_pasted(tmp_path: Path, number: int) -> None:
    found = settings(tmp_path, BLOCKS[number])
    assert not found.faults
    [source] = found.source
    assert isinstance(source.connector, Inbound)


def test_the_recipe_for_avis_verifies_reads_what_it_shows(tmp_path: Path) -> None:
    [body] = re.findall(r"```json\n(.*?)```", DOC, re.DOTALL)
    [block] = [one for one in BLOCKS if "moderation" in one]
    for name, told in (("one.json", body), ("list.json", f"[{body}]"), ("by.json", f'{{"p-1": [{body}]}}')):  # fmt: skip
        (tmp_path / name).write_text(told)
        os.utime(tmp_path / name, (0, 0))
    source = settings(tmp_path, block).source[0].connector
    assert isinstance(source, Inbound)
    with httpx.Client() as client:
        pages = source.model_copy(update={"folder": tmp_path}).pages(client, None)
        found = [m for page in pages for m in page.mentions]
    assert len(found) == 6, "each of the three files holds the review and its answer"
    for review, answer in zip(found[::2], found[1::2], strict=True):
        assert (review.external_id, review.rating, review.genre, review.venue) == ("p-1", 2, "review", "review")  # fmt: skip
        assert review.author
        assert (review.author.name, review.posted_at) == ("Zoé", datetime(2026, 11, 3, 9, tzinfo=UTC))  # fmt: skip
        assert (answer.text, answer.by_owner) == ("Pardon pour ce retard.", True)
        assert answer.posted_at == datetime(2026, 11, 4, 8, tzinfo=UTC)
        assert answer.thread_key == "p-1"


def test_headers_answers_and_sizes_are_those_of_the_code() -> None:
    lower = DOC.lower()
    assert all(f"`{name}`" in lower for name in (ID, SIGNATURE, TIME))
    assert all(f"`{told.body.strip()}`" in DOC for told in (ACCEPTED, KNOWN, EMPTY))
    assert f"more than {MOST:,} bytes" in DOC
    assert "plus d'un million d'octets" in FRENCH
    assert MOST == 1_000_000


def test_both_languages_show_the_same_settings_headers_answers_and_recipes() -> None:
    def told(doc: str) -> list[str]:
        code = re.findall(r"```(?:sh|json)\n.*?```", doc, re.DOTALL)
        return [*code, *re.findall(r"(?m)^\| (?:`[^`]+`|\d[^|]*) \|", doc)]

    assert told(FRENCH) == told(DOC)
    assert [tomllib.loads(block) for block in OTHERS] == [tomllib.loads(block) for block in BLOCKS]
    assert FRENCH.count("\n### ") == DOC.count("\n### ")
