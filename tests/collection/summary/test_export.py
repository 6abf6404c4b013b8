"""A summary is written so that what is a text stays one and what is a number stays exact."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from collection import CollectionError, export, sum_up, summarize
from collection.summary.export import _csv, _parquet
from collection.summary.summary import Summary
from collection.summary.tables import Column, Entry, Table
from reader import unreadable
from template_builder import BuildError
from templates import Text
from tests.collection.rounds import DEMO, finding, form_map, reading_of


def department(number: int) -> Summary:
    return sum_up([reading_of(form_map(), DEMO["departments"][number]["values"])])


@pytest.fixture(scope="module")
def summary() -> Summary:
    readings = [
        reading_of(form_map(), entry["values"], file=f"{entry['file']}.xlsx") for entry in DEMO["departments"]
    ]
    return sum_up([*readings, unreadable("x.xlsx", finding("damaged", found="x"))])


def table(*rows: tuple[Entry, ...]) -> Table:
    """Return a table of a text, a number and a count."""
    columns = (
        Column("text", Text("文字", "Text")),
        Column("number", Text("=数", "=Number"), "decimal", "#,##0.00", total=True),
        Column("count", Text("个数", "Count"), "whole", "0"),
    )
    return Table("t", Text("表", "Table"), columns, rows)


def test_csv_opens_in_excel_as_it_stands(summary: Summary, tmp_path: Path) -> None:
    files = export(summary, tmp_path / "out", "csv")
    assert [file.name for file in files] == [
        "overview.csv",
        "funds.csv",
        "projects.csv",
        "indicators.csv",
        "findings.csv",
    ]
    data = files[0].read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in data
    first = next(csv.DictReader(files[0].read_text("utf-8-sig").splitlines()))
    assert first["部门（单位）名称"] == "鄂州市住房公积金中心"
    assert first["支出构成·基本支出·占比"] == "0.530576974208987"
    funds = next(csv.DictReader(files[1].read_text("utf-8-sig").splitlines()))
    assert funds["支出构成·合计·2019 年"] == "953.33"
    export(summary, tmp_path / "out", "csv", "en")
    assert files[2].read_text("utf-8-sig").startswith("Code,Department,File,Number,Project,")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_no_text_of_a_csv_becomes_a_formula(start: str) -> None:
    text = _csv(table((f"{start}cmd", None, None)), "zh").decode("utf-8-sig")
    ((_, *_), (cell, *_)) = list(csv.reader(text.splitlines(keepends=True)))[:2]
    assert cell == f"'{start}cmd" or (start == "\r" and cell.startswith("'\r"))


@pytest.mark.parametrize("text", ["=", "-", "--", "+-", "a=b", "≥95%", "—", "a,b", 'a"b', "a\nb"])
def test_other_texts_of_a_csv_stay_as_they_are(text: str) -> None:
    data = _csv(table((text, None, None)), "zh").decode("utf-8-sig")
    assert list(csv.reader(data.splitlines(keepends=True)))[1][0] == text


def test_numbers_of_a_csv_stay_numbers() -> None:
    data = _csv(table(("a", Decimal("-1.50"), 3), ("b", Decimal("1E+3"), None), ("c", "=x", None)), "zh")
    assert data.decode("utf-8-sig").split("\r\n") == [
        "文字,'=数,个数", "a,-1.5,3", "b,1000,", "c,'=x,", "",
    ]  # fmt: skip


def test_parquet_has_exact_decimals_under_its_keys(summary: Summary, tmp_path: Path) -> None:
    files = export(summary, tmp_path / "out", "parquet")
    assert [file.name for file in files] == [
        "overview.parquet", "funds.parquet", "projects.parquet", "indicators.parquet", "findings.parquet",
    ]  # fmt: skip
    frame = pd.read_parquet(files[0])
    assert pd.read_parquet(files[1])["expenditure.total.last_year"][0] == Decimal("953.33")
    assert frame["income.fiscal.amount"].sum() == Decimal("752.2") + Decimal("486.5")
    assert frame["projects_count"].dtype == "int64"


def test_parquet_has_one_type_for_a_column_whatever_stands_in_it(tmp_path: Path) -> None:
    full = table(("a", Decimal("0.1"), 1), ("\ud800", "约七百", "x"), ("c", Decimal("1E+30"), 2**70))
    tiny = table(("a", Decimal("1E-30"), Decimal("1.5")))
    schemas = []
    for number, one in enumerate((full, tiny, table())):
        path = tmp_path / f"{number}.parquet"
        path.write_bytes(_parquet(one, "zh"))
        schemas.append([(field.name, str(field.type)) for field in pq.read_schema(path)])
    assert schemas[0] == schemas[1] == schemas[2]
    assert schemas[0] == [("text", "string"), ("number", "decimal128(38, 18)"), ("count", "int64")]
    rows = pq.read_table(tmp_path / "0.parquet").to_pylist()
    assert [row["number"] for row in rows] == [Decimal("0.1"), None, None]
    assert [row["count"] for row in rows] == [1, None, None]
    assert rows[1]["text"] == "\ufffd"


def test_the_folder_is_made_but_not_the_one_around_it(summary: Summary, tmp_path: Path) -> None:
    with pytest.raises(CollectionError, match=r"cannot be created \(No such file"):
        export(summary, tmp_path / "no" / "out", "csv")
    (tmp_path / "file").write_text("")
    with pytest.raises(CollectionError, match="This is a file"):
        export(summary, tmp_path / "file", "parquet")
    with pytest.raises(BuildError, match="no such folder"):
        export(summary, tmp_path / "no" / "s.xlsx", "xlsx")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file"]


def test_summing_up_and_writing_in_one_step(tmp_path: Path) -> None:
    reading = reading_of(form_map(), DEMO["departments"][1]["values"])
    summary = summarize([reading], tmp_path / "s.xlsx")
    assert summary.included == (reading,)
    assert (tmp_path / "s.xlsx").is_file()
