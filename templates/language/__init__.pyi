from .errors import ExpressionError
from .evaluate import evaluate
from .formulas import address, quoted, sheet_prefix
from .functions import FUNCTIONS
from .parser import parse
from .render import render
from .resolve import resolve
from .rules import (
    blank_tested,
    evaluate_computed,
    guards_of,
    judge,
    references,
    render_computed,
    render_rule,
    render_text,
    slot_text,
)
from .signatures import Function
from .sorts import sort_of
from .values import ExcelError, Result, is_blank

__all__ = [
    "FUNCTIONS",
    "ExcelError",
    "ExpressionError",
    "Function",
    "Result",
    "address",
    "blank_tested",
    "evaluate",
    "evaluate_computed",
    "guards_of",
    "is_blank",
    "judge",
    "parse",
    "quoted",
    "references",
    "render",
    "render_computed",
    "render_rule",
    "render_text",
    "resolve",
    "sheet_prefix",
    "slot_text",
    "sort_of",
]
