"""Real files: built by the builder, read back."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from reader import UnreadableWorkbook, read
from template_builder import build
from templates.kinds import Raw
from tests.reader.plans import GOOD, cell_map, codes, filled, form, number, read_cells, text


def built(path: Path, values: dict[str, Any] | None = None) -> Path:
    build(cell_map(), path, values)
    return path


def test_what_was_built_is_read_back(tmp_path: Path) -> None:
    reading = read(built(tmp_path / "plan.xlsx", dict(GOOD)), [form()])
    assert (reading.values, reading.status, reading.file) == (GOOD, "clean", str(tmp_path / "plan.xlsx"))
    assert reading.addresses["blocks[1].goal"] == "计划!C19"


def test_a_blank_form_lacks_what_is_required_and_nothing_else(tmp_path: Path) -> None:
    reading = read(built(tmp_path / "plan.xlsx"), [form()])
    assert {code for code, _, _ in codes(reading)} == {"required-missing"}


def test_a_part_with_a_byte_too_many_is_refused_or_does_no_harm(tmp_path: Path) -> None:
    path = built(tmp_path / "plan.xlsx", dict(GOOD))
    with zipfile.ZipFile(path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    refused = []
    for name in contents:
        with zipfile.ZipFile(path, "w") as changed:
            for other, content in contents.items():
                changed.writestr(other, b"<" + content if other == name else content)
        try:
            assert read(path, [form()]).values == GOOD
        except UnreadableWorkbook:
            refused.append(name)
    assert {"[Content_Types].xml", "xl/workbook.xml", "xl/styles.xml"} < set(refused)


TYPED = st.one_of(
    st.text(st.characters(exclude_characters="{}"), max_size=12).map(text),
    st.floats(allow_nan=False, allow_infinity=False).map(lambda value: number(repr(value))),
    st.sampled_from(["0%", "yyyy/m/d", "@", ";;;"]).flatmap(
        lambda code: st.integers(-5, 60_000).map(lambda value: number(value, code))
    ),
    st.sampled_from(["#REF!", "#BOGUS!"]).map(lambda error: Raw(None, error=error)),
    st.from_regex(r"[0-9０-９ ,，.．万亿元%±≥≤〇零一二十百-]{1,12}", fullmatch=True).map(text),
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from([at for at in filled() if 1 not in at]), TYPED, max_size=8))
def test_whatever_is_typed_there_is_a_reading(edits: dict[tuple[int, int], Raw]) -> None:
    reading = read_cells({**filled(), **edits})
    for finding in reading.findings:
        assert finding.sentence("zh")
        assert finding.remedy("en")
        assert "{" not in finding.sentence("zh") + finding.remedy("zh")
