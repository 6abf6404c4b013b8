"""Makes `old-template.xls.gz` of the demonstration: `python scripts/old_template.py`, with LibreOffice.

It is what a department sends that filled in a blank which was never issued to it, and saved it in the format
of 2003. The demonstration itself must run without an office program.
"""

from __future__ import annotations

import gzip
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
OUT = ROOT / "tianbao" / "commands" / "data" / "old-template.xls.gz"

sys.path.insert(0, str(ROOT))

from template_builder import build  # noqa: E402 - found through the line above
from templates import builtin, compile  # noqa: E402
from tests.office import Office  # noqa: E402
from tianbao.commands.demo.departments import plan, values_of  # noqa: E402


def main() -> None:
    """Fill the blank in and let LibreOffice save it."""
    (sender,) = (one for one in plan().offices if one.answer == "xls")
    cell_map = compile(builtin(plan().form), {"year": plan().year})
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build(cell_map, folder / "form.xlsx", values_of(sender))
        (folder / "office").mkdir()
        with Office(folder / "office") as office:
            office.convert(folder / "form.xlsx", folder / "form.xls")
        OUT.write_bytes(gzip.compress((folder / "form.xls").read_bytes(), mtime=0))


if __name__ == "__main__":
    main()
