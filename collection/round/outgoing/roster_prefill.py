"""What the workbooks of a roster are prefilled with from what its departments returned before."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from collection.distribution.last_year import cell_map_after
from collection.distribution.prefill import given_values, prefilled, refuse_other_round
from collection.roster.roster import Roster, read_roster
from collection.round.outgoing.earlier_returns import EarlierReturns
from templates import CellMap, Finding, Form, Language, Rolled, Text

__all__ = ["RosterPrefill", "prefilled_for"]

_MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class RosterPrefill:
    """A cell map with room for all, the roster, the values all have in common, and what rolls into each.

    `rolled` has what comes from the returns of a department, by its row in the roster; None where no returns
    were given.
    """

    cell_map: CellMap
    roster: Roster
    values: Mapping[str, Any]
    rolled: Mapping[int, Rolled] | None = None

    def lines(self, language: Language) -> Iterator[str]:
        """Say from how many departments something was carried, who returned nothing, and what to check."""
        if self.rolled is None:
            return
        without = [one.name for one in self.roster.departments if one.row not in self.rolled]
        said = Text(
            f"从 {len(self.rolled)} 个部门的表带入。",
            f"Carried from the returns of {len(self.rolled)} departments.",
        )
        yield said.say(language)
        if without:
            names, more = "、".join(without[:_MOST_SHOWN]), "…" if len(without) > _MOST_SHOWN else ""
            none = Text("没有可带入的表：{names}", "Nothing to carry from: {names}")
            yield "  " + none.say(language).format(names=names + more)
        told = list(islice(self._findings(), _MOST_SHOWN + 1))
        for name, finding in told[:_MOST_SHOWN]:
            yield f"  {name}: {finding.sentence(language)} {finding.remedy(language)}"
        if len(told) > _MOST_SHOWN:
            yield "  …"

    def _findings(self) -> Iterator[tuple[str, Finding]]:
        for department in self.roster.departments:
            own = (self.rolled or {}).get(department.row)
            for finding in own.findings if own else ():
                yield department.name, finding


def prefilled_for(
    form: Form,
    parameters: Mapping[str, object],
    roster: Path,
    earlier: Sequence[Path],
    values: Path | None = None,
    carry: Collection[str] = (),
) -> RosterPrefill:
    """Return what goes into the workbooks of a roster: from `earlier` returns, each department's own.

    `values` is a file with what all have in common, which overrides what is carried; `carry` names what is
    only carried on request.

    Raises:
        CollectionError: a file cannot be read, there is no return, or the roster is wrong.
        ParameterError, ValuesError: what was given or returned does not fit the form, its year or its room.
    """
    if not earlier:
        common = prefilled(form, parameters, values, None, carry)
        return RosterPrefill(common.cell_map, read_roster(roster, common.cell_map), common.values)
    beside, given = given_values(values)
    returns = EarlierReturns(earlier, form, parameters)
    departments = read_roster(roster, cell_map_after(form, returns.records, parameters))
    cell_map, rolled = returns.with_cell_map(departments.departments, parameters, carry)
    refuse_other_round(values, beside, cell_map)
    return RosterPrefill(cell_map, departments, given, rolled)
