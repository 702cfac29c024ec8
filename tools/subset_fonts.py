"""Make the font and icon subsets in assets/fonts from the full files.

Needs ``fonttools`` and ``brotli``, and the unpacked npm packages ``inter-ui`` (the full variable
font) and ``bootstrap-icons``::

    npm pack inter-ui@4 bootstrap-icons@1     # then unpack both
    python tools/subset_fonts.py INTER_PACKAGE ICONS_PACKAGE
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

from fontTools import subset

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "assets" / "fonts"
TEXT = (
    [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2000, 0x2028), *range(0x2030, 0x203B)]
    + [0x20B9, *range(0x2190, 0x219A), 0x2212, 0xD7, 0xB1, 0x2248, 0x2264, 0x2265]
    + [0x25B2, 0x25BC, 0x25CF, 0x25CB]
)
FEATURES = ["kern", "calt", "tnum", "pnum", "case", "ccmp", "locl", "mark", "cv11"]
ICONS = re.compile(r"icon\(\s*\"([a-z0-9-]+)\"|icon=\"([a-z0-9-]+)\"|state\(\s*\"([a-z0-9-]+)\"")
NAMED = """arrow-up-right arrow-down-right arrow-clockwise bell calendar3 exclamation-triangle
exclamation-triangle-fill table image download filetype-csv file-earmark-spreadsheet
database-check database-exclamation funnel cursor shield-check lightbulb chevron-right chevron-down
x check info-circle circle-half link-45deg layout-three-columns columns-gap people megaphone
diagram-3 database book search sun moon""".split()  # noqa: SIM905


def written(source: Path, target: Path, codes: list[int], features: list[str]) -> None:
    """Write the subset of a font as WOFF2."""
    options = subset.Options()
    options.flavor, options.layout_features = "woff2", features
    font = subset.load_font(str(source), options)
    job = subset.Subsetter(options)
    job.populate(unicodes=codes)
    job.subset(font)
    subset.save_font(font, str(target), options)


def icon_names() -> list[str]:
    """Names of icons in the source, and those chosen from dictionaries."""
    found = set(NAMED)
    for folder in ("components", "pages"):
        for path in (ROOT / folder).rglob("*.py"):
            for groups in ICONS.findall(path.read_text(encoding="utf-8")):
                found |= {name for name in groups if name}
    return sorted(found)


def main(inter: Path, icons: Path) -> None:
    """Write both subsets, the icons' CSS and the licences."""
    FONTS.mkdir(parents=True, exist_ok=True)
    full = next(inter.rglob("variable/InterVariable.woff2"))
    written(full, FONTS / "inter.woff2", TEXT, FEATURES)
    codes = json.loads(next(icons.rglob("bootstrap-icons.json")).read_text(encoding="utf-8"))
    names = [name for name in icon_names() if name in codes]
    drawn = next(icons.rglob("bootstrap-icons.woff2"))
    written(drawn, FONTS / "icons.woff2", [codes[name] for name in names], [])
    rules = [f'.icon-{name}::before {{ content: "\\{codes[name]:x}"; }}' for name in names]
    (ROOT / "assets" / "20-icons.css").write_text(
        "/* Written by tools/subset_fonts.py: Bootstrap Icons, MIT, licence in fonts/. */\n"
        '@font-face { font-family: "icons"; src: url("fonts/icons.woff2") format("woff2"); '
        "font-display: block; }\n"
        '.icon { display: inline-block; font: 16px/1 "icons"; flex: none; }\n'
        + "\n".join(rules)
        + "\n",
        encoding="utf-8",
    )
    shutil.copy(next(inter.rglob("LICENSE.txt")), FONTS / "inter-LICENSE.txt")
    shutil.copy(next(icons.rglob("LICENSE")), FONTS / "bootstrap-icons-LICENSE.txt")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
