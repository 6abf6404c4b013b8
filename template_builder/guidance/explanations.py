"""Nodes for what is explained beside the form: how many remarks are, and which must be and are not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from template_builder.guidance.areas import Aggregate, Area
from template_builder.guidance.columns import Columns
from template_builder.guidance.flags import REMARKS, Demand, Flag, remark_columns, stretches
from template_builder.guidance.form_nodes import Sentence, Wording
from template_builder.guidance.nodes import CellReference, Node, SheetState
from template_builder.xlsx.ranges import Stretch, fixed_address
from templates.language import address, blank, filled_beyond_marks, sheet_prefix
from templates.model.cell_map import CellMap
from templates.model.page import CellAddress
from templates.path import Tree
from templates.text import Language

__all__ = ["ExplainedIn", "ExplainedRemarks", "UnexplainedRemark", "explanation_nodes"]


@dataclass(frozen=True, slots=True)
class ExplainedRemarks(Node[int]):
    """How many remarks of a row are explained: all that there are, or none where no explanation stands."""

    explanation: CellReference
    remarks: Aggregate

    @property
    def formula(self) -> str:
        text = self.explanation.formula
        # An error that somebody pasted explains nothing, and must not spread to the status line.
        return f"IF(ISERROR({text}),0,IF({blank(text, marks=True)},0,{self.remarks.formula}))"

    def value(self, state: SheetState) -> int:
        text = self.explanation.value(state)
        return self.remarks.value(state) if text is not None and filled_beyond_marks(text) else 0

    @property
    def parts(self) -> tuple[Node[object], ...]:
        return self.explanation, self.remarks


@dataclass(frozen=True, slots=True)
class ExplainedIn(Node[tuple[int]]):
    """In how many rows of a run something is so that is explained there.

    `tested` are the cells of the run, and `explained` those that say how many remarks of the same rows are
    explained. What must be so is that a cell shows the same as `like`. It is an operand of a sum.
    """

    tested: Area
    explained: Area
    like: Node[int | str]

    @property
    def formula(self) -> str:
        same = f"{self.tested.formula}={self.like.formula}"
        return f"SUMPRODUCT(({same})*({self.explained.formula}>0))"

    def value(self, state: SheetState) -> tuple[int]:
        rows = {cell.row for cell in self.explained.cells if state.shown[cell]}
        if not rows:
            return (0,)  # as in nearly all forms
        like = _folded(self.like.value(state))
        return (sum(cell.row in rows and _folded(state.shown[cell]) == like for cell in self.tested.cells),)

    @property
    def parts(self) -> tuple[Node[object], ...]:
        return self.tested, self.explained, self.like


def _folded(content: object) -> object:
    """Return what two contents have in common that a sheet takes for the same."""
    return content.casefold() if isinstance(content, str) else content


@dataclass(frozen=True, slots=True)
class UnexplainedRemark(Node[int]):
    """A flag: 1 where a remark must be explained, and is not at any place where the same is said; else 0."""

    remark: CellReference
    explained: Aggregate

    @property
    def formula(self) -> str:
        return f"IF({self.remark.formula}=1,IF({self.explained.formula}=0,1,0),0)"

    def value(self, state: SheetState) -> int:
        return int(bool(self.remark.value(state)) and self.explained.value(state) == 0)

    @property
    def parts(self) -> tuple[Node[object], ...]:
        return self.remark, self.explained


def explanation_nodes(
    cell_map: CellMap, flags: Sequence[Flag], columns: Sequence[Columns], addresses: Tree, language: Language
) -> Iterator[tuple[CellAddress, Node[object]]]:
    """Yield the formulas that follow from flags and explanations, each behind those that it depends on.

    `columns` are those beside each sheet.
    """
    names = cell_map.sheet_names(language)
    beside = {cell.address[:2]: CellReference(cell.address) for cell in cell_map.explanations}
    explained: list[CellAddress] = []
    for (sheet, row), remarks in _remarks_by_row(flags).items() if beside else ():
        explained.append(CellAddress(sheet, row, columns[sheet].explained_remarks))
        yield explained[-1], ExplainedRemarks(beside[sheet, row], Aggregate("SUM", (remarks,)))
    demanded: defaultdict[str, list[tuple[Flag, Demand]]] = defaultdict(list)
    for flag in flags:
        if flag.demand is not None:
            demanded[flag.demand.remark.rule.message.code].append((flag, flag.demand))
    for same in demanded.values():
        sentences = [demand.sentence for _, demand in same]
        for _, demand in same:
            wording = Wording.of(demand.remark.rule, language)
            yield demand.sentence, Sentence(demand.remark, wording, addresses, names)
        areas = {
            sheet: [
                (_area(run, sentences, sheet, names), _area(_beside(run, columns), explained, sheet, names))
                for run in stretches(sentences)
            ]
            for sheet in {sentence.sheet for sentence in sentences}
        }
        for flag, demand in same:
            said = CellReference(demand.sentence)
            found = tuple(ExplainedIn(tested, rows, said) for tested, rows in areas[flag.address.sheet])
            remark = CellReference(demand.remark.address)
            yield flag.address, UnexplainedRemark(remark, Aggregate("SUM", found))


def _remarks_by_row(flags: Sequence[Flag]) -> dict[tuple[int, int], Area]:
    """Return the flags of remarks of each row that has any, by its sheet and its number.

    All rows have the same range, so that their formulas are alike.
    """
    rows: defaultdict[tuple[int, int], list[CellAddress]] = defaultdict(list)
    for flag in flags:
        if flag.rank in REMARKS:
            rows[flag.address[:2]].append(flag.address)
    columns = {sheet: remark_columns(flags, sheet) for sheet in {sheet for sheet, _ in rows}}
    return {
        (sheet, row): Area(
            f"{address(row, columns[sheet].start)}:{address(row, columns[sheet].stop - 1)}", tuple(cells)
        )
        for (sheet, row), cells in sorted(rows.items())
    }


def _beside(run: Stretch, columns: Sequence[Columns]) -> Stretch:
    """Return the cells that say how many remarks are explained in the rows of a run."""
    return run._replace(column=columns[run.sheet].explained_remarks)


def _area(run: Stretch, cells: Iterable[CellAddress], sheet: int, names: Sequence[str]) -> Area:
    """Return a run of cells as a formula on the sheet number `sheet` names it."""
    within = tuple(cell for cell in cells if _is_in(run, cell))
    prefix = "" if run.sheet == sheet else sheet_prefix(names[run.sheet])
    first, last = fixed_address(run.first, run.column), fixed_address(run.last, run.column)
    return Area(f"{prefix}{first}:{last}", within)


def _is_in(run: Stretch, cell: CellAddress) -> bool:
    return (run.sheet, run.column) == (cell.sheet, cell.column) and run.first <= cell.row <= run.last
