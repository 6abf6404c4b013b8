"""Departments of two rounds are known again by their codes, then by their names."""

from __future__ import annotations

from pathlib import Path

import pytest

from collection.comparison.departments import paired
from collection.comparison.sides import Side
from collection.summary.tables import Subject
from collection.summary.workbook.body import Body, Counted, Missing
from reader import Reading
from templates import Text
from tests.collection.rounds import form_map


def side(*departments: tuple[str, str, bool]) -> Side:
    """Return a round of departments: code, name, and whether something came back."""
    counted = [
        Counted(Subject(code or None, name, f"{name}.xlsx"), lambda: Reading(""), Text("有"))
        for code, name, returned in departments
        if returned
    ]
    missing = [Missing(name, code or None) for code, name, returned in departments if not returned]
    return Side(Path("2025"), Body(form_map(), counted, (), missing, len(departments)))


A, B = ("101", "甲局", True), ("102", "乙局", True)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ((A, B), (A, B), [("甲局", "甲局", "both", []), ("乙局", "乙局", "both", [])]),
        ((A,), (A, B), [("甲局", "甲局", "both", []), (None, "乙局", "new", ["new"])]),
        ((A, B), (B,), [("乙局", "乙局", "both", []), ("甲局", None, "gone", ["gone"])]),
        ((A,), (("101", "甲委", True),), [("甲局", "甲委", "both", ["renamed"])]),
        ((A,), (("１０１", "甲 局", True),), [("甲局", "甲 局", "both", [])]),
        ((A,), (("301", "甲局", True),), [("甲局", "甲局", "both", ["recoded"])]),
        (
            (A, B),
            (("102", "甲局", True), ("103", "乙局", True)),
            [
                ("乙局", "甲局", "both", ["renamed"]),
                (None, "乙局", "new", ["new"]),
                ("甲局", None, "gone", ["gone"]),
            ],
        ),
        ((("", "甲局", True),), (A,), [("甲局", "甲局", "both", [])]),
        ((A,), (("101", "甲局", False),), [("甲局", "甲局", "not-now", ["not-now"])]),
        ((("101", "甲局", False),), (A,), [("甲局", "甲局", "not-before", ["not-before"])]),
        (
            (("101", "甲局", False),),
            (("101", "甲委", False),),
            [("甲局", "甲委", "neither", ["renamed", "not-before", "not-now"])],
        ),
        (
            (),
            (("101", "甲局", False), B),
            [(None, "乙局", "new", ["new"]), (None, "甲局", "neither", ["new", "not-now"])],
        ),
        (
            (("", "同名", True), ("", "同名", True)),
            (("", "同名", True),),
            [("同名", "同名", "both", []), ("同名", None, "gone", ["gone"])],
        ),
    ],
)
def test_departments_are_known_again(
    before: tuple[tuple[str, str, bool], ...],
    after: tuple[tuple[str, str, bool], ...],
    told: list[tuple[str | None, str | None, str, list[str]]],
) -> None:
    pairs = paired(side(*before), side(*after))
    assert [
        (
            pair.before and pair.before.name,
            pair.after and pair.after.name,
            pair.standing.value,
            [move.value for move in pair.moves],
        )
        for pair in pairs
    ] == told
