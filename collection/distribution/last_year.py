"""Earlier forms for this year's blank: reading them, rolling them on, and saying what came along."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from collection.distribution.renewal import Renewal, Taken
from collection.distribution.sources import (
    SourceRecord,
    check_source,
    check_together,
    read_source,
    this_year,
)
from collection.summary.naming import label_of
from templates import (
    CellMap,
    Finding,
    Form,
    Language,
    Location,
    ParameterError,
    Rule,
    Text,
    ValuesError,
    carry_over,
    compile,
)
from templates.compiling.room import parameters_with_room
from templates.language import blank_tested, judge, slot_text
from templates.model.shape import Group, Repeat, node_at
from templates.path import Indices, Tree, join, names_of, split
from templates.records.calculation import fill_computed
from templates.records.carryover import Carryover, years_between
from templates.records.filling import filling_from
from templates.records.item_paths import item_indices, reported_path

__all__ = ["cell_map_after", "renew", "renewal_text", "renewed", "with_room_for"]


def renew(form: Form, path: Path, parameters: Mapping[str, object], options: Collection[str] = ()) -> Renewal:
    """Return this year's blank of a form, prefilled from one workbook or record, as `renewed` does."""
    return renewed(form, [path], parameters, options)


def renewed(
    form: Form, paths: Sequence[Path], parameters: Mapping[str, object], options: Collection[str] = ()
) -> Renewal:
    """Return this year's blank of a form, prefilled from filled workbooks or records of earlier forms.

    Parameters that are not given are those of last year's form, the year the one that the files roll into;
    lists get as many rows as are carried into them. Where a file is of an older version of the form, what was
    left at that version's default is now left at this version's.

    Raises:
        CollectionError: a file cannot be read.
        ParameterError, ValuesError: what was given does not fit, or more is carried than the form can hold.
    """
    sources = [read_source(path, form, parameters) for path in paths]
    this = cell_map_after(form, sources, parameters)
    for source in sources:
        check_source(source, form, this)
    check_together(sources)
    carryover = carry_over(this, [source.newest(form, this) for source in sources], options)
    larger = with_room_for(form, this, [carryover], parameters)
    rolled = carryover.into(larger)
    filling = filling_from(larger, rolled.values)
    fill_computed(larger, filling)
    taken = tuple(
        Taken(
            source.file,
            source.cell_map.form.title,
            source.year,
            source.department,
            source.form == form.name and years_between(this, source.cell_map) == -1,
            carried,
        )
        for source, carried in zip(sources, carryover.carried, strict=True)
    )
    return Renewal(
        larger, rolled, tuple(_disagreements(larger, filling)), taken, tuple(_raised(this, larger))
    )


def cell_map_after(form: Form, sources: Sequence[SourceRecord], parameters: Mapping[str, object]) -> CellMap:
    """Return the cell map into which some records roll, at these parameters and else at those of last year.

    Raises `ParameterError` where they do not fit the form.
    """
    own = max(
        (source for source in sources if source.form == form.name),
        key=lambda source: source.year or 0,
        default=None,
    )
    carried = {} if own is None else _carried(form, own.cell_map)
    year = this_year(form, sources)
    following = {"year": year} if year is not None and "year" in form.parameters else {}
    return compile(form, {**_unit(form, sources), **carried, **following, **parameters})


def _unit(form: Form, sources: Sequence[SourceRecord]) -> dict[str, int | str]:
    """Return the unit of money of the first record, where the form can have it."""
    unit = sources[0].cell_map.parameters.get("unit") if sources else None
    known = form.parameters.get("unit")
    return {"unit": unit} if known is not None and unit in known.options else {}


def with_room_for(
    form: Form, this: CellMap, carryovers: Sequence[Carryover], parameters: Mapping[str, object]
) -> CellMap:
    """Return a cell map with a row for each item that is carried; what was given stays as it is.

    Raises `ValuesError` where the form may not have as many rows.
    """
    wanted = dict(this.parameters)
    for carryover in carryovers:
        for name, value in parameters_with_room(this, carryover.values).items():
            before = wanted[name]
            if name not in parameters and isinstance(value, int) and isinstance(before, int):
                wanted[name] = max(value, before)
    try:
        return compile(form, wanted)
    except ParameterError as error:
        raise ValuesError("carried-without-room", reason=error) from error


