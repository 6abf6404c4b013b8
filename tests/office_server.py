"""The side of the LibreOffice harness that talks UNO: run by the Python that has `uno`, usually the system's.

Call: `python3 office_server.py PROFILE_FOLDER PIPE_NAME [--window]`. It starts one LibreOffice, prints
`{"ready": true}`, and then answers every line of JSON on standard input, `{"do": NAME, ...}`, by one line,
`{"result": ...}` or `{"error": SENTENCE}`. At the end of the input it ends the LibreOffice that it started.
It imports nothing of the project.

UNO writes past protection and past validation, so a lock is checked here before a cell is written to.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import Locale
from com.sun.star.uno import Exception as UnoException
from office_damage import damaged

__all__ = ["ACTIONS", "FILTERS", "main"]

START_LIMIT = 60.0  # seconds; a first start on a busy machine took 12
NUMBER_FORMAT_TEXT = 256  # com.sun.star.util.NumberFormat.TEXT
NUMBER_FORMAT_PERCENT = 128  # com.sun.star.util.NumberFormat.PERCENT
FORMULA_RESULT_ERROR = 4  # com.sun.star.sheet.FormulaResult.ERROR
NO_UPDATE = 0  # com.sun.star.document.UpdateDocMode.NO_UPDATE
FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xls": "MS Excel 97",
    ".ods": "calc8",
    ".fods": "OpenDocument Spreadsheet Flat XML",
    ".pdf": "calc_pdf_Export",
}
TRUTH = {"TRUE": True, "FALSE": False}


class Refused(Exception):
    """What was asked for cannot be done; the text is one sentence."""


def property_value(name: str, value: object) -> Any:
    """Return one named argument of a UNO call."""
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def address(column: int, row: int) -> str:
    """Return `C5` for column 2, row 4."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


class Desktop:
    """One connected LibreOffice."""

    def __init__(self, process: subprocess.Popen[bytes], pipe: str) -> None:
        context = self._connect(process, pipe)
        manager = context.ServiceManager
        self._desktop = manager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        self.shown: Any = None

    @staticmethod
    def _connect(process: subprocess.Popen[bytes], pipe: str) -> Any:
        local = uno.getComponentContext()
        manager = local.ServiceManager
        resolver = manager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        latest = time.monotonic() + START_LIMIT
        while True:
            try:
                return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            except NoConnectException:
                if process.poll() is not None:
                    status = process.returncode
                    raise Refused(f"LibreOffice ended at its start with status {status}.") from None
                if time.monotonic() > latest:
                    raise Refused(f"LibreOffice did not answer within {START_LIMIT:.0f} s.") from None
                time.sleep(0.1)

    def open(self, path: str) -> Any:
        """Open a document without a window."""
        return self._load(path, hidden=True)

    def _load(self, path: str, *, hidden: bool) -> Any:
        # The lock file that a killed program left would make the document None.
        source = Path(path)
        (source.parent / f".~lock.{source.name}#").unlink(missing_ok=True)
        arguments = (property_value("Hidden", hidden), property_value("UpdateDocMode", NO_UPDATE))
        location = uno.systemPathToFileUrl(str(source))
        document = self._desktop.loadComponentFromURL(location, "_blank", 0, arguments)
        if document is None:
            raise Refused(f"LibreOffice cannot open {source.name}.")
        return document

    def show(self, path: str, *, hidden: bool = False) -> None:
        """Open a document for several requests, in a window or not, in place of the one before."""
        self.hide()
        self.shown = self._load(path, hidden=hidden)

    def hide(self) -> None:
        """Close the document shown without saving it."""
        if self.shown is not None:
            self.shown.close(True)
            self.shown = None

    def terminate(self) -> None:
        """Ask the program to end."""
        self._desktop.terminate()


def cells_of(sheet: Any) -> dict[str, object]:
    """Return what each cell of a sheet that is not empty shows: number, text, truth value, or `#DIV/0!`."""
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    end = cursor.RangeAddress
    area = sheet.getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow)
    errors = set(positions(sheet.queryFormulaCells(FORMULA_RESULT_ERROR)))
    found: dict[str, object] = {}
    for row, (values, formulas) in enumerate(zip(area.getDataArray(), area.getFormulaArray(), strict=True)):
        for column, (value, formula) in enumerate(zip(values, formulas, strict=True)):
            if (column, row) in errors:
                found[address(column, row)] = sheet.getCellByPosition(column, row).String
            elif value in (0.0, 1.0):
                shown = sheet.getCellByPosition(column, row).String
                found[address(column, row)] = TRUTH.get(shown, value)
            elif formula != "":
                found[address(column, row)] = value
    return found


def positions(ranges: Any) -> Iterator[tuple[int, int]]:
    """Yield (column, row) of every cell of some ranges."""
    for area in ranges.RangeAddresses:
        for row in range(area.StartRow, area.EndRow + 1):
            for column in range(area.StartColumn, area.EndColumn + 1):
                yield column, row


