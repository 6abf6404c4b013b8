"""A round: what came back is read, reported on, and summed up."""

from collection.demo import Demo, run_demo
from collection.errors import CollectionError
from collection.export import export, summarize
from collection.field_guide import GuideEntry, field_guide, guide_text
from collection.intake import find_files, read_files
from collection.issuing import Issued, issue
from collection.last_year import Renewal, renew, renewal_text
from collection.machine import json_lines, json_text, reading_object
from collection.report import Paint, form_text, plain_paint, report_text, summary_text, tally
from collection.roster import Department, Roster, read_roster
from collection.summary import Summary, sum_up, summary_tables
from collection.values_file import read_values

__all__ = [
    "CollectionError",
    "Demo",
    "Department",
    "GuideEntry",
    "Issued",
    "Paint",
    "Renewal",
    "Roster",
    "Summary",
    "export",
    "field_guide",
    "find_files",
    "form_text",
    "guide_text",
    "issue",
    "json_lines",
    "json_text",
    "plain_paint",
    "read_files",
    "read_roster",
    "read_values",
    "reading_object",
    "renew",
    "renewal_text",
    "report_text",
    "run_demo",
    "sum_up",
    "summarize",
    "summary_tables",
    "summary_text",
    "tally",
]
