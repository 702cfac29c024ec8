"""The study's figures, as it last wrote them: how right the numbers are on known markets."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

RESULT = Path(__file__).resolve().parent.parent / "study.json"
"""Written by ``python -m benchmarks.study --out data/study.json``."""


@cache
def study() -> dict[str, Any] | None:
    """Seeds and figures by scenario; None where the study never ran."""
    if not RESULT.exists():
        return None
    return json.loads(RESULT.read_text(encoding="utf-8"))