def sheet_of(document: Any, name: str | None) -> Any:
    """Return the sheet of that name, or the first visible one."""
    sheets = document.Sheets
    if name is None:
        return next(sheet for sheet in (sheets.getByIndex(i) for i in range(sheets.Count)) if sheet.IsVisible)
    if not sheets.hasByName(name):
        raise Refused(f"There is no sheet {name}; there are {', '.join(sheets.ElementNames)}.")
    return sheets.getByName(name)


def writable(sheet: Any, where: str) -> Any:
    """Return the cell, if a person could type into it: not locked, not covered by a merged cell."""
    cell = sheet.getCellRangeByName(where)
    if sheet.isProtected() and cell.CellProtection.IsLocked:
        raise Refused(f"{sheet.Name}!{where} is locked.")
    cursor = sheet.createCursorByRange(cell)
    cursor.collapseToMergedArea()
    merged = cursor.RangeAddress
    if (merged.StartColumn, merged.StartRow) != (cell.CellAddress.Column, cell.CellAddress.Row):
        raise Refused(f"{sheet.Name}!{where} is covered by {address(merged.StartColumn, merged.StartRow)}.")
    return cell


def put(cell: Any, value: object) -> None:
    """Write a value as its own type: a text stays a text."""
    if isinstance(value, bool):
        cell.Formula = f"={str(value).upper()}()"
    elif isinstance(value, int | float):
        cell.Value = value
    else:
        cell.String = "" if value is None else str(value)


def type_in(document: Any, cell: Any, value: object) -> None:
    """Write a value as the keyboard would: `12.5%` and `1,121.34` become numbers, not so in a text cell."""
    formats = document.NumberFormats
    kind = formats.getByKey(cell.NumberFormat).Type
    text = "" if value is None else str(value)
    if kind & NUMBER_FORMAT_TEXT:
        cell.String = text
        return
    cell.Formula = text
    if text.endswith("%") and cell.Type.value == "VALUE" and not kind & NUMBER_FORMAT_PERCENT:
        cell.NumberFormat = formats.getStandardFormat(NUMBER_FORMAT_PERCENT, Locale())


def save(document: Any, path: str) -> None:
    """Save beside the source, in the format that the suffix names."""
    target = Path(path)
    if target.suffix.lower() not in FILTERS:
        raise Refused(f"{target.name}: the suffix must be one of {', '.join(FILTERS)}.")
    chosen = (property_value("FilterName", FILTERS[target.suffix.lower()]), property_value("Overwrite", True))
    document.storeToURL(uno.systemPathToFileUrl(str(target)), chosen)


def recalculate(document: Any, request: Mapping[str, Any]) -> dict[str, dict[str, object]]:
    """Recalculate every formula, whatever is cached, and return all sheets."""
    document.calculateAll()
    sheets = document.Sheets
    return {name: cells_of(sheets.getByName(name)) for name in sheets.ElementNames}


def fill(document: Any, request: Mapping[str, Any]) -> int:
    """Write the cells `[[sheet, address, value], ...]`, recalculate, save; return how many were written."""
    for name, where, value in request["cells"]:
        cell = writable(sheet_of(document, name), where)
        if request["keyboard"]:
            type_in(document, cell, value)
        else:
            put(cell, value)
    document.calculateAll()
    save(document, request["save_as"])
    return len(request["cells"])


def protected(document: Any, request: Mapping[str, Any]) -> dict[str, bool]:
    """Return for each sheet whether it is protected."""
    sheets = document.Sheets
    return {name: bool(sheets.getByName(name).isProtected()) for name in sheets.ElementNames}


def damage(document: Any, request: Mapping[str, Any]) -> int:
    """Do `operations` to the sheet with a certain text in its corner, else to the first, and save."""
    sheets = [document.Sheets.getByIndex(number) for number in range(document.Sheets.Count)]
    marked = [sheet for sheet in sheets if request["mark"] in sheet.getCellByPosition(0, 0).String]
    for operation in request["operations"]:
        damaged(document, (marked or sheets)[0], operation)
    save(document, request["save_as"])
    return len(request["operations"])


ACTIONS: Mapping[str, Callable[[Any, Mapping[str, Any]], object]] = {
    "damage": damage,
    "recalculate": recalculate,
    "fill": fill,
    "protected": protected,
}


def select(document: Any, request: Mapping[str, Any]) -> dict[str, object]:
    """Put the cursor on a cell of the document shown, in view; return what stands there."""
    sheet = sheet_of(document, request["sheet"])
    controller = document.CurrentController
    controller.ActiveSheet = sheet
    controller.select(sheet.getCellRangeByName(request["cell"]))
    # The cursor stays, the mark goes: Return would go round within a marked range.
    controller.select(document.createInstance("com.sun.star.sheet.SheetCellRanges"))
    return look(document, request)


