"""Others' words reach a file of the digest through one escape each: types say so, and no cast goes by."""

import ast
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from listener.digest import markdown, values

DIGEST = Path(markdown.__file__).parent
# Casts to what is shown as it is; every other text has to go through one of these.
DOORS = {"Md": {"escape", "md", "markdown", "_joined", "_link"}, "Markup": {"_drawn"}}
# Of these, a plain str is a key, a label or a language.
KEYS = {
    "Figure": {"key"},
    "Entry": {"form", "tone", "intent", "leaf", "lane", "figures", "country"},
    "WeekBalance": {"week"},
    "Action": {"anchor"},
    "Digest": {"language", "zone", "week"},
}


@pytest.mark.parametrize("cast", DOORS)
def test_a_text_that_is_no_literal_is_taken_as_escaped_in_few_places(cast: str) -> None:
    """Signs of ours stand written out; a number's digits are signs of ours, too."""
    found = {
        name
        for path in DIGEST.glob("*.py")
        for name, call in calls(path, cast)
        if not is_literal(call.args[0])
    }
    assert found == DOORS[cast]


def test_the_pattern_of_a_line_is_a_literal() -> None:
    found = [call for _, call in calls(DIGEST / "markdown.py", "md")]
    assert len(found) > 5
    assert all(isinstance(call.args[0], ast.Constant) for call in found)


def test_the_template_turns_no_escaping_off() -> None:
    text = (DIGEST / "html" / "digest.html.j2").read_text()
    assert "|safe" not in text.replace(" ", "")
    assert "autoescape" not in text
    assert "{{" in text


def test_what_a_digest_holds_says_whose_it_is() -> None:
    """A field that is a plain `str` is a key; a text is ours or theirs."""
    made = [
        v
        for v in vars(values).values()
        if isinstance(v, type) and is_dataclass(v) and v.__module__ == values.__name__
    ]
    assert len(made) > 8
    for shape in made:
        bare = {f.name for f in fields(shape) if holds_str(f.type)}
        assert bare <= KEYS.get(shape.__name__, set()), shape


def holds_str(type_: object) -> bool:
    return type_ is str or any(map(holds_str, getattr(type_, "__args__", ())))


def calls(path: Path, name: str) -> list[tuple[str, ast.Call]]:
    """Each call of `name`, with the function it stands in."""
    return [
        (getattr(function, "name", ""), node)
        for function in ast.parse(path.read_text()).body
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        if isinstance(node.func, ast.Name) and node.func.id == name
    ]


def is_literal(arg: ast.expr) -> bool:
    return isinstance(arg, ast.Constant) or ast.unparse(arg) == "str(n)"
