"""From a file to the grids of its sheets: knows files, and nothing of forms."""

from reader.containers.file_types import content_of, open_bytes, open_file
from reader.containers.grid import Aspect, Grid, Position, address, column_number
from reader.containers.table import table_rows
from reader.containers.workbook import Sheet, Workbook

__all__ = [
    "Aspect",
    "Grid",
    "Position",
    "Sheet",
    "Workbook",
    "address",
    "column_number",
    "content_of",
    "open_bytes",
    "open_file",
    "table_rows",
]
