"""Workbooks are looked at as they are made, whoever makes them."""

from __future__ import annotations

import io

import pytest

from template_builder.xlsx.styles import CHECK
from template_builder.xlsx.workbook_writer import WorkbookWriter
from tests.ooxml.watch import UnsoundWorkbook, lint_what_it_makes


class Maker:
    """Makes what is no workbook."""

    def make(self, content: bytes) -> bytes:
        """Return the content."""
        return content


def test_an_unsound_workbook_fails_the_test_that_makes_it() -> None:
    with pytest.raises(UnsoundWorkbook, match=r"function-unknown"), WorkbookWriter(io.BytesIO()) as book:
        book.add_sheet("表").formula(1, 1, "SUMME(1)", 1, CHECK)


def test_a_sound_workbook_passes() -> None:
    with WorkbookWriter(io.BytesIO()) as book:
        book.add_sheet("表").formula(1, 1, "SUM(1)", 1, CHECK)


def test_any_method_can_be_watched_for_a_time() -> None:
    with pytest.MonkeyPatch.context() as patch:
        lint_what_it_makes(patch, Maker, "make")
        with pytest.raises(UnsoundWorkbook, match=r"package-damaged"):
            Maker().make(b"no workbook")
    assert Maker().make(b"no workbook") == b"no workbook"
