"""The values of a form from a JSON file: numbers exact, and a mistake named with its line."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NamedTuple, NoReturn, TypeVar

from collection.parameters import ROUND
from templates import ValuesError

__all__ = ["Record", "parse_json", "parse_values", "read_form_name", "read_record", "read_values"]

_Found = TypeVar("_Found")


class Record(NamedTuple):
    """A record in a JSON file: the parameters and the version of its form, where it says them; the values."""

    parameters: dict[str, Any]
    values: Mapping[str, Any]
    version: str | None = None


def read_values(path: Path) -> Mapping[str, Any]:
    """Return the values in a JSON file: `values` itself, or an object that has it under that name.

    Raises:
        ValuesError: the file cannot be read, is no JSON, or holds no values.
    """
    return _read(path, parse_values)


def read_record(path: Path) -> Record:
    """Return the record in a JSON file; its parameters and the version of its form may be missing.

    The parameters stand under `parameters`, as `read --format json` prints them, or as `year` and `unit`
    beside the values. Raises `ValuesError` as `read_values` does.
    """
    return _read(path, _parse_record)


def read_form_name(path: Path) -> str | None:
    """Return of which form the record in a JSON file is, where it says so. Raises `ValuesError`."""
    found = _read(path, _single)
    name = found.get("form") if isinstance(found, dict) and _values_in(found) is not found else None
    return name if isinstance(name, str) else None


def _read(path: Path, parse: Callable[[bytes], _Found]) -> _Found:
    try:
        return parse(path.read_bytes())
    except OSError as error:
        reason = error.strerror or str(error)
        raise ValuesError("input-not-readable", path=path, reason=reason) from error
    except ValuesError as error:
        raise ValuesError("at-place", place=path, reason=error) from error


def parse_values(data: bytes) -> Mapping[str, Any]:
    """Return the values in the bytes of a JSON file (UTF-8 or UTF-16).

    What `read --format json` printed for one file is taken too, although it is a list.

    Raises:
        ValuesError: it is no JSON, a key stands there twice, or it holds no values.
    """
    return _values_in(_single(data))


def _values_in(found: Any) -> Mapping[str, Any]:
    if isinstance(found, dict) and "values" in found and not isinstance(found["values"], str | Decimal | int):
        found = found["values"]
    if isinstance(found, Mapping):
        return found
    raise ValuesError("json-without-values")


def _parse_record(data: bytes) -> Record:
    found = _single(data)
    values = _values_in(found)
    if found is values:
        return Record({}, values)
    beside = {name: found[name] for name in ROUND if name in found}
    parameters = found.get("parameters")
    version = found.get("version")
    return Record(
        dict(parameters) if isinstance(parameters, dict) else beside,
        values,
        version if isinstance(version, str) else None,
    )


def parse_json(data: bytes) -> Any:
    """Return what the bytes of a JSON file (UTF-8 or UTF-16) hold, its numbers exact.

    Raises `ValuesError`: it is no JSON, or a key stands there twice.
    """
    return _parse(_decode(data))


def _single(data: bytes) -> Any:
    found = parse_json(data)
    return found[0] if isinstance(found, list) and len(found) == 1 else found


def _decode(data: bytes) -> str:
    encoding = json.detect_encoding(data)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ValuesError("json-not-utf8") from error


def _parse(text: str) -> Any:
    try:
        return json.loads(
            text.removeprefix("\ufeff"),
            parse_float=_decimal,
            parse_int=_whole,
            parse_constant=_refuse_constant,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as error:
        line, column = error.lineno, error.colno
        raise ValuesError("json-wrong", line=line, column=column, reason=error.msg) from error
    except RecursionError as error:
        raise ValuesError("json-nested-too-deeply") from error


def _whole(digits: str) -> int | Decimal:
    """Python converts no whole number of more than 4,300 digits."""
    return int(digits) if len(digits) < 1000 else Decimal(digits)


def _decimal(digits: str) -> Decimal:
    """Return a number with all its digits; `Decimal` has exponents of up to eighteen digits."""
    try:
        return Decimal(digits)
    except InvalidOperation as error:
        raise ValuesError("json-not-a-number", found=digits) from error


def _refuse_constant(name: str) -> NoReturn:
    raise ValuesError("json-not-a-number", found=name)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValuesError("json-key-twice", key=name)
        found[name] = value
    return found