def look(document: Any, request: Mapping[str, Any]) -> dict[str, object]:
    """Return a cell of the document shown, as it is shown and as it is edited, and where the cursor is."""
    cell = sheet_of(document, request["sheet"]).getCellRangeByName(request["cell"])
    cursor = document.CurrentSelection.RangeAddress
    return {
        "shown": cell.String,
        "content": cell.Formula,
        "refusal": cell.Validation.ErrorMessage,
        "cursor": [cursor.Sheet, cursor.StartColumn, cursor.StartRow],
    }


class Hand:
    """Enters into one sheet through one cursor and keeps the ranges looked at: a new one costs many calls."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._cursor = sheet.createCursorByRange(sheet.getCellByPosition(0, 0))
        self._column = self._row = 0
        self._areas: dict[str, Any] = {}

    def put(self, column: int, row: int, value: object) -> None:
        """Write a number, a text, None (which empties the cell) or `{"formula": ...}`; count from 0.

        A locked cell is refused.
        """
        self._cursor.gotoOffset(column - self._column, row - self._row)
        self._column, self._row = column, row
        try:
            if isinstance(value, dict):
                self._cursor.setFormulaArray(((value["formula"],),))
            else:
                self._cursor.setDataArray((("" if value is None else value,),))
        except UnoException:
            raise Refused(f"{self._sheet.Name}!{address(column, row)} is locked.") from None

    def look(self, where: str) -> object:
        """Return what a range shows, row by row."""
        if where not in self._areas:
            self._areas[where] = self._sheet.getCellRangeByName(where)
        return self._areas[where].getDataArray()


def enter(document: Any, request: Mapping[str, Any]) -> list[list[object]]:
    """Take `steps` in the document shown, each `[cells, areas]`; return what the areas show after each.

    `cells` are `[sheet, column, row, value]`, `areas` `[sheet, range]`. The program itself recalculates what
    follows from a change, as it does under a person's hands.
    """
    hands: dict[str | None, Hand] = {}

    def hand(name: str | None) -> Hand:
        if name not in hands:
            hands[name] = Hand(sheet_of(document, name))
        return hands[name]

    found = []
    for cells, areas in request["steps"]:
        for name, column, row, value in cells:
            hand(name).put(column, row, value)
        found.append([hand(name).look(where) for name, where in areas])
    return found


def modified(document: Any, request: Mapping[str, Any]) -> bool:
    """Return whether the document shown holds something that is not saved."""
    return bool(document.isModified())


WINDOW_ACTIONS: Mapping[str, Callable[[Any, Mapping[str, Any]], object]] = {
    "select": select,
    "look": look,
    "enter": enter,
    "modified": modified,
}


def answer(desktop: Desktop, request: Mapping[str, Any]) -> dict[str, object]:
    """Do what is asked: with the document shown, or with a file that is opened and closed again."""
    try:
        if request["do"] == "show":
            desktop.show(request["path"], hidden=request.get("hidden", False))
            return {"result": True}
        if request["do"] == "hide":
            desktop.hide()
            return {"result": True}
        if request["do"] in WINDOW_ACTIONS:
            return {"result": WINDOW_ACTIONS[request["do"]](desktop.shown, request)}
        document = desktop.open(request["path"])
        try:
            return {"result": ACTIONS[request["do"]](document, request)}
        finally:
            document.close(True)
    except Refused as refusal:
        return {"error": str(refusal)}
    except UnoException as error:
        return {"error": f"LibreOffice refused {request}: {error}"}


def start(profile: str, pipe: str, *, window: bool) -> subprocess.Popen[bytes]:
    """Start LibreOffice on a profile of its own, in our process group."""
    command = ["soffice", "--norestore", "--nologo", "--nodefault", "--nolockcheck"]
    command += [] if window else ["--headless"]
    command += [f"-env:UserInstallation={uno.systemPathToFileUrl(profile)}"]
    command += [f"--accept=pipe,name={pipe};urp;"]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=sys.stderr)


def main(profile: str, pipe: str, *, window: bool = False) -> None:
    """Serve requests until the input ends."""
    # The answers have the real standard output to themselves: what a library prints goes to standard error.
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as replies:
        os.dup2(2, 1)

        def reply(message: Mapping[str, object]) -> None:
            replies.write(json.dumps(message, ensure_ascii=False) + "\n")
            replies.flush()

        process = start(profile, pipe, window=window)
        try:
            desktop = Desktop(process, pipe)
        except Refused as refusal:
            reply({"error": str(refusal)})
            return
        reply({"ready": True})
        for line in sys.stdin:
            reply(answer(desktop, json.loads(line)))
        try:
            desktop.hide()  # a changed document would be asked about
            desktop.terminate()
        except UnoException as error:  # the bridge may go down before the answer comes back
            print(error, file=sys.stderr)
        process.wait(timeout=20)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], window="--window" in sys.argv[3:])
