"""Native charts: what they show, and how xlsxwriter is told of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from xlsxwriter.chart import Chart as MadeChart

from template_builder.xlsx.styles import BODY_FONT

__all__ = ["Chart", "Series", "chart_options"]

_INKS = ("#2F5C8A", "#A9BFD6", "#6E6E6E", "#C9A24B", "#7FA58B", "#B5B5B5")
"""Colours of series that are told apart in grey print too, the darkest first."""

_LARGE = 1000
"""From which value on a chart shows no decimals."""

_BELOW = Decimal("0.3")
"""How far the axis of values goes below the least of them, as a part of all, so that its label has room."""

_FONT = {"name": BODY_FONT, "size": 9}


@dataclass(frozen=True, slots=True)
class Series:
    """One series: its name, the cells of its categories and values (`'图表'!$A$5:$A$9`), what they hold."""

    name: str
    categories: str
    values: str
    shown_categories: Sequence[str]
    shown_values: Sequence[Decimal | int | None]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: its kind, its title, its series, and its size in pixels."""

    kind: Literal["column", "bar", "line", "pie"]
    title: str
    series: Sequence[Series] = field(default=())
    width: int = 480
    height: int = 260
    stacked: bool = False


def _number_format(chart: Chart) -> str:
    """Return a format with decimals where most of the values would be the same without them."""
    values = [abs(Decimal(value)) for one in chart.series for value in one.shown_values if value is not None]
    is_whole = all(value == int(value) for value in values)
    return "#,##0" if is_whole or max(values, default=Decimal(0)) >= _LARGE else "#,##0.00"


def chart_options(made: MadeChart, chart: Chart) -> None:
    """Tell xlsxwriter all of a chart."""
    for number, one in enumerate(chart.series):
        ink = _INKS[number % len(_INKS)]
        options: dict[str, Any] = {
            "name": one.name,
            "categories": f"={one.categories}",
            "values": f"={one.values}",
            "categories_data": list(one.shown_categories),
            "values_data": ["" if value is None else f"{value}" for value in one.shown_values],
        }
        if chart.kind == "line":
            options |= {"line": {"color": ink, "width": 2}, "marker": {"type": "circle", "size": 4}}
        elif chart.kind == "pie":
            points = [{"fill": {"color": _INKS[at % len(_INKS)]}} for at in range(len(one.shown_values))]
            options |= {
                "points": points,
                "data_labels": {"percentage": True, "position": "outside_end", "font": _FONT},
            }
        else:
            options |= {"fill": {"color": ink}, "gap": 60}
            options["data_labels"] = {
                "value": True,
                "num_format": _number_format(chart),
                "font": {**_FONT, "size": 8},
            }
        made.add_series(options)
    made.set_title({"name": chart.title, "name_font": {**_FONT, "size": 11, "bold": True}, "overlay": False})
    made.set_size({"width": chart.width, "height": chart.height})
    made.set_legend({"position": "bottom", "font": _FONT} if _needs_legend(chart) else {"none": True})
    if chart.kind != "pie":
        lowest, highest = _span(chart)
        least = {"min": 0 if lowest >= 0 else float(lowest - (highest - lowest) * _BELOW)}
        grid = {"visible": True, "line": {"color": "#E0E0E0", "width": 0.5}}
        value_axis: dict[str, Any] = {
            "num_font": _FONT,
            "num_format": _number_format(chart),
            "major_gridlines": grid,
            **least,
        }
        category_axis: dict[str, Any] = {"num_font": _FONT}
        if lowest < 0:  # names stand beside the bars, not on those that go the other way
            category_axis["label_position"] = "low"
        if chart.kind == "bar":  # the first category on top, as in the table beside it
            category_axis["reverse"] = True
            value_axis = {"visible": False, "major_gridlines": {"visible": False}, **least}
        lying = chart.kind == "bar"  # whose x axis is the one that lies, that of the values
        made.set_x_axis(value_axis if lying else category_axis)
        made.set_y_axis(category_axis if lying else value_axis)


def _span(chart: Chart) -> tuple[Decimal, Decimal]:
    """Return the least and the largest of all values and 0."""
    values = [Decimal(value) for one in chart.series for value in one.shown_values if value is not None]
    return min(values, default=Decimal(0)), max((*values, Decimal(0)))


def _needs_legend(chart: Chart) -> bool:
    return len(chart.series) > 1 or chart.kind == "pie"
