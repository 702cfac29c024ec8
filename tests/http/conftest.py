"""Applications on data folders, asked through Flask's client."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app import create_app
from settings import Settings

Serve = Callable[[Path], FlaskClient]


@pytest.fixture(scope="session")
def serve() -> Serve:
    """A client of an application on a folder."""
    return lambda folder: create_app(
        Settings(data_dir=folder, watch_seconds=0)
    ).server.test_client()


@pytest.fixture(scope="session")
def client(folder: Path) -> FlaskClient:
    """A client of an application on the small world."""
    app = create_app(Settings(data_dir=folder, watch_seconds=0))
    return app.server.test_client()
