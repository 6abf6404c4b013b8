"""What a command that reads many files may write, and the workbooks of a roster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from collection import (
    CollectionError,
    Outputs,
    WorkbookResult,
    find_files,
    issue,
    prefilled_for,
    read_template,
)
from templates import Form, Text, stamp_texts
from tianbao.commands.arguments import form_of
from tianbao.commands.terminal.console import note
from tianbao.commands.terminal.progress import progress_line

__all__ = ["build_many", "check_summary", "check_template", "outputs_beside", "with_input"]


def outputs_beside(
    files: Sequence[Path], forms: Sequence[Path] | None, key: Path | None, *, overwrite: bool
) -> Outputs:
    """Return what may be written by a command that reads these files, and the workbooks in these folders."""
    named = (*files, *(forms or ()), *(() if key is None else (key,)))
    known = tuple(form_of(str(path)) for path in forms or ())
    return Outputs(named, tuple(find_files(files)), known, overwrite)


def with_input(outputs: Outputs, template: Path | None) -> Outputs:
    """Return the same where a template is read too, which is never replaced."""
    return outputs if template is None else replace(outputs, inputs=(*outputs.inputs, template))


def check_template(template: Path | None, output: Path | None, others: Mapping[str, bool]) -> None:
    """Check a template before anything else is read, and that an output, but none of `others`, is given.

    Raises `CollectionError`.
    """
    if template is None:
        return
    if output is None:
        raise CollectionError("template-needs-output")
    for option, is_given in others.items():
        if is_given:
            raise CollectionError("template-with-option", option=option)
    read_template(template)


def check_summary(outputs: Outputs, output: Path, *, is_workbook: bool) -> None:
    """Check that a summary may be written: a workbook, or a folder of tables. Raises `CollectionError`."""
    if is_workbook:
        outputs.check({output: WorkbookResult()})
    else:
        outputs.check_folder(output)


def build_many(
    form: Form,
    parameters: Mapping[str, object],
    inputs: tuple[Path, Path | None, Sequence[Path]],
    carry: Sequence[str],
    output: Path,
    secret: bytes | None,
    look: dict[str, Any],
) -> None:
    """Build the workbooks of a roster, from `inputs`: roster, common values, and what was returned before."""
    roster, values, earlier = inputs
    many = prefilled_for(form, parameters, roster, earlier, values, carry)

    def stamp(code: str, locked: str = "") -> tuple[str, ...]:
        return stamp_texts(many.cell_map, department=code, key=secret, locked=locked)

    lang = look["language"]
    for line in many.lines(lang):
        note(line)
    look |= {"stamp": stamp, "rolled": many.rolled}
    with progress_line(Text("生成", "Building"), lang) as progress:
        issued = issue(many.cell_map, many.roster, output, many.values, progress=progress, **look)
    note(f"已生成 {issued.count} 份 Built {issued.count} workbooks: {issued.folder}")
