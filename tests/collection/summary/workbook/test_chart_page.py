"""The charts of a summary stand on pages that can hold them, beside the tables that they show."""

from __future__ import annotations

import re
import zipfile
from itertools import pairwise
from pathlib import Path

import openpyxl

from collection import sum_up
from collection.summary.export import export
from tests.collection.rounds import DEMO, form_map, reading_of


def test_no_chart_is_cut_by_the_end_of_a_page(tmp_path: Path) -> None:
    readings = []
    for number in range(20):
        values = DEMO["departments"][number % 3]["values"]
        named = {**values, "department": {**values["department"], "name": f"第{number}局"}}
        readings.append(reading_of(form_map(), named, file=f"{number}.xlsx"))
    path = tmp_path / "s.xlsx"
    export(sum_up(readings), path, "xlsx")
    sheet = openpyxl.load_workbook(path)["图表"]
    breaks = [one.id for one in sheet.row_breaks.brk]
    with zipfile.ZipFile(path) as archive:
        drawing = archive.read("xl/drawings/drawing2.xml").decode()
    tops = [int(row) + 1 for row in re.findall(r"<xdr:from>.*?<xdr:row>(\d+)", drawing)]
    ends = [int(row) + 1 for row in re.findall(r"<xdr:to>.*?<xdr:row>(\d+)", drawing)]
    assert len(tops) == len(ends) >= 5
    assert breaks
    for top, end in zip(tops, ends, strict=True):
        assert not any(top <= last < end for last in breaks), (top, end, breaks)
    pages = [2, *breaks, sheet.max_row]
    assert all(last - first <= 38 for first, last in pairwise(pages)), breaks
