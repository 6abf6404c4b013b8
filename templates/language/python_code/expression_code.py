"""The Python code of an expression."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from templates.language.functions.signatures import Arguments, Code, ValueType, whole_number
from templates.language.functions.table import FUNCTIONS
from templates.language.operations import fold, sheet_fold
from templates.language.python_code.local_names import LocalNames
from templates.language.references import references_of
from templates.language.value_types import value_type_of
from templates.model.expression import (
    ARITHMETIC,
    Binary,
    Call,
    Expression,
    ItemNumber,
    Number,
    Ref,
    String,
    Unary,
    marks,
    walk,
)
from templates.text import Language

__all__ = ["ExpressionCoder"]

_OPERATIONS = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide", "^": "raise_power"}
_SIGNS = {"=": "==", "<>": "!="}

_KEYS = "[key(one) if one.__class__ is str else None for one in {}]"

_LONGEST = 25
"""So many operators in a row are written within one another; Python takes no 200 parentheses."""

_SMALL = 10**9
"""Whole numbers below this are compared as such."""


@dataclass(slots=True)
class ExpressionCoder:
    """Writes expressions as Python code that reads the cells under the names of `cells`.

    `a * 2 > b` becomes `compare('>', multiply(n1, C1), v2)`, where `n1` and `v2` are what the cells hold.

    With `folded`, texts are equal that differ in white space, width, quotes or a final stop alone.
    `constants` gathers the values that the code needs under names of their own.
    """

    cells: LocalNames
    language: Language = "zh"
    folded: bool = False
    constants: dict[str, Any] = field(default_factory=dict)
    numbers: frozenset[Ref] = frozenset()
    """The cells that are known to hold numbers where the code stands."""

    @property
    def sound(self) -> bool:
        """Whether the leaves of the tree of values are known to hold no error."""
        return self.cells.sound

    def type_of(self, expression: Expression) -> ValueType:
        """Return what an expression gives."""
        return value_type_of(expression)

    def value(self, expression: Expression) -> Code:
        """Return the code of one value."""
        match expression:
            case Number(value):
                small = abs(value) < _SMALL and value == int(value)
                return Code(self.constant(value), "number", whole=str(int(value)) if small else "")
            case String(value):
                return Code(repr(value), "text")
            case ItemNumber():
                return Code(self.cells.number_of_item(), "number")
            case Ref():
                name = self.leaf(expression)
                if expression in self.numbers:
                    return Code(name, "number")
                return Code(name, "any") if self.sound else Code(f"sound({name})", "any", fails=True)
            case Unary(operator, operand):
                number = self.number(operand)
                return number if operator == "+" else Code(f"negate({number.text})", "number", number.fails)
            case Binary():
                return self._chain(expression)
            case Call(name, given):
                return self._call(expression, name, given)

    def number(self, expression: Expression) -> Code:
        """Return the code of a number; a text in its cell counts 0."""
        if isinstance(expression, Ref) and expression not in self.numbers:
            name = self.leaf(expression)
            if not self.sound:
                return Code(f"number({name})", "number", fails=True)
            code = f"{name} if {name}.__class__ is D else number({name})"
            return Code(self.derived("number", expression, "n", code), "number")
        return _as_number(self.value(expression))

    def text(self, expression: Expression) -> Code:
        """Return the code of a text."""
        if isinstance(expression, Ref) and self.sound and expression not in self.numbers:
            name = self.leaf(expression)
            plain = f"{name} if {name}.__class__ is str else text({name})"
            return Code(f'("" if {name} is None else {plain})', "text")
        return _as_text(self.value(expression))

    def leaf(self, ref: Ref) -> str:
        """Return the code of what a cell holds; an error in it is the value, not raised."""
        return self.cells.leaf(ref)

    def leaves(self, arguments: Arguments) -> str:
        """Return the code of a list of what cells and columns hold, errors as values."""
        parts = []
        for one in arguments:
            assert isinstance(one, Ref), "the parser lets only fields stand here"
            if one.column and len(arguments) == 1:
                return self.cells.column(one)
            parts.append(f"*{self.cells.column(one)}" if one.column else self.leaf(one))
        return f"[{', '.join(parts)}]"

    def filled(self, expression: Expression, *, marks: bool) -> Code:
        """Return the code that is true where a value is not blank; with `marks`, nor a mark such as `/`."""
        if not isinstance(expression, Ref):
            return _filled(self.value(expression), marks=marks)
        name = self.leaf(expression)
        if not self.sound:
            return _filled(Code(name, "any", fails=True), marks=marks)
        helper = "filled_beyond_marks" if marks else "filled"
        code = f"{name} is not None and {helper}({name})"
        return Code(self.derived(helper, expression, "f", code), "truth")

    def key(self, expression: Expression) -> Code:
        """Return the code of what equal texts have in common."""
        helper = self._key_helper(expression)
        if isinstance(expression, Ref) and self.sound:
            name = self.leaf(expression)
            nothing = (
                "''" if helper == "sheet_key" else "None"
            )  # the sheet sees a text without letters in a blank
            code = f"{nothing} if {name} is None else {helper}({name})"
            return Code(self.derived("key", expression, "k", code), "any")
        value = self.value(expression)
        return Code(f"{helper}({value.text})", "any", value.fails)

    def key_of(self, text: str, tested: Expression) -> str:
        """Return the key of a text that is known beforehand, for a comparison with what is `tested`."""
        if self.folded:
            return fold(text).lower()
        return (sheet_fold(text) if self.is_text(tested) else text).lower()

    def is_text(self, expression: Expression) -> bool:
        """Return whether an expression gives a text, which is then compared as one."""
        return value_type_of(expression) == "text"

    def _key_helper(self, expression: Expression) -> str:
        """Return what gives the key of a value: as the reader compares texts, or as the sheet does."""
        if self.folded:
            return "folded_key"
        return "sheet_key" if self.is_text(expression) else "key"

    def column_keys(self, column: Expression) -> str | None:
        """Return the code of the list of keys of a column; None where they are not at hand."""
        if not isinstance(column, Ref) or not self.sound:
            return None
        name = self.cells.column(column)
        code = f"[folded_key(one) if one.__class__ is str else None for one in {name}]"
        if not self.folded:
            code = f"[text(one).lower() for one in {name}]" if self.is_text(column) else _KEYS.format(name)
        return self.derived("keys", column, "k", code)

    def passing(self) -> str:
        """Return a new name, for a value within one expression."""
        return self.cells.passing()

    def constant(self, value: object) -> str:
        """Return the name under which the code finds a value."""
        for name, known in self.constants.items():
            if type(known) is type(value) and known == value and str(known) == str(value):
                return name
        name = f"C{len(self.constants) + 1}"
        self.constants[name] = value
        return name

    def derived(self, what: str, ref: Ref, letter: str, code: str) -> str:
        """Return the name of what `code` makes of a cell or column, once for all that need it."""
        return self.cells.shared((what, ref, self.folded), self.cells.level(ref), letter, code)

    def _call(self, expression: Call, name: str, given: Arguments) -> Code:
        """Return the code of a call; what sums up columns is worked out once for all that need it."""
        function = FUNCTIONS[name]
        code = function.code(self, given)
        if not self.sound or not function.sums_up:
            return code
        refs = references_of(expression)
        if not any(ref.column for ref in refs) or any(ref in self.numbers for ref in refs):
            return code
        level = max(self.cells.level(ref) for ref in refs)
        if any(isinstance(part, ItemNumber) for part in walk(expression)):
            level = self.cells.depth
        name = self.cells.shared((expression, self.folded), level, "t", code.whole or code.text)
        return whole_number(name) if code.whole else Code(name, code.gives)

    def _chain(self, expression: Binary) -> Code:
        """Return the code of an operator whose left side may be a long row of operators."""
        row: list[Binary] = []
        left: Expression = expression
        while isinstance(left, Binary):
            row.append(left)
            left = left.left
        code = self._start(left, row[-1])
        if len(row) <= _LONGEST:
            for node in reversed(row):
                code = self._operation(node, code)
            return code
        steps, fails, gives = [], code.fails, code.gives
        for node in reversed(row):
            step = self._operation(node, Code("x", gives))
            steps.append(f"lambda x: {step.text}")
            fails, gives = fails or step.fails, step.gives
        return Code(f"chained({code.text}, ({', '.join(steps)},))", gives, fails)

    def _start(self, left: Expression, node: Binary) -> Code:
        return self.number(left) if node.operator in ARITHMETIC else self.value(left)

    def _operation(self, node: Binary, left: Code) -> Code:
        if node.operator in ARITHMETIC:
            a, b = _as_number(left), self.number(node.right)
            return Code(f"{_OPERATIONS[node.operator]}({a.text}, {b.text})", "number", fails=True)
        if node.operator == "&":
            b = self.value(node.right)
            return Code(f"join({left.text}, {b.text})", "text", left.fails or b.fails)
        return self._compared(node.operator, (node.left, left), node.right)

    def _compared(self, operator: str, left: tuple[Expression, Code], right: Expression) -> Code:
        if operator in _SIGNS and String("") in (left[0], right):
            tested, code = (right, None) if left[0] == String("") else left
            return self._is_blank(operator, tested, code)
        if operator in _SIGNS and isinstance(right, String):
            return self._equals(operator, *left, right.value)
        if operator in _SIGNS and isinstance(left[0], String):
            return self._equals(operator, right, None, left[0].value)
        a, b = left[1], self.value(right)
        fails = a.fails or b.fails
        if a.whole and b.whole:
            return Code(f"({a.whole} {_SIGNS.get(operator, operator)} {b.whole})", "truth", fails)
        if a.gives == b.gives == "number":
            return Code(self._numbers_compared(operator, a.text, b.text), "truth", fails)
        helper = "compare_folded" if self.folded else "compare"
        if helper == "compare" and operator in _SIGNS and self.is_text(left[0]) and self.is_text(right):
            helper = "compare_alike"
        return Code(f"{helper}({operator!r}, {a.text}, {b.text})", "truth", fails)

    def _numbers_compared(self, operator: str, *operands: str) -> str:
        """Return the code that compares numbers by their first 15 digits, which it rarely has to look at."""
        sign = _SIGNS.get(operator, operator)
        word = "or" if operator in ("=", "<=", ">=") else "and"
        names = [code if code.isidentifier() else self.cells.passing() for code in operands]
        a, b = (
            code if code == name else f"({name} := {code})"
            for code, name in zip(operands, names, strict=True)
        )
        return f"({a} {sign} {b} {word} fifteen({names[0]}) {sign} fifteen({names[1]}))"

    def _is_blank(self, operator: str, tested: Expression, code: Code | None) -> Code:
        """Return the code of the test for a blank; `code` is that of what is tested, where there is one."""
        if code is None or isinstance(tested, Ref):
            found = self.filled(tested, marks=marks(tested))
        else:
            found = _filled(code, marks=False)
        return found if operator == "<>" else Code(f"(not {found.text})", "truth", found.fails)

    def _equals(self, operator: str, tested: Expression, code: Code | None, text: str) -> Code:
        """Return the code of a comparison with a text that is known, which looks at its key alone."""
        if code is None or isinstance(tested, Ref):
            key = self.key(tested)
        else:
            key = Code(f"{self._key_helper(tested)}({code.text})", "any", code.fails)
        return Code(f"({key.text} {_SIGNS[operator]} {self.key_of(text, tested)!r})", "truth", key.fails)


def _as_number(code: Code) -> Code:
    return code if code.gives == "number" else Code(f"number({code.text})", "number", code.fails)


def _as_text(code: Code) -> Code:
    return code if code.gives == "text" else Code(f"text({code.text})", "text", code.fails)


def _filled(code: Code, *, marks: bool) -> Code:
    return Code(f"{'filled_beyond_marks' if marks else 'filled'}({code.text})", "truth", code.fails)
