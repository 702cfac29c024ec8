"""What every JSON answer and export has in common: errors in one sentence, versions, ETags."""

from __future__ import annotations

import hashlib

import orjson
from flask import Response, request


class Refused(Exception):
    """A request that can't be answered: status and one sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


def json(answer: object, status: int = 200) -> Response:
    """A JSON response; undefined numbers become null."""
    return Response(orjson.dumps(answer), status, mimetype="application/json")


def query() -> str:
    """The request's query string as text."""
    return request.query_string.decode("utf-8", "replace")


def with_etag(response: Response, version: str) -> Response:
    """Add the data version and an ETag, and answer 304 when the reader already has this."""
    name = hashlib.blake2b(f"{version}{request.full_path}".encode(), digest_size=12)
    response.set_etag(name.hexdigest())
    response.headers["X-Data-Version"] = version
    response.headers["Cache-Control"] = "private, no-cache"
    return response.make_conditional(request)
