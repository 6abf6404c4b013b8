"""Filling in the bureau's own workbook: the template is read and checked, and the returns go by."""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from collection.errors import CollectionError, one_a_line
from collection.summary.items import chains_of
from collection.summary.own_workbook.names import DepartmentWord, FieldName, FixedWord, ItemWord, Meaning
from collection.summary.own_workbook.plan import Plan, RowPlan, plan_of
from collection.summary.own_workbook.words import DEPARTMENT_WORDS, ITEM_WORDS, Row, fixed_values
from collection.summary.tables import Entry, merged, value_or_none
from collection.summary.workbook.body import Body
from collection.summary.workbook.columns import cell_of
from reader import UnreadableWorkbook
from reader.containers import column_number, content_of, open_bytes
from reader.containers.archive import Archive
from template_builder import BuildError, Filled, Template, replace_file
from templates import CellMap, Field, Language, Text, TianbaoError
from templates.findings.errors import Sentence
from templates.kinds.shared.content import plain_text
from templates.path import Tree

__all__ = ["checked_plan", "fill_own_workbook", "read_template"]

_ZIP = b"PK"
_CELL = re.compile("([A-Z]+)([0-9]+)")


def read_template(path: Path) -> Template:
    """Return the template in a file. Raises `CollectionError` where it can be none, and says why."""
    try:
        content = content_of(path)
        open_bytes(content)  # says what else it is, or what is wrong with it
        if not content.startswith(_ZIP):
            raise BuildError("template-not-xlsx")
        checked = Archive(content)  # sound, and no part beyond the limits
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = [one.filename for one in archive.infolist() if not one.is_dir()]
        return Template({name: checked.read(name) for name in names})
    except UnreadableWorkbook as error:
        found = error.finding  # its remedy is for who sent in a form
        reason = Text(found.sentence("zh"), found.sentence("en"))
        is_there = os.path.isfile(path)
        code = "template-unreadable" if is_there else "workbook-unreadable"
        raise CollectionError(code, path=path, reason=reason) from error
    except BuildError as error:
        raise CollectionError("workbook-unreadable", path=path, reason=error) from error


def checked_plan(path: Path, template: Template, cell_map: CellMap) -> Plan:
    """Return what is filled into a template; raise `CollectionError` with all that must be corrected."""
    plan, problems = plan_of(template, cell_map)
    if problems:
        each = list({problem.say("zh"): problem for problem in problems}.values())  # a name twice in a cell
        each.sort(key=lambda problem: _order(problem, template.sheets))
        raise CollectionError("template-wrong", path=path, count=len(each), problems=one_a_line(each))
    return plan


def _order(problem: Sentence, sheets: Sequence[str]) -> tuple[int, int, int]:
    """Return what sorts mistakes by their places: sheet, row, column; those without one come last."""
    place = problem.slots.get("place")
    sheet, _, cell = ("" if place is None else place.say("zh")).rpartition("!")
    found = _CELL.match(cell) if sheet else None
    row, column = (int(found[2]), column_number(found[1])) if found else (0, 0)
    name = sheet or cell
    return sheets.index(name) if name in sheets else len(sheets), row, column


def fill_own_workbook(
    body: Body,
    template: Template,
    plan: Plan,
    destination: Path,
    language: Language = "zh",
    *,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> None:
    """Write the bureau's own workbook with what is in a round.

    Raises:
        CollectionError: a cell cannot hold what is to be filled in.
        BuildError: the file cannot be written.
    """
    values = fixed_values(body)
    fixed = {name: _filled(values[meaning.word], language) for name, meaning in plan.fixed.items()}
    lines: dict[tuple[str, int], list[dict[str, Filled]]] = {place: [] for place in plan.rows}
    total = len(body.counted)
    for number, counted in enumerate(body.counted, 1):
        reading = counted.read()
        tree = merged(reading.values, reading.computed)
        for place, row in plan.rows.items():
            of = lines[place]
            for chain in _chains(tree, row):
                where = Row(counted, reading, len(of) + 1, chain[-1][0] + 1 if chain else 0)
                of.append(_line(row, where, tree, chain, values, language))
        progress(number, total)
    try:
        data = template.fill(fixed, lines, {place: row.lists for place, row in plan.rows.items()})
    except BuildError:
        raise
    except TianbaoError as error:
        raise CollectionError("workbook-unreadable", path=destination, reason=error) from error
    replace_file(destination, data)


def _chains(tree: Tree, row: RowPlan) -> Iterator[Sequence[tuple[int, Tree]]]:
    """Yield what a row stands for in a return: the items of its innermost list, or the return itself."""
    if row.lists:
        yield from chains_of(tree, row.lists)
    else:
        yield ()


def _line(
    row: RowPlan,
    where: Row,
    tree: Tree,
    chain: Sequence[tuple[int, Tree]],
    values: Mapping[str, Entry],
    language: Language,
) -> dict[str, Filled]:
    return {
        name: _value(meaning, where, tree, chain, values, language) for name, meaning in row.meanings.items()
    }


def _value(
    meaning: Meaning,
    where: Row,
    tree: Tree,
    chain: Sequence[tuple[int, Tree]],
    values: Mapping[str, Entry],
    language: Language,
) -> Filled:
    match meaning:
        case FixedWord(word):
            return _filled(values[word], language)
        case DepartmentWord(word):
            return _filled(DEPARTMENT_WORDS[word][1](where), language)
        case ItemWord(word):
            return _filled(ITEM_WORDS[word][1](where), language)
        case FieldName():
            return _of_field(meaning.field, _raw(meaning, tree, chain), language)


def _raw(meaning: FieldName, tree: Tree, chain: Sequence[tuple[int, Tree]]) -> Tree:
    """Return what a record has at a field: of the item of the row, or of the one that is named."""
    inner, done = tree, 0
    for depth, names in enumerate(meaning.lists):
        if meaning.is_repeated:
            inner = chain[depth][1]
        else:
            items = value_or_none(inner, names[done:]) or ()
            number = meaning.numbers[depth]
            if number >= len(items):
                return None
            inner = items[number]
        done = len(names)
    return value_or_none(inner, meaning.names[done:])


def _of_field(field: Field, value: Tree, language: Language) -> Filled:
    """Return the content of a cell for a value; what could not be read is a text, as it was typed."""
    operand = field.kind.operand(value)
    if isinstance(value, str):
        if isinstance(operand, Decimal | int):
            return Filled(operand, value, is_date=True)
        return _filled(value, language)
    found = _filled(field.kind.exported(value), language)
    if isinstance(value, Decimal) and not isinstance(found.content, str):
        return found._replace(text=field.kind.shown(value, field.limits))
    return found


def _filled(entry: Entry, language: Language) -> Filled:
    content = cell_of(entry, language)
    if content is None or isinstance(content, str):
        return Filled(content, content or "")
    return Filled(content, plain_text(Decimal(content)))
