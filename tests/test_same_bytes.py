"""The same inputs give the same bytes, whatever the machine, Python, hash seed, time zone and folder."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.same_bytes import GOLDEN, digests, facts

pytestmark = pytest.mark.no_cover  # thousands of evaluations: tracing them would take minutes

ROOT = Path(__file__).parents[1]
NEEDED = ("yaml", "xlsxwriter", "lazy_loader")
MINORS = range(11, 16)


def libraries(folder: Path) -> Path:
    """Return a folder with the pure Python packages that a build needs, and nothing else."""
    for name in NEEDED:
        found = importlib.util.find_spec(name)
        assert found is not None
        assert found.origin is not None
        shutil.copytree(
            Path(found.origin).parent, folder / name, ignore=shutil.ignore_patterns("*.so", "*.pyd")
        )
    return folder


def interpreters() -> Iterator[tuple[str, Path]]:
    """Yield the Pythons of this machine that the toolkit supports, one of each version."""
    seen = set[str]()
    for minor in MINORS:
        name = f"python3.{minor}"
        first = shutil.which(name)
        beside = sorted(Path(sys.base_prefix).parent.glob(f"*/bin/{name}"))
        for path in [*([Path(first)] if first else []), *beside]:
            asked = subprocess.run(
                [path, "-c", "import sys; print(sys.version)"], capture_output=True, text=True, check=False
            )
            if asked.returncode == 0 and asked.stdout not in seen:
                seen.add(asked.stdout)
                yield asked.stdout, path


def built_by(python: Path, cwd: Path, paths: list[Path], **environment: str) -> dict[str, Any]:
    """Return what a process of its own builds, in another folder."""
    done = subprocess.run(
        [python, "-m", "tests.same_bytes"],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths)), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.program
@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Shanghai", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "4294967295", "TZ": "America/Anchorage", "LANG": "zh_CN.GB18030"},
        {"PYTHONHASHSEED": "0", "PYTHONOPTIMIZE": "2", "SOURCE_DATE_EPOCH": "1"},
    ],
)
def test_neither_hash_seed_nor_time_zone_nor_folder_matters(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    assert built_by(Path(sys.executable), tmp_path, [ROOT], **environment) == facts()


@pytest.mark.program
def test_every_python_of_this_machine_builds_the_same(tmp_path: Path) -> None:
    ours = facts()
    paths = [ROOT, libraries(tmp_path / "libraries")]
    pythons = dict(interpreters())
    assert len(pythons) >= 1
    for version, python in pythons.items():
        theirs = built_by(python, tmp_path, paths)
        if theirs["zlib"] != ours["zlib"]:
            for workbook in (*ours["digests"].values(), *theirs["digests"].values()):
                workbook.pop("*", None)
        assert {version: theirs["digests"]} == {version: ours["digests"]}


def test_the_parts_are_those_of_every_other_machine() -> None:
    """Renew with `python -m tests.same_bytes --renew` where a change of what is built is meant."""
    kept = json.loads(GOLDEN.read_text(encoding="utf-8"))
    found = digests()
    for workbook in found.values():
        del workbook["*"]
    assert found == kept
    assert {name: list(parts) for name, parts in found.items()} == {
        name: list(parts) for name, parts in kept.items()
    }
