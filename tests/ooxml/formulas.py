"""Formulas as they stand in a file: without `=`, function names in English, arguments between commas.

Whole columns are only known with their dollar signs, `$A:$B`, as a bare `A` would be a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from tests.ooxml.areas import LAST_COLUMN, LAST_ROW, column_number
from tests.ooxml.faults import Fault
from tests.ooxml.functions import FUNCTIONS, VOLATILE
from tests.ooxml.texts import is_longer

__all__ = ["Scope", "Slip", "formula_faults"]

_LENGTH, _LITERAL_LENGTH, _DEPTH, _ARGUMENTS = 8_192, 255, 64, 255
_BETWEEN_WORDS = bytes(ord(" ") if sign in b"+-*/^&=<>,:;%){}[]" else sign for sign in range(256))
_NO_PARENTHESES = bytes(set(range(256)) - set(b"()\n"))
_QUOTED = {quote: re.compile(f"{quote}((?:[^{quote}]|{quote}{quote})*){quote}") for quote in ('"', "'")}
_NUMBER = re.compile(r"(?:\d+\.?\d*|\.\d+)(?:[Ee]\d*)?")
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d+)")
_WHOLE = re.compile(r"\$([A-Za-z]+|\d+)")

Slip = tuple[str, str]
"""The code of a fault and its sentence."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What the formulas of a workbook may name: its sheets and defined names, in lower case."""

    sheets: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


def formula_faults(part: str, formulas: Iterable[tuple[str, str]], scope: Scope) -> Iterator[Fault]:
    """Look at formulas, each given with the place where it stands.

    They are looked at together, which takes a tenth of the time; only where that finds something, one by one.
    """
    formulas = list(formulas)
    found = [(at, slip) for at, formula in formulas for slip in _outer_slips(formula)]
    if found or _has_inner_slips("\n".join(formula for _, formula in formulas), scope):
        found += [(at, slip) for at, formula in formulas for slip in _inner_slips(formula, scope)]
    for at, (code, sentence) in found:
        yield Fault(code, part, at, sentence)


def _outer_slips(formula: str) -> Iterator[Slip]:
    """Look at what only one formula at a time can be asked."""
    if not formula.strip():
        yield "formula-syntax", "The formula is empty."
    if formula.startswith("="):
        yield "formula-equals", "The formula begins with “=”, which is for people; in a file it has none."
    if is_longer(formula, _LENGTH):
        yield "formula-too-long", f"The formula has {len(formula)} characters; Excel takes {_LENGTH}."
    if formula.count('"') % 2:
        yield "formula-syntax", "A quote of the formula is not closed."
    if formula.count(",") >= _ARGUMENTS and _most_arguments(formula) > _ARGUMENTS:
        yield "formula-arguments", f"A function has more than {_ARGUMENTS} arguments."


@lru_cache(maxsize=64)
def _has_inner_slips(text: str, scope: Scope) -> bool:
    """Tell whether anything is wrong with a text of formulas, which are the same in many workbooks."""
    return any(_inner_slips(text, scope))


def _inner_slips(text: str, scope: Scope) -> Iterator[Slip]:
    """Look at what is wrong with a text of many formulas if, and only if, it is with one of them."""
    unquoted, literals = _without_quoted(text, '"')
    bare, sheets = _without_quoted(unquoted, "'")
    if any(is_longer(literal, _LITERAL_LENGTH) for literal in literals if len(literal) * 2 > _LITERAL_LENGTH):
        yield "formula-text", f"A text in the formula is longer than {_LITERAL_LENGTH} characters."
    if unquoted.count("'") % 2:
        yield "formula-syntax", "A quote of the formula is not closed."
    if "[" in bare or any("[" in sheet for sheet in sheets):
        yield "sheet-unknown", "The formula refers to another file or to a table."
    yield from _depth_slips(bare)
    for word in sorted(_words(bare).union(f"{sheet}!" for sheet in sheets)):
        slip = _word_slip(word, scope)
        if slip is not None:
            yield slip


def _without_quoted(formula: str, quote: str) -> tuple[str, list[str]]:
    """Return a formula with a space for each quoted text, and the texts; in one, a quote stands twice."""
    pieces = formula.split(quote)
    quoted = pieces[1:-1:2]
    if "" in pieces[2:-1:2]:
        quoted = [found.replace(quote * 2, quote) for found in _QUOTED[quote].findall(formula)]
    return " ".join(pieces[::2]), quoted


def _words(bare: str) -> set[str]:
    """Return the words of a formula, each once: a function with its parenthesis, a sheet with its mark."""
    if "#" in bare:
        bare = bare.replace("#DIV/0!", " ").replace("#N/A", " ")
    spaced = bare.replace("(", "( ").replace("!", "! ").encode().translate(_BETWEEN_WORDS)
    return {word.decode() for word in set(spaced.split())} - {"(", "!"}


def _depth_slips(bare: str) -> Iterator[Slip]:
    """Look at parentheses: each round takes the innermost pairs away, but none over the end of a formula."""
    left, depth = bare.encode().translate(None, _NO_PARENTHESES), 0
    while b"()" in left:
        left, depth = left.replace(b"()", b""), depth + 1
    if left.strip():
        yield "formula-syntax", "The parentheses of the formula do not match."
    if depth > _DEPTH:
        yield "formula-nesting", f"The formula has {depth} levels of parentheses; Excel takes {_DEPTH}."


def _most_arguments(formula: str) -> int:
    most, arguments = 0, [1]
    for sign in _without_quoted(formula, '"')[0]:
        if sign == "(":
            arguments.append(1)
        elif sign == ",":
            arguments[-1] += 1
            most = max(most, arguments[-1])
        elif sign == ")" and len(arguments) > 1:
            arguments.pop()
    return most


def _word_slip(word: str, scope: Scope) -> Slip | None:
    if word.endswith("("):
        return _function_slip(word[:-1])
    if word.startswith("#"):
        return ("reference-lost", "The formula refers to a cell that is gone.") if word == "#REF!" else None
    if word.endswith("!"):
        known = word[:-1].lower() in scope.sheets
        return None if known else ("sheet-unknown", f"{word} is no sheet of this workbook.")
    if _NUMBER.fullmatch(word) or word.upper() in {"TRUE", "FALSE"} or word.lower() in scope.names:
        return None
    return _address_slip(word)


def _function_slip(name: str) -> Slip | None:
    if name.upper() in VOLATILE:
        return "function-volatile", f"{name} is worked out anew at every keystroke."
    if name.upper() in FUNCTIONS:
        return None
    return "function-unknown", f"{name} is no function of Excel 2007 and 2010."


def _address_slip(word: str) -> Slip | None:
    """Look at what is no function, sheet, number or defined name, and so must be an address."""
    found, whole = _CELL.fullmatch(word), _WHOLE.fullmatch(word)
    if found is not None:
        column, row = column_number(found[1].upper()), int(found[2])
    elif whole is not None:
        column = 1 if whole[1].isdigit() else column_number(whole[1].upper())
        row = int(whole[1]) if whole[1].isdigit() else 1
    else:
        return "name-unknown", f"{word} is no function, address or defined name."
    if column <= LAST_COLUMN and 1 <= row <= LAST_ROW:
        return None
    return "reference-outside", f"{word} lies outside the sheet."
