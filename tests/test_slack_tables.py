"""Tables in Slack: the week's figures in columns, and the same as fields wherever Slack takes no table."""

import json
from typing import Any

import pytest
from acme import NOON
from rigs.faults import POST, Faults, Seen
from rigs.slack_outbox import Plain, rows
from rigs.slack_scene import Scene
from rigs.slack_server import Slack
from slackblocks import DataTableBlock, RawText
from test_slack_blocks import (
    EN,
    FR,
    has_the_official_structure,
    keeps_within_limits,
    passes_slackblocks,
)

from listener.advice.time import periods
from listener.channels.slack.look import limits
from listener.channels.slack.look.message import Message
from listener.channels.slack.look.parts import message
from listener.digest.build import build
from listener.digest.content import thread
from listener.notices import kept
from listener.notices.parts import Content, Figure, Figures
from listener.settings.brand import Brand
from listener.store.store import Store
from listener.words.whose import NOTHING, Ours

TABLE = {"type": "data_table", "caption": "c", "page_size": 1, "rows": [[{"type": "raw_text", "text": "x"}]] * 2}  # fmt: skip
FIELDS = {"type": "section", "fields": [{"type": "mrkdwn", "text": "x"}]}
TABLED = Message("in words", (TABLE,), (FIELDS,))


def parts(store: Store, brand: Brand) -> list[Content]:
    """What a week's thread says below its head."""
    week = build(store, brand, periods.last_finished(NOON, brand), NOON)
    return [*thread(week, brand)[1:]]


def tables(message: Message) -> list[list[list[str]]]:
    """Of each table, its rows of words."""
    found = [block for block in message.blocks if block["type"] == "data_table"]
    return [[[cell["text"] for cell in row] for row in block["rows"]] for block in found]


@pytest.mark.parametrize("brand", [EN, FR], ids=["en", "fr"])
def test_the_weeks_figures_stand_in_columns_and_beside_as_fields(
    sqlite: Store, brand: Brand
) -> None:
    for part in parts(sqlite, brand):
        shown = message(part, brand)
        assert tables(shown)
        for one in tables(shown):
            assert {len(row) for row in one} == {5}
        assert not [block for block in shown.plainer if block["type"] == "data_table"]
        plainer = Message(shown.text, shown.plainer)
        passes_slackblocks(plainer)
        keeps_within_limits(plainer)
        assert limits.weight(shown.blocks) <= limits.TOTAL
        has_the_official_structure(shown)
        for table in (block for block in shown.blocks if block["type"] == "data_table"):
            is_told_as_another_library_tells_it(table)


def is_told_as_another_library_tells_it(table: dict[str, Any]) -> None:
    cells: Any = [[RawText(cell["text"]) for cell in row] for row in table["rows"]]
    other = DataTableBlock(cells, caption=table["caption"], page_size=table["page_size"])
    made = json.loads(json.dumps(other._resolve()))
    assert [[cell["text"] for cell in row] for row in made.pop("rows")] == [[c["text"] for c in row] for row in table["rows"]]  # fmt: skip
    assert {cell["type"] for row in table["rows"] for cell in row} == {"raw_text"}
    defaults = {"block_id", "row_header_column_index"}
    assert {k: v for k, v in made.items() if k not in defaults} == {k: v for k, v in table.items() if k != "rows"}  # fmt: skip


def test_a_screen_reader_is_told_every_figure_of_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    figure = Figure(Ours("Positive"), ((Ours("9"), NOTHING),), Ours("+2"), (Ours("9"), NOTHING))
    figures = Figures((figure,), heads=(Ours("Tone"), Ours("This week"), Ours("Change")))
    shown = message(Content((figures,)), EN)
    assert tables(shown) == [[["Tone", "This week", "Change"], ["Positive", "9", "–"]]]
    assert shown.text == "Positive\n9\n+2"
    monkeypatch.setattr(limits, "ROWS", 1)
    many = Figures((figure,) * 3, heads=figures.heads)
    assert len(tables(message(Content((many,)), EN))[0]) == 2


def test_a_week_that_is_kept_keeps_its_columns_and_one_of_an_earlier_release_has_none(
    sqlite: Store,
) -> None:
    part = parts(sqlite, EN)[1]
    told = json.loads(json.dumps(kept.to_json(part)))
    assert kept.from_json(told) == part
    for one in told["parts"]:
        one.pop("heads", None)
        for figure in one.get("figures", ()):
            figure.pop("cells")
    assert message(kept.from_json(told), EN) == Message(message(part, EN).text, message(part, EN).plainer)  # fmt: skip


class Tabled(Plain):
    """Every message has a table."""

    def __call__(self, _: object) -> Message:
        return TABLED


@pytest.fixture
def scene(store: Store, slack: Slack, faults: Faults) -> Scene:
    made = Scene(store, slack, faults)
    made.render = Tabled()
    made.again()
    return made


def kinds(scene: Scene) -> list[list[str]]:
    """Of each try to post, the kinds of its blocks."""
    posted = [s for _, s in scene.came if s.method == POST]
    return [[b["type"] for b in _blocks(s)] for s in posted]


def _blocks(seen: Seen) -> list[dict[str, Any]]:
    told = seen.fields.get("blocks") or "[]"
    return list(json.loads(told) if isinstance(told, str) else told)


def test_a_table_is_posted_where_slack_takes_it(scene: Scene) -> None:
    scene.add(1)
    scene.tick(2)
    assert kinds(scene) == [["data_table"]]


@pytest.mark.parametrize("code", ["invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"])
def test_where_slack_refuses_a_table_the_same_goes_once_more_without(
    scene: Scene, code: str
) -> None:
    scene.break_with(lambda s: f"error {code}" if "data_table" in str(_blocks(s)) else "ok")
    scene.add(1)
    scene.tick(3)
    assert kinds(scene) == [["data_table"], ["section"]]
    [told] = scene.slack.history(scene.alerts)
    assert told["text"] == "in words"
    assert [block["type"] for block in told["blocks"]] == ["section"]
    assert [(r.state, r.error, r.class_) for r in rows(scene.store)] == [("sent", None, "instant")]


def test_where_it_refuses_those_too_the_words_alone_go(scene: Scene) -> None:
    scene.break_with(lambda s: "error invalid_blocks" if _blocks(s) else "ok")
    scene.add(1)
    scene.tick(4)
    assert kinds(scene) == [["data_table"], ["section"], []]
    assert scene.texts() == ["in words"]


@pytest.mark.parametrize("code", ["internal_error", "fatal_error"])
def test_where_a_server_breaks_on_a_table_it_is_looked_for_and_goes_without(
    scene: Scene, code: str
) -> None:
    """Slack's own did, on cells of plain text, when tables were new."""
    scene.break_with(lambda s: f"error {code}" if "data_table" in str(_blocks(s)) else "ok")
    scene.add(1)
    scene.tick(12)
    assert kinds(scene) == [["data_table"], ["section"]]
    assert scene.texts() == ["in words"]


def test_after_a_lost_connection_the_table_is_tried_again(scene: Scene) -> None:
    left = ["500 before"]
    scene.break_with(lambda s: left.pop(0) if s.method == POST and left else "ok")
    scene.add(1)
    scene.tick(12)
    assert kinds(scene)[-1] == ["data_table"]
