"""The stamp says what a sheet is, and a signature says who made it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from templates import builtin, compile, is_signed_with, load, parse_stamp, stamp_text, stamp_texts
from templates.stamp import stamps_on_sheets
from tests.forms import SCHOOL_YEAR

CELL_MAP = compile(builtin("department-goals"), {"year": 2020})
SCHOOL = compile(load(SCHOOL_YEAR), {"year": 2026, "assets": 2})
KEY = b"not a secret"


def test_a_stamp_is_read_back() -> None:
    stamp = parse_stamp(stamp_text(CELL_MAP, department="219001", round="2020-1"))
    assert stamp is not None
    assert (stamp.form, stamp.version, stamp.digest) == ("department-goals", "2", CELL_MAP.digest)
    assert dict(stamp.parameters) == dict(CELL_MAP.parameters)
    assert (stamp.department, stamp.round, stamp.signature) == ("219001", "2020-1", "")
    assert stamp.sheet == 0


def test_a_stamp_says_which_sheet_of_the_form_it_stands_on() -> None:
    second = parse_stamp(stamp_text(CELL_MAP, key=KEY, sheet=1))
    assert second is not None
    assert second.sheet == 1
    assert is_signed_with(second, KEY)
    assert not is_signed_with(replace(second, sheet=0), KEY)
    assert not is_signed_with(replace(second, sheet=None), KEY)


def test_each_sheet_of_a_form_has_a_stamp_that_is_signed() -> None:
    texts = stamp_texts(SCHOOL, department="101", round="2026-1", key=KEY, revision=2)
    stamps = [parse_stamp(text) for text in texts]
    assert [stamp and stamp.sheet for stamp in stamps] == [0, 1]
    assert all(stamp is not None and is_signed_with(stamp, KEY) for stamp in stamps)
    assert stamps[0] == replace(stamps[1], sheet=0, signature=stamps[0].signature)  # type: ignore[type-var, union-attr]
    assert stamp_texts(CELL_MAP, key=KEY) == (stamp_text(CELL_MAP, key=KEY),)


def test_what_is_given_for_the_first_sheet_says_the_same_on_the_others_without_a_signature() -> None:
    texts = stamp_texts(SCHOOL, department="101", key=KEY)
    assert stamps_on_sheets(SCHOOL, texts) == texts
    assert stamps_on_sheets(SCHOOL, None) == stamp_texts(SCHOOL)
    given = stamps_on_sheets(SCHOOL, texts[0])
    assert given == (texts[0], stamp_text(SCHOOL, department="101", sheet=1))
    assert stamps_on_sheets(SCHOOL, "no stamp") == ("no stamp", "")
    assert stamps_on_sheets(CELL_MAP, "no stamp") == ("no stamp",)


def test_a_stamp_of_the_first_layout_names_no_sheet() -> None:
    """So it is written, and signed, as it was when its workbooks went out."""
    first = compile(builtin("department-goals.v1"), {"year": 2020})
    text = stamp_text(first, key=KEY)
    assert "sheet" not in json.loads(text)
    assert text.startswith('{"tianbao":1,"form":"department-goals","version":"1","parameters":{"year":2020,')
    stamp = parse_stamp(text)
    assert stamp is not None
    assert stamp.sheet is None
    assert is_signed_with(stamp, KEY)


@pytest.mark.parametrize("sheet", [-1, "0", True, 0.0, [0]])
def test_the_sheet_of_a_stamp_is_a_number(sheet: object) -> None:
    told = json.loads(stamp_text(CELL_MAP)) | {"sheet": sheet}
    assert parse_stamp(json.dumps(told, separators=(",", ":"))) is None


@pytest.mark.parametrize(
    "text", [None, 5, "", "申报表", "{}", '{"tianbao":1}', '{"tianbao":1,"form"', '{"tianbao":[]']
)
def test_other_texts_are_no_stamp(text: object) -> None:
    assert parse_stamp(text) is None


@pytest.mark.parametrize("value", [[2020], True, 2020.5, None])
def test_parameters_are_numbers_and_words(value: object) -> None:
    told = json.loads(stamp_text(CELL_MAP))
    told["parameters"]["year"] = value
    assert parse_stamp(json.dumps(told, separators=(",", ":"))) is None


def test_a_signature_holds_for_the_whole_stamp() -> None:
    text = stamp_text(CELL_MAP, department="219001", key=KEY)
    stamp = parse_stamp(text)
    assert stamp is not None
    assert is_signed_with(stamp, KEY)
    assert not is_signed_with(stamp, b"another key")
    for name, value in (("department", "219002"), ("digest", "0" * 16), ("version", "1"), ("signature", "")):
        changed = parse_stamp(
            json.dumps(json.loads(text) | {name: value}, ensure_ascii=False, separators=(",", ":"))
        )
        assert changed is not None
        assert not is_signed_with(changed, KEY)


@pytest.mark.parametrize(
    ("name", "value"), [("signature", '"\\ud800"'), ("department", '"\ud800"'), ("x", "[" * 30_000)]
)
def test_a_stamp_that_somebody_tampered_with_is_none(name: str, value: str) -> None:
    text = stamp_text(CELL_MAP, key=KEY)
    assert parse_stamp(f'{text[:-1]},"{name}":{value}}}') is None
