from .bulk.workbook_template import Stencil, build
from .workbooks.tables import TableColumn, TableSheet, write_tables
from .xlsx.errors import BuildError
from .xlsx.files import replace_file

__all__ = ["BuildError", "Stencil", "TableColumn", "TableSheet", "build", "replace_file", "write_tables"]
