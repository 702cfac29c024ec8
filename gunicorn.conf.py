"""Production server: ``gunicorn -c gunicorn.conf.py app:server``."""

import contextlib
import ctypes
import gc
import multiprocessing
import os
import shutil
import sys
import tempfile
from pathlib import Path

# All that a start makes is kept: looking for what is not takes a tenth of it.
gc.disable()

# One thread of linear algebra a worker, for workers have the cores already. Before numpy comes.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from settings import SettingError, Settings  # noqa: E402

try:
    _settings = Settings.from_environment()
except SettingError as error:
    sys.stderr.write(f"{error}\n")
    sys.exit(2)

bind = f"{_settings.host}:{_settings.port}"

# One process per core answers figures; threads keep slow clients from blocking it. More
# processes than cores halve the throughput.
workers = int(os.environ.get("WEB_CONCURRENCY") or multiprocessing.cpu_count())
worker_class = "gthread"
threads = 12
keepalive = 15
timeout = 60
graceful_timeout = 25

# An address holds the whole selection; 8,190 characters are what gunicorn can take.
limit_request_line = 8190

# Loaded once in the parent and shared by fork: arrays are read-only, so the pages stay shared.
preload_app = True


def _told(*settings: tuple[int, int]) -> None:
    """Set what the allocator keeps; another C library than glibc has no such settings."""
    with contextlib.suppress(AttributeError, OSError):
        for name, value in settings:
            ctypes.CDLL(None).mallopt(name, value)


# Twelve threads with a heap each would keep several times the memory that is in use.
_told((-8, 2))  # M_ARENA_MAX

# The control socket would be opened in HOME, which a service often can't write to.
control_socket_disable = True
accesslog = None
errorlog = "-"
loglevel = "warning"
# The master's own lines are JSON like all others.
logconfig_dict = {
    "formatters": {"json": {"()": "api.logs.JsonLines"}},
    "handlers": {"json": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"level": "WARNING", "handlers": ["json"]},
    "loggers": {"gunicorn.error": {"level": "WARNING", "handlers": ["json"], "propagate": False}},
}
# The heartbeat file in memory: on a busy disk it could stall a worker.
_shared_memory = Path("/dev", "shm")
worker_tmp_dir = str(_shared_memory) if _shared_memory.is_dir() else None


def _counts() -> str:
    """The folder of the counts behind /metrics; a reload keeps it, a new master makes its own."""
    prefix = f"dashboard-metrics-{os.getpid()}-"
    kept = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")
    if Path(kept).name.startswith(prefix):
        return kept
    return tempfile.mkdtemp(prefix=prefix, dir=worker_tmp_dir)


# Set before the application, and with it the client library, is imported. In memory: the library
# maps its files, and a full disk under a mapping ends the process.
if _settings.metrics:
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = _counts()


def on_exit(server: object) -> None:
    """Take the counts away."""
    if _settings.metrics:
        shutil.rmtree(_counts(), ignore_errors=True)


def _kept() -> None:
    """What is there now stays: collections need not look at it, nor copy its pages in a worker."""
    gc.collect()
    gc.freeze()
    # Thousands of small objects a page are freed by themselves; few of them form cycles.
    gc.set_threshold(10_000, 20, 20)
    gc.enable()


def pre_fork(server: object, worker: object) -> None:
    """A reload reads this file again, and is not followed by `when_ready`: collect from here on."""
    gc.enable()


def post_worker_init(worker: object) -> None:
    """Warm what is new since the fork: Dash's first request is not safe under threads."""
    import app

    app.start_worker(app.server)


def when_ready(server: object) -> None:
    """Warm once for all: workers are forked after this and find it done. Say where it is.

    Pages are drawn by the workers, beside the first requests: a restart does not wait for them.
    """
    import app

    app.warm_parent(app.server)
    # From here on arrays of a megabyte go back to the machine as soon as they are freed: a heap
    # with holes, once a worker, would be the larger part of the memory. Loading is over by now.
    _told((-3, 1 << 20), (-1, 1 << 20))  # M_MMAP_THRESHOLD, M_TRIM_THRESHOLD
    _kept()
    sys.stdout.write(f"Dashboard: http://{_settings.host}:{_settings.port}\n")
    sys.stdout.flush()
