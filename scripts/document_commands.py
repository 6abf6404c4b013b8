"""Writes docs/commands.md from the help texts of the commands; a test checks that it is current."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command
from typer.testing import CliRunner

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs" / "commands.md"

HEAD = """# The commands

Generated from the help texts by `python scripts/document_commands.py`.

Output for machines goes to stdout alone, all else to stderr. Exit status: 0 clean, 1 there are findings of
severity error, 2 a usage error or nothing readable, 130 interrupted with Ctrl-C: what was done so far is
printed then, but no file is written. `print` prints whatever is found, and ends with 2 only where a file
could not be read.

Of a folder the workbooks are read; what else lies in it is counted, and named where it might hold a form. A
table of several files lists those with findings (`--all`: all of them) and ends in a tally.

Words for people leave in the encoding that the terminal or `PYTHONIOENCODING` says (GBK in a Chinese
console); a character that it lacks is written as `\\uXXXX`. JSON, JSON lines and every file are UTF-8.

`tianbao --install-completion` lets the Tab key complete commands, options, forms, languages and files in
bash, zsh, fish and PowerShell. In PowerShell it also allows profiles to run (`Set-ExecutionPolicy
Unrestricted` for the current user); `tianbao --show-completion` only prints what belongs in a profile.
"""

ROSTER = """## The roster

`tianbao build --roster FILE` takes a workbook (its first sheet), or a CSV file in UTF-8, UTF-16 or GB18030:
[an example](../examples/roster.csv). One of the first rows names the columns, in any order; a title may stand
above. The name and the code of a department are locked in its workbook.

| column | its heads | |
|---|---|---|
{columns}
| a field | path or label: `department.phone`, 联系电话 | prefilled |
| passed over | {passed_over} | |

Any other head is a mistake that is named, so that nothing of a roster gets lost.
"""

VALUES = """## Values

`tianbao build --values FILE.json` takes a record: an object with the names of fields as keys. A dot in a name
is an object within, a repeat is a list with an object for each item; a field called `self` makes it a list of
plain values. What is not named stays blank; what is computed is not given; a name that the form does not have
is a mistake. `tianbao schema FORM` prints the JSON Schema, `tianbao map FORM` the names.

```json
{values}
```

Amounts and numbers are numbers or texts of digits, shares fractions (`0.25` is 25 %), dates and months
`"2026-03-05"` and `"2026-03"`. A constant of a repeat says which block an item belongs to. The same object
under the key `values`, as `tianbao read FILE --format json` prints it, does as well.
"""

VALUES_EXAMPLE = """{
  "department": {"name": "示例市教育局", "phone": "0711-3355678"},
  "income": {"fiscal": {"amount": 752.20}},
  "projects": [
    {"name": "康复训练", "total_budget": 520, "year_budget": "243.80"},
    {"name": "辅具适配", "total_budget": 180, "year_budget": 90}
  ],
  "annual_goals": [
    {
      "goal": "残疾儿童应救尽救",
      "indicators": [{"level1": "产出指标", "level3": "训练人数", "target": "≥500人"}]
    }
  ]
}"""

REPLACED = """## What is replaced

Commands that write look first at what is there. A refusal writes nothing at all, of a roster not one file.

| what is there | what becomes of it |
|---|---|
| nothing, an empty file | is written |
| a workbook of ours: blank, prefilled, copy, summary | is replaced while nobody has typed into it |
| a workbook with a stamp that holds no more than a fresh blank | is replaced |
| an archive by `round archive` of the same round, unchanged | is replaced |
| a report by `read -o`, a page by `round status -o`, a copy in PDF, unchanged | is replaced |
| JSON, JSON lines, CSV or Parquet with the same keys or columns | is replaced |
| what the same round has in a data set (`round export`) | is replaced |
| a form with values, explanations, comments or pictures of somebody | stays; `--overwrite` replaces it |
| a result that was changed since, or of another shape | stays; `--overwrite` replaces it |
| any other file | stays; `--overwrite` replaces it |
| an input of the same command, by whatever name or link; what a round is kept in | stays |
| a folder, a read-only file, a file that is open in an office program | stays |
| a link | what it leads to is treated so; the link stays |
| a pipe, a device | is written into |

A workbook of ours is known by its seal, a property of the document: a sum of what its cells hold. A workbook
is called `.xlsx`; a name that ends as other files do (`-o x.pdf`, `--roster … -o x.xlsx`, `read -o x.json`
without `--format json`) is a mistake.
"""

LIMITS = """## What is read

Any spreadsheet is known by its content, whatever its name: .xlsx, .xlsm, .xltx, .xls, .xlsb, .ods, .fods,
Excel 2003 XML, also within a .zip or under a password. Nothing in a file is run, followed or fetched; macros
and links are named. A file that is larger than any form, or claims to be, is refused (`too-large`): the
limits stand in `reader/containers/limits.py`, and `TIANBAO_LIMITS=4` in the environment makes all of them
four times as large. What reading a file may take is bounded by these limits alone, on every system.
"""

MEANINGS = {
    "name": "must be there; also in the name of the file",
    "code": "in the stamp and the file name of the workbook, and in the form where that has a field for it",
    "contact": "goes where the form asks for the person who fills it in",
    "email": "where letters go; an address that is none is a mistake",
    "group": "what departments are listed and summed up by",
    "parent": "the department that is over it",
}


def roster() -> str:
    """Return the section on the columns of a roster."""
    from collection.roster.heads import COLUMNS, PASSED_OVER

    rows = [
        f"| {heads[0]} | {'、'.join((*heads[1:], f'`{column}`'))} | {MEANINGS[column]} |"
        for column, heads in COLUMNS.items()
    ]
    return ROSTER.format(columns="\n".join(rows), passed_over="、".join(PASSED_OVER))


def document() -> str:
    """Return the page: the help text of the command, and of each of its commands."""
    sys.path.insert(0, str(ROOT))
    from cli import app

    runner = CliRunner(env={"COLUMNS": "96", "TERMINAL_WIDTH": "96", "NO_COLOR": "1"})
    parts = [HEAD]
    for words in _calls(get_command(app), []):
        shown = runner.invoke(app, [*words, "--help"], prog_name="tianbao")
        title = " ".join(["tianbao", *words])
        parts.append(f"## `{title}`\n\n```text\n{shown.stdout.strip()}\n```\n")
    parts += [VALUES.replace("{values}", VALUES_EXAMPLE), roster(), LIMITS, REPLACED]
    return "\n".join(parts)


def _calls(command: Any, words: list[str]) -> Iterator[list[str]]:
    """Yield the words of a command, and of all commands below it."""
    yield words
    for name, below in sorted(getattr(command, "commands", {}).items()):
        yield from _calls(below, [*words, name])


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
