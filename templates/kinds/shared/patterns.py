"""Patterns of texts: classes of signs and counts, written as `[A-Z]{2}[0-9]{4,8}`.

A pattern is a list of alternatives (`|`). Each is a row of signs and classes, each with a count:
`{6}`, `{4,8}` or `?`. Parts in parentheses may be left out as a whole: `[0-9]{6}(-[0-9]{4})?`. Nothing is
without end and nothing stands within a repeated part, so the longest text that fits is known, and none takes
long to look at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from templates.kinds.shared.prompts import quoted
from templates.text import Text

__all__ = ["Part", "Pattern", "PatternError", "Signs", "parse_pattern"]

_MOST_COUNT, _LONGEST, _MOST_PARTS = 100, 200, 50
_SPECIAL = frozenset("[](){}?|*+.^$\\")
_COUNT = re.compile(r"\{(\d{1,4})(?:,(\d{1,4}))?\}", re.ASCII)
_DIGITS, _LARGE, _SMALL, _HAN = ("0", "9"), ("A", "Z"), ("a", "z"), ("\u4e00", "\u9fff")

_ALL_DIGITS = frozenset({_DIGITS})
_PLURAL = re.compile(r"s\b")

_NAMES: dict[frozenset[tuple[str, str]], Text] = {
    frozenset({_DIGITS}): Text("数字", "digits"),
    frozenset({_LARGE}): Text("大写字母", "capital letters"),
    frozenset({_SMALL}): Text("小写字母", "small letters"),
    frozenset({_LARGE, _SMALL}): Text("字母", "letters"),
    frozenset({_LARGE, _DIGITS}): Text("大写字母或数字", "capital letters or digits"),
    frozenset({_SMALL, _DIGITS}): Text("小写字母或数字", "small letters or digits"),
    frozenset({_LARGE, _SMALL, _DIGITS}): Text("字母或数字", "letters or digits"),
    frozenset({_HAN}): Text("汉字", "Chinese characters"),
}
"""What people call the usual classes."""


class PatternError(ValueError):
    """A pattern cannot stand; `reason` says why, in both languages."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(english)
        self.reason = Text(chinese, english)


@dataclass(frozen=True, slots=True)
class Signs:
    """So many signs of a class, which is given by its ranges; a literal is a class of one."""

    ranges: frozenset[tuple[str, str]]
    least: int = 1
    most: int = 1

    def holds(self, sign: str) -> bool:
        """Tell whether a sign is one of the class."""
        return any(first <= sign <= last for first, last in self.ranges)

    @property
    def literal(self) -> str | None:
        """The one sign that there is to the class, if it is one."""
        first, last = next(iter(self.ranges))
        return first if len(self.ranges) == 1 and first == last else None

    @property
    def digits(self) -> bool | None:
        """Whether all of the class are digits (True), or none (False); None where some are."""
        if all(first >= "0" and last <= "9" for first, last in self.ranges):
            return True
        return None if any(self.holds(str(digit)) for digit in range(10)) else False

    @property
    def words(self) -> Text:
        """What people call it: `4到8位数字`."""
        if self.literal is not None and self.least == self.most:
            return Text(f"“{self.literal * self.least}”")
        listed = "".join(first if first == last else f"{first}-{last}" for first, last in sorted(self.ranges))
        others = (
            Text(f"“{listed}”中的字符", f"signs of “{listed}”")
            if self.literal is None
            else Text(f"“{listed}”")
        )
        name = _NAMES.get(self.ranges, others)
        english = _PLURAL.sub("", name.en) if self.most == 1 else name.en
        if self.least == self.most:
            return Text(f"{self.most}位{name.zh}", f"{self.most} {english}")
        if not self.least:
            return Text(f"至多{self.most}位{name.zh}", f"at most {self.most} {english}")
        return Text(f"{self.least}到{self.most}位{name.zh}", f"{self.least} to {self.most} {english}")


