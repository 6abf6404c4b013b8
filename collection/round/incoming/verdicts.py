"""What rules made of a file, as the ledger keeps it."""

from __future__ import annotations

import json
from dataclasses import replace

from collection.round.ledger.ledger import Verdict
from reader import Reading
from templates import Severity

__all__ = ["verdict_on"]


def verdict_on(digest: str, rules: str, path: str, reading: Reading) -> Verdict:
    """Return what rules made of a file, which is kept at a path of the round's folder."""
    levels = [finding.severity for finding in reading.findings]
    return Verdict(
        digest,
        rules,
        1 if reading.stamp is None else reading.stamp.revision,
        reading.findings[0].code if reading.status == "unreadable" else None,
        levels.count(Severity.ERROR),
        levels.count(Severity.WARNING),
        json.dumps(replace(reading, file=path).to_dict(), ensure_ascii=False),
    )
