"""The workbook that a department fills in, as a list of sheets, each written with what it shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from template_builder.guidance.check_model import SHEET
from template_builder.workbooks.check_sheet import write_check_sheet
from template_builder.workbooks.choice_lists import LISTS
from template_builder.workbooks.form_plan import FormContents, FormPlan
from template_builder.workbooks.form_sheet import write_form_sheet
from template_builder.workbooks.more_rows import instructions
from template_builder.workbooks.paragraph_sheet import write_paragraph_sheet
from template_builder.workbooks.tables import TableSheet, write_table
from template_builder.xlsx.ranges import Position
from template_builder.xlsx.sheet_writer import SheetWriter
from template_builder.xlsx.styles import Mark
from template_builder.xlsx.workbook_writer import WorkbookWriter
from templates.model.page import CellAddress

__all__ = ["sheet_names", "workbook_parts"]

_Sheets = Iterator[tuple[str, Callable[[SheetWriter], None]]]


def workbook_parts(
    plan: FormPlan,
    contents: FormContents,
    *,
    password: str | None = None,
    issuer: str = "",
    marks: Mapping[CellAddress, Mark] | None = None,
    further: Sequence[TableSheet] = (),
) -> Mapping[str, bytes]:
    """Return the parts of the workbook of a form, by name and in their order.

    `issuer` is the office that issues it, and stands in the properties of the document. `marks` say which
    cells stand out. The `further` sheets stand behind the form's own.

    Raises:
        BuildError: Excel could not hold what the form asks for.
        ValuesError: no cell could hold a content.
    """
    by_sheet: dict[int, dict[Position, Mark]] = defaultdict(dict)
    for (number, row, column), mark in (marks or {}).items():
        by_sheet[number][row, column] = mark
    with WorkbookWriter(None, _properties(plan, issuer)) as book:
        sheets = list(_sheets(plan, contents, further))
        # All are there before the first is written, so that a sheet can have links to any other.
        writers = [book.add_sheet(name, by_sheet[number]) for number, (name, _) in enumerate(sheets)]
        for writer, (_, write) in zip(writers, sheets, strict=True):
            write(writer)
            writer.protect(password)
        book.lock(password)
    return book.parts


def sheet_names(plan: FormPlan) -> list[str]:
    """Return the names of the sheets of a form without further ones, in their order."""
    return [name for name, _ in _sheets(plan, plan.blank, ())]


def _sheets(plan: FormPlan, contents: FormContents, further: Sequence[TableSheet]) -> _Sheets:
    """Yield the sheets: their names, and what writes them."""
    language, lists = plan.language, plan.validations.lists
    for number, name in enumerate(plan.guide.sheet_names):
        yield name, partial(write_form_sheet, plan=plan, contents=contents, number=number)
    yield SHEET.say(language), partial(write_check_sheet, guide=plan.guide, shown=contents.values)
    for sheet in instructions(plan.cell_map):
        yield sheet.name.say(language), partial(write_paragraph_sheet, content=sheet, language=language)
    for table in further:
        yield table.name, partial(write_table, table=table, language=language)
    if lists.columns:
        yield LISTS, lists.write


def _properties(plan: FormPlan, issuer: str) -> dict[str, str]:
    form = plan.cell_map.form
    return {
        "title": form.title.say(plan.language),
        "subject": f"{form.name} {form.version}",
        "keywords": ", ".join(f"{name} {value}" for name, value in plan.cell_map.parameters.items()),
        "company": issuer,
    }
