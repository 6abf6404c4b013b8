"""The commands that look: what was seen in a file, and what changed between two."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.collection.rounds import DEMO, returned
from tests.test_cli import Run, refused, run

__all__ = ["run"]

SEED = DEMO["departments"][0]["values"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of two returns of a department."""
    returned(tmp_path / "a.xlsx")
    income = {**SEED["income"], "fiscal": {**SEED["income"]["fiscal"], "amount": 760}}
    returned(tmp_path / "b.xlsx", {**SEED, "income": income})
    return tmp_path


def test_inspect_says_how_the_form_was_found_and_what_stands_where(run: Run, folder: Path) -> None:
    status, out, _ = run("inspect", "a.xlsx")
    assert status == 0
    assert "按左上角标记认出本表，按行列编号定位，把握 1.00" in out
    assert "  E9    income.fiscal.amount: 752.2 (#,##0.00####)\n" in out
    assert "[income-differs-from-expenditure]" in out
    assert max(map(len, out.splitlines())) < 200


def test_inspect_as_json_is_whole(run: Run, folder: Path) -> None:
    status, out, _ = run("inspect", "a.xlsx", "--format", "json")
    seen = json.loads(out)
    assert status == 0
    assert seen["registration"]["cells_by"] == "keys"
    amount = next(one for one in seen["fields"] if one["field"] == "income.fiscal.amount")
    assert amount["raw"]["value"] == amount["value"] == 752.2
    assert (amount["cell_in_blank"], amount["cell"], amount["findings"]) == ("E9", "E9", [])
    assert seen["reading"] == json.loads(run("read", "a.xlsx", "--format", "json")[1])[0]


def test_inspect_of_what_is_no_form(run: Run, folder: Path) -> None:
    (folder / "c.pdf").write_bytes(b"%PDF-1.7")
    status, out, _ = run("inspect", "c.pdf", "--lang", "en")
    assert status == 2
    assert "This is a PDF file" in out


def test_diff_names_each_field_that_changed(run: Run, folder: Path) -> None:
    status, out, err = run("diff", "a.xlsx", "b.xlsx")
    assert (status, err) == (1, "")
    assert (
        out == "1 处不同：\n\n  更改  收入构成·财政拨款·当年金额  income.fiscal.amount\n      752.2 → 760\n"
    )


def test_diff_of_a_workbook_and_its_record(run: Run, folder: Path) -> None:
    assert run("read", "a.xlsx", "--format", "json", "-o", "a.json")[0] == 1
    assert run("diff", "a.json", "a.xlsx", "--lang", "en") == (0, "The two say the same.\n", "")
    status, out, _ = run("diff", "a.json", "b.xlsx", "--format", "json")
    assert status == 1
    assert json.loads(out) == [
        {
            "change": "changed",
            "field": "income.fiscal.amount",
            "was": "income.fiscal.amount",
            "label": "收入构成·财政拨款·当年金额",
            "old": 752.2,
            "new": 760,
        }
    ]


def test_diff_needs_two_forms(run: Run, folder: Path) -> None:
    refused(run("diff", ".", "b.xlsx", "--lang", "en"), "2 forms")
    refused(run("diff", "a.xlsx", "none.xlsx", "--lang", "en"), "none.xlsx")
