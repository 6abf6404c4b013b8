"""More ways to spoil a workbook: other forms of the twenty, and the other faults that the linter knows."""

from __future__ import annotations

from tests.ooxml.mutants import (
    CELL,
    Edit,
    Mutant,
    change,
    insert,
    with_format,
    with_formula,
    with_merge,
    with_name,
    with_sheet_name,
    with_text,
)

__all__ = ["OTHER_FAULTS", "OTHER_FORMS", "shared"]

_BOOK, _SHEET, _STYLES = "xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"
_TYPES, _RELATIONSHIPS = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
_TARGET = 'Target="theme/theme1.xml"'
_SOME = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MACROS = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"


def shared(*formulas: str) -> Edit:
    """Put formulas, with their marks, into two cells below the form, E1000 and F1000."""
    cells = "".join(
        f'<c r="{column}1000">{formula}<v>1</v></c>' for column, formula in zip("EF", formulas, strict=True)
    )
    return insert(_SHEET, "</sheetData>", f'<row r="1000">{cells}</row>')


def _with_validation(words: str) -> Edit:
    return change(_SHEET, r' promptTitle="[^"]*" prompt="[^"]*"', f" {words}")


def _with_breaks(*rows: int) -> Edit:
    breaks = "".join(f'<brk id="{row}" max="16383" man="1"/>' for row in rows)
    return insert(_SHEET, "<ignoredErrors", f'<rowBreaks count="{len(rows)}">{breaks}</rowBreaks>')


def _link(target: str) -> Edit:
    new = f'<Relationship Id="rId8" Type="{_SOME}/hyperlink" Target="{target}" TargetMode="External"/>'
    return insert(_RELATIONSHIPS, "</Relationships>", new)


def _relationship(id: str, kind: str, target: str) -> Edit:
    new = f'<Relationship Id="{id}" Type="{kind}" Target="{target}"/>'
    return insert(_RELATIONSHIPS, "</Relationships>", new)


OTHER_FORMS = (
    Mutant("merged area twice", "merge-overlap", with_merge(r"\1:\2")),
    Mutant("merged area below another", "merge-overlap", with_merge(r"A1:\2")),
    Mutant("name R1C1", "name-like-cell", with_name("R1C1")),
    Mutant("name of a row", "name-like-cell", with_name("r")),
    Mutant("name twice but for case", "name-duplicate", with_name("total", "TOTAL")),
    *(Mutant(f"sheet name with {sign}", "sheet-name", with_sheet_name(f"a{sign}b")) for sign in ":*?/\\"),
    Mutant("sheet name with an apostrophe at its end", "sheet-name", with_sheet_name("a'")),
    Mutant("function of a later version", "function-unknown", with_formula("_xlfn.IFNA(1,2)")),
    Mutant(
        "text over 32,767 characters in the cell",
        "text-too-long",
        change(_SHEET, 't="s"><v>\\d+</v>', f't="inlineStr"><is><t>{"字" * 32_768}</t></is>'),
    ),
    Mutant(
        "result over 32,767 characters", "text-too-long", change(_SHEET, "<v></v>", f"<v>{'a' * 32_768}</v>")
    ),
    Mutant("shared string of no number", "string-index", change(_SHEET, r't="s"><v>\d+', 't="s"><v>x')),
    Mutant("style of a column out of range", "style-index", change(_SHEET, "<col ", '<col style="9999" ')),
    Mutant(
        "font out of range", "style-index", change(_STYLES, r'(<cellXfs.*?)fontId="\d+"', r'\1fontId="99"')
    ),
    Mutant(
        "unknown number format",
        "style-index",
        change(_STYLES, r'(<cellXfs.*?)numFmtId="\d+"', r'\1numFmtId="999"'),
    ),
    Mutant(
        "rows out of order",
        "cell-order",
        change(_SHEET, r'(<row r="2".*?</row>)(<row r="3".*?</row>)', r"\2\1"),
    ),
    Mutant("cell in another row", "cell-order", change(_SHEET, r'<c r="A2"', '<c r="A3"')),
    Mutant("cell in small letters", "cell-order", change(_SHEET, r'<c r="A2"', '<c r="a2"')),
    Mutant("cell twice", "cell-order", change(_SHEET, CELL, r"\1\1")),
    Mutant("columns out of order", "cell-order", change(_SHEET, r"(<col [^>]*/>)(<col [^>]*/>)", r"\2\1")),
    Mutant(
        "relationship with an empty target",
        "relationship-target",
        change(_RELATIONSHIPS, _TARGET, 'Target=""'),
    ),
    Mutant(
        "content type of another part",
        "content-type",
        change(_TYPES, "spreadsheetml.styles", "spreadsheetml.sheet"),
    ),
    Mutant(
        "no content type for relationships",
        "content-type",
        change(_TYPES, r'<Default Extension="rels"[^>]*/>', ""),
    ),
    Mutant("character that XML cannot hold", "xml-malformed", with_text("\x01")),
    Mutant("error value typed", "cached-error", change(_SHEET, r't="s"><v>\d+', 't="e"><v>#N/A')),
    Mutant("column outside the sheet", "reference-outside", with_formula("XFE1+1")),
    Mutant(
        "row outside the sheet in a name",
        "reference-outside",
        change(_BOOK, r"\$(\d+)</definedName>", "$1048577</definedName>"),
    ),
    Mutant("merged area outside the sheet", "reference-outside", with_merge("XFD5:XFE5")),
    Mutant(
        "row outside the sheet", "reference-outside", insert(_SHEET, "</sheetData>", '<row r="1048577"/>')
    ),
    Mutant(
        "formula with a leading = in a validation",
        "formula-equals",
        change(_SHEET, "<formula1>(?=[A-Z])", r"\g<0>="),
    ),
    Mutant("formula with a leading = in a format", "formula-equals", with_format("=TRUE")),
)
"""The faults of the twenty in other forms."""

