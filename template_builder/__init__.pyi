from .bulk.workbook_template import WorkbookTemplate, build
from .workbooks.tables import TableColumn, TableSheet, write_tables
from .xlsx.errors import BuildError
from .xlsx.files import replace_file

__all__ = [
    "BuildError",
    "TableColumn",
    "TableSheet",
    "WorkbookTemplate",
    "build",
    "replace_file",
    "write_tables",
]
