"""Small rounds for the tests: filled forms in a folder, and readings that need no file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

from reader import Reading
from template_builder import build
from templates import CellMap, Finding, Location, Severity, Text, builtin, catalogue, compile, load
from templates.records.calculation import fill_computed
from templates.records.filling import filling_from
from templates.records.record import computed_of, record_of
from tests.forms import TRAVEL_PLAN

__all__ = ["DEMO", "finding", "form_map", "nested_map", "reading_of", "returned", "trip_map"]

DEMO: Mapping[str, Any] = json.loads(
    (files("tianbao.commands") / "data" / "demo.json").read_text(encoding="utf-8"), parse_float=Decimal
)
"""The departments of the demonstration: the real one, a clean one, and one with slips."""


_NESTED = """
form: nested
version: 1
title: 测试
columns: [10, 10, 10]
body:
- row: [{label: 总额, span: 2}, {field: amount, kind: money}]
- repeat: outer
  rows: 2
  body:
  - row: [{field: name, kind: text, span: 3, called: 名称}]
  - repeat: middle
    rows: 2
    body:
    - row: [{field: name, kind: text, span: 3, called: 名称}]
    - repeat: inner
      rows: 2
      row:
      - {field: name, kind: text, called: 名称}
      - {field: cost, kind: money, called: 费用}
      - {field: double, kind: money, formula: cost * 2}
summary:
  overview: [amount]
  tables:
  - {key: all, title: 全部, of: [outer, outer.middle.inner]}
"""


def form_map(**parameters: int | str) -> CellMap:
    """Return the cell map of the real form, of 2020 where nothing else is said."""
    return compile(builtin("department-goals"), {"year": 2020, **parameters})


def trip_map(**parameters: int | str) -> CellMap:
    """Return the cell map of the tiny form of the tests."""
    return compile(load(TRAVEL_PLAN), {"year": 2020, **parameters})


def nested_map(folder: Path) -> CellMap:
    """Return the cell map of a form of items within items within items, written to `folder`."""
    path = folder / "nested.yaml"
    path.write_text(_NESTED, encoding="utf-8")
    return compile(load(path), {})


def returned(path: Path, values: Mapping[str, Any] | None = None, **parameters: int | str) -> Path:
    """Build a filled real form at `path`, by default the real department's, and return the path."""
    build(form_map(**parameters), path, DEMO["departments"][0]["values"] if values is None else values)
    return path


def reading_of(
    cell_map: CellMap, values: Mapping[str, Any], *findings: Finding, file: str = "a.xlsx"
) -> Reading:
    """Return the reading that a form filled with `values` would give, without a file."""
    filling = filling_from(cell_map, values)
    fill_computed(cell_map, filling)
    shape = cell_map.shape
    return Reading(
        file, cell_map, None, record_of(shape, filling), computed_of(shape, filling), tuple(findings)
    )


def finding(
    code: str,
    severity: Severity | None = None,
    *,
    locations: tuple[Location, ...] = (),
    expected: str | None = None,
    slots: Mapping[str, Text] | None = None,
    **at: str | None,
) -> Finding:
    """Return a finding of the toolkit's own catalogue, at several locations or at one with these parts."""
    message = catalogue()[code]
    locations = locations or ((Location(**at),) if at else ())
    return Finding(message, severity or message.severity, locations, expected, slots or {})
