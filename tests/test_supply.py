"""What the project is made of beside its own code: exact versions, hashes, licences."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
WISHES = sorted(ROOT.glob("requirements*.txt"))
OURS = re.compile(r"\d\d-[a-z]+\.css|[a-z-]+\.js|favicon\.ico")


def lines_of(path: Path) -> list[str]:
    return [line.split("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines()]


def wishes_of(path: Path) -> list[Requirement]:
    """The requirements of a file and of those it includes."""
    found = []
    for line in filter(None, lines_of(path)):
        if line.startswith("-r "):
            found += wishes_of(path.parent / line[3:])
        else:
            found.append(Requirement(line))
    return found


def locked(path: Path) -> dict[str, tuple[Requirement, int]]:
    """The packages of a lock, each with its requirement and the number of its hashes."""
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    found = {}
    for line in filter(None, text.splitlines()):
        wish, *hashes = line.split(" --hash=")
        assert all(re.fullmatch(r"\s*sha256:[0-9a-f]{64}\s*", one) for one in hashes), line[:80]
        requirement = Requirement(wish.strip())
        found[canonicalize_name(requirement.name)] = (requirement, len(hashes))
    return found


@pytest.mark.parametrize("path", WISHES, ids=lambda path: path.name)
def test_every_wish_is_exact_has_a_reason_and_is_locked(path: Path) -> None:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(("#", "-r ")):
            assert re.fullmatch(r"[\w\[\]-]+==\S+ +# \S.*", line), line
    lock = locked(path.with_suffix(".lock"))
    for wish in wishes_of(path):
        requirement, hashes = lock[canonicalize_name(wish.name)]
        assert requirement.specifier == wish.specifier and hashes, wish


def test_the_lock_is_closed_and_is_what_runs() -> None:
    lock = locked(ROOT / "requirements.lock")
    for name, (requirement, hashes) in lock.items():
        assert hashes and re.fullmatch(r"==[^*]+", str(requirement.specifier)), name
        if requirement.marker and not requirement.marker.evaluate():
            continue
        try:
            installed = distribution(name)
        except PackageNotFoundError:
            pytest.fail(f"{name} is locked and not installed")
        assert installed.version in requirement.specifier, f"{name} {installed.version}"
        for text in installed.requires or ():
            needed = Requirement(text)
            if not needed.marker or needed.marker.evaluate({"extra": ""}):
                assert canonicalize_name(needed.name) in lock, f"{name} needs {needed}"


def test_what_is_shipped_installs_by_hash() -> None:
    installs = []
    for path in ("Makefile", "deploy/Dockerfile", "tests/cluster.sh", "tests/postgres.sh"):
        text = (ROOT / path).read_text(encoding="utf-8").replace("\\\n", " ")
        text = text.replace("$(EXACTLY)", "--require-hashes -r ")
        installs += [line for line in text.splitlines() if re.search(r"pip install.* -r ", line)]
    assert len(installs) >= 7
    for line in installs:
        assert "--require-hashes" in line and ".lock" in line, line


def test_every_file_of_others_is_listed_with_its_licence() -> None:
    listed = (ROOT / "assets" / "LICENSES.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \| `([^`]+)` \|", listed, re.M)
    known = {ROOT / file: ROOT / licence for file, _, _, licence in rows}
    assets = [*(ROOT / "assets").rglob("*"), *(ROOT / "tests" / "browser" / "axe").rglob("*")]
    theirs = {
        path
        for path in assets
        if path.is_file() and "LICENSE" not in path.name
        and (not OURS.fullmatch(path.name) or "min" in path.name)
    }  # fmt: skip
    assert theirs == set(known)
    for file, licence in known.items():
        words = licence.read_text(encoding="utf-8")
        assert file.stat().st_size and re.search("MIT|SIL Open Font|Mozilla Public", words), file
