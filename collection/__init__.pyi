from .comparison.comparison import Comparison, DepartmentChanges
from .comparison.sides import Sides, open_sides, outputs_of
from .comparison.workbook.writing import write_comparison
from .correction.batch import Corrected, correction_paths, write_corrections
from .correction.corrections import Correction, correct
from .differences import Change, changes_between, filled_form_in
from .distribution.distribution import Issued, issue
from .distribution.last_year import renew, renewal_text
from .distribution.prefill import Prefill, prefilled
from .distribution.renewal import Renewal
from .distribution.values_file import read_values
from .errors import CollectionError
from .intake.cluster import Readers, readers_at
from .intake.files import Found, find_files, might_hold_a_form
from .intake.read_batch import read_each, read_files, readings_in, returns_in
from .intake.read_file import read_file
from .outputs.outputs import Outputs
from .outputs.results import DefinitionResult, JsonResult, ReportResult, WorkbookResult, closed_report
from .printing.copies import CopyFormat, PrintedCopy, copy_format, copy_paths, print_copies
from .printing.sources import Source, sources_in
from .roster.roster import Department, Roster, read_roster
from .round.deciding import assign, decide
from .round.folder import Round, open_round
from .round.incoming.collecting import Collected, collect
from .round.incoming.mailbox import collect_mailbox
from .round.incoming.rereading import Reread, reread
from .round.ledger.attached import AttachedFile
from .round.ledger.deliveries import Delivery, DeliveryState
from .round.ledger.events import Event, EventKind
from .round.ledger.ledger import Member
from .round.mailboxes.smtp_settings import SmtpSettings
from .round.opening import new_round
from .round.outgoing.issuing import IssuedInRound, issue_round
from .round.outgoing.letters.letters import correct_round, mail_round, remind_round
from .round.outgoing.letters.receipts import receipt_round
from .round.outgoing.letters.writing import Letters
from .round.outgoing.roster_prefill import RosterPrefill, prefilled_for
from .round.outgoing.sending.message import subjects_of
from .round.outgoing.sending.outbox import Outbox, OutgoingLetter, note_as_sent, outbox_of, smtp_of
from .round.outgoing.sending.sending import SendingReport, send_letters
from .round.results.archive.archiving import Archived, archive_round
from .round.results.archive.verifying import Verified, verify
from .round.results.current import reading_of_return
from .round.results.exporting import Exported, export_round
from .round.results.filling import fill_round_template
from .round.results.settling import amend
from .round.results.statistics.counting import Statistics, statistics_of_round
from .round.results.statistics.workbook import write_statistics
from .round.results.summarizing import summarize_round
from .round.results.superseding import Superseded, superseded
from .round.results.tracing import Trace, trace, trace_cell
from .round.roster.members import DeadlineChange, RosterChange
from .round.settings.settings import RoundSettings
from .round.states import STATE_WORDS, DepartmentState, Return, RoundState, State, state_of_round
from .round.status.overview import Overview, overview_of_round
from .round.status.page.page import status_page
from .round.status.writing import write_status
from .summary.export import export, summarize
from .summary.newest import FileFacts, facts_of
from .summary.own_workbook.filling import read_template
from .summary.own_workbook.names import PlaceholderName, Vocabulary
from .summary.own_workbook.writing import fill_template
from .summary.summary import Summary, sum_up, summary_tables
from .summary.workbook.body import Body

__all__ = [
    "STATE_WORDS",
    "Archived",
    "AttachedFile",
    "Body",
    "Change",
    "Collected",
    "CollectionError",
    "Comparison",
    "CopyFormat",
    "Corrected",
    "Correction",
    "DeadlineChange",
    "DefinitionResult",
    "Delivery",
    "DeliveryState",
    "Department",
    "DepartmentChanges",
    "DepartmentState",
    "Event",
    "EventKind",
    "Exported",
    "FileFacts",
    "Found",
    "Issued",
    "IssuedInRound",
    "JsonResult",
    "Letters",
    "Member",
    "Outbox",
    "OutgoingLetter",
    "Outputs",
    "Overview",
    "PlaceholderName",
    "Prefill",
    "PrintedCopy",
    "Readers",
    "Renewal",
    "ReportResult",
    "Reread",
    "Return",
    "Roster",
    "RosterChange",
    "RosterPrefill",
    "Round",
    "RoundSettings",
    "RoundState",
    "SendingReport",
    "Sides",
    "SmtpSettings",
    "Source",
    "State",
    "Statistics",
    "Summary",
    "Superseded",
    "Trace",
    "Verified",
    "Vocabulary",
    "WorkbookResult",
    "amend",
    "archive_round",
    "assign",
    "changes_between",
    "closed_report",
    "collect",
    "collect_mailbox",
    "copy_format",
    "copy_paths",
    "correct",
    "correct_round",
    "correction_paths",
    "decide",
    "export",
    "export_round",
    "facts_of",
    "fill_round_template",
    "fill_template",
    "filled_form_in",
    "find_files",
    "issue",
    "issue_round",
    "mail_round",
    "might_hold_a_form",
    "new_round",
    "note_as_sent",
    "open_round",
    "open_sides",
    "outbox_of",
    "outputs_of",
    "overview_of_round",
    "prefilled",
    "prefilled_for",
    "print_copies",
    "read_each",
    "read_file",
    "read_files",
    "read_roster",
    "read_template",
    "read_values",
    "readers_at",
    "reading_of_return",
    "readings_in",
    "receipt_round",
    "remind_round",
    "renew",
    "renewal_text",
    "reread",
    "returns_in",
    "send_letters",
    "smtp_of",
    "sources_in",
    "state_of_round",
    "statistics_of_round",
    "status_page",
    "subjects_of",
    "sum_up",
    "summarize",
    "summarize_round",
    "summary_tables",
    "superseded",
    "trace",
    "trace_cell",
    "verify",
    "write_comparison",
    "write_corrections",
    "write_statistics",
    "write_status",
]
