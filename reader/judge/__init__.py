"""From located cells to the record of a form and its findings."""

from reader.judge.finding_report import regraded
from reader.judge.judge import Judgement, judge_form

__all__ = ["Judgement", "judge_form", "regraded"]
