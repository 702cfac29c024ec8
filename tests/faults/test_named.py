"""Every test that the account of faults names is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ACCOUNT = ROOT / "docs" / "faults.md"


def test_every_row_names_tests_that_exist() -> None:
    rows = [line for line in ACCOUNT.read_text(encoding="utf-8").splitlines()
            if line.startswith("| ") and not line.startswith(("| what |", "| law |"))]  # fmt: skip
    assert len(rows) >= 18
    for row in rows:
        named = re.findall(r"`(tests/[a-z_/]+\.py)::(\w+)`", row)
        assert named, row
        for path, name in named:
            tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
            assert name in {n.name for n in tree.body if isinstance(n, ast.FunctionDef)}, name
