"""Values to two files and back: arrays in one that is mapped into memory, the rest as JSON.

Only declared kinds are read: numbers, texts, days, containers, frames, and dataclasses of this
program. Nothing in the files is executed, so that a cache is no way in.
"""

from __future__ import annotations

import dataclasses
import json
import mmap
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from metrics.frames import Frame

ARRAYS, REST = "arrays.bin", "rest.json"
PACKAGES = ("data.", "metrics.")
ALIGNED = 64


class Writer:
    """Turns values into JSON-ready ones, and collects their arrays."""

    def __init__(self) -> None:
        self.arrays: list[np.ndarray] = []

    def plain(self, value: Any) -> Any:
        """The value as JSON; TypeError for a kind that is not declared."""
        numpy = isinstance(value, np.generic)
        if value is None or (isinstance(value, bool | int | float | str) and not numpy):
            return value
        if isinstance(value, np.ndarray) and value.dtype != object:
            self.arrays.append(np.ascontiguousarray(value))
            return {"array": len(self.arrays) - 1}
        return {kind: [self.plain(one) for one in parts] for kind, parts in [_taken(value)]}

    def write(self, folder: Path, value: Any) -> None:
        """Write both files into a folder."""
        rest, places, end = self.plain(value), [], 0
        with (folder / ARRAYS).open("wb") as file:
            for array in self.arrays:
                start = -(-end // ALIGNED) * ALIGNED
                file.write(b"\0" * (start - end))
                file.write(array.reshape(-1).view(np.uint8).data if array.size else b"")
                end = start + array.nbytes
                places.append([start, array.dtype.str, list(array.shape)])
        told = {"arrays": places, "value": rest}
        (folder / REST).write_text(json.dumps(told), encoding="utf-8")


def read(folder: Path) -> Any:
    """The value that was written into a folder; its arrays are read-only and mapped."""
    told = json.loads((folder / REST).read_text(encoding="utf-8"))
    with (folder / ARRAYS).open("rb") as file:
        size = file.seek(0, 2)
        held = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
    arrays = []
    for start, dtype, shape in told["arrays"]:
        count = int(np.prod(shape))
        flat = np.frombuffer(held, dtype, count, start) if count else np.zeros(0, dtype)
        arrays.append(flat.reshape(shape))
        arrays[-1].flags.writeable = False
    return _value(told["value"], arrays)


def _taken(value: Any) -> tuple[str, list]:
    """The kind of a value that JSON does not have, and the parts it is made of."""
    if isinstance(value, np.generic):
        return "scalar", [value.dtype.str, value.item()]
    if isinstance(value, np.ndarray):
        # Numpy's own text would be read as Python's.
        return "texts" if all(type(one) is str for one in value) else "values", list(value)
    if dataclasses.is_dataclass(value):
        fields = [f.name for f in dataclasses.fields(value)]
        return "class", [_name(value), {name: getattr(value, name) for name in fields}]
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return "class", [_name(value), value._asdict()]
    if isinstance(value, tuple | list | frozenset):
        ordered = sorted(value) if isinstance(value, frozenset) else value
        return type(value).__name__, list(ordered)
    if isinstance(value, Mapping):
        return "map", [part for pair in value.items() for part in pair]
    if isinstance(value, date):
        return "day", [value.toordinal()]
    if isinstance(value, Path):
        return "path", [str(value)]
    if isinstance(value, Frame):
        return "frame", [{name: value[name] for name in value.names}, len(value)]
    raise TypeError(f"No kind of {type(value).__name__} is kept")


def _name(value: Any) -> str:
    return f"{type(value).__module__}:{type(value).__qualname__}"


def _value(told: Any, arrays: list[np.ndarray]) -> Any:
    if not isinstance(told, dict):
        return told
    ((kind, given),) = told.items()
    if kind == "array":
        return arrays[given]
    if kind == "texts":
        return _objects(given)
    parts = [_value(one, arrays) for one in given]
    if kind == "class":
        return _class(parts[0])(**parts[1])
    if kind == "map":
        return dict(zip(parts[::2], parts[1::2], strict=True))
    if kind == "frame":
        return Frame(*parts)
    if kind == "values":
        return _objects(parts)
    made = {"tuple": tuple, "list": list, "frozenset": frozenset}
    if kind in made:
        return made[kind](parts)
    if kind == "scalar":
        return np.dtype(parts[0]).type(parts[1])
    return date.fromordinal(parts[0]) if kind == "day" else Path(parts[0])


def _objects(values: list) -> np.ndarray:
    found = np.empty(len(values), object)
    found[:] = values
    return found


def _class(name: str) -> type:
    module, _, qualified = name.partition(":")
    if not module.startswith(PACKAGES):
        raise ValueError(f"{name} is no class of this program")
    found = getattr(sys.modules[module], qualified)
    if not (dataclasses.is_dataclass(found) or hasattr(found, "_fields")):
        raise ValueError(f"{name} is no record")
    return found
