"""Twenty ways to spoil a workbook: each edits the XML of a sound one, and has the code of its fault."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from template_builder import build
from templates import compile, load
from tests.forms import TRAVEL_PLAN

__all__ = [
    "CELL",
    "TWENTY",
    "Edit",
    "Mutant",
    "Parts",
    "change",
    "insert",
    "nested",
    "specimen",
    "summed",
    "with_format",
    "with_formula",
    "with_list",
    "with_merge",
    "with_name",
    "with_sheet_name",
    "with_text",
]

_BOOK, _SHEET, _STRINGS = "xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"

Parts = dict[str, str]
"""The text of each part by its name."""
Edit = Callable[[Parts], None]
"""What is done to the parts of a workbook."""

CELL = r'(<c r="[A-Z]+\d+"(?:[^>]*/>|[^>]*[^/]>.*?</c>))'
"""The pattern of a cell, as a group."""

_ANY_LIST = r'(<dataValidation type="list"[^>]*>)<formula1>.*?</formula1>'
_FORMAT = (
    '<conditionalFormatting sqref="B2"><cfRule type="expression"{style} priority="99">'
    "<formula>{formula}</formula></cfRule></conditionalFormatting>"
)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A way to spoil a workbook: `code` is what the linter must say of it, and nothing else."""

    name: str
    code: str
    edit: Edit

    def of(self, content: bytes) -> bytes:
        """Return the workbook in `content`, spoiled."""
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {name: archive.read(name).decode() for name in archive.namelist()}
        self.edit(parts)
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in parts.items():
                archive.writestr(name, text)
        return stream.getvalue()


def specimen() -> bytes:
    """Build the workbook to be spoiled: small, filled, with formulas, merged areas, lists and names."""
    trip = {"purpose": "会议", "region": "华中", "city": "武汉", "days": Decimal(2), "cost": Decimal(3)}
    stream = io.BytesIO()
    build(compile(load(TRAVEL_PLAN), {"year": 2021}), stream, {"department": "甲", "trips": [trip]})
    return stream.getvalue()


def change(part: str, pattern: str, new: str) -> Edit:
    """Replace what `pattern` first matches; something must, and it must become another."""

    def edit(parts: Parts) -> None:
        changed = re.sub(pattern, new, parts[part], count=1, flags=re.DOTALL)
        assert changed != parts[part], f"{part} has no {pattern}"
        parts[part] = changed

    return edit


def insert(part: str, before: str, new: str) -> Edit:
    """Put `new` before the first place where `before` stands."""
    return change(part, re.escape(before), (new + before).replace("\\", r"\\"))


def with_formula(formula: str) -> Edit:
    """Let the first formula of the form be another, already escaped; its result stays."""
    return change(_SHEET, "<f>.*?</f>", f"<f>{formula}</f>")


def with_list(text: str) -> Edit:
    """Let the first drop-down list of the form offer this, with its quotes."""
    return change(_SHEET, _ANY_LIST, rf"\1<formula1>{text}</formula1>")


def with_text(text: str) -> Edit:
    """Let the second shared string (the first is the stamp) be another, already escaped."""
    return change(_STRINGS, "(<si>.*?</si><si>)<t[^>]*>.*?</t>", rf"\1<t>{text}</t>")


def with_name(*names: str, sheet: str = "") -> Edit:
    """Define names; `sheet` is the attribute that says of which sheet they are."""
    defined = (f'<definedName name="{name}"{sheet}>_lists!$A$1</definedName>' for name in names)
    return insert(_BOOK, "</definedNames>", "".join(defined))


def with_sheet_name(name: str) -> Edit:
    """Rename the hidden sheet of lists, and what refers to it."""

    def edit(parts: Parts) -> None:
        assert 'name="_lists"' in parts[_BOOK]
        parts[_BOOK] = parts[_BOOK].replace('name="_lists"', f'name="{name}"')
        quoted = "'" + name.replace("'", "''") + "'!"
        parts[_SHEET] = parts[_SHEET].replace("_lists!", quoted)

    return edit


def with_merge(first: str) -> Edit:
    """Merge one more area; `first` names the merged areas that it is to be like, `\\1:\\2`."""
    return change(_SHEET, r'<mergeCell ref="(\w+):(\w+)"/>', rf'\g<0><mergeCell ref="{first}"/>')


def with_format(formula: str, style: str = "") -> Edit:
    """Add a conditional format; `style` is the attribute that names its style."""
    return insert(_SHEET, "<dataValidations", _FORMAT.format(style=style, formula=formula))


def nested(levels: int) -> str:
    """Return a formula of so many levels of functions."""
    return "ABS(" * levels + "1" + ")" * levels


def summed(length: int) -> str:
    """Return a formula of so many characters."""
    return "SUM(" + "1+" * ((length - 6) // 2) + "1" + ")" + " " * (length % 2)


TWENTY = (
    Mutant("overlapping merges", "merge-overlap", with_merge(r"\2:\g<2>9")),
    Mutant("list over 255 characters", "list-too-long", with_list('"' + "甲," * 127 + '乙乙"')),
    Mutant(
        "validation over another",
        "validation-overlap",
        change(_SHEET, r"<dataValidation .*?</dataValidation>", r"\g<0>\g<0>"),
    ),
    Mutant("name like a cell", "name-like-cell", with_name("TAX2021")),
    Mutant("name twice", "name-duplicate", with_name("total", "total")),
    Mutant("sheet name over 31 characters", "sheet-name", with_sheet_name("表" * 32)),
    Mutant("formula over 8,192 characters", "formula-too-long", with_formula(summed(8_193))),
    Mutant("unknown function", "function-unknown", with_formula("SUMME(1)")),
    Mutant("text over 32,767 characters", "text-too-long", with_text("字" * 32_768)),
    Mutant("shared string out of range", "string-index", change(_SHEET, r't="s"><v>\d+', 't="s"><v>9999')),
    Mutant("style out of range", "style-index", change(_SHEET, r'(<c [^>]*)s="\d+"', r'\1s="9999"')),
    Mutant("cells out of order", "cell-order", change(_SHEET, CELL * 2, r"\2\1")),
    Mutant(
        "relationship without target",
        "relationship-target",
        change("xl/_rels/workbook.xml.rels", 'Target="theme/theme1.xml"', 'Target="theme/theme9.xml"'),
    ),
    Mutant(
        "missing content type",
        "content-type",
        change("[Content_Types].xml", r'<Override PartName="/xl/worksheets/sheet1.xml"[^>]*/>', ""),
    ),
    Mutant("unescaped character", "xml-malformed", with_text("甲 & 乙")),
    Mutant(
        "cached error value",
        "cached-error",
        change(_SHEET, r'(<c r="\w+" s="\d+") t="str">(<f>.*?</f>)<v></v>', r'\1 t="e">\2<v>#DIV/0!</v>'),
    ),
    Mutant("reference outside the sheet", "reference-outside", with_formula("SUM(A1:A1048577)")),
    Mutant("conditional format with an unknown style", "format-style", with_format("TRUE", ' dxfId="9999"')),
    Mutant("formula with a leading =", "formula-equals", with_formula("=SUM(1)")),
    Mutant("more than 64 nestings", "formula-nesting", with_formula(nested(65))),
)
