"""Laying out: from a tree of boxes to cells with addresses. Sizes add up; nobody writes an address."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from templates.compiling.captions import caption, names_something, words_about
from templates.compiling.placed import Layout, Placed
from templates.compiling.sign_box import even_spans, words_before_room
from templates.definition.boxes import (
    Box,
    Constant,
    FieldItem,
    ImageItem,
    LabelItem,
    RepeatBox,
    RowBox,
    RowItem,
    SectionBox,
    SheetBoxes,
    SideBox,
    SignItem,
    StackItem,
)
from templates.definition.source import Place, Problems
from templates.kinds import KINDS
from templates.model.page import FIRST_COLUMN, FIRST_ROW, Item, Section
from templates.path import Indices, Names, join, split_names
from templates.text import NO_WORDS, Text

__all__ = ["lay_out"]


Words = Callable[[Text, Place, Indices], tuple[Text, frozenset[str]]]
"""Fills the braces of a text at a place within items, and tells which parameters it names."""


@dataclass(frozen=True, slots=True)
class _Context:
    """Where a box stands: the repeats and items around it, and the words that name its columns."""

    names: Names = ()
    indices: Indices = ()
    path: tuple[str | int, ...] = ()
    group: Mapping[str, str] = field(default_factory=dict)
    side: Text | None = None
    heads: dict[int, Text] = field(default_factory=dict)
    in_head: bool = False
    """Whether all that stands here is a head: then it names the columns below the whole of it."""

    def inner(self, side: Text | None = None) -> _Context:
        """Return the context of a body within: it has the heads of the outer one and keeps its own."""
        return replace(self, side=side or self.side, heads=dict(self.heads))


def lay_out(
    pages: Sequence[SheetBoxes], rows_of: Callable[[str | int], int], words: Words, problems: Problems
) -> Layout:
    """Lay the boxes of a form's sheets out, each on a grid with its columns.

    `rows_of` gives the number behind the `rows` or `shown` of a repeat, `words` fills in the words of a
    label. What does not fit is reported to `problems`.
    """
    work = _Work(rows_of, words, problems)
    for page in pages:
        work.sheet(page)
    work.layout.placed = _told_apart(work.layout.placed)
    return work.layout


def _told_apart(items: list[Placed]) -> list[Placed]:
    """Return items in which fields that would be called alike are called by the words beside them, too."""
    alike: dict[Text, set[Names]] = defaultdict(set)
    for placed in items:
        if placed.item is not None:
            alike[placed.label].add(placed.names)

    def told(placed: Placed) -> Placed:
        if placed.item is None or placed.side is None or len(alike[placed.label]) == 1:
            return placed
        heads = (placed.side, *placed.heads)
        return replace(placed, heads=heads, label=caption(heads))

    return [told(placed) for placed in items]


class _Work:
    """One laying out: the sheets so far."""

    def __init__(self, rows_of: Callable[[str | int], int], words: Words, problems: Problems) -> None:
        self.layout = Layout()
        self._columns: Sequence[float] = ()
        self._rows_of, self._words, self._problems = rows_of, words, problems
        self._counts: dict[tuple[Names, Indices], int] = defaultdict(int)
        self._sheet = 0

    def sheet(self, page: SheetBoxes) -> None:
        """Place the boxes of the next sheet."""
        self._sheet = len(self.layout.heights)
        self._columns = page.columns
        self.layout.heights.append({})
        self.stack(page.body, FIRST_ROW, FIRST_COLUMN, len(page.columns), _Context())

    def _put(self, placed: Placed) -> None:
        self.layout.placed.append(replace(placed, sheet=self._sheet) if self._sheet else placed)

    def stack(self, boxes: tuple[Box, ...], row: int, column: int, width: int, context: _Context) -> None:
        """Place boxes under one another."""
        for box in boxes:
            self._box(box, row, column, width, context)
            row += self._height(box)

    def _box(self, box: Box, row: int, column: int, width: int, context: _Context) -> None:
        match box:
            case RowBox():
                self._row(box, row, column, width, context, self._height(box))
            case SideBox():
                self._side(box, row, column, width, context)
            case RepeatBox():
                self._repeat(box, row, column, width, context)
            case SectionBox():
                context.heads.clear()
                title, _ = self._words(box.title, (*box.place, "section"), context.indices)
                self.layout.sections.append(Section(title, row, row + self._height(box) - 1, self._sheet))
                self.stack(box.body, row, column, width, context.inner())

    def _height(self, box: Box) -> int:
        """Return how many rows of the sheet a box takes."""
        match box:
            case RowBox():
                return max([box.rows, *map(self._rows, box.items)])
            case RepeatBox():
                return self._rows_of(box.rows) * sum(map(self._height, box.body))
            case _:
                return sum(map(self._height, box.body))

    def _rows(self, item: RowItem) -> int:
        """Return how many rows of the sheet an item of a row takes at least."""
        match item:
            case StackItem():
                return sum(map(self._height, item.boxes))
            case ImageItem():
                return item.rows
            case _:
                return 1

    def _row(self, box: RowBox, row: int, column: int, width: int, context: _Context, rows: int) -> None:
        taken = sum(item.span for item in box.items)
        open_ended = any(not item.span for item in box.items)
        if taken > width or (taken < width and not open_ended):
            self._problems.report(box.place, "spans-do-not-add-up", taken=taken, width=width)
        if box.height is not None:
            heights = self.layout.heights[self._sheet]
            for number in range(row, row + rows):
                heights[number] = max(box.height, heights.get(number, 0))
        label: Text | None = None
        if box.head:  # those above name nothing below it
            for covered in range(column, column + width):
                context.heads.pop(covered, None)
        for item in (replace(item, span=item.span or width - taken) for item in box.items):
            self._item(item, row, column, rows, context, label, head=box.head)
            if isinstance(item, LabelItem):
                words = self._words(item.text, item.place, context.indices)[0]
                label = words if names_something(words) else label
            column += item.span

    def _item(
        self,
        item: RowItem,
        row: int,
        column: int,
        rows: int,
        context: _Context,
        label: Text | None,
        *,
        head: bool,
    ) -> None:
        match item:
            case LabelItem():
                text, says = self._words(item.text, item.place, context.indices)
                style = item.style or ("head" if head else "label")
                placed = Placed(item.place, row, column, rows, item.span, style, text, says, align=item.align)
                if item.span > 0:
                    self._put(placed)
                if head:
                    context.heads.update(dict.fromkeys(range(column, column + item.span), text))
            case FieldItem():
                self._field(item, row, column, rows, context, label)
            case ImageItem():
                self._aside(item.place, "image", context)
                placed = Placed(item.place, row, column, rows, item.span, "image", NO_WORDS)
                self._put(replace(placed, align=item.align, picture=item.name))
            case SignItem():
                self._sign(item, row, column, rows, context)
            case StackItem():
                in_head = head or context.in_head
                inner = replace(context, in_head=True) if in_head else context.inner()
                self.stack(item.boxes, row, column, item.span, inner)
                height = sum(map(self._height, item.boxes))
                if height < rows:
                    self._put(
                        Placed(item.place, row + height, column, rows - height, item.span, "filler", Text(""))
                    )

    def _field(
        self, item: FieldItem, row: int, column: int, rows: int, context: _Context, label: Text | None
    ) -> None:
        relative = () if item.name == "self" else split_names(item.name)
        hint = Text.of(item.options["hint"]) if "hint" in item.options else None
        if hint is not None:
            hint, _ = self._words(hint, (*item.place, "hint"), context.indices)
        item = self._with_parameters(item)
        heads, side = words_about(context.side, label, context.heads.get(column))
        self._put(
            Placed(
                item.place,
                row,
                column,
                rows,
                item.span,
                "",
                names=(*context.names, *relative),
                paths=(join((*context.path, *relative)),),
                item=item,
                group=context.group,
                label=caption(heads),
                heads=heads,
                hint=hint,
                side=side,
                align=item.options.get("align"),
            )
        )

    def _aside(self, place: Place, key: str, context: _Context) -> None:
        """What is in no record stands once, and not in each item of a list."""
        if context.names:
            self._problems.report(place, "not-in-a-list", key=key, list=join(context.names))

    def _sign(self, item: SignItem, row: int, column: int, rows: int, context: _Context) -> None:
        """Place what is signed side by side, each in as much of the width as the columns allow."""
        self._aside(item.place, "sign", context)
        if len(item.texts) > item.span:
            self._problems.report(item.place, "sign-without-room", count=len(item.texts), width=item.span)
            return
        first = column - FIRST_COLUMN
        spans = even_spans(self._columns[first : first + item.span], len(item.texts))
        for number, (text, span) in enumerate(zip(item.texts, spans, strict=True)):
            words, says = self._words(text, (*item.place, number), context.indices)
            placed = Placed(item.place, row, column, rows, span, "sign", words_before_room(words), says)
            self._put(placed)
            column += span
        self._join_to_section(row, row + rows - 1)

    def _join_to_section(self, first: int, last: int) -> None:
        """Let rows be part of the section that ends above them: nobody signs a page with nothing on it."""
        sections = self.layout.sections
        if sections and (sections[-1].sheet, sections[-1].last_row) == (self._sheet, first - 1):
            sections[-1] = replace(sections[-1], last_row=last)

    def _with_parameters(self, item: FieldItem) -> FieldItem:
        """Return a field whose options say what the parameters make of them.

        One in which an expression is wrong, which was told, is left out.
        """
        options = dict(item.options)
        for name in KINDS[item.options["kind"]].with_parameters():
            if "{" in str(options.get(name, "")):
                written = Text(str(options[name]))
                options[name] = self._words(written, (*item.place, name), ())[0].zh
                if options[name] == written.zh and "}" in written.zh:
                    del options[name]
        return replace(item, options=options)

    def _side(self, box: SideBox, row: int, column: int, width: int, context: _Context) -> None:
        text, says = self._words(box.text, (*box.place, "side"), context.indices)
        rows = self._height(box)
        self._put(Placed(box.place, row, column, rows, box.span, "side", text, says))
        self.stack(box.body, row, column + box.span, width - box.span, context.inner(text))

    def _repeat(self, box: RepeatBox, row: int, column: int, width: int, context: _Context) -> None:
        relative = split_names(box.name)
        names = (*context.names, *relative)
        height = sum(map(self._height, box.body))
        count = self._rows_of(box.rows)
        first = self._counts[names, context.indices]
        self._counts[names, context.indices] += count
        group = {box.constant.name: box.constant.value} if box.constant else {}
        rows_so_far = self.layout.constants.setdefault(names, {}).setdefault(context.indices, [])
        rows_so_far.extend(dict(group) for _ in range(count))
        paths = [(*context.path, *relative, number) for number in range(first, first + count)]
        if box.constant:
            span = box.constant.span
            self._constant(box.constant, names, paths, row, column, count * height, context)
            column, width = column + span, width - span
        shown = count if box.shown is None else self._rows_of(box.shown)
        for number, path in enumerate(paths):
            start = row + number * height
            indices = (*context.indices, first + number)
            beyond = number >= shown
            self.layout.boxes[names, indices] = box.place
            self.layout.items.append(
                Item(
                    names, indices, start, start + height - 1, column, column + width - 1, beyond, self._sheet
                )
            )
            inner = replace(context.inner(), names=names, indices=indices, path=path, group=group)
            self.stack(box.body, start, column, width, inner)

    def _constant(
        self,
        constant: Constant,
        names: Names,
        paths: list[tuple[str | int, ...]],
        row: int,
        column: int,
        rows: int,
        context: _Context,
    ) -> None:
        text, _ = self._words(constant.text, constant.place, context.indices)
        self._put(
            Placed(
                constant.place,
                row,
                column,
                rows,
                constant.span,
                "side",
                text,
                names=(*names, constant.name),
                paths=tuple(join((*path, constant.name)) for path in paths),
                label=context.heads.get(column, text),
            )
        )
