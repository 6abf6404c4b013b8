"""Numbers as people type them, in Arabic digits and in Chinese ones."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from templates.kinds.shared.clean import folded
from templates.kinds.shared.content import plain

__all__ = ["CHINESE", "Numeral", "chinese_number", "chinese_text", "read_numeral", "why_no_number"]

CHINESE = "零〇○一壹二贰貳两兩三叁參四肆五伍六陆陸七柒八捌九玖十拾百佰千仟"
"""The characters of Chinese numerals below ten thousand, in everyday and in accounting form."""

_SIMPLE = str.maketrans(
    "〇○壹贰貳两兩叁參肆伍陆陸柒捌玖拾佰仟萬億點",
    "零零一二二二二三三四五六六七八九十百千万亿点",
)
_DIGITS = "零一二三四五六七八九"
_ARABIC = str.maketrans(_DIGITS, "0123456789")
_STEPS = {"十": 10, "百": 100, "千": 1000}
_TEN_THOUSAND, _HUNDRED_MILLION = 10**4, 10**8

_PLAIN = re.compile(r"\d+\.?\d*|\.\d+")
_SCIENTIFIC = re.compile(r"(\d+(?:\.\d+)?)[eE]([+-]?\d{1,3})")
_GROUPS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_SPACED_GROUPS = re.compile(r"[1-9]\d{0,2}(?: \d{3})+(?:\.\d+)?")
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number read from a text, and the codes of what there is to say of it.

    Where no number could be read, `value` is None and the one code says why.
    """

    value: Decimal | None
    codes: tuple[str, ...] = ()


def read_numeral(text: str) -> Numeral:
    """Read a number without a unit: digits of any width, separators, a sign, Chinese numerals."""
    negative, body = _unsigned(text.strip())
    codes: list[str] = []
    if re.search(r"\d", body) and re.search("[OoＯｏ〇○]", body):
        body = re.sub("[OoＯｏ〇○]", "0", body)
        codes.append("letter-for-digit")
    if re.search("[０-９．]", body):
        codes.append("full-width-digits")
    if "，" in body:
        codes.append("full-width-separator")
    body = folded(body)
    if re.search(r"\d。\d", body):
        body = body.replace("。", ".")
        codes.append("full-width-point")
    body = re.sub(r"[ \t]+", " ", body)
    joined = re.sub(r" ?([.,]) ?", r"\1", body)
    if joined != body or _SPACED_GROUPS.fullmatch(joined):
        joined = joined.replace(" ", "") if _SPACED_GROUPS.fullmatch(joined) else joined
        codes.append("space-in-number")
    if _GROUPS.fullmatch(joined):
        joined = joined.replace(",", "")
        codes.append("thousands-separator")
    value = _value(joined, codes)
    if value is None:
        return Numeral(None, (why_no_number(joined),))
    return Numeral(plain(-value if negative else value), tuple(codes))


def _unsigned(text: str) -> tuple[bool, str]:
    """Take the sign off a number; brackets and △ are the minus of bookkeeping."""
    bracketed = re.fullmatch(r"[(（]([^()（）]+)[)）]", text)
    if bracketed:
        return True, bracketed[1]
    if folded(text[:1]) in ("-", "负", "△", "▲"):
        return True, text[1:].strip()
    return False, text[1:].strip() if folded(text[:1]) == "+" else text


def _value(text: str, codes: list[str]) -> Decimal | None:
    if _PLAIN.fullmatch(text) and text.isascii():
        return Decimal(text)
    scientific = _SCIENTIFIC.fullmatch(text)
    if scientific and text.isascii():
        codes.append("scientific-notation")
        return Decimal(text)
    value = chinese_number(text)
    if value is not None:
        codes.append("chinese-numeral")
    return value


def why_no_number(text: str) -> str:
    """Return the code of a text that is no number."""
    if re.fullmatch(rf"[{CHINESE}万萬亿億点點几数把多余廿卅]+", text):
        return "chinese-numeral-unclear"
    if re.fullmatch(r"[\d.。]+", text):
        return "two-decimal-points"
    if re.fullmatch(r"\d[\d,、·'.]*\d", text):
        return "separator-misplaced"
    if re.fullmatch(r"[\d., ]+", text):
        return "not-a-number"
    return "several-numbers" if len(_TOKEN.findall(text)) > 1 else "not-a-number"


def chinese_number(text: str) -> Decimal | None:
    """Return the number that a Chinese numeral writes, None where it is none or can be read in two ways.

    Strict on purpose: `一百二` may be 120 or 102, `一二三` is a row of digits.
    """
    whole, point, decimals = text.translate(_SIMPLE).partition("点")
    if point and not re.fullmatch(f"[{_DIGITS}]+", decimals):
        return None
    if not re.fullmatch(f"[{_DIGITS}十百千万亿]+", whole):
        return None
    number = _lenient(whole)
    if chinese_text(number).replace("一十", "十") != whole.replace("一十", "十"):
        return None
    return Decimal(f"{number}.{decimals.translate(_ARABIC)}" if point else number)


def _lenient(whole: str) -> int:
    total = section = digit = 0
    for character in whole:
        if character in _DIGITS:
            digit = _DIGITS.index(character)
        elif character in _STEPS:
            section, digit = section + (digit or 1) * _STEPS[character], 0
        elif character == "万":
            total, section, digit = total + (section + digit) * _TEN_THOUSAND, 0, 0
        else:
            total, section, digit = (total + section + digit) * _HUNDRED_MILLION, 0, 0
    return total + section + digit


def chinese_text(number: int) -> str:
    """Return the everyday Chinese numeral of a whole number from 0: 105 is `一百零五`, 12 is `十二`."""
    if number == 0:
        return "零"
    written = ""
    for size, name in ((_HUNDRED_MILLION, "亿"), (_TEN_THOUSAND, "万"), (1, "")):
        section, number = divmod(number, size)
        if section:
            gap = "零" if written and section < 1000 else ""
            section_text = chinese_text(section) if section >= _TEN_THOUSAND else _section(section)
            written += gap + section_text + name
    return written.removeprefix("一") if written.startswith("一十") else written


def _section(number: int) -> str:
    written, gap = "", False
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            written += ("零" if gap and written else "") + _DIGITS[digit] + name
        gap = not digit
    return written
