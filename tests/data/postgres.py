"""A PostgreSQL server of the test's own, on 127.0.0.1 and for as long as it lasts."""

from __future__ import annotations

import csv
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql

PASSWORD = "p@ss/word:" + secrets.token_hex(4)
KINDS = {
    "follower_count": "bigint", "reach": "integer", "likes": "integer", "comments": "numeric",
    "orders": "integer", "revenue": "numeric(14,2)", "rate": "double precision",
    "total_payout": "numeric(14,2)", "date": "date", "start": "date", "end": "date",
    "budget": "numeric", "target_revenue": "numeric",
}  # fmt: skip


def programs() -> Path | None:
    """Where the server's programs are; None when it is not installed."""
    given = [Path(os.environ["POSTGRES"])] if os.environ.get("POSTGRES") else []
    places = [*given, *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
    return next((place for place in places if (place / "initdb").exists()), None)


@dataclass
class Server:
    """Its programs, its folder and its port; root may not run it, so `nobody` does."""

    bin: Path
    base: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="postgres-")))
    port: int = 0

    def __post_init__(self) -> None:
        self.user = "nobody" if os.getuid() == 0 else None
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            self.port = one.getsockname()[1]
        (self.base / "password").write_text(PASSWORD)
        if self.user:
            for path in (self.base, self.base / "password"):
                shutil.chown(path, self.user)
        self._run(
            "initdb", "-D", str(self.base / "data"), "-U", "owner", "-E", "UTF8", "--no-sync",
            "--locale=C", "-A", "scram-sha-256", "--pwfile", str(self.base / "password"),
        )  # fmt: skip

    def _run(self, name: str, *words: str) -> None:
        command = [str(self.bin / name), *words]
        done = subprocess.run(
            command, user=self.user, cwd=self.base, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def start(self) -> None:
        """Up and answering."""
        settings = f"-h 127.0.0.1 -p {self.port} -k {self.base} -F"
        log = str(self.base / "log")
        self._run("pg_ctl", "-D", str(self.base / "data"), "-w", "-l", log, "-o", settings, "start")

    def stop(self) -> None:
        """Down at once."""
        self._run("pg_ctl", "-D", str(self.base / "data"), "-m", "immediate", "-w", "stop")

    def gone(self) -> None:
        """Down, and its folder removed."""
        self.stop()
        shutil.rmtree(self.base)

    def url(self, name: str = "postgres") -> str:
        """With the password, spelled as a URL must."""
        quoted = PASSWORD.replace("@", "%40").replace("/", "%2F").replace(":", "%3A")
        return f"postgresql://owner:{quoted}@127.0.0.1:{self.port}/{name}"

    def run(self, statement: str, *values: object, name: str = "postgres") -> None:
        """One statement, committed."""
        with psycopg.connect(self.url(name), autocommit=True) as base:
            base.execute(statement, values or None)

    def filled(self, folder: Path, name: str) -> str:
        """A new database with the typed tables of a folder; empty cells are NULL. Its URL."""
        self.run(f"CREATE DATABASE {name}")
        with psycopg.connect(self.url(name)) as base:
            for path in sorted(folder.glob("*.csv")):
                with path.open(newline="", encoding="utf-8") as file:
                    header = next(csv.reader(file))
                table = sql.Identifier(path.stem.removesuffix("_data"))
                columns = [
                    sql.SQL("{} {}").format(sql.Identifier(c), sql.SQL(KINDS.get(c, "text")))
                    for c in header
                ]
                made = sql.SQL("CREATE TABLE {} (nr bigserial PRIMARY KEY, {})")
                base.execute(made.format(table, sql.SQL(", ").join(columns)))
                names = sql.SQL(", ").join(map(sql.Identifier, header))
                copy = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv, HEADER)").format(table, names)
                with base.cursor().copy(copy) as into:
                    into.write(path.read_bytes())
        return self.url(name)
