"""Which files of a folder are whose table: CSV, Parquet, or a folder of Parquet parts."""

from pathlib import Path

from data.ingest.schema import TABLES, Table, nearest

CSV, PARQUET = ".csv", ".parquet"


def is_parquet(path: Path) -> bool:
    """Whether a table is read as Parquet: a file, or a folder of parts."""
    return path.suffix.casefold() == PARQUET or (not path.suffix and path.is_dir())


def parquet_parts(path: Path) -> list[Path]:
    """The files of a Parquet table, in the order of their names."""
    if not path.is_dir():
        return [path]
    return sorted(p for p in path.rglob(f"*{PARQUET}") if not p.name.startswith((".", "_")))


def read_files(folder: Path) -> list[Path]:
    """Every file that may be read of a folder; OSError when it cannot be listed."""
    stems = {stem for table in TABLES for stem in table.stems}
    found = []
    for path in sorted(folder.iterdir()):
        if path.suffix.casefold() == CSV:
            found.append(path)
        elif path.suffix.casefold() == PARQUET or path.name.casefold() in stems:
            found += parquet_parts(path)
    return found


def locate_tables(folder: Path) -> tuple[dict[str, Path], list[tuple[Table, str, str]]]:
    """The path of each table, whatever its case, and what is missing or there twice."""
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        reason = f"the folder cannot be read: {error.strerror or error}"
        return {}, [(table, table.file, reason) for table in TABLES if not table.optional]
    found: dict[str, Path] = {}
    problems: list[tuple[Table, str, str]] = []
    others = [entry.name for entry in entries if entry.suffix.casefold() == CSV]
    for table in TABLES:
        names = {f"{stem}{suffix}" for stem in table.stems for suffix in (CSV, PARQUET)}
        paths = [
            entry
            for entry in entries
            if entry.name.casefold() in names
            or (entry.name.casefold() in table.stems and entry.is_dir())
        ]
        if len(paths) > 1:
            both = " and ".join(path.name for path in paths)
            problems.append((table, table.file, f"is there twice, as {both}"))
        elif paths:
            found[table.key] = paths[0]
        elif not table.optional:
            problems.append((table, table.file, f"is missing{nearest(table.file, others)}"))
    return found, problems
