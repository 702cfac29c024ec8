"""Who may log in: scrypt hashes in a file of users, and how often one address may be wrong."""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import mmap
import secrets
import threading
import time
from ipaddress import IPv6Address, ip_address
from pathlib import Path

import numpy as np

log = logging.getLogger("dashboard.access")

COST, BLOCK, PARALLEL = 2**14, 8, 5
"""What OWASP's password storage cheat sheet asks of scrypt at least, in 16 MB."""
MEMORY = 256 << 20
VERIFIED_SECONDS = 300.0
"""How long a password that was right is not hashed again."""
VERIFIED_MOST = 1_000
FAILURES, MINUTE = 5, 60.0
SLOTS, PROBES = 4_096, 8


def hash_password(password: str) -> str:
    """``scrypt$cost$block$parallel$salt$key`` with a salt of its own."""
    salt = secrets.token_bytes(16)
    key = _key(password, salt, COST, BLOCK, PARALLEL)
    words = (base64.b64encode(part).decode() for part in (salt, key))
    return "$".join(("scrypt", str(COST), str(BLOCK), str(PARALLEL), *words))


def _key(password: str, salt: bytes, cost: int, block: int, parallel: int) -> bytes:
    text = password.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(text, salt=salt, n=cost, r=block, p=parallel, maxmem=MEMORY, dklen=32)


def _parts(stored: str) -> tuple[bytes, int, int, int, bytes]:
    """Salt, cost, block, parallel and key of a hash; ValueError for what is none."""
    words = stored.split("$")
    if len(words) != 6 or words[0] != "scrypt":
        raise ValueError("no scrypt hash")
    cost, block, parallel = (int(word) for word in words[1:4])
    salt, key = (base64.b64decode(word, validate=True) for word in words[4:])
    small = 0 < block <= 64 and 0 < parallel <= 64 and 130 * block * cost < MEMORY
    if not small or cost < 1024 or cost & (cost - 1) or len(salt) < 8 or len(key) != 32:
        raise ValueError("a hash with other measures than are allowed")
    return salt, cost, block, parallel, key


def matches(password: str, stored: str) -> bool:
    """Whether a password is that of a hash, compared in constant time; ValueError for no hash."""
    salt, cost, block, parallel, key = _parts(stored)
    return hmac.compare_digest(_key(password, salt, cost, block, parallel), key)


def users_in(path: Path) -> dict[str, str]:
    """Hashes by name, from lines ``name:scrypt$…``; ValueError names the line that is none."""
    found: dict[str, str] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        name, _, stored = line.strip().partition(":")
        if not name or name.startswith("#"):
            continue
        try:
            if name in found:
                raise ValueError("is there twice")
            _parts(stored)
        except ValueError as error:
            raise ValueError(f"{path.name}, line {number}: not NAME:scrypt$… ({error})") from None
        found[name] = stored
    return found


class Users:
    """The file of users, read again when it changes; one that can't be read lets nobody in."""

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, threading.Lock()
        self._secret, self._nobody = secrets.token_bytes(32), hash_password(secrets.token_hex())
        self._verified: dict[bytes, float] = {}
        self._stamp = self._stamped()
        self._hashes = users_in(path)

    def _stamped(self) -> tuple[int, ...]:
        try:
            about = self._path.stat()
        except OSError:
            return ()
        return (about.st_mtime_ns, about.st_size, about.st_ino)

    def _follow(self) -> None:
        with self._lock:
            stamp = self._stamped()
            if stamp == self._stamp:
                return
            self._stamp, self._hashes = stamp, {}
            self._verified.clear()
            try:
                self._hashes = users_in(self._path)
            except (OSError, ValueError) as error:
                log.warning("no login until the users can be read", extra={"reason": str(error)})

    def recently_verified(self, name: str, password: str) -> bool:
        """Whether this password was right a short while ago; it costs next to nothing to ask."""
        self._follow()
        return self._verified.get(self._digest(name, password), 0.0) > time.monotonic()

    def verify(self, name: str, password: str) -> bool:
        """Whether the password is that of the name; a name nobody has costs as much to ask."""
        if self.recently_verified(name, password):
            return True
        hashes = self._hashes
        right = matches(password, hashes.get(name, self._nobody)) and name in hashes
        if right:
            with self._lock:
                if hashes is self._hashes:
                    if len(self._verified) >= VERIFIED_MOST:
                        self._verified.clear()
                    end = time.monotonic() + VERIFIED_SECONDS
                    self._verified[self._digest(name, password)] = end
        return right

    def _digest(self, name: str, password: str) -> bytes:
        text = f"{name}\0{password}".encode("utf-8", "surrogatepass")
        return hashlib.blake2b(text, key=self._secret, digest_size=32).digest()


class Attempts:
    """Failures by address, in memory that all workers forked from here share.

    A slot is an address and the times of its last failures. Nothing is locked between
    processes, so that one that dies can't stop the others; at worst a failure is not counted.
    """

    def __init__(self) -> None:
        memory = mmap.mmap(-1, SLOTS * (FAILURES + 1) * 8)
        table = np.frombuffer(memory, np.float64).reshape(SLOTS, FAILURES + 1)
        self._owner, self._times = table[:, 0].view(np.uint64), table[:, 1:]
        self._secret = secrets.token_bytes(16)

    def _tag(self, address: str) -> int:
        digest = hashlib.blake2b(network(address).encode(), key=self._secret, digest_size=8)
        return int.from_bytes(digest.digest(), "big") | 1

    def wait(self, address: str) -> int:
        """Seconds until the address may try again; 0 when it may now."""
        tag = self._tag(address)
        for at in range(tag, tag + PROBES):
            if int(self._owner[at % SLOTS]) == tag:
                left = self._times[at % SLOTS].min() + MINUTE - time.monotonic()
                return max(0, int(np.ceil(left)))
        return 0

    def record_failure(self, address: str) -> None:
        """Count a failure in the place of the oldest one."""
        tag = self._tag(address)
        places = [at % SLOTS for at in range(tag, tag + PROBES)]
        own = [at for at in places if int(self._owner[at]) == tag]
        place = own[0] if own else min(places, key=lambda at: self._times[at].max())
        if not own:
            self._times[place] = -MINUTE
            self._owner[place] = tag
        self._times[place, self._times[place].argmin()] = time.monotonic()


def network(address: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 that one customer has of IPv6."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    mapped = found.ipv4_mapped
    return str(mapped) if mapped else str(IPv6Address(int(found) >> 64 << 64))
