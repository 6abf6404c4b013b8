"""A million project forms as Parquet, added up: `python -m benchmarks.sections.province`.

The records are made here, in the data set that `round export` writes: 100 cities, two years, 20,000
departments, 50 forms each, a form with four amounts and ten texts; nothing repeats but the names of cities,
departments and groups. The totals are those of four amounts by year, city and department, and by year and
group; pyarrow reads the columns that they need, on all cores. Medians of three runs, each in a process of its
own, which has not read the files before; memory is its peak, imports included.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks.limits import Limit
from benchmarks.means.memory import peak_megabytes

__all__ = ["lines", "main"]

_CITIES, _DEPARTMENTS, _YEARS, _FORMS = 100, 200, (2025, 2026), 1_000_000
_MOST_SECONDS, _MOST_MEGABYTES, _RUNS = 10, 1000, 3
_AMOUNTS = ("budget.fiscal", "budget.other", "budget.total", "budget.last_year")
_GROUPS = ("教科文", "行政政法", "经济建设", "农业农村", "社会保障")
_WORDS = (
    "支持保障提升开展建设完善推进落实服务管理项目资金城乡教育医疗水利交通环境设施改造维护能力体系水平人才培训"
)
_FORM = """
form: project-goals
version: "1"
title: {zh: 项目支出绩效目标申报表, en: Project goals}
columns: [18, 18]
parameters:
  year: {minimum: 2000, maximum: 2100}
  unit: {options: [万元, 元], default: 万元}
roster: {name: department.name}
body:
- row: [{label: 项目名称}, {field: project.name, kind: text}]
- row: [{label: 项目编码}, {field: project.code, kind: text}]
- row: [{label: 项目类型}, {field: project.type, kind: text}]
- row: [{label: 主管部门}, {field: department.name, kind: text}]
- row: [{label: 填报人}, {field: department.filled_by, kind: text}]
- row: [{label: 财政拨款}, {field: budget.fiscal, kind: money}]
- row: [{label: 其他资金}, {field: budget.other, kind: money}]
- row: [{label: 合计}, {field: budget.total, kind: money, formula: "SUM(budget.fiscal, budget.other)"}]
- row: [{label: 上年}, {field: budget.last_year, kind: money}]
- row: [{label: 立项依据}, {field: basis, kind: text}]
- row: [{label: 项目内容}, {field: content, kind: text}]
- row: [{label: 年度目标}, {field: goal, kind: text}]
- row: [{label: 数量指标}, {field: output, kind: text}]
- row: [{label: 效益指标}, {field: benefit, kind: text}]
"""


def _schema(folder: Path) -> Any:
    """Return the schema that the records of such a form have in a data set."""
    from collection.round.results.exporting import export_columns
    from collection.summary.arrow import arrow_schema
    from templates import compile, load

    path = folder / "project-goals.yaml"
    path.write_text(_FORM, encoding="utf-8")
    return arrow_schema(export_columns(compile(load(path), {"year": _YEARS[0]}))["records"])


def _made(folder: Path, forms: int) -> None:
    """Write the data set, a file for each city and year."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = _schema(folder)
    chance = random.Random(2026)
    pool = ["".join(chance.choices(_WORDS, k=40)) for _ in range(5_000)]
    each = forms // (_CITIES * len(_YEARS))
    for year in _YEARS:
        place = folder / "export" / "project-goals" / "records" / f"year={year}"
        place.mkdir(parents=True)
        for city in range(_CITIES):
            held = _records(city, f"{year}{city:08x}", each, chance)
            texts = [name for name in schema.names if name not in held]
            held |= {name: [a + b for a, b in _pairs(pool, each, chance)] for name in texts}
            table = pa.table({name: held[name] for name in schema.names}, schema=schema)
            pq.write_table(table, place / f"{year}{city:08x}.parquet", compression="zstd")


