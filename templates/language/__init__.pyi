from .computed_cells import evaluate_computed, render_computed
from .errors import ExpressionError
from .evaluation import evaluate, evaluator
from .formulas import address, blank, quoted, sheet_prefix
from .functions.signatures import Function
from .functions.table import FUNCTIONS
from .operations import filled_beyond_marks
from .parsing.parser import parse
from .references import blank_tested, references_of, resolve
from .rendering import render
from .rule_checks import guards_of, judge, render_rule
from .sentences import render_text, slot_function, slot_text
from .value_types import value_type_of
from .values import ExcelError, Result, is_blank

__all__ = [
    "FUNCTIONS",
    "ExcelError",
    "ExpressionError",
    "Function",
    "Result",
    "address",
    "blank",
    "blank_tested",
    "evaluate",
    "evaluate_computed",
    "evaluator",
    "filled_beyond_marks",
    "guards_of",
    "is_blank",
    "judge",
    "parse",
    "quoted",
    "references_of",
    "render",
    "render_computed",
    "render_rule",
    "render_text",
    "resolve",
    "sheet_prefix",
    "slot_function",
    "slot_text",
    "value_type_of",
]
