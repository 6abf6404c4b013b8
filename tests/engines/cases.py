"""Workbooks on which all engines are held: forms, their sizes, and what is filled in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any, Literal

from template_builder import build
from template_builder.guidance.cell_values import CellValues, contents_of
from template_builder.guidance.guide import Guide
from templates import CellMap, Form, builtin, builtin_names, compile, load
from templates.text import Language
from tests.complete import complete
from tests.extent import extent
from tests.fillings import disturbed, fitting
from tests.forms import (
    ASSET_LIST,
    NESTED_SUMS,
    PROJECT_SCHEDULE,
    SCHOOL_REVIEW,
    SCHOOL_YEAR,
    SUPPLY_PLAN,
    TRAVEL_PLAN,
)
from tests.test_validator import limit

__all__ = ["CASES", "Case", "Workbook"]

Size = Literal["least", "default", "most"]
Filling = Literal["blank", "right", "wrong"]

OURS = {
    path.stem: path
    for path in (
        ASSET_LIST,
        NESTED_SUMS,
        PROJECT_SCHEDULE,
        SCHOOL_REVIEW,
        SCHOOL_YEAR,
        SUPPLY_PLAN,
        TRAVEL_PLAN,
    )
}
BASES = Path(__file__).parents[1] / "cases" / "bases"


def _right(cell_map: CellMap) -> dict[str, Any]:
    """Return the filled example of a form; where there is none, what fits into its cells."""
    example = BASES / f"{cell_map.form.name}.json"
    if cell_map.form.name == "department-goals":
        return complete(cell_map)
    if example.exists():
        written = json.loads(example.read_text(encoding="utf-8"), parse_float=Decimal)
        values: dict[str, Any] = written["values"]
        return values
    return fitting(cell_map, Random(5))


FILLINGS: Mapping[Filling, Callable[[CellMap], dict[str, Any]]] = {
    "blank": lambda cell_map: {},
    "right": _right,
    "wrong": lambda cell_map: disturbed(cell_map, fitting(cell_map, Random(5)), Random(3)),
}


@dataclass(frozen=True)
class Workbook:
    """A workbook that was built, and what each of its formulas shows as we work it out."""

    path: Path
    guide: Guide
    shown: CellValues


@dataclass(frozen=True)
class Case:
    """A form of a size, filled in one way, in one language."""

    form: str
    size: Size
    filling: Filling
    language: Language = "zh"

    def __str__(self) -> str:
        return "-".join((self.form, self.size, self.filling, self.language))

    def built(self, folder: Path) -> Workbook:
        """Build the workbook."""
        guide = Guide(self._cell_map, self.language)
        values, path = FILLINGS[self.filling](self._cell_map), folder / f"{self}.xlsx"
        build(self._cell_map, path, values, language=self.language)
        return Workbook(path, guide, guide.values(contents_of(self._cell_map, values)))

    @cached_property
    def _cell_map(self) -> CellMap:
        form = load(OURS[self.form]) if self.form in OURS else builtin(self.form)
        return compile(form, _parameters(form, self.size))


def _parameters(form: Form, size: Size) -> dict[str, int | str]:
    match size:
        case "least":
            return limit(form, "minimum")
        case "most":
            return limit(form, "maximum")
        case "default":
            named = form.parameters.items()
            return {name: entry.sample for name, entry in named if entry.default is None}


def _cases() -> Iterator[Case]:
    yield Case("department-goals", "default", "blank")
    yield Case("department-goals", "default", "right")
    yield Case("department-goals", "least", "wrong")
    if extent(0, quick=0, soak=1):  # half a minute in LibreOffice alone
        yield Case("department-goals", "most", "wrong")
    for name in (PROJECT_SCHEDULE.stem, SUPPLY_PLAN.stem, TRAVEL_PLAN.stem):
        yield Case(name, "default", "right")
        yield Case(name, "least", "wrong")
        yield Case(name, "most", "wrong")
    for name in builtin_names():
        if name != "department-goals":
            yield Case(name, "default", "right")
            yield Case(name, "default", "wrong")
    yield Case("department-goals", "default", "wrong", "en")
    yield Case(NESTED_SUMS.stem, "default", "wrong")
    yield Case(ASSET_LIST.stem, "default", "right")
    yield Case(SCHOOL_REVIEW.stem, "default", "right")
    yield Case(SCHOOL_REVIEW.stem, "most", "wrong")
    yield Case(ASSET_LIST.stem, "most", "wrong")
    yield Case(SCHOOL_YEAR.stem, "default", "right")
    yield Case(SCHOOL_YEAR.stem, "least", "wrong", "en")
    yield Case(SCHOOL_YEAR.stem, "least", "wrong")


CASES = tuple(_cases())
