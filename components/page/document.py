"""The document around the application: which scripts a reader's browser gets, and in what order."""

from __future__ import annotations

import re
from typing import Any

import dash

UNUSED = ("/deps/polyfill@", "/dash_bootstrap_components/", "/dash_table/")
"""For browsers of long ago (what is still asked of it stands in ``assets``), and for components
that no page draws: inputs are plain elements."""
PLOTLY = "/plotly-"
_SCRIPT = re.compile(r'<script src="([^"]*)"[^>]*></script>\n?')


class Document(dash.Dash):
    """Dash with the scripts that are needed, the largest of them last."""

    def interpolate_index(self, **parts: Any) -> str:
        """The document; what no page needs is neither sent nor run.

        The code of the charts is fetched early and run late (``assets/charts.js``): half a second
        of a slow machine in which the application already asks for its data.
        """
        late = [src for src in _SCRIPT.findall(parts["scripts"]) if PLOTLY in src]
        parts["scripts"] = _SCRIPT.sub(_needed, parts["scripts"])
        parts["metas"] += "".join(f'\n<meta name="plotly" content="{src}">' for src in late)
        parts["css"] += "".join(
            f'\n<link rel="preload" href="{src}" as="script" fetchpriority="low">' for src in late
        )
        return super().interpolate_index(**parts)


def _needed(script: re.Match[str]) -> str:
    return "" if any(one in script[1] for one in (*UNUSED, PLOTLY)) else script[0]
