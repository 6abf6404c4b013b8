"""Returns of an older version of a form are read as before."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from reader import Reading, UnreadableWorkbook, read
from template_builder import build
from templates import Form, builtin, compile, load
from tests.forms import TRAVEL_PLAN

DATA = Path(__file__).parents[1] / "data"
SEED = json.loads((DATA / "seed.json").read_text(encoding="utf-8"), parse_float=Decimal)
SINCE_2 = {entry["code"] for _, entry in builtin("department-goals").rules if entry.get("since") == 2}
"""What version 2 has rules for and version 1 had none."""

VERSION_1 = DATA / "department-goals.v1.xlsx"
"""The seed's form as it was built when version 1 was the newest, signed."""


def version(reading: Reading) -> str:
    assert reading.cell_map is not None
    return reading.cell_map.form.version


def test_a_workbook_of_version_1_is_read_as_it_was(tmp_path: Path) -> None:
    reading = read(VERSION_1, key=b"version 1 was signed with this")
    assert version(reading) == "1"
    assert reading.values == SEED["values"]
    assert [finding.code for finding in reading.findings] == [
        finding.code for finding in now("department-goals", tmp_path).findings if finding.code not in SINCE_2
    ]
    assert reading.stamp is not None
    assert (reading.stamp.department, reading.stamp.sheet) == ("219001", None)
    assert Reading.from_dict(json.loads(json.dumps(reading.to_dict()))) == reading


@pytest.mark.parametrize(
    ("key", "forged"), [(b"version 1 was signed with this", False), (b"another key of the bureau", True)]
)
def test_its_signature_still_holds(key: bytes, forged: bool) -> None:
    assert ("stamp-forged" in {finding.code for finding in read(VERSION_1, key=key).findings}) is forged


def now(name: str, folder: Path) -> Reading:
    """Return what the seed's form, built today, is read as."""
    path = folder / f"{name}.xlsx"
    build(compile(builtin(name), {"year": SEED["year"], "unit": SEED["unit"]}), path, SEED["values"])
    return read(path)


def test_both_versions_can_be_built_and_are_told_apart(tmp_path: Path) -> None:
    newest, oldest = now("department-goals", tmp_path), now("department-goals.v1", tmp_path)
    assert (version(newest), version(oldest)) == ("2", "1")
    assert newest.values == oldest.values == SEED["values"]
    assert newest.stamp is not None
    assert newest.stamp.sheet == 0


@pytest.fixture
def plans(tmp_path: Path) -> tuple[Form, Path]:
    """Return version 4 of a form of one's own, and a workbook of version 3."""
    text = TRAVEL_PLAN.read_text(encoding="utf-8")
    newest = tmp_path / "plan.yaml"
    newest.write_text(text.replace("version: 3", "version: 4"), encoding="utf-8")
    older = newest.with_name("plan.v3.yaml")
    older.write_text(text, encoding="utf-8")
    workbook = tmp_path / "plan.xlsx"
    build(compile(load(older), {"year": 2026}), workbook)
    return load(newest), workbook


def test_a_form_of_ones_own_has_older_versions_too(plans: tuple[Form, Path]) -> None:
    form, workbook = plans
    assert version(read(workbook, [form])) == "3"


def test_without_its_definition_an_older_version_is_unknown(plans: tuple[Form, Path]) -> None:
    form, workbook = plans
    Path(form.source.file).with_name("plan.v3.yaml").unlink()
    with pytest.raises(UnreadableWorkbook, match="travel-plan 3"):
        read(workbook, [load(Path(form.source.file))])
