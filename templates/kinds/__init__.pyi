from .base import (
    Check,
    Choices,
    Content,
    Kind,
    Limits,
    Note,
    Outcome,
    Raw,
    RawValue,
    Term,
    Value,
)
from .presentation import Validation
from .registry import CONSTANT, EXPLANATION, KINDS, goes_into
from .shared.clean import cleaned, folded, key
from .typed.targets import Target, parse_target

__all__ = [
    "CONSTANT",
    "EXPLANATION",
    "KINDS",
    "Check",
    "Choices",
    "Content",
    "Kind",
    "Limits",
    "Note",
    "Outcome",
    "Raw",
    "RawValue",
    "Target",
    "Term",
    "Validation",
    "Value",
    "cleaned",
    "folded",
    "goes_into",
    "key",
    "parse_target",
]
