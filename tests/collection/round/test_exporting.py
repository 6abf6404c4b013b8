"""A data set holds what counts in each round, once, whatever is exported again or killed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from collection import CollectionError, Round, collect, decide, export_round, open_round
from collection.round.ledger.events import EventKind
from collection.round.results.exporting import export_columns
from collection.summary import dataset
from collection.summary.arrow import arrow_schema
from template_builder import BuildError
from tests.collection.round.rosters import begun, sent_back
from tests.test_cli import Run, run

__all__ = ["run"]

LISTS = ("projects", "goals.long_term", "goals.annual", "long_term_goals", "annual_goals")
TABLES = ["records", "findings", *LISTS, "long_term_goals.indicators", "annual_goals.indicators"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a round: one return is right, one wrong, one department has returned nothing."""
    folder = tmp_path_factory.mktemp("exporting")
    round = begun(folder)
    sent = folder / "sent"
    sent.mkdir()
    (sent / "a.xlsx").write_bytes(sent_back(round, "101001", "甲局"))
    (sent / "b.xlsx").write_bytes(sent_back(round, "101002", "乙局", wrong=1))
    (sent / "c.xlsx").write_bytes(b"no workbook")
    collect(round, [sent])
    return round.folder.path


@pytest.fixture
def round(made: Path, tmp_path: Path) -> Round:
    shutil.copytree(made, tmp_path / "2026")
    return open_round(tmp_path / "2026")


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def table(folder: Path, name: str) -> pa.Table:
    return ds.dataset(folder / "department-goals" / name, partitioning="hive").to_table()


def test_each_table_has_a_file_of_the_round_in_its_year(round: Round, tmp_path: Path) -> None:
    exported = export_round(round, tmp_path / "out")
    assert set(files(tmp_path / "out")) == {
        f"department-goals/{name}/year=2020/{round.id}.parquet" for name in TABLES
    }
    assert exported.departments == exported.rows["records"] == 2
    records = table(tmp_path / "out", "records").to_pylist()
    assert [
        (one["year"], one["round"], one["department_code"], one["department"], one["group"], one["state"])
        for one in records
    ] == [
        (2020, round.id, "101001", "甲局", "行政", "ready"),
        (2020, round.id, "101002", "乙局", "行政", "errors"),
    ]
    assert records[1]["errors"] > records[0]["errors"] == 0
    assert records[0]["projects_count"] == len(
        [one for one in table(tmp_path / "out", "projects").to_pylist() if one["department_code"] == "101001"]
    )


def test_amounts_are_exact_and_in_yuan(round: Round, tmp_path: Path) -> None:
    assert round.cell_map.parameters["unit"] == "万元"
    export_round(round, tmp_path / "out")
    with round.ledger() as ledger:
        (kept,) = [json.loads(one) for one in [_reading(round, ledger)]]
    said = Decimal(kept["values"]["income"]["fiscal"]["amount"])
    found = table(tmp_path / "out", "records").to_pylist()[0]["income.fiscal.amount"]
    assert found == said * 10_000
    assert isinstance(found, Decimal)
    share = table(tmp_path / "out", "records").to_pylist()[0]["income.fiscal.share"]
    assert 0 < share <= 1


def _reading(round: Round, ledger: object) -> str:
    from collection import state_of_round

    state = state_of_round(round, ledger)  # type: ignore[arg-type]
    current = state.departments[0].current
    assert current is not None
    return str(ledger.reading(current.digest, current.verdict.rules))  # type: ignore[attr-defined]


def test_findings_are_told_with_their_severity_and_whether_the_return_counts(
    round: Round, tmp_path: Path
) -> None:
    export_round(round, tmp_path / "out", "en")
    found = table(tmp_path / "out", "findings").to_pylist()
    errors = [one for one in found if one["severity"] == "error" and one["is_counted"]]
    assert {one["department_code"] for one in errors} == {"101002"}
    assert all(one["sentence"] and one["code"] for one in found)


def test_done_again_nothing_changes_and_other_rounds_stay(round: Round, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export_round(round, out)
    before = files(out)
    export_round(round, out)
    assert files(out) == before
    (tmp_path / "other").mkdir()
    other = begun(tmp_path / "other")
    export_round(other, out)
    assert before.items() <= files(out).items()
    assert len(files(out)) == 2 * len(before)
    assert export_round(other, out).departments == 0
    assert table(out, "records").num_rows == 2


def test_what_no_longer_counts_is_gone(round: Round, tmp_path: Path) -> None:
    export_round(round, tmp_path / "out")
    decide(round, EventKind.REFUSED, "101002", "重报")
    export_round(round, tmp_path / "out")
    assert table(tmp_path / "out", "records")["department_code"].to_pylist() == ["101001"]
    assert set(table(tmp_path / "out", "projects")["department_code"].to_pylist()) == {"101001"}


def test_a_round_has_one_year(round: Round, tmp_path: Path) -> None:
    export_round(round, tmp_path / "out")
    settings = round.folder.settings
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("year = 2020", "year = 2025"), encoding="utf-8"
    )
    export_round(open_round(round.folder.path), tmp_path / "out")
    assert {Path(name).parent.name for name in files(tmp_path / "out")} == {"year=2025"}


