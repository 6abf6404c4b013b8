"""Kinds of cells: what may stand in one, how it is written, how it is read."""

from templates.kinds.base import (
    Check,
    Choice,
    Choices,
    Content,
    Kind,
    Limits,
    Note,
    Outcome,
    Raw,
    RawValue,
    Validation,
    Value,
)
from templates.kinds.clean import cleaned, folded, key
from templates.kinds.registry import KINDS
from templates.kinds.target import Target, parse_target

__all__ = [
    "KINDS",
    "Check",
    "Choice",
    "Choices",
    "Content",
    "Kind",
    "Limits",
    "Note",
    "Outcome",
    "Raw",
    "RawValue",
    "Target",
    "Validation",
    "Value",
    "cleaned",
    "folded",
    "key",
    "parse_target",
]
