"""The rollup on a Spark standalone cluster of three processes: what the embedded engine writes."""

from __future__ import annotations

import csv
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from urllib.error import URLError
from urllib.request import urlopen

import pyarrow.csv
import pyarrow.parquet
import pytest

from data import simulate
from data.measure import main as measure
from data.rollup import __main__ as rollup

ROOT = Path(__file__).resolve().parents[3]
JOBS = (
    "import json,sys; from data.rollup.__main__ import main;"
    "[main(job) for job in json.loads(sys.argv[1])]"
)
SMALL = {
    # A few thousand rows: compiling for speed would cost more than it brings.
    "sql.shuffle.partitions": "2",
    "sql.codegen.wholeStage": "false",
    "driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
    "executor.extraJavaOptions": "-XX:TieredStopAtLevel=1",
    "driver.memory": "512m",
    "executor.memory": "512m",
}
HOSTILE = [
    ["x", " Padded ", "1.0", "u 1", 'quo"ted', "", "2025-01-02T10:00:00", "1", "₹1,200"],
    ["x", "two\nlines", "1", "7.0", "a,b", "", "2025-02-29", "1", "10"],
    ["", "", "", "", "", "", "", "", ""],
    ["x", "C", "", "ü", "P", "", "2024-02-29", "0", "1.5"],
    ["x", "C", "ghost", "g", "P", "", "2024-12-29", "2", "12345678"],
]

pytestmark = pytest.mark.skipif(
    not (find_spec("pyspark") and (which("java") or os.environ.get("JAVA_HOME")))
    and "CLUSTER" not in os.environ,
    reason="`make test` installs Spark and Java",
)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def alive(page: int) -> int:
    try:
        with urlopen(f"http://127.0.0.1:{page}/json/", timeout=5) as answer:
            return json.load(answer)["aliveworkers"]
    except (URLError, OSError):
        return 0


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[Path]]]:
    """The address of a master and the work folders of its two workers."""
    import pyspark

    base, home = tmp_path_factory.mktemp("cluster"), Path(pyspark.__file__).parent
    port, page = free_port(), free_port()
    environment = os.environ | {
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_DAEMON_JAVA_OPTS": "-XX:TieredStopAtLevel=1",
        "SPARK_HOME": str(home),
    }
    address, folders = f"spark://127.0.0.1:{port}", [base / "one", base / "two"]
    place = ["--host", "127.0.0.1", "--webui-port"]
    works = [
        ["worker.Worker", *place, "0", "--cores", "1", "--memory", "700m", "--work-dir", str(at)]
        for at in folders
    ]
    processes = []
    with (base / "log").open("wb") as log:
        for words in (["master.Master", *place, str(page), "--port", str(port)], *works):
            end = [] if words[0] == "master.Master" else [address]
            command = [home / "bin" / "spark-class", f"org.apache.spark.deploy.{words[0]}"]
            command = [*map(str, command), *words[1:], *end]
            processes.append(subprocess.Popen(command, env=environment, stdout=log, stderr=log))
        try:
            until = time.monotonic() + 60
            while alive(page) < len(folders) and time.monotonic() < until:
                assert all(process.poll() is None for process in processes), log.name
                time.sleep(0.2)
            assert alive(page) == len(folders)
            yield address, folders
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait(30)


def market(folder: Path) -> tuple[Path, Path]:
    """Tracking rows in parts of CSV, hostile ones and a broken record too; typed, in Parquet."""
    assert simulate.main(["--out", str(folder), "--rows", "4000", "--days", "150"]) == 0
    whole = folder / "tracking_data.csv"
    typed = folder.parent / "typed"
    typed.mkdir()
    for path in folder.glob("*.csv"):
        (typed / path.name).write_bytes(path.read_bytes())
    pyarrow.parquet.write_table(pyarrow.csv.read_csv(whole), typed / "tracking_data.parquet")
    (typed / "tracking_data.csv").unlink()
    with whole.open(newline="", encoding="utf-8") as file:
        header, *data = list(csv.reader(file))
    whole.unlink()
    (folder / "tracking_data").mkdir()
    for at in range(3):
        name = folder / "tracking_data" / f"part-{at}.csv"
        with name.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([header, *data[at::3], *(HOSTILE if at == 1 else [])])
            file.write("three,fields,only\n" if at == 2 else "")
    return folder, typed


def test_a_cluster_writes_what_the_embedded_engine_writes(
    cluster: tuple[str, list[Path]], tmp_path: Path
) -> None:
    address, workers = cluster
    conf = [f"--conf=spark.{name}={value}" for name, value in SMALL.items()]
    spark = ["--engine", "spark", "--master", address, *conf]
    pairs = []
    for folder in market(tmp_path / "market"):
        ours, theirs = (tmp_path / f"{folder.name}-{who}" for who in ("embedded", "cluster"))
        assert rollup.main(["--input", str(folder), "--output", str(ours)]) == 0
        pairs.append((ours, theirs, ["--input", str(folder), "--output", str(theirs), *spark]))
    # One process: the second job finds the engine warm.
    jobs = json.dumps([pair[2] for pair in pairs])
    ran = subprocess.run(
        [sys.executable, "-c", JOBS, jobs],
        cwd=ROOT,
        env=os.environ | {"SPARK_LOCAL_IP": "127.0.0.1"},
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    for ours, theirs, _ in pairs:
        name = "tracking_data.csv"
        assert (theirs / name).read_bytes() == (ours / name).read_bytes()
        found = []
        for folder in (ours, theirs):
            out = tmp_path / f"{folder.name}.json"
            assert measure(["--data", str(folder), "--json", str(out)]) == 0
            found.append(out.read_bytes())
        assert found[0] == found[1]
    account = json.loads((pairs[0][1] / "rollup.json").read_text())
    assert account["engine"] == "spark" and account["kept"] == len(HOSTILE)
    assert account["broken"] == 1
    for work in workers:
        assert list(work.glob("app-*")), "both workers took part"
