"""The references of an expression, and what a tree holds where one leads: a value, or an address."""

from __future__ import annotations

from collections.abc import Iterator

from templates.language.functions.table import FUNCTIONS
from templates.model.expression import Binary, Call, Expression, Ref, String, Unary, walk, without_lookups
from templates.path import Indices, Names, Tree

__all__ = ["blank_tested", "blank_tests", "cells_of", "references_of", "resolve"]


def resolve(tree: Tree, ref: Ref, indices: Indices) -> Tree:
    """Return the leaf that `ref` means for an expression at `indices`, or the list of leaves of a column.

    A column through several repeats is one flat list, in the order of the items. Filters pick the items by
    their constants, which a tree of addresses has as words too.
    """
    if ref.column:
        return _leaves(tree, ref.names, indices[: ref.bound], ref)
    within = iter(indices)
    for name in ref.names:
        if tree.__class__ is list:
            tree = tree[next(within)]
        tree = tree[name]
    return tree[next(within)] if tree.__class__ is list else tree


def _leaves(node: Tree, names: Names, bound: Indices, ref: Ref) -> list[Tree]:
    for at, name in enumerate((*names, None)):
        while isinstance(node, list):
            if not bound:
                rest = names[at:]
                if len(rest) == 1:  # as nearly all columns end
                    found = [item[rest[0]] for item in _items(node, rest, ref)]
                    if list not in map(type, found):
                        return found
                return [leaf for item in _items(node, rest, ref) for leaf in _leaves(item, rest, (), ref)]
            node, bound = node[bound[0]], bound[1:]
        if name is not None:
            node = node[name]
    return [node]


def _items(items: list[Tree], names: Names, ref: Ref) -> list[Tree]:
    """Return the items of a repeat that the filters keep; `names` lead from them to the leaves."""
    repeat = len(ref.names) - len(names)
    for filter in ref.where:
        if len(filter.repeat) == repeat:
            items = [item for item in items if item[filter.key] == filter.value]
    return items


def references_of(expression: Expression) -> tuple[Ref, ...]:
    """Return the references of an expression, each once, in the order they stand."""
    return tuple(dict.fromkeys(part for part in walk(expression) if isinstance(part, Ref)))


def cells_of(expression: Expression) -> Iterator[Expression]:
    """Yield the cells and columns that an expression names; a cell picked by INDEX is the call."""
    match expression:
        case Ref() | Call("INDEX"):
            yield expression
        case Call("IFERROR", (tried, otherwise)):
            yield from (*cells_of(without_lookups(tried)), *cells_of(otherwise))
        case Unary(_, operand):
            yield from cells_of(operand)
        case Binary(_, left, right):
            yield from (*cells_of(left), *cells_of(right))
        case Call(_, given):
            for one in given:
                yield from cells_of(one)
        case _:
            pass


def blank_tested(expression: Expression) -> frozenset[Ref]:
    """Return the references that an expression tests for being blank, or for being numbers.

    Those are the fields in `x = ""`, `x <> ""`, COUNT, COUNTA, ISNUMBER and MISSING.
    """
    return frozenset(ref for tested in blank_tests(expression) for ref in references_of(tested))


def blank_tests(expression: Expression) -> Iterator[Expression]:
    """Yield the parts of an expression that look whether something is blank, or a number."""
    for part in walk(expression):
        match part:
            case Binary("=" | "<>", left, right) if String("") in (left, right):
                yield part
            case Call(name, given) if FUNCTIONS[name].tests_blank:
                yield from given
            case _:
                pass
