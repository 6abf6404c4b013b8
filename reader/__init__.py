"""Reading: from any returned file to a reading, its record and findings."""

from reader.containers import Grid, read_table
from reader.explanations import Explanation
from reader.read import read, read_grids
from reader.reading import Reading, unreadable
from reader.unreadable import UnreadableWorkbook

__all__ = [
    "Explanation",
    "Grid",
    "Reading",
    "UnreadableWorkbook",
    "read",
    "read_grids",
    "read_table",
    "unreadable",
]
