"""What official copies are made of: workbooks, and records in each form in which they are printed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from collection import CollectionError, Source, sources_in
from reader import read
from reader.settings import USUAL
from template_builder import build
from templates import TianbaoError, ValuesError, compile, load
from tests.forms import TRAVEL_PLAN
from tianbao.output.json_output import json_array, json_entry, json_line, reading_object

TRAVEL = compile(load(TRAVEL_PLAN), {"year": 2024})
TRIP = {"purpose": "开会", "region": "华中", "city": "武汉", "days": 2, "cost": 3}
VALUES = {"department": "某局", "trips": [TRIP]}


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    build(TRAVEL, tmp_path / "某局.xlsx", VALUES)
    return tmp_path / "某局.xlsx"


def record(**changed: Any) -> dict[str, Any]:
    return {"form": "travel-plan", "version": "3", "parameters": {"year": 2024}, "values": VALUES, **changed}


def written(folder: Path, entry: object) -> Path:
    file = folder / "record.json"
    file.write_text(json.dumps(entry, ensure_ascii=False), encoding="utf-8")
    return file


def only(sources: list[Source]) -> Source:
    (source,) = sources
    return source


def test_a_workbook_and_each_form_of_its_record_hold_the_same(workbook: Path, tmp_path: Path) -> None:
    forms = [load(TRAVEL_PLAN)]
    reading = read(workbook, forms)
    files: dict[str, str] = {
        "array.json": json_array([json_entry(reading_object(reading))]),
        "lines.jsonl": json_line(reading_object(reading)),
        "reading.json": json.dumps(reading.to_dict()),
        "beside.json": json.dumps({**record(), "parameters": None, "year": 2024}),
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    for file in (workbook, *map(tmp_path.joinpath, files)):
        found = only(sources_in([file])).filled_form(forms, USUAL)
        assert found.cell_map.digest == TRAVEL.digest
        assert found.values["department"] == "某局"
        assert [str(trip["cost"]) for trip in found.values["trips"]] == ["3"]


def test_folders_have_their_workbooks(workbook: Path) -> None:
    assert [source.place for source in sources_in([workbook.parent])] == [str(workbook)]
    empty = workbook.parent / "empty"
    empty.mkdir()
    with pytest.raises(CollectionError, match="no workbook"):
        sources_in([empty])


def test_several_records_of_a_file_are_told_apart(tmp_path: Path) -> None:
    file = written(tmp_path, [record(file="C:\\收回\\甲局.xlsx"), record(file="乙局.xls"), record()])
    found = sources_in([file])
    assert [source.name for source in found] == ["甲局", "乙局", "record-3"]
    assert found[1].place == f"{file}[2]"
    assert only(sources_in([written(tmp_path, record())])).name == "record"


def test_errors_are_noticed_whatever_they_come_from(workbook: Path, tmp_path: Path) -> None:
    forms = [load(TRAVEL_PLAN)]
    build(TRAVEL, workbook, {"trips": [TRIP]})
    reading = read(workbook, forms)
    entries = (reading_object(reading), json.loads(json.dumps(reading.to_dict())), record(findings=[{}]))
    assert only(sources_in([workbook])).filled_form(forms, USUAL).has_errors
    (tmp_path / "r.json").write_text(json_array([json_entry(entries[0])]), encoding="utf-8")
    assert only(sources_in([tmp_path / "r.json"])).filled_form(forms, USUAL).has_errors
    assert only(sources_in([written(tmp_path, entries[1])])).filled_form(forms, USUAL).has_errors
    assert not only(sources_in([written(tmp_path, entries[2])])).filled_form(forms, USUAL).has_errors


def _edited(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], dict[str, Any]]:
    def made(workbook: Path) -> dict[str, Any]:
        entry: dict[str, Any] = json.loads(json.dumps(read(workbook, [load(TRAVEL_PLAN)]).to_dict()))
        change(entry)
        return entry

    return made


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (lambda _: record(form=None), "record-without-form"),
        (lambda _: record(values=None), "json-without-values"),
        (lambda _: {"status": "unreadable", "values": None}, "json-without-values"),
        (lambda _: 5, "json-without-values"),
        (_edited(lambda entry: entry.pop("stamp")), "record-misshapen"),
        (_edited(lambda entry: entry["values"].update(trips=5)), "record-misshapen"),
        (_edited(lambda entry: entry["form"].update(digest="0")), "record-unreadable"),
        (_edited(lambda entry: entry["form"].update(form="other")), "record-unreadable"),
    ],
)
def test_what_is_no_record_is_told(
    workbook: Path, tmp_path: Path, made: Callable[[Path], object], code: str
) -> None:
    file = written(tmp_path, made(workbook))
    with pytest.raises(ValuesError) as refused:
        only(sources_in([file])).filled_form([load(TRAVEL_PLAN)], USUAL)
    assert refused.value.code == "at-place"
    assert code in repr(refused.value.what) or _sentence_of(code) in refused.value.sentence("zh")
    assert str(file) in refused.value.sentence("zh")


def _sentence_of(code: str) -> str:
    return ValuesError(code, reason="").sentence("zh").split("，")[0]


@pytest.mark.parametrize("text", ["", "{", '{"values": 1', '[{"form": "x", "form": "y"}]'])
def test_a_file_that_is_no_json_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "record.json").write_text(text, encoding="utf-8")
    with pytest.raises(ValuesError, match=r"record\.json"):
        sources_in([tmp_path / "record.json"])


def test_a_workbook_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "b.xlsx").write_bytes(b"x")
    with pytest.raises(TianbaoError, match=r"b\.xlsx"):
        only(sources_in([tmp_path / "b.xlsx"])).filled_form((), USUAL)
    with pytest.raises(TianbaoError, match="gone"):
        only(sources_in([tmp_path / "gone.xlsx"])).filled_form((), USUAL)
    with pytest.raises(ValuesError, match="gone"):
        sources_in([tmp_path / "gone.json"])
