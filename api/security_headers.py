"""Security headers on every answer, and how long a browser may keep it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from flask import Flask, Response, request
from werkzeug.serving import WSGIRequestHandler

FINGERPRINTED = ("/assets/", "/_dash-component-suites/")


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
