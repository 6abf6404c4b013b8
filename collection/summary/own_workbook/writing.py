"""The bureau's own workbook, filled in with files that were read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from collection.outputs.outputs import ANYTHING, Outputs
from collection.outputs.results import WorkbookResult
from collection.roster.roster import Roster
from collection.summary.newest import facts_of
from collection.summary.own_workbook.filling import checked_plan, fill_own_workbook, read_template
from collection.summary.summary import Summary, sum_up
from collection.summary.workbook.body import body_of
from reader import Reading
from templates import Language

__all__ = ["fill_template"]


def fill_template(
    readings: Sequence[Reading],
    template: Path,
    destination: Path,
    language: Language = "zh",
    *,
    roster: Roster | None = None,
    outputs: Outputs = ANYTHING,
) -> Summary:
    """Fill the bureau's own workbook in with what `summarize` would sum up; return what is in it.

    Raises:
        CollectionError: the template must be corrected first, nothing can be summed up, or the file must be
            left alone.
        BuildError: the workbook cannot be written.
    """
    outputs.check({destination: WorkbookResult()})
    opened = read_template(template)
    facts = {one.file: facts_of(Path(one.file)) for one in readings if one.file}
    summary = sum_up(readings, roster, {file: known for file, known in facts.items() if known is not None})
    plan = checked_plan(template, opened, summary.cell_map)
    fill_own_workbook(body_of(summary, destination), opened, plan, destination, language)
    return summary
