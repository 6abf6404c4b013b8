"""The side of the ONLYOFFICE harness that runs in ONLYOFFICE's own Python environment.

Call: `python onlyoffice_server.py FOLDER`, a folder for temporary files. It prints `{"ready": true}`, and
then answers every line of JSON on standard input, `{"do": NAME, ...}`, by one line, `{"result": ...}` or
`{"error": SENTENCE}`, until the input ends. It imports nothing of the project.

What is done to a workbook is a script in ONLYOFFICE's own language, as a macro of a user is. It writes past
validation, not past protection.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import docbuilder

__all__ = ["main"]

ALL_SHEETS = (
    "<m_sJsonParams>{&quot;spreadsheetLayout&quot;:{&quot;ignorePrintArea&quot;:false}}</m_sJsonParams>"
)
"""Printing with a layout prints every sheet; without one it is the active sheet alone."""
SAVED = {".xlsx": "", ".ods": "", ".pdf": ALL_SHEETS}
"""The suffixes that can be saved, with what is said of each."""

# The answer crosses into Python in ASCII, so that no width of characters matters.
CALL = """(function () {
  try { var answer = {result: (%s)(%s)}; } catch (error) { answer = {error: String(error)}; }
  return JSON.stringify(answer).replace(/[\\u007f-\\uffff]/g, function (sign) {
    return "\\\\u" + ("0000" + sign.charCodeAt(0).toString(16)).slice(-4);
  });
})()"""

# On opening it shows what the file has stored. `Api.RecalculateAllFormulas` passes over shared formulas; this
# is what the button "Calculate workbook" does.
RECALCULATE = """function () {
  Asc.editor.asc_calculate(Asc.c_oAscCalculateType.All);
  return true;
}"""

SHOW = """function () {
  return Api.GetSheets().map(function (sheet) {
    var used = sheet.GetUsedRange(), values = used.GetValue();
    if (!Array.isArray(values)) values = [[values]];
    return [sheet.GetName(), used.GetRow(), used.GetCol(), values];
  });
}"""

FILL = """function (request) {
  var sheets = {}, first = null;
  Api.GetSheets().forEach(function (sheet) {
    sheets[sheet.GetName()] = sheet;
    if (first === null && sheet.GetVisible()) first = sheet;
  });
  request.cells.forEach(function (entry) {
    var sheet = entry[0] === null ? first : sheets[entry[0]], value = entry[2];
    if (!sheet) throw "There is no sheet " + entry[0] + "; there are " + Object.keys(sheets).join(", ") + ".";
    var cell = sheet.GetRange(entry[1]);
    var parsed = typeof value === "string" && cell.GetNumberFormat() !== "@";
    if (parsed && !request.keyboard) value = "'" + value;
    if (cell.SetValue(value === null ? "" : value) === false)
      throw sheet.GetName() + "!" + entry[1] + " is locked.";
  });
  return request.cells.length;
}"""


# What people do to a form, to the first sheet; rows and columns are ranges such as `29:29` and `D:D`.
DAMAGE = """function (request) {
  var sheet = Api.GetSheets()[0], done = {
    "insert": function (range) { sheet.GetRange(range).Insert("down"); },
    "insert column": function (range) { sheet.GetRange(range).Insert("right"); },
    "delete": function (range) { sheet.GetRange(range).Delete("up"); },
    "delete column": function (range) { sheet.GetRange(range).Delete("left"); },
    "unmerge": function (range) { sheet.GetRange(range).UnMerge(); },
    "hide": function (range) { sheet.GetRange(range).SetHidden(true); },
    "paste": function (range, text) { sheet.GetRange(range).SetValue(text); },
    "rename": function (name) { sheet.SetName(name); }
  };
  request.operations.forEach(function (one) { done[one[0]].apply(null, one.slice(1)); });
  return request.operations.length;
}"""


class Refused(Exception):
    """What was asked for cannot be done; the text is one sentence."""


class Builder:
    """One ONLYOFFICE; each request opens its workbook anew."""

    def __init__(self, folder: str) -> None:
        self._builder: Any = docbuilder.CDocBuilder()
        self._builder.SetTmpFolder(folder)

    def open(self, path: str) -> None:
        """Open a workbook."""
        if self._builder.OpenFile(path, "") != 0:
            raise Refused(f"ONLYOFFICE cannot open {Path(path).name}.")

    def close(self) -> None:
        """Close it without saving it."""
        self._builder.CloseFile()

    def run(self, script: str, argument: object = None) -> Any:
        """Return what a function of its language makes of an argument."""
        result = self._builder.GetContext().CreateUndefined()
        self._builder.ExecuteCommand(CALL % (script, json.dumps(argument)), result)
        answer = json.loads(result.ToString())
        if "error" in answer:
            raise Refused(answer["error"])
        return answer["result"]

    def save(self, path: str) -> None:
        """Save in the format that the suffix names."""
        suffix = Path(path).suffix.lower()
        if suffix not in SAVED:
            raise Refused(f"{Path(path).name}: the suffix must be one of {', '.join(SAVED)}.")
        if self._builder.SaveFile(suffix[1:], path, SAVED[suffix] or None) != 0:
            raise Refused(f"ONLYOFFICE cannot save {Path(path).name}.")


def letters(column: int) -> str:
    """Return `C` for column 3."""
    named = ""
    while column:
        column, rest = divmod(column - 1, 26)
        named = chr(ord("A") + rest) + named
    return named


def recalculate(builder: Builder, request: Mapping[str, Any]) -> dict[str, dict[str, object]]:
    """Recalculate every formula, whatever is cached, and return all sheets."""
    builder.run(RECALCULATE)
    return {
        name: {
            f"{letters(left + column)}{top + row}": float(value) if type(value) is int else value
            for row, values in enumerate(area)
            for column, value in enumerate(values)
            if value != ""
        }
        for name, top, left, area in builder.run(SHOW)
    }


def fill(builder: Builder, request: Mapping[str, Any]) -> int:
    """Write the cells `[[sheet, address, value], ...]` and save; return how many were written.

    With `keyboard` texts are entered as a person would type them.
    """
    written: int = builder.run(FILL, request)
    builder.save(request["save_as"])
    return written


def damage(builder: Builder, request: Mapping[str, Any]) -> int:
    """Do `operations` to the first sheet and save; return how many there were."""
    done: int = builder.run(DAMAGE, request)
    builder.save(request["save_as"])
    return done


ACTIONS: Mapping[str, Callable[[Builder, Mapping[str, Any]], object]] = {
    "recalculate": recalculate,
    "fill": fill,
    "damage": damage,
}


def answer(builder: Builder, request: Mapping[str, Any]) -> dict[str, object]:
    """Do what is asked with a file that is opened and closed again."""
    try:
        builder.open(request["path"])
        try:
            return {"result": ACTIONS[request["do"]](builder, request)}
        finally:
            builder.close()
    except Refused as refusal:
        return {"error": str(refusal)}


def main(folder: str) -> None:
    """Serve requests until the input ends."""
    # The answers have the real standard output to themselves: what a library prints goes to standard error.
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as replies:
        os.dup2(2, 1)

        def reply(message: Mapping[str, object]) -> None:
            replies.write(json.dumps(message) + "\n")
            replies.flush()

        builder = Builder(folder)
        reply({"ready": True})
        for line in sys.stdin:
            reply(answer(builder, json.loads(line)))


if __name__ == "__main__":
    main(sys.argv[1])
