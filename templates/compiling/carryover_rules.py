"""What rolls on from one year to the next, and from form to form, as the form's author wrote it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from templates.compiling.fields import Scheme, parse_expression
from templates.definition.checks import check_code
from templates.definition.form import Form
from templates.definition.source import Place, Problems
from templates.findings.errors import Sentence, nearest, words_in_a_row
from templates.kinds import goes_into
from templates.model.carryover import BY_NUMBER, Roll, RollFields, lists_around, pairs_of
from templates.model.cell_map import CellMap
from templates.model.shape import Group, Leaf, Node, Repeat, enclosing, leaves, node_at
from templates.path import Names, join, split_names

__all__ = ["check_rolls_between", "rolls_of"]


def rolls_of(scheme: Scheme, problems: Problems) -> Iterator[Roll]:
    """Yield what rolls on; mistakes go to `problems`, but those that only another form can show."""
    form = scheme.form
    for place, entry in form.rolls:
        for key in ("note", "otherwise"):
            if key in entry:
                check_code(form, problems, (*place, key), entry[key])
        target, source = split_names(entry["to"]), split_names(entry.get("from", entry["to"]))
        if not _is_target(entry, target, scheme, problems, place):
            continue
        name, year = form.source_of(entry)
        if name == form.name:
            ends = _Ends(form, name, scheme.shape, scheme.shape, scheme.parameters, problems, place)
            if year == 0:
                problems.report((*place, "year"), "roll-from-itself", form=name)
            if not ends.agree(entry, target, source):
                continue
        written = entry.get("fields", {})
        fields = written if isinstance(written, Mapping) else {name: name for name in written}
        match = entry.get("match", ())
        yield Roll(
            target,
            source,
            name,
            year,
            None if "when" not in entry else str(entry["when"]),
            fields,
            bool(entry.get("locked")),
            form.messages.get(entry.get("note", "")),
            form.messages.get(entry.get("otherwise", "")),
            entry.get("option"),
            (match,) if isinstance(match, str) else tuple(match),
            bool(entry.get("add")),
        )


def check_rolls_between(
    form: Form, cell_map: CellMap, sources: Mapping[str, CellMap], problems: Problems
) -> None:
    """Report the mistakes in what rolls from other forms; `sources` are these by their names in the form."""
    for place, entry in form.rolls:
        source = sources.get(entry.get("form", ""))
        if source is not None and source.form.name != form.name:
            ends = _Ends(
                form, source.form.name, cell_map.shape, source.shape, source.parameters, problems, place
            )
            ends.agree(entry, split_names(entry["to"]), split_names(entry.get("from", entry["to"])))


def _is_target(
    entry: Mapping[str, Any], target: Names, scheme: Scheme, problems: Problems, place: Place
) -> bool:
    """Tell whether something can roll to where an entry says; what stands against it is reported."""
    node = node_at(scheme.shape, target)
    if node is None:
        near = nearest(entry["to"], map(join, scheme.fields))
        problems.report((*place, "to"), "roll-unknown", name=entry["to"], near=near)
        return False
    if all(leaf.field.formula is not None for _, leaf in leaves(node)):
        problems.report((*place, "to"), "roll-computed", name=entry["to"])
        return False
    if entry.get("add") and not (isinstance(node, Leaf) and node.field.kind.numeric):
        problems.report((*place, "add"), "roll-adds-no-number", name=entry["to"])
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Ends:
    """The two forms between which something rolls: the shapes of their records, and where it is written."""

    form: Form
    name: str
    target: Group
    source: Group
    parameters: Mapping[str, int | str]
    problems: Problems
    place: Place

    @property
    def is_own(self) -> bool:
        """Whether both are the same form."""
        return self.name == self.form.name

    def agree(self, entry: Mapping[str, Any], new: Names, old: Names) -> bool:
        """Tell whether what an entry says goes from one to the other; what stands against it is reported."""
        before = len(self.problems)
        source, target = node_at(self.source, old), node_at(self.target, new)
        if source is None:
            known = [join(names) for names, _ in leaves(self.source)]
            code = "roll-unknown" if self.is_own else "roll-source-unknown"
            near = nearest(join(old), known)
            self._report("from" if "from" in entry else "to", code, name=join(old), form=self.name, near=near)
            return False
        if not ("form" in entry or "year" in entry):
            for key, names, shape in (("to", new, self.target), ("from", old, self.source)):
                around = enclosing(shape, names)
                if around not in ((), names):
                    self._report(key, "roll-in-a-repeat", name=join(names), around=join(around))
                    return False
        assert target is not None
        if lists_around(self.source, old) and not lists_around(self.target, new):
            self._report("to", "roll-many-into-one", name=join(old), target=join(new))
            return False
        written = entry.get("fields", {})
        fields = written if isinstance(written, Mapping) else {name: name for name in written}
        self._match(source, target, fields, (*self.place, "fields" if fields else "to"), join(old))
        self._check_items(entry, source, target, fields)
        lists = lists_around(self.source, old)
        scope = lists[-1] if lists else ()
        if "when" in entry:
            place = (*self.place, "when")
            parse_expression(
                entry["when"], self.source, scope, self.parameters, self.problems, place, gives="truth"
            )
        return len(self.problems) == before

    def _report(self, key: str, code: str, **slots: object) -> None:
        self.problems.report((*self.place, key), Sentence.of(code, **slots))

    def _match(self, source: Node, target: Node, fields: RollFields, place: Place, written: str) -> None:
        """Report what of `source` does not go into `target`: unknown fields, other shapes, other kinds."""
        match source, target:
            case Leaf(), Leaf():
                self._match_leaves(source, target, place, written)
                if fields:
                    self.problems.report(place, "roll-without-items", name=written)
            case Repeat(), Repeat():
                self._match(source.item, target.item, fields, place, written)
            case Group(), Group():
                self._match_groups(source, target, fields, place, written)
            case _:
                code = "roll-without-items" if fields else "roll-of-two-shapes"
                self.problems.report(place, code, name=written)

    def _match_groups(
        self, source: Group, target: Group, fields: RollFields, place: Place, written: str
    ) -> None:
        pairs = list(pairs_of(source, target, fields))
        if not pairs:
            self.problems.report(place, "roll-of-nothing", name=written)
        for pair in pairs:
            inner = (*place, join(pair.new))
            ends = []
            for names, group in ((pair.old, source), (pair.new, target)):
                node = node_at(group, names)
                ends.append(node)
                if node is None or any(isinstance(node_at(group, way), Repeat) for way in _above(names)):
                    known, near = words_in_a_row(group.parts), nearest(join(names), group.parts)
                    self.problems.report(
                        place, "roll-field-unknown", name=written, field=join(names), known=known, near=near
                    )
                    ends[-1] = None
            if ends[0] is not None and ends[1] is not None:
                self._match(ends[0], ends[1], pair.fields, inner, f"{written}.{join(pair.new)}")

    def _match_leaves(self, source: Leaf, target: Leaf, place: Place, written: str) -> None:
        if target.field.formula is not None:
            self.problems.report(place, "roll-computed", name=join(target.field.names))
        if self.is_own:
            return  # what a form says of itself was never asked for its kinds
        kinds = source.field.kind, target.field.kind
        words_of_a_constant = source.field.constant and not kinds[1].numeric
        if not (goes_into(*kinds) or words_of_a_constant):
            name, other = join(source.field.names), join(target.field.names)
            self.problems.report(
                place, "roll-of-two-kinds", name=name, kind=kinds[0].name, other=other, wanted=kinds[1].name
            )

    def _check_items(self, entry: Mapping[str, Any], source: Node, target: Node, fields: RollFields) -> None:
        """Each item has to have the constants that say where it stands, and what it is known again by."""
        match, item = entry.get("match", ()), target.item if isinstance(target, Repeat) else target
        known: set[str] = set()
        if isinstance(source, Repeat) and isinstance(target, Repeat):
            before, after = source.item, target.item
            if isinstance(before, Group) and isinstance(after, Group):
                known = {join(pair.new) for pair in pairs_of(before, after, fields)}
                rows = target.every_row
                for name in dict.fromkeys(name for row in rows for name in row):
                    if name not in known and len({row.get(name) for row in rows}) > 1:
                        self._report("fields" if fields else "to", "roll-without-constant", field=name)
        for name in [] if match == BY_NUMBER else [match] if isinstance(match, str) else match:
            if name not in known or not isinstance(node_at(item, split_names(name)), Leaf):
                self._report(
                    "match", "roll-match-unknown", field=name, known=words_in_a_row(sorted(known) or ["-"])
                )


def _above(names: Names) -> Iterator[Names]:
    """Yield the names that lead to some names, themselves left out."""
    return (names[:length] for length in range(1, len(names)))
