"""Requests that no page of ours would send are refused before anything else looks at them."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

import orjson
from dash.exceptions import DependencyException
from flask import Flask, Response, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import HTTPException

from api.responses import Refused

log = logging.getLogger("dashboard.guard")

CALLBACKS = "/_dash-update-component"
LARGEST = 2_000_000
"""Bytes of a body; routes that take files have limits of their own."""
DRAINED = 64 << 20
"""Bytes of a body that is too large that are still read: who gets no answer tries again."""
DEPTH, PARTS, TEXT = 24, 60_000, 200_000
"""How deep values are nested, how many there are, and how long the text of one is, at most."""
MANY, NAME = 5_000, 2_000
"""Places that a pattern stands for, and characters of a name, at most."""
WORDS = frozenset({"pathname", "search", "hash", "href"})
"""Properties that are text or nothing; a path is never nothing."""
SAFE = ("GET", "HEAD")
FOREIGN = "This request did not come from a page of this dashboard."

Callbacks = Callable[[], Mapping[str, Mapping[str, Any]]]
SENTENCES = {
    400: "This request can't be read.",
    404: "There is nothing at this address.",
    405: "This address does not take such a request.",
    413: "This request is too large.",
    415: "A callback is sent as application/json.",
    500: "This could not be answered; the log has the reason under the request's id.",
}


class Json(DefaultJSONProvider):
    """Reads JSON with a parser that has an end: no recursion, no numbers without bounds."""

    def loads(self, s: str | bytes, **_: Any) -> Any:
        """The value of a JSON text; ValueError for anything else."""
        return orjson.loads(s)


def foreign() -> bool:
    """Whether a page of another site sends this: all it may do is lead a reader to us."""
    site = request.headers.get("Sec-Fetch-Site", "none")
    if site in ("none", "same-origin"):
        return False
    reading = request.method in SAFE
    if site == "same-site":
        return not reading
    mode, place = request.headers.get("Sec-Fetch-Mode"), request.headers.get("Sec-Fetch-Dest")
    return not (reading and mode == "navigate" and place == "document")


def check_size(value: object) -> None:
    """Refuse a value that is deeper, longer or of more parts than any page sends."""
    stack, parts = [(value, 0)], 0
    while stack:
        one, depth = stack.pop()
        parts += 1
        if isinstance(one, str):
            if len(one) > TEXT:
                raise Refused(400, "A text of this callback is too long.")
        elif isinstance(one, (dict, list)):
            inside = [*one, *one.values()] if isinstance(one, dict) else one
            if depth > DEPTH or parts + len(stack) + len(inside) > PARTS:
                raise Refused(400, "The values of this callback are too deep or too many.")
            stack += [(part, depth + 1) for part in inside]


def check_callback_body(body: object, callbacks: Mapping[str, Mapping[str, Any]]) -> None:
    """Refuse a body that is not the call of a declared callback with its own places."""
    if not isinstance(body, dict):
        raise Refused(400, "A callback is sent as an object.")
    check_size(body)
    output = body.get("output")
    found = callbacks.get(output) if isinstance(output, str) else None
    if found is None or "callback" not in found:
        raise Refused(404, "There is no such callback.")
    declared = found["output"]
    several = isinstance(declared, (list, tuple))
    outputs = body.get("outputs") if several else [body.get("outputs")]
    places = [
        {"id": one.component_id_str(), "property": one.component_property}
        for one in (declared if several else [declared])
    ]
    _listed("outputs", outputs, places)
    _listed("inputs", body.get("inputs"), found["inputs"])
    _listed("state", body.get("state", []), found["state"])
    changed = body.get("changedPropIds")
    if not isinstance(changed, list) or not all(isinstance(one, str) for one in changed):
        raise Refused(400, "'changedPropIds' of a callback is a list of texts.")
    names = {f"{one['id']}.{one['property']}" for one in found["inputs"]}
    if not set(changed) <= names and not any(name.startswith("{") for name in names):
        raise Refused(400, "'changedPropIds' names what is no input of this callback.")


def _listed(what: str, given: object, places: Sequence[Mapping[str, str]]) -> None:
    if not isinstance(given, list) or len(given) != len(places):
        raise Refused(400, f"{what!r} of this callback is a list of {len(places)}.")
    if not all(fits(one, place) for one, place in zip(given, places)):
        raise Refused(400, f"{what!r} names what is none of this callback.")


def fits(given: object, place: Mapping[str, str]) -> bool:
    """Whether a part of a body is at the declared place, or at places of the declared pattern."""
    name = place["id"]
    pattern = json.loads(name) if name.startswith("{") else None
    if pattern and any(value in (["ALL"], ["ALLSMALLER"]) for value in pattern.values()):
        several = isinstance(given, list) and len(given) <= MANY
        return several and all(_at(one, name, pattern, place["property"]) for one in given)
    return _at(given, name, pattern, place["property"])


def _at(given: object, name: str, pattern: dict[str, Any] | None, key: str) -> bool:
    if not isinstance(given, dict) or given.get("property") != key:
        return False
    own, value = given.get("id"), given.get("value")
    if key in WORDS and not (isinstance(value, str) or (value is None and key != "pathname")):
        return False
    if key == "pathname" and not value.startswith("/"):
        return False
    if pattern is None:
        return own == name
    return (
        isinstance(own, dict)
        and own.keys() == pattern.keys()
        and all(_stands_for(own[key], pattern[key]) for key in own)
    )


def _stands_for(value: object, wanted: object) -> bool:
    if isinstance(wanted, list):
        return isinstance(value, (str, int, float)) and len(str(value)) <= NAME
    return value == wanted


def drain() -> None:
    """Read what is still coming, up to a bound: a client that sends can't hear an answer."""
    with suppress(HTTPException, OSError, ValueError):
        request.max_content_length, left = DRAINED, DRAINED
        ends = request.environ.get("wsgi.input_terminated")
        stream = request.environ["wsgi.input"] if ends else request.stream
        while left > 0 and (piece := stream.read(min(left, 1 << 16))):
            left -= len(piece)


