"""Correction workbooks: a clean blank of the form with all values at their places, and every finding marked.

Nothing of the file that came back is copied but its values and explanations, so whatever else is in it stays
behind. The department mends what is marked and returns it: it is read as the next version of the same form.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from collection.correction.carrying import Carried, carried
from collection.summary.finding_list import SEVERITY_WORDS
from reader import Reading, read
from reader.containers import address, column_number
from template_builder import build
from template_builder.workbooks.tables import TableColumn, TableContent, TableSheet
from template_builder.xlsx.sheet_writer import Link
from template_builder.xlsx.styles import Mark
from templates import Finding, Form, Language, Location, Severity, Text, stamp_texts
from templates.model.page import CellAddress
from templates.records.locking import marks_by_path, marks_text

__all__ = ["Correction", "correct"]

_SHEET = Text("问题清单", "Findings")
_TITLE = Text("请按下表逐条核对、改正后交回", "Please check each entry, correct it and return the form")
_HEADS = (
    (Text("级别", "Severity"), 9, False),
    (Text("位置", "Cell"), 12, False),
    (Text("表中内容", "Found"), 22, True),
    (Text("问题", "What is wrong"), 46, True),
    (Text("怎样改", "What to do"), 46, True),
    (Text("单位说明", "Explanation"), 24, True),
)
_NONE = Text("没有发现问题。", "Nothing was found.")
_RAISED = Text(
    "表的行数已增加：{name} 由 {old} 改为 {new}。", "The form has more rows: {name} {old} → {new}."
)
_LOST = Text(
    "新表中没有这一项，未带入：{path} = {value}",
    "Not carried over, as the form has no place for it: {path} = {value}",
)
_RANKS = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTICE: 2}
_PLACE = re.compile(r"(?P<column>[A-Z]{1,3})(?P<row>[1-9][0-9]{0,6})")


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction workbook: its bytes, what became of the record in it, and how often the form went out."""

    content: bytes
    carried: Carried
    revision: int

    def notes(self, language: Language) -> list[str]:
        """Say what is other than in the return: more rows, and what found no place."""
        return _notes(self.carried, language)


def correct(
    reading: Reading, forms: Sequence[Form] = (), *, language: Language = "zh", key: bytes | None = None
) -> Correction:
    """Return the correction workbook of a reading, signed if there is a `key`.

    Raises `ParameterError` where the return has more items than its form may ever have rows, `ValuesError`
    where a value cannot stand in any cell.
    """
    record = carried(reading, forms)
    stamp = reading.stamp
    revision = 2 if stamp is None else stamp.revision + 1
    texts = stamp_texts(
        record.cell_map,
        department=stamp.department if stamp else "",
        round=stamp.round if stamp else "",
        revision=revision,
        key=key,
        locked=_locked(reading, record),
    )
    places = _Places(record, language, texts, reading)
    stream = BytesIO()
    build(
        record.cell_map,
        stream,
        record.values,
        language=language,
        stamp=texts,
        marks=_marks(reading.findings, places, language),
        further=[_finding_sheet(reading, record, places, language)],
        explanations=places.explanations(),
    )
    return Correction(stream.getvalue(), record, revision)


def _locked(reading: Reading, record: Carried) -> str:
    """Return the marks of what was locked in the form as it was issued, for the cells that it has now."""
    if reading.stamp is None or reading.cell_map is None:
        return ""
    return marks_text(record.cell_map, marks_by_path(reading.cell_map, reading.stamp.locked))


