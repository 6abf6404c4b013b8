"""Workbooks of Office Open XML, ISO/IEC 29500: .xlsx, .xlsm, .xltx and .xltm."""

from reader.containers.xlsx.package import is_package, main_part
from reader.containers.xlsx.workbook import open_xlsx

__all__ = ["is_package", "main_part", "open_xlsx"]
