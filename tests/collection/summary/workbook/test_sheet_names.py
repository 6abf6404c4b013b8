"""Names of sheets are such as a workbook can have."""

from __future__ import annotations

from collection.summary.workbook.sheet_names import sheet_names


def test_names_of_sheets() -> None:
    assert sheet_names(["a/b[c]", "A b c", "长" * 40, "'", "表"]) == [
        "a b c",
        "A b c~2",
        "长" * 28,
        "-",
        "表",
    ]
    assert sheet_names(["x" * 26 + " '的表"]) == ["x" * 26]
    assert len(set(sheet_names(["x"] * 12))) == 12
    assert len({name.casefold() for name in sheet_names(["表~一", "表~一", "表", "表", "表~2"])}) == 5
