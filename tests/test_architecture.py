"""The direction of imports and the shape of the code, read from the source."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAYERS = {
    "formats": set(),
    "metrics": set(),
    "data": {"formats", "metrics"},
    "components": {"formats", "metrics"},
    "pages": {"components", "data", "formats", "metrics"},
    "callbacks": {"components", "data", "metrics"},
    "api": {"data", "metrics"},
    "settings": {"metrics"},
    "startup": {"data"},
    "app": {"api", "callbacks", "components", "data", "pages", "settings", "startup"},
}
SOURCES = sorted(
    path
    for layer in LAYERS
    for path in (
        [ROOT / f"{layer}.py"] if (ROOT / f"{layer}.py").exists() else (ROOT / layer).rglob("*.py")
    )
)
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}
IDS = ROOT / "components" / "ids.py"


def layer_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imports(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_there_is_something_to_check() -> None:
    assert {layer_of(path) for path in SOURCES} == set(LAYERS)
    assert len(SOURCES) > 40


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_imports_point_one_way(path: Path) -> None:
    own = layer_of(path)
    used = imports(TREES[path]) & set(LAYERS)
    assert used <= LAYERS[own] | {own}, f"{named(path)} may not import {used - LAYERS[own] - {own}}"


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_modules_and_functions_stay_small(path: Path) -> None:
    tree, lines = TREES[path], path.read_text(encoding="utf-8").count("\n")
    assert lines <= 250 and ast.get_docstring(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            length = node.end_lineno - node.lineno + 1
            # Registering functions hold the callbacks they register; those are measured below.
            own = length - sum(
                n.end_lineno - n.lineno + 1
                for n in node.body
                if isinstance(n, ast.FunctionDef) and node.name.startswith("register")
            )
            assert own <= 40, f"{node.name} has {own} lines"
            assert node.returns is not None, f"{node.name} has no return annotation"


def callbacks() -> list[tuple[str, ast.FunctionDef]]:
    return [
        (named(path), node)
        for path in SOURCES
        for node in ast.walk(TREES[path])
        if isinstance(node, ast.FunctionDef)
        and any("callback" in ast.unparse(decorator) for decorator in node.decorator_list)
    ]


def test_callbacks_are_thin() -> None:
    assert callbacks()
    for place, node in callbacks():
        statements = sum(isinstance(n, ast.stmt) for n in ast.walk(node)) - 1
        assert statements <= 12, f"{place}: {node.name} has {statements} statements"


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_words_that_must_not_stand(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"style=\{", text), "styles stand in assets"
    assert not re.search(r"^\s*print\(", text, re.M), "logs or CLIs' stdout, not print"
    assert "plotly.express" not in text
    assert "import_module" not in text
    if path != IDS:
        assert not re.search(r"\bid=[\"']", text), "ids stand in components/ids.py"
        for node in ast.walk(TREES[path]):
            if isinstance(node, ast.Dict):
                keys = {k.value for k in node.keys if isinstance(k, ast.Constant)}
                assert (
                    not {"type", "name"} <= keys or "data" in keys or layer_of(path) != "callbacks"
                )


def test_a_formula_stands_once() -> None:
    places = [
        named(path)
        for path in SOURCES
        if re.search(r"revenue[\"'\]]*\s*/\s*\w*[\"'\[(]*payout", path.read_text(encoding="utf-8"))
    ]
    assert places == ["metrics/catalog/__init__.py"]


def test_colours_stand_in_the_tokens() -> None:
    for path in SOURCES:
        if path.name != "tokens.py":
            found = re.findall(r"[\"']#[0-9A-Fa-f]{6}[\"']", path.read_text(encoding="utf-8"))
            assert not found, f"{named(path)}: {found}"