@dataclass(frozen=True, slots=True)
class Part:
    """Signs in a row, which may be left out as a whole where they are `optional`."""

    signs: tuple[Signs, ...]
    optional: bool = False

    @property
    def least(self) -> int:
        """The fewest signs that stand for it."""
        return 0 if self.optional else sum(one.least for one in self.signs)

    @property
    def most(self) -> int:
        """The most signs that stand for it."""
        return sum(one.most for one in self.signs)

    def ends(self, text: str, begins: set[int]) -> set[int]:
        """Return where the part may end in a text, if it begins at one of some places."""
        places = begins
        for signs in self.signs:
            reached: set[int] = set()
            for begin in places:
                end = begin
                while end - begin < signs.most and end < len(text) and signs.holds(text[end]):
                    end += 1
                reached |= set(range(begin + signs.least, end + 1))
            places = reached
        return places | begins if self.optional else places


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a text must look like: the source, and the alternatives as rows of parts."""

    source: str
    alternatives: tuple[tuple[Part, ...], ...]

    def fits(self, text: str) -> bool:
        """Tell whether a whole text is as the pattern says.

        All ways are followed at once, so that the time does not grow with their number.
        """
        return len(text) <= self.most and any(_fits(parts, text) for parts in self.alternatives)

    @property
    def least(self) -> int:
        """The length of the shortest text that fits."""
        return min(sum(part.least for part in parts) for parts in self.alternatives)

    @property
    def most(self) -> int:
        """The length of the longest text that fits."""
        return max(sum(part.most for part in parts) for parts in self.alternatives)

    @property
    def expression(self) -> str:
        """The same as a regular expression of JSON Schema."""
        return f"^(?:{self.source})$"  # what is special there is no literal here

    @property
    def words(self) -> Text:
        """What people say it is: `2位大写字母，接4到8位数字`."""
        found = [_words(parts) for parts in self.alternatives]
        return Text("，或".join(one.zh for one in found), ", or ".join(one.en for one in found))

    @property
    def for_sheet(self) -> str:
        """What the sheet can judge, as an expression on `self`: length, number of digits, how it begins."""
        cases = [f"AND({', '.join(_for_sheet(parts))})" for parts in self.alternatives]
        return cases[0] if len(cases) == 1 else f"OR({', '.join(cases)})"

    @property
    def is_judged_by_sheet(self) -> bool:
        """Whether that is all there is to say: where there are digits alone, in numbers without gaps."""
        parts = [part for parts in self.alternatives for part in parts]
        signs = [one for part in parts for one in part.signs]
        return not any(part.optional for part in parts) and all(one.ranges == _ALL_DIGITS for one in signs)


def _fits(parts: tuple[Part, ...], text: str) -> bool:
    places = {0}
    for part in parts:
        places = part.ends(text, places)
    return len(text) in places


def _for_sheet(parts: tuple[Part, ...]) -> Iterator[str]:
    """Yield what must hold of a text that fits some parts, as far as the sheet has functions for it."""
    least, most = sum(part.least for part in parts), sum(part.most for part in parts)
    yield from (f"LEN(self) >= {least}", f"LEN(self) <= {most}")
    always = [one for part in parts if not part.optional for one in part.signs]
    ever = [one for part in parts for one in part.signs]
    fewest = sum(one.least for one in always if one.digits is True)
    highest = sum(one.most for one in ever if one.digits is not False)
    if fewest:
        yield f"DIGITS(self) >= {fewest}"
    if all(one.digits is True for one in ever):
        yield "DIGITS(self) = LEN(self)"
    elif highest < most:
        yield f"DIGITS(self) <= {highest}"
    begins = ""
    for one in () if parts[0].optional else parts[0].signs:
        if one.literal is None or one.least != one.most:
            break
        begins += one.literal * one.least
    if begins.strip("。 "):
        yield f"LEFT(self, {len(begins)}) = {quoted(begins)}"


def _words(parts: tuple[Part, ...]) -> Text:
    chinese, english = "", ""
    for part in parts:
        words = list(_said(part.signs))
        zh, en = "，接".join(one.zh for one in words), ", then ".join(one.en for one in words)
        before = ("，", ", then ") if chinese else ("", "")
        joined = ("可再接", "optionally ") if part.optional else ("接" if chinese else "", "")
        chinese, english = chinese + before[0] + joined[0] + zh, english + before[1] + joined[1] + en
    return Text(chinese, english)


def _said(signs: tuple[Signs, ...]) -> Iterator[Text]:
    """Yield what is said of signs, literals in a row as one."""
    run = ""
    for one in signs:
        if one.literal is not None and one.least == one.most:
            run += one.literal * one.least
            continue
        if run:
            yield Text(f"“{run}”")
        run = ""
        yield one.words
    if run:
        yield Text(f"“{run}”")


@lru_cache(maxsize=256)
def parse_pattern(source: str) -> Pattern:
    """Return the pattern that a text writes down.

    >>> parse_pattern("[A-Z]{2}[0-9]{4,8}").fits("GB1234")
    True

    Raises:
        PatternError: it cannot stand.
    """
    alternatives = tuple(tuple(_parts(one)) for one in _split(source))
    pattern = Pattern(source, alternatives)
    if (
        sum(len(part.signs) for parts in alternatives for part in parts) > _MOST_PARTS
        or pattern.most > _LONGEST
    ):
        raise PatternError(
            f"最多{_MOST_PARTS}个部分、{_LONGEST}个字",
            f"at most {_MOST_PARTS} parts and {_LONGEST} characters",
        )
    if not pattern.least:
        raise PatternError("空白也符合它", "a blank would fit it")
    return pattern


def _split(source: str) -> list[str]:
    """Return the alternatives of a pattern; a sign within a class or parentheses parts none."""
    return re.split(r"\|(?![^(\[]*[\])])", source)


def _parts(source: str) -> Iterator[Part]:
    """Yield the parts of an alternative: those in parentheses, and those between."""
    at = 0
    while at < len(source):
        if source[at] == "(":
            end = source.find(")", at)
            if end < 0 or source[end + 1 : end + 2] != "?":
                raise PatternError("括号后面要有“?”：(…)?", "parentheses are followed by “?”: (…)?")
            if "(" in source[at + 1 : end]:
                raise PatternError("括号里不能再有括号", "parentheses stand in parentheses")
            yield Part(tuple(_signs(source[at + 1 : end])), optional=True)
            at = end + 2
        else:
            end = source.find("(", at)
            end = len(source) if end < 0 else end
            yield Part(tuple(_signs(source[at:end])))
            at = end


def _signs(source: str) -> Iterator[Signs]:
    """Yield the classes and literals of a row, each with its count."""
    at = 0
    if not source:
        raise PatternError("有一处是空的", "a part is empty")
    while at < len(source):
        ranges, at = _class(source, at)
        least, most = 1, 1
        if count := _COUNT.match(source, at):
            least, most, at = int(count[1]), int(count[2] or count[1]), count.end()
        elif source[at : at + 1] == "?":
            least, at = 0, at + 1
        if not least <= most <= _MOST_COUNT or not most:
            raise PatternError(
                f"个数从1到{_MOST_COUNT}，先小后大", f"counts are 1 to {_MOST_COUNT}, the least first"
            )
        yield Signs(ranges, least, most)


def _class(source: str, at: int) -> tuple[frozenset[tuple[str, str]], int]:
    """Return the ranges of the class or literal at a place, and where it ends."""
    sign = source[at]
    if sign != "[":
        if sign in _SPECIAL:
            raise PatternError(
                f"“{sign}”在这里没有意义，任意多个要写成个数，如{{1,20}}",
                f"“{sign}” means nothing here; for any number write a count such as {{1,20}}",
            )
        return frozenset({(sign, sign)}), at + 1
    end = source.find("]", at)
    inside = source[at + 1 : end]
    if end < 0 or not inside or inside[0] == "^" or set(inside) & set("[\\(|)"):
        raise PatternError("方括号里要列出字符，如[A-Z0-9]", "brackets list signs, such as [A-Z0-9]")
    ranges: set[tuple[str, str]] = set()
    while inside:
        if inside[1:2] == "-" and len(inside) > len("a-"):
            ranges.add((inside[0], inside[2]))
            if inside[0] > inside[2]:
                raise PatternError(f"“{inside[:3]}”先大后小", f"“{inside[:3]}” goes backwards")
            inside = inside[3:]
        else:
            ranges.add((inside[0], inside[0]))
            inside = inside[1:]
    return frozenset(ranges), end + 1
