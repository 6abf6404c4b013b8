"""What the cells of a workbook show for a filling, and what of it follows from a few fields that vary."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from template_builder.guidance.cell_values import CHECK_SHEET, FORM_SHEET, CellValues, contents_of, written
from template_builder.guidance.check_formulas import WHOLE, World
from template_builder.guidance.check_model import RuleLine, SectionLine
from template_builder.guidance.guide import STATUS, Guide
from template_builder.xlsx.ranges import Run, Spot
from templates.findings.errors import ValuesError
from templates.kinds.base import Content
from templates.language import evaluate_computed, judge, references_of, resolve
from templates.model.cell_map import CellMap
from templates.model.expression import Expression
from templates.model.page import Cell, CellAddress, Role
from templates.model.rule import Rule
from templates.path import Path, Tree, indices_of, join, names_of, split, value_at, with_value

__all__ = ["Change", "IncrementalValues"]


@dataclass(frozen=True, slots=True)
class Change:
    """What follows from other values of varying fields: the filling, and what the touched cells show."""

    filling: Tree
    values: CellValues


class IncrementalValues:
    """What the cells of a form show for a record's `values`, of which the fields at some paths vary.

    What follows from those fields is known beforehand, and nothing else is worked out again. `filling` is
    what the cells hold for `values`.
    """

    def __init__(self, guide: Guide, values: Mapping[str, Any] | None, paths: Collection[Path]) -> None:
        self._guide = guide
        self.filling = contents_of(guide.cell_map, values)
        self._inputs = _inputs_at(guide.cell_map, paths)
        self._base = guide.figures(self.filling)
        self._raised = dict(self._base.world.flags)
        self._checked_base = {
            (row, column): content
            for (sheet, row, column), content in self._base.shown.items()
            if sheet == CHECK_SHEET
        }
        self._computed, self._flags = self._followers()
        rows = {guide.flags[number].row for number in self._flags}
        self._messages = [message for message in guide.messages if message.row in rows]
        self._rows = tuple({cell.row for cell in self._inputs.values()})
        self._lines = self._touched_lines()

    @property
    def values(self) -> CellValues:
        """What every cell shows that depends on the values."""
        return self._base.shown

    @property
    def touched(self) -> frozenset[CellAddress]:
        """The cells that may show something else where the varying fields do."""
        return frozenset(self._following(self.filling)) if self._inputs else frozenset()

    def changed(self, values: Mapping[Path, Any]) -> Change:
        """Return what follows where some of the varying fields hold other `values`.

        Raises `ValuesError` for a field that does not vary, and for what a cell cannot hold.
        """
        for path, value in values.items():
            if path not in self._inputs or isinstance(value, Mapping | list | tuple):
                raise ValuesError(
                    f"{join(path)} 不是声明过会变的单个填写项 is no single field that was said to vary; "
                    "请列入 name it among those that vary."
                )
        filling = self.filling
        for path, value in values.items():
            filling = with_value(filling, path, written(self._inputs[path], value))
        for cell in self._computed:
            assert cell.of is not None
            assert cell.of.formula is not None
            path = split(cell.path)
            result = evaluate_computed(cell.of.formula, filling, indices_of(path))
            filling = with_value(filling, path, "" if result is None else result)
        return Change(filling, self._following(filling))

    def _following(self, filling: Tree) -> dict[CellAddress, Content]:
        """Return what all the touched cells show over a filling."""
        guide, columns = self._guide, self._guide.columns
        changing = (*self._inputs.values(), *self._computed)
        cells = {(cell.row, cell.column): value_at(filling, split(cell.path)) for cell in changing}
        shown: dict[Spot, Content] = dict(cells)
        world = World({**self._raised}, {**self._base.world.cells, **cells})
        raised: dict[Spot, int] = {}
        flags = list(self._base.flags)
        for number in self._flags:
            flag = guide.flags[number]
            flags[number] = raised[guide.spots[number]] = int(judge(flag.rule, filling, flag.indices))
        for message in self._messages:
            said = guide.said(message, flags, filling)
            shown |= {(row, column): text for (_, row, column), text in said.items()}
            raised[message.row, columns.marked] = guide.marked(message, flags)
        for row in self._rows:
            raised[row, columns.filled] = guide.filled(row, world.cells)
        world = World({**self._raised, **raised}, world.cells)
        found = {CellAddress(FORM_SHEET, *spot): content for spot, content in (shown | raised).items()}
        return found | self._checked(world)

    def _checked(self, world: World) -> dict[CellAddress, Content]:
        if not self._inputs:
            return {}
        checked: dict[Spot, Content] = {}
        for line in self._lines:
            checked |= self._guide.tally.figures(line, world)
        checked[WHOLE] = self._guide.tally.whole({**self._checked_base, **checked})
        found = {CellAddress(CHECK_SHEET, *spot): content for spot, content in checked.items()}
        return found | {STATUS: checked[WHOLE]}

    def _followers(self) -> tuple[tuple[Cell, ...], tuple[int, ...]]:
        """Return the computed cells and the flags that the varying fields go into, directly or not."""
        if not self._inputs:
            return (), ()
        cell_map, where = self._guide.cell_map, self._guide.addresses
        touched = {(cell.row, cell.column) for cell in self._inputs.values()}
        cells = []
        for cell in _in_order(cell_map):
            assert cell.of is not None
            assert cell.of.formula is not None
            if touched.intersection(_read(where, [cell.of.formula], split(cell.path))):
                touched.add((cell.row, cell.column))
                cells.append(cell)
        flags = tuple(
            number
            for number, flag in enumerate(self._guide.flags)
            if touched.intersection(_read(where, _parts(flag.rule), flag.indices))
        )
        return tuple(cells), flags

    def _touched_lines(self) -> tuple[SectionLine | RuleLine, ...]:
        columns = self._guide.columns
        changing = (*self._inputs.values(), *self._computed)
        touched = {(cell.row, cell.column) for cell in changing}
        touched.update(self._guide.spots[number] for number in self._flags)
        touched.update((message.row, columns.marked) for message in self._messages)
        touched.update((row, columns.filled) for row in self._rows)
        return tuple(line for line in self._guide.tally.lines if touched.intersection(_looked_at(line)))


def _inputs_at(cell_map: CellMap, paths: Collection[Path]) -> dict[Path, Cell]:
    inputs = {split(cell.path): cell for cell in cell_map if cell.role is Role.INPUT and cell.of is not None}
    for path in paths:
        if path not in inputs:
            raise ValuesError(
                f"{join(path)} 不是本表的填写项 is no field of the form that can be filled in; "
                "请用 tianbao map 查看 see the fields with `tianbao map`."
            )
    return {path: inputs[path] for path in dict.fromkeys(paths)}


def _in_order(cell_map: CellMap) -> Iterator[Cell]:
    """Yield the computed cells, each after those it is computed from."""
    order = {names: number for number, names in enumerate(cell_map.computed)}
    cells = [cell for cell in cell_map if cell.role is Role.COMPUTED and cell.of is not None]
    yield from sorted(cells, key=lambda cell: order[names_of(split(cell.path))])


def _parts(rule: Rule) -> Iterator[Expression]:
    yield from (rule.ensure, *rule.guards)
    shown = (rule.found, rule.expected, *rule.slots.values())
    yield from (part for part in shown if isinstance(part, Expression))


def _read(where: Tree, expressions: Iterable[Expression], path: Path) -> Iterator[Spot]:
    """Yield the addresses of the cells that expressions read at these items."""
    for expression in expressions:
        for ref in references_of(expression):
            found = resolve(where, ref, indices_of(path))
            for leaf in found if ref.column else [found]:
                if isinstance(leaf, CellAddress):
                    yield leaf.row, leaf.column


def _looked_at(line: SectionLine | RuleLine) -> Iterator[Spot]:
    """Yield the cells of the form's sheet that a line of the sheet 自检 looks at."""
    runs: list[Run] = [run for run, _ in line.looked]
    if isinstance(line, SectionLine):
        for spots in line.flags:
            yield from spots
        runs += line.around
    else:
        yield from line.flags
        runs += [*line.inputs, *line.computed, *line.around]
    yield from ((row, column) for first, last, column in runs for row in range(first, last + 1))
