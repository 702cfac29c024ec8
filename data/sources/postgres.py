"""The tables of a PostgreSQL database, read as one consistent view by the rules files are read by.

The database writes each table out as CSV text, so that every row passes the same parser and the
same checks as a row of a file. Nothing but SELECT is asked of it, and no row is ever changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from data.ingest.load import Rules, Tables, load_contents
from data.ingest.schema import TABLES

CONNECT_SECONDS = 5
# Text that says the same on every server; a moment's day is that of the server's own time zone.
SETTINGS = "SET LOCAL datestyle TO ISO; SET LOCAL extra_float_digits TO 1"
FIND = """
SELECT lower(c.relname), n.nspname, c.relname, c.relkind::text, c.oid::bigint, c.relfilenode::bigint
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f') AND lower(c.relname) = ANY(%(names)s)
  AND CASE WHEN %(schema)s = '' THEN pg_catalog.pg_table_is_visible(c.oid)
           ELSE n.nspname = %(schema)s END
ORDER BY 1, 2, 3
"""
COLUMNS = """
SELECT attname, atttypid::regtype::text FROM pg_catalog.pg_attribute
WHERE attrelid = %s AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""
KEY = """
SELECT a.attname FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)
WHERE i.indrelid = %s AND i.indisprimary ORDER BY array_position(i.indkey, a.attnum)
"""


class Unreachable(OSError):
    """The database gives no answer; the message holds no password."""


@dataclass(frozen=True)
class CsvExtract:
    """A table written out as CSV; it is read where a path would be."""

    name: str
    content: bytes = field(repr=False)

    def is_file(self) -> bool:
        """There is content."""
        return True

    def read_bytes(self) -> bytes:
        """The content."""
        return self.content


@dataclass(frozen=True)
class Relation:
    """A relation that stands for a table of the dashboard."""

    schema: str
    relation: str
    kind: str
    oid: int
    file: int

    @property
    def name(self) -> str:
        """As a reader of the report knows it."""
        return f"{self.schema}.{self.relation}"

    @property
    def identifier(self) -> sql.Identifier:
        """Quoted, whatever it is made of."""
        return sql.Identifier(self.schema, self.relation)


class Database:
    """A database by its URL; the tables are found by the names their files would have."""

    settles = False

    def __init__(self, url: str, schema: str = "", version_query: str = "") -> None:
        self._url, self._schema, self._query = url, schema, version_query
        try:
            parts = conninfo_to_dict(url)
        except psycopg.ProgrammingError:
            # What it says repeats the URL, and a password with it.
            raise ValueError("not a URL of a database") from None
        self._secret = str(parts.get("password") or "")
        place = parts.get("host") or parts.get("hostaddr") or "local socket"
        self.name = f"database {parts.get('dbname') or parts.get('user') or ''} on {place}"
        self._counted: dict[int, tuple[Any, ...]] = {}
        self._snapshot = ""

    # --- whether it is another
    def fingerprint(self) -> tuple:
        """The answer of the version query, or how many row versions of what age each table has.

        Tables are counted only when a transaction has been at work since the last time.
        """
        try:
            with self._session() as base:
                if self._query:
                    return ("version", repr(base.execute(self._query).fetchall()))
                found = [one for all_of in self._located(base).values() for one in all_of]
                snapshot = base.execute("SELECT pg_current_snapshot()::text").fetchone()[0]
                if snapshot != self._snapshot:
                    self._counted = {one.oid: self._count(base, one, snapshot) for one in found}
                    self._snapshot = snapshot
                return tuple((one, *self._counted.get(one.oid, ())) for one in found)
        except OSError:
            self._snapshot = ""
            return ()

    @staticmethod
    def _count(base: psycopg.Connection, one: Relation, snapshot: str) -> tuple[Any, ...]:
        if one.kind not in ("r", "p", "m"):
            # A view has no row versions: whatever happened in the database may have changed it.
            return (snapshot,)
        ask = "SELECT count(*), coalesce(sum(xmin::text::bigint), 0)::text FROM {}"
        return base.execute(sql.SQL(ask).format(one.identifier)).fetchone()

    # --- what it holds
    def is_cacheable(self, seen: tuple) -> bool:
        """Never: what is counted may be the same for other content."""
        return False

    def read(self, rules: Rules) -> tuple[Tables, bytes]:
        """The tables in one repeatable read, and a digest of what was written out."""
        found, problems, digest = {}, [], hashlib.blake2b(digest_size=16)
        with self._session() as base:
            if self._query:
                # A query that fails would leave changes unseen: here it is told.
                base.execute(self._query)
            located = self._located(base)
            for table in TABLES:
                there = located[table.key]
                if len(there) == 1:
                    sheet = self._sheet(base, there[0])
                    found[table.key] = sheet
                    digest.update(sheet.name.encode() + b"\0" + sheet.content)
                elif there:
                    both = " and ".join(one.name for one in there)
                    problems.append((table, table.key, f"is there twice, as {both}"))
                elif not table.optional:
                    problems.append((table, table.key, f"is missing in the {self.name}"))
        return load_contents(found, problems, rules), digest.digest()

    def _located(self, base: psycopg.Connection) -> dict[str, list[Relation]]:
        keys = {stem: table.key for table in TABLES for stem in table.stems}
        located: dict[str, list[Relation]] = {table.key: [] for table in TABLES}
        asked = {"names": list(keys), "schema": self._schema}
        for name, *rest in base.execute(FIND, asked):
            located[keys[name]].append(Relation(*rest))
        return located

    @staticmethod
    def _sheet(base: psycopg.Connection, one: Relation) -> CsvExtract:
        """A table as CSV, in the order of its key: without one rows have no order of their own."""
        columns = base.execute(COLUMNS, [one.oid]).fetchall()
        keys = [sql.Identifier(name) for (name,) in base.execute(KEY, [one.oid])]
        # NULL and empty text are both an empty cell, without quotes.
        cells = [
            sql.SQL("nullif({0}{1}::text, '') AS {0}").format(
                sql.Identifier(name), sql.SQL("::date" if kind.startswith("timestamp") else "")
            )
            for name, kind in columns
        ]
        select = sql.SQL("SELECT {} FROM {}").format(sql.SQL(", ").join(cells), one.identifier)
        if keys:
            # By the table's own columns: the text of a number sorts otherwise.
            of_table = [sql.SQL("{}.{}").format(one.identifier, key) for key in keys]
            select += sql.SQL(" ORDER BY ") + sql.SQL(", ").join(of_table)
        copy = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv, HEADER)").format(select)
        with base.cursor().copy(copy) as pieces:
            return CsvExtract(one.name, b"".join(bytes(piece) for piece in pieces))

    @contextmanager
    def _session(self) -> Iterator[psycopg.Connection]:
        """A read-only transaction that sees one state of the database; Unreachable for trouble."""
        try:
            with psycopg.connect(
                self._url,
                connect_timeout=CONNECT_SECONDS,
                client_encoding="UTF8",
                prepare_threshold=None,
            ) as base:
                base.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
                base.read_only = True
                base.execute(SETTINGS)
                yield base
        except psycopg.Error as error:
            said = " ".join(str(error).split()) or type(error).__name__
            if self._secret:
                said = said.replace(self._secret, "…")
            raise Unreachable(0, said[:300]) from None
