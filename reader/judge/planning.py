"""Making the plan of a located form: its shape is walked once, with the items that people inserted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from reader.judge.plan import FieldCell, PlannedItem, ReadingPlan
from reader.judge.trees import FieldNode, GroupNode, ListNode, PlanNode
from reader.locate import InsertedItem, LocatedForm, located_in_place
from templates.model.cell_map import CellMap
from templates.model.field import Field
from templates.model.shape import Group, Leaf, Node, Repeat
from templates.path import Path, indices_of, join

__all__ = ["plan_of"]


def plan_of(cell_map: CellMap, located: LocatedForm) -> ReadingPlan:
    """Return the plan of a located form; there is one for all that have every cell in its place."""
    in_place = located is located_in_place(cell_map)
    return cell_map.derived(_plan_in_place) if in_place else _planned(cell_map, located)


def _plan_in_place(cell_map: CellMap) -> ReadingPlan:
    return _planned(cell_map, located_in_place(cell_map))


def _planned(cell_map: CellMap, located: LocatedForm) -> ReadingPlan:
    planner = _Planner(cell_map, located)
    root = planner.node(cell_map.shape, (), (), None, {})
    return ReadingPlan(cell_map, located, tuple(planner.fields), tuple(planner.items), root)


class _Planner:
    """Walks the shape of a form and collects its fields and items, with the items that people inserted."""

    def __init__(self, cell_map: CellMap, located: LocatedForm) -> None:
        self.fields: list[FieldCell] = []
        self.items: list[PlannedItem] = []
        self._cells = {path: entry for entry in located.cells for path in entry.cell.fields}
        self._inserted: defaultdict[Path, list[InsertedItem]] = defaultdict(list)
        for item in located.inserted:
            self._inserted[item.repeat].append(item)

    def node(
        self,
        node: Node,
        map_path: Path,
        path: Path,
        inserted: InsertedItem | None,
        constants: Mapping[str, str],
    ) -> PlanNode:
        """Plan what lies below a node of the shape, in the item that somebody inserted, if any."""
        match node:
            case Leaf(of):
                self.fields.append(self._field(of, map_path, path, inserted, constants))
                return FieldNode(len(self.fields) - 1)
            case Group(parts):
                return GroupNode(
                    {
                        name: self.node(part, (*map_path, name), (*path, name), inserted, constants)
                        for name, part in parts.items()
                    }
                )
            case Repeat():
                rows = self._rows(map_path, len(node.rows(indices_of(map_path))), inserted)
                return ListNode(
                    tuple(
                        self._item(node, (*map_path, row), (*path, number), new, inserted)
                        for number, (row, new) in enumerate(rows)
                    )
                )

    def _item(
        self, node: Repeat, map_path: Path, path: Path, new: InsertedItem | None, around: InsertedItem | None
    ) -> tuple[int, PlanNode]:
        number, first = len(self.items), len(self.fields)
        self.items.append(PlannedItem(path, (), None))  # keeps the place, as items within follow
        row = map_path[-1]
        assert isinstance(row, int)
        constants_of_row = node.rows(indices_of(map_path[:-1]))[row]
        planned = self.node(node.item, map_path, path, new or around, constants_of_row)
        inputs = tuple(at for at in range(first, len(self.fields)) if self.fields[at].field.is_input)
        self.items[number] = PlannedItem(path, inputs, new.address if new else None)
        return number, planned

    def _rows(
        self, repeat: Path, room: int, around: InsertedItem | None
    ) -> Iterator[tuple[int, InsertedItem | None]]:
        """Yield the items of a list: their number in the cell map, and the row where one was inserted."""
        new = self._inserted.get(repeat, []) if around is None else []
        for number in range(-1, room):
            if number >= 0:
                yield number, None
            for item in new:
                if item.after == number:
                    yield max(number, 0), item

    def _field(
        self,
        of: Field,
        map_path: Path,
        path: Path,
        inserted: InsertedItem | None,
        constants: Mapping[str, str],
    ) -> FieldCell:
        entry = self._cells[join(map_path)]
        address = entry.address
        if inserted is not None and not of.constant:
            address = inserted.cells[entry.cell.address]
        constant = constants.get(of.names[-1]) if of.constant else None
        return FieldCell(path, map_path, of, entry.cell, address, constant)
