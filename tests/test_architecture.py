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
def test_modules_say_what_they_are_for_and_functions_what_they_return(path: Path) -> None:
    tree = TREES[path]
    assert ast.get_docstring(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            assert node.returns is not None, f"{node.name} has no return annotation"


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
