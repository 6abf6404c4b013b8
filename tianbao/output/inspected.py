"""What the help desk is told of a file, cell by cell: as text, and as JSON for the report of a bug."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from reader.inspection import Inspection, Registration, SeenField, SeenSheet
from templates import Language, Text
from templates.kinds import Raw
from templates.text import width
from tianbao.output.changes import value_text
from tianbao.output.json_output import reading_object
from tianbao.output.report import report_text
from tianbao.output.terminal import safe, wrapped

__all__ = ["inspection_object", "inspection_text"]

_SHEETS = Text("工作表", "Sheets")
_FORM, _STAMPED, _HIDDEN, _NOT_READ = (
    Text("本表", "the form"),
    Text("有标记", "stamped"),
    Text("隐藏", "hidden"),
    Text("未能读取", "not read"),
)
_SIZE = Text(
    "{cells} 个单元格有内容，至第 {last_row} 行、第 {last_column} 列；"
    "合并 {merges}，批注 {comments}，隐藏行列 {hidden}",
    "{cells} cells filled, to row {last_row} and column {last_column}; {merges} merges, {comments} comments, "
    "{hidden} rows and columns hidden",
)
_UNKNOWN = Text("此类文件不说明：{aspects}", "not told by a file of this type: {aspects}")
_FOUND = Text("定位", "How it was found")
_FORM_BY: Mapping[str, Text] = {
    "stamp": Text("按左上角标记认出本表", "the form by its stamp"),
    "words": Text("没有标记，按文字认出本表", "no stamp: the form by its words"),
}
_CELLS_BY: Mapping[str, Text] = {
    "keys": Text("按行列编号定位", "cells by the numbers of rows and columns"),
    "labels": Text("按标签文字定位", "cells by the labels around them"),
}
_SCORE = Text("把握 {score}", "score {score}")
_MOVED = Text("{count} 个单元格不在原处", "{count} cells are elsewhere than in the blank")
_ROWS = {
    "missing": Text("不见的单元格（空白表地址）：{places}", "Cells gone (as in the blank): {places}"),
    "inserted": Text("插入的行：{places}", "Rows inserted: {places}"),
    "deleted": Text("删去的行（空白表行号）：{places}", "Rows deleted (as in the blank): {places}"),
    "missing_sheets": Text("不见的工作表：{places}", "Sheets gone: {places}"),
}
_CELLS = Text("单元格：字段，原始内容 → 读出的值", "Cells: field, what stands there → what it means")
_BLANK = Text("（空）", "(blank)")
_GONE = Text("（不见）", "(gone)")
_MOST_PLACES = 12
_LONGEST_TEXT = 48


def inspection_text(seen: Inspection, language: Language = "zh", columns: int = 100) -> str:
    """Return what was seen in a file, section by section; blank cells without findings are left out."""
    sections = [report_text([seen.reading], language, columns).rstrip("\n")]
    if seen.sheets:
        sections.append("\n".join((_SHEETS.say(language), *_sheets(seen, language, columns))))
    if seen.registration is not None:
        lines = _registration(seen.registration, language)
        sections.append("\n".join((_FOUND.say(language), *(wrapped(line, columns, "  ") for line in lines))))
        sections.append("\n".join((_CELLS.say(language), *_fields(seen, language))))
    return "\n\n".join(sections) + "\n"


def _sheets(seen: Inspection, language: Language, columns: int) -> Iterator[str]:
    for sheet in seen.sheets:
        marks = (
            (_FORM, sheet.is_form),
            (_STAMPED, sheet.stamp is not None and not sheet.is_form),
            (_HIDDEN, not sheet.is_visible),
            (_NOT_READ, sheet.cells is None),
        )
        said = [mark.say(language) for mark, holds in marks if holds]
        if sheet.cells is not None:
            said.append(_filled(_SIZE, language, asdict(sheet)))
        if sheet.unknown:
            said.append(_filled(_UNKNOWN, language, {"aspects": ", ".join(sheet.unknown)}))
        between = "；" if language == "zh" else "; "
        yield wrapped(f"{safe(sheet.name)}: {between.join(said)}", columns, "  ")


def _registration(found: Registration, language: Language) -> Iterator[str]:
    by = [_FORM_BY[found.form_by].say(language), _CELLS_BY[found.cells_by].say(language)]
    by.append(_filled(_SCORE, language, {"score": f"{found.score:.2f}"}))
    yield ("，" if language == "zh" else ", ").join(by)
    if found.moved:
        yield _filled(_MOVED, language, {"count": found.moved})
    for name, text in _ROWS.items():
        if places := [str(place) for place in getattr(found, name)]:
            more = f" … ({len(places)})" if len(places) > _MOST_PLACES else ""
            yield _filled(text, language, {"places": ", ".join(places[:_MOST_PLACES]) + more})


def _fields(seen: Inspection, language: Language) -> Iterator[str]:
    told = [one for one in seen.fields if one.raw is not None or one.codes or one.cell is None]
    widest = max((len(one.cell or "") for one in told), default=0)
    for one in told:
        cell = one.cell or _GONE.say(language)
        raw = _BLANK.say(language) if one.raw is None else _raw_text(one.raw)
        is_same = one.raw is not None and one.raw.value == one.value
        value = "" if one.value is None or is_same else f" → {_cut(value_text(one.value))}"
        codes = f"  [{', '.join(one.codes)}]" if one.codes else ""
        padding = " " * max(0, widest - width(cell))
        yield f"  {cell}{padding}  {one.field}: {raw}{value}{codes}"


def _raw_text(raw: Raw) -> str:
    if raw.error is not None:
        said = raw.error
    else:
        said = f"“{_cut(raw.value)}”" if isinstance(raw.value, str) else value_text(raw.value)
    if raw.formula is not None:
        said += f" ={_cut(raw.formula)}"
    return said if raw.number_format in ("General", "@") else f"{said} ({raw.number_format})"


def _cut(text: str) -> str:
    """Return a text in one line that fits beside others."""
    line = safe(text.replace("\n", "⏎"))
    return line if len(line) <= _LONGEST_TEXT else f"{line[:_LONGEST_TEXT]}…"


def _filled(text: Text, language: Language, slots: Mapping[str, object]) -> str:
    return text.filled({name: Text(str(word)) for name, word in slots.items()}).say(language)


def inspection_object(seen: Inspection, language: Language = "zh") -> dict[str, Any]:
    """Return what was seen as plain data, with the reading as `read --format json` has it."""
    found = seen.registration
    return {
        "sheets": [_sheet_object(sheet) for sheet in seen.sheets],
        "registration": None if found is None else asdict(found),
        "fields": [_field_object(one) for one in seen.fields],
        "reading": reading_object(seen.reading, language),
    }


def _sheet_object(sheet: SeenSheet) -> dict[str, Any]:
    return {**asdict(sheet), "unknown": list(sheet.unknown)}


def _field_object(one: SeenField) -> dict[str, Any]:
    raw = one.raw
    return {
        "field": one.field,
        "label": one.label or None,
        "cell_in_blank": one.cell_in_blank,
        "cell": one.cell,
        "found_by": one.found_by,
        "certainty": one.certainty,
        "raw": None if raw is None else _plain_raw(raw),
        "value": one.value,
        "findings": list(one.codes),
    }


def _plain_raw(raw: Raw) -> dict[str, Any]:
    value = raw.value if isinstance(raw.value, str | bool | int | float | Decimal | None) else str(raw.value)
    return {
        "value": value,
        "number_format": raw.number_format,
        "error": raw.error,
        "formula": raw.formula,
    }
