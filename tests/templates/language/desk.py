"""A small form without a definition, and a workbook in which engines work out its formulas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Literal, TypedDict, Unpack

import ironcalc
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from templates.kinds import KINDS
from templates.kinds.base import Limits
from templates.language import ExpressionError, parse
from templates.language.values import ExcelError, Result
from templates.model.expression import Expression
from templates.model.field import Field
from templates.model.page import CellAddress
from templates.model.shape import Group, Leaf, Repeat
from templates.path import Names, Tree, split
from templates.text import Text

__all__ = [
    "CONSTANTS",
    "HEIGHT",
    "SHAPE",
    "addresses",
    "agrees",
    "filling",
    "ironcalc_values",
    "parsed",
    "refused",
    "write",
]

HEIGHT = 40
"""Rows that one filling takes in a workbook."""

CONSTANTS: Mapping[str, int | str] = {"year": 2020, "loss": -3, "unit": "万元"}

_LEVELS = ("产出", "产出", "效益")


def _leaf(path: str, kind: str, zh: str, *, constant: bool = False) -> Leaf:
    return Leaf(
        Field(
            tuple(path.split(".")),
            KINDS[kind],
            KINDS[kind].limits(common=Limits(label=Text(zh, zh.upper()))),
            constant=constant,
        )
    )


def _group(prefix: str, **kinds: str) -> dict[str, Leaf]:
    return {name: _leaf(f"{prefix}{name}", kind, f"<{name}>") for name, kind in kinds.items()}


SHAPE = Group(
    {
        **_group("", a="money", b="money", c="money", s="text", t="text", u="text"),
        "items": Repeat(Group(_group("items.", name="text", amount="money")), ({},) * 5),
        "goals": Group({"listed": Repeat(_leaf("goals.listed", "text", "<listed>"), ({},) * 3)}),
        "blocks": Repeat(
            Group(
                {
                    **_group("blocks.", goal="text"),
                    "rows": Repeat(
                        Group(
                            {
                                "level": _leaf("blocks.rows.level", "text", "<level>", constant=True),
                                **_group("blocks.rows.", word="text", size="number"),
                            }
                        ),
                        tuple({"level": level} for level in _LEVELS),
                    ),
                }
            ),
            ({},) * 2,
        ),
    }
)


def _at(row: int, column: int) -> CellAddress:
    return CellAddress(0, row, column)


def addresses(top: int = 0) -> Tree:
    """Return the address tree of the form that begins below row `top`."""
    return {
        **{name: _at(top + 1, column) for column, name in enumerate("abcstu", 2)},
        "items": [{"name": _at(top + 2 + row, 2), "amount": _at(top + 2 + row, 3)} for row in range(5)],
        "goals": {"listed": [_at(top + 8 + row, 2) for row in range(3)]},
        "blocks": [
            {
                "goal": _at(top + 12 + 5 * block, 2),
                "rows": [
                    {
                        "level": level,
                        "word": _at(top + 13 + 5 * block + row, 3),
                        "size": _at(top + 13 + 5 * block + row, 4),
                    }
                    for row, level in enumerate(_LEVELS)
                ],
            }
            for block in range(2)
        ],
    }


def filling(cells: Mapping[str, object] | None = None) -> Tree:
    """Return a tree of values, blank but for its constants and for `cells` (path -> value)."""
    tree: Tree = {
        **dict.fromkeys("abcstu"),
        "items": [{"name": None, "amount": None} for _ in range(5)],
        "goals": {"listed": [None] * 3},
        "blocks": [
            {"goal": None, "rows": [{"level": level, "word": None, "size": None} for level in _LEVELS]}
            for _ in range(2)
        ],
    }
    for path, value in (cells or {}).items():
        *way, last = split(path)
        node: Tree = tree
        for step in way:
            node = node[step]
        node[last] = value
    return tree


class _More(TypedDict, total=False):
    this: Names
    reader_only: bool
    gives: Literal["number", "truth"]


def parsed(source: str, scope: str = "", **more: Unpack[_More]) -> Expression:
    """Parse an expression in the form."""
    return parse(source, SHAPE, _names(scope), CONSTANTS, **more)


def refused(source: str, scope: str = "", **more: Unpack[_More]) -> ExpressionError:
    """Return why an expression is refused."""
    try:
        found = parsed(source, scope, **more)
    except ExpressionError as error:
        return error
    raise AssertionError(f"{source} was taken for {found}")


def _names(scope: str) -> Names:
    return tuple(scope.split(".")) if scope else ()


def write(path: Path, fillings: Iterable[Tree], formulas: Sequence[str]) -> None:
    """Write fillings below one another, each with its formula in column K of its first row."""
    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet("S")
    for place, (values, formula) in enumerate(zip(fillings, formulas, strict=True)):
        _write_leaves(sheet, addresses(place * HEIGHT), values)
        sheet.write_formula(place * HEIGHT, 10, "=" + formula)
    workbook.close()


def _write_leaves(sheet: Worksheet, places: Tree, values: Tree) -> None:
    if isinstance(places, dict):
        for name, place in places.items():
            _write_leaves(sheet, place, values[name])
    elif isinstance(places, list):
        for place, value in zip(places, values, strict=True):
            _write_leaves(sheet, place, value)
    elif isinstance(places, str):
        assert places == values, "a constant"
    elif isinstance(values, str):
        assert sheet.write_string(places.row - 1, places.column - 1, values) == 0
    elif isinstance(values, ExcelError):
        assert sheet.write_formula(places.row - 1, places.column - 1, f"={values.code}") == 0
    elif values is not None:
        assert sheet.write_number(places.row - 1, places.column - 1, float(values)) == 0


def ironcalc_values(path: Path, count: int) -> list[object]:
    """Return what IronCalc gives for the formulas of a workbook that `write` wrote."""
    model = ironcalc.load_from_xlsx(str(path), "en", "UTC")
    model.evaluate()
    return [model.get_cell_value(0, place * HEIGHT + 1, 11) for place in range(count)]


def agrees(result: Result, shown: object) -> bool:
    """Tell whether a sheet shows what the evaluator gives; binary numbers differ in the last digits."""
    match result:
        case ExcelError(code):
            return shown == code
        case bool():
            return shown is result
        case Decimal():
            if isinstance(shown, bool) or not isinstance(shown, int | float):
                return False
            return abs(float(result) - shown) <= 1e-12 * max(1.0, abs(shown))
        case None:  # a formula that gives an empty cell shows 0
            return shown == 0 and not isinstance(shown, bool)
        case _:
            return shown == result
