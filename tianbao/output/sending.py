"""What is to be sent, and what became of it, as lines for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from collection import Member, Outbox, OutgoingLetter, SendingReport, SmtpSettings
from templates import Language, Text
from tianbao.output.terminal import safe

__all__ = ["noted_line", "outbox_lines", "report_lines", "sender_words"]

_MOST_SHOWN = 5
_TO_SEND = Text(
    "将从 {sender} 经 {host} 发出 {count} 封（每分钟至多 {rate} 封）：",
    "To be sent from {sender} by {host}: {count} (at most {rate} in a minute)",
)
_LETTER = Text("  {code} {name} <{email}>", "  {code} {name} <{email}>")
_SUBJECT = Text("：{subject}", ": {subject}")
_MORE = Text("  ……另有 {count} 封", "  ... and {count} more")
_DRAFTS = Text(
    "其中 {count} 封是以前写好的草稿。如已用邮件软件发出，不要再发：用 --sent 编码 记下即可。",
    "{count} of them are drafts from before. Those that a mail program sent already must not go out twice: "
    "note them with --sent CODE.",
)
_AGAIN = Text("其中再次发送：{codes}", "Of these, sent once more: {codes}")
_NOTHING = Text("没有要发的信，此前已发 {before} 封", "There is nothing to send, {before} were sent before")
_DOUBTFUL = Text(
    "可能已发出，没有再发：{code} {name} <{email}>（{when}）。请在邮箱的“已发送”里或打电话核实："
    "没有发到的用 --again {code} 再发，发到了的用 --sent {code} 记下。",
    "May have been sent, not sent again: {code} {name} <{email}> ({when}). Look into the sent messages "
    "of the mailbox, or call: --again {code} sends it once more, --sent {code} notes that it arrived.",
)
_NO_ADDRESS = Text("没有电子邮箱，未发：{names}", "No e-mail address, not sent: {names}")
_SENT = Text("已发出 {count} 封，此前已发 {before} 封", "Sent {count} letters, {before} were sent before")
_REFUSED = Text(
    "服务器拒收：{code} {name} <{email}>：{words}", "The server refuses: {code} {name} <{email}>: {words}"
)
_FAILED = Text("未发：{code} {name}：{why}", "Not sent: {code} {name}: {why}")
_LEFT = Text("还有 {count} 封未发", "{count} letters are still to be sent")
_NOTED = Text("已记为发出：{names}", "Noted as sent: {names}")


def outbox_lines(
    outbox: Outbox,
    settings: SmtpSettings,
    sender: str,
    begun: datetime,
    language: Language,
    subjects: Sequence[str] = (),
) -> Iterator[str]:
    """Yield what is to be sent: from whom, how many, to whom first; with `subjects`, each with its subject.

    Letters that were written before the command was `begun` may have been sent by hand. What is not sent, and
    why, comes last.
    """
    letters = outbox.letters
    if letters:
        yield _TO_SEND.say(language).format(
            sender=sender, host=settings.host, count=len(letters), rate=settings.per_minute
        )
        if subjects:
            for one, subject in zip(letters, subjects, strict=True):
                yield _letter(one, _LETTER, language) + _SUBJECT.say(language).format(subject=safe(subject))
        else:
            yield from (_letter(one, _LETTER, language) for one in letters[:_MOST_SHOWN])
            if len(letters) > _MOST_SHOWN:
                yield _MORE.say(language).format(count=len(letters) - _MOST_SHOWN)
        drafts = sum(one.delivery is None and one.written.at < begun for one in letters)
        if drafts:
            yield _DRAFTS.say(language).format(count=drafts)
        again = [one.member for one in letters if one.was_begun]
        if again:
            yield _AGAIN.say(language).format(codes=_names(again, language))
    else:
        yield _NOTHING.say(language).format(before=outbox.before)
    yield from _doubtful(outbox.doubtful, language)
    if outbox.without_address:
        yield _NO_ADDRESS.say(language).format(names=_names(outbox.without_address, language))


def report_lines(report: SendingReport, before: int, language: Language) -> Iterator[str]:
    """Yield what became of letters that were to be sent; `before` were sent by other commands."""
    yield _SENT.say(language).format(count=len(report.sent), before=before)
    for one, words in report.refused:
        yield _letter(one, _REFUSED, language, words=safe(words))
    for one, error in report.failed:
        yield _letter(one, _FAILED, language, why=safe(error.sentence(language)))
    yield from _doubtful(report.doubtful, language)
    if report.stopped is not None:
        yield safe(report.stopped.say(language))
    if report.left:
        yield _LEFT.say(language).format(count=len(report.left))


def noted_line(members: Sequence[Member], language: Language) -> str:
    """Return the line that says of which departments the letters were noted as sent."""
    return _NOTED.say(language).format(names=_names(members, language))


def sender_words(settings: SmtpSettings, issuer: str) -> str:
    """Return from whom letters go: `某局 <a@example.cn>`."""
    name = settings.name or issuer
    return safe(f"{name} <{settings.sender}>" if name else settings.sender)


def _doubtful(letters: Iterable[OutgoingLetter], language: Language) -> Iterator[str]:
    for one in letters:
        at = datetime.now().astimezone() if one.delivery is None else one.delivery.at.astimezone()
        yield _letter(one, _DOUBTFUL, language, when=f"{at:%Y-%m-%d %H:%M}")


def _letter(one: OutgoingLetter, said: Text, language: Language, **told: str) -> str:
    member = one.member
    return said.say(language).format(
        code=safe(member.code), name=safe(member.name), email=safe(member.email or ""), **told
    )


def _names(members: Iterable[Member], language: Language) -> str:
    comma = "、" if language == "zh" else ", "
    return comma.join(f"{safe(one.code)} {safe(one.name)}" for one in members)
