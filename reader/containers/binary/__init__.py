"""The binary workbooks of Excel: .xls (BIFF5 and BIFF8) and .xlsb (BIFF12).

Each is a module, which is imported when such a file is opened.
"""

__all__: list[str] = []
