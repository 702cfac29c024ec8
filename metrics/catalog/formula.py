"""Formulas of metrics: arithmetic over summed columns, compiled once and safe to divide by zero."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from types import CodeType

import numpy as np

_NODES = (
    ast.Expression,
    ast.BinOp,
    ast.UnaryOp,
    ast.USub,
    ast.Add,
    ast.Sub,
    ast.Mult,
    ast.Div,
    ast.Name,
    ast.Load,
    ast.Constant,
    ast.Call,
)
_FUNCTIONS = {"positive": lambda x: np.maximum(x, 0.0)}


@dataclass(frozen=True)
class Formula:
    """A formula and the names it reads."""

    text: str
    names: frozenset[str]
    code: CodeType

    @classmethod
    def compile(cls, text: str) -> Formula:
        """Compile arithmetic on names; ValueError for anything that is not arithmetic."""
        try:
            tree = ast.parse(text, mode="eval")
        except SyntaxError as error:
            raise ValueError(f"Formula {text!r} can't be read: {error.msg}") from None
        for node in ast.walk(tree):
            if not isinstance(node, _NODES):
                raise ValueError(f"Formula {text!r} uses {type(node).__name__}, only + - * / stand")
        names = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)} - set(_FUNCTIONS)
        return cls(text, frozenset(names), compile(tree, "<formula>", "eval"))

    def value(self, columns: Mapping[str, np.ndarray | float]) -> np.ndarray:
        """The formula over columns of sums, shape (groups,); NaN where it is undefined."""
        names = {**_FUNCTIONS, **{name: np.asarray(columns[name], float) for name in self.names}}
        with np.errstate(all="ignore"):
            result = np.asarray(eval(self.code, {"__builtins__": {}}, names), float)  # noqa: S307
        return np.where(np.isfinite(result), result, np.nan)
