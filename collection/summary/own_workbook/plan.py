"""What is filled into a template: which of its rows repeat, and what each placeholder is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from collection.summary.own_workbook.names import (
    DepartmentWord,
    FieldName,
    FixedWord,
    ItemWord,
    Meaning,
    Vocabulary,
)
from collection.summary.own_workbook.words import DEPARTMENT_CODE, DEPARTMENT_NAME
from template_builder import Placeholder, Template
from templates import CellMap
from templates.findings.errors import Sentence, words_in_a_row
from templates.path import Names, join

__all__ = ["Plan", "RowPlan", "plan_of"]

_WHOSE = frozenset({DEPARTMENT_NAME, DEPARTMENT_CODE})
"""The words by which a row says that it is a department's."""

RowPlace = tuple[str, int]
"""A row of the template: its sheet, and its number."""


@dataclass(frozen=True, slots=True)
class RowPlan:
    """A row that repeats: for each item of the innermost of these lists, or for each department."""

    meanings: Mapping[str, Meaning]
    lists: tuple[Names, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The rows that repeat, and the names of all that stands for the same everywhere."""

    rows: Mapping[RowPlace, RowPlan]
    fixed: Mapping[str, FixedWord]


def plan_of(template: Template, cell_map: CellMap) -> tuple[Plan, list[Sentence]]:
    """Return what is to be filled in, and everything that must be corrected before, each with its place."""
    vocabulary = Vocabulary(cell_map)
    problems = list(template.problems)
    meanings: dict[str, Meaning | Sentence] = {}
    rows: defaultdict[RowPlace, list[tuple[Placeholder, Meaning]]] = defaultdict(list)
    for one in template.placeholders:
        found = meanings.setdefault(one.name, vocabulary.meaning(one.name))
        if isinstance(found, Sentence):
            problems.append(Sentence.of("template-at", place=one.place, what=found))
        else:
            rows[one.sheet, one.row].append((one, found))
    fixed: dict[str, FixedWord] = {}
    for one in template.elsewhere:
        found = meanings.setdefault(one.name, vocabulary.meaning(one.name))
        if isinstance(found, FixedWord):
            fixed[one.name] = found
            continue
        what = (
            found if isinstance(found, Sentence) else Sentence.of("placeholder-outside-cells", name=one.name)
        )
        problems.append(Sentence.of("template-at", place=one.place, what=what))
    plans: dict[RowPlace, RowPlan] = {}
    for place, of in rows.items():
        plan = _row_plan(of, problems)
        if plan is not None:
            plans[place] = plan
        fixed |= {one.name: meaning for one, meaning in of if isinstance(meaning, FixedWord)}
    problems += template.problems_with(list(plans), {place: plan.lists for place, plan in plans.items()})
    if not template.placeholders and not template.elsewhere and not problems:
        problems.append(Sentence.of("template-without-placeholders", form=cell_map.form.name))
    return Plan(plans, fixed), problems


def _row_plan(of: Sequence[tuple[Placeholder, Meaning]], problems: list[Sentence]) -> RowPlan | None:
    """Return how a row repeats; None where it does not, or cannot."""
    meanings = {one.name: meaning for one, meaning in of}
    lists = {
        meaning.lists
        for meaning in meanings.values()
        if isinstance(meaning, FieldName) and meaning.is_repeated
    }
    if lists:
        longest = max(lists, key=len)
        if any(longest[: len(one)] != one for one in lists):
            names = words_in_a_row(sorted(join(one[-1]) for one in lists))
            what = Sentence.of("placeholder-mixed-lists", lists=names)
            problems.append(Sentence.of("template-at", place=of[0][0].place, what=what))
            return None
        return RowPlan(meanings, longest)
    of_department = [one for one in of if not isinstance(one[1], FixedWord)]
    if any(isinstance(meaning, DepartmentWord) and meaning.word in _WHOSE for _, meaning in of_department):
        problems += _items_without_list(of)
        return RowPlan(meanings)
    for one, _ in of_department:
        what = Sentence.of("placeholder-without-department", name=one.name)
        problems.append(Sentence.of("template-at", place=one.place, what=what))
    return None


def _items_without_list(of: Sequence[tuple[Placeholder, Meaning]]) -> Iterator[Sentence]:
    for one, meaning in of:
        if isinstance(meaning, ItemWord):
            what = Sentence.of("placeholder-item-without-list", name=one.name)
            yield Sentence.of("template-at", place=one.place, what=what)
