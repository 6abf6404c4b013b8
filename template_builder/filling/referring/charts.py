"""The charts of a template: what they show is stretched with the rows, and what they remember is refreshed.

A chart remembers the values that it showed last, which programs without the workbook at hand draw.
ECMA-376 part 1, 21.2.2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from template_builder.filling.formulas.moving import Mode, Mover, Place
from template_builder.filling.formulas.tokens import Reference, tokens
from template_builder.filling.formulas.values import ErrorValue, Value, shown
from template_builder.filling.parts.xml_tree import Element
from templates.findings.errors import Sentence

__all__ = ["move_chart", "refresh_chart"]

_CACHES = frozenset({"numCache", "strCache", "multiLvlStrCache", "dlblRangeCache", "lvl"})
_ONE_LINE = frozenset({"val", "yVal", "xVal", "bubbleSize"})

ValuesOf = Callable[[Reference], list[tuple[int, Value]] | None]
"""What gives the values of cells with their places, None where one is not known."""


def move_chart(where: str, root: Element, mover: Mover) -> list[Sentence]:
    """Move what a chart on a sheet refers to; return what cannot be stretched."""
    problems: list[Sentence] = []
    for parent, element in _formulas(root):
        is_name = any(one.local == "tx" for one in parent)
        mode = Mode.RULE if is_name else Mode.AREA
        before, element.text = element.text, mover.moved(element.text, Place(""), mode)
        if (
            before != element.text
            and any(one.local in _ONE_LINE for one in parent)
            and _is_block(element.text)
        ):
            problems.append(
                Sentence.of(
                    "template-at",
                    place=where,
                    what=Sentence.of("template-chart-by-row", reference=before),
                )
            )
    return problems


def _formulas(
    root: Element, above: tuple[Element, ...] = ()
) -> Iterator[tuple[tuple[Element, ...], Element]]:
    """Yield the references in a chart, each with the elements around it, the outermost first."""
    for element in root.elements:
        if element.local in ("f", "sqref", "fullRef") and element.text:
            yield (*above, root), element
        yield from _formulas(element, (*above, root))


def _is_block(formula: str) -> bool:
    references = [one.reference for one in tokens(formula) if one.reference is not None]
    return any(one.end.row > one.first.row and one.end.column > one.first.column for one in references)


def refresh_chart(root: Element, values_of: ValuesOf, has_changed: Callable[[Reference], bool]) -> bool:
    """Let a chart remember the values of now; what is not known is forgotten. Tell whether any changed."""
    changed = False
    for parents, element in list(_formulas(root)):
        holder = parents[-1]
        references = [one.reference for one in tokens(element.text) if one.reference is not None]
        if not any(has_changed(one) for one in references):
            continue
        changed = True
        if holder.local == "numRef" and parents[-2].local == "cat":
            _take_texts(holder, element, values_of)
        for cache in holder.elements:
            if cache.local in _CACHES and not _refreshed(cache, element.text, values_of):
                holder.remove(cache)
    return changed


def _take_texts(holder: Element, formula: Element, values_of: ValuesOf) -> None:
    """Let categories be texts where they are: a template has none yet from which a program would know."""
    cache = holder.sibling("strCache")
    references = [one.reference for one in tokens(formula.text) if one.reference is not None]
    values = values_of(references[0]) if len(references) == 1 else None
    if (
        values
        and all(isinstance(value, str) for _, value in values)
        and _refreshed(cache, formula.text, values_of)
    ):
        holder.name = holder.sibling("strRef").name
        holder.children = [formula, cache]


def _refreshed(cache: Element, formula: str, values_of: ValuesOf) -> bool:
    if cache.local in ("multiLvlStrCache", "lvl"):
        return False
    references = [one.reference for one in tokens(formula) if one.reference is not None]
    if len(references) != 1 or not references[0].sheets:
        return False
    values = values_of(references[0])
    if values is None:
        return False
    points = _points(cache, values)
    if points is None:
        return False
    kept = [one for one in cache.elements if one.local not in ("ptCount", "pt", "extLst")]
    behind = [one for one in cache.elements if one.local == "extLst"]
    count = cache.sibling("ptCount", {"val": str(len(values))})
    cache.children = [*kept, count, *points, *behind]
    return True


def _points(cache: Element, values: Sequence[tuple[int, Value]]) -> list[Element] | None:
    points = []
    for place, value in values:
        if value is None or value == "":
            continue
        if cache.local == "numCache":
            if not isinstance(value, float) or isinstance(value, bool):
                continue
            text = f"{value:.16G}"
        elif isinstance(value, ErrorValue):
            text = value
        elif isinstance(value, float) and not value.is_integer():
            return None  # how a category shows it, its format tells
        else:
            text = shown(value)
        point = cache.sibling("pt", {"idx": str(place)})
        held = cache.sibling("v")
        held.text = text
        point.children = [held]
        points.append(point)
    return points
