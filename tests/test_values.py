"""The house's values are named tuples: none of them is without a field, because an empty one would be false."""

from __future__ import annotations

import ast
from pathlib import Path

HOUSE = Path(__file__).parent.parent / "backlog_cli"


def values_of(tree: ast.Module) -> dict[str, list[str]]:
    """The named tuples that a module makes, each with its fields."""
    return {
        node.name: [part.target.id for part in node.body if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)]
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and any(ast.unparse(base) in ("NamedTuple", "typing.NamedTuple") for base in node.bases)
    }


def test_no_value_is_empty_and_so_false() -> None:
    found = [
        (path.name, *value) for path in HOUSE.rglob("*.py") for value in values_of(ast.parse(path.read_text("utf-8"))).items()
    ]
    assert len(found) > 100
    assert [(where, name) for where, name, fields in found if not fields] == []


def test_a_value_without_a_field_would_be_found() -> None:
    found = values_of(ast.parse("class A(NamedTuple):\n    pass\nclass B(NamedTuple):\n    job: str\n"))
    assert found == {"A": [], "B": ["job"]}