class _Places:
    """Where the fields of a record stand in the correction: seen by reading it as it is built."""

    def __init__(self, record: Carried, language: Language, stamp: Sequence[str], before: Reading) -> None:
        stream = BytesIO()
        build(record.cell_map, stream, record.values, language=language, stamp=stamp)
        now = read(stream.getvalue(), [record.form])
        self._before = before
        self.sheets = record.cell_map.sheet_names(language)
        numbers = {name: number for number, name in enumerate(self.sheets)}
        places = {path: _place(written) for path, written in now.addresses.items()}
        self._now = {path: CellAddress(numbers[sheet], *at) for path, (sheet, *at) in places.items()}
        self._cells = {cell.path: cell.address for cell in record.cell_map if cell.fields}
        self._explanations = {cell.address[:2]: cell.address for cell in record.cell_map.explanations}
        self._rows = {
            _place(written)[:2]: self._now[path][:2]
            for path, written in before.addresses.items()
            if path in self._now
        }

    def of(self, location: Location) -> CellAddress | None:
        """Return the cell of a finding's place; None where that is no cell of the form."""
        field = location.field
        if field is None:
            return None
        if field in self._now:
            return self._now[field]
        within = (at for path, at in self._now.items() if path.startswith((f"{field}[", f"{field}.")))
        return min(within, default=None) or self._cells.get(location.map_field or field)

    def said(self, place: CellAddress) -> str:
        """Say where a cell is: of a form with several sheets, on which."""
        sheet = f"{self.sheets[place.sheet]}!" if len(self.sheets) > 1 else ""
        return sheet + address(place[1:])

    def explanations(self) -> dict[CellAddress, str]:
        """Return what the department explained, at the rows that its items have now."""
        found: dict[CellAddress, str] = {}
        for explanation in self._before.explanations:
            row = self._rows.get(_place(f"{explanation.sheet}!{explanation.cell}")[:2])
            cell = None if row is None else self._explanations.get(row)
            if cell is not None:
                found[cell] = explanation.text
        return found


def _place(written: str) -> tuple[str, int, int]:
    """Return the sheet, the row and the column of the place that `申报表!C31` names."""
    sheet, _, cell = written.rpartition("!")
    match = _PLACE.fullmatch(cell)
    assert match is not None, written
    return sheet, int(match["row"]), column_number(match["column"])


def _marks(findings: Sequence[Finding], places: _Places, language: Language) -> dict[CellAddress, Mark]:
    """Return a colour and a comment for each cell at which something was found, of the worst there."""
    at: defaultdict[CellAddress, list[Finding]] = defaultdict(list)
    for finding in findings:
        for place in dict.fromkeys(map(places.of, finding.locations)):
            if place is not None:
                at[place].append(finding)
    return {
        place: Mark(
            min((finding.severity for finding in found), key=_RANKS.__getitem__),
            "\n".join(f"{one.sentence(language)}{_gap(language)}{one.remedy(language)}" for one in found),
        )
        for place, found in at.items()
    }


def _gap(language: Language) -> str:
    return "" if language == "zh" else " "


def _finding_sheet(reading: Reading, record: Carried, places: _Places, language: Language) -> TableSheet:
    """Return the sheet that lists the findings, the worst first, with links to their cells."""
    findings = sorted(reading.findings, key=lambda finding: _RANKS[finding.severity])
    rows: list[list[TableContent]] = []
    marks: list[str | None] = []
    for finding in findings:
        for location in finding.locations or (Location(),):
            place = places.of(location)
            shown = location.cell if place is None else Link(places.said(place), place)
            rows.append(
                [
                    SEVERITY_WORDS[finding.severity].say(language),
                    shown,
                    location.found,
                    finding.sentence(language),
                    finding.remedy(language),
                    location.explanation,
                ]
            )
            marks.append(str(finding.severity))
    columns = [TableColumn(head.say(language), width, wrap=wrap) for head, width, wrap in _HEADS]
    columns[0] = TableColumn(_HEADS[0][0].say(language), _HEADS[0][1], marked=True)
    notes = [*_notes(record, language), *([] if rows else [_NONE.say(language)])]
    return TableSheet(_SHEET.say(language), _TITLE.say(language), columns, rows, notes, marks)


def _notes(record: Carried, language: Language) -> list[str]:
    raised = (
        _RAISED.filled({"name": Text(name), "old": Text(str(old)), "new": Text(str(new))})
        for name, old, new in record.raised
    )
    lost = (_LOST.filled({"path": Text(path), "value": Text(value)}) for path, value in record.lost)
    return [text.say(language) for text in (*raised, *lost)]
