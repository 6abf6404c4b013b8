"""Sheets with rows as programs write them and as they do not, to read in more than one way."""

from __future__ import annotations

from tests.reader.spoil import SHEET, parts, sheet, workbook

__all__ = ["CELLS", "FORMATS", "PAIRS", "TEXTS", "book_of", "styled"]

TEXTS = (
    "项目",
    " 两边 ",
    "",
    " ",
    "\n",
    "\t",
    "a\r\nb",
    "a\rb",
    "a&#10;b",
    "a&#13;b",
    "a&#xA;b",
    "&#x5B57;",
    "\u3000",
    "&amp;lt;",
    "&lt;&gt;&quot;&apos;",
    "&",
    "&unknown;",
    "&amp",
    "a]]b",
    "a]]>b",
    "a>b",
    "\x0b",
    "\ufffe",
    "\uffff",
    "_x0041_",
    "_x005F_x0041_",
    "_x000D_",
    "_x000d_",
    "_xD83D_",
    "_x00GG_",
    "_x0041",
    "😀",
    "\ud7ff",
    "x\u0085y",
    "a<!-- x -->b",
    "a<![CDATA[b&amp;]]>c",
    "<b/>",
    "<?x y?>",
    "长" * 400,
    "=1+1",
    "#N/A",
    "1",
    "TRUE",
)
_NUMBERS = (
    "5",
    "5.0",
    "-0",
    "+5",
    ".5",
    "5.",
    "1e5",
    "1E-7",
    "1E400",
    "-1E400",
    "1e-400",
    "00012",
    "9007199254740993",
    "953.33000000000004",
    "0.1",
    " 5 ",
    "\n5",
    "1_0",
    "1,5",
    "inf",
    "-Infinity",
    "NaN",
    "abc",
    "1 2",
    "１２",
    "0x10",
    "44196",
    "44196.75",
    "0.5",
    "-1.25",
    "60",
    "59.5",
    "1.99999999999",
    "2958465",
    "2958466",
    "3e6",
    "",
)
_TYPED = {
    "b": ("0", "1", "true", "false", "TRUE", "2", "", " 1"),
    "e": ("#DIV/0!", "#N/A", "#SPILL!", "#没有!", ""),
    "d": (
        "2024-02-29",
        "2024-02-30",
        "2024-2-9",
        "2024-02-29T12:30:00",
        "2024-02-29T12:30:00.5",
        "12:30",
        "12:30:15",
        "2024-02-29T12:30",
        "2024-02-29T12:30:00Z",
        "PT12H",
        "24:00:00",
        "20240229",
        "abc",
        "",
        " 2024-02-29 ",
    ),
    "s": ("0", "1", "2", "00", "-1", " 0", "", "x", "1234567890"),
    "n": ("5", "abc", "inf", "", " ", "1e400"),
    "str": ("甲", "_x0041_", "", " "),
    "zz": ("1",),
}
_FORMULAS = (
    "<f>A2+1</f>",
    "<f/>",
    "<f></f>",
    '<f ca="1">NOW()</f>',
    '<f aca="false">A2&amp;"x"</f>',
    "<f>1&lt;2]]&gt;</f>",
    '<f t="shared" ref="A1:A9" si="0">B1</f>',
    '<f t="shared" si="0"/>',
    '<f t="shared" si="7"/>',
    '<f t="array" ref="A1">SUM(B1:B2)</f>',
    '<f t="dataTable" ref="A1"/>',
    '<f si="0" t="shared"/>',
    "<f>a\x01b</f>",
    '<f t="shared" ref="A1" si="0"></f>',
    '<f t="x" t="y">1</f>',
    "<f>&nbsp;</f>",
)


def _attribute(kind: str | None) -> str:
    return "" if kind is None else f' t="{kind}"'


