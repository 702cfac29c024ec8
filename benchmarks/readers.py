"""Readers of the dashboard, for the load tool Locust: what each asks for next, and when.

Each keeps one connection and clicks every few seconds: a pick, a step of the period, an option, a
page, an answer of the API. ``benchmarks.soak`` starts Locust with this file and what can be picked.
"""

from __future__ import annotations

import itertools
import json
import random
import time
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gevent
from locust import FastHttpUser, events, task
from locust.env import Environment
from locust.exception import StopUser

PATHS = ("/", "/influencers", "/campaigns", "/patterns")
CALLBACK = "/_dash-update-component"
SEEDS = itertools.count()


@events.init_command_line_parser.add_listener
def options(parser: ArgumentParser) -> None:
    """What a run is told beside Locust's own options."""
    parser.add_argument("--known", type=Path, help="JSON: what can be picked, and how it is sent")
    parser.add_argument("--total", type=int, help="requests in all")
    parser.add_argument("--pause", type=float, help="seconds between two clicks of a reader")
    parser.add_argument("--answers", type=Path, help="the JSON file that answers are written to")


@events.init.add_listener
def begun(environment: Environment, **_: Any) -> None:
    """Note every answer; end the run when all were asked for and have come."""
    asked = environment.parsed_options
    environment.told = json.loads(asked.known.read_text())
    environment.left = asked.total
    found: list[tuple[float, int, str]] = []

    @events.request.add_listener
    def answered(response_time: float, response: Any, exception: Any, **_: Any) -> None:
        status = getattr(response, "status_code", 0) or 0
        found.append((response_time / 1000, status, "" if status else repr(exception)))
        if len(found) == asked.total:
            gevent.spawn(environment.runner.quit)

    @events.quitting.add_listener
    def ended(**_: Any) -> None:
        asked.answers.write_text(json.dumps(found))


class Reader(FastHttpUser):
    """One reader, who draws clicks from what the data has."""

    connection_timeout = network_timeout = 60.0
    max_retries = 0

    def on_start(self) -> None:
        """Begin at a moment of one's own."""
        self.dice = random.Random(next(SEEDS))
        self.due = time.monotonic() + self.dice.random() * self.pause
        gevent.sleep(self.due - time.monotonic())

    @property
    def pause(self) -> float:
        """Seconds between two clicks."""
        return self.environment.parsed_options.pause

    def wait_time(self) -> float:
        """Seconds until the next click: those that the answer took have passed already."""
        self.due = max(self.due + self.pause * (0.5 + self.dice.random()), time.monotonic())
        return self.due - time.monotonic()

    @task(8)
    def pick(self) -> None:
        """Click one or two marks."""
        picks = self.dice.sample(self.environment.told["picks"], self.dice.choice((1, 1, 1, 2)))
        self.click({"kind": "pick", "pick": "&".join(picks), "add": True})

    @task(1)
    def clear(self) -> None:
        """Take every filter away."""
        self.click({"kind": "clear"})

    @task(1)
    def summary(self) -> None:
        """Ask the API."""
        pick = self.dice.choice(self.environment.told["picks"])
        self.ask(self.client.get, f"/api/summary?{pick}", name="/api/summary")

    def click(self, intent: dict[str, Any]) -> None:
        """What the browser sends for an intent, on a page drawn by lot."""
        path = self.dice.choice(PATHS)
        body = json.loads(self.environment.told["click"])
        for one in body["inputs"]:
            one["value"] = intent
        for one in body["state"]:
            if isinstance(one["value"], dict):
                one["value"]["path"] = path
        self.ask(self.client.post, CALLBACK, json=body, name=path)

    def ask(self, send: Callable[..., Any], path: str, **given: Any) -> None:
        """One of the requests that are left."""
        if self.environment.left <= 0:
            raise StopUser
        self.environment.left -= 1
        send(path, **given)
