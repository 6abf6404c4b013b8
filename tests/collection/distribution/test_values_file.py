"""Values come from JSON exactly as they stand there, or a sentence says what is wrong with the file."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from collection import read_values
from collection.distribution.values_file import parse_values, read_record
from templates import ValuesError


def test_numbers_are_exact() -> None:
    values = parse_values(b'{"a": 0.1, "b": 763, "c": 1e2, "d": null, "e": "x", "f": [true]}')
    assert values == {"a": Decimal("0.1"), "b": 763, "c": Decimal(100), "d": None, "e": "x", "f": [True]}
    assert isinstance(values["a"], Decimal)


def test_a_number_of_thousands_of_digits_is_a_number() -> None:
    assert parse_values(b'{"a": ' + b"9" * 5000 + b"}")["a"] == Decimal("9" * 5000)


@pytest.mark.parametrize(
    "text",
    ['{"a": 1}', '{"form": "x", "year": 2020, "values": {"a": 1}}', '[{"file": "f", "values": {"a": 1}}]'],
    ids=["values", "record", "read"],
)
def test_values_are_found_where_they_stand(text: str) -> None:
    assert parse_values(text.encode()) == {"a": 1}


def test_a_field_of_the_name_values_is_a_field() -> None:
    assert parse_values(b'{"values": "text"}') == {"values": "text"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_of_windows_are_understood(encoding: str) -> None:
    assert parse_values('{"名": "值"}'.encode(encoding)) == {"名": "值"}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{"a": 1,\n "b": }', "Line 2, column 7"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": -Infinity}', "-Infinity"),
        (b'{"a": 1e99999999999999999999}', "1e99999999999999999999 is not a number"),
        (b'{"a": 1e-99999999999999999999}', "1e-99999999999999999999 is not a number"),
        (b'{"a": {"b": 1, "b": 2}}', "“b”"),
        ('{"名": 1}'.encode("gbk"), "UTF-8"),
        (b"[1, 2]", "not the values of one form"),
        (b'{"values": null}', "not the values of one form"),
        (b'{"file": "f", "values": []}', "not the values of one form"),
        (b'[{"values": {}}, {"values": {}}]', "not the values of one form"),
        (b"3", "not the values of one form"),
        (b'{"a":' * 100_000, "nested too deeply"),
    ],
)
def test_a_mistake_is_named(data: bytes, said: str) -> None:
    with pytest.raises(ValuesError, match=said):
        parse_values(data)


def test_the_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "v.json"
    path.write_text(json.dumps({"a": 1}))
    assert read_values(path) == {"a": 1}
    path.write_text("{")
    with pytest.raises(ValuesError, match=r"v\.json: .*Line 1, column 2"):
        read_values(path)
    with pytest.raises(ValuesError, match=r"missing\.json: .*cannot be read \(No such file"):
        read_values(tmp_path / "missing.json")


def test_a_record_may_have_a_field_called_values(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    path.write_text('{"values": 5, "year": 2025}', encoding="utf-8")
    assert read_record(path) == ({}, {"values": 5, "year": 2025}, None)
    path.write_text('{"values": {"a": 5}, "year": 2025}', encoding="utf-8")
    assert read_record(path) == ({"year": 2025}, {"a": 5}, None)