CELLS = (
    *(
        f'<c r="A1" t="inlineStr"><is><t{space}>{text}</t></is></c>'
        for text in TEXTS
        for space in ("", ' xml:space="preserve"')
    ),
    *(f'<c r="A1" t="str"><v>{text}</v></c>' for text in TEXTS),
    *(f'<c r="A1"><v>{number}</v></c>' for number in _NUMBERS),
    *(f'<c r="A1" t="{kind}"><v>{value}</v></c>' for kind, values in _TYPED.items() for value in values),
    *(
        f'<c r="A1"{_attribute(kind)}>{formula}{value}</c>'
        for kind in (None, "n", "str", "s", "b", "e", "d")
        for formula in _FORMULAS
        for value in ("", "<v></v>", "<v>1</v>")
    ),
    '<c r="A1"/>',
    '<c r="A1" s="3"/>',
    '<c r="A1" s=""/>',
    '<c r="A1"></c>',
    '<c r="A1" t="n"/>',
    '<c r="A1" t="str"></c>',
    '<c r="A1" s=""><v>1</v></c>',
    '<c r="A1" s="x"><v>1</v></c>',
    '<c r="A1" s="99"><v>1</v></c>',
    "<c><v>1</v></c>",
    '<c s="1" r="A1"><v>1</v></c>',
    '<c r="A1" cm="1"><v>1</v></c>',
    '<c r="A1" r="A1"><v>1</v></c>',
    '<c r="a1"><v>1</v></c>',
    '<c r="A2"><v>1</v></c>',
    '<c r="AAA1"><v>1</v></c>',
    '<c r="XFE1"><v>1</v></c>',
    '<c r="A01"><v>1</v></c>',
    '<c r="A1"><v>1</v><f>1</f></c>',
    '<c r="A1"><v>1</v><v>2</v></c>',
    '<c r="A1"><v xml:space="preserve">1</v></c>',
    '<c r="A1"><v>1</v><extLst/></c>',
    '<x:c r="A1"><v>1</v></x:c>',
    "<c r='A1'><v>1</v></c>",
    '<c  r="A1"><v>1</v></c>',
    '<c r="A1"><v>1</v></c ><!-- x -->',
    '<c r="A1"><v>1</v></c>\n',
    'x<c r="A1"><v>1</v></c>',
    '<c r="A1"><v>1</v></c>]]>',
    '<c r="A1" t="inlineStr"><is><r><t>富</t></r><r><rPr><b/></rPr><t> 文本 </t></r></is></c>',
    '<c r="A1" t="inlineStr"><is><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></is></c>',
    '<c r="A1" t="inlineStr"><v>字</v></c>',
    '<c r="A1" t="inlineStr"><is/></c>',
    '<c r="A1" t="inlineStr"><is><t/></is></c>',
    '<c r="A1"><is><t>5</t></is></c>',
    '<c r="A1" t="b"><is><t>1</t></is></c>',
    '<c r="A1" t="s"><is><t>1</t></is></c>',
    '<c r="B1"><v>1</v></c><c r="A1"><v>2</v></c>',
    '<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>',
    '<c r="A1"><v>1</v></c><c r="A1"/>',
    '<c r="B1"/><c r="C2"/><c r="D1"><v>1</v></c>',
    '<c r="A1"><v>1</v></c><c r="B2"/>',
    '<c r="A1"><v>1<c r="B1"><v>2</v></c></v></c><c r="C1"><v>3</v></c>',
    '<c r="A1"><v>1<c r="B1"/></v></c><c r="C1">3</c>',
)
"""The cells of a first row, at A1 for the most part."""

PAIRS = (
    ("<row>", "</row>"),
    ("<row r='1'>", "</row>"),
    ('<row r="1" x="1" x="2">', "</row>"),
    ('<row r="01">', "</row>"),
    ('<row r="1" spans="1:9" ht="20.5" customHeight="1" x14ac:dyDescent="0.2">', "</row>"),
    ('<row r="2">', "</row>"),
    ('<row r="1"/>', ""),
    ('<row r="1"/><row r="1">', "</row>"),
    ('<row r="0">', "</row>"),
    ('<row r="1048577">', "</row>"),
    ('<row r="1"><c r="A1"><v>1</v></c></row><row r="1">', "</row>"),
    ("<!-- x --><row r='1'>", "</row>"),
    ('<row r="1" spans="1:&#57;">', "</row>"),
    ('<row r="1">', "</row><row/>"),
    ('<row r="1">', "</row><y/>"),
    ('</sheetData><row r="1">', "</row><sheetData>"),
    ('</sheetData><x><row r="1">', "</row></x><sheetData>"),
    ('</sheetData><sheetData><row r="1">', "</row>"),
    ('<row r="1">', "</row></sheetData><x/><sheetData>"),
)
"""What stands around the cells of a row."""

FORMATS = (
    "General",
    "0",
    "0.00E+00",
    "#,##0_);[Red](#,##0)",
    "@",
    "yyyy-mm-dd",
    'yyyy"年"m"月"d"日"',
    "[h]:mm",
    "[hh]:mm:ss",
    "h:mm AM/PM",
    "[Red]0",
    "[Red]yyyy",
    "0;yyyy",
    "\\y0",
    '"y"0',
    "_y0",
    "*y0",
    "[$-804]aaaa",
    "[$-F800]dddd",
    "[s].0",
    "上午/下午h",
    "G/通用格式",
    "[DBNum1]yyyy",
    "[>1][h]",
    "[hm]",
    "[[h]",
    "[h]]",
    "[hh",
    "am",
    "a/p",
    "0a0d",
    '"d',
    "]d",
    "e",
)


def book_of(rows: str, changes: dict[str, str] | None = None) -> bytes:
    """Return a workbook whose sheet has these rows."""
    strings = parts()["xl/sharedStrings.xml"].replace("</sst>", "<si><t></t></si></sst>")
    return workbook({SHEET: sheet(rows), "xl/sharedStrings.xml": strings, **(changes or {})})


def styled(codes: tuple[str, ...], numbers: tuple[int, ...] = ()) -> str:
    """Return a styles part with a cell style for each format code, then for each built-in format."""
    escaped = (code.replace("&", "&amp;").replace('"', "&quot;").replace(">", "&gt;") for code in codes)
    formats = "".join(
        f'<numFmt numFmtId="{200 + at}" formatCode="{code}"/>' for at, code in enumerate(escaped)
    )
    styles = "".join(f'<xf numFmtId="{number}"/>' for number in (*range(200, 200 + len(codes)), *numbers))
    namespace = parts()["xl/styles.xml"].partition(" xmlns")[2].partition(">")[0]
    return (
        f"<styleSheet xmlns{namespace}><numFmts>{formats}</numFmts><cellXfs>{styles}</cellXfs></styleSheet>"
    )
