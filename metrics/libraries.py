"""Libraries that a start can do without: each is imported when something of it is first used.

pandas, SciPy and Arrow take as long to import as all the rest of the program. A page that is
drawn needs little of them, an export or a file that is read all. `imported` brings them in ahead.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any


class Library:
    """A module under its name, imported by the first use of one of its attributes.

    ``settled`` is called with the module before anything of it is used; twice does no harm.
    """

    def __init__(self, name: str, settled: Callable[[Any], None] | None = None) -> None:
        self._name, self._settled = name, settled

    def __getattr__(self, attribute: str) -> Any:
        found = getattr(self._imported(), attribute)
        # From here on it is an attribute like any other.
        setattr(self, attribute, found)
        return found

    def _imported(self) -> Any:
        module = import_module(self._name)
        if self._settled:
            self._settled(module)
        return module


def _texts(pandas: Any) -> None:
    """Keep texts as Python's own.

    Answers are small frames that are looked at value by value, which costs several times more
    where text lies in Arrow's buffers; loading works on Arrow's own arrays.
    """
    pandas.set_option("mode.string_storage", "python")


pd = Library("pandas", _texts)
pa = Library("pyarrow")
pc = Library("pyarrow.compute")
arrow_csv = Library("pyarrow.csv")
pq = Library("pyarrow.parquet")
linalg = Library("scipy.linalg")
sparse = Library("scipy.sparse")
special = Library("scipy.special")
xlsxwriter = Library("xlsxwriter")


def imported() -> None:
    """Import what every process needs sooner or later."""
    for one in (pd, linalg, sparse, special):
        one._imported()
