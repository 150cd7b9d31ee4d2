"""What crosses a module has a type: a dict of anything stands where a foreign format begins, and there only."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

LISTENER = Path(__file__).parent.parent / "listener"
LOOSE = re.compile(r"\b(dict|Mapping|MutableMapping)\[str, (typing\.)?(Any|object)\]")

TOML = "a table of the settings as it was written, before pydantic has read it"
SLACK = "Slack's own JSON"
SQL = "a row's columns on their way into a statement, inside the store"
BORDERS = {
    "settings/environ.py place_heartbeat": TOML,
    "settings/environ.py place_model": TOML,
    "settings/environ.py place_reword": TOML,
    "settings/environ.py place_storage": TOML,
    "settings/environ.py read_slack": TOML,
    "settings/file.py Tables.raw": TOML,
    "settings/file.py read_remains": TOML,
    "settings/reference.py json_schema": "a JSON Schema, for a file",
    "settings/sources.py read_sources": TOML,
    "settings/written.py listed": TOML,
    "channels/slack/door/client.py Bot.validate_view": SLACK,
    "channels/slack/door/stamps.py Stamp.metadata": SLACK,
    "channels/slack/door/stamps.py read": SLACK,
    "channels/slack/look/message.py Block": SLACK,
    "notices/parts.py Ready.blocks": SLACK,
    "store/base.py columns_of": SQL,
    "store/inserting.py Inserting.insert_new": SQL,
    "store/outgoing.py columns": SQL,
    "store/outgoing.py Json": "the payload of a notice, which each kind reads into its own type",
    "judge/rows.py _Table": "a mention's own keys in a row of the operator, which the contract reads",
    "watch/health.py Health.to_json": "what /healthz answers",
    "settings/sheet.py raw_sheet": "our own sheet as its file has it, which an operator's is laid over",
    "desk/shown.py Json": "what the acts API answers, as JSON",
    "shell.py help_words": "what typer takes by name",
}


def test_a_dict_of_anything_crosses_no_module() -> None:
    found = {
        f"{path.relative_to(LISTENER).as_posix()} {name}"
        for path in sorted(LISTENER.rglob("*.py"))
        if "versions" not in path.parts  # a migration is no module that others know
        for name in loose(ast.parse(path.read_text()).body)
    }
    assert found - BORDERS.keys() == set(), "give it a type: a frozen value, or a TypedDict"
    assert BORDERS.keys() - found == set(), "it has a type now: take it off the list"


def loose(body: list[ast.stmt], of: str = "") -> Iterator[str]:
    """The public functions, fields and names that say nothing of what is in a dict."""
    for node in body:
        match node:
            case ast.ClassDef(name=name) if not name.startswith("_"):
                yield from loose(node.body, f"{name}.")
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                if not name.startswith("_") and any(map(is_loose, signature(node))):
                    yield of + name
            case ast.AnnAssign(target=ast.Name(id=name)) if is_loose(node.annotation):
                yield of + name
            case ast.Assign(targets=[ast.Name(id=name)]) if is_loose(node.value):
                yield of + name
            case _:
                pass


def signature(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.expr]:
    args = node.args
    taken = (*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg)
    yield from (arg.annotation for arg in taken if arg and arg.annotation)
    if node.returns:
        yield node.returns


def is_loose(annotation: ast.expr) -> bool:
    return bool(LOOSE.search(ast.unparse(annotation)))


def test_the_search_finds_what_it_is_for() -> None:
    code = """
Rows = list[dict[str, object]]
def one(rows: list[dict[str, Any]]) -> int: ...
def two(*, more: Mapping[str, Any] | None = None) -> int: ...
def _private() -> dict[str, Any]: ...
class Value:
    said: 'dict[str, Any]'
    n: int
    async def told(self) -> dict[str, object]: ...
class _Private:
    said: dict[str, Any]
"""
    assert list(loose(ast.parse(code).body)) == ["Rows", "one", "two", "Value.said", "Value.told"]
