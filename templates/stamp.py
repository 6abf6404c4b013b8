"""The stamp in the corner cell of a form sheet: which form, version, sheet and parameters it was made from.

It may carry a signature, an HMAC (RFC 2104) with SHA-256 over the rest of it. As the digest of the cell map
is part of that, who does not have the key can change neither the stamp nor the form behind it unseen.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from templates.model.cell_map import CellMap

__all__ = ["Stamp", "is_signed_with", "parse_stamp", "stamp_text", "stamp_texts", "stamps_on_sheets"]

_MARK = "tianbao"
_MOST_REVISIONS = 1_000_000
_FIRST, _WITH_SHEET = 1, 2
"""How a stamp is written: those of the first layout do not say which sheet they stand on."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the corner cell says of the sheet.

    `sheet` is its number among the sheets of the form, from 0; a stamp of the first layout names none.
    `department` is the code of the department the workbook was made for, `round` the round it was issued in;
    both may be empty, as `signature` is where no key was used.
    """

    form: str
    version: str
    parameters: Mapping[str, int | str]
    digest: str
    department: str = ""
    round: str = ""
    signature: str = ""
    sheet: int | None = None
    revision: int = 1
    """How often the form went out to its department: each correction is one more."""
    locked: str = ""
    """The marks of the cells that were filled in and locked; see `templates.records.locking`."""


def stamp_text(
    cell_map: CellMap,
    *,
    department: str = "",
    round: str = "",
    key: bytes | None = None,
    sheet: int = 0,
    revision: int = 1,
    locked: str = "",
) -> str:
    """Return the text of the corner cell of one of the sheets of a cell map, signed if there is a key.

    `locked` are the marks of cells that were filled in and locked: `templates.records.locking` makes them.
    """
    form = cell_map.form
    stamp = Stamp(
        form.name,
        form.version,
        cell_map.parameters,
        cell_map.digest,
        department,
        round,
        sheet=None if form.layout < _WITH_SHEET else sheet,
        revision=revision,
        locked=locked,
    )
    return _written(replace(stamp, signature=_signature(stamp, key)) if key is not None else stamp)


def stamp_texts(
    cell_map: CellMap,
    *,
    department: str = "",
    round: str = "",
    key: bytes | None = None,
    revision: int = 1,
    locked: str = "",
) -> tuple[str, ...]:
    """Return the texts of the corner cells of all sheets of a cell map, each signed if there is a key."""
    written = partial(
        stamp_text, cell_map, department=department, round=round, key=key, revision=revision, locked=locked
    )
    return tuple(written(sheet=number) for number in range(len(cell_map.field_sheets)))


def stamps_on_sheets(cell_map: CellMap, stamp: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return a stamp for each sheet of a cell map: those given, or plain ones.

    Of one for the first sheet alone the others have what it says, without a signature.
    """
    if stamp is None:
        return stamp_texts(cell_map)
    given = (stamp,) if isinstance(stamp, str) else tuple(stamp)
    first = parse_stamp(given[0])
    others = range(len(given), len(cell_map.field_sheets))
    if first is None:
        return (*given, *("" for _ in others))
    return (*given, *(_written(replace(first, sheet=number, signature="")) for number in others))


def _written(stamp: Stamp) -> str:
    on_sheet = {} if stamp.sheet is None else {"sheet": stamp.sheet}
    parts = {
        _MARK: _WITH_SHEET if on_sheet else _FIRST,
        "form": stamp.form,
        "version": stamp.version,
        **on_sheet,
        "parameters": dict(stamp.parameters),
        "digest": stamp.digest,
    }
    if stamp.revision > 1:
        parts["revision"] = stamp.revision
    if stamp.locked:
        parts["locked"] = stamp.locked
    more = {"department": stamp.department, "round": stamp.round, "signature": stamp.signature}
    parts |= {name: value for name, value in more.items() if value}
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))


def parse_stamp(text: object) -> Stamp | None:
    """Return the stamp that a corner cell holds, or None where it holds none."""
    return _parsed(text) if isinstance(text, str) and text.startswith('{"' + _MARK + '"') else None


@lru_cache(maxsize=64)
def _parsed(text: str) -> Stamp | None:
    """Parse a stamp once, as a reader looks at it both to find its sheet and to find its form."""
    try:
        text.encode()
        found = json.loads(text)
        json.dumps(found, ensure_ascii=False).encode()  # an escape may hide a surrogate, which is no text
        parameters = {str(name): value for name, value in found["parameters"].items()}
        if not all(type(value) in (int, str) for value in parameters.values()):  # no truth values
            return None
        sheet = found.get("sheet")
        if sheet is not None and (type(sheet) is not int or sheet < 0):
            return None
        revision = found.get("revision", 1)
        if type(revision) is not int or not 1 <= revision <= _MOST_REVISIONS:
            return None
        names = str(found["form"]), str(found["version"])
        department, round, signature = (
            str(found.get(name, "")) for name in ("department", "round", "signature")
        )
        locked = str(found.get("locked", ""))
        return Stamp(
            *names, parameters, str(found["digest"]), department, round, signature, sheet, revision, locked
        )
    except (ValueError, KeyError, AttributeError, RecursionError):
        return None


def is_signed_with(stamp: Stamp, key: bytes) -> bool:
    """Tell whether a stamp carries the signature that this key gives it."""
    return hmac.compare_digest(stamp.signature.encode(), _signature(stamp, key).encode())


def _signature(stamp: Stamp, key: bytes) -> str:
    return hmac.new(key, _written(replace(stamp, signature="")).encode(), "sha256").hexdigest()
