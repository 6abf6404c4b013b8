"""How the page looks: on a screen, on a telephone, on paper, and in grey."""

from __future__ import annotations

from collection.round.states import State

__all__ = ["STATE_CLASS", "STYLE"]

STATE_CLASS = {state: f"is-{state.value}" for state in State}
"""The class of what shows a state. Each has a tone and a pattern of its own, beside its words."""

STYLE = """
:root { color-scheme: light; --ink: #1d2329; --soft: #59636e; --line: #d3d9df; --tint: #f5f7f9;
  --deep: #2c4a66; }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0 auto; padding: 28px 28px 40px; max-width: 1080px; color: var(--ink); background: #fff;
  font: 15px/1.6 "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: break-word; }
h1 { margin: 0 0 4px; font-size: 25px; line-height: 1.35; font-weight: 600; }
h2 { margin: 36px 0 10px; padding-bottom: 6px; border-bottom: 2px solid var(--deep); font-size: 18px;
  line-height: 1.4; font-weight: 600; break-after: avoid; }
h2 .count, summary .count { margin-left: 8px; color: var(--soft); font-size: 14px; font-weight: 400; }
p { margin: 6px 0; }
.soft { color: var(--soft); font-size: 13px; }
.due { margin: 2px 0 0; }
.due strong { font-weight: 600; }

.figures { display: grid; grid-template-columns: 1.5fr; grid-auto-columns: 1fr; grid-auto-flow: column;
  margin: 22px 0 0; padding: 0; border: 1px solid var(--line); border-radius: 4px; }
.figures div { padding: 12px 14px; border-left: 1px solid var(--line); }
.figures div:first-child { border-left: 0; }
.figures dt { color: var(--soft); font-size: 13px; }
.figures dd { margin: 0; font-size: 27px; line-height: 1.25; font-weight: 600; }
.figures dd small { font-size: 14px; font-weight: 400; color: var(--soft); }

.chart { display: grid; grid-template-columns: auto 1fr; column-gap: 8px; margin-top: 12px;
  break-inside: avoid; }
.chart .scale { display: flex; flex-direction: column; justify-content: space-between; text-align: right;
  color: var(--soft); font-size: 12px; line-height: 1; margin: -6px 0; }
.chart svg { display: block; width: 100%; height: 190px; overflow: visible; }
.chart .marks, .chart .days { grid-column: 2; position: relative; color: var(--soft); font-size: 12px; }
.chart .marks { height: 20px; }
.chart .marks span { position: absolute; top: 0; white-space: nowrap; }
.chart .days { display: flex; justify-content: space-between; padding-top: 4px; }
.chart .grid { stroke: var(--line); stroke-width: 1; }
.chart .area { fill: #dfe7ee; }
.chart .line { fill: none; stroke: var(--deep); stroke-width: 2.5; }
.chart .deadline { stroke: var(--ink); stroke-width: 1.5; stroke-dasharray: 5 4; }

.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 8px 0 14px; padding: 0;
  list-style: none; font-size: 13px; }
.key { display: inline-block; width: 13px; height: 13px; margin-right: 6px; border: 1px solid #6d757d;
  vertical-align: -2px;
  print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.bars { margin: 0; padding: 0; list-style: none; }
.bars li { display: grid; grid-template-columns: 11em 1fr 10.5em; align-items: start; column-gap: 14px;
  margin: 9px 0;
  break-inside: avoid; }
.bars .of { text-align: right; white-space: nowrap; }
.bars .counts { grid-column: 2 / 4; color: var(--soft); font-size: 12.5px; line-height: 1.45; }
.bar { display: flex; height: 20px; border: 1px solid #6d757d; overflow: hidden; }
.bar span { min-width: 2px; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.bar span + span { border-left: 1px solid #6d757d; }
.is-accepted { background: #2f5d46; }
.is-ready { background: #9dc3ad; }
.is-set-aside { background: #c9cdd1; }
.is-errors { background: repeating-linear-gradient(45deg, #b9832b 0 3px, #f6e6c6 3px 8px); }
.is-refused { background: repeating-linear-gradient(-45deg, #97452f 0 3px, #f3d9d0 3px 8px); }
.is-unreadable { background: repeating-linear-gradient(90deg, #6b6f75 0 2px, #e4e6e8 2px 6px); }
.is-waiting { background: #fff; }

table { width: 100%; border-collapse: collapse; font-size: 13.5px; line-height: 1.5; }
caption { text-align: left; color: var(--soft); font-size: 13px; padding: 4px 0; }
th, td { padding: 6px 8px; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { background: var(--tint); border-bottom: 1px solid #9aa4ae; font-weight: 600; white-space: nowrap;
  print-color-adjust: exact; -webkit-print-color-adjust: exact; }
td.group { min-width: 5.5em; }
td.who { min-width: 13.5em; }
tbody th { min-width: 6em; max-width: 14em; font-weight: 400; overflow-wrap: anywhere; }
td.name, td.free, .small, .bars .name, .counts { overflow-wrap: anywhere; }
td.state, td.number, td.when { white-space: nowrap; }
.wide { overflow-x: auto; }
td.number, th.number { text-align: right; }
td .small { display: block; color: var(--soft); font-size: 12px; line-height: 1.45; }
.late { display: inline-block; margin-left: 6px; padding: 0 5px; border: 1px solid var(--ink);
  border-radius: 2px;
  font-size: 12px; line-height: 1.4; }
details { margin: 8px 0; }
summary { cursor: pointer; padding: 5px 0; font-weight: 600; }
footer { margin-top: 40px; padding-top: 8px; border-top: 1px solid var(--line); color: var(--soft);
  font-size: 12.5px; }

@media (max-width: 720px) {
  body { padding: 16px 14px 28px; }
  h1 { font-size: 21px; }
  .figures { grid-template-columns: repeat(2, 1fr); grid-auto-flow: row; }
  .figures div { border-left: 0; border-top: 1px solid var(--line); padding: 9px 12px; }
  .figures div:nth-child(-n + 2) { border-top: 0; }
  .figures div:nth-child(even) { border-left: 1px solid var(--line); }
  .chart svg { height: 150px; }
  .bars li { grid-template-columns: 1fr auto; row-gap: 2px; }
  .bars .bar { grid-column: 1 / 3; grid-row: 2; }
  .bars .counts { grid-column: 1 / 3; }
  table.cards, table.cards tbody, table.cards tr, table.cards th, table.cards td { display: block; }
  table.cards thead { position: absolute; width: 1px; height: 1px; overflow: hidden;
    clip-path: inset(50%); }
  table.cards tr { padding: 8px 0; border-bottom: 1px solid var(--line); }
  table.cards tbody th, table.cards tbody td { min-width: 0; max-width: none; }
  table.cards th, table.cards td { padding: 1px 0; border: 0; text-align: left; white-space: normal; }
  table.cards tbody th { font-weight: 600; }
  table.cards td.name { display: inline; font-weight: 600; }
  table.cards tbody th:has(+ td.name) { display: inline; margin-right: 8px; }
  table.cards td.name + td { margin-top: 2px; }
  table.cards td:empty { display: none; }
  table.cards td[data-label]::before { content: attr(data-label) "\\00a0\\00a0"; color: var(--soft);
    font-size: 12px; }
  table.cards td .small { display: inline; margin-left: 6px; }
}

@page { size: A4; margin: 14mm 13mm 16mm; @bottom-center { content: counter(page) " / " counter(pages);
  font-size: 9pt; } }
@media print {
  body { padding: 0; max-width: none; font-size: 10pt; }
  h1 { font-size: 17pt; }
  h2 { margin-top: 20pt; font-size: 12.5pt; }
  main > section:nth-of-type(3) { break-before: page; }
  .figures div { padding: 7px 9px; }
  .figures dt, .figures dd small { font-size: 8.5pt; }
  .figures dd { font-size: 18pt; }
  .figures, .bars li { break-inside: avoid; }
  .chart svg { height: 42mm; }
  table { font-size: 8.5pt; }
  th, td { padding: 4px 6px; }
  td .small { font-size: 7.5pt; }
  .wide { overflow: visible; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
  .aside { display: none; }
  summary { list-style: none; break-after: avoid; }
  details::details-content { content-visibility: visible; display: block; block-size: auto; }
}
"""
"""The style sheet of the page: one file holds all, so it asks nobody for fonts or pictures."""
