"""A workbook being written: its sheets, its properties, its lock and seal, and the file in its place."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from xlsxwriter.exceptions import XlsxWriterException

from template_builder.xlsx.archive import packed
from template_builder.xlsx.contents import checked_password
from template_builder.xlsx.errors import BuildError
from template_builder.xlsx.files import replace_file
from template_builder.xlsx.formats import BODY, Formats
from template_builder.xlsx.package import LockedWorkbook
from template_builder.xlsx.sealing import sealed
from template_builder.xlsx.sheet_writer import SheetWriter
from template_builder.xlsx.styles import Mark
from templates.seal import SEAL_PROPERTY, cells_sum

__all__ = ["WorkbookWriter"]

_CREATED = datetime(2020, 1, 1)
# Written as it stands, in no time zone.


class WorkbookWriter:
    """A workbook being written; used in a `with`, it is saved at the end and dropped on an error.

    `destination` is a file (written beside, then renamed), an open binary stream, or None if only the
    `parts` are wanted. Widths of columns are counted in digits of the `normal` format. Raises `BuildError`
    where it cannot be written.
    """

    def __init__(
        self,
        destination: Path | BinaryIO | None,
        properties: Mapping[str, str] | None = None,
        normal: Mapping[str, Any] = BODY,
    ) -> None:
        self._destination = destination
        options = {"in_memory": True, "default_format_properties": dict(normal)}
        self._book = LockedWorkbook(BytesIO(), options)
        self._formats = Formats(self._book)
        self._names: list[str] = []
        self._sheets: list[SheetWriter] = []
        self._parts: Mapping[str, bytes] = {}
        self._book.set_properties({"author": "", "created": _CREATED, **(properties or {})})
        self._book.set_custom_property(SEAL_PROPERTY, "")  # so that the package knows of the seal's part

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._save()
        elif isinstance(error, XlsxWriterException):
            raise BuildError("definition-not-writable", reason=error) from error

    def add_sheet(self, name: str, marks: Mapping[tuple[int, int], Mark] | None = None) -> SheetWriter:
        """Add a sheet; `marks` say, by row and column, which of its cells stand out."""
        self._names.append(name)
        sheet = SheetWriter(self._book.add_plain_worksheet(name), self._formats, self._names, marks)
        self._sheets.append(sheet)
        return sheet

    def lock(self, password: str | None = None) -> None:
        """Lock the structure of the workbook: its sheets stay as they are."""
        self._book.lock_structure(checked_password(password))

    @property
    def parts(self) -> Mapping[str, bytes]:
        """The parts of the workbook by name, in their order, once it is saved."""
        return self._parts

    def _save(self) -> None:
        self._book.close()
        self._parts = sealed(self._book.parts, cells_sum(sheet.seal for sheet in self._sheets))
        if self._destination is None:
            return
        data = packed(self.parts)
        if isinstance(self._destination, os.PathLike):
            replace_file(Path(self._destination), data)
        else:
            self._destination.write(data)
