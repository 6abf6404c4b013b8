"""A form from blank to summary, with the data of one real department and two made-up ones."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

from collection.folders import make_folder
from collection.intake.read_batch import read_files
from collection.outputs.outputs import OURS, Outputs
from collection.outputs.results import WorkbookResult
from collection.summary.export import export
from collection.summary.naming import label_of
from collection.summary.summary import sum_up
from collection.summary.tables import value_or_none
from reader import Reading
from template_builder import build
from templates import Language, Text, builtin, compile
from templates.kinds.shared.content import plain_text
from tianbao.output.report import counts_text, report_text
from tianbao.output.terminal import Paint, plain_paint

__all__ = ["Demo", "run_demo"]

_SHOWN = 4
"""Parts of the report that are shown: its head, and the first three findings."""


@dataclass(frozen=True, slots=True)
class Demo:
    """The workbooks that a demonstration left behind."""

    blank: Path
    filled: tuple[Path, ...]
    summary: Path


def run_demo(
    folder: Path,
    say: Callable[[str], None],
    outputs: Outputs = OURS,
    *,
    language: Language = "zh",
    columns: int = 100,
    paint: Paint = plain_paint,
) -> Demo:
    """Build a blank, fill it, read what was filled, report on it and sum it up, all in `folder`.

    `folder` is made if it is missing. `say` is called with what each step did, in lines of at most `columns`.
    `outputs` says which files there may be replaced; those of an earlier demonstration are, while nobody has
    typed into them.

    Raises:
        CollectionError: the folder cannot be made, or a file in it must be left alone; nothing is written.
        BuildError: a workbook cannot be written.
    """
    data = _data()
    form = builtin(data["form"])
    cell_map = compile(form, data["parameters"])
    blank, summary = folder / "空白表.xlsx", folder / "汇总表.xlsx"
    filled = tuple(folder / f"{entry['file']}.xlsx" for entry in data["departments"])
    outputs.check_folder(folder)
    if os.path.isdir(folder):
        outputs.check(dict.fromkeys((blank, *filled, summary), WorkbookResult()))
    make_folder(folder)
    build(cell_map, blank, language=language)
    say(_step(language, f"1. 空白表已生成：{blank}", f"1. The blank form: {blank}"))
    for path, entry in zip(filled, data["departments"], strict=True):
        build(cell_map, path, entry["values"], language=language)
    say(_step(language, f"2. 已按真实数据填好：{filled[0]}", f"2. Filled with real data: {filled[0]}"))
    readings = read_files(filled)
    say(_step(language, "3. 收回后读取，审核人员看到的是：", "3. Read as it came back; the officer sees:"))
    _say_report(say, readings[:1], language, columns, paint)
    for line in _printed(readings[0], data["departments"][0].get("printed", {})):
        say(line.say(language))
    export(sum_up(readings), summary, "xlsx", language)
    say(_step(language, "4. 与另外两个虚构单位一起汇总：", "4. Summed up with two made-up departments:"))
    _say_files(say, readings, summary, language, paint)
    return Demo(blank, filled, summary)


def _data() -> Mapping[str, Any]:
    text = (files("tianbao.commands") / "data" / "demo.json").read_text(encoding="utf-8")
    return dict(json.loads(text, parse_float=Decimal))


def _step(language: Language, zh: str, en: str) -> str:
    return Text(zh, en).say(language)


def _say_report(
    say: Callable[[str], None], readings: Sequence[Reading], language: Language, columns: int, paint: Paint
) -> None:
    """Say the beginning of a report: its head and the first findings, the errors among them."""
    parts = report_text(readings, language, columns, paint).rstrip().split("\n\n")
    say("\n" + "\n\n".join(parts[:_SHOWN]))
    more = Text("……另有 {count} 项，全部见：{command}", "... {count} more; see all of them with {command}")
    command = f"tianbao read {readings[0].file}"
    say("\n  " + more.say(language).format(count=len(parts) - _SHOWN, command=command) + "\n")


def _printed(reading: Reading, printed: Mapping[str, Decimal]) -> Iterator[Text]:
    """Say what the paper form prints where the workbook computes something else."""
    assert reading.cell_map is not None
    for field, number in printed.items():
        computed = value_or_none(reading.computed, field.split("."))
        label, found = label_of(reading.cell_map, field), plain_text(computed)
        yield Text(
            f"   （原件上“{label.zh}”印的是 {number}，按明细计算应为 {found}。）",
            f"   (The paper form prints {number} for “{label.en}”; its parts add up to {found}.)",
        )


def _say_files(
    say: Callable[[str], None], readings: Sequence[Reading], summary: Path, language: Language, paint: Paint
) -> None:
    clean = Text("没有问题", "clean").say(language)
    for reading in readings:
        say(f"   {reading.file}  {counts_text([reading], language, paint) or clean}")
    say(f"   {summary}")
    say(
        _step(
            language,
            "以上四个工作簿（三份填好的表和汇总表）都可以用 Excel、WPS 或 LibreOffice 打开。",
            "These four workbooks, three filled forms and the summary, open in Excel, WPS and LibreOffice.",
        )
    )
