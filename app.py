"""The composition root: the one place that knows every layer."""

from __future__ import annotations

import sys
import threading
from functools import cache
from pathlib import Path
from typing import Any

import dash
from flask import Flask

import api.compression
import api.exports
import api.json_api
import api.search
import api.security_headers
import api.templates
import api.uploads
import callbacks.crossfilter
import callbacks.prefetch
from api.login import INSIDE, Check, check_of, register_access
from api.logs import configure_logs, register_request_ids
from api.page_status import register_status
from api.request_guard import register_checks, register_guard
from api.row_access import Rules, register_rules
from components.cards.data_grid import grid_script
from components.page.document import Document
from components.page.shell import index_page
from data.progress import listening
from data.sources.folder import Origin
from data.sources.live import LiveSource
from pages import PAGES
from pages.rendering.render import layout_of, not_found, places, render_page, shell
from settings import SettingError, Settings
from startup import prepare, warm

AHEAD_AFTER = 0.5
HERE = Path(__file__).resolve().parent
BOOT = HERE / "assets" / "theme-boot.js"


def create_app(settings: Settings | None = None, source: LiveSource | None = None) -> dash.Dash:
    """Build the application around a source of data; tests make many.

    Raises SettingError for an environment that can't be used.
    """
    settings = settings or Settings.from_environment()
    who = access_checks(settings)
    source = source or source_of(settings)
    server = Flask("dashboard")
    server.config["SEND_FILE_MAX_AGE_DEFAULT"] = 31_536_000
    app = Document(
        "dashboard",
        server=server,
        use_pages=True,
        pages_folder="",
        assets_folder=str(HERE / "assets"),
        assets_ignore=r"theme-boot\.js",
        meta_tags=meta_tags(settings),
        index_string=index_page(f"{BOOT.stat().st_mtime_ns:x}"),
        title="Influencer campaigns",
        update_title=None,
        serve_locally=True,
    )
    observe(server, source, settings)
    register_guard(server)
    admit(server, source, settings, *who)
    register_checks(server, lambda: app.callback_map)
    register_pages(source)
    app.layout = shell(source, PAGES)
    callbacks.crossfilter.register(app, source, PAGES, render_page)
    callbacks.prefetch.register(app, source, PAGES, render_page)
    register_answers(server, source, settings)
    register_status(server, source, PAGES)
    api.compression.register_compression(server)
    api.security_headers.register_headers(server, app.csp_hashes)
    server.extensions["dashboard"] = (app, source)
    return app


def observe(server: Flask, source: LiveSource, settings: Settings) -> None:
    """Name, time and, where asked for, count every request, whatever becomes of it."""
    register_request_ids(server, source)
    if settings.metrics:
        # Its import would be a tenth of the start, so it is left to those who want it.
        from api.prometheus import register_monitoring

        register_monitoring(server, source)


def register_answers(server: Flask, source: LiveSource, settings: Settings) -> None:
    """All that is no page: answers, exports, search, templates, uploads."""
    api.json_api.register(server, source)
    api.exports.register(server, source)
    api.search.register(server, source, [(p.title, p.path) for p in PAGES.navigation])
    api.templates.register(server)
    api.uploads.register(server, source, settings.allow_uploads, settings.max_upload_mb)


def meta_tags(settings: Settings) -> list[dict[str, str]]:
    """What the browser must know: where the grid is, and whether and how much one may upload."""
    known = [{"name": "grid", "content": grid_script()}]
    if settings.allow_uploads:
        known.append({"name": "uploads", "content": str(settings.max_upload_mb)})
    return known


def access_checks(settings: Settings) -> tuple[Check | None, Rules | None]:
    """How one is asked who is there, and who sees what; SettingError for files of no use."""
    mode, header = settings.auth_mode, settings.proxy_user_header
    try:
        check = check_of(mode, settings.users_file, header, settings.trusted_proxies)
    except (OSError, ValueError) as error:
        raise SettingError(f"BASIC_USERS_FILE can't be used: {error}.") from None
    try:
        return check, Rules(settings.access_rules) if settings.access_rules else None
    except (OSError, ValueError, RecursionError) as error:
        raise SettingError(f"ACCESS_RULES can't be used: {error}.") from None


def admit(
    server: Flask, source: LiveSource, settings: Settings, check: Check | None, rules: Rules | None
) -> None:
    """Ask who is there before anything is answered, then give everyone their part of the data."""
    register_access(server, check, settings.proxy_user_header)
    register_rules(server, source, rules)


def register_pages(source: LiveSource) -> None:
    """Tell Dash of every page; the registry is one for the process, so it starts empty."""
    dash.page_registry.clear()
    for order, page in enumerate(PAGES.all):
        dash.register_page(
            page.name,
            path=None if page.knows else page.path,
            path_template=f"{page.path}/<subject>" if page.knows else None,
            title=f"{page.title} · Influencer campaigns",
            order=order,
            layout=layout_of(page, source),
        )
    dash.register_page(
        "not_found_404", path="/not-found", title="Not found", layout=not_found(source)
    )


def origin_of(settings: Settings) -> Path | Origin:
    """The folder the settings name, or the database; its client is installed for it alone."""
    if not settings.database_url:
        return settings.data_dir
    try:
        from data.sources.postgres import Database

        schema, query = settings.database_schema, settings.database_version_query
        return Database(settings.database_url, schema, query)
    except ModuleNotFoundError:
        words = "DATABASE_URL needs `pip install -r requirements-database.lock`."
        raise SettingError(words) from None
    except ValueError:
        raise SettingError("DATABASE_URL is not like postgresql://user@host:5432/name.") from None


def source_of(settings: Settings) -> LiveSource:
    """The source the settings name, loaded; it may hold nothing but the reasons why."""
    source = LiveSource(
        origin_of(settings),
        settings.assumptions,
        day_first=settings.day_first,
        include_unknown=settings.include_unknown,
        watch_seconds=settings.watch_seconds,
        cache_dir=settings.cache_dir,
    )
    if sys.stderr.isatty():
        # Somebody waits for it; elsewhere the log is JSON lines.
        with listening(sys.stderr):
            source.follow()
    else:
        source.follow()
    return source


def warm_parent(server: Flask) -> LiveSource:
    """The source of an application whose first request has been made, on data as it is now."""
    app, source = server.extensions["dashboard"]
    source.refresh()
    warm(app, places(), {INSIDE: True})
    return source


def start_worker(server: Flask) -> None:
    """Warm a worker's copy of the application, let it follow its folder, and draw beside that."""
    source = warm_parent(server)
    source.watch()

    def ahead() -> None:
        prepare(server.extensions["dashboard"][0], source, {INSIDE: True})
        callbacks.prefetch.draw_clicks_ahead(server, source, PAGES, render_page)

    # The other workers start first.
    later = threading.Timer(AHEAD_AFTER, ahead)
    later.daemon, later.name = True, "draw-ahead"
    later.start()


@cache
def production() -> Flask:
    """The WSGI application; a wrong setting ends the start with one clear line."""
    configure_logs()
    try:
        return create_app().server
    except SettingError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)


def __getattr__(name: str) -> Any:
    """``app:server`` for gunicorn, made when it is asked for and not by every import."""
    if name == "server":
        return production()
    raise AttributeError(name)


if __name__ == "__main__":
    configure_logs()
    settings = Settings.from_environment()
    development = create_app(settings)
    start_worker(development.server)
    handler = api.security_headers.Nameless
    development.run(settings.host, settings.port, debug=False, request_handler=handler)
