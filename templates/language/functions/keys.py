"""Rows found by what stands in a column: what is equal there, to a sheet and to a reader."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from templates.findings.errors import Sentence
from templates.language.formulas import quoted
from templates.language.functions.signatures import Code, Coder, Facts, Renderer
from templates.language.operations import Failed, filled, fold_key, sheet_fold, sheet_key, text
from templates.language.values import ExcelError, Result, fifteen
from templates.model.expression import Binary, Expression, Number, Ref, String, Unary

__all__ = [
    "ENDS",
    "KEYS",
    "Keyed",
    "equal_texts",
    "error_code",
    "keyed_code",
    "not_of_one_list",
    "number_operand",
    "rows_of",
    "wanted_code",
    "wanted_literals",
]

ENDS = ("", "。", " ", "\u3000")
"""What a sheet sees behind a text that is the same."""


@dataclass(frozen=True, slots=True)
class Keyed:
    """The rows of a column by what stands there, the first error in it, and how many rows there are."""

    rows: dict[Result, list[int]]
    error: ExcelError | None
    size: int


def not_of_one_list(column: Ref, other: Ref, facts: Facts) -> Sentence | None:
    """Say that two columns are not of the same rows, where they are not."""
    one, two = ((facts.list_of(ref), ref.bound, ref.where) for ref in (column, other))
    if one == two:
        return None
    first, second = (".".join(ref.names) for ref in (column, other))
    return Sentence.of("columns-of-other-rows", name=second, other=first)


def wanted_literals(column: Ref, word: str) -> tuple[str, ...]:
    """Return the texts that a sheet takes for equal to a word, or to another spelling of the same term."""
    words = [word, *(one for term in column.spellings if word in term for one in term)]
    found = {
        typed.lower(): typed
        for one in dict.fromkeys(words)
        for typed in (*(sheet_fold(one) + end for end in ENDS), one)
    }
    return tuple(found.values())


def equal_texts(
    sheet: Renderer, cells: str, value: Expression, words: Sequence[str] | None, *, single: bool
) -> str:
    """Return the formula that tells of each of some cells whether it holds a text, or one of some `words`.

    Not all programs strip a range; so the text is looked for with what may stand behind it. Of a range, each
    cell is compared with all of these in a row, which MMULT makes one again.
    """
    if words is not None:  # no cell equals two of them
        return "(" + "+".join(f'({cells}&""={quoted(word)})' for word in words) + ")"
    word, typed = sheet.compared(value), sheet.formula(value)
    if word is None:  # a number or a text, as it may be
        return f'({cells}&""={typed}&"")'
    ends = "{" + ",".join(map(quoted, ENDS)) + "}"
    alike = f'0+({cells}&""={word}&{ends})'
    found = f"SUMPRODUCT({alike})" if single else f"MMULT({alike},{{{';'.join('1' for _ in ENDS)}}})"
    return f'({found}+({cells}&""={typed}&"")>0)'


def number_operand(sheet: Renderer, value: Expression) -> str:
    """Return the formula of a number behind the sign of a comparison."""
    written = sheet.formula(value)
    return f"({written})" if isinstance(value, Binary | Unary) else written


def keyed_texts(leaves: Sequence[Result]) -> Keyed:
    """Return the rows of a column by its texts in small letters, a number counting as its text."""
    return _keyed(leaves, lambda held: text(held).lower())


def keyed_folded(leaves: Sequence[Result]) -> Keyed:
    """Return the rows by texts as a reader compares them."""
    return _keyed(leaves, lambda held: fold_key(text(held)).lower())


def keyed_numbers(leaves: Sequence[Result]) -> Keyed:
    """Return the rows of a column by its numbers, as numbers are compared."""
    rows: dict[Result, list[int]] = {}
    error = None
    for row, held in enumerate(leaves):
        if isinstance(held, Decimal):
            rows.setdefault(fifteen(held), []).append(row)
        elif isinstance(held, ExcelError):
            error = error or held
    return Keyed(rows, error, len(leaves))


def _keyed(leaves: Sequence[Result], key: Callable[[Result], str]) -> Keyed:
    rows: dict[Result, list[int]] = {}
    error = None
    for row, held in enumerate(leaves):
        if isinstance(held, ExcelError):
            error = error or held
        else:
            rows.setdefault(key(held), []).append(row)
    return Keyed(rows, error, len(leaves))


def rows_of(keyed: Keyed, wanted: Sequence[Result]) -> list[int]:
    """Return the rows that equal something that is wanted, from the top; an error in the column is raised."""
    if wanted and keyed.error is not None:
        raise Failed(keyed.error)
    found = [row for key in wanted for row in keyed.rows.get(key, ())]
    return found if len(wanted) == 1 else sorted(found)


def wanted_number(value: Result) -> tuple[Result, ...]:
    """Return what the number is found by that a value is; nothing where it is none."""
    return (fifteen(value),) if isinstance(value, Decimal) else ()


def wanted_texts(value: Result) -> tuple[Result, ...]:
    """Return what the texts are found by that a sheet takes for equal to a text; nothing for a blank."""
    if not filled(value):
        return ()
    word = sheet_key(value)
    return tuple(dict.fromkeys((*(word + end for end in ENDS), text(value).lower())))


def wanted_text(value: Result) -> tuple[Result, ...]:
    """Return what the same text is found by, or the text of a number; nothing for a blank."""
    return (text(value).lower(),) if filled(value) else ()


def wanted_folded(value: Result) -> tuple[Result, ...]:
    """Return what texts are found by that a reader takes for equal; nothing for a blank."""
    return (fold_key(text(value)).lower(),) if filled(value) else ()


def first_error(leaves: Sequence[Result]) -> ExcelError | None:
    """Return the first error that a column holds."""
    return next((held for held in leaves if isinstance(held, ExcelError)), None)


def error_code(coder: Coder, column: Ref) -> str:
    """Return the code of the first error of a column, made once for all that need it."""
    if coder.sound:
        return "None"
    return coder.derived("error", column, "e", f"first_error({coder.leaves((column,))})")


def keyed_code(coder: Coder, column: Ref) -> str:
    """Return the code of the rows of a column by what stands there, made once for all that need them."""
    helper = keyed_numbers if column.numeric else keyed_folded if coder.folded else keyed_texts
    name = helper.__name__
    return coder.derived(name, column, "k", f"{name}({coder.leaves((column,))})")


def wanted_code(coder: Coder, column: Ref, value: Expression) -> Code:
    """Return the code of what the rows are found by that equal a value."""
    if isinstance(value, String) and not column.numeric:
        words = wanted_literals(column, value.value)
        keys = (fold_key(word) if coder.folded else word for word in words)
        return Code(coder.constant(tuple(dict.fromkeys(key.lower() for key in keys))), "any")
    if isinstance(value, Number):
        return Code(coder.constant((fifteen(value.value),)), "any")
    code = coder.value(value)
    helper = wanted_number
    if not column.numeric:
        helper = wanted_folded if coder.folded else wanted_texts if coder.is_text(value) else wanted_text
    return Code(f"{helper.__name__}({code.text})", "any", code.fails)


KEYS: tuple[Callable[..., object], ...] = (
    first_error,
    keyed_texts,
    keyed_folded,
    keyed_numbers,
    wanted_number,
    wanted_texts,
    wanted_text,
    wanted_folded,
)
"""What the code calls that finds rows."""
