"""Compiling: from a form and its parameters to the immutable cell map."""

from __future__ import annotations

import copyreg
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import count
from types import MappingProxyType
from typing import Any

from templates.compiling.carryover_rules import rolls_of
from templates.compiling.explanations import explanation_cells
from templates.compiling.fields import Scheme, computation_order, field_limits, scheme_of
from templates.compiling.label_words import LabelWords
from templates.compiling.layout import lay_out
from templates.compiling.placed import Layout, Placed
from templates.compiling.rule_compiler import rules_of
from templates.definition.form import Form
from templates.definition.source import Place, Problems
from templates.kinds import KINDS
from templates.model.cell_map import CellMap, Origin
from templates.model.page import FIRST_COLUMN, LAYOUT_WITH_EXPLANATIONS, Cell, FieldSheet, Role, Sheet
from templates.model.shape import Group, Leaf, Repeat, enclosing, leaves, node_at, repeats
from templates.model.summary import Summary, Table
from templates.path import Names, join
from templates.text import Text

__all__ = ["compile", "compile_anew", "compile_into", "compiled", "rows_of"]


def compile(form: Form, parameters: Mapping[str, Any]) -> CellMap:
    """Return the cell map of a form at given parameters (numbers, or their digits as text).

    Who asks for the same again gets the same object, with all that was worked out of it.

    Raises:
        ParameterError: a parameter is unknown, missing or not allowed.
        DefinitionError: the definition is wrong at these parameters.
    """
    return compiled(form, tuple(form.settle(parameters).items()))


def compiled(form: Form, parameters: tuple[tuple[str, int | str], ...]) -> CellMap:
    """Return the cell map as `compile` does, at parameters that are settled."""
    return _kept(form, (*form.older, *form.sources), parameters)


@lru_cache(maxsize=32)
def _kept(form: Form, _beside: tuple[object, ...], parameters: tuple[tuple[str, int | str], ...]) -> CellMap:
    """Keep what is compiled; forms with the same text may yet have other forms beside them."""
    return compile_anew(form, dict(parameters))


def compile_anew(form: Form, parameters: Mapping[str, Any]) -> CellMap:
    """Compile a form as `compile` does, without keeping anything: for one that is not as its text says."""
    settled = form.settle(parameters)
    problems = Problems(form.source)
    cell_map = compile_into(form, settled, problems)
    problems.raise_all()
    assert cell_map is not None, "without mistakes there is a cell map"
    return cell_map.made_from(Origin(form, tuple(settled.items())))


def compile_into(form: Form, parameters: Mapping[str, int | str], problems: Problems) -> CellMap | None:
    """Compile a form at parameters that are settled; mistakes go to `problems`.

    All is checked as far as it can be, whatever was found before; where anything was, there is no cell map.
    """
    settled = MappingProxyType(dict(parameters))
    words = LabelWords(settled, problems)
    layout = lay_out(form.pages, lambda rows: rows_of(rows, settled), words.fill, problems)
    scheme = scheme_of(form, layout, settled, problems)
    found = [_cell(placed, scheme, problems) for placed in layout.placed]
    cells = tuple(sorted((cell for cell in found if cell is not None), key=lambda cell: cell.address))
    if form.identity.layout >= LAYOUT_WITH_EXPLANATIONS:
        beside = explanation_cells(cells, [FIRST_COLUMN + len(page.columns) for page in form.pages])
        cells = tuple(sorted((*cells, *beside), key=lambda cell: cell.address))
    computed = computation_order(scheme, problems)
    rules = tuple(rules_of(scheme, problems))
    rolls = tuple(rolls_of(scheme, problems))
    summary = _summary(form, scheme.shape, problems)
    sheets = tuple(_sheets_of_words(form, words))
    _check_roster(form, scheme.shape, problems)
    if problems:
        return None
    return CellMap(
        form.identity,
        settled,
        cells,
        scheme.shape,
        computed,
        rules,
        rolls,
        tuple(layout.items),
        tuple(layout.sections),
        sheets,
        form.columns,
        MappingProxyType(layout.heights[0]),
        form.messages,
        summary,
        _digest(form, settled, cells, scheme, layout),
        MappingProxyType(dict(form.roster)),
        form.paper,
        tuple(
            FieldSheet(page.name, page.columns, MappingProxyType(heights), page.paper)
            for page, heights in zip(form.further, layout.heights[1:], strict=True)
        ),
    )


def _sheets_of_words(form: Form, words: LabelWords) -> Iterator[Sheet]:
    """Yield the sheets of words with what the braces in their paragraphs come to."""
    with_fields = {page.place for page in form.further}
    places = (place for number in count() if (place := ("sheets", number)) not in with_fields)
    for sheet, place in zip(form.sheets, places, strict=False):
        paragraphs = (
            (style, words.fill_prose(text, (*place, "paragraphs", number, style)))
            for number, (style, text) in enumerate(sheet.paragraphs)
        )
        yield Sheet(sheet.name, tuple(paragraphs))


def _reduced(cell_map: CellMap) -> tuple[Callable[..., CellMap], Origin]:
    """Return how a cell map is made again in another process: of its form and parameters, once."""
    if cell_map.origin is None:
        raise TypeError("a cell map that was changed by hand cannot be pickled")
    return compiled, cell_map.origin


