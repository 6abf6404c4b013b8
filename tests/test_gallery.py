"""The gallery is true: its definitions are right, and each has its lines and its picture on the page."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import pytest

from reader import read
from template_builder import build, check_building
from templates import compile, load

ROOT = Path(__file__).parents[1]
GALLERY = ROOT / "examples" / "gallery"
NAMES = sorted(path.stem for path in GALLERY.glob("*.yaml"))
MADE: dict[str, Any] = runpy.run_path(str(ROOT / "scripts" / "gallery.py"))
MOST_BYTES = 20_000


@pytest.mark.parametrize("name", NAMES)
def test_a_definition_can_be_built_with_its_values_and_is_without_fault(name: str, tmp_path: Path) -> None:
    form = load(GALLERY / f"{name}.yaml")
    check_building(form)
    (entry,) = (entry for entry in MADE["entries"]() if entry.path.stem == name)
    cell_map = compile(form, {key: one.sample for key, one in form.parameters.items() if one.default is None})
    build(cell_map, tmp_path / "sheet.xlsx", entry.values)
    reading = read(tmp_path / "sheet.xlsx", [form])
    assert not [finding.code for finding in reading.findings if finding.severity == "error"]


def test_the_page_is_current() -> None:
    assert MADE["PAGE"].read_text(encoding="utf-8") == MADE["page"]()


def test_each_definition_has_a_small_picture_and_each_picture_a_definition() -> None:
    assert len(NAMES) >= 12
    page = MADE["PAGE"].read_text(encoding="utf-8")
    shown = re.findall(r"!\[[^\]]+\]\(pictures/gallery/(.+)\.png\)", page)
    assert shown == NAMES
    assert sorted(path.stem for path in MADE["PICTURES"].iterdir()) == NAMES
    for name in NAMES:
        picture = (MADE["PICTURES"] / f"{name}.png").read_bytes()
        assert picture.startswith(b"\x89PNG")
        assert len(picture) < MOST_BYTES
