from .containers import Grid, table_rows
from .errors import UnreadableWorkbook
from .explanations import Explanation
from .inspection import Inspection, inspect_source
from .reading import Reading, unreadable
from .settings import ReadSettings
from .sources import Source, read, read_grids, read_source

__all__ = [
    "Explanation",
    "Grid",
    "Inspection",
    "ReadSettings",
    "Reading",
    "Source",
    "UnreadableWorkbook",
    "inspect_source",
    "read",
    "read_grids",
    "read_source",
    "table_rows",
    "unreadable",
]