OTHER_FAULTS = (
    Mutant(
        "no workbook",
        "package-damaged",
        change("_rels/.rels", '<Relationship [^>]*/officeDocument"[^>]*/>', ""),
    ),
    Mutant(
        "relationship id twice",
        "relationship-id",
        _relationship("rId1", f"{_SOME}/theme", "theme/theme1.xml"),
    ),
    Mutant(
        "relationship id unknown", "relationship-id", insert(_SHEET, "</worksheet>", '<drawing r:id="rId9"/>')
    ),
    Mutant(
        "link to another file",
        "part-foreign",
        change(_RELATIONSHIPS, _TARGET, 'Target="b.xlsx" TargetMode="External"'),
    ),
    Mutant(
        "picture that is none", "content-type", _relationship("rId8", f"{_SOME}/image", "theme/theme1.xml")
    ),
    Mutant("link to the web", "part-foreign", _link("http://example.com/a.xlsx")),
    Mutant("link to a file of the system", "part-foreign", _link("/etc/passwd")),
    Mutant("macros", "part-foreign", _relationship("rId8", _MACROS, "vbaProject.bin")),
    Mutant("sheet name twice", "sheet-duplicate", with_sheet_name("出差计划表")),
    Mutant("name with a space", "name-invalid", with_name("the total")),
    Mutant("name of no sheet", "name-scope", with_name("total", sheet=' localSheetId="7"')),
    Mutant("number that is none", "cell-value", change(_SHEET, r'(<c r="B1" s="\d+"><v>)\d+', r"\1nan")),
    Mutant("truth value that is none", "cell-value", change(_SHEET, r't="s"><v>\d+', 't="b"><v>TRUE')),
    Mutant("unknown type", "cell-value", change(_SHEET, r't="s"><v>\d+', 't="x"><v>1')),
    Mutant("formula without a result", "cached-missing", change(_SHEET, "</f><v>[^<]*</v>", "</f>")),
    Mutant("empty formula", "formula-syntax", with_formula("")),
    Mutant(
        "shared formula of no first cell", "formula-shared", shared("<f>1</f>", '<f t="shared" si="991"/>')
    ),
    Mutant(
        "shared formula outside its area",
        "formula-shared",
        shared('<f t="shared" ref="E1000" si="990">1</f>', '<f t="shared" si="990"/>'),
    ),
    Mutant(
        "shared formula of two first cells",
        "formula-shared",
        shared('<f t="shared" ref="E1000:F1000" si="990">1</f>', '<f t="shared" ref="F1000" si="990">1</f>'),
    ),
    Mutant(
        "shared formula whose area begins elsewhere",
        "formula-shared",
        shared('<f t="shared" ref="F1000" si="990">1</f>', "<f>1</f>"),
    ),
    Mutant("open parenthesis", "formula-syntax", with_formula("SUM(1")),
    Mutant("open quote", "formula-syntax", with_formula('"甲')),
    Mutant("open quote of a sheet", "formula-syntax", with_formula("'甲")),
    Mutant("text over 255 characters in a formula", "formula-text", with_formula('"' + "a" * 254 + '""b"')),
    Mutant("more than 255 arguments", "formula-arguments", with_formula("SUM(ABS(1)" + ",1" * 255 + ")")),
    Mutant("volatile function", "function-volatile", with_formula("TODAY()")),
    Mutant("unknown name", "name-unknown", with_formula("合计+1")),
    Mutant("sign of a later version", "name-unknown", with_formula("@A1")),
    Mutant("unknown sheet", "sheet-unknown", with_formula("'it''s'!A1")),
    Mutant("another file", "sheet-unknown", with_formula("[1]_lists!A1")),
    Mutant("another file in quotes", "sheet-unknown", with_formula("'[1]_lists'!A1")),
    Mutant("reference that is gone", "reference-lost", with_formula("SUM(#REF!)")),
    Mutant("merged single cell", "merge-single", with_merge("G9:G9")),
    Mutant("prompt over 255 characters", "prompt-too-long", _with_validation(f'prompt="{"a" * 256}"')),
    Mutant(
        "title of a prompt over 32 characters",
        "prompt-too-long",
        _with_validation(f'promptTitle="{"a" * 33}"'),
    ),
    Mutant("row too high", "row-height", change(_SHEET, r' ht="[\d.]+"', ' ht="410"')),
    Mutant(
        "column too wide", "column-width", change(_SHEET, r'(<col [^>]*)width="[\d.]+"', r'\1width="256"')
    ),
    Mutant("page break outside the sheet", "page-breaks", _with_breaks(1_048_576)),
    Mutant("more than 1,026 page breaks", "page-breaks", _with_breaks(*range(1, 1_028))),
    Mutant(
        "footer over 255 characters",
        "footer-too-long",
        change(_SHEET, "<oddFooter>", f"<oddFooter>{'a' * 255}"),
    ),
)
"""The faults beyond the twenty."""
