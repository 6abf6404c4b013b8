"""The commands that show what a round has come to: its status, changes, summary, sources."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from tianbao.commands.options import Department, Folder, Lang, LinesOrJson, Overwrite, TemplateFile, Unit

__all__ = ["archive", "changes", "export", "stats", "status", "summarize", "trace", "verify"]


def status(
    folder: Folder,
    format: Annotated[
        Literal["table", "json"], typer.Option("--format", help="A table for people, or JSON.")
    ] = "table",
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write a page (.html) or a workbook (.xlsx) instead."
        ),
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Draw the table anew every two seconds, until Ctrl-C.")
    ] = False,
    overwrite: Overwrite = False,
    lang: Lang = "zh",
) -> None:
    """Show where every department is: what came back, when, and whether it has errors."""
    import json
    from datetime import datetime

    from collection import CollectionError, Overview, Round, open_round, overview_of_round
    from tianbao.commands.terminal.console import columns, note, put, put_json
    from tianbao.commands.terminal.live import live
    from tianbao.output.round.overview import overview_text, overview_to_dict

    if output is not None and format == "json":
        raise CollectionError("copy-format-against-suffix", path=output, format=format)

    def seen() -> tuple[Round, Overview]:
        now = open_round(folder)
        with now.ledger() as ledger:
            return now, overview_of_round(now, ledger, datetime.now().astimezone().date())

    if watch and output is None and format == "table":
        live(lambda: overview_text(seen()[1], lang, columns()))
        return
    round, overview = seen()
    if output is not None:
        from collection import write_status

        write_status(overview, output, lang, outputs=round.outputs(output, overwrite=overwrite))
        note(f"已写入 Written: {output}")
    elif format == "json":
        put_json(json.dumps(overview_to_dict(overview), ensure_ascii=False, indent=2) + "\n")
    else:
        put(overview_text(overview, lang, columns()))


def summarize(
    folder: Folder,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="By default summary.xlsx in the folder."),
    ] = None,
    template: TemplateFile = None,
    unit: Unit = None,
    overwrite: Overwrite = False,
    lang: Lang = "zh",
) -> None:
    """Sum up the current return of each department; what was refused or set aside is left out."""
    from collection import fill_round_template, open_round, summarize_round
    from templates import Text
    from tianbao.commands.terminal.console import note
    from tianbao.commands.terminal.progress import progress_line
    from tianbao.commands.writing import check_template, with_input
    from tianbao.output.round.lines import summarized_lines

    check_template(template, output, {"--unit": unit is not None})
    round = open_round(folder)
    target = round.folder.summary if output is None else output
    outputs = with_input(round.outputs(target, overwrite=overwrite), template)
    with progress_line(Text("汇总", "Summing up"), lang) as progress:
        if template is None:
            body = summarize_round(round, target, lang, unit=unit, outputs=outputs, progress=progress)
        else:
            body = fill_round_template(round, template, target, lang, outputs=outputs, progress=progress)
    for line in summarized_lines(body, target, lang):
        note(line)


def export(
    folder: Folder,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="DATASET", help="A folder in which rounds add up."),
    ],
    overwrite: Overwrite = False,
    lang: Lang = "zh",
) -> None:
    """Write records, items and findings into a data set of Parquet, by year, in place of what was there."""
    from collection import export_round, open_round
    from templates import Text
    from tianbao.commands.terminal.console import note
    from tianbao.commands.terminal.progress import progress_line
    from tianbao.output.round.lines import exported_lines

    round = open_round(folder)
    outputs = round.outputs(output, overwrite=overwrite)
    with progress_line(Text("导出", "Exporting"), lang) as progress:
        exported = export_round(round, output, lang, outputs=outputs, progress=progress)
    for line in exported_lines(exported, output, lang):
        note(line)


def trace(
    folder: Folder,
    figure: Annotated[
        str,
        typer.Argument(
            metavar="CELL_OR_FIELD",
            help="A cell of the summary (总表!D7), or CODE:FIELD.",
        ),
    ],
    format: LinesOrJson = "table",
    lang: Lang = "zh",
) -> None:
    """Show where a figure came from: the cell, the file, and when it was received."""
    from collection import CollectionError, open_round, trace_cell
    from collection import trace as trace_figure
    from tianbao.commands.terminal.console import put, put_json
    from tianbao.output.json_output import json_text
    from tianbao.output.round.traces import trace_text, trace_to_dict

    code, _, field = figure.partition(":")
    if "!" in figure:
        found = trace_cell(open_round(folder), figure)
    elif code and field:
        found = trace_figure(open_round(folder), code, field)
    else:
        raise CollectionError("round-trace-unclear", found=figure)
    if format == "json":
        put_json(json_text(trace_to_dict(found)), None)
    else:
        put(trace_text(found, lang))


def changes(
    folder: Folder,
    department: Department,
    format: LinesOrJson = "table",
    lang: Lang = "zh",
) -> None:
    """Show field by field what the current return of a department changes of the one before."""
    from collection import open_round, superseded
    from tianbao.commands.terminal.console import columns, put, put_json
    from tianbao.output.changes import change_object, changes_text
    from tianbao.output.json_output import json_text
    from tianbao.output.round.traces import superseded_text

    found = superseded(open_round(folder), department)
    if format == "json":
        put_json(json_text([change_object(change, lang) for change in found.changes]), None)
    else:
        put(superseded_text(found, lang) + changes_text(found.changes, lang, columns()))


def stats(
    folder: Folder,
    format: Annotated[
        Literal["table", "json"], typer.Option("--format", help="A table for people, or JSON.")
    ] = "table",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE.xlsx", help="Write a workbook instead."),
    ] = None,
    overwrite: Overwrite = False,
    lang: Lang = "zh",
) -> None:
    """Show which rule cost how many departments how many returns, and which to change or explain first."""
    from collection import CollectionError, open_round, statistics_of_round, write_statistics
    from tianbao.commands.terminal.console import columns, note, put, put_json
    from tianbao.output.round.statistics import statistics_text, statistics_to_dict

    if output is not None and format == "json":
        raise CollectionError("copy-format-against-suffix", path=output, format=format)
    round = open_round(folder)
    with round.ledger() as ledger:
        found = statistics_of_round(round, ledger)
    if output is not None:
        write_statistics(found, output, lang, outputs=round.outputs(output, overwrite=overwrite))
        note(f"已写入 Written: {output}")
    elif format == "json":
        from tianbao.output.json_output import json_text

        put_json(json_text(statistics_to_dict(found, lang)), None)
    else:
        put(statistics_text(found, lang, columns()))


def archive(
    folder: Folder,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE.zip", help="The archive.")],
    pdf: Annotated[
        bool, typer.Option("--pdf", help="Official copies as PDF too, which needs LibreOffice.")
    ] = False,
    overwrite: Overwrite = False,
    lang: Lang = "zh",
) -> None:
    """Archive the round for the file room: all but its key, with digests and official copies."""
    from collection import archive_round, open_round
    from templates import Text
    from tianbao.commands.outcomes import CLEAN, ERRORS
    from tianbao.commands.terminal.console import note
    from tianbao.commands.terminal.progress import progress_line
    from tianbao.output.round.archive import archived_lines

    round = open_round(folder)
    outputs = round.outputs(output, overwrite=overwrite)
    with progress_line(Text("归档", "Archiving"), lang) as progress:
        archived = archive_round(round, output, lang, with_pdf=pdf, outputs=outputs, progress=progress)
    for line in archived_lines(archived, output, lang):
        note(line)
    raise typer.Exit(ERRORS if archived.has_errors else CLEAN)


def verify(
    place: Annotated[
        Path, typer.Argument(metavar="FILE_OR_FOLDER", help="An archive (.zip), or the folder of a round.")
    ],
    format: LinesOrJson = "table",
    lang: Lang = "zh",
) -> None:
    """Prove that an archive, or the folder of a round, still holds what its ledger and its digests say."""
    from collection import verify as verify_place
    from templates import Text
    from tianbao.commands.outcomes import CLEAN, ERRORS
    from tianbao.commands.terminal.console import put, put_json
    from tianbao.commands.terminal.progress import progress_line
    from tianbao.output.json_output import json_text
    from tianbao.output.round.archive import verified_lines, verified_to_dict

    with progress_line(Text("核对", "Verifying"), lang) as progress:
        verified = verify_place(place, progress=progress)
    if format == "json":
        put_json(json_text(verified_to_dict(verified)), None)
    else:
        put("".join(f"{line}\n" for line in verified_lines(verified, lang)))
    raise typer.Exit(ERRORS if verified.has_errors else CLEAN)