def _pairs(pool: Sequence[str], count: int, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Yield so many pairs of texts, of which hardly any two are the same."""
    return zip(chance.choices(pool, k=count), chance.choices(pool, k=count), strict=True)


def _records(city: int, name: str, count: int, chance: random.Random) -> dict[str, list[Any]]:
    """Return what the records of a city hold besides texts that say something, by the names of columns."""
    numbers = range(count)
    departments = [number * _DEPARTMENTS // count for number in numbers]
    names = [f"示例市{city}第{department}局" for department in departments]
    fiscal, other, before = ([Decimal(chance.randrange(10**9)) / 100 for _ in numbers] for _ in range(3))
    return {
        "issuer": [f"示例市{city}财政局"] * count,
        "round": [name] * count,
        "department_code": [f"{department + 1:06d}" for department in departments],
        "department": names,
        "group": [_GROUPS[department % len(_GROUPS)] for department in departments],
        "department.name": names,
        "project.code": [f"{city:03d}{number:08d}" for number in numbers],
        "project.type": ["特定目标类"] * count,
        "budget.fiscal": fiscal,
        "budget.other": other,
        "budget.total": [one + two for one, two in zip(fiscal, other, strict=True)],
        "budget.last_year": before,
        "state": ["accepted"] * count,
        "is_late": [int(number % 7 == 0) for number in numbers],
        "errors": [0] * count,
        "warnings": [number % 5 for number in numbers],
        "notices": [number % 3 for number in numbers],
        "file": [f"{number:08x}.xlsx" for number in numbers],
    }


def _totals(folder: Path) -> dict[str, float]:
    """Add the records up, in this very process."""
    start, before = time.perf_counter(), time.process_time()
    import pyarrow.compute as pc
    import pyarrow.dataset as ds

    records = ds.dataset(folder / "export" / "project-goals" / "records", partitioning="hive")
    keys = ["year", "issuer", "department_code", "department", "group"]
    table = records.to_table(columns=[*keys, *_AMOUNTS])
    sums: Any = [(amount, "sum") for amount in _AMOUNTS]
    departments = table.group_by(keys[:-1]).aggregate(sums)
    groups = table.group_by(["year", "group"]).aggregate(sums)
    seconds, processor = time.perf_counter() - start, time.process_time() - before
    assert departments.num_rows == _CITIES * _DEPARTMENTS * len(_YEARS)
    assert groups.num_rows == len(_GROUPS) * len(_YEARS)
    amount = f"{_AMOUNTS[0]}_sum"
    totals: Any = [pc.sum(one[amount]).as_py() for one in (departments, groups)]
    assert totals[0] == totals[1] > 0, "nothing is lost, and every fen is there"
    figures = {"seconds": seconds, "processor": processor, "megabytes": peak_megabytes()}
    return {**figures, "forms": table.num_rows}


def _in_a_process(folder: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.sections.province", "--totals", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def lines(limits: list[Limit], forms: int = _FORMS) -> list[str]:
    """Measure, and return the lines of the report's section; what has a limit goes to `limits` too."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        start = time.perf_counter()
        _made(folder, forms)
        making = time.perf_counter() - start
        files = list(folder.rglob("*.parquet"))
        size = sum(file.stat().st_size for file in files) / 2**20
        found = [_in_a_process(folder) for _ in range(_RUNS)]
    seconds, processor = (statistics.median(one[name] for one in found) for name in ("seconds", "processor"))
    megabytes = max(one["megabytes"] for one in found)
    assert found[0]["forms"] == forms
    limits.append(
        Limit(f"totals of {forms:,} project forms by department and year", seconds, _MOST_SECONDS, "s")
    )
    limits.append(Limit(f"totals of {forms:,} project forms, memory", megabytes, _MOST_MEGABYTES, "MB"))
    return [
        "## A province in Parquet",
        "",
        *(line for line in (__doc__ or "").partition("\n\n")[2].splitlines() if line),
        "",
        "| project forms | files | size | a form | written in | totals in | processor | memory |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|",
        f"| {forms:,} | {len(files)} | {size:.0f} MB | {size * 2**20 / forms:.0f} bytes |"
        f" {making:.0f} s | {seconds:.2f} s | {processor:.2f} s | {megabytes:.0f} MB |",
        "",
        *_load(),
    ]


def _load() -> list[str]:
    """Say how much else the machine does, where the system tells: seconds depend on it."""
    if not hasattr(os, "getloadavg"):
        return []
    return [f"The load of the machine, of {os.cpu_count()} cores, was {os.getloadavg()[0]:.1f} at the end."]


def main(arguments: Sequence[str]) -> None:
    """Print the report, of as many forms as are named; `--totals FOLDER` adds up what is there."""
    if arguments and arguments[0] == "--totals":
        print(json.dumps(_totals(Path(arguments[1]))))
    else:
        limits: list[Limit] = []
        print("\n".join(lines(limits, *map(int, arguments))))
        print(
            *(f"{one.work}: {one.shown(one.measured)} of {one.shown(one.most)}" for one in limits), sep="\n"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
