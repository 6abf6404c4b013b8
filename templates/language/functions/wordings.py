"""Functions of what people write, which only a reader can work out: words, figures, numbered entries."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import cache, lru_cache

from templates.language.functions.arguments import any_fails
from templates.language.functions.for_reader import argument_code, calling, for_reader
from templates.language.functions.signatures import Arguments, Code, Coder, Takes, ValueType
from templates.language.operations import fold, text
from templates.language.values import ExcelError, Result

__all__ = ["AGREES", "BESIDE", "CONTAINS", "ENDSIN", "FIGURES", "ITEMS", "LISTED", "SAMETEXT", "UNMEASURED"]

_KEPT = 4096
_ENTRY = re.compile(
    r"(?:^|[\n;；。])\s*(?:\d{1,2}\s*(?:、|[.．](?!\d)|[)）])|[（(](?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）]"
    r"|[一二三四五六七八九十]{1,3}、|[①-⑳])"
)
_NO_FIGURES = frozenset({"年", "月", "日", "期", "号"})
"""Units behind which a number is a date or a name."""

_SEPARATOR = "、"
_WORDS = frozenset((str, type(None)))
"""The types of what stands in a column of words alone."""


def folded_text(value: Result) -> str:
    """Return the text of a value as texts are compared."""
    if value.__class__ is str:
        return fold(value)
    return fold(text(value))


def listed(value: Result, leaves: Sequence[Result]) -> bool:
    """Tell whether a column holds a text; a blank text is in no column, and an error is no text."""
    wanted = folded_text(value)
    return wanted != "" and any(wanted == held for held in _folded(leaves))


def _folded(leaves: Sequence[Result]) -> Iterator[str]:
    """Yield the texts of a column as texts are compared; an error is blank."""
    return ("" if isinstance(held, ExcelError) else folded_text(held) for held in leaves)


def contains(value: Result, *words: str) -> bool:
    """Tell whether a text holds one of some words."""
    typed = folded_text(value)
    for word in _folded_words(words):  # noqa: SIM110 - `any` takes twice the time
        if word in typed:
            return True
    return False


def ends_in(value: Result, *words: str) -> bool:
    """Tell whether a text ends in one of some words."""
    return folded_text(value).endswith(_folded_words(words))


@lru_cache
def _folded_words(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(fold, words))


def keys_of(leaves: Sequence[Result]) -> list[str | None]:
    """Return what the texts of a column are looked up by; what is no text has None."""
    return [folded_text(held).lower() if isinstance(held, str) else None for held in leaves]


def beside(keys: Sequence[Result], key: Result, leaves: Sequence[Result]) -> Result:
    """Return the first value that stands beside a text, in two columns of the same rows, or None."""
    return next((held for held in _rows_of(keys, key, leaves) if folded_text(held)), None)


def _rows_of(keys: Sequence[Result], key: Result, leaves: Sequence[Result]) -> Sequence[Result]:
    """Return what stands in a column beside a text; `keys` is what `keys_of` gives of the texts."""
    wanted = folded_text(key).lower() if isinstance(key, str) else ""
    found = []
    row = -1
    for _ in range(keys.count(wanted) if wanted else 0):  # nearly all are found once or never
        row = keys.index(wanted, row + 1)
        if not isinstance(leaves[row], ExcelError):
            found.append(leaves[row])
    return found


def agrees(keys: Sequence[Result], key: Result, leaves: Sequence[Result], value: Result) -> bool:
    """Tell whether the same stands beside a text wherever it is in a column; what is blank says nothing."""
    return all(
        held is value or folded_text(held) in ("", folded_text(value)) for held in _rows_of(keys, key, leaves)
    )


def count_items(value: Result) -> int:
    """Return how many entries of a text are numbered: `1.`, `2、`, `（三）`, `四、`, `⑤`."""
    return len(_ENTRY.findall(text(value)))


def count_figures(value: Result) -> int:
    """Return how many numbers with a unit stand in a text; those of years and dates are none."""
    return len(_figures(text(value)))


def unmeasured(value: Result, *columns: Sequence[Result]) -> str:
    """Return the figures of a text that no target of some columns has, in a row; a blank text has none."""
    figures = _figures(text(value))
    if not figures:
        return ""
    measured = frozenset[tuple[Decimal, str]]().union(*map(_measured, columns))
    missing = [written for written, size, group in figures if (size, group) not in measured]
    return _SEPARATOR.join(dict.fromkeys(missing))


def _measured(leaves: Sequence[Result]) -> frozenset[tuple[Decimal, str]]:
    """Return the figures of a column, of which each rule that asks for them asks for the same."""
    if _WORDS.issuperset(map(type, leaves)):
        return _measured_in_words(tuple(leaves))
    return _measured_in_words.__wrapped__(tuple(leaves))  # 1 and TRUE are alike, but their texts are not


@lru_cache(maxsize=64)
def _measured_in_words(leaves: tuple[Result, ...]) -> frozenset[tuple[Decimal, str]]:
    return frozenset(
        (size, group)
        for held in leaves
        if held is not None and not isinstance(held, ExcelError)
        for _, size, group in _figures(text(held))
    )


@lru_cache(maxsize=_KEPT)
def _figures(words: str) -> tuple[tuple[str, Decimal, str], ...]:
    """Return the figures of a text: as it is written, its size and the group of its unit."""
    if not any(map(str.isdigit, words)):
        return ()
    from templates.kinds.shared.clean import folded
    from templates.kinds.typed.units import target_unit  # only a reader needs them

    found = []
    for match in _figure().finditer(folded(words)):
        unit = target_unit(match[2])
        if unit is not None and match[2] not in _NO_FIGURES:
            found.append((match[0], Decimal(match[1].replace(",", "")) * unit.factor, unit.group))
    return tuple(found)


@cache
def _figure() -> re.Pattern[str]:
    from templates.kinds.typed.units import TARGET_UNITS

    words = "|".join(sorted(map(re.escape, TARGET_UNITS), key=len, reverse=True))
    number = r"(?<![\d.,A-Za-z])(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    return re.compile(rf"{number}\s*((?:百万|千万|[千万亿])?(?:{words}))(?![A-Za-z])")


def _sametext(coder: Coder, given: Arguments) -> Code:
    one, other = (coder.value(argument) for argument in given)
    return Code(f"(folded_text({one.text}) == folded_text({other.text}))", "truth", one.fails or other.fails)


def _looked_up(helper: Callable[..., object], gives: ValueType) -> Callable[[Coder, Arguments], Code]:
    """Return what writes a call of `helper` with the keys of a column and the other arguments."""

    def code(coder: Coder, given: Arguments) -> Code:
        column, *others = given
        keys = coder.column_keys(column) if coder.folded else None
        written = [argument_code(coder, one) for one in others]
        arguments = (keys or f"keys_of({coder.leaves((column,))})", *(one.text for one in written))
        return Code(f"{helper.__name__}({', '.join(arguments)})", gives, any_fails(written))

    return code


def _items(coder: Coder, given: Arguments) -> Code:
    value = coder.value(given[0])
    return Code(f"D(count_items({value.text}))", "number", value.fails)


def _figures_code(coder: Coder, given: Arguments) -> Code:
    value = coder.value(given[0])
    return Code(f"D(count_figures({value.text}))", "number", value.fails)


_COLUMN = Takes.COLUMN

SAMETEXT = for_reader("SAMETEXT", (Takes.VALUE, Takes.VALUE), "truth", _sametext, folded_text)
LISTED = for_reader("LISTED", (Takes.VALUE, _COLUMN), "truth", calling(listed, "truth"), listed)
CONTAINS = for_reader(
    "CONTAINS", (Takes.VALUE, Takes.LITERAL), "truth", calling(contains, "truth"), contains, open_ended=True
)
ENDSIN = for_reader(
    "ENDSIN", (Takes.VALUE, Takes.LITERAL), "truth", calling(ends_in, "truth"), ends_in, open_ended=True
)
BESIDE = for_reader(
    "BESIDE", (_COLUMN, Takes.VALUE, _COLUMN), "any", _looked_up(beside, "any"), beside, keys_of
)
AGREES = for_reader(
    "AGREES",
    (_COLUMN, Takes.VALUE, _COLUMN, Takes.VALUE),
    "truth",
    _looked_up(agrees, "truth"),
    agrees,
    keys_of,
)
ITEMS = for_reader("ITEMS", (Takes.VALUE,), "number", _items, count_items)
FIGURES = for_reader("FIGURES", (Takes.VALUE,), "number", _figures_code, count_figures)
UNMEASURED = for_reader(
    "UNMEASURED", (Takes.VALUE, _COLUMN), "text", calling(unmeasured, "text"), unmeasured, open_ended=True
)
