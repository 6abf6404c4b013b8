"""A fault: what is wrong with a package, where, and in one sentence why."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["CODES", "Fault"]

CODES = {
    # the package
    "package-damaged": "no zip file, an entry twice or with a wrong checksum, or no workbook in it",
    "xml-malformed": "a part that no parser reads: an unescaped character, an open element",
    "content-type": "a part without a content type, or with one of another kind of part",
    "relationship-target": "a relationship to a part that is not there",
    "relationship-id": "an id of a relationship that is used and not given, or given twice",
    "part-foreign": "what no workbook of ours has: macros, parts of other files, links to the web",
    # the workbook
    "sheet-name": "a sheet's name of no or more than 31 characters, or with one of []:*?/\\",
    "sheet-duplicate": "two sheets of one name, which takes no account of case",
    "name-invalid": "a defined name with characters that no name has, or longer than 255",
    "name-like-cell": "a defined name that is an address",
    "name-duplicate": "a defined name twice in one scope",
    "name-scope": "a defined name of a sheet that does not exist",
    # cells
    "cell-order": "rows or cells that are out of order, twice, or in another row's element",
    "cell-value": "a cell whose content is none of its type",
    "style-index": "a cell, row, column or style that refers to a style which is not there",
    "string-index": "a cell with a shared string that is not there",
    "text-too-long": "a text over 32,767 characters",
    "cached-error": "a cell that shows an error value",
    "cached-missing": "a formula without its result",
    # formulas
    "formula-equals": "a formula with a leading =",
    "formula-syntax": "an empty formula, an open quote or parenthesis",
    "formula-too-long": "a formula over 8,192 characters",
    "formula-text": "a text in a formula over 255 characters",
    "formula-nesting": "more than 64 levels of parentheses",
    "formula-arguments": "a function with more than 255 arguments",
    "formula-shared": "a cell that shares a formula with no first cell, or lies outside its area",
    "function-unknown": "a function that Excel 2007 and 2010 do not know by this name",
    "function-volatile": "a function that is worked out anew at every keystroke",
    "name-unknown": "a word that is no function, address or defined name",
    "sheet-unknown": "a reference to a sheet that does not exist, or to another file",
    "reference-outside": "an address beyond XFD1048576, or none",
    "reference-lost": "a formula that holds #REF!",
    # sheets
    "merge-overlap": "two merged areas that share a cell",
    "merge-single": "a merged area of one cell",
    "validation-overlap": "two validations of one cell",
    "list-too-long": "a drop-down list over 255 characters",
    "prompt-too-long": "words of a validation over 255 characters, its title over 32",
    "format-style": "a conditional format with a style that is not there",
    "row-height": "a row higher than 409.5 points",
    "column-width": "a column wider than 255 digits",
    "page-breaks": "more than 1,026 page breaks, or one outside the sheet",
    "footer-too-long": "a header or footer over 255 characters",
}
"""Every code, with what it stands for."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: `code` is one of `CODES`, `at` is a cell, an area or a name in the part."""

    code: str
    part: str
    at: str
    sentence: str

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.part} {self.at}: {self.sentence} [{self.code}]"
