from .builder import build
from .bulk.workbook_template import WorkbookTemplate
from .filling.placeholders import Filled
from .filling.template import Placeholder, Template
from .official_copy.official_copy import build_copy
from .trial import check_building, lists_without_heads
from .workbooks.tables import TableColumn, TableSheet, write_tables
from .xlsx.errors import BuildError
from .xlsx.files import check_place, remove_leftovers, replace_by, replace_file
from .xlsx.sheet_writer import Link
from .xlsx.styles import Mark

__all__ = [
    "BuildError",
    "Filled",
    "Link",
    "Mark",
    "Placeholder",
    "TableColumn",
    "TableSheet",
    "Template",
    "WorkbookTemplate",
    "build",
    "build_copy",
    "check_building",
    "check_place",
    "lists_without_heads",
    "remove_leftovers",
    "replace_by",
    "replace_file",
    "write_tables",
]
