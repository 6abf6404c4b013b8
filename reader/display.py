"""Values as a finding shows them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from templates.kinds import Raw
from templates.kinds.shared.content import written
from templates.language import ExcelError, Result
from templates.model.field import Field
from templates.text import Text

__all__ = ["joined", "shown", "shown_as", "shown_raw"]

_DECIMALS = 10


def shown(value: Result) -> str:
    """Return the text of a value: numbers without needless zeros, nothing for a blank or an error."""
    match value:
        case None | ExcelError():
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case Decimal():
            return written(value, _DECIMALS)
        case _:
            return str(value)


def shown_as(field: Field, value: Result) -> str:
    """Return the text of a field's value as its cell shows it: shares in percent, with two decimals."""
    return field.kind.shown(value, field.limits) if isinstance(value, Decimal) else shown(value)


def shown_raw(raw: Raw) -> str:
    """Return the text of a cell as it came."""
    if raw.error is not None:
        return raw.error
    match raw.value:
        case Decimal() | bool() | None:
            return shown(raw.value)
        case datetime() | date() | time() | timedelta():
            return str(raw.value)
        case str():
            return raw.value.strip()


def joined(texts: Iterable[Text]) -> Text:
    """Return texts one after the other, each once."""
    each = list(dict.fromkeys(text for text in texts if text.zh))
    return Text("、".join(text.zh for text in each), "; ".join(text.en for text in each))
