"""Python functions made of expressions, each made once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from templates.language import operations
from templates.language.functions.table import FUNCTIONS
from templates.language.python_code.computed_code import computed_code
from templates.language.python_code.expression_code import ExpressionCoder
from templates.language.python_code.local_names import LocalNames
from templates.language.python_code.rule_code import broken_code
from templates.language.references import resolve
from templates.language.values import Result, fifteen
from templates.model.expression import Call, Expression, Ref, walk
from templates.path import Indices, Tree
from templates.text import LANGUAGES, Language

__all__ = ["ValueFunction", "broken_function", "computed_function", "function_of", "value_function"]

ValueFunction = Callable[[Tree, Indices], Result]
"""What works out an expression over a tree of values, at the items with some indices; it raises `Failed`."""

_HELPERS: Mapping[str, object] = {
    **{name: getattr(operations, name) for name in operations.__all__},
    **{helper.__name__: helper for function in FUNCTIONS.values() for helper in function.helpers},
    "D": Decimal,
    "fifteen": fifteen,
    "resolve": resolve,
}
"""What generated code may call, by the names it uses."""

_KEPT = 1024
"""So many functions of single expressions are kept."""


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a traceback or a debugger finds the lines of a generated function."""

    text: str

    def get_source(self, name: str) -> str:
        """Return the source, as the loader of a module does."""
        return self.text


def function_of(name: str, lines: Iterable[str], constants: Mapping[str, Any], origin: str) -> Any:
    """Return the function `name` that the lines of a source define.

    `constants` are further names that it uses; `origin` says in tracebacks what it was made of.
    """
    text = "\n".join(lines) + "\n"
    known = {
        **_HELPERS,
        **constants,
        "__name__": "templates.language.python_code",
        "__loader__": _Source(text),
    }
    exec(compile(text, f"generated: {origin}", "exec"), known)
    return known[name]


def _single(language: Language, folded: bool) -> ExpressionCoder:
    """Return what writes an expression that is looked up in a tree of whatever shape."""
    constants: dict[str, Any] = {}

    def load(ref: Ref) -> str:
        name = f"R{len(constants) + 1}"
        constants[name] = ref
        return f"resolve(tree, {name}, indices)"

    names = LocalNames(load, lambda ref: 0, 0, "indices[-1] + 1", sound=False)
    return ExpressionCoder(names, language, folded, constants)


def _finished(coder: ExpressionCoder, body: Iterable[str], origin: str) -> Any:
    lines = ["def work(tree, indices):", *(f"    {line}" for line in (*coder.cells.lines(0), *body))]
    return function_of("work", lines, coder.constants, origin)


def value_function(
    expression: Expression, language: Language = "zh", *, folded: bool = False
) -> ValueFunction:
    """Return the function that works an expression out over a tree of values; it raises `Failed`."""
    return _value_functions(expression, folded)[language]


@lru_cache(maxsize=_KEPT)
def _value_functions(expression: Expression, folded: bool) -> Mapping[Language, ValueFunction]:
    """Return the function for each language; it is the same one where the expression names no fields."""
    functions: dict[Language, ValueFunction] = {}
    calls = (part.function for part in walk(expression) if isinstance(part, Call))
    alike = not any(FUNCTIONS[name].names_fields for name in calls)
    for language in LANGUAGES:
        if alike and functions:
            functions[language] = next(iter(functions.values()))
        else:
            coder = _single(language, folded)
            body = [f"return {coder.value(expression).text}"]
            functions[language] = _finished(coder, body, "an expression")
    return functions


@lru_cache(maxsize=_KEPT)
def broken_function(
    ensure: Expression, guards: tuple[Expression, ...], folded: bool
) -> Callable[[Tree, Indices], bool]:
    """Return the function that tells whether a rule is broken at some items; it raises `Failed`."""
    coder = _single("zh", folded)
    code = broken_code(coder, ensure, guards)
    function: Callable[[Tree, Indices], bool] = _finished(coder, [f"return {code.text}"], "a rule")
    return function


@lru_cache(maxsize=_KEPT)
def computed_function(expression: Expression) -> Callable[[Tree, Indices], Decimal | str | None]:
    """Return the function that works out what a computed cell shows; it raises `Failed`."""
    coder = _single("zh", folded=False)
    code = computed_code(coder, expression)
    function: Callable[[Tree, Indices], Decimal | str | None] = _finished(
        coder, [f"return {code.text}"], "a computed cell"
    )
    return function
