"""What a form does with expressions: computed cells, rules, and the sentences of rules in the sheet."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from templates.language.errors import ExpressionError
from templates.language.evaluate import evaluate
from templates.language.formulas import call, quoted
from templates.language.functions import FUNCTIONS
from templates.language.render import Rendering
from templates.language.sorts import sort_of
from templates.language.values import ExcelError, rounded, text_of
from templates.model.expression import Binary, Call, Expression, ItemNumber, Number, Ref, String, Unary, walk
from templates.model.rule import Rule
from templates.path import Indices, Names, Tree
from templates.text import Language, Text

__all__ = [
    "blank_tested",
    "evaluate_computed",
    "guards_of",
    "judge",
    "references",
    "render_computed",
    "render_rule",
    "render_text",
    "slot_text",
]

_SLOT = re.compile(r"\{([^{}]+)\}")
_SHOWN_DECIMALS = Decimal(6)


def references(expression: Expression) -> tuple[Ref, ...]:
    """Return the references of an expression, each once, in the order they stand."""
    return tuple(dict.fromkeys(part for part in walk(expression) if isinstance(part, Ref)))


def blank_tested(expression: Expression) -> frozenset[Ref]:
    """Return the references that an expression tests for being blank, or for being numbers.

    Those are the fields in `x = ""`, `x <> ""`, COUNT, COUNTA, ISNUMBER and MISSING.
    """
    return frozenset(ref for tested in _tests(expression) for ref in references(tested))


def _tests(expression: Expression) -> Iterator[Expression]:
    for part in walk(expression):
        match part:
            case Binary("=" | "<>", left, right) if String("") in (left, right):
                yield part
            case Call(name, given) if FUNCTIONS[name].tests_blank:
                yield from given
            case _:
                pass


def render_computed(
    expression: Expression,
    addresses: Tree,
    indices: Indices,
    language: Language = "zh",
    *,
    sheet: int = 0,
    sheet_names: Sequence[str] = (),
) -> str:
    """Return the formula of a computed cell: blank when no number goes in, blank instead of an error."""
    rendering = Rendering(addresses, indices, language, sheet, sheet_names)
    formula = rendering.formula(expression)
    areas = [area for ref in _counted(expression) for area in rendering.areas(ref)]
    if areas:
        count = call("COUNT", list(dict.fromkeys(areas)))
        formula = f'IF({count}=0,"",{formula})'
    return f'IFERROR({formula},"")'


def evaluate_computed(expression: Expression, values: Tree, indices: Indices) -> Decimal | None:
    """Return the number of a computed cell, or `None` where it is blank (the text "" in a sheet)."""
    counted = _counted(expression)
    if counted and not evaluate(Call("COUNT", counted), values, indices):
        return None
    result = evaluate(expression, values, indices)
    if result is None:
        return Decimal(0)  # a formula that gives an empty cell shows 0
    return result if isinstance(result, Decimal) else None


def _counted(expression: Expression) -> tuple[Expression, ...]:
    """Return the references to numbers: a formula over texts alone is worked out in any case."""
    return tuple(ref for ref in references(expression) if ref.numeric)


def render_rule(
    rule: Rule,
    addresses: Tree,
    indices: Indices,
    language: Language = "zh",
    *,
    sheet: int = 0,
    sheet_names: Sequence[str] = (),
) -> str:
    """Return a formula that is TRUE where the rule is broken, FALSE where it holds or is not judged."""
    rendering = Rendering(addresses, indices, language, sheet, sheet_names)
    guards = [rendering.formula(_filled(guard)) for guard in rule.guards]
    broken = call("AND", [*guards, f"NOT({rendering.formula(rule.ensure)})"])
    return f"IFERROR({broken},FALSE)"


def judge(rule: Rule, values: Tree, indices: Indices, *, folded: bool = False) -> bool:
    """Tell whether a rule is broken; an error, or a guard that is not filled, is no breach.

    The reader compares texts `folded`, as `evaluate` has it; the sheet cannot.
    """
    if not all(evaluate(_filled(guard), values, indices) is True for guard in rule.guards):
        return False
    return evaluate(rule.ensure, values, indices, folded=folded) is False


def _filled(guard: Expression) -> Expression:
    match sort_of(guard):
        case "truth":
            return guard
        case "number":
            return Call("ISNUMBER", (guard,))
        case _:
            return Binary("<>", guard, String(""))


def guards_of(
    ensure: Expression,
    formula_of: Callable[[Names], Expression | None] = lambda names: None,
    required: Callable[[Names], bool] = lambda names: False,
) -> tuple[Expression, ...]:
    """Return what must be filled before a rule can be judged, where its author has not said so.

    That is every single field in `ensure` (and every cell picked by INDEX) that it does not itself test for
    being blank. Behind a computed field stand, further, the required inputs it is computed from.
    """
    tested = frozenset(_tests_of_cells(ensure))
    found: dict[Expression, None] = {}
    for part in _cells(ensure):
        if part not in tested:
            found[part] = None
            if isinstance(part, Ref):
                found |= dict.fromkeys(_inputs(part, formula_of, required, frozenset()))
    return tuple(found)


def _cells(expression: Expression) -> Iterator[Expression]:
    """Yield the single cells that an expression names; a cell picked by INDEX is the call."""
    match expression:
        case Ref(column=False) | Call("INDEX"):
            yield expression
        case Unary(_, operand):
            yield from _cells(operand)
        case Binary(_, left, right):
            yield from (*_cells(left), *_cells(right))
        case Call(_, given):
            for one in given:
                yield from _cells(one)
        case Number() | String() | ItemNumber() | Ref():
            pass


def _tests_of_cells(expression: Expression) -> Iterable[Expression]:
    return (cell for tested in _tests(expression) for cell in _cells(tested))


def _inputs(
    ref: Ref,
    formula_of: Callable[[Names], Expression | None],
    required: Callable[[Names], bool],
    seen: frozenset[Names],
) -> Iterator[Ref]:
    formula = formula_of(ref.names)
    if formula is None or ref.names in seen:
        return
    for behind in references(formula):
        if behind.column:
            continue
        if required(behind.names):
            yield behind
        yield from _inputs(behind, formula_of, required, seen | {ref.names})


def render_text(
    template: str,
    slots: Mapping[str, Expression | Text],
    addresses: Tree,
    indices: Indices,
    language: Language,
    *,
    sheet: int = 0,
    sheet_names: Sequence[str] = (),
) -> str:
    """Return the formula of a sentence: its words and what fills its `{slots}`, joined by `&`.

    Numbers are shown with at most six decimals. Raises `ExpressionError` for a slot that is not in `slots`.
    """
    rendering = Rendering(addresses, indices, language, sheet, sheet_names)
    pieces: list[str] = []
    words = ""
    for place, piece in enumerate(_SLOT.split(template)):
        if place % 2 == 0:
            words += piece
            continue
        slot = _slot(piece, slots)
        if isinstance(slot, Text):
            words += slot.say(language)
        elif isinstance(slot, String):
            words += slot.value
        else:
            pieces += [*([quoted(words)] if words else []), _render_slot(slot, rendering)]
            words = ""
    if words or len(pieces) < 2:
        pieces.append(quoted(words))
    return "&".join(pieces)


def _slot(name: str, slots: Mapping[str, Expression | Text]) -> Expression | Text:
    if name not in slots:
        raise ExpressionError(f"Nothing fills '{{{name}}}'.", "Give the rule a slot of that name.")
    return slots[name]


def _render_slot(slot: Expression, rendering: Rendering) -> str:
    written = rendering.formula(slot)
    match slot:
        case Number() | ItemNumber():
            return written if not written.startswith("-") else f"({written})"
        case _ if sort_of(slot) == "truth":
            raise ExpressionError("A condition stands in a sentence.", 'Write IF(condition, "...", "...").')
        case _ if sort_of(slot) == "text":
            return written if not isinstance(slot, Binary) else f"({written})"
        case _:
            return f"IF(ISNUMBER({written}),ROUND({written},6),{written})"


def slot_text(slot: Expression | Text, values: Tree, indices: Indices, *, folded: bool = False) -> Text:
    """Return the words that fill a slot of a sentence: the same as `render_text` has the sheet show.

    With `folded`, the slot counts as equal what `judge` then does.
    """
    if isinstance(slot, Text):
        return slot
    return Text(*(_said(slot, values, indices, language, folded) for language in ("zh", "en")))


def _said(slot: Expression, values: Tree, indices: Indices, language: Language, folded: bool) -> str:
    result = evaluate(slot, values, indices, language, folded=folded)
    if isinstance(result, Decimal):
        result = rounded(result, _SHOWN_DECIMALS)
    said = text_of(result)
    return said.code if isinstance(said, ExcelError) else said
