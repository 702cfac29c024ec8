"""Who is asking: nobody is asked, a password is, or a trusted proxy says it.

``python -m api.login NAME`` asks for a password and writes the line of a file of users.
"""

from __future__ import annotations

import argparse
import getpass
import logging
import sys
import threading
from collections.abc import Callable, Sequence
from ipaddress import ip_address, ip_network
from pathlib import Path

from flask import Flask, Response, g, request

from api.passwords import Attempts, Users, hash_password
from api.responses import json

log = logging.getLogger("dashboard.access")

OPEN = (
    "/healthz",
    "/assets/<path:filename>",
    "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>",
)
"""Rules that answer everybody: whether the process lives, and files without any data in them."""
INSIDE = "dashboard.inside"
"""Marks what the server asks of itself; no header of a request can become it."""
REALM = 'Basic realm="Influencer campaigns", charset="UTF-8"'
SHORTEST, LONGEST = 8, 200
LOOPBACK = ("127.0.0.0/8", "::1/128")

Check = Callable[[], Response | None]


def is_in(address: str, networks: Sequence[str]) -> bool:
    """Whether an address is in one of the networks; what is no address is in none."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    found = getattr(found, "ipv4_mapped", None) or found
    return any(found in ip_network(one) for one in networks)


def refuse(status: int, sentence: str, **headers: str) -> Response:
    """An answer that says why one may not, and its headers."""
    response = json({"error": sentence}, status)
    response.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    response.headers["Cache-Control"] = "no-store"
    return response


def address(proxies: Sequence[str]) -> str:
    """Where the request comes from; a trusted proxy is asked for whom it does."""
    peer = request.remote_addr or ""
    said = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return said if said and is_in(peer, proxies) else peer


def by_password(users: Users, proxies: Sequence[str]) -> Check:
    """HTTP Basic: a name and password with every request, so that no cookie is needed."""
    attempts = Attempts()
    turns = [threading.Lock() for _ in range(64)]

    def check() -> Response | None:
        given, place = request.authorization, address(proxies)
        if given is None or given.type != "basic" or given.username is None:
            return refuse(401, "Log in with a name and a password.", WWW_Authenticate=REALM)
        name, password = given.username, given.password or ""
        if not attempts.wait(place) and users.recently_verified(name, password):
            g.user = name
            return None
        # One after the other from one address: many at once could all be the fifth.
        with turns[hash(place) % len(turns)]:
            if wait := attempts.wait(place):
                sentence = "Too many wrong passwords from this address; wait a minute."
                return refuse(429, sentence, Retry_After=str(wait))
            if users.verify(name, password):
                g.user = name
                return None
            attempts.record_failure(place)
        log.info("login failed", extra={"address": place[:LONGEST]})
        return refuse(401, "This name and password are not known.", WWW_Authenticate=REALM)

    return check


def by_proxy(header: str, proxies: Sequence[str]) -> Check:
    """The name in a header, from nobody but a proxy that sets it itself."""

    def check() -> Response | None:
        if not is_in(request.remote_addr or "", proxies or LOOPBACK):
            return refuse(403, "Only the proxy in front of this dashboard may ask it.")
        name = request.headers.get(header, "").strip()
        # Two headers arrive as one with a comma: the second may be of a reader's own making.
        if not name or len(name) > LONGEST or "," in name or not name.isprintable():
            return refuse(401, f"The proxy did not say who is asking ({header}).")
        g.user = name
        return None

    return check


def register_access(server: Flask, check: Check | None, header: str) -> None:
    """Ask before every route but the open ones; ``header`` is where a proxy says who asks."""
    if check is None:
        return

    @server.before_request
    def asked() -> Response | None:
        rule = request.url_rule.rule if request.url_rule else ""
        if rule in OPEN or request.environ.get(INSIDE):
            return None
        return check()

    @server.after_request
    def private(response: Response) -> Response:
        rule = request.url_rule.rule if request.url_rule else ""
        if rule not in OPEN:
            if response.headers.get("Cache-Control", "no-cache") == "no-cache":
                response.headers["Cache-Control"] = "private, no-cache"
            response.vary.update(("Authorization", header))
        return response


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the line of a user; 2 for a name or a password that can't be one."""
    parser = argparse.ArgumentParser(prog="python -m api.login", description=__doc__)
    parser.add_argument("name", help="who will log in; append the line to BASIC_USERS_FILE")
    name = parser.parse_args(arguments).name
    if not name.isprintable() or ":" in name or name != name.strip() or name[:1] in ("#", ""):
        sys.stderr.write("A name is printable, without colon, and does not start with #.\n")
        return 2
    if sys.stdin.isatty():
        password = getpass.getpass(f"Password of {name}: ")
        if getpass.getpass("Again: ") != password:
            sys.stderr.write("These are two different passwords.\n")
            return 2
    else:
        password = sys.stdin.readline().rstrip("\n")
    if len(password) < SHORTEST:
        sys.stderr.write(f"A password has at least {SHORTEST} characters.\n")
        return 2
    sys.stdout.write(f"{name}:{hash_password(password)}\n")
    return 0


def check_of(mode: str, users: Path | None, header: str, proxies: Sequence[str]) -> Check | None:
    """The check of a mode; ValueError or OSError for a file of users that can't be used."""
    if mode == "basic" and users is not None:
        return by_password(Users(users), proxies)
    return by_proxy(header, proxies) if mode == "proxy" else None


if __name__ == "__main__":
    sys.exit(main())
