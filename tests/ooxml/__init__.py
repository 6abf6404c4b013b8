"""A linter for .xlsx packages: what Excel repairs, refuses or shows wrong.

The validator of the Open XML SDK (`tests.validator`) sees 6 of the twenty faults in `tests.ooxml.mutants`,
the linter all: `tests/test_validator.py` and `tests/ooxml/test_linter.py` prove it.
"""

from tests.ooxml.faults import CODES, Fault
from tests.ooxml.linting import lint

__all__ = ["CODES", "Fault", "lint"]
