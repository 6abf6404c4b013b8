"""Functions that only a reader can work out: the parts of an indicator target, texts that mean the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from templates.language.errors import ExpressionError
from templates.language.functions.arguments import any_fails
from templates.language.functions.signatures import (
    Arguments,
    Code,
    Coder,
    Function,
    Renderer,
    Takes,
    ValueType,
)
from templates.language.operations import fold, text
from templates.language.values import ExcelError, Result, is_blank

__all__ = ["LISTED", "SAMETEXT", "TARGETKIND", "TARGETNUMBER", "TARGETOPERATOR", "TARGETUNIT"]

_KEPT = 4096
"""So many targets are kept, taken apart: several rules ask for parts of the same one."""


@lru_cache(maxsize=_KEPT)
def _parts(words: str) -> Mapping[str, Result]:
    """Return the parts of a target by their names; a blank has none."""
    from templates.kinds.typed.targets import parse_target  # only a reader needs it

    if is_blank(words):
        return {}
    target = parse_target(words)
    return {
        "number": target.number,
        "unit": target.unit,
        "operator": target.operator,
        "kind": target.kind,
    }


def target_part(part: str, value: Result) -> Result:
    """Return a part of a target, such as the `unit` of `≥95%`; None where it has none."""
    return _parts(text(value)).get(part)


def folded_text(value: Result) -> str:
    """Return the text of a value as texts are compared."""
    return fold(text(value))


def listed(value: Result, leaves: Sequence[Result]) -> bool:
    """Tell whether a column holds a text; a blank text is in no column, and an error is no text."""
    wanted = folded_text(value)
    return wanted != "" and any(
        wanted == folded_text(held) for held in leaves if not isinstance(held, ExcelError)
    )


def _part(name: str) -> Callable[[Coder, Arguments], Code]:
    def code(coder: Coder, given: Arguments) -> Code:
        value = coder.value(given[0])
        return Code(f"target_part({name!r}, {value.text})", "any", value.fails)

    return code


def _sametext(coder: Coder, given: Arguments) -> Code:
    one, other = codes = [coder.value(argument) for argument in given]
    return Code(f"(folded_text({one.text}) == folded_text({other.text}))", "truth", any_fails(codes))


def _listed(coder: Coder, given: Arguments) -> Code:
    value = coder.value(given[0])
    return Code(f"listed({value.text}, {coder.leaves(given[1:])})", "truth", value.fails)


def _for_reader(
    name: str,
    takes: tuple[Takes, ...],
    gives: ValueType,
    code: Callable[[Coder, Arguments], Code],
    helper: Callable[..., object],
) -> Function:
    def refused(sheet: Renderer, given: Arguments) -> str:
        raise ExpressionError("function-of-the-reader", name=name)

    return Function(name, takes, gives, refused, code, len(takes), len(takes), (helper,), reader_only=True)


TARGETNUMBER = _for_reader("TARGETNUMBER", (Takes.VALUE,), "number", _part("number"), target_part)
TARGETUNIT = _for_reader("TARGETUNIT", (Takes.VALUE,), "text", _part("unit"), target_part)
TARGETOPERATOR = _for_reader("TARGETOPERATOR", (Takes.VALUE,), "text", _part("operator"), target_part)
TARGETKIND = _for_reader("TARGETKIND", (Takes.VALUE,), "text", _part("kind"), target_part)
SAMETEXT = _for_reader("SAMETEXT", (Takes.VALUE, Takes.VALUE), "truth", _sametext, folded_text)
LISTED = _for_reader("LISTED", (Takes.VALUE, Takes.COLUMN), "truth", _listed, listed)
