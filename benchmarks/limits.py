"""The limits that the toolkit keeps to, beside what was measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Limit", "lines"]


_PACE = (
    "Seconds depend on the machine and on what else it does: how fast it was in this run stands below the "
    "returned workbooks."
)


@dataclass(frozen=True, slots=True)
class Limit:
    """What some work may take at most, and what it took; `unit` is `×` for a ratio to a peer."""

    work: str
    measured: float
    most: float
    unit: str = "×"

    @property
    def is_kept(self) -> bool:
        """Whether what was measured, as it is shown, is within the limit."""
        return round(self.measured, 2) <= self.most

    def shown(self, figure: float) -> str:
        """Return a figure with its unit."""
        return f"{figure:.2f}".rstrip("0").rstrip(".") + f" {self.unit}"


def lines(limits: Sequence[Limit]) -> list[str]:
    """Return the lines of the report's section: every limit, and which of them are not kept."""
    table = [
        f"| {limit.work} | {limit.shown(limit.measured)} | {limit.shown(limit.most)} |"
        f" {'kept' if limit.is_kept else '**above**'} |"
        for limit in limits
    ]
    above = [limit.work for limit in limits if not limit.is_kept]
    return [
        "## The limits",
        "",
        "Ratios are ours to the peer's in the same run; seconds and bytes are those of the machine below.",
        "",
        "| work | measured | limit | |",
        "|---|---:|---:|---|",
        *table,
        "",
        f"Above their limits: {'; '.join(above)}." if above else "All limits are kept.",
        *([_PACE] if any(limit.unit == "s" and not limit.is_kept for limit in limits) else []),
    ]
