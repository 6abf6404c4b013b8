"""Reading: from any returned file to a reading, its record and findings."""

from reader.containers import Grid, read_table
from reader.explanations import Explanation
from reader.inspection import Inspection, inspect_source
from reader.read import Source, read, read_grids, read_source
from reader.reading import Reading, unreadable
from reader.settings import ReadSettings
from reader.unreadable import UnreadableWorkbook

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
    "read_table",
    "unreadable",
]
