"""Tests of the status of a round: seen as a whole, as a page, as a workbook."""