copyreg.pickle(CellMap, _reduced)  # as what makes a cell map is not known where it is described


def rows_of(rows: int | str, parameters: Mapping[str, int | str]) -> int:
    """Return the number behind the `rows` of a repeat: itself, or the parameter of that name.

    It is 1 where there is no such number, which is a mistake that was told.
    """
    value = rows if isinstance(rows, int) else parameters.get(rows)
    return value if isinstance(value, int) and value > 0 else 1


def _cell(placed: Placed, scheme: Scheme, problems: Problems) -> Cell | None:
    """Return the cell of a placed item; None of a field whose name is taken, which was told."""
    common = (placed.row, placed.column, placed.rows, placed.columns)
    if not placed.names:
        label = Cell(*common, Role.LABEL, placed.style, placed.text, says=placed.says, align=placed.align)
        label = replace(label, sheet=placed.sheet) if placed.sheet else label
        return replace(label, picture=scheme.form.picture(placed.picture)) if placed.picture else label
    field = scheme.fields.get(placed.names)
    if field is None:
        return None
    if placed.item is None:
        label = Cell(*common, Role.LABEL, placed.style, placed.text, placed.paths, field, field.limits)
        return replace(label, label=placed.label, sheet=placed.sheet)
    if field.kind != KINDS[placed.item.options["kind"]]:
        problems.report(placed.place, "field-of-two-kinds", field=join(field.names))
    limits = field_limits(scheme.form, placed, scheme.parameters, problems)
    role = Role.COMPUTED if field.formula else Role.INPUT
    found = Cell(*common, role, "", None, placed.paths, field, limits, limits.label, align=placed.align)
    return replace(found, sheet=placed.sheet) if placed.sheet else found


def _summary(form: Form, shape: Group, problems: Problems) -> Summary:
    """Return the form's own summary, or one of every field and every repeat."""
    written = form.summary
    if written is None:
        single = tuple(names for names, _ in leaves(shape) if not enclosing(shape, names))
        tables = [names for names, repeat in repeats(shape) if isinstance(repeat.item, Group)]
        return Summary(single, tuple(Table(join(names), Text(join(names)), (names,)) for names in tables))
    named: list[tuple[Names, Place, bool]] = [
        (names, ("summary", "overview", number), False) for number, names in enumerate(written.overview)
    ]
    for number, figure in enumerate(written.main):
        named.append((figure.of, ("summary", "main", number, "of"), False))
        if figure.before is not None:
            named.append((figure.before, ("summary", "main", number, "before"), False))
    for number, table in enumerate(written.tables):
        items = isinstance(node_at(shape, table.of[0]), Repeat)
        named += [(names, ("summary", "tables", number, "of"), items) for names in table.of]
    for names, place, repeat in named:
        node = node_at(shape, names)
        if node is None or isinstance(node, Repeat) is not repeat:
            what = "summary-repeat-unknown" if repeat else "summary-field-unknown"
            problems.report(place, what, name=join(names))
    for number, table in enumerate(written.tables):
        _check_followed(table, ("summary", "tables", number), shape, problems)
    return written


def _check_followed(table: Table, place: Place, shape: Group, problems: Problems) -> None:
    """Items are known again, and followed, by single fields that each of the repeats has."""
    named = [(names, "match") for names in table.match]
    named += [(table.follow, "follow")] if table.follow is not None else []
    for names, word in named:
        for repeat in table.of:
            is_field = isinstance(node_at(shape, (*repeat, *names)), Leaf)
            if not is_field or enclosing(shape, (*repeat, *names)) != repeat:
                problems.report(
                    (*place, word), "summary-item-field-unknown", name=join(names), of=join(repeat)
                )


def _check_roster(form: Form, shape: Group, problems: Problems) -> None:
    """What a roster says of a department goes into a single field that can be filled in."""
    for key, names in form.roster.items():
        node = node_at(shape, names)
        single = isinstance(node, Leaf) and not enclosing(shape, names)
        if not (single and isinstance(node, Leaf) and node.field.is_input):
            problems.report(("roster", key), "roster-field-unknown", field=join(names))


def _digest(
    form: Form, parameters: Mapping[str, int | str], cells: tuple[Cell, ...], scheme: Scheme, layout: Layout
) -> str:
    """Return a short hash of what a cell of the form means: which field it is, of which kind, how computed.

    Words, rules and choices are not in it: an author may mend those while workbooks are out.
    """
    meaning: list[Any] = [form.name, form.identity.version, dict(parameters)]
    for names, repeat in repeats(scheme.shape):
        apart = [[indices, *map(dict, rows)] for indices, rows in repeat.apart.items()]
        meaning.append([names, *(apart or map(dict, repeat.constants))])
    meaning += [
        [placed.names, str(placed.item.options["formula"])]
        for placed in layout.placed
        if placed.item is not None and "formula" in placed.item.options
    ]
    meaning += [
        [
            cell.row,
            cell.column,
            cell.rows,
            cell.columns,
            cell.role,
            cell.path,
            cell.of.kind.name if cell.of else "",
            *([cell.sheet] if cell.sheet else []),
        ]
        for cell in cells
    ]
    return hashlib.sha256(json.dumps(meaning, ensure_ascii=False).encode()).hexdigest()[:16]
