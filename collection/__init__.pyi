from .arguments import form_of, key_of, must_be_readable, settings_of
from .demo import Demo, run_demo
from .errors import CollectionError
from .export import export, summarize
from .field_guide import GuideEntry, field_guide, guide_text
from .form_list import form_text
from .intake import find_files, read_files
from .issuing import Issued, issue
from .last_year import Renewal, renew, renewal_text
from .machine import json_lines, json_text, reading_object
from .prefill import Prefill, prefilled
from .report import Paint, plain_paint, report_text, summary_text, tally
from .roster import Department, Roster, read_roster
from .summary import Summary, sum_up, summary_tables
from .values_file import read_values

__all__ = [
    "CollectionError",
    "Demo",
    "Department",
    "GuideEntry",
    "Issued",
    "Paint",
    "Prefill",
    "Renewal",
    "Roster",
    "Summary",
    "export",
    "field_guide",
    "find_files",
    "form_of",
    "form_text",
    "guide_text",
    "issue",
    "json_lines",
    "json_text",
    "key_of",
    "must_be_readable",
    "plain_paint",
    "prefilled",
    "read_files",
    "read_roster",
    "read_values",
    "reading_object",
    "renew",
    "renewal_text",
    "report_text",
    "run_demo",
    "settings_of",
    "sum_up",
    "summarize",
    "summary_tables",
    "summary_text",
    "tally",
]
