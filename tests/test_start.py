"""What a start has done before the first request: nothing is imported by a request."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LARGE = ("pandas", "pyarrow", "scipy", "xlsxwriter")
REQUESTS = f"""
import json, sys
import app
server = app.server
app.warm_parent(server)
before = set(sys.modules)
from api.login import INSIDE
from data.queries.export_tables import LISTINGS
import dash
client = server.test_client()
tables = [f"/export/{{table}}.{{kind}}" for table in LISTINGS for kind in ("csv", "xlsx")]
paths = ["/", "/influencers", "/campaigns", "/patterns", "/data", "/method", "/api/summary",
         "/api/breakdown?by=platform", "/api/metrics", "/api/quality", "/api/search?q=a", *tables]
inside = {{INSIDE: True}}
statuses = {{path: client.get(path, environ_overrides=inside).status_code for path in paths}}
for page in dash.page_registry.values():
    page["layout"]()
print(json.dumps([
    [name for name in {LARGE} if name not in before],
    sorted(name for name in set(sys.modules) - before if not name.startswith("encodings.")),
    statuses,
]))
"""


def told(folder: Path, cache: Path) -> list:
    env = {**os.environ, "DATA_DIR": str(folder), "CACHE_DIR": str(cache), "WATCH_SECONDS": "0"}
    command = [sys.executable, "-c", REQUESTS]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_nothing_is_imported_by_a_request(folder: Path, tmp_path: Path) -> None:
    """With kept data too: what loading files would have imported is there before the port opens."""
    old = tmp_path / "old"
    shutil.copytree(folder, old)
    for path in old.iterdir():
        os.utime(path, (1e9, 1e9))  # what was written just now may still change, and is not kept
    for start in ("files", "kept data"):
        missing, imported, statuses = told(old, tmp_path / "cache")
        assert (missing, imported) == ([], []), start
        assert set(statuses.values()) == {200}


RELOADED = """
import gc, runpy
from types import SimpleNamespace
for age in (1, 2, 3):
    hooks = runpy.run_path("gunicorn.conf.py")
    before = gc.isenabled()
    hooks["pre_fork"](None, SimpleNamespace(age=age))
    print(age, before, gc.isenabled())
"""


def test_workers_collect_garbage_after_a_reload_too() -> None:
    command = [sys.executable, "-c", RELOADED]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [f"{age} False True" for age in (1, 2, 3)]
