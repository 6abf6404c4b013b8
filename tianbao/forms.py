"""Forms: loading a definition, and what follows from it before there is a workbook."""

from templates import Form, TianbaoError, builtin, compile, load, record_schema

__all__ = ["Form", "TianbaoError", "builtin", "compile", "load", "record_schema"]
