"""Beginning a round: its folder with settings, roster, key and ledger, all of it or nothing."""

from __future__ import annotations

import os
import secrets
import shutil
from dataclasses import fields, replace
from pathlib import Path

from collection.errors import CollectionError
from collection.roster.heads import COLUMNS
from collection.roster.roster import Department, Roster
from collection.round.files.private import write_private
from collection.round.folder import RoundFolder, form_in
from collection.round.ledger.ledger import ID, Ledger
from collection.round.roster.checked_roster import checked_roster
from collection.round.roster.members import note_deadline, take_over
from collection.round.settings.settings import RoundSettings, settings_text
from template_builder import TableColumn, TableSheet, write_tables
from templates import compile

__all__ = ["new_round"]

_KEY_BYTES = 32
_ID_BYTES = 6
_DEFINITION = "form.yaml"
_TITLE = "名单"
_WIDE, _USUAL = 36, 16


def new_round(folder: Path, settings: RoundSettings, roster: Path, definition: Path | None = None) -> int:
    """Begin a round in a folder that is missing or empty; return how many departments it has.

    The `definition` of a form that is not built in is copied into the folder, with those from which
    something rolls into it and the pictures that they show, as is the roster. All is checked before anything
    is written, and the folder appears with all that belongs in it.

    Raises:
        CollectionError: the folder holds something, the roster is wrong, or something cannot be written.
        DefinitionError, ParameterError: the form or its parameters are wrong.
    """
    if os.path.exists(folder) and not (folder.is_dir() and not any(folder.iterdir())):
        raise CollectionError("round-folder-not-empty", path=folder)
    form = form_in(definition.parent, definition.name) if definition else form_in(folder, settings.form)
    cell_map = compile(form, settings.parameters)
    departments = checked_roster(roster, cell_map)
    beside = RoundFolder(folder.with_name(f".{folder.name}.{os.getpid()}.tmp"))
    try:
        beside.path.mkdir()
        try:
            if definition is not None:
                sources = [name for name, _ in form.sources]
                name = definition.name if _DEFINITION in sources else _DEFINITION
                shutil.copyfile(definition, beside.path / name)
                settings = replace(settings, form=name)
                for source in sources:
                    shutil.copyfile(definition.with_name(source), beside.path / source)
                for one in (form, *(source for _, source in form.sources)):
                    for picture, content in one.source.pictures:
                        (beside.path / picture).write_bytes(content)
            beside.settings.write_text(settings_text(settings), encoding="utf-8")
            _write_roster(beside.roster, roster, departments)
            write_private(beside.key, secrets.token_hex(_KEY_BYTES).encode())
            with Ledger(beside.ledger, new=True) as ledger, ledger.transaction():
                ledger.set_fact(ID, secrets.token_hex(_ID_BYTES))
                note_deadline(ledger, settings.deadline)
                take_over(ledger, departments)
            if folder.is_dir():
                folder.rmdir()
            beside.path.rename(folder)
        finally:
            shutil.rmtree(beside.path, ignore_errors=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise CollectionError("folder-not-made", path=folder, reason=reason) from error
    return len(departments.departments)


def _write_roster(path: Path, given: Path, roster: Roster) -> None:
    """Put the roster into the folder as a workbook: as it is where it is one, else as a table."""
    if given.suffix.lower() == path.suffix:
        shutil.copyfile(given, path)
        return
    own = [field.name for field in fields(Department) if field.name in COLUMNS]
    said = [name for name in own if any(getattr(one, name) for one in roster.departments)]
    rows = [
        [
            *(getattr(department, name) for name in said),
            *(department.values[name].value if name in department.values else None for name in roster.fields),
        ]
        for department in roster.departments
    ]
    heads = [*(COLUMNS[name][0] for name in said), *roster.fields]
    columns = [TableColumn(head, _WIDE if head == COLUMNS["name"][0] else _USUAL) for head in heads]
    write_tables(path, [TableSheet(_TITLE, _TITLE, columns, rows)])