def _raised(this: CellMap, larger: CellMap) -> Iterator[tuple[str, int, int]]:
    for name, old in this.parameters.items():
        new = larger.parameters[name]
        if isinstance(old, int) and isinstance(new, int) and new > old:
            yield name, old, new


def _carried(form: Form, last: CellMap) -> dict[str, int | str]:
    """Return last year's parameters, for the version of the form that this year's blank is of."""
    before = last.origin.definition if last.origin else form
    assert isinstance(before, Form)
    if before.identity.version == form.identity.version:
        return dict(last.parameters)
    left = before.settle({name: last.parameters[name] for name in _without_default(before)})
    return {
        name: value
        for name, value in last.parameters.items()
        if name in form.parameters and (name in _without_default(form) or value != left[name])
    }


def _without_default(form: Form) -> list[str]:
    return [name for name, parameter in form.parameters.items() if parameter.default is None]


def _disagreements(cell_map: CellMap, filling: Tree) -> Iterator[Finding]:
    """Yield what is wrong in what was carried; rules that only test for blanks do not count yet."""
    for rule in cell_map.rules:
        if rule.found is None or rule.expected is None or blank_tested(rule.ensure):
            continue
        for indices in item_indices(filling, rule.scope, cell_map.shape, rule.where):
            if judge(rule, filling, indices, folded=True):
                yield _finding(rule, indices, cell_map, filling)


def _finding(rule: Rule, indices: Indices, cell_map: CellMap, filling: Tree) -> Finding:
    shown = {"label": rule.label, "found": rule.found, "expected": rule.expected, **rule.slots}
    slots = {name: slot_text(slot, filling, indices) for name, slot in shown.items() if slot is not None}
    path = join(reported_path(cell_map.shape, rule, indices))
    return Finding(rule.message, rule.severity, (Location(path, path),), slots=slots)


def renewal_text(renewal: Renewal, language: Language) -> str:
    """Return lines that say what was carried from which file, and what in it is to be checked."""
    lines: list[str] = []
    for taken in renewal.taken:
        lines += _taken_lines(renewal.cell_map, taken, language)
    for name, old, new in renewal.raised:
        raised = Text(f"  行数增加：{name} 由 {old} 改为 {new}。", f"  More rows: {name} {old} → {new}.")
        lines.append(raised.say(language))
    rolled, wrong = renewal.rolled, {"zh": "带入的内容请核对：", "en": "Check what was carried: "}[language]
    lines += [f"  {finding.sentence(language)} {finding.remedy(language)}" for finding in rolled.findings]
    sentences = dict.fromkeys(finding.sentence(language) for finding in renewal.disagreements)
    lines += [f"  {wrong}{sentence}" for sentence in sentences]
    return "\n".join(lines)


def _taken_lines(cell_map: CellMap, taken: Taken, language: Language) -> Iterator[str]:
    """Yield what was carried from a file; then whose it is, and how many items of each list came along."""
    names = dict.fromkeys(name for name, _ in taken.carried)
    called = [_called(cell_map, name).say(language) for name in names]
    year = "" if taken.year is None else taken.year
    source = Text(f"{year}{'年度' if year else ''}“{taken.title.zh}”", f"{taken.title.en} {year}".strip())
    if taken.is_last_year:
        source = Text("上年", "last year")
    heads = {
        "zh": (f"从{source.zh}带入 {len(called)} 处：", "、"),
        "en": (f"{len(called)} carried from {source.en}: ", "; "),
    }
    head, separator = heads[language]
    yield head + separator.join(called) if called else head.rstrip(": ：")
    said = [taken.department] if taken.department else []
    for name, count in taken.carried:
        if count is not None:
            label = label_of(cell_map, name)
            said.append(Text(f"{label.zh} {count} 项", f"{label.en}: {count}").say(language))
    yield f"  {taken.file}" + "".join(f"{separator}{one}" for one in dict.fromkeys(said))


def _called(cell_map: CellMap, field: str) -> Text:
    """Return what a carried field or list is called; a list of several fields is carried item by item."""
    label = label_of(cell_map, field)
    match node_at(cell_map.shape, names_of(split(field))):
        case Repeat(Group()):
            return Text(f"{label.zh}（逐项）", f"{label.en} (item by item)")
    return label
