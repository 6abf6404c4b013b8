"""Readings as plain data for JSON, in both directions: what one function writes, the one beside it reads.

A `Decimal` is written as its digits. A text where a number belongs, and a number where a text belongs, are
written with the word for what they are: `{"text": "约七百"}`, `{"decimal": "12.50"}`. So what is read again
is what was written, to the last zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from reader.explanations import Explanation
from templates import CellMap, Finding, Location, Message, Severity, Stamp, Text
from templates.model.field import Field
from templates.model.shape import Group, Leaf, Node, Repeat
from templates.path import Tree

__all__ = [
    "explanation_from",
    "explanation_to_dict",
    "finding_from",
    "finding_to_dict",
    "form_stamp",
    "stamp_from",
    "stamp_to_dict",
    "tree_from",
    "tree_to_plain",
]

Plain = dict[str, Any]


def stamp_to_dict(stamp: Stamp) -> Plain:
    """Return a stamp as plain data."""
    return {
        "form": stamp.form,
        "version": stamp.version,
        "parameters": dict(stamp.parameters),
        "digest": stamp.digest,
        "department": stamp.department,
        "round": stamp.round,
        "signature": stamp.signature,
        "sheet": stamp.sheet,
        "revision": stamp.revision,
        "locked": stamp.locked,
    }


def stamp_from(data: Plain) -> Stamp:
    """Return the stamp that `stamp_to_dict` wrote."""
    return Stamp(**data)


def form_stamp(cell_map: CellMap) -> Stamp:
    """Return the stamp that names a cell map and nothing else."""
    form = cell_map.form
    return Stamp(form.name, form.version, dict(cell_map.parameters), cell_map.digest)


def finding_to_dict(finding: Finding) -> Plain:
    """Return a finding as plain data, with its message, as a catalogue may change."""
    message = finding.message
    return {
        "message": {
            "code": message.code,
            "severity": str(message.severity),
            "sentence": _text_to_plain(message.sentence),
            "fix": _text_to_plain(message.fix),
            "name": None if message.name is None else _text_to_plain(message.name),
            "needs_explanation": message.needs_explanation,
        },
        "severity": str(finding.severity),
        "locations": [
            {
                "field": location.field,
                "map_field": location.map_field,
                "sheet": location.sheet,
                "cell": location.cell,
                "found": location.found,
                "explanation": location.explanation,
            }
            for location in finding.locations
        ],
        "expected": finding.expected,
        "slots": {name: _text_to_plain(words) for name, words in finding.slots.items()},
    }


def finding_from(data: Plain) -> Finding:
    """Return the finding that `finding_to_dict` wrote."""
    message = data["message"]
    return Finding(
        Message(
            message["code"],
            Severity(message["severity"]),
            _text_from(message["sentence"]),
            _text_from(message["fix"]),
            None if message["name"] is None else _text_from(message["name"]),
            message["needs_explanation"],
        ),
        Severity(data["severity"]),
        tuple(Location(**location) for location in data["locations"]),
        data["expected"],
        {name: _text_from(words) for name, words in data["slots"].items()},
    )


def explanation_to_dict(explanation: Explanation) -> Plain:
    """Return an explanation as plain data."""
    return {"sheet": explanation.sheet, "cell": explanation.cell, "text": explanation.text}


def explanation_from(data: Plain) -> Explanation:
    """Return the explanation that `explanation_to_dict` wrote."""
    return Explanation(**data)


def _text_to_plain(text: Text) -> Plain:
    return {"zh": text.zh, "en": text.en}


def _text_from(data: Plain) -> Text:
    return Text(data["zh"], data["en"])


def tree_to_plain(node: Node, tree: Tree) -> Any:
    """Return a record, or what the form computes, as plain data."""
    match node:
        case Leaf(field):
            return _value_to_plain(field, tree)
        case Group(parts):
            return {
                name: None if inner is None else tree_to_plain(parts[name], inner)
                for name, inner in tree.items()
            }
        case Repeat(item):
            return [tree_to_plain(item, inner) for inner in tree]


def tree_from(node: Node, data: Any) -> Tree:
    """Return the tree that `tree_to_plain` wrote."""
    match node:
        case Leaf(field):
            return _value_from(field, data)
        case Group(parts):
            return {
                name: None if inner is None else tree_from(parts[name], inner) for name, inner in data.items()
            }
        case Repeat(item):
            return [tree_from(item, inner) for inner in data]


def _value_to_plain(field: Field, value: Tree) -> Any:
    match value:
        case Decimal():
            return str(value) if field.kind.numeric else {"decimal": str(value)}
        case str():
            return {"text": value} if field.kind.numeric else value
        case _:
            return value


def _value_from(field: Field, data: Any) -> Tree:
    match data:
        case str():
            return Decimal(data) if field.kind.numeric else data
        case None | bool() | int():  # before what takes long to be told
            return data
        case Mapping():
            return Decimal(data["decimal"]) if "decimal" in data else data["text"]
        case _:
            return data
