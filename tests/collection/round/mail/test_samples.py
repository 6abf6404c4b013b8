"""All the sample messages, collected into one round: their files, the names, and whose they are."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from pathlib import Path

from collection import EventKind, collect, open_round
from tests.collection.round.mail.sample import File
from tests.collection.round.mail.samples import write_samples


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_all_samples_give_their_files_names_and_departments(tmp_path: Path) -> None:
    round, all_samples = write_samples(tmp_path)
    expected = {one.which: (set(one.files), one.department, one.why, one.sender) for one in all_samples}
    assert len({digest(one.content) for one in all_samples}) == len(expected) == len(all_samples) >= 150

    collected = collect(round, [tmp_path / "messages"])
    assert collected.mails == len(all_samples)
    assert collected.new == sum(len(one.files) for one in all_samples)
    assert (collected.failed, collected.passed_over) == ([], [])

    found: defaultdict[str | None, set[File]] = defaultdict(set)
    with open_round(round.folder.path).ledger() as ledger:
        verdicts = ledger.verdicts(round.rules)
        for event in ledger.events(EventKind.RECEIVED):
            assert event.digest is not None
            content = (round.folder.path / event.details["path"]).read_bytes()
            assert digest(content) == event.digest
            file = File(event.details["name"], event.department, content, verdicts[event.digest].refusal)
            found[event.details["mail"]].add(file)
        messages = ledger.events(EventKind.MESSAGE)
        got = {
            Path(event.details["name"]).stem: (
                found[event.digest],
                event.department,
                event.details["why"],
                event.details["sender"],
            )
            for event in messages
        }
    wrong = {which for which in expected if expected[which] != got.get(which)}
    assert {one: _short(got[one]) for one in wrong} == {one: _short(expected[one]) for one in wrong}
    assert got == expected


def _short(one: tuple[set[File], str | None, str, str]) -> object:
    """Return what is compared, without the bytes, for a message that a person can read."""
    files, *rest = one
    return sorted(
        (file.name, file.department, digest(file.content)[:8], file.refusal) for file in files
    ), *rest
