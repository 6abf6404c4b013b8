from .errors import BuildError
from .files import replace_file
from .stencil import Stencil, build
from .tables import TableColumn, TableSheet, write_tables

__all__ = ["BuildError", "Stencil", "TableColumn", "TableSheet", "build", "replace_file", "write_tables"]
