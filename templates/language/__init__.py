"""The expression language of form definitions: Excel formulas with the names of fields for addresses."""

from templates.language.errors import ExpressionError
from templates.language.evaluate import evaluate
from templates.language.formulas import address, quoted
from templates.language.functions import FUNCTIONS
from templates.language.parser import parse
from templates.language.render import render
from templates.language.resolve import resolve
from templates.language.rules import (
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
from templates.language.signatures import Function
from templates.language.sorts import sort_of
from templates.language.tree import Binary, Call, Expression, ItemNumber, Number, Ref, String, Unary, walk
from templates.language.values import ExcelError, Result, is_blank

__all__ = [
    "FUNCTIONS",
    "Binary",
    "Call",
    "ExcelError",
    "Expression",
    "ExpressionError",
    "Function",
    "ItemNumber",
    "Number",
    "Ref",
    "Result",
    "String",
    "Unary",
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
    "slot_text",
    "sort_of",
    "walk",
]
