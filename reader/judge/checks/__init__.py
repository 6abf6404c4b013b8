"""What there is to say of a filled form: its inputs, computed cells, labels, rows, and its file."""

from reader.judge.checks.computed_cells import check_computed
from reader.judge.checks.inputs import check_inputs, check_required
from reader.judge.checks.labels import check_labels
from reader.judge.checks.locked import check_locked
from reader.judge.checks.rows import check_rows
from reader.judge.checks.strays import check_strays
from reader.judge.checks.unknown import check_what_is_unknown
from reader.judge.checks.unseen import check_what_is_unseen

__all__ = [
    "check_computed",
    "check_inputs",
    "check_labels",
    "check_locked",
    "check_required",
    "check_rows",
    "check_strays",
    "check_what_is_unknown",
    "check_what_is_unseen",
]
