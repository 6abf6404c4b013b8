"""Readings: what came back, its records and findings, and their summary."""

from collection import read_files, summarize
from reader import Reading, read
from templates import Finding

__all__ = ["Finding", "Reading", "read", "read_files", "summarize"]
