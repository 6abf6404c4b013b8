"""The built-in forms are in YAML alone: no Python knows one of them, not even the demonstration's."""

from __future__ import annotations

import io
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from collection.summary.own_workbook.words import DEPARTMENT_WORDS
from templates import CellMap, builtin, builtin_names, compile
from templates.path import join
from tests.test_architecture import PACKAGES, ROOT

PYTHON = [
    path
    for package in ("cli.py", *PACKAGES)
    for path in sorted((ROOT / package).rglob("*.py") if "." not in package else [ROOT / package])
]
LEAST = 5
"""Characters of a label that is no everyday word, such as 单位名称."""

PLACEHOLDERS = frozenset(DEPARTMENT_WORDS)
"""Words of the toolkit for the bureau's own workbooks: `{{department.name}}` is any form's."""


def _cell_map(name: str) -> CellMap:
    return compile(builtin(name), {"year": 2026})


def _labels(cell_map: CellMap) -> Iterator[str]:
    """Yield the words of labels, and what fields are called, in Chinese."""
    for cell in cell_map:
        yield cell.label.zh
        yield from (text.zh for text in (cell.text,) if text is not None)


def names() -> Iterator[str]:
    """Yield what no Python may say: the forms, the fields whose path has a dot, the labels that are long."""
    for name in builtin_names():
        cell_map = _cell_map(name)
        yield name
        yield from (join(cell.of.names) for cell in cell_map if cell.of and len(cell.of.names) > 1)
        yield from (words for label in _labels(cell_map) if len(words := label.strip()) >= LEAST)


def texts_of(source: str) -> str:
    """Return what stands in the texts and comments of Python: an attribute is no name of a field."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return "\n".join(one.string for one in tokens if one.type in (tokenize.STRING, tokenize.COMMENT))


FORBIDDEN = frozenset(names()) - PLACEHOLDERS


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_python_knows_a_form(path: Path) -> None:
    written = texts_of(path.read_text(encoding="utf-8"))
    assert [name for name in FORBIDDEN if name in written] == []


@pytest.mark.parametrize(
    ("line", "names_a_form"),
    [
        ('form = builtin("department-goals")', True),
        ("# income.fiscal.amount is the first field", True),
        ('where = f"{sheet}!部门职能概述"', True),
        ("whose = department.name", False),
        ('"{{department.name}} and 合计"', False),
    ],
)
def test_a_line_that_names_a_form_is_seen(line: str, names_a_form: bool) -> None:
    assert any(name in texts_of(line) for name in FORBIDDEN) is names_a_form