def register_checks(server: Flask, callbacks: Callbacks) -> None:
    """Check what is sent to callbacks; they are asked late, for Dash declares some of them late."""

    @server.before_request
    def sound() -> None:
        try:
            if request.path == CALLBACKS and request.method == "POST":
                if request.mimetype != "application/json":
                    raise Refused(415, SENTENCES[415])
                # A body sent in pieces is cut at the limit, not refused there.
                if len(request.get_data()) >= LARGEST:
                    raise Refused(413, SENTENCES[413])
                check_callback_body(request.get_json(), callbacks())
        except Refused as error:
            log_refusal(error.status, error.sentence)
            raise


def register_guard(server: Flask) -> None:
    """Refuse other sites' pages and what is too large; say all that is refused in one sentence."""
    server.config["MAX_CONTENT_LENGTH"] = LARGEST
    server.json = Json(server)

    @server.before_request
    def ours() -> None:
        if foreign():
            log_refusal(403, FOREIGN)
            raise Refused(403, FOREIGN)

    @server.after_request
    def heard(response: Response) -> Response:
        if response.status_code >= 400 and request.method not in SAFE:
            drain()
        return response

    @server.errorhandler(HTTPException)
    def plain(error: HTTPException) -> Response:
        status = error.code or 500
        response = error.get_response()
        sentence = SENTENCES.get(status, f"{error.name}.")
        response.set_data(orjson.dumps({"error": sentence}))
        response.content_type = "application/json"
        if 400 <= status < 500 and status != 404:
            log_refusal(status, sentence)
        return response

    @server.errorhandler(DependencyException)
    def unknown(error: DependencyException) -> Response:
        return server.make_response(({"error": SENTENCES[404]}, 404))


def log_refusal(status: int, sentence: str) -> None:
    """One line about a refused request; what it held is not repeated."""
    about = {"status": status, "reason": sentence, "path": request.path[:200]}
    log.info("refused", extra=about)
