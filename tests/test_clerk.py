"""A clerk in LibreOffice: inputs are given what is wrong and what is right, as a paste would.

What is pasted goes past the refusals of the sheet, so its rules must catch it: in the row, in the status line
and on the sheet 自检, in the words of the catalogue. `tests.test_form_at_keyboard` has what is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from template_builder import build
from template_builder.guidance.check_model import SHEET
from templates import Cell, CellMap
from templates.language import address
from tests.clerk import Clerk, Entry
from tests.complete import complete
from tests.extent import extent
from tests.office import Area, Office, Step
from tests.test_referees import LARGEST, USUAL

pytestmark = pytest.mark.no_cover  # thousands of evaluations: tracing them would take minutes

READY = "已填完，可以交回。"
STATES = ("未填", "有误", "提醒", "提醒")
COUNTED = (r"还有(\d+)处未填", r"还有.*?(\d+)处不一致", r"另有(\d+)处提醒", r"另有(\d+)处提醒")
"""What a light and the status say of a breach, by how grave it is."""

CHECKS = SHEET.zh
EVERY = extent(3, quick=3, soak=1)
"""Which inputs of the largest form are tried: every third one, or all of them."""

ALL_CHECKS = (CHECKS, "A1:H150")


class Desk:
    """A workbook open before the clerk, and where things stand in it."""

    def __init__(self, office: Office, clerk: Clerk, path: Path) -> None:
        self.office, self.clerk = office, clerk
        build(clerk.guide.cell_map, path)
        office.open(path)
        (seen,) = office.enter([Step({}, [ALL_CHECKS])])
        self.lines = {line[0]: row for row, line in enumerate(seen[0], 1) if line[0]}

    def fill(self) -> None:
        """Put what is right into every input, each of which must be open."""
        self.office.enter([Step({self.at(cell): self.clerk.right(cell) for cell in self.clerk.inputs})])

    def at(self, cell: Cell) -> tuple[str | None, int, int]:
        """Return where an input stands: on the first sheet that is visible."""
        return None, cell.row, cell.column

    def steps(self, cell: Cell, entry: Entry) -> tuple[Step, Step]:
        """Return the steps of entering what is wrong, and of putting it right again."""
        row = None, address(cell.row, self.clerk.guide.columns.message)
        line, part = self.lines[entry.title], self.lines[self.part_of(cell)]
        looks = [row, (None, "B2"), (CHECKS, f"A{line}:H{line}"), (CHECKS, f"A{part}:H{part}")]
        return (
            Step({self.at(cell): entry.value}, looks),
            Step({self.at(cell): self.clerk.right(cell)}, [row, (None, "B2")]),
        )

    def part_of(self, cell: Cell) -> str:
        """Return the section that an input belongs to."""
        for section in self.clerk.guide.cell_map.sections:
            if section.first_row <= cell.row <= section.last_row:
                return section.title.zh
        raise AssertionError(f"{cell.path} belongs to no section")

    def lights(self) -> tuple[object, Mapping[str, object], Mapping[str, object]]:
        """Return what stands for the whole on both sheets, and the lights of sections and of rules."""
        ((status, seen),) = self.office.enter([Step({}, [(None, "B2"), ALL_CHECKS])])
        assert status[0][0] == seen[1][0]
        guide = self.clerk.guide
        parts, rules = (
            {str(seen[line.row - 1][0]): seen[line.row - 1][1] for line in lines}
            for lines in (guide.sections, guide.rules)
        )
        return status[0][0], parts, rules


def faults(cell: Cell, entry: Entry, seen: list[Area], after: list[Area]) -> Iterator[object]:
    """Yield what a workbook does not say as it should, once an entry is wrong, or does once it is right."""
    (((message,),), ((status,),), (line,), (part,)), rank = seen, entry.flag.rank
    said, counted = str(message), re.search(COUNTED[rank], str(status))
    if entry.sentence not in said:
        yield "row", cell.path, entry.value, entry.sentence, said
    if counted is None or int(counted[1]) < 1:
        yield "status", cell.path, entry.value, status
    if line[1] != STATES[rank] or not isinstance(line[2], float) or line[2] < 1 or line[7] != "定位":
        yield "line", cell.path, entry.value, line
    if part[1] not in STATES or part[2 + rank] == 0 or part[7] != "定位":
        yield "section", cell.path, entry.value, part
    if after != [(("",),), ((READY,),)]:
        yield "right again", cell.path, after


@pytest.fixture(params=["default", "largest"])
def desk(request: pytest.FixtureRequest, office: Office, tmp_path: Path) -> Iterator[Desk]:
    cell_map: CellMap = {"default": USUAL, "largest": LARGEST}[request.param]
    yield Desk(office, Clerk(cell_map, complete(cell_map)), tmp_path / "申报表.xlsx")
    office.hide()


def test_what_is_wrong_is_flagged_and_what_is_right_is_green(desk: Desk) -> None:
    clerk, guide = desk.clerk, desk.clerk.guide
    status, parts, _ = desk.lights()
    assert str(status).startswith("还有")
    assert set(parts.values()) == {"未填", "未判断"}
    desk.fill()
    entered: list[tuple[Cell, Entry]] = []
    inputs = clerk.inputs[:: EVERY if guide.cell_map is LARGEST else 1]
    for number, cell in enumerate(inputs):
        wrong = list(clerk.wrong(cell))
        assert wrong, cell.path
        if guide.cell_map is LARGEST:  # an input is wrong once, in turn in each way that its field can be
            wrong = [wrong[number % len(wrong)]]
        entered += [(cell, entry) for entry in wrong]
    steps = [step for cell, entry in entered for step in desk.steps(cell, entry)]
    seen = desk.office.enter(steps)
    found = [
        fault
        for (cell, entry), before, after in zip(entered, seen[::2], seen[1::2], strict=True)
        for fault in faults(cell, entry, before, after)
    ]
    assert found == []
    status, parts, rules = desk.lights()
    assert status == READY
    assert set(parts.values()) == {"通过"}
    assert set(rules.values()) == {"通过"}
