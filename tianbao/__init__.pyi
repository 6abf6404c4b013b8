from .forms import Form, TianbaoError, builtin, compile, load, record_schema
from .readings import Finding, Reading, read, read_files, summarize
from .workbooks import build, issue, read_roster

__all__ = [
    "Finding",
    "Form",
    "Reading",
    "TianbaoError",
    "build",
    "builtin",
    "compile",
    "issue",
    "load",
    "read",
    "read_files",
    "read_roster",
    "record_schema",
    "summarize",
]
