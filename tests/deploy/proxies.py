"""A real nginx with the shipped file; only ports and paths are replaced."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.faults.servers import until
from tests.http.test_server import ROOT, free_port

DEPLOY = ROOT / "deploy"
MAIN = """
{user}
worker_processes 2;
daemon off;
pid {place}/pid;
error_log {place}/error.log warn;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {place}/body;
    proxy_temp_path {place}/proxy;
    fastcgi_temp_path {place}/fastcgi;
    uwsgi_temp_path {place}/uwsgi;
    scgi_temp_path {place}/scgi;
    include {place}/site.conf;
}}
"""


@dataclass
class Proxy:
    """A running nginx: its port, its folder, and the line that names who is asked."""

    port: int
    place: Path
    program: str

    @property
    def upstream(self) -> Path:
        """The file that deploy.sh writes."""
        return self.place / "upstream.conf"

    @property
    def reload(self) -> str:
        """The command that lets it read its files again."""
        return f"{self.program} -p {self.place} -c {self.place}/main.conf -s reload"


def nginx() -> str:
    """The path of nginx; the tests can't do without it."""
    found = os.environ.get("NGINX") or shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    assert found, "no nginx: run `make test`, which finds or installs one"
    return found


def listens(port: int) -> bool:
    """Whether somebody takes connections on a port."""
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


@contextmanager
def proxied(place: Path, port: int) -> Iterator[Proxy]:
    """The shipped nginx file in front of a port."""
    proxy = Proxy(free_port(), place, nginx())
    site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    assert "listen 80;" in site and "/etc/nginx/dashboard-upstream.conf" in site
    site = site.replace("listen 80;", f"listen 127.0.0.1:{proxy.port};")
    site = site.replace("/etc/nginx/dashboard-upstream.conf", str(proxy.upstream))
    (place / "site.conf").write_text(site, encoding="utf-8")
    # Started by root its workers are nobody, who may not write into the folder of a test.
    user = "user root;" if os.geteuid() == 0 else ""
    (place / "main.conf").write_text(MAIN.format(place=place, user=user), encoding="utf-8")
    proxy.upstream.write_text(f"server 127.0.0.1:{port};\n", encoding="utf-8")
    command = [proxy.program, "-p", str(place), "-c", str(place / "main.conf")]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            assert until(lambda: listens(proxy.port)), (place / "error.log").read_text()
            yield proxy
        finally:
            process.terminate()
            process.wait(10)
