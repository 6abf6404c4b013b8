"""What a sheet has besides its cells: merged areas, validations, conditional formats, columns, paper."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tests.ooxml.areas import LAST_COLUMN, LAST_ROW, Area, area_of, overlaps
from tests.ooxml.book import Book
from tests.ooxml.faults import Fault
from tests.ooxml.formulas import formula_faults
from tests.ooxml.package import MAIN
from tests.ooxml.texts import is_longer

__all__ = ["sheet_faults"]

_WORDS = {"promptTitle": 32, "prompt": 255, "errorTitle": 32, "error": 255}
_LIST_LENGTH, _FOOTER_LENGTH, _WIDEST, _BREAKS = 255, 255, 255, 1_026


def sheet_faults(part: str, sheet: Element, book: Book) -> Iterator[Fault]:
    """Look at a sheet but for its cells."""
    for child in sheet:
        if child.tag != f"{MAIN}sheetData":
            yield from _area_faults(part, child)
    yield from _merge_faults(part, sheet)
    yield from _validation_faults(part, sheet, book)
    yield from _format_faults(part, sheet, book)
    yield from _column_faults(part, sheet, book)
    yield from _paper_faults(part, sheet)


def _areas(text: str) -> list[Area]:
    return [area for area in map(area_of, text.split()) if area is not None]


def _area_faults(part: str, child: Element) -> Iterator[Fault]:
    """Look at every address in an attribute."""
    for element in child.iter():
        for attribute in ("ref", "sqref", "activeCell", "topLeftCell"):
            written = element.get(attribute)
            if written is not None:
                for text in written.split() or [""]:
                    if area_of(text) is None:
                        yield Fault("reference-outside", part, text, "This is no area of a sheet.")


def _merge_faults(part: str, sheet: Element) -> Iterator[Fault]:
    merges = [merge.get("ref", "") for merge in sheet.iterfind(f"{MAIN}mergeCells/{MAIN}mergeCell")]
    areas = [(area, number) for number, text in enumerate(merges) for area in _areas(text)]
    for area, number in areas:
        if area[:2] == area[2:]:
            yield Fault("merge-single", part, merges[number], "A single cell is merged.")
    for one, other in overlaps(areas):
        yield Fault("merge-overlap", part, str(one), f"It shares cells with {other}.")


def _validation_faults(part: str, sheet: Element, book: Book) -> Iterator[Fault]:
    areas: list[tuple[Area, int]] = []
    formulas: list[tuple[str, str]] = []
    validations = sheet.iterfind(f"{MAIN}dataValidations/{MAIN}dataValidation")
    for number, validation in enumerate(validations):
        at = validation.get("sqref", "")
        areas += [(area, number) for area in _areas(at)]
        for attribute, limit in _WORDS.items():
            if is_longer(validation.get(attribute, ""), limit):
                yield Fault("prompt-too-long", part, at, f"{attribute} is longer than {limit} characters.")
        formulas += ((at, element.text or "") for element in validation if not _is_list(validation, element))
        for element in validation:
            if _is_list(validation, element) and is_longer((element.text or "")[1:-1], _LIST_LENGTH):
                yield Fault("list-too-long", part, at, f"The list is longer than {_LIST_LENGTH} characters.")
    yield from formula_faults(part, formulas, book.scope)
    for one, other in overlaps(areas):
        yield Fault("validation-overlap", part, str(one), f"It shares cells with {other}.")


def _is_list(validation: Element, formula: Element) -> bool:
    """Return whether a formula is a list that is written out: one quoted text."""
    return validation.get("type") == "list" and (formula.text or "").startswith('"')


def _format_faults(part: str, sheet: Element, book: Book) -> Iterator[Fault]:
    formulas: list[tuple[str, str]] = []
    for formats in sheet.iterfind(f"{MAIN}conditionalFormatting"):
        at = formats.get("sqref", "")
        for rule in formats.iterfind(f"{MAIN}cfRule"):
            style = rule.get("dxfId")
            if style is not None and book.styles is not None and style not in book.styles.conditional:
                yield Fault("format-style", part, at, f"There is no conditional style {style}.")
            formulas += ((at, formula.text or "") for formula in rule.iterfind(f"{MAIN}formula"))
    yield from formula_faults(part, formulas, book.scope)


def _column_faults(part: str, sheet: Element, book: Book) -> Iterator[Fault]:
    last = 0
    for column in sheet.iterfind(f"{MAIN}cols/{MAIN}col"):
        first, at = int(column.get("min", "0")), f"column {column.get('min')}"
        if not last < first <= int(column.get("max", "0")):
            yield Fault("cell-order", part, at, "The columns are out of order.")
        last = int(column.get("max", "0"))
        if last > LAST_COLUMN:
            yield Fault("reference-outside", part, at, "The column lies outside the sheet.")
        if float(column.get("width", "0")) > _WIDEST:
            yield Fault("column-width", part, at, f"The column is {column.get('width')} digits wide.")
        if book.styles is not None and column.get("style", "0") not in book.styles.cells:
            yield Fault("style-index", part, at, f"There is no style {column.get('style')}.")


def _paper_faults(part: str, sheet: Element) -> Iterator[Fault]:
    for name, limit in (("rowBreaks", LAST_ROW), ("colBreaks", LAST_COLUMN)):
        breaks = sheet.findall(f"{MAIN}{name}/{MAIN}brk")
        if len(breaks) > _BREAKS or any(not 0 < int(entry.get("id", "0")) < limit for entry in breaks):
            yield Fault("page-breaks", part, name, "Excel takes no such page breaks.")
    for footer in sheet.iterfind(f"{MAIN}headerFooter/*"):
        if is_longer(footer.text or "", _FOOTER_LENGTH):
            yield Fault("footer-too-long", part, "", f"The text has more than {_FOOTER_LENGTH} characters.")
