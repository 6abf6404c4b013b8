"""What the engines are known to work out otherwise than Excel does; `docs/engines.md` tells of each.

Each has its smallest case, which a test holds every engine against: it fails where an error is mended, and
where another engine makes it too. What the forms hold of them is written in another way before that engine
sees it.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from tests.engines.engine import Engine, Sheets
from tests.office import CellValue

__all__ = ["CELLS", "KNOWN_ERRORS", "KnownError", "recalculated"]

CELLS: dict[str, CellValue] = {
    "B2": "-12.25",
    "B3": True,
    "B4": 100.1,
    "B5": "Ａb",
    "B6": "ab",
    "B7": "甲 ",
    "B8": "甲\u3000",
    "B9": 0.01,
    **{f"C{row}": 10.01 for row in range(1, 11)},
}
"""What stands in the cells beside the formulas of the cases; B1 is empty."""


@dataclass(frozen=True)
class KnownError:
    """A formula that an engine works out otherwise than Excel does."""

    engine: str
    formula: str
    right: CellValue
    shown: CellValue


KNOWN_ERRORS = (
    KnownError("Gnumeric", "=N(B1)", 0.0, "#NUM!"),
    KnownError("Gnumeric", "=N(B2)", 0.0, -12.25),
    KnownError("Gnumeric", "=B4=SUM(C1:C10)", True, False),
    KnownError("Gnumeric", "=B5=B6", False, True),
    KnownError("Gnumeric", "=B7=B8", False, True),
    KnownError("Gnumeric", '=SUMPRODUCT(--(LEFT(B4,2)={"10","11"}))', 1.0, 0.0),
    KnownError("Gnumeric", '=B9&""', "0.01", "0.0099999999999999999998"),
    KnownError("LibreOffice", "=SUM(B3)", 0.0, 1.0),
)

_FORMULA = re.compile(r"(<f(?: [^>]*)?>)([^<]*)(</f>)")
_N = re.compile(r"(?<![A-Z])N\(")
_OF_TEXTS = re.compile(r'=({"[^{}]*"})')
_SUM = re.compile(r'\bSUM\([^()"]*\)')
_FOLDED = (0x00A0, 0x3000, *range(0xFF01, 0xFF5F))
"""The full-width signs, and spaces beside the usual one; what stands for them is equal to nothing else."""
_HIDDEN = {folded: 0x3400 + number for number, folded in enumerate(_FOLDED)}
_HUNDREDTH = ("0.0099999999999999999998", "0.01")
_SHOWN = {hidden: folded for folded, hidden in _HIDDEN.items()}


def recalculated(engine: Engine, path: Path, copy: Path) -> Sheets:
    """Return what an engine shows of a workbook in which it meets none of its errors.

    For Gnumeric that is a copy in which N(x) is SUM(x), a sum is rounded before anything is compared with it,
    a list of texts is worked out before it is compared, and other signs stand for full-width signs and spaces
    in all that is read and shown; 0.01 in a text, which it shows with 22 digits, is put right.
    """
    if engine.name != "Gnumeric":
        return engine.recalculate(path)
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            if name.startswith("xl/") and name.endswith(".xml"):
                part = _FORMULA.sub(_written, part.decode()).translate(_HIDDEN).encode()
            target.writestr(name, part)
    return {
        name.translate(_SHOWN): {where: _read(value) for where, value in cells.items()}
        for name, cells in engine.recalculate(copy).items()
    }


def _written(found: re.Match[str]) -> str:
    formula = _SUM.sub(r"ROUND(\g<0>,9)", _N.sub("SUM(", found[2]))
    formula = _OF_TEXTS.sub(r'=(\1&amp;"")', formula)
    return f"{found[1]}{formula}{found[3]}"


def _read(value: CellValue) -> CellValue:
    return value.translate(_SHOWN).replace(*_HUNDREDTH) if isinstance(value, str) else value