@pytest.mark.parametrize("breaks_at", [1, 5, 9, 10, 13, 18])
def test_killed_in_the_middle_whole_files_are_left(
    round: Round, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, breaks_at: int
) -> None:
    """Up to the last file written beside, all are those of before; the next run mends what was begun."""
    out = tmp_path / "out"
    export_round(round, out)
    before = files(out)
    decide(round, EventKind.REFUSED, "101002", "重报")
    steps = 0

    class Killed(BaseException):
        pass

    def step(done: object) -> object:
        def doing(*arguments: object, **named: object) -> object:
            nonlocal steps
            steps += 1
            if steps == breaks_at:
                raise Killed
            return done(*arguments, **named)  # type: ignore[operator]

        return doing

    with monkeypatch.context() as patch:
        patch.setattr(dataset.TableFile, "close", step(dataset.TableFile.close))
        patch.setattr(Path, "replace", step(Path.replace))
        patch.setattr(Path, "unlink", lambda *_, **__: None)  # who is killed tidies nothing up
        with pytest.raises(Killed):
            export_round(round, out)
    left = {name: held for name, held in files(out).items() if name.endswith(".parquet")}
    assert left.keys() == before.keys()
    if breaks_at <= len(TABLES) + 1:
        assert left == before
    export_round(round, out)
    mended = files(out)
    assert mended.keys() == before.keys()
    shutil.rmtree(out)
    export_round(round, out)
    assert files(out) == mended
    assert mended != before


def kills() -> Iterator[float]:
    yield from (0.05, 0.2, 0.5)


@pytest.mark.program
def test_killed_at_any_moment_a_query_meets_whole_files_alone(round: Round, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export_round(round, out)
    before = files(out)
    words = ["round", "export", str(round.folder.path), "-o", str(out)]
    for after in kills():
        with subprocess.Popen([sys.executable, "-c", f"import cli; cli.main({words!r})"]) as process:
            while not list(out.rglob(".*.tmp")) and process.poll() is None:
                time.sleep(0.001)
            time.sleep(after / 10)
            process.kill()
        assert all(pq.read_schema(path) for path in out.rglob("*.parquet"))
        assert table(out, "records").num_rows == 2
    export_round(round, out)
    assert files(out) == before


def test_what_is_not_ours_stays(round: Round, tmp_path: Path) -> None:
    export_round(round, tmp_path / "out")
    place = tmp_path / "out" / "department-goals" / "projects" / "year=2020" / f"{round.id}.parquet"
    for content in (b"notes", _parquet()):
        place.write_bytes(content)
        before = files(tmp_path / "out")
        with pytest.raises(CollectionError, match=f"{round.id}.parquet"):
            export_round(round, tmp_path / "out", outputs=round.outputs(tmp_path / "out"))
        assert files(tmp_path / "out") == before
    export_round(round, tmp_path / "out", outputs=round.outputs(tmp_path / "out", overwrite=True))
    assert table(tmp_path / "out", "projects").num_rows > 0


def _parquet() -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table({"a": [1]}), sink)
    return sink.getvalue().to_pybytes()


def test_the_folders_of_the_round_take_no_data_set(round: Round) -> None:
    place = round.folder.returned / "out"
    with pytest.raises(CollectionError):
        export_round(round, place, outputs=round.outputs(place))
    assert not place.exists()


def test_a_disk_that_takes_nothing_is_told(
    round: Round, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(BuildError, match="No space left"):
        export_round(round, tmp_path / "out")
    assert files(tmp_path / "out") == {}


def test_the_columns_are_those_that_are_written(round: Round, tmp_path: Path) -> None:
    export_round(round, tmp_path / "out")
    columns = export_columns(round.cell_map)
    assert {*columns, "findings"} == set(TABLES)
    for name, own in columns.items():
        (path,) = (tmp_path / "out" / "department-goals" / name).rglob("*.parquet")
        assert pq.read_schema(path).equals(arrow_schema(own))
        assert pq.read_schema(path).metadata[b"tianbao.round"] == round.id.encode()


def test_the_command_says_what_it_wrote(round: Round, tmp_path: Path, run: Run) -> None:
    status, printed, told = run("round", "export", str(round.folder.path), "-o", str(tmp_path / "out"))
    assert status == 0, told
    assert f"已导出 2 个部门到 {tmp_path / 'out'}" in printed + told
    assert "records 2" in printed + told
