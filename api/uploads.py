"""Uploads: one's own files checked first, then put in place of the data, and back."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import IO, Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

from api.json_api import quality
from api.responses import Refused, json
from data.sources.live import LiveSource
from data.sources.uploads import LIFETIME, Inbox, Kind, Refusal, Upload, explain_disk_error

log = logging.getLogger("dashboard.uploads")

MEGABYTE = 1 << 20
FRAME = 16_384
"""Bytes that the parts' own headers may add to the files."""
FIELDS = 500_000
"""Bytes that text between the files may take in memory."""
STATUS: dict[Kind, int] = {"wrong": 400, "unknown": 404, "blocked": 409, "full": 507}
OFF = "Uploads are off here; start the dashboard with ALLOW_UPLOADS=1 to allow them."
FOREIGN = "This request did not come from a page of this dashboard."
UNUSABLE = "These files can't be used yet, so nothing was changed."


def upload_route(allowed: bool, work: Callable[..., dict | Response]) -> Callable[..., Response]:
    """A route that answers only where uploads are allowed, and only to our own pages."""

    @wraps(work)
    def route(**place: str) -> Response:
        if not allowed:
            raise Refused(403, OFF)
        site = request.headers.get("Sec-Fetch-Site", "same-origin")
        ours = request.headers.get("X-Requested-With") and site == "same-origin"
        if request.method == "POST" and not ours:
            raise Refused(403, FOREIGN)
        try:
            with explain_disk_error():
                answer = work(**place)
        except Refusal as error:
            raise Refused(STATUS[error.kind], error.sentence) from error
        response = answer if isinstance(answer, Response) else json(answer)
        response.headers["Cache-Control"] = "no-store"
        return response

    return route


def receive(upload: Upload, limit_mb: int) -> None:
    """Write the files of the request's body to an upload, piece by piece."""

    def file(*, filename: str | None = None, **_: Any) -> IO[bytes]:
        return upload.file(filename or "")

    request.max_content_length = limit_mb * MEGABYTE + FRAME
    parser = FormDataParser(file, FIELDS, silent=False, max_form_parts=20)
    try:
        options = request.mimetype_params
        parser.parse(request.stream, request.mimetype, request.content_length, options)
    except RequestEntityTooLarge as error:
        raise Refused(413, f"The files are larger than {limit_mb} MB together.") from error
    except ValueError as error:
        raise Refused(400, "The upload did not arrive whole; send it again.") from error
    except Refusal:
        # A browser reads the answer only after it has sent everything.
        with suppress(HTTPException, OSError):
            while request.stream.read(MEGABYTE):
                pass
        raise


def swap(source: LiveSource, inbox: Inbox, change: Callable[[], None], what: str) -> dict:
    """Change the files and load them here at once; other workers see the folder change."""
    change()
    try:
        source.load()
    except Exception as error:
        log.exception("data not loaded", extra={"change": what})
        inbox.undo()
        source.load()
        raise Refused(
            409, "These files could not be loaded; the previous ones are back."
        ) from error
    answer = quality(source)
    log.info("data replaced", extra={"change": what, "version": answer["version"]})
    return {**answer, "previous": inbox.has_previous}


def register(server: Flask, source: LiveSource, allowed: bool, limit_mb: int) -> None:
    """Add the routes; where uploads are not allowed all of them say so."""
    inbox = Inbox(source.folder, source.rules)
    with suppress(Refusal):
        if allowed and inbox.recover():
            source.load()

    def state() -> dict:
        inbox.clean()
        return {"previous": inbox.has_previous, "limit_mb": limit_mb}

    def upload() -> dict | Response:
        with inbox.upload() as new:
            receive(new, limit_mb)
            report, token = inbox.check(new)
        if not token:
            return json({**report.as_dict(), "error": UNUSABLE}, 422)
        return {**report.as_dict(), "token": token, "expires_in": LIFETIME}

    def accept(token: str) -> dict:
        return swap(source, inbox, lambda: inbox.accept(token), "accepted")

    def cancel(token: str) -> dict:
        inbox.cancel(token)
        return {"cancelled": True}

    def undo() -> dict:
        return swap(source, inbox, inbox.undo, "undone")

    for rule, work, method in (
        ("/api/upload", state, "GET"),
        ("/api/upload", upload, "POST"),
        ("/api/upload/<token>/accept", accept, "POST"),
        ("/api/upload/<token>/cancel", cancel, "POST"),
        ("/api/upload/undo", undo, "POST"),
    ):
        name = f"upload-{work.__name__}"
        server.add_url_rule(rule, name, upload_route(allowed, work), methods=[method])
