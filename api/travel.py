"""How answers travel: security headers, long caching, compression done once."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from functools import cache

import brotli
from flask import Flask, Response, request
from werkzeug.serving import WSGIRequestHandler

FINGERPRINTED = ("/assets/", "/_dash-component-suites/")
SMALLEST = 1_000
TEXTS = ("text/", "application/json", "application/javascript", "image/svg")


def policy(hashes: Sequence[str]) -> str:
    """The content security policy: our own files, Dash's hashed inline scripts, nothing else."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {' '.join(hashes)}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


class Nameless(WSGIRequestHandler):
    """The development server without its name and version in every answer."""

    def version_string(self) -> str:
        """Nothing."""
        return ""


def register_headers(server: Flask, hashes: Callable[[], Sequence[str]]) -> None:
    """Add the security headers to every answer, and a year of caching to fingerprinted files.

    ``hashes`` is asked once, at the first answer: Dash adds its own inline scripts only then.
    """

    @cache
    def content_policy() -> str:
        return policy(hashes())

    @server.after_request
    def headed(response: Response) -> Response:
        headers = response.headers
        headers["Content-Security-Policy"] = content_policy()
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        if request.path.startswith(FINGERPRINTED) and response.status_code == 200:
            headers["Cache-Control"] = "public, max-age=31536000, immutable"
        elif "Cache-Control" not in headers:
            headers["Cache-Control"] = "no-cache"
        return response


def register_compression(server: Flask) -> None:
    """Compress text with brotli: fingerprinted files once and well, answers quickly."""
    squeezed: dict[bytes, bytes] = {}
    lock = threading.Lock()

    def body_of(path: str, body: bytes) -> bytes:
        if not path.startswith(FINGERPRINTED):
            # A click waits for it: level 4 is an eighth smaller and takes five times as long.
            return brotli.compress(body, quality=1 if request.method == "POST" else 4)
        key = hashlib.blake2b(body, digest_size=16).digest()
        with lock:
            if key not in squeezed:
                if len(squeezed) > 500:
                    squeezed.clear()
                squeezed[key] = brotli.compress(body, quality=9)
            return squeezed[key]

    @server.after_request
    def compressed(response: Response) -> Response:
        wanted = "br" in request.headers.get("Accept-Encoding", "")
        text = (response.mimetype or "").startswith(TEXTS) or request.path.endswith(".js")
        if response.status_code != 200 or not text or "Content-Encoding" in response.headers:
            return response
        response.headers.add("Vary", "Accept-Encoding")
        if not wanted or request.method == "HEAD":
            return response
        response.direct_passthrough = False
        source = response.response
        body = response.get_data()
        if hasattr(source, "close"):
            source.close()
        if len(body) >= SMALLEST:
            response.set_data(body_of(request.path, body))
            response.headers["Content-Encoding"] = "br"
            etag, _ = response.get_etag()
            if etag:
                response.set_etag(etag, weak=True)
        return response
