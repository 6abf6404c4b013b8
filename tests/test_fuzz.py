"""Mutants of returned files: each is read or refused, and none with a wrong value in silence.

`make soak` tries 100,000 of them.
"""

from __future__ import annotations

from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest
import xlwt

from benchmarks.robustness.fuzz import Mutant, defects, forms_filled, mutants
from tests.extent import extent

pytestmark = pytest.mark.no_cover  # what they cover is covered by tests that take less

DATA = Path(__file__).parent / "data"
TRIED = extent(400, quick=100, soak=100_000)
TRIED_OF_OTHERS = extent(200, quick=60, soak=10_000)


def old_workbook() -> bytes:
    """Return a workbook in .xls of some cells of each type."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for row in range(40):
        sheet.write(row, 0, f"第{row}行")
        sheet.write(row, 1, row / 7)
        sheet.write(row, 2, xlwt.Formula(f"B{row + 1}*2"))
        sheet.write(row, 3, row % 2 == 0)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_forms() -> None:
    outcomes: Counter[str] = Counter()
    assert list(defects(mutants(TRIED), outcomes)) == []
    assert outcomes["read as it was"] > TRIED / 10
    assert outcomes["refused, damaged"] > TRIED / 2
    print(f"{TRIED} mutants of forms: {dict(outcomes.most_common())}")


def test_workbooks_without_checksums() -> None:
    outcomes: Counter[str] = Counter()
    originals = [(DATA / "cells.fods").read_bytes(), (DATA / "cells-2003.xml").read_bytes(), old_workbook()]
    assert list(defects(mutants(TRIED_OF_OTHERS, originals=originals), outcomes)) == []
    assert outcomes
    print(f"{TRIED_OF_OTHERS} mutants of other workbooks: {dict(outcomes.most_common())}")


def test_another_value_in_silence_is_a_defect() -> None:
    one, other = forms_filled()[:2]
    (defect,) = defects([Mutant(0, "another form", one, other)], Counter())
    assert defect.why == "another value without a finding"
