"""Two hundred texts that are out to be a formula, a link, markup, or the end of the file."""

from __future__ import annotations

from templates.kinds.shared.clean import cleaned

__all__ = ["HOSTILE", "REFUSED", "TEXTS"]

_FORMULAS = (
    *("=1+1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://example.org","点")', "=A1", "==1", "= 1+1"),
    *("\t=1+1", "{=1+1}", "{=SUM(A1:A9)}", "+1", "+8613800138000", "+86 138 0013 8000", "+A1"),
    *("-1", "-1+1", "-A1", "--1", "@SUM(A1)", "@x", "@", "=", "+", "-", "＝1+1", "＋1", "－1"),
    *("＠x", "|calc", "!A1", "%0A=1+1", "'=1+1", "''", '=DDE("cmd";"/C calc";"!")'),
    *('=IMPORTXML("http://example.org","//a")', "=WEBSERVICE(A1)", "=#REF!", "=_xlfn.FOO()"),
    *("=1/0", ";=1+1", ",=1+1", '"=1+1', '"",=1+1', "\n=1+1", " =1+1", "\u3000=1+1", "\u00a0=1+1"),
)
_LINKS = (
    *("http://example.org", "https://example.org/a?b=c&d=e#f", "ftp://example.org"),
    *("mailto:a@example.org", "internal:Sheet1!A1", "external:c:\\a.xlsx", "file:///etc/passwd"),
    *("\\\\server\\share\\a.xlsx", "www.example.org", "javascript:alert(1)"),
    *("data:text/html,<b>x</b>", "a@example.org", "#Sheet1!A1", "[a](http://example.org)"),
)
_MARKUP = (
    *("<", ">", "&", '"', "'", "<>&\"'", "&amp;", "&lt;", "&#0;", "&#x41;", "&nbsp;", "&unknown;"),
    *("&", "&&", "&;", "]]>", "<![CDATA[x]]>", "<!-- x -->", '<?xml version="1.0"?>'),
    *("</t></is></c>", "</v></c></row>", "<t>x</t>", "<r><t>x</t></r>", "<r>", "</r>"),
    *("<si><t>x</t></si>", '<!DOCTYPE x [<!ENTITY y "z">]>', "<b>x</b>", "<br/>", "<f>1+1</f>"),
    *('<c r="A1"/>', "<script>alert(1)</script>", "${x}", "{{x}}", "{x}", "{0}", "%s", "%(x)s"),
    *("\\n",),
)
_ESCAPES = (
    *("_x0041_", "_x005F_", "_x005F_x0041_", "_x005F_x005F_x0041_", "__x0041__", "_x0041_x0041_"),
    *("_x0000_", "_x000D_", "_x000d_x", "_x000A_x", "_xD800_", "_xFFFF_", "_X0041_", "_x41_"),
    *("_x0041", "x0041_", "_x_", "_xGGGG_", "_x005f_x0041_", "_x0009_x", "_x0020_", "_x003D_1+1"),
    *("_x003C_b_x003E_", "\\u0041", "\\x41", "%41", "&#65;"),
)
_SPACES = (
    *(" a", "a ", "  a  b  ", "\ta\tb\t", "a\nb", "a\rb", "a\r\nb", "\r\n", "a\n\n\nb", "a\u2028b"),
    *("a\u2029b", "a\x85b", "\u3000a\u3000", "\u00a0a\u00a0", "\u200ba\u200bb", "\ufeffa"),
    *("a\ufeff", "\u2003a", "a\u00adb", "\u180ea", "\u2060a"),
)
_SIGNS = (
    *("\u202eabc", "a\u202e\u202db", "\u2066a\u2069", "\u200fa\u200e", "שלום", "مرحبا", "e\u0301"),
    *("é", "Å\u030a", "ﬁ", "😀", "👨\u200d👩\u200d👧", "🇨🇳", "𠮷野家", "𝒳", "\U0010fffd", "\ue000"),
    *("\ufffd", "①②③", "㎡", "％‰", "ＡＢＣ", "ｱｲｳ", "İı", "ß", "ΐ", "ǅ", "“引号”", "‘引号’"),
    *("「引号」", "《书名》", "……", "——x", "·", "﹏", "〇", "零", "壹佰"),
)
_VALUES = (
    *("TRUE", "FALSE", "true", "1", "007", "1E5", "0x1F", "1,000", "1.0", "１２３", "½"),
    *("2020-01-02", "1/2", "12:30", "#DIV/0!", "#N/A", "#NAME?", "#REF!", "NULL", "None", "nan"),
    *("inf", "-0", "1e999", "()", "[]", "{}", "*", "?", "~*", "a*b?c", "../../a", "..\\a", "CON"),
    *("a:b", "a/b", "a|b", "DROP TABLE x;--", "'; --", "$(x)", "`x`", "%x%"),
)
_LONG = (
    *("长" * 1_000, "x" * 32_767, "长" * 32_767, "😀" * 16_383, "&" * 32_767, "_x0041_" * 4_681),
    "a\n" * 16_383,
)

REFUSED = (
    *("\x00", "a\x00b", "\x01", "\x08", "\x0b", "\x0c", "\x1f", "\x1b[31m", "\ud800", "a\udfff"),
    *("\udc00\ud800", "\ufffe", "\uffff", "x" * 32_768, "😀" * 16_384, "=\x00"),
)
"""What no cell can hold: characters that XML cannot hold, halves of characters, texts of too many."""

TEXTS = tuple(dict.fromkeys((*_FORMULAS, *_LINKS, *_MARKUP, *_ESCAPES, *_SPACES, *_SIGNS, *_VALUES, *_LONG)))
"""What a cell can hold, each once."""

HOSTILE = (*TEXTS, *REFUSED)

assert len(HOSTILE) >= 200
assert sum(cleaned(text) != "" for text in TEXTS) >= 200
