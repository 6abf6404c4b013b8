"""Writes docs/findings.md from the catalogue and the forms, with an example of each code that a case gives.

A test checks that the page is current.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "findings.md"

HEAD = """# Findings

Written by `python scripts/document_findings.py` from `templates/findings/catalogue.yaml` and the forms of
the toolkit; the examples are what is said of the files in `tests/cases`. A severity can be changed: for one
command with `--severity CODE=LEVEL`, for a form by a message of its own under `messages`.
"""


def page() -> str:
    """Return the page as it has to be."""
    sys.path.insert(0, str(ROOT))
    from templates import builtin, builtin_names, catalogue

    sections = [HEAD, _section("Of any form", catalogue(), dict(_examples(None, catalogue())))]
    for name in builtin_names():
        own = {code: message for code, message in builtin(name).messages.items() if code not in catalogue()}
        sections.append(_section(f"Of the form {name}", own, dict(_examples(name, own))))
    return "\n".join(sections)


def _section(title: str, messages: Mapping[str, Any], examples: Mapping[str, str]) -> str:
    heads = ("code", "severity", "what it says", "what to do", "example")
    lines = [f"## {title}", "", f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for code, message in messages.items():
        said, fix = _both(message.sentence), _both(message.fix)
        lines.append(f"| `{code}` | {message.severity} | {said} | {fix} | {examples.get(code, '')} |")
    return "\n".join(lines) + "\n"


def _both(text: Any) -> str:
    return f"{_cell(text.zh)} <br> {_cell(text.en)}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _examples(form: str | None, codes: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield codes with what is said where a case of a form or of any gives them; the last one counts."""
    from reader import UnreadableWorkbook, read
    from tests.cases import cases

    every = [case for folder in ("should_pass", "should_fail") for case in cases(folder)]
    of_form = [case for case in every if form in (None, case.form.name)]
    given = [(code, case) for case in of_form for code in case.codes if code in codes]
    chosen = dict(given)
    chosen |= {code: case for code, case in given if case.name.startswith(code)}
    chosen |= {code: case for code, case in given if case.name in (code, f"{code}-in-{form}")}
    with tempfile.TemporaryDirectory() as folder:
        for code, case in chosen.items():
            path = Path(folder) / "returned.xlsx"
            if case.rolls is not None:
                continue
            case.write(path)
            try:
                findings = read(path, [case.form], key=case.key, password=case.password).findings
            except UnreadableWorkbook as refused:
                findings = (refused.finding,)
            _clear(path)
            finding = next(finding for finding in findings if finding.code == code)
            found = finding.found if finding.found and len(finding.locations) == 1 else ""
            said = f"`{found[:40]}`: {finding.sentence('zh')}" if found else finding.sentence("zh")
            yield code, _cell(said.replace(f"{folder}/returned", "表"))


def _clear(path: Path) -> None:
    """Take away what a case wrote, be it a folder."""
    if path.is_dir():
        path.rmdir()
    else:
        path.unlink(missing_ok=True)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
