"""From a cell map to a workbook, and from tables to a workbook; nothing else writes one."""

from template_builder.errors import BuildError
from template_builder.files import replace_file
from template_builder.stencil import Stencil, build
from template_builder.tables import TableColumn, TableSheet, write_tables

__all__ = ["BuildError", "Stencil", "TableColumn", "TableSheet", "build", "replace_file", "write_tables"]
