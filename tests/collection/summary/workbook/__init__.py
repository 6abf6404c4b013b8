"""Tests of the summary as a workbook."""
