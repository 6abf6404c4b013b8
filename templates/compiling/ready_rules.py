"""Rules that an author asks for in a word: a row begun is complete, no entry twice, parts add up.

Each becomes a rule as an author could have written it, with a message of the toolkit that the form may
replace by one of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

from templates.compiling.fields import Scheme, parse_expression
from templates.definition.boxes import Box, FieldItem, RepeatBox, RowBox, StackItem
from templates.definition.source import Place, Problems
from templates.findings.errors import nearest
from templates.kinds.shared.content import plain_text
from templates.kinds.shared.prompts import quoted
from templates.model.field import Field
from templates.model.shape import Leaf, Repeat, enclosing, leaves, node_at
from templates.path import Names, join, split_names

__all__ = ["ready_rules"]

_Entry = tuple[Place, Mapping[str, Any]]


def ready_rules(scheme: Scheme, problems: Problems) -> Iterator[_Entry]:
    """Yield the rules that fields and lists of a form ask for, as its author would write them."""
    found: dict[tuple[object, ...], _Entry] = {}
    for place, entry in _Asked(scheme, problems).of_boxes(scheme.form.boxes, ()):
        key = (place, *(entry[part] for part in ("code", "in", "at")))
        found.setdefault(key, (place, entry))  # a repeat over several constants is several boxes of one list
    yield from found.values()


class _Asked:
    """What the boxes of a form ask for; mistakes in that go to `problems`."""

    def __init__(self, scheme: Scheme, problems: Problems) -> None:
        self._scheme, self._problems = scheme, problems

    def of_boxes(self, boxes: tuple[Box, ...], scope: Names) -> Iterator[_Entry]:
        """Yield the rules of boxes that stand in the items of `scope`."""
        for box in boxes:
            match box:
                case RowBox():
                    for item in box.items:
                        if isinstance(item, StackItem):
                            yield from self.of_boxes(item.boxes, scope)
                        elif isinstance(item, FieldItem):
                            yield from self._of_field(item, scope)
                case RepeatBox():
                    names = (*scope, *split_names(box.name))
                    yield from self._of_list(box, names)
                    yield from self.of_boxes(box.body, names)
                case _:
                    yield from self.of_boxes(box.body, scope)

    def _of_field(self, item: FieldItem, scope: Names) -> Iterator[_Entry]:
        if "required_if" in item.options:
            yield from self._required_if(item, scope)
        field = self._scheme.fields.get((*scope, *(() if item.name == "self" else split_names(item.name))))
        if field is not None and field.locked and field.is_input and field.default is not None:
            yield self._locked(item, field, scope)

    def _locked(self, item: FieldItem, field: Field, scope: Names) -> _Entry:
        value = field.kind.operand(field.default)
        said, equal = str(value), quoted(str(value))
        if isinstance(value, Decimal | int):
            said, equal = field.kind.shown(Decimal(value), field.limits), plain_text(Decimal(value))
        return (*item.place, "locked"), {
            "code": "default-changed",
            "in": join(scope),
            "at": item.name,
            "ensure": f'AND({item.name} <> "", {item.name} = {equal})',
            "found": item.name,
            "expected": quoted(said),
        }

    def _required_if(self, item: FieldItem, scope: Names) -> Iterator[_Entry]:
        condition, place = item.options["required_if"], (*item.place, "required_if")
        if self._is_expression(condition, scope, place, "truth"):
            yield (
                place,
                {
                    "code": "required-here",
                    "in": join(scope),
                    "at": item.name,
                    "ensure": f'OR(NOT({condition}), {item.name} <> "")',
                },
            )

    def _of_list(self, box: RepeatBox, names: Names) -> Iterator[_Entry]:
        asks = box.asks
        if not isinstance(node_at(self._scheme.shape, names), Repeat):
            return  # its name is another's, which was told
        for field in self._fields(names, asks.get("complete", ()), (*box.place, "complete")):
            yield from self._complete(names, field, (*box.place, "complete"))
        for field in self._fields(names, asks.get("unique", ()), (*box.place, "unique")):
            yield self._unique(names, field, (*box.place, "unique"))
        if "total" in asks:
            place = (*box.place, "total")
            for field in self._fields(names, asks["total"]["of"], (*place, "of")):
                yield from self._total(names, field, asks["total"]["is"], place)

    def _complete(self, names: Names, field: str, place: Place) -> Iterator[_Entry]:
        others = ", ".join(one for one in self._inputs(names) if one != field)
        if others:
            yield (
                place,
                {
                    "code": "row-incomplete",
                    "in": join(names),
                    "at": field,
                    "ensure": f'OR(COUNTA({others}) = 0, {field} <> "")',
                },
            )

    def _unique(self, names: Names, field: str, place: Place) -> _Entry:
        return place, {
            "code": "not-unique",
            "in": join(names),
            "at": field,
            "ensure": f'OR({field} = "", COUNTSAME({self._column(names, field)}, {field}) = 1)',
            "found": field,
        }

    def _total(self, names: Names, field: str, expected: object, place: Place) -> Iterator[_Entry]:
        around = enclosing(self._scheme.shape, names[:-1])
        if self._is_expression(expected, around, (*place, "is"), "number"):
            column = self._column(names, field)
            yield (
                place,
                {
                    "code": "total-differs",
                    "in": join(around),
                    "at": join(names[len(around) :]),
                    "ensure": f"OR(COUNT({column}) = 0, ROUND(SUM({column}) - ({expected}), 6) = 0)",
                    "found": f"SUM({column})",
                    "expected": expected,
                    "show": {"label": self._called(names, field)},
                },
            )

    def _fields(self, names: Names, written: str | Sequence[str], place: Place) -> Iterator[str]:
        """Yield those of the fields that an item of a list has itself; the others are mistakes."""
        node = node_at(self._scheme.shape, names)
        assert isinstance(node, Repeat)
        inside = ["self"] if isinstance(node.item, Leaf) else self._own(names)
        for field in [written] if isinstance(written, str) else written:
            if field in inside:
                yield field
            else:
                self._problems.report(place, "field-unknown", name=field, near=nearest(field, inside))

    def _own(self, names: Names) -> list[str]:
        """Return the fields of an item of a list, without those of lists within it."""
        shape = self._scheme.shape
        found = leaves(node_at(shape, names) or shape, names)
        return [join(one[len(names) :]) for one, _ in found if enclosing(shape, one) == names]

    def _inputs(self, names: Names) -> list[str]:
        return [
            field for field in self._own(names) if self._scheme.fields[(*names, *split_names(field))].is_input
        ]

    def _column(self, names: Names, field: str) -> str:
        """Return a field of all items of one list, as an expression in an item of it or around it says it."""
        column = join(names[len(enclosing(self._scheme.shape, names[:-1])) :])
        return column if field == "self" else f"{column}.{field}"

    def _called(self, names: Names, field: str) -> Mapping[str, str]:
        """Return what a person calls a field of the items of a list, or the items themselves."""
        label = self._scheme.fields[names if field == "self" else (*names, *split_names(field))].limits.label
        return {"zh": label.zh, "en": label.en}

    def _is_expression(
        self, written: object, scope: Names, place: Place, gives: Literal["number", "truth"]
    ) -> bool:
        """Tell whether an author's words are an expression; if not, that is reported where they stand."""
        scheme = self._scheme
        parsed = parse_expression(
            written, scheme.shape, scope, scheme.parameters, self._problems, place, gives=gives
        )
        return parsed is not None
