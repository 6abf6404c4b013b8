"""Messages from and about nobody in the roster: they are kept, and the officer is told of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from collection import EventKind
from templates import Language
from tests.collection.round.mail.mails import REPORT, message, receipt
from tests.collection.round.mail.programs import nested
from tests.collection.round.mail.test_mails import taken
from tests.collection.round.rosters import begun
from tests.collection.round.test_collecting import state
from tianbao.output.round.states import state_table, state_to_dict


def test_a_message_of_a_stranger_is_kept_and_is_nobodys(tmp_path: Path) -> None:
    (tmp_path / "back").mkdir()
    round = begun(tmp_path)
    assert taken(round, tmp_path, message([], sender=b"x@example.com")).mails == 1
    with round.ledger() as ledger:
        (event,) = ledger.events(EventKind.MESSAGE)
    assert (event.department, event.details["sender"]) == (None, "x@example.com")
    told = state_to_dict(state(round))
    assert all(not one["notes"] for one in told["departments"])
    assert told["unassigned"] == [
        {"file": event.details["path"], "sender": "x@example.com", "why": "no-form"}
    ]


@pytest.mark.parametrize(
    ("content", "zh", "en"),
    [
        (message([], subject=b"=?utf-8?Q?=1B[31m?="), "没有附表格", "no form attached"),
        (nested(1_000), "邮件损坏", "damaged"),
        (receipt(b"x@example.com"), "回执", "receipt"),
        (message([REPORT], kind=b"multipart/report"), "退信", "not delivered"),
        (message([], head=b"Auto-Submitted: auto-replied\r\n"), "自动回复", "automatic reply"),
        (message([], text="https://pan.baidu.com/s/1abc"), "网盘", "netdisk"),
    ],
)
def test_the_table_has_the_messages_of_nobody(tmp_path: Path, content: bytes, zh: str, en: str) -> None:
    (tmp_path / "back").mkdir()
    round = begun(tmp_path, ["101001,甲局,,,,"])
    taken(round, tmp_path, content)
    (path,) = (f"mails/{path.name}" for path in round.folder.mails.iterdir())
    spoken: Sequence[tuple[Language, str, str]] = (
        ("zh", "不知是哪个单位的邮件：", zh),
        ("en", "Messages that are no department's:", en),
    )
    for language, head, why in spoken:
        table = state_table(state(round), language, 80)
        assert "\x1b" not in table
        title, line = table.splitlines()[-2:]
        assert title == head
        assert why in line
        assert line.endswith(f"→ {path}")
