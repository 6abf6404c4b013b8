"""What may stand in the double braces of a bureau's own workbook besides the fields of the form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from collection.summary.naming import title_words
from collection.summary.overview import counts_of
from collection.summary.tables import Entry
from collection.summary.workbook.body import Body, Counted
from reader import Reading
from templates import CellMap, Severity, Text

__all__ = [
    "DEPARTMENT_CODE",
    "DEPARTMENT_NAME",
    "DEPARTMENT_WORDS",
    "FIXED_WORDS",
    "ITEM_WORDS",
    "PARAMETER_LABELS",
    "Row",
    "fixed_values",
]


class Row(NamedTuple):
    """What a row is filled from: a return that counts, the number of the row, that of the item, from 1."""

    counted: Counted
    reading: Reading
    number: int
    item: int = 0


DEPARTMENT_NAME, DEPARTMENT_CODE = "department.name", "department.code"
"""The words that a row says whose it is with; they are the same whatever the form calls its fields."""

DEPARTMENT_WORDS: Mapping[str, tuple[Text, Callable[[Row], Entry]]] = {
    DEPARTMENT_NAME: (Text("单位名称", "Department"), lambda row: row.counted.subject.name),
    DEPARTMENT_CODE: (Text("单位编码", "Code of the department"), lambda row: row.counted.subject.code),
    "number": (Text("序号", "Running number"), lambda row: row.number),
    "group": (Text("分组", "Group"), lambda row: row.counted.group or None),
    "state": (Text("状态", "State"), lambda row: row.counted.state),
    "errors": (Text("错误数", "Number of errors"), lambda row: counts_of(row.reading)[Severity.ERROR]),
    "warnings": (Text("警告数", "Number of warnings"), lambda row: counts_of(row.reading)[Severity.WARNING]),
    "file": (Text("文件", "File"), lambda row: _file_name(row.counted.subject.file)),
}
"""The words for a department: what people call them, and what stands for them."""

ITEM_WORDS: Mapping[str, tuple[Text, Callable[[Row], Entry]]] = {
    "item": (Text("单位内序号", "Number of the item within the department"), lambda row: row.item),
}
"""The words for an item of a list, such as a project."""

FIXED_WORDS: Mapping[str, Text] = {
    "form": Text("表名", "Title of the form"),
    "departments": Text("应报单位数", "Departments expected"),
    "returned": Text("已报单位数", "Departments in the sums"),
    "missing": Text("未报单位数", "Departments of which nothing counts"),
    "deadline": Text("截止日期", "Deadline"),
}
"""The words that stand for the same everywhere, besides the parameters of the form."""

PARAMETER_LABELS: Mapping[str, Text] = {
    "year": Text("年度", "Budget year"),
    "unit": Text("金额单位", "Unit of money"),
}
"""The parameters of a form that are a round's, and no numbers of rows."""


def fixed_values(body: Body) -> dict[str, Entry]:
    """Return what stands for the words that are the same everywhere."""
    counted = len(body.counted)
    return {
        **_parameters(body.cell_map),
        "form": title_words(body.cell_map)[0],
        "departments": counted + len(body.missing) if body.expected is None else body.expected,
        "returned": counted,
        "missing": len(body.missing),
        "deadline": body.deadline.isoformat() if body.deadline else None,
    }


def _parameters(cell_map: CellMap) -> dict[str, Entry]:
    return {name: cell_map.parameters[name] for name in PARAMETER_LABELS if name in cell_map.parameters}


def _file_name(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]
